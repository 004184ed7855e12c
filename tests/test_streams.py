"""Streams and signals: whatever is closed, full or interrupted, one French line at most, the documented exit code, no traceback."""

import errno
import io
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from conftest import HERE, ROOT
from mentorat_cli import __main__ as main

FULL = Path("/dev/full")
LIST = ("list", "--format", "json")
CLOSED = "Impossible d’écrire le résultat\u00a0: la sortie est fermée.\n"
UNKNOWN = "La commande «\u00a0recomend\u00a0» n’existe pas\u00a0; le plus proche\u00a0: recommend. Voir «\u00a0mentorat --help\u00a0».\n"


def shell(redirection: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the program as a shell does, with streams closed or sent elsewhere."""
    command = [
        "sh",
        "-c",
        f'exec "$@" {redirection}',
        "sh",
        sys.executable,
        "-m",
        "mentorat_cli",
        *arguments,
    ]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


@pytest.mark.parametrize(
    ("redirection", "arguments", "code", "err"),
    [
        (">&-", LIST, 3, CLOSED),
        (">&-", ("--version",), 3, CLOSED),
        (">&-", ("recomend",), 2, UNKNOWN),
        ("2>&-", ("recomend",), 2, ""),
        ("2>/dev/full", ("recomend",), 2, ""),
        (">&- 2>&-", LIST, 3, ""),
        (">/dev/full 2>/dev/full", LIST, 3, ""),
        (
            ">/dev/full",
            ("--help",),
            3,
            "Impossible d’écrire le résultat\u00a0: le disque est plein.\n",
        ),
    ],
)
def test_a_stream_that_cannot_be_written(
    redirection: str, arguments: tuple[str, ...], code: int, err: str
) -> None:
    if "full" in redirection and not FULL.exists():
        pytest.skip("/dev/full")
    done = shell(redirection, *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", err)


def test_the_result_is_whole_without_the_other_streams() -> None:
    whole = shell("", *LIST)
    alone = shell("<&- 2>&-", *LIST)
    assert (alone.returncode, alone.stdout, alone.stderr) == (0, whole.stdout, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_goes_away_changes_nothing(unbuffered: str) -> None:
    """Whether it is seen at once or at the end, the exit code is that of the command."""
    line = '{ "$@" 3>&-; echo $? >&3; } | true'
    command = [
        sys.executable,
        "-m",
        "mentorat_cli",
        "check",
        str(HERE / "mutations" / "syntaxe.yaml"),
    ]
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(
        ["sh", "-c", f"{{ {line}; }} 3>&1", "sh", *command],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.stdout == "1\n"
    assert done.stderr.startswith("1 erreur".replace(" ", "\u00a0"))


BIG = "é" * 300_000
"""More than what a pipe holds."""


def unbuffered(number: int) -> io.TextIOWrapper:
    """Return the standard output that Python makes of a descriptor when PYTHONUNBUFFERED is set."""
    raw = io.FileIO(number, "w")
    return io.TextIOWrapper(raw, encoding="utf-8", write_through=True)  # type: ignore[type-var]


def test_a_pipe_that_does_not_wait_gets_the_whole_result(monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = os.pipe()
    os.set_blocking(target, False)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.extend(iter(lambda: os.read(source, 9_999), b"")))
    reader.start()
    with monkeypatch.context() as patched, unbuffered(target) as stream:
        patched.setattr(sys, "stdout", stream)
        main._open_streams()
        sys.stdout.write(BIG)
        sys.stdout.flush()
    reader.join()
    os.close(source)
    assert b"".join(got).decode() == BIG


def test_a_result_that_is_cut_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Python keeps what a file took of it, and says nothing, when PYTHONUNBUFFERED is set."""
    resource = pytest.importorskip("resource")
    path = tmp_path / "result"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with (
        monkeypatch.context() as patched,
        unbuffered(os.open(path, os.O_CREAT | os.O_WRONLY)) as at,
    ):
        patched.setattr(sys, "stdout", at)
        main._open_streams()
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
        try:
            with pytest.raises(OSError) as caught:  # noqa: PT011 (its number is compared)
                sys.stdout.write(BIG)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            sys.stdout.detach()
    assert caught.value.errno == errno.EFBIG


# Signals -------------------------------------------------------------------------------------------------------------

RUN = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the suite runs in the background
from importlib.abc import MetaPathFinder
from mentorat_cli import __main__ as program

class Finder(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == {module!r}:
            {action}

sys.meta_path.insert(0, Finder())
sys.argv = ["mentorat", *{arguments!r}]
sys.exit(program.main())
"""
KILL = "os.kill(os.getpid(), {})"


def interrupted(
    folder: Path, module: str, action: str, *arguments: str, **options: object
) -> "subprocess.CompletedProcess[str]":
    """Run the program; `action` is done when it imports `module`."""
    code = textwrap.dedent(RUN).format(module=module, action=action, arguments=arguments)
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        **options,
    )  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("mentorat_cli.line.program", "SIGINT"),
        ("typer", "SIGTERM"),
        ("mentorat_cli.commands.list", "SIGINT"),
        ("yaml", "SIGTERM"),
    ],
)
def test_a_signal_at_any_moment(tmp_path: Path, module: str, name: str) -> None:
    words = ("list", "--kind=association")  # typer is imported where there is a word to find
    done = interrupted(tmp_path, module, KILL.format(f"signal.{name}"), *words)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrompu.\n")


@pytest.mark.parametrize(
    "action",
    [
        "type('Dying', (), {'__del__': lambda self: os.kill(os.getpid(), signal.SIGINT)})()",  # Python only prints what is raised there
        "end = program._end; program._end = lambda *said: (os.kill(os.getpid(), signal.SIGTERM), end(*said))[1]; "
        + KILL.format(2),
    ],
    ids=["in a destructor", "twice"],
)
def test_a_signal_where_python_would_print_it(tmp_path: Path, action: str) -> None:
    done = interrupted(tmp_path, "typer", action, "list", "--kind=association")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrompu.\n")


def test_what_the_caller_ignores_stays_ignored(tmp_path: Path) -> None:
    done = interrupted(
        tmp_path,
        "mentorat_cli.line.program",
        KILL.format(1),
        "--version",
        "--",
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("mentorat ")


def test_an_ascii_console_reads_well() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "mentorat_cli", "show", "rennes-e-tech"]
    out = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    assert "Fiche eduscol no 2" in out.stdout
    assert "?" not in out.stdout.split("SOURCES")[1].replace("?page_id", "")


# What it runs from


def test_nothing_is_left_open(tmp_path: Path) -> None:
    """Python warns of it, in English, where somebody asked for that."""
    for _ in range(2):  # the base is prepared, then read
        done = subprocess.run(
            [sys.executable, "-X", "dev", "-W", "error", "-m", "mentorat_cli", *LIST],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_a_zip_says_why_it_cannot_run(tmp_path: Path) -> None:
    archive = tmp_path / "mentorat.zip"
    with ZipFile(archive, "w") as file:
        for name in ("__init__.py", "__main__.py"):
            file.write(ROOT / "src" / "mentorat_cli" / name, f"mentorat_cli/{name}")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "mentorat_cli", "list"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(archive)},
    )
    said = (
        "mentorat ne fonctionne pas dans une archive zip\u00a0: sa base et ses modules doivent être "
        "des fichiers.\nDécompressez-la dans un dossier, puis\u00a0: "
        "«\u00a0python -m pip install DOSSIER\u00a0».\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, "", said)


def test_without_what_it_needs_it_says_so() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-m", "mentorat_cli", "list"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    said = (
        "Il manque «\u00a0msgspec\u00a0», dont mentorat a besoin.\nInstallez mentorat avec ce qu’il lui "
        "faut\u00a0: «\u00a0python -m pip install DOSSIER\u00a0», où DOSSIER est le sien.\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, "", said)


# The network ---------------------------------------------------------------------------------------------------------


def test_the_suite_itself_opens_none() -> None:
    for ask in (
        lambda: socket.create_connection(("127.0.0.1", 9)),
        lambda: urlopen("http://127.0.0.1:9/"),
        lambda: socket.socket().bind(("", 0)),
    ):
        with pytest.raises(AssertionError, match="réseau interdit"):
            ask()


AUDITED = """
import sys
sys.addaudithook(lambda event, arguments: event.startswith(("socket.", "urllib.")) and sys.exit(f"réseau : {event} {arguments}"))
from mentorat_cli.__main__ import main
for line in ("list", "show p-tech", "recommend --objectif stage --academie lyon", "contacts --academie lyon", "--help"):
    sys.argv = ["mentorat", *line.split()]
    assert main() == 0, line
"""


def test_no_command_opens_a_socket() -> None:
    command = [sys.executable, "-c", AUDITED]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "réseau" in done.stderr) == (0, False), done.stderr
