"""What is named somewhere exists: criteria and their values, sources, contacts, roles, partners,
territories.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from mentorat_cli.answers.territories import Territory, exact
from mentorat_cli.base.reader import Pointer
from mentorat_cli.base.records import DEDUCTION, Entry, Evidence, KnowledgeBase, QuestionType, Step
from mentorat_cli.checks.common import Fault, absent, all_leaves, entry_leaves
from mentorat_cli.typography import clipped, code, enumerate_french, unique


def criteria(base: KnowledgeBase) -> Iterator[Fault]:
    """Rules, examples, renames, and what an answer implies, name declared criteria."""
    sensitive = [name for name, question in base.question.items() if question.sensitive]
    in_rules = ((path, str(leaf.criterion)) for path, leaf in all_leaves(base))
    for path, name in chain(in_rules, _named_criteria(base)):
        yield from absent(path, name, base.question, "critère {} inconnu", sensitive)


def _named_criteria(base: KnowledgeBase) -> Iterator[tuple[Pointer, str]]:
    for entry in base.entries:
        if entry.on_request:
            yield ("entries", entry.id, "on_request"), entry.on_request
        for index, example in enumerate(entry.examples):
            for name in example.answers:
                yield ("entries", entry.id, "examples", index, "answers", name), name
    for question in base.questions:
        for index, choice in enumerate(question.choices):
            for name in choice.implies:
                yield ("questions", question.id, "choices", index, "implies", name), name
    for rename in base.renames:
        yield ("renames", rename.before, "criterion"), rename.criterion


def values(base: KnowledgeBase) -> Iterator[Fault]:
    """The values that rules accept, that examples give, that others become and that renames and
    names of classes lead to are choices of their question.
    """
    known = {
        name: {str(choice.id): choice for choice in question.choices}
        for name, question in base.question.items()
        if question.type is not QuestionType.NUMBER
    }
    for path, criterion, value in _named_values(base):
        if criterion not in known or value in known[criterion]:
            continue
        places = exact(base, value) if criterion == "academie" else ()
        if places:
            yield path, f"valeur {code(clipped(value))} inconnue ; {_meant(places)}"
        else:
            yield from absent(path, value, known[criterion], "valeur {} inconnue")


def _meant(places: Sequence[Territory]) -> str:
    """Return how what was written for an académie is written in a rule."""
    academies = enumerate_french([code(name) for name in unique(one.academie for one in places)])
    department = places[0].department if len(places) == 1 else None
    if department is None:
        return f"écrivez {academies}"
    rule = code(f"departement: '{department}'")
    return f"écrivez {rule}, ou toute l'académie : {academies}"


def _named_values(base: KnowledgeBase) -> Iterator[tuple[Pointer, str, str]]:
    for path, leaf in all_leaves(base):
        for value in leaf.values:
            yield (*path, leaf.criterion), leaf.criterion, value
    for entry in base.entries:
        for index, example in enumerate(entry.examples):
            for name, value in example.answers.items():
                yield ("entries", entry.id, "examples", index, "answers", name), name, value
    for rename in base.renames:
        if rename.value:
            yield ("renames", rename.before, "value"), rename.criterion, rename.value
    for question in base.questions:
        for index, choice in enumerate(question.choices):
            for value in choice.next:
                yield ("questions", question.id, "choices", index, "next"), question.id, value
    for level in base.levels:
        yield ("levels", level.id, "id"), "niveau", level.id
    for formation in base.formations:
        yield ("formations", formation.id, "id"), "filiere", formation.id


def goals(base: KnowledgeBase) -> Iterator[Fault]:
    """Goals are choices of `objectif`."""
    question = base.question.get("objectif")
    known = [str(choice.id) for choice in question.choices] if question else []
    for entry in base.entries:
        for goal in entry.goals:
            yield from absent(
                ("entries", entry.id, "goals", goal), goal, known, "objectif {} inconnu"
            )


def sources(base: KnowledgeBase) -> Iterator[Fault]:
    """Every source that a condition, a fact or a step names is listed beside it."""
    for entry in base.entries:
        known = [item.id for item in entry.sources]
        for path, names in _cited(entry):
            ours = path[2] in ("when", "expect", "prefer") or path[2:] == ("presence", "source")
            allowed = [*known, DEDUCTION] if ours else known
            for name in names:
                yield from absent(path, name, allowed, "source {} inconnue")
    for guide in base.guides:
        known = [item.id for item in guide.sources]
        for field in ("steps", "calendar"):
            for index, item in enumerate(getattr(guide, field)):
                path = ("guides", guide.id, field, index, "source")
                for name in item.source:
                    yield from absent(path, name, known, "source {} inconnue")


def _cited(entry: Entry) -> Iterator[tuple[Pointer, tuple[str, ...]]]:
    top: Pointer = ("entries", entry.id)
    for path, leaf in entry_leaves(entry):
        yield (*path, "source"), leaf.sources
    for field in ("steps", "to_check", "calendar", "figures", "warnings", "places"):
        for index, item in enumerate(getattr(entry, field)):
            yield (*top, field, index, "source"), item.source
    if entry.cost:
        yield (*top, "cost", "source"), entry.cost.source
    if entry.presence:
        yield (*top, "presence", "source"), entry.presence.source
    for path, item in _evidence(entry):
        yield (*path, "source"), item.source


def _evidence(entry: Entry) -> Iterator[tuple[Pointer, Evidence]]:
    for index, item in enumerate(entry.presence.evidence if entry.presence else ()):
        yield ("entries", entry.id, "presence", "evidence", index), item


def contacts(base: KnowledgeBase) -> Iterator[Fault]:
    """An entry names roles and contacts that exist."""
    known = [*base.role, *base.contact]
    for entry in base.entries:
        for index, name in enumerate(entry.contacts):
            yield from absent(
                ("entries", entry.id, "contacts", index), name, known, "contact {} inconnu"
            )


def partners(base: KnowledgeBase) -> Iterator[Fault]:
    """The partners of an entry are entries."""
    for entry in base.entries:
        for index, name in enumerate(entry.partners):
            yield from absent(
                ("entries", entry.id, "partners", index), name, base.entry, "partenaire {} inconnu"
            )


def variants(base: KnowledgeBase) -> Iterator[Fault]:
    """An entry is a form of an entry."""
    for entry in base.entries:
        if entry.variant_of:
            path = ("entries", entry.id, "variant_of")
            yield from absent(path, entry.variant_of, base.entry, "fiche {} inconnue")


def roles(base: KnowledgeBase) -> Iterator[Fault]:
    """Contacts, steps, checks, expectations, and the roles that take over, name roles."""
    for path, name in named_roles(base):
        yield from absent(path, name, base.role, "rôle {} inconnu")


def named_roles(base: KnowledgeBase) -> Iterator[tuple[Pointer, str]]:
    """Yield every role that something names, with the path of the name."""
    for collection, items in (("entries", base.entries), ("guides", base.guides)):
        for item in items:
            yield from _followed(collection, item.id, item.steps)
    for entry in base.entries:
        for index, check in enumerate(entry.to_check):
            yield ("entries", entry.id, "to_check", index, "with"), check.with_
        for path, leaf in entry_leaves(entry):
            if leaf.with_:
                yield (*path, "with"), leaf.with_
    for contact in base.contacts:
        yield ("contacts", contact.id, "role"), contact.role
    for role in base.roles:
        if role.next:
            yield ("roles", role.id, "next"), role.next


def _followed(collection: str, name: str, steps: tuple[Step, ...]) -> Iterator[tuple[Pointer, str]]:
    for index, step in enumerate(steps):
        if step.who:
            yield (collection, name, "steps", index, "who"), step.who


def academies(base: KnowledgeBase) -> Iterator[Fault]:
    """Places, evidence, lycées, ambiguous names and attached services name académies."""
    for path, name in _named_academies(base):
        yield from absent(path, name, base.academie, "académie {} inconnue")


def _named_academies(base: KnowledgeBase) -> Iterator[tuple[Pointer, str]]:
    for entry in base.entries:
        for index, place in enumerate(entry.places):
            yield ("entries", entry.id, "places", index, "academie"), place.academie
        for path, item in _evidence(entry):
            if item.academie:
                yield (*path, "academie"), item.academie
    for academie in base.academies:
        if academie.attached_to:
            yield ("academies", academie.id, "attached_to"), academie.attached_to
    for ambiguous in base.ambiguous:
        for index, name in enumerate(ambiguous.academies):
            yield ("ambiguous", ambiguous.alias, "academies", index), name
    for lycee in base.lycees:
        yield ("lycees", lycee.id, "academie"), lycee.academie


def regions(base: KnowledgeBase) -> Iterator[Fault]:
    """An académie names its région académique, and evidence may name one."""
    for academie in base.academies:
        if academie.region:
            path: Pointer = ("academies", academie.id, "region")
            yield from absent(path, academie.region, base.region, "région {} inconnue")
    for entry in base.entries:
        for path, item in _evidence(entry):
            if item.region:
                yield from absent((*path, "region"), item.region, base.region, "région {} inconnue")


def departments(base: KnowledgeBase) -> Iterator[Fault]:
    """Evidence names départements that exist."""
    known = _departments(base)
    for entry in base.entries:
        for path, item in _evidence(entry):
            if item.departement:
                yield from absent(
                    (*path, "departement"), item.departement, known, "département {} inconnu"
                )


def lycees(base: KnowledgeBase) -> Iterator[Fault]:
    """Evidence names lycées that the base has."""
    known = [name for item in base.lycees for name in unique((str(item.id), item.value))]
    for entry in base.entries:
        for path, item in _evidence(entry):
            if item.lycee:
                yield from absent((*path, "lycee"), item.lycee, known, "lycée {} inconnu")


def _departments(base: KnowledgeBase) -> list[str]:
    return [
        str(item.code)
        for academie in base.academies
        for item in (*academie.departments, *academie.attached)
    ]


def territories(base: KnowledgeBase) -> Iterator[Fault]:
    """A contact serves an académie, a région académique, a département or the whole country."""
    known = [*base.territory, *_departments(base)]
    for contact in base.contacts:
        yield from absent(
            ("contacts", contact.id, "territory"), contact.territory, known, "territoire {} inconnu"
        )


def shapes(base: KnowledgeBase) -> Iterator[Fault]:
    """A rule gives bounds for a number, values for anything else."""
    for path, leaf in all_leaves(base):
        question = base.question.get(leaf.criterion)
        if question is not None and (question.type is QuestionType.NUMBER) != (
            leaf.interval is not None
        ):
            wanted = "min et max" if leaf.interval is None else "une liste de valeurs"
            yield path, f"le critère {code(question.id)} attend {wanted}"
