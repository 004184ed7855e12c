"""What each item of the order says of an entry, and the places that are kept: boundaries, over the tiny bases."""

from typing import Any

import pytest
from msgspec.structs import replace

from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base.records import (
    EVERYBODY,
    Answers,
    Form,
    Id,
    Kind,
    KnowledgeBase,
    Leaf,
    Scale,
    Status,
)
from mentorat_cli.engine.ranking import (
    KEPT,
    Key,
    Nearness,
    Rank,
    arranged,
    for_several,
    is_general,
    kept_first,
    nearness,
    rank_key,
    reason,
)
from mentorat_cli.engine.situation import possible_answers

LEVELS = Leaf(Id("niveau"), frozenset(["premiere-pro"]))
OPEN = Leaf(Id("niveau"), frozenset(["premiere-pro", "college"]))
LYON: Answers = {"objectif": ("stage", "orientation"), "academie": ("lyon",)}
CLASS: Answers = {**LYON, "echelle": ("classe",)}


def key(base: KnowledgeBase, name: str, answers: Answers, **changes: Any) -> Key:
    """Return the key of an entry of a tiny base, some of its fields changed."""
    entry = replace(base.entry[name], **changes)
    return rank_key(base, entry, answers, possible_answers(base, answers))


def test_the_key_of_an_entry_item_by_item(kb: KnowledgeBase) -> None:
    known: Answers = {
        **LYON,
        "niveau": ("terminale-pro",),
        "lycee-encorde": ("oui",),
        "qpv": ("oui",),
    }
    assert [key(kb, name, known) for name in ("cordees", "mentors-lyon", "tremplin")] == [
        Key(False, Rank.OTHER, False, False, (0, -3), Nearness.NATIONAL, 0, -1),
        Key(False, Rank.MADE, False, True, (-3, -2), Nearness.ACADEMIE, 0, 0),
        Key(False, Rank.OTHER, False, True, (-2, -1), Nearness.ACADEMIE, 3, 0),
    ]  # fmt: skip
    assert [key(kb, name, CLASS) for name in ("cordees", "mentors-lyon", "tremplin")] == [
        Key(True, Rank.OTHER, False, False, (0, -3), Nearness.NATIONAL, 0, 0),
        Key(True, Rank.OTHER, False, True, (-3, -2), Nearness.ACADEMIE, 0, 0),
        Key(False, Rank.AIMED, False, True, (-2, -1), Nearness.ACADEMIE, 3, 0),
    ]


@pytest.mark.parametrize(
    ("answers", "hard"),
    [({}, True), ({"boursier": ("non",)}, True), ({"boursier": ("oui",)}, False)],
)
def test_something_rare_that_nobody_knows_comes_last(
    kb: KnowledgeBase, answers: Answers, hard: bool
) -> None:
    rare = Leaf(Id("boursier"), frozenset(["oui"]))
    for changes in ({"when": rare}, {"when": EVERYBODY, "expect": rare}):
        assert key(kb, "cordees", {**LYON, **answers}, **changes).hard is hard


@pytest.mark.parametrize(
    ("name", "answers", "changes", "rank"),
    [
        ("cordees", LYON, {"goals": {"stage": 3}}, Rank.MADE),
        ("cordees", LYON, {"goals": {"stage": 2}}, Rank.MADE),
        ("cordees", LYON, {"goals": {"stage": 1}}, Rank.OTHER),
        ("cordees", LYON, {"goals": {"orientation": 3}}, Rank.OTHER),
        ("cordees", LYON, {"goals": {"stage": 2}, "when": OPEN}, Rank.OTHER),
        ("cordees", LYON, {"goals": {"stage": 3}, "when": OPEN}, Rank.AIMED),
        ("cordees", LYON, {"goals": {"stage": 3}, "when": EVERYBODY, "expect": LEVELS}, Rank.MADE),
        ("cordees", LYON, {"goals": {"stage": 3}, "scales": (Scale.CLASSE,)}, Rank.OTHER),
        ("cordees", LYON, {"goals": {"stage": 3}, "scales": ()}, Rank.MADE),
        ("cordees", LYON, {"kind": Kind.ASSOCIATION, "goals": {"stage": 3}}, Rank.OTHER),
        ("mentors-lyon", LYON, {}, Rank.MADE),
        ("mentors-lyon", LYON, {"forms": (Form.SUIVI_COLLECTIF, Form.CONCOURS)}, Rank.MADE),
        ("mentors-lyon", LYON, {"forms": (Form.CONCOURS, Form.SUIVI_COLLECTIF)}, Rank.OTHER),
        ("mentors-lyon", LYON, {"kind": Kind.ASSOCIATION}, Rank.AIMED),
        ("mentors-lyon", {**LYON, "academie": ("rennes",)}, {}, Rank.OTHER),
        (
            "mentors-lyon",
            {**LYON, "boursier": ("oui",)},
            {"kind": Kind.ASSOCIATION},
            Rank.MADE,
        ),
        (
            "mentors-lyon",
            {**LYON, "boursier": ("non",)},
            {"kind": Kind.ASSOCIATION, "when": Leaf(Id("boursier"), frozenset(["oui", "non"]))},
            Rank.OTHER,
        ),
        ("tremplin", CLASS, {"goals": {"stage": 3}}, Rank.AIMED),
        ("tremplin", CLASS, {"goals": {"stage": 2}}, Rank.AIMED),
        ("tremplin", CLASS, {"goals": {"stage": 1}}, Rank.GENERAL),
        ("tremplin", {**CLASS, "academie": ("rennes",)}, {"goals": {"stage": 2}}, Rank.GENERAL),
        ("tremplin", CLASS, {"scales": ()}, Rank.OTHER),
        ("tremplin", CLASS, {"scales": (Scale.ELEVE,)}, Rank.OTHER),
        ("tremplin", CLASS, {"scales": (Scale.ELEVE, Scale.GROUPE)}, Rank.AIMED),
    ],
)
def test_what_an_entry_is_to_a_situation(
    kb: KnowledgeBase, name: str, answers: Answers, changes: dict[str, Any], rank: Rank
) -> None:
    assert key(kb, name, answers, **changes).rank is rank


def test_the_general_scheme_serves_nine_goals(kb: KnowledgeBase) -> None:
    for count, kind, general in (
        (9, Kind.DISPOSITIF_NATIONAL, True),
        (8, Kind.DISPOSITIF_NATIONAL, False),
        (9, Kind.ASSOCIATION, False),
    ):
        goals = {"stage": 3, **{f"but-{number}": 1 for number in range(1, count)}}
        entry = replace(kb.entry["cordees"], goals=goals, kind=kind)
        assert is_general(entry) is general
        ranks = {True: Rank.GENERAL, False: Rank.MADE if kind.is_scheme else Rank.OTHER}
        assert key(kb, "cordees", LYON, goals=goals, kind=kind).rank is ranks[general]


@pytest.mark.parametrize(
    ("wanted", "several"),
    [
        ((("eleve",),), False),
        ((("classe",),), True),
        ((("eleve",), ("classe",)), False),
        ((("groupe",), ("classe",)), False),
    ],
)
def test_nothing_said_is_one_pupil(wanted: tuple[tuple[str, ...], ...], several: bool) -> None:
    assert for_several(wanted) is several


def test_strength_publics_and_doubt_count_down(kb: KnowledgeBase) -> None:
    qpv, grant = (Leaf(Id(name), frozenset(["oui"])) for name in ("qpv", "boursier"))
    known: Answers = {**LYON, "qpv": ("oui",), "boursier": ("oui",)}
    assert [key(kb, "cordees", known, prefer=leaves).publics for leaves in ((), (qpv,), (qpv, grant))] == [0, -1, -2]  # fmt: skip
    assert key(kb, "cordees", {**LYON, "qpv": ()}, prefer=(qpv,)).publics == 0
    fresh = kb.entry["cordees"].sources
    stale = tuple(replace(source, date=None) for source in fresh)
    assert [
        key(kb, "cordees", LYON, status=status, sources=sources).doubt
        for status in (Status.ACTIF, Status.A_CONFIRMER)
        for sources in (fresh, stale)
    ] == [0, 1, 2, 3]


WHERE = ("relais", "relais-bourg", "visio", "ateliers", "cordees", "prepa-marine")
L, D, A, N, U = Nearness


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"academie": "lyon"}, (A, A, N, U, N, A)),
        ({"academie": "69"}, (D, U, N, U, N, A)),
        ({"academie": "01"}, (U, D, N, U, N, A)),
        ({"academie": "grenoble"}, (A, U, N, U, N, U)),
        ({"academie": "rennes"}, (U, U, N, U, N, U)),
        ({"academie": "nouvelle-caledonie"}, (U, U, N, A, N, U)),
        ({"academie": "69", "lycee": "lycee-ampere"}, (D, U, N, U, N, L)),
        ({"academie": "rennes", "partenaire": "relais"}, (L, U, N, U, N, U)),
    ],
    ids=lambda value: " ".join(value.values()) if isinstance(value, dict) else "",
)
def test_how_near_an_entry_was_seen(
    places: KnowledgeBase, answers: dict[str, str], expected: tuple[Nearness, ...]
) -> None:
    """While the département is open, seen in a part of the académie is as near as the académie."""
    known = parse_answers(places, {name: [value] for name, value in answers.items()})
    possible = possible_answers(places, known)
    found = tuple(nearness(places, places.entry[name], possible) for name in WHERE)
    assert found == expected
    assert [rank_key(places, places.entry[name], known, possible).unseen for name in WHERE] == [
        near is U for near in expected
    ]


def test_the_first_item_that_differs_says_why(kb: KnowledgeBase) -> None:
    possible = possible_answers(kb, LYON)
    mentors, tremplin = kb.entry["mentors-lyon"], kb.entry["tremplin"]
    assert reason(kb, (tremplin, mentors), LYON, possible) == (
        "rien de rare n’y reste à savoir, à l’échelle demandée"
    )
    assert reason(kb, (mentors, tremplin), LYON, possible) == KEPT[False]
    assert reason(kb, (mentors, mentors), LYON, possible) == "à égalité"
    closer = replace(tremplin, status=Status.ACTIF)
    assert reason(kb, (closer, tremplin), LYON, possible) == (
        "informations confirmées, ou plus récentes"
    )


@pytest.mark.parametrize(
    ("kept", "order"),
    [
        ("", "abcdefgh"),
        ("c", "abcdefgh"),
        ("e", "abcdefgh"),
        ("f", "abcdfegh"),
        ("h", "abcdhefg"),
        ("gh", "abcghdef"),
        ("ch", "abcdhefg"),
        ("ah", "abcdhefg"),
    ],
)
def test_places_are_kept_among_the_first_five(kept: str, order: str) -> None:
    assert "".join(arranged("abcdefgh", kept)) == order


def test_what_is_kept_stands_in_the_order() -> None:
    assert kept_first("abcdef", lambda item: item > "c", lambda item: item > "a") == ["b", "d"]
    assert kept_first("abc", lambda item: item > "x", lambda item: item == "b") == ["b"]
    assert kept_first("abc", lambda item: True, lambda item: True) == ["a"]
