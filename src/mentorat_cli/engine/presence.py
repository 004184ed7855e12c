"""Where an entry acts, as conditions on the place of the lycée, and how sure that is."""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import TypeVar

from msgspec import Struct

from mentorat_cli.base.records import (
    NATIONAL,
    Acting,
    AllOf,
    AnyOf,
    ChoicesFrom,
    Condition,
    Entry,
    Evidence,
    Id,
    KnowledgeBase,
    Leaf,
    Mode,
    Question,
    QuestionType,
    Scope,
    Variant,
)
from mentorat_cli.engine.rules import (
    Possible,
    Verdict,
    conjuncts,
    criteria,
    decide,
    kleene,
    polarised,
)

PLACES = ("academie", "departement", "lycee")
"""The criteria that say where the lycée is, the widest first."""


Kept = TypeVar("Kept")


def once(
    function: Callable[[KnowledgeBase, Entry], Kept],
) -> Callable[[KnowledgeBase, Entry], Kept]:
    """Return what a function of a base and one of its entries gives, worked out once."""

    def known(base: KnowledgeBase, entry: Entry) -> Kept:
        found = base.worked_out.get((function, entry.id))
        if found is None or found[0] is not entry:
            found = base.worked_out[function, entry.id] = entry, function(base, entry)
        return found[1]

    return wraps(function)(known)


class Seen(Struct, frozen=True):
    """The places that evidence holds: whole académies, départements of others, lycées."""

    academies: frozenset[str]
    departments: frozenset[str]
    lycees: frozenset[str]


@once
def seen(base: KnowledgeBase, entry: Entry) -> Seen:
    """Return the places where an entry was seen; all the départements of an académie are it."""
    evidence = entry.presence.evidence if entry.presence else ()
    whole = frozenset[str]().union(*(_whole(base, item) for item in evidence))
    parts = frozenset(str(item.departement) for item in evidence if item.departement)
    if parts:
        whole |= {name for name, codes in base.departments.items() if codes and codes <= parts}
        parts -= {code for name in whole for code in base.departments[name]}
    return Seen(whole, parts, frozenset(str(item.lycee) for item in evidence if item.lycee))


def _whole(base: KnowledgeBase, item: Evidence) -> frozenset[str]:
    name = NATIONAL if item.national else item.academie or item.region
    return base.territory[name] if name else frozenset()


@once
def territory(base: KnowledgeBase, entry: Entry) -> Condition | None:
    """Return the places outside which an entry refuses; None when only its rule says it.

    What is offered everywhere, or may act where nobody saw it, is or does so in the national frame;
    outside, only where evidence says it.
    """
    if entry.presence is None:
        return None
    found = seen(base, entry)
    if entry.presence.scope is Scope.FERME:
        return _single(base, found)
    every = found.academies | base.territory[NATIONAL]
    parts = found.departments
    if parts:
        parts = parts.difference(*(base.departments[name] for name in every))
    known = base.academie_of.get("lycee", {})
    others = frozenset(name for name in found.lycees if known.get(name) not in every)
    return _single(base, Seen(every, parts, others))


@once
def attested(base: KnowledgeBase, entry: Entry) -> Condition | None:
    """Return what must hold for it to be sure that an entry acts where the lycée is; None where
    that goes without saying.

    It is one piece of evidence, or a yes that is: the lycée is a partner, has the class. A file
    without presence says it by the places of its rule.
    """
    if entry.presence is None:
        places = [part for part in conjuncts(entry.when) if _is_place(part)]
        return AllOf(tuple(places)) if places else None
    if entry.presence.scope is Scope.FERME:
        return territory(base, entry)
    if entry.presence.scope is Scope.NATIONAL and Mode.DISTANCE in entry.modes:
        return None
    return AnyOf((*_leaves(base, seen(base, entry)), *_attesting(base, entry)))


def state(base: KnowledgeBase, entry: Entry, possible: Possible) -> Acting:
    """Return how sure it is that an entry acts where the answers leave the lycée."""
    condition = attested(base, entry)
    if condition is None or is_everywhere(base, condition):
        return Acting.NATIONAL
    sure = decide(condition, possible) is Verdict.YES
    return Acting.ATTESTED if sure else Acting.TO_ASK


def evidence_here(base: KnowledgeBase, entry: Entry, possible: Possible) -> tuple[Evidence, ...]:
    """Return what attests an entry where the lycée is, the newest first; where nothing does, what
    does in a part of what the answers leave.
    """
    proof = attested(base, entry)
    if entry.presence is None or (proof and kleene(proof, possible) is Verdict.NO):
        return ()
    every = sorted(entry.presence.evidence, key=lambda item: item.date or "", reverse=True)
    found = [(decide(_spot(base, item), possible), item) for item in every]
    sure = tuple(item for verdict, item in found if verdict is Verdict.YES)
    return sure or tuple(item for verdict, item in found if verdict is Verdict.UNKNOWN)


def _spot(base: KnowledgeBase, item: Evidence) -> Condition:
    department = frozenset([item.departement] if item.departement else ())
    lycee = frozenset([item.lycee] if item.lycee else ())
    return _single(base, Seen(_whole(base, item), department, lycee))


def is_everywhere(base: KnowledgeBase, condition: Condition) -> bool:
    """Return whether what attests an entry holds in the whole national frame."""
    parts = condition.parts if isinstance(condition, AllOf | AnyOf) else (condition,)
    return any(
        isinstance(part, Leaf)
        and part.criterion == "academie"
        and part.values >= base.territory[NATIONAL]
        for part in parts
    )


def academies(base: KnowledgeBase, entry: Entry) -> frozenset[str]:
    """Return the académies where an entry was seen, wholly or in part, those where it acts and
    nowhere else, or all those of what is national; less what its rule refuses.
    """
    named: dict[str, set[str]] = {}
    for leaf, wanted in polarised(entry.when):
        where = _academies(base, leaf)
        if wanted and where:
            named.setdefault(leaf.criterion, set()).update(where)
    return _acting(base, entry).intersection(*named.values())


def _acting(base: KnowledgeBase, entry: Entry) -> frozenset[str]:
    if entry.presence is None:
        return frozenset(base.academie)
    found = [_academies(base, leaf) for leaf in _leaves(base, seen(base, entry))]
    national = entry.presence.scope is Scope.NATIONAL
    return frozenset(base.territory[NATIONAL] if national else ()).union(*found)


def _academies(base: KnowledgeBase, leaf: Leaf) -> frozenset[str]:
    if leaf.criterion == "academie":
        return leaf.values
    known = base.academie_of[leaf.criterion]
    return frozenset(known[value] for value in leaf.values if value in known)


def is_local(base: KnowledgeBase, entry: Entry) -> bool:
    """Return whether an entry is not for all of France: it acts, or its rule holds, in a part."""
    place = territory(base, entry)
    read = {*criteria(entry.when), *(criteria(place)[:1] if place else ())}
    return not read.isdisjoint(PLACES[1:]) or not academies(base, entry) >= base.territory[NATIONAL]


def family(entry: Entry) -> str:
    """Return the id of the organisation that an entry is a form of: its own, but for an antenne."""
    return str(entry.variant_of if entry.variant is Variant.ANTENNE else entry.id)


def _single(base: KnowledgeBase, found: Seen) -> Condition:
    """Return the places of `found` as one condition, a leaf where that is enough."""
    parts = tuple(_leaves(base, found))
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def _leaves(base: KnowledgeBase, found: Seen) -> Iterator[Leaf]:
    values = (found.academies, found.departments, found.lycees)
    for name, accepted in zip(PLACES, values, strict=True):
        if accepted and name in base.question:
            yield Leaf(Id(name), accepted)


def _is_place(condition: Condition) -> bool:
    found = list(polarised(condition))
    return bool(found) and all(wanted and leaf.criterion in PLACES for leaf, wanted in found)


def _attesting(base: KnowledgeBase, entry: Entry) -> Iterator[Leaf]:
    """Yield the yes that prove that an entry acts in a lycée: to what its rule reads, and to
    whether the lycée works with its organisation.
    """
    read = _asked(entry)
    for question in base.questions:
        if not question.attests:
            continue
        accepted = read.get(question.id, frozenset())
        if question.choices_from is ChoicesFrom.FAMILIES and _has(question, family(entry)):
            accepted |= {family(entry)}
        elif question.type is QuestionType.YES_NO:
            accepted &= {"oui"}
        if accepted:
            yield Leaf(question.id, accepted)


def _asked(entry: Entry) -> Mapping[str, frozenset[str]]:
    """Return criterion → what the rules of an entry accept of it."""
    found: dict[str, frozenset[str]] = {}
    for condition in (entry.when, entry.expect):
        for leaf, wanted in polarised(condition) if condition else ():
            if wanted:
                found[leaf.criterion] = found.get(leaf.criterion, frozenset()) | leaf.values
    return found


def _has(question: Question, value: str) -> bool:
    return any(choice.id == value for choice in question.choices)
