"""Every entry decided and ranked at once, with whole numbers as sets of entries.

`rules.decide` and `matching.rank_key` say what a verdict and a rank are; this gives the same
answers (the tests compare them on
random bases) about a hundred times sooner, because a condition is evaluated for all the entries
that share it by one operation.
"""

from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache, partial
from typing import Any

from msgspec import Struct

from mentorat_cli.base.records import (
    AllOf,
    Answers,
    AnyOf,
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
    Slot,
    Status,
)
from mentorat_cli.engine.bits import members, to_int
from mentorat_cli.engine.rules import GOAL, Answer, Verdict, conclude, criteria
from mentorat_cli.engine.situation import influences, question_answers

Pair = tuple[int, int]
"""The entries for which a condition holds for sure, and those for which it may hold."""

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
    is the rest, closed ones
    included. `beside` are told with another entry of their organisation, which stands in their
    place. `sure` are those that leave no doubt, `possible` those that nothing refuses.
    """

    fits: int
    to_check: int
    kept_out: int
    excluded: int
    beside: int
    sure: int
    possible: int


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

    def pair(self, answers: Answers) -> Pair:
        """Return the entries of which all the conditions hold for sure, and may hold."""
        sure = possible = self._engine.all
        for _, condition in self.each():
            one = condition(answers)
            sure, possible = sure & one[0], possible & one[1]
        return sure, possible

    def each(self) -> Iterator[tuple[tuple[str, ...], Callable[[Answers], Pair]]]:
        """Yield each condition: the criteria that it reads, and who meets it."""
        for name in self._columns:
            yield (name,), partial(self.alone, name)
        for item in self._parts:
            yield item[1], partial(self._composed, item)

    def alone(self, name: str, answers: Answers) -> Pair:
        """Return the entries of which the leaves of one criterion, those that stand by themselves,
        hold or may hold.
        """
        engine = self._engine
        known, key = self._alone.setdefault(name, {}), engine.key(name, answers)
        found = known.get(key)
        if found is None:
            _make_room(known)
            sure = possible = engine.all
            for column in self._columns.get(name, ()):
                one, others = (
                    engine.slot(column.slot, answers),
                    engine.all & ~to_int(column.members),
                )
                sure, possible = sure & (one[0] | others), possible & (one[1] | others)
            found = known[key] = sure, possible
        return found

    def _composed(
        self, item: tuple[Part, tuple[str, ...], dict[object, Pair]], answers: Answers
    ) -> Pair:
        part, names, known = item
        engine = self._engine
        key = tuple([engine.key(name, answers) for name in names])
        found = known.get(key)
        if found is None:
            _make_room(known)
            slots = iter([engine.slot(slot, answers) for slot in part.slots])
            sure, possible = self._evaluated(part.shape, slots)
            others = engine.all & ~to_int(part.members)
            found = known[key] = sure | others, possible | others
        return found

    def _evaluated(self, shape: Condition, slots: Iterator[Pair]) -> Pair:
        """Return strong Kleene logic over sets of entries."""
        if isinstance(shape, Leaf):
            return next(slots)
        parts = [self._evaluated(part, slots) for part in shape.parts]
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
        self.base, self.places = base, index.places
        self.all = (1 << len(index.places)) - 1
        self._index = index
        self._influences = {
            str(question.id): influences(base, question) for question in base.questions
        }
        self.required = Terms(self, index.required)
        self.expected, self.attested = Terms(self, index.expected), Terms(self, index.attested)
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
        self._orders: dict[object, tuple[int, ...]] = {}
        self._strengths: dict[object, tuple[int, ...]] = {}

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
        beside = self._beside(fits, proposed, refused & ~kept_out, answers)
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
        """Return the entries of a list of the place: attested there wholly or in part, or
        national.
        """
        return self.attested.pair(answers)[1] | self._national

    def serving(self, answers: Answers) -> int:
        """Return the entries that serve one of the goals; all while no goal is known."""
        goals = answers.get(GOAL) or ()
        found = 0 if goals else self.all
        for levels in self._levels(tuple(goals)):
            for bits in levels:
                found |= bits
        return found

    def _beside(self, fits: int, proposed: int, refused: int, answers: Answers) -> int:
        """Return the entries that are told with another one of their organisation: one card each.

        An antenne of the place stands in the place of its organisation, and of the antennes that
        are perhaps of the place. Where it refuses, the organisation stands, and tells it.
        """
        beside, here = 0, self.attested.pair(answers)
        for head, antennes in self._families:
            near = antennes & here[1]
            ways = near & proposed & here[0], proposed & head, near & proposed
            shown = self._best(next(filter(None, ways), 0), fits, answers)
            beside |= proposed & (near | head) & ~shown if shown else 0
            if shown == head:
                beside |= near & refused & self.serving(answers)
        return beside

    def _best(self, entries: int, fits: int, answers: Answers) -> int:
        """Return the first entry of a set in the order of the ranking, as a set."""
        if not entries & (entries - 1):
            return entries
        return 1 << next(self.ranked(entries & fits or entries, answers))

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

    def ranked(self, entries: int, answers: Answers) -> Iterator[int]:
        """Yield the bits of a set in the order of the ranking, as `matching.rank_key` says within
        one verdict.
        """
        for strength in self.strengths(tuple(answers.get(GOAL, ()))):
            left = entries & strength
            while left:
                lowest = left & -left
                tied = left & self.ties[lowest.bit_length() - 1]
                left ^= tied
                if tied == lowest:
                    yield lowest.bit_length() - 1
                else:
                    yield from self._tied(tied, answers)

    def first(self, answers: Answers, count: int) -> tuple[tuple[int, Outcome], ...]:
        """Return the first entries proposed: the position of each in the base, and its verdict."""
        standing = self.standing(answers)
        found: list[tuple[int, Outcome]] = []
        for entries, outcome in (
            (standing.fits, Outcome.CONVIENT),
            (standing.to_check, Outcome.A_VERIFIER),
        ):
            for bit in self.ranked(entries, answers):
                if len(found) == count:
                    return tuple(found)
                found.append((self.places[bit], outcome))
        return tuple(found)

    def groups(self, answers: Answers) -> tuple[int, ...]:
        """Return all the entries, by what of their rank no further answer changes
        (`matching.fixed_key`), the first ones first.
        """
        goals = tuple(answers.get(GOAL, ()))
        found = self._orders.get(goals)
        if found is None:
            _make_room(self._orders)
            found = self._orders[goals] = tuple(
                self._split(self.all, [*self._levels(goals), *self._own_levels()])
            )
        return found

    def strengths(self, goals: tuple[str, ...]) -> tuple[int, ...]:
        """Return all the entries by how strongly they serve goals, in their order, the strongest
        first.
        """
        found = self._strengths.get(goals)
        if found is None:
            _make_room(self._strengths)
            found = self._strengths[goals] = tuple(self._split(self.all, self._levels(goals)))
        return found

    @cached_property
    def ties(self) -> tuple[int, ...]:
        """For each bit, the entries that only the scale, the priority publics and the last order
        tell from it.
        """
        found = [0] * len(self.places)
        for group in self._split(self.all, self._own_levels()):
            for bit in members(group):
                found[bit] = group
        return tuple(found)

    def breakers(self, answers: Answers) -> tuple[int, ...]:
        """Return all the entries in the order in which a tie is broken; within one set, the lowest
        bit comes first.
        """
        scales = self._by_scale(self.all, self.domain("echelle", answers))
        return tuple(group for scale in scales for group in self._by_publics(scale, answers))

    @property
    def breaking(self) -> frozenset[str]:
        """The criteria that `breakers` reads, with those that bound them."""
        read = {"echelle", *(column.slot.criterion for column in self._index.prefer)}
        return frozenset(read.union(*(self._influences[name] for name in read)))

    @cached_property
    def preferring(self) -> int:
        """The entries that have priority publics. A tie without them, while the scale is open, is
        broken by the last order alone.
        """
        found = 0
        for column in self._index.prefer:
            found |= to_int(column.members)
        return found

    @property
    def irregular(self) -> int:
        """The entries of which `conditions` may leave the verdict open for nothing."""
        return self._irregular

    def conditions(self) -> list[tuple[tuple[str, ...], Callable[[Answers], Pair]]]:
        """Return what must hold for an entry to be proposed, then to fit for sure: the criteria
        that each condition depends on, and who meets it.
        """
        found = [(self._bounding(*names), met) for names, met in self.required.each()]
        for terms in (self.expected, self.attested):
            found += [
                (self._bounding(*names), partial(self._doubting, met))
                for names, met in terms.each()
            ]
        for name in self._index.on_request:
            found.append((self._bounding(name), partial(self._asked_for, name)))
        return found

    def _doubting(self, met: Callable[[Answers], Pair], answers: Answers) -> Pair:
        return met(answers)[0], self.all

    @cached_property
    def antennes(self) -> int:
        """The entries that may stand in the place of another one."""
        return sum(antennes for _, antennes in self._families)

    def _bounding(self, *names: str) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(item for name in names for item in (name, *self._influences[name]))
        )

    def _asked_for(self, name: str, answers: Answers) -> Pair:
        """Return the entries but those that are proposed only to who asks for them, unless the
        pupil does.
        """
        asked = self.domain(name, answers) == (("oui",),)
        kept = self.all if asked else self.all & ~to_int(self._index.on_request[name])
        return kept, kept

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

    def _own_levels(self) -> list[list[int]]:
        """Return the criteria of the ranking that depend on the entry alone, each as sets of
        entries from first to last.
        """
        schemes = self.of_kind(Kind.DISPOSITIF_NATIONAL) | self.of_kind(Kind.DISPOSITIF_ACADEMIQUE)
        return [
            [schemes],
            [to_int(bits) for bits in self._index.reach],
            [to_int(bits) for bits in self._index.forms],
        ]

    def _split(self, entries: int, levels: list[list[int]]) -> Iterator[int]:
        if not levels or not entries & (entries - 1):
            yield from [entries] if entries else []
            return
        for bits in levels[0]:
            yield from self._split(entries & bits, levels[1:])
            entries &= ~bits
        yield from self._split(entries, levels[1:])

    def _tied(self, entries: int, answers: Answers) -> Iterator[int]:
        """Yield the entries of a tie: the scale asked, then the priority publics met, then the last
        order.
        """
        for group in self._by_scale(entries, self.domain("echelle", answers)):
            for same in self._by_publics(group, answers):
                yield from members(same)

    def _by_scale(self, entries: int, wanted: tuple[Answer, ...]) -> list[int]:
        if len(wanted) > 1:
            return [entries]
        scales = {name: to_int(bits) for name, bits in self._index.scales.items()}
        meant, some = scales.get(wanted[0][0], 0), 0
        for bits in scales.values():
            some |= bits
        return [entries & meant, entries & ~some, entries & some & ~meant]

    def _by_publics(self, entries: int, answers: Answers) -> list[int]:
        """Return the entries by number of priority publics met, most first."""
        counted = [entries]
        for column in self._index.prefer:
            if entries & to_int(column.members):
                met = self.slot(column.slot, answers)[0]
                counted = [
                    (more & ~met if more else 0) | (fewer & met if fewer else 0)
                    for more, fewer in zip([*counted, 0], [0, *counted], strict=True)
                ]
        return [group for group in reversed(counted) if group]

    def key(self, name: str, answers: Answers) -> object:
        """Return what the domain of a criterion depends on; not asked and « ne sait pas » are the
        same.
        """
        given = answers.get(name) or None
        others = self._influences[name]
        return (
            given if given or not others else tuple(answers.get(other) or None for other in others)
        )

    def slot(self, slot: Slot, answers: Answers) -> Pair:
        """Return the entries of which the leaf at a place holds for sure, and may hold."""
        sure, possible = self.all, 0
        domain = self.domain(slot.criterion, answers)
        if self.base.question[slot.criterion].choices_from is ChoicesFrom.FAMILIES:
            domain = domain[0], tuple({value for answer in domain for value in answer})
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


def _make_room(known: dict[object, Any]) -> None:
    """Forget everything when there is too much of it: memory stays flat over a million pupils."""
    if len(known) >= KEPT:
        known.clear()
