"""What every prompter says, and how it reads typed words."""

from mentorat_cli.answers.refusals import Refused
from mentorat_cli.answers.territories import Place, locate
from mentorat_cli.answers.territories import search as search_places
from mentorat_cli.answers.typed import label, parse_answer
from mentorat_cli.base.records import Choice, KnowledgeBase, Question, QuestionType
from mentorat_cli.dialogue.interview import Turn
from mentorat_cli.dialogue.loop import Given, given_place
from mentorat_cli.typography import capital, code, fold, french, plural
from mentorat_cli.wording.refusals import sentence

UNSURE = "Je ne sais pas"
STOP = "Voir le résultat maintenant"


USABLE = "La liste est déjà utilisable\u00a0: vous pouvez vous arrêter ici, ou répondre encore."


def progress(turn: Turn) -> str:
    """Return where the dialogue stands: what the question decides, how many may remain; empty when
    nothing is usable yet.
    """
    if not turn.usable:
        return ""
    decides = f"Cette réponse peut changer {plural(turn.concerns, 'résultat')}"
    return f"{decides}\u00a0; encore {plural(turn.left, 'question')} au plus."


def menu(choice: Choice) -> str:
    """Return a choice as it stands in a menu."""
    return capital(choice.label)


def search(question: Question, typed: str) -> list[Choice]:
    """Return the choices of which the label, an alias or the id holds what is typed, without
    accents or case.
    """
    wanted = fold(typed)
    if not wanted:
        return list(question.choices)
    found = [
        choice
        for choice in question.choices
        if any(wanted in fold(name) for name in _names(choice))
    ]
    return sorted(
        found, key=lambda choice: not any(fold(name).startswith(wanted) for name in _names(choice))
    )


def _names(choice: Choice) -> tuple[str, ...]:
    return (choice.label, choice.phrase, choice.id, *choice.aliases)


def read(base: KnowledgeBase, turn: Turn, typed: str) -> Given | tuple[Place, ...]:
    """Return the answer that typed words give, or the places to choose from. Raises Refused."""
    question = turn.question
    if turn.reader is not None:
        return Given(() if typed.strip() == "?" else (turn.reader(typed),))
    if question.type is QuestionType.TERRITORY:
        places = locate(base, typed) or search_places(base, typed)
        if len({place.academie for place in places}) > 1:
            return places
        if len(places) == 1:
            return given_place(places[0])
        if places:
            return Given((places[0].academie,))
    return Given(parse_answer(base, question, [typed]))


def fault(base: KnowledgeBase, turn: Turn, typed: str) -> str:
    """Return what is wrong with typed words; empty when they can be read."""
    try:
        read(base, turn, typed)
    except ValueError as error:
        return french(f"{capital(str(error))}.")
    except Refused as error:
        return sentence(error.refusal, lambda name: code(turn.question.label))
    return ""


def place_label(base: KnowledgeBase, place: Place) -> str:
    """Return a place as it stands in a menu."""
    name = f"Académie {base.academie[place.academie].name}"
    if place.department is None:
        return name
    return f"{name}, département {label(base.question['departement'], place.department)}"
