"""From the rules of a base to its bit sets: the same rules, turned by ninety degrees."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from mentorat_cli.base.records import (
    AllOf,
    AtLeast,
    Bits,
    Brief,
    Cited,
    Column,
    Condition,
    Entry,
    Form,
    Id,
    Index,
    KnowledgeBase,
    Leaf,
    Part,
    Slot,
    leaves,
)
from mentorat_cli.engine.bits import to_bits
from mentorat_cli.engine.matching import Reach, academies, last_key, own_key, priorities, reach
from mentorat_cli.engine.rules import accepts, rule


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
    pack = _Packer(base, len(entries))
    for number, entry in enumerate(entries):
        pack.add(number, rule(entry), priorities(base, entry))

    def by(values: Callable[[Entry], Iterable[object]]) -> dict[str, Bits]:
        return _by_value(entries, values)

    reaches, forms = (
        by(lambda entry: [reach(base, entry)]),
        by(lambda entry: [entry.forms[0] if entry.forms else None]),
    )
    return Index(
        tuple(places),
        pack.columns(pack.alone),
        pack.parts(),
        {number: rule(entry) for number, entry in enumerate(entries) if _repeats(rule(entry))},
        {
            goal: _strengths(entries, goal)
            for goal in dict.fromkeys(str(goal) for entry in entries for goal in entry.goals)
        },
        by(lambda entry: [entry.kind]),
        by(lambda entry: [entry.status]),
        tuple(reaches.get(str(item), b"") for item in Reach),
        tuple(forms.get(str(item), b"") for item in (*Form, None)),
        by(lambda entry: entry.scales),
        pack.columns(pack.preferred),
        by(lambda entry: [entry.on_request] if entry.on_request else []),
    )


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


def _conjuncts(condition: Condition) -> Iterator[Condition]:
    """Yield the conditions that must all hold."""
    if isinstance(condition, AllOf):
        for part in condition.parts:
            yield from _conjuncts(part)
    else:
        yield condition


def _shape(condition: Condition) -> Condition:
    """Return a condition without what its leaves accept."""
    if isinstance(condition, Leaf):
        return Leaf(condition.criterion)
    parts = tuple(_shape(part) for part in condition.parts)
    if isinstance(condition, AtLeast):
        return AtLeast(condition.count, parts)
    return type(condition)(parts)


class _Packer:
    """Gathers leaves by the place they take in the rules, then packs them as bits."""

    def __init__(self, base: KnowledgeBase, size: int) -> None:
        self.size = size
        self.alone: dict[tuple[str, int], dict[int, Leaf]] = defaultdict(dict)
        self.preferred: dict[tuple[str, int], dict[int, Leaf]] = defaultdict(dict)
        self.composed: dict[tuple[Condition, int], dict[int, tuple[Leaf, ...]]] = defaultdict(dict)
        self._numbers = {
            str(question.id): [
                str(number) for number in range(question.minimum, question.maximum + 1)
            ]
            for question in base.questions
        }

    def add(self, number: int, condition: Condition, prefer: Iterable[Leaf]) -> None:
        """Gather the rule and the priority publics of one entry."""
        seen: Counter[object] = Counter()
        for part in _conjuncts(condition):
            key = part.criterion if isinstance(part, Leaf) else _shape(part)
            if isinstance(part, Leaf):
                self.alone[part.criterion, seen[key]][number] = part
            else:
                self.composed[_shape(part), seen[key]][number] = tuple(leaves(part))
            seen[key] += 1
        for place, leaf in enumerate(prefer):
            self.preferred[leaf.criterion, place][number] = leaf

    def columns(self, gathered: Mapping[tuple[str, int], Mapping[int, Leaf]]) -> tuple[Column, ...]:
        """Return gathered leaves as columns."""
        return tuple(
            Column(self._slot(name, found), to_bits(list(found), self.size))
            for (name, _), found in gathered.items()
        )

    def parts(self) -> tuple[Part, ...]:
        """Return the composed conditions, by shape."""
        return tuple(
            Part(
                shape,
                tuple(
                    self._slot(
                        leaf.criterion, {number: own[index] for number, own in found.items()}
                    )
                    for index, leaf in enumerate(leaves(shape))
                ),
                to_bits(list(found), self.size),
            )
            for (shape, _), found in self.composed.items()
        )

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
