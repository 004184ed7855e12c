"""A list of entries."""

from collections.abc import Iterable
from typing import Any

from mentorat_cli.matching import academies
from mentorat_cli.models import Entry, KnowledgeBase, Source
from mentorat_cli.payloads import VERSION


def entries(base: KnowledgeBase, selected: Iterable[Entry]) -> dict[str, Any]:
    """Return the entries of a list."""
    return {"version": VERSION, "entries": [listed(base, entry) for entry in selected]}


def listed(base: KnowledgeBase, item: Entry) -> dict[str, Any]:
    """Return what a list tells of an entry."""
    return {
        "id": item.id,
        "name": item.name,
        "kind": item.kind,
        "status": item.status,
        "academies": sorted(academies(base, item)),
        "goals": dict(item.goals),
        "summary": item.summary,
        "checked_on": str(item.checked_on),
        "sources": [source(one) for one in item.sources],
    }


def source(item: Source) -> dict[str, Any]:
    """Return a source."""
    return {"tier": item.tier, "title": item.title, "url": item.url, "date": item.date}
