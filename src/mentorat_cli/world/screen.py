"""The outside world: streams, terminal, environment. Commands receive it as one value."""

import codecs
import ntpath
import os
import posixpath
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from msgspec import Struct

from mentorat_cli.base.records import Answers
from mentorat_cli.errors import InteractionError
from mentorat_cli.world import signals

if TYPE_CHECKING:
    from mentorat_cli.dialogue.loop import Dialogue, Prompter
    from mentorat_cli.formats.document import Document

WIDEST = 100
"""Columns beyond which lines of text are no longer pleasant to read."""

PROGRAM = "mentorat"
"""What the program is called, and typed where the PATH has it."""

MARKS = "»●○é’"
"""What a list with arrows needs, to show what is ticked and pointed at."""

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

    `piped` says that results go to no terminal; `watched`, that notices do. `be_deaf` lets no
    signal interrupt any more. `open` opens an address in the browser; `paged` shows a long text
    page by page, None where nobody turns pages. `height` counts the lines that are seen at once.
    `program` is what one types here to run it, `quote` what keeps two words together; `typed` is a
    text with its commands so.
    """

    write: Callable[[str], object]
    complain: Callable[[str], object]
    interactive: bool
    styled: bool
    width: int
    prompter: Callable[[bool, str], "Prompter"]
    state: Callable[[], Path]
    today: Callable[[], date]
    piped: bool = True
    watched: bool = False
    folder: Callable[[], Path] | None = None
    be_deaf: Callable[[], None] = lambda: None
    open: Callable[[str], bool] = lambda address: False
    paged: Callable[[str], None] | None = None
    height: int = 24
    program: str = PROGRAM
    quote: str = "'"
    typed: Callable[[str], str] = str

    def converse(
        self,
        dialogue: "Dialogue",
        accessible: bool,
        leave: Callable[[Answers], str],
        again: bool = False,
    ) -> Answers:
        """Return the answers of a dialogue, or of its changes once it was held (`again`). Raises
        InteractionError when it is left, with what `leave` says after it kept what was answered; an
        unexpected fault comes after that too.

        No signal interrupts the keeping: an import that is interrupted cannot be made again.
        """
        try:
            try:
                if again:
                    return dialogue.change(self.prompter(accessible, ""))
                return dialogue.run(self.prompter(accessible, dialogue.upcoming()))
            except EOFError:
                self.be_deaf()
                raise InteractionError(leave(dialogue.answers())) from None
            except Exception:
                self.be_deaf()
                self.complain(leave(dialogue.answers()))
                raise
        except KeyboardInterrupt:  # also of a window that closes, just after its end of input
            self.be_deaf()
            raise InteractionError(leave(dialogue.answers())) from None

    def read(self, document: "Document", accessible: bool = False) -> None:
        """Show a page to somebody who turns its pages, where a terminal has a pager."""
        if self.paged is None or accessible:
            self.show(document)
            return
        from mentorat_cli.formats import text
        from mentorat_cli.formats.document import worded

        self.paged(text.render(worded(document, self.typed), self.width, cut=True))

    def show(self, document: "Document") -> None:
        """Write a page: with rich on a terminal, as plain lines elsewhere. Its commands are those
        that are typed here where a person reads it.
        """
        if not self.piped:
            from mentorat_cli.formats.document import worded

            document = worded(document, self.typed)
        if not self.styled:
            from mentorat_cli.formats import text

            self.write(text.render(document, self.width, cut=not self.piped))
            return
        from rich.console import Console

        from mentorat_cli.formats.terminal import Printable

        console = Console(
            width=self.width,
            highlight=False,
            markup=False,
            force_terminal=True,
            no_color=False,
            color_system=colours(sys.platform),
        )
        console.print(Printable(document), soft_wrap=True)


def state_file() -> Path:
    """Return where an interrupted dialogue is kept, in the user's own folders."""
    from mentorat_cli.world.folders import RESUMED, home, user_folder

    return user_folder("state", sys.platform, os.environ, home()) / RESUMED


def own_folder() -> Path:
    """Return where what is known of the lycée is kept: the user's configuration folder."""
    from mentorat_cli.world.folders import home, user_folder

    return user_folder("config", sys.platform, os.environ, home())


def system_shell(color: str | None = None) -> Shell:
    """Return the shell of this process; `color` is the option."""
    _take_any_letter()
    terminal, asking = sys.stdout.isatty(), sys.stderr.isatty()
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    columns, rows = shutil.get_terminal_size((80, 24))
    from mentorat_cli.world.folders import current_folder

    program = program_typed(
        sys.platform, sys.argv[0], _python(), str(current_folder()), shutil.which
    )
    return Shell(
        write=write,
        complain=partial(complain, program=program),
        interactive=sys.stdin.isatty() and asking,
        styled=wants_style(color, os.environ, terminal),
        width=min(columns, WIDEST) if terminal else 80,
        prompter=lambda accessible, question: choose_prompter(
            accessible, os.environ, wants_style(color, os.environ, asking), encoding, question
        ),
        state=state_file,
        today=date.today,
        piped=not terminal,
        watched=asking,
        folder=own_folder,
        be_deaf=signals.be_deaf,
        open=_opened,
        paged=_paged if terminal and sys.stdin.isatty() else None,
        height=rows,
        program=program,
        quote='"' if sys.platform == "win32" else "'",
    )


def _take_any_letter() -> None:
    """Make the streams read and write what their encoding lacks, as something else."""
    handlers = (sys.stdin, "replace"), (sys.stdout, "mentorat"), (sys.stderr, "mentorat")
    for stream, handler in handlers:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors=handler)


def _python() -> str:
    """Return what runs Python: the word that was typed, or on Windows, where a venv hides it, its
    path.
    """
    return sys.executable if sys.platform == "win32" else sys.orig_argv[0]


def program_typed(
    platform: str, script: str, python: str, here: str, found: Callable[[str], str | None]
) -> str:
    """Return what one types in the folder `here` to run this program again: its name where the PATH
    has it (`found`), else the path of its script, or the module that `python` was given.
    """
    path = ntpath if platform == "win32" else posixpath
    stem = path.splitext(path.basename(script))[0]
    if stem not in ("__main__", PROGRAM):
        return PROGRAM
    word, end = (script, "") if stem == PROGRAM else (python, " -m mentorat_cli")

    if platform == "win32":
        word = path.splitext(word)[0]
    name, rest = path.basename(word), word.removeprefix(here + path.sep)
    known = found(name) or ""
    if word in (known, path.splitext(known)[0]):
        word = name
    elif path.sep in rest:
        word = rest
    return f'"{word}"{end}' if " " in word else f"{word}{end}"


def _opened(address: str) -> bool:
    from mentorat_cli.world.desktop import open_address

    return open_address(address)


def _paged(text: str) -> None:
    from mentorat_cli.world.desktop import read_page

    read_page(text, shutil.get_terminal_size((80, 24)).lines)


def write(text: str) -> None:
    """Write a result; a reader that has gone away has what it wanted, and the command goes on to
    its exit code. Raises OSError.
    """
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        _give_up(sys.stdout)


def complain(text: str, program: str = PROGRAM) -> None:
    """Write a notice, a question or an error, cut between words where it is read in a terminal; one
    that cannot be written is lost, and the exit code still tells.
    """
    shown = folded(text, _columns(), program) if sys.stderr.isatty() else text
    try:
        print(shown, file=sys.stderr, flush=True)
    except OSError:
        _give_up(sys.stderr)


def folded(text: str, columns: int, program: str = PROGRAM) -> str:
    """Return a text cut between words, but for a line that is a command of the program: it is
    copied whole.
    """
    if all(len(line) <= columns for line in text.split("\n")):
        return text
    import textwrap

    wrapper = textwrap.TextWrapper(columns, break_long_words=False, break_on_hyphens=False)
    return "\n".join(
        line if line.startswith(f"{program} ") else wrapper.fill(line) for line in text.split("\n")
    )


def _give_up(stream: TextIO) -> None:
    """Send what is still written to a stream nowhere, or Python would fail on it again at the
    end.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def wants_style(color: str | None, environment: Mapping[str, str], terminal: bool) -> bool:
    """Return whether the result has colour and weight. The first of these that is there decides:

    1. the option `--color`: `always` or `never` (`auto` leaves it to what follows);
    2. `NO_COLOR`, whatever it holds: never (no-color.org);
    3. `FORCE_COLOR` or `CLICOLOR_FORCE`, but for `0`: always, also in a file or a pipe
    (force-color.org, bixense.com/clicolors);
    4. `CLICOLOR=0`, or a terminal that is dumb or unknown: never;
    5. a terminal has them, a file or a pipe does not.

    An empty variable is as if it was not there.
    """
    if color in ("always", "never"):
        return color == "always"
    if environment.get("NO_COLOR"):
        return False
    if any(
        environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")
    ):
        return True
    return terminal and environment.get("CLICOLOR") != "0" and not plain_terminal(environment)


def colours(platform: str) -> Literal["auto", "standard"]:
    """Return the colours that rich writes, once it is decided that there are some (`wants_style`):
    it must not look at the environment again. Old consoles of Windows have none of the usual
    sequences, and rich alone knows them.
    """
    return "auto" if platform == "win32" else "standard"


def plain_terminal(environment: Mapping[str, str]) -> bool:
    """Return whether `TERM` names a terminal that does not obey the usual sequences."""
    return environment.get("TERM", "").split("-")[0] in ("dumb", "unknown", "emacs", "vt52")


def choose_prompter(
    accessible: bool,
    environment: Mapping[str, str],
    colored: bool = True,
    encoding: str = "utf-8",
    question: str = "",
) -> "Prompter":
    """Return who asks: numbers when asked for, when the terminal cannot be driven or when its
    encoding lacks the marks of a list; arrows otherwise, whose libraries are read while the first
    `question` is already there.
    """
    if not (accessible or needs_numbers(sys.platform, environment, encoding)):
        line = f"> {question}"[: _columns() - 1] if question else ""
        try:
            with _unechoed(line):
                from mentorat_cli.dialogue.arrows import on_terminal

                return on_terminal(colored, discard_typed, shown=bool(line))
        except Exception:  # prompt_toolkit raises its own kinds where no console can be driven
            with suppress(OSError):
                print(" " * len(line), end="\r", file=sys.stderr, flush=True)
    from mentorat_cli.dialogue.numbered import NumberedPrompter

    return NumberedPrompter(complain, _read_line, _columns, discard_typed)


def needs_numbers(platform: str, environment: Mapping[str, str], encoding: str) -> bool:
    """Return whether arrows cannot drive a console: the person says so (`ACCESSIBLE`), its terminal
    is plain or, but on Windows, has no name, it is a pipe of MSYS, or its encoding lacks the marks.
    """
    return (
        environment.get("ACCESSIBLE", "0") not in ("", "0")
        or plain_terminal(environment)
        or (platform != "win32" and not environment.get("TERM"))
        or "MSYSTEM" in environment
        or not _encodes(MARKS, encoding)
    )


@contextmanager
def _unechoed(line: str) -> Iterator[None]:
    """Show a line that will be drawn over. The keys pressed from then on are kept, and not
    shown.
    """
    if not line or sys.platform == "win32":
        print(line, end="\r", file=sys.stderr, flush=True)
        yield
        return
    import termios

    before = termios.tcgetattr(sys.stdin)
    quiet = [*before[:3], before[3] & ~(termios.ECHO | termios.ICANON), *before[4:]]
    termios.tcsetattr(sys.stdin, termios.TCSAFLUSH, quiet)
    try:
        print(line, end="\r", file=sys.stderr, flush=True)
        yield
    finally:
        with suppress(termios.error):  # the terminal has gone
            termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def discard_typed() -> None:
    """Forget the keys that nobody has read yet: what was pressed before a question is shown does
    not answer it.
    """
    if sys.platform == "win32":
        import msvcrt

        while msvcrt.kbhit():
            msvcrt.getwch()
        return
    import termios

    with suppress(termios.error, OSError, ValueError):
        termios.tcflush(sys.stdin, termios.TCIFLUSH)


def _encodes(text: str, encoding: str) -> bool:
    try:
        return bool(text.encode(encoding))
    except (UnicodeEncodeError, LookupError):
        return False


def _columns() -> int:
    """Return the columns of the terminal where questions are asked."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def _read_line() -> str:
    """Return a line that is typed. Raises EOFError at the end, also when the terminal has gone."""
    try:
        print("> ", end="", file=sys.stderr, flush=True)
    except OSError:
        _give_up(sys.stderr)
    try:
        line = sys.stdin.readline()
    except (OSError, ValueError):
        raise EOFError from None
    if not line:
        raise EOFError
    return line
