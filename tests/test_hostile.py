"""Hostile files, answers, options and places: the documented exit codes, no traceback, bounded time, nothing that drives a terminal."""

import csv
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conftest import HERE, TODAY, Recorder, Run
from mentorat_cli.base.assembling import SourceFile
from mentorat_cli.base.nodes import decode_text
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.checks.control import RULES, examine
from mentorat_cli.commands.table import COMMANDS
from mentorat_cli.formats import json, problems
from mentorat_cli.formats.columns import line_width, tiles
from mentorat_cli.formats.document import Document, Heading, Paragraph, Tile, Tiles, span
from mentorat_cli.line import program
from mentorat_cli.typography import code, french, harmless
from mentorat_cli.world import library
from mentorat_cli.world.folders import SHEET
from mentorat_cli.world.library import Folders, read_file
from test_consoles import ESCAPE, on_terminal

KB = HERE / "kb"
SOURCE = (KB / "base.yaml").read_text(encoding="utf-8")
OBEYED = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""What a terminal or an editor obeys instead of showing, but the end of a line."""

NAUGHTY = [
    "\x1b[31mrouge\x1b[0m",
    "\x1b]8;;https://mal.example.org\x07lien\x1b]8;;\x07",
    "\x1b]0;titre\x07\x9b2J\x08\x08\r\x7f",
    "a\u202eb\u202dc\u2066d\u2069e\u200f\u061c",
    "in\u200bvi\u2060si\ufeffble\U000e0041",
    "ligne\nautre\u2028encore\u0085fin\x0b\x0c",
    "[bold red]gras[/bold red] [link=https://x]y[/link] [/]",
    "**gras** _i_ `code` [x](javascript:alert(1)) ![i](x) <b>b</b>",
    "# titre\n\n---\n| a | b |\n|---|---|",
    "<script>alert(1)</script><img src=x onerror=alert(1)>\" onload='x' --> ]]>",
    "&lt; &#x1b; &amp;amp; %0d%0a {{7*7}} ${HOME} $(id) `id` ; rm -rf / | x && y",
    "{name} {0} %s %(x)s \\u0000 \\x1b \\",
    "=cmd|' /C calc'!A0",
    "::error file=a::x%0A::stop-commands::y",
    "👩‍👩‍👧‍👦 ﷽ Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L 田中さん İIıi ß ﬁ",
    "' OR 1=1 -- \" '' \"\" « » ‹ › “ ”",
    "nul null ~ no yes on off 0777 1e1000 NaN .inf -0 2026-02-30 !!binary",
    "a" * 5000,
    "é " * 500,
]


def obeyed(text: str) -> str:
    """Return what a text would make a terminal do; empty when it only shows."""
    return "".join(OBEYED.findall(text))


def quoted(text: str) -> str:
    """Return a text as YAML can hold it."""
    return '"' + "".join(f"\\U{ord(char):08x}" for char in text) + '"'


# Texts ---------------------------------------------------------------------------------------------------------------


def quoting(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the command lines that are refused because of a text."""
    return (
        ("list", "--academie", text),
        ("list", "--objectif", text),
        ("list", "--format", text),
        ("list", "--kind", text),
        ("list", "--limit", text),
        ("list", f"--x{text}"),
        ("list", "--", text),
        (f"x{text}",),
        ("recommend", "--age", text),
        ("recommend", "--boursier", "oui", "--boursier", f"non{text}"),
        ("recommend", "--limit", text),
        ("recommend", "--profil", text),
        ("list", "--output", f"/absent/{text}"),
        ("show", text),
        ("check", text),
        ("diff", text, text),
    )


@pytest.mark.parametrize("number", range(len(NAUGHTY)))
def test_what_a_message_quotes_is_harmless(run: Callable[..., Run], number: int) -> None:
    text = NAUGHTY[number].replace("\0", "")
    assert obeyed(code(text) + french(text) + harmless(text)) == ""
    for arguments in quoting(text):
        result = run(*arguments)
        assert (result.code, result.out) == (2, ""), arguments
        assert obeyed(result.err) == "", arguments
        assert len(result.err) < 12_000


SHOWING = (
    *(
        ("show", "mentors-lyon", "--academie", "lyon", "--format", form)
        for form in ("texte", "markdown", "html", "json")
    ),
    *(
        ("recommend", "--objectif", "stage", "--academie", "lyon", "--format", form)
        for form in ("texte", "markdown", "html", "json")
    ),
    *(("list", "--format", form) for form in ("table", "csv")),
    ("contacts", "mentors-lyon", "--academie", "lyon", "--message"),
    ("explain", "mentors-lyon", "--objectif", "stage", "--academie", "rennes"),
)
PLACES = (
    "name: Mentors de Lyon",
    "name: Rectorat de Lyon (standard)",
    "title: Relevé",
    "text: Gratuit.",
    "text: Reste-t-il des places ?",
)
"""Texts of the tiny base: each becomes the hostile one."""


@pytest.mark.parametrize("number", range(len(NAUGHTY)))
def test_what_a_local_file_says_is_harmless_in_every_format(tmp_path: Path, number: int) -> None:
    source = SOURCE
    for place in PLACES:
        assert place in source
        source = source.replace(place, f"{place.split(' ')[0]} {quoted(NAUGHTY[number])}", 1)
    (tmp_path / "base.yaml").write_text(source, encoding="utf-8")
    base = Folders(tmp_path).base()
    for arguments in SHOWING:
        result = Recorder().run(base, *arguments)
        assert (result.code, obeyed(result.out), result.err) == (0, "", "")
        if "html" in arguments:
            assert set(re.findall(r"<(script|img|b|link)\b", result.out)) == set()


def test_a_terminal_shows_markup_as_it_is() -> None:
    for text in map(french, NAUGHTY):
        seen = ESCAPE.sub(
            "",
            on_terminal(Document("x", (Heading(3, text), Paragraph(span(text)))), 100_000, "utf-8"),
        )
        assert [line.rstrip() for line in seen.splitlines()[3:]] == [text, "", text]


FIELDS = [
    found.span(1) for found in re.finditer(r": +('[^'\n]*'|[^\s\[{'&!|>#][^\n,}\]]*)", SOURCE)
]
"""Where the values of the tiny base stand."""


@given(st.sampled_from(FIELDS), st.sampled_from(NAUGHTY[:17]))
def test_any_value_of_a_file_is_refused_or_harmless(place: tuple[int, int], text: str) -> None:
    file = SourceFile("base.yaml", SOURCE[: place[0]] + quoted(text) + SOURCE[place[1] :])
    found = examine([file], TODAY, {"base.yaml"}).problems
    assert {item.rule for item in found} <= RULES
    assert obeyed(problems.text(found) + problems.github(found)) == ""
    assert problems.text(found).count("\n") == problems.github(found).count("\n") == len(found)
    json.render([item.message for item in found])


HOSTILE = (
    "é\x1b[31m\x1b]0;t\x07\x9b2J\x7f\x85\u202e\u2066\u200b\ufeff\u2028\u2029\U000e0041\r\n::error::x"
    "](<javascript:1>) *a* `b` <img src=x> a;=1+1"
)
"""What a text can hold that is obeyed, hidden or taken for structure."""
RICH = SOURCE.replace(
    "phone: '04 00 00 00 00'",
    "phone: '04 00 00 00 00'\n    email: contact@ac-lyon.example\n    address: 1 rue du Lac\n    note: Le matin.",
)
RICH = re.sub(r"\b(id|source): o\b", lambda found: f"{found[1]}: {quoted(HOSTILE)}", RICH)
"""The tiny base with every way to reach a role, and a source with a hostile name."""
NAMING = {"id", "source"}
"""Keys of what other values name."""
KEEPING = {
    "address", "alias", "aliases", "ask", "change_hint", "label", "moment", "name", "note", "phone", "prompt", "seat",
    "sentence", "sentence_no", "sentence_yes", "short", "status_reason", "summary", "text", "title", "town",
}  # fmt: skip
"""Keys of the tiny base that take any text: the others refuse it."""
Spot = tuple[int, int, str]
"""Where a value of a YAML text starts and ends, and its key."""


def spots(node: yaml.Node, key: str = "") -> Iterator[Spot]:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from spots(value, name.value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from spots(item, key)
    else:
        if key not in NAMING:
            yield node.start_mark.index, node.end_mark.index, key


def poisoned(places: Sequence[Spot], text: str) -> tuple[str, dict[Spot, tuple[int, int]]]:
    """Return the rich base with a hostile text in some places, and the line and column of each."""
    built, end, at = "", 0, {}
    for place in places:
        built += RICH[end : place[0]]
        at[place] = built.count("\n") + 1, len(built) - built.rfind("\n")
        built, end = built + quoted(text), place[1]
    return built + RICH[end:], at


def accepted(text: str) -> tuple[list[Spot], str]:
    """Return all the places of the rich base that take a hostile text together, and that base."""
    left = sorted(spots(yaml.compose(RICH, yaml.CSafeLoader)))
    while True:
        built, at = poisoned(left, text)
        found = examine([SourceFile("base.yaml", built)], TODAY, {"base.yaml"}).problems
        wrong = {(one.at.line, one.at.column) for one in found if one.severity == "erreur"}
        if not wrong:
            return left, built
        lines = {line for line, _ in wrong - {*at.values()}}
        left = [
            one
            for one in left
            if at[one] not in wrong and (at[one][0] not in lines or at[one] in wrong)
        ]


def every_output(base: KnowledgeBase, classroom: Path) -> Iterator[tuple[str, str, str]]:
    """Yield what each command gives in each of its formats: the line, the result, the notices."""
    answers = ("--objectif", "stage", "--academie", "lyon")
    lines: dict[str, list[tuple[str, ...]]] = {
        "recommend": [(*answers, "--details"), (*answers, "--classe", str(classroom))],
        "list": [()],
        "show": [("mentors-lyon",), ("cordees",), ("demarche",)],
        "explain": [("mentors-lyon", *answers), ("cordees", *answers)],
        "contacts": [("mentors-lyon", "cordees", "--academie", "lyon", "--message")],
        "coverage": [()],
    }
    for command, several in lines.items():
        forms = next(item.values for item in COMMANDS[command].takes if item.name == "--format")
        for words in several:
            for form in forms:
                done = Recorder().run(base, command, *words, "--format", form)
                if done.code == 2:
                    assert "n’existe pas ici" in done.err
                else:
                    result = done.out.replace("\r\n", "\n").removeprefix("\ufeff")
                    yield form, result, done.err


def test_every_text_field_is_harmless_in_every_output(tmp_path: Path) -> None:
    """The fields that keep a hostile text, all at once; a folder and a class with such names."""
    places, text = accepted(HOSTILE)
    assert {key for _, _, key in places} == KEEPING
    folder = tmp_path / "base\x1b[31m\n::error::x"
    folder.mkdir()
    (folder / "local\u202e.yaml").write_text(text, encoding="utf-8")
    base = library.checked(library.read_files([(folder / "local\u202e.yaml", 1)]))
    classroom = folder / "eleves\x9b2J.csv"
    with classroom.open("w", encoding="utf-8", newline="") as file:
        rows = [["repere", "niveau"], [HOSTILE, "2de pro"], ["B", HOSTILE], ["#", HOSTILE]]
        csv.writer(file, delimiter=";").writerows(rows)
    for form, out, err in every_output(base, classroom):
        assert obeyed(out + err) == "", form
        assert "\n::error" not in out + err
        if form == "jsonl":
            assert len(out.splitlines()) == 2
        if form in ("csv", "tableur"):
            assert re.search(r"[;,|\t\"][=+@-]", out) is None
        if form == "html":
            assert re.search(r"<(script|img)\b|\bhref=\"(?!https?:|mailto:)", out) is None
        if form == "markdown":
            tokens = MarkdownIt("commonmark").parse(out)
            links = [
                child.attrs["href"]
                for one in tokens
                for child in one.children or ()
                if child.type == "link_open"
            ]
            assert all(str(link).startswith(("https://", "mailto:")) for link in links)


@pytest.mark.parametrize(
    "line",
    [
        "new classe {}",
        "new dispositif {}.yaml --nom x --academie lyon --objectif stage --no-input",
        "recommend --objectif stage --academie lyon --no-input --enregistrer {} --output {}.json",
        "recommend --objectif stage --academie lyon --classe {}",
        "lycee --academie lyon --output {}",
        "lycee --annuaire {}",
        "list --academie lyon {}",
        "check {}",
    ],
)
def test_what_is_said_of_a_path_is_harmless(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    name = HOSTILE.replace("/", "")
    if "--classe" in line or "--annuaire" in line:
        titles = "repere;niveau" if "--classe" in line else "numero_uai;mail_bde;telephone"
        Path(name).write_text(f"{titles};x\nA;zz\n0690001B;a;0400000000;x;y\n;", encoding="utf-8")
    words = [word.replace("{}", name) for word in line.split()]
    done = Recorder(folder=tmp_path / "conf").run(kb, *words)
    assert done.err
    assert obeyed(done.out + done.err) == ""
    assert "\n::error" not in done.err


# YAML, answers, options -----------------------------------------------------------------------------------------------

SNIPPETS = (
    "&a", "*a", "*a: x", "!!python/object/apply:os.system [x]", "!!binary x", "!x", "? ", "- ", ": ", "---\n", "...\n", "<<: ", "[", "]", "{", "}", "|", ">", "%YAML 9",
    "\t", "\x00", "\x85", "\u2028", "\ufeff", "\xff", "'", '"', "\\", "#", "@", "`", "~", "null", "0x1F", "1_000", "12:30:45", "2026-11-23", "oui", "\r", "\n", "\n\n  ", "é",
)  # fmt: skip


@given(
    st.lists(
        st.tuples(st.integers(0, len(SOURCE)), st.integers(0, 40), st.sampled_from(SNIPPETS)),
        min_size=1,
        max_size=3,
    )
)
def test_no_damage_to_a_file_makes_check_fail(edits: list[tuple[int, int, str]]) -> None:
    text = SOURCE
    for place, length, snippet in edits:
        text = text[:place] + snippet + text[place + length :]
    content = text.encode("utf-8").replace(b"\xc3\xbf", b"\xff")
    decoded = decode_text("base.yaml", content)
    file = (
        SourceFile("base.yaml", decoded)
        if isinstance(decoded, str)
        else SourceFile("base.yaml", "", 0, decoded)
    )
    found = examine([file], TODAY, {"base.yaml"}).problems
    assert {item.rule for item in found} <= RULES
    assert obeyed(problems.text(found)) == ""


@given(
    st.one_of(
        st.binary(max_size=60),
        st.lists(
            st.sampled_from(
                (*SNIPPETS, "answers:", "base: 2026-11-23", "academie", " lyon", "\n  ")
            ),
            max_size=12,
        ),
    )
)
def test_no_answers_file_makes_it_fail(
    kb: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory, content: bytes | list[str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "profil.yaml"
    path.write_bytes(content if isinstance(content, bytes) else "".join(content).encode("utf-8"))
    result = Recorder().run(kb, "recommend", "--profil", str(path))
    assert result.code in (0, 1, 2)
    assert obeyed(result.err) == ""
    assert result.err


KEPT = {
    "profil.yaml": "base: 2026-11-23\nanswers:\n  objectif: [stage]\n  academie: [lyon]\n  age: ['17']\n  boursier: [inconnu]\n",
    SHEET: "updated_on: 2026-11-20\nanswers:\n  academie: [lyon]\n  lycee-encorde: ['oui']\ncontacts:\n  drafpic:\n    phone: '04 00'\n",
}
"""What the program writes for later: the file and what it holds."""


@given(
    st.sampled_from([*KEPT]),
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 3), st.sampled_from(SNIPPETS))),
)
def test_no_damage_to_what_was_kept_makes_it_fail(
    kb: KnowledgeBase, tmp_path: Path, name: str, edits: list[tuple[int, int, str]]
) -> None:
    text = KEPT[name]
    for place, length, snippet in edits:
        text = text[:place] + snippet + text[place + length :]
    (tmp_path / name).write_bytes(text.encode("utf-8").replace(b"\xc3\xbf", b"\xff"))
    given = ("--academie", "lyon") if name == SHEET else ("--profil", str(tmp_path / name))
    result = Recorder(folder=tmp_path).run(kb, "recommend", "--objectif", "stage", *given)
    (tmp_path / name).unlink()
    assert result.code in (0, 1, 2)
    assert (obeyed(result.out + result.err), bool(result.out)) == ("", result.code == 0)


OPTIONS = (
    "--academie",
    "--objectif",
    "--niveau",
    "--age",
    "--boursier",
    "--format",
    "--limit",
    "--profil",
    "--kind",
    "--output",
    "--",
    "-x",
    "-",
)


@given(
    st.sampled_from(("recommend", "list", "show", "explain", "contacts", "coverage", "schema", "")),
    st.lists(
        st.one_of(
            st.sampled_from(OPTIONS), st.text(st.characters(exclude_characters="\0/"), max_size=12)
        ),
        max_size=4,
    ),
)
def test_no_command_line_makes_it_fail(kb: KnowledgeBase, command: str, words: list[str]) -> None:
    given = ["--output=/absent/x" if word == "--output" else word for word in words]
    result = Recorder().run(kb, command, *given)
    assert result.code in (0, 2)
    assert obeyed(result.err) == ""
    assert (result.code == 2) == bool(result.err)


# Size and depth -------------------------------------------------------------------------------------------------------

LONGEST = 5
"""Seconds that a hostile file may take: far more than it does, on a machine that does something else."""
MONSTERS = {
    "listes": ("[" * 100_000, "trop-de-niveaux"),
    "tirets": ("- " * 100_000 + "a", "trop-de-niveaux"),
    "blocs": ("{a: " * 100_000, "trop-de-niveaux"),
    "clés": ("? " * 100_000 + "a", "trop-de-niveaux"),
    "fermetures": ("]" * 100_000, "syntaxe"),
    "bombe": (
        "entries:\n- when: &b0 {all: [{age: 3}]}\n"
        + "".join(
            f"- when: &b{level} {{all: [{', '.join([f'*b{level - 1}'] * 9)}]}}\n"
            for level in range(1, 30)
        ),
        "renvoi",
    ),
    "soi-même": ("entries: &a [*a]\n", "renvoi"),
    "étiquette": ("entries: !!python/object/apply:os.system ['touch /tmp/x']\n", "etiquette"),
    "nul": ("entries: []\0\n", "caractere-interdit"),
    "espaces": (f"entries:\n- name: a{chr(0x202F) * 200_000}b\n", "cle-manquante"),
    "blancs": (f"entries: [a{' ' * 100_000}]\n", "cles-attendues"),
    "ligne": ("entries: " + "a" * 3_000_000, "liste-attendue"),
    "clé longue": ("a" * 3_000_000 + ": b", "syntaxe"),
    "entrées": ("entries:\n" + "- a\n" * 50_000, "cles-attendues"),
}


@pytest.mark.parametrize("name", MONSTERS)
def test_a_monstrous_file_is_refused_in_little_time(name: str) -> None:
    text, rule = MONSTERS[name]
    start = time.monotonic()
    found = examine([SourceFile("x.yaml", text)], TODAY, {"x.yaml"}).problems
    assert time.monotonic() - start < LONGEST
    assert rule in {item.rule for item in found}
    assert max(len(item.message) for item in found) < 300


def test_a_place_far_down_a_map_costs_no_line() -> None:
    """A blank line stands for all that nothing is on."""
    far = Tiles("", tuple(Tile(row, 1, str(row), ()) for row in (1, 2, 10**9)), ())
    told = [line_width(line) for line in tiles(far, 80)]
    assert told == [1, 0, 1, 0, 0, 10]


LONG = {
    "colonnes": (
        "repere;niveau;" + ";".join(f"colonne {number}" for number in range(5000)) + "\nA;2de pro\n",
        0,
        "Colonnes non lues",
    ),
    "titre": (f"repere;niveau;{'x' * 131_000}\nA;2de pro;1\n", 0, "Colonne non lue"),
    "cellule": (f"repere;niveau\n{'x' * 140_000};2de pro\nA;2de pro\n", 1, "Une cellule est trop longue"),
    "guillemet": (f'repere;niveau\nA;2de pro\nB;"{"x" * 140_000}', 1, "Une cellule est trop longue"),
    "ligne": (f"repere;niveau\nA;2de pro\n{'x' * 2_100_000};2de\n", 2, "une ligne de plus de 1\u00a0Mo"),
    "espaces": ("repere;niveau\nA;2de pro" + "\u202f" * 100_000 + "x\n", 0, "La valeur"),
}  # fmt: skip
"""Table → exit code, and what is said of it in few words."""


@pytest.mark.parametrize("name", LONG)
def test_a_monstrous_table_is_told_in_little_time(
    kb: KnowledgeBase, tmp_path: Path, name: str
) -> None:
    text, code, said = LONG[name]
    path = tmp_path / "eleves.csv"
    path.write_text(text, encoding="utf-8")
    start = time.monotonic()
    line = ("--classe", str(path), "--academie", "lyon", "--objectif", "stage")
    done = Recorder().run(kb, "recommend", *line, "--format", "csv", "--limit", "100000000")
    assert time.monotonic() - start < LONGEST
    told = done.err.replace(str(path), "eleves.csv")
    assert (done.code, said in told, len(told) < 600) == (code, True, True)
    assert len(done.out.partition("\n")[0].split(",")) in (1, 5 + 2 * len(kb.entries))


def test_few_of_many_problems_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("entries:\n" + "- a\n" * 400, encoding="utf-8")
    recorder = Recorder()
    assert program.main(("list",), recorder.world(Folders(KB, path))) == 1
    lines = recorder.err[0].splitlines()
    assert (len(lines), lines[20:]) == (21, ["… et 380 autres\u00a0; corrigez d’abord ceux-ci."])
    assert program.main(("check",), recorder.world(Folders(KB, path))) == 1
    assert "".join(recorder.out).count("\n") == 400


def test_a_huge_file_is_not_read(tmp_path: Path, run: Callable[..., Run]) -> None:
    path = tmp_path / "énorme.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)  # no more than its size is on the disk
    assert [item.rule for item in examine([read_file(path, "x", 0)], TODAY, {"x"}).problems] == [
        "fichier-trop-gros"
    ]
    assert run("recommend", "--profil", str(path)) == Run(
        2, "", f"Le fichier «\u00a0{path}\u00a0» dépasse 10\u00a0Mo\u00a0; donnez-en un autre.\n"
    )


# Places ---------------------------------------------------------------------------------------------------------------

ODD = "ce n’est pas un fichier ordinaire"
UNREADABLE = {
    "tube": ODD,
    "prise": ODD,
    "/dev/zero": ODD,
    "/dev/tty": ODD,
    "boucle": "le lien tourne en rond",
    "vers-tube": ODD,
    "n" * 300: "le nom est trop long",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_file_is_never_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("tube")
    os.mknod("prise", 0o600 | 0o140000)
    Path("boucle").symlink_to("boucle")
    Path("vers-tube").symlink_to("tube")
    said = f"Impossible de lire «\u00a0{name}\u00a0»\u00a0: {UNREADABLE[name]}.\n"
    for arguments in (("list",), ("check",)):
        recorder = Recorder()
        place = Folders(KB, Path(name))
        assert (
            program.main(arguments, recorder.world(place)),
            recorder.out,
            recorder.err,
        ) == (2, [], [said])
    base = Folders(KB).base()
    for line in (("recommend", "--profil", name), ("check", name), ("diff", name, name)):
        assert Recorder().run(base, *line) == Run(2, "", said)


@pytest.mark.parametrize("kind", ["tube", "dossier", "absent"])
def test_what_is_no_file_in_a_folder_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.yaml"
    why = {"tube": ODD, "dossier": "c’est un dossier", "absent": "il n’existe pas"}[kind]
    {"tube": os.mkfifo, "dossier": os.mkdir, "absent": lambda name: path.symlink_to("absent.yaml")}[
        kind
    ](path)
    recorder = Recorder()
    code = program.main(("list",), recorder.world(Folders(KB, tmp_path)))
    assert (code, recorder.err) == (2, [f"Impossible de lire «\u00a0{path}\u00a0»\u00a0: {why}.\n"])


def test_a_folder_without_yaml_adds_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    assert list(Folders(KB, tmp_path).base().entry) == list(Folders(KB).base().entry)


def test_a_name_that_is_no_text_is_shown(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\x1b[2J.yaml"))
    path.write_text("regions: 3\n", encoding="utf-8")
    recorder = Recorder()
    assert program.main(("check", str(path), "--format", "json"), recorder.world(Folders(KB))) == 1
    assert f"{tmp_path}/�[2J.yaml" in recorder.out[0]
    path.write_text("regions:\n  - {id: guyane, name: Guyane, insee: '03'}\n", encoding="utf-8")
    assert (
        len(Folders(KB, path, tmp_path / "cache").base().regions)
        == len(Folders(KB).base().regions) + 1
    )
