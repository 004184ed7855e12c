"""Fixtures: the tiny invented base, the real one, a shell that records, cases as YAML rows."""

import faulthandler
import gc
import os
import re
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, settings
from msgspec.structs import replace
from prompt_toolkit.application import application

from mentorat_cli.base import assembling
from mentorat_cli.base.assembling import Loaded
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.base.schools import read_schools
from mentorat_cli.commands.table import COMMANDS
from mentorat_cli.formats import FORMATS
from mentorat_cli.line import parsing, program
from mentorat_cli.typography import enumerate_french
from mentorat_cli.world import library
from mentorat_cli.world.screen import Shell

HERE = Path(__file__).parent
TODAY = date(2026, 11, 23)
ROOT = HERE.parent

PROFILE = "HYPOTHESIS_PROFILE"
"""The variable that chooses how much the property tests try: `suite`, the same few examples each time, or `ci`."""
KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "TMPDIR", "COVERAGE_RCFILE", PROFILE)
"""All that the suite knows of the environment it is run in, with what pytest itself put there."""

PATIENCE = 180
"""Seconds that a test may take."""

COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
settings.register_profile("suite", max_examples=50, derandomize=True, database=None, **COMMON)
settings.register_profile("ci", max_examples=200, print_blob=True, **COMMON)
settings.load_profile(os.environ.get(PROFILE, "suite"))


def pytest_configure(config: pytest.Config) -> None:
    """Give the suite, its workers and the programs it starts one environment, whoever runs it: an empty home, where the
    base is prepared once for all of them, and a terminal of 256 colours and 80 columns.
    """
    with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        faulthandler.register(signal.SIGALRM, os.dup(2), chain=True)
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    home = tempfile.mkdtemp(prefix="mentorat-tests-")
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    for name in [*os.environ]:
        if name not in KEPT and not name.startswith("PYTEST_"):
            del os.environ[name]
    os.environ |= {
        "HOME": home,
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLUMNS": "80",
        "LINES": "24",
    }


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """End everything, and say where it stood, when a test takes PATIENCE: a dialogue waits for a key that never comes.

    pytest's own `faulthandler_timeout` starts a thread for each test.
    """
    signal.alarm(PATIENCE)
    try:
        return (yield)
    finally:
        signal.alarm(0)


def pytest_sessionstart() -> None:
    """Do once what gives the same each time: to list the keys of prompt_toolkit, to read a file of the two bases, to tell
    typer what a command takes.
    """
    application.load_key_bindings = cache(application.load_key_bindings)

    read, kept = assembling.read_records, cache(assembling.read_records)
    paths = (path for name in ("data", "tests/kb") for path in library.yaml_files(ROOT / name))
    texts = {path.read_text(encoding="utf-8") for path in paths}
    assembling.read_records = lambda text, name: (kept if text in texts else read)(text, name)

    tell: Callable[..., Any] = parsing._command
    told: dict[Any, tuple[Any, Any]] = {}

    def once(options: Sequence[Any], questions: Sequence[Any], partly: bool) -> Any:
        key = (*map(id, options), *map(id, questions), partly)
        if key not in told:
            told[key] = tell(options, questions, partly), (options, questions)
        return told[key][0]

    parsing._command = once


def pytest_collection() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and not among what was collected: it took a sixth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


def pytest_sessionfinish() -> None:
    """Look once for what was left open; pytest looks five times through all that is not frozen."""
    gc.collect()
    gc.freeze()


TABLE = re.compile(r"\{(commandes|(formats|fins) (\w+))( ou)?\}")


def _held(found: re.Match[str]) -> str:
    names = list(COMMANDS)
    if found[3]:
        values = next(item.values for item in COMMANDS[found[3]].takes if item.name == "--format")
        forms = [item for item in FORMATS if item.name in values]
        names = [item.name for item in forms]
        if found[2] == "fins":
            names = [item.endings[0] for item in forms if item.endings]
    return enumerate_french(names, "ou") if found[4] else ", ".join(names)


def cases(name: str, keys: set[str], optional: frozenset[str] = frozenset()) -> list[Any]:
    """Return the rows of tests/cases/<name>.yaml as parameters; a row with an unknown or missing key is refused.

    `{commandes}`, `{formats list}` and `{fins list}` stand for the names that the program's tables hold, `{… ou}` for a
    sentence of them.
    """
    text = (HERE / "cases" / f"{name}.yaml").read_text(encoding="utf-8")
    rows = yaml.load(TABLE.sub(_held, text), Loader=yaml.CSafeLoader)
    for row in rows:
        given = set(row) - {"name"}
        assert keys <= given <= keys | optional, f"{name}: {row['name']}: {given ^ keys}"
    return [pytest.param(row, id=row["name"]) for row in rows]


@dataclass
class Run:
    """What a command left: its exit code, stdout and stderr."""

    code: int
    out: str
    err: str


@dataclass
class Fixed:
    """A library that holds one base."""

    known: KnowledgeBase

    def base(self) -> KnowledgeBase:
        return self.known

    def paths(self) -> tuple[tuple[Path, int], ...]:
        return ()

    def unread(self) -> tuple[str, ...]:
        return ()


@dataclass
class Recorder:
    """A shell that keeps what is written; `prompter` answers when it is interactive, on a terminal unless `piped`."""

    prompter: Any = None
    width: int = 80
    folder: Any = None
    piped: bool | None = None
    started: tuple[str, str] = ("mentorat", "'")
    state: Path = HERE / "absent" / "reprise.yaml"
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)

    def shell(self) -> Shell:
        return Shell(
            write=self.out.append,
            complain=lambda line: self.err.append(line + "\n"),
            interactive=self.prompter is not None,
            styled=False,
            width=self.width,
            prompter=lambda accessible, question: self.prompter,
            state=lambda: self.state,
            today=lambda: TODAY,
            piped=self.prompter is None if self.piped is None else self.piped,
            folder=None if self.folder is None else lambda: self.folder,
            height=50,
            watched=True,
            program=self.started[0],
            quote=self.started[1],
        )

    def world(self, shelf: Any) -> program.Surroundings:
        """Return the world of a command line whose library is `shelf`, wherever `--data` is."""
        return program.Surroundings(lambda color: self.shell(), lambda place: shelf)

    def run(self, base: KnowledgeBase, *arguments: str) -> Run:
        code = program.main(arguments, self.world(Fixed(base)))
        return Run(code, "".join(self.out), "".join(self.err))


def _no_network(*arguments: object, **_: object) -> None:
    raise AssertionError(f"réseau interdit : {arguments}")


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Forbid sockets in the whole suite, but the pair that asyncio makes for itself."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "bind", "sendto"):
            patch.setattr(socket.socket, name, _no_network)
        for name in ("create_connection", "getaddrinfo", "gethostbyname"):
            patch.setattr(socket, name, _no_network)
        yield


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    listed = (HERE / "cases" / "lycees.tsv").read_text(encoding="utf-8")
    return replace(library.load(HERE / "kb").base, schools=tuple(read_schools(listed)))


@pytest.fixture(scope="session")
def places() -> KnowledgeBase:
    """The tiny base with entries seen somewhere, usual publics, and an organisation with an antenne."""
    folders = HERE / "kb", HERE / "places"
    paths = [(path, layer) for layer, one in enumerate(folders) for path in library.yaml_files(one)]
    return library.checked(library.read_files(paths))


@pytest.fixture(scope="session")
def prepared() -> None:
    """The real base is prepared for the programs that the suite starts, as it is in a wheel."""
    library.system_library(None).base()


@cache
def shipped() -> Loaded:
    """Return the real base, read once."""
    return library.load(ROOT / "data")


@pytest.fixture(scope="session")
def loaded() -> Loaded:
    return shipped()


@pytest.fixture(scope="session")
def real(loaded: Loaded) -> KnowledgeBase:
    return loaded.base


@pytest.fixture
def run(kb: KnowledgeBase) -> Callable[..., Run]:
    return lambda *arguments, **options: Recorder(**options).run(kb, *arguments)


@pytest.fixture
def run_real(real: KnowledgeBase) -> Callable[..., Run]:
    return lambda *arguments, **options: Recorder(**options).run(real, *arguments)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite", action="store_true", help="réécrire les sorties attendues de tests/snapshots"
    )


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Return a function that compares a whole output with tests/snapshots/<name>; --rewrite writes it instead."""

    def compare(name: str, output: str) -> None:
        path = HERE / "snapshots" / name
        if request.config.getoption("--rewrite"):
            path.write_text(output, encoding="utf-8")
        assert output == path.read_text(encoding="utf-8")

    return compare
