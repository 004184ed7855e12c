"""What the titles of a table mean: the criteria that its columns answer.

The titles that schools and their software give are data (`columns` and `spare` of a question). A
column that names a person, or means nothing here, is left out: no cell of it is looked at.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from mentorat_cli.answers.classes import read_class
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.typography import clipped, code, enumerate_french, fold, nearest, plural, unique

REPERE = "repere"
"""The column that is no criterion: what the teacher calls a pupil."""
LONGEST = 60
"""Characters of a title; what is longer is a sentence."""
NAMED = 12
"""Columns left out that are named; beyond, they are counted."""

_REPERE = {REPERE, "n", "no", "num", "numero", "initiales", "rang"}
_PUPIL = {"eleve", "eleves", "apprenant", "apprenants"}
"""Titles of what may be a name as well as a number."""
_PERSON = {
    "nom", "noms", "prenom", "prenoms", "name", "identite", "ine", "naissance", "responsable",
    "mail", "email", "courriel", "telephone", "tel", "portable", "adresse", "photo", "parents",
    *_PUPIL,
}  # fmt: skip
_LINKS = {
    "de", "du", "d", "l", "le", "la", "libelle", "lib", "intitule", "actuel", "actuelle", "suivie",
    "candidat", "candidate", *_PUPIL,
}  # fmt: skip
"""Words that change nothing to what a title means."""
_VALUE = r"\d+|oui|non|\d{1,4}[ /.-]\d{1,2}[ /.-]\d{1,4}"
"""What is a value, and never a title."""


class TableColumn(Struct, frozen=True):
    """What a column holds: the criterion that it answers, REPERE, or nothing (empty); its title.

    A `spare` one answers only where nothing else does (where pupils live, for the académie). A
    `doubtful` REPERE may hold names: those are not kept.
    """

    means: str = ""
    title: str = ""
    spare: bool = False
    doubtful: bool = False


def read_titles(base: KnowledgeBase, cells: Sequence[str]) -> tuple[TableColumn, ...]:
    """Return what each cell of a header means."""
    return tuple(_column(base, " ".join(cell.strip("\ufeff").split())) for cell in cells)


def _column(base: KnowledgeBase, title: str) -> TableColumn:
    known = _titles(base)
    for text in (title, re.sub(r"\(.*?\)|\*", " ", title)):
        folded = fold(text)
        for name in (folded, _bare(folded)):
            if name in known:
                return TableColumn(known[name].means, title, known[name].spare)
    folded = fold(re.sub(r"\(.*?\)", " ", title))
    if folded in _REPERE or folded in _PUPIL:
        return TableColumn(REPERE, title, doubtful=folded in _PUPIL)
    return TableColumn("", title)


def _bare(folded: str) -> str:
    return " ".join(word for word in folded.split() if word not in _LINKS)


@lru_cache(maxsize=4)
def _titles(base: KnowledgeBase) -> Mapping[str, TableColumn]:
    """Return what a title may be, folded → what it means."""
    named = [
        (name, TableColumn(str(item.id), spare=spare))
        for item in reversed(base.questions)
        for spare, names in ((True, item.spare), (False, (*item.columns, item.label, item.id)))
        for name in names
    ]
    found = {_bare(fold(name)): column for name, column in named if _bare(fold(name))}
    return {**found, **{fold(name): column for name, column in named}}


def score(base: KnowledgeBase, cells: Sequence[str]) -> int:
    """Return how many cells of a record are titles, those of persons included; 0 when one of them
    is a value: it is no header.
    """
    filled = [cell for cell in cells if cell.strip()]
    if any(_is_value(base, cell) for cell in filled):
        return 0
    return sum(bool(column.means) or _is_person(column) for column in read_titles(base, filled))


def _is_value(base: KnowledgeBase, cell: str) -> bool:
    folded = fold(cell)
    return bool(re.fullmatch(_VALUE, folded)) or (
        folded[:1].isdigit() and read_class(base, cell).niveau is not None
    )


def _is_person(column: TableColumn) -> bool:
    return len(column.title) <= LONGEST and bool(set(fold(column.title).split()) & _PERSON)


def merged(base: KnowledgeBase, first: Sequence[str], second: Sequence[str]) -> list[str] | None:
    """Return the titles of a header on two lines (merged cells above, titles below); None when the
    second line is a pupil.
    """
    below = [place for place, cell in enumerate(second) if cell.strip()]
    above = read_titles(base, first)
    under = [place for place in below if place >= len(above) or not above[place].means]
    if not below or under != below or score(base, second) != len(below):
        return None
    width = max(len(first), len(second))
    upper, lower = ([*cells, *[""] * (width - len(cells))] for cells in (first, second))
    return [low if low.strip() else up for up, low in zip(upper, lower, strict=True)]


def without_names(
    columns: Sequence[TableColumn], sample: Iterable[Sequence[str]]
) -> list[TableColumn]:
    """Return columns of which only one is REPERE: the first, a sure one first, and a doubtful one
    only if the `sample` of rows holds no name there.
    """
    rows = list(sample)
    sure = [place for place, one in enumerate(columns) if one.means == REPERE and not one.doubtful]
    unsure = [
        place
        for place, one in enumerate(columns)
        if one.doubtful and not any(is_name(row[place]) for row in rows if place < len(row))
    ]
    kept = [*sure, *unsure][:1]
    return [
        TableColumn("", one.title) if one.means == REPERE and place not in kept else one
        for place, one in enumerate(columns)
    ]


def is_name(text: str) -> bool:
    """Return whether a cell may be the name of somebody: letters only, more than initials."""
    words = text.replace("’", "'").split()
    return all(re.fullmatch(r"[^\W\d_]+(?:[-'.,][^\W\d_]*)*", word) for word in words) and (
        sum(len(word) > 1 for word in words) > 1 or any(len(word) > 3 for word in words)
    )


def names_told(columns: Sequence[TableColumn], sample: Iterable[Sequence[str]]) -> str:
    """Return what to say of a REPERE that the teacher chose to fill with names; empty when it holds
    none.
    """
    place = next((n for n, one in enumerate(columns) if one.means == REPERE), None)
    if place is None or not any(place < len(row) and is_name(row[place]) for row in sample):
        return ""
    return (
        f"La colonne {code(columns[place].title)} semble donner des noms, qui seront dans le "
        "résultat\u00a0; un numéro ou des initiales suffisent."
    )


def repeated(columns: Sequence[TableColumn]) -> list[str]:
    """Return the titles of criteria that stand once more, word for word."""
    seen: set[str] = set()
    again = []
    for column in columns:
        if column.means not in ("", REPERE):
            if fold(column.title) in seen:
                again.append(column.title)
            seen.add(fold(column.title))
    return again


def unread_columns(base: KnowledgeBase, columns: Sequence[TableColumn], untitled: bool) -> str:
    """Return the one sentence on the columns that are not read; empty when all are. `untitled`
    tells that one without a title is not blank.
    """
    unread = [column for column in columns if column.title and not column.means]
    names = [_hinted(base, column.title) for column in unread[:NAMED]]
    more = len(unread) - len(names)
    if more:
        names.append(plural(more, "autre"))
    if untitled:
        names.append("une colonne sans titre")
    if not names:
        return ""
    person = any(map(_is_person, unread))
    why = "\u00a0; aucun nom n’est utile, et rien n’en est gardé." if person else "."
    if all(column.means in ("", REPERE) for column in columns):
        why += " Tous les élèves auront donc la même réponse."
    many = "Colonnes non lues" if len(unread) + untitled > 1 else "Colonne non lue"
    return f"{many}\u00a0: {enumerate_french(names)}{why}"


def _hinted(base: KnowledgeBase, title: str) -> str:
    """Return a title, with the one that may have been meant; never a sensitive criterion."""
    labels = {
        fold(name): str(item.label)
        for item in base.questions
        if not item.sensitive
        for name in (item.id, item.label, *item.columns)
    }
    near = unique(labels[fold(name)] for name in nearest(title, labels))
    hint = f" (le plus proche\u00a0: {enumerate_french(near, 'ou')})" if near else ""
    return code(clipped(title, 30)) + hint
