"""Timing of whole programs: rounds in turn, order shuffled in each, medians of pair-by-pair ratios;
peak memory; instructions.

The harness stays small and starts programs by `posix_spawn`; memory is measured through a launcher
of its own, because the peak of a
process starts with that of the process that started it.
"""

import os
import pty
import random
import re
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LIMIT = 600.0
"""Seconds after which a command is given up; its row says so."""

CURSOR_ASKED, CURSOR = b"\x1b[6n", b"\x1b[1;1R"
"""A terminal is asked where its cursor is, and answers."""


@dataclass(frozen=True)
class Command:
    """One program to run. `until` is the text whose showing ends the measure (on a terminal only),
    `code` the exit code that is right.
    """

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    terminal: bool = False
    until: str = ""
    code: int = 0
    folder: Path | None = None
    limit: float = LIMIT


class Failed(Exception):
    """A command did not do what it is measured for."""


HOME = tempfile.mkdtemp(prefix="mentorat-bench-home-")


def bare() -> dict[str, str]:
    """Return a bare environment: a new home, no variable of Python, a terminal of 256 colours."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": HOME,
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLUMNS": "80",
        "LINES": "24",
    }


def environment(command: Command) -> dict[str, str]:
    """Return the bare environment with what a command adds."""
    return {**bare(), **command.environment}


def once(command: Command) -> float:
    """Return the seconds that one run takes. Raises Failed."""
    return _on_terminal(command) if command.terminal else _piped(command)


def _piped(command: Command) -> float:
    null = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, null, stream) for stream in (0, 1, 2)]
    start = time.perf_counter()
    try:
        child = _spawn(command, actions)
        _wait(command, child, start)
    finally:
        os.close(null)
    return time.perf_counter() - start


def _spawn(command: Command, actions: Sequence[tuple[object, ...]], session: bool = False) -> int:
    argv = list(command.argv)
    if command.folder:
        argv = ["/bin/sh", "-c", 'cd "$0" && exec "$@"', str(command.folder), *argv]
    return os.posix_spawn(argv[0], argv, environment(command), file_actions=actions, setsid=session)


def _wait(command: Command, child: int, start: float) -> None:
    """Wait for a child whose output nobody reads. Raises Failed on a wrong code, or after killing
    it at the limit.
    """
    previous = signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, max(0.001, command.limit - (time.perf_counter() - start)))
    try:
        _, status = os.waitpid(child, 0)
    except TimeoutError:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise Failed(f"plus de {command.limit:.0f} s") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    code = os.waitstatus_to_exitcode(status)
    if code != command.code:
        raise Failed(f"code {code} au lieu de {command.code}")


def _too_long(*_: object) -> None:
    raise TimeoutError


def _on_terminal(command: Command) -> float:
    """Run on a terminal of its own, 80 by 24, that is read as it is written; ends with the program,
    or with the text awaited.
    """
    master, slave = pty.openpty()
    os.set_blocking(master, False)
    name = os.ttyname(slave)
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, name, os.O_RDWR, 0),
        (os.POSIX_SPAWN_DUP2, 0, 1),
        (os.POSIX_SPAWN_DUP2, 0, 2),
    ]
    start = time.perf_counter()
    child = _spawn(command, actions, session=True)
    try:
        return _read(command, master, slave, child, start)
    finally:
        os.close(master)


def _read(command: Command, master: int, slave: int, child: int, start: float) -> float:
    seen, awaited, closed = b"", command.until.encode(), False
    while True:
        if select.select([master], [], [], 0.001 if closed else 0.05)[0]:
            try:
                piece = os.read(master, 65536)
            except OSError:  # how a terminal says that its last program is gone
                piece = b""
            if CURSOR_ASKED in piece:
                os.write(master, CURSOR)
            seen += piece
            if (
                not closed
            ):  # the program has opened its terminal: the harness no longer keeps it open
                os.close(slave)
                closed = True
            if awaited and awaited in seen:
                return _stop(child, start)
            if not piece:
                _wait(command, child, start)
                return time.perf_counter() - start
        if not seen:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                raise Failed(f"rien d’écrit, code {os.waitstatus_to_exitcode(status)}")
        if time.perf_counter() - start > command.limit:
            _stop(child, start)
            raise Failed(f"plus de {command.limit:.0f} s")


def _stop(child: int, start: float) -> float:
    elapsed = time.perf_counter() - start
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return elapsed


# Rounds ------------------------------------------------------------


class Times:
    """What the rounds gave: name → round → seconds, and why a command has none."""

    def __init__(self) -> None:
        self.seconds: dict[str, dict[int, float]] = {}
        self.failures: dict[str, str] = {}

    def ratio(self, name: str, reference: str) -> float | None:
        """Return the median of the ratios of the rounds that have both."""
        one, other = self.seconds.get(name, {}), self.seconds.get(reference, {})
        pairs = [one[number] / other[number] for number in one if number in other]
        return statistics.median(pairs) if pairs else None

    def spread(self, name: str, reference: str) -> tuple[float, float] | None:
        """Return the quartiles of the same ratios; None under four rounds."""
        one, other = self.seconds.get(name, {}), self.seconds.get(reference, {})
        pairs = [one[number] / other[number] for number in one if number in other]
        if len(pairs) < 4:
            return None
        first, _, third = statistics.quantiles(pairs, n=4)
        return first, third

    def median(self, name: str) -> float | None:
        """Return the median seconds."""
        return statistics.median(self.seconds[name].values()) if self.seconds.get(name) else None


def rounds(commands: Sequence[Command], count: int, seed: int = 7, warm: int = 1) -> Times:
    """Run every command once a round, in an order shuffled per round; a command that fails is left
    out and its reason kept.
    """
    times, random_ = Times(), random.Random(seed)
    left = list(commands)
    for number in range(-warm, count):
        random_.shuffle(left)
        for command in list(left):
            try:
                seconds = once(command)
            except Failed as why:
                times.failures[command.name] = str(why)
                left.remove(command)
                continue
            if number >= 0:
                times.seconds.setdefault(command.name, {})[number] = seconds
        print(f"\rtour {number + 1}/{count} ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return times


# Memory and instructions ------------------------------------------------------------

LAUNCHER = """
import os, sys, time
null = os.open(os.devnull, os.O_RDWR)
start = time.perf_counter()
silent = [(os.POSIX_SPAWN_DUP2, null, stream) for stream in (0, 1, 2)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent)
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), time.perf_counter() - start, usage.ru_maxrss)
"""


def cost(command: Command) -> tuple[float, float]:
    """Return the seconds and the peak memory, in MB (10⁶ bytes), of one run, its output thrown
    away. Raises Failed.
    """
    argv = [sys.executable, "-I", "-S", "-c", LAUNCHER, *command.argv]
    launched = subprocess.Popen(
        argv,
        env=environment(command),
        cwd=command.folder,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        told, _ = launched.communicate(timeout=command.limit)
    except subprocess.TimeoutExpired:
        os.killpg(launched.pid, signal.SIGKILL)
        launched.wait()
        raise Failed(f"plus de {command.limit:.0f} s") from None
    code, seconds, kilobytes = told.split()
    if int(code) != command.code:
        raise Failed(f"code {code} au lieu de {command.code}")
    return float(seconds), int(kilobytes) * 1024 / 1e6


def peak(command: Command) -> float:
    """Return the peak memory of one run, in MB. Raises Failed."""
    return cost(command)[1]


def instructions(command: Command) -> float:
    """Return the instructions of one run, in millions, as callgrind counts them. Raises Failed
    where valgrind is not there.
    """
    argv = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={os.devnull}", *command.argv]
    fixed, null = {**environment(command), "PYTHONHASHSEED": "0"}, subprocess.DEVNULL
    try:
        done = subprocess.run(
            argv, env=fixed, stdin=null, stdout=null, stderr=subprocess.PIPE, text=True, check=False
        )
    except FileNotFoundError:
        raise Failed("valgrind n’est pas installé") from None
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != command.code or not found:
        raise Failed(f"code {done.returncode} sous valgrind")
    return int(found[1]) / 1e6


# Tables ------------------------------------------------------------


def number(value: float | None, digits: int = 2) -> str:
    """Return a number as French writes it; « — » for None."""
    if value is None:
        return "—"
    if value >= 1000:
        return f"{value:,.0f}".replace(",", "\u202f")
    return f"{value:.{1 if value >= 100 else digits}f}".replace(".", ",")


def verdict(value: float | None, goal: float | None, floor: bool = False) -> str:
    """Return whether a target is held, nothing where there is none or no figure; `goal` is a
    ceiling, or a floor.
    """
    if value is None or goal is None:
        return ""
    return "tenu" if (value >= goal if floor else value <= goal) else "non tenu"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown, aligned so that it reads as it is."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (head, *rows)
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
