"""French words for territories: académies, régions académiques, the whole of France."""

from collections.abc import Iterable

from mentorat_cli.base.records import NATIONAL, KnowledgeBase
from mentorat_cli.typography import enumerate_french, fold

ALL_FRANCE = "toute la France"
WITH_ARTICLE = ("guadeloupe", "guyane", "martinique")


def territories(base: KnowledgeBase, academies: frozenset[str]) -> list[str]:
    """Return the names of `academies`, by whole region where they fill one, or `toute la
    France`.
    """
    national = base.territory[NATIONAL]
    if academies >= national:
        return [ALL_FRANCE, *(base.academie[item].name for item in sorted(academies - national))]
    regions, others = grouped(base, academies)
    return [
        *(f"la région {name}" for name in regions),
        *(str(base.academie[item].name) for item in others),
    ]


def within(base: KnowledgeBase, academies: frozenset[str], one: bool = True) -> str:
    """Return where a lycée is, in as few names as possible: in `one` of `academies`, or else (after
    « pas ») in any of them.
    """
    national = base.territory[NATIONAL]
    missing = [str(item.name) for item in base.academies if item.id in national - academies]
    regions, others = grouped(base, academies & national)
    if not missing:
        found = ["une académie de France, quelle qu’elle soit"]
    elif len(missing) < len(regions) + len(others):
        found = [f"une académie de France, hors {enumerate_french(missing)}"]
    else:
        found = [
            *_several("la région", "des régions", regions, one),
            *_academies(base, others, one),
        ]
    overseas = [academie(base, item) for item in base.academie if item in academies - national]
    return f"dans {enumerate_french([*found, *overseas], 'ou dans')}"


def academie(base: KnowledgeBase, identifier: str) -> str:
    """Return an académie with its article (`l’académie d’Amiens`); an overseas service is its
    territory.
    """
    if base.academie[identifier].region is None:
        return f"le territoire de {base.academie[identifier].name}"
    return f"l’académie {_of(base, identifier)}"


def grouped(base: KnowledgeBase, academies: frozenset[str]) -> tuple[list[str], list[str]]:
    """Return the names of the régions of several académies that `academies` fill, and the ids of
    the other ones.
    """
    names, left = [], set(academies)
    for region in base.regions:
        members = base.territory[region.id]
        if len(members) > 1 and members <= left:
            names.append(str(region.name))
            left -= members
    return names, [item for item in base.academie if item in left]


def _academies(base: KnowledgeBase, identifiers: Iterable[str], one: bool) -> list[str]:
    mainland = [item for item in identifiers if base.academie[item].region]
    services = [academie(base, item) for item in identifiers if base.academie[item].region is None]
    return [
        *_several("l’académie", "des académies", [_of(base, item) for item in mainland], one),
        *services,
    ]


def _several(single: str, many: str, names: list[str], one: bool) -> list[str]:
    if len(names) < 2:
        return [f"{single} {name}" for name in names]
    return [
        f"{'l’une ' + many if one else many.replace('des', 'les')} {enumerate_french(names, 'ou')}"
    ]


def _of(base: KnowledgeBase, identifier: str) -> str:
    name = base.academie[identifier].name
    if identifier in WITH_ARTICLE:
        return f"de la {name}"
    return f"d’{name}" if fold(name)[0] in "aeiouy" else f"de {name}"
