"""What answers say of leaves and of conditions, for every entry at once: whole numbers as sets of
entries. A condition is evaluated for all the entries that share it by one operation.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import and_
from typing import Any

from mentorat_cli.base.records import (
    AllOf,
    Answers,
    AnyOf,
    AtLeast,
    ChoicesFrom,
    Clauses,
    Column,
    Condition,
    KnowledgeBase,
    Leaf,
    NoneOf,
    Part,
    Slot,
)
from mentorat_cli.engine.bits import to_int
from mentorat_cli.engine.rules import Answer, Possible
from mentorat_cli.engine.situation import influences, question_answers

Pair = tuple[int, int]
"""The entries for which a condition holds for sure, and those for which it may hold."""

FAMILIES = ChoicesFrom.FAMILIES
Names = frozenset[str]
NOTHING: Names = frozenset()

KEPT = 4096
"""Combinations of answers that one condition remembers."""


class Leaves:
    """What answers say of leaves, for every entry. What is worked out is remembered."""

    def __init__(self, base: KnowledgeBase, size: int) -> None:
        self.base = base
        self.all = (1 << size) - 1
        self._influences = {
            str(question.id): influences(base, question) for question in base.questions
        }
        self._domains: dict[str, dict[object, tuple[Answer, ...]]] = {
            name: {} for name in base.question
        }
        self._slots: dict[int, dict[object, Pair]] = {}

    def possible(self, answers: Answers) -> Possible:
        """Return every answer that each criterion may still have."""
        return {name: self.domain(name, answers) for name in self._domains}

    def domain(self, name: str, answers: Answers) -> tuple[Answer, ...]:
        """Return every answer that a criterion may still have, as `situation.possible_answers`
        says.
        """
        known, key = self._domains[name], self.key(name, answers)
        found = known.get(key)
        if found is None:
            make_room(known)
            question = self.base.question[name]
            found = known[key] = question_answers(self.base, question, answers)
        return found

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
            make_room(known)
            found = known[key] = self._slot(slot, answers)
        return (found[1], found[0]) if slot.criterion in changing else found

    def _slot(self, slot: Slot, answers: Answers) -> Pair:
        accepts, domain = slot.accepts, self.domain(slot.criterion, answers)
        if len(domain) > 1 and self.base.question[slot.criterion].choices_from is not FAMILIES:
            sets = [to_int(accepts[value]) for (value,) in domain if value in accepts]
            sure = reduce(and_, sets) if len(sets) == len(domain) else 0
            return sure, union(sets)
        least, most = (
            union(to_int(accepts[value]) for value in answer if value in accepts)
            for answer in (domain[0], domain[:2][-1])
        )
        return least, most


class Terms:
    """Conditions of every entry, decided together. What is worked out is remembered."""

    def __init__(self, leaves: Leaves, clauses: Clauses) -> None:
        self._leaves = leaves
        self.columns: dict[str, list[Column]] = {}
        for column in clauses.columns:
            self.columns.setdefault(column.slot.criterion, []).append(column)
        self._alone: dict[str, dict[object, Pair]] = {}
        self.composed = [Composed(leaves, part) for part in clauses.parts]

    def pair(self, answers: Answers, changing: Names = NOTHING) -> Pair:
        """Return the entries of which all the conditions hold for sure, and may hold.

        With criteria that are `changing`: of which all can come to hold for sure, and can no longer
        cease to, once these are answered.
        """
        sure = possible = self._leaves.all
        for one in (
            *(self.alone(name, answers, changing) for name in self.columns),
            *(composed.pair(answers, changing) for composed in self.composed),
        ):
            sure, possible = sure & one[0], possible & one[1]
        return sure, possible

    def deciding(self, answers: Answers) -> Iterator[tuple[str, int]]:
        """Yield each criterion, several times perhaps, with entries of which it still decides a
        condition.
        """
        for name in self.columns:
            sure, possible = self.alone(name, answers)
            yield name, possible & ~sure
        for composed in self.composed:
            yield from composed.deciding(answers)

    def alone(self, name: str, answers: Answers, changing: Names = NOTHING) -> Pair:
        """Return the entries of which the leaves of one criterion, those that stand by themselves,
        hold or may hold.
        """
        leaves = self._leaves
        known, key = self._alone.setdefault(name, {}), (leaves.key(name, answers), name in changing)
        found = known.get(key)
        if found is None:
            make_room(known)
            sure = possible = leaves.all
            for column in self.columns.get(name, ()):
                one, others = (
                    leaves.slot(column.slot, answers, changing),
                    leaves.all & ~to_int(column.members),
                )
                sure, possible = sure & (one[0] | others), possible & (one[1] | others)
            found = known[key] = sure, possible
        return found


class Composed:
    """A condition of several leaves, for the entries that have one of its shape. They read the
    criteria of `names`.
    """

    def __init__(self, leaves: Leaves, part: Part) -> None:
        self._leaves, self.part = leaves, part
        self._others = leaves.all & ~to_int(part.members)
        self.names = frozenset(str(slot.criterion) for slot in part.slots)
        self._known: dict[object, Pair] = {}

    def pair(self, answers: Answers, changing: Names = NOTHING) -> Pair:
        """Return the entries that meet it for sure, and that may; they have none, or it holds."""
        leaves, known = self._leaves, self._known
        key = tuple([(leaves.key(name, answers), name in changing) for name in self.names])
        found = known.get(key)
        if found is None:
            make_room(known)
            slots = enumerate(self.part.slots)
            said = {place: leaves.slot(slot, answers, changing) for place, slot in slots}
            found = known[key] = self.met(said)
        return found

    def met(self, said: Mapping[int, Pair]) -> Pair:
        """Return the same from what its leaves say, by their places; one of which nothing is said
        may hold.
        """
        unsaid = 0, self._leaves.all
        slots = (said.get(place, unsaid) for place in range(len(self.part.slots)))
        sure, possible = self._evaluated(self.part.shape, slots)
        return sure | self._others, possible | self._others

    def deciding(self, answers: Answers) -> Iterator[tuple[str, int]]:
        """Yield the criterion of each leaf with the entries of which it still decides it."""
        leaves = self._leaves
        if any(len(leaves.domain(name, answers)) > 1 for name in self.names):
            slots = iter([(slot, leaves.slot(slot, answers)) for slot in self.part.slots])
            yield from self._undecided(self.part.shape, slots)[1]

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
            return self._leaves.all & ~possible, self._leaves.all & ~sure
        return self._at_least(shape.count, parts)

    def _at_least(self, count: int, parts: list[Pair]) -> Pair:
        """Return the entries for which at least `count` of the parts hold: reached[n] are those
        with n parts so far.
        """
        sure, possible = [self._leaves.all, *[0] * count], [self._leaves.all, *[0] * count]
        for one in parts:
            for number in range(count, 0, -1):
                sure[number] |= sure[number - 1] & one[0]
                possible[number] |= possible[number - 1] & one[1]
        return sure[count], possible[count]


def union(sets: Iterable[int]) -> int:
    """Return the entries that are in one of several sets."""
    found = 0
    for one in sets:
        found |= one
    return found


def make_room(known: dict[Any, Any], most: int | None = None) -> None:
    """Forget everything when there is too much of it: memory stays flat over a million pupils."""
    if len(known) >= (most or KEPT):
        known.clear()
