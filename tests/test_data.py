"""The real base: properties that every entry has, never that a given entry exists. One test per entry."""

import re
from itertools import product
from typing import Any

import pytest
from msgspec.structs import astuple

from conftest import ROOT
from mentorat_cli import checks, knowledge
from mentorat_cli.answers import parse_answers
from mentorat_cli.knowledge import Loaded, SourceFile
from mentorat_cli.matching import Match, is_recommended, is_stale, match_entry, rule
from mentorat_cli.models import AllOf, Entry, KnowledgeBase, Leaf, Outcome, Status, Tier
from mentorat_cli.recommending import recommend
from mentorat_cli.rules import LARGEST_PRODUCT, Verdict, criteria, decide, leaves, representatives
from mentorat_cli.situation import possible_answers
from mentorat_cli.typography import french

FILES = [SourceFile(path.name, path.read_text(encoding="utf-8")) for path in sorted((ROOT / "data").glob("*.yaml"))]
LOADED = knowledge.assemble(FILES)
BASE = LOADED.base
EACH = pytest.mark.parametrize("entry", BASE.entries, ids=lambda entry: entry.id)
# The entries that the contract fixes (DESIGN §2): the 25 of the source document, and the plan.
FIXED = [
    "un-jeune-un-mentor",
    "cordees-de-la-reussite",
    "p-tech",
    "plan-mentorat-lp",
    "100000-entrepreneurs",
    "aje",
    "euro-france",
    "fvd",
    "medef",
    "schneider-electric",
    "uimm",
    "afdet",
    "ccca-btp",
    "croissance-responsable",
    "gag",
    "malongo",
    "ecti",
    "egee",
    "rennes-e-tech",
    "versailles-cites-educatives",
    "grand-est-ecti",
    "lyon-telemaque",
    "lyon-afev",
    "nice-paul-augier",
    "toulouse-afev-article-1",
    "toulouse-100000-entrepreneurs",
]


def test_no_problem() -> None:
    assert [str(item) for item in checks.problems(LOADED)] == []


def matches(entry: Entry) -> list[tuple[Any, Match]]:
    found = []
    for example in entry.examples:
        answers = parse_answers(BASE, {name: [value] for name, value in example.answers.items()})
        found.append((example, match_entry(BASE, entry, possible_answers(BASE, answers))))
    return found


@EACH
def test_examples(entry: Entry) -> None:
    assert [(dict(example.answers), match.outcome) for example, match in matches(entry)] == [
        (dict(example.answers), example.verdict) for example in entry.examples
    ]


@EACH
def test_examples_cover_the_rule(entry: Entry) -> None:
    best = {Status.ACTIF: Outcome.CONVIENT, Status.A_CONFIRMER: Outcome.A_VERIFIER, Status.CLOS: Outcome.NE_CONVIENT_PAS}[entry.status]
    found = matches(entry)
    assert any(match.outcome is best and match.judged.verdict is Verdict.YES for _, match in found), "aucun exemple où tout est rempli"
    parts = entry.when.parts if isinstance(entry.when, AllOf) else (entry.when,)
    for part in parts:
        own = set(leaves(part))
        if {"lycee", "departement"} & set(criteria(entry.when)) and {leaf.criterion for leaf in own} == {"academie"}:
            continue  # a lycée or a département is in one académie: they cannot disagree
        failing = [match for _, match in found if match.judged.verdict is Verdict.NO and {item.leaf for item in match.blocking} <= own]
        assert failing, f"aucun exemple où seule cette condition manque : {[leaf.criterion for leaf in own]}"
    if any(criterion not in ("academie",) for criterion in criteria(entry.when)):
        assert any(match.judged.verdict is Verdict.UNKNOWN for _, match in found), "aucun exemple où la réponse décisive manque"


@EACH
def test_truth_table(entry: Entry) -> None:
    """Somebody can enter, somebody cannot; the exact verdict of every full set of answers is decided."""
    possible = possible_answers(BASE, {})
    condition = rule(entry)
    classes = {name: representatives(condition, name, possible[name]) for name in criteria(condition)}
    verdicts = set()
    size = 1
    for answers in classes.values():
        size *= len(answers)
    assert size <= LARGEST_PRODUCT
    for world in product(*classes.values()):
        verdicts.add(decide(condition, {**possible, **{name: (answer,) for name, answer in zip(classes, world, strict=True)}}))
    assert verdicts == {Verdict.YES, Verdict.NO}


@EACH
def test_every_leaf_names_its_source(entry: Entry) -> None:
    for leaf in (*leaves(entry.when), *entry.prefer):
        assert leaf.sources, f"{leaf.criterion} : sans source"


@EACH
def test_status_follows_the_sources(entry: Entry) -> None:
    solid = [item for item in entry.sources if item.tier in (Tier.OFFICIEL, Tier.PARTENAIRE)]
    if entry.status is Status.ACTIF:
        assert solid, "presse, sites tiers ou fiche seuls : à confirmer"
        assert not is_stale(BASE, entry) or any(item.date is None for item in solid), "rien de récent : à confirmer"


@EACH
def test_contacts_end_where_somebody_answers(entry: Entry) -> None:
    from mentorat_cli.directory import resolve_contacts
    from mentorat_cli.matching import academies

    for academie in sorted(academies(BASE, entry)):
        reachable = resolve_contacts(BASE, [entry], {"academie": (academie,)})
        sure = [item for item in reachable if item.on_site or (item.contact and item.contact.status is Status.ACTIF)]
        assert sure, f"{academie} : aucun contact sûr"


@EACH
def test_wording(entry: Entry) -> None:
    assert len(entry.summary) <= 330
    texts = [
        entry.summary,
        *(step.text for step in entry.steps),
        *(item.text for item in (*entry.warnings, *entry.figures, *entry.calendar)),
    ]
    for text in texts:
        assert text == french(text)
        assert text[0] == text[0].upper() or text[0].isdigit(), text
        assert text.endswith((".", "?", "»")), text
        assert "!" not in text
        assert not re.search(r"\b(nf|NT|nv|todo|TODO)\b", text)


def test_the_fixed_entries_are_recommended_and_excluded_by_some_answers() -> None:
    for name in FIXED:
        entry = BASE.entry[name]
        found = matches(entry)
        assert any(is_recommended(match) for _, match in found), name
        assert any(match.outcome is Outcome.NE_CONVIENT_PAS for _, match in found), name


def test_no_address_of_a_person() -> None:
    texts = [str(value) for contact in BASE.contacts for value in (contact.email, contact.url, contact.source.url) if value]
    texts += [item.url for entry in BASE.entries for item in entry.sources if item.url]
    assert [text for text in texts if re.search(r"^[a-z]+[.-][a-z]+@(?!.*region)", text) and not text.startswith("ce.")] == []


def goals() -> list[str]:
    return [str(choice.id) for choice in BASE.question["objectif"].choices]


@pytest.mark.parametrize("academie", [str(item.id) for item in BASE.academies if item.region])
def test_every_academie_has_an_answer_for_every_goal(academie: str) -> None:
    for goal in goals():
        answers = {"objectif": (goal,), "academie": (academie,), "niveau": ("premiere-pro",), "age": ("16",)}
        result = recommend(BASE, answers)
        assert any(match.outcome is Outcome.CONVIENT or match.missing for match in result.recommended), f"{academie} : {goal}"


def test_the_example_in_the_head_is_a_valid_entry() -> None:
    head = (ROOT / "data" / "schemes.yaml").read_text(encoding="utf-8").split("# Exemple complet :\n")[1].split("\nlycees:")[0]
    example = "entries:\n" + "\n".join(line[2:] for line in head.splitlines())
    found = knowledge.assemble([*FILES, SourceFile("example", example, 1)])
    assert [str(item) for item in checks.problems(found)] == []


def test_loaded_twice_is_equal(loaded: Loaded, real: KnowledgeBase) -> None:
    assert astuple(real) == astuple(BASE)
    assert loaded.positions == LOADED.positions


def test_leaf_values_are_never_empty() -> None:
    for entry in BASE.entries:
        for leaf in leaves(entry.when):
            assert isinstance(leaf, Leaf)
            assert leaf.values or leaf.interval


def test_no_name_of_an_academie_is_the_id_of_another() -> None:
    """`territory.locate` takes an id as typed, before it looks at other names."""
    from mentorat_cli.territory import Place, locate
    from mentorat_cli.typography import fold

    ids = {fold(item.id) for item in BASE.academies}
    assert [item.alias for item in BASE.ambiguous if fold(item.alias) in ids] == []
    for item in BASE.academies:
        assert {fold(name) for name in (item.name, *item.aliases)} & ids <= {fold(item.id)}
        assert locate(BASE, item.id) == (Place(item.id),)
