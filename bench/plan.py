"""The plan of a class, compared with HiGHS and timed: `python bench/plan.py`.

A thousand small classes must have the plan that the solver finds, to the last helper; so must a
hundred of 30 pupils. The figures are seconds of this process.
"""

import random
import sys
from collections.abc import Sequence
from pathlib import Path
from time import process_time

from mentorat_cli.classroom.cover import Ranks, fewest

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from solver import by_solver, small_class

SMALL, LARGE, WORST = 1000, 100, 12
HELPERS = (6, 10, 15, 20, 30, 40, 60, 80, 100, 120)
"""How many people to turn to the pupils of a class name together."""


def large_class(seed: int, pupils: int, helpers: int) -> list[Ranks]:
    """Return the wishes of pupils, three each."""
    draw = random.Random(seed)
    return [
        {helper: rank for rank, helper in enumerate(draw.sample(range(helpers), 3), 1)}
        for _ in range(pupils)
    ]


def equal(classes: Sequence[Sequence[Ranks]]) -> int:
    """Return how many classes have the plan of the solver."""
    return sum(fewest(wishes) == by_solver(wishes) for wishes in classes)


def main() -> None:
    """Print what is equal, and the longest time by size."""
    small = [small_class(seed) for seed in range(SMALL)]
    print(f"{equal(small)} petites classes sur {SMALL} ont le plan du solveur")
    large = [large_class(seed, 30, 12) for seed in range(LARGE)]
    print(f"{equal(large)} classes de 30 élèves sur {LARGE} ont le plan du solveur")
    print("\n| interlocuteurs possibles | 30 élèves | 40 élèves |\n|--:|--:|--:|")
    for helpers in HELPERS:
        row = []
        for pupils in (30, 40):
            times = []
            for seed in range(WORST):
                wishes = large_class(seed, pupils, helpers)
                start = process_time()
                fewest(wishes)
                times.append(process_time() - start)
            row.append(f"{max(times):.2f} s")
        print(f"| {helpers} | {' | '.join(row)} |")


if __name__ == "__main__":
    main()
