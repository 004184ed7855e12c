"""Where an entry acts, what is usual, and the entries of one organisation."""

from typing import Any

import pytest
from msgspec.structs import replace

from conftest import Recorder, cases
from mentorat_cli import wording
from mentorat_cli.answers.told import Told
from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base.records import Acting, Id, KnowledgeBase
from mentorat_cli.checks import coherence
from mentorat_cli.dialogue.interview import completed, fits, next_turn
from mentorat_cli.engine.listing import select_entries
from mentorat_cli.engine.masks import engine_of
from mentorat_cli.engine.matching import match_entry
from mentorat_cli.engine.presence import academies
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.pages.cards import left_to_know
from mentorat_cli.pages.handout import nearest_sources
from mentorat_cli.wording.doubts import doubt, in_short, whereabouts


def read(base: KnowledgeBase, answers: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return parse_answers(base, {name: [value] for name, value in answers.items()})


@pytest.mark.parametrize(
    "case", cases("presence", {"entry", "answers", "verdict", "presence", "where", "doubts"})
)
def test_presence(places: KnowledgeBase, case: dict[str, Any]) -> None:
    answers = read(places, case["answers"])
    entry = places.entry[case["entry"]]
    found = match_entry(places, entry, possible_answers(places, answers))
    bit = 1 << list(places.entries).index(entry)
    assert [how for how in Acting if engine_of(places).decide(answers).acting(how) & bit] == [
        found.presence
    ]
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


@pytest.mark.parametrize(
    ("answers", "short", "told", "source"),
    [
        (
            {"objectif": "confiance", "academie": "lyon", "niveau": "seconde-pro"},
            ["âge", "partenaires du lycée", "département", "antenne locale"],
            "d’ordinaire, l’élève a au moins 16\u00a0ans",
            "Site de Relais",
        ),
        (
            {"objectif": "confiance", "academie": "grenoble", "niveau": "terminale-pro"},
            ["partenaires du lycée"],
            "d’ordinaire, le lycée travaille déjà avec Relais",
            "Journal de Grenoble",
        ),
    ],
)
def test_what_a_card_says(
    places: KnowledgeBase, answers: dict[str, str], short: list[str], told: str, source: str
) -> None:
    """A doubt by its name; without the bounds that the class keeps; the source nearest to here."""
    entry = places.entry["relais"]
    cited = tuple(replace(item, url=item.url or "https://u.example.fr") for item in entry.sources)
    known = Told(read(places, answers), withheld=False)
    match = match_entry(places, replace(entry, sources=cited), possible_answers(places, known))
    assert in_short(places, match) == short
    assert any(text.startswith(told) for text in left_to_know(places, match, known))
    assert [str(item.title) for item in nearest_sources(match)] == [source]


@pytest.mark.parametrize(
    ("option", "listed"),
    [
        ((), ["ateliers", "visio"]),
        (("--presence", "a-demander"), ["ateliers", "relais"]),
        (("--presence", "nationale"), ["visio"]),
        (("--presence", "Attestee"), []),
    ],
)
def test_what_may_be_there_is_listed_when_it_is_asked_for(
    places: KnowledgeBase, option: tuple[str, ...], listed: list[str]
) -> None:
    arguments = ["list", "--objectif", "confiance", "--academie", "rennes", "--format", "csv"]
    told = Recorder().run(places, *arguments, *option).out
    names = [row.partition(",")[0] for row in told.splitlines()[1:]]
    assert [name for name in names if name in ("relais", "visio", "ateliers")] == listed


def test_the_page_says_where_it_was_seen(places: KnowledgeBase) -> None:
    """And that it is to be asked for here: the place alone would claim that it is only there."""

    def where(presence: str) -> list[str]:
        arguments = ["list", "--academie", "rennes", "--presence", presence]
        told = plain(Recorder(width=200).run(places, *arguments).out).splitlines()
        return [line.strip() for line in told if line.startswith("  Où : ")]

    assert where("a-demander") == [
        "Où : Proposé dans toute la France et Nouvelle-Calédonie ; à demander ici",
        "Où : Vu ailleurs (la région Auvergne-Rhône-Alpes) ; à demander ici",
    ]
    assert where("nationale") == ["Où : Toute la France"] * 3


def test_a_list_of_a_place_is_of_what_was_seen_there(places: KnowledgeBase) -> None:
    """As in 1.0: what may act there, or with which the lycée may work, is asked for."""
    for academie in places.academie:
        listed = {entry.id for entry in select_entries(places, {"academie": (academie,)})}
        assert listed == {
            entry.id for entry in places.entries if academie in academies(places, entry)
        }


def test_what_attests_an_entry_serves(places: KnowledgeBase) -> None:
    """A question that only evidence reads is not useless: whether the lycée is that one."""
    relais = places.entry["relais"]
    assert relais.presence is not None
    lycee = replace(
        relais.presence.evidence[0], departement=None, town=None, lycee=Id("lycee-ampere")
    )
    seen = replace(relais, presence=replace(relais.presence, evidence=(lycee,)))
    unused = [
        [path[1] for path, _ in coherence.criteria(replace(places, entries=(entry,)))]
        for entry in (relais, seen)
    ]
    assert set(unused[0]) - set(unused[1]) == {"lycee"}


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


def test_what_is_not_yet_is_told_once(places: KnowledgeBase) -> None:
    told = wording.answer(places, "partenaire", ("pas-ateliers", "relais", "pas-visio"))
    names = [str(places.entry[name].name) for name in ("relais", "ateliers", "visio")]
    assert told == "{} et pas encore\u00a0: {} et {}".format(*names)


def test_every_partner_is_a_fact_of_its_own(places: KnowledgeBase) -> None:
    question = places.question["partenaire"]
    families = {str(choice.id) for choice in question.choices if choice.id == choice.family}
    assert families == {"relais", "visio", "ateliers"}
    some = possible_answers(places, {"partenaire": ("relais", "pas-visio")})["partenaire"]
    assert some == (("relais", "pas-visio"), ("relais", "pas-visio", "ateliers"))
    assert possible_answers(places, {"partenaire": ("aucun",)})["partenaire"] == (("aucun",),)
