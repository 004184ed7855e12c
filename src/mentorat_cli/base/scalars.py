"""From one text of a file to the value that its type asks for."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import partial
from typing import Any, Literal

from msgspec import Struct

from mentorat_cli.typography import clipped, code, instead, unalike

ShapeRule = Literal[
    "cle-complexe",
    "cle-inconnue",
    "cle-manquante",
    "cles-attendues",
    "liste-attendue",
    "valeur-simple-attendue",
    "valeur-manquante",
    "valeur-hors-liste",
    "oui-ou-non",
    "nombre-entier",
    "date-mal-ecrite",
    "identifiant-mal-ecrit",
    "texte-vide",
    "adresse-mal-ecrite",
    "courriel-mal-ecrit",
    "telephone-mal-ecrit",
    "annee-scolaire-mal-ecrite",
    "code-mal-ecrit",
    "uai-mal-ecrit",
    "condition-mal-formee",
    "conditions-attendues",
    "critere-mal-forme",
    "valeurs-attendues",
    "au-moins-mal-forme",
    "au-moins-impossible",
    "intervalle-mal-forme",
    "intervalle-a-l-envers",
]
"""What can be wrong with the keys and values of a record. A JSON Schema sees it too."""

INTEGER = "-?(0|[1-9][0-9]{0,8})"
EMAIL = r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
"""A mailbox and nothing else: what would add a hidden copy or a subject to a message is none."""
DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"


class Scalar(Struct, frozen=True):
    """A kind of text: the pattern that it holds once kept, the rule and what is said (`{}` is the
    text) when it does not.

    `keep` returns the text as it is kept, empty when it cannot be.
    """

    pattern: str
    rule: ShapeRule
    refusal: str
    keep: Callable[[str], str] = str


class Malformed(ValueError):
    """A text that is not of the kind expected: the rule, and what to say."""

    def __init__(self, rule: ShapeRule, message: str) -> None:
        self.rule: ShapeRule = rule
        super().__init__(message)


def scalar_reader(hint: Any, scalars: Mapping[Any, Scalar]) -> Callable[[str], Any]:
    """Return what reads a text into a value of type `hint`; `scalars` are the kinds of text. It
    raises Malformed.
    """
    if hint in scalars:
        return partial(
            _read_text, kind=scalars[hint], holds=re.compile(scalars[hint].pattern).search
        )
    if isinstance(hint, type) and issubclass(hint, Enum):
        return partial(_read_member, members={str(item.value): item for item in hint})
    return {bool: _read_bool, int: _read_int, date: _read_date}.get(hint, str)


def _read_member(text: str, members: Mapping[str, Enum]) -> Enum:
    if text not in members:
        raise Malformed(
            "valeur-hors-liste",
            instead(f"valeur inconnue {code(clipped(text))}", clipped(text), list(members)),
        )
    return members[text]


def _read_bool(text: str) -> bool:
    if text not in ("oui", "non"):
        raise Malformed("oui-ou-non", f"attendu : oui ou non ; trouvé : {code(clipped(text))}")
    return text == "oui"


def _read_int(text: str) -> int:
    if not re.fullmatch(INTEGER, text):
        raise Malformed(
            "nombre-entier", f"attendu : un nombre entier ; trouvé : {code(clipped(text))}"
        )
    return int(text)


def _read_date(text: str) -> date:
    if not is_day(text):
        raise Malformed(
            "date-mal-ecrite", f"attendu : une date AAAA-MM-JJ ; trouvé : {code(clipped(text))}"
        )
    return date.fromisoformat(text)


def _read_text(text: str, kind: Scalar, holds: Callable[[str], object]) -> str:
    kept = kind.keep(text)
    if kept.endswith("\n") or not holds(kept):
        raise Malformed(kind.rule, kind.refusal.format(code(clipped(text)) + unalike(text)))
    return kept


def is_day(text: str) -> bool:
    """Return whether `text` is a day that exists, written AAAA-MM-JJ (Python also reads `20260101`
    and `2026-W01-1`).
    """
    if not re.fullmatch(DAY, text):
        return False
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


SERVICE_WORDS = (
    "ce",
    "contact",
    "accueil",
    "info",
    "draio",
    "drafpic",
    "rectorat",
    "mentorat",
    "secretariat",
    "sg",
)
"""First words of the mailboxes of a service, which have two words like a person's."""


def looks_personal(email: str) -> bool:
    """Return whether a mailbox looks like a person's: two words where none is that of a service."""
    words = re.split(r"[.-]", email.partition("@")[0])
    return len(words) == 2 and all(word.isalpha() and word not in SERVICE_WORDS for word in words)
