"""The fewest helpers that serve everybody: an exact cover of small sets, by branch and bound.

Helpers are numbered from 0, the first one preferred where all else is equal. What somebody wishes
is helper → its rank for them, 1 for the best.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil

from msgspec import Struct

from mentorat_cli.engine.bits import members

Ranks = Mapping[int, int]

_ROUNDING = 1e-9


class Alike(Struct, frozen=True):
    """What `times` people wish alike: the set of their helpers, and each with its rank."""

    helpers: int
    ranks: tuple[tuple[int, int], ...]
    times: int

    def rank(self, among: int) -> int:
        """Return the best rank of a helper `among` a set that holds one at least."""
        return min(rank for helper, rank in self.ranks if among >> helper & 1)


def fewest(wishes: Iterable[Ranks]) -> list[int]:
    """Return the helpers, in order, that give everybody who wishes something one of their wishes:
    the fewest, then the smallest sum of the best rank of each, then the first in order.
    """
    left = [wish for wish in wishes if wish]
    while needless := _needless(left):
        left = [{one: rank for one, rank in wish.items() if one not in needless} for wish in left]
    found = [helper for part in _parts(_kinds(left)) for helper in _Search(part).found()]
    return sorted(found)


def _kinds(wishes: Sequence[Ranks]) -> list[Alike]:
    alike = Counter(tuple(sorted(wish.items())) for wish in wishes)
    return [
        Alike(sum(1 << helper for helper, _ in ranks), ranks, times)
        for ranks, times in alike.items()
    ]


def _needless(wishes: Sequence[Ranks]) -> set[int]:
    """Return the helpers that another one can always replace: it serves all of theirs, and comes
    first and is never worse, or is better for each.
    """
    serves: dict[int, dict[int, int]] = {}
    for number, wish in enumerate(wishes):
        for helper, rank in wish.items():
            serves.setdefault(helper, {})[number] = rank
    found: set[int] = set()
    for helper, mine in serves.items():
        for other, theirs in serves.items():
            if other == helper or other in found or not mine.keys() <= theirs.keys():
                continue
            gains = [rank - theirs[number] for number, rank in mine.items()]
            if min(gains) > 0 or (min(gains) == 0 and other < helper):
                found.add(helper)
                break
    return found


def _parts(kinds: Iterable[Alike]) -> list[list[Alike]]:
    """Return kinds in groups that share no helper: each is a question of its own."""
    parts: list[list[Alike]] = []
    for kind in kinds:
        near = [part for part in parts if any(kind.helpers & one.helpers for one in part)]
        parts = [part for part in parts if part not in near]
        parts.append([kind, *(one for part in near for one in part)])
    return parts


class _Search:
    """Looks through the covers of kinds, leaving out those that cannot be the best."""

    def __init__(self, kinds: Sequence[Alike]) -> None:
        self._kinds = kinds
        self._best: tuple[int, int, list[int]] | None = None

    def found(self) -> list[int]:
        """Return the best cover."""
        self._look(0, 0)
        return self._best[2] if self._best else []

    def _look(self, chosen: int, barred: int) -> None:
        """Look through the covers that hold what is `chosen` and nothing that is `barred`: a helper
        of those whom the fewest can still serve, then without this one.
        """
        unserved = [kind.helpers & ~barred for kind in self._kinds if not kind.helpers & chosen]
        if not unserved:
            found = (chosen.bit_count(), self._ranks(chosen), members(chosen))
            self._best = min(self._best, found) if self._best else found
            return
        unserved.sort(key=int.bit_count)
        reach = Counter(helper for helpers in unserved for helper in members(helpers))
        if not unserved[0] or self._is_worse(chosen, barred, _least(unserved, reach)):
            return
        for helper in sorted(members(unserved[0]), key=lambda one: -reach[one]):
            self._look(chosen | 1 << helper, barred)
            barred |= 1 << helper

    def _is_worse(self, chosen: int, barred: int, more: int) -> bool:
        """Return whether a cover that needs `more` helpers is worse than the best, however well
        they are chosen.
        """
        if self._best is None:
            return False
        count = chosen.bit_count() + more
        return count > self._best[0] or (
            count == self._best[0] and self._ranks(~barred) > self._best[1]
        )

    def _ranks(self, among: int) -> int:
        return sum(kind.times * kind.rank(among) for kind in self._kinds)


def _least(unserved: Sequence[int], reach: Mapping[int, int]) -> int:
    """Return a number of helpers below which nobody can serve all: those who share none need one
    each; and each needs at least its share of a helper who serves the most.
    """
    apart = used = 0
    for helpers in unserved:
        if not helpers & used:
            apart, used = apart + 1, used | helpers
    shares = sum(1 / max(reach[one] for one in members(helpers)) for helpers in unserved)
    return max(apart, ceil(shares - _ROUNDING))
