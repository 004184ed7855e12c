"""The answer to a situation: what to propose, in order, and what could still change it."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Generic, TypeVar, overload

from msgspec import Struct

from mentorat_cli.base.records import Answers, Entry, KnowledgeBase
from mentorat_cli.engine.calling import Call, call_first, contacts_for
from mentorat_cli.engine.directory import Reachable
from mentorat_cli.engine.guidance import Helper, Net, in_turn, nets
from mentorat_cli.engine.masks import Decision, engine_of
from mentorat_cli.engine.matching import Match
from mentorat_cli.engine.presence import family
from mentorat_cli.engine.ranking import CARDS, SHOWN
from mentorat_cli.engine.relevance import open_questions
from mentorat_cli.engine.rules import Possible

Basis = TypeVar("Basis", bound=Answers)
"""The answers that a recommendation rests on: a page takes none but those that may be told."""


class Ranked(Sequence[Match]):
    """Entries in the order in which they are told; one is explained when it is looked at."""

    def __init__(
        self,
        base: KnowledgeBase,
        possible: Possible,
        decision: Decision,
        count: int,
        order: Iterable[int],
    ) -> None:
        self._base, self._possible, self._decision = base, possible, decision
        self._count, self._order = count, iter(order)
        self._known: list[Match] = []

    def __len__(self) -> int:
        return self._count

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
            bit = next(self._order)
            entry, verdict = self._base.entries[bit], self._decision.verdict(bit)
            self._known.append(Match(self._base, entry, self._possible, verdict))
        return self._known[number]

    def __iter__(self) -> Iterator[Match]:
        return (self[number] for number in range(len(self)))


class Recommendation(Struct, Generic[Basis], frozen=True, dict=True):
    """Entries that fit or may fit, ranked, and the others, with what they were computed from: the
    answers, and what these leave `possible`.

    `beside` are told with the entry of their organisation that stands in their place. `near` are
    those of `rejected` that serve the need in this académie: what keeps them out is worth telling.
    `own` are the follow-ups of the académie's own that take this pupil, and `kept` the ids of the
    entries that keep one of the first places.
    """

    base: KnowledgeBase
    answers: Basis
    possible: Possible
    recommended: Ranked
    beside: Ranked
    rejected: Ranked
    near: Ranked
    own: Ranked
    kept: frozenset[str]
    places: int = SHOWN

    def others(self, entry: Entry) -> tuple[Match, ...]:
        """Return the entries of the same organisation that an entry stands for."""
        ours = family(entry)
        return tuple(match for match in self.beside if family(match.entry) == ours)

    def contacts(self, entries: Iterable[Entry]) -> tuple[Reachable, ...]:
        """Return whom to turn to for entries, in order; never nobody."""
        return contacts_for(self.base, entries, self.answers)

    @cached_property
    def first_call(self) -> Call | None:
        """The first call to make; None only in a base that knows nobody here."""
        entries = [match.entry for match in self.recommended[:CARDS]]
        return call_first(self.base, entries, self.answers)

    @cached_property
    def nets(self) -> tuple[Net, ...]:
        """Who in the lycée and in the institution helps in this situation, need by need."""
        return nets(self.base, self.answers, self.possible)

    @property
    def helpers(self) -> tuple[Helper, ...]:
        """The same, each once: the first of every net, then the others."""
        return in_turn(self.nets)

    @cached_property
    def open_questions(self) -> tuple[str, ...]:
        """The questions that can still change the first `places`, worked out only where they are
        shown: they cost more than all the rest.
        """
        return tuple(open_questions(self.base, self.answers, self.places))

    @cached_property
    def open_first(self) -> tuple[str, ...]:
        """The questions that can still change the first CARDS: those that the dialogue asks."""
        return tuple(open_questions(self.base, self.answers, CARDS))

    @property
    def settled(self) -> bool:
        """True when no other answer can change the first recommendations or their order."""
        return not self.open_questions


def recommend(base: KnowledgeBase, answers: Basis, places: int = SHOWN) -> Recommendation[Basis]:
    """Return the entries that fit, ranked, and those that do not, the nearest to fitting first."""
    engine = engine_of(base)
    possible, found = engine.possible(answers), engine.decide(answers)
    best = found.kept_out & found.sure & engine.active
    left = (best, found.kept_out & ~best, found.excluded)
    own = 0 if found.several else found.proposed & found.own
    here = engine.serving(found.goals) & found.listed

    def told(*sets: int) -> Ranked:
        order = (bit for entries in sets for bit in found.ranked(entries))
        return Ranked(base, possible, found, sum(map(int.bit_count, sets)), order)

    return Recommendation(
        base,
        answers,
        possible,
        Ranked(base, possible, found, found.proposed.bit_count(), found.told()),
        told(found.beside & found.possible, found.beside & ~found.possible),
        told(*left),
        told(*(entries & here for entries in left)),
        told(own),
        frozenset(str(base.entries[bit].id) for bit in found.kept),
        places,
    )
