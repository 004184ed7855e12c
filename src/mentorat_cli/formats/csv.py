"""Lists for a spreadsheet: comma, UTF-8, one line per item."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mentorat_cli.base.records import Brief

HEADER = ("id", "name", "kind", "status", "academies", "goals", "summary", "checked_on")


def entries(selected: Iterable[Brief]) -> str:
    """Return the entries as CSV; several values of a cell are separated by spaces, and no cell can
    be a formula.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADER)
    for entry in selected:
        row = (
            entry.id,
            entry.name,
            entry.kind,
            entry.status,
            " ".join(entry.academies),
            " ".join(entry.goals),
            entry.summary,
            str(entry.checked_on),
        )
        writer.writerow([harmless(cell) for cell in row])
    return stream.getvalue()


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows that have the same keys as CSV; nothing known is an empty cell, and no cell can
    be a formula.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(rows[0] if rows else ())
    writer.writerows(
        [harmless("" if cell is None else str(cell)) for cell in row.values()] for row in rows
    )
    return stream.getvalue()


def harmless(cell: str) -> str:
    """Return `cell` so that no spreadsheet runs it as a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
