"""French words for the dates of the year."""

from collections.abc import Iterable
from datetime import date

from mentorat_cli.base.records import Entry, Period
from mentorat_cli.engine.seasons import Season, school_year, season, still_told
from mentorat_cli.typography import capital
from mentorat_cli.wording import COLON, SEMICOLON, day


def dated(item: Period, today: date) -> str:
    """Return a line of a calendar after what it is on a day (`Ouvert jusqu’au 12 mars 2027 :
    vœux`).
    """
    found = season(item, today)
    texts = [_words(item, found, today)] if found else []
    if item.school_year:
        texts.append(f"année scolaire {item.school_year}")
    elif item.year:
        texts.append(day(item.year))
    return COLON.join([capital(SEMICOLON.join(texts)), item.text] if texts else [item.text])


def moments(entries: Iterable[Entry], today: date) -> list[str]:
    """Return when to act for entries: their dates that are not over, then the moments of the year
    of their steps, each once.
    """
    entries = list(entries)
    dates = [dated(line, today) for _, line in still_told(entries, today)]
    steps = [str(step.moment) for entry in entries for step in entry.steps if step.moment]
    return list(dict.fromkeys([*dates, *steps]))


def _words(item: Period, found: Season, today: date) -> str:
    opens, closes = item.opens or "", item.closes or ""
    until = f"jusqu’{_on(closes).replace('le', 'au')}" if closes else ""
    opened = "ouvert " if opens or item.yearly else ""
    return {
        Season.COMING: f"ouvre {_on(opens)}" + (f", {until}" if closes not in ("", opens) else ""),
        Season.OPEN: opened + (until or f"depuis {_on(opens).removeprefix('en ')}"),
        Season.OVER: "clos cette année",
        Season.UNKNOWN: f"date {school_year(today)} non trouvée",
        Season.ENDED: f"terminé {_on(closes)}",
    }[found]


def _on(moment: str) -> str:
    return f"{'le' if len(moment) > len('2027-03') else 'en'} {day(moment)}" if moment else ""
