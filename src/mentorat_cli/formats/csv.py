"""Lists for a spreadsheet: comma, UTF-8, one line per item."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any


def table(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as CSV, the first one being the header; nothing known is an empty cell, and no
    cell can be a formula.
    """
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(
        [harmless("" if cell is None else str(cell)) for cell in row] for row in rows
    )
    return stream.getvalue()


def harmless(cell: str) -> str:
    """Return `cell` so that no spreadsheet runs it as a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
