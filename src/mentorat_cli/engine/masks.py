"""Every entry decided and ranked at once, with whole numbers as sets of entries.

`rules.decide` and `ranking.rank_key` say what a verdict and a rank are; this gives the same answers
(the tests compare them on random bases) about a hundred times sooner, because a condition is
evaluated for all the entries that share it by one operation.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from functools import cached_property, lru_cache, reduce
from itertools import chain, islice
from operator import and_
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli.base.records import (
    Acting,
    Answers,
    Index,
    Kind,
    KnowledgeBase,
    Scale,
    Slot,
    Status,
)
from mentorat_cli.engine.bits import members, to_int
from mentorat_cli.engine.presence import PLACES
from mentorat_cli.engine.ranking import SCALE, SHOWN, arranged
from mentorat_cli.engine.rules import GOAL, Answer, Possible, Verdict, conclude
from mentorat_cli.engine.sayings import (
    ATTESTED,
    EASY,
    FREE,
    HERE,
    NO_ACADEMIE,
    NO_LYCEE,
    NO_PUBLIC,
    OWN,
    SURE,
    UNNAMED,
    Chosen,
    Said,
    Sayings,
    chosen,
)
from mentorat_cli.engine.terms import Names, make_room, union

ROOM = 3_500_000
"""Pupils, times the entries of a base, of whom what is told is remembered: about 30 MB."""
EVERY = 1_000_000
"""More than any base has entries."""
TIES = 20_000
"""Entries that a place and a need leave together, of which the order is remembered."""

Told = TypeVar("Told")


@lru_cache(maxsize=8)
def engine_of(base: KnowledgeBase) -> "Engine":
    """Return the engine of a base, made once."""
    if base.index is None:
        from mentorat_cli.engine.indexing import compile_index

        return Engine(base, compile_index(base))
    return Engine(base, base.index)


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


class Order(Struct, frozen=True, eq=False):
    """Entries in the order of the items of a key that the place and the first goal tell, as long as
    none is named; those of the first rank, the `levels` of the items after the rank, and how near
    entries were seen.
    """

    groups: list[int]
    first: int
    levels: list[list[int]]
    nearness: list[int]


class Decision:
    """Where every entry stands, as sets of entries, and in what order.

    `sure` are those that leave no doubt, `possible` those that nothing refuses. `fits` and
    `to_check` are proposed, `beside` are told with another entry of their organisation, which
    stands in their place. `goals` are those that are wanted, `several` is whether for a group, a
    class or a lycée.
    """

    def __init__(
        self,
        engine: "Engine",
        lanes: int,
        goals: Answer,
        several: bool,
        every: Sequence[Said],
        order: Order | None = None,
    ) -> None:
        self._engine, self._lanes, self._every = engine, lanes, every
        if order is not None:
            self._order = order
        self.goals, self.several = goals, several
        self.sure, self.possible = self._lane(SURE), lanes & engine.all
        if engine.irregular & self.possible & ~self.sure:
            self._refine(engine.irregular & self.possible & ~self.sure)
        proposed = self.possible & engine.open & lanes >> FREE * engine.size
        self.beside = self._beside(proposed)
        self.proposed = proposed & ~self.beside
        self.fits = self.sure & engine.active & self.proposed
        self.to_check = self.proposed ^ self.fits

    def _lane(self, number: int) -> int:
        return self._lanes >> number * self._engine.size & self._engine.all

    def _refine(self, doubtful: int) -> None:
        """Take the exact verdict on entries that Kleene logic may leave open for nothing."""
        known = {name: found for said in self._every for name, found in said.known.items()}
        for bit in members(doubtful):
            verdict = self._engine.exact(bit, known)
            self.sure |= (verdict is Verdict.YES) << bit
            self.possible &= ~((verdict is Verdict.NO) << bit)

    @property
    def kept_out(self) -> int:
        """The entries that would be proposed, if somebody asked for them."""
        return self.possible & self._engine.open & ~self._lane(FREE)

    @property
    def excluded(self) -> int:
        """The rest of the entries, closed ones included."""
        return self._engine.all & ~(self.possible & self._engine.open) & ~self.beside

    def verdict(self, bit: int) -> Verdict:
        """Return the verdict on the entry at a position of the base."""
        if self.sure >> bit & 1:
            return Verdict.YES
        return Verdict.UNKNOWN if self.possible >> bit & 1 else Verdict.NO

    def _beside(self, proposed: int) -> int:
        """Return the entries that are told with another one of their organisation: one card each.

        An antenne of the place stands in the place of its organisation, and of the antennes that
        are perhaps of the place. Where it refuses, the organisation stands, and tells it.
        """
        engine, beside, left = self._engine, 0, self.here & self._engine.antennes
        while left:
            head, antennes = engine.family[left.bit_length() - 1]
            near = left & antennes
            left &= ~antennes
            shown = ours = proposed & (near | head)
            if ours & (ours - 1):
                ways = near & ours & self._lane(ATTESTED), ours & head, near & ours
                shown = self._best(next(filter(None, ways)))
                beside |= ours & ~shown
            if shown == head:
                refused = near & ~(self.possible & engine.open) & self._lane(FREE)
                beside |= refused & engine.serving(self.goals) if refused else 0
        return beside

    def _best(self, entries: int) -> int:
        """Return the first entry of a set in the order of the ranking, as a set."""
        return 1 << self.ranked(entries, 1)[0] if entries & (entries - 1) else entries

    @property
    def here(self) -> int:
        """The entries that act in the place, or may."""
        return self._lane(HERE)

    @property
    def listed(self) -> int:
        """The entries of a list of the place: seen there, wholly or in part, attested by an answer,
        or national. That a lycée may be a partner is nothing seen.
        """
        unseen = self._lane(NO_ACADEMIE) & ~self._lane(ATTESTED)
        return self._engine.all & ~unseen | self._engine.national

    def acting(self, how: Acting) -> int:
        """Return the entries of which `presence.state` says so."""
        everywhere, sure = self._engine.offered, self._lane(ATTESTED)
        found = {
            Acting.NATIONAL: everywhere,
            Acting.ATTESTED: sure & ~everywhere,
            Acting.TO_ASK: self._engine.all & ~sure & ~everywhere,
        }
        return found[how]

    @property
    def own(self) -> int:
        """The follow-ups of the académie's own that take this pupil (`ranking.is_own`)."""
        return self._lane(OWN) & self._engine.own_kind

    @cached_property
    def facts(self) -> Facts:
        """What places entries in an order."""
        return self._engine.facts(self._lanes)

    def ranked(self, entries: int, most: int = EVERY) -> list[int]:
        """Return the bits of a set in the order of the ranking, as `ranking.rank_key` says: the
        first `most` of them, perhaps some more.
        """
        found: list[int] = []
        engine, lanes = self._engine, self._lanes
        easy = entries & lanes >> EASY * engine.size & engine.easy[self.several]
        named = entries & engine.nameable[self.several] & ~(lanes >> UNNAMED * engine.size)
        for part in (easy, entries ^ easy):
            for group in self._groups(part, part & named) if part else ():
                if group & (group - 1):
                    found += self._refined(group)
                else:
                    found.append(group.bit_length() - 1)
                if len(found) >= most:
                    return found
        return found

    @cached_property
    def _order(self) -> Order:
        engine = self._engine
        return engine.order(self._lanes, self.goals, self.several, engine.all)

    def _groups(self, entries: int, named: int) -> Iterator[int]:
        """Return a set, some of it `named`, in the order that the place and the first goal tell."""
        order = self._order
        if not named:
            return filter(None, map(entries.__and__, order.groups))
        first = named | entries & order.first
        others = filter(None, map((entries & ~first).__and__, order.groups))
        return chain(self._engine.split(first, order.levels), others)

    def _refined(self, entries: int) -> list[int]:
        """Return the bits of entries that the place and the first goal leave together, in order."""
        engine, publics = self._engine, 0
        if entries & engine.preferring:
            publics = self._lanes >> NO_PUBLIC * engine.size & engine.all_publics(entries)
        key = entries, self._order, self.goals, publics
        found = engine.refined.get(key)
        if found is None:
            make_room(engine.refined, TIES)
            there = [entries & ~self._lane(lane) for lane in range(NO_PUBLIC, engine.count)]
            levels = engine.fine(self._order.nearness, self.goals, list(filter(None, there)))
            groups = engine.split(entries, levels)
            found = engine.refined[key] = [bit for group in groups for bit in members(group)]
        return found

    def told(self) -> Iterator[int]:
        """Yield the bits of what is proposed, in the order in which it is told: that of the
        ranking, but for the places that are kept.
        """
        return arranged(self.ranked(self.proposed), self.kept)

    @property
    def kept(self) -> list[int]:
        """The bits of the entries that keep one of the first places, in their order: for one pupil,
        the best general scheme and the best follow-up of the académie's own.
        """
        return self.ranked(union(map(self._best, self._keeping())))

    def _keeping(self) -> tuple[int, ...]:
        """Return sets of which the best entry keeps a place."""
        if self.several:
            return ()
        return self.proposed & self._engine.general, self.proposed & self.own

    def first(self, count: int) -> list[int]:
        """Return the bits of the first entries that are told."""
        found = self.ranked(self.proposed, max(count, SHOWN))
        shown = 0
        for bit in found[:SHOWN]:
            shown |= 1 << bit
        for entries in self._keeping():
            if entries and not entries & shown:
                return list(islice(arranged(found, self.kept), count))
        return found[:count]


Across = tuple[Chosen, frozenset[int], dict[object, int]]
"""Groups of criteria, the composed conditions that only all of them tell, and what these say."""


class Place(Struct, frozen=True):
    """What the place of pupils says of every entry: the lanes; the `entries` that may be proposed
    there; which of the lanes matter for these, and which say how near they are. `across` is what
    the place leaves to be told with other criteria.
    """

    lanes: int
    entries: int
    scope: int
    nearness: int
    several: bool
    across: list[Across]


class Pupils(Generic[Told]):
    """Decides pupils, of each of whom the same criteria are told together: `names`. What there is
    to `tell` of the entries proposed is remembered, in a `room` of pupils times entries; it is
    never None.
    """

    def __init__(
        self,
        engine: "Engine",
        names: Sequence[tuple[str, ...]],
        tell: Callable[[Decision], Told],
        room: int | None = None,
    ) -> None:
        self._engine, self._tell = engine, tell
        placing = {SCALE, *PLACES}.difference(frozenset(names[0]).intersection(*names))
        where = {place for place, group in enumerate(names) if placing & {*group}} or {0}
        self._where, self._rest = chosen(where), chosen({*range(len(names))} - where)
        self._goal = next(place for place, group in enumerate(names) if GOAL in group)
        self._at = where
        self._across: list[tuple[frozenset[int], Across]] = [
            (among, (chosen(among), numbers, {})) for among, numbers in engine.across(names).items()
        ]
        self._most = max((room or ROOM) // engine.size, 4)
        self._places: dict[object, Place] = {}
        self._orders: dict[object, Order] = {}
        self._told: dict[object, Told] = {}

    def told(self, every: tuple[Said, ...]) -> Told:
        """Return what is told after all that is said of a pupil."""
        where = self._where(every)
        place = self._places.get(where) or self._learn(where, every)
        lanes, goals = place.lanes, every[self._goal].goals
        for said in self._rest(every):
            lanes &= said.lanes
        for among, numbers, known in place.across:
            these = among(every)
            met = known.get(these)
            if met is None:
                make_room(known, self._most)
                met = known[these] = self._engine.met(these, numbers)
            lanes &= met
        key = goals, place.several, lanes & place.scope
        told = self._told.get(key)
        if told is None:
            told = self._tell(self._decided(place, lanes, goals, every))
            if not self._engine.irregular & lanes:
                make_room(self._told, self._most)
                self._told[key] = told
        return told

    def _learn(self, where: Sequence[Said], every: Sequence[Said]) -> Place:
        engine = self._engine
        make_room(self._places, self._most // 4)
        lanes = reduce(and_, (said.lanes for said in where))
        here, several = lanes & engine.all, any(said.several for said in where)
        nearness = union(here << lane * engine.size for lane in range(NO_LYCEE, NO_PUBLIC))
        across = [
            one
            for among, one in self._across
            if one[1].intersection(*(every[at].leaves for at in among & self._at))
        ]
        place = Place(lanes, here, engine.spread(here), nearness, several, across)
        self._places[where] = place
        return place

    def _decided(self, place: Place, lanes: int, goals: Answer, every: Sequence[Said]) -> Decision:
        engine = self._engine
        key = place.entries, goals[:1], place.several, lanes & place.nearness
        order = self._orders.get(key)
        if order is None:
            make_room(self._orders, self._most // 4)
            order = self._orders[key] = engine.order(lanes, goals, place.several, place.entries)
        return Decision(engine, lanes, goals, place.several, every, order)


class Engine(Sayings):
    """Decides and ranks the entries of one base. What it works out is remembered, within bounds."""

    def __init__(self, base: KnowledgeBase, index: Index) -> None:
        super().__init__(base, index)
        self._statuses = {name: to_int(bits) for name, bits in index.statuses.items()}
        self.active, self.open = self.of_status(Status.ACTIF), ~self.of_status(Status.CLOS)
        self.national, self.general = to_int(index.national), to_int(index.general)
        self.families = [(to_int(head), to_int(antennes)) for head, antennes in index.families]
        self.antennes = union(antennes for _, antennes in self.families)
        self.family = {bit: one for one in self.families for bit in members(one[1])}
        self._exact: dict[int, dict[object, Verdict]] = {bit: {} for bit in index.irregular}
        self.refined: dict[object, list[int]] = {}
        self._in_publics: dict[int, int] = {}
        self._official = self.of_kind(Kind.DISPOSITIF_NATIONAL)
        self._academic = self.of_kind(Kind.DISPOSITIF_ACADEMIQUE)
        self._everywhere, self.offered = to_int(index.everywhere), to_int(index.offered)
        self._follows, self._for_lp = to_int(index.follows), to_int(index.for_lp)
        fresh = self.all & ~to_int(index.stale)
        self._doubt = [self.active & fresh, self.active, fresh]
        self.publics = [
            (lane, union(map(to_int, slot.accepts.values())))
            for lane, slot in enumerate(index.publics, NO_PUBLIC)
        ]
        self.preferring = union(having for _, having in self.publics)
        several = [bits for name, bits in index.scales.items() if name != Scale.ELEVE]
        self._several = union(map(to_int, several))
        self._one = to_int(index.scales.get(Scale.ELEVE, b""))
        self.easy = self.all, self._several | ~self._one
        """The entries that may come first by the first item, for one pupil and for several."""
        self.nameable = ~self.general & (self._one | ~self._several), ~self.general & self._several
        """The entries that have the first rank once something rare of their rule is answered, for
        one pupil and for several.
        """

    def decide(self, answers: Answers) -> Decision:
        """Return where every entry stands for given answers."""
        said = self.said(tuple(self.base.question), answers)
        return Decision(self, said.lanes, said.goals, said.several, (said,))

    def facts(self, lanes: int) -> Facts:
        """Return what lanes say that places entries in an order."""
        named, lycee, departement, academie, *publics = (
            self.all & ~(lanes >> number * self.size) for number in range(UNNAMED, self.count)
        )
        easy = lanes >> EASY * self.size & self.all
        return Facts(easy, named, lycee, departement, academie, tuple(publics))

    def exact(self, bit: int, possible: Possible) -> Verdict:
        """Return the verdict on an entry that Kleene logic may leave open for nothing."""
        known = self._exact[bit]
        key = tuple([possible[name] for name in self.exacts[bit]])
        if key not in known:
            make_room(known)
            known[key] = conclude(*self._index.irregular[bit], possible)
        return known[key]

    def serving(self, goals: Answer) -> int:
        """Return the entries that serve one of the goals; all while no goal is known."""
        return union(map(union, self._strengths(goals))) if goals else self.all

    @cached_property
    def own_kind(self) -> int:
        """The follow-ups of académies that take one pupil."""
        return self._academic & self._follows & (self._one | ~self._several)

    def bounds(self, answers: Answers, changing: Names) -> tuple[Facts, Facts]:
        """Return what places entries best, and worst, once `changing` criteria are answered or not
        known.
        """
        index, now = self._index, self.decide(answers).facts
        best = Facts(
            self.rare.pair(answers, changing)[0],
            union(self.named(slot, answers, changing) for slot in index.named),
            union(self.slot(slot, answers, changing)[0] for slot in index.in_lycee),
            union(self.slot(slot, answers, changing)[0] for slot in index.in_departement),
            now.academie,
            tuple(self.slot(slot, answers, changing)[0] for slot in index.publics),
        )
        least = union(self.slot(slot, answers, changing)[1] for slot in index.in_academie)
        return best, replace(now, academie=least & now.academie)

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
        named = [
            (slot.criterion, self.named(slot, answers, frozenset({slot.criterion})))
            for slot in index.named
            if not answers.get(slot.criterion)
        ]
        return {
            "hard": list(self.rare.deciding(answers)),
            "rank": [*named, *here],
            "unseen": here,
            "nearness": here,
            "publics": still(index.publics),
        }

    def levels(self, facts: Facts, wanted: Answer, several: bool) -> list[list[int]]:
        """Return each item of a key (`ranking.Key`) as sets of entries, from the first value to the
        last; who is in none of them has the last one. A strength has one for each goal `wanted`.
        `several` is whether a group is asked for.
        """
        coarse, nearness = self._coarse(facts, wanted, several)
        fine = self.fine(nearness, wanted, facts.publics)
        return [[facts.easy & self.easy[several]], *coarse, *fine]

    def order(self, lanes: int, wanted: Answer, several: bool, entries: int) -> Order:
        """Return entries in the order of the items after the first one, up to the strength for the
        first goal, as if none was named.
        """
        facts = replace(self.facts(lanes), named=0)
        (rank, *levels), nearness = self._coarse(facts, wanted, several)
        return Order(list(self.split(entries, [rank, *levels])), rank[0], levels, nearness)

    def all_publics(self, entries: int) -> int:
        """Return a set in the lane of each priority public, the first one lowest."""
        found = self._in_publics.get(entries)
        if found is None:
            make_room(self._in_publics)
            lanes = range(self.count - NO_PUBLIC)
            found = self._in_publics[entries] = union(entries << lane * self.size for lane in lanes)
        return found

    def fine(self, nearness: list[int], wanted: Answer, publics: Sequence[int]) -> list[list[int]]:
        """Return the other items."""
        last = [self._doubt, self._by_publics(publics)] if publics else [self._doubt]
        return [*self._strengths(wanted[1:]), nearness, *last]

    def _coarse(
        self, facts: Facts, wanted: Answer, several: bool
    ) -> tuple[list[list[int]], list[int]]:
        departement, academie = (
            facts.departement & ~self._everywhere,
            facts.academie & ~self._everywhere,
        )
        here, offered = facts.lycee | departement | academie, self.offered
        first = self._strengths(wanted[:1])
        need = first[0] if first and first[0] else [0, 0, 0]
        ranks = self._ranks_for_several if several else self._ranks_for_one
        rank = ranks(facts.named & self.nameable[several], here, need)
        nearness = [facts.lycee, departement, academie, offered]
        return [rank, [here | offered], [self._for_lp], *first], nearness

    def _ranks_for_one(self, named: int, here: int, need: Sequence[int]) -> list[int]:
        follows, general = self._follows & here, self.general
        meant = self._one | ~self._several
        made = (
            named | self._academic & follows | self._official & self._for_lp & (need[0] | need[1])
        )
        return [
            made & ~general & meant,
            (follows | self._official & need[0]) & ~general & meant,
            general & meant,
        ]

    def _ranks_for_several(self, named: int, here: int, need: Sequence[int]) -> list[int]:
        meant = self._several
        return [meant & named, meant & (need[0] | here & need[1]), meant]

    def _by_publics(self, publics: Sequence[int]) -> list[int]:
        """Return the entries with at least so many priority publics there, the most first."""
        most = min(len(publics), self._most_publics)
        reached = [self.all, *[0] * most]
        for met in publics:
            for number in range(most, 0, -1):
                reached[number] |= reached[number - 1] & met
        return reached[:0:-1]

    @cached_property
    def _most_publics(self) -> int:
        """The most priority publics that an entry has."""
        found: Counter[int] = Counter()
        for _, having in self.publics:
            found.update(members(having))
        return max(found.values(), default=0)

    def waiting(self, found: Decision, askable: Container[str]) -> tuple[int, int]:
        """Return the entries that nothing refuses and that are not kept out, and those that are
        until somebody asks for them, where a question can.
        """
        waiting = 0
        for name, bits in self._index.on_request.items():
            waiting |= to_int(bits) if name in askable else 0
        return found.possible & self.open & ~found.kept_out, found.kept_out & waiting

    def asking(self, askable: Container[str]) -> list[tuple[str, int]]:
        """Return the questions without which entries are never proposed."""
        return [
            (name, to_int(bits)) for name, bits in self._index.on_request.items() if name in askable
        ]

    def families_here(self, here: int, among: int) -> list[int]:
        """Return the entries of each organisation that has an antenne, perhaps, `here`."""
        return [
            ((antennes & here) | head) & among
            for head, antennes in self.families
            if antennes & here & among
        ]

    def of_kind(self, kind: str) -> int:
        """Return the entries of a kind."""
        return to_int(self._index.kinds.get(kind, b""))

    def of_status(self, status: str) -> int:
        """Return the entries of a status."""
        return self._statuses.get(status, 0)

    def _strengths(self, goals: Answer) -> list[list[int]]:
        """Return how strongly entries serve goals, each goal as sets of entries from first to
        last.
        """
        return [[to_int(bits) for bits in self._index.goals.get(goal, ())] for goal in goals]

    def split(self, entries: int, levels: list[list[int]], place: int = 0) -> Iterator[int]:
        """Yield the entries in the order of `levels`, from a `place` of these on: those that
        nothing separates together.
        """
        if place == len(levels) or not entries & (entries - 1):
            yield from [entries] if entries else []
            return
        for bits in levels[place]:
            part = entries & bits
            if part & (part - 1):
                yield from self.split(part, levels, place + 1)
            elif part:
                yield part
            entries ^= part
        if entries:
            yield from self.split(entries, levels, place + 1)
