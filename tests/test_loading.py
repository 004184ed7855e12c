"""Faulty files: every problem at once, each at its place. One fault of each kind is in tests/mutations."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec.structs import astuple

from conftest import cases
from mentorat_cli import checks
from mentorat_cli.base import assembling, nodes
from mentorat_cli.base.assembling import SourceFile
from mentorat_cli.base.nodes import decode_text
from mentorat_cli.base.reader import MOST
from mentorat_cli.base.records import (
    AllOf,
    Code,
    Evidence,
    Id,
    Interval,
    Leaf,
    Moment,
    Presence,
    Prose,
    Scope,
    Variant,
)
from mentorat_cli.errors import DataError, Problem
from mentorat_cli.world import library

HERE = Path(__file__).parent


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("case", cases("loading", {"text", "problems"}))
def test_problems(case: dict[str, Any]) -> None:
    _, reader = assembling.read_records(case["text"], "fichier.yaml")
    assert [plain(str(item)) for item in sorted(reader.problems)] == [
        f"fichier.yaml:{text}" for text in case["problems"]
    ]


def test_the_same_id_twice(tmp_path: Path) -> None:
    region = "regions:\n  - {id: corse, name: Corse, insee: '94'}\n"
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(region, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        library.load(tmp_path)
    assert (
        plain(str(caught.value))
        == "b.yaml:2:5: l’identifiant « corse » existe déjà (a.yaml:2:5) ; choisissez-en un autre"
    )


def test_a_reader_without_libyaml_says_what_it_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        nodes, "_Loader", type("Pure", (yaml.SafeLoader,), dict(vars(nodes._Loader)))
    )
    said = "un « ? » entre accolades ou crochets ; mettez le texte entre guillemets"
    for text in ("a: [{name: Places ?, kind: x}]", "a: [Où ?]"):
        problem = nodes.compose("a.yaml", text)
        assert isinstance(problem, Problem)
        assert plain(problem.message) == said


def test_loaded_twice_is_equal() -> None:
    one, other = library.load(HERE / "kb"), library.load(HERE / "kb")
    assert astuple(one.base) == astuple(other.base)
    assert one.positions == other.positions


def test_the_tiny_base_has_no_problem() -> None:
    assert checks.problems(library.load(HERE / "kb")) == []


ANTENNA = """
questions:
  - {id: partenaire, type: choice, label: Partenaires, prompt: Avec qui ?, many: oui, band: 3,
     changes: by-action, choices_from: families, attests: oui, choices: [{id: aucun, label: aucun}]}
entries:
  - extends: tremplin
    presence:
      scope: ouvert
      source: deduction
      text: partout
      evidence:
        - {departement: '01', town: Bourg, source: q, date: 2024-06, date_deduced: oui}
        - {region: auvergne-rhone-alpes, name: Ici, source: [q], note: une page}
    expect:
      all:
        - {partenaire: [cordees], source: q, with: drafpic}
        - {age: {min: 16}, source: q}
    calendar:
      - {text: Inscriptions., source: q, opens: 2026-11-02, closes: 2027-01-15}
  - extends: mentors-lyon
    variant_of: cordees
    variant: antenne
"""


def test_what_is_usual_where_it_was_seen_and_the_family() -> None:
    files = [SourceFile(item.name, item.read_text("utf-8")) for item in (HERE / "kb").glob("*")]
    base = assembling.assemble([*files, SourceFile("local.yaml", ANTENNA, 1)]).base
    entry = base.entry["tremplin"]
    assert entry.presence == Presence(
        Scope.OUVERT,
        ("deduction",),
        Prose("partout"),
        (
            Evidence(
                ("q",),
                departement=Code("01"),
                town=Prose("Bourg"),
                date=Moment("2024-06"),
                date_deduced=True,
            ),
            Evidence(
                ("q",),
                region=Id("auvergne-rhone-alpes"),
                name=Prose("Ici"),
                note=Prose("une page"),
            ),
        ),
    )
    assert entry.expect == AllOf(
        (
            Leaf(Id("partenaire"), frozenset(["cordees"]), sources=("q",), with_=Id("drafpic")),
            Leaf(Id("age"), interval=Interval(16), sources=("q",)),
        )
    )
    assert [(item.opens, item.closes) for item in entry.calendar] == [("2026-11-02", "2027-01-15")]
    antenna = base.entry["mentors-lyon"]
    assert (antenna.variant_of, antenna.variant) == ("cordees", Variant.ANTENNE)
    assert [(item.id, item.label, item.family) for item in base.question["partenaire"].choices] == [
        ("cordees", "Les Cordées", "cordees"),
        ("tremplin", "Tremplin", "tremplin"),
        ("pas-cordees", "pas encore\u00a0: Les Cordées", "cordees"),
        ("pas-tremplin", "pas encore\u00a0: Tremplin", "tremplin"),
        ("aucun", "aucun", None),
    ]
    assert assembling.with_choices(base).question == base.question


def test_a_file_that_is_no_utf8_stops_every_command(tmp_path: Path) -> None:
    (tmp_path / "local.yaml").write_bytes("regions:\n  - {id: ile, name: Île}\n".encode("latin-1"))
    (tmp_path / "autre.yaml").write_text("regions: []\nregion: []\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        library.Folders(HERE / "kb", tmp_path).base()
    assert plain(str(caught.value)).replace(f"{tmp_path}/", "") == (
        "autre.yaml:2:1: clé inconnue « region » ; le plus proche : regions\n"
        "local.yaml:2:21: ce caractère (« Î » ?) n’est pas écrit en UTF-8 ; enregistrez le fichier en UTF-8"
    )


def test_a_byte_order_mark_is_fine() -> None:
    assert decode_text("fichier.yaml", b"\xef\xbb\xbfregions: []\n") == "regions: []\n"


def test_very_many_problems_are_cut_short() -> None:
    _, reader = assembling.read_records("regions:\n" + "  - corse\n" * 10_000, "fichier.yaml")
    assert len(reader.problems) == MOST
