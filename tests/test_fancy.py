"""The dialogue with arrows, driven through a pipe: no terminal is needed."""

import io
from collections.abc import Iterator

import pyte
import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output

from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.dialogue import arrows
from mentorat_cli.dialogue.arrows import FancyPrompter
from mentorat_cli.dialogue.listing import Above, Listing, drawn_height
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
    keyboard.send_text(DOWN + SPACE + ENTER)  # orientation is still ticked: add stage
    keyboard.send_text(DOWN + ENTER)  # stage first
    keyboard.send_text("rennes" + ENTER)
    keyboard.send_text(BACK_TAB)  # from yes or no (list)
    keyboard.send_text(BACK_TAB)  # and again
    keyboard.send_text(BACK_TAB)  # from the goals (ticks): asked again
    keyboard.send_text(ENTER + ENTER)  # the order is still the one that was given
    keyboard.send_text(STOP + ENTER)
    answers = Dialogue(kb, {}).run(FancyPrompter(output=DummyOutput()))
    assert answers == {"objectif": ("stage", "orientation"), "academie": ("rennes",)}


def test_a_lycee_stands_where_it_was_typed(kb: KnowledgeBase, keyboard: PipeInput) -> None:
    """A space after it does not make it the académie that it is in."""
    keyboard.send_text(SPACE + ENTER + "0350005R" + ENTER + BACK_TAB + " " + ENTER + STOP + ENTER)
    answers = Dialogue(kb, {}).run(FancyPrompter(output=DummyOutput()))
    assert answers["lycee"] == ("0350005R",)


def test_an_answer_that_is_taken_back_leaves_the_screen(
    kb: KnowledgeBase, keyboard: PipeInput
) -> None:
    """Only what holds stays above the question."""
    drawn, seen = io.StringIO(), pyte.Screen(46, 30)
    output = Vt100_Output(drawn, lambda: Size(rows=30, columns=46), term="xterm")
    keyboard.send_text(SPACE + ENTER + "lyon" + ENTER + BACK_TAB)
    keyboard.send_text("\x7f" * 4 + "rennes" + ENTER + STOP + ENTER)
    Dialogue(kb, {}).run(FancyPrompter(output=output))
    pyte.Stream(seen).feed(drawn.getvalue())
    prompts = [kb.question[name].prompt for name in ("objectif", "academie")]
    assert [line.rstrip() for line in seen.display if line.strip()] == [
        f"{prompts[0]} Orientation",
        f"{prompts[1]} Rennes",
    ]


def test_ctrl_c_is_never_an_answer(kb: KnowledgeBase, keyboard: PipeInput) -> None:
    keyboard.send_text("\x03")
    with pytest.raises(KeyboardInterrupt):
        Dialogue(kb, {}).run(FancyPrompter(output=DummyOutput()))


class Faulty(FancyPrompter):
    """A prompter that the program fails to serve, while a question is shown."""

    def _columns(self) -> int:
        raise ArithmeticError


def test_a_fault_while_drawing_is_raised(kb: KnowledgeBase, keyboard: PipeInput) -> None:
    with pytest.raises(ArithmeticError):
        Dialogue(kb, {}).run(Faulty(output=DummyOutput()))


def test_a_fault_in_a_key_is_raised(
    kb: KnowledgeBase, keyboard: PipeInput, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrows, "press", lambda *_: 1 / 0)
    keyboard.send_text(DOWN)
    with pytest.raises(ZeroDivisionError):
        Dialogue(kb, {}).run(FancyPrompter(output=DummyOutput()))


def test_one_of_a_few_actions(keyboard: PipeInput) -> None:
    keyboard.send_text("mess" + ENTER)
    actions = (("details", "Le détail"), ("message", "Le message"), ("quit", "Quitter"))
    assert FancyPrompter(output=DummyOutput()).choose("Et maintenant ?", actions) == "message"


HEADING = Above(
    "Dans quelle académie se trouve le lycée ?", "(Échap : retour)", "Un mot d’aide.", "Inconnue."
)


@pytest.mark.parametrize(
    ("columns", "rows", "shown"),
    [
        (
            60,
            9,
            "Un mot d’aide.\n> Dans quelle académie se trouve le lycée ? (Échap : retour)\nInconnue.",
        ),
        (60, 2, "> Dans quelle académie se trouve le lycée ? (Échap : retour)\nInconnue."),
        (50, 2, "> Dans quelle académie se trouve le lycée ?\nInconnue."),
        (30, 2, "> Dans quelle académie se\n  trouve le lycée ?"),
        (60, 0, "> Dans quelle académie se trouve le lycée ?"),
    ],
)
def test_a_heading_keeps_the_question(columns: int, rows: int, shown: str) -> None:
    fragments = HEADING.fragments(columns, rows)
    assert "".join(fragment[1] for fragment in fragments) == shown
    assert drawn_height(fragments) == shown.count("\n") + 1


def listing(several: bool, *chosen: str) -> Listing:
    rows = [(name.capitalize(), name, (name, alias)) for name, alias in CITIES]
    return Listing(rows, lambda: 80, several, chosen)


CITIES = (("lyon", "rhône"), ("lille", "nord"), ("limoges", "haute-vienne"))


def test_letters_narrow_a_list() -> None:
    """By any name, without accents; a letter that leaves nothing is left out."""
    cities = listing(False, "lille")
    assert cities.pointed.value == "lille"
    for letter in "LIxz":
        cities.narrow(letter)
    assert [item.value for item in cities.filtered_choices] == ["lille", "limoges"]
    cities.narrow("m")
    assert cities.pointed.value == "limoges"
    for _ in range(5):
        cities.widen()
    assert (cities.pointed.value, len(cities.filtered_choices)) == ("limoges", 3)
    for letter in "rhone":
        cities.narrow(letter)
    assert cities.pointed.value == "lyon"


def test_letters_point_at_what_shows_them() -> None:
    """« term » is the terminale, though the CAP's second year has that name too."""
    rows = [("2e année de CAP", 1, ("terminale CAP",)), ("Terminale", 2, ("Tle",))]
    classes = Listing(rows, lambda: 80, False)
    classes.narrow("t")
    assert (classes.pointed.value, len(classes.filtered_choices)) == (2, 2)


def test_a_tick_shows_the_whole_list_again() -> None:
    cities = listing(True, "lyon")
    for letter in "lim":
        cities.narrow(letter)
    cities.tick()
    assert (cities.ticked, cities.pointed.value) == (["lyon", "limoges"], "limoges")
    assert (len(cities.filtered_choices), cities.pointed_at) == (3, 2)
    cities.tick()
    assert cities.ticked == ["lyon"]
