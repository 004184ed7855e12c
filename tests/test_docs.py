"""What the documentation shows is what the program does."""

import importlib.util
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from conftest import ROOT
from documents import Desk, play, typeset
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.commands.table import COMMANDS
from mentorat_cli.engine.indexing import indexed

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ["README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]


@pytest.fixture(scope="session")
def shipped(real: KnowledgeBase) -> KnowledgeBase:
    """The shipped base with its bit sets, as a wheel has it."""
    return indexed(real)


@pytest.fixture
def same(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Return a function that compares a whole file with what it must hold; --rewrite writes it instead."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--rewrite"):
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text

    return compare


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_shows_is_real(
    name: str,
    shipped: KnowledgeBase,
    same: Callable[[Path, str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    page = ROOT / name
    same(page, typeset(play(page.read_text(encoding="utf-8"), Desk(shipped, tmp_path))))


@pytest.mark.parametrize(
    "name", ["CHANGELOG.md", "CONTRIBUTING.md", "data/LICENCE.md", "docs/decisions/README.md"]
)
def test_a_page_is_typeset(name: str, same: Callable[[Path, str], None]) -> None:
    same(ROOT / name, typeset((ROOT / name).read_text(encoding="utf-8")))


def test_a_page_that_shows_something_else_is_found(
    shipped: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    desk = Desk(shipped, tmp_path)
    played = play("```text\n$ mentorat show p-tec\nAutre chose.\n```\n", desk)
    assert played == (
        "```text\n$ mentorat show p-tec\nAucun dispositif «\u00a0p-tec\u00a0» dans la base\u00a0; «\u00a0mentorat list\u00a0» les montre tous.\n```\n"
    )
    tmp_path = tmp_path / "autre"
    tmp_path.mkdir()
    with pytest.raises(AssertionError, match="mentorat show p-tec"):
        play("Avec `mentorat show p-tec`.", Desk(shipped, tmp_path))


LINK = re.compile(r"\]\((?!http)([^)#\s]*)#?([^)\s]*)\)")


@pytest.mark.parametrize(
    "name", [*PAGES, "CONTRIBUTING.md", "CHANGELOG.md", "docs/decisions/README.md"]
)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    for target, anchor in set(LINK.findall(page.read_text(encoding="utf-8"))):
        place = page.parent / target if target else page
        assert place.exists(), target
        assert not anchor or anchor in anchors(place), f"{target}#{anchor}"


def anchors(page: Path) -> set[str]:
    """Return the names that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_no_page_is_named_that_is_not_here() -> None:
    """A section of a page in capitals (« NOTES §3 »), a page of this tree by its path."""
    named = re.compile(r"\b[A-Z]{3,}(?:\.md)? §\d|(?<![\w./])(?:docs|data|bench)/[\w/-]+\.md")
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for folder in ("src", "tests", "docs", "bench", "data", ".ci")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".md", ".yaml", ".mjs"} and "node_modules" not in path.parts
        for name in named.findall(path.read_text(encoding="utf-8", errors="replace"))
        if not (ROOT / name).exists()
    }
    assert found == {("tests/test_docs.py", "NOTES §3")}


def test_the_two_commands_are_one_line_each() -> None:
    blocks = re.findall(r"```sh\n([\s\S]*?)```", README)
    assert [block.count("\n") for block in blocks[:2]] == [1, 1]
    assert blocks[0].rstrip().endswith("mentorat recommend")
    assert blocks[1].rstrip().endswith("pytest")


def test_every_command_is_in_the_readme() -> None:
    assert [name for name in COMMANDS if f"`mentorat {name}" not in README] == []


def test_the_licences_of_what_is_needed_are_told() -> None:
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| (\S+) \| (.+?) \|", page, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split("[<>=]", name)[0] for name in project["dependencies"]}
    assert needed <= set(told)
    assert "?" not in told.values()


def test_adding_a_scheme_goes_from_the_skeleton_to_a_recommendation(
    shipped: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands of CONTRIBUTING, one after the other, as they are shown; the second step is an editor."""
    monkeypatch.chdir(tmp_path)
    section = CONTRIBUTING.split("## Ajouter un dispositif\n")[1].split("\n## ")[0]
    commands = re.findall(r"```sh\n\s*(mentorat .*)\n\s*```", section)
    assert [command.split()[1] for command in commands] == ["new", "check", "show", "recommend"]
    desk = Desk(shipped, tmp_path, interactive=False)
    said = [desk.run(commands[0])]
    assert desk.run(commands[1])[1].count("À compléter") == 2
    file = tmp_path / "mes-mentors.yaml"
    completed = file.read_text(encoding="utf-8").replace("À compléter", "Complété")
    file.write_text(completed, encoding="utf-8")
    said += [desk.run(command) for command in commands[1:]]
    assert [code for code, _ in said] == [0] * 4
    assert ["Mentors de la vallée" in text for _, text in said[1:]] == [False, True, True]
    nothing = "Aucune erreur, aucun avertissement dans 1\u00a0fichier. Rien à corriger.\n"
    assert said[1] == (0, nothing)


def test_the_pictures_show_what_the_program_does(kb: KnowledgeBase) -> None:
    """`python docs/pictures.py` draws them again, and writes what they say."""
    for name, words in script("pictures").said(kb).items():
        assert words == (ROOT / "docs" / f"{name}.txt").read_text(encoding="utf-8"), name


def test_the_reference_is_that_of_the_code(
    real: KnowledgeBase, same: Callable[[Path, str], None]
) -> None:
    same(ROOT / "docs" / "reference.md", script("reference").reference(real))


def test_the_drawing_has_the_rooms_of_today(same: Callable[[Path, str], None]) -> None:
    same(ROOT / "docs" / "architecture.svg", script("architecture").drawing())


def test_the_manual_is_that_of_the_help(
    real: KnowledgeBase, same: Callable[[Path, str], None]
) -> None:
    same(ROOT / "docs" / "mentorat.1", script("manual").manual(real))


@pytest.mark.parametrize(
    "command",
    [["mandoc", "-T", "lint"], ["groff", "-man", "-ww", "-Kutf8", "-Tutf8"]],
    ids=["mandoc", "groff"],
)
def test_the_manual_is_well_formed(command: list[str]) -> None:
    """Where the tool is installed; .ci/run installs mandoc."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} n'est pas installé")
    checked = subprocess.run(
        [*command, "docs/mentorat.1"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    said = checked.stderr if command[0] == "groff" else checked.stdout + checked.stderr
    assert (checked.returncode, said) == (0, "")
