"""Completion: candidates, the scripts in real shells, and what one press of Tab imports."""

import os
import pty
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Recorder, Run, cases
from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.commands.table import COMMANDS, SHELLS
from mentorat_cli.line.candidates import complete
from mentorat_cli.line.completion import FOLDER, script
from test_french import english
from test_imports import CODE, HEAVY


@pytest.mark.parametrize("case", cases("completion", {"line", "found"}))
def test_candidates(kb: KnowledgeBase, case: dict[str, Any]) -> None:
    """The last word of the line is the one at the cursor; it is empty after a space."""
    *before, typed = case["line"].split(" ")
    assert [item.value for item in complete(lambda: kb, before, typed)] == case["found"]


def test_every_candidate_is_explained_in_french(real: KnowledgeBase) -> None:
    """Words that explain themselves are few."""
    lines = [
        "",
        *(f"{name} --" for name in COMMANDS),
        "list --academie ",
        "show ",
        "recommend --filiere ",
    ]
    found = [
        item
        for line in lines
        for item in complete(lambda: real, line.split(" ")[:-1], line.split(" ")[-1])
    ]
    assert {item.value for item in found if not item.help} == {"demarche"}
    assert [
        item.help for item in found if english(item.help) and item.value not in real.entry
    ] == []


def test_a_candidate_is_accepted_where_it_is_proposed(real: KnowledgeBase) -> None:
    for letter in "abcdefghijklmnopqrstuvwxyz0123456789":
        for item in complete(lambda: real, ["list", "--academie"], letter):
            assert parse_answers(real, {"academie": [item.value]})["academie"], item


def test_a_shell_that_has_no_script(kb: KnowledgeBase) -> None:
    message = "La valeur «\u00a0xyz\u00a0» n’existe pas pour --completion\u00a0; attendu\u00a0: bash, zsh, fish ou powershell. Voir «\u00a0mentorat --help\u00a0».\n"
    assert Recorder().run(kb, "--completion", "xyz") == Run(2, "", message)
    assert [Recorder().run(kb, "--completion", shell) for shell in SHELLS] == [
        Run(0, script(shell), "") for shell in SHELLS
    ]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, prepared: None) -> dict[str, str]:
    """Return an environment where `mentorat` is this program, its base prepared."""
    folder, places = tmp_path_factory.mktemp("completion"), tmp_path_factory.mktemp("places")
    program = folder / "mentorat"
    program.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m mentorat_cli "$@"\n', encoding="utf-8"
    )
    program.chmod(0o755)
    (folder / "une-classe.csv").touch()
    (folder / "un-dossier").mkdir()
    homes = {name: str(places) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "ZDOTDIR")}
    return {
        **os.environ,
        **homes,
        "XDG_CACHE_HOME": str(Path.home() / ".cache"),
        "HOME": str(folder),
        "PATH": f"{folder}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "LC_ALL": "C.UTF-8",
    }


BASH = """
source <(mentorat --completion bash)
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
compopt() {{ echo "compopt $*"; }}
_mentorat mentorat "${{COMP_WORDS[COMP_CWORD]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("mentorat expl", ["explain"]),
        ("mentorat list --academie Crét", ["creteil"]),
        ("mentorat list --academie creteil", ["creteil"]),
        ("mentorat list --academie rhône", ["rhone"]),
        ("mentorat list --academie = Crét", ["creteil"]),
        ("mentorat recommend --objectif orientation,sta", ["orientation,stage"]),
        ("mentorat show cordees-de", ["cordees-de-la-reussite"]),
        ("mentorat list --output ''", ["compopt -o default", ""]),
        ("mentorat list --data ''", ["compopt -o dirnames", ""]),
        ("mentorat list --academie xyz", [""]),
    ],
)
def test_in_bash(environment: dict[str, str], words: str, found: list[str]) -> None:
    run = subprocess.run(
        ["bash", "--norc", "-c", BASH.format(words=words)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (run.stdout.removesuffix("\n").split("\n"), run.stderr) == (found, "")


def test_the_tab_key_in_bash(environment: dict[str, str]) -> None:
    """bash itself, at a terminal: the words that Tab writes."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(environment["HOME"])
        os.execvpe(
            "bash",
            ["bash", "--norc", "--noprofile", "-i"],
            {**environment, "TERM": "dumb", "PS1": "$ "},
        )
    os.write(terminal, b"source <(mentorat --completion bash)\n")
    os.write(
        terminal,
        "mentorat li\t--academie Crét\t--outp\tune-c\t\x01echo recu: \x05\nexit\n".encode(),
    )
    out = b""
    with suppress(OSError):
        while piece := os.read(terminal, 4096):
            out += piece
    os.waitpid(pid, 0)
    assert "\nrecu: mentorat list --academie creteil --output une-classe.csv" in out.decode()


def test_zsh_is_asked_nothing_when_it_starts(tmp_path: Path) -> None:
    """Folders that others may write are left out, without a question in English."""
    assert "compinit -i" in script("zsh")
    if zsh := shutil.which("zsh"):
        (tmp_path / "fonctions").mkdir()
        (tmp_path / "fonctions").chmod(0o777)
        code = f"fpath+=({tmp_path}/fonctions); source {FOLDER}/mentorat.zsh"
        run = subprocess.run([zsh, "-fc", code], capture_output=True, text=True, check=False)
        assert "insecure" not in run.stdout + run.stderr


@pytest.mark.skipif(not shutil.which("fish"), reason="fish n’est pas installé")
@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("mentorat expl", ["explain"]),
        ("mentorat list --academie Crét", ["Créteil"]),
        ("mentorat list --academie=cret", ["--academie=creteil"]),
        ("mentorat show cordees-de", ["cordees-de-la-reussite"]),
        ("mentorat list --data un-", ["un-dossier/"]),
    ],
)
def test_in_fish(environment: dict[str, str], line: str, found: list[str]) -> None:
    code = f"mentorat --completion fish | source; complete -C '{line}'"
    home = environment["HOME"]
    run = subprocess.run(
        ["fish", "--no-config", "-c", code],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [row.split("\t")[0] for row in run.stdout.splitlines()] == found


def test_what_a_press_of_tab_imports(environment: dict[str, str]) -> None:
    code = CODE.format(
        argv=["mentorat", "list", "--academie", "Cré"],
        what=f"name for name in {HEAVY!r} if name in sys.modules",
    )
    asked = {**environment, "_MENTORAT_COMPLETE": "bash"}
    run = subprocess.run(
        [sys.executable, "-c", code], env=asked, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "msgspec"
