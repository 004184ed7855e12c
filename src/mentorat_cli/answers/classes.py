"""From the name of a class or of a formation, as schools write it, to a niveau and a filière:
`2GATL`, `TCAP CUISINE`, `1ère BAC PRO AGORA`, `2NDPRO METIERS RELATION CLIENT`.

A name is cut into tokens: the mark of a year, a diploma, a number, and the words of the speciality,
its topic. It can often be cut in several ways (`TMA`: terminale of MA, or the speciality TMA): only
what all the best ones say is said.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice, product

from msgspec import Struct

from mentorat_cli.answers.choices import FILIERE, NIVEAU, match_choice
from mentorat_cli.base.records import ClassLevel, KnowledgeBase
from mentorat_cli.typography import fold

LONGEST = 120
"""Characters of a name that are read."""
READINGS = 64
"""Ways of cutting a name that are looked at."""
ABBREVIATED = 4
"""Letters from which a word may stand for one that it begins (`ENVIRON.`, `CUIS`)."""
_EMPTY = (
    "a au aux d de des du en et l la le les par sur option métier spécialité spé année an classe "
    "division groupe gr formation technicien ulis segpa"
)
"""Words of a name that tell no speciality, nor do their plurals."""
_YEARS = r"\b(?:en )?\d ans?\b"

Topic = tuple[str, str]
"""A filière, and the diploma in which a speciality leads to it."""


class Tokens(Struct, frozen=True):
    """One way of reading a name."""

    mark: str = ""
    diplomas: frozenset[str] = frozenset()
    topic: tuple[str, ...] = ()
    number: str = ""

    def and_then(self, other: "Tokens") -> "Tokens":
        """Return what both say, the first mark and the first number only."""
        return Tokens(
            self.mark or other.mark,
            self.diplomas | other.diplomas,
            self.topic + other.topic,
            self.number or other.number,
        )


class ClassName(Struct, frozen=True):
    """What a name says: a niveau, and the filières that it may mean, each with the levels in which
    it does (any when empty). Nothing when the name is not understood.
    """

    niveau: str | None = None
    filieres: Mapping[str, frozenset[str]] = {}

    def filiere(self, niveau: str | None) -> str | None:
        """Return the filière for a pupil of that level; None when there are several, or none."""
        may = [
            name
            for name, levels in self.filieres.items()
            if niveau is None or not levels or niveau in levels
        ]
        return may[0] if len(may) == 1 else None


NO_CLASS = ClassName()


def read_class(base: KnowledgeBase, name: str, plainly: bool = False) -> ClassName:
    """Return what a name says; `plainly`, an acronym is not cut (`TMA` is a speciality)."""
    folded = re.sub(_YEARS, " ", fold(name[:LONGEST]))
    words = _telling(folded.split())
    if plainly and words and _names(base).exact(words):
        return _understood(base, Tokens(topic=words))[1]
    found = [
        (rank, reading)
        for tokens in islice(_cut(_vocabulary(base), folded.split()), READINGS)
        for rank, reading in (_understood(base, tokens),)
    ]
    best = [reading for rank, reading in found if rank and rank == max(one for one, _ in found)]
    return _common(best)


def _common(readings: Sequence[ClassName]) -> ClassName:
    """Return what several ways of reading a name say alike."""
    if not readings:
        return NO_CLASS
    levels = {reading.niveau for reading in readings}
    filieres = {name: reading.filieres[name] for reading in readings for name in reading.filieres}
    return ClassName(levels.pop() if len(levels) == 1 else None, filieres)


def _understood(base: KnowledgeBase, tokens: Tokens) -> tuple[int, ClassName]:
    """Return how well a way of cutting reads (0 when its speciality is unknown), and what it
    says.
    """
    words = _telling(tokens.topic)
    whole, topics = _specialities(base, words) if words else (True, frozenset[Topic]())
    if words and not topics:
        return _before_diplomas(base, tokens)
    levels = _levels(base, tokens, {diploma for _, diploma in topics if diploma})
    told = bool(tokens.mark or tokens.diplomas)
    agreed = {topic for topic in topics if any(topic[1] in one.diplomas for one in levels)}
    filieres = {
        filiere: frozenset(
            str(level.id)
            for level in base.levels
            if any((filiere, diploma) in (agreed or topics) for diploma in level.diplomas)
        )
        for filiere, _ in sorted(agreed or topics)
    }
    niveau = str(levels[0].id) if told and len(levels) == 1 else None
    rank = 1 + bool(topics) * (1 + whole + (not told or bool(agreed)))
    return rank, ClassName(niveau, filieres)


def _before_diplomas(base: KnowledgeBase, tokens: Tokens) -> tuple[int, ClassName]:
    """Return what a name with unknown words says: nothing, but the year of a collège (`3EME
    GENERALE`), which no speciality changes.
    """
    for level in base.levels:
        marked = len(tokens.mark) > 1 and tokens.mark in {fold(mark) for mark in level.marks}
        if marked and not level.diplomas and not tokens.diplomas:
            return 1, ClassName(str(level.id))
    return 0, NO_CLASS


def _levels(base: KnowledgeBase, tokens: Tokens, led_to: set[str]) -> list[ClassLevel]:
    """Return the levels that tokens may tell, when their speciality leads to these diplomas.

    A diploma of any year (BTS) is meant only when it is said, or nothing else can be.
    """
    any_year = {name for level in base.levels if not level.marks for name in level.diplomas}
    diplomas = tokens.diplomas or led_to - any_year or led_to
    mark = tokens.mark
    if not mark and tokens.diplomas and all(_counts(base, name) for name in diplomas):
        mark = tokens.number
    if mark and not diplomas:
        bare = match_choice(base.question[NIVEAU], mark) if len(mark) > 1 else None
        named = [level for level in base.levels if bare and level.id == bare.id]
        return named or [level for level in base.levels if _fits(level, mark, diplomas)]
    return [level for level in base.levels if _fits(level, mark, diplomas)]


def _fits(level: ClassLevel, mark: str, diplomas: Collection[str]) -> bool:
    """Return whether a mark and diplomas may tell a level; without a diploma, only what comes
    before them all fits.
    """
    right = bool(set(level.diplomas) & set(diplomas)) if level.diplomas else not diplomas
    return right and (not mark or not level.marks or mark in {fold(one) for one in level.marks})


def _counts(base: KnowledgeBase, diploma: str) -> bool:
    """Return whether the years of a diploma are counted from 1 (those of a bac pro are not)."""
    return "1" in next((level.marks for level in base.levels if diploma in level.diplomas), ())


# How a name is cut


class Vocabulary(Struct, frozen=True):
    """The marks of years, and the words of diplomas → their ids."""

    marks: tuple[str, ...]
    diplomas: Mapping[str, frozenset[str]]


@lru_cache(maxsize=4)
def _vocabulary(base: KnowledgeBase) -> Vocabulary:
    diplomas: dict[str, frozenset[str]] = {}
    for item in base.diplomas:
        for word in item.words:
            diplomas[fold(word)] = diplomas.get(fold(word), frozenset()) | {str(item.id)}
    marks = {fold(mark) for level in base.levels for mark in level.marks}
    return Vocabulary(tuple(sorted(marks)), diplomas)


def _cut(known: Vocabulary, words: Sequence[str]) -> Iterator[Tokens]:
    """Yield the ways of reading the words of a name."""
    pieces: list[list[Tokens]] = []
    opened = True  # one digit is a year at the start, or just after a diploma
    for word in words:
        pieces.append(list(_tokens(known, word, opened)))
        opened = word in known.diplomas
    for chosen in product(*pieces):
        whole = Tokens()
        for one in chosen:
            whole = whole.and_then(one)
        yield whole


def _tokens(known: Vocabulary, word: str, opened: bool) -> Iterator[Tokens]:
    """Yield the ways of reading a word: whole, or a mark or a diploma glued to what follows."""
    if word in known.marks and (opened or len(word) > 1):
        yield Tokens(mark=word)
        return
    if opened and re.fullmatch(r"\d[a-d]", word):  # a year and a division
        yield Tokens(mark=word[0])
        return
    yield from _after_mark(known, word)
    glued = [mark for mark in known.marks if opened and word.startswith(mark)]
    longest = max(glued, key=len, default="")
    for mark in [longest] if word.removeprefix(longest).isdigit() else glued:
        for one in _after_mark(known, word.removeprefix(mark)):
            yield Tokens(mark=mark).and_then(one)


def _after_mark(known: Vocabulary, word: str) -> Iterator[Tokens]:
    """Yield the ways of reading a word that starts with no mark: a diploma, a speciality, a number,
    or a diploma with a year (`cap1`) or a speciality (`capaepe`) after it.
    """
    bare = word.rstrip("0123456789")
    number = word[len(bare) :]
    if bare in known.diplomas:
        yield Tokens(number if number in known.marks else "", known.diplomas[bare])
    else:
        yield Tokens(topic=(bare,) if bare else (), number=number)
    for diploma, ids in known.diplomas.items():
        rest = bare.removeprefix(diploma)
        if rest != bare:
            for mark in ("", *(one for one in known.marks if rest.startswith(one))):
                topic = rest.removeprefix(mark)
                if len(topic) > 1:
                    yield Tokens(mark, ids, (topic,), number)


# How a speciality is recognised


SpecialityName = tuple[tuple[str, ...], Topic]


class SpecialityNames(Struct, frozen=True):
    """The words of the names of specialities, with what each means: by the first letter, and those
    of one word.
    """

    by_letter: Mapping[str, Sequence[SpecialityName]]
    single: Mapping[str, frozenset[Topic]]

    def exact(self, words: tuple[str, ...]) -> bool:
        """Return whether words are the name of a speciality."""
        return any(name == words for name, _ in self.by_letter.get(words[0][0], ()))


@lru_cache(maxsize=4)
def _names(base: KnowledgeBase) -> SpecialityNames:
    """Return the names of specialities; those of the question have no diploma."""
    named: list[tuple[str, Topic]] = [
        (name, (str(item.id), diploma))
        for item in base.formations
        for diploma, names in item.names.items()
        for speciality in names
        for name in speciality
    ]
    if FILIERE in base.question:
        named += [
            (name, (str(choice.id), ""))
            for choice in base.question[FILIERE].choices
            for name in (choice.id, choice.label, choice.phrase, *choice.aliases)
        ]
    by_letter: dict[str, list[SpecialityName]] = {}
    single: dict[str, frozenset[Topic]] = {}
    for name, topic in named:
        words = _telling(fold(name).split())
        if words:
            by_letter.setdefault(words[0][0], []).append((words, topic))
        if len(words) == 1:
            single[words[0]] = single.get(words[0], frozenset()) | {topic}
    return SpecialityNames(by_letter, single)


def _telling(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words that tell a speciality."""
    return tuple(word for word in words if len(word) > 1 and word not in _empty())


@cache
def _empty() -> frozenset[str]:
    words = fold(_EMPTY).split()
    return frozenset([*words, *(word + "s" for word in words)])


@lru_cache(maxsize=4096)
def _specialities(base: KnowledgeBase, words: tuple[str, ...]) -> tuple[bool, frozenset[Topic]]:
    """Return what words may mean, and whether all of them say it: the specialities that they name,
    else those whose name they shorten, else those that one of the words names.
    """
    names = _names(base)
    near = names.by_letter.get(words[0][0], ())
    for meets in (_equal, _shortened, _begun_by):
        found = {topic for name, topic in near if meets(name, words)}
        if found:
            return True, _told(found)
    inside = [names.single[word] for word in words if word in names.single]
    return False, _told(inside[0]) if len(inside) == 1 else frozenset()


def _told(topics: Collection[Topic]) -> frozenset[Topic]:
    """Return topics without those of the question where a diploma says more of the same filière."""
    said = {filiere for filiere, diploma in topics if diploma}
    if not said:
        return frozenset(topics)
    return frozenset((filiere, diploma) for filiere, diploma in topics if diploma)


def _equal(name: Sequence[str], words: Sequence[str]) -> bool:
    return len(name) == len(words) and all(map(_same, name, words))


def _begun_by(name: Sequence[str], words: Sequence[str]) -> bool:
    """Return whether a name begins what is written (an option follows it)."""
    return len(name) < len(words) and all(
        _same(one, other) for one, other in zip(name, words, strict=False)
    )


def _shortened(name: Sequence[str], words: Sequence[str]) -> bool:
    """Return whether the words stand for those of a name, in order from the first one; words may
    lack, or lack their end.
    """
    left = iter(name)
    if not _stands_for(words[0], next(left)):
        return False
    return all(any(_stands_for(word, one) for one in left) for word in words[1:])


def _same(one: str, other: str) -> bool:
    return one == other or one + "s" == other or one == other + "s"


def _stands_for(word: str, whole: str) -> bool:
    return _same(word, whole) or (len(word) >= ABBREVIATED and whole.startswith(word))
