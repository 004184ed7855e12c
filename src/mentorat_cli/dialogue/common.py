"""What every prompter says, and how it reads typed words."""

import re

from mentorat_cli import wording
from mentorat_cli.answers.choices import match_choice
from mentorat_cli.answers.lycees import MOST_CHOICES, lycee_label
from mentorat_cli.answers.places import LYCEE, PLACED, locate, resolve
from mentorat_cli.answers.refusals import Refused
from mentorat_cli.answers.territories import Territory
from mentorat_cli.answers.territories import search as search_places
from mentorat_cli.answers.typed import also_told, label, parse_answer
from mentorat_cli.base.records import Answers, Choice, KnowledgeBase, Question, QuestionType
from mentorat_cli.dialogue.interview import Turn
from mentorat_cli.dialogue.loop import Given, Reply, given_place
from mentorat_cli.typography import capital, code, fold, french, plural
from mentorat_cli.wording.refusals import sentence

UNSURE = "Je ne sais pas"
STOP = "Voir le résultat maintenant"
NEEDED = "Cette réponse est indispensable."
READY = "Vos réponses\u00a0; choisissez-en une pour la changer."
RESULT = "Voir le résultat"
UNSAID = "non précisé"
WHICH = "Laquelle\u00a0?"
FIRST, NEXT = "Lequel est le plus important\u00a0?", "Et ensuite\u00a0?"
FEW = 4
"""Questions that one does not mind being told of."""
LONG = 12
"""Choices beyond which one types part of the name first."""


USABLE = "La liste est déjà utilisable\u00a0: vous pouvez vous arrêter ici, ou répondre encore."

_BETWEEN = r"[,;/&+]|\b(?:et|puis)\b"
_MARK = re.compile(r"\bn[o°º]\s*(?=[0-9])", re.IGNORECASE)
_DASH = re.compile(r"(?<=[0-9])\s*(?:[-–—]|\bà\b)\s*(?=[0-9])")
_NUMBERS = re.compile(r"\(?([0-9]{1,4})(?:-([0-9]{1,4}))?\)?[.):°]*")


def typed_in_full(turn: Turn) -> bool:
    """Return whether a question is answered with words rather than from a list."""
    return (
        turn.reader is not None
        or turn.question.type in (QuestionType.TERRITORY, QuestionType.NUMBER)
        or len(turn.question.choices) > LONG
    )


def progress(turn: Turn) -> str:
    """Return where the dialogue stands: what the question decides and, when they are FEW, how many
    may remain; empty when nothing is usable yet.
    """
    if not turn.usable or not turn.concerns:
        return ""
    decides = f"Cette réponse peut changer {plural(turn.concerns, 'résultat')}"
    left = f"\u00a0; encore {plural(turn.left, 'question')} au plus" if turn.left <= FEW else ""
    return f"{decides}{left}."


def recalled(base: KnowledgeBase, name: str, answers: Answers) -> str:
    """Return an answer after its label, or that there is none."""
    words = wording.answer(base, name, answers[name]) if name in answers else UNSAID
    return f"{base.question[name].label}\u00a0: {words}"


def menu(choice: Choice) -> str:
    """Return a choice as it stands in a menu."""
    return capital(choice.label)


def names(choice: Choice) -> tuple[str, ...]:
    """Return all that a choice can be called."""
    return (choice.label, choice.phrase, choice.id, *choice.aliases)


def choices_holding(question: Question, typed: str) -> list[Choice]:
    """Return the choices of which the label, an alias or the id holds what is typed, without
    accents or case; a fragment of a number is never held.
    """
    wanted = fold(typed)
    if not wanted:
        return list(question.choices)
    holds = re.compile(rf"(?<![0-9]){re.escape(wanted)}(?![0-9])")
    found = [
        choice
        for choice in question.choices
        if any(holds.search(fold(name)) for name in names(choice))
    ]
    return sorted(
        found, key=lambda choice: not any(fold(name).startswith(wanted) for name in names(choice))
    )


def one(question: Question, typed: str) -> Choice | None:
    """Return the choice that typed words name, whole or in part; None where none or several do."""
    found = choices_holding(question, typed) if fold(typed) else []
    return match_choice(question, typed) or (found[0] if len(found) == 1 else None)


def pieces(typed: str) -> list[str]:
    """Return the answers of a line that may hold several (`stage et orientation`, `1, 2`)."""
    return [piece.strip() for piece in re.split(_BETWEEN, typed) if piece.strip()]


def numbers(typed: str) -> list[int]:
    """Return the numbers of a line, as people write them (`2, 1`, `1;2`, `1 et 2`, `1.`, `1-3`);
    nothing when it holds something else.
    """
    found: list[int] = []
    for word in re.sub(_BETWEEN, " ", _DASH.sub("-", _MARK.sub("", typed))).split():
        match = _NUMBERS.fullmatch(word)
        if match is None:
            return []
        first, last = int(match[1]), int(match[2] or match[1])
        found += range(first, last + 1) if first <= last else range(first, last - 1, -1)
    return found


def echoed(base: KnowledgeBase, turn: Turn, reply: Reply | None) -> tuple[str, str] | None:
    """Return the label and the words of the answer that a reply gives: of the lycée rather than its
    académie. None when it gives none.
    """
    if not isinstance(reply, Given):
        return None
    name, values = str(turn.question.id), reply.values
    if LYCEE in reply.also and LYCEE in base.question:
        name, values = LYCEE, reply.also[LYCEE]
    return str(base.question[name].label), wording.answer(base, name, values)


def read_reply(base: KnowledgeBase, turn: Turn, typed: str) -> Given | tuple[Territory, ...]:
    """Return the answer that typed words give, or the places to choose from. Raises Refused."""
    question = turn.question
    if turn.reader is not None:
        return Given(() if typed.strip() == "?" else (turn.reader(typed),))
    if question.id in PLACED and match_choice(question, typed) is None:
        places = _places(base, question, typed)
        if len(places) > 1:
            return places
        if places:
            return given_place(places[0], question.id)
    return Given(
        parse_answer(base, question, [typed]), also_told(base, {str(question.id): [typed]})
    )


def _places(base: KnowledgeBase, question: Question, typed: str) -> tuple[Territory, ...]:
    """Return the places to choose from; one, or none, where there is no choice. Raises Refused when
    they are too many.
    """
    places = locate(base, typed, lycee=question.id == LYCEE)
    if len(places) > MOST_CHOICES and any(place.lycee for place in places):
        resolve(base, typed, lycee=question.id == LYCEE)
    places = places or search_places(base, typed)
    if any(place.lycee for place in places):
        return places
    academies = {place.academie for place in places}
    alone = len(places) > 1 and len(academies) == 1
    return (Territory(academies.pop()),) if alone else places


def fault(base: KnowledgeBase, turn: Turn, typed: str) -> str:
    """Return what is wrong with typed words; empty when they can be read."""
    try:
        read_reply(base, turn, typed)
    except ValueError as error:
        return french(f"{capital(str(error))}.")
    except Refused as error:
        return sentence(error.refusal, lambda name: code(turn.question.label))
    return ""


def place_label(base: KnowledgeBase, place: Territory) -> str:
    """Return a place as it stands in a menu."""
    if place.lycee:
        return f"{lycee_label(base, place.lycee)}, {place.lycee}"
    name = f"Académie {base.academie[place.academie].name}"
    if place.department is None:
        return name
    return f"{name}, département {label(base.question['departement'], place.department)}"
