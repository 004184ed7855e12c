"""From the name of a class, as schools write it, to a niveau and a filière."""

from typing import Any

import pytest

from conftest import cases
from mentorat_cli.answers.classes import ClassName, read_class
from mentorat_cli.answers.refusals import Refused
from mentorat_cli.answers.saved import read_answers
from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.wording.refusals import option, sentence


@pytest.mark.parametrize("case", cases("classes", {"typed", "niveau", "filiere"}))
def test_what_a_name_says(real: KnowledgeBase, case: dict[str, Any]) -> None:
    told = read_class(real, case["typed"])
    assert (told.niveau, told.filiere(told.niveau)) == (case["niveau"], case["filiere"])


def test_any_text_is_read_quickly(real: KnowledgeBase) -> None:
    assert read_class(real, "t1cap2 " * 10_000 + "é" * 10_000) == ClassName()


GATL = {"niveau": ("seconde-pro",), "filiere": ("gestion-transport-logistique",)}


@pytest.mark.parametrize(
    ("typed", "answers"),
    [
        ({"niveau": ["2GATL"]}, GATL),
        ({"filiere": ["2GATL"]}, GATL),
        ({"niveau": ["2GATL"], "filiere": ["MELEC"]}, {**GATL, "filiere": ("numerique-energie",)}),
        ({"niveau": ["première"]}, {"niveau": ("premiere-pro",)}),
        ({"niveau": ["seconde"]}, {"niveau": ("seconde-pro",)}),
        ({"niveau": ["1re"]}, {"niveau": ("premiere-pro",)}),
        ({"filiere": ["TMA"]}, {"filiere": ("bois-ameublement",)}),
        ({"niveau": ["Tle"], "filiere": ["MMV"]}, {"niveau": ("terminale-pro",), "filiere": ("mode-textile",)}),
    ],
)  # fmt: skip
def test_options_and_profiles_read_names(
    real: KnowledgeBase, typed: dict[str, list[str]], answers: dict[str, tuple[str, ...]]
) -> None:
    assert parse_answers(real, typed) == answers
    profile = "answers:\n" + "".join(f"  {name}: {values}\n" for name, values in typed.items())
    if "MMV" not in profile:  # a profile is read one answer after the other
        assert read_answers(real, profile, "profil.yaml") == (answers, [])


def test_an_acronym_of_two_filieres_asks(real: KnowledgeBase) -> None:
    with pytest.raises(Refused) as refused:
        parse_answers(real, {"filiere": ["MMV"]})
    assert sentence(refused.value.refusal, option) == (
        "Pour --filiere, «\u00a0MMV\u00a0» peut désigner mode-textile ou "
        "vehicules-materiels\u00a0; précisez."
    )


def test_the_dialogue_reads_names(real: KnowledgeBase) -> None:
    from mentorat_cli.dialogue.common import read_reply
    from mentorat_cli.dialogue.interview import Turn
    from mentorat_cli.dialogue.loop import Given

    turn = Turn(real.question["niveau"], concerns=1, left=1, usable=True)
    assert read_reply(real, turn, "TCAP CUISINE") == Given(
        ("cap-2",), {"filiere": ("hotellerie-restauration",)}
    )
