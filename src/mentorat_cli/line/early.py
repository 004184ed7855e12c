"""Options that must be known before a command is built, and other words that mean the same for
every command.
"""

from collections.abc import Sequence

from msgspec import Struct

from mentorat_cli.errors import UsageError
from mentorat_cli.typography import clipped, code, expected


class Early(Struct, frozen=True):
    """An option that every command takes; one of `values` when there are any."""

    name: str
    metavar: str
    help: str
    values: tuple[str, ...] = ()


COLOR = "--color"
COLORS = ("auto", "always", "never")
EARLY = (
    Early(
        "--data",
        "DOSSIER",
        "Vos fichiers, ajoutés à la base livrée (un dossier, ou un fichier YAML).",
    ),
    Early(
        COLOR, "|".join(COLORS), "Des couleurs\u00a0: selon le terminal, toujours, jamais.", COLORS
    ),
)
HELP_WORDS = ("help", "aide")
"""First words that ask for help, as in other programs; `-h` does too."""


def take_options(arguments: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return the early options that are given (name → value, the last one counts), and the other
    arguments. Raises UsageError.
    """
    options = {option.name: option for option in EARLY}
    values: dict[str, str] = {}
    kept: list[str] = []
    words = iter(arguments)
    for word in words:
        name, equal, value = word.partition("=")
        if word == "--":
            return values, [*kept, word, *words]
        if name not in options:
            kept.append(word)
            continue
        values[name] = value if equal else next(words, "")
        if not values[name]:
            raise UsageError(f"Une valeur manque après {name}.")
        if options[name].values and values[name] not in options[name].values:
            known = expected(values[name], options[name].values)
            raise UsageError(
                f"La valeur {code(clipped(values[name]))} n’existe pas pour {name}\u00a0; {known}."
            )
    return values, kept


def plain(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with a usual way to ask for help or for the version as the option that
    does it.
    """
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    if "--version" in before or list(arguments) == ["-V"]:
        return ["--version"]
    if arguments and arguments[0] in HELP_WORDS:
        return [*arguments[1:2], "--help"]
    return list(arguments[1:] if arguments[:1] == ["--"] else arguments)
