"""A class as a table: from the lines of a CSV file to its columns and its rows.

One row per pupil; a column is a criterion, by its id or its label, or `repere`, a free label. A row
whose first cell starts with
`#` is a remark. Whatever the file holds, a row gives cells or what keeps it from being read.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from mentorat_cli.answers.typed import label
from mentorat_cli.base.records import KnowledgeBase, Question, QuestionType
from mentorat_cli.errors import UsageError
from mentorat_cli.typography import code, enumerate_french, fold, nearest, unique

if TYPE_CHECKING:
    from _csv import Reader as Records

REPERE = "repere"
"""The column that is no criterion: what the teacher calls a pupil."""
REMARK = "#"
MOST_REMARKS = 20
FEW = 24
"""Choices up to which a blank table lists them all."""
SEPARATORS = (";", "\t", ",")
_PERSON = {
    "nom", "noms", "prenom", "prenoms", "name", "identite", "eleve", "eleves", "ine", "naissance",
    "mail", "email", "courriel", "telephone", "portable", "adresse", "photo",
}  # fmt: skip
_LINKS = {
    "de",
    "du",
    "d",
    "l",
    "le",
    "la",
    "et",
    "ou",
    "usage",
    "complet",
    "famille",
    "date",
    "lieu",
    "n",
    "numero",
}
"""Words of headers that tell who a pupil is, and those that may stand beside them."""


Row = tuple[int, list[str], str]
"""The line where a row starts, its cells, one for each column, and what keeps it from being read
(empty for nothing).
"""


class Table:
    """An open table: what each column holds (a criterion, REPERE, or nothing: ""), and its rows,
    still to be read.

    `remarks` are the first rows that were left out although they fill several cells: line and
    cells.
    """

    def __init__(self, columns: tuple[str, ...], records: "Records", skipped: int) -> None:
        self.columns = columns
        self.remarks: list[tuple[int, list[str]]] = []
        self._records, self._skipped = records, skipped

    def rows(self) -> Iterator[Row]:
        """Yield the rows but the empty ones and the remarks."""
        records, skipped, width = self._records, self._skipped, len(self.columns)
        end = skipped + records.line_num
        while True:
            try:
                for record in records:
                    line, end = end + 1, skipped + records.line_num
                    cells, problem = (
                        (record, "") if len(record) == width else _fitted(record, width)
                    )
                    first = cells[0]
                    if (first and first[0] != REMARK) or (not first and any(cells)):
                        yield line, cells, problem
                    elif any(cells[1:]) and len(self.remarks) < MOST_REMARKS:
                        self.remarks.append((line, cells))
                return
            except csv.Error:
                line, end = end + 1, skipped + records.line_num
                yield (
                    line,
                    [],
                    (
                        "Un guillemet est ouvert et n’est pas "
                        f"fermé{_until(line, end)}\u00a0; corrigez-le."
                    ),
                )


def _until(line: int, end: int) -> str:
    return f"\u00a0: les lignes {line} à {end} ne peuvent pas être lues" if end > line else ""


def _fitted(cells: list[str], width: int) -> tuple[list[str], str]:
    """Return cells with those that a spreadsheet leaves out at the end of a row, or that it
    adds.
    """
    if len(cells) <= width:
        return cells + [""] * (width - len(cells)), ""
    problem = (
        f"{len(cells)} cellules pour {width} colonnes\u00a0; une cellule qui "
        "contient le séparateur s’écrit entre guillemets."
    )
    return cells[:width], problem if any(text.strip() for text in cells[width:]) else ""


def open_table(base: KnowledgeBase, lines: Iterable[str], name: str) -> Table:
    """Return the table that `lines` hold, each with its end, opened after its header. Raises
    UsageError when it has none.
    """
    source = iter(lines)
    skipped, first = _first_line(source)
    told = re.fullmatch(r'"?sep=(.)"?\s*', first)
    if told:
        more, first = _first_line(source)
        skipped += 1 + more
    separator = told[1] if told else _separator(base, first)
    reader = csv.reader(chain([first], source), delimiter=separator, strict=True)
    try:
        cells = next(reader, [])
    except csv.Error:
        raise UsageError(
            f"{name}:{skipped + 1}: l’en-tête ouvre un guillemet et "
            "ne le ferme pas\u00a0; corrigez-le."
        ) from None
    if not any(cells):
        raise UsageError(
            f"{code(name)} est vide\u00a0; pour un modèle à remplir\u00a0: "
            "mentorat new classe FICHIER"
        )
    return Table(_columns(base, cells, f"{name}:{skipped + 1}"), reader, skipped)


def _first_line(lines: Iterator[str]) -> tuple[int, str]:
    """Return how many lines come before the first one that says something, and that one."""
    for count, line in enumerate(lines):
        if line.strip(' \t\r\n;,"\u00a0') and not line.lstrip('"').startswith(REMARK):
            return count, line
    return 0, ""


def _separator(base: KnowledgeBase, line: str) -> str:
    """Return the separator with which most cells of a header are columns."""
    known = _names(base)
    return max(
        SEPARATORS, key=lambda separator: sum(fold(cell) in known for cell in line.split(separator))
    )


def _names(base: KnowledgeBase) -> dict[str, str]:
    """Return what a header may say, folded, → the column it means."""
    names = {
        fold(name): str(item.id)
        for item in reversed(base.questions)
        for name in (item.label, item.id)
    }
    return {**names, REPERE: REPERE}


def _columns(base: KnowledgeBase, cells: Sequence[str], place: str) -> tuple[str, ...]:
    """Return what each cell of a header means. Raises UsageError with all that is wrong, each at
    `place`.
    """
    names = _names(base)
    columns: list[str] = []
    faults = []
    for cell in cells:
        column = names.get(fold(cell), "")
        if cell.strip() and not column:
            faults.append(_unknown_column(base, cell.strip()))
        elif column in columns and column:
            faults.append(
                f"la colonne {code(cell.strip())} est donnée deux fois\u00a0; gardez-en une."
            )
        columns.append(column)
    if faults:
        raise UsageError("\n".join(f"{place}: {fault}" for fault in faults))
    return tuple(columns)


def blank_table(base: KnowledgeBase, with_sensitive: bool = False) -> str:
    """Return a table without pupils, as French spreadsheets open it: a column for each question,
    then what it accepts, as a remark.
    """
    asked = [
        item for item in base.questions if item.asked and (with_sensitive or not item.sensitive)
    ]
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Repère", *(item.label for item in asked)])
    writer.writerow(
        [f"{REMARK} Ce que l’on peut écrire (vide\u00a0: pas connu)", *map(_accepted, asked)]
    )
    return "\ufeff" + stream.getvalue()


def _accepted(question: Question) -> str:
    if question.type is QuestionType.TERRITORY:
        return "académie, département ou code postal"
    if question.type is QuestionType.NUMBER:
        return f"de {question.minimum} à {question.maximum}"
    values = [label(question, choice.id) for choice in question.choices]
    shown = values if len(values) <= FEW else [*values[:3], "…"]
    return " | ".join(shown) + (" (un ou plusieurs)" if question.many else "")


def _unknown_column(base: KnowledgeBase, cell: str) -> str:
    words = set(fold(cell).split())
    if words & _PERSON and words <= _PERSON | _LINKS:
        free = (
            f"pour reconnaître un élève, une colonne {code(REPERE)} peut "
            "porter un numéro ou des initiales"
        )
        return (
            f"la colonne {code(cell)} n’est pas lue, aucun nom n’est utile\u00a0; "
            f"supprimez-la. Au besoin, {free}."
        )
    labels = {
        fold(name): str(item.label) for item in base.questions for name in (item.id, item.label)
    } | {REPERE: REPERE}
    near = unique(labels[fold(name)] for name in nearest(cell, labels))
    hint = (
        f"le plus proche\u00a0: {enumerate_french(near, 'ou')}"
        if near
        else f"attendu\u00a0: {enumerate_french(unique(labels.values()), 'ou')}"
    )
    return f"la colonne {code(cell)} n’existe pas\u00a0; {hint}. Renommez-la ou supprimez-la."
