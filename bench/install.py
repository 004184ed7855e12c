"""Environments made for the benches, kept in a temporary folder (or MENTORAT_BENCH) and made again
when what they hold has changed.

A program is measured as a user has it: its wheel, installed by pip with compiled modules, in an
environment that holds nothing else.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
CACHE = Path(
    os.environ.get("MENTORAT_BENCH")
    or Path(tempfile.gettempdir()) / f"mentorat-bench-{os.getuid()}"
)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def program(python: str, data: Path | None = None, extra: Sequence[str] = ()) -> Path:
    """Return an environment with the program of this checkout, its base replaced by the files of
    `data` if any, and other packages.
    """
    name = f"mentorat-{data.name if data else 'livree'}{'-plus' if extra else ''}"
    place, mark = environment(python, name, _digest(data, extra))
    if mark is not None:
        wheel = _wheel(place, data)
        pip(place, str(wheel))
        each(place, extra)
        mark()
    return place


def packages(python: str, name: str, wanted: Sequence[str]) -> Path:
    """Return an environment with those of `wanted` that can be installed, each by itself so that
    one may miss.
    """
    place, mark = environment(python, name, " ".join(wanted))
    if mark is not None:
        each(place, wanted)
        mark()
    return place


def each(place: Path, wanted: Sequence[str]) -> None:
    """Install packages one by one; one that cannot be is named."""
    for item in wanted:
        try:
            pip(place, item)
        except subprocess.CalledProcessError:
            say(f"{item} ne s’installe pas : laissé de côté")


def environment(python: str, name: str, content: str) -> tuple[Path, Callable[[], object] | None]:
    """Return an environment, and, when it is new or holds something else than `content`, how to say
    that it is ready.
    """
    key = hashlib.sha256(f"{_version(python)} {content}".encode()).hexdigest()
    place = CACHE / name
    stamp = place / "bench-content"
    if stamp.is_file() and stamp.read_text() == key:
        return place, None
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    say(f"environnement {name}…")
    subprocess.run([python, "-m", "venv", str(place)], check=True)
    return place, lambda: stamp.write_text(key)


def pip(place: Path, *wanted: str) -> None:
    argv = [
        str(place / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "-qq",
        "--disable-pip-version-check",
        *wanted,
    ]
    subprocess.run(argv, check=True, env=_clean())


def versions(place: Path, *names: str) -> str:
    """Return `name version` of installed packages; a missing one is left out."""
    code = (
        "import sys, importlib.metadata as m\n"
        "for name in sys.argv[1:]:\n"
        "    try: print(name, m.version(name))\n"
        "    except m.PackageNotFoundError: pass"
    )
    done = subprocess.run(
        [str(place / "bin" / "python"), "-c", code, *names],
        capture_output=True,
        text=True,
        check=True,
    )
    return ", ".join(done.stdout.split("\n")[:-1])


def _version(python: str) -> str:
    return subprocess.run(
        [python, "-c", "import sys; print(sys.version)"], capture_output=True, text=True, check=True
    ).stdout.strip()


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def tree() -> list[Path]:
    """Return the files of the checkout that a wheel may need, as they are now: all but the tests,
    the benches and the pages.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    left_out = ("tests/", "bench/", "docs/", ".ci/")
    return [
        ROOT / name
        for name in sorted(listed.stdout.split("\0"))
        if name and not name.startswith(left_out) and (ROOT / name).is_file()
    ]


def _digest(data: Path | None, extra: Sequence[str]) -> str:
    found = hashlib.sha256(" ".join(extra).encode())
    for path in [*tree(), *(sorted(data.iterdir()) if data else ())]:
        found.update(str(path).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _wheel(place: Path, data: Path | None) -> Path:
    """Build the wheel from a copy of the checkout, in which `data/` may be replaced."""
    with tempfile.TemporaryDirectory(prefix="mentorat-bench-") as name:
        copy = Path(name)
        for path in tree():
            target = copy / path.relative_to(ROOT)
            if data and path.parent == ROOT / "data":
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        if data:
            shutil.copytree(data, copy / "data")
        argv = [
            str(place / "bin" / "python"),
            "-m",
            "pip",
            "wheel",
            "-qq",
            "--no-deps",
            "--wheel-dir",
            str(place / "wheel"),
            str(copy),
        ]
        subprocess.run(argv, check=True, env=_clean())
    return next((place / "wheel").glob("*.whl"))
