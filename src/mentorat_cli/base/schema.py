"""The JSON Schema of the YAML files, made from the very types that load them, for editors.

An editor reads YAML 1.2: `oui` is a text, `3` a number, `2026-01-01` a text, `01` the number 1. The
schema accepts what it sees then. It names the criteria, their values, the territories and the roles
of a base, but not what grows with each fiche (entries, contacts, lycées): a fiche can be added
without a new schema.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin

from mentorat_cli.base import records
from mentorat_cli.base.assembling import EXTENSIBLE, SCALARS
from mentorat_cli.base.meanings import COMPLETED, Meaning, meanings, purpose, rule_meanings
from mentorat_cli.base.reader import is_record, keys, optional
from mentorat_cli.base.records import Condition, Interval, KnowledgeBase, Question, QuestionType
from mentorat_cli.base.scalars import DAY
from mentorat_cli.typography import french

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
HIDDEN = frozenset([records.Origin])
RULES = (*get_args(Condition), Interval)
"""Records that a rule is made of: they are not read by their keys."""
BESIDE = ("source", "with")
"""Keys that stand beside a criterion."""
LONGEST_LIST = 20
"""Conditions of an `at_least` up to which `count` is compared with their number: JSON Schema cannot
count, only be told of each.
"""


def schema(base: KnowledgeBase) -> Schema:
    """Return the JSON Schema of a file of `base`, or of a file that adds to it."""
    read = {
        model.__name__: _record(base, model)
        for model in record_types(records.Records)
        if model is not records.Records
    }
    rules = {
        "Condition": _condition(base),
        "Leaf": _leaf(base),
        "Interval": _interval(base),
        **_criteria_values(base),
    }
    return {
        "$schema": DIALECT,
        "title": "mentorat",
        **_record(base, records.Records),
        "$defs": dict(sorted((read | rules).items())),
    }


def record_types(model: Any) -> Iterator[Any]:
    """Yield a record and those that its fields hold, each once; rules are not records of this
    kind.
    """
    seen: dict[Any, None] = {}
    waiting = [model]
    while waiting:
        current = waiting.pop()
        if current in seen or current in RULES:
            continue
        if is_record(current):
            seen[current] = None
            waiting += [hint for _, hint, _ in keys(current, HIDDEN).values()]
        else:
            waiting += get_args(current)
    yield from seen


def _record(base: KnowledgeBase, model: Any) -> Schema:
    found = keys(model, HIDDEN)
    meant = meanings(model)
    described = {
        key: _titled(_field(base, model, key, hint), meant[key])
        for key, (_, hint, _) in found.items()
    }
    required = [key for key, (_, _, needed) in found.items() if needed]
    result = {
        "type": "object",
        "description": french(purpose(model)),
        "properties": described,
        "additionalProperties": False,
    }
    if model in EXTENSIBLE:
        described["extends"] = _described(_scalar(records.Id), COMPLETED)
        return result | {"if": {"required": ["extends"]}, "else": {"required": required}}
    return result | ({"required": required} if required else {})


def _described(schema: Schema, meaning: str) -> Schema:
    return {"description": french(meaning), **schema}


def _titled(schema: Schema, told: Meaning) -> Schema:
    return {"title": french(told.title), **_described(schema, told.text)}


def _field(base: KnowledgeBase, model: Any, key: str, hint: Any) -> Schema:
    special = NAMES.get((model, key))
    if special is None:
        return _type(hint)
    inner = optional(get_args(hint)) if get_origin(hint) in (Union, UnionType) else hint
    return _several(special(base)) if get_origin(inner) is tuple else special(base)


def _type(hint: Any) -> Schema:
    """Return the schema of a type; the counterpart of `Reader.convert`."""
    if hint == Condition or is_record(hint):
        return _ref("Condition" if hint == Condition else hint.__name__)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _type(optional(arguments))
    if origin is tuple:
        items = _type(arguments[0])
        return (
            {"type": "array", "items": items}
            if is_record(arguments[0]) or arguments[0] == Condition
            else _several(items)
        )
    return _scalar(hint)


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _several(items: Schema, least: int = 0) -> Schema:
    """Return a list of texts; a single one may stand for it."""
    listed = {"type": "array", "items": items} | ({"minItems": least} if least else {})
    return {"anyOf": [items, listed]}


def _scalar(hint: Any) -> Schema:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [str(item.value) for item in hint]}
    return KINDS[hint]


def _text(kind: Any, **more: Any) -> Schema:
    return {"type": "string", "pattern": SCALARS[kind].pattern, **more}


KINDS: Mapping[Any, Schema] = {
    bool: {"enum": ["oui", "non"]},
    int: {"type": "integer"},
    str: {"type": ["string", "number"]},
    date: {"type": "string", "format": "date", "pattern": f"^{DAY}$"},
    records.Id: _text(records.Id),
    records.Prose: {"type": ["string", "number"], "pattern": SCALARS[records.Prose].pattern},
    records.Url: _text(records.Url),
    records.Email: _text(records.Email),
    records.Phone: {"type": ["string", "number"], "pattern": SCALARS[records.Phone].pattern},
    records.Uai: _text(records.Uai),
    records.Code: {
        "type": ["string", "integer"],
        "pattern": SCALARS[records.Code].pattern,
        "minimum": 0,
        "maximum": 99999,
    },
    records.SchoolYear: _text(records.SchoolYear),
    records.Moment: {
        "anyOf": [
            {"type": "integer", "minimum": 1900, "maximum": 2099},
            _text(records.Moment, maxLength=len("AAAA-MM")),
            _text(records.Moment, minLength=len("AAAA-MM-JJ"), format="date"),
        ]
    },
}
"""Type of text → its schema: what `scalars` reads, as YAML 1.2 shows it."""


# Names of the base


def _one_of(names: Iterable[str]) -> Schema:
    """Return one of these names; those made of digits may have been read as numbers."""
    known = [str(name) for name in names]
    return {"enum": [*known, *sorted({int(name) for name in known if name.isdigit()})]}


def _suggested(names: Iterable[str]) -> Schema:
    """Return any id; an editor offers these."""
    return {"anyOf": [{"enum": [str(name) for name in names]}, _text(records.Id)]}


def _roles(base: KnowledgeBase) -> Schema:
    return _suggested(base.role)


def _academies(base: KnowledgeBase) -> Schema:
    return _one_of(base.academie)


def _criteria(base: KnowledgeBase) -> Schema:
    return _one_of(base.question)


def _territories(base: KnowledgeBase) -> Schema:
    return _one_of([*base.territory, *_departments(base)])


def _departments(base: KnowledgeBase) -> Iterator[str]:
    for academie in base.academies:
        yield from (item.code for item in (*academie.departments, *academie.attached))


def _goals(base: KnowledgeBase) -> Schema:
    strength = {"type": "integer", "minimum": 1, "maximum": 3}
    return _closed(
        {
            str(choice.id): _described(strength, choice.label)
            for choice in base.question["objectif"].choices
        }
    )


def _answers(base: KnowledgeBase) -> Schema:
    return _closed(
        {
            name: _described(_answer(question), question.prompt)
            for name, question in base.question.items()
        }
    )


def _answer(question: Question) -> Schema:
    if question.type is QuestionType.NUMBER:
        return {
            "type": ["integer", "string"],
            "minimum": question.minimum,
            "maximum": question.maximum,
            "pattern": "^[0-9]{1,3}$",
        }
    return _choice(question)


def _implied(base: KnowledgeBase) -> Schema:
    numbers = [item for item in base.questions if item.type is QuestionType.NUMBER]
    return _closed({str(item.id): _described(_type(Interval), item.label) for item in numbers})


def _choice(question: Question) -> Schema:
    names = [str(choice.id) for choice in question.choices]
    if question.choices_from in (records.ChoicesFrom.LYCEES, records.ChoicesFrom.FAMILIES):
        fixed = (item for item in question.choices if item.academie is None and item.family is None)
        return _suggested(str(choice.id) for choice in fixed)
    return _one_of(names)


def _specialities(base: KnowledgeBase) -> Schema:
    named = {"type": "array", "items": _several(_type(records.Prose))}
    return _closed({str(item.id): named for item in base.diplomas})


def _closed(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}


NAMES: Mapping[tuple[Any, str], Callable[[KnowledgeBase], Schema]] = {
    (records.Entry, "goals"): _goals,
    (records.Entry, "contacts"): _roles,
    (records.Entry, "on_request"): _criteria,
    (records.Example, "answers"): _answers,
    (records.Choice, "implies"): _implied,
    (records.Choice, "academie"): _academies,
    (records.Step, "who"): _roles,
    (records.HumanCheck, "with"): _roles,
    (records.Place, "academie"): _academies,
    (records.Evidence, "academie"): _academies,
    (records.Evidence, "region"): lambda base: _one_of(base.region),
    (records.Evidence, "departement"): lambda base: _one_of(_departments(base)),
    (records.Contact, "role"): _roles,
    (records.Contact, "territory"): _territories,
    (records.Role, "next"): _roles,
    (records.Lycee, "academie"): _academies,
    (records.Ambiguous, "academies"): _academies,
    (records.Academie, "attached_to"): _academies,
    (records.Academie, "region"): lambda base: _one_of(base.region),
    (records.ClassLevel, "diplomas"): lambda base: _suggested(item.id for item in base.diplomas),
    (records.Formation, "names"): _specialities,
    (records.Rename, "criterion"): _criteria,
}
"""(record, key) → the names that the base gives it."""


# Rules


def _condition(base: KnowledgeBase) -> Schema:
    conditions = {"type": "array", "items": _type(Condition), "minItems": 1}
    told = rule_meanings()
    groups = {name: _described(conditions, told[name]) for name in ("all", "any", "none")}
    at_least = _described(_at_least(conditions), told["at_least"])
    properties = {**groups, "at_least": at_least, **_criterion_keys(base)}
    grouped = {"anyOf": [{"required": [name]} for name in (*groups, "at_least")]}
    beside = {"anyOf": [{"required": [name]} for name in BESIDE]}
    return _one_key(properties) | {"not": {"allOf": [beside, grouped]}}


def _leaf(base: KnowledgeBase) -> Schema:
    return _one_key(_criterion_keys(base))


def _one_key(properties: Schema) -> Schema:
    """Return a block that has one key, and perhaps what stands beside it."""
    one, two, three = ({"minProperties": size, "maxProperties": size} for size in (1, 2, 3))
    either = {"if": {"anyOf": [{"required": [name]} for name in BESIDE]}, "then": two, "else": one}
    return {**_closed(properties), "if": {"required": [*BESIDE]}, "then": three, "else": either}


def _criterion_keys(base: KnowledgeBase) -> Schema:
    named = {
        name: _described(_ref(f"criterion-{name}"), question.prompt)
        for name, question in base.question.items()
    }
    told = rule_meanings()
    beside = {"source": _several(_scalar(str)), "with": _roles(base)}
    return {**named, **{key: _described(beside[key], told[key]) for key in BESIDE}}


def _criteria_values(base: KnowledgeBase) -> Schema:
    return {
        f"criterion-{name}": _accepted(base, question) for name, question in base.question.items()
    }


def _accepted(base: KnowledgeBase, question: Question) -> Schema:
    if question.type is QuestionType.NUMBER:
        return _type(Interval)
    return _several(
        _one_of(base.territory) if question.type is QuestionType.TERRITORY else _choice(question),
        least=1,
    )


def _at_least(conditions: Schema) -> Schema:
    told = rule_meanings()
    count = {"type": "integer", "minimum": 1, "description": french(told["count"])}
    properties = {"count": count, "of": _described(conditions, told["of"])}
    enough = [
        _implies("count", {"const": size}, "of", {"minItems": size})
        for size in range(2, LONGEST_LIST + 1)
    ]
    return {**_closed(properties), "required": ["count", "of"], "allOf": enough}


def _interval(base: KnowledgeBase) -> Schema:
    """Return the bounds of a number; `min` is compared with `max` within the numbers that the
    questions accept.
    """
    bounds = {key: _titled(_type(int), told) for key, told in meanings(Interval).items()}
    numbers = {
        number
        for item in base.questions
        if item.type is QuestionType.NUMBER
        for number in range(item.minimum, item.maximum + 1)
    }
    ordered = [
        _implies("max", {"const": number}, "min", {"maximum": number}) for number in sorted(numbers)
    ]
    return {
        **_closed(bounds),
        "description": french(purpose(Interval)),
        "minProperties": 1,
        "allOf": ordered,
    }


def _implies(key: str, holds: Schema, other: str, then: Schema) -> Schema:
    return {
        "if": {"properties": {key: holds}, "required": [key]},
        "then": {"properties": {other: then}},
    }
