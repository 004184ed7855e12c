"""Who to turn to: the roles that entries name, resolved by the closest territory and merged across
entries.
"""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli.base.records import Answers, Contact, Entry, KnowledgeBase, Level, Role


class Reachable(Struct, frozen=True):
    """Somebody to turn to, and how.

    `contact` is the published one; without it, a role of the lycée is found on the spot, and any
    other is asked for
    through `via`. `for_entries` are the ids of the entries that need it, in their order; `only_via`
    says that no entry
    names it itself.
    """

    id: str
    role: Role
    name: str
    territory: str
    contact: Contact | None = None
    via: "Reachable | None" = None
    for_entries: tuple[str, ...] = ()
    only_via: bool = False

    @property
    def on_site(self) -> bool:
        """True for somebody of the lycée itself."""
        return self.contact is None and self.role.level is Level.ETABLISSEMENT


def resolve_contacts(
    base: KnowledgeBase, entries: Iterable[Entry], answers: Answers
) -> tuple[Reachable, ...]:
    """Return whom to turn to for `entries`, each once, in the order in which the entries need them.

    Somebody who is only the way to another stands right after it.
    """
    found: dict[str, Reachable] = {}
    for entry in entries:
        for name in contacts_here(base, entry, answers):
            reachable = resolve_contact(base, name, answers)
            _add(found, reachable, entry, only_via=False)
            if reachable.via is not None:
                _add(found, reachable.via, entry, only_via=True)
    return tuple(found.values())


def contacts_for(
    base: KnowledgeBase, entries: Iterable[Entry], answers: Answers
) -> tuple[Reachable, ...]:
    """Return whom to turn to for `entries`, in order, or whom to ask when they name nobody here:
    never a dead end.
    """
    return resolve_contacts(base, entries, answers) or fallback_contacts(base, answers)


def contacts_here(base: KnowledgeBase, entry: Entry, answers: Answers) -> tuple[str, ...]:
    """Return the contacts that an entry names, without those of another territory."""
    here = territories(base, answers)
    known = bool(answers.get("academie"))
    return tuple(
        name
        for name in entry.contacts
        if not known
        or name not in base.contact
        or base.contact[name].territory in (*here, "national")
    )


def fallback_contacts(base: KnowledgeBase, answers: Answers) -> tuple[Reachable, ...]:
    """Return whom to ask when nothing in the base fits: never a dead end."""
    return tuple(resolve_contact(base, role.id, answers) for role in base.roles if role.fallback)


def _add(found: dict[str, Reachable], item: Reachable, entry: Entry, only_via: bool) -> None:
    known = found.get(item.id, replace(item, only_via=True))
    entries = tuple(dict.fromkeys((*known.for_entries, str(entry.id))))
    found[item.id] = replace(known, for_entries=entries, only_via=known.only_via and only_via)


def resolve_contact(base: KnowledgeBase, name: str, answers: Answers) -> Reachable:
    """Return the contact or the holder of the role called `name` that is closest to the answers'
    territory.
    """
    if name in base.contact:
        return _published(base, base.contact[name])
    role = base.role[name]
    contact = closest(base, role, answers)
    if contact is not None:
        return _published(base, contact)
    territory = _territory(base, role, answers)
    if role.level is Level.ETABLISSEMENT:
        return Reachable(role.id, role, role.name, territory)
    via = resolve_contact(base, role.next, answers) if role.next else None
    if via is not None and role.ask is None:
        return via
    while via is not None and via.via is not None:
        via = via.via
    return Reachable(
        f"{role.id}-{territory}", role, _named(base, role, territory), territory, via=via
    )


def closest(base: KnowledgeBase, role: Role, answers: Answers) -> Contact | None:
    """Return the published contact of `role` with the smallest territory that holds the lycée; None
    if there is none.
    """
    ranks = {territory: rank for rank, territory in enumerate(territories(base, answers))}
    candidates = [
        item for item in base.contacts if item.role == role.id and item.territory in ranks
    ]
    return min(candidates, key=lambda item: ranks[item.territory], default=None)


def territories(base: KnowledgeBase, answers: Answers) -> tuple[str, ...]:
    """Return the territories that hold the lycée, the smallest first: département, académie,
    région, France.
    """
    found = [*answers.get("departement", ())]
    for academie in answers.get("academie", ()):
        region = base.academie[academie].region
        found += [academie, *([region] if region else [])]
        if academie in base.territory["national"]:
            found.append("national")
    return tuple(found) or ("national",)


def territory_name(base: KnowledgeBase, territory: str) -> str:
    """Return a territory as it is shown."""
    if territory in base.academie:
        return base.academie[territory].name
    if territory in base.region:
        return base.region[territory].name
    names = {
        str(item.code): str(item.name)
        for academie in base.academies
        for item in academie.departments
    }
    return {"national": "France", Level.ETABLISSEMENT: "le lycée"}.get(territory) or names.get(
        territory, territory
    )


def _published(base: KnowledgeBase, contact: Contact) -> Reachable:
    return Reachable(contact.id, base.role[contact.role], contact.name, contact.territory, contact)


def _territory(base: KnowledgeBase, role: Role, answers: Answers) -> str:
    academie = next(iter(answers.get("academie", ())), "national")
    if role.level is Level.ETABLISSEMENT:
        return Level.ETABLISSEMENT
    if role.level is Level.REGION_ACADEMIQUE and academie in base.academie:
        return base.academie[academie].region or academie
    if role.level is Level.DEPARTEMENT:
        return next(iter(answers.get("departement", ())), academie)
    return academie


def _named(base: KnowledgeBase, role: Role, territory: str) -> str:
    place = territory_name(base, territory)
    return role.name if territory == "national" else f"{role.name}, {place}"
