"""From a command line to values: typer finds the words, the table says how to read them."""

from collections.abc import Mapping, Sequence
from typing import Any

from mentorat_cli.answers.refusals import Refusal, Refused, Why, closest
from mentorat_cli.base.records import Question
from mentorat_cli.commands.table import EVERYWHERE, Option

PROGRAM_NAME = "mentorat"
Parameters = Mapping[str, Any]
"""Parameter of a command → what it gets."""


def read(
    path: str,
    words: Sequence[str],
    options: Sequence[Option],
    questions: Sequence[Question] | None = None,
    partly: bool = False,
) -> tuple[Parameters, list[str]]:
    """Return what the words after `path`, a program or a command, give; and the words that are left
    over, which are refused unless it is read `partly`. Raises Refused.
    """
    try:
        typed, criteria, left = _typed(path, words, options, questions or (), partly)
        if left and not partly:
            raise _too_many(left, words)
        values = {item.to: _value(item, typed[item.to]) for item in options}
    except Refused as error:
        raise see(error, path) from None
    if questions is not None:
        values["typed"] = criteria
    return values, left


def _typed(
    path: str,
    words: Sequence[str],
    options: Sequence[Option],
    questions: Sequence[Question],
    partly: bool,
) -> tuple[Parameters, dict[str, Sequence[str]], list[str]]:
    """Return the words that typer gives to each parameter and criterion, and those that it leaves.

    It is told of the options that the words name, and not imported where it has nothing to find:
    most of a start is typer.
    """
    typed: Parameters = {item.to: None if item.metavar else False for item in options}
    named = {word.partition("=")[0] for word in words}
    given = [item for item in options if not item.name or item.name in named]
    asked = [item for item in questions if f"--{item.id}" in named]
    if partly and not given:
        return typed, {}, list(words)
    told = plain(words, given, asked)
    if told is not None:
        return {**typed, **told[0]}, {**told[1]}, []
    from mentorat_cli.line.parsing import Unreadable, parse

    try:
        found, criteria, left = parse(path, words, given, asked, partly)
    except Unreadable as error:
        raise _misused(error, options, questions) from None
    return {**typed, **found}, criteria, left


def plain(
    words: Sequence[str], options: Sequence[Option], questions: Sequence[Question]
) -> tuple[dict[str, Any], dict[str, list[str]]] | None:
    """Return what typer would, where the words are names of options, each before its value if it
    takes one; None elsewhere.
    """
    known = {item.name: item for item in options if item.name}
    asked = {f"--{item.id}": str(item.id) for item in questions}
    typed: dict[str, Any] = {}
    criteria: dict[str, list[str]] = {}
    rest = iter(words)
    for name in rest:
        option = known.get(name)
        if option is not None and not option.metavar:
            typed[option.to] = True
            continue
        value = next(rest, "-")
        if value.startswith("-") or not (option or name in asked):
            return None
        if option is not None:
            typed[option.to] = value
        else:
            criteria.setdefault(asked[name], []).append(value)
    return typed, criteria


def _value(option: Option, typed: Any) -> Any:
    """Return what a command gets of the words that it was given. Raises Refused."""
    if typed is None and not option.name and not option.many:
        raise refuse("argument", expected=(option.metavar,))
    if isinstance(typed, list):
        return [_value_of(option, word) for word in typed]
    return _value_of(option, typed) if isinstance(typed, str) else typed


def _value_of(option: Option, typed: str) -> Any:
    if not typed:
        raise refuse("nothing", about=option.word) if option.name else refuse("word")
    return option.read(option, typed)


def refuse(why: Why, *given: str, **more: Any) -> Refused:
    """Return a refusal that can be raised."""
    return Refused(Refusal(why=why, given=given, **more))


def see(error: Refused, path: str) -> Refused:
    """Return a refusal that also says where the help is."""
    error.add_note(f"Voir «\u00a0{path} --help\u00a0».")
    return error


def _misused(error: Any, options: Sequence[Option], questions: Sequence[Question]) -> Refused:
    """Return what typer says of an option that is not there, or that has a value too few or too
    many.
    """
    name = str(getattr(error, "option_name", ""))
    if not name:
        return refuse("line")
    known = {item.name: item for item in options if item.name}
    names = [*known, *(f"--{item.id}" for item in questions)]
    if name not in names:
        told = [*known, *(f"--{item.id}" for item in questions if not item.sensitive)]
        near = closest(name, [*told, *(item.name for item in EVERYWHERE)])
        return refuse("option", name, nearest=near)
    if name in known and not known[name].metavar:
        return refuse("flag", name)
    written = known[name].metavar if name in known else "VALEUR"
    return refuse("value", name, expected=(f"{name} {written}",))


def _too_many(left: Sequence[str], words: Sequence[str]) -> Refused:
    """Return what to say of the words that are left: what stands before the first one may tell why
    it is.
    """
    first = left[0]
    before = ["", "", *words][: words.index(first) + 2][-2:]
    if first.startswith(("–", "—")):
        return refuse("dash", *left, expected=(f"--{first.lstrip('–—-')}",))
    if before[0].startswith("--") and not before[1].startswith("-"):
        quoted = f'{before[0]} "{before[1]} {first}"'
        return refuse("quotes", *left, expected=(quoted,))
    return refuse("extra", *left)
