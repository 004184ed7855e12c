"""The dialogue as a fold: answers in, next question out. Nothing is asked or shown here."""

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli.answers.typed import missing_required
from mentorat_cli.base.records import (
    Answers,
    Choice,
    ChoicesFrom,
    KnowledgeBase,
    Question,
    QuestionType,
)
from mentorat_cli.engine.guidance import opening
from mentorat_cli.engine.ranking import CARDS
from mentorat_cli.engine.relevance import Stake, open_questions
from mentorat_cli.engine.rules import Possible
from mentorat_cli.engine.situation import possible_answers


class Turn(Struct, frozen=True):
    """The next question, limited to the choices that are still possible.

    `concerns` is how many entries it can decide, `left` how many questions can remain, this one
    included; both are 0 where that is not told. Of several answers, the order counts where
    `ordered`. `reader` reads free text, where there are no choices (ValueError: what is wrong with
    it).
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
    places: int = CARDS,
    secret: frozenset[str] = frozenset(),
) -> Turn | None:
    """Return what to ask now, or None when no answer can change the first recommendations.

    Indispensable questions come first, in the order of the base; then the lowest band; in a band
    the question that decides most, and nearest the top. A sensitive question waits until no other
    can decide; a `secret` one is never asked, as if the answer could not be known.
    """
    missing = missing_required(base, answers)
    answers = {**answers, **dict.fromkeys(secret, ())}
    possible = possible_answers(base, answers)
    if missing:
        return Turn(_limited(missing[0], possible), 0, 0, usable=False)
    found = open_questions(base, answers, places)
    relevant = {name: stake for name, stake in found.items() if name not in answers}
    if not relevant:
        return None
    question = min(
        (base.question[name] for name in relevant), key=lambda item: _priority(base, item, relevant)
    )
    stake = relevant[question.id]
    limited = _limited(question, possible, stake.choices)
    facts = question.choices_from is ChoicesFrom.FAMILIES
    return Turn(limited, stake.entries, len(relevant), usable=True, ordered=not facts)


def turn_about(base: KnowledgeBase, answers: Answers, name: str) -> Turn:
    """Return the turn that asks one question, whether or not it still decides; `answers` are the
    others.
    """
    known = {item: values for item, values in answers.items() if item != name}
    limited = _limited(base.question[name], possible_answers(base, known))
    usable = not missing_required(base, known)
    facts = limited.choices_from is ChoicesFrom.FAMILIES
    return Turn(limited, 0, 0, usable=usable, ordered=not facts)


def unsaid(base: KnowledgeBase, answers: Answers, secret: frozenset[str]) -> tuple[str, ...]:
    """Return what a pupil's situation may be that opens a net, that nobody said and that is not
    `secret`: it decides no order, so it is never asked, and is only said by who wants to.
    """
    return tuple(
        name
        for name in opening(base)
        if name not in answers
        and name not in secret
        and name in base.question
        and base.question[name].type is QuestionType.YES_NO
    )


def completed(base: KnowledgeBase, turn: Turn, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return an answer with what it says of the families that were shown and not chosen: no."""
    shown = {choice.family for choice in turn.question.choices if choice.family}
    if not shown or not values:
        return values
    chosen = shown.intersection(values)
    return tuple(
        str(choice.id)
        for choice in base.question[turn.question.id].choices
        if choice.family in shown and (choice.id == choice.family) is (choice.family in chosen)
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


def fits(base: KnowledgeBase, turn: Turn, values: tuple[str, ...]) -> bool:
    """Return whether an answer given before is one that a turn may have."""
    known = {str(choice.id) for choice in turn.question.choices}
    shown = {choice.family for choice in turn.question.choices if choice.family}
    if shown:
        every = base.question[turn.question.id].choices
        known |= {str(choice.id) for choice in every if choice.family in shown}
    return not known or set(values) <= known


def _limited(
    question: Question, possible: Possible, families: frozenset[str] = frozenset()
) -> Question:
    """Return a question with the choices that are still open, those of the LP first."""
    open_ones = {value for answer in possible[question.id] for value in answer}
    if question.choices_from is ChoicesFrom.FAMILIES:
        others = {str(choice.id) for choice in question.choices if choice.family is None}
        open_ones = others | (open_ones & families if families else open_ones)
    choices: list[Choice] = [choice for choice in question.choices if choice.id in open_ones]
    choices.sort(key=lambda choice: not choice.vocational)
    return replace(question, choices=tuple(choices))
