"""What records say of each other: where partners work, contacts that nobody reaches, questions that
decide nothing.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from mentorat_cli.base.assembling import Locations, Positions
from mentorat_cli.base.reader import Pointer
from mentorat_cli.base.records import (
    EVERYBODY,
    Answers,
    Contact,
    Entry,
    Evidence,
    GuideType,
    KnowledgeBase,
    Place,
    Scope,
    leaves,
)
from mentorat_cli.checks.common import Fault, all_leaves
from mentorat_cli.checks.references import named_roles
from mentorat_cli.engine.calling import contacts_of
from mentorat_cli.engine.directory import Directory, Reachable
from mentorat_cli.engine.presence import academies, attested, seen
from mentorat_cli.engine.rules import GOAL
from mentorat_cli.typography import code, enumerate_french, plural

BESIDE = ("presence", "expect")
"""What bounds an entry beside its rule; in 1.0, all of it was the rule."""

FEW = 4
"""Académies that a message names; beyond, it counts them."""


def partners(base: KnowledgeBase) -> Iterator[Fault]:
    """A partner works wherever the entry does."""
    for entry in base.entries:
        for index, name in enumerate(entry.partners):
            missing = academies(base, entry) - academies(base, base.entry[name])
            if missing and not _may_act_elsewhere(base.entry[name]):
                where = _places(base, missing)
                message = (
                    f"son partenaire {code(name)} n'agit pas partout où vise l'entrée (manque "
                    f": {where}) ; corrigez l'une des règles"
                )
                yield ("entries", entry.id, "partners", index), message


def _may_act_elsewhere(entry: Entry) -> bool:
    return entry.presence is not None and entry.presence.scope is Scope.OUVERT


def _places(base: KnowledgeBase, names: Iterable[str]) -> str:
    found = sorted(base.academie[name].name for name in names)
    return enumerate_french(found) if len(found) <= FEW else plural(len(found), "académie")


def contacts(base: KnowledgeBase) -> Iterator[Fault]:
    """Somebody reaches every contact."""
    reached = {item.contact.id for item in _reachable(base) if item.contact}
    for contact in base.contacts:
        if contact.id not in reached:
            message = (
                "personne n'arrive à ce contact : aucune entrée ne le nomme ni "
                "ne nomme son rôle dans ce territoire"
            )
            yield ("contacts", contact.id), message


def extensions(base: KnowledgeBase, positions: Positions) -> Iterator[Fault]:
    """A complement that says who enters says it knowing what the base says beside it."""
    for entry in base.entries:
        locations = positions["entries", entry.id]
        said = _said(locations)
        kept = [name for name in BESIDE if name not in said and getattr(entry, name)]
        if "when" in said and kept:
            names = enumerate_french([code(name) for name in kept])
            message = (
                f"la base garde {names} à côté de ces conditions ; si cela ne vaut plus, "
                "redites-le ici"
            )
            yield ("entries", entry.id, "when"), message


def _said(locations: Locations) -> set[str | int]:
    """Return the fields that the complements of an entry say, or all that would be looked for."""
    if locations.base is None:
        return {"when", *BESIDE}
    said: set[str | int] = set()
    while locations.base is not None:
        said |= locations.said
        locations = locations.base
    return said


def elsewhere(base: KnowledgeBase) -> Iterator[Fault]:
    """A contact that an entry names serves a place where the entry acts, or may act."""
    for entry in base.entries:
        where = None if _may_act_elsewhere(entry) else _codes(base, entry)
        for index, name in enumerate(entry.contacts):
            contact = base.contact.get(name)
            if contact is not None and where and where.isdisjoint(_served(base, contact)):
                message = (
                    f"le territoire de ce contact ({contact.territory}) est hors de celui de "
                    "l'entrée ; retirez-le, ou corrigez l'un des deux"
                )
                yield ("entries", entry.id, "contacts", index), message


def _codes(base: KnowledgeBase, entry: Entry) -> frozenset[str]:
    """Return the départements of the places where an entry acts."""
    found = seen(base, entry)
    scope = entry.presence.scope if entry.presence else None
    parts = scope is Scope.FERME and not found.lycees
    named = found.academies if parts else academies(base, entry)
    return _departments(base, named) | found.departments


def _served(base: KnowledgeBase, contact: Contact) -> frozenset[str]:
    known = base.territory.get(contact.territory)
    return frozenset([contact.territory]) if known is None else _departments(base, known)


def _departments(base: KnowledgeBase, academies: Iterable[str]) -> frozenset[str]:
    return frozenset(code for name in academies for code in base.departments[name])


def places(base: KnowledgeBase) -> Iterator[Fault]:
    """An entry was seen once in a place at a time."""
    for entry in base.entries:
        top: Pointer = ("entries", entry.id)
        known = entry.presence.evidence if entry.presence else ()
        yield from _twice((*top, "presence", "evidence"), known)
        yield from _twice((*top, "places"), entry.places)


def _twice(path: Pointer, items: Sequence[Evidence] | Sequence[Place]) -> Iterator[Fault]:
    keys = [replace(item, source=(), note=None) for item in items]
    for index, key in enumerate(keys):
        if key in keys[:index]:
            yield (*path, index), "le même lieu, à la même date ; réunissez leurs sources"


def roles(base: KnowledgeBase) -> Iterator[Fault]:
    """Somebody turns to every role."""
    named = {name for path, name in named_roles(base)} | {
        name for entry in base.entries for name in entry.contacts
    }
    for role in base.roles:
        if role.id not in named and not role.fallback:
            yield (
                ("roles", role.id),
                (
                    "personne n'arrive à ce rôle : aucune entrée, aucun "
                    "contact et aucun rôle ne le nomme"
                ),
            )


def criteria(base: KnowledgeBase) -> Iterator[Fault]:
    """Every question serves: a rule, a priority, what attests an entry, the ranking or the choice
    of contacts reads its answer.
    """
    used = {GOAL, "echelle", *(str(leaf.criterion) for _, leaf in all_leaves(base))}
    used |= {str(entry.on_request) for entry in base.entries if entry.on_request}
    for entry in base.entries:
        proof = attested(base, entry) or EVERYBODY
        used |= {str(leaf.criterion) for leaf in leaves(proof)}
    used |= {
        name
        for criterion in tuple(used)
        if criterion in base.question
        for name in base.implying[criterion]
    }
    places = {contact.territory for contact in base.contacts}
    for question in base.questions:
        placing = question.required or any(choice.id in places for choice in question.choices)
        attesting = question.attests and any(choice.family for choice in question.choices)
        if question.id not in used and not (placing or attesting):
            yield (
                ("questions", question.id),
                "rien ne lit cette réponse ; retirez la question, ou utilisez-la",
            )


def renames(base: KnowledgeBase) -> Iterator[Fault]:
    """What had another name no longer goes by it: a saved answer would be read as another one."""
    for rename in base.renames:
        now, before = base.question[rename.criterion], rename.before
        if rename.value is None and before in base.question:
            told = f"un critère : ses réponses gardées seraient lues comme {code(now.id)}"
        elif rename.value and any(choice.id == before for choice in now.choices):
            told = f"une réponse : gardée, elle serait lue comme {code(rename.value)}"
        else:
            continue
        message = f"{code(before)} est encore {told} ; retirez ce renommage"
        yield ("renames", before, "before"), message


def _reachable(base: KnowledgeBase) -> Iterator[Reachable]:
    """Yield whom somebody can be sent to, from anywhere in France."""
    where = {entry.id: academies(base, entry) for entry in base.entries}
    helpers = {
        step.who
        for guide in base.guides
        if guide.type is GuideType.FILET
        for step in guide.steps
        if step.who
    }
    for answers in _situations(base):
        academie = answers["academie"][0]
        here = [
            entry
            for entry in base.entries
            if academie in where[entry.id] or _may_act_elsewhere(entry)
        ]
        directory = Directory(base, answers)
        named = (item for entry in here for item in contacts_of(directory, entry))
        helping = (item for name in helpers for item in directory.find(name))
        for item in (*named, *helping, *directory.fallback()):
            yield item
            if item.via is not None:
                yield item.via


def _situations(base: KnowledgeBase) -> Iterator[Answers]:
    for academie in base.academies:
        yield {"academie": (academie.id,)}
        for department in (*academie.departments, *academie.attached):
            yield {"academie": (academie.id,), "departement": (department.code,)}
