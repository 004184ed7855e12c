"""The program: find the command, run it, turn every fault into an exit code. The one boundary where errors end."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

import typer

from mentorat_cli.commands import COMMANDS
from mentorat_cli.console import Shell, system_shell
from mentorat_cli.errors import ExitCode, MentoratError, UsageError
from mentorat_cli.francais import HELP, FrenchCommand, FrenchGroup, usage_error
from mentorat_cli.library import OPTION, Library, system_library
from mentorat_cli.typography import clipped, code, expected

ABOUT = "Trouver le dispositif de mentorat qui convient à un élève de lycée professionnel, et qui contacter."


def main(arguments: Sequence[str], shell: Shell, library: Callable[[], Library]) -> int:
    """Run one command line and return its exit code; only a bug, or a stream that cannot be written, raises."""
    try:
        command = typer.main.get_command(build_app(shell, library, arguments))
        result = command.main(args=list(arguments), prog_name="mentorat", standalone_mode=False)
        if result == ExitCode.INTERRUPTED:
            shell.complain("Interrompu.")
        return int(result or 0)
    except MentoratError as error:
        shell.complain(str(error))
        return error.exit_code
    except SystemExit:  # how typer ends when nobody reads the result any more (EPIPE)
        return ExitCode.DONE
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        shell.complain(usage_error(error))
        return ExitCode.WRONG_USAGE


def build_app(shell: Shell, library: Callable[[], Library], arguments: Sequence[str]) -> typer.Typer:
    """Return the program with the one command that `arguments` name: the others are not even imported."""
    app = typer.Typer(
        cls=FrenchGroup,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        invoke_without_command=True,
        help=ABOUT,
    )

    @app.callback()
    def _start(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            shell.write(START)

    for commands in COMMANDS.values():
        for name, summary in commands.items():
            if name in arguments[:1]:
                module = import_module(f"mentorat_cli.commands.{name}")
                app.command(name, cls=FrenchCommand, help=f"{summary}\n\n{module.HELP}")(module.make(library(), shell))
    return app


START = ABOUT + (
    "\n\n"
    "  mentorat recommend                 quelques questions, puis une recommandation\n"
    "  mentorat list --academie lyon      ce qui existe dans une académie\n"
    "  mentorat show p-tech               la fiche d’un dispositif\n"
    "  mentorat --help                    toutes les commandes\n"
)


def take_option(arguments: Sequence[str], name: str) -> tuple[str | None, list[str]]:
    """Return the value of an option that must be known before the command is built, and the other arguments."""
    value: str | None = None
    kept: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            return value, [*kept, word, *words]
        if word == name:
            value = next(words, "")
        elif word.startswith(f"{name}="):
            value = word.partition("=")[2]
        else:
            kept.append(word)
    return value, kept


COLOR = "--color"
COLORS = ("auto", "always", "never")
EARLY = {
    OPTION: ("DOSSIER", "Ajouter les fichiers YAML d’un dossier, ou un fichier, à la base."),
    COLOR: ("|".join(COLORS), "Des couleurs\u00a0: selon le terminal, toujours, jamais."),
}
"""Options that every command takes, wherever they stand, because they must be known before it is built → what they take, help."""


def take_early(arguments: Sequence[str]) -> tuple[dict[str, str | None], list[str]]:
    """Return the value of each early option, None where it is not given, and the other arguments. Raises UsageError."""
    values: dict[str, str | None] = {}
    rest = list(arguments)
    for name in EARLY:
        values[name], rest = take_option(rest, name)
        if values[name] == "":
            raise UsageError(f"Il manque une valeur après {name}.{HELP}")
    color = values[COLOR]
    if color is not None and color not in COLORS:
        raise UsageError(f"La valeur {code(clipped(color))} n’existe pas pour {COLOR}\u00a0; {expected(color, COLORS)}.")
    return values, rest


def run() -> int:
    """Run the program of this process."""
    try:
        early, arguments = take_early(sys.argv[1:])
    except UsageError as error:
        system_shell().complain(str(error))
        return error.exit_code
    return main(arguments, system_shell(early[COLOR]), lambda: system_library(early[OPTION]))
