"""Many pupils one after the other: the first recommendations of each as text, in memory that does
not grow with their number.

The entries proposed are the intersection of sets that depend on a few columns each. What the
columns that seldom change say (the
lycée, the class) is kept from one row to the next; what the others say is looked up. The first
entries depend on few more things:
who fits, the goals and, for ties, the publics. So almost every row is a handful of look-ups and of
operations on whole numbers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice, pairwise
from operator import itemgetter
from typing import Generic, TypeVar

from msgspec import Struct

from mentorat_cli.base.records import Answers, KnowledgeBase, Outcome, Status
from mentorat_cli.classroom.roll import Fault, Roll
from mentorat_cli.classroom.table import Row
from mentorat_cli.engine.bits import members
from mentorat_cli.engine.masks import Pair, engine_of
from mentorat_cli.engine.rules import GOAL

Said = TypeVar("Said")

Decided = tuple[int, list[str], int, int, str, str]
"""Of a row: its line, its cells, how many entries fit, how many are to check, the text of the first
ones, and what is wrong with it.
"""

SAMPLE = 240
"""Rows from which one learns which columns seldom change: ten classes."""
STEADY = 10
"""Rows in which a column that seldom changes does so less than once."""
NARROW = 12
"""Choices up to which a question has few answers, so that several such columns can be looked up
together.
"""
KEPT = 20_000
KEPT_TEXTS = 100_000
"""What is remembered of columns, and of first entries: about 60 MB in all."""

_TIE = ""


class Wording(Struct, frozen=True):
    """How a format writes an entry, and several of them; no text is empty."""

    entry: Callable[[str, Outcome], str]
    joined: Callable[[Sequence[str]], str]


class Faulty(Exception):
    """A row that cannot be read; its text says why."""


class Facet(Generic[Said]):
    """What some columns say. Only rows that can be read are remembered, so that a row is in fault
    if a facet does not know it.
    """

    def __init__(self, columns: Sequence[int], learn: Callable[[list[str]], Said]) -> None:
        self.columns = columns
        self.key: Callable[[list[str]], object] = (
            itemgetter(*columns) if columns else lambda cells: None
        )
        self.known: dict[object, Said] = {}
        self._learn = learn

    def learn(self, cells: list[str]) -> Said:
        """Return what the cells say, and remember it. Raises Faulty."""
        found = self._learn(cells)
        if len(self.known) >= KEPT:
            self.known.clear()
        self.known[self.key(cells)] = found
        return found

    def __call__(self, cells: list[str]) -> Said:
        """Return what the cells say. Raises Faulty."""
        return self.known.get(self.key(cells)) or self.learn(cells)


class Batch:
    """Decides the rows of the table that a roll reads."""

    def __init__(self, base: KnowledgeBase, roll: Roll, limit: int, wording: Wording) -> None:
        self.engine, self.roll, self.limit, self.wording = engine_of(base), roll, limit, wording
        self._place = frozenset(self._at(("academie", *base.placed)))
        ids = [str(base.entries[place].id) for place in self.engine.places]
        self._texts = [
            [wording.entry(name, outcome) for name in ids]
            for outcome in (Outcome.CONVIENT, Outcome.A_VERIFIER)
        ]
        self._goals: Facet[tuple[int, tuple[int, ...]]] = Facet(self._at([GOAL]), self._learn_goals)
        self._breakers: Facet[tuple[int, ...]] = Facet(
            self._columns_of(self.engine.breaking), self._learn_breakers
        )
        self._open_ties = (
            self.engine.all if {"echelle"} & {*roll.tells, *roll.given} else self.engine.preferring
        )
        self._orders: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._firsts: dict[object, str] = {}

    def decide(self, rows: Iterable[Row], report: Callable[[Fault], None]) -> Iterator[Decided]:
        """Yield what is said of each row, in order; a row that cannot be read is reported too."""
        source = iter(rows)
        sample = list(islice(source, SAMPLE))
        steady, moving, others = self._facets(
            [cells for _, cells, problem in sample if not problem]
        )
        engine, goals, firsts, limit = self.engine, self._goals, self._firsts, self.limit
        steady_key, moving_key, goal_of, moved, aims = (
            steady.key,
            moving.key,
            goals.key,
            moving.known,
            goals.known,
        )
        active, opened, irregular, antennes = (
            engine.of_status(Status.ACTIF),
            engine.all & ~engine.of_status(Status.CLOS),
            engine.irregular,
            engine.antennes,
        )
        before: object = ()
        shared_sure = shared_open = 0
        for line, cells, problem in chain(sample, source):
            self.roll.line = line
            try:
                if problem:
                    raise Faulty(problem)
                if steady_key(cells) != before:
                    shared_sure, shared_open = steady(cells)
                    before, shared_open = steady_key(cells), shared_open & opened
                sure, may = moved.get(moving_key(cells)) or moving.learn(cells)
                goal = goal_of(cells)
                served, strengths = aims.get(goal) or goals.learn(cells)
                sure, may = sure & shared_sure & served, may & shared_open & served
                for facet in others:
                    one = facet(cells)
                    sure, may = sure & one[0], may & one[1]
                fits = sure & active
                to_check = may ^ fits
                if antennes & may or (irregular & to_check and irregular & to_check & ~sure):
                    standing = engine.standing(self._answers(cells))
                    fits, to_check = standing.fits, standing.to_check
            except Faulty as fault:
                report(Fault(line, str(fault)))
                yield line, cells, 0, 0, self.wording.joined(()), str(fault)
                continue
            count = fits.bit_count()
            key = (fits, goal) if count >= limit else (fits, to_check, goal)
            first = firsts.get(key)
            yield (
                line,
                cells,
                count,
                to_check.bit_count(),
                first or self._first(key, first, cells, fits, to_check, strengths),
                "",
            )

    def _first(
        self,
        key: object,
        known: str | None,
        cells: list[str],
        fits: int,
        to_check: int,
        strengths: Sequence[int],
    ) -> str:
        """Return the text of the first entries, not `known` yet; the answers that break ties are
        looked at only where there is one.
        """
        firsts = self._firsts
        if len(firsts) >= KEPT_TEXTS:
            firsts.clear()
        if known is None:
            known = firsts[key] = self._written(fits, to_check, strengths, None)
            if known != _TIE:
                return known
        breakers = self._breakers(cells)
        whole = key, id(breakers)
        text = firsts.get(whole)
        if text is None:
            text = firsts[whole] = self._written(fits, to_check, strengths, breakers)
        return text

    def _written(
        self, fits: int, to_check: int, strengths: Sequence[int], breakers: Sequence[int] | None
    ) -> str:
        """Return the text of the first entries; _TIE when `breakers` is None although they
        decide.
        """
        ties, limit = self.engine.ties, self.limit
        found: list[str] = []
        for entries, texts in zip((fits, to_check), self._texts, strict=True):
            for strength in strengths:
                left = entries & strength
                while left and len(found) < limit:
                    bit = (left & -left).bit_length() - 1
                    tied = left & ties[bit]
                    left ^= tied
                    if not tied & (tied - 1):
                        found.append(texts[bit])
                    elif not tied & self._open_ties:
                        found += [texts[one] for one in members(tied)]
                    elif breakers is None:
                        return _TIE
                    else:
                        found += [texts[one] for group in breakers for one in members(tied & group)]
        return self.wording.joined(found[:limit])

    # What columns say ------------------------------------------------------------

    def _facets(
        self, sample: Sequence[list[str]]
    ) -> "tuple[Facet[Pair], Facet[Pair], list[Facet[Pair]]]":
        """Return what is said by the columns that seldom change, by the others, and by others with
        many values.
        """
        changing = self._changing(sample)
        steady, moving, others = [], [], []
        for on, conditions in self._conditions().items():
            facet = Facet(on, partial(self._meet, conditions))
            if not changing & set(on):
                steady.append(facet)
            elif all(self._is_narrow(index) for index in on):
                moving.append(facet)
            else:
                others.append(facet)
        return _merged(steady), _merged(moving), others

    def _conditions(self) -> dict[tuple[int, ...], list[Callable[[Answers], Pair]]]:
        """Return columns → the conditions on them; a column that no condition reads must be read
        too, since it may be wrong.
        """
        found: dict[tuple[int, ...], list[Callable[[Answers], Pair]]] = {}
        for names, condition in self.engine.conditions():
            if names != (GOAL,):
                found.setdefault(self._columns_of(names), []).append(condition)
        read = {index for on in found for index in on}
        idle = [place for place in self.roll.narrow if place not in {*read, *self._at([GOAL])}]
        return {**found, tuple(idle): found.get(tuple(idle), [])}

    def _columns_of(self, names: Iterable[str]) -> tuple[int, ...]:
        """Return the columns that criteria depend on; those that tell where the lycée is are read
        together, as they must agree.
        """
        on = set(self._at(names))
        return tuple(
            sorted(
                on | self._place
                if on & self._place or not {"departement"}.isdisjoint(names)
                else on
            )
        )

    def _at(self, names: Iterable[str]) -> list[int]:
        return sorted({place for name in names for place in self.roll.tells.get(name, ())})

    def _changing(self, sample: Sequence[list[str]]) -> set[int]:
        """Return the columns that do not stay the same from one row to the next."""
        changes = [
            STEADY * sum(one != other for one, other in pairwise(column))
            for column in zip(*sample, strict=True)
        ]
        found = {index for index, count in enumerate(changes) if count > len(sample)}
        return found | self._place if found & self._place else found

    def _is_narrow(self, place: int) -> bool:
        return place not in self._place and self.roll.narrow[place] <= NARROW

    def _answers(self, cells: list[str]) -> Answers:
        answers, problem = self.roll.answers(cells)
        if problem:
            raise Faulty(problem)
        return answers

    def _meet(self, conditions: Iterable[Callable[[Answers], Pair]], cells: list[str]) -> Pair:
        answers = self._answers(cells)
        return _intersection(condition(answers) for condition in conditions)

    def _learn_goals(self, cells: list[str]) -> tuple[int, tuple[int, ...]]:
        """Return the entries that serve one of the goals, and them all by how strongly they do."""
        answers = self._answers(cells)
        served = self.engine.required.alone(GOAL, answers)[0]
        return served, tuple(
            group & served for group in self.engine.strengths(answers[GOAL]) if group & served
        )

    def _learn_breakers(self, cells: list[str]) -> tuple[int, ...]:
        """Return how ties are broken, the same value for the same order."""
        found = self.engine.breakers(self._answers(cells))
        return self._orders.setdefault(found, found)


def _merged(facets: Sequence[Facet[Pair]]) -> Facet[Pair]:
    """Return what the columns of several facets say together."""
    columns = sorted({index for facet in facets for index in facet.columns})
    return Facet(columns, lambda cells: _intersection(facet(cells) for facet in facets))


def _intersection(pairs: Iterable[Pair]) -> Pair:
    sure = maybe = -1
    for one in pairs:
        sure, maybe = sure & one[0], maybe & one[1]
    return sure, maybe
