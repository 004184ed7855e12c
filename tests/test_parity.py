"""Three ways to answer, one dialogue: the same scripts give the same recommendation with arrows, numbers and options."""

import json
import random
from collections.abc import Mapping

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from conftest import Recorder
from mentorat_cli.answers.told import equivalent_command, tell
from mentorat_cli.base.records import Answers, KnowledgeBase, QuestionType
from mentorat_cli.dialogue.arrows import FancyPrompter
from mentorat_cli.dialogue.common import menu, typed_in_full
from mentorat_cli.dialogue.interview import Turn
from mentorat_cli.dialogue.loop import Dialogue, Given, Reply
from mentorat_cli.dialogue.numbered import NumberedPrompter
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.engine.situation import possible_answers

DOWN, ENTER, SPACE = "\x1b[B", "\r", " "


def full_answers(base: KnowledgeBase, seed: int) -> dict[str, tuple[str, ...]]:
    random_ = random.Random(seed)
    answers: dict[str, tuple[str, ...]] = {}
    for question in base.questions:
        possible = possible_answers(base, answers)[question.id]
        if question.many:
            names = [str(choice.id) for choice in question.choices]
            size = min(random_.choice((1, 2, 3)), len(names))
            answers[question.id] = tuple(random_.sample(names, size))
        else:
            unknown = not question.required and random_.random() < 0.2
            answers[question.id] = () if unknown else random_.choice(possible)
    return answers


class Keys:
    """Answers from a script, and writes down the keys and the lines that would answer the same."""

    def __init__(self, answers: Mapping[str, tuple[str, ...]]) -> None:
        self.answers = answers
        self.keys = ""
        self.lines: list[str] = []

    def ask(self, base: KnowledgeBase, turn: Turn, suggestion: Given | None) -> Reply:
        question, values = turn.question, self.answers[turn.question.id]
        ids = [str(choice.id) for choice in question.choices]
        if typed_in_full(turn):
            named = [menu(choice) for choice in question.choices if choice.id in values]
            text = (
                values[0]
                if question.type is QuestionType.NUMBER and values
                else (named or ["?"])[0]
            )
            self.keys += text + ENTER
            self.lines.append(text)
        elif question.many:
            self.keys += "".join(SPACE + DOWN if name in values else DOWN for name in ids) + ENTER
            left = [name for name in ids if name in values]
            for value in values[:-1]:
                self.keys += DOWN * left.index(value) + ENTER
                left.remove(value)
            self.lines.append(", ".join(str(ids.index(value) + 1) for value in values))
        else:
            self.keys += DOWN * (ids.index(values[0]) if values else len(ids)) + ENTER
            self.lines.append(str(ids.index(values[0]) + 1) if values else "?")
        return Given(values)

    def review(self, base: KnowledgeBase, answers: Answers, editable: object) -> None:
        self.keys += ENTER
        self.lines.append("")


@pytest.mark.parametrize("seed", range(20))
def test_three_faces_of_one_dialogue(kb: KnowledgeBase, seed: int) -> None:
    script = Keys(full_answers(kb, seed))
    scripted = Dialogue(kb, {}).run(script)
    lines = iter(script.lines)
    numbered = Dialogue(kb, {}).run(NumberedPrompter(lambda line: None, lambda: next(lines)))
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(script.keys)
        fancy = Dialogue(kb, {}).run(FancyPrompter(output=DummyOutput()))
    assert numbered == scripted
    assert fancy == scripted
    words = equivalent_command(kb, tell(kb, scripted, consent=True)).split()[1:]
    options = json.loads(Recorder().run(kb, *words, "--format", "json").out)
    result = recommend(kb, scripted)
    assert [item["id"] for item in options["recommendations"]] == [
        match.entry.id for match in result.recommended
    ]
    assert [item["verdict"] for item in options["recommendations"]] == [
        match.outcome for match in result.recommended
    ]
