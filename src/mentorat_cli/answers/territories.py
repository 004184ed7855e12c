"""From what a teacher types (académie, département, postal code, old name…) to the académie."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from msgspec import Struct

from mentorat_cli.base.records import Academie, Department, KnowledgeBase
from mentorat_cli.typography import fold, unique


class Territory(Struct, frozen=True):
    """An académie, and the département and the lycée where they are known."""

    academie: str
    department: str | None = None
    lycee: str | None = None


_PREFIX = (
    r"^(?:(?:academie|rectorat|departement|dept|dep|dsden|region academique|region|vice rectorat)"
    r"\s+)?(?:(?:de la|de l|du|des|de|d|la|le|les|l)\s+)?"
)
_CEDEX = r"\s+cedex\b.*"
_QUARTER = r"^(paris|lyon|marseille)\s+\d{1,2}\s*(?:e|er|eme|re)?(?:\s+arrondissement)?$"
"""What may follow the name of a town, or of the three that have arrondissements."""


def exact(base: KnowledgeBase, typed: str) -> tuple[Territory, ...]:
    """Return the places of a code, or of a name without accents or case: none, one, or several to
    choose from.

    A code is a postal code (five digits, or four where a spreadsheet took the zero away) or a
    département (`69`, `1`, `2a`, `971`, `D69`).
    """
    if typed in base.academie:  # what scripts write: the names of every place are not wanted
        return (Territory(typed),)
    compact = "".join(typed.split()).replace(".", "").upper()
    if compact.isascii() and compact.isdigit() and len(compact) in (4, 5):
        return by_departments(base, _postal_departments(base, compact.zfill(5)))
    return by_departments(base, _department_codes(compact)) or _named(base, spelt(typed))


def _department_codes(compact: str) -> tuple[str, ...]:
    """Return the départements that a code without spaces means, whether they exist or not."""
    told = re.fullmatch(r"(?:D|DPT|D[EÉ]P(?:T|ARTEMENT)?|DSDEN)?(\d{1,3}|2[AB])", compact)
    if not told:
        return ()
    number = told[1].removeprefix("0").zfill(2)
    return ("2A", "2B") if number == "20" else (number,)


def _named(base: KnowledgeBase, folded: str) -> tuple[Territory, ...]:
    """Return the places of a name; of a town, its CEDEX or its arrondissement is left out."""
    names = _names(base)
    for name in (folded, re.sub(_QUARTER, r"\1", re.sub(_CEDEX, "", folded))):
        found = names.get(name) or names.get(re.sub(_PREFIX, "", name))
        if found:
            return found
    return ()


def beside(base: KnowledgeBase, typed: str) -> tuple[Territory, ...]:
    """Return the places of the code that stands beside other words: a postal code, else a
    département between brackets, before a dash, or of the place that the words name.
    """
    postal = re.findall(r"(?<![\d/])\d{5}(?![\d/])", typed)
    if postal:
        codes = [code for one in postal for code in _postal_departments(base, one)]
        return by_departments(base, tuple(unique(codes)))
    told = re.search(r"\((\d{2,3}|2[ABab])\)|^\s*(\d{2,3}|2[ABab])\s+[-–—]\s", typed)
    if told:
        return by_departments(base, _department_codes((told[1] or told[2]).upper()))
    told = re.fullmatch(r"\s*(\d{2,3}|2[ABab])\s+(\D+)|(\D+)\s(\d{2,3}|2[ABab])\s*", typed)
    if told is None:
        return ()
    here = by_departments(base, _department_codes((told[1] or told[4]).upper()))
    return tuple(place for place in here if place in _named(base, spelt(told[2] or told[3])))


def spelt(name: str) -> str:
    """Return a name for comparison, « St » and « Ste » in full."""
    return re.sub(r"\bst(e?)\b", r"saint\1", fold(name))


def search(base: KnowledgeBase, typed: str) -> tuple[Territory, ...]:
    """Return the places of which a name holds what is typed, one for each académie; a number is
    never a fragment.
    """
    wanted = spelt(typed)
    if any(char.isdigit() for char in wanted):
        return ()
    found = [
        place
        for name, places in _names(base).items()
        if wanted and wanted in name
        for place in places
    ]
    academies = unique(place.academie for place in found)
    return (
        tuple(found)
        if len(set(found)) == 1
        else tuple(Territory(academie) for academie in academies)
    )


def territory_names(base: KnowledgeBase) -> tuple[str, ...]:
    """Return every name that can be typed for a territory, as it is printed."""
    names = chain((name for name, _ in named_places(base)), (town for town, _ in _towns(base)))
    return tuple(unique(names, fold))


def _postal_departments(base: KnowledgeBase, postal: str) -> tuple[str, ...]:
    exception = next((item for item in base.postal_codes if item.code == postal), None)
    if exception:
        return tuple(exception.departments)
    if postal.startswith(("977", "978")):
        return ("974",)  # CEDEX of La Réunion; 97133 and 97150 are the other islands
    if postal.startswith(("957", "959")) and not postal.endswith("0"):
        return ("93", "77", "95")  # CEDEX of the airport of Roissy, which three départements share
    if postal.startswith(("97", "98")):
        return (postal[:3],)
    if postal.startswith("20"):
        return ("2A",) if postal[:3] in ("200", "201") else ("2B",)
    return (postal[:2],)


def by_departments(base: KnowledgeBase, codes: tuple[str, ...]) -> tuple[Territory, ...]:
    """Return the places of the départements that exist."""
    return tuple(
        Territory(academie.id, item.code)
        for wanted in codes
        for academie in base.academies
        for item in _departments(academie)
        if item.code == wanted
    )


def _departments(academie: Academie) -> tuple[Department, ...]:
    return academie.departments + academie.attached


def named_places(base: KnowledgeBase) -> Iterator[tuple[str, tuple[Territory, ...]]]:
    """Yield each name as it is printed → the places it means, the strongest meaning of a name
    first.
    """
    for ambiguous in base.ambiguous:
        yield ambiguous.alias, tuple(Territory(item) for item in ambiguous.academies)
    for academie in base.academies:
        for name in (academie.name, *academie.aliases, academie.id):
            yield name, (Territory(academie.id),)
    for region in base.regions:
        members = tuple(Territory(item.id) for item in base.academies if item.region == region.id)
        for name in (region.name, *region.aliases):
            yield name, members
    for academie in base.academies:
        for department in _departments(academie):
            yield department.name, (Territory(academie.id, department.code),)
    for academie in base.academies:
        for department in _departments(academie):
            if department.seat:
                yield department.seat, (Territory(academie.id, department.code),)


def _towns(base: KnowledgeBase) -> Iterator[tuple[str, Territory]]:
    """Yield the other towns by which a place is named."""
    for academie in base.academies:
        for department in _departments(academie):
            for town in department.towns:
                yield town, Territory(academie.id, department.code)
    for lycee in base.lycees:
        if lycee.town:
            yield lycee.town, Territory(lycee.academie)


@lru_cache(maxsize=4)
def _names(base: KnowledgeBase) -> dict[str, tuple[Territory, ...]]:
    """Return each name, folded → the places it means."""
    index: dict[str, tuple[Territory, ...]] = {}
    for name, places in named_places(base):
        index.setdefault(spelt(name), places)
        index.setdefault(re.sub(_PREFIX, "", spelt(name)), places)
    for town, place in _towns(base):
        for name in (spelt(town), re.sub(_PREFIX, "", spelt(town))):
            known = index.get(name, ())
            if place.academie not in {one.academie for one in known}:
                index[name] = (*known, place)  # homonyms: one has to choose
    return index
