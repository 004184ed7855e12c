"""The fewest helpers by HiGHS, a solver of integer programs: what ours must find."""

import random
from collections.abc import Mapping, Sequence


def by_solver(wishes: Sequence[Mapping[int, int]]) -> list[int]:
    """Return the fewest helpers who give everybody a wish, then the smallest sum of ranks, then the first in order: one
    objective, whose parts outweigh each other.
    """
    import highspy  # and numpy with it: only one worker needs them

    helpers = sorted({helper for wish in wishes for helper in wish})
    rank = 2 ** len(helpers)
    each = rank * (1 + sum(max(wish.values(), default=0) for wish in wishes))
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.5)
    chosen = {
        helper: solver.addBinary(obj=each - 2 ** (len(helpers) - 1 - place))
        for place, helper in enumerate(helpers)
    }
    for wish in filter(None, wishes):
        served = {helper: solver.addBinary(obj=rank * wish[helper]) for helper in wish}
        solver.addConstr(sum(served.values()) == 1)
        solver.addConstrs(served[helper] <= chosen[helper] for helper in wish)
    solver.minimize()
    return [helper for helper, one in chosen.items() if solver.val(one) > 0.5]


def small_class(seed: int) -> list[dict[int, int]]:
    """Return the wishes of at most twelve pupils, three helpers of eight at most for each, none for a few."""
    draw = random.Random(seed)
    helpers = range(draw.randint(1, 8))
    return [
        {
            helper: rank
            for rank, helper in enumerate(
                draw.sample(
                    helpers, draw.randint(0 if draw.random() < 0.2 else 1, min(3, len(helpers)))
                ),
                1,
            )
        }
        for _ in range(draw.randint(1, 12))
    ]
