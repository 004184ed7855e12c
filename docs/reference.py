"""Write docs/reference.md: the YAML and the JSON, from the types that read them and the tables that
say what they mean.

Run `python docs/reference.py` after a change of `base/records.py`, of `payloads/` or of the
questions; `tests/test_docs.py` says when.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from mentorat_cli.base import records as models
from mentorat_cli.base.assembling import EXTENSIBLE
from mentorat_cli.base.meanings import COMPLETED, meanings, purpose, rule_meanings
from mentorat_cli.base.reader import is_record, keys, optional
from mentorat_cli.base.records import (
    Condition,
    Interval,
    KnowledgeBase,
    Question,
    QuestionType,
    Records,
)
from mentorat_cli.base.schema import HIDDEN, record_types
from mentorat_cli.payloads.meanings import MEANINGS, Meanings
from mentorat_cli.typography import french
from mentorat_cli.world import library

HERE = Path(__file__).parent
SCALARS = {
    bool: "oui ou non",
    int: "nombre",
    str: "texte",
    date: "date (AAAA-MM-JJ)",
    models.Id: "identifiant",
    models.Prose: "texte",
    models.Url: "adresse",
    models.Email: "adresse électronique",
    models.Phone: "texte",
    models.Code: "code",
    models.Uai: "code",
    models.SchoolYear: "année scolaire (2025-2026)",
    models.Moment: "date (AAAA, AAAA-MM ou AAAA-MM-JJ)",
}
"""Type of a value → how the reference names it."""
FIRST = (models.Entry, models.Contact, models.Role, models.Guide, models.Question, Records)
"""Records with which the page begins, each followed by those it holds."""

INTRODUCTION = """\
<!-- Page écrite par docs/reference.py : changer base/records.py, payloads/meanings.py ou data/questions.yaml, puis la refaire. -->

# Référence

Ce que contiennent les fichiers YAML de la base, et ce que donnent les commandes avec `--format json`. Pour un premier dispositif, le
[guide des référents](referents.md) va plus vite ; un éditeur qui connaît le schéma (`mentorat schema`) montre ces lignes pendant que
l'on tape.

- [Les fichiers YAML](#les-fichiers-yaml)
- [Les règles](#les-règles)
- [Les critères](#les-critères)
- [Le JSON des commandes](#le-json-des-commandes)
- [Les codes de sortie](#les-codes-de-sortie)
"""
YAML = """\
## Les fichiers YAML

Un fichier est en UTF-8. Il contient une ou plusieurs listes, et chaque élément d'une liste est une fiche dont voici les clés. Une liste
d'identifiants ou de textes qui n'en a qu'un peut s'écrire sans crochets. Une clé inconnue, ou répétée, est une erreur. Un texte reçoit de
lui-même la typographie française.
"""
RULES = """\
## Les règles

`when` (et chaque ligne de `prefer`) est un critère et ce qu'il accepte, ou un groupe de conditions. Une réponse inconnue n'est jamais prise
pour un non. Le critère `academie` accepte aussi une région académique, ou `national`.

```yaml
when:
  all:
    - academie: [lyon, grenoble]
      source: page
    - any:
        - {boursier: oui, source: page}
        - {qpv: oui, source: page}
    - age: {min: 15, max: 20}
      source: page
```
"""
CRITERIA = """\
## Les critères

Un critère s'écrit pareil dans une règle, en option (`--niveau cap-1`) et dans le JSON. « Je ne sais pas » s'écrit `?` ou `ne-sait-pas`.
"""
JSON = """\
## Le JSON des commandes

Un chemin désigne une clé : `[]` est chaque élément d'une liste, `*` chaque clé d'un objet dont les clés sont des identifiants. « Rien »
s'écrit `null` ; un booléen, `true` ou `false`. Le résultat est en UTF-8, sur la sortie ordinaire ou dans le fichier de `--output`.
"""
CODES = """\
## Les codes de sortie

| code | sens |
|---|---|
| 0 | terminé, même si rien ne convient |
| 1 | données invalides |
| 2 | commande mal formée, réponse indispensable qui manque, ou fichier qui ne peut pas servir |
| 3 | résultat qui n’a pas pu être écrit en entier (disque plein…), ou erreur inattendue |
| 130 | interrompu |
"""


def reference(base: KnowledgeBase) -> str:
    """Return the page."""
    records = [
        _record(model)
        for model in dict.fromkeys(model for top in FIRST for model in record_types(top))
    ]
    criteria = _table(
        ("critère", "ce que l'on répond", "la question"),
        [_criterion(item) for item in base.questions],
    )
    commands = [part for name, found in MEANINGS.items() for part in _command(name, found)]
    bounds = {key: told.text for key, told in meanings(Interval).items()}
    rules = _table(
        ("clé", "sens"),
        [(f"`{key}`", text) for key, text in {**rule_meanings(), **bounds}.items()],
    )
    parts = [
        _prose(INTRODUCTION),
        _prose(YAML),
        *records,
        _prose(RULES),
        rules,
        _prose(CRITERIA),
        criteria,
        _prose(JSON),
        *commands,
        _prose(CODES),
    ]
    return "\n".join(parts)


def _prose(text: str) -> str:
    """Return lines in French typography; code keeps its own."""
    lines, code = [], False
    for line in text.splitlines():
        code ^= line.startswith("```")
        indent = line[: len(line) - len(line.lstrip(" "))]
        lines.append(line if code or line.startswith(("```", "<!--")) else indent + french(line))
    return "\n".join(lines) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(
        french("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |") + "\n"
        for line in lines
    )


def _record(model: Any) -> str:
    name = "Un fichier" if model is Records else f"`{model.__name__}`"
    meant = meanings(model)
    rows = [
        (f"`{key}`", "oui" if needed else "", _type(hint), meant[key].text)
        for key, (_, hint, needed) in keys(model, HIDDEN).items()
    ]
    if model in EXTENSIBLE:
        rows.append(
            (
                "`extends`",
                "",
                "identifiant",
                f"{COMPLETED} Les clés obligatoires ne le sont alors plus.",
            )
        )
    head = (
        ("liste", "", "contenu", "sens")
        if model is Records
        else ("clé", "obligatoire", "valeur", "sens")
    )
    return f"### {name}\n\n{french(purpose(model))}\n\n{_table(head, rows)}"


def _type(hint: Any) -> str:
    """Return how a type is written; the counterpart of `schema._type`."""
    if hint == Condition or hint is models.Leaf:
        return "[règle](#les-règles)"
    if hint is Interval:
        return "[nombres](#les-règles), de `min` à `max`"
    if is_record(hint):
        return f"[`{hint.__name__}`](#{hint.__name__.lower()})"
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _type(optional(arguments))
    if origin is tuple:
        return _list(arguments[0])
    if origin is Mapping:
        return f"clés, chacune avec : {_type(arguments[1])}"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return ", ".join(f"`{item.value}`" for item in hint)
    return SCALARS[hint]


def _list(hint: Any) -> str:
    if hint is models.Leaf:
        return "liste de [règles](#les-règles), un critère chacune"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return f"liste, parmi {_type(hint)}"
    return {"identifiant": "liste d'identifiants"}.get(
        _type(hint), f"liste de {_type(hint)}" + ("" if is_record(hint) else "s")
    )


def _criterion(question: Question) -> tuple[str, str, str]:
    return f"`{question.id}`", _answers(question), question.prompt


def _answers(question: Question) -> str:
    if question.type is QuestionType.NUMBER:
        return f"un nombre, de {question.minimum} à {question.maximum}"
    if question.type is QuestionType.TERRITORY:
        return (
            "une académie, un département, un code postal, un chef-lieu "
            "; dans une règle, son identifiant"
        )
    if question.choices_from is models.ChoicesFrom.DEPARTMENTS:
        return "un département, son nom ou son numéro"
    if question.choices_from is models.ChoicesFrom.LYCEES:
        return "un lycée que nomme une règle, ou `autre`"
    several = " ; plusieurs réponses possibles" if question.many else ""
    return ", ".join(f"`{choice.id}`" for choice in question.choices) + several


def _command(name: str, found: Meanings) -> list[str]:
    rows = [(f"`{path}`", *meaning.split(" : ", 1)) for path, meaning in found.items()]
    return [f"### `{name}`\n", _table(("chemin", "valeur", "sens"), rows)]


if __name__ == "__main__":
    known = library.load(HERE.parent / "data").base
    (HERE / "reference.md").write_text(reference(known), encoding="utf-8")
