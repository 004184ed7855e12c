"""No English reaches the user: not in help, not in what is said of a wrong command line, not in a dialogue."""

import ast
import inspect
import re
import shlex
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType

import pytest
import typer
from questionary import constants
from questionary.prompts.common import InquirerControl
from typer._click import core, decorators, exceptions, formatting, parser, termui, types

from conftest import Fixed, Recorder, Run
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.commands.table import COMMANDS
from mentorat_cli.dialogue import arrows, listing
from mentorat_cli.line.help import ABOUT
from mentorat_cli.line.program import Surroundings, main

Runner = Callable[..., Run]
NAMES = list(COMMANDS)
LIBRARIES: tuple[ModuleType, ...] = (
    core,
    decorators,
    exceptions,
    formatting,
    parser,
    termui,
    types,
    typer.core,
    typer.main,
    constants,
)

ENGLISH = frozenset(
    [
        "a",
        "about",
        "access",
        "accepts",
        "aborted",
        "already",
        "an",
        "and",
        "any",
        "appears",
        "are",
        "argument",
        "arguments",
        "arrow",
        "as",
        "at",
        "bad",
        "be",
        "because",
        "boolean",
        "by",
        "cancelled",
        "cannot",
        "character",
        "choice",
        "choices",
        "choose",
        "command",
        "commands",
        "could",
        "default",
        "denied",
        "deprecated",
        "directory",
        "does",
        "done",
        "during",
        "element",
        "empty",
        "enter",
        "error",
        "exist",
        "existing",
        "exit",
        "expected",
        "extra",
        "failed",
        "file",
        "filename",
        "finished",
        "float",
        "for",
        "found",
        "from",
        "got",
        "had",
        "has",
        "have",
        "help",
        "in",
        "input",
        "install",
        "instruction",
        "integer",
        "invalid",
        "is",
        "it",
        "items",
        "its",
        "keys",
        "key",
        "letter",
        "like",
        "list",
        "may",
        "message",
        "missing",
        "more",
        "move",
        "must",
        "no",
        "not",
        "nothing",
        "number",
        "of",
        "only",
        "or",
        "other",
        "out",
        "path",
        "please",
        "possible",
        "press",
        "range",
        "readable",
        "required",
        "requires",
        "select",
        "selected",
        "shell",
        "should",
        "show",
        "something",
        "space",
        "specified",
        "such",
        "take",
        "takes",
        "text",
        "than",
        "that",
        "the",
        "this",
        "to",
        "toggle",
        "try",
        "type",
        "unable",
        "unexpected",
        "unknown",
        "usage",
        "use",
        "used",
        "user",
        "valid",
        "value",
        "values",
        "was",
        "were",
        "which",
        "while",
        "with",
        "without",
        "wrong",
        "writable",
        "yes",
        "you",
        "your",
    ]
)
"""English words of what the libraries say that are not French words too (`options`, `question`, `date`, `intention`…)."""
FRENCH_TOO = {"a", "as", "message", "or", "text", "list", "show", "choice", "space"}
"""English words that are also French, or names that our own command line has."""
KNOWN = re.compile(
    r"--[a-z-]+|https?://\S+|mentorat \w+|yaml-language-server|\b[\w-]+\.(?:yaml|json|csv)\b|^  (?:list|show)\b|\bou schema\b",
    re.MULTILINE,
)


def english(text: str) -> list[str]:
    """Return the English words of a text, leaving out options, addresses, commands and what they are given."""
    words = re.findall(r"[^\W\d_]+", KNOWN.sub(" ", re.sub(r"«\u00a0[^»]*\u00a0»", " ", text)))
    return [word for word in words if word.lower() in ENGLISH - FRENCH_TOO]


def said(module: ModuleType) -> Iterator[str]:
    """Yield what a library can say: the texts of several words in its source, docstrings left out."""
    tree = ast.parse(inspect.getsource(module))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            documentation |= {id(part) for part in node.values}
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values
            )
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documentation
        ):
            yield node.value


@pytest.mark.parametrize("module", LIBRARIES, ids=lambda module: module.__name__)
def test_the_guard_knows_the_english_of_the_libraries(module: ModuleType) -> None:
    """A new sentence of a library that the list of words would not notice fails here."""
    sentences = [text for text in said(module) if re.search(r"[A-Z][a-z]+ [a-z]+ [a-z]+", text)]
    assert [text for text in sentences if not english(text)] == []


@pytest.mark.parametrize(
    "arguments",
    [[], ["--help"], ["-h"], ["help"], *([name, "--help"] for name in NAMES)],
    ids=" ".join,
)
def test_help(run_real: Runner, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    result = run_real(*arguments)
    text = result.out + capsys.readouterr().out
    assert (result.code, result.err) == (0, "")
    assert ABOUT.split()[0] in text or "Utilisation\u00a0:" in text
    assert english(text) == []


@pytest.mark.parametrize("name", ["", *NAMES])
def test_the_help_fits_a_narrow_terminal(
    run: Runner, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Examples are left whole: they are there to be copied."""
    run(*name.split(), "--help", width=40)
    lines = re.sub(
        r"Exemples?\u00a0:\n(  .*\n)+|^  #.*$", "", capsys.readouterr().out, flags=re.MULTILINE
    ).splitlines()
    assert [line for line in lines if len(line) > 40] == []


WRONG = """
-x | -xyz | - | --objectif stage recommend | --no-input | --limit 3 list | xyzzy | LIST | '' | --install-completion | --show-completion
list x | list x y z | list - | list -x | list --x | list --x=1 | list -- x | list --format | list --format= | list --format '' | list --format x
list --force=oui | list --force oui | list --help=oui | list --kind | list --kind x | list --status x | list --limit 2 | list --=3 | list ''
list --academie | list --academie '' | list --academie x | list --academie lyon,rennes | list --academie La Réunion | list –force | list -–force
list --output / | list --output /absent/x.md | list --output '' | list --objectif stage --objectif x | list --niveau ? --niveau bts
recommend --limit | recommend --limit x | recommend --limit -1 | recommend --limit 0 | recommend --limit 3.5 | recommend --limit '' | recommend --limit=
recommend --limit --force | recommend --limit 1e3 | recommend --limit 0x10 | recommend --limit ٣x | recommend --limit inf | recommend --limit 9999999999999999999x
recommend --age x | recommend --age 3.5 | recommend --age -1 | recommend --age 99999999999999999999 | recommend --interne peut-être
recommend --interne oui --interne non | recommend --objectif , | recommend | recommend --academie lyon | recommend --profil / | recommend --profil /absent
recommend --profil '' | recommend --reprendre | recommend x | recommend --enregistrer | recommend --objectif=
show | show '' | show x y | show absent | show --format x | show p-tech --limit 3 | show p-tech --academie x | show --
explain | explain absent | explain p-tech x | explain --format | contacts | contacts absent | contacts absent --academie lyon | contacts --message=x
check /absent | check --format x | check --strict=1 | check '' | coverage x | coverage --format table | coverage --academie lyon
diff | diff a | diff a b | diff a b c | diff '' b | schema x | schema --output | schema --output / | schema --format json
"""


@pytest.mark.parametrize(
    "line", [line.strip() for line in re.split(r"\||\n", WRONG) if line.strip()]
)
def test_a_wrong_command_line(run: Runner, capsys: pytest.CaptureFixture[str], line: str) -> None:
    result = run(*shlex.split(line))
    assert (result.code, result.out) == (2, "")
    assert re.fullmatch(r"[A-ZÀÉ«-].*[.]\n|.*mentorat .*\n", result.err), result.err
    assert english(result.err) == []
    assert capsys.readouterr() == ("", "")


def test_questionary_says_nothing_of_its_own() -> None:
    """Its prompts have texts and keys in English, and none is used; of its list, what speaks is off."""
    calls = [
        node
        for module in (arrows, listing)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call)
    ]
    used = {
        node.func.attr
        for node in calls
        if isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "questionary"
    }
    assert used == {"Style", "print"}
    spoken = inspect.signature(InquirerControl).parameters
    assert (spoken["show_selected"].default, spoken["use_shortcuts"].default) == (False, False)
    assert "show_description=False" in inspect.getsource(listing)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("help", "--help"),
        ("aide", "--help"),
        ("-h", "--help"),
        ("help list", "list --help"),
        ("aide list", "list --help"),
        ("list -h", "list --help"),
        ("--help list", "list --help"),
        ("list --version", "--version"),
        ("-V", "--version"),
        ("-- list", "list"),
        ("--data ici list --kind association", "list --kind association"),
    ],
)
def test_usual_ways_to_ask(run: Runner, typed: str, meant: str) -> None:
    assert run(*typed.split()) == run(*meant.split())
    assert run(*typed.split()).code == 0


def test_what_stands_after_two_dashes_is_a_name(run: Runner) -> None:
    said = "Aucun dispositif «\u00a0--version\u00a0» dans la base\u00a0; «\u00a0mentorat list\u00a0» les montre tous.\n"
    assert run("show", "--", "--version") == Run(2, "", said)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("list --data ici --kind association", "ici"),
        ("--data=ici list --data=là", "là"),
        ("list", None),
    ],
)
def test_the_options_of_the_program_stand_anywhere(
    kb: KnowledgeBase, typed: str, place: str | None
) -> None:
    asked: list[str | None] = []

    def library(place: str | None) -> Fixed:
        asked.append(place)
        return Fixed(kb)

    assert main(typed.split(), Surroundings(lambda color: Recorder().shell(), library)) == 0
    assert asked == [place]


@pytest.mark.parametrize("name", NAMES)
def test_a_command_takes_what_the_table_says(name: str) -> None:
    verb, run = COMMANDS[name], import_module(f"mentorat_cli.commands.{name}").run
    taken = [*(["typed"] if verb.asks else []), *(item.to for item in verb.takes)]
    assert sorted(inspect.signature(run).parameters) == sorted(
        ["base" if verb.asks else "library", "shell", *taken]
    )
