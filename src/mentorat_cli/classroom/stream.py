"""Many pupils one after the other: the first recommendations of each as text, in memory that does
not grow with their number.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from msgspec import Struct

from mentorat_cli.base.records import KnowledgeBase, Outcome
from mentorat_cli.classroom.roll import Facet, Fault, Roll
from mentorat_cli.classroom.table import Row
from mentorat_cli.engine.masks import Decision, Engine, Pupils, engine_of
from mentorat_cli.engine.sayings import Said
from mentorat_cli.engine.terms import make_room

Decided = tuple[int, list[str], int, int, str, str]
"""Of a row: its line, its cells, how many entries fit, how many are to check, the text of the first
ones, and what is wrong with it.
"""


VERDICTS = Outcome.A_VERIFIER, Outcome.CONVIENT


class Wording(Struct, frozen=True):
    """How a format writes an entry, and several of them; no text is empty."""

    entry: Callable[[str, Outcome], str]
    joined: Callable[[Sequence[str]], str]


class Unreadable(Exception):
    """A row that cannot be read."""


class Learnt(dict[object, Said]):
    """The cells of a facet → what they say. Looking for cells that cannot be read raises
    Unreadable.
    """

    def __init__(self, engine: Engine, facet: Facet) -> None:
        super().__init__()
        self._engine, self._facet, self.names = engine, facet, facet.names
        places = facet.places
        self.key: Callable[[Sequence[str]], object] = (
            itemgetter(*places) if places else lambda cells: ()
        )

    def __missing__(self, key: object) -> Said:
        places = self._facet.places
        texts: Any = (key,) if len(places) == 1 else key
        answers = self._facet.read(dict(zip(places, texts, strict=True)))
        if answers is None:
            raise Unreadable
        make_room(self)
        said = self[key] = self._engine.said(self.names, answers)
        return said


def decide_rows(
    base: KnowledgeBase,
    roll: Roll,
    rows: Iterable[Row],
    limit: int,
    wording: Wording,
    report: Callable[[Fault], None],
) -> Iterator[Decided]:
    """Yield what is said of each row, in order; a row that cannot be read is reported too."""
    engine, ids = engine_of(base), [str(entry.id) for entry in base.entries]
    facets = [Learnt(engine, facet) for facet in roll.facets()]
    steps = [(facet, facet.key) for facet in facets]
    texts = [[wording.entry(name, outcome) for name in ids] for outcome in VERDICTS]

    def tell(found: Decision) -> tuple[int, int, str]:
        fits = found.fits
        first = [texts[fits >> bit & 1][bit] for bit in found.first(limit)]
        return fits.bit_count(), found.to_check.bit_count(), wording.joined(first)

    pupils = Pupils(engine, [facet.names for facet in facets], tell)
    for line, cells, problem in rows:
        roll.line = line
        try:
            if problem:
                raise Unreadable
            told = pupils.told(tuple([facet[key(cells)] for facet, key in steps]))
        except Unreadable:
            fault = problem or roll.answers(cells)[1]
            report(Fault(line, fault))
            yield line, cells, 0, 0, wording.joined(()), fault
        else:
            yield line, cells, *told, ""
