"""What time makes doubtful: pages not read again, sources too old, calendars that are over."""

from collections.abc import Iterator
from datetime import date

from mentorat_cli.base.reader import Pointer
from mentorat_cli.base.records import KnowledgeBase, Period, Status
from mentorat_cli.checks.common import Fault
from mentorat_cli.engine.ranking import YEARS_FRESH, is_stale, newest_source
from mentorat_cli.typography import code
from mentorat_cli.wording import day


def readings(base: KnowledgeBase, today: date) -> Iterator[Fault]:
    """An entry or a contact was read again against its sources within a year."""
    limit = _years_before(today, 1)
    for collection, items in (("entries", base.entries), ("contacts", base.contacts)):
        for item in items:
            if item.checked_on < limit:
                message = (
                    f"relu le {day(item.checked_on)}, il y a plus d'un an ; relisez "
                    "les sources, puis changez la date"
                )
                yield (collection, item.id, "checked_on"), message


def sources(base: KnowledgeBase) -> Iterator[Fault]:
    """An active entry has a recent source; one without a date shows nothing."""
    for entry in base.entries:
        if entry.status is Status.ACTIF and is_stale(base, entry):
            newest = newest_source(entry)
            known = f"{day(newest)} pour la plus récente" if newest else "aucune source datée"
            message = (
                f"{known}, rien depuis {YEARS_FRESH} années scolaires ; trouvez une source "
                f"récente, ou mettez {code(Status.A_CONFIRMER)}"
            )
            yield ("entries", entry.id, "sources"), message


def calendars(base: KnowledgeBase, today: date) -> Iterator[Fault]:
    """The latest calendar of an entry is not over."""
    for entry in base.entries:
        dated = [
            (_last_day(item), index) for index, item in enumerate(entry.calendar) if _last_day(item)
        ]
        end, index = max(dated, default=("", 0))
        if end and end < str(today)[: len(end)]:
            item = entry.calendar[index]
            message = (
                f"le calendrier le plus récent ({item.school_year or item.closes or item.year}) "
                "est passé ; cherchez le suivant"
            )
            yield ("entries", entry.id, "calendar", index), message


def futures(base: KnowledgeBase, today: date) -> Iterator[Fault]:
    """Nothing was read, printed or seen after today."""
    for path, moment in _past(base):
        if moment and str(moment) > str(today):
            yield path, f"{day(moment)} est à venir ; corrigez la date"


def _past(base: KnowledgeBase) -> Iterator[tuple[Pointer, date | str | None]]:
    """Yield the dates of what has happened, each with its path."""
    for entry in base.entries:
        yield ("entries", entry.id, "checked_on"), entry.checked_on
        for index, seen in enumerate(entry.presence.evidence if entry.presence else ()):
            yield ("entries", entry.id, "presence", "evidence", index, "date"), seen.date
    for contact in base.contacts:
        yield ("contacts", contact.id, "checked_on"), contact.checked_on
        yield ("contacts", contact.id, "source", "date"), contact.source.date
    for collection, items in (("entries", base.entries), ("guides", base.guides)):
        for item in items:
            for index, source in enumerate(item.sources):
                yield (collection, item.id, "sources", index, "date"), source.date


def _last_day(item: Period) -> str:
    """Return when the time that a line speaks of ends, as far as it is known (`2026-08`); a school
    year ends in August.
    """
    year = f"{item.school_year[-4:]}-08" if item.school_year else ""
    return item.closes or year or item.year or ""


def _years_before(moment: date, years: int) -> date:
    """Return the same day some years before; 28 February for the 29th."""
    return moment.replace(
        year=max(moment.year - years, date.min.year),
        day=28 if (moment.month, moment.day) == (2, 29) else moment.day,
    )
