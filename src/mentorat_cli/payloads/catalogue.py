"""A list of entries."""

from collections.abc import Iterable
from typing import Any

from mentorat_cli.base.records import Brief, Source
from mentorat_cli.payloads import VERSION


def entries(selected: Iterable[Brief]) -> dict[str, Any]:
    """Return the entries of a list."""
    return {"version": VERSION, "entries": list(selected)}


HEADER = ("id", "name", "kind", "status", "academies", "goals", "summary", "checked_on")


def rows(selected: Iterable[Brief]) -> list[tuple[str, ...]]:
    """Return a header, then the cells of each entry; several values of a cell have spaces between
    them.
    """
    cells = (
        (
            entry.id,
            entry.name,
            entry.kind,
            entry.status,
            " ".join(entry.academies),
            " ".join(entry.goals),
            entry.summary,
            str(entry.checked_on),
        )
        for entry in selected
    )
    return [HEADER, *cells]


def source(item: Source) -> dict[str, Any]:
    """Return a source."""
    return {"tier": item.tier, "title": item.title, "url": item.url, "date": item.date}
