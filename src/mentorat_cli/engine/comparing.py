"""What one base changes from another: records, and the profiles for which a verdict is no longer
the same.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from msgspec import Struct
from msgspec.structs import fields, replace

from mentorat_cli.base.records import (
    AllOf,
    Answers,
    Condition,
    Entry,
    KnowledgeBase,
    Leaf,
    Outcome,
    Question,
    Records,
)
from mentorat_cli.engine.rules import (
    LARGEST_PRODUCT,
    criteria,
    readers,
    representatives,
    signature,
)
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.engine.verdicts import result, whole

EXAMPLES = 3
DECIDING = (
    "when",
    "goals",
    "status",
    "on_request",
    "presence",
    "expect",
    "modes",
    "variant_of",
    "variant",
)
"""Fields of an entry on which its verdict depends."""
_KEYS = ("id", "alias", "before", "code")


class Changed(Struct, frozen=True):
    """A record that both bases have, with the names of the fields that differ."""

    key: str
    before: Any
    after: Any
    fields: tuple[str, ...]


class Changes(Struct, frozen=True):
    """What happens to one collection (`entries`, `contacts`…); `reordered` when what both bases
    have comes in another order.
    """

    collection: str
    added: tuple[Any, ...]
    removed: tuple[Any, ...]
    changed: tuple[Changed, ...]
    reordered: bool

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.reordered)


class Shift(Struct, frozen=True):
    """A verdict that becomes another one: for how many kinds of profiles, and a few of them."""

    before: Outcome
    after: Outcome
    count: int
    examples: tuple[Answers, ...]


class Effect(Struct, frozen=True):
    """What a change does to one entry: of `profiles` kinds of profiles, which change verdict. None:
    too many to be counted.
    """

    entry: str
    profiles: int | None
    shifts: tuple[Shift, ...]


class Criterion(Struct, frozen=True):
    """A criterion that rules begin, or cease, to read, with the entries that read it."""

    id: str
    entries: tuple[str, ...]


class Difference(Struct, frozen=True):
    """Everything that differs. `words` is a base that knows every criterion and answer of both: it
    words the examples.
    """

    words: KnowledgeBase
    changes: tuple[Changes, ...]
    effects: tuple[Effect, ...]
    appeared: tuple[Criterion, ...]
    vanished: tuple[Criterion, ...]


def compare(before: KnowledgeBase, after: KnowledgeBase) -> Difference:
    """Return what `after` changes; a difference without changes means that the two bases say the
    same.
    """
    found = [
        _changes(item.name, getattr(before, item.name), getattr(after, item.name))
        for item in fields(Records)
    ]
    words = together(before, after)
    changed = next(item.changed for item in found if item.collection == "entries")
    effects = tuple(
        _effect(words, (before, item.before), (after, item.after))
        for item in changed
        if set(item.fields) & set(DECIDING)
    )
    old, new = _read(before), _read(after)
    return Difference(
        words,
        tuple(item for item in found if item),
        effects,
        tuple(Criterion(name, entries) for name, entries in new.items() if name not in old),
        tuple(Criterion(name, entries) for name, entries in old.items() if name not in new),
    )


def key(item: Any) -> str:
    """Return what names a record in its collection."""
    return next(str(getattr(item, name)) for name in _KEYS if hasattr(item, name))


def _changes(collection: str, before: Sequence[Any], after: Sequence[Any]) -> Changes:
    old, new = {key(item): item for item in before}, {key(item): item for item in after}
    both = [name for name in new if name in old]
    return Changes(
        collection,
        tuple(item for name, item in new.items() if name not in old),
        tuple(item for name, item in old.items() if name not in new),
        tuple(
            Changed(name, old[name], new[name], different)
            for name in both
            if (different := _different(old[name], new[name]))
        ),
        both != [name for name in old if name in new],
    )


def _different(before: Any, after: Any) -> tuple[str, ...]:
    """Return the fields that differ; the file that a record comes from is not one of them."""
    names = [item.name for item in fields(type(after)) if item.name != "origin"]
    return tuple(
        name for name in names if _ordered(getattr(before, name)) != _ordered(getattr(after, name))
    )


def _ordered(value: Any) -> Any:
    return list(value.items()) if isinstance(value, Mapping) else value


def _read(base: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """Return criterion → the entries of which the rule reads it."""
    found: dict[str, list[str]] = {}
    for entry in base.entries:
        for name in dict.fromkeys(
            (*criteria(whole(base, entry)), *([str(entry.on_request)] if entry.on_request else []))
        ):
            found.setdefault(name, []).append(str(entry.id))
    return {name: tuple(entries) for name, entries in found.items()}


# Profiles


def together(before: KnowledgeBase, after: KnowledgeBase) -> KnowledgeBase:
    """Return `after` with the questions, answers and territories that only `before` has."""
    questions = [
        _joined(before.question[item.id], item) if item.id in before.question else item
        for item in after.questions
    ]
    questions += [item for item in before.questions if item.id not in after.question]
    academies = [
        *after.academies,
        *(item for item in before.academies if item.id not in after.academie),
    ]
    return replace(after, questions=tuple(questions), academies=tuple(academies))


def _joined(before: Question, after: Question) -> Question:
    known = {str(choice.id) for choice in after.choices}
    choices = (*after.choices, *(choice for choice in before.choices if choice.id not in known))
    return replace(
        after,
        choices=choices,
        minimum=min(before.minimum, after.minimum),
        maximum=max(before.maximum, after.maximum),
    )


Own = tuple[KnowledgeBase, Entry]
"""An entry in its base."""


def _effect(base: KnowledgeBase, before: Own, after: Own) -> Effect:
    asked = [
        Leaf(entry.on_request, frozenset(["oui"]))
        for _, entry in (before, after)
        if entry.on_request
    ]
    name = str(after[1].id)
    profiles = kinds_of_profiles(base, AllOf((whole(*before), whole(*after), *asked)))
    if profiles is None:
        return Effect(name, None, ())
    found: dict[tuple[Outcome, Outcome], list[Answers]] = {}
    for answers in profiles:
        possible = {name: (answer,) for name, answer in answers.items()}
        found.setdefault((result(*before, possible), result(*after, possible)), []).append(answers)
    shifts = [
        Shift(old, new, len(items), _spread(items))
        for (old, new), items in found.items()
        if old is not new
    ]
    return Effect(name, len(profiles), tuple(shifts))


def _spread(items: Sequence[Answers]) -> tuple[Answers, ...]:
    """Return a few items, the first and the last among them, evenly apart."""
    if len(items) <= EXAMPLES:
        return tuple(items)
    return tuple(items[index * (len(items) - 1) // (EXAMPLES - 1)] for index in range(EXAMPLES))


def kinds_of_profiles(
    base: KnowledgeBase, condition: Condition, limit: int = LARGEST_PRODUCT
) -> list[Answers] | None:
    """Return one full set of answers for each kind of profile that a rule can tell apart; None
    beyond `limit` combinations.

    Answers that contradict each other make no profile: a lycée of another académie, an age that the
    class makes implausible. So the answers that bound others are tried one by one, and of the
    others one for each way in which the rule sees them.
    """
    everything = possible_answers(base, {})
    names = criteria(condition)
    outer = _bounding(base, names)
    inner = [name for name in names if name not in outer]
    tried = [
        everything[name] if name in outer else representatives(condition, name, everything[name])
        for name in names
    ]
    if prod(map(len, tried)) > limit:
        return None
    reading = {name: readers(condition, name) for name in names}
    found: dict[tuple[object, ...], Answers] = {}
    for bounds in product(*(everything[name] for name in outer)):
        given = dict(zip(outer, bounds, strict=True))
        world = possible_answers(base, given)
        for answers in product(*(representatives(condition, name, world[name]) for name in inner)):
            profile = {**given, **dict(zip(inner, answers, strict=True))}
            found.setdefault(
                tuple(signature(reading[name], profile[name]) for name in names),
                {name: profile[name] for name in names},
            )
    return list(found.values())


def _bounding(base: KnowledgeBase, names: Sequence[str]) -> list[str]:
    """Return the criteria of which an answer leaves fewer answers to another one of `names`."""
    implying_names = {item for name in names for item in base.implying[name]}
    placed = [
        name for name in names if any(choice.academie for choice in base.question[name].choices)
    ]
    settling = ["academie"] if placed and "academie" in names else placed[1:]
    return [name for name in names if name in implying_names or name in settling]
