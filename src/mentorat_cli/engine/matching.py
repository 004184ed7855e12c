"""Which entries fit, which do not, and why."""

from collections.abc import Iterator
from itertools import combinations, product

from msgspec import Struct

from mentorat_cli.base.records import (
    Answers,
    Condition,
    Entry,
    KnowledgeBase,
    Leaf,
    Outcome,
    Question,
    QuestionType,
)
from mentorat_cli.engine.presence import State, state
from mentorat_cli.engine.rules import (
    Answer,
    Judged,
    Possible,
    Verdict,
    blocking,
    criteria,
    decide,
    judge,
    polarised,
)
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.engine.verdicts import (
    Obstacle,
    expected,
    missing_criteria,
    obstacle,
    outcome,
    rule,
    verdict,
)


class Reason(Struct, frozen=True):
    """One leaf of a rule with its verdict. `wanted` is False where the rule asks that it does not
    hold.
    """

    leaf: Leaf
    verdict: Verdict
    wanted: bool = True


class WhatIf(Struct, frozen=True):
    """New answers that would open an entry; criterion → the answers, any of which does."""

    answers: tuple[tuple[str, frozenset[str]], ...]
    dated: bool


class Match(Struct, frozen=True):
    """An entry and what the answers say of it. `missing` are the criteria whose answer decides.

    `presence` says how sure it is that the entry acts here; `doubts` are the other things that are
    not sure.
    """

    entry: Entry
    outcome: Outcome
    reasons: tuple[Reason, ...]
    judged: Judged
    presence: State
    missing: tuple[str, ...] = ()
    blocking: tuple[Reason, ...] = ()
    obstacle: Obstacle | None = None
    preferred: tuple[Leaf, ...] = ()
    doubts: tuple[Judged, ...] = ()


def is_recommended(match: Match) -> bool:
    """Return whether an entry is proposed."""
    return match.outcome is not Outcome.NE_CONVIENT_PAS and match.obstacle is None


def match_entry(base: KnowledgeBase, entry: Entry, possible: Possible) -> Match:
    """Return the verdict on one entry, with every reason."""
    judged = judge(rule(base, entry), possible)
    found = verdict(base, entry, possible)
    reasons = tuple(
        Reason(leaf, decide(leaf, possible), wanted)
        for leaf, wanted in polarised(rule(base, entry))
    )
    blocked = (
        tuple(Reason(leaf, decide(leaf, possible), wanted) for leaf, wanted in blocking(judged))
        if found is Verdict.NO
        else ()
    )
    return Match(
        entry,
        outcome(entry, found),
        reasons,
        judged,
        state(base, entry, possible),
        missing_criteria(base, entry, possible) if found is Verdict.UNKNOWN else (),
        blocked,
        obstacle(entry, possible),
        tuple(leaf for leaf in entry.prefer if decide(leaf, possible) is Verdict.YES),
        _doubts(base, entry, possible),
    )


def _doubts(base: KnowledgeBase, entry: Entry, possible: Possible) -> tuple[Judged, ...]:
    """Return what is expected and does not hold for sure."""
    found = (judge(part, possible) for part in expected(base, entry))
    return tuple(item for item in found if item.verdict is not Verdict.YES)


# What could still change ------------------------------------------------------------


def what_if(
    base: KnowledgeBase, entry: Entry, answers: Answers, possible: Possible, largest: int = 2
) -> tuple[WhatIf, ...]:
    """Return the smallest changes that would open an entry, limited to what can change; none if no
    such change exists. `possible` is what the answers leave.
    """
    condition = rule(base, entry)
    names = [name for name in criteria(condition) if _can_change(base.question[name])]
    for size in range(1, largest + 1):
        found = [
            item
            for group in combinations(names, size)
            for item in _openings(base, condition, group, possible, answers)
        ]
        if found:
            return tuple(found)
    return ()


def _can_change(question: Question) -> bool:
    return question.changes != "never"


def _openings(
    base: KnowledgeBase,
    condition: Condition,
    names: tuple[str, ...],
    possible: Possible,
    answers: Answers,
) -> Iterator[WhatIf]:
    options = [_later_answers(base.question[name], possible[name], answers) for name in names]
    opened: dict[str, set[str]] = {name: set() for name in names}
    for combination in product(*options):
        changed = {
            **possible,
            **{name: (answer,) for name, answer in zip(names, combination, strict=True)},
        }
        if decide(condition, _without_implied_age(base, changed, names, answers)) is not Verdict.NO:
            for name, answer in zip(names, combination, strict=True):
                opened[name].update(answer)
    if all(opened.values()):
        dated = any(base.question[name].changes == "with-time" for name in names)
        yield WhatIf(tuple((name, frozenset(values)) for name, values in opened.items()), dated)


def _without_implied_age(
    base: KnowledgeBase, changed: Possible, names: tuple[str, ...], answers: Answers
) -> Possible:
    """Return `changed` with the age open again where the class changes: a year passes too."""
    if "niveau" not in names or "age" in names:
        return changed
    fresh = possible_answers(base, {"niveau": changed["niveau"][0]})
    return {**changed, "age": fresh["age"]}


def _later_answers(
    question: Question, current: tuple[Answer, ...], answers: Answers
) -> tuple[Answer, ...]:
    """Return the answers that a criterion may take from now on; time only goes forward."""
    if question.type is QuestionType.NUMBER:
        now = int(answers[question.id][0]) if answers.get(question.id) else question.maximum
        return tuple((str(number),) for number in range(now + 1, question.maximum + 1))
    every = tuple((str(choice.id),) for choice in question.choices)
    if question.changes == "with-time":
        if len(current) > 1:
            return ()
        return every[every.index(current[0]) + 1 :]
    return tuple(answer for answer in every if answer not in current or len(current) > 1)
