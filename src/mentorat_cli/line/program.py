"""The program: find the command, run it, turn every fault into an exit code. The one boundary where
errors end.
"""

import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli import __version__
from mentorat_cli.answers.refusals import Refused, closest
from mentorat_cli.commands.table import COMMANDS, PROGRAM, Verb
from mentorat_cli.errors import ExitCode, MentoratError
from mentorat_cli.line.reading import PROGRAM_NAME, Parameters, read, refuse, see
from mentorat_cli.world.library import Library, spared, system_library
from mentorat_cli.world.screen import Shell, system_shell

HELP_WIDTH = 80
HELP_WORDS = (["help"], ["aide"])
"""First words that ask for help, as in other programs."""


class Surroundings(Struct, frozen=True):
    """What a command line runs in: `shell` by the value of `--color`, `library` by that of
    `--data`; None where they are not given.
    """

    shell: Callable[[str | None], Shell]
    library: Callable[[str | None], Library]


def run() -> int:
    """Run the program of this process."""
    return main(sys.argv[1:], Surroundings(system_shell, system_library))


def main(arguments: Sequence[str], world: Surroundings) -> int:
    """Run one command line and return its exit code; only a bug, or a stream that cannot be
    written, raises.
    """
    shell = _opened(world, None)
    try:
        return _run(arguments, world, shell)
    except MentoratError as error:
        shell.complain(_said(error))
        return error.exit_code
    except KeyboardInterrupt:
        shell.complain("Interrompu.")
        return ExitCode.INTERRUPTED


def _opened(world: Surroundings, color: str | None) -> Shell:
    """Return the shell of a command line, which names commands as they are typed where the program
    was started.
    """
    shell = world.shell(color)
    if (shell.program, shell.quote) == (PROGRAM_NAME, "'"):
        return shell
    known = re.compile(rf"\b{PROGRAM_NAME}(?= (?:{'|'.join(COMMANDS)}|COMMANDE|--)\b)([^»\n]*)")

    def command(found: re.Match[str]) -> str:
        return shell.program + found[1].replace("'", shell.quote)

    def typed(text: str) -> str:
        return known.sub(command, text)

    def complain(line: str) -> object:
        return shell.complain(typed(line) if shell.watched else line)

    return replace(shell, typed=typed, complain=complain)


def _said(error: MentoratError) -> str:
    if not isinstance(error, Refused):
        return str(error)
    from mentorat_cli.wording.refusals import option, sentence

    return " ".join([sentence(error.refusal, option), *getattr(error, "__notes__", ())])


def _run(arguments: Sequence[str], world: Surroundings, shell: Shell) -> int:
    """Read the options of the program, wherever they stand before `--`, and do what they ask for;
    then run the command that is left.
    """
    words = list(arguments)
    words = words[words[:1] == ["--"] :]
    end = words.index("--") if "--" in words else len(words)
    given, rest = read(PROGRAM_NAME, words[:end], PROGRAM, partly=True)
    shell = _opened(world, given["color"]) if given["color"] else shell
    if given["today"]:
        shell = replace(shell, today=lambda: given["today"])
    helped = given["help"] or "-h" in rest or rest[:1] in HELP_WORDS
    named = [word for word in rest if word != "-h"][rest[:1] in HELP_WORDS :] + words[end:]
    if given["version"] or rest == ["-V"]:
        shell.write(f"mentorat {__version__}\n")
    elif given["completion"]:
        from mentorat_cli.line.completion import script

        shell.write(script(given["completion"]))
    elif named:
        return _command(named, helped, shell, world.library(given["place"]))
    else:
        from mentorat_cli.line.help import overview, program_help

        show = program_help if helped else overview
        _tell(shell, show(min(shell.width, HELP_WIDTH)))
    return ExitCode.DONE


def _command(words: Sequence[str], helped: bool, shell: Shell, library: Library) -> int:
    """Run the command that is named, or show its help."""
    name, *rest = words
    if name not in COMMANDS:
        raise _unknown(name)
    verb = COMMANDS[name]
    for line in library.unread():
        shell.complain(line)
    base = None
    if verb.asks:
        base = spared(library, shell.complain) if helped else library.base()
    questions = tuple(verb.asks(base)) if verb.asks and base else None
    if helped:
        from mentorat_cli.line.help import command_help

        _tell(shell, command_help(name, questions or (), min(shell.width, HELP_WIDTH)))
        return ExitCode.DONE
    values, _ = read(f"{PROGRAM_NAME} {name}", rest, verb.takes, questions)
    _spare_inputs(verb, values, library)
    run = import_module(f"mentorat_cli.commands.{name}").run
    return int(run(base or library, shell, **values))


def _spare_inputs(verb: Verb, values: Parameters, library: Library) -> None:
    """Raise UsageError when a result would replace a file that the command reads, or another
    result.
    """
    given = [(item, values[item.to]) for item in verb.takes if isinstance(values[item.to], Path)]
    results = [path for item, path in given if item.writes]
    if results:
        from mentorat_cli.world.disk import refuse_inputs

        read = [path for item, path in given if not item.writes]
        refuse_inputs(results, [*read, *(path for path, _ in library.paths())])


def _tell(shell: Shell, text: str) -> None:
    """Write a help, with the commands that who reads it on a terminal types."""
    shell.write(text if shell.piped else shell.typed(text))


def _unknown(name: str) -> Refused:
    """Return what is wrong with a first word that is no command."""
    known = tuple(COMMANDS)
    if not name:
        found = refuse("word")
    elif not name.startswith("--"):
        found = refuse("command", name, expected=known, nearest=closest(name, known))
    else:
        near = closest(name, [item.name for item in PROGRAM])
        found = refuse("option" if near else "before", name.partition("=")[0], nearest=near)
    return see(found, PROGRAM_NAME)
