"""What the loaded base must satisfy across its files, each fault at its place.

Adding a check is one function and one line in ERRORS (the base cannot be used) or WARNINGS (it could be better).
"""

import re
from collections.abc import Callable, Iterable, Iterator

from mentorat_cli.errors import Problem
from mentorat_cli.knowledge import Loaded
from mentorat_cli.models import Condition, Entry, KnowledgeBase, Leaf, Question, QuestionType, Status
from mentorat_cli.typography import code, expected

Path = tuple[str | int, ...]
_FEMININE = ("valeur", "source", "région", "académie")
DEDUCTION = "deduction"
"""What a rule leaf names instead of a source when the base itself chose it."""


def problems(loaded: Loaded) -> list[Problem]:
    """Return every cross-file error, in file order."""
    return sorted(problem for check in ERRORS for problem in check(loaded))


def _reference(loaded: Loaded, path: Path, name: str, known: Iterable[str], what: str) -> Iterator[Problem]:
    names = list(known)
    if name not in names:
        unknown = "inconnue" if what in _FEMININE else "inconnu"
        yield Problem(loaded.at(*path), f"{what} {code(name)} {unknown} ; {expected(name, names)}".rstrip(" ;"))


def rule_leaves(entry: Entry) -> Iterator[tuple[Path, Leaf]]:
    """Yield each leaf of an entry, of its rule and its priority publics, with its path in the file."""
    yield from _leaves(entry.when, ("entries", entry.id, "when"))
    for index, leaf in enumerate(entry.prefer):
        yield ("entries", entry.id, "prefer", index), leaf


def _leaves(condition: Condition, path: Path) -> Iterator[tuple[Path, Leaf]]:
    if isinstance(condition, Leaf):
        yield path, condition
        return
    key: Path = {"AllOf": ("all",), "AnyOf": ("any",), "NoneOf": ("none",), "AtLeast": ("at_least", "of")}[type(condition).__name__]
    for index, part in enumerate(condition.parts):
        yield from _leaves(part, (*path, *key, index))


def criteria_exist(loaded: Loaded) -> Iterator[Problem]:
    """A rule reads declared criteria, and accepts values that they have."""
    for entry in loaded.base.entries:
        for path, leaf in rule_leaves(entry):
            question = loaded.base.question.get(leaf.criterion)
            if question is None:
                yield from _reference(loaded, path, leaf.criterion, loaded.base.question, "critère")
            else:
                yield from _values_exist(loaded, path, leaf, question)


def _values_exist(loaded: Loaded, path: Path, leaf: Leaf, question: Question) -> Iterator[Problem]:
    numeric = question.type is QuestionType.NUMBER
    if numeric != (leaf.interval is not None):
        wanted = "min et max" if numeric else "une liste de valeurs"
        yield Problem(loaded.at(*path), f"le critère {code(question.id)} attend {wanted}")
        return
    known = [str(choice.id) for choice in question.choices]
    for value in sorted(leaf.values - set(known)):
        yield from _reference(loaded, (*path, leaf.criterion), value, known, "valeur")


def guides_refer(loaded: Loaded) -> Iterator[Problem]:
    """A guide reads declared criteria, names existing roles and sources of its own."""
    base = loaded.base
    for guide in base.guides:
        top: Path = ("guides", guide.id)
        known = [item.id for item in guide.sources]
        for path, leaf in _leaves(guide.when, (*top, "when")) if guide.when else ():
            question = base.question.get(leaf.criterion)
            if question is None:
                yield from _reference(loaded, path, leaf.criterion, base.question, "critère")
            else:
                yield from _values_exist(loaded, path, leaf, question)
        for index, step in enumerate(guide.steps):
            if step.who:
                yield from _reference(loaded, (*top, "steps", index, "who"), step.who, base.role, "rôle")
            for name in step.source:
                yield from _reference(loaded, (*top, "steps", index, "source"), name, known, "source")


def goals_exist(loaded: Loaded) -> Iterator[Problem]:
    """Goals are choices of `objectif`, with a strength from 1 to 3."""
    known = [str(choice.id) for choice in loaded.base.question["objectif"].choices]
    for entry in loaded.base.entries:
        for goal, strength in entry.goals.items():
            path = ("entries", entry.id, "goals", goal)
            yield from _reference(loaded, path, goal, known, "objectif")
            if not 1 <= strength <= 3:
                yield Problem(loaded.at(*path), f"force {code(str(strength))} ; attendu 1, 2 ou 3")
        if not entry.goals:
            yield Problem(loaded.at("entries", entry.id, "goals"), "au moins un objectif est attendu")


def sources_exist(loaded: Loaded) -> Iterator[Problem]:
    """Every source named by a leaf or a statement is listed in its entry."""
    for entry in loaded.base.entries:
        known = [item.id for item in entry.sources]
        for path, names in _cited(entry):
            allowed = [*known, DEDUCTION] if path[2] in ("when", "prefer") else known
            for name in names:
                yield from _reference(loaded, path, name, allowed, "source")


def _cited(entry: Entry) -> Iterator[tuple[Path, tuple[str, ...]]]:
    top: Path = ("entries", entry.id)
    for path, leaf in rule_leaves(entry):
        yield (*path, "source"), leaf.sources
    for field in ("steps", "to_check", "calendar", "figures", "warnings", "places"):
        for index, item in enumerate(getattr(entry, field)):
            yield (*top, field, index, "source"), item.source
    if entry.cost:
        yield (*top, "cost", "source"), entry.cost.source


def entry_references(loaded: Loaded) -> Iterator[Problem]:
    """Contacts, roles, partners, criteria on request and places exist."""
    base = loaded.base
    contacts = [*base.role, *base.contact]
    for entry in base.entries:
        top: Path = ("entries", entry.id)
        for index, name in enumerate(entry.contacts):
            yield from _reference(loaded, (*top, "contacts", index), name, contacts, "contact")
        for index, name in enumerate(entry.partners):
            yield from _reference(loaded, (*top, "partners", index), name, base.entry, "partenaire")
        for index, check in enumerate(entry.to_check):
            yield from _reference(loaded, (*top, "to_check", index, "with"), check.with_, base.role, "rôle")
        for index, step in enumerate(entry.steps):
            if step.who:
                yield from _reference(loaded, (*top, "steps", index, "who"), step.who, base.role, "rôle")
        for index, place in enumerate(entry.places):
            yield from _reference(loaded, (*top, "places", index, "academie"), place.academie, base.academie, "académie")
        if entry.on_request:
            yield from _reference(loaded, (*top, "on_request"), entry.on_request, base.question, "critère")


def entries_complete(loaded: Loaded) -> Iterator[Problem]:
    """An entry has forms, contacts, sources, and says why it is not active."""
    for entry in loaded.base.entries:
        for field in ("forms", "contacts", "sources"):
            if not getattr(entry, field) and not (field == "forms" and entry.assumed):
                yield Problem(loaded.at("entries", entry.id, field), f"{code(field)} ne peut pas être vide")
        if entry.status is not Status.ACTIF and not entry.status_reason:
            yield Problem(loaded.at("entries", entry.id, "status"), "un dispositif qui n'est pas actif dit pourquoi (status_reason)")
        ids = [item.id for item in entry.sources]
        for index, item in enumerate(entry.sources):
            if not item.id or item.id in ids[:index] or item.id == DEDUCTION:
                yield Problem(loaded.at("entries", entry.id, "sources", index), "chaque source a un id, unique dans l'entrée")


def examples_exist(loaded: Loaded) -> Iterator[Problem]:
    """The answers of examples are declared."""
    base = loaded.base
    for entry in base.entries:
        for index, example in enumerate(entry.examples):
            for name, value in example.answers.items():
                path: Path = ("entries", entry.id, "examples", index, "answers", name)
                if name not in base.question:
                    yield from _reference(loaded, path, name, base.question, "critère")
                elif base.question[name].type is not QuestionType.NUMBER:
                    known = [str(choice.id) for choice in base.question[name].choices]
                    yield from _reference(loaded, path, value, known, "valeur")


def contacts_reachable(loaded: Loaded) -> Iterator[Problem]:
    """A contact names a role, a territory and at least one channel; roles that take over exist and never loop."""
    base = loaded.base
    territories = [*base.territory, *_departments(base)]
    for contact in base.contacts:
        yield from _reference(loaded, ("contacts", contact.id, "role"), contact.role, base.role, "rôle")
        yield from _reference(loaded, ("contacts", contact.id, "territory"), contact.territory, territories, "territoire")
        if not (contact.url or contact.phone or contact.email or contact.address):
            yield Problem(loaded.at("contacts", contact.id), "un contact donne au moins une adresse, un téléphone ou un courriel")
    for role in base.roles:
        if role.next:
            yield from _reference(loaded, ("roles", role.id, "next"), role.next, base.role, "rôle")
        if _loops(base, role.id):
            yield Problem(loaded.at("roles", role.id, "next"), "les rôles qui prennent le relais tournent en rond")


SERVICE_WORDS = ("ce", "contact", "accueil", "info", "draio", "drafpic", "rectorat", "mentorat", "secretariat", "sg")
"""First words of the mailboxes of a service, which have two words like a person's."""


def no_person(loaded: Loaded) -> Iterator[Problem]:
    """No mailbox looks like a person's: two words where none is that of a service."""
    for contact in loaded.base.contacts:
        words = re.split(r"[.-]", (contact.email or "").partition("@")[0])
        if len(words) == 2 and all(word.isalpha() and word not in SERVICE_WORDS for word in words):
            message = f"l'adresse {code(str(contact.email))} semble être celle d'une personne ; donnez la boîte d'un service"
            yield Problem(loaded.at("contacts", contact.id, "email"), message)


def _departments(base: KnowledgeBase) -> list[str]:
    return [str(item.code) for academie in base.academies for item in (*academie.departments, *academie.attached)]


def _loops(base: KnowledgeBase, start: str) -> bool:
    seen: set[str] = set()
    name: str | None = start
    while name is not None and name in base.role and name not in seen:
        seen.add(name)
        name = base.role[name].next
    return name in seen


def territories_exist(loaded: Loaded) -> Iterator[Problem]:
    """Académies, regions and lycées refer to each other correctly."""
    base = loaded.base
    for academie in base.academies:
        if academie.region:
            yield from _reference(loaded, ("academies", academie.id, "region"), academie.region, base.region, "région")
        if academie.attached_to:
            yield from _reference(loaded, ("academies", academie.id, "attached_to"), academie.attached_to, base.academie, "académie")
    for ambiguous in base.ambiguous:
        for index, name in enumerate(ambiguous.academies):
            yield from _reference(loaded, ("ambiguous", ambiguous.alias, "academies", index), name, base.academie, "académie")
    for lycee in base.lycees:
        yield from _reference(loaded, ("lycees", lycee.id, "academie"), lycee.academie, base.academie, "académie")


def renames_lead_somewhere(loaded: Loaded) -> Iterator[Problem]:
    """A rename names a criterion of the base and, for a value, one of its values."""
    for rename in loaded.base.renames:
        question = loaded.base.question.get(rename.criterion)
        if question is None:
            yield from _reference(loaded, ("renames", rename.before, "criterion"), rename.criterion, loaded.base.question, "critère")
        elif rename.value:
            known = [str(choice.id) for choice in question.choices]
            yield from _reference(loaded, ("renames", rename.before, "value"), rename.value, known, "valeur")


ERRORS: tuple[Callable[[Loaded], Iterator[Problem]], ...] = (
    criteria_exist,
    goals_exist,
    sources_exist,
    entry_references,
    entries_complete,
    examples_exist,
    contacts_reachable,
    no_person,
    territories_exist,
    renames_lead_somewhere,
    guides_refer,
)
