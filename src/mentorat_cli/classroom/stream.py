"""Many pupils one after the other: the first recommendations of each as text, in memory that does
not grow with their number.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli.answers.places import ACADEMIE
from mentorat_cli.base.records import Answers, KnowledgeBase, Outcome
from mentorat_cli.classroom.roll import Facet, Roll, RowFault
from mentorat_cli.classroom.table import Row
from mentorat_cli.engine.bits import members
from mentorat_cli.engine.masks import ROOM, Decision, Pupils, engine_of
from mentorat_cli.engine.rules import Answer
from mentorat_cli.engine.sayings import Said
from mentorat_cli.engine.terms import make_room

Decided = tuple[int, list[str], int, int, str, str]
"""Of a row: its line, its cells, how many entries fit, how many are to check, the text of the first
ones, and what is wrong with it.
"""


VERDICTS = Outcome.A_VERIFIER, Outcome.CONVIENT
LARGE = 1000
"""Entries from which the rows of each académie are decided apart."""

Kept = TypeVar("Kept")


class Wording(Struct, frozen=True):
    """How a format writes an entry, and several of them; no text is empty."""

    entry: Callable[[str, Outcome], str]
    joined: Callable[[Sequence[str]], str]


class UnreadableRow(Exception):
    """A row that cannot be read."""


class Learnt(dict[object, Kept]):
    """The cells of a facet → what `say` makes of their answers. Looking for cells that cannot be
    read raises UnreadableRow.
    """

    def __init__(self, facet: Facet, say: Callable[[Answers], Kept]) -> None:
        super().__init__()
        self._facet, self._say = facet, say
        places = facet.places
        self.key: Callable[[Sequence[str]], object] = (
            itemgetter(*places) if places else lambda cells: ()
        )

    def __missing__(self, key: object) -> Kept:
        places = self._facet.places
        texts: Any = (key,) if len(places) == 1 else key
        answers = self._facet.read(dict(zip(places, texts, strict=True)))
        if answers is None:
            raise UnreadableRow
        make_room(self)
        said = self[key] = self._say(answers)
        return said


Steps = list[tuple[Learnt[Said], Callable[[Sequence[str]], object]]]
"""What the cells of a row say, facet by facet, each with what finds its cells."""
Ways = tuple[Pupils[tuple[int, int, str]], Steps]
"""What decides rows, and what their cells say."""


def _ways(
    base: KnowledgeBase, roll: Roll, limit: int, wording: Wording, room: int | None = None
) -> Ways:
    engine, ids = engine_of(base), [str(entry.id) for entry in base.entries]
    facets = roll.facets()
    learnt = [Learnt(facet, partial(engine.said, facet.names)) for facet in facets]
    texts = [[wording.entry(name, outcome) for name in ids] for outcome in VERDICTS]

    def tell(found: Decision) -> tuple[int, int, str]:
        fits = found.fits
        first = [texts[fits >> bit & 1][bit] for bit in found.first(limit)]
        return fits.bit_count(), found.to_check.bit_count(), wording.joined(first)

    pupils = Pupils(engine, [facet.names for facet in facets], tell, room)
    return pupils, [(said, said.key) for said in learnt]


class Apart(dict[Answer, Ways]):
    """Académie → what decides the rows of it: most entries of a large base act elsewhere, and only
    the others are looked at. `where` says it of the cells of a row.
    """

    def __init__(self, base: KnowledgeBase, roll: Roll, limit: int, wording: Wording) -> None:
        super().__init__()
        self._base, self._engine, self._told = base, engine_of(base), (roll, limit, wording)
        facet = next(one for one in roll.facets() if ACADEMIE in one.names)
        self.where = Learnt(facet, lambda answers: answers[ACADEMIE])

    def __missing__(self, academie: Answer) -> Ways:
        base = self._base
        here = self._engine.decide({ACADEMIE: academie}).possible
        near = replace(base, entries=tuple(base.entries[bit] for bit in members(here)), index=None)
        ways = self[academie] = _ways(near, *self._told, ROOM // len(base.academies))
        return ways


def decide_rows(
    base: KnowledgeBase,
    roll: Roll,
    rows: Iterable[Row],
    limit: int,
    wording: Wording,
    report: Callable[[RowFault], None],
) -> Iterator[Decided]:
    """Yield what is said of each row, in order; a row that cannot be read is reported too."""
    apart = None
    if len(base.entries) > LARGE:
        apart = Apart(base, roll, limit, wording)
    else:
        pupils, steps = _ways(base, roll, limit, wording)
    for line, cells, problem in rows:
        roll.line = line
        try:
            if problem:
                raise UnreadableRow
            if apart is not None:
                pupils, steps = apart[apart.where[apart.where.key(cells)]]
            told = pupils.told(tuple([facet[key(cells)] for facet, key in steps]))
        except UnreadableRow:
            fault = problem or roll.answers(cells)[1]
            report(RowFault(line, fault))
            yield line, cells, 0, 0, wording.joined(()), fault
        else:
            yield line, cells, *told, ""
