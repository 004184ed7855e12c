"""What the records and their keys mean, in French, as `records.py` says it beside them.

A record has a second docstring, and under each field stands « titre : sens ». Nothing evaluates
them when the program starts: they are read from the source, by who asks.
"""

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from msgspec.structs import fields

from mentorat_cli.base import records

COMPLETED = (
    "L'identifiant d'une fiche de la base à compléter : elle garde tout ce qui n'est pas redit ici."
)
"""What the key `extends` means, in every record that may have it."""


class Meaning(NamedTuple):
    """How a key is called in a sentence, and what to write there; not yet typeset."""

    title: str
    text: str


def purpose(record: Any) -> str:
    """Return what a record is."""
    return _written()[record.__name__, ""]


def meanings(record: Any) -> Mapping[str, Meaning]:
    """Return key → its meaning, in the order of the fields. Raises KeyError when a field has
    none.
    """
    return {
        item.encode_name: Meaning(*_under(record, item.name).split(" : ", 1))
        for item in fields(record)
    }


def rule_meanings() -> Mapping[str, str]:
    """Return key of a rule → what it means; the criteria have the label of their question."""
    groups = (records.AllOf, records.AnyOf, records.NoneOf, records.AtLeast)
    counted, leaf = meanings(records.AtLeast), meanings(records.Leaf)
    return {
        **{str(group.__struct_config__.tag): purpose(group) for group in groups},
        "count": counted["count"].text,
        "of": counted["parts"].text,
        "source": leaf["sources"].text,
        "with": leaf["with"].text,
    }


def _under(record: Any, field: str) -> str:
    """Return the text under a field, which a record may have from another."""
    owners = [kind.__name__ for kind in record.__mro__ if (kind.__name__, field) in _written()]
    return _written()[(*owners, record.__name__)[0], field]


@cache
def _written() -> Mapping[tuple[str, str], str]:
    """Return (record, field) → the text under it; the field of a record's own text is empty."""
    tree = ast.parse(inspect.getsource(records))
    return {
        (owner.name, field): text
        for owner in tree.body
        if isinstance(owner, ast.ClassDef)
        for field, text in _texts(owner)
    }


def _texts(owner: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for above, below in pairwise(owner.body):
        match above, below:
            case (
                ast.AnnAssign(target=ast.Name(id=field)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield field, " ".join(text.split())
            case ast.Expr(), ast.Expr(value=ast.Constant(value=str(text))):
                yield "", " ".join(text.split())
