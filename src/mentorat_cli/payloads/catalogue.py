"""A list of entries."""

from collections.abc import Iterable
from typing import Any

from mentorat_cli.base.records import Brief, Source
from mentorat_cli.payloads import VERSION


def entries(selected: Iterable[Brief]) -> dict[str, Any]:
    """Return the entries of a list."""
    return {"version": VERSION, "entries": list(selected)}


def source(item: Source) -> dict[str, Any]:
    """Return a source."""
    return {"tier": item.tier, "title": item.title, "url": item.url, "date": item.date}
