"""How many questions a dialogue asks, against three rivals, on seeded random profiles over the real
base.

`python bench/questions.py [PROFILES]` prints, for each way of asking: mean and most questions, and
the share of profiles whose first three, and five, recommendations are those that all the answers
give, but for sensitive ones that were not asked. « in hindsight » is the fewest of our questions
whose answers settle the same, as far as four ways of leaving some out find it: what no dialogue can
do, since it would have to know the answers before it asks.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from mentorat_cli.base.records import Answers, KnowledgeBase, Question, leaves
from mentorat_cli.dialogue.interview import next_turn
from mentorat_cli.engine.ranking import CARDS, SHOWN
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


def ours(base: KnowledgeBase, answers: Answers, places: int = CARDS) -> Question | None:
    turn = next_turn(base, answers, places)
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


def first(answers: Answers) -> list[str]:
    return [str(match.entry.id) for match in recommend(BASE, answers).recommended[:SHOWN]]


def play(ask: Ask, full: Answers) -> Answers:
    answers: dict[str, tuple[str, ...]] = {}
    while (question := ask(BASE, answers)) is not None:
        answers[question.id] = full[question.id]
    return answers


def public(answers: Answers) -> Answers:
    """Return the answers that a dialogue may ask for to settle an order."""
    return {name: values for name, values in answers.items() if not BASE.question[name].sensitive}


def in_hindsight(answers: Answers, places: int, random_: random.Random) -> int:
    fewest = len(answers)
    for _ in range(4):
        left = dict(answers)
        for name in random_.sample(list(answers), len(answers)):
            without = {other: values for other, values in left.items() if other != name}
            if next_turn(BASE, without, places) is None:
                left = without
        fewest = min(fewest, len(left))
    return fewest


RIVALS = (
    ("ours, first three", ours),
    ("ours, first five", partial(ours, places=SHOWN)),
    ("ask everything", everything),
    ("fixed order, pruned", fixed_order),
    ("by occurrences", occurrences),
)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    random_ = random.Random(SEED)
    profiles = [profile(random_) for _ in range(count)]
    print(f"{count} profiles, seed {SEED}, {len(BASE.entries)} entries, {len(ASKED)} questions")
    for name, ask in RIVALS:
        start = time.perf_counter()
        played = [play(ask, full) for full in profiles]
        seconds = time.perf_counter() - start
        pairs = [
            (first(answers), first({**public(full), **answers}))
            for answers, full in zip(played, profiles, strict=True)
        ]
        same = {
            places: sum(told[:places] == wanted[:places] for told, wanted in pairs) / count
            for places in (CARDS, SHOWN)
        }
        sizes = [len(answers) for answers in played]
        print(
            f"{name:22} mean {statistics.mean(sizes):5.2f}  most {max(sizes):3}  "
            f"same three {same[CARDS]:7.1%}  same five {same[SHOWN]:7.1%}  ({seconds:.0f} s)",
            flush=True,
        )
    for places in (CARDS, SHOWN):
        fewest = [
            in_hindsight(play(partial(ours, places=places), full), places, random_)
            for full in profiles
        ]
        print(f"in hindsight, first {places}   mean {statistics.mean(fewest):5.2f}", flush=True)


if __name__ == "__main__":
    main()
