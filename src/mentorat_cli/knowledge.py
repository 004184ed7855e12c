"""Where the base is, and how its files become one `KnowledgeBase`."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import fields, replace

from mentorat_cli import loading, models
from mentorat_cli.errors import DataError, Location, MentoratError, Problem
from mentorat_cli.loading import INVALID, Invalid, Reader
from mentorat_cli.models import (
    AllOf,
    AnyOf,
    AtLeast,
    Choice,
    ChoicesFrom,
    Condition,
    Interval,
    KnowledgeBase,
    Leaf,
    NoneOf,
    Question,
    QuestionType,
)
from mentorat_cli.typography import code, expected, french

Positions = Mapping[tuple[str | int, ...], Location]
"""(collection, id, field, …) → where it stands."""


class Loaded(Struct, frozen=True):
    """A base with the place of each of its values."""

    base: KnowledgeBase
    positions: Positions


def data_directory() -> Path:
    """Return the folder of the shipped base: beside the package in a wheel, at the root of a checkout otherwise."""
    package = Path(__file__).parent
    for candidate in (package / "data", package.parent.parent / "data"):
        if (candidate / "questions.yaml").is_file():
            return candidate
    raise MentoratError("La base de connaissances est introuvable ; réinstallez mentorat.")


def load(directory: Path) -> Loaded:
    """Return the base of `directory`, read from all its `*.yaml` files.

    Raises DataError with every structural problem of every file.
    """
    problems: list[Problem] = []
    records: dict[str, list[Any]] = {item.name: [] for item in fields(KnowledgeBase)}
    positions: dict[tuple[str | int, ...], Location] = {}
    for path in sorted(directory.glob("*.yaml")):
        read, reader = read_file(path.read_text(encoding="utf-8"), path.name)
        problems += reader.problems
        if isinstance(read, Invalid):
            continue
        for name in records:
            items = getattr(read, name)
            records[name] += items
            problems += _index(positions, reader.positions, name, items)
    if problems:
        raise DataError(problems)
    base = KnowledgeBase(**{name: tuple(items) for name, items in records.items()})
    return Loaded(complete(base), positions)


def read_file(text: str, name: str) -> tuple[Any, Reader]:
    """Return the records of one file (a `KnowledgeBase` of what it holds, or INVALID) and the reader that read it."""
    reader = Reader(name, SCALARS, {Condition: _condition, Leaf: _leaf, Interval: _interval})
    return reader.read(text, KnowledgeBase), reader


def complete(base: KnowledgeBase) -> KnowledgeBase:
    """Return `base` with the choices of every question, and territories of rules spelt as académies."""
    questions = tuple(replace(question, choices=_choices(question, base)) for question in base.questions)
    entries = tuple(
        replace(
            entry,
            when=_spell(entry.when, base.territory),
            prefer=tuple(_spell_leaf(leaf, base.territory) for leaf in entry.prefer),
        )
        for entry in base.entries
    )
    guides = tuple(replace(guide, when=_spell(guide.when, base.territory) if guide.when else None) for guide in base.guides)
    return replace(base, questions=questions, entries=entries, guides=guides)


def _choices(question: Question, base: KnowledgeBase) -> tuple[Choice, ...]:
    if question.type is QuestionType.YES_NO:
        return (
            Choice(models.Id("oui"), models.Prose("oui"), aliases=_prose("o", "yes", "vrai", "1")),
            Choice(models.Id("non"), models.Prose("non"), aliases=_prose("n", "no", "faux", "0")),
        )
    if question.type is QuestionType.TERRITORY:
        return tuple(Choice(item.id, item.name, aliases=item.aliases) for item in base.academies)
    if question.choices_from is ChoicesFrom.LYCEES:
        named = tuple(Choice(item.id, _lycee_label(item), academie=item.academie) for item in base.lycees)
        return named + question.choices
    if question.choices_from is ChoicesFrom.DEPARTMENTS:
        return tuple(
            Choice(models.Id(item.code), models.Prose(f"{item.name} ({item.code})"), aliases=(item.name,), academie=academie.id)
            for academie in base.academies
            for item in (*academie.departments, *academie.attached)
        )
    return question.choices


def _lycee_label(lycee: models.Lycee) -> models.Prose:
    town = f" ({lycee.town})" if lycee.town else ""
    return models.Prose(lycee.name + town)


def _prose(*words: str) -> tuple[models.Prose, ...]:
    return tuple(models.Prose(word) for word in words)


def _spell(condition: Condition, groups: Mapping[str, frozenset[str]]) -> Condition:
    if isinstance(condition, Leaf):
        return _spell_leaf(condition, groups)
    return replace(condition, parts=tuple(_spell(part, groups) for part in condition.parts))


def _spell_leaf(leaf: Leaf, groups: Mapping[str, frozenset[str]]) -> Leaf:
    if leaf.criterion != "academie":
        return leaf
    spelt: frozenset[str] = frozenset().union(*(groups.get(value, frozenset([value])) for value in leaf.values))
    return replace(leaf, values=spelt)


def _index(positions: dict[tuple[str | int, ...], Location], found: Positions, name: str, items: Sequence[Any]) -> list[Problem]:
    """Add the places of `items` to `positions`, by id; return a problem for each id that was there already."""
    problems = []
    keys = [next(str(getattr(item, key)) for key in ("id", "alias", "before", "code") if hasattr(item, key)) for item in items]
    for index, key in enumerate(keys):
        first, place = positions.get((name, key)), found[name, index]
        if first:
            problems.append(Problem(place, f"l'identifiant {code(key)} existe déjà ({first}) ; choisissez-en un autre"))
        positions.setdefault((name, key), place)
    for path, location in found.items():
        if len(path) > 2 and path[0] == name and isinstance(path[1], int):
            positions.setdefault((name, keys[path[1]], *path[2:]), location)
    return problems


# How the texts and structures of the base are read -----------------------------------------------------------------


def _read_id(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise ValueError(f"identifiant {code(text)} : lettres minuscules sans accent, chiffres et traits d'union seulement")
    return text


def _read_prose(text: str) -> str:
    prose = french(text)
    if not prose:
        raise ValueError("le texte est vide")
    return prose


def _read_url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"\\^`{|}\x00-\x20]+", text):
        raise ValueError(f"adresse {code(text)} : attendu « https://… », sans espace")
    return text


def _read_moment(text: str) -> str:
    found = re.fullmatch(r"((?:19|20)\d\d)(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", text)
    if not found:
        raise ValueError(f"date {code(text)} : attendu AAAA, AAAA-MM ou AAAA-MM-JJ")
    return text


def _read_school_year(text: str) -> str:
    found = re.fullmatch(r"(20\d\d)-(20\d\d)", text)
    if not found or int(found[2]) != int(found[1]) + 1:
        raise ValueError(f"année scolaire {code(text)} : attendu par exemple 2025-2026")
    return text


def _read_code(text: str) -> str:
    if not re.fullmatch(r"\d{2,5}|2[AB]", text):
        raise ValueError(f"code {code(text)} : attendu deux à cinq chiffres, ou 2A, 2B")
    return text


SCALARS = {
    models.Id: _read_id,
    models.Prose: _read_prose,
    models.Url: _read_url,
    models.Moment: _read_moment,
    models.SchoolYear: _read_school_year,
    models.Code: _read_code,
}

_GROUPS = {"all": AllOf, "any": AnyOf, "none": NoneOf}


def _condition(reader: Reader, node: yaml.Node, path: loading.Path) -> Any:
    pairs = reader.pairs(node)
    if isinstance(pairs, Invalid):
        return INVALID
    names = [name for name in pairs if name != "source"]
    if len(names) != 1:
        return reader.refuse(node, "une condition porte une seule clé : un critère, ou all, any, none, at_least")
    name, (_, value) = names[0], pairs[names[0]]
    if name == "at_least":
        return _at_least(reader, value, (*path, name))
    if name in _GROUPS:
        parts = _parts(reader, value, (*path, name))
        return INVALID if parts is INVALID else _GROUPS[name](parts)
    reader.positions.pop(path, None)
    return reader.convert_again(node, Leaf, path)


def _at_least(reader: Reader, node: yaml.Node, path: loading.Path) -> Any:
    pairs = reader.pairs(node)
    if isinstance(pairs, Invalid):
        return INVALID
    if set(pairs) != {"count", "of"}:
        return reader.refuse(node, f"{code('at_least')} demande les clés count et of")
    count = reader.convert(pairs["count"][1], int, (*path, "count"))
    parts = _parts(reader, pairs["of"][1], (*path, "of"))
    if count is INVALID or parts is INVALID:
        return INVALID
    if not 1 <= count <= len(parts):
        return reader.refuse(pairs["count"][1], f"count va de 1 à {len(parts)}, le nombre de conditions")
    return AtLeast(count, parts)


def _parts(reader: Reader, node: yaml.Node, path: loading.Path) -> Any:
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        return reader.refuse(node, "attendu : une liste de conditions")
    return reader.convert(node, tuple[Condition, ...], path)


def _leaf(reader: Reader, node: yaml.Node, path: loading.Path) -> Any:
    pairs = reader.pairs(node)
    if isinstance(pairs, Invalid):
        return INVALID
    names = [name for name in pairs if name != "source"]
    if len(names) != 1:
        return reader.refuse(node, "un critère par ligne, avec sa source")
    name, (_, value) = names[0], pairs[names[0]]
    sources = reader.convert(pairs["source"][1], tuple[str, ...], (*path, "source")) if "source" in pairs else ()
    hint: Any = Interval if isinstance(value, yaml.MappingNode) else frozenset[str]
    accepted = reader.convert(value, hint, (*path, name))
    if accepted is INVALID or sources is INVALID:
        return INVALID
    if isinstance(accepted, Interval):
        return Leaf(models.Id(name), interval=accepted, sources=sources)
    return Leaf(models.Id(name), values=accepted, sources=sources)


def _interval(reader: Reader, node: yaml.Node, path: loading.Path) -> Any:
    pairs = reader.pairs(node)
    if isinstance(pairs, Invalid):
        return INVALID
    unknown = next((name for name in pairs if name not in ("min", "max")), None)
    if unknown or not pairs:
        return reader.refuse(node, f"attendu : min, max ou les deux ; {expected(unknown or '', ['min', 'max'])}")
    bounds = {name: reader.convert(value, int, (*path, name)) for name, (_, value) in pairs.items()}
    if INVALID in bounds.values():
        return INVALID
    interval = Interval(**bounds)
    if interval.min is not None and interval.max is not None and interval.min > interval.max:
        return reader.refuse(node, f"min ({interval.min}) dépasse max ({interval.max})")
    return interval
