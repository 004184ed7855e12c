"""From the rules of a base to its bit sets: the same rules, turned by ninety degrees."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from mentorat_cli.base.records import (
    EVERYBODY,
    AtLeast,
    Bits,
    Brief,
    Cited,
    Clauses,
    Column,
    Condition,
    Entry,
    Form,
    Id,
    Index,
    KnowledgeBase,
    Leaf,
    Part,
    Scope,
    Slot,
    Variant,
    leaves,
)
from mentorat_cli.engine.bits import to_bits
from mentorat_cli.engine.matching import Reach, last_key, own_key, priorities, reach
from mentorat_cli.engine.presence import academies, attested, family, is_everywhere
from mentorat_cli.engine.rules import accepts, conjuncts
from mentorat_cli.engine.verdicts import doubts, expected, rule


def indexed(base: KnowledgeBase) -> KnowledgeBase:
    """Return `base` with its bit sets and what lists tell of its entries."""
    return replace(
        base, index=compile_index(base), briefs=tuple(brief(base, entry) for entry in base.entries)
    )


def brief(base: KnowledgeBase, entry: Entry) -> Brief:
    """Return what a list tells of an entry."""
    return Brief(
        entry.id,
        entry.name,
        entry.kind,
        entry.status,
        tuple(Id(item) for item in sorted(academies(base, entry))),
        entry.goals,
        entry.summary,
        entry.checked_on,
        tuple(Cited(item.tier, item.title, item.url, item.date) for item in entry.sources),
        entry.origin,
    )


def compile_index(base: KnowledgeBase) -> Index:
    """Return the bit sets of all the entries of `base`."""
    keys = [(*own_key(base, entry), *last_key(base, entry)) for entry in base.entries]
    places = sorted(range(len(keys)), key=keys.__getitem__)
    entries = [base.entries[place] for place in places]
    pack = _Packer(base, entries)

    def by(values: Callable[[Entry], Iterable[object]]) -> dict[str, Bits]:
        return _by_value(entries, values)

    def those(holds: Callable[[Entry], bool]) -> Bits:
        return by(lambda entry: [holds(entry)]).get(str(True), b"")

    heads = by(lambda entry: [entry.id] if entry.id in base.antennes else [])
    antennes = by(lambda entry: [family(entry)] if entry.variant is Variant.ANTENNE else [])
    reaches, forms = (
        by(lambda entry: [reach(base, entry)]),
        by(lambda entry: [entry.forms[0] if entry.forms else None]),
    )
    return Index(
        tuple(places),
        pack.clauses(lambda entry: conjuncts(rule(base, entry))),
        pack.clauses(lambda entry: expected(base, entry)),
        pack.clauses(lambda entry: conjuncts(attested(base, entry) or EVERYBODY)),
        {
            number: (rule(base, entry), doubts(base, entry))
            for number, entry in enumerate(entries)
            if any(map(_repeats, (rule(base, entry), *doubts(base, entry))))
        },
        {
            goal: _strengths(entries, goal)
            for goal in dict.fromkeys(str(goal) for entry in entries for goal in entry.goals)
        },
        by(lambda entry: [entry.kind]),
        by(lambda entry: [entry.status]),
        tuple(reaches.get(str(item), b"") for item in Reach),
        tuple(forms.get(str(item), b"") for item in (*Form, None)),
        by(lambda entry: entry.scales),
        pack.columns(pack.preferred(lambda entry: priorities(base, entry))),
        by(lambda entry: [entry.on_request] if entry.on_request else []),
        those(lambda entry: _is_national(base, entry)),
        tuple((heads[name], bits) for name, bits in antennes.items()),
    )


def _is_national(base: KnowledgeBase, entry: Entry) -> bool:
    """Return whether an entry stands in the list of every place that does not refuse it."""
    condition = attested(base, entry)
    offered = entry.presence is not None and entry.presence.scope is Scope.NATIONAL
    return offered or condition is None or is_everywhere(base, condition)


def _by_value(entries: list[Entry], values: Callable[[Entry], Iterable[object]]) -> dict[str, Bits]:
    found: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        for value in values(entry):
            found.setdefault(str(value), []).append(number)
    return {value: to_bits(numbers, len(entries)) for value, numbers in found.items()}


def _strengths(entries: list[Entry], goal: str) -> tuple[Bits, Bits, Bits]:
    found = [
        [number for number, entry in enumerate(entries) if entry.goals.get(goal) == strength]
        for strength in (3, 2, 1)
    ]
    three, two, one = (to_bits(numbers, len(entries)) for numbers in found)
    return three, two, one


def _repeats(condition: Condition) -> bool:
    counts = Counter(leaf.criterion for leaf in leaves(condition))
    return any(count > 1 for count in counts.values())


def _shape(condition: Condition) -> Condition:
    """Return a condition without what its leaves accept."""
    if isinstance(condition, Leaf):
        return Leaf(condition.criterion)
    parts = tuple(_shape(part) for part in condition.parts)
    if isinstance(condition, AtLeast):
        return AtLeast(condition.count, parts)
    return type(condition)(parts)


Gathered = dict[tuple[str, int], dict[int, Leaf]]
"""Criterion and place of a leaf among the leaves on it → entry → its leaf there."""


class _Packer:
    """Gathers leaves by the place they take in the rules, then packs them as bits."""

    def __init__(self, base: KnowledgeBase, entries: list[Entry]) -> None:
        self.entries, self.size = entries, len(entries)
        self._numbers = {
            str(question.id): [
                str(number) for number in range(question.minimum, question.maximum + 1)
            ]
            for question in base.questions
        }

    def clauses(self, conditions: Callable[[Entry], Iterable[Condition]]) -> Clauses:
        """Return the conditions that must all hold for an entry, for all of them."""
        alone: Gathered = defaultdict(dict)
        composed: dict[tuple[Condition, int], dict[int, tuple[Leaf, ...]]] = defaultdict(dict)
        for number, entry in enumerate(self.entries):
            seen: Counter[object] = Counter()
            for part in conditions(entry):
                key = part.criterion if isinstance(part, Leaf) else _shape(part)
                if isinstance(part, Leaf):
                    alone[part.criterion, seen[key]][number] = part
                else:
                    composed[_shape(part), seen[key]][number] = tuple(leaves(part))
                seen[key] += 1
        return Clauses(self.columns(alone), tuple(self._parts(composed)))

    def preferred(self, publics: Callable[[Entry], Iterable[Leaf]]) -> Gathered:
        """Return the priority publics of the entries."""
        found: Gathered = defaultdict(dict)
        for number, entry in enumerate(self.entries):
            for place, leaf in enumerate(publics(entry)):
                found[leaf.criterion, place][number] = leaf
        return found

    def columns(self, gathered: Mapping[tuple[str, int], Mapping[int, Leaf]]) -> tuple[Column, ...]:
        """Return gathered leaves as columns."""
        return tuple(
            Column(self._slot(name, found), to_bits(list(found), self.size))
            for (name, _), found in gathered.items()
        )

    def _parts(
        self, composed: Mapping[tuple[Condition, int], Mapping[int, tuple[Leaf, ...]]]
    ) -> Iterator[Part]:
        """Yield the composed conditions, by shape."""
        for (shape, _), found in composed.items():
            slots = (
                self._slot(leaf.criterion, {number: own[index] for number, own in found.items()})
                for index, leaf in enumerate(leaves(shape))
            )
            yield Part(shape, tuple(slots), to_bits(list(found), self.size))

    def _slot(self, criterion: str, found: Mapping[int, Leaf]) -> Slot:
        accepted: dict[str, list[int]] = {}
        for number, leaf in found.items():
            values = (
                leaf.values
                if leaf.interval is None
                else [value for value in self._numbers[criterion] if accepts(leaf, (value,))]
            )
            for value in values:
                accepted.setdefault(value, []).append(number)
        return Slot(
            criterion,
            {value: to_bits(numbers, self.size) for value, numbers in sorted(accepted.items())},
        )
