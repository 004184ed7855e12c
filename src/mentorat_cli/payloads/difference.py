"""What a change of base changes, for a program."""

from typing import Any

from msgspec.structs import asdict

from mentorat_cli.engine.comparing import Changes, Difference, Effect, key
from mentorat_cli.payloads import VERSION


def difference(found: Difference, before: str, after: str) -> dict[str, Any]:
    """Return everything that differs, by id; `before` and `after` are the two bases as they were
    typed.
    """
    return {
        "version": VERSION,
        "before": before,
        "after": after,
        "changes": {item.collection: _changes(item) for item in found.changes},
        "effects": [_effect(item) for item in found.effects],
        "criteria": {
            "appeared": [asdict(item) for item in found.appeared],
            "vanished": [asdict(item) for item in found.vanished],
        },
    }


def _changes(item: Changes) -> dict[str, Any]:
    return {
        "added": [key(one) for one in item.added],
        "removed": [key(one) for one in item.removed],
        "changed": [{"id": one.key, "fields": list(one.fields)} for one in item.changed],
        "reordered": item.reordered,
    }


def _effect(item: Effect) -> dict[str, Any]:
    """Return the verdicts that change; `profiles` is null when they were too many to be counted."""
    shifts = [
        {
            "before": shift.before,
            "after": shift.after,
            "count": shift.count,
            "examples": [
                {name: values[0] for name, values in answers.items()} for answers in shift.examples
            ],
        }
        for shift in item.shifts
    ]
    return {"entry": item.entry, "profiles": item.profiles, "shifts": shifts}
