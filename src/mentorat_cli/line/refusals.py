"""French for what typer says of a wrong command line.

Its exceptions are worded from their attributes. Their classes are private since typer carries its
own click: they are known by name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from mentorat_cli.errors import MentoratError, UsageError
from mentorat_cli.line.early import EARLY
from mentorat_cli.typography import code, enumerate_french, nearest


def see(path: str = "mentorat") -> str:
    """Return the sentence that says where the help is, after a space."""
    return f" Voir {code(path + ' --help')}."


@contextmanager
def in_french(context: Any, args: Sequence[str]) -> Iterator[None]:
    """Make a UsageError of an exception of typer about a command line whose words are `args`."""
    try:
        yield
    except MentoratError:
        raise
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        sentence = WORDINGS.get(type(error).__name__, _not_understood)(error, context, args)
        raise UsageError(sentence + see(context.command_path)) from None


def _no_such_option(error: Any, context: Any, args: Sequence[str]) -> str:
    option = str(error.option_name)
    near = nearest(option, _options(context))
    if near or context.parent:
        return f"L’option {code(option)} n’existe pas." + (
            f" Le plus proche\u00a0: {enumerate_french(near, 'ou')}." if near else ""
        )
    return (
        f"L’option {code(option)} n’existe pas ici\u00a0; celles d’une commande s’écrivent "
        f"après elle\u00a0: mentorat COMMANDE {option}."
    )


def _bad_option_usage(error: Any, context: Any, args: Sequence[str]) -> str:
    option = str(error.option_name)
    param = next(
        (param for param in context.command.get_params(context) if option in param.opts), None
    )
    if param is None or param.is_flag:
        return f"L’option {code(option)} n’accepte pas de valeur\u00a0; écrivez-la seule."
    return f"L’option {code(option)} demande une valeur\u00a0: {option} {metavar(param)}."


def _missing(error: Any, context: Any, args: Sequence[str]) -> str:
    return f"Il manque {metavar(error.param)}."


def _bad_parameter(error: Any, context: Any, args: Sequence[str]) -> str:
    name = (
        str(error.param.opts[0])
        if error.param.param_type_name == "option"
        else metavar(error.param)
    )
    wanted = (
        "\u00a0; attendu\u00a0: un nombre entier."
        if error.param.type.name.startswith("int")
        else "."
    )
    typed = _given(name, args)
    return (
        f"La valeur {code(typed)} ne convient pas à {name}"
        if typed
        else f"La valeur de {name} ne convient pas"
    ) + wanted


def _not_understood(error: Any, context: Any, args: Sequence[str]) -> str:
    return "Cette ligne de commande n’est pas comprise."


WORDINGS: Mapping[str, Callable[[Any, Any, Sequence[str]], str]] = {
    "NoSuchOption": _no_such_option,
    "BadOptionUsage": _bad_option_usage,
    "MissingParameter": _missing,
    "BadParameter": _bad_parameter,
}
"""Class of typer's exception → its French sentence; a test runs every usage error that typer can
raise here.
"""


def refuse_empty(args: Sequence[str]) -> None:
    """Raise UsageError for an empty word, which an empty variable of a script leaves and which
    names nothing.
    """
    end = args.index("--") if "--" in args else len(args)
    for before, word in zip(("", *args), args[:end], strict=False):
        name, equal, value = word.partition("=")
        if word and not (name.startswith("--") and equal and not value):
            continue
        option = name or (before if before.startswith("--") and "=" not in before else "")
        raise UsageError(
            f"Une valeur manque après {option}."
            if option
            else f"Un mot vide ne désigne rien.{see()}"
        )


def too_many(extra: Sequence[str], args: Sequence[str]) -> str:
    """Return what to say of the words that are left, among all that the command got."""
    words = enumerate_french([code(word) for word in extra])
    sentence = (
        f"Le mot {words} est en trop." if len(extra) == 1 else f"Les mots {words} sont en trop."
    )
    if extra[0].startswith(("–", "—")):
        return (
            f"{sentence} Une option commence par deux tirets courts\u00a0: "
            f"--{extra[0].lstrip('–—-')}."
        )
    before = ["", "", *args][: args.index(extra[0]) + 2][-2:]
    if before[0].startswith("--") and not before[1].startswith("-"):
        quoted = f'{before[0]} "{before[1]} {extra[0]}"'
        return (
            f"{sentence} Plusieurs mots pour une option s’écrivent "
            f"entre guillemets\u00a0: {quoted}."
        )
    return sentence


def _given(name: str, args: Sequence[str]) -> str:
    """Return the value that an option has on the command line, as far as it can be told."""
    pairs = [
        (word.partition("=")[0], word.partition("=")[2] or after)
        for word, after in zip(args, (*args[1:], ""), strict=True)
    ]
    return next((value for word, value in reversed(pairs) if word == name), "")


def _options(context: Any) -> list[str]:
    own = [
        name
        for param in context.command.get_params(context)
        for name in param.opts
        if name.startswith("--")
    ]
    return [*own, *(option.name for option in EARLY)]


def metavar(param: Any) -> str:
    """Return how a parameter is written in the help."""
    return str(param.metavar or (param.name or "").upper())
