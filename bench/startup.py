"""Start-up of the installed program, against `python -c pass`: `python bench/startup.py [--rounds
N] [--python PYTHON]`.

Prints a table in Markdown: ratio, goal, whether it is held. `--instructions` prints only the
millions of instructions of `list … --format json`, for a gate.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import install
import measure
import seams
from measure import Command, Failed, Times

PASS, BARE, INPUT = "python -c pass", "typer + rich nu", "input() nu"
LIST = ["list", "--academie", "lyon"]
AS_JSON = {
    "list en JSON": [*LIST, "--format", "json"],
    "recommend en JSON": [
        *("recommend", "--objectif", "orientation", "--academie", "lyon"),
        *("--niveau", "terminale-pro", "--format", "json"),
    ],
}

GOALS: tuple[tuple[str, str, float], ...] = (
    ("--version", PASS, 2),
    ("--help, hors terminal", PASS, 7),
    ("--help, terminal", PASS, 7),
    ("list en JSON", PASS, 7.5),
    ("recommend en JSON", PASS, 8.5),
    ("list, table, terminal", PASS, 11),
    ("list, table, terminal", BARE, 1.2),
    ("option mal tapée", PASS, 7.5),
    ("touche TAB", PASS, 7.5),
    ("première question", INPUT, 12.5),
)
"""Row, what it is divided by, goal."""

FIXED = (
    ("list en JSON", "mémoire la plus haute", measure.peak, "Mo", 24),
    ("list en JSON", "instructions", measure.instructions, "M", 340),
    ("recommend en JSON", "instructions", measure.instructions, "M", 450),
)
"""What is run once, what that tells, how, its unit, its goal."""


def commands(place: Path) -> list[Command]:
    """Return what the rounds run: the yardsticks, then the program."""
    python, mentorat = str(place / "bin" / "python"), str(place / "bin" / "mentorat")
    return [
        Command(PASS, [python, "-c", "pass"]),
        Command(
            INPUT,
            [python, str(Path(__file__).parent / "bare_input.py")],
            terminal=True,
            until=seams.FIRST_QUESTION,
        ),
        Command(BARE, [str(place / "bin" / "bare-list"), *LIST], terminal=True),
        Command("--version", [mentorat, "--version"]),
        Command("--help, hors terminal", [mentorat, "--help"]),
        Command("--help, terminal", [mentorat, "--help"], terminal=True),
        *(Command(name, [mentorat, *arguments]) for name, arguments in AS_JSON.items()),
        Command("list, table, terminal", [mentorat, *LIST], terminal=True),
        Command("option mal tapée", [mentorat, "list", "--academi", "lyon"], code=2),
        *([completion(mentorat)] if completes(mentorat) else []),
        Command(
            "première question", [mentorat, "recommend"], terminal=True, until=seams.FIRST_QUESTION
        ),
    ]


def completion(mentorat: str) -> Command:
    return Command("touche TAB", [mentorat, *seams.COMPLETED], seams.COMPLETION)


def completes(mentorat: str) -> bool:
    """Return whether one TAB after `mentorat li` gives « list »."""
    command = completion(mentorat)
    done = subprocess.run(
        command.argv,
        env=measure.environment(command),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return done.returncode == 0 and done.stdout.split()[:1] == [b"list"]


def install_bare(place: Path) -> None:
    """Put the bare program and its rows beside the program, as pip would: compiled, with a
    script.
    """
    packages = next((place / "lib").glob("python*")) / "site-packages"
    argv = [str(place / "bin" / "mentorat"), *LIST, "--format", "json"]
    entries = json.loads(subprocess.run(argv, capture_output=True, text=True, check=True).stdout)[
        "entries"
    ]
    rows = [
        (item["name"], item["id"], ", ".join(item["goals"]), ", ".join(item["academies"][:5]))
        for item in entries
    ]
    (packages / "bare_rows.py").write_text(f"ROWS = {rows!r}\n", encoding="utf-8")
    (packages / "bare_list.py").write_bytes((Path(__file__).parent / "bare_list.py").read_bytes())
    python = place / "bin" / "python"
    subprocess.run(
        [
            str(python),
            "-m",
            "compileall",
            "-q",
            str(packages / "bare_rows.py"),
            str(packages / "bare_list.py"),
        ],
        check=True,
    )
    script = place / "bin" / "bare-list"
    script.write_text(
        f"#!{python}\nimport sys\nfrom bare_list import main\nif __name__ "
        "== '__main__':\n    sys.exit(main())\n"
    )
    script.chmod(0o755)


def rows_of(times: Times) -> list[list[str]]:
    """Return the rows of the table of ratios."""
    rows = []
    for name, reference, goal in GOALS:
        ratio, spread, seconds = (
            times.ratio(name, reference),
            times.spread(name, reference),
            times.median(name),
        )
        between = (
            f"{measure.number(spread[0])}–{measure.number(spread[1])}"
            if spread
            else times.failures.get(name, "")
        )
        milliseconds = measure.number(seconds * 1000, 0) if seconds else ""
        row = [
            name,
            f"÷ {reference}",
            measure.number(ratio),
            between,
            milliseconds,
            f"≤ {measure.number(goal, 1)}",
        ]
        rows.append([*row, measure.verdict(ratio, goal)])
    return rows


def fixed(place: Path) -> list[list[str]]:
    """Return the rows that need one run: memory and instructions."""
    mentorat = str(place / "bin" / "mentorat")
    plain = Command("python -c pass", [str(place / "bin" / "python"), "-c", "pass"])
    rows = []
    for name, title, what, unit, goal in FIXED:
        start = [f"{name}, {title}"]
        end = ["", "", f"≤ {goal} {unit}"]
        try:
            value, reference = what(Command(name, [mentorat, *AS_JSON[name]])), what(plain)
        except Failed as why:
            rows.append([*start, str(why), measure.number(None), *end, ""])
            continue
        told = f"(pass : {measure.number(reference, 0)} {unit})"
        told_value = f"{measure.number(value, 1)} {unit}"
        rows.append([*start, told, told_value, *end, measure.verdict(value, goal)])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description="Mesurer le démarrage.")
    parser.add_argument("--rounds", type=int, default=15, metavar="N")
    parser.add_argument("--python", default=sys.executable, metavar="PYTHON")
    parser.add_argument(
        "--instructions",
        action="store_true",
        help="ne compter que les instructions de list … --format json",
    )
    given = parser.parse_args()
    place = install.program(given.python)
    if given.instructions:
        print(
            round(
                measure.instructions(
                    Command("list", [str(place / "bin" / "mentorat"), *LIST, "--format", "json"])
                )
            )
        )
        return
    install_bare(place)
    times = measure.rounds(commands(place), given.rounds)
    print(
        f"{given.rounds} tours ; "
        f"{install.versions(place, 'typer', 'rich', 'questionary', 'msgspec')}\n"
    )
    print(
        measure.table(
            ["mesure", "rapport à", "×", "quartiles", "ms", "cible", ""],
            [*rows_of(times), *fixed(place)],
        )
    )


if __name__ == "__main__":
    main()
