"""`mentorat recommend --classe`: what is recommended to each pupil of a table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from mentorat_cli.answers.places import DEPARTEMENT, PLACED
from mentorat_cli.answers.told import NOTICE, withheld
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.classroom.roll import Roll, RowFault, unused
from mentorat_cli.classroom.table import PupilTable, Row, open_table
from mentorat_cli.commands.common import (
    Contents,
    add_office,
    on_screen,
    present,
    send_blocks,
    situate,
)
from mentorat_cli.commands.table import ASSEMBLED, STREAMED
from mentorat_cli.engine.ranking import SHOWN
from mentorat_cli.errors import ExitCode, UsageError
from mentorat_cli.formats import Content, Format
from mentorat_cli.typography import code, harmless, plural
from mentorat_cli.wording.refusals import in_column, sentence
from mentorat_cli.world.disk import LONGEST, open_table_text
from mentorat_cli.world.progress import watch_lines
from mentorat_cli.world.screen import Shell

if TYPE_CHECKING:
    from mentorat_cli.classroom.stream import Decided
    from mentorat_cli.classroom.synthesis import Classroom

REPORTED = 20
"""Rows in fault that are told one by one; beyond, they are counted."""


class Choices(Struct, frozen=True):
    """How the result is wanted."""

    form: Format
    limit: int | None = None
    consent: bool = False
    output: Path | None = None
    force: bool = False


class RowFaults(Struct):
    """Tells which rows cannot be read, as they come, and remembers them when asked to."""

    shell: Shell
    path: Path
    keep: bool
    faults: list[RowFault] = field(default_factory=list)
    count: int = 0

    def add(self, fault: RowFault) -> None:
        """Tell one more row that cannot be read."""
        self.count += 1
        if self.count <= REPORTED:
            self.shell.complain(f"{harmless(str(self.path))}:{fault.line}: {fault.message}")
        if self.keep:
            self.faults.append(fault)

    def end(self) -> int:
        """Say how many rows were left out, and return how the command ends."""
        if not self.count:
            return ExitCode.DONE
        left = "n’a pas été lue" if self.count == 1 else "n’ont pas été lues"
        more = f" (les {REPORTED} premières sont ci-dessus)" if self.count > REPORTED else ""
        self.shell.complain(
            f"{plural(self.count, 'ligne')} {left}{more}\u00a0; les autres sont dans le résultat."
        )
        return ExitCode.INVALID_DATA


def recommend_class(
    base: KnowledgeBase,
    shell: Shell,
    path: Path,
    typed: Mapping[str, Sequence[str]],
    choices: Choices,
    alone: bool = False,
) -> int:
    """Recommend to every pupil of a file; options in `typed`, and what the sheet of the lycée says
    unless the file tells places or it is to be left `alone`, stand for missing columns and blank
    cells.
    """
    name = harmless(str(path))
    with open_table_text(path, LONGEST) as lines:
        table = open_table(base, lines, name)
        base, typed = _shared(base, shell, table, typed, alone)
        secret = withheld(base, choices.consent or on_screen(shell, choices.form, choices.output))
        say = partial(sentence, name=in_column(base))
        roll = Roll(base, table.columns, typed, say, shell.today(), secret)
        rows = _some(table, path)
        for notice in table.notices:
            shell.complain(f"{name}: {notice}")
        content = choices.form.content(ASSEMBLED)
        if roll.withheld and content == "pupils":
            shell.complain(NOTICE)
        streamed = content in STREAMED
        report = RowFaults(shell, path, keep=not streamed)
        if streamed:
            shown = shell.watched and (shell.piped or choices.output is not None)
            blocks = _blocks(base, roll, rows, choices, report, content)
            blocks = watch_lines(blocks, path, lines, shown)
            send_blocks(shell, blocks, choices.output, choices.force)
        else:
            rows = watch_lines(rows, path, lines, shell.watched)
            _write(base, shell, _read(base, roll, rows, choices, report), choices)
        for line, note in unused(table, roll):
            place = name if line is None else f"{name}:{line}"
            shell.complain(f"{place}: {note}")
    return report.end()


def _shared(
    base: KnowledgeBase,
    shell: Shell,
    table: PupilTable,
    typed: Mapping[str, Sequence[str]],
    alone: bool,
) -> tuple[KnowledgeBase, Mapping[str, Sequence[str]]]:
    """Return the base and what is said of all the pupils, with what the sheet of the lycée says."""
    placed = any(column.means in (*PLACED, DEPARTEMENT) for column in table.columns)
    situation = situate(shell, base, typed, alone or placed)
    if situation.own is not None:
        typed = {name: values or ("?",) for name, values in situation.answers.items()}
    return add_office(shell, situation.base, situation.answers), typed


def _read(
    base: KnowledgeBase, roll: Roll, rows: Iterable[Row], choices: Choices, report: RowFaults
) -> "Classroom":
    """Return the whole class. Raises UsageError when no pupil of it can be read."""
    from mentorat_cli.classroom.advice import Adviser, distinct, read_pupils
    from mentorat_cli.classroom.synthesis import gather

    adviser = Adviser(base, choices.limit or SHOWN)
    pupils = distinct(read_pupils(roll, rows, report.add))
    advice = [adviser.advise(pupil) for pupil in pupils]
    if not advice:
        raise UsageError(
            f"Aucun élève de {code(str(report.path))} n’a pu être lu\u00a0; "
            "corrigez les lignes ci-dessus."
        )
    return gather(base, advice, report.faults)


def _some(table: PupilTable, path: Path) -> Iterator[Row]:
    """Return the rows of a table. Raises UsageError when there are none."""
    rows = table.rows()
    first = next(rows, None)
    if first is None:
        raise UsageError(
            f"{code(str(path))} ne contient aucun élève\u00a0; écrivez "
            "une ligne par élève sous l’en-tête."
        )
    return chain([first], rows)


def _blocks(
    base: KnowledgeBase,
    roll: Roll,
    rows: Iterator[Row],
    choices: Choices,
    report: RowFaults,
    content: Content,
) -> Iterator[str]:
    from mentorat_cli.classroom.stream import Wording, decide_rows

    limit = choices.limit or SHOWN

    def decide(wording: Wording) -> "Iterator[Decided]":
        return decide_rows(base, roll, rows, limit, wording, report.add)

    given: object
    if content == "pupils":
        from mentorat_cli.formats.pupils import PupilRows

        given = PupilRows(decide, len(base.entries), limit, roll.repere)
    else:
        from mentorat_cli.payloads.classroom import JSON_WORDING, line

        given = (line(base, roll, one) for one in decide(JSON_WORDING))
    blocks: Iterator[str] = choices.form.render(content, given)
    return blocks


def _write(base: KnowledgeBase, shell: Shell, room: "Classroom", choices: Choices) -> int:
    def page(handed: bool) -> object:
        from mentorat_cli.pages.classroom import class_page

        return class_page(base, room, shell.today(), handed)

    def value() -> object:
        from mentorat_cli.payloads.classroom import classroom

        return classroom(base, room, shell.today())

    contents: Contents = {
        "handout": lambda: page(True),
        "page": lambda: page(False),
        "long": value,
    }
    return present(shell, choices.form, contents, choices.output, choices.force)
