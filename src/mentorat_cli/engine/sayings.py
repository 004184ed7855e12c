"""What answers say of every entry at once, criterion by criterion or several together."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import reduce
from operator import and_, itemgetter

from msgspec import Struct

from mentorat_cli.base.records import AllOf, Answers, Index, KnowledgeBase, Slot
from mentorat_cli.engine.bits import to_int
from mentorat_cli.engine.ranking import NO, SCALE, for_several
from mentorat_cli.engine.rules import GOAL, Answer, Possible, criteria
from mentorat_cli.engine.terms import (
    NOTHING,
    Composed,
    Leaves,
    Names,
    Pair,
    Terms,
    make_room,
    union,
)

POSSIBLE, SURE, OWN, ATTESTED, HERE, FREE, EASY = range(7)
UNNAMED, NO_LYCEE, NO_DEPARTEMENT, NO_ACADEMIE, NO_PUBLIC = range(EASY + 1, EASY + 6)
"""Lanes: sets of entries, one after the other in one whole number, the first one lowest.

Those that nothing refuses, and that leave no doubt; of which the rule holds and that act here, for
sure, whatever is usual; that act here, and that may; that are not kept out; of which nothing rare
is waited for. The next ones, and those of each priority public that follow, tell who is *not* so
(`masks.Facts`): then to put two of any lane together is to keep the entries that are in both.
"""
Meant = tuple[tuple[int, ...], tuple[int, ...]]
MEANT: Mapping[str, Meant] = {
    "required": ((SURE, OWN), (POSSIBLE,)),
    "expected": ((SURE,), ()),
    "attested": ((SURE, OWN, ATTESTED), (HERE,)),
    "rare": ((EASY,), ()),
}
"""Conditions → the lanes of who meets them for sure, and of who may."""


class Said(Struct, frozen=True, eq=False):
    """What the answers to some criteria say of every entry: the lanes.

    `leaves` is what they say of conditions that read others too: number of the condition → place of
    a leaf in it → who meets that leaf. `known` is what is needed as it is: criterion → what it may
    be, for what Kleene logic may leave open for nothing. `goals` are those that are answered, and
    `several` is whether a group, a class or a lycée is asked for, where the criteria tell it.
    """

    lanes: int
    leaves: Mapping[int, Mapping[int, Pair]]
    known: Possible
    goals: Answer = ()
    several: bool = False


class Sayings(Leaves):
    """What answers say of the entries of one base. What is worked out is remembered."""

    def __init__(self, base: KnowledgeBase, index: Index) -> None:
        super().__init__(base, index.size)
        self.size, self._index = max(index.size, 1), index
        self.required, self.expected, self.attested, self.rare = (
            Terms(self, clauses)
            for clauses in (index.required, index.expected, index.attested, index.rare)
        )
        self._terms = [(getattr(self, name), meant) for name, meant in MEANT.items()]
        self.composed: list[tuple[Composed, Meant]] = [
            (composed, meant) for terms, meant in self._terms for composed in terms.composed
        ]
        self.irregular = sum(1 << bit for bit in index.irregular)
        self.exacts = {
            bit: criteria(AllOf((required, *doubts)))
            for bit, (required, doubts) in index.irregular.items()
        }
        self._needed = {name for names in self.exacts.values() for name in names}
        self.count = NO_PUBLIC + len(index.publics)
        self._placing, self._read = self._by_criterion(), self._composing()
        self._atoms: dict[str, dict[object, Said]] = {name: {} for name in base.question}
        self._said: dict[tuple[str, ...], dict[object, Said]] = {}
        self._lanes: dict[object, int] = {}
        self.every = self.spread(self.all)
        for number, (composed, _) in enumerate(self.composed):
            if not composed.names:
                self.every = self._met(number, {})

    def spread(self, entries: int) -> int:
        """Return a set in every lane."""
        count = 1
        while count < self.count:
            entries |= entries << count * self.size
            count *= 2
        return entries

    def met(self, every: Sequence[Said], numbers: frozenset[int]) -> int:
        """Return the lanes of who meets composed conditions, by their numbers, of which what is
        said tells all the leaves, unless one of them settles them.
        """
        lanes = self.every
        for number in numbers.intersection(*(said.leaves for said in every)):
            leaves: dict[int, Pair] = {}
            for said in every:
                leaves.update(said.leaves[number])
            lanes &= self._met(number, leaves)
        return lanes

    def _met(self, number: int, leaves: Mapping[int, Pair]) -> int:
        key = number, *leaves.items()
        found = self._lanes.get(key)
        if found is None:
            make_room(self._lanes)
            composed, meant = self.composed[number]
            found = self._lanes[key] = self._packed(zip(meant, composed.met(leaves), strict=True))
        return found

    def _packed(self, pairs: Iterable[tuple[Iterable[int], int]]) -> int:
        """Return lanes in one number: those of each pair, and every entry in the other ones."""
        packed = self.every
        for lanes, entries in pairs:
            for lane in lanes:
                packed &= ~((self.all & ~entries) << lane * self.size)
        return packed

    def said(self, names: tuple[str, ...], answers: Answers) -> Said:
        """Return what the answers to some criteria say."""
        known = self._said.setdefault(names, {})
        key = tuple([self.key(name, answers) for name in names])
        found = known.get(key)
        if found is None:
            make_room(known)
            found = known[key] = self._together(
                names, [self._atom(name, answers) for name in names]
            )
        return found

    def _together(self, names: Iterable[str], atoms: Sequence[Said]) -> Said:
        """Return what answers to several criteria say: conditions are left open as long as a leaf
        that is not among these may decide them.
        """
        lanes, leaves = reduce(and_, (atom.lanes for atom in atoms)), dict[int, dict[int, Pair]]()
        for atom in atoms:
            for number, found in atom.leaves.items():
                leaves.setdefault(number, {}).update(found)
        for number, found in list(leaves.items()):
            composed, _ = self.composed[number]
            if composed.names <= {*names}:
                lanes &= self._met(number, leaves.pop(number))
            elif composed.met(found)[0] == self.all:
                del leaves[number]
        known = {name: found for atom in atoms for name, found in atom.known.items()}
        goals = next((atom.goals for atom in atoms if atom.goals), ())
        return Said(lanes, leaves, known, goals, any(atom.several for atom in atoms))

    def _atom(self, name: str, answers: Answers) -> Said:
        """Return what the answer to one criterion says."""
        known, key = self._atoms[name], self.key(name, answers)
        found = known.get(key)
        if found is None:
            make_room(known)
            found = known[key] = self._one_said(name, answers)
        return found

    def _one_said(self, name: str, answers: Answers) -> Said:
        lanes: list[tuple[Iterable[int], int]] = []
        for terms, meant in self._terms:
            if name in terms.columns:
                lanes += zip(meant, terms.alone(name, answers), strict=True)
        for lane, slot in self._placing[name]:
            there = self.slot(slot, answers)[lane == NO_ACADEMIE]
            met = self.named(slot, answers) if lane == UNNAMED else there
            lanes.append(((lane,), self.all & ~met))
        if name in self._index.on_request and self.domain(name, answers) != (("oui",),):
            lanes.append(((FREE,), self.all & ~to_int(self._index.on_request[name])))
        leaves: dict[int, dict[int, Pair]] = {}
        for number, place, slot in self._read[name]:
            leaves.setdefault(number, {})[place] = self.slot(slot, answers)
        known = {name: self.domain(name, answers)} if name in self._needed else {}
        goals = tuple(answers.get(GOAL) or ()) if name == GOAL else ()
        several = name == SCALE and for_several(self.domain(name, answers))
        return Said(self._packed(lanes), leaves, known, goals, several)

    def _by_criterion(self) -> Mapping[str, list[tuple[int, Slot]]]:
        """Return criterion → the leaves on it that place an entry, each with its lane."""
        index = self._index
        groups = index.named, index.in_lycee, index.in_departement, index.in_academie
        found: dict[str, list[tuple[int, Slot]]] = {name: [] for name in self.base.question}
        for lane, group in enumerate((*groups, *((slot,) for slot in index.publics)), UNNAMED):
            for slot in group:
                found[slot.criterion].append((lane, slot))
        return found

    def _composing(self) -> Mapping[str, list[tuple[int, int, Slot]]]:
        """Return criterion → the leaves on it of composed conditions: the number of the condition,
        and the place in it.
        """
        found: dict[str, list[tuple[int, int, Slot]]] = {name: [] for name in self.base.question}
        for number, (composed, _) in enumerate(self.composed):
            for place, slot in enumerate(composed.part.slots):
                found[slot.criterion].append((number, place, slot))
        return found

    def named(self, slot: Slot, answers: Answers, changing: Names = NOTHING) -> int:
        """Return the entries of which the rule names something rare that was, or can be,
        answered.
        """
        given = answers.get(slot.criterion, ())
        if given or slot.criterion not in changing:
            return 0 if given in ((), NO) else self.slot(slot, answers)[0]
        wanted = [answer for answer in self.domain(slot.criterion, answers) if answer != NO]
        return union(to_int(slot.accepts.get(value, b"")) for (value,) in wanted)

    def across(self, names: Sequence[tuple[str, ...]]) -> dict[frozenset[int], frozenset[int]]:
        """Return places in `names`, groups of criteria → the composed conditions that only what is
        said of all these groups tells.
        """
        always = frozenset(names[0]).intersection(*names)
        found: dict[frozenset[int], frozenset[int]] = {}
        for number, (composed, _) in enumerate(self.composed):
            read = composed.names - always
            among = frozenset(place for place, group in enumerate(names) if read & {*group})
            if len(among) > 1 and not any(read <= {*group} for group in names):
                found[among] = found.get(among, frozenset()) | {number}
        return found


Chosen = Callable[[Sequence[Said]], Sequence[Said]]


def chosen(places: Collection[int]) -> Chosen:
    """Return what takes what is said at some places, in their order."""
    start, *others = sorted(places) or [0]
    if others:
        return itemgetter(start, *others)
    end = start + 1 if places else 0
    return itemgetter(slice(start, end))
