"""Rules read back in French."""

from typing import Any, get_args

import pytest
from msgspec.structs import replace

from conftest import cases
from mentorat_cli import wording
from mentorat_cli.answers.refusals import Refusal, Refused, Why
from mentorat_cli.answers.typed import parse_answer, parse_answers
from mentorat_cli.base.records import KnowledgeBase, leaves
from mentorat_cli.engine.matching import match_entry
from mentorat_cli.engine.rules import conjuncts, judge, open_part
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.wording.refusals import SENTENCES, in_column, option, sentence
from mentorat_cli.wording.territories import within
from test_rules import read_rule


@pytest.mark.parametrize("case", cases("reading", {"when", "text"}))
def test_clause(kb: KnowledgeBase, case: dict[str, Any]) -> None:
    parts = conjuncts(read_rule(kb, case["when"]))
    assert [wording.clause(kb, part) for part in parts] == case["text"]


@pytest.mark.parametrize("case", cases("open", {"when", "answers", "text"}))
def test_what_remains_to_be_known(kb: KnowledgeBase, case: dict[str, Any]) -> None:
    answers = parse_answers(kb, {name: [value] for name, value in case["answers"].items()})
    judged = judge(read_rule(kb, case["when"]), possible_answers(kb, answers))
    assert wording.clause(kb, open_part(judged), inside=True) == case["text"]


@pytest.mark.parametrize("case", cases("refused", {"when", "answers", "text", "criteria"}))
def test_what_keeps_an_entry_out(kb: KnowledgeBase, case: dict[str, Any]) -> None:
    typed = {"academie": "lyon", **case["answers"]}
    answers = parse_answers(kb, {name: [value] for name, value in typed.items()})
    entry = replace(kb.entry["cordees"], when=read_rule(kb, case["when"]))
    match = match_entry(kb, entry, possible_answers(kb, answers))
    told = wording.kept_out(kb, match, answers).replace("\u00a0", " ")
    assert told == case["text"]
    assert [name for name, _ in wording.obstacles(kb, match, answers)] == case["criteria"]


@pytest.mark.parametrize(
    ("academies", "text"),
    [
        (("lyon",), "dans l’académie de Lyon"),
        (
            ("amiens", "guadeloupe", "reunion"),
            "dans l’une des académies d’Amiens, de la Guadeloupe ou de La Réunion",
        ),
        (("lille", "amiens"), "dans la région Hauts-de-France"),
        (
            ("lille", "amiens", "rennes"),
            "dans la région Hauts-de-France ou dans l’académie de Rennes",
        ),
        (
            ("lille", "amiens", "lyon", "grenoble", "clermont-ferrand"),
            "dans l’une des régions Auvergne-Rhône-Alpes ou Hauts-de-France",
        ),
        (("nouvelle-caledonie",), "dans le territoire de Nouvelle-Calédonie"),
        (
            ("rennes", "saint-pierre-et-miquelon"),
            "dans l’académie de Rennes ou dans le territoire de Saint-Pierre-et-Miquelon",
        ),
    ],
)
def test_where(real: KnowledgeBase, academies: tuple[str, ...], text: str) -> None:
    assert within(real, frozenset(academies)) == text


def test_almost_everywhere_is_said_by_what_is_left_out(real: KnowledgeBase) -> None:
    national = real.territory["national"]
    assert within(real, national) == "dans une académie de France, quelle qu’elle soit"
    assert (
        within(real, national - {"corse", "mayotte"})
        == "dans une académie de France, hors Corse et Mayotte"
    )


def test_every_rule_of_the_base_can_be_read(real: KnowledgeBase) -> None:
    for entry in real.entries:
        for part in conjuncts(entry.when):
            text = wording.clause(real, part)
            assert text[0].islower() or text[0].isdigit(), text
            assert "{" not in text
            assert "il n’est pas vrai" not in text
            assert all(
                wording.accepted(real, leaf) in text
                for leaf in leaves(part)
                if len(leaf.values) == 1 and leaf.interval is not None
            )


def test_each_face_names_a_criterion_its_way(kb: KnowledgeBase) -> None:
    """A refusal is a value: the same one is an option, a question or a column."""
    with pytest.raises(Refused) as caught:
        parse_answer(kb, kb.question["niveau"], ["cm2"])
    levels = ("seconde-pro", "premiere-pro", "terminale-pro")
    refusal = Refusal(why="choice", about="niveau", given=("cm2",), expected=levels)
    assert caught.value.refusal == refusal
    said = "La valeur «\u00a0cm2\u00a0» n’existe pas pour {}\u00a0; attendu\u00a0: seconde-pro, premiere-pro ou terminale-pro."
    assert sentence(refusal, option) == said.format("--niveau")
    assert sentence(refusal, in_column(kb)) == said.format("«\u00a0Classe\u00a0»")


def test_every_refusal_has_its_sentence() -> None:
    assert set(SENTENCES) == set(get_args(Why))
