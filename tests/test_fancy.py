"""The dialogue with arrows, driven through a pipe: no terminal is needed."""

from collections.abc import Iterator

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.dialogue.arrows import FancyPrompter
from mentorat_cli.dialogue.loop import Dialogue

DOWN, UP, ENTER, SPACE, BACK_TAB = "\x1b[B", "\x1b[A", "\r", " ", "\x1b[Z"
STOP = UP + ENTER  # the last line of a menu: see the result now


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


def test_arrows_search_and_result(kb: KnowledgeBase, keyboard: PipeInput) -> None:
    keyboard.send_text(DOWN + SPACE + ENTER)  # stage
    keyboard.send_text("rhone" + ENTER)  # the département, without its accent
    keyboard.send_text(DOWN + DOWN + ENTER)  # terminale
    keyboard.send_text(ENTER)  # boursier: oui
    keyboard.send_text(ENTER)  # see the result
    answers = Dialogue(kb, {}).run(FancyPrompter(output=DummyOutput()))
    expected = {
        "objectif": ("stage",),
        "academie": ("lyon",),
        "niveau": ("terminale-pro",),
        "departement": ("69",),
        "boursier": ("oui",),
    }
    assert answers == expected


def test_part_of_a_name_is_enough_when_it_means_one_place(
    kb: KnowledgeBase, keyboard: PipeInput
) -> None:
    keyboard.send_text(SPACE + ENTER + "reno" + ENTER + STOP + ENTER)
    assert Dialogue(kb, {}).run(FancyPrompter(output=DummyOutput()))["academie"] == ("grenoble",)


def test_several_goals_are_put_in_order(kb: KnowledgeBase, keyboard: PipeInput) -> None:
    keyboard.send_text(SPACE + DOWN + SPACE + ENTER + DOWN + ENTER)
    keyboard.send_text("rennes" + ENTER + STOP)
    keyboard.send_text(ENTER)
    answers = Dialogue(kb, {}).run(FancyPrompter(output=DummyOutput()))
    assert answers["objectif"] == ("stage", "orientation")


def test_enter_on_no_match_never_picks_something(kb: KnowledgeBase, keyboard: PipeInput) -> None:
    keyboard.send_text(
        SPACE + ENTER + "zzzz" + ENTER + "\x7f" * 4 + "rennes" + ENTER + STOP + ENTER
    )
    assert Dialogue(kb, {}).run(FancyPrompter(output=DummyOutput()))["academie"] == ("rennes",)


def test_an_ambiguous_place_is_asked(kb: KnowledgeBase, keyboard: PipeInput) -> None:
    keyboard.send_text(SPACE + ENTER + "Rhône-Alpes" + ENTER + DOWN + ENTER + STOP + ENTER)
    assert Dialogue(kb, {}).run(FancyPrompter(output=DummyOutput()))["academie"] == ("lyon",)


def test_shift_tab_goes_back_on_every_kind_of_prompt(
    kb: KnowledgeBase, keyboard: PipeInput
) -> None:
    keyboard.send_text(SPACE + ENTER)
    keyboard.send_text(BACK_TAB)  # from the territory (typed)
    keyboard.send_text(DOWN + SPACE + ENTER)  # orientation is still ticked: add stage, stage second
    keyboard.send_text(ENTER)
    keyboard.send_text("rennes" + ENTER)
    keyboard.send_text(BACK_TAB)  # from yes or no (list)
    keyboard.send_text(BACK_TAB)  # and again
    keyboard.send_text(BACK_TAB)  # from the goals (ticks): asked again
    keyboard.send_text(ENTER + ENTER)
    keyboard.send_text(STOP + ENTER)
    answers = Dialogue(kb, {}).run(FancyPrompter(output=DummyOutput()))
    assert answers == {"objectif": ("orientation", "stage"), "academie": ("rennes",)}


def test_ctrl_c_is_never_an_answer(kb: KnowledgeBase, keyboard: PipeInput) -> None:
    keyboard.send_text("\x03")
    with pytest.raises(KeyboardInterrupt):
        Dialogue(kb, {}).run(FancyPrompter(output=DummyOutput()))
