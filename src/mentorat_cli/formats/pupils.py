"""A class as one line per pupil, for a spreadsheet or a program: written as it is read, whatever
its size.
"""

from collections.abc import Callable, Iterator
from itertools import chain, islice
from operator import itemgetter

from msgspec import Struct

from mentorat_cli.classroom.stream import Decided, Wording
from mentorat_cli.formats.csv import MARK, without_formula
from mentorat_cli.typography import legible

KINDS = ("recommandation", "verdict")
"""What a row tells of each entry."""
BLOCK = 1000
"""Rows written together."""


def csv_wording(limit: int, separator: str = ",") -> Wording:
    """Return how CSV writes entries: two cells for each, empty ones up to `limit`."""
    return Wording(
        lambda identifier, outcome: f"{separator}{identifier}{separator}{outcome}",
        lambda entries: "".join(entries) + separator * 2 * (limit - len(entries)),
    )


class PupilRows(Struct, frozen=True):
    """A class to be written: `decide` says its rows as a wording wants them, `entries` is how many
    the base has, `limit` how many a row tells, `repere` the column that names pupils.
    """

    decide: Callable[[Wording], Iterator[Decided]]
    entries: int
    limit: int
    repere: int | None


def csv_blocks(wanted: PupilRows) -> Iterator[str]:
    """Yield the lines of a CSV file, after its header."""
    return _blocks(wanted, ",", "\n")


def spreadsheet_blocks(wanted: PupilRows) -> Iterator[str]:
    """Yield the same lines for a French spreadsheet."""
    return chain([MARK], _blocks(wanted, ";", "\r\n"))


def _blocks(wanted: PupilRows, to: str, end: str) -> Iterator[str]:
    """Yield the lines, `to` standing between their cells."""
    limit, repere = min(wanted.limit, wanted.entries), wanted.repere
    decided = wanted.decide(csv_wording(limit, to))
    called = itemgetter(repere) if repere is not None else lambda cells: ""
    written = [
        f"{to}{number}" for number in range(wanted.entries + 1)
    ]  # faster than writing the same numbers a million times
    names = [f"{kind}-{rank}" for rank in range(1, limit + 1) for kind in KINDS]
    yield to.join(["ligne", "repere", "convient", "a-verifier", *names, "erreur"]) + end
    while block := [
        f"{line}{to}{cell(called(cells), to) if cells else ''}{to}{to}{first}{to}"
        f"{cell(problem, to)}{end}"
        if problem
        else f"{line}{to}{name if (name := called(cells)).isalnum() else cell(name, to)}"
        f"{written[fits]}{written[to_check]}{first}{to}{end}"
        for line, cells, fits, to_check, first, problem in islice(decided, BLOCK)
    ]:
        yield "".join(block)


def cell(text: str, separator: str) -> str:
    """Return a cell of CSV: never a formula, quoted where it must be."""
    text = without_formula(legible(text).replace("\n", " "))
    if '"' in text or separator in text:
        return '"' + text.replace('"', '""') + '"'
    return text
