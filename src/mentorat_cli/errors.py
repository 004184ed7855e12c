"""Where a fault is, what it says, and how the program ends."""

from enum import IntEnum
from typing import Literal

from msgspec import Struct

Severity = Literal["erreur", "avertissement"]
"""Whether the base cannot be used as it is, or could be better."""


class ExitCode(IntEnum):
    """How a command ends; the contract that docs/reference.md tells."""

    DONE = 0
    INVALID_DATA = 1
    WRONG_USAGE = 2
    UNEXPECTED = 3
    INTERRUPTED = 130


class Location(Struct, frozen=True, order=True):
    """A place in a text file; line and column start at 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Problem(Struct, frozen=True, order=True):
    """One fault of the base, at its place; prints as `fichier:ligne:colonne: message`. `rule` is
    the id of the rule that found it.
    """

    at: Location
    message: str
    rule: str = ""
    severity: Severity = "erreur"

    def __str__(self) -> str:
        return f"{self.at}: {self.message}"


class MentoratError(Exception):
    """A fault with a French message for the user; carries the code the program ends with."""

    exit_code = ExitCode.UNEXPECTED


class DataError(MentoratError):
    """The base cannot be used; holds every problem found, in file order, and its text tells the
    first ones: `check` tells them all.
    """

    exit_code = ExitCode.INVALID_DATA
    told = 20

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        lines = [str(problem) for problem in self.problems[: self.told]]
        if len(self.problems) > self.told:
            more = len(self.problems) - self.told
            lines.append(f"… et {more} autres\u00a0; corrigez d’abord ceux-ci.")
        super().__init__("\n".join(lines))


class UsageError(MentoratError):
    """The command cannot be understood, or lacks an answer that nobody can be asked for."""

    exit_code = ExitCode.WRONG_USAGE


class InteractionError(MentoratError):
    """The dialogue was left before its end."""

    exit_code = ExitCode.INTERRUPTED
