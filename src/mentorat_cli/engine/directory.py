"""Who answers for the roles and the contacts of a base, where the lycée is, and how one reaches
them.
"""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli.base.records import (
    NATIONAL,
    Answers,
    Contact,
    KnowledgeBase,
    Level,
    Role,
    UrlKind,
)


class Way(StrEnum):
    """How one reaches somebody, the best first."""

    DIRECT = "direct"
    PAGE = "page"
    RELAY = "relais"
    SCHOOL = "sur-place"


class NamedBy(StrEnum):
    """Who names somebody for an entry that needs them: itself, the organisation it is a form of, a
    partner, or nobody: then it is who knows whom to ask.
    """

    OWN = "fiche"
    FAMILY = "organisme"
    PARTNER = "partenaire"
    RELAY = "relais"


class Served(Struct, frozen=True):
    """The id of an entry that needs somebody; `lender` is that of the entry whose contact it is."""

    entry: str
    link: NamedBy = NamedBy.OWN
    lender: str = ""


class Reachable(Struct, frozen=True):
    """Somebody to turn to, and how.

    `contact` is the published one; without it, a role of the lycée is found on the spot, and any
    other is asked for through `via`. `served` are the entries that need it, in their order;
    `only_via` says that no entry names it itself. `elsewhere` says that its territory may not be
    that of the lycée.
    """

    id: str
    role: Role
    name: str
    territory: str
    contact: Contact | None = None
    via: "Reachable | None" = None
    served: tuple[Served, ...] = ()
    only_via: bool = False
    elsewhere: bool = False

    @property
    def on_site(self) -> bool:
        """True for somebody of the lycée itself."""
        return self.contact is None and self.role.level is Level.ETABLISSEMENT

    @property
    def way(self) -> Way:
        """How one reaches them: directly, by a page, through who knows them, or in the lycée."""
        contact = self.contact
        if contact is None:
            return Way.RELAY if self.via and not self.via.on_site else Way.SCHOOL
        if contact.territory == Level.ETABLISSEMENT:
            return Way.SCHOOL
        if self.role.relays:
            return Way.RELAY
        form = contact.url and contact.url_kind is UrlKind.FORMULAIRE
        return Way.DIRECT if contact.phone or contact.email or form else Way.PAGE

    @property
    def by_post(self) -> bool:
        """True where nothing but a postal address is known: nobody there answers tomorrow."""
        contact = self.contact
        return contact is not None and not (contact.phone or contact.email or contact.url)

    @property
    def for_entries(self) -> tuple[str, ...]:
        """The ids of the entries that need them, in their order."""
        return tuple(item.entry for item in self.served)

    def merged(self, other: "Reachable") -> "Reachable":
        """Return them with what `other`, the same for other entries, adds."""
        known = self.for_entries
        added = tuple(item for item in other.served if item.entry not in known)
        return replace(
            self, served=(*self.served, *added), only_via=self.only_via and other.only_via
        )


class Directory:
    """Whom the names of roles and contacts lead to, from where the answers put the lycée.

    What it found is kept: one directory serves every entry of an answer.
    """

    def __init__(self, base: KnowledgeBase, answers: Answers) -> None:
        self.base = base
        self._answers = answers
        self._ranks = {name: rank for rank, name in enumerate(territories(base, answers))}
        self._found: dict[str, tuple[Reachable, ...]] = {}

    def find(self, name: str) -> tuple[Reachable, ...]:
        """Return who answers to the name of a contact or of a role: the nearest to the lycée; all
        of a bassin's, among whom one must choose; nobody for a contact of elsewhere.
        """
        if name not in self._found:
            self._found[name] = tuple(self._find(name))
        return self._found[name]

    def external(self) -> tuple[Reachable, ...]:
        """Return who outside the lycée knows whom to ask when nothing else is known."""
        return tuple(item for item in self.fallback() if item.way is not Way.SCHOOL)

    def fallback(self) -> tuple[Reachable, ...]:
        """Return whom to ask when nothing in the base fits."""
        return tuple(
            item for role in self.base.roles if role.fallback for item in self.find(role.id)
        )

    def _find(self, name: str) -> Iterator[Reachable]:
        contact = self.base.contact.get(name)
        if contact is None:
            yield from self._held(self.base.role[name])
        elif self._surely_serves(contact) or contact.territory in self._open_departments():
            yield self._published(contact)

    def _held(self, role: Role) -> Iterator[Reachable]:
        holders = self._holders(role)
        if holders:
            yield from map(self._published, holders)
        elif role.reader:
            yield from self.find(role.next) if role.next else ()
        elif role.level is Level.ETABLISSEMENT:
            yield Reachable(role.id, role, role.name, Level.ETABLISSEMENT)
        elif role.next:
            yield from self._relayed(role, self.find(role.next))

    def _relayed(self, role: Role, relays: tuple[Reachable, ...]) -> Iterator[Reachable]:
        """Yield a role without address, asked for through the first of its relays that has one;
        these alone where there is nothing to ask them.
        """
        if role.ask is None:
            yield from relays
            return
        territory = self._territory(role)
        place = territory_name(self.base, territory)
        name = str(role.name) if territory == "national" else f"{role.name}, {place}"
        for relay in relays[:1]:
            via = relay
            while via.via is not None:
                via = via.via
            yield Reachable(f"{role.id}-{territory}", role, name, territory, via=via)

    def _holders(self, role: Role) -> list[Contact]:
        known = self.base.contacts_of.get(role.id, ())
        here = [item for item in known if item.territory in self._ranks]
        if here:
            nearest = min(self._ranks[item.territory] for item in here)
            found = [item for item in here if self._ranks[item.territory] == nearest]
            return found if role.level is Level.BASSIN else found[:1]
        return self._everywhere_near(known) if role.level is Level.BASSIN else []

    def _everywhere_near(self, known: tuple[Contact, ...]) -> list[Contact]:
        """Return the contacts of every département of the académie, one of which is the lycée's;
        none if one has none.
        """
        wanted = self._open_departments()
        found = [item for item in known if item.territory in wanted]
        return found if {item.territory for item in found} == wanted else []

    def _open_departments(self) -> set[str]:
        """Return the départements where the lycée may be, when nobody said which."""
        if self._answers.get("departement"):
            return set()
        return {
            str(item.code)
            for academie in self._answers.get("academie", ())
            for item in self.base.academie[academie].departments
        }

    def _surely_serves(self, contact: Contact) -> bool:
        known = self._answers.get("academie")
        return not known or contact.territory == NATIONAL or contact.territory in self._ranks

    def _published(self, contact: Contact) -> Reachable:
        return Reachable(
            contact.id,
            self.base.role[contact.role],
            contact.name,
            contact.territory,
            contact,
            elsewhere=not self._surely_serves(contact),
        )

    def _territory(self, role: Role) -> str:
        academie = next(iter(self._answers.get("academie", ())), NATIONAL)
        if role.level is Level.REGION_ACADEMIQUE and academie in self.base.academie:
            return self.base.academie[academie].region or academie
        if role.level is Level.DEPARTEMENT:
            return next(iter(self._answers.get("departement", ())), academie)
        return academie


def territories(base: KnowledgeBase, answers: Answers) -> tuple[str, ...]:
    """Return the territories that hold the lycée, the smallest first: itself, département,
    académie, région, France. The only département of an académie goes without saying.
    """
    found = [*answers.get("departement", ())]
    for name in answers.get("academie", ()):
        academie = base.academie[name]
        if not found and len(academie.departments) == 1:
            found.append(academie.departments[0].code)
        found += [name, *([academie.region] if academie.region else [])]
        if name in base.territory[NATIONAL]:
            found.append(NATIONAL)
    return (Level.ETABLISSEMENT, *(found or (NATIONAL,)))


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
    return {NATIONAL: "France", Level.ETABLISSEMENT: "le lycée"}.get(territory) or names.get(
        territory, territory
    )
