"""The commands: exit codes, messages, whole outputs, files."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Fixed, Recorder, Run, cases
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.commands.table import COMMANDS
from mentorat_cli.line import program
from mentorat_cli.line.parsing import parse
from mentorat_cli.line.reading import plain

Runner = Callable[..., Run]
PROFILE = ("--objectif", "orientation,stage", "--academie", "69", "--niveau", "Tle pro")
NOTHING = ["recommend", "--objectif", "confiance", "--academie", "nouvelle-caledonie"]


@pytest.mark.parametrize("case", cases("cli", {"args", "code", "err"}))
def test_message(run: Runner, case: dict[str, Any]) -> None:
    assert run(*shlex.split(case["args"])) == Run(case["code"], "", case["err"])


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("start.txt", []),
        ("help.txt", ["--help"]),
        ("help-recommend.txt", ["recommend", "--help"]),
        ("help-list.txt", ["list", "--help"]),
        ("help-new.txt", ["new", "--help"]),
        ("help-show.txt", ["show", "--help"]),
        ("help-coverage.txt", ["coverage", "--help"]),
        ("help-diff.txt", ["diff", "--help"]),
        ("help-check.txt", ["check", "--help"]),
        ("help-schema.txt", ["schema", "--help"]),
        ("recommend.txt", ["recommend", *PROFILE, "--details"]),
        ("recommend-screen.txt", ["recommend", *PROFILE]),
        ("recommend.md", ["recommend", *PROFILE, "--format", "markdown"]),
        ("recommend.json", ["recommend", *PROFILE, "--format", "json"]),
        (
            "recommend-nothing.txt",
            [*NOTHING, "--details"],
        ),
        ("recommend-nothing-screen.txt", NOTHING),
        ("list.txt", ["list", "--academie", "lyon"]),
        ("list.csv", ["list", "--format", "csv"]),
        ("list.json", ["list", "--academie", "rennes", "--format", "json"]),
        ("show.txt", ["show", "encordement", "--academie", "rennes"]),
        ("show-to-confirm.txt", ["show", "tremplin", "--academie", "lyon"]),
        ("show-partly-sourced.txt", ["show", "mentors-lyon"]),
        ("show-closed.txt", ["show", "ancien"]),
        ("explain.txt", ["explain", "cordees", *PROFILE, "--lycee-encorde", "non"]),
        ("explain.json", ["explain", "mentors-lyon", *PROFILE, "--format", "json"]),
        (
            "contacts.txt",
            ["contacts", "tremplin", "mentors-lyon", "--academie", "lyon", "--message"],
        ),
        (
            "contacts.json",
            ["contacts", "--objectif", "stage", "--academie", "rennes", "--format", "json"],
        ),
        ("recommend.html", ["recommend", *PROFILE, "--format", "html"]),
        ("demarche.txt", ["show", "demarche"]),
        ("show.json", ["show", "cordees", "--format", "json"]),
    ],
)
def test_output(
    run: Runner,
    snapshot: Callable[[str, str], None],
    capsys: pytest.CaptureFixture[str],
    name: str,
    arguments: list[str],
) -> None:
    result = run(*arguments)
    assert (result.code, result.err) == (0, "")
    snapshot(name, result.out + capsys.readouterr().out)  # typer itself writes the help


@pytest.mark.parametrize("line", ["list", "recommend --objectif stage --academie lyon", "check"])
def test_the_base_is_read_once_at_most(kb: KnowledgeBase, line: str) -> None:
    read = []

    class Counted(Fixed):
        def base(self) -> KnowledgeBase:
            read.append(line)
            return super().base()

    assert program.main(line.split(), Recorder().world(Counted(kb))) == 0
    assert read == [] if line == "check" else read == [line]


KEYS = [
    "version",
    "withheld",
    "base",
    "answers",
    "recommendations",
    "rejected",
    "contacts",
    "first_call",
    "school",
    "calendar",
    "open_questions",
    "settled",
    "command",
]
RECOMMENDED = [
    "rank", "id", "name", "kind", "verdict", "status", "goals", "reasons", "missing", "expect",
    "presence", "to_check", "family", "steps", "contacts", "partners",
    "sources", "checked_on", "origin",
]  # fmt: skip


def test_the_json_has_the_keys_of_the_contract(run: Runner) -> None:
    result = json.loads(run("recommend", *PROFILE, "--format", "json").out)
    assert list(result) == KEYS
    assert [list(item) for item in result["recommendations"]] == [RECOMMENDED] * 2
    assert {key for item in result["rejected"] for key in item} == {
        "id",
        "verdict",
        "blocking",
        "would_change",
    }
    assert {key for item in result["contacts"] for key in item} == {
        "id",
        "role",
        "name",
        "territory",
        "url",
        "phone",
        "email",
        "for",
        "reach",
        "lent",
        "source",
    }
    assert list(result["first_call"])[:3] == ["contact", "for", "say"]


def test_a_closed_entry_of_elsewhere_is_not_listed(run: Runner) -> None:
    closed = [
        item["id"]
        for item in json.loads(run("list", "--academie", "lyon", "--format", "json").out)["entries"]
        if item["status"] == "clos"
    ]
    assert closed == ["ancien"]
    abroad = json.loads(run("list", "--academie", "nouvelle-caledonie", "--format", "json").out)[
        "entries"
    ]
    assert [item["id"] for item in abroad] == []


def test_an_explanation_is_never_a_dead_end(run: Runner) -> None:
    out = run("explain", "mentors-lyon", "--objectif", "stage", "--academie", "rennes").out
    end = "n’ouvrirait ce dispositif. Pour ceux qui\nconviennent\u00a0:\n\n  mentorat recommend --objectif stage --academie rennes\n"
    assert out.endswith(end)


def test_a_priority_public_is_named(run: Runner) -> None:
    arguments = (
        "recommend",
        *PROFILE,
        "--lycee-encorde",
        "oui",
        "--qpv",
        "oui",
        "--format",
        "markdown",
    )
    assert "public prioritaire (quartier prioritaire)" in run(*arguments).out


def test_unknown_answers_are_null(run: Runner) -> None:
    result = json.loads(
        run("recommend", *PROFILE, "--boursier", "?", "--age", "17", "--format", "json").out
    )
    expected = {
        "objectif": ["orientation", "stage"],
        "academie": "lyon",
        "niveau": "terminale-pro",
        "age": 17,
        "departement": "69",
        "boursier": None,
    }
    assert result["answers"] == expected


def test_the_command_gives_the_same_result(run: Runner) -> None:
    first = json.loads(run("recommend", *PROFILE, "--boursier", "?", "--format", "json").out)
    again = json.loads(run(*shlex.split(first["command"])[1:], "--format", "json").out)
    assert again == first


def test_a_file_is_written_once_and_never_replaced_unasked(run: Runner, tmp_path: Path) -> None:
    path = tmp_path / "fiche.md"
    assert run("recommend", *PROFILE, "--output", str(path)) == Run(
        0, "", f"Écrit dans «\u00a0{path}\u00a0».\n"
    )
    text = path.read_text(encoding="utf-8")
    assert text == run("recommend", *PROFILE, "--format", "markdown").out
    refused = run("recommend", *PROFILE, "--limit", "1", "--output", str(path))
    message = f"Le fichier «\u00a0{path}\u00a0» existe déjà\u00a0; choisissez un autre nom, ou ajoutez --force pour le remplacer.\n"
    assert (refused, path.read_text(encoding="utf-8")) == (Run(2, "", message), text)
    assert run("recommend", *PROFILE, "--limit", "1", "--output", str(path), "--force").code == 0
    assert path.read_text(encoding="utf-8") != text
    assert [item.name for item in tmp_path.iterdir()] == ["fiche.md"]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (
            "absent/fiche.md",
            "Impossible d’écrire «\u00a0{}\u00a0»\u00a0: le dossier n’existe pas.\n",
        ),
        (".", "«\u00a0{}\u00a0» est un dossier\u00a0; donnez un nom de fichier.\n"),
    ],
)
def test_a_file_that_cannot_be_written(
    run: Runner, tmp_path: Path, target: str, message: str
) -> None:
    path = tmp_path / target
    assert run("list", "--output", str(path)) == Run(2, "", message.format(path))
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_ends_with_130(kb: KnowledgeBase) -> None:
    class Interrupting:
        def ask(self, *_: object) -> None:
            raise KeyboardInterrupt

    assert Recorder(prompter=Interrupting()).run(kb, "recommend") == Run(
        130, "", "Dialogue interrompu. Pour recommencer\u00a0: mentorat recommend\n"
    )


def test_a_sensitive_option_is_never_proposed(real: KnowledgeBase) -> None:
    assert Recorder().run(real, "recommend", "--handicapp", "oui").err == (
        "L’option «\u00a0--handicapp\u00a0» n’existe pas. "
        "Voir «\u00a0mentorat recommend --help\u00a0».\n"
    )


@given(st.data())
def test_plain_words_are_read_as_typer_reads_them(kb: KnowledgeBase, data: st.DataObject) -> None:
    verb = data.draw(st.sampled_from(list(COMMANDS.values())))
    questions = tuple(verb.asks(kb)) if verb.asks else ()
    names = [
        *(item.name for item in verb.takes if item.name),
        *(f"--{item.id}" for item in questions),
    ]
    value = st.sampled_from(["lyon", "stage, a=b", "", "?", "-3", "--", names[0]])
    pair = st.one_of(
        st.tuples(st.sampled_from([*names, "lyon"]), value),
        st.tuples(st.sampled_from([item.name for item in verb.takes if not item.metavar] or names)),
    )
    words = [word for some in data.draw(st.lists(pair, max_size=4)) for word in some]
    found = plain(words, verb.takes, questions)
    if found is not None:
        absent = {item.to: None if item.metavar else False for item in verb.takes}
        unsaid: dict[str, object] = {str(item.id): () for item in questions}
        typed, criteria, left = parse("mentorat", words, verb.takes, questions, partly=False)
        assert {**absent, **found[0]} == {name: typed[name] for name in absent}
        assert ({**unsaid, **found[1]}, []) == (criteria, left)
