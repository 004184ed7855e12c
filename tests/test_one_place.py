"""« Un seul endroit pour chaque chose »: rows of the table of CONTRIBUTING, played in a copy of the tree.

Each row adds one thing in the places that it names, and nowhere else. Then the tests that guard such a thing run there with
`--rewrite`: what is generated follows by itself, and a test that fails is a place that the table does not name.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

TABLE = dict(
    re.findall(
        r"^\| (un[e ][^|]*?) \| (.*?) \|",
        (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
)
"""What one adds → where, as CONTRIBUTING says."""

NEW = ""
"""Stands for where a new file begins."""
ADDITIONS = {
    "un champ d’une entrée": {
        "src/mentorat_cli/base/records.py": (
            "    examples: tuple[Example, ...] = ()\n",
            '    hours: Prose | None = None\n    """horaires : Les heures où l\'on répond."""\n',
        )
    },
    "une question, donc un critère et son option": {
        "data/questions.yaml": (
            "  - id: lycee-encorde\n",
            "  - id: sport\n    type: choice\n    label: sport\n    prompt: Quel sport ?\n    band: 3\n    changes: never\n"
            '    sentence: "le sport est : {values}"\n    choices:\n      - {id: judo, label: le judo}\n'
            "      - {id: voile, label: la voile}\n",
        )
    },
    "un format": {
        "src/mentorat_cli/formats/pairs.py": (
            NEW,
            '"""The first values of a result, one a line."""\n\nfrom typing import Any\n\n\n'
            'def render(value: Any) -> str:\n    """Return the keys of a result, with what they hold."""\n'
            '    return "".join(f"{name}={content}\\n" for name, content in value.items())\n',
        ),
        "src/mentorat_cli/formats/__init__.py": (
            '    Format("jsonl"',
            '    Format("paires", (".paires",), {"value": "pairs.render"}),\n',
        ),
    },
    "une commande": {
        "src/mentorat_cli/commands/tally.py": (
            NEW,
            '"""`mentorat tally`: how many entries the base has."""\n\n'
            "from mentorat_cli.world.library import Library\nfrom mentorat_cli.world.screen import Shell\n\n"
            'HELP = "Exemple\\u00a0:\\n  mentorat tally"\n\n\n'
            "def run(library: Library, shell: Shell, *, double: bool) -> int:\n"
            '    """Run the command over the base of `library`."""\n'
            '    shell.write(f"{len(library.base().entries) * (1 + double)}\\n")\n    return 0\n',
        ),
        "src/mentorat_cli/commands/table.py": (
            '    "schema": Verb(\n',
            '    "tally": Verb(\n        KEEP,\n        "Compter les dispositifs.",\n'
            '        (Option("--double", "double", "Compter chacun deux fois."),),\n    ),\n',
        ),
        "README.md": (
            "`mentorat schema",
            "`mentorat tally` (le nombre de dispositifs), ",
        ),
    },
}
"""What one adds → file → the text that the addition stands before, and the addition."""

ADDED = """
from conftest import HERE, Recorder, Run
from mentorat_cli.base import assembling, schema
from mentorat_cli.line.reading import read

PUPIL = "recommend --objectif orientation --academie lyon --niveau terminale-pro --no-input"


def test_a_field_a_question_a_format_and_a_command_are_there(real, run_real):
    text = (HERE / "kb" / "base.yaml").read_text(encoding="utf-8").replace("    scales: [eleve]", "    scales: [eleve]\\n    hours: le matin", 1)
    files = [assembling.SourceFile("base.yaml", text)]
    assert str(assembling.assemble(files).base.entry["cordees"].hours) == "le matin"
    assert "sport" in run_real(*PUPIL.split(), "--sport", "judo", "--format", "markdown").out.lower()
    assert run_real("list", "--academie", "lyon", "--format", "paires").out.startswith("version=1\\n")
    assert run_real("tally", "--double") == Run(0, f"{2 * len(real.entries)}\\n", "")
"""

GUARDS = (
    "tests/test_added.py",
    "tests/test_architecture.py",
    "tests/test_check.py",
    "tests/test_cli.py",
    "tests/test_completion.py",
    "tests/test_docs.py",
    "tests/test_formats.py",
    "tests/test_french.py",
    "tests/test_meanings.py",
    "tests/test_questions.py",
    "tests/test_schema.py",
    "tests/test_typography.py",
)
ELSEWHERE = (
    "in_bash or tab_key or in_fish or page_shows or page_that_shows or adding_a_scheme or mutation or same_text or no_value"
    " or is_valid or is_a_schema or the_base or is_not_here or no_error or candidate or press_of_tab or pictures"
)
"""Tests that guard none of these, and that start programs, read the whole base, or draw."""
GENERATED = re.compile(
    r"data/schema\.json|docs/reference\.md|docs/mentorat\.1|tests/snapshots/help.*\.txt"
)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not {"__pycache__", ".hypothesis", ".pytest_cache"} & {*path.parts}
    }


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the guards read, and of what Python made of it."""
    for name in ("data", "docs", "src", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("CHANGELOG.md", "CONTRIBUTING.md", "README.md", "pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("what", ADDITIONS)
def test_the_table_names_each_place(what: str) -> None:
    named = re.findall(r"`([a-zR][\w/.]*)`", TABLE[what])
    touched = [name.removeprefix("src/mentorat_cli/") for name in ADDITIONS[what]]
    assert [place for place in named if not any(name.startswith(place) for name in touched)] == []
    assert [name for name in touched if not any(name.startswith(place) for place in named)] == []


def test_nothing_else_is_to_be_touched(copy: Path) -> None:
    for places in ADDITIONS.values():
        for name, (before, addition) in places.items():
            path = copy / name
            text = path.read_text(encoding="utf-8") if before else ""
            assert before in text, name
            path.write_text(text.replace(before, addition + before, 1), encoding="utf-8")
    (copy / "tests" / "test_added.py").write_text(ADDED, encoding="utf-8")
    before = files(copy)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n0",
        "-p",
        "no:cacheprovider",
        "--rewrite",
        *GUARDS,
    ]
    done = subprocess.run(
        [*command, "-k", f"not ({ELSEWHERE})"],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    after = files(copy)
    changed = {name for name in after if after[name] != before.get(name)}
    assert {name for name in changed if not GENERATED.fullmatch(name)} == set()
    assert changed >= {
        "data/schema.json",
        "docs/reference.md",
        "docs/mentorat.1",
        "tests/snapshots/help.txt",
    }
