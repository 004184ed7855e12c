"""The program: find the command, run it, turn every fault into an exit code. The one boundary where
errors end.
"""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from mentorat_cli import __version__
from mentorat_cli.answers.refusals import Refused
from mentorat_cli.commands import COMMANDS
from mentorat_cli.errors import ExitCode, MentoratError, UsageError
from mentorat_cli.line.early import COLOR, plain, take_options
from mentorat_cli.line.french import FrenchCommand, FrenchGroup, overview
from mentorat_cli.typography import code, expected
from mentorat_cli.world.library import OPTION, Library, system_library
from mentorat_cli.world.screen import Shell, system_shell

COMPLETION = (
    "Afficher de quoi compléter les mots avec la touche Tab\u00a0: bash, zsh, fish ou powershell."
)
HELP_WIDTH = 80
HELP_NAMES: dict[str, Any] = {"help_option_names": ["--help", "-h"]}
ABOUT = (
    "Trouver le dispositif de mentorat qui convient à un élève de "
    "lycée professionnel, et qui contacter."
)


def main(arguments: Sequence[str], shell: Shell, library: Callable[[], Library]) -> int:
    """Run one command line and return its exit code; only a bug, or a stream that cannot be
    written, raises.
    """
    words = plain(arguments)
    try:
        command = typer.main.get_command(build_app(shell, library, words))
        result = command.main(args=words, prog_name="mentorat", standalone_mode=False)
        if result == ExitCode.INTERRUPTED:
            shell.complain("Interrompu.")
        return int(result or 0)
    except Refused as error:
        from mentorat_cli.wording.refusals import option, sentence

        shell.complain(sentence(error.refusal, option))
        return error.exit_code
    except MentoratError as error:
        shell.complain(str(error))
        return error.exit_code
    except SystemExit:  # how typer ends when nobody reads the result any more (EPIPE)
        return ExitCode.DONE


def build_app(
    shell: Shell, library: Callable[[], Library], arguments: Sequence[str]
) -> typer.Typer:
    """Return the program with the one command that `arguments` name: the others are not even
    imported.
    """
    app = typer.Typer(
        cls=FrenchGroup,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        invoke_without_command=True,
        context_settings=HELP_NAMES | {"terminal_width": min(shell.width, HELP_WIDTH)},
        help=ABOUT,
    )

    @app.callback()
    def _start(
        context: typer.Context,
        version: Annotated[bool, typer.Option("--version", help="La version.")] = False,
        completion: Annotated[
            str | None, typer.Option("--completion", metavar="NOM", help=COMPLETION)
        ] = None,
    ) -> None:
        if completion:
            shell.write(completion_script(completion))
        elif context.invoked_subcommand is None:
            shell.write(
                f"mentorat {__version__}\n"
                if version
                else overview(ABOUT, START, min(shell.width, HELP_WIDTH))
            )

    for commands in COMMANDS.values():
        for name, summary in commands.items():
            if name in arguments[:1]:
                module = import_module(f"mentorat_cli.commands.{name}")
                text = f"{summary}\n\n{module.HELP}"
                app.command(name, cls=FrenchCommand, context_settings=HELP_NAMES, help=text)(
                    module.make(library(), shell)
                )
    return app


def completion_script(typed: str) -> str:
    """Return the script of a shell. Raises UsageError."""
    from mentorat_cli.line.completion import SHELLS, script

    if typed.lower() not in SHELLS:
        raise UsageError(
            f"--completion ne connaît pas {code(typed)}\u00a0; {expected(typed, SHELLS)}."
        )
    return script(typed.lower())


START = (
    ("mentorat recommend", "quelques questions, puis une recommandation"),
    ("mentorat list --academie lyon", "ce qui existe dans une académie"),
    ("mentorat show p-tech", "la fiche d’un dispositif"),
    ("mentorat --help", "toutes les commandes"),
)
"""What `mentorat` alone says of where to start."""


def run() -> int:
    """Run the program of this process."""
    try:
        early, arguments = take_options(sys.argv[1:])
    except MentoratError as error:
        system_shell().complain(str(error))
        return error.exit_code
    return main(
        arguments, system_shell(early.get(COLOR)), lambda: system_library(early.get(OPTION))
    )
