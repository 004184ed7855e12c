"""Every page on every console: nothing that one copies is cut, whatever the width, the encoding and the colours."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from conftest import HERE, Fixed, Recorder
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.commands.table import PROGRAM
from mentorat_cli.formats import text
from mentorat_cli.formats.columns import line_width
from mentorat_cli.formats.document import Command, Document, Letter, Panel, Span, Style
from mentorat_cli.line import program
from mentorat_cli.line.reading import read
from mentorat_cli.world.library import Folders
from mentorat_cli.world.screen import (
    Shell,
    colours,
    folded,
    needs_numbers,
    plainer,
    program_typed,
    wants_style,
)

KB = HERE / "kb"
PROFILE = ("--objectif", "orientation,stage", "--academie", "69", "--niveau", "Tle pro")
PAGES = (
    ("recommend", *PROFILE),
    ("recommend", *PROFILE, "--details"),
    ("recommend", "--objectif", "confiance", "--academie", "nouvelle-caledonie"),
    ("list",),
    ("show", "cordees"),
    ("show", "demarche"),
    ("show", "tremplin", "--academie", "lyon"),
    ("show", "ancien"),
    ("explain", "mentors-lyon", *PROFILE),
    ("contacts", "tremplin", "mentors-lyon", "--academie", "lyon", "--message"),
    ("coverage",),
    ("coverage", "--objectif", "stage"),
    ("diff", str(KB), str(KB)),
)
LINES = (
    (),
    ("--help",),
    ("recommend", "--help"),
    ("check", str(HERE / "mutations" / "cle-inconnue.yaml")),
    ("lst",),
    ("list", "--objectif", "x"),
)
WIDTHS = (20, 40, 80, 200)
ENCODINGS = ("utf-8", "cp1252", "cp850", "ascii")
ESCAPE = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")
FRAME = "╭╮╰╯─│+|=-"
WHOLE = re.compile(
    r"(?<![\d ])\d\d(?: \d\d){4}(?!\d)|[\w.+-]+@[\w-]+\.[\w.-]*\w|(?<![\w-])[a-z0-9]+(?:-[a-z0-9]+)+(?![\w-])"
)
"""A telephone number, an e-mail address, an id."""


class Keeper(Shell, frozen=True, kw_only=True):
    """A shell that keeps the pages themselves."""

    kept: list[Document]

    def show(self, document: Document) -> None:
        self.kept.append(document)


def pages() -> Iterator[Document]:
    shell, base = Recorder().shell(), Folders(KB).base()
    keeper = Keeper(*(getattr(shell, name) for name in shell.__struct_fields__), kept=[])
    for arguments in PAGES:
        assert (
            program.main(
                arguments, program.Surroundings(lambda color: keeper, lambda place: Fixed(base))
            )
            == 0
        ), arguments
    assert len(keeper.kept) == len(PAGES)
    yield from keeper.kept


DOCUMENTS = list(pages())


def spans(value: Any) -> Iterator[Span | Command]:
    """Yield every piece of text of a page, wherever it is."""
    if isinstance(value, Span | Command):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from spans(item)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from spans(getattr(value, name))


def copied(document: Document) -> set[str]:
    """Return what somebody copies from a page: commands, addresses, ids, e-mails, telephones."""
    found = set()
    for piece in spans(document):
        if isinstance(piece, Command) or piece.style is Style.CODE:
            found.add(piece.text)
        elif piece.url:
            found.add(piece.url)
        else:
            found |= set(WHOLE.findall(piece.text))
    return found


def test_what_is_copied() -> None:
    found = {item for document in DOCUMENTS for item in copied(document)}
    assert found >= {
        "04 00 00 00 00",
        "mentors-lyon",
        "mentorat show cordees",
        "https://mentors.example.org",
    }
    assert {item.split(" ")[0] for item in found if " --" in item} == {"mentorat"}


def on_terminal(document: Document, width: int, encoding: str) -> str:
    """Return a page as rich writes it to a terminal of that encoding."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="mentorat", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        shell = Recorder(width=width).shell()
        Shell(
            *(
                True if name == "styled" else getattr(shell, name)
                for name in shell.__struct_fields__
            )
        ).show(document)
        stream.flush()
    return stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined, no-any-return]


def words(page: str) -> list[str]:
    """Return what a page says, whether or not a part of it stands in a frame."""
    return "".join(" " if char in FRAME else char for char in page.lower()).split()


@pytest.mark.parametrize(
    "number", range(len(PAGES)), ids=lambda number: " ".join(PAGES[number][:2])
)
def test_what_is_copied_is_whole(number: int) -> None:
    document = DOCUMENTS[number]
    wanted = copied(document)
    for width in WIDTHS:
        plain = text.render(document, width)
        for encoding in ENCODINGS:
            shown = plain.encode(encoding, "mentorat").decode(encoding)
            styled = on_terminal(document, width, encoding)
            assert ESCAPE.search(styled)
            bare = ESCAPE.sub("", styled)
            if any(isinstance(block, Letter | Panel) for block in document.blocks):
                assert words(bare) == words(shown)
            else:
                assert [line.rstrip() for line in bare.splitlines()] == [
                    line.rstrip() for line in shown.splitlines()
                ]
            for item in wanted:
                for page in (shown, bare):
                    assert any(item in line for line in page.splitlines()), (width, encoding, item)


@pytest.mark.parametrize(
    "number", range(len(PAGES)), ids=lambda number: " ".join(PAGES[number][:2])
)
def test_a_line_is_wider_than_the_console_only_for_what_is_whole(number: int) -> None:
    for width in WIDTHS:
        for line in (
            line for _, found in text.laid_out(DOCUMENTS[number], width) for line in found
        ):
            told = "".join(piece.text for piece in line).strip(" ")
            whole = any(
                piece.style is Style.CODE or piece.url for piece in line
            ) or told.startswith("mentorat ")
            assert line_width(line) <= width or whole or " " not in told.removeprefix("- "), (
                width,
                told,
            )


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("arguments", LINES, ids=" ".join)
def test_help_and_messages_on_every_encoding(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], encoding: str
) -> None:
    recorder = Recorder()
    program.main(arguments, recorder.world(Folders(KB)))
    said = "".join(recorder.out + recorder.err) + capsys.readouterr().out
    shown = said.encode(encoding, "mentorat").decode(encoding)
    assert shown.count("?") - said.count("?") == 0
    assert plainer(shown) == plainer(said)


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "« L’œuvre… » — 1\u202f000\u00a0€ → 20\u00a0°C • « ça »"),
        ("cp1252", "« L’œuvre… » — 1 000\u00a0€ -> 20\u00a0°C • « ça »"),
        ("cp850", "« L'oeuvre... » - 1 000\u00a0EUR -> 20\u00a0°C - « ça »"),
        ("ascii", '" L\'oeuvre... " - 1 000 EUR -> 20 oC - " ca "'),
    ],
)
def test_text_degrades_readably(encoding: str, shown: str) -> None:
    said = "« L’œuvre… » — 1\u202f000\u00a0€ → 20\u00a0°C • « ça »"
    assert said.encode(encoding, "mentorat").decode(encoding) == shown


def test_a_word_glued_to_another_stays_within_the_width() -> None:
    inline = (Span("un deux trois"), Span("quatre", Style.STRONG), Span("."))
    assert ["".join(piece.text for piece in line) for line in text.wrap(inline, 14)] == [
        "un deux",
        "troisquatre.",
    ]


@pytest.mark.parametrize("width", [5, 12, 20, 40])
def test_a_command_and_a_telephone_number_are_never_broken(width: int) -> None:
    inline = (
        Span("Appelez le 04 72 80 60 60 en 2026, ou tapez "),
        Span("mentorat show p-tech", Style.CODE),
        Span("."),
    )
    lines = ["".join(piece.text for piece in line) for line in text.wrap(inline, width)]
    for whole in ("04 72 80 60 60", "mentorat show p-tech."):
        assert any(whole in line for line in lines)


# Colour --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "environment", "terminal", "styled"),
    [
        (None, {}, True, True),
        (None, {}, False, False),
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb", "CLICOLOR": "0"}, False, True),
        ("never", {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}, True, False),
        (None, {"NO_COLOR": "0"}, True, False),
        (None, {"NO_COLOR": ""}, True, True),
        (None, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        (None, {"FORCE_COLOR": "1"}, False, True),
        (None, {"FORCE_COLOR": "3", "TERM": "dumb"}, False, True),
        (None, {"FORCE_COLOR": "0"}, True, True),
        (None, {"FORCE_COLOR": ""}, False, False),
        (None, {"CLICOLOR_FORCE": "1", "CLICOLOR": "0"}, False, True),
        (None, {"CLICOLOR_FORCE": "0"}, False, False),
        (None, {"CLICOLOR": "0"}, True, False),
        (None, {"CLICOLOR": "1"}, False, False),
        (None, {"CLICOLOR": "1"}, True, True),
        (None, {"TERM": "dumb"}, True, False),
        (None, {"TERM": "xterm"}, True, True),
    ],
)
def test_who_decides_the_colour(
    option: str | None, environment: dict[str, str], terminal: bool, styled: bool
) -> None:
    assert wants_style(option, environment, terminal) is styled


def test_rich_follows_the_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb"), ("FORCE_COLOR", "0")):
        monkeypatch.setenv(name, value)
    assert re.search(r"\x1b\[1;3[123]m", on_terminal(DOCUMENTS[0], 80, "utf-8"))


def test_early_options_stand_anywhere() -> None:
    words = ["--color", "never", "list", "--data=ici", "--academie", "lyon"]
    given, rest = read("mentorat", words, PROGRAM, partly=True)
    assert {name: value for name, value in given.items() if value} == {
        "place": "ici",
        "color": "never",
    }
    assert rest == ["list", "--academie", "lyon"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["list", "--color"],
            "L’option « --color » demande une valeur : --color auto|always|never.",
        ),
        (["list", "--data="], "Une valeur manque après --data."),
        (
            ["list", "--color", "nevr"],
            "La valeur « nevr » n’existe pas pour --color ; attendu : auto, always ou never.",
        ),
        (
            ["--color=rouge"],
            "La valeur « rouge » n’existe pas pour --color ; attendu : auto, always ou never.",
        ),
    ],
)
def test_early_options_are_checked(kb: KnowledgeBase, arguments: list[str], message: str) -> None:
    said = Recorder().run(kb, *arguments).err.replace("\u00a0", " ")
    assert said == f"{message} Voir « mentorat --help ».\n"


# The console --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "environment", "encoding", "numbers"),
    [
        ("win32", {}, "utf-8", False),
        ("win32", {"WT_SESSION": "x"}, "utf-8", False),
        ("win32", {"MSYSTEM": "MINGW64", "TERM": "xterm"}, "utf-8", True),
        ("win32", {}, "cp850", True),
        ("win32", {"ACCESSIBLE": "1"}, "utf-8", True),
        ("linux", {}, "utf-8", True),
        ("linux", {"TERM": "xterm", "ACCESSIBLE": "0"}, "utf-8", False),
        ("linux", {"TERM": "dumb"}, "utf-8", True),
        ("darwin", {"TERM": "xterm"}, "absent", True),
    ],
)
def test_where_arrows_cannot_be_used(
    platform: str, environment: dict[str, str], encoding: str, numbers: bool
) -> None:
    assert needs_numbers(platform, environment, encoding) is numbers


def test_only_rich_knows_the_old_consoles_of_windows() -> None:
    assert [colours(name) for name in ("win32", "linux", "darwin")] == ["auto", *["standard"] * 2]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("un deux trois", "un deux\ntrois"),
        (
            "Reprendre :\nmentorat list --academie lyon",
            "Reprendre\n:\nmentorat list --academie lyon",
        ),
        ("mentorat ?\nlong mot", "mentorat ?\nlong mot"),
    ],
)
def test_a_notice_is_cut_between_words_and_a_command_is_not(text: str, shown: str) -> None:
    assert folded(text, 10) == shown


# What one types again ------------------------------------------------------------------------------------------------

VENV, LECTEUR = "/u/mentorat", r"C:\mentorat"


@pytest.mark.parametrize(
    ("platform", "script", "python", "here", "path", "typed"),
    [
        ("linux", "/usr/bin/mentorat", "python3", "/u", "/usr/bin", "mentorat"),
        ("linux", ".venv/bin/mentorat", "python3", VENV, "", ".venv/bin/mentorat"),
        ("linux", f"{VENV}/.venv/bin/mentorat", "", VENV, "", ".venv/bin/mentorat"),
        ("linux", "../m/mentorat", "python3", VENV, "/usr/bin", "../m/mentorat"),
        ("linux", "/u/mes outils/mentorat", "", "/v", "", '"/u/mes outils/mentorat"'),
        ("linux", "/x/__main__.py", "python3", "/u", "/usr/bin", "python3 -m mentorat_cli"),
        (
            "darwin",
            "/x/__main__.py",
            ".venv/bin/python",
            "/u",
            "",
            ".venv/bin/python -m mentorat_cli",
        ),
        ("linux", "-c", "python3", "/u", "", "mentorat"),
        ("win32", LECTEUR + r"\.venv\Scripts\mentorat", "", LECTEUR, "", r".venv\Scripts\mentorat"),
        ("win32", r"C:\Py\Scripts\mentorat.exe", "", LECTEUR, r"C:\Py\Scripts", "mentorat"),
        ("win32", r"C:\Mes outils\mentorat", "", LECTEUR, "", r'"C:\Mes outils\mentorat"'),
        (
            "win32",
            r"C:\x\__main__.py",
            LECTEUR + r"\.venv\Scripts\python.exe",
            LECTEUR,
            "",
            r".venv\Scripts\python -m mentorat_cli",
        ),
    ],
)
def test_what_is_typed_to_run_it_again(
    platform: str, script: str, python: str, here: str, path: str, typed: str
) -> None:
    """`path` is the one folder where programs are found."""

    def found(name: str) -> str | None:
        return f"{path}\\{name}.EXE" if platform == "win32" else f"{path}/{name}"

    assert program_typed(platform, script, python, here, found if path else lambda _: None) == typed


HERE_TYPED = r".venv\Scripts\mentorat", '"'


@pytest.mark.parametrize(
    ("arguments", "said", "unsaid"),
    [
        (("list",), r"d’elles : .venv\Scripts\mentorat show ID", ": mentorat"),
        (("recommend", *PROFILE, "--details"), r"\mentorat show cordees", " mentorat recommend"),
        ((), r"  .venv\Scripts\mentorat list --academie lyon", "  mentorat"),
        (("lycee", "--help"), r'\mentorat lycee --academie "Algoud-Laffemas"', "  mentorat"),
        (("lst",), r"Voir « .venv\Scripts\mentorat --help »", "« mentorat"),
        (("show", "mentorat list"), r"« .venv\Scripts\mentorat list » les montre", "les x"),
    ],
    ids=lambda value: value[0] if value and isinstance(value, tuple) else "",
)
def test_commands_on_the_screen_run_where_one_is(
    kb: KnowledgeBase, arguments: tuple[str, ...], said: str, unsaid: str
) -> None:
    run = Recorder(piped=False, started=HERE_TYPED).run(kb, *arguments)
    shown = (run.out + run.err).replace("\u00a0", " ")
    assert said in shown
    assert unsaid not in shown


@pytest.mark.parametrize("form", ["json", "markdown", "html", "texte"])
def test_no_export_knows_where_the_program_is(kb: KnowledgeBase, form: str) -> None:
    """Nor does what a pipe takes."""
    words = ("recommend", *PROFILE, "--details", "--format", form)
    assert Recorder(started=HERE_TYPED).run(kb, *words) == Recorder().run(kb, *words)


# Real processes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({"PYTHONIOENCODING": "cp850"}, "La valeur « x » n'existe pas"),
        (
            {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            'La valeur " x " n\'existe pas',
        ),
    ],
)
def test_a_real_console(tmp_path: Path, environment: dict[str, str], shown: str) -> None:
    command = [sys.executable, "-m", "mentorat_cli", "list", "--objectif", "x"]
    done = subprocess.run(
        command, capture_output=True, check=False, env={**os.environ, **environment}
    )
    encoding = environment.get("PYTHONIOENCODING", "ascii")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode(encoding).replace("\u00a0", " ").startswith(shown)
