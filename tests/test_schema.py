"""The JSON Schema of the YAML files, against what an editor sees of them: YAML 1.2."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, get_args

import pytest
import yaml
from jsonschema import Draft202012Validator
from msgspec import structs

from conftest import HERE, ROOT, Run
from mentorat_cli.base import assembling
from mentorat_cli.base import records as models
from mentorat_cli.base.assembling import SourceFile
from mentorat_cli.base.meanings import meanings, purpose, rule_meanings
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.base.scalars import ShapeRule
from mentorat_cli.base.schema import RULES, record_types, schema
from mentorat_cli.checks.control import STRUCTURE
from mentorat_cli.formats.json import render as as_json
from mentorat_cli.world import library
from test_check import MUTATIONS, rule

SHIPPED = ROOT / "data" / "schema.json"
EDITOR_LINE = "# yaml-language-server: $schema=schema.json\n"


class Core(yaml.CSafeLoader):
    """YAML as an editor reads it: the core schema of YAML 1.2 (§10.3.2), where `oui`, `no` and dates are texts."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[Any]]] = {}


for tag, pattern, first in (
    ("null", "~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", "true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", "[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+0123456789.")),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)
Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))


def seen(text: str | bytes) -> Any:
    """Return what an editor sees of a file. Raises yaml.YAMLError when it is no YAML."""
    return yaml.load(text, Loader=Core)


def validator(base: KnowledgeBase) -> Draft202012Validator:
    return Draft202012Validator(schema(base), format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.fixture(scope="module")
def tiny(kb: KnowledgeBase) -> Draft202012Validator:
    return validator(kb)


@pytest.fixture(scope="module")
def whole(real: KnowledgeBase) -> Draft202012Validator:
    return validator(real)


def test_it_is_a_schema(real: KnowledgeBase) -> None:
    Draft202012Validator.check_schema(schema(real))


@pytest.mark.parametrize("path", library.yaml_files(ROOT / "data"), ids=lambda path: path.stem)
def test_the_shipped_base_is_valid(whole: Draft202012Validator, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [error.message for error in whole.iter_errors(seen(text))] == []
    assert text.startswith(EDITOR_LINE)


def test_the_shipped_schema_is_up_to_date(
    real: KnowledgeBase, request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--rewrite"):
        SHIPPED.write_text(as_json(schema(real)), encoding="utf-8")
    assert SHIPPED.read_text(encoding="utf-8") == as_json(schema(real)), (
        "mentorat schema --output data/schema.json --force"
    )


def test_the_tiny_base_is_valid(tiny: Draft202012Validator) -> None:
    assert [
        error.message
        for error in tiny.iter_errors(seen((HERE / "kb" / "base.yaml").read_text(encoding="utf-8")))
    ] == []


UNSEEN = {
    "cle-repetee": "the YAML reader of an editor refuses it; PyYAML keeps the last",
    "renvoi": "an alias is replaced before a schema sees it",
    "trop-de-niveaux.conditions": "a schema cannot count levels",
    "encodage.utf-16": "YAML may be written in UTF-16",
    "identifiant-en-double": "a schema cannot compare two records",
    "complement-inconnu": "entries are not listed in the schema",
    "complement-en-double": "a schema cannot compare two records",
    "complement-en-rond": "a schema cannot follow one record to another",
}
"""Mutations of the text or of several records, which no JSON Schema can see. There is none of the shape of a record."""


@pytest.mark.parametrize(
    "path", [path for path in MUTATIONS if rule(path) in STRUCTURE], ids=lambda path: path.stem
)
def test_structural_mutations_are_refused(tiny: Draft202012Validator, path: Path) -> None:
    try:
        valid = tiny.is_valid(seen(path.read_bytes()))
    except yaml.YAMLError:
        valid = False
    assert valid is (path.stem in UNSEEN)


def test_what_a_schema_cannot_see_is_never_the_shape_of_a_record() -> None:
    assert not {name.split(".")[0] for name in UNSEEN} & set(get_args(ShapeRule))
    assert set(UNSEEN) <= {path.stem for path in MUTATIONS}


HEAD = "entries:\n  - extends: mentors-lyon\n    "


@pytest.mark.parametrize(
    ("name", "text", "accepted"),
    [
        ("oui est un texte", "questions:\n  - {extends: age, many: oui}\n", True),
        ("true n'est pas oui", "questions:\n  - {extends: age, many: true}\n", False),
        ("une date est un texte", HEAD + "checked_on: 2026-01-01\n", True),
        ("une date entre guillemets aussi", HEAD + "checked_on: '2026-01-01'\n", True),
        (
            "une année est un nombre",
            HEAD + "sources: [{id: p, tier: presse, title: Journal, date: 2025}]\n",
            True,
        ),
        (
            "un mois est un texte",
            HEAD + "sources: [{id: p, tier: presse, title: Journal, date: 2025-02}]\n",
            True,
        ),
        (
            "un titre peut être un nombre",
            HEAD + "sources: [{id: p, tier: presse, title: 1984, date: 2025}]\n",
            True,
        ),
        (
            "un code qui commence par zéro est un nombre",
            "postal_codes:\n  - {code: 01000, departments: [01, 2A, '974']}\n",
            True,
        ),
        (
            "un critère accepte une seule valeur",
            HEAD + "when: {niveau: terminale-pro, source: p}\n",
            True,
        ),
        (
            "un département se lit comme un nombre",
            HEAD + "when: {departement: [01, '69', 2A], source: p}\n",
            True,
        ),
        (
            "une académie, une région, la France",
            HEAD + "when: {academie: [lyon, bretagne, national], source: p}\n",
            True,
        ),
        (
            "des groupes dans des groupes",
            HEAD
            + "when: {all: [{any: [{qpv: oui}, {none: [{boursier: non}]}]}, {age: {min: 16}}]}\n",
            True,
        ),
        (
            "un lycée qui n'est pas encore dans la base",
            HEAD + "when: {lycee: [lycee-pasteur], source: p}\n",
            True,
        ),
        (
            "un rôle ou un contact du même fichier",
            HEAD + "contacts: [mentors-lyon-accueil]\n",
            True,
        ),
        ("extends ne se met pas partout", "regions:\n  - {extends: corse}\n", False),
        ("un fichier vide", "", False),
    ],
)
def test_an_editor_and_the_loader_agree(
    tiny: Draft202012Validator, name: str, text: str, accepted: bool
) -> None:
    _, reader = assembling.read_records(text, "fichier.yaml")
    assert (tiny.is_valid(seen(text)), not reader.problems) == (accepted, accepted), name


def test_every_record_and_every_field_has_a_meaning() -> None:
    records = [*record_types(models.Records), models.Interval]
    assert [model for model in records if not purpose(model).endswith(".")] == []
    assert {model: [*meanings(model)] for model in records} == {
        model: [item.encode_name for item in structs.fields(model)] for model in records
    }
    assert not set(RULES) & set(record_types(models.Records))


def test_a_meaning_is_a_title_and_a_sentence() -> None:
    told = meanings(models.Entry)["status_reason"]
    assert told == ("raison du statut", "Pourquoi le dispositif n'est pas actif.")
    assert meanings(models.HumanCheck)["with"].text == "Le rôle à qui la poser."
    long = meanings(models.Question)["sensitive"]
    assert long.text == (
        "oui : posée en dernier, seulement si elle décide, et absente des exports."
    )


def test_an_editor_shows_the_title_above_the_meaning(kb: KnowledgeBase) -> None:
    status = schema(kb)["$defs"]["Entry"]["properties"]["status_reason"]
    assert [status["title"], status["description"]] == [
        "raison du statut",
        "Pourquoi le dispositif n’est pas actif.",
    ]


def test_a_combination_of_conditions_has_the_meaning_of_its_record() -> None:
    assert rule_meanings()["none"] == "Aucune de ces conditions."
    assert [*rule_meanings()] == ["all", "any", "none", "at_least", "count", "of", "source", "with"]


def test_a_new_fiche_needs_no_new_schema(kb: KnowledgeBase) -> None:
    base = (HERE / "kb" / "base.yaml").read_text(encoding="utf-8")
    more = (
        "lycees:\n  - {id: lycee-pasteur, name: Lycée Pasteur, academie: rennes}\n"
        "contacts:\n  - {extends: tremplin, id: tremplin-rennes, territory: rennes}\n"
        "entries:\n  - {extends: tremplin, id: tremplin-rennes, contacts: [tremplin-rennes], when: {lycee: [lycee-pasteur], source: q}}\n"
    )
    grown = assembling.assemble(
        [SourceFile("base.yaml", base), SourceFile("local.yaml", more, 1)]
    ).base
    assert len(grown.entries) == len(kb.entries) + 1
    assert schema(grown) == schema(kb)


def test_the_command_writes_it(run: Callable[..., Run], kb: KnowledgeBase, tmp_path: Path) -> None:
    assert run("schema") == Run(0, as_json(schema(kb)), "")
    path = tmp_path / "schema.json"
    assert run("schema", "--output", str(path)) == Run(0, "", f"Écrit dans «\u00a0{path}\u00a0».\n")
    assert json.loads(path.read_text(encoding="utf-8")) == schema(kb)


def test_the_schema_is_no_file_of_the_base() -> None:
    assert {path.suffix for path in library.yaml_files(ROOT / "data")} == {".yaml"}
