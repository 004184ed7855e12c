"""A class as one line per pupil, for a spreadwanted or a program: written as it is read, whatever
its size.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from operator import itemgetter

from msgspec import Struct

from mentorat_cli.classroom.stream import Decided, Wording
from mentorat_cli.formats.csv import harmless

BLOCK = 1000
"""Rows written together."""


def csv_wording(limit: int) -> Wording:
    """Return how CSV writes entries: two cells for each, empty ones up to `limit`."""
    return Wording(
        lambda identifier, outcome: f",{identifier},{outcome}",
        lambda entries: "".join(entries) + ",," * (limit - len(entries)),
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
    limit, repere = wanted.limit, wanted.repere
    decided = wanted.decide(csv_wording(limit))
    called = itemgetter(repere) if repere is not None else lambda cells: ""
    written = [
        f",{number}" for number in range(wanted.entries + 1)
    ]  # faster than writing the same numbers a million times
    names = [f",recommandation-{number},verdict-{number}" for number in range(1, limit + 1)]
    yield f"ligne,repere,convient,a-verifier{''.join(names)},erreur\n"
    while block := [
        f"{line},{cell(called(cells)) if cells else ''},,{first},{cell(problem)}\n"
        if problem
        else f"{line},{name if (name := called(cells)).isalnum() else cell(name)}"
        f"{written[fits]}{written[to_check]}{first},\n"
        for line, cells, fits, to_check, first, problem in islice(decided, BLOCK)
    ]:
        yield "".join(block)


def cell(text: str) -> str:
    """Return a cell of CSV: never a formula, quoted where it must be."""
    text = harmless(text)
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text
