"""Write docs/mentorat.1, the manual page that a wheel installs, from the help of the commands.

Run `python docs/manual.py` after a change of an option, of a help text or of the questions; `tests/test_docs.py` says when. The version
and the day are those of the last version of CHANGELOG.md.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer

from mentorat_cli import cli, library
from mentorat_cli.commands import COMMANDS
from mentorat_cli.console import system_shell
from mentorat_cli.folders import user_folder
from mentorat_cli.models import KnowledgeBase

HERE = Path(__file__).parent
VERSION = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)
DESCRIPTION = (
    "mentorat aide un enseignant de lycée professionnel à trouver, en quelques questions, le dispositif de mentorat qui convient à un élève ou à une classe, "
    "et à savoir qui contacter ensuite. Il fonctionne sans réseau, ne demande aucun nom, et dit d’où vient chaque chose et de quand elle date.",
    "« Je ne sais pas » est une réponse\u00a0; en option, elle s’écrit\u00a0?\u00a0: rien d’inconnu n’est pris pour un non.",
)
COMMON = (("--data CHEMIN", "Un fichier ou un dossier YAML qui s’ajoute à la base, avec n’importe quelle commande."), ("--version", "La version."))
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
    ("NO_COLOR", "S’il n’est pas vide, aucune couleur."),
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
    lines = [
        '.\\" Page écrite par docs/manual.py, depuis l’aide des commandes.',
        f'.TH MENTORAT 1 {day} "mentorat {version}" "Manuel de mentorat"',
        *_section("NOM", [f"mentorat \\- {cli.ABOUT[0].lower()}{cli.ABOUT[1:].rstrip('.')}"]),
        *_section("SYNOPSIS", [".B mentorat", ".I COMMANDE", "[\\fIOPTIONS\\fR]", ".br", ".B mentorat", ".I COMMANDE", ".B \\-\\-help"]),
        *_section("DESCRIPTION", _paragraphs(DESCRIPTION)),
    ]
    for title, commands in COMMANDS.items():
        lines += _section(title.upper())
        for name in commands:
            lines += _command(shelf, name)
    places = [(str(user_folder(kind, "linux", {}, Path("~"))), text) for kind, text in FILES]  # type: ignore[arg-type]
    lines += [
        *_section("OPTIONS DE TOUTES LES COMMANDES", _tagged(COMMON)),
        *_section("CODES DE SORTIE", _tagged(CODES)),
        *_section("VARIABLES D’ENVIRONNEMENT", _tagged(ENVIRONMENT)),
        *_section("FICHIERS", _tagged(places)),
    ]
    return "\n".join(lines) + "\n"


def _command(shelf: Any, name: str) -> list[str]:
    """Return what the help of a command says: its words, then its options by panel."""
    group = typer.main.get_command(cli.build_app(system_shell(), lambda: shelf, [name]))
    command = group.commands[name]  # type: ignore[attr-defined]
    arguments = "".join(f" \\fI{_text(param.metavar)}\\fR" for param in command.params if param.param_type_name == "argument")
    lines = [f".SS \\fBmentorat {_text(name)}\\fR{arguments} [\\fIOPTIONS\\fR]", *_paragraphs((command.help or "").strip().split("\n\n"))]
    panels: dict[str, list[tuple[str, str]]] = {}
    for param in command.params:
        if param.param_type_name == "option" and not param.hidden and param.name != "help":
            value = "" if param.is_flag else f" {param.metavar}"
            panels.setdefault(param.rich_help_panel or "", []).append((param.opts[0] + value, param.help or ""))
    for title, rows in panels.items():
        lines += [*([".PP", f"{_text(title)}\u00a0:"] if title else []), *_tagged(rows)]
    return lines


def _section(title: str, lines: Iterable[str] = ()) -> list[str]:
    return [f'.SH "{_text(title)}"', *lines]


def _tagged(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Return words in bold, what they take in italics, each with what it means below."""
    lines = []
    for name, text in rows:
        word, _, value = name.partition(" ")
        lines += [".TP", f"\\fB{_text(word)}\\fR" + (f" \\fI{_text(value)}\\fR" if value else ""), _text(text)]
    return lines


def _paragraphs(paragraphs: Iterable[str]) -> list[str]:
    """Return paragraphs; a row that begins with two spaces is typed as it stands."""
    lines = []
    for index, text in enumerate(paragraphs):
        lines += [".PP"] if index else []
        rows = text.split("\n")
        lines += [_text(row) for row in rows if not row.startswith("  ")]
        examples = [_text(row.strip()) for row in rows if row.startswith("  ")]
        lines += [".RS", ".nf", *examples, ".fi", ".RE"] if examples else []
    return lines


def _text(text: str) -> str:
    """Return words that roff takes as they are."""
    safe = text.replace("\\", "\\e").replace("-", "\\-").replace("\u00a0", "\\~")
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe


if __name__ == "__main__":
    (HERE / "mentorat.1").write_text(manual(), encoding="utf-8")
