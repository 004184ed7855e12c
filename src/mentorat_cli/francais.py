"""French for what typer says in English: help, usage errors. Nothing else lives here.

Typer's texts are not translatable, so the help is written whole from the parameters, and its exceptions are worded
from their attributes. Its exception classes are private since it carries its own click: they are known by name.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from typer.core import TyperCommand, TyperGroup

from mentorat_cli.commands import COMMANDS
from mentorat_cli.errors import UsageError
from mentorat_cli.typography import code, enumerate_french, nearest

WIDTH = 80
HELP = " Voir «\u00a0mentorat --help\u00a0»."


class FrenchCommand(TyperCommand):
    """A command whose help is French."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of the command."""
        arguments = [param for param in self.params if param.param_type_name == "argument"]
        usage = " ".join([ctx.command_path, *(_metavar(param) for param in arguments), "[OPTIONS]"])
        paragraphs = (self.help or "").strip().split("\n\n")
        formatter.write("\n".join([f"Utilisation\u00a0: {usage}", *_paragraphs(paragraphs), *_parameters(self.params)]) + "\n")


class FrenchGroup(TyperGroup):
    """The program, whose help lists the commands in two groups."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is named. Raises UsageError in French, with the nearest one."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            known = [name for names in COMMANDS.values() for name in names]
            near = nearest(args[0], known) or known
            raise UsageError(f"La commande {code(args[0])} n’existe pas. Le plus proche\u00a0: {enumerate_french(near, 'ou')}.{HELP}")
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of the program."""
        lines = [f"Utilisation\u00a0: {ctx.command_path} COMMANDE [OPTIONS]", *_paragraphs([self.help or ""])]
        for title, commands in COMMANDS.items():
            if commands:
                lines += ["", f"{title}\u00a0:", *_columns(list(commands.items()))]
        options = [("--version", "La version."), ("--help", "Cette aide\u00a0; « mentorat COMMANDE --help » pour une commande.")]
        formatter.write("\n".join([*lines, "", "Options\u00a0:", *_columns(options)]) + "\n")


def usage_error(error: Any) -> str:
    """Return one French sentence for an exception of typer."""
    kind = type(error).__name__
    option = getattr(error, "option_name", None)
    if kind == "NoSuchOption":
        near = nearest(str(option), _options(error.ctx))
        hint = f" Le plus proche\u00a0: {enumerate_french(near, 'ou')}." if near else ""
        return f"L’option {code(str(option))} n’existe pas.{hint} Voir «\u00a0{_path(error)} --help\u00a0»."
    if kind == "BadOptionUsage":
        return f"L’option {code(str(option))} demande une valeur, ou n’en accepte pas. Voir «\u00a0{_path(error)} --help\u00a0»."
    if kind == "MissingParameter" and error.param is not None:
        return f"Il manque {_metavar(error.param)}. Voir «\u00a0{_path(error)} --help\u00a0»."
    if kind == "BadParameter" and error.param is not None:
        return f"La valeur donnée à {_names(error.param)} ne convient pas\u00a0; attendu\u00a0: {_expected(error.param)}."
    return _extra_word(error)


def _extra_word(error: Any) -> str:
    word = error.format_message().rpartition("(")[2].rstrip(")")
    return f"Le mot {code(word)} est en trop. Voir «\u00a0{_path(error)} --help\u00a0»."


def _path(error: Any) -> str:
    return error.ctx.command_path if error.ctx else "mentorat"


def _options(context: Any) -> list[str]:
    params = context.command.params if context else []
    return [name for param in params for name in param.opts if name.startswith("--")]


def _expected(param: Any) -> str:
    return "un nombre entier" if param.type.name.startswith("int") else "une autre valeur"


def _names(param: Any) -> str:
    return param.opts[0] if param.param_type_name == "option" else _metavar(param)


def _metavar(param: Any) -> str:
    return str(param.metavar or (param.name or "").upper())


def _wrapped(text: str, first: str = "", indent: str = "") -> list[str]:
    from mentorat_cli.document import Span
    from mentorat_cli.render.text import wrap

    return ["".join(piece.text for piece in line) for line in wrap((Span(text),), WIDTH, first, indent)]


def _paragraphs(paragraphs: Iterable[str]) -> list[str]:
    lines = []
    for text in paragraphs:
        for index, row in enumerate(text.split("\n")):
            lines += [""] if index == 0 else []
            lines += [row] if row.startswith("  ") else _wrapped(row)
    return lines


def _parameters(params: Sequence[Any]) -> list[str]:
    lines: list[str] = []
    panels: dict[str, list[tuple[str, str]]] = {}
    for param in params:
        if param.param_type_name == "option" and not param.hidden and param.name != "help":
            value = "" if param.is_flag else f" {_metavar(param)}"
            panels.setdefault(param.rich_help_panel or "Options", []).append((param.opts[0] + value, param.help or ""))
    panels.setdefault("Options", []).append(("--help", "Cette aide."))
    for title, rows in panels.items():
        lines += ["", f"{title}\u00a0:", *_columns(rows)]
    return lines


def _columns(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Return two columns; a name that is too long has a line of its own."""
    left = min(max(len(name) for name, _ in rows), 26) + 4
    lines = []
    for name, text in rows:
        start = f"  {name}".ljust(left)
        if len(name) > left - 4:
            lines.append(f"  {name}")
            start = " " * left
        lines += _wrapped(text, start, " " * left)
    return lines
