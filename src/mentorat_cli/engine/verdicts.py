"""What an entry refuses, what leaves a doubt, and the verdict that both give."""

from collections.abc import Iterator
from enum import IntEnum

from mentorat_cli.base.records import (
    EVERYBODY,
    AllOf,
    Condition,
    Entry,
    KnowledgeBase,
    Leaf,
    NoneOf,
    Outcome,
    Status,
)
from mentorat_cli.engine.presence import attested, territory
from mentorat_cli.engine.rules import GOAL, Possible, Verdict, conclude, conjuncts, deciding


class Obstacle(IntEnum):
    """What keeps an entry out although no condition of its rule does."""

    CLOSED = 1
    ON_REQUEST = 2


def rule(base: KnowledgeBase, entry: Entry) -> Condition:
    """Return what refuses when it is false: an entry serves one of the goals, its own rule holds,
    and the lycée is not outside its territory.
    """
    parts = Leaf(GOAL, frozenset(entry.goals)), entry.when, territory(base, entry)
    return AllOf(tuple(part for part in parts if part not in (None, EVERYBODY)))


def expected(base: KnowledgeBase, entry: Entry) -> Iterator[tuple[Condition, Entry | None]]:
    """Yield what is usual and must be confirmed, then, with each antenne of the entry, that it is
    not where the lycée is: there it may say otherwise.
    """
    for part in conjuncts(entry.expect) if entry.expect else ():
        yield part, None
    for antenne in base.antennes.get(entry.id, ()):
        if antenne.on_request is None:
            here = attested(base, antenne) or EVERYBODY
            yield NoneOf((AllOf((Leaf(GOAL, frozenset(antenne.goals)), here)),)), antenne


def doubts(base: KnowledgeBase, entry: Entry) -> tuple[Condition, ...]:
    """Return what must hold, besides the rule, for an entry to fit for sure; it never refuses."""
    presence = attested(base, entry)
    usual = (part for part, _ in expected(base, entry))
    return (*usual, *(() if presence is None else (presence,)))


def whole(base: KnowledgeBase, entry: Entry) -> Condition:
    """Return all that must hold for an entry to fit for sure, its status apart."""
    return AllOf((rule(base, entry), *doubts(base, entry)))


def verdict(base: KnowledgeBase, entry: Entry, possible: Possible) -> Verdict:
    """Return whether an entry fits, its status apart."""
    return conclude(rule(base, entry), doubts(base, entry), possible)


def missing_criteria(base: KnowledgeBase, entry: Entry, possible: Possible) -> tuple[str, ...]:
    """Return the criteria of which two answers can lead to different verdicts."""
    refusing = deciding(rule(base, entry), possible)
    if entry.status is not Status.ACTIF:
        return refusing
    return tuple(dict.fromkeys((*refusing, *deciding(whole(base, entry), possible))))


def outcome(entry: Entry, found: Verdict) -> Outcome:
    """Return what a verdict makes of an entry, given its status."""
    if found is Verdict.NO or entry.status is Status.CLOS:
        return Outcome.NE_CONVIENT_PAS
    sure = found is Verdict.YES and entry.status is Status.ACTIF
    return Outcome.CONVIENT if sure else Outcome.A_VERIFIER


def obstacle(entry: Entry, possible: Possible) -> Obstacle | None:
    """Return what keeps an entry out although its rule does not; None for nothing."""
    if entry.status is Status.CLOS:
        return Obstacle.CLOSED
    if entry.on_request and possible[entry.on_request] != (("oui",),):
        return Obstacle.ON_REQUEST
    return None


def result(base: KnowledgeBase, entry: Entry, possible: Possible) -> Outcome:
    """Return whether an entry is proposed, and how sure that is."""
    if obstacle(entry, possible) is not None:
        return Outcome.NE_CONVIENT_PAS
    return outcome(entry, verdict(base, entry, possible))
