"""From a command line to values: typer finds the words, the table says how to read them."""

from collections.abc import Mapping, Sequence
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer

from mentorat_cli.answers.refusals import Refusal, Refused, Why, closest
from mentorat_cli.base.records import Question
from mentorat_cli.commands.table import EVERYWHERE, Option

PROGRAM_NAME = "mentorat"
Given = Mapping[str, Any]
"""Parameter of a command → what it gets."""
PLAIN: Mapping[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
}


def read(
    path: str,
    words: Sequence[str],
    options: Sequence[Option],
    questions: Sequence[Question] | None = None,
    partly: bool = False,
) -> tuple[Given, list[str]]:
    """Return what the words after `path`, a program or a command, give; and the words that are left
    over, which are refused unless it is read `partly`. Raises Refused.
    """
    try:
        typed, left = _typed(path, words, options, questions or (), partly)
        if left and not partly:
            raise _too_many(left, words)
        values = {item.to: _value(item, typed[item.to]) for item in options}
    except Refused as error:
        raise see(error, path) from None
    if questions is not None:
        values["typed"] = {str(item.id): typed[_parameter(item)] or () for item in questions}
    return values, left


def _typed(
    path: str,
    words: Sequence[str],
    options: Sequence[Option],
    questions: Sequence[Question],
    partly: bool,
) -> tuple[Given, list[str]]:
    """Return the words that typer gives to each parameter, and those that it leaves."""

    def keep(context: typer.Context, **typed: Any) -> tuple[Given, list[str]]:
        return typed, context.args

    context = Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)
    parameters = [context, *map(_declared, options), *map(_asked, questions)]
    keep.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    keep.__annotations__ = {item.name: item.annotation for item in parameters}
    app = typer.Typer(**PLAIN)
    settings = {"help_option_names": [], "allow_extra_args": True, "ignore_unknown_options": partly}
    app.command(context_settings=settings)(keep)
    command = typer.main.get_command(app)
    try:
        found: tuple[Given, list[str]] = command.main(
            args=list(words), prog_name=path, standalone_mode=False
        )
    except typer.TyperException as error:
        raise _misused(error, options, questions) from None
    return found


def _declared(option: Option) -> Parameter:
    """Return how typer is told of an option or an argument of the table."""
    info = typer.Option(option.name) if option.name else typer.Argument()
    if not option.metavar:
        return _keyword(option.to, Annotated[bool, info], False)
    kind: Any = Annotated[list[str] | None, info] if option.many else Annotated[str | None, info]
    return _keyword(option.to, kind)


def _asked(question: Question) -> Parameter:
    """Return how typer is told of the option of a criterion."""
    return _keyword(
        _parameter(question), Annotated[list[str] | None, typer.Option(f"--{question.id}")]
    )


def _keyword(name: str, kind: Any, default: bool | None = None) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def _parameter(question: Question) -> str:
    return "critere_" + question.id.replace("-", "_")


def _value(option: Option, typed: Any) -> Any:
    """Return what a command gets of the words that it was given. Raises Refused."""
    if typed is None and not option.name and not option.many:
        raise refuse(Why.ARGUMENT, expected=(option.metavar,))
    if isinstance(typed, list):
        return [_value_of(option, word) for word in typed]
    return _value_of(option, typed) if isinstance(typed, str) else typed


def _value_of(option: Option, typed: str) -> Any:
    if not typed:
        raise refuse(Why.NOTHING, about=option.word) if option.name else refuse(Why.WORD)
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
        return refuse(Why.LINE)
    known = {item.name: item for item in options if item.name}
    names = [*known, *(f"--{item.id}" for item in questions)]
    if name not in names:
        near = closest(name, [*names, *(item.name for item in EVERYWHERE)])
        return refuse(Why.OPTION, name, nearest=near)
    if name in known and not known[name].metavar:
        return refuse(Why.FLAG, name)
    written = known[name].metavar if name in known else "VALEUR"
    return refuse(Why.VALUE, name, expected=(f"{name} {written}",))


def _too_many(left: Sequence[str], words: Sequence[str]) -> Refused:
    """Return what to say of the words that are left: what stands before the first one may tell why
    it is.
    """
    first = left[0]
    before = ["", "", *words][: words.index(first) + 2][-2:]
    if first.startswith(("–", "—")):
        return refuse(Why.DASH, *left, expected=(f"--{first.lstrip('–—-')}",))
    if before[0].startswith("--") and not before[1].startswith("-"):
        quoted = f'{before[0]} "{before[1]} {first}"'
        return refuse(Why.QUOTES, *left, expected=(quoted,))
    return refuse(Why.EXTRA, *left)
