"""Every command, option and argument: the one table that parsing, help, completion, the manual and
the refusals read. The module of a command has the paragraphs of its help, and `run`, which gets the
base if the command asks questions, else the library.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct

from mentorat_cli.answers.refusals import Refusal, Refused, closest
from mentorat_cli.base.records import Acting, Kind, KnowledgeBase, Question, Status
from mentorat_cli.formats import Content, available
from mentorat_cli.typography import enumerate_french, fold


class Option(Struct, frozen=True):
    """An option (`--limit`), whose value is written `metavar`, or which takes none; or an argument,
    `metavar` alone, which may be absent or repeated if it is `[…]`.

    `to` is the parameter of the command that gets what `read` makes of the typed word; `values` are
    those that it may have, or that are proposed. `writes` says that its file is a result.
    """

    name: str
    to: str
    help: str = ""
    metavar: str = ""
    values: tuple[str, ...] = ()
    read: Callable[["Option", str], Any] = lambda option, typed: typed
    writes: bool = False

    @property
    def word(self) -> str:
        """The option without its dashes, as a criterion; empty for an argument."""
        return self.name.removeprefix("--")

    @property
    def written(self) -> str:
        """The option or the argument, as help writes it."""
        return f"{self.name} {self.metavar}".strip()

    @property
    def many(self) -> bool:
        """Whether it is an argument that may be absent or repeated."""
        return self.metavar.startswith("[")


def path(option: Option, typed: str) -> Path:
    """Return a path."""
    return Path(typed)


def choice(option: Option, typed: str) -> str:
    """Return the value that is meant, without accents or case. Raises Refused."""
    for value in option.values:
        if fold(typed) == fold(value):
            return value
    near = closest(typed, option.values)
    raise Refused(
        Refusal(
            why="choice", about=option.word, given=(typed,), expected=option.values, nearest=near
        )
    )


def count(option: Option, typed: str) -> int:
    """Return a number that is at least one. Raises Refused."""
    try:
        number = int(typed)
    except ValueError:
        number = 0
    if number < 1:
        raise Refused(Refusal(why="number", about=option.word, given=(typed,), expected=("1",)))
    return number


def day(option: Option, typed: str) -> date:
    """Return a day. Raises Refused."""
    from mentorat_cli.base.scalars import is_day

    if not is_day(typed):
        expected = ("une date AAAA-MM-JJ, comme 2027-01-15",)
        raise Refused(Refusal(why="choice", about=option.word, given=(typed,), expected=expected))
    return date.fromisoformat(typed)


PAGES: tuple[Content, ...] = ("page", "value")
COUNTED: tuple[Content, ...] = (*PAGES, "rows")
LISTED: tuple[Content, ...] = ("listing", "value", "rows")
ADVISED: tuple[Content, ...] = ("handout", *PAGES)
STREAMED: tuple[Content, ...] = ("pupils", "values")
"""What is written as a file is read, whatever its size."""
ASSEMBLED: tuple[Content, ...] = ("handout", "page", "long", *STREAMED)
CHECKED: tuple[Content, ...] = ("problems", "value")
"""What commands can give."""


def _format(
    given: Sequence[Content], more: Sequence[Content] = (), when: str = "pour une classe"
) -> Option:
    names = [item.name for item in available(given)]
    others = [item.name for item in available(more) if item.name not in names]
    text = f"La forme du résultat\u00a0: {enumerate_french(names, 'ou')}"
    if others:
        text += f"\u00a0; {when}, aussi {enumerate_french(others, 'ou')}"
    values = tuple(item.name for item in available((*given, *more)))
    return Option("--format", "form", f"{text}.", "FORMAT", values)


SHELLS = ("bash", "zsh", "fish", "powershell")
DATA = Option(
    "--data",
    "place",
    "Vos fichiers, ajoutés à la base livrée (un dossier, ou un fichier YAML).",
    "DOSSIER",
)
COLORS = ("auto", "always", "never")
COLOR = Option(
    "--color",
    "color",
    "Des couleurs\u00a0: selon le terminal, toujours, jamais.",
    "|".join(COLORS),
    COLORS,
    choice,
)
VERSION = Option("--version", "version", "La version.")
COMPLETION = Option(
    "--completion",
    "completion",
    "Afficher de quoi compléter les mots avec la touche Tab\u00a0: "
    f"{enumerate_french(SHELLS, 'ou')}.",
    "NOM",
    SHELLS,
    choice,
)
ON_DAY = Option(
    "--a-la-date",
    "today",
    "Voir le calendrier à ce jour (AAAA-MM-JJ).",
    "DATE",
    read=day,
)
HELP = Option("--help", "help", "Cette aide.")
EVERYWHERE = (DATA, COLOR, ON_DAY, HELP)
"""Options of the program that may stand anywhere, and that the help of every command shows."""
PROGRAM = (VERSION, COMPLETION, *EVERYWHERE)


def _file(name: str, to: str, text: str, writes: bool = False) -> Option:
    return Option(name, to, text, "FICHIER", read=path, writes=writes)


FORCE = Option("--force", "force", "Remplacer le fichier s’il existe.")
OUTPUT = _file(
    "--output",
    "output",
    "Écrire dans un fichier\u00a0; sa fin (.md, .json…) choisit la forme.",
    writes=True,
)


def _written(given: Sequence[Content], of_a_class: Sequence[Content] = ()) -> tuple[Option, ...]:
    return _format(given, of_a_class), OUTPUT, FORCE


NO_INPUT = Option("--no-input", "no_input", "Ne rien demander.")
ACCESSIBLE = Option(
    "--accessible", "accessible", "Des listes numérotées, pour les lecteurs d’écran."
)
SENSITIVE = Option(
    "--avec-donnees-sensibles", "consent", "Garder les réponses sensibles dans le résultat."
)
ALONE = Option("--sans-mon-lycee", "alone", "Ne pas tenir compte de la fiche de votre lycée.")
ENTRY = Option("", "identifier", "L’identifiant, ou le nom, d’un dispositif.", "ID")


PUPIL = "L’élève et le lycée"


class Verb(Struct, frozen=True):
    """A command: its group and its line in the help of the program, what it takes, and the
    questions of a base whose criteria are its options too, under the title `about`.
    """

    group: str
    summary: str
    takes: tuple[Option, ...]
    asks: Callable[[KnowledgeBase], Iterable[Question]] | None = None
    about: str = PUPIL


def _all(base: KnowledgeBase) -> Iterable[Question]:
    return base.questions


def _only(*names: str) -> Callable[[KnowledgeBase], Iterable[Question]]:
    return lambda base: [base.question[name] for name in names if name in base.question]


def _of_a_scheme(base: KnowledgeBase) -> Iterable[Question]:
    from mentorat_cli.dialogue.skeleton import scheme_form

    return scheme_form(base).questions


def _of_a_lycee(base: KnowledgeBase) -> Iterable[Question]:
    from mentorat_cli.answers.own import sheet_form

    return sheet_form(base).questions


FIND, KEEP = "Trouver", "Tenir la base"
COMMANDS = {
    "recommend": Verb(
        FIND,
        "Recommander les dispositifs qui conviennent, et qui contacter.",
        (
            NO_INPUT,
            ACCESSIBLE,
            Option(
                "--limit", "limit", "Nombre de recommandations (5 sur une page).", "N", read=count
            ),
            SENSITIVE,
            Option("--details", "details", "Tout montrer, et non un seul écran."),
            _file("--profil", "profile", "Lire des réponses enregistrées."),
            _file("--enregistrer", "save", "Enregistrer les réponses (YAML).", writes=True),
            Option("--reprendre", "resume", "Reprendre un dialogue interrompu."),
            _file("--classe", "classroom", "Recommander à tous les élèves d’un tableau CSV."),
            ALONE,
            *_written(ADVISED, ASSEMBLED),
        ),
        _all,
    ),
    "list": Verb(
        FIND,
        "Lister les dispositifs, les associations et les conventions.",
        (
            Option(
                "--kind",
                "kind",
                f"{enumerate_french(list(Kind), 'ou')}.",
                "NATURE",
                tuple(Kind),
                choice,
            ),
            Option(
                "--status",
                "status",
                f"{enumerate_french(list(Status), 'ou')}.",
                "ÉTAT",
                tuple(Status),
                choice,
            ),
            Option(
                "--presence",
                "presence",
                f"{enumerate_french(list(Acting), 'ou')}.",
                "PRÉSENCE",
                tuple(Acting),
                choice,
            ),
            *_written(LISTED),
        ),
        _only("academie", "objectif", "niveau", "filiere"),
    ),
    "show": Verb(
        FIND,
        "Montrer la fiche entière d’un dispositif.",
        (Option("", "identifier", ENTRY.help, "ID", ("demarche",)), *_written(PAGES)),
        _only("academie"),
    ),
    "explain": Verb(
        FIND,
        "Expliquer un verdict, condition par condition, et ce qui le changerait.",
        (ENTRY, SENSITIVE, ALONE, *_written(PAGES)),
        _all,
    ),
    "contacts": Verb(
        FIND,
        "Dire qui contacter, dans quel ordre, et quoi demander.",
        (
            Option("", "identifiers", "Des dispositifs.", "[ID…]"),
            Option("--message", "message", "Ajouter un message prêt à envoyer."),
            SENSITIVE,
            ALONE,
            *_written(PAGES),
        ),
        _all,
    ),
    "lycee": Verb(
        FIND,
        "Dire une fois ce qui vaut pour tous les élèves de votre lycée.",
        (
            NO_INPUT,
            ACCESSIBLE,
            _file("--profil", "profile", "Reprendre la fiche d’un collègue."),
            _file(
                "--annuaire",
                "directory",
                "Lire l’annuaire des bureaux des entreprises du ministère (CSV ou JSON).",
            ),
            _file("--output", "output", "Écrire la fiche ailleurs, pour la donner.", writes=True),
            FORCE,
        ),
        _of_a_lycee,
        "Le lycée",
    ),
    "web": Verb(
        FIND,
        "Poser les questions et donner la fiche dans le navigateur, sans rien envoyer.",
        (
            Option("--port", "port", "Le port de cet ordinateur.", "N", read=count),
            Option("--no-browser", "no_browser", "Ne pas ouvrir le navigateur."),
            _file("--vers", "file", "Mettre votre base dans ce fichier mentorat.html."),
            Option(
                "--titre", "title", "Avec --vers\u00a0: le titre que porte le fichier.", "TEXTE"
            ),
        ),
        _only("academie"),
        "Le lycée",
    ),
    "check": Verb(
        KEEP,
        "Contrôler la base et vos fichiers\u00a0: tous les problèmes, à leur place.",
        (
            Option("", "paths", metavar="[FICHIER…]", read=path),
            Option("--strict", "strict", "Échouer aussi pour un avertissement."),
            Option("--revue", "review", "Dire plutôt quelles fiches relire d’abord, et où."),
            _format(CHECKED, COUNTED, "avec --revue"),
            OUTPUT,
            FORCE,
        ),
    ),
    "coverage": Verb(
        KEEP,
        "Montrer ce que couvre la base, et où chercher des partenaires.",
        _written(COUNTED),
        _only("objectif", "niveau", "filiere"),
    ),
    "new": Verb(
        KEEP,
        "Préparer un fichier à remplir\u00a0: un dispositif local, ou une classe.",
        (
            Option(
                "",
                "what",
                "Ce que l’on prépare.",
                "dispositif|classe",
                ("dispositif", "classe"),
                choice,
            ),
            _file("", "path", "Le fichier à écrire."),
            NO_INPUT,
            ACCESSIBLE,
            Option(SENSITIVE.name, "sensitive", "Ajouter les colonnes sensibles (classe)."),
            FORCE,
        ),
        _of_a_scheme,
        "Le dispositif",
    ),
    "diff": Verb(
        KEEP,
        "Comparer deux bases\u00a0: ce qui change, et pour quels profils.",
        (
            Option("", "old", "La base d’avant.", "ANCIEN"),
            Option("", "new", "La base d’après.", "NOUVEAU"),
            *_written(PAGES),
        ),
    ),
    "schema": Verb(
        KEEP,
        "Donner le schéma des fichiers YAML, pour les éditeurs.",
        (_file("--output", "output", "Écrire dans un fichier.", writes=True), FORCE),
    ),
}
"""Command → what it is, in the order of the help."""
