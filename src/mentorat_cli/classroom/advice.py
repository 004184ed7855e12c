"""Each pupil of a class, and what is recommended to her."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import Entry, Guide, KnowledgeBase
from mentorat_cli.classroom.roll import Roll, RowFault
from mentorat_cli.classroom.table import Row
from mentorat_cli.engine.bits import members
from mentorat_cli.engine.guidance import open_nets, opening
from mentorat_cli.engine.masks import engine_of
from mentorat_cli.engine.matching import Match, match_entry
from mentorat_cli.engine.rules import Possible, criteria
from mentorat_cli.engine.verdicts import missing_criteria, whole
from mentorat_cli.typography import harmless

LyceePlace = tuple[tuple[str, tuple[str, ...]], ...]
"""Where a lycée is, as answered: the académie and the département that are known."""


class Pupil(Struct, frozen=True):
    """A row that could be read. `number` counts the rows of the table, from 1; `repere` is empty
    when there is none, and `shared` when another pupil has the same.
    """

    number: int
    line: int
    repere: str
    answers: Told
    shared: bool = False

    @property
    def label(self) -> str:
        """What the pupil is called, unlike all others."""
        if self.shared:
            return f"{self.repere}, ligne {self.line}"
        return self.repere or f"Élève {self.number}"


class Advice(Struct, frozen=True):
    """What is recommended to a pupil: the first entries, explained, and the numbers in the base of
    all that fit.

    `to_check` is number in the base → the criteria whose answer decides; `nets` are open to them.
    """

    pupil: Pupil
    first: tuple[Match, ...]
    fits: tuple[int, ...]
    to_check: Mapping[int, tuple[str, ...]]
    nets: tuple[Guide, ...]


class Scheme(Struct, frozen=True):
    """What an entry is to pupils: those whom it fits and those for whom it is to check.

    `settled_by` is criterion → for how many of these an answer would decide; `leads` counts those
    who have it among their first.
    """

    entry: Entry
    fits: tuple[Pupil, ...]
    to_check: tuple[Pupil, ...]
    settled_by: Mapping[str, int]
    leads: int


def read_pupils(
    roll: Roll, rows: Iterable[Row], report: Callable[[RowFault], None]
) -> Iterator[Pupil]:
    """Yield the pupils that rows describe; a row that cannot be read is reported, and counts."""
    for number, (line, cells, problem) in enumerate(rows, 1):
        if problem:
            report(RowFault(line, problem))
            continue
        roll.line = line
        answers, faults = roll.answers(cells)
        if faults:
            report(RowFault(line, faults))
            continue
        repere = "" if roll.repere is None else cells[roll.repere]
        yield Pupil(number, line, harmless(" ".join(repere.split())), answers)


def distinct(pupils: Iterable[Pupil]) -> Iterator[Pupil]:
    """Yield pupils, those of one repère told apart."""
    everyone = list(pupils)
    count = Counter(pupil.repere for pupil in everyone if pupil.repere)
    for pupil in everyone:
        yield replace(pupil, shared=True) if count[pupil.repere] > 1 else pupil


class Adviser:
    """Says what is recommended to pupils, at most `limit` entries explained. What a rule says to
    the same answers is said once.
    """

    def __init__(self, base: KnowledgeBase, limit: int) -> None:
        self.base, self.limit, self.engine = base, limit, engine_of(base)
        self._reads: dict[int, tuple[str, ...]] = {}
        self._matches: dict[object, Match] = {}
        self._missing: dict[object, tuple[str, ...]] = {}
        self._opened: dict[object, tuple[Guide, ...]] = {}
        self._opening = opening(base)

    def advise(self, pupil: Pupil) -> Advice:
        """Return what is recommended to a pupil."""
        possible, found = self.engine.possible(pupil.answers), self.engine.decide(pupil.answers)
        told = {name: self.engine.key(name, pupil.answers) for name in possible}
        first = tuple(self._match(number, possible, told) for number in found.first(self.limit))
        to_check = {
            number: self._missing_for(number, possible, told) for number in members(found.to_check)
        }
        key = tuple(told[name] for name in self._opening)
        if key not in self._opened:
            self._opened[key] = open_nets(self.base, possible)
        return Advice(pupil, first, tuple(members(found.fits)), to_check, self._opened[key])

    def _match(self, number: int, possible: Possible, told: Mapping[str, object]) -> Match:
        key = self._key(number, told)
        if key not in self._matches:
            self._matches[key] = match_entry(self.base, self.base.entries[number], possible)
        return self._matches[key]

    def _missing_for(
        self, number: int, possible: Possible, told: Mapping[str, object]
    ) -> tuple[str, ...]:
        key = self._key(number, told)
        if key not in self._missing:
            self._missing[key] = missing_criteria(self.base, self.base.entries[number], possible)
        return self._missing[key]

    def _key(self, number: int, told: Mapping[str, object]) -> object:
        """Return all that the explanation of an entry depends on, of what is `told` by criterion:
        what is possible has thousands of words.
        """
        if number not in self._reads:
            entry = self.base.entries[number]
            asked = [str(leaf.criterion) for leaf in entry.prefer] + (
                [str(entry.on_request)] if entry.on_request else []
            )
            self._reads[number] = tuple(dict.fromkeys((*criteria(whole(self.base, entry)), *asked)))
        return number, *(told[name] for name in self._reads[number])


def shared(pupils: Sequence[Pupil]) -> Told:
    """Return the answers that pupils, at least one, all have."""
    first, *others = (pupil.answers for pupil in pupils)
    kept = {
        name: values
        for name, values in first.items()
        if all(answers.get(name) == values for answers in others)
    }
    return Told(kept, withheld=first.notice is not None)


def lycee_place(pupil: Pupil) -> LyceePlace:
    """Return where the lycée of a pupil is."""
    return tuple(
        (name, pupil.answers[name])
        for name in ("academie", "departement")
        if pupil.answers.get(name)
    )
