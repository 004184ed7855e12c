"""The real program on a pseudo-terminal: arrows, search, back, recap, Ctrl-C, resize."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

DOWN, UP, ENTER, SPACE, BACK_TAB, CTRL_C = "\x1b[B", "\x1b[A", "\r", " ", "\x1b[Z", "\x03"
LIMIT = 20
"""Seconds to wait for a text that never comes; a passing test does not wait."""


class Terminal:
    """The program as a person sees it."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.seen = ""
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            home = {
                "HOME": str(folder),
                "XDG_STATE_HOME": str(folder),
                "TERM": "xterm-256color",
                "LANG": "C.UTF-8",
                "PYTHONUTF8": "1",
            }
            os.execve(
                sys.executable,
                [sys.executable, "-m", "mentorat_cli", *arguments],
                {**os.environ, **home, **environment},
            )
        self.resize(80, 40)

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)

    def expect(self, text: str) -> None:
        """Read until `text` is shown, and forget what came before."""
        limit = time.monotonic() + LIMIT
        while text not in self.seen:
            assert time.monotonic() < limit, f"« {text} » never came; seen: {self.seen[-2000:]}"
            if select.select([self.file], [], [], 0.05)[0]:
                try:
                    self.seen += os.read(self.file, 65536).decode(errors="replace")
                except OSError:
                    break
        assert text in self.seen, self.seen[-2000:]
        self.seen = self.seen.split(text, 1)[1]

    def send(self, keys: str) -> None:
        os.write(self.file, keys.encode())

    def end(self) -> int:
        """Return the exit code, after reading all that is left."""
        while True:
            try:
                piece = os.read(self.file, 65536)
            except OSError:
                break
            if not piece:
                break
            self.seen += piece.decode(errors="replace")
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_a_whole_dialogue(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "recommend")
    terminal.expect("Éviter le décrochage")
    terminal.send(DOWN + SPACE + ENTER)
    terminal.expect("Dans quelle académie")
    terminal.send("creteil" + ENTER)
    terminal.expect("En quelle classe")
    terminal.resize(40, 30)
    terminal.send(BACK_TAB)
    terminal.expect("Dans quelle académie")
    terminal.send("\x7f" * 10 + "69" + ENTER)
    terminal.expect("En quelle classe")
    terminal.send(UP + ENTER)
    terminal.expect("Voir le résultat")
    terminal.send(ENTER)
    terminal.expect("Recommandation de mentorat")
    assert terminal.end() == 0
    assert "Académie\u00a0: Lyon" in terminal.seen
    assert "--academie lyon" in terminal.seen


def test_ctrl_c_keeps_the_answers(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "recommend")
    terminal.expect("Éviter le décrochage")
    terminal.send(SPACE + ENTER)
    terminal.expect("Dans quelle académie")
    terminal.send(CTRL_C)
    terminal.expect("mentorat recommend --reprendre")
    assert terminal.end() == 130
    again = Terminal(tmp_path, "recommend", "--reprendre")
    again.expect("Dans quelle académie")
    again.send(CTRL_C)
    assert again.end() == 130


def test_a_dumb_terminal_is_asked_by_numbers(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "recommend", TERM="dumb")
    terminal.expect("1. Construire son orientation")
    terminal.send("1\n")
    terminal.expect("Tapez votre réponse")
    terminal.send("lyon\n")
    terminal.expect("En quelle classe")
    terminal.send("fin\n")
    terminal.expect("Vos réponses")
    terminal.send("\n")
    terminal.expect("Recommandation de mentorat")
    assert terminal.end() == 0
    assert "\x1b" not in terminal.seen


def program(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "mentorat_cli", *arguments],
        capture_output=False,
        text=True,
        check=False,
        **options,
    )  # type: ignore[call-overload]


def test_a_full_disk_is_said_in_french() -> None:
    with Path("/dev/full").open("w") as full:
        result = program("list", stdout=full, stderr=subprocess.PIPE)
    assert (result.returncode, result.stderr) == (
        3,
        "Impossible d’écrire le résultat\u00a0: le disque est plein.\n",
    )


def test_a_closed_pipe_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    result = program("list", stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (result.returncode, result.stderr) == (0, "")


def test_an_ascii_console_reads_well() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    out = program("show", "rennes-e-tech", stdout=subprocess.PIPE, env=environment).stdout
    assert "Fiche eduscol no 2" in out
    assert "?" not in out.split("SOURCES")[1].replace("?page_id", "")
