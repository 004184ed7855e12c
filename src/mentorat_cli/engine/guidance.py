"""Which protections matter for a pupil and the entries proposed, and who in the lycée helps."""

from collections.abc import Iterable

from msgspec import Struct

from mentorat_cli.base.records import (
    Answers,
    Entry,
    Guide,
    GuideType,
    KnowledgeBase,
    Level,
    Role,
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
    """Somebody of the lycée or of the institution, what they do, and when to call them first
    (empty: not said). `contacts` are their published contacts here; `first` says that one speaks to
    them before any call outside.
    """

    role: Role
    task: str
    moment: str
    contacts: tuple[Reachable, ...]
    first: bool

    @property
    def on_site(self) -> bool:
        """True for somebody of the lycée."""
        return self.role.level is Level.ETABLISSEMENT


def nets(base: KnowledgeBase, answers: Answers, possible: Possible) -> list[Guide]:
    """Return the nets of this situation: those to speak of before any call outside, then by the
    needs in their order.
    """
    found = [
        guide
        for guide in base.guides
        if guide.type is GuideType.FILET
        and guide.when is not None
        and decide(guide.when, possible) is Verdict.YES
    ]
    goals = list(answers.get(GOAL, ()))
    return sorted(found, key=lambda guide: (not guide.first, _rank(guide, goals)))


def helpers(base: KnowledgeBase, answers: Answers, possible: Possible) -> tuple[Helper, ...]:
    """Return who in the lycée and in the institution helps in this situation, each once, in the
    order of the nets.
    """
    directory, found = Directory(base, answers), dict[str, Helper]()
    for guide in nets(base, answers, possible):
        for step in guide.steps:
            if step.who and step.who not in found:
                known = tuple(item for item in directory.find(step.who) if item.contact)
                found[step.who] = Helper(
                    base.role[step.who], step.text, step.moment or "", known, guide.first
                )
    return tuple(found.values())


def _rank(guide: Guide, goals: list[str]) -> int:
    accepted = {
        value
        for leaf in (leaves(guide.when) if guide.when else ())
        if leaf.criterion == GOAL
        for value in leaf.values
    }
    return next((rank for rank, goal in enumerate(goals) if goal in accepted), len(goals))
