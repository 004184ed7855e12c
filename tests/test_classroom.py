"""A class: what is read of a table, what is said of each pupil, in every format."""

import csv
import io
import json
import random
import re
import shlex
from collections import Counter
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import HERE, TODAY, Recorder, Run, cases
from mentorat_cli.answers.told import NOTICE
from mentorat_cli.base.records import KnowledgeBase, QuestionType
from mentorat_cli.classroom import stream
from mentorat_cli.classroom.advice import Adviser, read_pupils
from mentorat_cli.classroom.roll import Roll
from mentorat_cli.classroom.stream import VERDICTS, decide_rows
from mentorat_cli.classroom.table import blank_table, open_table
from mentorat_cli.engine import terms
from mentorat_cli.engine.masks import engine_of
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.engine.verdicts import missing_criteria
from mentorat_cli.formats.pupils import csv_wording
from mentorat_cli.wording.refusals import sentence

PUPILS = HERE / "cases" / "eleves.csv"
FORMATS = {
    "texte": "txt",
    "markdown": "md",
    "html": "html",
    "json": "json",
    "jsonl": "jsonl",
    "csv": "csv",
}
Runner = Callable[..., Run]


def recommend_class(base: KnowledgeBase, path: Path, *arguments: str) -> Run:
    return Recorder().run(base, "recommend", "--classe", str(path), *arguments)


@pytest.mark.parametrize(
    "case", cases("classe", {"file", "args", "code", "err"}, frozenset({"lu"}))
)
def test_reading(kb: KnowledgeBase, tmp_path: Path, case: dict[str, Any]) -> None:
    path = tmp_path / "eleves.csv"
    path.write_bytes(case["file"].encode())
    result = recommend_class(kb, path, "--format", "jsonl", *shlex.split(case["args"]))
    read = [json.loads(line) for line in result.out.splitlines()]
    assert (result.code, result.err) == (case["code"], case["err"].replace("CHEMIN", str(path)))
    assert [
        [one["line"], one["repere"], one["answers"]] for one in read if one["error"] is None
    ] == case.get("lu", [])


@pytest.mark.parametrize(
    "case", cases("exports", {"file", "lu", "code", "err"}, frozenset({"encoding", "args"}))
)
def test_exports_of_schools(real: KnowledgeBase, tmp_path: Path, case: dict[str, Any]) -> None:
    """What the software of schools writes is read as it is; no name and no day of birth leaves."""
    path = tmp_path / "eleves.csv"
    path.write_bytes(case["file"].replace("\n", "\r\n").encode(case.get("encoding", "utf-8")))
    arguments = shlex.split(case.get("args", "--academie lyon --objectif orientation"))
    result = recommend_class(
        real, path, "--format", "jsonl", "--avec-donnees-sensibles", *arguments
    )
    read = [json.loads(line) for line in result.out.splitlines()]
    told = [
        [one["line"], one["repere"], {k: v for k, v in one["answers"].items() if k != "objectif"}]
        for one in read
        if not one["error"]
    ]
    assert (result.code, result.err, told) == (
        case["code"],
        case["err"].replace("CHEMIN", str(path)),
        case["lu"],
    )
    for form in FORMATS:
        page = recommend_class(real, path, "--format", form, *arguments)
        assert not re.search(r"MARTIN|DURAND|LEROY|Zoé|exemple\.fr|05/06|2009", page.out)


def test_messages_are_bounded(real: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "eleves.csv"
    titles = ["Classe", *(f"colonne inconnue numéro {n}" for n in range(5000))]
    path.write_text(";".join(titles) + "\n1MELEC\n", encoding="utf-8")
    common = ("--academie", "lyon", "--objectif", "stage", "--format", "csv")
    (told,) = recommend_class(real, path, *common).err.splitlines()
    assert told.endswith("et 4988\u00a0autres.")
    rows = "".join(f"A{n};zz{n};né {n};pp{n}\n" for n in range(860))
    path.write_text("repere;Classe;Âge;Boursier\n" + rows, encoding="utf-8")
    result = recommend_class(real, path, *common)
    assert (result.code, len(result.err.splitlines())) == (0, 15)
    assert "«\u00a0Boursier\u00a0»\u00a0: 855\u00a0autres valeurs de même." in result.err


def test_two_pupils_of_one_repere_are_told_apart(kb: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "eleves.csv"
    path.write_text("repere;niveau\nA1;2nde pro\nA1;Tle pro\nA2;Tle pro\n", encoding="utf-8")
    page = recommend_class(
        kb, path, "--academie", "lyon", "--objectif", "stage", "--format", "markdown"
    ).out
    assert re.findall("(?m)^## (A.*)", page) == ["A1, ligne 2", "A1, ligne 3", "A2"]


ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "utf-16"]


@pytest.mark.parametrize(
    ("encoding", "end", "separator"),
    list(product(ENCODINGS, ["\n", "\r\n", "\r"], [";", ",", "\t"])),
)
def test_as_spreadsheets_write_it(
    kb: KnowledgeBase, tmp_path: Path, encoding: str, end: str, separator: str
) -> None:
    rows = [
        ["Repère", "Académie", "Objectif", "Âge"],
        ["Zoé « 1 »", "Nouvelle-Calédonie", "stage", "16"],
        ["É2", "lyon", "confiance", ""],
    ]
    path = tmp_path / "eleves.csv"
    path.write_bytes("".join(separator.join(row) + end for row in rows).encode(encoding))
    result = recommend_class(kb, path, "--format", "jsonl")
    read = [json.loads(line) for line in result.out.splitlines()]
    assert (result.code, result.err) == (0, "")
    assert [[one["line"], one["repere"], one["answers"]] for one in read] == [
        [2, "Zoé « 1 »", {"objectif": ["stage"], "academie": "nouvelle-caledonie", "age": 16}],
        [3, "É2", {"objectif": ["confiance"], "academie": "lyon"}],
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_output(kb: KnowledgeBase, snapshot: Callable[[str, str], None], form: str) -> None:
    result = recommend_class(kb, PUPILS, "--format", form, "--limit", "2")
    snapshot(f"classe.{FORMATS[form]}", result.out)
    assert result.code == 1
    said = result.err.replace(str(PUPILS), "eleves.csv").removeprefix(f"{NOTICE}\n")
    snapshot("classe-erreurs.txt", said)


def test_the_formats_say_the_same(kb: KnowledgeBase) -> None:
    whole = json.loads(recommend_class(kb, PUPILS, "--format", "json").out)
    lines = [
        json.loads(line)
        for line in recommend_class(kb, PUPILS, "--format", "jsonl").out.splitlines()
    ]
    rows = list(csv.DictReader(io.StringIO(recommend_class(kb, PUPILS, "--format", "csv").out)))
    read = [one for one in lines if not one["error"]]
    shown = [
        [(item["id"], item["verdict"]) for item in one["recommendations"]]
        for one in whole["pupils"]
    ]
    assert [(one["line"], one["answers"], one["verdicts"]) for one in read] == [
        (one["line"], one["answers"], one["verdicts"]) for one in whole["pupils"]
    ]
    assert [
        [(item["id"], item["verdict"]) for item in one["recommendations"]] for one in read
    ] == shown
    assert [
        [
            (row[f"recommandation-{n}"], row[f"verdict-{n}"])
            for n in range(1, 6)
            if row[f"verdict-{n}"]
        ]
        for row in rows
        if not row["erreur"]
    ] == shown
    assert [(row["ligne"], row["erreur"]) for row in rows] == [
        (str(one["line"]), one["error"] or "") for one in lines
    ]
    assert [(one["line"], one["message"]) for one in whole["errors"]] == [
        (one["line"], one["error"]) for one in lines if one["error"]
    ]


def test_the_synthesis_counts_what_pupils_are_told(kb: KnowledgeBase) -> None:
    whole = json.loads(recommend_class(kb, PUPILS, "--format", "json").out)
    told: dict[str, dict[str, list[int]]] = {}
    settled: dict[str, Counter[str]] = {}
    for one in whole["pupils"]:
        for match in recommend(kb, answers(kb, one["answers"])).recommended:
            told.setdefault(match.entry.id, {"convient": [], "a-verifier": []})[
                match.outcome
            ].append(one["number"])
            settled.setdefault(match.entry.id, Counter()).update(match.missing)
    schemes = whole["synthesis"]["schemes"]
    assert {one["id"]: one["pupils"] for one in schemes} == told
    assert {one["id"]: one["settled_by"] for one in schemes} == settled
    assert settled["mentors-lyon"]


def answers(base: KnowledgeBase, told: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    given = {
        name: tuple(value) if isinstance(value, list) else () if value is None else (str(value),)
        for name, value in told.items()
    }
    return {name: given[name] for name in base.question if name in given}


# Streaming ---------------------------------------------------------------------------------------------------------


def random_class(base: KnowledgeBase, seed: int, size: int) -> str:
    """Return a class of pupils with random answers: some columns are steady, some cells blank, wrong or unknown."""
    draw = random.Random(seed)
    names = [
        "objectif",
        "academie",
        *draw.sample(
            [name for name in base.question if name not in ("objectif", "academie")],
            draw.randint(1, 9),
        ),
    ]
    steady = {name for name in names if name != "objectif" and draw.random() < 0.5}
    order = draw.sample(names, len(names))
    pupil: dict[str, str] = {}
    rows = [[*order, "repere"]]
    for number in range(size):
        new = draw.random() < 0.1
        for name in names:
            if new or name not in pupil or name not in steady:
                pupil[name] = cell(base, name, draw, pupil.get("academie", ""))
        rows.append([*(pupil[name] for name in order), f"e{number}"])
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue()


def cell(base: KnowledgeBase, name: str, draw: random.Random, academie: str) -> str:
    question = base.question[name]
    if draw.random() < (0.02 if question.required else 0.15):
        return draw.choice(["", "?", "", "zzz"])
    if question.type is QuestionType.NUMBER:
        return str(draw.randint(question.minimum, question.maximum))
    values = [
        str(item.id)
        for item in question.choices
        if item.academie in (None, academie) or draw.random() < 0.01
    ]
    return (
        "/".join(draw.sample(values, min(draw.randint(1, 3), len(values))))
        if question.many
        else draw.choice(values or [""])
    )


@pytest.mark.parametrize("seed", range(24))
def test_rows_say_what_the_engine_says(
    kb: KnowledgeBase, real: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Whatever is remembered from row to row, and forgotten, académie by académie or not: the same
    as pupil by pupil.
    """
    base = real if seed % 2 else kb
    if seed % 3 == 0:
        monkeypatch.setattr(terms, "KEPT", 7)
    if seed in (2, 5, 10):
        monkeypatch.setattr(stream, "LARGE", 0)
    text, limit, wording = random_class(base, seed, 60), 1 + seed % 6, csv_wording(1 + seed % 6)
    table, again = (
        open_table(base, io.StringIO(text), "t"),
        open_table(base, io.StringIO(text), "t"),
    )
    roll, other = (Roll(base, table.columns, {}, sentence, TODAY) for _ in range(2))
    engine, count = engine_of(base), 0
    for (line, cells, fits, to_check, first, problem), row in zip(
        decide_rows(base, roll, table.rows(), limit, wording, lambda fault: None),
        again.rows(),
        strict=True,
    ):
        told, faults = other.answers(row[1])
        assert (line, problem) == (row[0], faults)
        if not faults:
            found = engine.decide(told)
            texts = [
                wording.entry(str(base.entries[place].id), VERDICTS[found.fits >> place & 1])
                for place in found.first(limit)
            ]
            assert (fits, to_check) == (found.fits.bit_count(), found.to_check.bit_count()), cells
            assert first == wording.joined(texts), cells
            count += 1
    assert count


def test_what_an_adviser_remembers_is_right(real: KnowledgeBase) -> None:
    table = open_table(real, io.StringIO(random_class(real, 5, 40)), "t")
    roll, adviser = Roll(real, table.columns, {}, sentence, TODAY), Adviser(real, 4)
    for pupil in read_pupils(roll, table.rows(), lambda fault: None):
        found, advice = recommend(real, pupil.answers), adviser.advise(pupil)
        assert list(advice.first) == list(found.recommended[:4])
        possible = possible_answers(real, pupil.answers)
        assert all(
            missing == missing_criteria(real, real.entries[place], possible)
            for place, missing in advice.to_check.items()
        )


# Whatever a file holds -----------------------------------------------------------------------------------------------

HEADERS = [
    b"objectif,academie\n",
    b"objectif;academie;repere\r\n",
    b"\xff\xfeo\x00",
    b"sep=;\n",
    b'"',
    b"#",
    b"\xef\xbb\xbfobjectif,academie\n",
]
BITS = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([*HEADERS, b"stage,lyon\n", b"\r", b"\n", b",", b";", b'"', b"\x00", b"\xe9"]),
)


@given(st.lists(BITS, max_size=8).map(b"".join), st.sampled_from(["csv", "jsonl", "texte"]))
def test_any_bytes_give_a_result_or_a_documented_error(
    kb: KnowledgeBase, tmp_path: Path, content: bytes, form: str
) -> None:
    path = tmp_path / "eleves.csv"
    path.write_bytes(content)
    result = recommend_class(kb, path, "--format", form)
    assert result.code in (0, 1, 2)
    assert (result.code == 1) is ("les autres sont dans le résultat" in result.err)
    assert (result.code == 0) is (bool(result.out) and result.code != 1)
    assert result.code != 2 or (result.err and not result.out)


CELLS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=6)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_a_written_row_is_a_read_row(
    kb: KnowledgeBase, tmp_path: Path, pupils: list[tuple[str, str]]
) -> None:
    """Each row that says something is a pupil or a fault, and what comes out is CSV that no spreadsheet runs."""
    path = tmp_path / "eleves.csv"
    stream = io.StringIO()
    csv.writer(stream).writerows(
        [
            ["repere", "age", "objectif", "academie"],
            *([one, two, "stage", "lyon"] for one, two in pupils),
        ]
    )
    path.write_text(stream.getvalue(), encoding="utf-8", newline="")
    told = recommend_class(kb, path, "--format", "csv").out
    rows = list(csv.reader(io.StringIO(told, newline="")))[1:]
    assert len(rows) == sum(not one.startswith("#") for one, _ in pupils)
    assert {len(row) for row in rows} <= {15}
    assert not any(
        item.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for item in row
    )


# Files -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_is_written_whole(kb: KnowledgeBase, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"classe.{FORMATS[form]}"
    told = ("--format", "csv") if form == "csv" else ()
    result = recommend_class(kb, PUPILS, "--limit", "2", "--output", str(path), *told)
    assert (result.code, result.out) == (1, "")
    assert f"Écrit dans «\u00a0{path}\u00a0».\n" in result.err
    assert path.read_text(encoding="utf-8") == (HERE / "snapshots" / path.name).read_text(
        encoding="utf-8"
    )
    assert recommend_class(kb, PUPILS, "--output", str(path)).code == 2
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


SPREADSHEETS = {
    "recommend": ["recommend", "--classe", str(PUPILS)],
    "list": ["list"],
    "coverage": ["coverage"],
}


@pytest.mark.parametrize("name", SPREADSHEETS)
def test_a_french_spreadsheet_opens_it(kb: KnowledgeBase, tmp_path: Path, name: str) -> None:
    """The same cells as in `csv`, after a mark, between semicolons; a file named .csv is that."""
    path, arguments = tmp_path / "tableau.csv", SPREADSHEETS[name]
    plain, french = (
        Recorder().run(kb, *arguments, "--format", form).out for form in ("csv", "tableur")
    )
    Recorder().run(kb, *arguments, "--output", str(path))
    assert (path.read_bytes(), french[0]) == (french.encode(), "\ufeff")
    assert french.count("\r\n") == french.count("\n")
    cells = list(csv.reader(io.StringIO(french.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert cells == list(csv.reader(io.StringIO(plain, newline="")))


@pytest.mark.parametrize("form", ["csv", "tableur"])
def test_a_class_is_read_back(kb: KnowledgeBase, tmp_path: Path, form: str) -> None:
    """Both name their pupils as the table did."""
    path = tmp_path / "classe.csv"
    recommend_class(kb, PUPILS, "--format", form, "--output", str(path))
    again = recommend_class(
        kb, path, "--format", "csv", "--academie", "lyon", "--objectif", "stage"
    )
    before, after = (
        [row["repere"] for row in csv.DictReader(io.StringIO(text, newline=""))]
        for text in (recommend_class(kb, PUPILS, "--format", "csv").out, again.out)
    )
    assert after == before


def test_nothing_is_written_when_the_file_cannot_be_read(kb: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "eleves.csv"
    path.write_text("objectif,academie,objectif\nstage,lyon,x\n", encoding="utf-8")
    for source in (path, tmp_path / "absent.csv", tmp_path):
        assert recommend_class(kb, source, "--output", str(tmp_path / "classe.csv")).code == 2
    assert [item.name for item in tmp_path.iterdir()] == ["eleves.csv"]


def test_an_interrupted_class_leaves_no_file(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Roll, "answers", interrupted)
    assert recommend_class(kb, PUPILS, "--output", str(tmp_path / "classe.csv")).code == 130
    assert list(tmp_path.iterdir()) == []


def test_many_faults_are_counted(kb: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "eleves.csv"
    path.write_text("objectif,academie\nstage,lyon\n" + "rien,lyon\n" * 33, encoding="utf-8")
    told = recommend_class(kb, path, "--format", "csv").err.splitlines()
    assert len(told) == 21
    assert told[0].startswith(f"{path}:3: La valeur «\u00a0rien\u00a0»")
    assert (
        told[-1]
        == "33\u00a0lignes n’ont pas été lues (les 20 premières sont ci-dessus)\u00a0; les autres sont dans le résultat."
    )


def test_a_class_nobody_of_which_can_be_read(kb: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "eleves.csv"
    path.write_text("objectif,academie\nrien,lyon\n", encoding="utf-8")
    page = recommend_class(kb, path, "--output", str(tmp_path / "classe.html"))
    assert (
        page.err.splitlines()[-1]
        == f"Aucun élève de «\u00a0{path}\u00a0» n’a pu être lu\u00a0; corrigez les lignes ci-dessus."
    )
    assert (page.code, (tmp_path / "classe.html").exists()) == (2, False)
    assert recommend_class(kb, path, "--format", "csv").code == 1


# The blank table -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [[], ["--avec-donnees-sensibles"]])
def test_a_blank_class_is_read_back(real: KnowledgeBase, tmp_path: Path, more: list[str]) -> None:
    path = tmp_path / "eleves.csv"
    result = Recorder().run(real, "new", "classe", str(path), *more)
    assert result == Run(
        0,
        "",
        f"Écrit dans «\u00a0{path}\u00a0».\nÉcrivez une ligne par élève, puis\u00a0: mentorat recommend --classe {path}\n",
    )
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    empty = recommend_class(real, path)
    assert empty == Run(
        2,
        "",
        f"«\u00a0{path}\u00a0» ne contient aucun élève\u00a0; écrivez une ligne par élève sous l’en-tête.\n",
    )
    asked = [str(item.id) for item in real.questions if item.asked and (more or not item.sensitive)]
    with path.open(encoding="utf-8", newline="") as lines:
        columns = open_table(real, lines, "t").columns
    assert [column.means for column in columns] == ["repere", *asked]
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write("A1;orientation;69\r\n")
    assert recommend_class(real, path, "--format", "csv").code == 0
    assert Recorder().run(real, "new", "classe", str(path)).code == 2


def test_every_value_that_a_blank_class_shows_is_read(real: KnowledgeBase) -> None:
    """In every column, a value that is listed is the answer that it names."""
    head, accepted = list(
        csv.reader(
            io.StringIO(blank_table(real, with_sensitive=True).removeprefix("\ufeff")),
            delimiter=";",
        )
    )
    table = open_table(real, io.StringIO(";".join(head) + "\n"), "t")
    base = {"objectif": ["stage"], "academie": ["lyon"]}
    for column, cells in list(zip(table.columns, accepted, strict=True))[1:]:
        name, question = column.means, real.question[column.means]
        if question.type in (QuestionType.TERRITORY, QuestionType.NUMBER):
            continue
        values = cells.removesuffix(" (un ou plusieurs)").split(" | ")
        known = {str(choice.phrase): str(choice.id) for choice in question.choices}
        for value in values:
            if value != "…":
                academie = next(
                    choice.academie for choice in question.choices if choice.id == known[value]
                )
                given = {**base, "academie": [academie or "lyon"]}
                found, problem = Roll(real, [column], given, sentence, TODAY).answers([value])
                assert (found[name], problem) == ((known[value],), "")


def test_a_blank_class_as_it_is(kb: KnowledgeBase, snapshot: Callable[[str, str], None]) -> None:
    snapshot("classe-vide.csv", blank_table(kb).replace("\r\n", "\n").removeprefix("\ufeff"))
