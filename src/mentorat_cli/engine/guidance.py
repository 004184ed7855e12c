"""Which protections matter for a pupil and the entries proposed."""

from collections.abc import Iterable

from mentorat_cli.base.records import Entry, Guide, GuideType, KnowledgeBase
from mentorat_cli.engine.rules import Possible, Verdict, criteria, decide


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
