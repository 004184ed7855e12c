"""What several commands share: common options, one option per criterion, reading names, writing
results.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from mentorat_cli.answers.refusals import Refusal, Refused, Why, closest
from mentorat_cli.base.records import Entry, KnowledgeBase, Question, QuestionType
from mentorat_cli.errors import ExitCode, UsageError
from mentorat_cli.typography import clipped, code, expected, fold
from mentorat_cli.world.screen import Shell

if TYPE_CHECKING:
    from mentorat_cli.formats.document import Document

Named = TypeVar("Named", bound=StrEnum)
Command = Callable[..., int]
PUPIL = "L’élève et le lycée"
PAGES = ("texte", "markdown", "html", "json")
ENDINGS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".txt": "texte",
}

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


def choose_format(typed: str | None, output: Path | None, formats: Sequence[str]) -> str:
    """Return the format asked for: by name, else by the ending of the file, else the first one.
    Raises UsageError.
    """
    if typed is None:
        ending = ENDINGS.get(output.suffix.lower(), "") if output else ""
        return ending if ending in formats else formats[0]
    if fold(typed) not in formats:
        raise UsageError(
            f"Le format {code(clipped(typed))} n’existe pas ici\u00a0; {expected(typed, formats)}."
        )
    return fold(typed)


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


def present(shell: Shell, document: "Document", form: str, output: Path | None, force: bool) -> int:
    """Write a page in a format."""
    if form in ("markdown", "html") or output is not None:
        return send(shell, rendered(document, form), output, force)
    shell.show(document)
    return ExitCode.DONE


def rendered(document: "Document", form: str) -> str:
    """Return a page in a format, as text."""
    if form == "markdown":
        from mentorat_cli.formats import markdown

        return markdown.render(document)
    if form == "html":
        from mentorat_cli.formats import html

        return html.render(document)
    from mentorat_cli.formats import text

    return text.render(document)


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


def send_json(shell: Shell, value: Any, output: Path | None, force: bool) -> int:
    """Write a value as JSON."""
    from mentorat_cli.formats import json

    return send(shell, json.render(value), output, force)
