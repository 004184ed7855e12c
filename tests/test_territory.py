"""From what a teacher types to the académie."""

from typing import Any

import pytest

from conftest import cases
from mentorat_cli.answers.territories import Place, locate
from mentorat_cli.base.records import KnowledgeBase


@pytest.mark.parametrize("case", cases("territory", {"typed", "places"}))
def test_locate(real: KnowledgeBase, case: dict[str, Any]) -> None:
    expected = [Place(*text.split("/")) for text in case["places"]]
    assert list(locate(real, case["typed"])) == expected


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
