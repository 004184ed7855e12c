"""Write docs/mentorat.1, the manual page that a wheel installs, from the help of the commands.

Run `python docs/manual.py` after a change of an option, of a help text or of the questions;
`tests/test_docs.py` says when. The version
and the day are those of the last version of CHANGELOG.md.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.commands.table import COLOR, COMMANDS, DATA, ON_DAY, PUPIL, VERSION, Verb
from mentorat_cli.line.help import ABOUT, meaning, metavar, paragraphs
from mentorat_cli.world import library
from mentorat_cli.world.folders import user_folder

HERE = Path(__file__).parent
RELEASE = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)
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
COMMON = [(option.written, option.help) for option in (DATA, COLOR, ON_DAY, VERSION)]
CODES = (
    ("0", "Terminé, même si rien ne convient."),
    ("1", "Données invalides."),
    (
        "2",
        "Commande mal formée, réponse indispensable qui manque, ou fichier qui ne peut pas servir.",
    ),
    ("3", "Résultat qui n’a pas pu être écrit en entier (disque plein…), ou erreur inattendue."),
    ("130", "Interrompu."),
)
ENVIRONMENT = (
    ("MENTORAT_DATA", "Un fichier ou un dossier YAML qui s’ajoute à la base, comme --data."),
    ("MENTORAT_HOSTS", "Les noms sous lesquels répond le site derrière un serveur."),
    ("PAGER", "Ce qui montre un long texte page par page, après un dialogue."),
    ("ACCESSIBLE", "Avec 1, les questions sont des listes numérotées, comme avec --accessible."),
    ("NO_COLOR", "S’il n’est pas vide, aucune couleur, sauf avec --color always."),
    ("FORCE_COLOR", "Avec 1, des couleurs, même dans un fichier."),
    ("CLICOLOR_FORCE", "Comme FORCE_COLOR."),
    ("CLICOLOR", "Avec 0, aucune couleur."),
)
FILES = (
    (
        "config",
        "Tous les fichiers .yaml de ce dossier s’ajoutent à la base, sauf mon-lycee.yaml, la fiche "
        "de votre lycée (mentorat lycee). L’annuaire des bureaux des entreprises y est gardé.",
    ),
    ("state", "Les réponses d’un dialogue interrompu, pour --reprendre."),
    ("cache", "La base toute prête\u00a0; peut être effacé."),
)


def manual(base: KnowledgeBase) -> str:
    """Return the page."""
    version, day = RELEASE.findall((HERE.parent / "CHANGELOG.md").read_text(encoding="utf-8"))[0]
    criteria: dict[str, str] = {}
    commands = [
        line
        for group in dict.fromkeys(verb.group for verb in COMMANDS.values())
        for line in _section(group.upper(), _commands(base, group, criteria))
    ]
    places = [(str(user_folder(kind, "linux", {}, Path("~"))), text) for kind, text in FILES]  # type: ignore[arg-type]
    lines = [
        '.\\" Page écrite par docs/manual.py, depuis l’aide des commandes.',
        f'.TH MENTORAT 1 {day} "mentorat {version}" "Manuel de mentorat"',
        ".nh",
        ".ad l",
        *_section(
            "NOM",
            _filled(f"mentorat \\- {ABOUT[0].lower()}{ABOUT[1:].rstrip('.')}"),
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


def _commands(base: KnowledgeBase, group: str, criteria: dict[str, str]) -> list[str]:
    return [
        line
        for name, verb in COMMANDS.items()
        if verb.group == group
        for line in _command(base, name, verb, criteria)
    ]


def _command(base: KnowledgeBase, name: str, verb: Verb, criteria: dict[str, str]) -> list[str]:
    """Return what the help of a command says; what the criteria of pupils mean is added to
    `criteria`, told once for all commands.
    """
    arguments = "".join(f" \\fI{_text(item.metavar)}\\fR" for item in verb.takes if not item.name)
    own = {item.written: item.help for item in verb.takes if item.name}
    asked = {
        f"--{item.id} {metavar(item)}": meaning(item)
        for item in (verb.asks(base) if verb.asks else ())
    }
    if verb.about == PUPIL:
        criteria |= asked
    else:
        own, asked = own | asked, {}
    named = ", ".join(f"\\fB{_text(option.partition(' ')[0])}\\fR" for option in asked)
    return [
        f".SS \\fBmentorat {_text(name)}\\fR{arguments} [\\fIOPTIONS\\fR]",
        *_paragraphs([verb.summary, *paragraphs(name)]),
        *_tagged(own.items()),
        *([".PP", *_filled(f"{_text(verb.about)}\\~: {named}.")] if asked else []),
    ]


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
    known = library.load(HERE.parent / "data").base
    (HERE / "mentorat.1").write_text(manual(known), encoding="utf-8")
