"""What several commands share: common options, one option per criterion, reading names, writing
results.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from mentorat_cli.answers.refusals import Refusal, Refused, Why, closest
from mentorat_cli.base.records import Entry, KnowledgeBase, Question, QuestionType
from mentorat_cli.errors import ExitCode, UsageError
from mentorat_cli.formats import TEXT, Content, choose
from mentorat_cli.formats import Format as Form
from mentorat_cli.typography import clipped, code, expected, fold
from mentorat_cli.world.screen import Shell

Named = TypeVar("Named", bound=StrEnum)
Command = Callable[..., int]
PUPIL = "L’élève et le lycée"
PAGES = (Content.PAGE, Content.VALUE)
Contents = Mapping[Content, Callable[[], Any]]
"""What a command can give → what makes it."""

Format = Annotated[
    str | None,
    typer.Option("--format", metavar="FORMAT", help="La forme du résultat (voir ci-dessus)."),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        metavar="FICHIER",
        help="Écrire dans un fichier\u00a0; sa fin (.md, .json…) choisit la forme.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Remplacer le fichier s’il existe.")]


def choose_format(typed: str | None, output: Path | None, given: Sequence[Content]) -> Form:
    """Return the format asked for, by name or by the ending of the file. Raises Refused."""
    return choose(typed, output.suffix if output else "", given)


def one_of(typed: str | None, values: type[Named], option: str) -> Named | None:
    """Return the value of an enumeration; None stays None. Raises UsageError."""
    if typed is None:
        return None
    if typed not in [str(item) for item in values]:
        raise UsageError(
            f"La valeur {code(clipped(typed))} n’existe pas pour {option}\u00a0; "
            f"{expected(typed, [str(item) for item in values])}."
        )
    return values(typed)


def positive(limit: int | None) -> None:
    """Raise UsageError when a number of recommendations is not at least one."""
    if limit is not None and limit < 1:
        raise UsageError(f"--limit {limit}\u00a0: attendu un nombre d’au moins 1.")


def find_entry(base: KnowledgeBase, typed: str) -> Entry:
    """Return the entry of that id, name or alias. Raises UsageError with the nearest ids."""
    names: dict[str, str] = {}
    for entry in base.entries:
        for name in (entry.id, entry.name, *entry.aliases):
            names.setdefault(fold(name), str(entry.id))
    if fold(typed) in names:
        return base.entry[names[fold(typed)]]
    near = closest(typed, names)
    raise Refused(Refusal(why=Why.ENTRY, given=(typed,), nearest=near))


def present(shell: Shell, form: Form, contents: Contents, output: Path | None, force: bool) -> int:
    """Write what a command gives in a format."""
    content = form.content(tuple(contents))
    given = contents[content]()
    if output is None and form.functions[content] == TEXT:
        shell.show(given)
        return ExitCode.DONE
    return send(shell, form.render(content, given), output, force)


def send(shell: Shell, text: str, output: Path | None, force: bool, private: bool = False) -> int:
    """Write a finished result to stdout, or to a file and say so."""
    return send_blocks(shell, (text,), output, force, private)


def send_blocks(
    shell: Shell, blocks: Iterable[str], output: Path | None, force: bool, private: bool = False
) -> int:
    """Write a result that comes in blocks, as it comes; to a file, all of it or nothing, and say
    so.
    """
    if output is None:
        for block in blocks:
            shell.write(block)
    else:
        from mentorat_cli.world.disk import write_blocks

        write_blocks(output, blocks, force, private)
        shell.complain(f"Écrit dans {code(str(output))}.")
    return ExitCode.DONE


def with_criteria(
    questions: Iterable[Question], about: str = PUPIL
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Return a decorator that turns the first argument of a command, `typed`, into one option per
    question; `about` is their title.
    """
    asked = tuple(questions)

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        signature = inspect.signature(command)
        own = [item for item in signature.parameters.values() if item.name != "typed"]
        options = {_parameter(question): question for question in asked}

        def run(**values: Any) -> int:
            typed = {str(question.id): values.pop(name) or () for name, question in options.items()}
            return command(typed=typed, **values)

        extra = [_option(name, question, about) for name, question in options.items()]
        run.__signature__ = signature.replace(parameters=[*_keyword_only(own), *extra])  # type: ignore[attr-defined]
        run.__annotations__ = {item.name: item.annotation for item in (*own, *extra)}
        return run

    return decorate


def _keyword_only(parameters: Iterable[inspect.Parameter]) -> list[inspect.Parameter]:
    return [item.replace(kind=inspect.Parameter.KEYWORD_ONLY) for item in parameters]


def _parameter(question: Question) -> str:
    return "critere_" + question.id.replace("-", "_")


def _option(name: str, question: Question, about: str) -> inspect.Parameter:
    option = typer.Option(
        f"--{question.id}", metavar=_metavar(question), help=_help(question), rich_help_panel=about
    )
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[list[str] | None, option],
    )


def _metavar(question: Question) -> str:
    return {
        QuestionType.NUMBER: "N",
        QuestionType.YES_NO: "oui|non",
        QuestionType.TERRITORY: "LIEU",
    }.get(question.type, "VALEUR")


def _help(question: Question) -> str:
    if question.type is QuestionType.CHOICE and 0 < len(question.choices) <= 20:
        return f"{question.label}\u00a0: {', '.join(choice.id for choice in question.choices)}."
    if question.type is QuestionType.TERRITORY:
        return f"{question.label}, département (nom ou numéro), code postal ou chef-lieu."
    return f"{question.label}."
