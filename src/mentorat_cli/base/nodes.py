"""From the bytes of a file to YAML nodes, or to what keeps its text from being read.

A file that a person wrote may be in any encoding, huge, or nested without end: each is one problem
at one place, never a crash.
"""

import re
from typing import Any, Literal

import yaml

from mentorat_cli.errors import Location, Problem, Severity
from mentorat_cli.typography import UNBREAKABLE, code, french

TextRule = Literal[
    "encodage",
    "fichier-trop-gros",
    "fichier-vide",
    "caractere-interdit",
    "tabulation",
    "espace-insecable",
    "espace-manquante",
    "guillemets-manquants",
    "syntaxe",
    "plusieurs-documents",
    "trop-de-niveaux",
    "renvoi",
    "etiquette",
    "cle-repetee",
    "cle-de-fusion",
]
"""What can be wrong with the text of a file, whatever it should hold."""

DoubtRule = Literal["fiche-remplacee", "fin-de-ligne-perdue", "guillemets-typographiques"]
"""What may be a mistake in files that can be used."""

LARGEST = 10_000_000
"""Bytes beyond which a file is not read: thirty times the largest file of the shipped base; the
worst one takes half a minute.
"""
DEEPEST = 40
"""Lists and blocks within each other beyond which a file is not read; the deepest rule of the base
has 13.
"""

STANDARD = "tag:yaml.org,2002:"
_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_BASE):  # type: ignore[misc]
    """Composes nodes without guessing what a plain text is: the types of the records say it, and
    the guess takes half of the time.
    """

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return (
            f"{STANDARD}str"
            if kind is yaml.ScalarNode
            else f"{STANDARD}{'seq' if kind is yaml.SequenceNode else 'map'}"
        )

    def descend_resolver(self, *place: Any) -> None:
        return None

    def ascend_resolver(self) -> None:
        return None


_WIDE = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_FORBIDDEN = re.compile(r"[^\t\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ALIAS = "les renvois YAML (« &nom », « *nom ») ne sont pas admis ; recopiez la valeur"
TAG = "étiquette YAML {} refusée ; retirez-la"
TOO_DEEP = f"plus de {DEEPEST} niveaux imbriqués ; simplifiez"
_NEAR: tuple[tuple[str, TextRule, str], ...] = (
    (
        rf"^[\s\-]*?({UNBREAKABLE})|^[^'\"#]*?[:\-]({UNBREAKABLE})",
        "espace-insecable",
        "une espace insécable ne compte pas pour une espace ici ; remplacez-la par une vraie",
    ),
    (
        r"^ *(?:- +)*[a-z_]+:([^\s/])",
        "espace-manquante",
        "il manque une espace après « : »",
    ),
)
"""What makes this line wrong, or the one before it, since the fault is only seen after it: the
pattern, whose group is the place, the rule and what to say.
"""
_CAUSES: tuple[tuple[Literal["error", "line"], str, TextRule, str], ...] = (
    ("error", "nesting", "trop-de-niveaux", TOO_DEEP),
    (
        "error",
        "another document",
        "plusieurs-documents",
        "un second document commence ici (« --- ») ; gardez-en un seul par fichier",
    ),
    ("error", "alias|anchor", "renvoi", ALIAS),
    (
        "error",
        r"got '\?'",
        "guillemets-manquants",
        "un « ? » entre accolades ou crochets ; mettez le texte entre guillemets",
    ),
    ("error", "undefined tag handle", "etiquette", TAG.format("")),
    (
        "line",
        r"^[\s\-?:]*\t",
        "tabulation",
        "une tabulation ne peut pas indenter du YAML ; remplacez-la par deux espaces",
    ),
    (
        "line",
        r"[:\-] +'[^']*'[^\s,\]}#]",
        "guillemets-manquants",
        'une apostrophe ferme le texte ; mettez-le entre guillemets (" ")',
    ),
    (
        "line",
        r"^[^'\"#]*: [^'\"]*: ",
        "guillemets-manquants",
        "deux « : » sur une ligne ; mettez le texte entre guillemets",
    ),
    (
        "error",
        "',' or",
        "syntaxe",
        "il manque une virgule, ou ce qui est ouvert ligne {} n'est pas fermé",
    ),
    (
        "error",
        "quoted scalar",
        "guillemets-manquants",
        "les guillemets ouverts ligne {} ne sont pas fermés",
    ),
    (
        "error",
        "",
        "syntaxe",
        (
            "syntaxe YAML invalide ; vérifiez l'indentation, les guillemets "
            "et les crochets autour de cet endroit"
        ),
    ),
)
"""Where to look (what PyYAML or libyaml says, or the faulty line), for what, the rule and what to
say; the first that matches. `{}` is the line where what is being read starts.
"""


def problem(at: Location, rule: str, message: str, severity: Severity = "erreur") -> Problem:
    """Return a problem in French typography, on one line whatever it quotes."""
    return Problem(at, french(message), rule, severity)


def decode_text(file: str, content: bytes) -> str | Problem:
    """Return the text of a UTF-8 file, with or without a byte order mark, or why there is none."""
    start = Location(file, 1, 1)
    if len(content) > LARGEST:
        return problem(
            start,
            "fichier-trop-gros",
            f"le fichier dépasse {LARGEST // 1_000_000} Mo ; découpez-le en plusieurs fichiers",
        )
    for mark, name in _WIDE:
        if content.startswith(mark):
            return problem(start, "encodage", f"le fichier est en {name} ; enregistrez-le en UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        at = Location(file, before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode()) + 1)
        guess = error.object[error.start : error.start + 1].decode("cp1252", "replace")
        return problem(
            at,
            "encodage",
            (
                f"ce caractère ({code(guess)} ?) n'est pas écrit en UTF-8 "
                "; enregistrez le fichier en UTF-8"
            ),
        )


def compose(file: str, text: str) -> yaml.Node | Problem:
    """Return the top node of a YAML text, or its first fault: nothing after it could be trusted."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        return _syntax(file, text, error)
    except RecursionError:
        return problem(Location(file, 1, 1), "trop-de-niveaux", TOO_DEEP)
    except yaml.YAMLError:
        return problem(
            _first_forbidden(file, text),
            "caractere-interdit",
            "caractère interdit dans un fichier YAML ; retirez-le",
        )
    return node or problem(Location(file, 1, 1), "fichier-vide", "le fichier est vide")


def location(file: str, mark: Any) -> Location:
    """Return where a mark of PyYAML points; its lines and columns start at 0."""
    return Location(file, mark.line + 1, mark.column + 1)


def _syntax(file: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    at = location(file, error.problem_mark or error.context_mark)
    start = location(file, error.context_mark or error.problem_mark)
    lines = text.splitlines()
    for number in (at.line, at.line - 1):
        line = lines[number - 1] if 0 < number <= len(lines) else ""
        for pattern, rule, message in _NEAR:
            if found := re.search(pattern, line):
                column = found.start(found.lastindex or 0) + 1
                return problem(Location(file, number, column), rule, message)
    seen = {
        "error": f"{error.context} {error.problem}",
        "line": lines[at.line - 1] if at.line <= len(lines) else "",
    }
    _, _, cause, said = next(row for row in _CAUSES if re.search(row[1], seen[row[0]]))
    return problem(at, cause, said.format(start.line))


def _first_forbidden(file: str, text: str) -> Location:
    for number, line in enumerate(text.split("\n"), 1):
        found = _FORBIDDEN.search(line)
        if found:
            return Location(file, number, found.start() + 1)
    return Location(file, 1, 1)
