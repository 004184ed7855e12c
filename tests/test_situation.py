"""What answers leave possible, what could still change, which protections matter, what is no longer fresh: the boundaries."""

from datetime import date
from itertools import combinations
from typing import Any

import pytest
from msgspec.structs import replace

from conftest import cases
from mentorat_cli import wording
from mentorat_cli.base.records import (
    AllOf,
    Answers,
    Change,
    Choice,
    ChoicesFrom,
    Id,
    Interval,
    KnowledgeBase,
    Leaf,
    Moment,
    Prose,
    Question,
    QuestionType,
    Step,
)
from mentorat_cli.engine.guidance import in_turn, nets, protections
from mentorat_cli.engine.matching import what_if
from mentorat_cli.engine.ranking import is_stale, newest_source
from mentorat_cli.engine.rules import Answer
from mentorat_cli.engine.situation import family_answers, possible_answers

LYON: Answers = {"academie": ("lyon",)}


def left(base: KnowledgeBase, answers: Answers, name: str) -> list[str]:
    """Return the single values that a criterion may still have."""
    return [value for (value,) in possible_answers(base, answers)[name]]


def years(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


@pytest.mark.parametrize(
    ("answers", "name", "expected"),
    [
        ({}, "age", years(10, 35)),
        ({"niveau": ("seconde-pro",)}, "age", years(14, 18)),
        ({"niveau": ("seconde-pro",), "echelle": ("classe",)}, "age", years(17, 18)),
        ({"niveau": ("seconde-pro",), "age": ("30",)}, "age", ["30"]),
        (LYON, "departement", ["01", "69"]),
        ({"departement": ("69",)}, "academie", ["lyon"]),
        ({"lycee": ("lycee-ampere",)}, "departement", ["01", "69"]),
        (LYON, "lycee", ["autre", "lycee-ampere"]),
        ({"academie": ("grenoble",)}, "lycee", ["autre"]),
        (
            {"lycee": ("autre",)},
            "academie",
            ["lyon", "grenoble", "rennes", "corse", "nouvelle-caledonie"],
        ),
    ],
)
def test_what_answers_leave(
    kb: KnowledgeBase, answers: Answers, name: str, expected: list[str]
) -> None:
    """A class of 17 years and more stands beside the level: both bound the age."""
    questions = tuple(
        replace(
            question,
            choices=tuple(
                replace(choice, implies={"age": Interval(17)}) if choice.id == "classe" else choice
                for choice in question.choices
            ),
        )
        for question in kb.questions
    )
    assert sorted(left(replace(kb, questions=questions), answers, name)) == sorted(expected)


def partners(count: int) -> Question:
    """Return the question on families, of so many."""
    names = [Id(f"e{number}") for number in range(count)]
    told = [Choice(name, Prose(name), family=name) for name in names]
    denied = [Choice(Id(f"pas-{name}"), Prose(name), family=name) for name in names]
    last = Choice(Id("aucun"), Prose("aucun"))
    question = Question(
        Id("partenaire"), QuestionType.CHOICE, Prose("P"), Prose("P ?"), 3, Change.NEVER
    )
    return replace(
        question, choices_from=ChoicesFrom.FAMILIES, choices=(*told, *denied, last), many=True
    )


@pytest.mark.parametrize("count", range(14))
def test_any_three_families_are_told_apart(count: int) -> None:
    """In every way: which of them a lycée works with."""
    question = partners(count)
    names = [str(choice.id) for choice in question.choices[:count]]
    worlds = [set(answer) for answer in family_answers(question, ())]
    for three in combinations(names, min(count, 3)):
        assert len({tuple(name in world for name in three) for world in worlds}) == 2 ** len(three)


@pytest.mark.parametrize(
    ("given", "fewest", "most"),
    [
        ((), (), ("e0", "e1", "e2")),
        (("e1",), ("e1",), ("e1", "e0", "e2")),
        (("pas-e1",), ("pas-e1",), ("pas-e1", "e0", "e2")),
        (("e0", "pas-e1", "e2"), ("e0", "pas-e1", "e2"), ("e0", "pas-e1", "e2")),
        (("e0", "aucun"), ("e0", "aucun"), ("e0", "aucun")),
        (("aucun",), ("aucun",), ("aucun",)),
    ],
)
def test_the_families_that_are_left(given: Answer, fewest: Answer, most: Answer) -> None:
    """The first answer has the fewest, the second the most."""
    found = family_answers(partners(3), given)
    assert (found[0], found[:2][-1]) == (fewest, most)
    assert all(set(fewest) <= {*answer} <= {*most} for answer in found)


def test_many_families_take_little_room() -> None:
    """Four times as many take six times as much, not sixteen."""
    rooms = [sum(map(len, family_answers(partners(count), ()))) for count in (300, 1200)]
    assert rooms == [15_900, 85_200]


@pytest.mark.parametrize(
    ("entry", "answers", "expected"),
    [
        ("mentors-lyon", {"age": ("15",), "boursier": ("oui",)}, [{"age": ["16"]}]),
        ("mentors-lyon", {"age": ("19",), "boursier": ("oui",)}, [{"age": ["20"]}]),
        ("mentors-lyon", {"age": ("20",), "boursier": ("oui",)}, []),
        ("mentors-lyon", {"age": ("21",), "boursier": ("oui",)}, []),
        ("mentors-lyon", {"academie": ("rennes",)}, []),
        ("vieux", {"age": ("33",)}, [{"age": ["35"]}]),
        ("cordees", {"lycee-encorde": ("non",)}, [{"lycee-encorde": ["oui"]}]),
        ("tremplin", {"niveau": ("terminale-pro",)}, []),
    ],
)
def test_what_could_still_open_an_entry(
    kb: KnowledgeBase, entry: str, answers: Answers, expected: list[dict[str, list[str]]]
) -> None:
    """Time only goes forward, and what never changes opens nothing."""
    everything: Answers = {"objectif": ("stage", "orientation"), **LYON, **answers}
    possible = possible_answers(kb, everything)
    oldest = Leaf(kb.question["age"].id, interval=Interval(kb.question["age"].maximum))
    known = kb.entry.get(entry) or replace(kb.entry["cordees"], when=oldest)
    found = what_if(kb, known, everything, possible)
    assert [{name: sorted(values) for name, values in item.answers} for item in found] == expected


@pytest.mark.parametrize(
    ("now", "later"), [("seconde-pro", [["premiere-pro"]]), ("terminale-pro", [])]
)
def test_a_level_that_is_still_to_come_opens_an_entry(
    kb: KnowledgeBase, now: str, later: list[list[str]]
) -> None:
    """The age goes with the class."""
    when = AllOf(
        (
            Leaf(kb.question["niveau"].id, frozenset(["premiere-pro"])),
            Leaf(kb.question["age"].id, interval=Interval(19)),
        )
    )
    answers: Answers = {"objectif": ("orientation",), "niveau": (now,)}
    entry = replace(kb.entry["cordees"], when=when)
    found = what_if(kb, entry, answers, possible_answers(kb, answers))
    assert [sorted(dict(item.answers)["niveau"]) for item in found] == later


@pytest.mark.parametrize("case", cases("levels", {"after"}))
def test_the_classes_that_follow_a_class(real: KnowledgeBase, case: dict[str, Any]) -> None:
    """And after how many years at the soonest: each opens what asks only for it, then."""
    level = real.question["niveau"]
    answers: Answers = {"objectif": ("orientation",), "niveau": (case["name"],)}
    possible, found = possible_answers(real, answers), {}
    for name in (str(choice.id) for choice in level.choices):
        alone = replace(
            real.entry["un-jeune-un-mentor"], when=Leaf(level.id, frozenset([name])), presence=None
        )
        for item in what_if(real, alone, answers, possible):
            assert (dict(item.answers), item.dated) == ({"niveau": frozenset([name])}, True)
            found[name] = item.years
    assert found == case["after"]


@pytest.mark.parametrize(
    ("wanted", "age", "told"),
    [
        ({"niveau": ["terminale-pro"]}, None, "à partir de « terminale », dans 2 ans"),
        (
            {"niveau": ["premiere-pro", "terminale-pro"]},
            None,
            "à partir de « première », dans un an",
        ),
        ({"niveau": ["premiere-pro"], "min": 16}, "15", "à partir de « première », dans un an"),
        ({"niveau": ["premiere-pro"], "min": 17}, "15", None),
        (
            {"niveau": ["premiere-pro", "terminale-pro"], "min": 17},
            "15",
            "à partir de « terminale », dans 2 ans",
        ),
        ({"niveau": ["seconde-pro"], "min": 17}, "15", "à partir de 17 ans, dans 2 ans"),
        ({"niveau": ["seconde-pro"], "min": 17}, None, None),
    ],
)
def test_time_passes_for_the_class_and_the_age_together(
    kb: KnowledgeBase, wanted: dict[str, Any], age: str | None, told: str | None
) -> None:
    names = {"seconde-pro": "seconde", "premiere-pro": "première", "terminale-pro": "terminale"}
    follows = {"seconde-pro": ("premiere-pro",), "premiere-pro": ("terminale-pro",)}
    level = replace(
        kb.question["niveau"],
        choices=tuple(
            replace(item, label=Prose(names[item.id]), next=follows.get(item.id, ()))
            for item in kb.question["niveau"].choices
        ),
    )
    questions = tuple(level if item.id == level.id else item for item in kb.questions)
    base = replace(kb, questions=questions, index=None)
    when = AllOf(
        (
            Leaf(level.id, frozenset(wanted["niveau"])),
            Leaf(kb.question["age"].id, interval=Interval(wanted.get("min", 10))),
        )
    )
    answers: Answers = {"objectif": ("orientation",), "niveau": ("seconde-pro",)}
    answers |= {"age": (age,)} if age else {}
    found = what_if(
        base, replace(kb.entry["cordees"], when=when), answers, possible_answers(base, answers)
    )
    said = [wording.change_in_words(base, item).replace("\u00a0", " ") for item in found]
    assert said == ([f"possible {told}"] if told else [])


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, ["mineur"]),
        ({"age": ("17",)}, ["mineur"]),
        ({"age": ("18",)}, []),
        ({"age": ("18",), "ase": ("oui",)}, ["confie"]),
        ({"age": ("18",), "ase": ("non",)}, []),
    ],
)
def test_the_protections_that_matter(
    kb: KnowledgeBase, answers: Answers, expected: list[str]
) -> None:
    """One that only a sensitive answer could confirm waits for that answer."""
    possible = possible_answers(kb, answers)
    cordees = [kb.entry["cordees"]]
    assert [guide.id for guide in protections(kb, cordees, possible)] == expected
    assert protections(kb, [], possible) == ()
    always = replace(
        kb,
        guides=tuple(
            replace(guide, when=None, kinds=(kb.entry["tremplin"].kind,)) for guide in kb.guides
        ),
    )
    assert protections(always, cordees, possible) == ()
    assert [
        guide.id for guide in protections(always, [*cordees, kb.entry["tremplin"]], possible)
    ] == ["mineur", "confie"]


@pytest.mark.parametrize(
    ("answers", "expected", "in_order"),
    [
        ({}, {}, []),
        ({"objectif": ("orientation",), "boursier": ()}, {}, []),
        (
            {"objectif": ("orientation", "stage"), "boursier": ("oui",)},
            {
                "filet-stage": ["bureau-des-entreprises", "rectorat rectorat-lyon"],
                "aide": ["rectorat rectorat-lyon", "drafpic", "bureau-des-entreprises"],
            },
            ["bureau-des-entreprises", "rectorat", "drafpic"],
        ),
        (
            {"objectif": ("orientation",), "boursier": ("oui",)},
            {"aide": ["rectorat rectorat-lyon", "drafpic", "bureau-des-entreprises"]},
            ["rectorat", "drafpic", "bureau-des-entreprises"],
        ),
    ],
    ids=["rien de dit", "un doute n’ouvre rien", "deux filets, à tour de rôle", "un filet"],
)
def test_who_helps(
    kb: KnowledgeBase, answers: Answers, expected: dict[str, list[str]], in_order: list[str]
) -> None:
    """The net that comes before any call outside stands first; nobody is told twice."""
    names = ("rectorat", "drafpic", "", "bureau-des-entreprises")
    steps = tuple(Step(Prose("Aide."), Id(name) if name else None) for name in names)
    when = Leaf(Id("boursier"), frozenset(["oui"]))
    other = replace(kb.guides[-1], id=Id("aide"), steps=steps, when=when, first=False)
    base = replace(kb, guides=(other, *kb.guides))
    everything = {**LYON, **answers}
    found = nets(base, everything, possible_answers(base, everything))
    told = {
        str(net.guide.id): [
            " ".join([str(item.role.id), *(one.id for one in item.contacts)])
            for item in net.helpers
        ]
        for net in found
    }
    assert (told, list(told)) == (expected, list(expected))
    assert [item.role.id for item in in_turn(found)] == in_order


@pytest.mark.parametrize(
    ("today", "newest", "stale"),
    [
        (date(2026, 8, 31), "2022-09", False),
        (date(2026, 8, 31), "2022-08", True),
        (date(2026, 9, 1), "2023-09", False),
        (date(2026, 9, 1), "2023-09-01", False),
        (date(2026, 9, 1), "2023-08-31", True),
        (date(2026, 9, 1), "2023-08", True),
        (date(2026, 9, 1), "2023", False),
        (date(2026, 9, 1), "2022", True),
        (date(2026, 12, 31), "2023-09", False),
        (date(2027, 1, 1), "2023-09", False),
        (date(2027, 8, 31), "2023-09", False),
        (date(2027, 9, 1), "2023-09", True),
        (date(2026, 9, 1), None, True),
        (None, "2001", False),
    ],
)
def test_a_source_is_fresh_for_three_school_years(
    kb: KnowledgeBase, today: date | None, newest: str | None, stale: bool
) -> None:
    """A school year begins in September; a date without its month is taken at its best."""
    source = kb.entry["cordees"].sources[0]
    dates = ("2000", newest, None) if newest else (None,)
    sources = tuple(replace(source, date=Moment(day) if day else None) for day in dates)
    entry = replace(kb.entry["cordees"], sources=sources)
    assert newest_source(entry) == newest
    assert is_stale(replace(kb, checked_on=today), entry) is stale


@pytest.mark.parametrize(
    ("interval", "held"),
    [
        (Interval(16, 18), [16, 17, 18]),
        (Interval(18), [18, 19]),
        (Interval(max=15), [15]),
        (Interval(), [15, 16, 17, 18, 19]),
    ],
)
def test_bounds_are_included(interval: Interval, held: list[int]) -> None:
    assert [number for number in range(15, 20) if interval.holds(number)] == held
