"""What every check shares: what it is, and the walk through the rules of a base."""

from collections.abc import Callable, Collection, Iterator, Mapping

from mentorat_cli.base.assembling import Loaded
from mentorat_cli.base.nodes import problem
from mentorat_cli.base.reader import Pointer
from mentorat_cli.base.records import EVERYBODY, Condition, Entry, KnowledgeBase, Leaf
from mentorat_cli.errors import Problem, Severity
from mentorat_cli.typography import clipped, code, instead

Fault = tuple[Pointer, str]
"""The way to what is wrong (collection, id, field, index…), and what to say in French; the runner
finds the line and sets the typography.
"""

Check = Callable[[KnowledgeBase], Iterator[Fault]]

Checks = Mapping[str, Check]
"""Id of a rule, as the user sees it → the function that yields its faults."""

_PARTS: Mapping[str, Pointer] = {
    "AllOf": ("all",),
    "AnyOf": ("any",),
    "NoneOf": ("none",),
    "AtLeast": ("at_least", "of"),
}


def run(loaded: Loaded, table: Checks, severity: Severity = "erreur") -> list[Problem]:
    """Return every fault that the checks of a table find, each at its place, in file order."""
    return sorted(
        problem(loaded.at(*path), rule, message, severity)
        for rule, check in table.items()
        for path, message in check(loaded.base)
    )


def absent(
    path: Pointer,
    name: str,
    known: Collection[str],
    sentence: str,
    unhinted: Collection[str] = (),
) -> Iterator[Fault]:
    """Yield a fault when `name`, which stands for `{}` in the sentence, is not known; the nearest
    known ones are named, but those `unhinted`.
    """
    if name not in known:
        told = sentence.format(code(clipped(name)))
        yield path, instead(told, clipped(name), list(known), unhinted)


def conditions(base: KnowledgeBase) -> Iterator[tuple[Pointer, Condition]]:
    """Yield the rules of each entry and that of each guide that has one, with its path."""
    for entry in base.entries:
        yield from entry_conditions(entry)
    for guide in base.guides:
        if guide.when is not None:
            yield ("guides", guide.id, "when"), guide.when


def entry_conditions(entry: Entry) -> Iterator[tuple[Pointer, Condition]]:
    """Yield what an entry requires, then what it expects, with its path."""
    for field, condition in (("when", entry.when), ("expect", entry.expect)):
        if condition not in (None, EVERYBODY):
            yield ("entries", entry.id, field), condition


def parts(condition: Condition, path: Pointer) -> Iterator[tuple[Pointer, Condition]]:
    """Yield a condition and all its parts, each with its path, the outer ones first."""
    yield path, condition
    if not isinstance(condition, Leaf):
        for index, part in enumerate(condition.parts):
            yield from parts(part, (*path, *_PARTS[type(condition).__name__], index))


def placed_leaves(condition: Condition, path: Pointer) -> Iterator[tuple[Pointer, Leaf]]:
    """Yield the leaves of a condition, each with its path."""
    for where, part in parts(condition, path):
        if isinstance(part, Leaf):
            yield where, part


def entry_leaves(entry: Entry) -> Iterator[tuple[Pointer, Leaf]]:
    """Yield the leaves of an entry, of its rules and of its priority publics, each with its
    path.
    """
    for path, condition in entry_conditions(entry):
        yield from placed_leaves(condition, path)
    for index, leaf in enumerate(entry.prefer):
        yield ("entries", entry.id, "prefer", index), leaf


def all_leaves(base: KnowledgeBase) -> Iterator[tuple[Pointer, Leaf]]:
    """Yield every leaf of the base, with its path."""
    for entry in base.entries:
        yield from entry_leaves(entry)
    for guide in base.guides:
        if guide.when is not None:
            yield from placed_leaves(guide.when, ("guides", guide.id, "when"))
