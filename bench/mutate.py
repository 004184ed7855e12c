"""One-line faults that the suite must see: each is put in a copy of the tree, where the tests named
beside it in `mutations.yaml` must fail.

`python bench/mutate.py` plays them all and prints those that nobody saw, `python bench/mutate.py
directory` those of the files whose name holds a word. A row whose text no longer stands once in its
file is printed too: it moves with the code.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).parent.parent
LIMIT = 300
"""Seconds after which a fault counts as seen: it made the tests endless."""


class Fault(NamedTuple):
    """What is put where something stands in a file of the package, and the tests that must fail."""

    file: str
    stands: str
    put: str
    tests: Sequence[str]


def faults(word: str) -> Iterator[Fault]:
    """Yield the faults of the files whose name holds `word`."""
    text = (ROOT / "bench" / "mutations.yaml").read_text(encoding="utf-8")
    for item in yaml.load(text, Loader=yaml.CSafeLoader):
        if word in item["file"]:
            for row in item["faults"]:
                yield Fault(item["file"], row["is"], row["put"], item["tests"])


def copied(tree: Path) -> None:
    """Copy into `tree` what the tests read."""
    for name in ("bench", "data", "docs", "src", "tests"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (*ROOT.glob("*.md"), ROOT / "pyproject.toml"):
        shutil.copy(path, tree / path.name)


def played(tree: Path, fault: Fault) -> str:
    """Return what became of a fault in a copy of the tree, which is then as before; empty when the
    tests saw it.
    """
    path = tree / "src" / "mentorat_cli" / fault.file
    text = path.read_text(encoding="utf-8")
    if text.count(fault.stands) != 1:
        return f"à déplacer ({text.count(fault.stands)} fois dans le fichier)"
    path.write_text(text.replace(fault.stands, fault.put), encoding="utf-8")
    try:
        return "" if fails(tree, fault.tests) else "pas vue"
    finally:
        path.write_text(text, encoding="utf-8")


def fails(tree: Path, tests: Sequence[str]) -> bool:
    """Return whether one of these tests fails in a copy of the tree."""
    command = [sys.executable, "-m", "pytest", "-n0", "-x", "-p", "no:cacheprovider"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(tree / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HYPOTHESIS_PROFILE": "ci",
    }
    try:
        done = subprocess.run(
            [*command, *(f"tests/{name}" for name in tests)],
            cwd=tree,
            env=environment,
            capture_output=True,
            check=False,
            timeout=LIMIT,
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def main(word: str = "") -> int:
    """Play faults; return 1 when one is left."""
    every, left = list(faults(word)), 0
    with tempfile.TemporaryDirectory(prefix="mentorat-mutate-") as folder:
        copied(Path(folder))
        for tests in {tuple(fault.tests) for fault in every}:
            if fails(Path(folder), tests):
                raise SystemExit(f"Sans aucune faute, {', '.join(tests)} échoue déjà.")
        for number, fault in enumerate(every, 1):
            found = played(Path(folder), fault)
            if found:
                left += 1
                print(
                    f"{found} : {fault.file}\n  - {fault.stands!r}\n  + {fault.put!r}", flush=True
                )
            print(f"\r{number}/{len(every)}", end="", file=sys.stderr, flush=True)
    print(f"\n{len(every)} fautes, {left} à traiter")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
