"""What a shell asks at each press of Tab, and the scripts that make it ask.

A script runs the program with `_MENTORAT_COMPLETE` naming the shell; the arguments are the words
before the cursor, then the word at the cursor (in `_MENTORAT_TYPED` for PowerShell, which drops an
empty argument). The answer is one candidate a line, a tab, its meaning.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from mentorat_cli.commands.table import DATA
from mentorat_cli.errors import MentoratError
from mentorat_cli.line.candidates import Candidate, complete, option_value
from mentorat_cli.typography import fold
from mentorat_cli.world.library import system_library

VARIABLE = "_MENTORAT_COMPLETE"
FOLDER = Path(__file__).parent / "completions"


def script(shell: str) -> str:
    """Return the script that a shell reads to complete the words of mentorat."""
    return (FOLDER / f"mentorat.{shell}").read_text(encoding="utf-8")


def completed_lines(environment: Mapping[str, str], arguments: Sequence[str]) -> str:
    """Return the lines that complete a command line; nothing where the base cannot be read."""
    shell = environment[VARIABLE]
    words = (
        [*arguments, environment["_MENTORAT_TYPED"]]
        if "_MENTORAT_TYPED" in environment
        else list(arguments)
    )
    before, typed = words[:-1], words[-1] if words else ""
    try:
        library = system_library(option_value(before, DATA))
        found = complete(library.base, before, _unquoted(typed))
    except MentoratError:
        return ""
    return "".join(
        f"{item.value}\t{item.help}\n" if item.help else f"{item.value}\n"
        for item in _for_shell(shell, found, typed)
    )


def _unquoted(typed: str) -> str:
    return typed.lstrip("'\"").replace("\\", "")


def _for_shell(shell: str, found: list[Candidate], typed: str) -> list[Candidate]:
    """Return what the shell can use: bash would put the common start of words that do not begin as
    typed, fish would drop them.
    """
    start = fold(typed.rpartition("=")[2])
    if (
        shell == "bash"
        and len(found) > 1
        and not all(fold(item.value).startswith(start) for item in found)
    ):
        return []
    if shell != "fish" or typed.isascii():
        return found
    return [
        Candidate(typed + item.value[len(typed) :], item.help)
        for item in found
        if fold(item.value).startswith(fold(typed))
    ]


def run() -> int:
    """Answer the shell of this process."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8")
    sys.stdout.write(completed_lines(os.environ, sys.argv[1:]))
    return 0
