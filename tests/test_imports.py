"""Nothing is imported that the command does not use."""

import subprocess
import sys
from pathlib import Path

import pytest

CLASS = str(Path(__file__).parent / "cases" / "eleves.csv")
HEAVY = (
    "pydantic",
    "rich",
    "questionary",
    "prompt_toolkit",
    "asyncio",
    "yaml",
    "typer",
    "msgspec",
    "json",
    "dataclasses",
    "tempfile",
    "csv",
    "shlex",
)
CODE = """
import sys, io
sys.argv = {argv!r}
real, sys.stdout = sys.stdout, io.StringIO()
try:
    from mentorat_cli.__main__ import main
    main()
finally:
    sys.stdout = real
    print(" ".join({what}))
"""


OURS = " ".join(
    [
        "answers answers.choices answers.places answers.refusals answers.territories answers.typed base base.records base.schools commands commands.common",
        "commands.list commands.table engine engine.bits engine.listing engine.masks",
        "engine.presence engine.ranking engine.rules engine.sayings engine.situation engine.terms engine.verdicts errors formats formats.json line line.program line.reading",
        "payloads payloads.catalogue typography world world.folders world.library",
        "world.prepared world.screen world.signals world.store",
    ]
)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--version"], ""),
        ([], "msgspec"),
        (["recommend"], "msgspec"),
        (["--help"], "msgspec"),
        (["list", "--academie", "lyon", "--format", "json"], "msgspec"),
        (["list", "--academie", "lyon"], "msgspec"),
        (["recommend", "--objectif", "stage", "--academie", "lyon"], "msgspec"),
        (
            ["recommend", "--objectif", "stage", "--academie", "lyon", "--details"],
            "msgspec shlex",
        ),
        (["recommend", "--classe", CLASS, "--format", "csv"], "msgspec csv"),
        (["recommend", "--classe", CLASS], "msgspec csv"),
    ],
)
@pytest.mark.usefixtures("prepared")
def test_imports(arguments: list[str], expected: str) -> None:
    assert loaded(arguments, f"name for name in {HEAVY!r} if name in sys.modules") == expected


@pytest.mark.usefixtures("prepared")
def test_our_own_modules() -> None:
    """A list as JSON imports these modules of ours and no other: a new one slows every start."""
    ours = "sorted(name.removeprefix('mentorat_cli.') for name in sys.modules if name.startswith('mentorat_cli.') and '__main__' not in name)"
    assert loaded(["list", "--academie", "lyon", "--format", "json"], ours) == OURS


def loaded(arguments: list[str], what: str) -> str:
    """Return what is imported by a command whose base is already prepared, as it is in a wheel."""
    code = CODE.format(argv=["mentorat", *arguments], what=what)
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
