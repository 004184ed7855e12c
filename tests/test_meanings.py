"""Every key of the JSON has its meaning, and every meaning its key: the reference of docs/ is written from them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import HERE, Recorder
from mentorat_cli.base.assembling import SourceFile
from mentorat_cli.payloads.meanings import MEANINGS, TYPES, Meanings
from mentorat_cli.world.library import checked
from test_diff import KB, edited

PLACES = (HERE / "places" / "places.yaml").read_text("utf-8")
STATEMENT = "[{text: Un fait., year: 2025, school_year: 2025-2026, source: o}]"
CALENDAR = (
    "[{text: Un fait., source: o}, {text: Un fait., opens: 2026-12, closes: 2027, source: o}, "
    "{text: Un fait., year: 2025, school_year: 2025-2026, yearly: oui, source: o}]"
)
COST = "    cost: {text: Gratuit., source: o}\n"
FULL = edited(
    {
        COST: COST
        + "".join(f"    {name}: {STATEMENT}\n" for name in ("figures", "warnings"))
        + f"    calendar: {CALENDAR}\n"
    }
)
BASE = checked([SourceFile("base.yaml", FULL), SourceFile("places.yaml", PLACES, 1)])
OTHER = edited(
    {
        "        - {lycee-encorde: [oui], source: o}\n": "",
        "        - {age: {min: 16, max: 20}, source: p}\n": "        - {ase: [non], source: p}\n",
    }
)
PUPIL = "--objectif stage,orientation --academie 69 --niveau terminale-pro --age 17 --boursier ?"
PLACED = "--objectif confiance --academie 69 --age 17"
ARGUMENTS = {
    "recommend": [PUPIL, PLACED],
    "recommend --classe": ["eleves.csv"],
    "recommend --classe --format jsonl": ["eleves.csv"],
    "list": [""],
    "show": ["cordees --academie rennes", "mentors-lyon --academie lyon", "relais"],
    "explain": [f"tremplin {PUPIL}", f"cordees {PUPIL}", f"relais {PLACED}"],
    "contacts": [
        "tremplin mentors-lyon cordees --academie lyon",
        "--objectif stage --academie rennes",
    ],
    "coverage": ["--niveau terminale-pro"],
    "check": ["faux.yaml"],
    "check --revue": [""],
    "diff": ["avant.yaml apres.yaml"],
}
"""Command → arguments that, together, print every key of its JSON."""


FILES = {
    "avant.yaml": KB,
    "apres.yaml": OTHER,
    "faux.yaml": "entries: [{}]\n",
    "eleves.csv": "repere;objectif;academie;niveau\nA1;stage,orientation;lyon;premiere-pro\n;confiance;lyon;\nA3;rien;lyon;cm2\nA4;stage;rennes;\n",
}


@pytest.mark.parametrize("command", ARGUMENTS)
def test_meanings(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    meanings, seen = MEANINGS[command], dict[str, set[type]]()
    words = command.replace(" --format jsonl", "").split()
    for arguments in ARGUMENTS[command]:
        printed = (
            Recorder()
            .run(
                BASE,
                *words,
                *arguments.split(),
                "--format",
                command.partition(" --format ")[2] or "json",
            )
            .out
        )
        for value in (
            [json.loads(line) for line in printed.splitlines()]
            if "jsonl" in command
            else [json.loads(printed)]
        ):
            for path, item in keys(value, meanings):
                seen.setdefault(path, set()).add(type(item))
    assert sorted(seen) == sorted(meanings)
    assert {
        path: kinds - types(meanings[path])
        for path, kinds in seen.items()
        if kinds - types(meanings[path])
    } == {}


def test_every_command_with_json_is_told(run: Callable[..., Any]) -> None:
    assert set(ARGUMENTS) == set(MEANINGS)


def keys(value: Any, meanings: Meanings, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the path and the value of each key within a value."""
    if isinstance(value, list):
        for item in value:
            yield from keys(item, meanings, f"{path}[]")
    if isinstance(value, dict):
        below = f"{path}." if path else ""
        for key, item in value.items():
            name = f"{below}*" if f"{below}*" in meanings else f"{below}{key}"
            yield name, item
            yield from keys(item, meanings, name)


def types(meaning: str) -> set[type]:
    return {TYPES[word] for word in meaning.split(" : ", 1)[0].replace(" ou ", ", ").split(", ")}
