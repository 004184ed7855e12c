"""The help, written from the table: that of typer has English in it, and no translation."""

from collections.abc import Iterable, Sequence
from importlib import import_module

from mentorat_cli.base.records import ChoicesFrom, Question, QuestionType
from mentorat_cli.commands.table import COMMANDS, EVERYWHERE, HELP, PROGRAM, Option
from mentorat_cli.formats.document import Span
from mentorat_cli.formats.text import wrap

NARROW = 30
"""Columns that the right column has at least; on a narrower terminal it goes below the left one."""
ABOUT = (
    "Trouver le dispositif de mentorat qui convient à un élève de "
    "lycée professionnel, et qui contacter."
)
START = (
    ("mentorat recommend", "quelques questions, puis une recommandation"),
    ("mentorat list --academie lyon", "ce qui existe dans une académie"),
    ("mentorat show p-tech", "la fiche d’un dispositif"),
    ("mentorat --help", "toutes les commandes"),
)
"""What `mentorat` alone says of where to start."""
HISTORY = (
    "Ce qui est donné en option, même de sensible, reste dans l’historique du terminal\u00a0; "
    "les réponses aux questions de «\u00a0mentorat recommend\u00a0» n’y vont pas."
)
OF_THE_PROGRAM = "Cette aide\u00a0; «\u00a0mentorat COMMANDE --help\u00a0» pour une commande."


def overview(width: int) -> str:
    """Return a few lines that say where to start: what the program is for, then commands with what
    they do.
    """
    return _text([*_wrapped(ABOUT, width), "", *_columns(START, width, widest=32)])


def program_help(width: int) -> str:
    """Return the help of the program, its commands in their groups."""
    lines = [*_usage("mentorat COMMANDE [OPTIONS]", width), *_paragraphs([ABOUT], width)]
    for group in dict.fromkeys(verb.group for verb in COMMANDS.values()):
        rows = [(name, verb.summary) for name, verb in COMMANDS.items() if verb.group == group]
        lines += _panel(group, rows, width)
    own = [*_rows(item for item in PROGRAM if item is not HELP), (HELP.name, OF_THE_PROGRAM)]
    return _text([*lines, *_panel("Options", own, width)])


def command_help(name: str, questions: Iterable[Question], width: int) -> str:
    """Return the help of a command that asks these questions."""
    verb, asked = COMMANDS[name], tuple(questions)
    arguments = [item.metavar for item in verb.takes if not item.name]
    criteria = [(f"--{item.id} {metavar(item)}", meaning(item)) for item in asked]
    return _text(
        [
            *_usage(" ".join(["mentorat", name, *arguments, "[OPTIONS]"]), width),
            *_paragraphs([verb.summary, *paragraphs(name)], width),
            *_panel("Options", _rows((*verb.takes, *EVERYWHERE)), width),
            *_panel(verb.about, criteria, width),
            *_paragraphs([HISTORY] if any(item.sensitive for item in asked) else [], width),
        ]
    )


def paragraphs(name: str) -> list[str]:
    """Return what the help of a command says after its summary."""
    text: str = import_module(f"mentorat_cli.commands.{name}").HELP
    return text.split("\n\n")


def metavar(question: Question) -> str:
    """Return how an answer is written as the value of an option."""
    if question.choices_from is ChoicesFrom.LYCEES:
        return "LYCÉE"
    return {
        QuestionType.NUMBER: "N",
        QuestionType.YES_NO: "oui|non",
        QuestionType.TERRITORY: "LIEU",
    }.get(question.type, "VALEUR")


def meaning(question: Question) -> str:
    """Return what the option of a criterion means, with its values when they are few."""
    if question.choices_from is ChoicesFrom.LYCEES:
        return f"{question.label}\u00a0: son nom (et sa ville), ou son code UAI."
    if question.type is QuestionType.CHOICE and 0 < len(question.choices) <= 20:
        return f"{question.label}\u00a0: {', '.join(choice.id for choice in question.choices)}."
    if question.type is QuestionType.TERRITORY:
        return f"{question.label}, département, ville, code postal, ou le lycée."
    return f"{question.label}."


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def _wrapped(text: str, width: int, first: str = "", indent: str = "") -> list[str]:
    return [
        "".join(piece.text for piece in line) for line in wrap((Span(text),), width, first, indent)
    ]


def _usage(words: str, width: int) -> list[str]:
    return _wrapped(f"Utilisation\u00a0: {words}", width, "", "  ")


def _paragraphs(texts: Iterable[str], width: int) -> list[str]:
    lines = []
    for text in texts:
        for index, row in enumerate(text.split("\n")):
            lines += [""] if index == 0 else []
            lines += [row] if row.startswith("  ") else _wrapped(row, width)
    return lines


def _rows(options: Iterable[Option]) -> list[tuple[str, str]]:
    return [(item.written, item.help) for item in options if item.name]


def _panel(title: str, rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    return ["", f"{title}\u00a0:", *_columns(rows, width)] if rows else []


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
