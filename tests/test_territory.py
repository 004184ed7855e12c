"""From what a teacher types to the académie."""

from typing import Any

import pytest

from conftest import cases
from mentorat_cli.answers.places import locate
from mentorat_cli.answers.refusals import Refused
from mentorat_cli.answers.territories import Territory, search
from mentorat_cli.answers.typed import parse_answer
from mentorat_cli.base.records import KnowledgeBase


@pytest.mark.parametrize("case", cases("territory", {"typed", "places"}))
def test_locate(real: KnowledgeBase, case: dict[str, Any]) -> None:
    expected = [Territory(*text.split("/")) for text in case["places"]]
    assert list(locate(real, case["typed"])) == expected


@pytest.mark.parametrize("typed", ["97", "0", "²", "a2", "rhône 6"])
def test_a_fragment_of_a_number_is_no_place(real: KnowledgeBase, typed: str) -> None:
    assert (locate(real, typed), search(real, typed)) == ((), ())


def test_a_fragment_of_a_name_may_be(real: KnowledgeBase) -> None:
    assert search(real, "reno") == (Territory("grenoble"),)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("1", "01"), ("01", "01"), (" 1 ", "01"), ("69", "69"), ("2a", "2A"), ("ain", "01")],
)
def test_a_departement_is_its_number_or_its_name(kb: KnowledgeBase, typed: str, code: str) -> None:
    assert parse_answer(kb, kb.question["departement"], [typed]) == (code,)


@pytest.mark.parametrize("typed", ["0", "001", "2", "10", "6", "99"])
def test_what_is_no_departement_is_refused(kb: KnowledgeBase, typed: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_answer(kb, kb.question["departement"], [typed])
    refusal = caught.value.refusal
    assert (refusal.why, refusal.about, refusal.given) == ("choice", "departement", (typed,))


def test_every_department_belongs_to_one_academie(real: KnowledgeBase) -> None:
    codes = [
        str(item.code)
        for academie in real.academies
        if academie.region
        for item in academie.departments
    ]
    mainland = [f"{number:02}" for number in range(1, 96) if number != 20]
    assert sorted(codes) == sorted([*mainland, "2A", "2B", "971", "972", "973", "974", "976"])
    assert (
        len([item for item in real.academies if item.region]),
        len(real.regions),
        len(real.academies),
    ) == (30, 18, 34)
