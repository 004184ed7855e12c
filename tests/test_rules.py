"""The three-valued evaluation of rules."""

from itertools import product
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from conftest import cases
from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base import assembling
from mentorat_cli.base.assembling import SCALARS
from mentorat_cli.base.reader import Reader
from mentorat_cli.base.records import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Id,
    Interval,
    KnowledgeBase,
    Leaf,
    NoneOf,
)
from mentorat_cli.engine.rules import Verdict, decide, deciding, kleene
from mentorat_cli.engine.situation import possible_answers


def read_rule(kb: KnowledgeBase, rule: Any) -> Condition:
    structures = {
        Condition: assembling._condition,
        Leaf: assembling._leaf,
        Interval: assembling._interval,
    }
    reader = Reader("rule", SCALARS, structures)
    condition = reader.read(yaml.safe_dump(rule), Condition)
    assert not reader.problems
    return assembling._spell(condition, {"academie": kb.territory})


@pytest.mark.parametrize("case", cases("rules", {"when", "answers", "verdict", "deciding"}))
def test_rule(kb: KnowledgeBase, case: dict[str, Any]) -> None:
    condition = read_rule(kb, case["when"])
    typed = {name: [value] for name, value in case["answers"].items()}
    possible = possible_answers(kb, parse_answers(kb, typed))
    assert (decide(condition, possible), list(deciding(condition, possible))) == (
        case["verdict"],
        case["deciding"],
    )


YES, NO, OPEN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN


def test_one_of_several_answers_is_enough() -> None:
    assert decide(Leaf(Id("a"), frozenset(["1", "3"])), {"a": (("1", "2"),)}) is YES


# Strong Kleene tables, as in the ternary logic of the DMN standard (conjunction, disjunction, negation).
@pytest.mark.parametrize(
    ("first", "second", "both", "either", "neither"),
    [
        (YES, YES, YES, YES, NO),
        (YES, OPEN, OPEN, YES, NO),
        (YES, NO, NO, YES, NO),
        (OPEN, YES, OPEN, YES, NO),
        (OPEN, OPEN, OPEN, OPEN, OPEN),
        (OPEN, NO, NO, OPEN, OPEN),
        (NO, YES, NO, YES, NO),
        (NO, OPEN, NO, OPEN, OPEN),
        (NO, NO, NO, NO, YES),
    ],
)
def test_kleene_tables(
    first: Verdict, second: Verdict, both: Verdict, either: Verdict, neither: Verdict
) -> None:
    answers = {YES: (("oui",),), NO: (("non",),), OPEN: (("oui",), ("non",))}
    parts = (Leaf(Id("a"), frozenset(["oui"])), Leaf(Id("b"), frozenset(["oui"])))
    possible = {"a": answers[first], "b": answers[second]}
    assert [kleene(kind(parts), possible) for kind in (AllOf, AnyOf, NoneOf)] == [
        both,
        either,
        neither,
    ]


NAMES = ("a", "b", "c")
LEAVES = st.builds(
    Leaf,
    st.sampled_from([Id(name) for name in NAMES]),
    st.frozensets(st.sampled_from(["1", "2", "3"]), min_size=1),
)
RULES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda parts: AllOf(tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: AnyOf(tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: NoneOf(tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.lists(inner, min_size=1, max_size=3).flatmap(
            lambda parts: st.builds(AtLeast, st.integers(1, len(parts)), st.just(tuple(parts)))
        ),
    ),
    max_leaves=6,
)
POSSIBLE = st.fixed_dictionaries(
    {
        name: st.sets(st.sampled_from([("1",), ("2",), ("3",)]), min_size=1).map(
            lambda found: tuple(sorted(found))
        )
        for name in NAMES
    }
)


def brute_force(condition: Condition, possible: dict[str, tuple[tuple[str, ...], ...]]) -> Verdict:
    results = {
        kleene(condition, {name: (answer,) for name, answer in zip(possible, world, strict=True)})
        for world in product(*possible.values())
    }
    return results.pop() if len(results) == 1 else Verdict.UNKNOWN


@given(RULES, POSSIBLE)
def test_decide_is_exact(condition: Condition, possible: dict[str, Any]) -> None:
    assert decide(condition, possible) == brute_force(condition, possible)


@given(RULES, POSSIBLE)
def test_a_criterion_decides_if_two_of_its_answers_differ(
    condition: Condition, possible: dict[str, Any]
) -> None:
    found = set(deciding(condition, possible))
    for name in NAMES:
        others = [item for item in NAMES if item != name]
        differs = any(
            len(
                {
                    brute_force(
                        condition,
                        {
                            name: (answer,),
                            **dict(zip(others, ((one,) for one in world), strict=True)),
                        },
                    )
                    for answer in possible[name]
                }
            )
            > 1
            for world in product(*(possible[item] for item in others))
        )
        assert (name in found) == differs


@given(RULES, POSSIBLE, st.sampled_from(NAMES))
def test_answering_never_reopens_a_verdict(
    condition: Condition, possible: dict[str, Any], name: str
) -> None:
    before = decide(condition, possible)
    for answer in possible[name]:
        after = decide(condition, {**possible, name: (answer,)})
        assert before in (Verdict.UNKNOWN, after)
