"""The engine gives the verdicts and the order of the readable evaluator, on random bases and answers with unknowns."""

import random
from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mentorat_cli.base import assembling
from mentorat_cli.base.records import (
    AllOf,
    Answers,
    AnyOf,
    AtLeast,
    Change,
    Choice,
    ChoicesFrom,
    Code,
    Condition,
    Entry,
    Evidence,
    Form,
    Id,
    Interval,
    Kind,
    KnowledgeBase,
    Leaf,
    Mode,
    NoneOf,
    Outcome,
    Presence,
    Prose,
    Question,
    QuestionType,
    Scale,
    Scope,
    Source,
    Status,
    Tier,
    Variant,
)  # fmt: skip
from mentorat_cli.engine import masks, terms
from mentorat_cli.engine.bits import members, to_bits, to_int
from mentorat_cli.engine.indexing import compile_index
from mentorat_cli.engine.masks import Decision, Engine, Pupils, engine_of
from mentorat_cli.engine.matching import Match, is_recommended, match_entry
from mentorat_cli.engine.presence import attested, family
from mentorat_cli.engine.ranking import (
    SCALE,
    arranged,
    for_several,
    is_general,
    is_own,
    kept_first,
    rank_key,
)
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.engine.rules import Verdict, decide
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.engine.terms import Composed, Terms
from mentorat_cli.engine.verdicts import verdict

VALUES: dict[str, list[str]] = {
    "niveau": ["seconde-pro", "premiere-pro", "terminale-pro"],
    "academie": ["lyon", "grenoble", "rennes", "nouvelle-caledonie"],
    "lycee": ["lycee-ampere", "autre"],
    "boursier": ["oui", "non"],
    "qpv": ["oui", "non"],
    "echelle": ["eleve", "classe"],
    "objectif": ["orientation", "stage", "confiance"],
    "partenaire": ["e0", "e1", "e2"],
}
PARTNERS = Question(
    Id("partenaire"),
    QuestionType.CHOICE,
    Prose("Partenaires"),
    Prose("Avec qui ?"),
    3,
    Change.BY_ACTION,
    many=True,
    attests=True,
    choices_from=ChoicesFrom.FAMILIES,
    choices=(Choice(Id("aucun"), Prose("aucun")),),
)
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
PLACE = st.sampled_from(
    [
        {"national": True},
        {"region": Id("auvergne-rhone-alpes")},
        {"academie": Id("lyon")},
        {"academie": Id("nouvelle-caledonie")},
        *({"departement": Code(code)} for code in ("69", "01", "35", "988")),
        {"lycee": Id("lycee-ampere")},
    ]
).map(lambda size: Evidence(("s",), **size))
PRESENCE = st.builds(
    lambda scope, found: Presence(scope, ("s",), evidence=tuple(found)),
    st.sampled_from(Scope),
    st.lists(PLACE, max_size=3),
)
ENTRY = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([Kind.DISPOSITIF_ACADEMIQUE, Kind.DISPOSITIF_NATIONAL, *Kind]),
        "status": st.sampled_from([Status.ACTIF, Status.ACTIF, *Status]),
        "goals": st.dictionaries(
            st.sampled_from(VALUES["objectif"]), st.integers(1, 3), min_size=1
        ),
        "forms": st.sampled_from(
            [
                (Form.SUIVI_INDIVIDUEL,),
                (Form.SUIVI_COLLECTIF, Form.STAGE),
                (Form.STAGE, Form.SUIVI_INDIVIDUEL),
                (),
            ]
        ),
        "modes": st.lists(st.sampled_from(Mode), max_size=2, unique=True).map(tuple),
        "scales": st.lists(st.sampled_from(Scale), max_size=2, unique=True).map(tuple),
        "when": st.one_of(st.just(AllOf(())), LEAF, RULE),
        "expect": st.one_of(st.none(), st.none(), RULE),
        "presence": st.one_of(st.none(), PRESENCE),
        "variant": st.sampled_from([None, Variant.ANTENNE, Variant.ANTENNE, Variant.PROGRAMME]),
        "prefer": st.lists(LEAF, max_size=3).map(tuple),
        "on_request": st.sampled_from([None, None, None, "marine"]),
        "year": st.sampled_from(["2012", "2026"]),
    }
)
VARIED = ("prefer", "year", "when", "presence", "variant", "scales", "goals", "id")
BASES = st.lists(ENTRY, min_size=1, max_size=4).flatmap(
    lambda rows: st.lists(
        st.tuples(*(st.sampled_from(rows),) * 2, st.sampled_from(VARIED)).map(
            lambda twin: {**twin[0], **{key: twin[1][key] for key in twin[0] if key == twin[2]}}
        ),
        max_size=3,
    ).map(lambda twins: [*rows, *twins])
)
"""Entries, and twins of some that differ by one thing at most: nothing separates many of them."""
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "objectif": st.lists(st.sampled_from(VALUES["objectif"]), max_size=3, unique=True).map(
            tuple
        ),
        **{
            name: st.sampled_from([(), *((value,) for value in values)])
            for name, values in VALUES.items()
            if name not in ("objectif", "lycee", "partenaire", "echelle")
        },
        "echelle": st.sampled_from([(), ("eleve",), ("classe",), ("classe",)]),
        "departement": st.sampled_from([(), ("69",), ("01",), ("38",)]),
        "lycee": st.sampled_from([(), ("lycee-ampere",), ("lycee-ampere",)]),
        "partenaire": st.sampled_from(
            [(), ("e0",), ("pas-e0",), ("e0", "pas-e1"), ("e1", "e2"), ("aucun",)]
        ),
        "age": st.sampled_from([(), ("15",), ("19",)]),
        "marine": st.sampled_from([("oui",), ("non",)]),
    },
).map(
    lambda found: (
        found | {"academie": ("lyon",), "departement": ("69",)} if found.get("lycee") else found
    )
)


def build(kb: KnowledgeBase, rows: list[dict[str, Any]]) -> KnowledgeBase:
    """Return the base that rows make; a variant is one of the entry before it that is no antenne."""
    entries: list[Entry] = []
    for number, row in enumerate(rows):
        fields = dict(row)
        source = Source(Tier.OFFICIEL, Prose("S"), date=fields.pop("year"))
        parent = next((item.id for item in entries if item.variant is not Variant.ANTENNE), None)
        fields["variant"] = fields["variant"] if parent else None
        fields["variant_of"] = parent if fields["variant"] else None
        if fields["variant"] is Variant.ANTENNE and fields["presence"]:
            fields["presence"] = replace(fields["presence"], scope=Scope.FERME)
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
    return assembling.with_choices(
        replace(kb, entries=tuple(entries), questions=(*kb.questions, PARTNERS))
    )


def cards(base: KnowledgeBase, matches: list[Match], answers: Answers) -> list[list[Match]]:
    """Return the entries proposed, in order, each with those of its organisation that it stands for."""
    possible = possible_answers(base, answers)
    proposed = [match for match in matches if is_recommended(match)]

    def here(match: Match) -> Verdict | None:
        if match.entry.variant is not Variant.ANTENNE:
            return None
        condition = attested(base, match.entry)
        return decide(condition, possible) if condition else Verdict.YES

    def others(head: str) -> Iterator[list[Match]]:
        ours = [match for match in proposed if family(match.entry) == head]
        for wanted in (Verdict.YES, None, Verdict.UNKNOWN):
            yield [match for match in ours if here(match) is wanted]

    found = []
    for match in proposed:
        head = family(match.entry)
        first = next(group[0] for group in others(head) if group)
        if match is first:
            beside = [one for group in others(head) for one in group if one is not first]
            found.append([match, *beside])
            if match.entry.id == head:
                found[-1] += [
                    one
                    for one in matches
                    if one.entry.variant is Variant.ANTENNE
                    and one.entry.variant_of == head
                    and not is_recommended(one)
                    and here(one) is not Verdict.NO
                    and one.judged.parts[0].verdict is not Verdict.NO
                    and not _kept_out(one, possible)
                ]
    return found


def told(base: KnowledgeBase, found: list[list[Match]], answers: Answers) -> list[list[Match]]:
    """Return cards in the order in which they are told: that of the ranking, but for the places that are kept."""
    possible = possible_answers(base, answers)
    if for_several(possible[SCALE]):
        return found
    kept = kept_first(
        found,
        lambda card: is_general(card[0].entry),
        lambda card: is_own(base, card[0].entry, possible),
    )
    return list(arranged(found, kept))


class Facets:
    """Decides pupils whose answers are told facet by facet: `places` says in which, again and again; 0 is in all."""

    def __init__(self, engine: Engine, places: list[int]) -> None:
        self.engine, when = engine, dict(zip(engine.base.question, cycle(places)))
        groups = (
            tuple(name for name in when if when[name] in (0, place))
            for place in sorted({0, *places})
        )
        self.names = [group for group in groups if group]
        self.pupils = Pupils(engine, self.names, lambda found: outcomes(engine.base, found))

    def told(self, answers: Answers) -> list[tuple[str, Outcome]]:
        return self.pupils.told(tuple(self.engine.said(group, answers) for group in self.names))


def outcomes(base: KnowledgeBase, found: Decision) -> list[tuple[str, Outcome]]:
    """Return the entries that are told, in their order."""
    verdicts = Outcome.A_VERIFIER, Outcome.CONVIENT
    return [(str(base.entries[bit].id), verdicts[found.fits >> bit & 1]) for bit in found.first(99)]


def _kept_out(match: Match, possible: Any) -> bool:
    name = match.entry.on_request
    return name is not None and possible[name] != (("oui",),)


@given(
    BASES,
    st.lists(ANSWERS, min_size=1, max_size=4),
    st.lists(st.integers(0, 3), min_size=1, max_size=9),
)
def test_the_engine_is_the_readable_evaluator(
    kb: KnowledgeBase, rows: list[dict[str, Any]], pupils: list[Answers], places: list[int]
) -> None:
    """Also where it remembers what other pupils said, all at once or facet by facet."""
    base = build(kb, rows)
    engine = Engine(base, compile_index(base))
    facets = Facets(engine, places)
    for answers in pupils:
        decides_as_the_readable_evaluator(base, engine, facets, answers)


def decides_as_the_readable_evaluator(
    base: KnowledgeBase, engine: Engine, facets: Facets, answers: Answers
) -> None:
    possible = possible_answers(base, answers)
    found = engine.decide(answers)
    assert [found.verdict(bit) for bit in range(len(base.entries))] == [
        verdict(base, entry, possible) for entry in base.entries
    ]
    matches = sorted(
        (match_entry(base, entry, possible) for entry in base.entries),
        key=lambda item: rank_key(base, item.entry, answers, possible),
    )
    shown = told(base, cards(base, matches, answers), answers)
    wanted = [(str(card[0].entry.id), card[0].outcome) for card in shown]
    assert outcomes(base, found) == facets.told(answers) == wanted
    result = recommend(base, answers)
    assert [match.entry.id for match in result.recommended] == [item[0] for item in wanted]
    beside = {one.entry.id for card in shown for one in card}
    left = [match for match in matches if match.entry.id not in beside]
    assert [match.entry.id for match in result.rejected] == [
        match.entry.id for outcome in Outcome for match in left if match.outcome is outcome
    ]
    assert engine.possible(answers) == possible
    assert members(found.own) == [
        place for place, entry in enumerate(base.entries) if is_own(base, entry, possible)
    ]


PLAIN: dict[str, Any] = {
    "kind": Kind.ASSOCIATION,
    "status": Status.ACTIF,
    "goals": {"stage": 2},
    "variant": None,
    "year": "2026",
}


def seen_in(**place: object) -> Presence:
    return Presence(Scope.OUVERT, ("s",), evidence=(Evidence(("s",), **place),))


def ages(low: int, high: int) -> Leaf:
    return Leaf(Id("age"), interval=Interval(low, high))


LIKE: dict[str, tuple[list[dict[str, Any]], list[Answers]]] = {
    "in the lycée before in the département, whatever the order of the base": (
        [
            {"presence": seen_in(departement=Code("69"))},
            {"presence": seen_in(lycee=Id("lycee-ampere"))},
        ],
        [{"academie": ("lyon",), "departement": ("69",), "lycee": ("lycee-ampere",)}],
    ),
    "the same goals in another order": (
        [{"goals": {"stage": 1, "orientation": 2}}, {"goals": {"stage": 2, "orientation": 1}}],
        [{"objectif": ("stage", "orientation")}, {"objectif": ("orientation", "stage")}],
    ),
    "what three values leave open for both, and is sure for one": (
        [{"when": AnyOf((ages(14, 16), ages(17, 18)))}],
        [{"niveau": ("seconde-pro",)}, {"niveau": ("terminale-pro",)}],
    ),
    "the académie's own, seen in a département that nobody said": (
        [
            {
                "kind": Kind.DISPOSITIF_ACADEMIQUE,
                "forms": (Form.SUIVI_INDIVIDUEL,),
                "presence": seen_in(departement=Code("69")),
            }
        ],
        [{"academie": ("lyon",)}, {"academie": ("lyon",), "departement": ("69",)}],
    ),
    "an antenne here that serves another need": (
        [
            {},
            {
                "goals": {"orientation": 2},
                "variant": Variant.ANTENNE,
                "presence": seen_in(academie=Id("lyon")),
            },
        ],
        [{"academie": ("lyon",)}, {"academie": ("lyon",), "objectif": ("orientation",)}],
    ),
    "for a class, what is here and serves the need little": (
        [
            {
                "goals": {"stage": strength},
                "scales": (Scale.CLASSE,),
                "presence": seen_in(academie=Id("lyon")),
            }
            for strength in (1, 2)
        ]
        + [
            {
                "goals": {"stage": 1},
                "scales": (Scale.CLASSE,),
                "when": Leaf(Id("niveau"), frozenset(["seconde-pro"])),
            }
        ],
        [{"academie": ("lyon",), "niveau": ("seconde-pro",), "echelle": ("classe",)}],
    ),
    "each of many organisations may be the partner": (
        [{"when": Leaf(Id("partenaire"), frozenset([f"e{n}"]))} for n in range(7)],
        [{}, {"partenaire": ("e6", "pas-e5")}],
    ),
}
"""Pupils and entries that memory must not take for one another."""


@pytest.mark.parametrize("case", LIKE)
def test_the_like_are_not_the_same(kb: KnowledgeBase, case: str) -> None:
    rows, pupils = LIKE[case]
    base = build(kb, [PLAIN | row for row in rows])
    engine = Engine(base, compile_index(base))
    facets = Facets(engine, [1, 2, 3])
    for answers in pupils:
        told: Answers = {"objectif": ("stage",), **answers}
        decides_as_the_readable_evaluator(base, engine, facets, told)


def test_what_three_values_leave_open_is_settled(kb: KnowledgeBase) -> None:
    held = Leaf(Id("boursier"), frozenset(["oui"]))
    rules = AllOf((held, NoneOf((held,)))), AnyOf((held, NoneOf((held,))))
    entry = replace(kb.entry["tremplin"], presence=None, expect=None, goals={Id("stage"): 1})
    for rule, settled in zip(rules, (Verdict.NO, Verdict.YES), strict=True):
        base = replace(kb, entries=(replace(entry, when=rule),))
        decided = Engine(base, compile_index(base)).decide({"objectif": ("stage",)})
        assert decided.verdict(0) is settled


def test_answers_are_decided_again_from_memory(real: KnowledgeBase) -> None:
    """What is remembered from one pupil does not leak into the next."""
    engine = Engine(real, compile_index(real))
    pupils: list[Answers] = [
        {
            "objectif": (goal,),
            "academie": ("lyon",),
            "niveau": (level,),
        }
        for goal in ("orientation", "stage")
        for level in ("troisieme", "terminale-pro")
    ]
    first = [engine.decide(pupil).first(9) for pupil in pupils]
    assert [engine.decide(pupil).first(9) for pupil in pupils] == first
    assert [Engine(real, compile_index(real)).decide(pupil).first(9) for pupil in pupils] == first
    assert len(set(map(tuple, first))) == len(first)


def memories(value: object) -> Iterator[dict[object, object]]:
    """Yield every dictionary that an engine holds, at any depth."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, Engine | Pupils | Terms | Composed):
        value = [
            held
            for name, held in vars(value).items()
            if name not in ("base", "_index", "_leaves", "_engine", "_sayings", "family")
        ]
    for item in value if isinstance(value, list | tuple) else ():
        yield from memories(item)


def test_memory_is_bounded(real: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over a million pupils too: what is remembered is forgotten when there is too much of it."""
    draw = random.Random(3)
    pupils: list[Answers] = [
        {
            str(item.id): (str(draw.choice(item.choices).id),)
            for item in real.questions
            if item.choices and item.id not in ("departement", "lycee", "partenaire")
        }
        | {"age": (str(age),)}
        for age in range(300)
    ]
    boundless = engine_of(real)
    wanted = [boundless.decide(pupil).first(5) for pupil in pupils]
    assert wanted == [list(islice(boundless.decide(pupil).told(), 5)) for pupil in pupils]
    few = 200  # more than the base has leaves, fewer than the pupils
    monkeypatch.setattr(terms, "KEPT", few)
    monkeypatch.setattr(masks, "ROOM", few * len(real.entries))
    monkeypatch.setattr(masks, "TIES", few)
    engine = Engine(real, compile_index(real))
    assert [engine.decide(pupil).first(5) for pupil in pupils] == wanted
    names = [("objectif", "age"), ("academie", *real.question)]
    class_ = Pupils(engine, names, lambda found: found.first(5))
    told = [class_.told(tuple(engine.said(group, pupil) for group in names)) for pupil in pupils]
    assert told == wanted
    assert max(map(len, memories([engine, class_]))) <= few


def test_an_engine_is_made_once(real: KnowledgeBase) -> None:
    assert engine_of(real) is engine_of(real)


@given(st.sets(st.integers(0, 200)))
def test_bits_hold_what_was_put(numbers: set[int]) -> None:
    assert members(to_int(to_bits(numbers, 201))) == sorted(numbers)
