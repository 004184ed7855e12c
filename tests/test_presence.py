"""Where an entry acts, what is usual, and the entries of one organisation."""

from typing import Any

import pytest

from conftest import cases
from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.dialogue.interview import completed, fits, next_turn
from mentorat_cli.engine.matching import match_entry
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.wording.doubts import doubt, whereabouts


def read(base: KnowledgeBase, answers: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return parse_answers(base, {name: [value] for name, value in answers.items()})


@pytest.mark.parametrize(
    "case", cases("presence", {"entry", "answers", "verdict", "presence", "where", "doubts"})
)
def test_presence(places: KnowledgeBase, case: dict[str, Any]) -> None:
    answers = read(places, case["answers"])
    found = match_entry(places, places.entry[case["entry"]], possible_answers(places, answers))
    assert {
        "verdict": found.outcome,
        "presence": found.presence,
        "where": plain(whereabouts(places, found, answers)),
        "doubts": [plain(doubt(places, found, item)) for item in found.doubts],
    } == {
        "verdict": case["verdict"],
        "presence": case["presence"],
        "where": plain(case["where"]),
        "doubts": [plain(text) for text in case["doubts"]],
    }


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("’", "'")


@pytest.mark.parametrize("case", cases("families", {"answers", "shown", "rejected"}))
def test_one_card_an_organisation(places: KnowledgeBase, case: dict[str, Any]) -> None:
    """Each entry shown, with the others of its organisation; whether its antenne is rejected."""
    found = recommend(places, read(places, case["answers"]))
    shown = {
        str(match.entry.id): [str(one.entry.id) for one in found.others(match.entry)]
        for match in found.recommended
        if str(match.entry.id).startswith("relais")
    }
    rejected = [str(match.entry.id) for match in found.rejected]
    assert shown == case["shown"]
    assert [name for name in rejected if name.startswith("relais")] == case["rejected"]


def test_the_lycee_is_asked_about_the_families_that_count(places: KnowledgeBase) -> None:
    """A family that is shown and not chosen is a no; one that is not shown stays open."""
    answers = read(places, {"objectif": "confiance", "academie": "69", "niveau": "premiere-pro"})
    answers |= read(places, {"age": "17", "lycee-encorde": "?", "echelle": "eleve"})
    turn = next_turn(places, answers)
    assert turn is not None
    assert [choice.id for choice in turn.question.choices] == ["ateliers", "aucun"]
    assert not turn.ordered
    replies: list[tuple[str, ...]] = [("ateliers",), ("aucun",), ()]
    assert [completed(places, turn, reply) for reply in replies] == [
        ("ateliers",),
        ("pas-ateliers",),
        (),
    ]
    assert [fits(places, turn, reply) for reply in (("pas-ateliers",), ("pas-visio",))] == [
        True,
        False,
    ]


def test_every_partner_is_a_fact_of_its_own(places: KnowledgeBase) -> None:
    question = places.question["partenaire"]
    families = {str(choice.id) for choice in question.choices if choice.id == choice.family}
    assert families == {"relais", "visio", "ateliers"}
    some = possible_answers(places, {"partenaire": ("relais", "pas-visio")})["partenaire"]
    assert some == (("relais", "pas-visio"), ("relais", "pas-visio", "ateliers"))
    assert possible_answers(places, {"partenaire": ("aucun",)})["partenaire"] == (("aucun",),)
