"""French for what typer says in English: its help, written whole from the parameters, since its
texts are not translatable.

What it says of a wrong command line is in `usage`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from typer.core import TyperCommand, TyperGroup

from mentorat_cli.commands import COMMANDS
from mentorat_cli.errors import UsageError
from mentorat_cli.line.early import EARLY
from mentorat_cli.line.refusals import in_french, metavar, refuse_empty, see, too_many
from mentorat_cli.typography import capital, code, expected

NARROW = 30
"""Columns that the right column has at least; on a narrower terminal it goes below the left one."""


class FrenchCommand(TyperCommand):
    """A command whose help and usage errors are French."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line. Raises UsageError in French."""
        refuse_empty(args)
        ctx.allow_extra_args = True
        with in_french(ctx, tuple(args)):
            extra = super().parse_args(ctx, list(args))
        if extra and not ctx.resilient_parsing:
            raise UsageError(too_many(extra, args) + see(ctx.command_path))
        return extra

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of the command."""
        arguments = [param for param in self.params if param.param_type_name == "argument"]
        usage = " ".join([ctx.command_path, *(metavar(param) for param in arguments), "[OPTIONS]"])
        paragraphs = _paragraphs((self.help or "").strip().split("\n\n"), formatter.width)
        lines = [
            *_usage(usage, formatter.width),
            *paragraphs,
            *_parameters(self.params, formatter.width),
        ]
        formatter.write("\n".join(lines) + "\n")


class FrenchGroup(TyperGroup):
    """The program, whose help lists the commands in two groups."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what stands before the command. Raises UsageError in French."""
        refuse_empty(args)
        with in_french(ctx, tuple(args)):
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is named. Raises UsageError in French, with the nearest one."""
        if args[0] not in self.commands:
            known = [name for names in COMMANDS.values() for name in names]
            raise UsageError(
                f"La commande {code(args[0])} n’existe pas. "
                f"{capital(expected(args[0], known))}.{see()}"
            )
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of the program."""
        usage = _usage(f"{ctx.command_path} COMMANDE [OPTIONS]", formatter.width)
        lines = [*usage, *_paragraphs([self.help or ""], formatter.width)]
        for title, commands in COMMANDS.items():
            if commands:
                lines += ["", f"{title}\u00a0:", *_columns(list(commands.items()), formatter.width)]
        options = [
            *_rows(self.params),
            *_early(),
            (
                "--help",
                "Cette aide\u00a0; «\u00a0mentorat COMMANDE --help\u00a0» pour une commande.",
            ),
        ]
        formatter.write(
            "\n".join([*lines, "", "Options\u00a0:", *_columns(options, formatter.width)]) + "\n"
        )


def _wrapped(text: str, width: int, first: str = "", indent: str = "") -> list[str]:
    from mentorat_cli.formats.document import Span
    from mentorat_cli.formats.text import wrap

    return [
        "".join(piece.text for piece in line) for line in wrap((Span(text),), width, first, indent)
    ]


def overview(about: str, rows: Sequence[tuple[str, str]], width: int) -> str:
    """Return a few lines that say where to start: what the program is for, then commands with what
    they do.
    """
    return "\n".join([*_wrapped(about, width), "", *_columns(rows, width, widest=32)]) + "\n"


def _usage(words: str, width: int) -> list[str]:
    return _wrapped(f"Utilisation\u00a0: {words}", width, "", "  ")


def _paragraphs(paragraphs: Iterable[str], width: int) -> list[str]:
    lines = []
    for text in paragraphs:
        for index, row in enumerate(text.split("\n")):
            lines += [""] if index == 0 else []
            lines += [row] if row.startswith("  ") else _wrapped(row, width)
    return lines


def _parameters(params: Sequence[Any], width: int) -> list[str]:
    lines: list[str] = []
    panels: dict[str, list[tuple[str, str]]] = {"Options": []}
    for param in params:
        panels.setdefault(getattr(param, "rich_help_panel", None) or "Options", []).extend(
            _rows([param])
        )
    panels["Options"] += [*_early(), ("--help", "Cette aide.")]
    for title, rows in panels.items():
        lines += ["", f"{title}\u00a0:", *_columns(rows, width)]
    return lines


def _rows(params: Iterable[Any]) -> list[tuple[str, str]]:
    """Return each option as it is written, and its help."""
    options = [
        param
        for param in params
        if param.param_type_name == "option" and not param.hidden and param.name != "help"
    ]
    return [
        (param.opts[0] if param.is_flag else f"{param.opts[0]} {metavar(param)}", param.help or "")
        for param in options
    ]


def _early() -> list[tuple[str, str]]:
    return [(f"{option.name} {option.metavar}", option.help) for option in EARLY]


def _columns(rows: Sequence[tuple[str, str]], width: int, widest: int = 26) -> list[str]:
    """Return two columns; a name that is too long has a line of its own, and every name has where
    the terminal is narrow.
    """
    left = min(max(len(name) for name, _ in rows), widest) + 4
    left = left if left + NARROW <= width else 4
    lines = []
    for name, text in rows:
        start = f"  {name}".ljust(left)
        if len(name) > left - 4:
            lines.append(f"  {name}")
            start = " " * left
        lines += _wrapped(text, width, start, " " * left)
    return lines
