"""What the documentation shows is what the program does."""

import importlib.util
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Recorder, Run
from mentorat_cli.cli import main
from mentorat_cli.early import take_options
from mentorat_cli.library import OPTION, Folders

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_session_of_the_readme_is_real(request: object, run_real: Callable[..., Run]) -> None:
    session = re.search(r"```text\n\$ mentorat (.*)\n([\s\S]*?)```", README)
    assert session
    out = run_real(*shlex.split(session[1])).out
    if request.config.getoption("--rewrite"):  # type: ignore[attr-defined]
        (ROOT / "README.md").write_text(README.replace(session[2], out), encoding="utf-8")
    assert session[2] == out


def test_the_two_commands_are_one_line_each() -> None:
    blocks = re.findall(r"```sh\n([\s\S]*?)```", README)
    assert [block.count("\n") for block in blocks[:2]] == [1, 1]
    assert blocks[0].rstrip().endswith("mentorat recommend")
    assert blocks[1].rstrip().endswith("pytest")


def test_every_command_is_in_the_readme(run: Callable[..., Run]) -> None:
    run("--help")
    for name in ("recommend", "list", "show", "explain", "contacts", "coverage", "diff", "check", "schema", "new"):
        assert f"`mentorat {name}" in README


def test_adding_a_scheme_goes_from_the_skeleton_to_a_recommendation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of CONTRIBUTING, one after the other, as they are shown."""
    monkeypatch.chdir(tmp_path)
    section = CONTRIBUTING.split("## Ajouter un dispositif\n")[1].split("\n## ")[0]
    commands = [shlex.split(text) for text in re.findall(r"```sh\n\s*mentorat (.*)\n\s*```", section)]
    assert [words[0] for words in commands] == ["new", "check", "show", "recommend"]
    for words in commands:
        early, arguments = take_options(words)
        place = early.get(OPTION)
        shell = Recorder()
        folders = Folders(ROOT / "data", Path(place) if place else None, tmp_path / "cache")
        code = main(arguments, shell.shell(), lambda folders=folders: folders)
        assert code == 0, "".join(shell.err)
        if words[0] != "new":
            assert ("Mentors de la vallée" in "".join(shell.out)) is (words[0] != "check")
    assert "".join(shell.err) == ""


def test_the_pictures_show_what_the_program_does() -> None:
    spec = importlib.util.spec_from_file_location("pictures", ROOT / "docs" / "pictures.py")
    assert spec
    assert spec.loader
    pictures = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pictures)
    assert (ROOT / "docs" / "session.svg").read_text(encoding="utf-8") == pictures.session(), "python docs/pictures.py"
    expected = (ROOT / "docs" / "fiche.png.sha256").read_text(encoding="utf-8")
    assert pictures.fingerprint(pictures.fiche()) == expected, "voir docs/pictures.py : la fiche a changé, refaire docs/fiche.png"
