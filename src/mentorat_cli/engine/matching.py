"""Which entries fit, which do not, and why."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import combinations, product

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli.base.records import (
    Acting,
    AllOf,
    Answers,
    Change,
    Condition,
    Entry,
    Evidence,
    Id,
    KnowledgeBase,
    Leaf,
    Outcome,
    Question,
    QuestionType,
    leaves,
)
from mentorat_cli.engine.presence import (
    academies,
    attested,
    evidence_here,
    seen,
    state,
    territory,
)
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
    kleene,
    polarised,
)
from mentorat_cli.engine.situation import question_answers
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


Refusals = tuple[tuple[Reason, ...], ...]
"""What must be overcome: alternatives, each the reasons that it takes."""


class WhatIf(Struct, frozen=True):
    """New answers that would open an entry; criterion → the answers, any of which does: of those
    that time brings, the first, after so many `years`; None where that is not known.
    """

    answers: tuple[tuple[str, frozenset[str]], ...]
    dated: bool
    years: int | None = None


Later = dict[Answer, int | None]
"""Answer that a criterion may take from now on → after how many years; None where it is not
known.
"""


class Expectation(Struct, frozen=True):
    """Something usual, with its verdict. Where it is that no antenne of the entry is here,
    `antenne` is the one that is, or may be, and what it answers.
    """

    judged: Judged
    antenne: "Match | None" = None


class Match(Struct, frozen=True, dict=True):
    """An entry, and what the answers leave `possible` say of it: each reason is worked out when it
    is looked at.
    """

    base: KnowledgeBase
    entry: Entry
    possible: Possible
    verdict: Verdict

    @cached_property
    def judged(self) -> Judged:
        """Its rule, but for its territory, of which `place` is the reason."""
        goal = Leaf(GOAL, frozenset(self.entry.goals))
        return judge(AllOf((goal, self.entry.when)), self.possible)

    @property
    def outcome(self) -> Outcome:
        """Whether it fits."""
        return outcome(self.entry, self.verdict)

    @property
    def obstacle(self) -> Obstacle | None:
        """What keeps it out although its rule does not."""
        return obstacle(self.entry, self.possible)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every leaf of its rule, the goal first, then its place."""
        told = list(map(self._reason, polarised(self.judged.condition)))
        return (told[0], *([self.place] if self.place else []), *told[1:])

    @cached_property
    def place(self) -> Reason | None:
        """The one reason that presence gives, with its sources."""
        return _place(self.base, self.entry, self.possible, self.evidence)

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """Where it was seen here, or around."""
        return evidence_here(self.base, self.entry, self.possible)

    @cached_property
    def presence(self) -> Acting:
        """How sure it is that it acts here."""
        return state(self.base, self.entry, self.possible)

    @cached_property
    def expected(self) -> tuple[Expectation, ...]:
        """What is usual."""
        return tuple(_expected(self.base, self.entry, self.possible))

    @cached_property
    def doubts(self) -> tuple[Expectation, ...]:
        """What is usual and not sure."""
        return tuple(item for item in self.expected if item.judged.verdict is not Verdict.YES)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The criteria whose answer decides."""
        if self.verdict is not Verdict.UNKNOWN:
            return ()
        return missing_criteria(self.base, self.entry, self.possible)

    @cached_property
    def refusals(self) -> tuple[Refusals, ...]:
        """What refuses, all of which must be overcome: of the rule, and of the place; where only
        both together do, both.
        """
        return tuple(self._refusals()) if self.verdict is Verdict.NO else ()

    def _refusals(self) -> Iterator[Refusals]:
        refused, bounds = self.judged.verdict is Verdict.NO, territory(self.base, self.entry)
        outside = bounds is not None and decide(bounds, self.possible) is Verdict.NO
        if refused or not outside:
            for ways in blocking(self.judged):
                yield tuple(tuple(map(self._reason, way)) for way in ways)
        if (outside or not refused) and self.place is not None:
            yield ((self.place,),)

    def _reason(self, told: tuple[Leaf, bool]) -> Reason:
        leaf, wanted = told
        return Reason(leaf, kleene(leaf, self.possible), wanted)

    @property
    def blocking(self) -> tuple[Reason, ...]:
        """Every reason that refuses."""
        return tuple(item for ways in self.refusals for way in ways for item in way)

    @property
    def preferred(self) -> tuple[Leaf, ...]:
        """The priority publics that are there."""
        return tuple(
            leaf for leaf in self.entry.prefer if kleene(leaf, self.possible) is Verdict.YES
        )


def is_recommended(match: Match) -> bool:
    """Return whether an entry is proposed."""
    return match.outcome is not Outcome.NE_CONVIENT_PAS and match.obstacle is None


def match_entry(base: KnowledgeBase, entry: Entry, possible: Possible) -> Match:
    """Return what the answers say of one entry."""
    return Match(base, entry, possible, verdict(base, entry, possible))


def _place(
    base: KnowledgeBase, entry: Entry, possible: Possible, here: tuple[Evidence, ...]
) -> Reason | None:
    """Return the one reason that presence gives, with its sources."""
    if entry.presence is None:
        return None
    leaf, found = _placed(base, entry, possible)
    names = tuple(dict.fromkeys(name for item in here for name in item.source))
    return Reason(replace(leaf, sources=names or entry.presence.source), found)


def _placed(base: KnowledgeBase, entry: Entry, possible: Possible) -> tuple[Leaf, Verdict]:
    """Return the place that attests an entry, or that it is outside of, or else the smallest known
    of those where nothing attests it.
    """
    bounds, proof = territory(base, entry), attested(base, entry)
    where = Leaf(Id("academie"), academies(base, entry))
    ways = [leaf for part in (bounds, proof) for leaf in (leaves(part) if part else ())]
    if bounds is not None and decide(bounds, possible) is Verdict.NO:
        smaller = [leaf for leaf in ways if leaf.criterion != "academie"]
        outside = kleene(where, possible) is Verdict.NO or not smaller
        return where if outside else smaller[0], Verdict.NO
    if proof is None or decide(proof, possible) is Verdict.YES:
        sure = (leaf for leaf in reversed(ways) if kleene(leaf, possible) is Verdict.YES)
        return next(sure, where), Verdict.YES
    known = len(possible.get("departement", ())) == 1
    around = Leaf(Id("departement"), seen(base, entry).departments) if known else where
    return around, Verdict.UNKNOWN


def _expected(base: KnowledgeBase, entry: Entry, possible: Possible) -> Iterator[Expectation]:
    for part, antenne in expected(base, entry):
        judged = judge(part, possible)
        told = antenne is not None and judged.verdict is not Verdict.YES
        if antenne is None or told:
            yield Expectation(judged, match_entry(base, antenne, possible) if antenne else None)


# What could still change


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
            if sum(_is_timed(base.question[name]) for name in group) < 2
            for item in _openings(base, condition, group, possible, answers)
        ]
        if found:
            return tuple(found)
    return ()


def _can_change(question: Question) -> bool:
    return question.changes is not Change.NEVER


def _is_timed(question: Question) -> bool:
    """Return whether time changes an answer: all such answers change together."""
    return question.changes is Change.WITH_TIME


def _openings(
    base: KnowledgeBase,
    condition: Condition,
    names: tuple[str, ...],
    possible: Possible,
    answers: Answers,
) -> Iterator[WhatIf]:
    options = [_later_answers(base.question[name], possible[name], answers) for name in names]
    opened: dict[str, Later] = {name: {} for name in names}
    for combination in product(*(found.items() for found in options)):
        later = dict(zip(names, combination, strict=True))
        changed = {**possible, **{name: (answer,) for name, (answer, _) in later.items()}}
        if decide(condition, _aged(base, changed, later, answers)) is not Verdict.NO:
            for name, (answer, years) in later.items():
                opened[name][answer] = years
    if all(opened.values()):
        first = [(name, *_soonest(found)) for name, found in opened.items()]
        timed = [years for name, _, years in first if _is_timed(base.question[name])]
        values = tuple((name, found) for name, found, _ in first)
        yield WhatIf(values, bool(timed), next(iter(timed), None))


def _soonest(later: Later) -> tuple[frozenset[str], int | None]:
    """Return the first answers that time brings, and after how many years; all where it is not
    known.
    """
    years = min((found for found in later.values() if found is not None), default=None)
    return frozenset(v for answer, found in later.items() if found == years for v in answer), years


def _aged(
    base: KnowledgeBase,
    changed: Possible,
    later: Mapping[str, tuple[Answer, int | None]],
    answers: Answers,
) -> Possible:
    """Return `changed` with the age that goes with the class, where it changes."""
    if "niveau" not in later:
        return changed
    level, years = later["niveau"]
    known = answers.get("age")
    if known and years is not None:
        return {**changed, "age": ((str(int(known[0]) + years),),)}
    return {**changed, "age": question_answers(base, base.question["age"], {"niveau": level})}


def _later_answers(question: Question, current: tuple[Answer, ...], answers: Answers) -> Later:
    """Return the answers that a criterion may take from now on; time only goes forward."""
    if question.type is QuestionType.NUMBER:
        now = int(answers[question.id][0]) if answers.get(question.id) else question.maximum
        return {(str(number),): number - now for number in range(now + 1, question.maximum + 1)}
    every = tuple((str(choice.id),) for choice in question.choices)
    if _is_timed(question):
        return _reached(question, current[0][0]) if len(current) == 1 else {}
    return dict.fromkeys(answer for answer in every if answer not in current or len(current) > 1)


def _reached(question: Question, start: str) -> Later:
    """Return what an answer becomes, each with after how many years at least; what follows in the
    order of the choices, where none says what it becomes.
    """
    after = {str(choice.id): choice.next for choice in question.choices}
    if not any(after.values()):
        return dict.fromkeys((name,) for name in list(after)[list(after).index(start) + 1 :])
    found: dict[str, int] = {start: 0}
    edge: tuple[str, ...] = (start,)
    while edge:
        years = found[edge[0]] + 1
        edge = tuple(name for one in edge for name in after[one] if name not in found)
        found.update(dict.fromkeys(edge, years))
    return {(name,): years for name, years in found.items() if years}
