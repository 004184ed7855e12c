"""The dialogue as a fold: answers in, next question out. Nothing is asked or shown here."""

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli.answers.typed import missing_required
from mentorat_cli.base.records import Answers, Choice, ChoicesFrom, KnowledgeBase, Question
from mentorat_cli.engine.ranking import SHOWN
from mentorat_cli.engine.relevance import Stake, open_questions
from mentorat_cli.engine.situation import possible_answers


class Turn(Struct, frozen=True):
    """The next question, limited to the choices that are still possible.

    `concerns` is how many entries it can decide, `left` how many questions can remain, this one
    included. Of several answers,
    the order counts where `ordered`. `reader` reads free text, where there are no choices
    (ValueError: what is wrong with it).
    """

    question: Question
    concerns: int
    left: int
    usable: bool
    ordered: bool = True
    reader: Callable[[str], str] | None = None


def next_turn(
    base: KnowledgeBase,
    answers: Answers,
    places: int = SHOWN,
    secret: frozenset[str] = frozenset(),
) -> Turn | None:
    """Return what to ask now, or None when no answer can change the first recommendations.

    Indispensable questions come first, in the order of the base; then the lowest band; in a band
    the question that
    decides most, and nearest the top. A sensitive question waits until no other can decide;
    a `secret` one is never asked, as if the answer could not be known.
    """
    missing = missing_required(base, answers)
    answers = {**answers, **dict.fromkeys(secret, ())}
    possible = possible_answers(base, answers)
    if missing:
        return Turn(_limited(missing[0], possible), 0, 0, usable=False)
    relevant = open_questions(base, answers, places)
    if not relevant:
        return None
    question = min(
        (base.question[name] for name in relevant), key=lambda item: _priority(base, item, relevant)
    )
    return Turn(
        _limited(question, possible), relevant[question.id].entries, len(relevant), usable=True
    )


def _priority(
    base: KnowledgeBase, question: Question, relevant: Mapping[str, Stake]
) -> tuple[object, ...]:
    return (
        question.sensitive,
        question.band,
        -relevant[question.id].weight,
        list(base.question).index(question.id),
    )


def _limited(question: Question, possible: Mapping[str, tuple[tuple[str, ...], ...]]) -> Question:
    open_ones = {value for answer in possible[question.id] for value in answer}
    if question.choices_from is ChoicesFrom.FAMILIES:
        open_ones |= {str(choice.id) for choice in question.choices if choice.family is None}
    choices: tuple[Choice, ...] = tuple(
        choice for choice in question.choices if choice.id in open_ones
    )
    return replace(question, choices=choices)
