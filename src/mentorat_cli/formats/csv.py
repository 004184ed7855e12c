"""Lists for a spreadsheet or a program, one line per item: UTF-8, with commas; or, as a French
spreadsheet opens it by itself, with semicolons after a mark.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

MARK = "\ufeff"
"""What tells a spreadsheet that a file is UTF-8."""


_FORMULA = r"(?:\A|(?<=[;,|\t\r\n\"]))[=+\-@\t\r＝＋－＠]+"


def table(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as CSV, the first one being the header; nothing known is an empty cell, and no
    cell can be a formula.
    """
    return _written(rows, ",", "\n")


def spreadsheet(rows: Iterable[Sequence[Any]]) -> str:
    """Return the same rows for a French spreadsheet."""
    return MARK + _written(rows, ";", "\r\n")


def _written(rows: Iterable[Sequence[Any]], separator: str, end: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator=end).writerows(
        [without_formula("" if cell is None else str(cell)) for cell in row] for row in rows
    )
    return stream.getvalue()


def without_formula(cell: str) -> str:
    """Return `cell` so that no spreadsheet runs it as a formula, nor what follows a separator in
    it: one that expects another separator cuts it there.
    """
    return re.sub(_FORMULA, r"'\g<0>", cell)
