"""The entries that criteria select, without asking anything else of them."""

from mentorat_cli.matching import rule
from mentorat_cli.models import Answers, Entry, Kind, KnowledgeBase, Status
from mentorat_cli.rules import Verdict, decide
from mentorat_cli.situation import possible_answers


def select_entries(base: KnowledgeBase, answers: Answers, kind: Kind | None = None, status: Status | None = None) -> tuple[Entry, ...]:
    """Return the entries whose rule the answers do not exclude, closed ones included: schemes first, then by file."""
    possible = possible_answers(base, answers)
    selected = [
        entry
        for entry in base.entries
        if kind in (None, entry.kind) and status in (None, entry.status) and decide(rule(entry), possible) is not Verdict.NO
    ]
    return tuple(sorted(selected, key=lambda entry: list(Kind).index(entry.kind)))
