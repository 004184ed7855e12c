"""What to read again first, for a program or a spreadsheet."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.engine.ranking import newest_source
from mentorat_cli.engine.rereading import Rereading
from mentorat_cli.payloads import VERSION, consulted
from mentorat_cli.wording.rereading import to_verify, where


def rereadings(base: KnowledgeBase, found: Iterable[Rereading], today: date) -> dict[str, Any]:
    """Return the entries to read again, the most pressing first."""
    return {
        "version": VERSION,
        "base": consulted(base),
        "entries": [_entry(base, item, today) for item in found],
    }


def rows(base: KnowledgeBase, found: Iterable[Rereading], today: date) -> list[tuple[Any, ...]]:
    """Return a header, then the same entries; several values of a cell have « ; » between them."""
    cells = [_entry(base, item, today) for item in found]
    return [tuple(item) for item in cells[:1]] + [
        tuple(" ; ".join(value) if isinstance(value, list) else value for value in item.values())
        for item in cells
    ]


def _entry(base: KnowledgeBase, item: Rereading, today: date) -> dict[str, Any]:
    return {
        "id": item.entry.id,
        "name": item.entry.name,
        "priority": item.priority,
        "shown": item.shown,
        "situations": item.situations,
        "newest": newest_source(item.entry),
        "tier": item.tier,
        "status": item.entry.status,
        "verify": to_verify(base, item, today),
        "where": where(base, item.entry),
    }
