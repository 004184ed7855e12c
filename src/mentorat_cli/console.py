"""The outside world: streams, terminal, environment. Commands receive it as one value."""

import codecs
import os
import shutil
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from mentorat_cli.dialogue import Prompter
    from mentorat_cli.document import Document

WIDEST = 100
"""Columns beyond which lines of text are no longer pleasant to read."""

_PLAINER = {
    "\u00a0": " ",
    "\u202f": " ",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "«": '"',
    "»": '"',
    "…": "...",
    "–": "-",
    "—": "-",
    "•": "-",
    "→": "->",
    "≤": "<=",
    "≥": ">=",
    "×": "x",
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "€": "EUR",
    "°": "o",
    "·": "-",
}


def plainer(text: str) -> str:
    """Return the nearest ASCII text."""
    return "".join(_PLAINER.get(char) or _bare(char) for char in text)


def _bare(char: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode() or "?"


def _degrade(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return plainer(error.object[error.start : error.end]), error.end


codecs.register_error("mentorat", _degrade)


class Shell(Struct, frozen=True):
    """Where a command writes, and whether somebody can be asked.

    `piped` says that results go to no terminal; `watched`, that notices do.
    """

    write: Callable[[str], object]
    complain: Callable[[str], object]
    interactive: bool
    styled: bool
    width: int
    prompter: Callable[[bool], "Prompter"]
    state: Callable[[], Path]
    today: Callable[[], date]
    piped: bool = True
    watched: bool = False

    def show(self, document: "Document") -> None:
        """Write a page: with rich on a terminal, as plain lines elsewhere."""
        if not self.styled:
            from mentorat_cli.render import text

            self.write(text.render(document, self.width))
            return
        from rich.console import Console

        from mentorat_cli.render.terminal import Page

        Console(width=self.width, highlight=False, markup=False, soft_wrap=True).print(Page(document), soft_wrap=True)


def state_file() -> Path:
    """Return where an interrupted dialogue is kept, in the user's own folders."""
    from mentorat_cli.folders import user_folder

    return user_folder("state", sys.platform, os.environ, Path.home()) / "reprise.yaml"


def interrupt_when_closed() -> None:
    """Make a closed terminal or a polite request to end act like Ctrl-C, so that answers are kept."""
    for name in ("SIGHUP", "SIGTERM"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)


def system_shell() -> Shell:
    """Return the shell of this process."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="mentorat")
    terminal = sys.stdout.isatty()
    columns = shutil.get_terminal_size((80, 24)).columns
    return Shell(
        write=sys.stdout.write,
        complain=lambda line: print(line, file=sys.stderr, flush=True),
        interactive=sys.stdin.isatty() and sys.stderr.isatty(),
        styled=terminal and wants_style(os.environ),
        width=min(columns, WIDEST) if terminal else 80,
        prompter=lambda accessible: choose_prompter(accessible, os.environ),
        state=state_file,
        today=date.today,
        piped=not terminal,
        watched=sys.stderr.isatty(),
    )


def wants_style(environment: Mapping[str, str]) -> bool:
    """Return whether a terminal may be given colour and weight (no-color.org; `dumb` terminals have neither)."""
    return not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def choose_prompter(accessible: bool, environment: Mapping[str, str]) -> "Prompter":
    """Return who asks: numbers when asked for or when the terminal cannot be driven, arrows otherwise."""
    numbers = (
        accessible or environment.get("ACCESSIBLE", "0") not in ("", "0") or environment.get("TERM") == "dumb" or "MSYSTEM" in environment
    )
    if not numbers:
        try:
            from mentorat_cli.prompts.fancy import FancyPrompter

            return FancyPrompter()
        except Exception:  # prompt_toolkit raises its own kinds where no console can be driven (PEERS T4)
            numbers = True
    from mentorat_cli.prompts.numbered import NumberedPrompter

    return NumberedPrompter(lambda line: print(line, file=sys.stderr, flush=True), _read_line)


def _read_line() -> str:
    print("> ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line
