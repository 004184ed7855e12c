"""Every entry decided and ranked at once, with whole numbers as sets of entries.

`rules.decide` and `ranking.rank_key` say what a verdict and a rank are; this gives the same answers
(the tests compare them on random bases) about a hundred times sooner, because a condition is
evaluated for all the entries that share it by one operation.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from itertools import islice
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli.base.records import (
    Acting,
    AllOf,
    Answers,
    AnyOf,
    AtLeast,
    ChoicesFrom,
    Clauses,
    Column,
    Condition,
    Index,
    Kind,
    KnowledgeBase,
    Leaf,
    NoneOf,
    Outcome,
    Part,
    Scale,
    Slot,
    Status,
)
from mentorat_cli.engine.bits import members, to_int
from mentorat_cli.engine.ranking import NO, SCALE, arranged, for_several
from mentorat_cli.engine.rules import GOAL, Answer, Possible, Verdict, conclude, criteria
from mentorat_cli.engine.situation import influences, question_answers

Pair = tuple[int, int]
"""The entries for which a condition holds for sure, and those for which it may hold."""

Names = frozenset[str]
NOTHING: Names = frozenset()

KEPT = 4096
"""Combinations of answers that one condition remembers."""


@lru_cache(maxsize=8)
def engine_of(base: KnowledgeBase) -> "Engine":
    """Return the engine of a base, made once."""
    if base.index is None:
        from mentorat_cli.engine.indexing import compile_index

        return Engine(base, compile_index(base))
    return Engine(base, base.index)


class Standing(Struct, frozen=True):
    """Where every entry stands for given answers, as sets of entries.

    `fits` and `to_check` are proposed; `kept_out` would be, if somebody asked for them; `excluded`
    is the rest, closed ones included. `beside` are told with another entry of their organisation,
    which stands in their place. `sure` are those that leave no doubt, `possible` those that nothing
    refuses.
    """

    fits: int
    to_check: int
    kept_out: int
    excluded: int
    beside: int
    sure: int
    possible: int

    @property
    def proposed(self) -> int:
        """The entries that fit or may fit."""
        return self.fits | self.to_check

    def verdict(self, bit: int) -> Verdict:
        """Return the verdict on the entry at a position of the base."""
        if self.sure >> bit & 1:
            return Verdict.YES
        return Verdict.UNKNOWN if self.possible >> bit & 1 else Verdict.NO


class Facts(Struct, frozen=True):
    """What answers say that places entries in an order, as sets of entries.

    `easy`: nothing rare is waited for. `named`: something rare of the rule was answered. `lycee`,
    `departement`, `academie`: seen there, or perhaps for the last. `publics`: for each place of a
    priority public, those of which it is there.
    """

    easy: int
    named: int
    lycee: int
    departement: int
    academie: int
    publics: tuple[int, ...]


class Terms:
    """Conditions of every entry, decided together. What is worked out is remembered."""

    def __init__(self, engine: "Engine", clauses: Clauses) -> None:
        self._engine = engine
        self._columns: dict[str, list[Column]] = {}
        for column in clauses.columns:
            self._columns.setdefault(column.slot.criterion, []).append(column)
        self._alone: dict[str, dict[object, Pair]] = {}
        self._parts: list[tuple[Part, tuple[str, ...], dict[object, Pair]]] = [
            (part, tuple(dict.fromkeys(slot.criterion for slot in part.slots)), {})
            for part in clauses.parts
        ]

    def pair(self, answers: Answers, changing: Names = NOTHING) -> Pair:
        """Return the entries of which all the conditions hold for sure, and may hold.

        With criteria that are `changing`: of which all can come to hold for sure, and can no longer
        cease to, once these are answered.
        """
        sure = possible = self._engine.all
        for _, condition in self.each():
            one = condition(answers, changing)
            sure, possible = sure & one[0], possible & one[1]
        return sure, possible

    def each(self) -> Iterator[tuple[tuple[str, ...], Callable[..., Pair]]]:
        """Yield each condition: the criteria that it reads, and who meets it."""
        for name in self._columns:
            yield (name,), partial(self.alone, name)
        for item in self._parts:
            yield item[1], partial(self._composed, item)

    def deciding(self, answers: Answers) -> Iterator[tuple[str, int]]:
        """Yield each criterion, several times perhaps, with entries of which it still decides a
        condition.
        """
        for name in self._columns:
            sure, possible = self.alone(name, answers)
            yield name, possible & ~sure
        for part, names, _ in self._parts:
            if any(len(self._engine.domain(name, answers)) > 1 for name in names):
                slots = iter([(slot, self._engine.slot(slot, answers)) for slot in part.slots])
                yield from self._undecided(part.shape, slots)[1]

    def _undecided(
        self, shape: Condition, slots: Iterator[tuple[Slot, Pair]]
    ) -> tuple[Pair, list[tuple[str, int]]]:
        """Return who meets a condition, and the leaves that still decide it."""
        if isinstance(shape, Leaf):
            slot, pair = next(slots)
            return pair, [(slot.criterion, pair[1] & ~pair[0])]
        parts = [self._undecided(part, slots) for part in shape.parts]
        sure, possible = self._combined(shape, [pair for pair, _ in parts])
        still = possible & ~sure
        return (sure, possible), [
            (name, bits & still) for _, found in parts for name, bits in found
        ]

    def alone(self, name: str, answers: Answers, changing: Names = NOTHING) -> Pair:
        """Return the entries of which the leaves of one criterion, those that stand by themselves,
        hold or may hold.
        """
        engine = self._engine
        known, key = self._alone.setdefault(name, {}), (engine.key(name, answers), name in changing)
        found = known.get(key)
        if found is None:
            _make_room(known)
            sure = possible = engine.all
            for column in self._columns.get(name, ()):
                one, others = (
                    engine.slot(column.slot, answers, changing),
                    engine.all & ~to_int(column.members),
                )
                sure, possible = sure & (one[0] | others), possible & (one[1] | others)
            found = known[key] = sure, possible
        return found

    def _composed(
        self,
        item: tuple[Part, tuple[str, ...], dict[object, Pair]],
        answers: Answers,
        changing: Names = NOTHING,
    ) -> Pair:
        part, names, known = item
        engine = self._engine
        key = tuple([(engine.key(name, answers), name in changing) for name in names])
        found = known.get(key)
        if found is None:
            _make_room(known)
            slots = iter([engine.slot(slot, answers, changing) for slot in part.slots])
            sure, possible = self._evaluated(part.shape, slots)
            others = engine.all & ~to_int(part.members)
            found = known[key] = sure | others, possible | others
        return found

    def _evaluated(self, shape: Condition, slots: Iterator[Pair]) -> Pair:
        """Return strong Kleene logic over sets of entries."""
        if isinstance(shape, Leaf):
            return next(slots)
        return self._combined(shape, [self._evaluated(part, slots) for part in shape.parts])

    def _combined(self, shape: AllOf | AnyOf | NoneOf | AtLeast, parts: list[Pair]) -> Pair:
        if isinstance(shape, AllOf):
            return self._at_least(len(parts), parts)
        if isinstance(shape, AnyOf):
            return self._at_least(1, parts)
        if isinstance(shape, NoneOf):
            sure, possible = self._at_least(1, parts)
            return self._engine.all & ~possible, self._engine.all & ~sure
        return self._at_least(shape.count, parts)

    def _at_least(self, count: int, parts: list[Pair]) -> Pair:
        """Return the entries for which at least `count` of the parts hold: reached[n] are those
        with n parts so far.
        """
        sure, possible = [self._engine.all, *[0] * count], [self._engine.all, *[0] * count]
        for one in parts:
            for number in range(count, 0, -1):
                sure[number] |= sure[number - 1] & one[0]
                possible[number] |= possible[number - 1] & one[1]
        return sure[count], possible[count]


class Engine:
    """Decides and ranks the entries of one base. What it works out is remembered, within bounds."""

    def __init__(self, base: KnowledgeBase, index: Index) -> None:
        self.base = base
        self.all = (1 << index.size) - 1
        self._index = index
        self._influences = {
            str(question.id): influences(base, question) for question in base.questions
        }
        self.required = Terms(self, index.required)
        self.expected, self.attested = Terms(self, index.expected), Terms(self, index.attested)
        self.rare = Terms(self, index.rare)
        self._domains: dict[str, dict[object, tuple[Answer, ...]]] = {
            name: {} for name in base.question
        }
        self._statuses = {name: to_int(bits) for name, bits in index.statuses.items()}
        self._irregular, self._national = (
            sum(1 << bit for bit in index.irregular),
            to_int(index.national),
        )
        self._families = [tuple(map(to_int, family)) for family in index.families]
        self._exacts: dict[int, tuple[tuple[str, ...], dict[object, Verdict]]] = {
            bit: (criteria(AllOf((required, *doubts))), {})
            for bit, (required, doubts) in index.irregular.items()
        }
        several = [bits for name, bits in index.scales.items() if name != Scale.ELEVE]
        self._slots: dict[int, dict[object, Pair]] = {}
        self._several = _union(map(to_int, several))
        self._one = to_int(index.scales.get(Scale.ELEVE, b""))

    def standing(self, answers: Answers) -> Standing:
        """Return where every entry stands."""
        sure, possible = self.verdicts(answers)
        active, closed = self._statuses.get(Status.ACTIF, 0), self._statuses.get(Status.CLOS, 0)
        kept_out = 0
        for name, bits in self._index.on_request.items():
            kept_out |= 0 if self.domain(name, answers) == (("oui",),) else to_int(bits)
        open_ones = possible & ~closed
        fits, proposed = sure & active & ~kept_out, open_ones & ~kept_out
        refused = self.all & ~open_ones
        beside = self._beside(proposed, refused & ~kept_out, answers)
        return Standing(
            fits & ~beside,
            proposed & ~fits & ~beside,
            open_ones & kept_out,
            refused & ~beside,
            beside,
            sure,
            possible,
        )

    def verdicts(self, answers: Answers) -> Pair:
        """Return the entries that fit for sure, and those that nothing refuses: exactly as
        `verdicts.verdict` says.
        """
        sure, possible = self.required.pair(answers)
        sure &= self.expected.pair(answers)[0] & self.attested.pair(answers)[0]
        doubtful = self._irregular & possible & ~sure
        return self._refined(sure, possible, doubtful, answers) if doubtful else (sure, possible)

    def listed(self, answers: Answers) -> int:
        """Return the entries of a list of the place: seen there, wholly or in part, attested by an
        answer, or national. That a lycée may be a partner is nothing seen.
        """
        seen = _union(self.slot(slot, answers)[1] for slot in self._index.in_academie)
        return seen | self.attested.pair(answers)[0] | self._national

    def acting(self, how: Acting, answers: Answers) -> int:
        """Return the entries of which `presence.state` says so."""
        everywhere, sure = to_int(self._index.offered), self.attested.pair(answers)[0]
        found = {
            Acting.NATIONAL: everywhere,
            Acting.ATTESTED: sure & ~everywhere,
            Acting.TO_ASK: self.all & ~sure & ~everywhere,
        }
        return found[how]

    def serving(self, answers: Answers) -> int:
        """Return the entries that serve one of the goals; all while no goal is known."""
        goals = answers.get(GOAL) or ()
        found = 0 if goals else self.all
        for levels in self._levels(tuple(goals)):
            for bits in levels:
                found |= bits
        return found

    def _beside(self, proposed: int, refused: int, answers: Answers) -> int:
        """Return the entries that are told with another one of their organisation: one card each.

        An antenne of the place stands in the place of its organisation, and of the antennes that
        are perhaps of the place. Where it refuses, the organisation stands, and tells it.
        """
        beside, here = 0, self.attested.pair(answers)
        for head, antennes in self._families:
            near = antennes & here[1]
            ways = near & proposed & here[0], proposed & head, near & proposed
            shown = self._best(next(filter(None, ways), 0), answers)
            beside |= proposed & (near | head) & ~shown if shown else 0
            if shown == head:
                beside |= near & refused & self.serving(answers)
        return beside

    def _best(self, entries: int, answers: Answers) -> int:
        """Return the first entry of a set in the order of the ranking, as a set."""
        if not entries & (entries - 1):
            return entries
        return 1 << next(self.ranked(entries, answers))

    def domain(self, name: str, answers: Answers) -> tuple[Answer, ...]:
        """Return every answer that a criterion may still have, as `situation.possible_answers`
        says.
        """
        known, key = self._domains[name], self.key(name, answers)
        found = known.get(key)
        if found is None:
            _make_room(known)
            question = self.base.question[name]
            found = known[key] = question_answers(self.base, question, answers)
        return found

    def possible(self, answers: Answers) -> Possible:
        """Return every answer that each criterion may still have."""
        return {name: self.domain(name, answers) for name in self._domains}

    def ranked(self, entries: int, answers: Answers) -> Iterator[int]:
        """Yield the bits of a set in the order of the ranking, as `ranking.rank_key` says."""
        return self._in_order(entries, self.levels(self.facts(answers), answers))

    def proposed(self, standing: Standing, answers: Answers) -> Iterator[int]:
        """Yield the bits of what is proposed, in the order in which it is told: that of the
        ranking, but for the places that are kept.
        """
        levels = self.levels(self.facts(answers), answers)
        kept = self._kept(standing, answers, levels)
        return arranged(self._in_order(standing.proposed, levels), kept)

    def kept(self, standing: Standing, answers: Answers) -> list[int]:
        """Return the bits of the entries that keep one of the first places, in their order: for one
        pupil, the best general scheme and the best follow-up of the académie's own.
        """
        return self._kept(standing, answers, self.levels(self.facts(answers), answers))

    def _kept(self, standing: Standing, answers: Answers, levels: list[list[int]]) -> list[int]:
        if self.for_several(answers):
            return []
        general = standing.proposed & self.general
        own = standing.proposed & self.own(answers)
        best = [next(self._in_order(one, levels)) for one in (general, own) if one]
        return list(self._in_order(_union(1 << bit for bit in best), levels))

    def _in_order(self, entries: int, levels: list[list[int]]) -> Iterator[int]:
        for group in self.split(entries, levels):
            yield from members(group)

    def own(self, answers: Answers) -> int:
        """Return the follow-ups of the académie's own that take this pupil (`ranking.is_own`)."""
        found = self.own_kind & self.required.pair(answers)[0]
        return found & self.attested.pair(answers)[0]

    @cached_property
    def own_kind(self) -> int:
        """The follow-ups of académies that take one pupil."""
        academic = self.of_kind(Kind.DISPOSITIF_ACADEMIQUE) & to_int(self._index.follows)
        return academic & (self._one | ~self._several)

    @cached_property
    def general(self) -> int:
        """The official national schemes for almost every goal."""
        return to_int(self._index.general)

    def first(
        self, answers: Answers, count: int, standing: Standing | None = None
    ) -> tuple[tuple[int, Outcome], ...]:
        """Return the first entries proposed: the position of each in the base, and its verdict."""
        standing = standing or self.standing(answers)
        outcomes = Outcome.A_VERIFIER, Outcome.CONVIENT
        return tuple(
            (bit, outcomes[standing.fits >> bit & 1])
            for bit in islice(self.proposed(standing, answers), count)
        )

    def facts(self, answers: Answers) -> Facts:
        """Return what answers say that places entries in an order."""
        index = self._index
        return Facts(
            self.rare.pair(answers)[0],
            _union(self.named(slot, answers) for slot in index.named),
            _union(self.slot(slot, answers)[0] for slot in index.in_lycee),
            _union(self.slot(slot, answers)[0] for slot in index.in_departement),
            _union(self.slot(slot, answers)[1] for slot in index.in_academie),
            tuple(self.slot(slot, answers)[0] for slot in index.publics),
        )

    def bounds(self, answers: Answers, changing: Names) -> tuple[Facts, Facts]:
        """Return what places entries best, and worst, once `changing` criteria are answered or not
        known.
        """
        index, now = self._index, self.facts(answers)
        best = Facts(
            self.rare.pair(answers, changing)[0],
            _union(self.named(slot, answers, changing) for slot in index.named),
            _union(self.slot(slot, answers, changing)[0] for slot in index.in_lycee),
            _union(self.slot(slot, answers, changing)[0] for slot in index.in_departement),
            now.academie,
            tuple(self.slot(slot, answers, changing)[0] for slot in index.publics),
        )
        least = _union(self.slot(slot, answers, changing)[1] for slot in index.in_academie)
        return best, replace(now, academie=least & now.academie)

    def named(self, slot: Slot, answers: Answers, changing: Names = NOTHING) -> int:
        """Return the entries of which the rule names something rare that was, or can be,
        answered.
        """
        given = answers.get(slot.criterion, ())
        if given or slot.criterion not in changing:
            return 0 if given in ((), NO) else self.slot(slot, answers)[0]
        wanted = [answer for answer in self.domain(slot.criterion, answers) if answer != NO]
        return _union(to_int(slot.accepts.get(value, b"")) for (value,) in wanted)

    def placing(self, answers: Answers) -> dict[str, list[tuple[str, int]]]:
        """Return item of a key → the criteria that can change it, each with entries of which it
        does.
        """
        index = self._index

        def still(*groups: tuple[Slot, ...]) -> list[tuple[str, int]]:
            return [
                (slot.criterion, possible & ~sure)
                for group in groups
                for slot in group
                for sure, possible in (self.slot(slot, answers),)
            ]

        here = still(index.in_lycee, index.in_departement, index.in_academie)
        return {
            "hard": list(self.rare.deciding(answers)),
            "rank": [*still(index.named), *here],
            "unseen": here,
            "nearness": here,
            "publics": still(index.publics),
        }

    def levels(
        self, facts: Facts, answers: Answers, several: bool | None = None
    ) -> list[list[int]]:
        """Return each item of a key (`ranking.Key`) as sets of entries, from the first value to the
        last; who is in none of them has the last one. A strength has one for each goal. `several`
        is whether a group is asked for, where that is not what the answers say.
        """
        index, everywhere = self._index, to_int(self._index.everywhere)
        departement, academie = facts.departement & ~everywhere, facts.academie & ~everywhere
        here, offered = facts.lycee | departement | academie, to_int(index.offered)
        active, fresh = self.of_status(Status.ACTIF), ~to_int(index.stale)
        goals = self._levels(tuple(answers.get(GOAL, ())))
        need = goals[0] if goals and goals[0] else [0, 0, 0]
        several = self.for_several(answers) if several is None else several
        ranks = self._ranks_for_several if several else self._ranks_for_one
        return [
            [facts.easy & (self._several | ~self._one) if several else facts.easy],
            ranks(facts.named & ~self.general, here, need),
            [here | offered],
            [to_int(index.for_lp)],
            *goals,
            [facts.lycee, departement, academie, offered],
            self._by_publics(facts.publics),
            [active & fresh, active, fresh],
        ]

    def for_several(self, answers: Answers) -> bool:
        """Return whether a group, a class or a lycée is asked for."""
        return for_several(self.domain(SCALE, answers))

    def _ranks_for_one(self, named: int, here: int, need: Sequence[int]) -> list[int]:
        index, official = self._index, self.of_kind(Kind.DISPOSITIF_NATIONAL)
        follows, general = to_int(index.follows) & here, self.general
        meant = self._one | ~self._several
        own = self.of_kind(Kind.DISPOSITIF_ACADEMIQUE) & follows
        made = named | own | official & to_int(index.for_lp) & (need[0] | need[1])
        return [
            made & ~general & meant,
            (follows | official & need[0]) & ~general & meant,
            general & meant,
        ]

    def _ranks_for_several(self, named: int, here: int, need: Sequence[int]) -> list[int]:
        meant = self._several
        return [meant & named, meant & (need[0] | here & need[1]), meant]

    def _by_publics(self, publics: Sequence[int]) -> list[int]:
        """Return the entries with at least so many priority publics there, the most first."""
        reached = [self.all, *[0] * self._most_publics]
        for met in publics:
            for number in range(self._most_publics, 0, -1):
                reached[number] |= reached[number - 1] & met
        return reached[:0:-1]

    @cached_property
    def _most_publics(self) -> int:
        """The most priority publics that an entry has."""
        found: Counter[int] = Counter()
        for slot in self._index.publics:
            found.update(members(_union(map(to_int, slot.accepts.values()))))
        return max(found.values(), default=0)

    def waiting(
        self, standing: Standing, answers: Answers, askable: Container[str]
    ) -> tuple[int, int]:
        """Return the entries that nothing refuses and that are not kept out, and those that are
        until somebody asks for them, where a question can.
        """
        closed, waiting = self.of_status(Status.CLOS), 0
        for name, bits in self._index.on_request.items():
            waiting |= to_int(bits) if name in askable else 0
        return standing.possible & ~closed & ~standing.kept_out, standing.kept_out & waiting

    def asking(self, askable: Container[str]) -> list[tuple[str, int]]:
        """Return the questions without which entries are never proposed."""
        return [
            (name, to_int(bits)) for name, bits in self._index.on_request.items() if name in askable
        ]

    def families_here(self, among: int, answers: Answers) -> list[int]:
        """Return the entries of each organisation that has an antenne, perhaps, in this place."""
        here = self.attested.pair(answers)[1] & among
        return [
            (antennes & here) | (head & among)
            for head, antennes in self._families
            if antennes & here
        ]

    def of_kind(self, kind: str) -> int:
        """Return the entries of a kind."""
        return to_int(self._index.kinds.get(kind, b""))

    def of_status(self, status: str) -> int:
        """Return the entries of a status."""
        return self._statuses.get(status, 0)

    def _levels(self, goals: tuple[str, ...]) -> list[list[int]]:
        """Return how strongly entries serve goals, each goal as sets of entries from first to
        last.
        """
        return [[to_int(bits) for bits in self._index.goals.get(goal, ())] for goal in goals]

    def split(self, entries: int, levels: list[list[int]]) -> Iterator[int]:
        """Yield the entries in the order of `levels`, those that nothing separates together."""
        if not levels or not entries & (entries - 1):
            yield from [entries] if entries else []
            return
        for bits in levels[0]:
            yield from self.split(entries & bits, levels[1:])
            entries &= ~bits
        yield from self.split(entries, levels[1:])

    def key(self, name: str, answers: Answers) -> object:
        """Return what the domain of a criterion depends on; not asked and « ne sait pas » are the
        same.
        """
        given = answers.get(name) or None
        others = self._influences[name]
        return (
            given if given or not others else tuple(answers.get(other) or None for other in others)
        )

    def slot(self, slot: Slot, answers: Answers, changing: Names = NOTHING) -> Pair:
        """Return the entries of which the leaf at a place holds for sure, and may hold; once a
        `changing` criterion is answered: can come to hold, and can no longer cease to.
        """
        known, key = self._slots.setdefault(id(slot), {}), self.key(slot.criterion, answers)
        found = known.get(key)
        if found is None:
            _make_room(known)
            found = known[key] = self._slot(slot, answers)
        return (found[1], found[0]) if slot.criterion in changing else found

    def _slot(self, slot: Slot, answers: Answers) -> Pair:
        sure, possible = self.all, 0
        domain = self.domain(slot.criterion, answers)
        if self.base.question[slot.criterion].choices_from is ChoicesFrom.FAMILIES:
            domain = domain[0], domain[-1]
        elif len(domain) > len(slot.accepts):
            sure, domain = 0, tuple(answer for answer in domain if answer[0] in slot.accepts)
        for answer in domain:
            accepted = 0
            for value in answer:
                accepted |= to_int(slot.accepts.get(value, b""))
            sure, possible = sure & accepted, possible | accepted
        return sure, possible

    def _refined(self, sure: int, possible: int, doubtful: int, answers: Answers) -> Pair:
        """Return the verdicts with the exact one of entries that Kleene logic may leave open for
        nothing.
        """
        for bit in members(doubtful):
            verdict = self._exact(bit, answers)
            if verdict is Verdict.YES:
                sure |= 1 << bit
            elif verdict is Verdict.NO:
                possible &= ~(1 << bit)
        return sure, possible

    def _exact(self, bit: int, answers: Answers) -> Verdict:
        names, known = self._exacts[bit]
        key = tuple([self.key(name, answers) for name in names])
        if key not in known:
            _make_room(known)
            possible = {name: self.domain(name, answers) for name in names}
            known[key] = conclude(*self._index.irregular[bit], possible)
        return known[key]


def _union(sets: Iterable[int]) -> int:
    found = 0
    for one in sets:
        found |= one
    return found


def _make_room(known: dict[object, Any]) -> None:
    """Forget everything when there is too much of it: memory stays flat over a million pupils."""
    if len(known) >= KEPT:
        known.clear()
