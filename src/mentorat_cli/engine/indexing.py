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
from mentorat_cli.engine.presence import academies, attested, family, is_everywhere
from mentorat_cli.engine.ranking import (
    Nearness,
    acts_everywhere,
    evidence,
    follows,
    is_general,
    is_offered,
    is_stale,
    made_for_lp,
    rare_conditions,
    rare_leaves,
)
from mentorat_cli.engine.rules import accepts, conjuncts, reads_once
from mentorat_cli.engine.situation import possible_answers
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
    entries = list(base.entries)
    pack = _Packer(base, entries)

    def by(values: Callable[[Entry], Iterable[object]]) -> dict[str, Bits]:
        return _by_value(entries, values)

    def those(holds: Callable[[Entry], bool]) -> Bits:
        return by(lambda entry: [holds(entry)]).get(str(True), b"")

    def near(place: Nearness) -> tuple[Slot, ...]:
        return pack.slots(lambda entry: evidence(base, entry)[place])

    return Index(
        size=len(entries),
        required=pack.clauses(lambda entry: conjuncts(rule(base, entry))),
        expected=pack.clauses(lambda entry: [part for part, _ in expected(base, entry)]),
        attested=pack.clauses(lambda entry: conjuncts(attested(base, entry) or EVERYBODY)),
        rare=pack.clauses(lambda entry: rare_conditions(base, entry)),
        irregular=_irregular(base, entries),
        goals=_goals(entries),
        kinds=by(lambda entry: [entry.kind]),
        statuses=by(lambda entry: [entry.status]),
        scales=by(lambda entry: entry.scales),
        on_request=by(lambda entry: [entry.on_request] if entry.on_request else []),
        national=those(lambda entry: _is_national(base, entry)),
        families=_families(base, entries),
        named=pack.slots(lambda entry: rare_leaves(base, entry.when)),
        in_lycee=near(Nearness.LYCEE),
        in_departement=near(Nearness.DEPARTEMENT),
        in_academie=near(Nearness.ACADEMIE),
        publics=pack.slots(lambda entry: entry.prefer),
        everywhere=those(lambda entry: acts_everywhere(base, entry)),
        offered=those(lambda entry: is_offered(base, entry)),
        follows=those(follows),
        general=those(is_general),
        for_lp=those(lambda entry: made_for_lp(base, entry)),
        stale=those(lambda entry: is_stale(base, entry)),
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


def _irregular(
    base: KnowledgeBase, entries: list[Entry]
) -> dict[int, tuple[Condition, tuple[Condition, ...]]]:
    """Return the rules, with what they leave in doubt, that read an answer more than once."""
    everything = possible_answers(base, {})
    every = [(rule(base, entry), doubts(base, entry)) for entry in entries]
    return {
        number: (required, left)
        for number, (required, left) in enumerate(every)
        if not all(reads_once(condition, everything) for condition in (required, *left))
    }


def _goals(entries: list[Entry]) -> dict[str, tuple[Bits, Bits, Bits]]:
    def strength(goal: str, wanted: int) -> Bits:
        numbers = (n for n, entry in enumerate(entries) if entry.goals.get(goal) == wanted)
        return to_bits(list(numbers), len(entries))

    goals = dict.fromkeys(str(goal) for entry in entries for goal in entry.goals)
    return {goal: (strength(goal, 3), strength(goal, 2), strength(goal, 1)) for goal in goals}


def _families(base: KnowledgeBase, entries: list[Entry]) -> tuple[tuple[Bits, Bits], ...]:
    """Return each organisation that has antennes, with them."""
    heads = _by_value(entries, lambda entry: [entry.id] if entry.id in base.antennes else [])
    antennes = _by_value(
        entries, lambda entry: [family(entry)] if entry.variant is Variant.ANTENNE else []
    )
    return tuple((heads[name], bits) for name, bits in antennes.items())


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

    def slots(self, found: Callable[[Entry], Iterable[Leaf]]) -> tuple[Slot, ...]:
        """Return leaves of the entries, each of which counts by itself."""
        gathered: Gathered = defaultdict(dict)
        for number, entry in enumerate(self.entries):
            seen: Counter[str] = Counter()
            for leaf in found(entry):
                gathered[leaf.criterion, seen[leaf.criterion]][number] = leaf
                seen[leaf.criterion] += 1
        return tuple(self._slot(name, own) for (name, _), own in gathered.items())

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
