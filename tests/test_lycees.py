"""The list of lycées: how one is found in it, what it answers, and the list that is shipped."""

import gzip
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from conftest import ROOT, Run, cases
from mentorat_cli.answers import lycees
from mentorat_cli.answers.places import locate, place_of
from mentorat_cli.answers.territories import Territory
from mentorat_cli.answers.typed import parse_answers, unlisted
from mentorat_cli.base.assembling import SourceFile, assemble
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.base.schools import School, department_of, line_of, read_schools, read_uai
from mentorat_cli.errors import MentoratError
from mentorat_cli.world.library import LISTED, Folders
from mentorat_cli.world.schools import listed

SHIPPED = ROOT / "data" / LISTED


@pytest.mark.parametrize("case", cases("lycees", {"typed", "places"}, frozenset({"lycee"})))
def test_locate(kb: KnowledgeBase, case: dict[str, Any]) -> None:
    expected = [Territory(*text.split("/")) for text in case["places"]]
    assert list(locate(kb, case["typed"], case.get("lycee", False))) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"lycee": ["0690001B"]}, {"academie": "lyon", "lycee": "0690001B", "departement": "69"}),
        ({"academie": ["Jean Moulin Montville"]}, {"academie": "grenoble", "lycee": "0380002W", "departement": "38"}),
        ({"lycee": ["lycee-ampere"]}, {"academie": "lyon", "lycee": "lycee-ampere"}),
        ({"lycee": ["Montville"]}, {"academie": "grenoble", "departement": "38"}),
        ({"lycee": ["Lycée Untel"], "academie": ["rennes"]}, {"academie": "rennes"}),
        ({"lycee": ["?"], "academie": ["rennes"]}, {"academie": "rennes", "lycee": None}),
        ({"lycee": ["autre"], "academie": ["rennes"]}, {"academie": "rennes", "lycee": "autre"}),
    ],
)  # fmt: skip
def test_what_a_lycee_answers(
    kb: KnowledgeBase, typed: dict[str, list[str]], expected: dict[str, str | None]
) -> None:
    answers = parse_answers(kb, typed)
    assert answers == {name: (value,) if value else () for name, value in expected.items()}


def test_a_lycee_that_the_list_lacks_is_told_not_refused(kb: KnowledgeBase) -> None:
    assert unlisted(kb, {"lycee": ["Lycée Jean Moulin, 38200"]}) is None
    assert unlisted(kb, {"academie": ["lyon"]}) is None
    told = unlisted(kb, {"lycee": ["Jeanne et Paul Matrin"]})
    assert told is not None
    assert told.nearest == ("Lycée hôtelier Jeanne et Paul Martin (Bourg-l'Évêque)",)


def test_what_is_proposed_while_somebody_types(kb: KnowledgeBase) -> None:
    def begun(typed: str) -> list[str]:
        return [item.uai for item in lycees.begun(kb, typed)]

    assert begun("mou") == ["0380002W", "0690001B"]
    assert begun("mou montv") == ["0380002W"]
    assert begun("mo") == []
    assert begun("lycée") == []


def test_a_lycee_is_shown_by_its_name(kb: KnowledgeBase) -> None:
    assert lycees.lycee_label(kb, "0690001B") == "Lycée professionnel Jean Moulin (Villeville)"
    assert lycees.lycee_label(kb, "0350008U") == "Lycée professionnel du Port (Vieux-Portet)"
    assert lycees.lycee_label(kb, "lycee-ampere") == "Lycée Ampère (Villeville)"
    assert lycees.lycee_label(kb, "0690128P") == "0690128P"


@pytest.mark.parametrize(
    ("text", "uai", "department"),
    [
        ("0690128P", "0690128P", "69"),
        ("069 0128 p", "0690128P", None),
        ("0690128Q", None, "69"),
        ("6200001G", "6200001G", "2A"),
        ("7200009X", "7200009X", "2B"),
        ("9870026P", "9870026P", "986"),
        ("0690128", None, None),
        ("٠٦٩٠١٢٨P", None, None),
    ],
)
def test_uai(text: str, uai: str | None, department: str | None) -> None:
    assert (read_uai(text), department_of(text)) == (uai, department)


ALIASED = """
lycees:
  - {id: lycee-curie, name: Lycée Marie-Curie, town: Villeville, academie: lyon, uai: [0690003D, 0690004E]}
entries:
  - extends: prepa-marine
    when: {lycee: [lycee-curie, lycee-ampere], source: s}
    presence: {scope: ouvert, source: s, evidence: [{lycee: lycee-curie, source: s}]}
    examples: [{answers: {objectif: stage, lycee: lycee-curie}, verdict: convient}]
"""


@pytest.fixture
def aliased(kb: KnowledgeBase) -> KnowledgeBase:
    text = (ROOT / "tests" / "kb" / "base.yaml").read_text(encoding="utf-8")
    files = [SourceFile("base.yaml", text), SourceFile("mes.yaml", ALIASED, 1)]
    return replace(assemble(files).base, schools=kb.schools)


def test_an_id_is_an_alias_of_its_uai(aliased: KnowledgeBase) -> None:
    entry = aliased.entry["prepa-marine"]
    assert entry.when.values == {"0690003D", "lycee-ampere"}  # type: ignore[union-attr]
    assert [item.lycee for item in entry.presence.evidence] == ["0690003D"]  # type: ignore[union-attr]
    assert entry.examples[0].answers == {"objectif": "stage", "lycee": "0690003D"}
    for typed in ("lycee-curie", "0690003D", "0690004E", "Lycée Marie Curie", "Lycée Marie-Curie (Villeville)"):  # fmt: skip
        assert parse_answers(aliased, {"lycee": [typed]})["lycee"] == ("0690003D",), typed
    assert place_of(aliased, "lycee-ampere") == Territory("lyon", None, "lycee-ampere")


def test_a_recommendation_by_the_lycee_alone(run: Callable[..., Run]) -> None:
    done = run(
        "recommend",
        "--objectif",
        "stage",
        "--lycee",
        "Jean Moulin Villeville",
        "--no-input",
        "--details",
    )
    assert (done.code, done.err) == (0, "")
    assert "Lycée : Lycée professionnel Jean Moulin (Villeville)" in done.out.replace("\u00a0", " ")


def test_a_lycee_of_another_academie_is_refused(run: Callable[..., Run]) -> None:
    done = run("recommend", "--objectif", "stage", "--academie", "rennes", "--lycee", "0690001B")
    assert done.code == 2
    assert done.err == (
        "« Lycée professionnel Jean Moulin (Villeville) » est dans l’académie Lyon (lyon), "
        "ce qui contredit --academie rennes ; corrigez l’un des deux.\n"
    ).replace(" »", "\u00a0»").replace("« ", "«\u00a0").replace(" ;", "\u00a0;")


# The list on disk


def test_the_shipped_list() -> None:
    content = SHIPPED.read_bytes()
    schools = listed(SHIPPED)
    assert len(content) <= 200_000
    assert len(schools) > 5000
    assert [item.uai for item in schools] == sorted({item.uai for item in schools})
    assert [item for item in schools if read_uai(item.uai) is None] == []
    assert [item for item in schools if not item.name or not item.town] == []


def test_every_shipped_lycee_has_an_academie(real: KnowledgeBase) -> None:
    codes = {
        str(item.code)
        for academie in real.academies
        for item in (*academie.departments, *academie.attached)
    }
    assert {item.department for item in listed(SHIPPED)} <= codes


def test_every_lycee_of_the_base_is_on_the_list(real: KnowledgeBase) -> None:
    known = {item.uai for item in listed(SHIPPED)}
    assert [uai for item in real.lycees for uai in item.uai if uai not in known] == []


def test_a_missing_list_is_empty_and_a_damaged_one_is_told(tmp_path: Path) -> None:
    assert listed(tmp_path / LISTED) == ()
    for content in (b"", b"\x1f\x8b", SHIPPED.read_bytes()[:-9], gzip.compress(b"# x\n1\t2\n")):
        (tmp_path / LISTED).write_bytes(content)
        with pytest.raises(MentoratError):
            listed(tmp_path / LISTED)


def test_the_list_is_read_only_when_a_lycee_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "questions.yaml").write_text((ROOT / "tests/kb/base.yaml").read_text("utf-8"), "utf-8")  # fmt: skip
    (tmp_path / LISTED).write_bytes(b"damaged")
    base = Folders(tmp_path).base()
    assert locate(base, "lyon") == (Territory("lyon"),)
    with pytest.raises(MentoratError):
        locate(base, "Marie Curie")


# The script that makes it

SCRIPT = runpy.run_path(str(ROOT / "docs" / "lycees.py"))


@pytest.mark.parametrize(
    ("written", "proper"),
    [
        ("LYCÉE PROFESSIONNEL JEANNE D'ARC", "Lycée professionnel Jeanne d'Arc"),
        ("LYCÉE LES BRUYÈRES", "Lycée Les Bruyères"),
        ("LYCÉE AGRICOLE DE LA CÔTE", "Lycée agricole de la Côte"),
        ("LP TURQUETIL", "LP Turquetil"),
        ("ÉCOLE PRIVÉE DE COIFFURE S. TERRADE", "École privée de Coiffure S. Terrade"),
        ("LYCÉE L'OUSTAL", "Lycée L'Oustal"),
        ("CSES Jean Lagarde", "CSES Jean Lagarde"),
    ],
)
def test_names_are_written_as_french_does(written: str, proper: str) -> None:
    assert SCRIPT["proper"](written) == proper


COMMUNES = [
    {"code": "69010", "nom": "Villeville", "type": "commune-actuelle", "departement": "69", "population": 9, "codesPostaux": ["69100"]},
    {"code": "69011", "nom": "Vieille-Ville", "type": "commune-deleguee", "chefLieu": "69010"},
    {"code": "69381", "nom": "Villeville 1er Arrondissement", "type": "arrondissement-municipal", "commune": "69010", "codesPostaux": ["69101"]},
    {"code": "97801", "nom": "Saint-Martin", "type": "commune-actuelle", "departement": "978", "population": 9, "codesPostaux": ["97150"]},
]  # fmt: skip


def _school(uai: str, city: str, postal: str, name: str = "LYCÉE MOULIN") -> dict[str, str]:
    return {"uai": uai, "name": name, "city": city, "zip_code": postal}


def test_the_list_is_made_of_the_packages() -> None:
    schools = [
        _school("0690001b", "VILLEVILLE", "69100", "LYCÉE MAL ÉCRIT"),
        _school("0690001B", "VILLEVILLE CEDEX 07", "69100"),
        _school("0690003D", "VIEILLE VILLE", "69100"),
        _school("9710981P", "ST MARTIN", "97052"),
        _school("0690004F", "VILLEVILLE", "69100"),
        _school("0690010L", "VILLEVILLE", "69100", "RECTORAT DE LYON"),
        _school("0750669V", "VILLEVILLE", "69100"),
    ]
    found = list(SCRIPT["lycees"](schools, COMMUNES))
    assert found == [
        School("0690001B", "Lycée Moulin", "Villeville", "69100", "69"),
        School("0690003D", "Lycée Moulin", "Villeville", "69100", "69", "Vieille-Ville"),
        School("9710981P", "Lycée Moulin", "Saint-Martin", "97052", "978"),
    ]
    packed = SCRIPT["packed"](found)
    assert packed == SCRIPT["packed"](found)
    text = gzip.decompress(packed).decode()
    assert list(read_schools(text)) == found
    assert text.splitlines()[1] == line_of(found[0])
