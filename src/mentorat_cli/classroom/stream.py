"""Many pupils one after the other: the first recommendations of each as text, in memory that does
not grow with their number.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from mentorat_cli.base.records import KnowledgeBase, Outcome
from mentorat_cli.classroom.roll import Fault, Roll
from mentorat_cli.classroom.table import Row
from mentorat_cli.engine.masks import engine_of

Decided = tuple[int, list[str], int, int, str, str]
"""Of a row: its line, its cells, how many entries fit, how many are to check, the text of the first
ones, and what is wrong with it.
"""


KEPT = 20_000
"""Pupils of whom what is said is remembered for those alike: about 20 MB."""


class Wording(Struct, frozen=True):
    """How a format writes an entry, and several of them; no text is empty."""

    entry: Callable[[str, Outcome], str]
    joined: Callable[[Sequence[str]], str]


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
    known: dict[object, tuple[int, int, str]] = {}
    for line, cells, problem in rows:
        roll.line = line
        answers, fault = ({}, problem) if problem else roll.answers(cells)
        if fault:
            report(Fault(line, fault))
            yield line, cells, 0, 0, wording.joined(()), fault
            continue
        alike = tuple(answers.items())
        told = known.get(alike)
        if told is None:
            if len(known) >= KEPT:
                known.clear()
            standing = engine.standing(answers)
            first = engine.first(answers, limit, standing)
            told = known[alike] = (
                standing.fits.bit_count(),
                standing.to_check.bit_count(),
                wording.joined([wording.entry(ids[place], outcome) for place, outcome in first]),
            )
        yield line, cells, *told, ""
