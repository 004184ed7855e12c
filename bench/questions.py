"""How many questions a dialogue asks, against three rivals, on seeded random profiles over the real
base.

`python bench/questions.py [PROFILES]` prints, for each way of asking: mean and most questions, and
the share of profiles whose
first five recommendations are those that all the answers give.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mentorat_cli.base.records import Answers, KnowledgeBase, Question, QuestionType, leaves
from mentorat_cli.dialogue.interview import next_turn
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.engine.rules import Verdict
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.engine.verdicts import verdict, whole
from mentorat_cli.world import library

BASE = library.load(Path(__file__).parent.parent / "data").base
ASKED = [question for question in BASE.questions if question.asked]
SEED = 20261123


def profile(random_: random.Random) -> dict[str, tuple[str, ...]]:
    """Return all the answers of an imaginary pupil: coherent, one in ten « ne sait pas »."""
    answers: dict[str, tuple[str, ...]] = {}
    for question in ASKED:
        possible = possible_answers(BASE, answers)[question.id]
        if question.many:
            names = [str(choice.id) for choice in question.choices]
            answers[question.id] = tuple(
                random_.sample(names, min(random_.choice((1, 1, 2)), len(names)))
            )
        elif not question.required and random_.random() < 0.1:
            answers[question.id] = ()
        else:
            answers[question.id] = random_.choice(possible)
    return answers


Ask = Callable[[KnowledgeBase, Answers], Question | None]


def ours(base: KnowledgeBase, answers: Answers) -> Question | None:
    turn = next_turn(base, answers)
    return turn.question if turn else None


def everything(base: KnowledgeBase, answers: Answers) -> Question | None:
    return next((question for question in ASKED if question.id not in answers), None)


def open_criteria(base: KnowledgeBase, answers: Answers) -> dict[str, int]:
    """Return the questions that an open entry still reads, with how often."""
    possible = possible_answers(base, answers)
    askable = frozenset(str(question.id) for question in ASKED if question.id not in answers)
    counts: dict[str, int] = {}
    for entry in base.entries:
        if verdict(base, entry, possible) is Verdict.UNKNOWN:
            for leaf in leaves(whole(base, entry)):
                if leaf.criterion in askable:
                    counts[leaf.criterion] = counts.get(leaf.criterion, 0) + 1
    return counts


def fixed_order(base: KnowledgeBase, answers: Answers) -> Question | None:
    missing = next(
        (question for question in ASKED if question.required and question.id not in answers), None
    )
    counts = open_criteria(base, answers) if missing is None else {}
    return missing or next((question for question in ASKED if question.id in counts), None)


def occurrences(base: KnowledgeBase, answers: Answers) -> Question | None:
    missing = next(
        (question for question in ASKED if question.required and question.id not in answers), None
    )
    counts = open_criteria(base, answers) if missing is None else {}
    return missing or max(
        (question for question in ASKED if question.id in counts),
        key=lambda item: counts[item.id],
        default=None,
    )


def top_five(answers: Answers) -> list[str]:
    return [str(match.entry.id) for match in recommend(BASE, answers).recommended[:5]]


def play(ask: Ask, full: Answers) -> tuple[int, list[str]]:
    answers: dict[str, tuple[str, ...]] = {}
    while (question := ask(BASE, answers)) is not None:
        answers[question.id] = full[question.id]
        if question.type is QuestionType.TERRITORY and question.id not in full:
            break
    return len(answers), top_five(answers)


RIVALS = (
    ("ours", ours),
    ("ask everything", everything),
    ("fixed order, pruned", fixed_order),
    ("by occurrences", occurrences),
)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    random_ = random.Random(SEED)
    profiles = [profile(random_) for _ in range(count)]
    expected = [top_five(full) for full in profiles]
    print(f"{count} profiles, seed {SEED}, {len(BASE.entries)} entries, {len(ASKED)} questions")
    for name, ask in RIVALS:
        start = time.perf_counter()
        played = [play(ask, full) for full in profiles]
        seconds = time.perf_counter() - start
        sizes = [size for size, _ in played]
        same = sum(top == wanted for (_, top), wanted in zip(played, expected, strict=True)) / len(
            played
        )
        print(
            (
                f"{name:22} mean {statistics.mean(sizes):5.2f}  most {max(sizes):3} "
                f" same five {same:7.1%}  ({seconds:.0f} s)"
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
