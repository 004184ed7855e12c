"""Which entries fit, which do not, why, and in what order."""

from collections.abc import Iterator
from enum import IntEnum
from itertools import combinations, product

from msgspec import Struct

from mentorat_cli.base.records import (
    Answers,
    Condition,
    Entry,
    Form,
    KnowledgeBase,
    Leaf,
    Outcome,
    Question,
    QuestionType,
    Status,
)
from mentorat_cli.engine.presence import State, academies, state, territory
from mentorat_cli.engine.rules import (
    GOAL,
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

YEARS_FRESH = 3
"""School years after which a source no longer shows that an entry still runs (issue « the whole
base »).
"""


class Reach(IntEnum):
    """How near an entry is, the closest first."""

    LYCEE = 0
    DEPARTEMENT = 1
    ACADEMIE = 2
    REGION = 3
    ACADEMIES = 4
    NATIONAL = 5


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
        tuple(leaf for leaf in priorities(base, entry) if decide(leaf, possible) is Verdict.YES),
        _doubts(base, entry, possible),
    )


def _doubts(base: KnowledgeBase, entry: Entry, possible: Possible) -> tuple[Judged, ...]:
    """Return what is expected and does not hold for sure."""
    found = (judge(part, possible) for part in expected(base, entry))
    return tuple(item for item in found if item.verdict is not Verdict.YES)


def priorities(base: KnowledgeBase, entry: Entry) -> tuple[Leaf, ...]:
    """Return the priority publics that rank an entry. Sensitive ones never do: nobody is asked for
    them to break a tie.
    """
    return tuple(leaf for leaf in entry.prefer if not base.question[leaf.criterion].sensitive)


# Ranking ------------------------------------------------------------

RANKING = (
    "le verdict (convient, puis à vérifier)",
    "la force avec laquelle chaque objectif est servi, dans votre ordre",
    "les dispositifs avant les partenaires",
    "le plus proche d’abord",
    "le suivi par un mentor avant les interventions ponctuelles",
    "l’échelle demandée",
    "les publics prioritaires reconnus",
    "les informations confirmées et récentes d’abord",
    "l’ordre alphabétique des identifiants",
)
"""The criteria of the ranking in words, in order; `rank_key` follows them one by one."""


def rank_key(
    base: KnowledgeBase, match: Match, answers: Answers, possible: Possible
) -> tuple[object, ...]:
    """Return the place of a match, smallest first; one item for each line of RANKING."""
    fixed = fixed_key(base, match.entry, match.outcome, answers)
    return (
        *fixed,
        scale_distance(match.entry, possible["echelle"]),
        -len(match.preferred),
        *last_key(base, match.entry),
    )


def fixed_key(
    base: KnowledgeBase, entry: Entry, outcome: Outcome, answers: Answers
) -> tuple[object, ...]:
    """Return the first items of the ranking: those that no further answer changes once the verdict
    is known.
    """
    return (
        list(Outcome).index(outcome),
        tuple(-entry.goals.get(goal, 0) for goal in answers.get(GOAL, ())),
        *own_key(base, entry),
    )


def own_key(base: KnowledgeBase, entry: Entry) -> tuple[object, ...]:
    """Return the items of the ranking that stand between the goals and the ties, and depend on the
    entry alone.
    """
    form = list(Form).index(entry.forms[0]) if entry.forms else len(Form)
    return not entry.kind.is_scheme, reach(base, entry), form


def last_key(base: KnowledgeBase, entry: Entry) -> tuple[object, ...]:
    """Return the last items of the ranking, which depend on the entry alone."""
    return (entry.status is not Status.ACTIF, is_stale(base, entry)), entry.id


def scale_distance(entry: Entry, wanted: tuple[Answer, ...]) -> int:
    """Return 0 when an entry is meant for the scale asked, 2 when not, 1 when nobody knows."""
    if len(wanted) > 1 or not entry.scales:
        return 1
    return 0 if wanted[0][0] in entry.scales else 2


def reach(base: KnowledgeBase, entry: Entry) -> Reach:
    """Return how near an entry is, from the largest places where alone it acts and what its rule
    reads.
    """
    place = territory(base, entry)
    read = {*criteria(entry.when), *(criteria(place)[:1] if place else ())}
    where = academies(base, entry)
    if "lycee" in read:
        return Reach.LYCEE
    if "departement" in read:
        return Reach.DEPARTEMENT
    if len(where) == 1:
        return Reach.ACADEMIE
    if any(where <= base.territory[region] for region in base.region):
        return Reach.REGION
    return Reach.NATIONAL if where >= base.territory["national"] else Reach.ACADEMIES


def newest_source(entry: Entry) -> str | None:
    """Return the latest date printed by a source of the entry, as far as it is known
    (`2024-05`).
    """
    return max((source.date for source in entry.sources if source.date), default=None)


def is_stale(base: KnowledgeBase, entry: Entry) -> bool:
    """Return whether no source is younger than three school years, counted from the last check of
    the base.
    """
    newest, today = newest_source(entry), base.checked_on
    if newest is None or today is None:
        return newest is None
    year = today.year if today.month >= 9 else today.year - 1
    limit = f"{year - YEARS_FRESH}-09"
    return newest < limit[: len(newest)]


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
