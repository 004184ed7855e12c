"""From typed words to answers."""

import re
from collections.abc import Mapping, Sequence

from mentorat_cli.answers.refusals import Refusal, Refused, Why, closest
from mentorat_cli.answers.territories import resolve
from mentorat_cli.base.records import Answers, Choice, KnowledgeBase, Question, QuestionType
from mentorat_cli.typography import fold, unique

UNKNOWN = "ne-sait-pas"
_UNKNOWN_WORDS = {"?", "ne sait pas", "je ne sait pas", "je ne sais pas", "nsp"}


def parse_answers(
    base: KnowledgeBase, typed: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Return the answers that the words mean, in the order of the questions.

    `typed` is criterion id → what was typed, each possibly several values separated by commas where
    the question takes
    several. A territory that names a département answers `departement` too, unless it is given.
    Raises Refused.
    """
    parsed = {
        name: parse_answer(base, question, typed[name])
        for name, question in base.question.items()
        if typed.get(name)
    }
    derived = department(base, typed.get("academie", ()))
    if derived and "departement" in base.question and "departement" not in parsed:
        parsed["departement"] = (derived,)
    agree(base, parsed)
    return {name: parsed[name] for name in base.question if name in parsed}


def parse_answer(base: KnowledgeBase, question: Question, typed: Sequence[str]) -> tuple[str, ...]:
    """Return the answer to one question; empty for « ne sait pas ». Raises Refused."""
    words = [
        word.strip()
        for text in typed
        for word in (re.split(r"[,;]", text) if question.many else [text])
    ]
    words = [word for word in words if word]
    if not words:
        raise Refused(Refusal(why=Why.NOTHING, about=question.id))
    if all(fold(word) in _UNKNOWN_WORDS or word == "?" for word in words):
        return ()
    values = unique(_value(base, question, word) for word in words)
    if len(values) > 1 and not question.many:
        raise Refused(Refusal(why=Why.SEVERAL, about=question.id, given=tuple(words)))
    return tuple(values)


def missing_required(base: KnowledgeBase, answers: Answers) -> tuple[Question, ...]:
    """Return the indispensable questions that have no answer."""
    return tuple(
        question
        for question in base.questions
        if question.required and not answers.get(question.id)
    )


def label(question: Question, value: str) -> str:
    """Return an answer as it is shown (`terminale-pro` → `terminale professionnelle`)."""
    if question.type is QuestionType.NUMBER:
        return f"{value}\u00a0ans" if question.id == "age" else value
    return next((str(choice.phrase) for choice in question.choices if choice.id == value), value)


def _value(base: KnowledgeBase, question: Question, word: str) -> str:
    if question.type is QuestionType.TERRITORY:
        return resolve(base, word).academie
    if question.type is QuestionType.NUMBER:
        return _number(question, word)
    found = match_choice(question, word)
    if found is None:
        raise Refused(_unknown_choice(question, word))
    return str(found.id)


def match_choice(question: Question, word: str) -> Choice | None:
    """Return the choice whose id, label or alias is `word`, without accents or case; None if no
    choice is.

    A number may lack the zero before it, which spreadsheets take away (`1` for the département
    `01`).
    """
    folded = fold(word)
    for wanted in (folded, folded.zfill(2)) if folded.isdigit() else (folded,):
        for choice in question.choices:
            if wanted in {
                fold(name) for name in (choice.id, choice.label, choice.phrase, *choice.aliases)
            }:
                return choice
    return None


def _unknown_choice(question: Question, word: str) -> Refusal:
    names = {
        fold(name): str(choice.id)
        for choice in question.choices
        for name in (choice.id, choice.label, *choice.aliases)
    }
    return Refusal(
        why=Why.CHOICE,
        about=question.id,
        given=(word,),
        expected=tuple(str(item.id) for item in question.choices),
        nearest=closest(word, names),
    )


def _number(question: Question, word: str) -> str:
    found = re.fullmatch(r"(\d{1,3})(?:\s*ans)?", word)
    if not found or not question.minimum <= int(found[1]) <= question.maximum:
        bounds = (str(question.minimum), str(question.maximum))
        raise Refused(Refusal(why=Why.NUMBER, about=question.id, given=(word,), expected=bounds))
    return str(int(found[1]))


def department(base: KnowledgeBase, typed: Sequence[str]) -> str | None:
    """Return the département that typed words for the académie tell; None if they tell none. Raises
    Refused.
    """
    if len(typed) != 1 or typed[0].strip() == "?" or fold(typed[0]) in _UNKNOWN_WORDS:
        return None
    return resolve(base, typed[0]).department


def agree(base: KnowledgeBase, answers: Answers) -> None:
    """Raise Refused for a lycée or a département of another académie."""
    refusal = misplaced(base, answers)
    if refusal is not None:
        raise Refused(refusal)


def misplaced(base: KnowledgeBase, answers: Answers) -> Refusal | None:
    """Return what is wrong with the lycée or the département that is answered although it is in
    another académie than the one answered; None when nothing is.
    """
    academies = answers.get("academie") or ()
    for name, values in answers.items() if academies else ():
        for choice in base.question[name].choices:
            own = choice.academie
            if own and choice.id in values and own not in academies:
                return Refusal(
                    why=Why.ELSEWHERE,
                    about=name,
                    given=(str(choice.id), academies[0]),
                    expected=(str(own),),
                    names={str(choice.id): choice.label, str(own): base.academie[own].name},
                )
    return None
