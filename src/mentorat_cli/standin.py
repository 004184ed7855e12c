"""What the engine will say, worked out by the readable evaluator: to be replaced by `engine` when it lands."""

from functools import lru_cache

from msgspec import Struct

from mentorat_cli.models import Answers, KnowledgeBase, Outcome
from mentorat_cli.recommending import recommend


class Standing(Struct, frozen=True):
    """The entries that fit and those to check, as bit sets."""

    fits: int
    to_check: int


class Engine:
    """Decides the entries of one base; bit n is entry `places[n]`."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self.places = tuple(range(len(base.entries)))
        self._place = {str(entry.id): place for place, entry in enumerate(base.entries)}

    def first(self, answers: Answers, count: int) -> tuple[tuple[int, Outcome], ...]:
        """Return the first entries proposed: the position of each in the base, and its verdict."""
        return tuple((self._place[match.entry.id], match.outcome) for match in recommend(self.base, answers).recommended[:count])

    def standing(self, answers: Answers) -> Standing:
        """Return where the entries proposed stand."""
        sets = {Outcome.CONVIENT: 0, Outcome.A_VERIFIER: 0}
        for match in recommend(self.base, answers).recommended:
            sets[match.outcome] |= 1 << self._place[match.entry.id]
        return Standing(sets[Outcome.CONVIENT], sets[Outcome.A_VERIFIER])


@lru_cache(maxsize=8)
def engine_of(base: KnowledgeBase) -> Engine:
    """Return the engine of a base, made once."""
    return Engine(base)


def members(bits: int) -> list[int]:
    """Return the numbers that a bit set holds, the smallest first."""
    return [number for number in range(bits.bit_length()) if bits >> number & 1]
