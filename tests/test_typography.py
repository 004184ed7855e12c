"""French typography and respectful wording of every text of the base and of the program."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from msgspec import Struct

from conftest import HERE, ROOT
from mentorat_cli.base.records import KnowledgeBase, Prose
from mentorat_cli.typography import (
    capital,
    clipped,
    enumerate_french,
    french,
    harmless,
    instead,
    nearest,
    plural,
    quoted,
)

ACCENTED = re.findall(
    r"\w+",
    """académie académies académique académiques âge âgé après décrochage délégué départemental département diplôme école écoles éducation égalité
    élève élèves énergie équipe équipes établissement établissements état états étape étapes été étranger étude études étudiant étudiante
    étudiants être évaluation événement île lycée lycées lycéen lycéens méditerranée métier métiers numéro opération référent référente région
    régional réseau réseaux réussite réunion sécurité société spécialité théâtre université universités""",
)
"""Words of our field that have no other spelling without their accents, `age` left out: it is an id."""
BARE = {word.translate(str.maketrans("àâéèêëîïôû", "aaeeeeiiou")) for word in ACCENTED} - {"age"}

FAULTS = {
    "espace sécable avant : ; ? ! » %": r"[ \u202f][:;?!»%€](?!\))",
    "pas d’espace avant : ; ? »": r"[^\W\d_][;?»]|[^\W\d_]:(?=\s|$)",
    "guillemet ouvrant sans espace insécable": r"«(?!\u00a0)",
    "guillemets droits": r'"[^"]*\w"',
    "apostrophe droite": r"(?<=\w)'(?=[\w«])",
    "points de suspension": r"\.\.\.",
    "deux espaces": r"(?<=\S)  +(?=\S)",
    "point d’exclamation": r"!",
    "pluriel entre parenthèses": r"\w\((?:s|e|es|x|ne|nes)\)|\w·e",
    "tiret court": r"(?<=\w) - (?=\w)",
    "capitale sans accent": r"(?:^|[.?»:]\s)A (?=[a-zé])|\bA (?:la|le|l’|partir|noter|savoir|quoi|qui|vérifier|demander|confirmer)\b",
    "accent oublié": rf"\b(?i:{'|'.join(sorted(BARE))})\b",
    "espace avant une virgule ou un point": r"\s[,](?!\d)|\s\.(?=\s|$)",
}
"""What is wrong → how it looks."""

REFUSED = {
    r"\b(?:les|des|aux|d’) ?handicapée?s\b|\bles invalides\b|\binfirmes?\b": "les élèves en situation de handicap",
    r"\bhandicapée?s? (?:mental|moteur|physique)": "en situation de handicap",
    r"\bsouffr\w+ d’un handicap|\batteints? d’un handicap|\bvictimes? d’un handicap": "en situation de handicap",
    r"\bmongoli|\battardé|\bdébiles?\b|\bretardés?\b|\banorma(?:l|ux)\b": "porteur de trisomie, avec un trouble du développement intellectuel",
    r"\bjeunes? à problèmes?|\bélèves? à problèmes?|\b(?:élève|jeune)s? difficiles?\b|\bcas sociaux?\b|\bcas soc": "élèves en difficulté",
    r"\bdéfavorisé": "de milieu modeste, d’un quartier prioritaire",
    r"\bjeunes? de banlieue|\bdes cités\b(?! éducatives)|\bzones? de non-droit|\bquartiers? (?:sensibles?|difficiles?|chauds?)\b": "quartier prioritaire",
    r"\béchec scolaire\b|\bmauvais élèves?|\bcancres?\b": "en difficulté scolaire, qui risque le décrochage",
    r"\bclandestins?\b|\bsans-papiers\b|\billégaux\b": "mineur non accompagné, en situation irrégulière",
    r"\bvoie de garage\b|\bfilières? de relégation\b": "voie professionnelle",
    r"\benfants? de la DDASS\b|\benfants? placés\b|\borphelins? de l’ASE": "enfants confiés à l’aide sociale à l’enfance",
    r"\bfilles-mères\b|\bassistés?\b|\bmarginaux\b|\bracailles?\b|\bcaïds?\b": "",
}
"""Wordings that hurt, or judge → the ones to prefer (Charte d’écriture inclusive de l’administration, usages de l’Éducation nationale)."""

NAMES = ("C’Possible", "Energie Jeunes", "Papeete - Tahiti")
"""Proper names and addresses, as their owners write them."""
IDENTIFIERS = r"https?://\S+|\b\w+\.(?:gouv\.)?(?:fr|org|com|yaml|yml|csv|json|md|html?)\b|--[\w-]+|\b[a-z0-9]+(?:[-_][a-z0-9]+)+\b|\blycees?\b|\beleve\b|\betablissement\b|\bsource:(?= (?:avec|de la fiche))|^# yaml-language-server.*|^X:X:(?= )|\b(?:text|with):(?= )"
"""What has its own spelling: addresses, files, options, ids, the place of a problem."""


def faults(text: str, quoted: bool = False) -> list[str]:
    """Return what is wrong with a text, each with the words around; the title of a source is `quoted`, its wording is not ours."""
    bare = re.sub(IDENTIFIERS, "Z", text)
    for name in NAMES:
        bare = bare.replace(name, "X")
    rules = (
        FAULTS
        if quoted
        else FAULTS
        | {f"préférer «\u00a0{better}\u00a0»": refused for refused, better in REFUSED.items()}
    )
    found = [(name, re.search(pattern, bare)) for name, pattern in rules.items()]
    return [
        f"{name}: {bare[max(0, item.start() - 25) : item.end() + 25]!r}"
        for name, item in found
        if item
    ]


def prose(value: Any, hint: Any = None, owner: str = "") -> Iterator[tuple[str, bool]]:
    """Yield every text of a record that a user reads, and whether it is a title that is quoted."""
    if isinstance(value, Struct):
        for name, inner in get_type_hints(type(value), include_extras=True).items():
            yield from prose(getattr(value, name), inner, f"{type(value).__name__}.{name}")
    elif isinstance(value, tuple):
        for item in value:
            yield from prose(item, hint, owner)
    elif isinstance(value, str) and Prose.__name__ in str(hint):
        yield value, owner == "Source.title"


LISTS = (
    "questions",
    "regions",
    "academies",
    "ambiguous",
    "lycees",
    "roles",
    "contacts",
    "entries",
    "guides",
)
"""The lists of records that hold texts."""


@pytest.mark.parametrize("name", LISTS)
def test_the_base(real: KnowledgeBase, name: str) -> None:
    texts = {pair for record in getattr(real, name) for pair in prose(record)}
    assert texts
    assert [fault for text, quoted in sorted(texts) for fault in faults(text, quoted)] == []
    assert [text for text, _ in texts if french(text) != text] == []


TYPESET = ("checks", "base", "saved", "own", "skeleton", "meanings")
"""Modules whose texts `french()` sets before they are shown, or writes to YAML, whose texts it sets when they are read."""
CODE = r"[\\^$|{}=<>@_]|^\s*[.]|\bx\d"
"""Texts that are not French: patterns, styles, formats."""


def computed(part: ast.expr) -> str:
    """Return what stands for the computed part of a text: a non-breaking space when it is one."""
    return (
        "\u00a0"
        if isinstance(part, ast.FormattedValue) and ast.unparse(part.value) == "NBSP"
        else "X"
    )


def literals(path: Path) -> Iterator[str]:
    """Yield the texts of several words in a module, what is computed as `X`; docstrings are for developers."""
    hidden: set[int] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):  # what holds comes first
        if isinstance(node, ast.Expr):
            hidden.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            hidden |= {id(part) for part in node.values}
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else computed(part)
                for part in node.values
            )
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in hidden
        ):
            yield node.value


PACKAGE = ROOT / "src" / "mentorat_cli"


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_the_program(path: Path) -> None:
    typeset = bool({*path.relative_to(PACKAGE).with_suffix("").parts} & {*TYPESET})
    texts = {
        text
        for text in literals(path)
        if re.search(r"[a-zéè’] [a-zéàX«]", text) and not re.search(CODE, text)
    }
    shown = {french(text) if typeset else text for text in texts}
    assert [fault for text in sorted(shown) for line in lines(text) for fault in faults(line)] == []


def lines(text: str) -> list[str]:
    """Return the lines of a text; two columns are two lines."""
    return [line.strip(" ") for line in re.sub(r"(?<=\S) {2,}(?=\S)", "\n", text).split("\n")]


@pytest.mark.parametrize(
    "path",
    [*sorted(HERE.glob("snapshots/help*.txt")), HERE / "snapshots" / "start.txt"],
    ids=lambda path: path.name,
)
def test_the_help(path: Path) -> None:
    assert [
        fault for line in lines(path.read_text(encoding="utf-8")) for fault in faults(line)
    ] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Quel lycée ?", "espace sécable avant : ; ? ! » %"),
        ("Quel lycée?", "pas d’espace avant : ; ? »"),
        ("« Lyon\u00a0»", "guillemet ouvrant sans espace insécable"),
        ('le "lycée"', "guillemets droits"),
        ("l'élève", "apostrophe droite"),
        ("et la suite...", "points de suspension"),
        ("deux  mots", "deux espaces"),
        ("Bravo\u00a0!", "point d’exclamation"),
        ("les élève(s)", "pluriel entre parenthèses"),
        ("Lyon - Nice", "tiret court"),
        ("A partir de 16 ans", "capitale sans accent"),
        ("Ecole de la République", "accent oublié"),
        ("un mot , puis un autre", "espace avant une virgule ou un point"),
        ("aider les handicapés", "préférer «\u00a0les élèves en situation de handicap\u00a0»"),
        ("des jeunes à problèmes", "préférer «\u00a0élèves en difficulté\u00a0»"),
        (
            "les publics défavorisés",
            "préférer «\u00a0de milieu modeste, d’un quartier prioritaire\u00a0»",
        ),
    ],
)
def test_each_fault_is_seen(text: str, fault: str) -> None:
    assert [re.split(r": ['\"]", item)[0] for item in faults(text)] == [fault]


@pytest.mark.parametrize(
    "text",
    [
        "https://x.fr/?a:b",
        "L’État, à Lyon\u00a0: 12\u00a0% (ac-lyon.fr)…",
        "--lycee-encorde oui",
        "Où\u00a0?",
        "C’Possible, 12:30",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (enumerate_french([]), ""),
        (enumerate_french(["a"]), "a"),
        (enumerate_french(["a", "b"]), "a et b"),
        (enumerate_french(["a", "b", "c"], "ou"), "a, b ou c"),
        (plural(0, "élève"), "0\u00a0élève"),
        (plural(1, "élève"), "1\u00a0élève"),
        (plural(2, "élève"), "2\u00a0élèves"),
        (plural(2, "journal", "journaux"), "2\u00a0journaux"),
        (clipped("abcd", 4), "abcd"),
        (clipped("abcde", 4), "abc…"),
        (capital("éCOLE"), "ÉCOLE"),
        (french("10 000 €, 20 % : « oui » ?"), "10\u00a0000\u00a0€, 20\u00a0%\u00a0: «\u00a0oui\u00a0»\u00a0?"),
        (french("a\x00b\u202ec \x1b[1m"), "a b c [1m"),
        (french("l'eau, rock 'n' roll"), "l’eau, rock 'n' roll"),
        (harmless("a\x00b\u202ec"), "a�b�c"),
    ],
)  # fmt: skip
def test_words_are_set(found: str, expected: str) -> None:
    assert found == expected


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Bourcier", ["Boursier"]),
        ("orientatoin", ["orientation"]),
        ("grenobel", ["Grenoble"]),
        ("Seine Maritme", ["Seine-Maritime"]),
        ("ile de frnace", ["Île-de-France"]),
        ("seconde-por", ["seconde-pro"]),
        ("grandest", ["Grand Est"]),
        ("Loirett", ["Loiret"]),
        ("Évry", []),
        ("étranger", []),
        ("Suisse", []),
        ("le Havre", []),
        ("Saint-Leu", []),
        ("Saint-Pierre", []),
        ("cap-2", []),
        ("classe", []),
        ("Sexe", []),
        ("Martigues", []),
        ("Grnoblee", []),
        ("siene martime", ["Seine-Maritime"]),
    ],
)
def test_only_a_slip_of_the_hand_has_a_nearest_name(typed: str, near: list[str]) -> None:
    known = (
        "Boursier, orientation, Grenoble, Seine-Maritime, Île-de-France, seconde-pro, Grand Est, "
        "Loire, Loiret, Nevers, Nièvre, Angers, Oise, Val-de-Marne, Lozère, Saint-Lô, cap-1, "
        "Saint-Pierre-et-Miquelon, Martinique, Aide sociale à l’enfance, ase"
    )
    assert nearest(typed, known.split(", ")) == near


@pytest.mark.parametrize(
    ("known", "said"),
    [([], "« a » inconnu"), (["b", "c"], "« a » inconnu ; attendu : b ou c")],
)
def test_nothing_is_expected_where_nothing_is_known(known: list[str], said: str) -> None:
    assert instead("« a » inconnu", "a", known).replace("\u00a0", " ") == said


def test_quotes_inside_quotes_are_of_the_second_level() -> None:
    assert quoted("Mentorat «\u00a0Avenir\u00a0» et « b »") == (
        "«\u00a0Mentorat “Avenir” et “b”\u00a0»"
    )
