"""typer: which words of a command line are whose. What it makes of them, says and shows is not used
(docs/decisions/0003).
"""

from collections.abc import Mapping, Sequence
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer

from mentorat_cli.base.records import Question
from mentorat_cli.commands.table import Option

Words = Mapping[str, Any]
"""Parameter → the word that it is given, or several, or whether its option is there."""
Unreadable = typer.TyperException
PLAIN: Mapping[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
}


def parse(
    path: str,
    words: Sequence[str],
    options: Sequence[Option],
    questions: Sequence[Question],
    partly: bool,
) -> tuple[Words, dict[str, Sequence[str]], list[str]]:
    """Return what options and arguments are given, by parameter; what criteria are, by id; and the
    words that are left: unknown options are among them when it is parsed `partly`. Raises
    Unreadable.
    """
    typed, left = _command(options, questions, partly).main(
        args=list(words), prog_name=path, standalone_mode=False
    )
    return typed, {str(item.id): typed[_parameter(item)] or () for item in questions}, left


def _command(options: Sequence[Option], questions: Sequence[Question], partly: bool) -> Any:
    """Return what finds the words of a command line."""

    def keep(context: typer.Context, **typed: Any) -> tuple[Words, list[str]]:
        return typed, context.args

    context = Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)
    parameters = [context, *map(_declared, options), *map(_asked, questions)]
    keep.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    keep.__annotations__ = {item.name: item.annotation for item in parameters}
    app = typer.Typer(**PLAIN)
    settings = {"help_option_names": [], "allow_extra_args": True, "ignore_unknown_options": partly}
    app.command(context_settings=settings)(keep)
    return typer.main.get_command(app)


def _declared(option: Option) -> Parameter:
    """Return how typer is told of an option or an argument of the table."""
    info = typer.Option(option.name) if option.name else typer.Argument()
    if not option.metavar:
        return _keyword(option.to, Annotated[bool, info], False)
    kind: Any = Annotated[list[str] | None, info] if option.many else Annotated[str | None, info]
    return _keyword(option.to, kind)


def _asked(question: Question) -> Parameter:
    """Return how typer is told of the option of a criterion."""
    info = typer.Option(f"--{question.id}")
    return _keyword(_parameter(question), Annotated[list[str] | None, info])


def _parameter(question: Question) -> str:
    return "critere_" + question.id.replace("-", "_")


def _keyword(name: str, kind: Any, default: bool | None = None) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind)
