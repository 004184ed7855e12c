"""What a rule says for given answers: three-valued, exact.

Strong Kleene logic decides most rules. Where it alone says « unknown » although every answer still
open leads to the same verdict, the open answers are enumerated. The product stays small because the
values of a criterion that no leaf of the rule tells apart count as one.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import partial
from itertools import product
from math import prod

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli.base.records import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Id,
    Interval,
    Leaf,
    NoneOf,
    leaves,
)

Answer = tuple[str, ...]
Possible = Mapping[str, tuple[Answer, ...]]
"""Criterion → every answer it may still have; a single one is known."""

World = Mapping[str, Answer]

GOAL = Id("objectif")

LARGEST_PRODUCT = 20_000
"""Combinations beyond which « unknown » stays unknown; no rule of the base comes near (checked by
the tests).
"""


class Verdict(StrEnum):
    """Three-valued truth. The values are those of the JSON."""

    YES = "oui"
    NO = "non"
    UNKNOWN = "a-verifier"


class Judged(Struct, frozen=True):
    """A condition with its verdict and those of its parts; the one source of every explanation."""

    condition: Condition
    verdict: Verdict
    parts: tuple["Judged", ...] = ()


def accepts(leaf: Leaf, answer: Answer) -> bool:
    """Return whether a known `answer` meets `leaf`; one of several chosen values is enough."""
    if leaf.interval is not None:
        return not _outside(leaf.interval, answer)
    return not leaf.values.isdisjoint(answer)


def kleene(condition: Condition, possible: Possible) -> Verdict:
    """Return the verdict of strong Kleene logic, without enumeration."""
    if isinstance(condition, Leaf):
        return _leaf_verdict(condition, possible)
    if isinstance(condition, AllOf):
        return _all_of(condition, possible)
    return _combine(condition, [kleene(part, possible) for part in condition.parts])


def _all_of(condition: AllOf, possible: Possible) -> Verdict:
    """Return what `_combine` would, but stop at the first part that is false: most entries fall
    there.
    """
    result = Verdict.YES
    for part in condition.parts:
        verdict = kleene(part, possible)
        if verdict is Verdict.NO:
            return Verdict.NO
        if verdict is Verdict.UNKNOWN:
            result = Verdict.UNKNOWN
    return result


def decide(condition: Condition, possible: Possible) -> Verdict:
    """Return the exact verdict: YES or NO if, and only if, every answer still open leads to it."""
    verdict = kleene(condition, possible)
    if verdict is not Verdict.UNKNOWN or reads_once(condition, possible):
        return verdict
    classes = _classes(condition, possible)
    if prod(map(len, classes.values())) > LARGEST_PRODUCT:
        return verdict
    seen = set()
    for world in _worlds(classes):
        seen.add(_holds(condition, world))
        if len(seen) == 2:
            return Verdict.UNKNOWN
    return Verdict.YES if True in seen else Verdict.NO


def conclude(required: Condition, others: tuple[Condition, ...], possible: Possible) -> Verdict:
    """Return NO if what is `required` is false, YES if moreover all the `others` are true."""
    found = decide(required, possible)
    if found is not Verdict.YES:
        return found
    sure = all(decide(part, possible) is Verdict.YES for part in others)
    return Verdict.YES if sure else Verdict.UNKNOWN


def judge(condition: Condition, possible: Possible) -> Judged:
    """Return `condition` and each of its parts with their exact verdicts."""
    if isinstance(condition, Leaf):
        return Judged(condition, _leaf_verdict(condition, possible))
    parts = tuple(judge(part, possible) for part in condition.parts)
    verdict = _combine(condition, [part.verdict for part in parts])
    if verdict is Verdict.UNKNOWN:
        verdict = decide(condition, possible)
    return Judged(condition, verdict, parts)


def deciding(condition: Condition, possible: Possible) -> tuple[str, ...]:
    """Return the open criteria of which two answers can lead to different verdicts, in the order of
    the rule.
    """
    undecided = _undecided(condition, possible)[1]
    if len(set(undecided)) == len(undecided):  # what is settled around them is a constant
        return tuple(undecided)
    classes = _classes(condition, possible)
    names = [name for name, answers in classes.items() if len(answers) > 1]
    if prod(map(len, classes.values())) > LARGEST_PRODUCT:
        return tuple(names)
    fixed = {name: answers[0] for name, answers in classes.items()}
    table = {
        combination: _holds(condition, {**fixed, **dict(zip(names, combination, strict=True))})
        for combination in product(*(classes[name] for name in names))
    }
    return tuple(name for index, name in enumerate(names) if _matters(table, index))


def reads_once(condition: Condition, possible: Possible) -> bool:
    """Return whether no open criterion is read twice: then what Kleene logic leaves open is."""
    found = [leaf.criterion for leaf in leaves(condition) if len(possible[leaf.criterion]) > 1]
    return len(found) == len(set(found))


def _undecided(condition: Condition, possible: Possible) -> tuple[Verdict, list[str]]:
    """Return what Kleene logic says of a condition, and the criteria of the leaves that leave it
    open.
    """
    if isinstance(condition, Leaf):
        verdict, found = _leaf_verdict(condition, possible), [str(condition.criterion)]
    else:
        parts = [_undecided(part, possible) for part in condition.parts]
        verdict = _combine(condition, [one for one, _ in parts])
        found = [name for _, names in parts for name in names]
    return verdict, found if verdict is Verdict.UNKNOWN else []


def open_part(judged: Judged) -> Condition:
    """Return a judged condition without what is settled in it: what remains to be known of an open
    rule.
    """
    condition = judged.condition
    if isinstance(condition, Leaf):
        return condition
    parts = tuple(open_part(part) for part in judged.parts if part.verdict is Verdict.UNKNOWN)
    if isinstance(condition, AtLeast):
        met = sum(part.verdict is Verdict.YES for part in judged.parts)
        return AtLeast(condition.count - met, parts)
    return replace(condition, parts=parts)


def conjuncts(condition: Condition) -> Iterator[Condition]:
    """Yield the conditions that must all hold for a rule to hold, in reading order."""
    if isinstance(condition, AllOf):
        for part in condition.parts:
            yield from conjuncts(part)
    else:
        yield condition


def polarised(condition: Condition, wanted: bool = True) -> Iterator[tuple[Leaf, bool]]:
    """Yield the leaves of a rule, each with whether the rule asks that it holds."""
    if isinstance(condition, Leaf):
        yield condition, wanted
    else:
        for part in condition.parts:
            yield from polarised(part, wanted is not isinstance(condition, NoneOf))


def criteria(condition: Condition) -> tuple[str, ...]:
    """Return the criteria that a rule reads, each once, in reading order."""
    return tuple(dict.fromkeys(str(leaf.criterion) for leaf in leaves(condition)))


Blocked = list[list[tuple[Leaf, bool]]]
"""Alternatives, each the leaves that it takes, with whether they should hold (False: they should
not).
"""


def blocking(judged: Judged, blocked: Verdict = Verdict.NO) -> list[Blocked]:
    """Return what makes a judged rule `blocked`: all of it must be overcome, each by one of its
    alternatives.

    Where only the combination of open answers blocks, every leaf that is not settled is named.
    """
    condition = judged.condition
    wanted = blocked is Verdict.NO
    if isinstance(condition, Leaf):
        return [[[(condition, wanted)]]]
    inner = (Verdict.YES if wanted else Verdict.NO) if isinstance(condition, NoneOf) else blocked
    guilty = [part for part in judged.parts if part.verdict is inner]
    if not guilty:
        guilty = [part for part in judged.parts if part.verdict is Verdict.UNKNOWN]
    found = [blocking(part, inner) for part in guilty]
    if not guilty or _missing(judged, wanted) >= len(guilty):
        return [group for groups in found for group in groups]
    return [[[leaf for group in groups for way in group for leaf in way] for groups in found]]


def _missing(judged: Judged, wanted: bool) -> int:
    """Return how many parts must change for a condition to hold (`wanted`), or not to."""
    condition, size = judged.condition, len(judged.parts)
    if isinstance(condition, AtLeast):
        met = sum(part.verdict is Verdict.YES for part in judged.parts)
        return condition.count - met if wanted else met - condition.count + 1
    alternatives = isinstance(condition, AnyOf) is wanted
    return 1 if alternatives else size


def _leaf_verdict(leaf: Leaf, possible: Possible) -> Verdict:
    answers = possible[leaf.criterion]
    refuses = leaf.values.isdisjoint if leaf.interval is None else partial(_outside, leaf.interval)
    refused = map(refuses, answers)
    first = next(refused)
    if (not first) in refused:
        return Verdict.UNKNOWN
    return Verdict.NO if first else Verdict.YES


def _outside(interval: Interval, answer: Answer) -> bool:
    return not any(interval.holds(int(value)) for value in answer)


def _combine(condition: Condition, verdicts: list[Verdict]) -> Verdict:
    yes, no = verdicts.count(Verdict.YES), verdicts.count(Verdict.NO)
    needed, flipped = _needed(condition, len(verdicts))
    if flipped:
        yes, no = no, yes
    if yes >= needed:
        return Verdict.YES
    return Verdict.NO if len(verdicts) - no < needed else Verdict.UNKNOWN


def _needed(condition: Condition, size: int) -> tuple[int, bool]:
    """Return how many parts must hold, and whether « hold » means « be false »."""
    if isinstance(condition, AtLeast):
        return condition.count, False
    if isinstance(condition, AnyOf):
        return 1, False
    return size, isinstance(condition, NoneOf)


def _holds(condition: Condition, world: World) -> bool:
    if isinstance(condition, Leaf):
        return accepts(condition, world[condition.criterion])
    if isinstance(condition, AllOf):
        return all(_holds(part, world) for part in condition.parts)
    if isinstance(condition, AnyOf):
        return any(_holds(part, world) for part in condition.parts)
    if isinstance(condition, NoneOf):
        return not any(_holds(part, world) for part in condition.parts)
    return sum(_holds(part, world) for part in condition.parts) >= condition.count


def readers(condition: Condition, criterion: str) -> tuple[Leaf, ...]:
    """Return the leaves of a rule that read `criterion`."""
    return tuple(leaf for leaf in leaves(condition) if leaf.criterion == criterion)


def signature(reading: tuple[Leaf, ...], answer: Answer) -> tuple[bool, ...]:
    """Return how leaves see one answer; answers with the same signature cannot be told apart."""
    return tuple([accepts(leaf, answer) for leaf in reading])


def representatives(
    condition: Condition, criterion: str, answers: Iterable[Answer]
) -> list[Answer]:
    """Return one of `answers` for each way in which the leaves of a rule can see `criterion`."""
    reading = readers(condition, criterion)
    by_signature: dict[tuple[bool, ...], Answer] = {}
    for answer in answers:
        by_signature.setdefault(signature(reading, answer), answer)
        if len(by_signature) == 2 ** len(reading):
            break
    return list(by_signature.values())


def _classes(condition: Condition, possible: Possible) -> dict[str, list[Answer]]:
    return {
        name: representatives(condition, name, found) if len(found) > 1 else [*found]
        for name in criteria(condition)
        for found in (possible[name],)
    }


def _worlds(classes: Mapping[str, list[Answer]]) -> Iterator[World]:
    for combination in product(*classes.values()):
        yield dict(zip(classes, combination, strict=True))


def _matters(table: Mapping[tuple[Answer, ...], bool], index: int) -> bool:
    """Return whether two rows that differ only in column `index` have different results."""
    seen: dict[tuple[Answer, ...], bool] = {}
    for row, result in table.items():
        others = row[:index] + row[index + 1 :]
        if seen.setdefault(others, result) is not result:
            return True
    return False
