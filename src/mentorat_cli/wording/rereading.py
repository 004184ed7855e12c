"""French words for what to verify when an entry is read again, and where."""

from collections.abc import Iterator
from datetime import date

from mentorat_cli.base.records import Contact, Entry, KnowledgeBase, Status, Tier, UrlKind
from mentorat_cli.engine.ranking import newest_source
from mentorat_cli.engine.rereading import Rereading
from mentorat_cli.engine.seasons import Season, school_year, season
from mentorat_cli.typography import unique
from mentorat_cli.wording import COLON, lower, since

FIRM = (Tier.OFFICIEL, Tier.PARTENAIRE)
"""Weights of a page of those who know: the State, or who does it."""


def to_verify(base: KnowledgeBase, item: Rereading, today: date) -> list[str]:
    """Return what somebody who opens the pages of an entry looks for, the most important first."""
    entry = item.entry
    return [
        *_running(entry),
        *_dated(entry, item.years),
        *([] if item.tier in FIRM else ["une page officielle, ou de l’organisme, qui le dit"]),
        *_reached(own_contacts(base, entry)),
        *(
            f"la date {school_year(today)}{COLON}{line.text.rstrip('.')}"
            for line in entry.calendar
            if season(line, today) is Season.UNKNOWN
        ),
    ] or ["rien n’a changé depuis"]


def _running(entry: Entry) -> Iterator[str]:
    if entry.status is not Status.ACTIF:
        yield f"si l’action existe encore{COLON}{lower(str(entry.status_reason)).rstrip('.')}"


def _dated(entry: Entry, years: int) -> Iterator[str]:
    newest = newest_source(entry)
    if newest is None:
        yield "une page datée\u00a0: aucune ne l’est"
    elif years > 1:
        yield f"une page plus récente, la dernière étant {since(newest)}"


def _reached(contacts: list[Contact]) -> Iterator[str]:
    for contact in contacts:
        if contact.status is not Status.ACTIF:
            yield f"si l’on joint encore ainsi «\u00a0{contact.name}\u00a0»"
    if not any(
        item.phone or item.email or item.url_kind is UrlKind.FORMULAIRE for item in contacts
    ):
        yield "un numéro, une boîte ou un formulaire\u00a0: la base n’en a pas"


def own_contacts(base: KnowledgeBase, entry: Entry) -> list[Contact]:
    """Return the published contacts that an entry names itself."""
    return [base.contact[name] for name in entry.contacts if name in base.contact]


def where(base: KnowledgeBase, entry: Entry) -> list[str]:
    """Return what to open or call: its contacts, then its pages, the newest first."""
    pages = sorted(entry.sources, key=lambda item: item.date or "", reverse=True)
    ways = [
        way
        for contact in own_contacts(base, entry)
        for way in (contact.url, contact.phone, contact.email)
    ]
    return unique(str(way) for way in (*ways, *(item.url for item in pages)) if way)
