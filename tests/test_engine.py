"""The engine gives the verdicts and the order of the readable evaluator, on random bases and answers with unknowns."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mentorat_cli.base import assembling
from mentorat_cli.base.records import (
    AllOf,
    Answers,
    AnyOf,
    AtLeast,
    Condition,
    Entry,
    Form,
    Id,
    Interval,
    Kind,
    KnowledgeBase,
    Leaf,
    NoneOf,
    Prose,
    Scale,
    Source,
    Status,
    Tier,
)  # fmt: skip
from mentorat_cli.engine.bits import members, to_bits, to_int
from mentorat_cli.engine.indexing import compile_index
from mentorat_cli.engine.masks import Engine, engine_of
from mentorat_cli.engine.matching import is_recommended, match_entry, rank_key
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.engine.rules import Verdict, decide, rule
from mentorat_cli.engine.situation import possible_answers

VALUES: dict[str, list[str]] = {
    "niveau": ["seconde-pro", "premiere-pro", "terminale-pro"],
    "academie": ["lyon", "grenoble", "rennes", "nouvelle-caledonie"],
    "lycee": ["lycee-ampere", "autre"],
    "boursier": ["oui", "non"],
    "qpv": ["oui", "non"],
    "echelle": ["eleve", "classe"],
    "objectif": ["orientation", "stage", "confiance"],
}
LEAF = st.one_of(
    st.sampled_from(list(VALUES)).flatmap(
        lambda name: st.builds(
            Leaf, st.just(Id(name)), st.frozensets(st.sampled_from(VALUES[name]), min_size=1)
        )
    ),
    st.tuples(st.integers(13, 20), st.integers(0, 6)).map(
        lambda ages: Leaf(Id("age"), interval=Interval(ages[0], ages[0] + ages[1]))
    ),
)
RULE: st.SearchStrategy[Condition] = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.one_of(
            st.just(AllOf(tuple(parts))),
            st.just(AnyOf(tuple(parts))),
            st.just(NoneOf(tuple(parts))),
            st.builds(AtLeast, st.integers(1, len(parts)), st.just(tuple(parts))),
        )
    ),
    max_leaves=4,
)
ENTRY = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(Kind),
        "status": st.sampled_from(Status),
        "goals": st.dictionaries(
            st.sampled_from(VALUES["objectif"]), st.integers(1, 3), min_size=1
        ),
        "forms": st.lists(st.sampled_from(Form), max_size=2).map(tuple),
        "scales": st.lists(st.sampled_from(Scale), max_size=2, unique=True).map(tuple),
        "when": RULE,
        "prefer": st.lists(LEAF, max_size=3).map(tuple),
        "on_request": st.sampled_from([None, None, None, "marine"]),
        "year": st.sampled_from(["2012", "2026"]),
    }
)
BASES = st.lists(ENTRY, min_size=1, max_size=5)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "objectif": st.lists(st.sampled_from(VALUES["objectif"]), max_size=3, unique=True).map(
            tuple
        ),
        **{
            name: st.sampled_from([(), *((value,) for value in values)])
            for name, values in VALUES.items()
            if name not in ("objectif", "lycee")
        },
        "age": st.sampled_from([(), ("15",), ("19",)]),
        "marine": st.sampled_from([("oui",), ("non",)]),
    },
)


def build(kb: KnowledgeBase, rows: list[dict[str, Any]]) -> KnowledgeBase:
    entries = []
    for number, row in enumerate(rows):
        fields = dict(row)
        source = Source(Tier.OFFICIEL, Prose("S"), date=fields.pop("year"))
        entries.append(
            Entry(
                id=Id(f"e{number}"),
                name=Prose("E"),
                summary=Prose("S"),
                contacts=(),
                sources=(source,),
                checked_on=date(2026, 1, 1),
                **fields,
            )
        )
    return assembling.complete(replace(kb, entries=tuple(entries)))


@settings(max_examples=150, deadline=None)
@given(BASES, ANSWERS)
def test_the_engine_is_the_readable_evaluator(
    kb: KnowledgeBase, rows: list[dict[str, Any]], answers: Answers
) -> None:
    base = build(kb, rows)
    engine, possible = Engine(base, compile_index(base)), possible_answers(base, answers)
    sure, maybe = engine.verdicts(answers)
    found = {
        place: Verdict.YES
        if sure >> bit & 1
        else Verdict.UNKNOWN
        if maybe >> bit & 1
        else Verdict.NO
        for bit, place in enumerate(engine.places)
    }
    assert found == {
        place: decide(rule(entry), possible) for place, entry in enumerate(base.entries)
    }
    matches = sorted(
        (match_entry(base, entry, possible) for entry in base.entries),
        key=lambda item: rank_key(base, item, answers, possible),
    )
    wanted = [(str(item.entry.id), item.outcome) for item in matches if is_recommended(item)]
    assert [
        (str(base.entries[place].id), outcome) for place, outcome in engine.first(answers, 99)
    ] == wanted
    result = recommend(base, answers)
    assert [match.entry.id for match in result.recommended] == [item[0] for item in wanted]
    assert [match.entry.id for match in result.rejected] == [
        item.entry.id for item in matches if not is_recommended(item)
    ]
    assert engine.domain("age", answers) == possible["age"]


def test_answers_are_decided_again_from_memory(real: KnowledgeBase) -> None:
    """What is remembered from one pupil does not leak into the next."""
    engine = Engine(real, compile_index(real))
    pupils: list[Answers] = [
        {
            "objectif": ("orientation",),
            "academie": ("lyon",),
            "niveau": (level,),
            "boursier": (grant,),
        }
        for level in ("seconde-pro", "terminale-pro")
        for grant in ("oui", "non")
    ]
    first = [engine.first(pupil, 9) for pupil in pupils]
    assert [engine.first(pupil, 9) for pupil in pupils] == first
    assert [Engine(real, compile_index(real)).first(pupil, 9) for pupil in pupils] == first
    assert len(set(first)) == len(first)


def test_an_engine_is_made_once(real: KnowledgeBase) -> None:
    assert engine_of(real) is engine_of(real)


@given(st.sets(st.integers(0, 200)))
def test_bits_hold_what_was_put(numbers: set[int]) -> None:
    assert members(to_int(to_bits(numbers, 201))) == sorted(numbers)
