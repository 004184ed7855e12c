"""A person at a terminal: the program in a pseudo-terminal, and the screen that it draws.

Nothing waits for a time: `wait` reads until something is on the screen.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyte

from conftest import HERE, ROOT

DOWN, UP, ENTER, SPACE, ERASE = "\x1b[B", "\x1b[A", "\r", " ", "\x7f"
ESCAPE, BACK_TAB, CTRL_C, CTRL_D, CTRL_Z = "\x1b", "\x1b[Z", "\x03", "\x04", "\x1a"
PROGRAM = (sys.executable, "-m", "mentorat_cli")
LIMIT = 60
"""Seconds to wait for what never comes; a passing test does not wait, however busy the machine is."""
LONG = "construire son orientation et choisir sa voie après le lycée professionnel"
"""A choice wider than a window of 50 columns, and its start."""


def checkout(folder: Path, package: Path = ROOT / "src" / "mentorat_cli") -> Path:
    """Return a folder from which Python runs the program over the small base of the tests."""
    source = folder / "src"
    source.mkdir(parents=True)
    (source / "mentorat_cli").symlink_to(package)
    (folder / "data").mkdir()
    base = (HERE / "kb" / "base.yaml").read_text(encoding="utf-8")
    for before, after in (
        ("construire son orientation", LONG),
        ("name: Corse, region", "name: Corse, aliases: ['20'], region"),
    ):
        assert before in base
        base = base.replace(before, after)
    (folder / "data" / "questions.yaml").write_text(base, encoding="utf-8")
    return source


class Terminal:
    """The program as a person sees it. `home` holds the answers that it keeps."""

    def __init__(
        self,
        source: Path,
        home: Path,
        *arguments: str,
        columns: int = 80,
        rows: int = 30,
        command: Sequence[str] = (),
        **environment: str,
    ) -> None:
        self.home = home
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.all = b""
        self.life, alive = os.pipe()
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            os.set_inheritable(alive, True)
            for number in (signal.SIGINT, signal.SIGQUIT):  # a suite in the background ignores them
                signal.signal(number, signal.SIG_DFL)
            os.environ.clear()
            os.environ.update(
                {
                    "PATH": os.defpath,
                    "HOME": str(home),
                    "PYTHONPATH": str(source),
                    "XDG_CACHE_HOME": str(source.parent),
                    "TERM": "xterm-256color",
                    "LANG": "C.UTF-8",
                }
                | environment
            )
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            words = [*(command or PROGRAM), *arguments]
            os.execvp(words[0], words)
        os.close(alive)

    def wait(self, wanted: str | Callable[[], bool]) -> None:
        """Read until a text is on the screen, or something is true of it."""
        limit = time.monotonic() + LIMIT
        while not (wanted in self.text if isinstance(wanted, str) else wanted()):
            assert time.monotonic() < limit, f"« {wanted} » never came:\n{self.text}"
            if not self.read(0.5) and self.file < 0:
                break
        assert wanted in self.text if isinstance(wanted, str) else wanted(), self.text

    def read(self, patience: float) -> bool:
        """Read what is there, or comes in `patience` seconds; False when nothing does."""
        if self.file < 0 or not select.select([self.file], [], [], patience)[0]:
            return False
        try:
            piece = os.read(self.file, 65536)
        except OSError:
            piece = b""
        if not piece:
            os.close(self.file)
            self.file = -1
        self.all += piece
        self.stream.feed(piece)
        return bool(piece)

    @property
    def lines(self) -> list[str]:
        """What stands on the screen."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """What stands on the screen, its lines joined as one reads them."""
        return " ".join(" ".join(self.lines).replace("\u00a0", " ").split())

    def send(self, keys: str | bytes) -> None:
        os.write(self.file, keys.encode() if isinstance(keys, str) else keys)

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def close(self) -> int:
        """Close the window; return the exit code."""
        os.close(self.file)
        self.file = -1
        return self.end()

    def end(self) -> int:
        """Return the exit code, after reading all that is left, once nothing runs any more."""
        while self.read(LIMIT):
            pass
        assert select.select([self.life], [], [], LIMIT)[0], "it still runs"
        pid, self.pid = self.pid, 0
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def kill(self) -> None:
        """Leave nothing open, and nothing running."""
        if self.pid:
            os.killpg(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        for file in (self.file, self.life):
            if file >= 0:
                os.close(file)

    def kept(self) -> str:
        """Return the answers kept for --reprendre; empty when there are none."""
        path = self.home / ".local" / "state" / "mentorat" / "reprise.yaml"
        return path.read_text(encoding="utf-8") if path.exists() else ""
