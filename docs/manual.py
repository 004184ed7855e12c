"""Write docs/mentorat.1, the manual page that a wheel installs, from the help of the commands.

Run `python docs/manual.py` after a change of an option, of a help text or of the questions;
`tests/test_docs.py` says when. The version
and the day are those of the last version of CHANGELOG.md.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer

from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.commands import COMMANDS
from mentorat_cli.commands.common import PUPIL
from mentorat_cli.line import program
from mentorat_cli.line.early import EARLY
from mentorat_cli.world import library
from mentorat_cli.world.folders import user_folder
from mentorat_cli.world.screen import system_shell

HERE = Path(__file__).parent
VERSION = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)
DESCRIPTION = (
    "mentorat aide un enseignant de lycée professionnel à trouver, en quelques questions, "
    "le dispositif de mentorat qui convient à un "
    "élève ou à une classe, et à savoir qui contacter ensuite. Il fonctionne sans "
    "réseau, ne demande aucun nom, et dit d’où vient "
    "chaque chose et de quand elle date.",
    (
        "«\u00a0Je ne sais pas\u00a0» est une réponse, qui s’écrit «\u00a0?\u00a0» en "
        "option\u00a0: rien d’inconnu n’est pris pour un non."
    ),
)
COMMON = [
    *((f"{option.name} {option.metavar}", option.help) for option in EARLY),
    ("--version", "La version."),
]
CODES = (
    ("0", "Terminé, même si rien ne convient."),
    ("1", "Données invalides."),
    ("2", "Commande mal formée, ou réponse indispensable qui manque."),
    ("3", "Erreur inattendue."),
    ("130", "Interrompu."),
)
ENVIRONMENT = (
    ("MENTORAT_DATA", "Un fichier ou un dossier YAML qui s’ajoute à la base, comme --data."),
    ("ACCESSIBLE", "Avec 1, les questions sont des listes numérotées, comme avec --accessible."),
    ("NO_COLOR", "S’il n’est pas vide, aucune couleur, sauf avec --color always."),
    ("FORCE_COLOR", "Avec 1, des couleurs, même dans un fichier."),
    ("CLICOLOR_FORCE", "Comme FORCE_COLOR."),
    ("CLICOLOR", "Avec 0, aucune couleur."),
)
FILES = (
    ("config", "Tous les fichiers .yaml de ce dossier s’ajoutent à la base."),
    ("state", "Les réponses d’un dialogue interrompu, pour --reprendre."),
    ("cache", "La base toute prête\u00a0; peut être effacé."),
)


class _Shelf:
    """What commands are built over."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.known = base

    def base(self) -> KnowledgeBase:
        return self.known

    def paths(self) -> tuple[tuple[Path, int], ...]:
        return ()


def manual() -> str:
    """Return the page."""
    version, day = VERSION.findall((HERE.parent / "CHANGELOG.md").read_text(encoding="utf-8"))[0]
    shelf = _Shelf(library.load(HERE.parent / "data").base)
    criteria: dict[str, str] = {}
    commands = [
        line
        for title, names in COMMANDS.items()
        for line in _section(title.upper(), _commands(shelf, names, criteria))
    ]
    places = [(str(user_folder(kind, "linux", {}, Path("~"))), text) for kind, text in FILES]  # type: ignore[arg-type]
    lines = [
        '.\\" Page écrite par docs/manual.py, depuis l’aide des commandes.',
        f'.TH MENTORAT 1 {day} "mentorat {version}" "Manuel de mentorat"',
        ".nh",
        ".ad l",
        *_section(
            "NOM",
            _filled(f"mentorat \\- {program.ABOUT[0].lower()}{program.ABOUT[1:].rstrip('.')}"),
        ),
        *_section(
            "SYNOPSIS",
            [
                ".B mentorat",
                ".I COMMANDE",
                "[\\fIOPTIONS\\fR]",
                ".br",
                ".B mentorat",
                ".I COMMANDE",
                ".B \\-\\-help",
            ],
        ),
        *_section("DESCRIPTION", _paragraphs(DESCRIPTION)),
        *commands,
        *_section("L’ÉLÈVE ET LE LYCÉE", _tagged(criteria.items())),
        *_section("OPTIONS DE TOUTES LES COMMANDES", _tagged(COMMON)),
        *_section("CODES DE SORTIE", _tagged(CODES)),
        *_section("VARIABLES D’ENVIRONNEMENT", _tagged(ENVIRONMENT)),
        *_section("FICHIERS", _tagged(places)),
    ]
    return "\n".join(lines) + "\n"


def _commands(shelf: Any, names: Iterable[str], criteria: dict[str, str]) -> list[str]:
    return [line for name in names for line in _command(shelf, name, criteria)]


def _command(shelf: Any, name: str, criteria: dict[str, str]) -> list[str]:
    """Return what the help of a command says; what the criteria mean is added to `criteria`, told
    once for all commands.
    """
    group = typer.main.get_command(program.build_app(system_shell(), lambda: shelf, [name]))
    command = group.commands[name]  # type: ignore[attr-defined]
    arguments = "".join(
        f" \\fI{_text(param.metavar)}\\fR"
        for param in command.params
        if param.param_type_name == "argument"
    )
    options = [
        param
        for param in command.params
        if param.param_type_name == "option" and not param.hidden and param.name != "help"
    ]
    own = {_option(param): param.help or "" for param in options if param.rich_help_panel != PUPIL}
    pupil = {
        _option(param): param.help or "" for param in options if param.rich_help_panel == PUPIL
    }
    criteria |= pupil
    named = ", ".join(f"\\fB{_text(option.partition(' ')[0])}\\fR" for option in pupil)
    return [
        f".SS \\fBmentorat {_text(name)}\\fR{arguments} [\\fIOPTIONS\\fR]",
        *_paragraphs((command.help or "").strip().split("\n\n")),
        *_tagged(own.items()),
        *([".PP", *_filled(f"{_text(PUPIL)}\\~: {named}.")] if pupil else []),
    ]


def _option(param: Any) -> str:
    return str(param.opts[0]) + ("" if param.is_flag else f" {param.metavar}")


def _section(title: str, lines: Iterable[str] = ()) -> list[str]:
    return [f'.SH "{_text(title)}"', *lines]


def _tagged(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Return words in bold, what they take in italics, each with what it means below."""
    lines = []
    for name, text in rows:
        word, _, value = name.partition(" ")
        lines += [
            ".TP",
            f"\\fB{_text(word)}\\fR" + (f" \\fI{_text(value)}\\fR" if value else ""),
            *_filled(_text(text)),
        ]
    return lines


def _paragraphs(paragraphs: Iterable[str]) -> list[str]:
    """Return paragraphs; a row that begins with two spaces is typed as it stands."""
    lines = []
    for index, text in enumerate(paragraphs):
        lines += [".PP"] if index else []
        rows = text.split("\n")
        lines += [line for row in rows if not row.startswith("  ") for line in _filled(_text(row))]
        examples = [_text(row.strip()) for row in rows if row.startswith("  ")]
        lines += [".RS", ".nf", *examples, ".fi", ".RE"] if examples else []
    return lines


def _filled(text: str) -> list[str]:
    """Return words on lines of at most 80 bytes, as roff counts them: an accented letter is
    eight.
    """
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else ""
        if longer and sum(1 if char.isascii() else 8 for char in longer) <= 80:
            lines[-1] = longer
        else:
            lines.append(_guarded(word))
    return lines


def _text(text: str) -> str:
    """Return words that roff takes as they are."""
    return _guarded(text.replace("\\", "\\e").replace("-", "\\-").replace("\u00a0", "\\~"))


def _guarded(line: str) -> str:
    """Return a line that is no request, whatever it begins with."""
    return f"\\&{line}" if line.startswith((".", "'")) else line


if __name__ == "__main__":
    (HERE / "mentorat.1").write_text(manual(), encoding="utf-8")
