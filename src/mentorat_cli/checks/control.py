"""The control of files, in three stages: what each holds, what they name of each other, how good it
is.

A stage stops the next when it finds errors: what could not be read is missing, and would be
reported as unknown elsewhere.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import get_args

from msgspec import Struct

from mentorat_cli import checks
from mentorat_cli.base.assembling import LayerRule, SourceFile, assemble
from mentorat_cli.base.nodes import DoubtRule, TextRule
from mentorat_cli.base.reader import MOST
from mentorat_cli.base.scalars import ShapeRule
from mentorat_cli.checks import quality
from mentorat_cli.errors import DataError, Problem

STRUCTURE: frozenset[str] = frozenset(
    (*get_args(TextRule), *get_args(ShapeRule), *get_args(LayerRule))
)
"""The rules that a file must follow before its records exist."""

RULES = {
    *STRUCTURE,
    *get_args(DoubtRule),
    *checks.ERRORS,
    *quality.PROOFS,
    *quality.WARNINGS,
    *quality.DATED_WARNINGS,
    *quality.WRITTEN_WARNINGS,
}
"""Every rule that a problem may name."""


class Stage(StrEnum):
    """How far a control went."""

    STRUCTURE = "structure"
    LINKS = "liens"
    QUALITY = "qualité"


class Report(Struct, frozen=True):
    """What a control found: the errors, then the warnings, each in file order; `files` counts those
    that were controlled.
    """

    problems: tuple[Problem, ...]
    stage: Stage
    files: int

    @property
    def errors(self) -> int:
        """How many problems make the files unusable."""
        return sum(item.severity == "erreur" for item in self.problems)

    @property
    def full(self) -> bool:
        """Whether a file had so many problems that its end was not read."""
        return (
            self.stage is Stage.STRUCTURE
            and max(Counter(item.at.file for item in self.problems).values()) >= MOST
        )

    @property
    def warnings(self) -> int:
        """How many problems do not."""
        return len(self.problems) - self.errors


def examine(files: Sequence[SourceFile], today: date, controlled: Collection[str]) -> Report:
    """Return what is wrong with the base that `files` make together; warnings about the
    `controlled` names only.

    Errors are reported wherever they are: a file may break another. But what proves a rule proves
    it with the layers below: an upper one may change what it shows.
    """
    stage, found = _problems(files, today)
    top = max((file.layer for file in files), default=0)
    proving = {file.name for file in files if file.layer == top}

    def is_told(item: Problem) -> bool:
        if item.severity == "avertissement":
            return item.at.file in controlled
        return item.rule not in quality.PROOFS or item.at.file in proving

    return Report(tuple(filter(is_told, found)), stage, len(controlled))


def _problems(files: Sequence[SourceFile], today: date) -> tuple[Stage, Sequence[Problem]]:
    try:
        loaded = assemble(files)
    except DataError as error:
        return Stage.STRUCTURE, error.problems
    errors = checks.problems(loaded)
    if errors:
        return Stage.LINKS, errors
    return Stage.QUALITY, quality.problems(loaded, today)
