"""From the rows of a table to the answers of each pupil, or to what is wrong with a row.

A cell that is not understood is unknown, and noted; it never loses the row.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from mentorat_cli.answers.choices import FILIERE, NIVEAU
from mentorat_cli.answers.classes import ClassName
from mentorat_cli.answers.places import ACADEMIE, LYCEE
from mentorat_cli.answers.refusals import Refusal
from mentorat_cli.answers.told import Told
from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base.records import Answers, KnowledgeBase, QuestionType
from mentorat_cli.classroom.cells import Reading, is_understood, read_cell
from mentorat_cli.classroom.columns import REPERE, TableColumn
from mentorat_cli.classroom.table import PupilTable
from mentorat_cli.engine.rules import Answer
from mentorat_cli.errors import UsageError
from mentorat_cli.typography import code, enumerate_french, plural

_KEPT = 10_000
"""Texts of one column that are remembered; a class has a few, a million pupils hardly more."""
TOGETHER = 6
"""Columns of yes and no that are read together: they have a few hundred answers in all."""
NOTED = 5
"""Texts of one column that are told as not understood; beyond, they are counted."""
_COUNTED = 1000


class RowFault(Struct, frozen=True):
    """What keeps the row that starts at `line` from being read."""

    line: int
    message: str


class Notes:
    """What was not understood of a table: a few sentences, whatever its size."""

    def __init__(
        self, base: KnowledgeBase, say: Callable[[Refusal], str], option: Callable[[str], str]
    ) -> None:
        self._base, self._say, self._option = base, say, option
        self._spare: dict[str, str] = {}
        self._unread: dict[str, dict[str, int]] = {}
        self._told: dict[str, int] = {}
        self._filled: dict[str, None] = {}
        self._against: dict[str, int] = {}

    def spare(self, column: TableColumn) -> None:
        """Remember that an answer comes from where pupils live, for want of better."""
        self._spare[column.means] = column.title

    def unread(self, line: int, column: TableColumn, text: str, refusal: Refusal) -> None:
        """Remember a cell that is not understood, and the first line that holds it."""
        noted = self._unread.setdefault(column.title, {})
        if text not in noted and len(noted) < NOTED:
            self._told.setdefault(self._say(refusal), line)
        if len(noted) < _COUNTED:
            noted.setdefault(text, line)

    def filled(self, name: str) -> None:
        """Remember that an option stands for cells that are not understood."""
        self._filled.setdefault(name)

    def against(self, line: int, name: str) -> None:
        """Remember that cells of a row contradict each other about a criterion."""
        self._against.setdefault(name, line)

    def sentences(self) -> Iterator[tuple[int | None, str]]:
        """Yield what to say of the table, each with the first line concerned, or None for all."""
        for name, title in self._spare.items():
            yield (
                None,
                f"{self._label(name)}\u00a0: lue dans la colonne {code(title)}\u00a0; "
                f"si ce n’est pas le lieu du lycée, donnez {self._option(name)}.",
            )
        yield from ((line, sentence) for sentence, line in self._told.items())
        for title, noted in self._unread.items():
            if len(noted) > NOTED:
                more = plural(len(noted) - NOTED, "autre valeur", "autres valeurs")
                yield None, f"{code(title)}\u00a0: {more} de même."
        if self._told:
            yield None, "Ces cellules comptent comme inconnues."
        for name in self._filled:
            yield None, f"{self._label(name)}\u00a0: l’option {self._option(name)} les remplace."
        for name, line in self._against.items():
            yield (
                line,
                f"{self._label(name)}\u00a0: deux cellules se contredisent\u00a0; "
                "la réponse compte comme inconnue.",
            )

    def _label(self, name: str) -> str:
        return code(self._base.question[name].label)


Remembered = tuple[int, TableColumn, dict[str, Reading | str | None]]
"""The place of a column, the column, and what its texts say."""


class Facet(Struct, frozen=True):
    """Columns of a table, by their places, that are read together; the criteria that they and the
    options answer, and `read`: place → cell to the answers, None when these keep the row from being
    read.
    """

    places: tuple[int, ...]
    names: tuple[str, ...]
    read: Callable[[Mapping[int, str]], Answers | None]


class Roll:
    """Reads the rows of a table. `given` are options, as typed: they stand for missing columns and
    for blank cells. `say` words why a cell cannot be used, `option` an option; ages are those of
    `today`. What is answered to the `secret` criteria is checked, and told to nobody.

    `line` is that of the row being read, for the notes.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        columns: Sequence[TableColumn],
        given: Mapping[str, Sequence[str]],
        say: Callable[[Refusal], str],
        today: date,
        secret: frozenset[str] = frozenset(),
        option: Callable[[str], str] = "--{}".format,
    ) -> None:
        """Raises UsageError when an option cannot be read, or an indispensable answer is neither a
        column nor an option.
        """
        self.base, self._say, self._day, self._option = base, say, today, option
        self.notes, self.line = Notes(base, say, option), 0
        self.given: dict[str, Answer] = parse_answers(base, given)
        means = [column.means for column in columns]
        self._public = [name for name in base.question if name not in secret]
        self.withheld = not secret.isdisjoint((*means, *self.given))
        self.repere = means.index(REPERE) if REPERE in means else None
        self._columns: list[Remembered] = [
            (place, column, {})
            for place, column in enumerate(columns)
            if self._reads(column, columns)
        ]
        for _, column, _ in self._columns:
            if column.spare:
                self.notes.spare(column)
        told = {column.means for _, column, _ in self._columns}
        if not told.isdisjoint((*base.placed, LYCEE)):
            told.add(ACADEMIE)
        _require(base, told, self.given, option)
        self._homes = [(name, base.academie_of[name]) for name in base.placed]
        self._required = [str(item.id) for item in base.questions if item.required]

    def _reads(self, column: TableColumn, columns: Sequence[TableColumn]) -> bool:
        """Return whether a column is read: a spare one only where nothing else answers."""
        if column.means in ("", REPERE):
            return False
        others = (one for one in columns if one.means == column.means and not one.spare)
        return not column.spare or (column.means not in self.given and next(others, None) is None)

    def answers(self, cells: Sequence[str]) -> tuple[Told, str]:
        """Return what may be told of a row, in the order of the questions, and what keeps it from
        being read (empty for nothing).
        """
        found, faults = self._read(self._columns, cells)
        public = {name: found[name] for name in self._public if name in found}
        return Told(public, self.withheld), faults or self._missing(found)

    def facets(self) -> list[Facet]:
        """Return what can be read apart: the criteria that are told together, and the columns that
        tell them. Those that no column tells are in each.
        """
        base, means = self.base, {column.means for _, column, _ in self._columns}
        attesting = (str(item.id) for item in base.questions if item.attests)
        linked = [{ACADEMIE, LYCEE, *base.placed, *attesting}, {NIVEAU, FILIERE}]
        linked += [{name, *others} for name, others in base.implying.items()]
        groups = _joined([*linked, *({name} for name in base.question)])
        absent = {name for group in groups if not group & means for name in group}
        short = [
            column.means
            for _, column, _ in self._columns
            if base.question[column.means].type is QuestionType.YES_NO
        ]
        told = [group for group in groups if group & means and not group <= {*short}]
        short = [name for name in short if not any(name in group for group in told)]
        told += [{*short[start : start + TOGETHER]} for start in range(0, len(short), TOGETHER)]
        return [self._facet({*group, *absent}) for group in told or [set[str]()]]

    def _facet(self, group: Collection[str]) -> Facet:
        columns = [item for item in self._columns if item[1].means in group]
        public = [name for name in self._public if name in group]
        required = [name for name in self._required if name in group]

        def read(cells: Mapping[int, str]) -> Answers | None:
            found, faults = self._read(columns, cells)
            if faults or not all(found.get(name) for name in required):
                return None
            return {name: found[name] for name in public if name in found}

        places = tuple(place for place, _, _ in columns)
        return Facet(places, tuple(name for name in self.base.question if name in group), read)

    def _read(
        self, columns: Sequence[Remembered], cells: Sequence[str] | Mapping[int, str]
    ) -> tuple[dict[str, Answer], str]:
        """Return what options and some columns answer, and what is wrong with cells of these."""
        direct: dict[str, Answer] = {}
        beside: dict[str, Answer] = {}
        names: list[ClassName] = []
        faults: list[str] = []
        for place, column, known in columns:
            text = cells[place]
            reading = known[text] if text in known else self._remember(column, text, known)
            if reading is None:
                continue
            if isinstance(reading, str):
                faults.append(reading)
                continue
            for name, answer in reading.answers.items():
                before = direct.get(name)
                direct[name] = self._agreed(name, before, answer) if before else answer
            beside.update(reading.beside)
            if reading.name.niveau or reading.name.filieres:
                names.append(reading.name)
        if names:
            self._name(names, direct, beside)
        found = {**self.given, **beside, **direct}
        self._settle(found, direct)
        return found, " ".join(faults)

    def _agreed(self, name: str, one: Answer, other: Answer) -> Answer:
        """Return what two columns say alike: nothing, when they contradict each other."""
        if not other or one == other:
            return one
        self.notes.against(self.line, name)
        return ()

    def _name(
        self, names: Iterable[ClassName], direct: dict[str, Answer], beside: dict[str, Answer]
    ) -> None:
        """Add the niveau and the filière that names of classes and formations tell, where no column
        answers by itself.
        """
        for one in names:
            if one.niveau and not direct.get(NIVEAU):
                before = beside.get(NIVEAU)
                told = (one.niveau,)
                beside[NIVEAU] = self._agreed(NIVEAU, before, told) if before else told
        niveau = next(iter(direct.get(NIVEAU) or beside.get(NIVEAU) or ()), None)
        filieres = {filiere for one in names if (filiere := one.filiere(niveau))}
        if len(filieres) > 1:
            self.notes.against(self.line, FILIERE)
        elif filieres:
            beside[FILIERE] = (filieres.pop(),)
        for name in (NIVEAU, FILIERE):
            if direct.get(name) == () and beside.get(name):
                del direct[name]

    def _remember(
        self, column: TableColumn, text: str, known: dict[str, Reading | str | None]
    ) -> Reading | str | None:
        """Return what a cell says, None when it is blank. One that is not understood is unknown; of
        an indispensable answer it is as blank where an option answers, else what is wrong with it.
        """
        if len(known) >= _KEPT:
            known.clear()
        read = read_cell(self.base, column, text, self._day)
        known[text] = self._lenient(column, text, read) if isinstance(read, Refusal) else read
        return known[text]

    def _lenient(self, column: TableColumn, text: str, refusal: Refusal) -> Reading | str | None:
        if column.spare:
            return None
        name, question = column.means, self.base.question[column.means]
        if question.required and name not in self.given:
            return self._say(refusal)
        self.notes.unread(self.line, column, text, refusal)
        if question.required:
            self.notes.filled(name)
            return None
        return Reading({name: ()})

    def _settle(self, found: dict[str, Answer], direct: Answers) -> None:
        """Take away a lycée or a département of another académie than that of the row; where the
        row has none, it is theirs.
        """
        for name, homes in self._homes:
            values = found.get(name)
            if not values:
                continue
            own = {homes[value] for value in values if value in homes}
            academies = found.get(ACADEMIE)
            if not academies and len(own) == 1:
                found[ACADEMIE] = (own.pop(),)
            elif academies and not own <= set(academies):
                del found[name]
                if name in direct:
                    self.notes.against(self.line, name)

    def _missing(self, found: Answers) -> str:
        missing = [name for name in self._required if not found.get(name)]
        if not missing:
            return ""
        ways = enumerate_french([self._option(name) for name in missing])
        return (
            f"Il manque {_labels(self.base, missing)}\u00a0; remplissez la cellule, "
            f"ou donnez {ways} pour toute la classe."
        )

    def is_pupil(self, cells: Sequence[str]) -> bool:
        """Return whether all that a row says is understood, and it lacks nothing."""
        read = [
            read_cell(self.base, column, cells[place], self._day)
            for place, column, _ in self._columns
            if cells[place].strip()
        ]
        return bool(read) and all(map(is_understood, read)) and not self.answers(cells)[1]


def unused(table: PupilTable, roll: Roll) -> Iterator[tuple[int | None, str]]:
    """Yield what was not used, each with its line or None: cells, rows that are no pupils, remarks
    that look like pupils.
    """
    yield from roll.notes.sentences()
    if table.left.count:
        yield None, str(table.left)
    for line, cells in table.remarks:
        if roll.is_pupil(cells):
            yield (
                line,
                "ligne laissée de côté, parce que sa première cellule commence par "
                "«\u00a0#\u00a0».",
            )


def _joined(sets: Iterable[Collection[str]]) -> list[set[str]]:
    """Return sets that share nothing, each the union of those that share something."""
    found: list[set[str]] = []
    for one in sets:
        alike = [other for other in found if not other.isdisjoint(one)]
        found = [*(other for other in found if other.isdisjoint(one)), {*one}.union(*alike)]
    return found


def _require(
    base: KnowledgeBase, told: Collection[str], given: Answers, option: Callable[[str], str]
) -> None:
    """Raise UsageError when an indispensable answer is neither a column nor an option."""
    missing = [
        str(item.id)
        for item in base.questions
        if item.required and item.id not in told and not given.get(item.id)
    ]
    if missing:
        ways = enumerate_french([option(name) for name in missing])
        many = len(missing) > 1
        raise UsageError(
            f"Il manque {_labels(base, missing)}\u00a0: ajoutez "
            f"{'ces colonnes' if many else 'cette colonne'} au fichier, "
            f"ou donnez {ways} pour toute la classe."
        )


def _label(base: KnowledgeBase, name: str) -> str:
    return code(base.question[name].label)


def _labels(base: KnowledgeBase, names: Sequence[str]) -> str:
    return enumerate_french([_label(base, name) for name in names])
