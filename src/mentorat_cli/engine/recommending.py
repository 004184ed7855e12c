"""The answer to a situation: what to propose, in order, and what could still change it."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Generic, TypeVar, overload

from msgspec import Struct

from mentorat_cli.base.records import Answers, Entry, KnowledgeBase, Status
from mentorat_cli.engine.directory import Reachable, contacts_for
from mentorat_cli.engine.masks import engine_of
from mentorat_cli.engine.matching import Match, match_entry
from mentorat_cli.engine.relevance import SHOWN, open_questions
from mentorat_cli.engine.rules import Possible
from mentorat_cli.engine.situation import possible_answers

Basis = TypeVar("Basis", bound=Answers)
"""The answers that a recommendation rests on: a page takes none but those that may be told."""


class Ranked(Sequence[Match]):
    """Sets of entries, one after the other, each in the order of the ranking; an entry is explained
    when it is looked at.
    """

    def __init__(
        self, base: KnowledgeBase, answers: Answers, possible: Possible, *sets: int
    ) -> None:
        self._base, self._sets, self._possible = base, sets, possible
        self._order = (bit for entries in sets for bit in engine_of(base).ranked(entries, answers))
        self._known: list[Match] = []

    def __len__(self) -> int:
        return sum(entries.bit_count() for entries in self._sets)

    @overload
    def __getitem__(self, index: int) -> Match: ...
    @overload
    def __getitem__(self, index: slice) -> list[Match]: ...
    def __getitem__(self, index: int | slice) -> Match | list[Match]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = index if index >= 0 else len(self) + index
        if not 0 <= number < len(self):
            raise IndexError(index)
        while len(self._known) <= number:
            place = engine_of(self._base).places[next(self._order)]
            self._known.append(match_entry(self._base, self._base.entries[place], self._possible))
        return self._known[number]

    def __iter__(self) -> Iterator[Match]:
        return (self[number] for number in range(len(self)))


class Recommendation(Struct, Generic[Basis], frozen=True, dict=True):
    """Entries that fit or may fit, ranked, and the others, with what they were computed from:
    the answers, and what these leave `possible`.

    `near` are those of `rejected` that serve the need in this académie: what keeps them out is
    worth telling.
    """

    base: KnowledgeBase
    answers: Basis
    possible: Possible
    recommended: Ranked
    rejected: Ranked
    near: Ranked
    places: int = SHOWN

    def contacts(self, entries: Iterable[Entry]) -> tuple[Reachable, ...]:
        """Return whom to turn to for entries, in order; never nobody."""
        return contacts_for(self.base, entries, self.answers)

    @cached_property
    def open_questions(self) -> tuple[str, ...]:
        """The questions that can still change the first `places`, worked out only where they are
        shown: they cost more than all the rest.
        """
        return tuple(open_questions(self.base, self.answers, self.possible, self.places))

    @property
    def settled(self) -> bool:
        """True when no other answer can change the first recommendations or their order."""
        return not self.open_questions


def recommend(base: KnowledgeBase, answers: Basis, places: int = SHOWN) -> Recommendation[Basis]:
    """Return the entries that fit, ranked, and those that do not, the nearest to fitting first."""
    engine, possible = engine_of(base), possible_answers(base, answers)
    standing = engine.standing(answers)
    best = standing.kept_out & standing.sure & engine.of_status(Status.ACTIF)
    left = (best, standing.kept_out & ~best, standing.excluded)
    here = engine.serving(answers) & engine.listed(answers)
    return Recommendation(
        base,
        answers,
        possible,
        Ranked(base, answers, possible, standing.fits, standing.to_check),
        Ranked(base, answers, possible, *left),
        Ranked(base, answers, possible, *(entries & here for entries in left)),
        places,
    )
