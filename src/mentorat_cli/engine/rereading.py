"""Which entries to read again first: those that stand often in the first recommendations, and whose
sources are old or weak.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from mentorat_cli.base.records import Answers, Entry, KnowledgeBase, Tier
from mentorat_cli.engine.ranking import SHOWN, newest_source
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.engine.rules import GOAL


class Rereading(Struct, frozen=True):
    """An entry to read again: in how many of the `situations` it is `shown`, how many calendar
    years its newest source has begun, and the best weight of its sources.
    """

    entry: Entry
    shown: int
    situations: int
    years: int
    tier: Tier

    @property
    def priority(self) -> int:
        """How soon to read it: how often it is shown × its years × how weak it is, from 1 for an
        official source.
        """
        return self.shown * self.years * (list(Tier).index(self.tier) + 1)


def situations(base: KnowledgeBase) -> list[Answers]:
    """Return each académie with each goal, and nothing else known."""
    goals = base.question[GOAL].choices
    return [
        {GOAL: (str(goal.id),), "academie": (str(item.id),)}
        for item in base.academies
        for goal in goals
    ]


def rereadings(base: KnowledgeBase, asked: Iterable[Answers], today: date) -> tuple[Rereading, ...]:
    """Return the entries that stand among the first of the `asked` situations, the most pressing
    first; an entry without any date counts as the oldest of the base.
    """
    shown, count = Counter[str](), 0
    for answers in asked:
        count += 1
        shown.update(str(match.entry.id) for match in recommend(base, answers).recommended[:SHOWN])
    newest = {str(entry.id): newest_source(entry) for entry in base.entries}
    oldest = min((moment for moment in newest.values() if moment), default=str(today))
    found = [
        Rereading(
            base.entry[name],
            times,
            count,
            1 + today.year - int((newest[name] or oldest)[:4]),
            min((item.tier for item in base.entry[name].sources), key=list(Tier).index),
        )
        for name, times in shown.items()
    ]
    return tuple(sorted(found, key=lambda item: (-item.priority, item.entry.id)))
