"""In what order entries are told: one key of few named items, the same for every entry, and the
words that tell it.

The verdict is not one of them: an entry to be verified stands before one that fits when it is
nearer to the need.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any, NamedTuple, TypeVar

from mentorat_cli.base.records import (
    EVERYBODY,
    Answers,
    Condition,
    Entry,
    Form,
    Kind,
    KnowledgeBase,
    Leaf,
    Mode,
    Scale,
    Scope,
    Status,
    leaves,
)
from mentorat_cli.engine.presence import PLACES, attested, is_everywhere
from mentorat_cli.engine.rules import (
    GOAL,
    Answer,
    Possible,
    Verdict,
    accepts,
    conjuncts,
    kleene,
    polarised,
)
from mentorat_cli.engine.verdicts import rule

Item = TypeVar("Item")

SHOWN = 5
"""First recommendations: those that a page shows."""
CARDS = 3
"""Those that one screen shows, that the dialogue makes sure of and among which the first call is
looked for.
"""
GENERALIST = 9
"""Goals from which an official national scheme is the general one."""
YEARS_FRESH = 3
"""School years after which a source no longer shows that an entry still runs: our choice."""
LEVEL = "niveau"
SCALE = "echelle"
NO = ("non",)


class Nearness(IntEnum):
    """How near an entry was seen, the closest first; `NATIONAL` is what is offered everywhere."""

    LYCEE = 0
    DEPARTEMENT = 1
    ACADEMIE = 2
    NATIONAL = 3
    UNSEEN = 4


class Rank(IntEnum):
    """What an entry is to the situation, the best first."""

    MADE = 0
    AIMED = 1
    GENERAL = 2
    OTHER = 3


class Key(NamedTuple):
    """The place of an entry, smallest first; RANKING tells its items one by one.

    `hard`: not known to be open to this pupil, or not meant for the group asked. `unseen`: nobody
    has seen it here, and it is not offered everywhere. `general`: not made for the lycée
    professionnel. `strength` is how strongly it serves each goal, in their order, and `publics` how
    many of its priority publics are there, both counted down from 0. `doubt` adds 2 when the entry
    is to be confirmed and 1 when it has no recent source.
    """

    hard: bool
    rank: Rank
    unseen: bool
    general: bool
    strength: tuple[int, ...]
    nearness: Nearness
    doubt: int
    publics: int


RANKING = {
    "hard": "rien de rare n’y reste à savoir, à l’échelle demandée",
    "rank": "plus près du besoin",
    "unseen": "vu ici, ou proposé partout",
    "general": "fait pour le lycée professionnel",
    "strength": "sert mieux vos objectifs, dans votre ordre",
    "nearness": "plus proche",
    "doubt": "informations confirmées, ou plus récentes",
    "publics": "donne la priorité à plus de vos réponses",
}
"""Why the items of a key put an entry before another, in their order."""
FOR_ONE = {
    Rank.MADE: "fait pour cette situation",
    Rank.AIMED: "suivi vu dans l’académie, ou dispositif officiel dont c’est le but",
    Rank.GENERAL: "dispositif officiel pour tous les besoins",
    Rank.OTHER: "autre action",
}
FOR_SEVERAL = {
    Rank.MADE: "collectif et fait pour cette situation",
    Rank.AIMED: "collectif, dont c’est le but ou vu dans l’académie",
    Rank.GENERAL: "collectif",
    Rank.OTHER: "autre action",
}
NEARNESS = {
    Nearness.LYCEE: "dans le lycée",
    Nearness.DEPARTEMENT: "dans le département",
    Nearness.ACADEMIE: "dans l’académie",
    Nearness.NATIONAL: "partout en France",
    Nearness.UNSEEN: "ailleurs",
}
TIED = "à égalité"
"""What is said where no item separates; the order of the base decides, and is no reason."""
KEPT = {
    True: "une des cinq premières places est gardée au dispositif officiel pour tous les besoins",
    False: "une des cinq premières places est gardée au suivi propre à l’académie",
}
"""Why an entry stands before one that the key puts first; True for the general scheme."""


def rank_key(base: KnowledgeBase, entry: Entry, answers: Answers, possible: Possible) -> Key:
    """Return the place of an entry. `possible` is what `answers` leave."""
    near = nearness(base, entry, possible)
    several = for_several(possible[SCALE])
    here = near <= Nearness.ACADEMIE
    grade = _rank_for_several if several else _rank_for_one
    return Key(
        is_hard(base, entry, possible) or (several and not _meant(entry, several)),
        grade(base, entry, answers, here),
        near is Nearness.UNSEEN,
        not made_for_lp(base, entry),
        tuple(-entry.goals.get(goal, 0) for goal in answers.get(GOAL, ())),
        near,
        2 * (entry.status is not Status.ACTIF) + is_stale(base, entry),
        -sum(kleene(leaf, possible) is Verdict.YES for leaf in entry.prefer),
    )


def reason(
    base: KnowledgeBase, pair: tuple[Entry, Entry], answers: Answers, possible: Possible
) -> str:
    """Return why the first of two entries is told before the other."""
    one, other = (rank_key(base, entry, answers, possible) for entry in pair)
    if other < one:
        return KEPT[is_general(pair[0])]
    name = next((name for name in Key._fields if getattr(one, name) != getattr(other, name)), None)
    if name is None:
        return TIED
    ranks = FOR_SEVERAL if for_several(possible[SCALE]) else FOR_ONE
    words: Mapping[str, Mapping[Any, str]] = {"rank": ranks, "nearness": NEARNESS}
    if name not in words:
        return RANKING[name]
    values = (words[name][getattr(key, name)] for key in (one, other))
    return f"{RANKING[name]} ({', avant '.join(values)})"


def _rank_for_one(base: KnowledgeBase, entry: Entry, answers: Answers, here: bool) -> Rank:
    need, official = _need(entry, answers), entry.kind is Kind.DISPOSITIF_NATIONAL
    own = entry.kind is Kind.DISPOSITIF_ACADEMIQUE and follows(entry) and here
    if not _meant(entry, several=False):
        return Rank.OTHER
    if is_general(entry):
        return Rank.GENERAL
    if (
        own
        or is_named(base, entry, answers)
        or (official and made_for_lp(base, entry) and need > 1)
    ):
        return Rank.MADE
    return Rank.AIMED if (follows(entry) and here) or (official and need == 3) else Rank.OTHER


def _rank_for_several(base: KnowledgeBase, entry: Entry, answers: Answers, here: bool) -> Rank:
    need = _need(entry, answers)
    if not entry.scales or not _meant(entry, several=True):
        return Rank.OTHER
    if is_named(base, entry, answers) and not is_general(entry):
        return Rank.MADE
    return Rank.AIMED if need == 3 or (here and need == 2) else Rank.GENERAL


def _need(entry: Entry, answers: Answers) -> int:
    """Return how strongly an entry serves the first goal."""
    return next((entry.goals.get(goal, 0) for goal in answers.get(GOAL, ())), 0)


# What the items are made of ------------------------------------------------------------


def for_several(wanted: tuple[Answer, ...]) -> bool:
    """Return whether a group, a class or a lycée is asked for; nothing said is one pupil."""
    return len(wanted) == 1 and wanted[0] != (Scale.ELEVE,)


def _meant(entry: Entry, several: bool) -> bool:
    """Return whether an entry is not meant for another scale."""
    return not entry.scales or any((scale is not Scale.ELEVE) is several for scale in entry.scales)


def rare_leaves(base: KnowledgeBase, condition: Condition) -> Iterator[Leaf]:
    """Yield what a condition asks that few pupils have."""
    for leaf, wanted in polarised(condition):
        if wanted and base.question[leaf.criterion].rare:
            yield leaf


def rare_conditions(base: KnowledgeBase, entry: Entry) -> Iterator[Condition]:
    """Yield the conditions of a rule, and what it expects, that ask what few pupils have."""
    for condition in (entry.when, entry.expect or EVERYBODY):
        for part in conjuncts(condition):
            if any(rare_leaves(base, part)):
                yield part


def is_hard(base: KnowledgeBase, entry: Entry, possible: Possible) -> bool:
    """Return whether something that few pupils have is asked or expected, and not known to hold."""
    return any(kleene(part, possible) is not Verdict.YES for part in rare_conditions(base, entry))


def is_named(base: KnowledgeBase, entry: Entry, answers: Answers) -> bool:
    """Return whether the rule of an entry names something rare that was answered; « non » is
    nothing rare.
    """
    return any(
        answers.get(leaf.criterion, ()) not in ((), NO) and accepts(leaf, answers[leaf.criterion])
        for leaf in rare_leaves(base, entry.when)
    )


def nearness(base: KnowledgeBase, entry: Entry, possible: Possible) -> Nearness:
    """Return how near an entry was seen. While the département is open, an entry seen in a part of
    the académie is as near as the académie.
    """
    found = {
        name: [kleene(leaf, possible) for leaf in places]
        for name, places in evidence(base, entry).items()
    }
    if Verdict.YES in found[Nearness.LYCEE]:
        return Nearness.LYCEE
    if not acts_everywhere(base, entry):
        if Verdict.YES in found[Nearness.DEPARTEMENT]:
            return Nearness.DEPARTEMENT
        if any(verdict is not Verdict.NO for verdict in found[Nearness.ACADEMIE]):
            return Nearness.ACADEMIE
    return Nearness.NATIONAL if is_offered(base, entry) else Nearness.UNSEEN


def evidence(base: KnowledgeBase, entry: Entry) -> Mapping[Nearness, list[Leaf]]:
    """Return what proves that an entry acts in the lycée and in the département, when it holds, and
    what does so in the académie as long as it may hold.
    """
    every = list(leaves(attested(base, entry) or EVERYBODY))
    return {
        Nearness.LYCEE: [leaf for leaf in every if leaf.criterion not in PLACES[:2]],
        Nearness.DEPARTEMENT: [leaf for leaf in every if leaf.criterion == PLACES[1]],
        Nearness.ACADEMIE: [leaf for leaf in every if leaf.criterion in PLACES],
    }


def acts_everywhere(base: KnowledgeBase, entry: Entry) -> bool:
    """Return whether an entry was seen in the whole national frame."""
    return is_everywhere(base, attested(base, entry) or EVERYBODY)


def is_offered(base: KnowledgeBase, entry: Entry) -> bool:
    """Return whether an entry is offered everywhere: seen there, or remotely."""
    remote = (
        entry.presence is not None
        and entry.presence.scope is Scope.NATIONAL
        and Mode.DISTANCE in entry.modes
    )
    return remote or attested(base, entry) is None or acts_everywhere(base, entry)


def follows(entry: Entry) -> bool:
    """Return whether an entry is first of all a follow-up."""
    return entry.forms[:1] in ((Form.SUIVI_INDIVIDUEL,), (Form.SUIVI_COLLECTIF,))


def is_general(entry: Entry) -> bool:
    """Return whether an entry is an official national scheme for almost every goal."""
    return entry.kind is Kind.DISPOSITIF_NATIONAL and len(entry.goals) >= GENERALIST


def made_for_lp(base: KnowledgeBase, entry: Entry) -> bool:
    """Return whether an entry is only for classes of the lycée professionnel."""
    if LEVEL not in base.question:
        return False
    own = {str(item.id) for item in base.question[LEVEL].choices if item.vocational}
    return any(
        wanted and leaf.criterion == LEVEL and leaf.values <= own
        for condition in (entry.when, entry.expect or EVERYBODY)
        for leaf, wanted in polarised(condition)
    )


def newest_source(entry: Entry) -> str | None:
    """Return the latest date printed by a source of the entry, as far as it is known
    (`2024-05`).
    """
    return max((source.date for source in entry.sources if source.date), default=None)


def is_stale(base: KnowledgeBase, entry: Entry) -> bool:
    """Return whether no source is younger than three school years, counted from the last check of
    the base.
    """
    newest, today = newest_source(entry), base.checked_on
    if newest is None or today is None:
        return newest is None
    year = today.year if today.month >= 9 else today.year - 1
    limit = f"{year - YEARS_FRESH}-09"
    return newest < limit[: len(newest)]


# The places that are kept ------------------------------------------------------------


def is_own(base: KnowledgeBase, entry: Entry, possible: Possible) -> bool:
    """Return whether an entry is a follow-up of the académie's own that takes this pupil."""
    return (
        entry.kind is Kind.DISPOSITIF_ACADEMIQUE
        and follows(entry)
        and _meant(entry, several=False)
        and kleene(rule(base, entry), possible) is Verdict.YES
        and kleene(attested(base, entry) or EVERYBODY, possible) is Verdict.YES
    )


def arranged(order: Iterable[Item], kept: Sequence[Item], places: int = SHOWN) -> Iterator[Item]:
    """Yield what is in order, but each of `kept`, which are in that order too, among the first
    `places` at the latest.
    """
    left, early, place = list(kept), [], 0
    for item in order:
        while item not in left and 0 < len(left) == places - place:
            early.append(left.pop(0))
            yield early[-1]
            place += 1
        if item in early:
            continue
        if item in left:
            left.remove(item)
        yield item
        place += 1


def kept_first(order: Sequence[Item], *wanted: Callable[[Item], bool]) -> list[Item]:
    """Return the first item of an order that each of `wanted` holds for, in that order."""
    found = {
        index
        for holds in wanted
        for index in [next((n for n, item in enumerate(order) if holds(item)), None)]
    }
    return [item for index, item in enumerate(order) if index in found]
