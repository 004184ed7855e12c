"""The problems of files."""

from collections.abc import Iterable
from typing import Any

from mentorat_cli.errors import Problem
from mentorat_cli.payloads import VERSION


def problems(found: Iterable[Problem]) -> dict[str, Any]:
    """Return the problems that a control found."""
    return {"version": VERSION, "problems": [_problem(item) for item in found]}


def _problem(item: Problem) -> dict[str, Any]:
    return {
        "file": item.at.file,
        "line": item.at.line,
        "column": item.at.column,
        "severity": item.severity,
        "rule": item.rule,
        "message": item.message,
    }
