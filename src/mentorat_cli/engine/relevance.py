"""Which questions can still change the first recommendations.

Once all that can be asked is known, or not known, each item of the key of an entry lies between two
bounds. An entry matters as long as fewer entries than there are places are sure to stand before it;
a question matters if it can let such an entry in or out, or change an item by which two of them may
differ. A sensitive question matters only if it can refuse an entry that has such a place without
it.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, pairwise

from msgspec import Struct

from mentorat_cli.base.records import Answers, ChoicesFrom, KnowledgeBase, QuestionType
from mentorat_cli.engine.bits import members
from mentorat_cli.engine.masks import Engine, engine_of
from mentorat_cli.engine.presence import family
from mentorat_cli.engine.ranking import SCALE, SHOWN, Key

Place = tuple[int, ...]
"""The items of a key as numbers, the smallest first, then the bit of the entry."""

Deciding = list[tuple[str, int]]
"""Questions, each with entries for which it decides something; one may come several times."""


class Stake(Struct, frozen=True):
    """What a question decides: how many entries, and how near the top (each place weighs half the
    one before).
    """

    entries: int
    weight: float
    choices: frozenset[str] = frozenset()


class Contender(Struct, frozen=True):
    """An entry that can take one of the first places: its bit, its best and its worst place."""

    bit: int
    best: Place
    worst: Place


def open_questions(
    base: KnowledgeBase, answers: Answers, places: int = SHOWN
) -> Mapping[str, Stake]:
    """Return the questions that can still change the first `places` recommendations, with what is
    at stake.
    """
    outlook = Outlook(engine_of(base), answers, places)
    stakes: dict[str, dict[int, float]] = {}
    for name, rank, bit in outlook.relevant():
        stakes.setdefault(name, {}).setdefault(bit, 2.0**-rank)
    return {
        name: Stake(
            len(stakes[name]), sum(stakes[name].values()), _families(base, name, stakes[name])
        )
        for name in base.question
        if name in stakes
    }


def _families(base: KnowledgeBase, name: str, bits: Iterable[int]) -> frozenset[str]:
    """Return the organisations of entries, where the question is about organisations."""
    if base.question[name].choices_from is not ChoicesFrom.FAMILIES:
        return frozenset()
    return frozenset(family(base.entries[bit]) for bit in bits)


class Outlook:
    """What the answers that are still to come can make of the entries of a base."""

    def __init__(self, engine: Engine, answers: Answers, places: int) -> None:
        self.engine, self.answers, self.places = engine, answers, places
        questions = engine.base.question
        self.askable = {name for name, item in questions.items() if item.asked} - answers.keys()
        public = {name for name in self.askable if not questions[name].sensitive}
        self.changing = frozenset(name for name in questions if public & set(self._asked(name)))
        every = frozenset(name for name in questions if self._asked(name))
        self.found = engine.decide(answers)
        proposed, self.waiting = engine.waiting(self.found, self.askable)
        self.sure = proposed & engine.required.pair(answers, every)[1]
        self.may = proposed | self.waiting
        self.families = engine.families_here(self.found.here, self.may)
        self.entering = self._entering()
        self.bounds = engine.bounds(answers, self.changing)
        self.placing = engine.placing(answers)

    def relevant(self) -> Iterator[tuple[str, int, int]]:
        """Yield each question that matters with an entry for which it does: its rank among those
        that can take a place, from 0, and its bit.
        """
        several = self.found.several
        scales = (several, not several) if SCALE in self.askable else (several,)
        found = [self.contenders(scale) for scale in scales]
        for contenders in found:
            yield from self._relevant(contenders)
        if len(found) == 2 and not _same_order(*found):
            for rank, item in enumerate(found[0]):
                yield SCALE, rank, item.bit

    def _relevant(self, contenders: list[Contender]) -> Iterator[tuple[str, int, int]]:
        ranks = {item.bit: rank for rank, item in enumerate(contenders)}
        moving = self._moving(contenders)
        decisions = [(sum(1 << bit for bit in ranks), self.entering)]
        for item, entries in moving.items():
            decisions.append((entries, self._asking(self._public(self.placing.get(item, ())))))
        for entries, deciding in decisions:
            for name, bits in deciding:
                for bit in members(bits & entries):
                    yield name, ranks[bit], bit

    def contenders(self, several: bool) -> list[Contender]:
        """Return the entries that can take one of the first places, in the order of their best."""
        engine, goals = self.engine, self.found.goals
        best, worst = (engine.levels(facts, goals, several) for facts in self.bounds)
        kept = () if several else self._kept(worst)
        keeping = 0
        for entries, _ in kept:
            keeping |= entries
        found: list[Contender] = []
        ahead: list[Place] = []
        beaten = False
        for group in engine.split(self.may, best):
            for bit in members(group & keeping if beaten else group):
                item = Contender(bit, _place(bit, best), _place(bit, worst))
                reserved = sum(first > item.best for _, first in kept if first)
                beaten = beaten or bisect_left(ahead, item.best) + reserved >= self.places
                if not beaten or any(
                    entries >> bit & 1 and (not first or item.best <= first)
                    for entries, first in kept
                ):
                    found.append(item)
                card = self._card(bit)
                if self.sure & card and not any(card >> one.bit & 1 for one in found[:-1]):
                    insort(ahead, max(_place(one, worst) for one in members(card & self.may)))
            if beaten and not kept:
                break
        return found

    def _kept(self, worst: list[list[int]]) -> list[tuple[int, Place]]:
        """Return the entries that may keep a place, for each of them, and the worst place of the
        first of those that are sure to; none when none is.
        """
        engine = self.engine
        kinds = (engine.general, engine.general), (engine.own_kind, self.found.own)
        return [
            (
                self.may & entries,
                min((_place(bit, worst) for bit in members(self.sure & own)), default=()),
            )
            for entries, own in kinds
            if self.may & entries and self.places >= SHOWN
        ]

    def _card(self, bit: int) -> int:
        """Return the entries of which only one is told with this one."""
        return next((family for family in self.families if family >> bit & 1), 1 << bit)

    def _moving(self, contenders: list[Contender]) -> dict[str, int]:
        """Return item of a key → the entries of which that item may change their order."""
        goals = len(self.found.goals)
        names = [name for name in Key._fields for _ in range(goals if name == "strength" else 1)]
        found = dict.fromkeys(Key._fields, 0)
        alike: dict[tuple[Place, Place], int] = {}
        for item in contenders:
            bounds = item.best[:-1], item.worst[:-1]
            alike[bounds] = alike.get(bounds, 0) | 1 << item.bit
        twins = ((one, one) for one, bits in alike.items() if bits & bits - 1)
        for one, other in (*combinations(alike, 2), *twins):
            for name, low, high, least, most in zip(names, *one, *other, strict=False):
                if high < least or most < low:
                    break
                found[name] |= (low < high) * alike[one] | (least < most) * alike[other]
        return found

    def _entering(self) -> Deciding:
        """Return the questions that can let entries in or out, or change which one of a family is
        told.
        """
        engine, answers = self.engine, self.answers
        required = self._asking(engine.required.deciding(answers))
        found = [*required, *engine.asking(self.askable)]
        attested = self._asking(engine.attested.deciding(answers))
        own = self.may & engine.own_kind
        found += [(name, entries & own) for name, entries in attested if entries & own]
        for ours in self.families:
            found += [(name, ours) for name, entries in (*required, *attested) if entries & ours]
        return found

    def _public(self, found: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
        """Yield what no sensitive answer decides: nobody is asked for one to settle an order."""
        questions = self.engine.base.question
        return ((name, bits) for name, bits in found if not questions[name].sensitive)

    def _asked(self, name: str) -> list[str]:
        """Return the questions that can be asked and tell something of a criterion."""
        base = self.engine.base
        bounds = base.implying[name] if base.question[name].type is QuestionType.NUMBER else ()
        return [
            item for item in (name, *bounds) if item in self.askable and not self.answers.get(name)
        ]

    def _asking(self, found: Iterable[tuple[str, int]]) -> Deciding:
        return [(asked, bits) for name, bits in found if bits for asked in self._asked(name)]


def _same_order(one: list[Contender], other: list[Contender]) -> bool:
    """Return whether two lists have the same entries, each surely before the next."""
    sure = all(
        first.worst < second.best for found in (one, other) for first, second in pairwise(found)
    )
    return sure and [item.bit for item in one] == [item.bit for item in other]


def _place(bit: int, levels: list[list[int]]) -> Place:
    found = []
    for level in levels:
        value = 0
        for entries in level:
            if entries >> bit & 1:
                break
            value += 1
        found.append(value)
    return (*found, bit)
