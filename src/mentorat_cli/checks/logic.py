"""A rule that nobody can meet, and conditions that change nothing: every answer is tried."""

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

from msgspec.structs import replace

from mentorat_cli.base.reader import Pointer
from mentorat_cli.base.records import (
    AllOf,
    Condition,
    KnowledgeBase,
    Leaf,
    NoneOf,
    Variant,
)
from mentorat_cli.checks.common import Fault, conditions, parts
from mentorat_cli.engine.rules import (
    LARGEST_PRODUCT,
    Possible,
    Verdict,
    criteria,
    decide,
    kleene,
    representatives,
)
from mentorat_cli.engine.situation import narrowed, possible_answers
from mentorat_cli.typography import code, enumerate_french


def contradictions(base: KnowledgeBase) -> Iterator[Fault]:
    """Somebody can enter: some plausible answers, in one place, meet the whole rule."""
    anywhere = _anywhere(base)
    for path, condition in conditions(base):
        if not _meets(base, condition, anywhere):
            yield (
                path,
                (
                    "personne ne peut entrer : aucune réponse plausible ne remplit cette règle "
                    f"({enumerate_french(criteria(condition))})"
                ),
            )


def variants(base: KnowledgeBase) -> Iterator[Fault]:
    """An antenne takes nobody whom its organisation refuses."""
    anywhere = _anywhere(base)
    for entry in base.entries:
        if entry.variant is Variant.ANTENNE and entry.variant_of:
            parent = base.entry[entry.variant_of]
            beyond = AllOf((entry.when, NoneOf((parent.when,))))
            if _meets(base, beyond, anywhere):
                names = enumerate_french(criteria(parent.when))
                message = (
                    f"prend des élèves que {code(parent.id)} refuse ({names}) ; une antenne n'est "
                    "pas plus large que son organisme : corrigez l'une des règles"
                )
                yield ("entries", entry.id, "variant_of"), message


def _anywhere(base: KnowledgeBase) -> list[Possible]:
    return [possible_answers(base, {"academie": (academie.id,)}) for academie in base.academies]


def _meets(base: KnowledgeBase, condition: Condition, anywhere: Sequence[Possible]) -> bool:
    """Return whether some plausible answers, in one place, may meet a rule."""
    placed = not {"academie", *base.placed}.isdisjoint(criteria(condition))
    return any(
        decide(condition, possible) is not Verdict.NO
        for start in (anywhere if placed else anywhere[:1])
        for possible in _plausible(base, condition, start)
    )


def _plausible(base: KnowledgeBase, condition: Condition, start: Possible) -> Iterator[Possible]:
    """Yield what stays possible for each set of answers that bound what the rule reads (the class
    bounds the age).
    """
    bounding = tuple(
        dict.fromkeys(item for name in criteria(condition) for item in base.implying[name])
    )
    for answers in product(*(start[name] for name in bounding)):
        world = start
        for name, answer in zip(bounding, answers, strict=True):
            world = narrowed(base, world, name, answer)
        yield world


def idle_parts(base: KnowledgeBase) -> Iterator[Fault]:
    """Every condition matters: without it, the rule would say something else of somebody."""
    everything = possible_answers(base, {})
    for top, condition in conditions(base):
        worlds = _worlds(everything, condition)
        verdicts = [kleene(condition, world) for world in worlds]
        if Verdict.YES not in verdicts:
            continue
        idle: list[Pointer] = []
        for path, part in parts(condition, ()):
            inside = any(path[: len(outer)] == outer for outer in idle)
            if not inside and verdicts == [
                kleene(without(condition, path), world) for world in worlds
            ]:
                idle.append(path)
                names = enumerate_french(criteria(part))
                yield (
                    (*top, *path),
                    f"cette condition ne change jamais rien ({names}) ; retirez-la ou corrigez-la",
                )


def _worlds(possible: Possible, condition: Condition) -> list[Possible]:
    """Return one full set of answers for each that a rule can tell apart; none when there are too
    many to try.
    """
    classes = {
        name: representatives(condition, name, possible[name]) for name in criteria(condition)
    }
    if prod(map(len, classes.values())) > LARGEST_PRODUCT:
        return []
    return [
        {name: (answer,) for name, answer in zip(classes, answers, strict=True)}
        for answers in product(*classes.values())
    ]


def without(condition: Condition, path: Pointer) -> Condition:
    """Return a rule without the part at `path`; without the whole, everybody enters."""
    indexes = [step for step in path if isinstance(step, int)]
    return _without(condition, indexes) if indexes else AllOf(())


def _without(condition: Condition, indexes: Sequence[int]) -> Condition:
    assert not isinstance(condition, Leaf)
    index, *rest = indexes
    changed = (_without(condition.parts[index], rest),) if rest else ()
    return replace(
        condition, parts=condition.parts[:index] + changed + condition.parts[index + 1 :]
    )
