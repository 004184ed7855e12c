"""Whom to call for entries, in order, and first of all."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli.base.records import Answers, Entry, KnowledgeBase, Role
from mentorat_cli.engine.directory import Directory, NamedBy, Reachable, Served, Way
from mentorat_cli.engine.ranking import CARDS

OWN = (Way.DIRECT, Way.PAGE)
"""Ways that lead to who acts, not to who knows them."""


class Call(Struct, frozen=True):
    """The first call to make: to `who`, for an `entry`, None where nothing fits.

    `asked` is the service to ask them for where they only know who acts; None when they answer
    themselves.
    """

    who: Reachable
    entry: Entry | None = None
    asked: Role | None = None


def contacts_for(
    base: KnowledgeBase, entries: Iterable[Entry], answers: Answers
) -> tuple[Reachable, ...]:
    """Return whom to turn to for `entries`, in order, or whom to ask when they name nobody here:
    never a dead end.
    """
    return resolve_contacts(base, entries, answers) or Directory(base, answers).fallback()


def resolve_contacts(
    base: KnowledgeBase, entries: Iterable[Entry], answers: Answers
) -> tuple[Reachable, ...]:
    """Return whom to turn to for `entries`, each once, in the order in which the entries need them.

    Somebody who is only the way to another stands right after it.
    """
    directory = Directory(base, answers)
    found: dict[str, Reachable] = {}
    for entry in entries:
        for item in contacts_of(directory, entry):
            vias = [replace(item.via, served=item.served, only_via=True)] if item.via else []
            for one in (item, *vias):
                found[one.id] = found[one.id].merged(one) if one.id in found else one
    return tuple(found.values())


def contacts_of(directory: Directory, entry: Entry) -> list[Reachable]:
    """Return whom to turn to for an entry, in its order.

    One that names nobody who acts has the contacts of its organisation, else of its partners, else
    who knows whom to ask. These stand before who only knows, and before the last, who answers in
    the lycée.
    """
    own = list(_named(directory, entry, entry, NamedBy.OWN))
    if any(item.way in OWN for item in own):
        return own
    lent = _lent(directory, entry)
    relays = (place for place, item in enumerate(own) if item.way is Way.RELAY)
    place = next(relays, max(len(own) - 1, 0))
    if not lent and all(item.way is Way.SCHOOL for item in own):
        served = (Served(entry.id, NamedBy.RELAY),)
        lent = [replace(item, served=served) for item in directory.external()[:1]]
    return [*own[:place], *lent, *own[place:]]


def _named(directory: Directory, entry: Entry, lender: Entry, link: NamedBy) -> Iterator[Reachable]:
    served = (Served(entry.id, link, "" if lender is entry else lender.id),)
    for name in lender.contacts:
        for item in directory.find(name):
            yield replace(item, served=served)


def _lent(directory: Directory, entry: Entry) -> list[Reachable]:
    """Return who acts, as the organisation of an entry names them, or else its partners."""
    known = directory.base.entry
    relatives = [str(item.id) for item in directory.base.antennes.get(entry.id, ())]
    relatives += [entry.variant_of] if entry.variant_of else []
    for link, names in ((NamedBy.FAMILY, relatives), (NamedBy.PARTNER, entry.partners)):
        found = [
            item
            for name in names
            for item in _named(directory, entry, known[name], link)
            if item.way in OWN
        ]
        if found:
            return found
    return []


def call_first(base: KnowledgeBase, entries: Sequence[Entry], answers: Answers) -> Call | None:
    """Return whom to call first for entries in their order: the first who answers directly, for its
    organisation and surely here, among the first CARDS; else the best of the first that has
    somebody.

    It is somebody outside the lycée, as far as the base knows one for this place; None only where
    it knows nobody at all.
    """
    directory = Directory(base, answers)
    cards = [(entry, contacts_of(directory, entry)) for entry in entries[:CARDS]]
    for entry, found in cards:
        for item in found:
            if answers_for_it(item):
                return Call(item, entry)
    for entry, found in cards:
        outside = [item for item in found if item.way is not Way.SCHOOL]
        if outside:
            best = min(outside, key=_distance)
            return _call(directory, best, found, entry)
    known = directory.external() or directory.fallback()
    return next((_call(directory, item) for item in known), None)


def _distance(item: Reachable) -> tuple[bool, bool, int]:
    return item.elsewhere, item.by_post, list(Way).index(item.way)


def answers_for_it(item: Reachable) -> bool:
    """Return whether somebody answers directly, surely here, and for more than a partner of the
    entry.
    """
    of_a_partner = all(one.link is NamedBy.PARTNER for one in item.served)
    return item.way is Way.DIRECT and not item.elsewhere and not of_a_partner


def _call(
    directory: Directory,
    item: Reachable,
    others: Iterable[Reachable] = (),
    entry: Entry | None = None,
) -> Call:
    """Return the call to somebody, or to who knows them: then a switchboard is told whom to look
    for.
    """
    if item.via is not None:
        return Call(item.via, entry, item.role)
    if item.way is not Way.RELAY:
        return Call(item, entry)
    through = (one for one in (*others, *directory.external()) if one.via is not None)
    asked = next((one.role for one in through if one.via and one.via.id == item.id), None)
    return Call(item, entry, asked)
