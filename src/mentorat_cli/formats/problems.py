"""The problems of files as lines: for people, and for the annotations of GitHub."""

from collections.abc import Iterable

from mentorat_cli.errors import Problem

LEVELS = {"erreur": "error", "avertissement": "warning"}
"""Severity → the word GitHub knows it by (docs.github.com, « Workflow commands »)."""


def text(problems: Iterable[Problem]) -> str:
    """Return one line for each problem, which editors and terminals can open; a warning says that
    it is one.
    """
    return "".join(f"{_line(item)}\n" for item in problems)


def _line(item: Problem) -> str:
    return (
        str(item)
        if item.severity == "erreur"
        else f"{item.at}: avertissement\u00a0: {item.message}"
    )


def github(problems: Iterable[Problem]) -> str:
    """Return one workflow command for each problem; GitHub shows it beside its line."""
    return "".join(f"{_command(item)}\n" for item in problems)


def _command(item: Problem) -> str:
    properties = {
        "file": item.at.file,
        "line": item.at.line,
        "col": item.at.column,
        "title": item.rule,
    }
    given = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{LEVELS[item.severity]} {given}::{_escaped(item.message)}"


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _escaped(value).replace(":", "%3A").replace(",", "%2C")
