"""The ministry's open file of the bureaux des entreprises: read from CSV or JSON, kept as lines,
found by the UAI of a lycée.

Only the mailbox of the office and the telephone are taken; the web addresses of that file are often
those of another lycée.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from csv import DictReader
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from mentorat_cli.answers.lycees import lycee_label
from mentorat_cli.base.records import (
    Contact,
    Email,
    Id,
    KnowledgeBase,
    Level,
    Moment,
    Phone,
    Prose,
    Source,
    Status,
    Tier,
)
from mentorat_cli.base.scalars import EMAIL, looks_personal
from mentorat_cli.base.schools import read_uai
from mentorat_cli.typography import fold

UAI, MAIL, PHONE = "numero_uai", "mail_bde", "telephone"
TITLE = "Annuaire des bureaux des entreprises (ministère de l’Éducation nationale)"
ROLE = "bureau-des-entreprises"
_LABELS: Mapping[str, str] = {
    UAI: r"(numero |code )?uai|identifiant( de l etablissement)?|numero uai.*",
    MAIL: r".*\b(mail|courriel|adresse electronique)\b.*",
    PHONE: r".*\btel(ephone)?\b.*",
}
"""Field → how its title may be written, folded: its name, or its French label."""


class Office(Struct, frozen=True):
    """How the bureau des entreprises of a lycée is reached; one way at least."""

    uai: str
    emails: tuple[str, ...] = ()
    phone: str = ""


class Offices(Struct):
    """The offices of a file, and by field what was not understood: line → text, the first ones."""

    offices: dict[str, Office] = field(default_factory=dict)
    wrong: dict[str, list[tuple[int, str]]] = field(default_factory=dict)


class NoDirectory(ValueError):
    """What is missing for a file to be that directory: `missing` fields, and the titles it has."""

    def __init__(self, missing: Sequence[str], titles: Sequence[str]) -> None:
        self.missing, self.titles = tuple(missing), tuple(titles)
        super().__init__(missing)


def read_rows(lines: Iterable[str], is_json: bool) -> Iterator[Mapping[str, object]]:
    """Yield the rows of a file, title → value. Raises ValueError when it cannot be read as such."""
    try:
        if not is_json:
            yield from DictReader(lines, delimiter=";")
            return
        value = json.loads("".join(lines))
    except (csv.Error, RecursionError) as error:
        raise ValueError from error
    items = value.get("results", []) if isinstance(value, dict) else value
    listed = items if isinstance(items, list) else []
    found = [item.get("fields", item) for item in listed if isinstance(item, dict)]
    rows = [row for row in found if isinstance(row, dict)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    yield from ({name: row.get(name) for name in names} for row in rows)


def titles(row: Mapping[str, object]) -> dict[str, str]:
    """Return field → its title in a file. Raises NoDirectory when one is missing."""
    found: dict[str, str] = {}
    for name, pattern in _LABELS.items():
        for title in row:
            if title and (title == name or re.fullmatch(pattern, fold(title))):
                found.setdefault(name, title)
    missing = [name for name in _LABELS if name not in found]
    if missing:
        raise NoDirectory(missing, [str(title) for title in row if title])
    return found


def add(found: Offices, named: Mapping[str, str], line: int, row: Mapping[str, object]) -> None:
    """Add the office of a row, or what of it is not understood."""
    values = {name: _texts(row.get(title)) for name, title in named.items()}
    uai = read_uai("".join(values[UAI]))
    if uai is None:
        found.wrong.setdefault(UAI, []).append((line, " ".join(values[UAI])))
        return
    emails = [text for text in values[MAIL] if re.fullmatch(EMAIL, text)]
    kept = tuple(text for text in emails if not looks_personal(text))
    for text in values[MAIL]:
        if text not in kept:
            found.wrong.setdefault(MAIL, []).append((line, "" if text in emails else text))
    phone = next(iter(values[PHONE]), "")
    digits = re.sub(r"[ .\-/]", "", phone)
    if phone and not re.fullmatch(r"\+?[0-9]{6,14}", digits):
        found.wrong.setdefault(PHONE, []).append((line, phone))
        phone = ""
    if re.fullmatch(r"0[0-9]{9}", digits):
        phone = " ".join(digits[place : place + 2] for place in range(0, 10, 2))
    if kept or phone:
        found.offices[uai] = Office(uai, kept, phone)


def _texts(value: object) -> list[str]:
    """Return the texts of a cell: an array, or values parted by bars, commas or semicolons."""
    items = value if isinstance(value, list) else re.split(r"[|,;]", str(value or ""))
    return [text for item in items if (text := str(item).strip())]


def packed(offices: Iterable[Office], day: date) -> str:
    """Return offices as lines, under the day of their file."""
    rows = (f"{item.uai}\t{' '.join(item.emails)}\t{item.phone}" for item in offices)
    return "\n".join([f"# {day}", *rows]) + "\n"


def office(text: str, uai: str) -> tuple[Office, date] | None:
    """Return the office of a lycée among lines, and the day of their file; None where it has none.
    Raises ValueError when these are no such lines.
    """
    head, *rows = text.splitlines() or [""]
    day = date.fromisoformat(head.removeprefix("# "))
    for row in rows:
        if row.startswith(uai):
            _, emails, phone = row.split("\t")
            return Office(uai, tuple(emails.split()), phone), day
    return None


def with_office(base: KnowledgeBase, item: Office, day: date) -> KnowledgeBase:
    """Return the base with how the bureau des entreprises of a lycée is reached."""
    if ROLE not in base.role:
        return base
    first, others = item.emails[:1], item.emails[1:]
    contact = Contact(
        Id(f"{ROLE}-{item.uai.lower()}"),
        Id(ROLE),
        Prose(f"{base.role[ROLE].name}, {lycee_label(base, item.uai)}"),
        Level.ETABLISSEMENT,
        Status.ACTIF,
        Source(Tier.OFFICIEL, Prose(TITLE), date=Moment(str(day))),
        day,
        phone=Phone(item.phone) if item.phone else None,
        email=next(map(Email, first), None),
        note=Prose(f"Aussi\u00a0: {', '.join(others)}.") if others else None,
    )
    return replace(base, contacts=(*base.contacts, contact))
