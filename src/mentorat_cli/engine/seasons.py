"""What the dates of the year are on a given day."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

from mentorat_cli.base.records import Entry, Guide, Period


class Season(StrEnum):
    """What a line of a calendar is on a day. The values are those of the JSON.

    Of what comes back each year, the dates of another school year tell nothing of this one.
    """

    COMING = "a-venir"
    OPEN = "en-cours"
    OVER = "clos-cette-annee"
    UNKNOWN = "date-non-trouvee"
    ENDED = "termine"


def school_year(moment: date | str) -> str:
    """Return the school year of a date, from September to August (`2026-09` → `2026-2027`); a year
    alone is told by its end.
    """
    year, month = int(str(moment)[:4]), int(str(moment)[5:7] or 12)
    start = year if month >= 9 else year - 1
    return f"{start}-{start + 1}"


def still_told(
    items: Iterable[Entry | Guide], today: date
) -> Iterator[tuple[Entry | Guide, Period]]:
    """Yield the dates to know of entries and guides: those that can be compared with a day, and are
    not over for good.
    """
    for item in items:
        for line in item.calendar:
            if season(line, today) not in (None, Season.ENDED):
                yield item, line


def season(item: Period, today: date) -> Season | None:
    """Return what a line of a calendar is on a day; None when it has no date to compare."""
    now, opens, closes = str(today), item.opens or "", item.closes or ""
    if now[: len(opens)] < opens:
        return Season.COMING
    if closes and now[: len(closes)] <= closes:
        return Season.OPEN
    latest = closes or opens
    if item.yearly:
        known = item.school_year or (school_year(latest) if latest else "")
        if known < school_year(today):
            return Season.UNKNOWN
    if not latest:
        return None
    if not closes:
        return Season.OPEN
    return Season.OVER if item.yearly else Season.ENDED
