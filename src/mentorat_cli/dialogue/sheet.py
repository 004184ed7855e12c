"""What is asked of a lycée, in order; and what its sheet takes away from the questions."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from mentorat_cli.answers.own import (
    FILIERE,
    NAME,
    RARE,
    SERVICES,
    channels_typed,
    contact_question,
    read_contact,
    services,
    trades,
)
from mentorat_cli.answers.places import LYCEE
from mentorat_cli.answers.typed import parse_answer
from mentorat_cli.base.records import Answers, KnowledgeBase, OwnLycee, Question
from mentorat_cli.dialogue.interview import Turn


def next_question(asked: KnowledgeBase, answers: Answers, places: int = 0) -> Turn | None:
    """Return the first question of the form that has no answer: the name only of a lycée that no
    list has, the ways to reach a service only of those that are said to have one.
    """
    for question in asked.questions:
        name = str(question.id)
        if name not in answers and question.asked and _matters(asked, name, answers):
            return Turn(question, 0, 0, usable=False, ordered=False, reader=reader(asked, name))
    return None


def _matters(asked: KnowledgeBase, name: str, answers: Answers) -> bool:
    if name == NAME:
        return not answers.get(LYCEE)
    chosen = (*answers.get(SERVICES, ()), *answers.get(RARE, ()))
    return _roles(asked).get(name, name) in chosen if name in (RARE, *_roles(asked)) else True


def _roles(asked: KnowledgeBase) -> dict[str, str]:
    """Return question → role, of those on how a service is reached."""
    return {contact_question(item.id): str(item.id) for item in services(asked)}


def reader(asked: KnowledgeBase, name: str) -> Callable[[str], str] | None:
    """Return what reads the text of a question (ValueError: why it cannot), None for a question
    with choices.
    """
    if name == NAME:
        return lambda text: " ".join(text.split())
    if name in _roles(asked):
        return lambda text: channels_typed(read_contact(text))
    return None


def sheet_answer(asked: KnowledgeBase, name: str, words: Sequence[str]) -> tuple[str, ...] | None:
    """Return the answer that typed words give to a question of the form; None for a lycée that no
    list has. Raises Refused, or ValueError: what is wrong with free text.
    """
    read = reader(asked, name)
    if read is not None:
        return (read(", ".join(words)),)
    values = parse_answer(asked, asked.question[name], words)
    return values or (None if name == LYCEE else values)


def limited(
    turns: Callable[[KnowledgeBase, Answers, int], Turn | None],
    own: OwnLycee,
    base: KnowledgeBase,
    answers: Answers,
    places: int,
) -> Turn | None:
    """Return the next question of `turns`, that on the filière with those of the lycée only."""
    turn = turns(base, answers, places)
    kept = trades(own)
    if turn is None or turn.question.id != FILIERE or not kept:
        return turn
    return replace(turn, question=_among(turn.question, kept))


def _among(question: Question, kept: frozenset[str]) -> Question:
    choices = tuple(item for item in question.choices if item.id in kept)
    return replace(question, choices=choices) if choices else question
