"""Start-up beside that of other Python tools, in one run: `python bench/peers.py [--rounds N]
[--python PYTHON]`.

The tools are installed in an environment of their own, made once (`install.CACHE`); those that
cannot be are left out, and named.
Columns: `--version`, help and a list (what each has that reads a file and prints), then the first
question on a terminal. Lists and
questions are asked on a terminal, as by a person; the rest is not. Every figure is divided by the
`python -c pass` of the same interpreter.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import install
import measure
import seams
from measure import Command, Times, number, verdict

TOOLS = ("hatch", "sqlite-utils", "cookiecutter", "commitizen", "copier", "httpie")
OURS, PASS = "mentorat", "python -c pass"

COMMANDS: Mapping[str, Mapping[str, list[str]]] = {
    "mentorat": {
        "version": ["mentorat", "--version"],
        "aide": ["mentorat", "--help"],
        "liste": ["mentorat", "list", "--academie", "lyon"],
        "question": ["mentorat", "recommend"],
    },
    "hatch": {
        "version": ["hatch", "--version"],
        "aide": ["hatch", "--help"],
        "liste": ["hatch", "env", "show"],
        "question": ["hatch", "new", "-i"],
    },
    "sqlite-utils": {
        "version": ["sqlite-utils", "--version"],
        "aide": ["sqlite-utils", "--help"],
        "liste": ["sqlite-utils", "tables", "base.db"],
    },
    "cookiecutter": {
        "version": ["cookiecutter", "--version"],
        "aide": ["cookiecutter", "--help"],
        "liste": ["cookiecutter", "--list-installed"],
        "question": ["cookiecutter", "modele"],
    },
    "commitizen": {
        "version": ["cz", "version"],
        "aide": ["cz", "--help"],
        "liste": ["cz", "ls"],
        "question": ["cz", "commit"],
    },
    "copier": {
        "version": ["copier", "--version"],
        "aide": ["copier", "--help"],
        "question": ["copier", "copy", "modele-copier", "sortie"],
    },
    "httpie": {"version": ["http", "--version"], "aide": ["http", "--help"]},
}
"""Tool → column → command, in the folder that `prepare` makes."""

QUESTIONS = {
    "mentorat": seams.FIRST_QUESTION,
    "hatch": "Project name",
    "cookiecutter": "nom",
    "commitizen": "Select the type of change",
    "copier": "nom du projet",
}
"""What the first question of each says."""

GOALS = (
    ("aide ÷ la plus courte des autres", "aide", TOOLS, 1.0),
    ("liste ÷ la plus courte de hatch et sqlite-utils", "liste", ("hatch", "sqlite-utils"), 0.95),
    ("première question ÷ cookiecutter", "question", ("cookiecutter",), 0.98),
)
"""Row, column, the tools of which the fastest is the yardstick, goal."""


TABLES = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
for number in range(60):
    base.execute(f"create table if not exists t{number} (a)")
"""


def prepare(folder: Path) -> None:
    """Make what the tools are run on: a project, a database, two templates of one question, a
    change to commit.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "essai"\nversion = '
        '"1"\n[tool.hatch.envs.default]\n[tool.hatch.envs.test]\n'
    )
    (folder / "modele" / "{{cookiecutter.nom}}").mkdir(parents=True, exist_ok=True)
    (folder / "modele" / "cookiecutter.json").write_text('{"nom": "essai"}\n')
    (folder / "modele-copier").mkdir(exist_ok=True)
    (folder / "modele-copier" / "copier.yml").write_text(
        "nom:\n  type: str\n  help: nom du projet\n"
    )
    (Path(measure.HOME) / ".cookiecutters").mkdir(exist_ok=True)
    subprocess.run([sys.executable, "-c", TABLES, str(folder / "base.db")], check=True)
    if not (folder / ".git").exists():
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
        subprocess.run(["git", "-C", str(folder), "add", "pyproject.toml"], check=True)


def commands(places: Mapping[str, Path], folder: Path) -> list[Command]:
    """Return the commands whose program is there."""
    run = [Command(PASS, [str(places[OURS] / "bin" / "python"), "-c", "pass"])]
    for tool, columns in COMMANDS.items():
        bin_ = places.get(tool, places["other"]) / "bin"
        path = {"PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"}
        for column, (name, *arguments) in columns.items():
            if (bin_ / name).exists():
                until = QUESTIONS[tool] if column == "question" else ""
                terminal = column in ("liste", "question")
                run.append(
                    Command(
                        f"{tool} | {column}",
                        [str(bin_ / name), *arguments],
                        path,
                        terminal,
                        until,
                        folder=folder,
                        limit=60,
                    )
                )
    return run


def tool_row(times: Times, places: Mapping[str, Path], tool: str, release: str) -> list[str]:
    cells = []
    for column in ("version", "aide", "liste", "question"):
        ratio = times.ratio(f"{tool} | {column}", PASS)
        cells.append(number(ratio, 1) if ratio else times.failures.get(f"{tool} | {column}", "—"))
    return [release or f"{tool} (absent)", *cells]


def goal_row(
    times: Times, title: str, column: str, tools: tuple[str, ...], goal: float
) -> list[str]:
    """Return our time over that of the fastest of `tools`."""
    medians = {tool: times.median(f"{tool} | {column}") for tool in tools}
    there = {tool: seconds for tool, seconds in medians.items() if seconds}
    best = min(there, key=lambda tool: there[tool]) if there else None
    ratio = times.ratio(f"{OURS} | {column}", f"{best} | {column}") if best else None
    return [title, best or "", number(ratio), f"≤ {number(goal)}", verdict(ratio, goal)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Mesurer le démarrage à côté de celui d’autres outils."
    )
    parser.add_argument("--rounds", type=int, default=15, metavar="N")
    parser.add_argument("--python", default=sys.executable, metavar="PYTHON")
    given = parser.parse_args()
    places = {
        OURS: install.program(given.python),
        "other": install.packages(given.python, "autres-outils", TOOLS),
    }
    folder = install.CACHE / "essai"
    prepare(folder)
    times = measure.rounds(commands(places, folder), given.rounds)
    rows = []
    for tool in COMMANDS:
        release = OURS if tool == OURS else install.versions(places["other"], tool)
        rows.append(tool_row(times, places, tool, release))
    print(
        f"{given.rounds} tours ; tout est divisé par {PASS} "
        f"({number((times.median(PASS) or 0) * 1000, 1)} ms)\n"
    )
    print(measure.table(["", "--version", "aide", "liste", "première question"], rows))
    print()
    print(
        measure.table(["cible", "face à", "×", "", ""], [goal_row(times, *goal) for goal in GOALS])
    )


if __name__ == "__main__":
    main()
