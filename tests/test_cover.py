"""The fewest helpers that serve everybody, whoever counts them."""

from typing import Any

import pytest

from conftest import cases
from mentorat_cli.classroom.cover import fewest
from solver import by_solver, small_class

SAMPLE = 60
"""Of the thousand classes of bench/plan.py."""


@pytest.mark.parametrize("case", cases("cover", {"wishes", "found"}))
def test_the_fewest(case: dict[str, Any]) -> None:
    assert fewest(case["wishes"]) == case["found"] == by_solver(case["wishes"])


def test_a_solver_finds_the_same() -> None:
    for seed in range(SAMPLE):
        wishes = small_class(seed)
        assert fewest(wishes) == by_solver(wishes), seed
