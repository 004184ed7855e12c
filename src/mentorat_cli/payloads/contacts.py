"""Whom to turn to."""

from collections.abc import Sequence
from typing import Any

from mentorat_cli import wording
from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import Entry, KnowledgeBase
from mentorat_cli.engine.calling import Call, call_first, contacts_for
from mentorat_cli.engine.directory import NamedBy, Reachable
from mentorat_cli.engine.guidance import Helper
from mentorat_cli.payloads import VERSION
from mentorat_cli.payloads.catalogue import source
from mentorat_cli.wording.calls import reason_called, say


def contacts(base: KnowledgeBase, items: Sequence[Entry], answers: Told) -> dict[str, Any]:
    """Return whom to turn to for entries, in order, and how."""
    reachable = contacts_for(base, items, answers)
    return {
        "version": VERSION,
        "withheld": answers.notice,
        "contacts": [{**contact(one), **reaching(base, one)} for one in reachable],
        "first_call": called(base, call_first(base, items, answers), answers),
    }


def contact(item: Reachable) -> dict[str, Any]:
    """Return somebody to turn to, as in a recommendation."""
    contact = item.contact
    return {
        "id": item.id,
        "role": item.role.id,
        "name": item.name,
        "territory": item.territory,
        "url": contact.url if contact else None,
        "phone": contact.phone if contact else None,
        "email": contact.email if contact else None,
        "for": list(item.for_entries),
        "reach": item.way,
        "lent": [
            {"entry": one.entry, "link": one.link, "from": one.lender or None}
            for one in item.served
            if one.link is not NamedBy.OWN
        ],
        "source": source(contact.source) if contact else {},
    }


def called(
    base: KnowledgeBase, call: Call | None, told: Told, several: bool = False, why: str = ""
) -> dict[str, Any] | None:
    """Return a call to make, the first one or one with a reason of its own (`why`), with the
    sentence to say; None only where nobody is known.
    """
    if call is None:
        return None
    published = call.who.contact
    return {
        "contact": call.who.id,
        "for": call.entry.id if call.entry else None,
        "say": say(base, call, told, several),
        "name": call.who.name,
        "reach": call.who.way,
        "phone": published.phone if published else None,
        "email": published.email if published else None,
        "url": published.url if published else None,
        "ask": call.asked.id if call.asked else None,
        "why": why or reason_called(call),
    }


def helper(item: Helper) -> dict[str, Any]:
    """Return somebody of the lycée or of the institution, what they do, and when to call them."""
    return {
        "role": item.role.id,
        "when": item.step.moment,
        "for": item.step.text,
        "name": item.role.name,
        "on_site": item.on_site,
        "first": item.first,
        "net": item.net.id,
        "contacts": [one.id for one in item.contacts],
        "phones": [one.contact.phone for one in item.contacts if one.contact and one.contact.phone],
        "sources": [source(one) for one in item.sources],
    }


def reaching(base: KnowledgeBase, item: Reachable) -> dict[str, Any]:
    """Return how to reach somebody."""
    contact = item.contact
    return {
        "address": contact.address if contact else None,
        "status": contact.status if contact else None,
        "via": item.via.id if item.via else None,
        "how": wording.how_to_reach(base, item) or None,
    }
