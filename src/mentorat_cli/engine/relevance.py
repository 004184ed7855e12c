"""Which questions can still change the first recommendations.

Once everything that can be asked is known, the place of an entry depends on its verdict and on
fixed facts, save for
ties that the scale and the priority publics break. So the first places are walked in order: an
entry whose verdict is
open matters only as long as fewer entries than there are places are sure to stand before it.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from msgspec import Struct

from mentorat_cli.base.records import Answers, Condition, Entry, KnowledgeBase, Outcome, Status
from mentorat_cli.engine.bits import members
from mentorat_cli.engine.masks import engine_of
from mentorat_cli.engine.matching import last_key, priorities, scale_distance
from mentorat_cli.engine.presence import family
from mentorat_cli.engine.rules import (
    LARGEST_PRODUCT,
    Possible,
    Verdict,
    criteria,
    decide,
    readers,
    signature,
)
from mentorat_cli.engine.situation import implying, narrowed
from mentorat_cli.engine.verdicts import result, rule, verdict, whole

SHOWN = 5
"""First recommendations that the dialogue makes sure of."""


Row = tuple[tuple[object, ...], Outcome]


class Stake(Struct, frozen=True):
    """What a question decides: how many entries, and how near the top (each place weighs half the
    one before).
    """

    entries: int
    weight: float


class Prospect(Struct, frozen=True):
    """What an entry can still become; `deciding` are the questions of which two answers lead to
    different outcomes.
    """

    entry: Entry
    outcomes: frozenset[Outcome]
    deciding: frozenset[str]


def open_questions(
    base: KnowledgeBase, answers: Answers, possible: Possible, places: int = SHOWN
) -> Mapping[str, Stake]:
    """Return the questions that can still change the first `places` recommendations, with what is
    at stake.
    """
    askable = frozenset(
        str(item.id) for item in base.questions if item.asked and item.id not in answers
    )
    stakes: dict[str, Stake] = {}
    for rank, names in enumerate(_relevant(base, answers, possible, askable, places)):
        for name in names:
            known = stakes.get(name, Stake(0, 0.0))
            stakes[name] = Stake(known.entries + 1, known.weight + 2.0**-rank)
    return {name: stakes[name] for name in base.question if name in stakes}


def prospect(
    base: KnowledgeBase, entry: Entry, possible: Possible, askable: frozenset[str]
) -> Prospect:
    """Return what an entry can become once all of `askable` is answered; what is not asked stays
    open.

    A question that only bounds a criterion of the rule counts too: the class tells the plausible
    age.
    """
    if verdict(base, entry, possible) is not Verdict.UNKNOWN:
        return Prospect(entry, frozenset([result(base, entry, possible)]), frozenset())
    condition = whole(base, entry) if entry.status is Status.ACTIF else rule(base, entry)
    read = criteria(condition)
    bounding = dict.fromkeys(
        item for name in read if len(possible[name]) > 1 for item in implying(base, name)
    )
    asked = [
        name
        for name in dict.fromkeys((*bounding, *read))
        if name in askable and len(possible[name]) > 1
    ]
    outer = [name for name in asked if name in bounding]
    inner = [name for name in asked if name not in bounding]
    table = dict(_bounded(_rows(base, entry, condition, possible, outer, inner)))
    deciding = (name for index, name in enumerate((*outer, *inner)) if _matters(table, index))
    return Prospect(entry, frozenset(table.values()), frozenset(deciding))


def _rows(
    base: KnowledgeBase,
    entry: Entry,
    condition: Condition,
    possible: Possible,
    outer: Sequence[str],
    inner: Sequence[str],
) -> Iterator[Row]:
    """Yield each coherent set of answers with the outcome it gives.

    Answers to `outer` questions bound the others; of the `inner` ones, answers that the rule cannot
    tell apart count once.
    """
    reading = {name: readers(condition, name) for name in inner}
    for bounds in product(*(possible[name] for name in outer)):
        world = possible
        for name, answer in zip(outer, bounds, strict=True):
            world = narrowed(base, world, name, answer)
        seen = [
            {signature(reading[name], answer): answer for answer in world[name]} for name in inner
        ]
        for signatures in product(*seen):
            answers = {
                name: (known[key],)
                for name, known, key in zip(inner, seen, signatures, strict=True)
            }
            yield (*bounds, *signatures), result(base, entry, {**world, **answers})


def _bounded(rows: Iterator[Row]) -> Iterator[Row]:
    return (row for _, row in zip(range(LARGEST_PRODUCT), rows, strict=False))


def _matters(table: Mapping[tuple[object, ...], Outcome], index: int) -> bool:
    seen: dict[tuple[object, ...], Outcome] = {}
    return any(
        seen.setdefault(row[:index] + row[index + 1 :], result) is not result
        for row, result in table.items()
    )


def _relevant(
    base: KnowledgeBase, answers: Answers, possible: Possible, askable: frozenset[str], places: int
) -> Iterator[frozenset[str]]:
    """Yield the questions that matter for each entry that can still take one of the first places,
    from the first place on.
    """
    sure = set[str]()
    for tied in _contenders(base, answers, possible, askable):
        yield from (item.deciding for item in tied)
        yield from _tie_breakers(base, tied, possible, askable)
        sure |= {family(item.entry) for item in tied if len(item.outcomes) == 1}
        if len(sure) >= places:
            return


def _contenders(
    base: KnowledgeBase, answers: Answers, possible: Possible, askable: frozenset[str]
) -> Iterator[list[Prospect]]:
    """Yield the entries that can reach each rank but for ties, the first rank first."""
    engine = engine_of(base)
    standing, active = engine.standing(answers), engine.of_status(Status.ACTIF)
    proposed = standing.possible & ~engine.of_status(Status.CLOS)
    prospects: dict[int, Prospect] = {}
    for wanted, entries in (
        (Outcome.CONVIENT, proposed & active),
        (Outcome.A_VERIFIER, proposed & ~(standing.sure & active)),
    ):
        for group in engine.groups(answers):
            for bit in members(entries & group):
                if bit not in prospects:
                    prospects[bit] = prospect(
                        base, base.entries[engine.places[bit]], possible, askable
                    )
            tied = [
                prospects[bit]
                for bit in members(entries & group)
                if wanted in prospects[bit].outcomes
            ]
            if tied:
                yield tied


def _tie_breakers(
    base: KnowledgeBase, tied: list[Prospect], possible: Possible, askable: frozenset[str]
) -> Iterator[frozenset[str]]:
    """Yield the questions that can change the order of entries which are otherwise equal: those
    whose bounds overlap.
    """
    bounded = sorted(
        (*_order_bounds(base, item.entry, possible, askable), index)
        for index, item in enumerate(tied)
    )
    unsure: set[int] = set()
    furthest = bounded[0]
    for item in bounded[1:]:
        if item[0] <= furthest[1]:
            unsure |= {item[2], furthest[2]}
        furthest = max(furthest, item, key=lambda bounds: bounds[1])
    for index in sorted(unsure):
        yield _order_criteria(base, tied[index].entry, possible, askable)


def _order_criteria(
    base: KnowledgeBase, entry: Entry, possible: Possible, askable: frozenset[str]
) -> frozenset[str]:
    read = {
        str(leaf.criterion)
        for leaf in priorities(base, entry)
        if decide(leaf, possible) is Verdict.UNKNOWN
    }
    if entry.scales and len(possible["echelle"]) > 1:
        read.add("echelle")
    return frozenset(read & askable)


def _order_bounds(
    base: KnowledgeBase, entry: Entry, possible: Possible, askable: frozenset[str]
) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """Return the best and the worst key that further answers can give an entry among its equals."""
    wanted = (
        [(answer,) for answer in possible["echelle"]]
        if "echelle" in askable
        else [possible["echelle"]]
    )
    scales = [scale_distance(entry, answer) for answer in wanted]
    verdicts = [(leaf, decide(leaf, possible)) for leaf in priorities(base, entry)]
    met = sum(verdict is Verdict.YES for _, verdict in verdicts)
    maybe = sum(
        verdict is Verdict.UNKNOWN and leaf.criterion in askable for leaf, verdict in verdicts
    )
    last = last_key(base, entry)
    return (min(scales), -(met + maybe), *last), (max(scales), -met, *last)
