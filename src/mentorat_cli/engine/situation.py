"""What the answers given so far leave possible."""

from collections.abc import Iterator

from mentorat_cli.base.records import (
    Answers,
    Choice,
    ChoicesFrom,
    Interval,
    KnowledgeBase,
    Question,
    QuestionType,
)
from mentorat_cli.engine.rules import Answer, Possible

PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)
"""Primes enough for the families of 80,000 entries."""


def possible_answers(base: KnowledgeBase, answers: Answers) -> Possible:
    """Return, for every criterion, each answer it may still have.

    A known answer leaves itself. An open one leaves every choice that the known answers do not rule
    out: the class bounds the plausible age, and a lycée, a département and an académie must agree.
    """
    return {
        str(question.id): question_answers(base, question, answers) for question in base.questions
    }


def question_answers(
    base: KnowledgeBase, question: Question, answers: Answers
) -> tuple[Answer, ...]:
    """Return the answers that a question may still have."""
    if any(answers.get(name) for name in (question.id, *influences(base, question))):
        return _left(base, question, answers)
    known: dict[str, tuple[Answer, ...]] = base.worked_out.setdefault("question_answers", {})
    if question.id not in known:
        known[question.id] = _left(base, question, {})
    return known[question.id]


def _left(base: KnowledgeBase, question: Question, answers: Answers) -> tuple[Answer, ...]:
    given = answers.get(question.id) or ()
    if question.choices_from is ChoicesFrom.FAMILIES:
        return family_answers(question, given)
    return (given,) if given else open_answers(base, question, answers)


def family_answers(question: Question, given: Answer) -> tuple[Answer, ...]:
    """Return with which families a lycée may work, knowing those of `given`, yes or no: the first
    has the fewest, the second, if there is one, the most.

    Every family is a fact of its own: none of those left, all, each, and all but every second,
    third, fifth… of them are worlds enough for any rule that reads three. A choice of no family
    closes the list.
    """
    families = {str(choice.id): choice.family for choice in question.choices}
    settled = {families.get(value) for value in given}
    left = [
        name
        for name, family in families.items()
        if name == family and family not in settled and None not in settled
    ]
    ways = [(), left, *((name,) for name in left), *_all_but_some(left)]
    return tuple(dict.fromkeys((*given, *way) for way in ways))


def _all_but_some(names: list[str]) -> Iterator[list[str]]:
    """Yield names without some of them so that any two are once without any third: a prime that
    divides neither of their distances to it parts them from it, and not all do.
    """
    told = 1
    for prime in PRIMES:
        if told >= len(names) ** 2:
            return
        told *= prime
        for first in range(prime):
            kept = names.copy()
            del kept[first::prime]
            yield kept


def influences(base: KnowledgeBase, question: Question) -> tuple[str, ...]:
    """Return the questions of which an answer bounds what an open one may have."""
    if question.type is QuestionType.NUMBER:
        return base.implying[question.id]
    placed = base.placed
    if question.type is QuestionType.TERRITORY:
        return placed
    return (
        ("academie", *(name for name in placed if name != question.id))
        if question.id in placed
        else ()
    )


def open_answers(base: KnowledgeBase, question: Question, answers: Answers) -> tuple[Answer, ...]:
    """Return the answers that a question without one may still have."""
    chosen = [
        choice
        for name in influences(base, question)
        for choice in _chosen(base.question[name], answers)
    ]
    return _open(question, chosen, answers)


def narrowed(base: KnowledgeBase, possible: Possible, name: str, answer: Answer) -> Possible:
    """Return `possible` once `name` has `answer`: what that answer bounds is bounded, if it is
    still open.
    """
    bounds = {
        criterion: interval
        for choice in base.question[name].choices
        if choice.id in answer
        for criterion, interval in choice.implies.items()
    }
    inside = {
        criterion: tuple(item for item in possible[criterion] if interval.holds(int(item[0])))
        for criterion, interval in bounds.items()
        if len(possible[criterion]) > 1
    }
    return {
        **possible,
        name: (answer,),
        **{criterion: items for criterion, items in inside.items() if items},
    }


def _chosen(question: Question, answers: Answers) -> list[Choice]:
    return [choice for choice in question.choices if choice.id in answers.get(question.id, ())]


def _open(question: Question, chosen: list[Choice], answers: Answers) -> tuple[Answer, ...]:
    if question.type is QuestionType.NUMBER:
        bounds = [choice.implies[question.id] for choice in chosen if question.id in choice.implies]
        return tuple((str(number),) for number in _numbers(question, bounds))
    if question.type is QuestionType.TERRITORY:
        academies = {str(choice.academie) for choice in chosen if choice.academie}
        return tuple(
            (str(choice.id),)
            for choice in question.choices
            if not academies or choice.id in academies
        )
    academie = set(answers.get("academie", ())) | {
        str(choice.academie) for choice in chosen if choice.academie
    }
    return tuple(
        (str(choice.id),)
        for choice in question.choices
        if not academie or choice.academie is None or choice.academie in academie
    )


def _numbers(question: Question, bounds: list[Interval]) -> list[int]:
    return [
        number
        for number in range(question.minimum, question.maximum + 1)
        if all(bound.holds(number) for bound in bounds)
    ]
