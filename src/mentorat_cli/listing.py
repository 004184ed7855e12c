"""The entries that criteria select, without asking anything else of them."""

from mentorat_cli.matching import match_entry
from mentorat_cli.models import Answers, Entry, Kind, KnowledgeBase, Outcome, Status
from mentorat_cli.rules import Possible
from mentorat_cli.situation import possible_answers


def select_entries(base: KnowledgeBase, answers: Answers, kind: Kind | None = None, status: Status | None = None) -> tuple[Entry, ...]:
    """Return the entries that the answers do not exclude, in the order of the base; closed ones only when asked for."""
    possible = possible_answers(base, answers)
    return tuple(
        entry
        for entry in base.entries
        if kind in (None, entry.kind) and status in (None, entry.status) and _selected(base, entry, possible)
    )


def _selected(base: KnowledgeBase, entry: Entry, possible: Possible) -> bool:
    closed = entry.status is Status.CLOS
    return closed or match_entry(base, entry, possible).outcome is not Outcome.NE_CONVIENT_PAS
