"""What the base covers, for a program or a spreadsheet."""

from typing import Any

from msgspec.structs import asdict

from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.engine.coverage import Cell, Coverage, gaps
from mentorat_cli.payloads import VERSION, consulted


def coverage(base: KnowledgeBase, found: Coverage) -> dict[str, Any]:
    """Return the cells, the académies as a whole, and where to look first."""
    return {
        "version": VERSION,
        "base": consulted(base),
        "answers": {name: list(values) for name, values in found.answers.items()},
        "cells": [cell(base, item) for item in found.cells],
        "academies": [
            {"academie": name, **asdict(count), "lacking": found.lacking(name)}
            for name, count in found.total.items()
        ],
        "gaps": [asdict(item) for item in gaps(found)],
    }


def rows(base: KnowledgeBase, found: Coverage) -> list[tuple[Any, ...]]:
    """Return a header, then the cells as they stand in the JSON."""
    cells = [cell(base, item) for item in found.cells]
    return [tuple(item) for item in cells[:1]] + [tuple(item.values()) for item in cells]


def cell(base: KnowledgeBase, item: Cell) -> dict[str, Any]:
    """Return one académie and goal as flat values."""
    where = {
        "academie": item.academie,
        "name": base.academie[item.academie].name,
        "goal": item.goal,
    }
    return {**where, **asdict(item.count), "state": item.count.state, "lack": item.count.lack}
