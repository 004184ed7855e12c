"""Which protections matter for a pupil and the entries proposed, and who in the lycée helps."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from msgspec import Struct

from mentorat_cli.base.records import (
    Answers,
    Condition,
    Entry,
    Guide,
    GuideType,
    KnowledgeBase,
    Level,
    Role,
    Source,
    Step,
    leaves,
)
from mentorat_cli.engine.directory import Directory, Reachable
from mentorat_cli.engine.rules import GOAL, Possible, Verdict, criteria, decide


def protections(
    base: KnowledgeBase, entries: Iterable[Entry], possible: Possible
) -> tuple[Guide, ...]:
    """Return the protections that the answers do not rule out and that a proposed entry calls for;
    none without entries.

    One that only a sensitive answer could confirm is left out until that answer is given.
    """
    kinds = {entry.kind for entry in entries}
    return tuple(
        guide
        for guide in base.guides
        if kinds
        and guide.type is GuideType.PROTECTION
        and (not guide.kinds or kinds & set(guide.kinds))
        and _matters(base, guide, possible)
    )


def _matters(base: KnowledgeBase, guide: Guide, possible: Possible) -> bool:
    if guide.when is None:
        return True
    verdict = decide(guide.when, possible)
    if verdict is Verdict.UNKNOWN:
        return not any(base.question[name].sensitive for name in criteria(guide.when))
    return verdict is Verdict.YES


class Helper(Struct, frozen=True):
    """Somebody of the lycée or of the institution: `role`, for what a `step` of `net` says, and
    their published contacts here.
    """

    net: Guide
    step: Step
    role: Role
    contacts: tuple[Reachable, ...]

    @property
    def on_site(self) -> bool:
        """True for somebody of the lycée."""
        return self.role.level is Level.ETABLISSEMENT

    @property
    def first(self) -> bool:
        """True for somebody to speak to before any call outside."""
        return self.net.first

    @property
    def sources(self) -> tuple[Source, ...]:
        """What states what they do, in the order of the net."""
        return tuple(item for item in self.net.sources if item.id in self.step.source)


class Net(Struct, frozen=True):
    """Who helps for a need or a pupil's situation, in the order to call them."""

    guide: Guide
    helpers: tuple[Helper, ...]


def nets(base: KnowledgeBase, answers: Answers, possible: Possible) -> tuple[Net, ...]:
    """Return the nets that this situation opens for sure: those that come before any call outside,
    then by the needs in their order.
    """
    goals = list(answers.get(GOAL, ()))
    found = sorted(open_nets(base, possible), key=lambda item: (not item.first, _rank(item, goals)))
    return spread(base, found, answers)


def open_nets(base: KnowledgeBase, possible: Possible) -> tuple[Guide, ...]:
    """Return the nets whose condition holds for sure, in the order of the base."""
    return tuple(guide for guide, when in _ruled(base) if decide(when, possible) is Verdict.YES)


def opening(base: KnowledgeBase) -> tuple[str, ...]:
    """Return the criteria that open nets."""
    return tuple(dict.fromkeys(name for _, when in _ruled(base) for name in criteria(when)))


def _ruled(base: KnowledgeBase) -> Iterator[tuple[Guide, Condition]]:
    for guide in base.guides:
        if guide.type is GuideType.FILET and guide.when is not None:
            yield guide, guide.when


def spread(base: KnowledgeBase, guides: Iterable[Guide], answers: Answers) -> tuple[Net, ...]:
    """Return the people of nets, with how they are reached where `answers` put the lycée."""
    directory = Directory(base, answers)

    def helper(guide: Guide, step: Step, who: str) -> Helper:
        known = tuple(item for item in directory.find(who) if item.contact)
        return Helper(guide, step, base.role[who], known)

    return tuple(
        Net(guide, tuple(helper(guide, step, step.who) for step in guide.steps if step.who))
        for guide in guides
    )


def in_turn(found: Iterable[Net]) -> tuple[Helper, ...]:
    """Return the people of nets, each once: the first of every net, then the second of each."""
    rows = zip_longest(*(item.helpers for item in found))
    everyone = (helper for row in rows for helper in row if helper is not None)
    once: dict[str, Helper] = {}
    for helper in everyone:
        once.setdefault(str(helper.role.id), helper)
    return tuple(once.values())


def _rank(guide: Guide, goals: list[str]) -> int:
    accepted = {
        value
        for leaf in (leaves(guide.when) if guide.when else ())
        if leaf.criterion == GOAL
        for value in leaf.values
    }
    return next((rank for rank, goal in enumerate(goals) if goal in accepted), len(goals))
