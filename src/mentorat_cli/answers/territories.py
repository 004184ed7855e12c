"""From what a teacher types (académie, département, postal code, old name…) to the académie."""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from mentorat_cli.answers.refusals import Refusal, Refused, Why
from mentorat_cli.base.records import Academie, Department, KnowledgeBase
from mentorat_cli.typography import fold, nearest, unique


class Place(Struct, frozen=True):
    """An académie, and the département where it is known."""

    academie: str
    department: str | None = None


_PREFIX = (
    r"^(?:(?:academie|rectorat|departement|region academique|region|vice rectorat)\s+)?(?:(?:de "
    r"la|de l|du|des|de|d|la|le|les|l)\s+)?"
)


def locate(base: KnowledgeBase, typed: str) -> tuple[Place, ...]:
    """Return the places that `typed` can mean: none, one, or several to choose from.

    A code is a postal code (five digits, or four where a spreadsheet took the zero away) or a
    département (`69`, `1`, `2a`,
    `971`); anything else is a name, without accents or case.
    """
    compact = "".join(typed.split()).replace(".", "").upper()
    number = compact.isascii() and compact.isdigit()
    if number and len(compact) in (4, 5):
        return _by_departments(base, _postal_departments(base, compact.zfill(5)))
    if (number and len(compact) <= 3) or compact in ("2A", "2B"):
        return _by_departments(base, ("2A", "2B") if compact == "20" else (compact.zfill(2),))
    folded = fold(typed)
    if folded.replace(" ", "-") in base.academie and all(
        fold(item.alias) != folded for item in base.ambiguous
    ):
        return (Place(folded.replace(" ", "-")),)
    names = _names(base)
    return names.get(folded) or names.get(re.sub(_PREFIX, "", folded)) or ()


def resolve(base: KnowledgeBase, typed: str) -> Place:
    """Return the one place that `typed` means. Raises Refused when there is none, or several (all
    of them expected).
    """
    places = locate(base, typed)
    if not places:
        near = tuple(unique(nearest(typed, territory_names(base)), fold))
        raise Refused(Refusal(why=Why.PLACE, given=(typed,), nearest=near))
    academies = unique(place.academie for place in places)
    if len(academies) > 1:
        names = {item: str(base.academie[item].name) for item in academies}
        raise Refused(
            Refusal(why=Why.PLACES, given=(typed,), expected=tuple(academies), names=names)
        )
    return places[0] if len(places) == 1 else Place(academies[0])


def search(base: KnowledgeBase, typed: str) -> tuple[Place, ...]:
    """Return the places of which a name holds what is typed, one for each académie; a number is
    never a fragment.
    """
    wanted = fold(typed)
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
        tuple(found) if len(set(found)) == 1 else tuple(Place(academie) for academie in academies)
    )


def territory_names(base: KnowledgeBase) -> tuple[str, ...]:
    """Return every name that can be typed for a territory, as it is printed."""
    return tuple(unique((name for name, _ in named_places(base)), fold))


def _postal_departments(base: KnowledgeBase, postal: str) -> tuple[str, ...]:
    exception = next((item for item in base.postal_codes if item.code == postal), None)
    if exception:
        return tuple(exception.departments)
    if postal.startswith(("97", "98")):
        return (postal[:3],)
    if postal.startswith("20"):
        return ("2A",) if postal[:3] in ("200", "201") else ("2B",)
    return (postal[:2],)


def _by_departments(base: KnowledgeBase, codes: tuple[str, ...]) -> tuple[Place, ...]:
    return tuple(
        Place(academie.id, item.code)
        for wanted in codes
        for academie in base.academies
        for item in _departments(academie)
        if item.code == wanted
    )


def _departments(academie: Academie) -> tuple[Department, ...]:
    return academie.departments + academie.attached


def named_places(base: KnowledgeBase) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Yield each name as it is printed → the places it means, the strongest meaning of a name
    first.
    """
    for ambiguous in base.ambiguous:
        yield ambiguous.alias, tuple(Place(item) for item in ambiguous.academies)
    for academie in base.academies:
        for name in (academie.name, *academie.aliases, academie.id):
            yield name, (Place(academie.id),)
    for region in base.regions:
        members = tuple(Place(item.id) for item in base.academies if item.region == region.id)
        for name in (region.name, *region.aliases):
            yield name, members
    for academie in base.academies:
        for department in _departments(academie):
            yield department.name, (Place(academie.id, department.code),)
    for academie in base.academies:
        for department in _departments(academie):
            if department.seat:
                yield department.seat, (Place(academie.id, department.code),)


@lru_cache(maxsize=4)
def _indexed(pairs: tuple[tuple[str, tuple[Place, ...]], ...]) -> dict[str, tuple[Place, ...]]:
    index: dict[str, tuple[Place, ...]] = {}
    for name, places in pairs:
        index.setdefault(fold(name), places)
        index.setdefault(re.sub(_PREFIX, "", fold(name)), places)
    return index


def _names(base: KnowledgeBase) -> dict[str, tuple[Place, ...]]:
    return _indexed(tuple(named_places(base)))
