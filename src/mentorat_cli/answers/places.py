"""Where the lycée is, from the one field that takes it all: a lycée, a town, a postal code, a
département, an académie or an UAI.
"""

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from mentorat_cli.answers.refusals import Refusal, Refused
from mentorat_cli.answers.territories import (
    Territory,
    beside,
    by_departments,
    exact,
    territory_names,
)
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.base.schools import School, department_of, read_uai
from mentorat_cli.typography import SHORTEST, fold, nearest, unique

ACADEMIE, DEPARTEMENT, LYCEE = "academie", "departement", "lycee"
"""The criteria that say where the lycée is."""
PLACED = (ACADEMIE, LYCEE)
"""Those that a place answers, the surest last."""
_ASIDE = r"\(([^()]+)\)\s*$|(?:,|\s[àÀ]\s|\s[-–—]\s)\s*([^,()]+)$"
"""The place that stands after a name: « Lycée Untel (Ville) », « Lycée Untel, Ville »."""


def locate(base: KnowledgeBase, typed: str, lycee: bool = False) -> tuple[Territory, ...]:
    """Return the places that `typed` can mean: none, one, or several to choose from.

    A code or the name of a territory comes first, then the name of a lycée or of its town (of a
    lycée rather than of a town, where `lycee`); then what stands beside an unknown name: a postal
    code (`69007 LYON`), a département (`Haute-Corse (2B)`), a town (`Lycée Untel, Ville`).
    """
    return (
        _of_uai(base, "".join(typed.split()).upper())
        or exact(base, typed)
        or _schools(base, typed, lycee)
        or beside(base, typed)
        or _aside(base, typed)
    )


def resolve(base: KnowledgeBase, typed: str, lycee: bool = False) -> Territory:
    """Return the one place that `typed` means. Raises Refused when there is none, or several (all
    of them expected).
    """
    places = locate(base, typed, lycee)
    if not places:
        raise Refused(Refusal(why="place", given=(typed,), nearest=_nearest(base, typed)))
    if len(places) > 1 and any(place.lycee for place in places):
        told = {place.lycee or place.academie: _name(base, place) for place in places}
        raise Refused(Refusal(why="lycees", given=(typed,), expected=tuple(told), names=told))
    academies = unique(place.academie for place in places)
    if len(academies) > 1:
        names = {item: str(base.academie[item].name) for item in academies}
        raise Refused(Refusal(why="places", given=(typed,), expected=tuple(academies), names=names))
    return places[0] if len(places) == 1 else Territory(academies[0])


def place_of(base: KnowledgeBase, value: str) -> Territory | None:
    """Return the place of an answer about the lycée; None when it names no lycée."""
    places = _of_uai(base, value)
    if places:
        return replace(places[0], lycee=value)
    found = next((item for item in base.lycees if item.value == value), None)
    return Territory(found.academie, lycee=value) if found else None


def answers_of(place: Territory) -> dict[str, str | None]:
    """Return what a place answers; None is unknown."""
    return {ACADEMIE: place.academie, DEPARTEMENT: place.department, LYCEE: place.lycee}


def _nearest(base: KnowledgeBase, typed: str) -> tuple[str, ...]:
    """Return the names from which `typed` differs by a slip: of territories, else of lycées."""
    from mentorat_cli.answers.lycees import near, school_label

    if len(typed.strip()) < SHORTEST:
        return ()
    found = tuple(unique(nearest(typed, territory_names(base)), fold))
    return found or tuple(map(school_label, near(base, typed)))


def _of_uai(base: KnowledgeBase, compact: str) -> tuple[Territory, ...]:
    """Return the place of an UAI, its lycée only where no digit of it is wrong."""
    department = department_of(compact)
    if department is None:
        return ()
    from mentorat_cli.answers.lycees import answer_of, school

    uai = read_uai(compact)
    found = school(base, uai) if uai else None
    places = by_departments(base, (found.department if found else department,))
    return tuple(replace(place, lycee=uai and answer_of(base, uai)) for place in places)


def _schools(base: KnowledgeBase, typed: str, lycee: bool) -> tuple[Territory, ...]:
    """Return the places of the towns and of the lycées that have the name: of a town alone, unless
    lycées elsewhere have it whole; of a lycée alone where one is said to be meant.
    """
    from mentorat_cli.answers.lycees import by_words, of_town, wanted, whole_name

    found, here = by_words(base, typed), of_town(base, typed)
    if wanted(typed).lycee:
        return _each(base, (*found, *here))
    if found and (lycee or not here):
        sure = lycee or len(found) > 1 or whole_name(base, typed)
        return _each(base, found) if sure else _maybe(base, typed, found)
    return (*_towns(base, here), *_each(base, whole_name(base, typed)))


def _maybe(base: KnowledgeBase, typed: str, found: Sequence[School]) -> tuple[Territory, ...]:
    """Return the place of the lycée of which a part of the name is typed, with the towns of which
    it is a part too; nothing for a few letters.
    """
    from mentorat_cli.answers.lycees import partly_of_town

    if len(typed.strip()) < SHORTEST:
        return ()
    return (*_each(base, found), *_towns(base, partly_of_town(base, typed)))


def _aside(base: KnowledgeBase, typed: str) -> tuple[Territory, ...]:
    """Return the territories or the towns of the name that stands after an unknown lycée."""
    from mentorat_cli.answers.lycees import of_town, wanted

    found = re.search(_ASIDE, typed) if wanted(typed).lycee else None
    name = (found[1] or found[2]) if found else ""
    return exact(base, name) or _towns(base, of_town(base, name))


def _towns(base: KnowledgeBase, schools: Iterable[School]) -> tuple[Territory, ...]:
    """Return where the towns of lycées are, each once."""
    departments = unique(item.department for item in schools)
    return tuple(place for code in departments for place in by_departments(base, (code,)))


def _each(base: KnowledgeBase, schools: Iterable[School]) -> tuple[Territory, ...]:
    """Return the places of lycées, each once."""
    return tuple(unique(place for item in schools for place in _of_uai(base, item.uai)))


def _name(base: KnowledgeBase, place: Territory) -> str:
    """Return a place as it is told among several: its lycée, else its académie."""
    if place.lycee is None:
        return f"l’académie {base.academie[place.academie].name}"
    from mentorat_cli.answers.lycees import lycee_label

    return lycee_label(base, place.lycee)
