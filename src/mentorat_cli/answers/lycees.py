"""Which lycée typed words mean: its UAI, its name, with its town or its postal code beside it.

Only whole words are compared, so that no lycée is taken for another one: where several have the
words, all of them are told.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from mentorat_cli.answers.territories import spelt
from mentorat_cli.base.records import ChoicesFrom, KnowledgeBase
from mentorat_cli.base.schools import School
from mentorat_cli.typography import nearest

MOST_CHOICES = 12
"""Lycées among which somebody can choose."""
PROPOSED = 30
"""Lycées that are proposed while somebody types."""
SHORTEST = 3
"""Letters of a word from which lycées are proposed."""
FEW = 3
"""Lycées that may be meant by a slip of the hand."""
_EMPTY = "a au aux d de des du en et l la le les lycee lycees public publique"
_LYCEE = {
    "lycee": "",
    "lycees": "",
    "etablissement": "",
    "lp": "professionnel",
    "lpo": "polyvalent",
    "lpa": "agricole",
    "lpp": "professionnel",
    "lgt": "technologique",
    "legt": "technologique",
    "legta": "agricole",
    "erea": "erea",
    "sep": "section",
}
"""Words that say that a lycée is meant → the word of its kind."""
_KINDS = """professionnel professionnelle polyvalent general technologique technique prive privee
    métiers enseignement section agricole horticole hotelier maritime"""


class _Known(Struct, frozen=True):
    """A lycée and the words that tell it, folded: of its name, of where it is."""

    school: School
    name: frozenset[str]
    place: frozenset[str]


class Sought(Struct, frozen=True):
    """What is looked for: telling words, words of the kind of lycée, and whether a lycée is said to
    be meant.
    """

    telling: frozenset[str]
    kinds: frozenset[str]
    lycee: bool


def wanted(typed: str) -> Sought:
    """Return what typed words look for."""
    words = spelt(typed).split()
    kinds = {_LYCEE[word] for word in words if word in _LYCEE} | (set(words) & _words(_KINDS))
    telling = frozenset(words) - _words(_EMPTY) - _words(_KINDS) - set(_LYCEE)
    return Sought(telling, frozenset(kinds - {""}), any(word in _LYCEE for word in words))


def school(base: KnowledgeBase, uai: str) -> School | None:
    """Return the lycée of an UAI; None when the list lacks it."""
    return _by_uai(base).get(uai)


def by_words(base: KnowledgeBase, typed: str) -> tuple[School, ...]:
    """Return the lycées whose name, town and postal code hold every telling word that is typed, one
    of them in the name (and not in the town, unless a lycée is said to be meant); those of the kind
    that is typed, if there are any. Several are to be chosen from.
    """
    sought = wanted(typed)
    if not sought.telling:
        return ()
    found = [
        item
        for item in _holding(base, sought.telling)
        if sought.telling <= item.name | item.place
        and (sought.telling & item.name if sought.lycee else sought.telling - item.place)
    ]
    alike = [item for item in found if sought.kinds <= item.name] or found
    whole = [item for item in alike if spelt(school_label(item.school)) == spelt(typed)]
    return tuple(item.school for item in (whole or _without_sections(alike)))


def whole_name(base: KnowledgeBase, typed: str) -> tuple[School, ...]:
    """Return the lycées whose whole name, but for their kind, is what is typed."""
    sought = wanted(typed).telling
    return tuple(item for item in by_words(base, typed) if wanted(item.name).telling == sought)


def of_town(base: KnowledgeBase, typed: str) -> tuple[School, ...]:
    """Return the lycées of the commune whose name is typed, or that is now a part of it; those of
    the kind that is typed, if there are any.
    """
    sought = wanted(typed)
    found = [
        item
        for item in _holding(base, sought.telling)
        if sought.telling
        and sought.telling in (_telling(item.school.town), _telling(item.school.former))
    ]
    alike = [item for item in found if sought.kinds <= item.name] or found
    return tuple(item.school for item in _without_sections(alike))


def partly_of_town(base: KnowledgeBase, typed: str) -> tuple[School, ...]:
    """Return the lycées of the communes of which the name holds every telling word that is
    typed.
    """
    sought = wanted(typed).telling
    found = _holding(base, sought) if sought else ()
    return tuple(item.school for item in found if sought <= _telling(item.school.town))


def answer_of(base: KnowledgeBase, uai: str) -> str:
    """Return the answer that means the lycée of an UAI, which may be that of a section of it."""
    return next((item.value for item in base.lycees if uai in item.uai), uai)


def begun(base: KnowledgeBase, typed: str) -> tuple[School, ...]:
    """Return the lycées of which words begin as those typed; nothing when these are too short, or
    the lycées too many.
    """
    sought = wanted(typed).telling
    if max(map(len, sought), default=0) < SHORTEST:
        return ()
    found = [
        item.school
        for item in _holding(base, sought)
        if all(any(one.startswith(word) for one in item.name | item.place) for word in sought)
    ]
    return tuple(found) if len(found) <= PROPOSED else ()


def near(base: KnowledgeBase, typed: str) -> tuple[School, ...]:
    """Return the lycées of which the name and the town differ from what is typed by slips of the
    hand; nothing when they are more than a few.
    """
    known = {word for line in _lines(base) for word in line.split()}
    meant = [
        word if word in known else next(iter(nearest(word, known, 1)), "")
        for word in wanted(typed).telling
    ]
    found = by_words(base, f"lycée {' '.join(meant)}") if all(meant) else ()
    return found if len(found) <= FEW else ()


def lycee_label(base: KnowledgeBase, value: str) -> str:
    """Return a lycée as it is shown: as the base names it, else the list; its code when neither
    does.
    """
    for question in base.questions:
        if question.choices_from is ChoicesFrom.LYCEES:
            for choice in question.choices:
                if choice.id == value:
                    return str(choice.phrase)
    found = school(base, value)
    return school_label(found) if found else value


def school_label(item: School) -> str:
    """Return a lycée of the list as it is shown: its name and its town."""
    return f"{item.name} ({item.former or item.town})"


@lru_cache(maxsize=4)
def _by_uai(base: KnowledgeBase) -> Mapping[str, School]:
    return {item.uai: item for item in base.schools}


@lru_cache(maxsize=4)
def _lines(base: KnowledgeBase) -> tuple[str, ...]:
    """Return what tells each lycée, folded: its name, then `_PLACE` and where it is."""
    told = (
        f"{item.name} {_PLACE} {item.town} {item.former} {item.postal}" for item in base.schools
    )
    return tuple(spelt(f" {_END} ".join(told)).split(f" {_END} "))


_PLACE, _END = "0x0", "1x1"
"""Words that no lycée has."""


def _holding(base: KnowledgeBase, words: frozenset[str]) -> Iterator[_Known]:
    """Yield the lycées of which what tells them holds every one of `words`, at least as letters."""
    for item, line in zip(base.schools, _lines(base), strict=False):
        if all(word in line for word in words):
            name, _, place = line.partition(_PLACE)
            yield _Known(item, frozenset(name.split()), frozenset(place.split()))


def _without_sections(found: Sequence[_Known]) -> list[_Known]:
    """Return lycées without the sections of one of them, which have an UAI of their own."""
    whole = {item.school.town for item in found if "section" not in item.name}
    return [item for item in found if "section" not in item.name or item.school.town not in whole]


def _telling(text: str) -> frozenset[str]:
    return frozenset(spelt(text).split()) - _words(_EMPTY)


def _words(text: str) -> frozenset[str]:
    return frozenset(spelt(text).split())
