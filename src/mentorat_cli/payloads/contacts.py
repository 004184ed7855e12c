"""Whom to turn to."""

from collections.abc import Iterable
from typing import Any

from mentorat_cli import wording
from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import Entry, KnowledgeBase
from mentorat_cli.engine.directory import Reachable, contacts_for
from mentorat_cli.payloads import VERSION
from mentorat_cli.payloads.catalogue import source


def contacts(base: KnowledgeBase, items: Iterable[Entry], answers: Told) -> dict[str, Any]:
    """Return whom to turn to for entries, in order, and how."""
    reachable = contacts_for(base, items, answers)
    return {
        "version": VERSION,
        "withheld": answers.notice,
        "contacts": [{**contact(one), **reaching(base, one)} for one in reachable],
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
        "source": source(contact.source) if contact else {},
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
