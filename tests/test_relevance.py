"""Which questions matter: against every way to complete the answers, on the tiny base."""

import random
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mentorat_cli.base.records import (
    AllOf,
    Answers,
    Evidence,
    Id,
    Kind,
    KnowledgeBase,
    Leaf,
    Presence,
    Scale,
    Scope,
    Variant,
)
from mentorat_cli.dialogue.interview import next_turn
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.engine.relevance import open_questions
from mentorat_cli.engine.situation import possible_answers
from test_engine import ANSWERS, ENTRY, PLAIN, build

AGES = (("13",), ("16",), ("19",), ("22",))
PLACES = 2


def first(kb: KnowledgeBase, answers: Answers) -> list[str]:
    return [str(match.entry.id) for match in recommend(kb, answers, PLACES).recommended[:PLACES]]


def choices(kb: KnowledgeBase, answers: Answers, name: str) -> tuple[tuple[str, ...], ...]:
    possible = possible_answers(kb, answers)[name]
    return tuple(age for age in AGES if age in possible) if name == "age" else possible


def completions(
    kb: KnowledgeBase, answers: Answers, without: str
) -> list[dict[str, tuple[str, ...]]]:
    """Return every coherent way to answer the questions that rules read, but `without`."""
    done: list[dict[str, tuple[str, ...]]] = [dict(answers)]
    for name in ("niveau", "age", "echelle", "lycee-encorde", "boursier", "qpv"):
        if name not in answers and name != without:
            done = [
                {**known, name: answer} for known in done for answer in choices(kb, known, name)
            ]
    return done


def partial(kb: KnowledgeBase, seed: int) -> dict[str, tuple[str, ...]]:
    random_ = random.Random(seed)
    answers: dict[str, tuple[str, ...]] = {
        "objectif": random_.choice(
            [("orientation",), ("stage",), ("stage", "orientation"), ("confiance",)]
        )
    }
    answers["academie"] = (random_.choice(["lyon", "grenoble", "rennes"]),)
    for name in ("niveau", "echelle", "lycee-encorde", "boursier", "qpv"):
        if random_.random() < 0.5:
            answers[name] = random_.choice([*choices(kb, answers, name), ()])
    return answers


@pytest.mark.parametrize("seed", range(40))
def test_a_question_left_out_never_changes_the_first_places(kb: KnowledgeBase, seed: int) -> None:
    answers = partial(kb, seed)
    relevant = open_questions(kb, answers, PLACES)
    for name in ("niveau", "age", "echelle", "lycee-encorde", "boursier", "qpv"):
        if name not in answers and name not in relevant:
            for known in completions(kb, answers, name):
                lists = {
                    tuple(first(kb, {**known, name: answer})) for answer in choices(kb, known, name)
                }
                assert len(lists) == 1, (name, known)


PLACED = ("niveau", "departement", "partenaire", "lycee-encorde", "echelle")
"""The questions that the entries of tests/places/ read, for one goal; their age is given."""


def placed(places: KnowledgeBase, seed: int) -> dict[str, tuple[str, ...]]:
    random_ = random.Random(seed)
    answers: dict[str, tuple[str, ...]] = {
        "objectif": ("confiance",),
        "academie": (random_.choice(["lyon", "grenoble", "rennes"]),),
        "age": (random_.choice(["17", "17", "22"]),),
    }
    for name in PLACED:
        if random_.random() < 0.4:
            answers[name] = random_.choice([*worlds(places, answers, name), ()])
    return answers


def worlds(places: KnowledgeBase, answers: Answers, name: str) -> tuple[tuple[str, ...], ...]:
    """Return each answer that settles a question."""
    if name == "partenaire":
        return (("relais",), ("aucun",))
    return tuple(answer for answer in possible_answers(places, answers)[name] if answer)


@pytest.mark.parametrize("seed", range(60))
def test_a_place_left_out_never_changes_the_first_places(places: KnowledgeBase, seed: int) -> None:
    """The same with presences, expectations, partners and an antenne."""
    answers = placed(places, seed)
    relevant = open_questions(places, answers, PLACES)
    for name in PLACED:
        if name in answers or name in relevant:
            continue
        done: list[dict[str, tuple[str, ...]]] = [dict(answers)]
        for other in PLACED:
            if other not in answers and other != name:
                done = [
                    {**known, other: answer}
                    for known in done
                    for answer in worlds(places, known, other)
                ]
        for known in done:
            lists = {
                tuple(first(places, {**known, name: answer}))
                for answer in worlds(places, known, name)
            }
            assert len(lists) == 1, (name, known)


@pytest.mark.parametrize("seed", range(40))
def test_settled_means_settled(kb: KnowledgeBase, seed: int) -> None:
    """Once nothing is left to ask, every completion gives the same first places; the order of answers does not matter."""
    answers, random_ = partial(kb, seed), random.Random(seed)
    while (turn := next_turn(kb, answers, PLACES)) is not None:
        answers[str(turn.question.id)] = random_.choice(
            [*choices(kb, answers, turn.question.id), ()]
        )
    expected = first(kb, answers)
    assert all(first(kb, known) == expected for known in completions(kb, answers, ""))
    shuffled = list(answers.items())
    random_.shuffle(shuffled)
    assert first(kb, dict(shuffled)) == expected


def nonempty(answers: Answers) -> Answers:
    return {name: values for name, values in answers.items() if values}


ASKED = ("niveau", "echelle", "lycee-encorde", "boursier", "qpv", "partenaire")
"""Questions that nobody keeps to himself, and that drawn entries read."""


@given(st.lists(ENTRY, min_size=2, max_size=7), ANSWERS, st.randoms(), st.sampled_from((1, 2, 5)))
def test_what_is_left_out_decides_nothing(
    kb: KnowledgeBase,
    rows: list[dict[str, Any]],
    answers: Answers,
    random_: random.Random,
    count: int,
) -> None:
    """On drawn bases, once the need and the académie are known: organisations, places that are kept,
    ties.
    """
    base = build(kb, rows)
    answers = {"objectif": ("stage",), "academie": ("lyon",), **nonempty(answers)}
    relevant = open_questions(base, answers, count)
    known = dict(answers)
    for name in random_.sample(
        sorted({*base.question} - {"ase", "marine"}), len(base.question) - 2
    ):
        if name not in known:
            known[name] = random_.choice(choices(base, known, name))
    for name in ASKED:
        if name not in answers and name not in relevant:
            others = {other: values for other, values in known.items() if other != name}
            lists = {
                tuple(str(match.entry.id) for match in found.recommended[:count])
                for answer in choices(base, others, name)
                for found in (recommend(base, {**others, name: answer}, count),)
            }
            assert len(lists) == 1, name


HERE = Evidence(("s",), academie=Id("lyon"))


def yes(name: str) -> Leaf:
    return Leaf(Id(name), frozenset(["oui"]))


NEED: Answers = {"objectif": ("stage",), "academie": ("lyon",)}
FOR_ONE: Answers = {**NEED, "echelle": ("eleve",)}
EVERYTHING = {"stage": 1, **{f"besoin-{number}": 1 for number in range(9)}}
OPEN: dict[str, tuple[list[dict[str, Any]], Answers, int, dict[str, float]]] = {
    "each of two that may pass the other": (
        [{"prefer": (yes("qpv"),)}, {"prefer": (yes("boursier"),)}],
        FOR_ONE,
        1,
        {"boursier": 0.5, "qpv": 1},
    ),
    "each of two that are not placed alike": (
        [{"prefer": (yes("qpv"),)}, {"prefer": (yes("boursier"), yes("lycee-encorde"))}],
        FOR_ONE,
        1,
        {"boursier": 1, "lycee-encorde": 1, "qpv": 0.5},
    ),
    "nobody is asked for what is sensitive to settle an order": (
        [{}, {"prefer": (yes("ase"), yes("qpv"))}],
        FOR_ONE,
        1,
        {"qpv": 1},
    ),
    "for whom, where only one of them is sure of its place": (
        [
            {"scales": (Scale.ELEVE,)},
            {"scales": (Scale.ELEVE, Scale.CLASSE), "prefer": (yes("qpv"),)},
        ],
        NEED,
        2,
        {"echelle": 1.5, "qpv": 1},
    ),
    "an organisation and its antenne take one place": (
        [
            {},
            {
                "variant": Variant.ANTENNE,
                "presence": Presence(Scope.FERME, ("s",), evidence=(HERE,)),
            },
            {"goals": {"stage": 1}, "when": yes("lycee-encorde")},
        ],
        FOR_ONE,
        2,
        {"lycee-encorde": 0.25},
    ),
    "a place is kept for the general scheme": (
        [
            *({"kind": Kind.DISPOSITIF_NATIONAL, "goals": {"stage": 3}} for _ in range(5)),
            {"kind": Kind.DISPOSITIF_NATIONAL, "goals": EVERYTHING, "when": yes("lycee-encorde")},
        ],
        FOR_ONE,
        5,
        {"lycee-encorde": 0.03125},
    ),
}
"""What is open, and how near the top it decides: entries, answers, places, question → weight."""


@pytest.mark.parametrize("case", OPEN)
def test_what_is_still_open(kb: KnowledgeBase, case: str) -> None:
    rows, answers, count, expected = OPEN[case]
    base = build(kb, [PLAIN | row for row in rows])
    found = open_questions(base, answers, count)
    assert {name: stake.weight for name, stake in found.items()} == expected


def test_the_fourth_is_not_asked_about(kb: KnowledgeBase) -> None:
    """A dialogue makes sure of the three that a screen shows, and says what is open to who looks at
    more.
    """
    last = replace(kb.entry["cordees"], goals={Id("orientation"): 1}, prefer=())
    sure = (
        replace(last, id=Id(name), goals={Id("orientation"): 3}, when=AllOf(()))
        for name in ("a", "b", "c")
    )
    base = replace(kb, entries=(*sure, last))
    answers: Answers = {
        "objectif": ("orientation",),
        "academie": ("lyon",),
        "niveau": ("terminale-pro",),
        "echelle": ("eleve",),
    }
    assert next_turn(base, answers) is None
    result = recommend(base, answers)
    assert (result.open_first, result.open_questions) == ((), ("lycee-encorde",))


def test_a_dialogue_ends(kb: KnowledgeBase) -> None:
    for replies in product(("oui", "non", ""), repeat=3):
        answers: dict[str, tuple[str, ...]] = {
            "objectif": ("stage",),
            "academie": ("lyon",),
            "niveau": ("seconde-pro",),
        }
        feed, asked = iter(replies), []
        while (turn := next_turn(kb, answers)) is not None:
            name = str(turn.question.id)
            assert name not in asked
            asked.append(name)
            reply = next(feed, "")
            answers[name] = (reply,) if reply and turn.question.type == "yes-no" else ()
        assert len(asked) <= len(kb.questions)
