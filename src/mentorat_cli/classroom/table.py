"""A class as a table: from the lines of a CSV file to its columns and its rows.

One row per pupil. The titles stand on the first lines, perhaps under others; a row whose first cell
starts with `#` is a remark. Totals, the date of an export and blank lines are no pupils. Whatever
the file holds, a row gives cells or what keeps it from being read.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from msgspec import Struct, field

from mentorat_cli.answers.typed import label
from mentorat_cli.base.records import KnowledgeBase, Question, QuestionType
from mentorat_cli.classroom.cells import filled
from mentorat_cli.classroom.columns import (
    REPERE,
    TableColumn,
    is_name,
    merged,
    names_told,
    read_titles,
    repeated,
    score,
    unread_columns,
    without_names,
)
from mentorat_cli.errors import UsageError
from mentorat_cli.typography import code, enumerate_french, fold, plural

if TYPE_CHECKING:
    from _csv import Reader as Records

BLANK = "mentorat new classe FICHIER"
"""What makes a blank table."""
REMARK = "#"
MOST = 20
"""Remarks, and rows that are no pupils, of which the lines are remembered."""
FEW = 24
"""Choices up to which a blank table lists them all."""
SEPARATORS = (";", "\t", ",", "|")
HEAD = 30
"""Lines among which the titles are looked for."""
_FOOTER = (
    r"(?:total|totaux|effectifs?|nombre|moyenne|edite|imprime|genere|extrait|exporte|page|source|"
    r"legende|liste|annee scolaire|\d+ eleves?)\b.*"
)
"""How a row that sums up, or says where the table comes from, begins; folded."""

Row = tuple[int, list[str], str]
"""The line where a row starts, its cells, one for each column, and what keeps it from being read
(empty for nothing).
"""


class Left(Struct):
    """Rows left out: how many, and the lines of the first ones."""

    count: int = 0
    lines: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        """Count a row."""
        self.count += 1
        if len(self.lines) < MOST:
            self.lines.append(line)

    def __str__(self) -> str:
        if not self.count:
            return ""
        lines, more = [str(line) for line in self.lines], self.count - len(self.lines)
        told = enumerate_french([*lines, plural(more, "autre")] if more else lines)
        one = self.count == 1
        return (
            f"{'Ligne' if one else 'Lignes'} {told} {'laissée' if one else 'laissées'} de côté"
            "\u00a0: un repère seul, un total ou une légende."
        )


class PupilTable:
    """An open table: its columns, and its rows, still to be read. `notices` say which columns are
    not read, or should not be.

    `remarks` are the first rows that were left out although they fill several cells: line and
    cells; `left` are those that are no pupils.
    """

    def __init__(
        self,
        columns: tuple[TableColumn, ...],
        records: "Records",
        skipped: int,
        notices: Sequence[str] = (),
    ) -> None:
        self.columns, self.notices = columns, [notice for notice in notices if notice]
        self.remarks: list[tuple[int, list[str]]] = []
        self.left = Left()
        self._records, self._skipped = records, skipped
        self._telling = [
            place for place, one in enumerate(columns) if one.means not in ("", REPERE)
        ]
        self._doubtful = [place for place, one in enumerate(columns) if one.doubtful]
        self._titles = [one.title for one in columns]

    def rows(self) -> Iterator[Row]:
        """Yield the rows but the empty ones, the remarks and those that are no pupils."""
        records, skipped, width = self._records, self._skipped, len(self.columns)
        first, second = (*self._telling, 0, 0)[:2]
        title = self._titles[first]
        end = skipped + records.line_num
        while True:
            try:
                for record in records:
                    line, end = end + 1, skipped + records.line_num
                    cells, problem = (
                        (record, "") if len(record) == width else _fitted(record, width)
                    )
                    plain = (
                        first != second
                        and cells[first].strip() not in ("", title)
                        and cells[second].strip()
                    )
                    if cells[0][:1] != REMARK and (plain or self._is_pupil(line, cells)):
                        for place in self._doubtful:
                            cells[place] = "" if is_name(cells[place]) else cells[place]
                        yield line, cells, problem
                    elif cells[0][:1] == REMARK and any(cells[1:]) and len(self.remarks) < MOST:
                        self.remarks.append((line, cells))
                return
            except csv.Error as error:
                line, end = end + 1, skipped + records.line_num
                why = (
                    f"Un guillemet est ouvert et n’est pas fermé{_until(line, end)}"
                    "\u00a0; corrigez-le."
                )
                if line == end and "limit" in str(error):
                    why = "Une cellule est trop longue\u00a0; raccourcissez-la."
                yield line, [], why

    def _is_pupil(self, line: int, cells: Sequence[str]) -> bool:
        """Return whether a row that fills few cells is a pupil; it is remembered where it is none
        although it says something.
        """
        places = filled(cells)
        if not places:
            return False
        said = not self._telling or not set(places).isdisjoint(self._telling)
        footer = len(places) < 3 and re.match(_FOOTER, fold(cells[places[0]]))
        if said and not footer:
            return [" ".join(cell.split()) for cell in cells] != self._titles
        self.left.add(line)
        return False


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


# The header


class Header(Struct, frozen=True):
    """Where the titles are: how many lines come before the rows, the separator, the titles, how
    many of them are known, and the rows of the first lines.
    """

    lines: int
    separator: str
    titles: list[str]
    known: int
    sample: list[list[str]]

    @property
    def holds_untitled(self) -> bool:
        """Whether a column without a title is not blank on the first lines."""
        return any(
            cell.strip() and not title.strip()
            for row in self.sample
            for title, cell in zip(self.titles, row, strict=False)
        )

    @property
    def fits(self) -> bool:
        """Whether a row of the first lines has as many cells as there are titles."""
        return any(len(row) == len(self.titles) for row in self.sample)


def open_table(
    base: KnowledgeBase, lines: Iterable[str], name: str, blank: str = BLANK
) -> PupilTable:
    """Return the table that `lines` hold, each with its end, opened after its titles. Raises
    UsageError when it has none, which says where there is a `blank` one.
    """
    source = iter(lines)
    head = list(islice(source, HEAD))
    if not any(_says(line) and not re.fullmatch(_TOLD, line) for line in head):
        raise UsageError(f"{code(name)} est vide\u00a0; pour un modèle à remplir\u00a0: {blank}")
    header = _best_header(base, head)
    if header is None:
        raise UsageError(_no_titles(base, head, name, blank))
    columns = read_titles(base, header.titles)
    twice = [f"la colonne {code(title)} est donnée deux fois" for title in repeated(columns)]
    if twice:
        place = f"{name}:{header.lines}: "
        raise UsageError("\n".join(f"{place}{fault}\u00a0; gardez-en une." for fault in twice))
    columns = tuple(without_names(columns, header.sample))
    notices = (
        unread_columns(base, columns, header.holds_untitled),
        names_told(columns, header.sample),
    )
    rows = csv.reader(chain(head[header.lines :], source), delimiter=header.separator, strict=True)
    return PupilTable(columns, rows, header.lines, notices)


_TOLD = r'"?sep=(.)"?\s*'
"""The first line by which Excel tells the separator."""


def _says(line: str) -> bool:
    return bool(line.strip(' \t\r\n;,|"\u00a0')) and not line.lstrip('"').startswith(REMARK)


def _best_header(base: KnowledgeBase, head: Sequence[str]) -> Header | None:
    """Return the titles as the separator that Excel tells cuts them, else the one that makes most
    of them: among those that cut rows alike, for a sentence in a cell may name what titles name.
    """
    told = [match[1] for line in head if (match := re.fullmatch(_TOLD, line))]
    found = [_header(base, head, separator) for separator in told[:1] or SEPARATORS]
    return max(
        (one for one in found if one),
        key=lambda one: (one.fits, one.known, -one.lines),
        default=None,
    )


def _header(base: KnowledgeBase, head: Sequence[str], separator: str) -> Header | None:
    """Return the titles among the first lines, when they are cut by a separator: the record that
    holds most of them. Raises UsageError when it is the first one and ends nowhere.
    """
    records: list[tuple[int, list[str]]] = []
    reader = csv.reader(iter(head), delimiter=separator, strict=True)
    try:
        for record in reader:
            records.append((reader.line_num, record))
    except csv.Error:
        pass  # a quotation that goes on after these lines, or is wrong: told with its row
    scored = [
        (0 if not cells or cells[0].startswith(REMARK) else score(base, cells), -place)
        for place, (_, cells) in enumerate(records)
    ]
    known, place = max(scored, default=(0, 0))
    if not known:
        return None
    (end, titles), rows = records[-place], records[1 - place :]
    both = merged(base, titles, rows[0][1]) if rows else None
    if both is not None:
        return Header(rows[0][0], separator, both, score(base, both), _cells(rows[1:]))
    return Header(end, separator, titles, known, _cells(rows))


def _cells(records: Sequence[tuple[int, list[str]]]) -> list[list[str]]:
    return [cells for _, cells in records]


def _no_titles(base: KnowledgeBase, head: Sequence[str], name: str, blank: str) -> str:
    """Return what to say of a table of which no column has a title that means something."""
    first = next(
        place for place, line in enumerate(head) if _says(line) and not re.fullmatch(_TOLD, line)
    )
    line = head[first]
    if line.count('"') % 2 and sum(text.count('"') for text in head) % 2:
        return (
            f"{name}:{first + 1}: l’en-tête ouvre un guillemet et "
            "ne le ferme pas\u00a0; corrigez-le."
        )
    spaced = re.split(r"\s{2,}", line.strip())
    if len(spaced) > 1 and score(base, spaced):
        return (
            f"{name}:{first + 1}: les colonnes sont séparées par des espaces\u00a0; enregistrez le "
            "tableau en CSV, séparé par des points-virgules."
        )
    return (
        f"{name}:{first + 1}: aucun titre de colonne n’est reconnu\u00a0; la première ligne doit "
        "donner les titres, par exemple Classe, Régime, Âge. Pour un modèle à remplir\u00a0: "
        f"{blank}"
    )


# A blank table


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
