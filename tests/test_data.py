"""The real base: properties that every entry has, never that a given entry exists. One test per entry."""

import re
from functools import cache
from itertools import product

import pytest
import yaml

from conftest import HERE, ROOT, shipped
from mentorat_cli import checks
from mentorat_cli.answers.told import tell
from mentorat_cli.base import assembling
from mentorat_cli.base.assembling import SourceFile
from mentorat_cli.base.records import Entry, KnowledgeBase, Leaf, Outcome, Status, leaves
from mentorat_cli.checks import quality
from mentorat_cli.checks.examples import matches
from mentorat_cli.engine.matching import is_recommended
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.engine.rules import (
    GOAL,
    LARGEST_PRODUCT,
    Verdict,
    criteria,
    decide,
    representatives,
)
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.engine.verdicts import rule
from mentorat_cli.pages.contacts import MESSAGE_QUESTIONS, messages
from mentorat_cli.typography import capital, french

FILES = [
    SourceFile(path.name, path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "data").glob("*.yaml"))
]
LOADED = shipped()
BASE = LOADED.base
NAMES: dict[str, dict[str, list[str]]] = {
    name: found if isinstance(found, dict) else {key: [] for key in found}
    for name, found in yaml.load(
        (HERE / "since-1.0" / "noms.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
    ).items()
}
"""Collection → name that 1.0.0 had → the sources or the choices it had."""
EACH = pytest.mark.parametrize("entry", BASE.entries, ids=lambda entry: entry.id)
# The entries that the contract fixes: the 25 of the source document, and the plan.
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


CHECKS = {**quality.PROOFS, **quality.WARNINGS}


@cache
def faults(rule: str) -> list[tuple[str, str]]:
    """Return what a check says of entries: entry, message."""
    return [(str(path[1]), message) for path, message in CHECKS[rule](BASE) if path[0] == "entries"]


@EACH
def test_quality(entry: Entry) -> None:
    rules = (
        "exemple-faux",
        "exemple-manquant",
        "regle-contradictoire",
        "condition-sans-effet",
        "condition-sans-source",
        "source-faible",
        "source-perimee",
    )
    assert [
        (rule, message) for rule in rules for name, message in faults(rule) if name == entry.id
    ] == []


@EACH
def test_truth_table(entry: Entry) -> None:
    """Somebody can enter, somebody cannot; the exact verdict of every full set of answers is decided."""
    possible = possible_answers(BASE, {})
    condition = rule(BASE, entry)
    classes = {
        name: representatives(condition, name, possible[name]) for name in criteria(condition)
    }
    verdicts = set()
    size = 1
    for answers in classes.values():
        size *= len(answers)
    assert size <= LARGEST_PRODUCT
    for world in product(*classes.values()):
        verdicts.add(
            decide(
                condition,
                {
                    **possible,
                    **{name: (answer,) for name, answer in zip(classes, world, strict=True)},
                },
            )
        )
    assert verdicts == {Verdict.YES, Verdict.NO}


@EACH
def test_contacts_end_where_somebody_answers(entry: Entry) -> None:
    from mentorat_cli.engine.calling import resolve_contacts
    from mentorat_cli.engine.presence import academies

    for academie in sorted(academies(BASE, entry)):
        reachable = resolve_contacts(BASE, [entry], {"academie": (academie,)})
        sure = [
            item
            for item in reachable
            if item.on_site or (item.contact and item.contact.status is Status.ACTIF)
        ]
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
        found = matches(BASE, entry)
        assert any(is_recommended(match) for match in found), name
        refused = any(match.outcome is Outcome.NE_CONVIENT_PAS for match in found)
        assert refused is (criteria(rule(BASE, entry)) != (GOAL,)), name


def test_no_address_of_a_person() -> None:
    texts = [
        str(value)
        for contact in BASE.contacts
        for value in (contact.email, contact.url, contact.source.url)
        if value
    ]
    texts += [item.url for entry in BASE.entries for item in entry.sources if item.url]
    assert [
        text
        for text in texts
        if re.search(r"^[a-z]+[.-][a-z]+@(?!.*region)", text) and not text.startswith("ce.")
    ] == []


def goals() -> list[str]:
    return [str(choice.id) for choice in BASE.question["objectif"].choices]


@pytest.mark.parametrize("academie", [str(item.id) for item in BASE.academies if item.region])
def test_every_academie_has_an_answer_for_every_goal(academie: str) -> None:
    for goal in goals():
        answers = {
            "objectif": (goal,),
            "academie": (academie,),
            "niveau": ("premiere-pro",),
            "age": ("16",),
        }
        result = recommend(BASE, answers)
        assert any(
            match.outcome is Outcome.CONVIENT or match.missing for match in result.recommended
        ), f"{academie} : {goal}"


def test_the_example_in_the_head_is_a_valid_entry() -> None:
    head = (
        (ROOT / "data" / "schemes.yaml")
        .read_text(encoding="utf-8")
        .split("# Exemple complet :\n")[1]
        .split("\nlycees:")[0]
    )
    example = "entries:\n" + "\n".join(line[2:] for line in head.splitlines())
    found = assembling.assemble([*FILES, SourceFile("example", example, 1)])
    assert [str(item) for item in checks.problems(found)] == []


def test_an_entry_is_read_with_its_examples() -> None:
    """Five at most, so that one reads them."""
    assert [entry.id for entry in BASE.entries if len(entry.examples) > 5] == []


def test_leaf_values_are_never_empty() -> None:
    for entry in BASE.entries:
        for leaf in leaves(entry.when):
            assert isinstance(leaf, Leaf)
            assert leaf.values or leaf.interval


def test_no_name_of_an_academie_is_the_id_of_another() -> None:
    """`territory.locate` takes an id as typed, before it looks at other names."""
    from mentorat_cli.answers.places import locate
    from mentorat_cli.answers.territories import Territory
    from mentorat_cli.typography import fold

    ids = {fold(item.id) for item in BASE.academies}
    assert [item.alias for item in BASE.ambiguous if fold(item.alias) in ids] == []
    for item in BASE.academies:
        assert {fold(name) for name in (item.name, *item.aliases)} & ids <= {fold(item.id)}
        assert locate(BASE, item.id) == (Territory(item.id),)


def test_a_message_asks_its_addressee_alone(real: KnowledgeBase) -> None:
    """Whoever it is written to, from any territory: one to an address, never to the teacher, with
    the questions that are theirs and no other, and the same to say aloud."""
    for academie in real.academies:
        told = tell(real, {"academie": (academie.id,)}, consent=False)
        for entry in real.entries:
            where = academie.id, entry.id
            sent = messages(real, [entry], told)
            assert sent, where
            assert len({one.contact.id if one.contact else one.to.id for one in sent}) == len(sent)
            for message in sent:
                asked = [line[2:] for line in message.lines if line.startswith("- ")]
                role = message.to.role.id
                theirs = [str(item.text) for item in entry.to_check if item.with_ == role]
                mine = entry.id in message.to.for_entries
                assert asked == (theirs[:MESSAGE_QUESTIONS] if mine else []), where
                assert not message.to.role.reader, where
                told_aloud = message.spoken.replace("Bonjour, ", "", 1)
                assert capital(told_aloud) == message.lines[2], where


@pytest.mark.parametrize("collection", NAMES)
def test_what_files_of_1_0_name_is_still_known(collection: str) -> None:
    """What they extend, cite, call and answer; a source that another took the place of is known too."""
    today = {str(item.id): item for item in getattr(BASE, collection)}
    for name, parts in NAMES[collection].items():
        assert name in today, name
        sources, choices = (getattr(today[name], key, ()) for key in ("sources", "choices"))
        known = {called for item in sources for called in (item.id, *item.before)}
        known |= {str(choice.id) for choice in choices}
        known |= {str(item.id) for item in BASE.lycees if item.value in known}
        assert set(parts) <= known, name
