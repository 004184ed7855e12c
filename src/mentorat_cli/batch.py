"""Many pupils one after the other: the first recommendations of each as text, in memory that does not grow with their number."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from mentorat_cli.engine import engine_of
from mentorat_cli.models import KnowledgeBase, Outcome
from mentorat_cli.roll import Roll
from mentorat_cli.table import Row

Decided = tuple[int, list[str], int, int, str, str]
"""Of a row: its line, its cells, how many entries fit, how many are to check, the text of the first ones, and what is wrong with it."""


class Wording(Struct, frozen=True):
    """How a format writes an entry, and several of them."""

    entry: Callable[[str, Outcome], str]
    joined: Callable[[Sequence[str]], str]


def decide(base: KnowledgeBase, roll: Roll, rows: Iterable[Row], limit: int, wording: Wording) -> Iterator[Decided]:
    """Yield what is said of each row, in order; at most `limit` entries are written."""
    engine = engine_of(base)
    for line, cells, problem in rows:
        answers, faults = ({}, problem) if problem else roll.answers(cells)
        if faults:
            yield line, cells, 0, 0, wording.joined(()), faults
            continue
        standing = engine.standing(answers)
        first = [wording.entry(str(base.entries[place].id), outcome) for place, outcome in engine.first(answers, limit)]
        yield line, cells, standing.fits.bit_count(), standing.to_check.bit_count(), wording.joined(first), ""
