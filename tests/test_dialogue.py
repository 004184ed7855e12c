"""The dialogue: what is asked, going back, changing an answer, and the three ways to answer."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from conftest import Recorder, cases
from mentorat_cli.answers import parse_answers
from mentorat_cli.dialogue import Dialogue, Given, Reply, Signal
from mentorat_cli.interview import Turn
from mentorat_cli.models import Answers, KnowledgeBase
from mentorat_cli.prompts.numbered import NumberedPrompter


class Script:
    """Answers by question; `plan` gives the signals to send at a turn, by number, and `edits` what to change at the review."""

    def __init__(
        self, replies: dict[str, Sequence[str]], plan: dict[int, Signal] | None = None, edits: Sequence[tuple[str, Sequence[str]]] = ()
    ) -> None:
        self.replies = {name: tuple(values) for name, values in replies.items()}
        self.plan = plan or {}
        self.edits = list(edits)
        self.asked: list[str] = []
        self.suggested: list[tuple[str, ...] | None] = []

    def ask(self, base: KnowledgeBase, turn: Turn, suggestion: tuple[str, ...] | None) -> Reply:
        self.asked.append(str(turn.question.id))
        self.suggested.append(suggestion)
        return self.plan.get(len(self.asked)) or Given(self.replies[turn.question.id])

    def review(self, base: KnowledgeBase, answers: Answers, editable: Sequence[str]) -> str | None:
        if not self.edits:
            return None
        name, values = self.edits.pop(0)
        self.replies[name] = tuple(values)
        return name


@pytest.mark.parametrize("case", cases("dialogue", {"given", "replies", "asked"}))
def test_questions(kb: KnowledgeBase, case: dict[str, Any]) -> None:
    given = parse_answers(kb, {name: [value] for name, value in case["given"].items()})
    script = Script(case["replies"])
    answers = Dialogue(kb, given).run(script)
    assert script.asked == case["asked"]
    assert answers == {
        name: values for name in kb.question for values in [answers.get(name)] if name in {**given, **dict.fromkeys(case["asked"], 0)}
    }


FULL = {
    "objectif": ["stage"],
    "academie": ["lyon"],
    "niveau": ["seconde-pro"],
    "age": ["16"],
    "boursier": ["oui"],
    "qpv": ["oui"],
    "echelle": ["eleve"],
}


def test_going_back_asks_the_question_before_with_its_answer(kb: KnowledgeBase) -> None:
    script = Script(FULL, {4: Signal.BACK})
    answers = Dialogue(kb, {}).run(script)
    assert script.asked[:6] == ["objectif", "academie", "niveau", "age", "niveau", "age"]
    assert script.suggested[4] == ("seconde-pro",)
    assert answers["niveau"] == ("seconde-pro",)


def test_going_back_at_the_first_question_asks_it_again(kb: KnowledgeBase) -> None:
    script = Script(FULL, {1: Signal.BACK})
    Dialogue(kb, {}).run(script)
    assert script.asked[:2] == ["objectif", "objectif"]


def test_stopping_keeps_what_was_answered(kb: KnowledgeBase) -> None:
    script = Script(FULL, {3: Signal.STOP})
    assert Dialogue(kb, {}).run(script) == {"objectif": ("stage",), "academie": ("lyon",)}


def test_a_changed_answer_keeps_the_later_ones(kb: KnowledgeBase) -> None:
    script = Script(FULL, edits=[("academie", ["grenoble"])])
    answers = Dialogue(kb, {}).run(script)
    assert answers["academie"] == ("grenoble",)
    assert answers["niveau"] == ("seconde-pro",)
    assert "boursier" not in answers, "la bourse ne décide plus rien à Grenoble"


def test_a_parked_answer_comes_back_when_it_matters_again(kb: KnowledgeBase) -> None:
    script = Script(FULL, edits=[("academie", ["grenoble"]), ("academie", ["lyon"])])
    answers = Dialogue(kb, {}).run(script)
    assert answers["boursier"] == ("oui",)
    assert script.asked.count("boursier") == 1


def numbered(lines: Sequence[str]) -> tuple[NumberedPrompter, list[str]]:
    written: list[str] = []
    feed: Iterator[str] = iter(lines)

    def read() -> str:
        try:
            return next(feed)
        except StopIteration:
            raise EOFError from None

    return NumberedPrompter(written.append, read), written


def test_numbered_dialogue(kb: KnowledgeBase, snapshot: Callable[[str, str], None]) -> None:
    prompter, written = numbered(
        ["", "9", "2, 1", "atlantide", "rhône-alpes", "2", "retour", "69", "3", "xyz", "?", "1", "retour", "", "2", "2", "", "1", "2", ""]
    )
    answers = Dialogue(kb, {}).run(prompter)
    snapshot("dialogue-numbered.txt", "\n".join(written) + "\n")
    assert answers["objectif"] == ("stage", "orientation")
    assert answers["academie"] == ("lyon",)


def test_numbered_lines_are_plain(kb: KnowledgeBase) -> None:
    prompter, written = numbered(["1", "lyon", "fin", ""])
    Dialogue(kb, {}).run(prompter)
    assert all(len(line) <= 80 for line in written)
    assert not any(ord(char) < 32 or char in "─│┌┐└┘●○" for line in written for char in line)


def test_a_closed_terminal_ends_with_130(kb: KnowledgeBase) -> None:
    prompter, _ = numbered(["1"])
    result = Recorder(prompter=prompter).run(kb, "recommend")
    assert (result.code, result.out) == (130, "")
    assert result.err == "Le dialogue s’est arrêté avant la fin. Pour le refaire\u00a0: mentorat recommend\n"
