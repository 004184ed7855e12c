"""The dialogue: one loop around `next_turn`, whoever asks.

A prompter shows a turn and returns a reply. The loop keeps what was asked in order, so that going
back returns to it, and parks the later answers, which come back by themselves when their question
matters again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli.answers.places import ACADEMIE, answers_of
from mentorat_cli.answers.territories import Territory
from mentorat_cli.base.records import Answers, KnowledgeBase
from mentorat_cli.dialogue.interview import Turn, completed, fits, next_turn, turn_about, unsaid
from mentorat_cli.engine.presence import PLACES
from mentorat_cli.engine.ranking import CARDS


class Signal(Enum):
    """What a person does instead of answering."""

    BACK = "back"
    STOP = "stop"
    KEEP = "keep"
    """The answer given before going back, with all that it told."""


class Given(Struct, frozen=True):
    """An answer: chosen ids, empty for « ne sait pas », and what else it tells (the département of
    a postal code).
    """

    values: tuple[str, ...]
    also: Mapping[str, tuple[str, ...]] = {}


Reply = Given | Signal
Action = tuple[str, str]
"""What may be done: its key, and how it is shown."""


class Prompter(Protocol):
    """Somebody who asks: with arrows, with numbers, or from a script."""

    def ask(self, base: KnowledgeBase, turn: Turn, suggestion: Given | None) -> Reply:
        """Return the reply to a question; `suggestion` is the answer given before going back."""

    def review(
        self, base: KnowledgeBase, answers: Answers, editable: Sequence[str]
    ) -> str | Signal | None:
        """Show all the answers, and what of `editable` has none; return the criterion to change or
        to say, BACK, or None to see the result.
        """

    def choose(
        self, prompt: str, options: Sequence[Action], empty: str = "", pointed: str = ""
    ) -> str | Signal:
        """Return the key of the option that is chosen, or BACK; `empty` is what an empty line
        chooses, where one types, `pointed` what arrows point at first.
        """


@dataclass
class Dialogue:
    """A dialogue in progress. `given` came as options or from a file, and is asked only to be
    changed; `asked` is a log, oldest first.

    `turns` says what to ask: base, answers so far, places. Nothing `secret` is offered to be said.
    """

    base: KnowledgeBase
    given: Answers
    places: int = CARDS
    asked: list[str] = field(default_factory=list)
    said: dict[str, Given] = field(default_factory=dict)
    parked: dict[str, Given] = field(default_factory=dict)
    turns: Callable[[KnowledgeBase, Answers, int], Turn | None] = next_turn
    secret: frozenset[str] = frozenset()

    def answers(self) -> dict[str, tuple[str, ...]]:
        """Return all the answers so far, in the order of the questions."""
        known = dict(self.given)
        for name in self.asked:
            reply = self.said[name]
            known = {**reply.also, **known, name: reply.values}
        return {name: known[name] for name in self.base.question if name in known}

    def upcoming(self) -> str:
        """Return the question that comes first; empty where none does."""
        turn = self.turns(self.base, self.answers(), self.places)
        return str(turn.question.prompt) if turn else ""

    def run(self, prompter: Prompter, going: bool = True) -> dict[str, tuple[str, ...]]:
        """Ask what still matters, if `going`, then review; return all the answers."""
        while True:
            while going:
                going = self._question(prompter)
            reply = self._review(prompter) if self.asked else None
            if reply is None:
                return self.answers()
            going = (
                self._back(prompter) if isinstance(reply, Signal) else self._reopen(reply, prompter)
            )

    def change(self, prompter: Prompter) -> dict[str, tuple[str, ...]]:
        """Let the person change answers once the result was seen; return all the answers."""
        reply = self._review(prompter)
        if not isinstance(reply, str):
            return self.answers()
        return self.run(prompter, self._reopen(reply, prompter))

    def _review(self, prompter: Prompter) -> str | Signal | None:
        """Show the answers, all of which can be changed but what another one tells, and what may
        still be said of the pupil.
        """
        answers = self.answers()
        own = tuple(name for name in answers if name in self.said or name in self.given)
        return prompter.review(self.base, answers, (*own, *unsaid(self.base, answers, self.secret)))

    def _question(self, prompter: Prompter) -> bool:
        """Ask until nothing matters any more or the person stops; return False then."""
        turn = self._next()
        return turn is not None and self._take(turn, self._ask(turn, None, prompter), prompter)

    def _next(self) -> Turn | None:
        """Return what to ask now, after the parked answers that matter again came back."""
        while True:
            turn = self.turns(self.base, self.answers(), self.places)
            name = "" if turn is None else str(turn.question.id)
            if turn is None or name not in self.parked:
                return turn
            if not fits(self.base, turn, self.parked[name].values):
                return turn
            self._record(name, self.parked.pop(name))

    def _ask(self, turn: Turn, suggestion: Given | None, prompter: Prompter) -> Reply:
        """Return the reply to a question; going back from the first one asks it again."""
        while True:
            reply = prompter.ask(self.base, turn, suggestion)
            if reply is not Signal.BACK or self.asked:
                return reply

    def _take(self, turn: Turn, reply: Reply, prompter: Prompter) -> bool:
        if reply is Signal.STOP:
            return False
        if reply is Signal.BACK:
            return self._back(prompter)
        assert isinstance(reply, Given)
        self._record(str(turn.question.id), self._completed(turn, reply))
        return True

    def _back(self, prompter: Prompter) -> bool:
        """Ask the question before again, with its answer as the suggestion."""
        name = self.asked.pop()
        before = self.said.pop(name)
        turn = self.turns(self.base, self.answers(), self.places)
        if turn is None or turn.question.id != name:
            self.parked[name] = before
            return True
        reply = self._ask(turn, before, prompter)
        if reply is Signal.BACK:
            self.parked[name] = before
        return self._take(turn, before if reply is Signal.KEEP else reply, prompter)

    def _reopen(self, name: str, prompter: Prompter) -> bool:
        """Ask one question again; return whether another answer makes others matter. The later
        answers come back where they still matter.
        """
        if name not in self.said:
            alone = name in unsaid(self.base, {}, self.secret)
            return self._say(name, prompter) if alone else self._reopen_given(name, prompter)
        index = self.asked.index(name)
        before = self.said[name]
        for later in self.asked[index:]:
            self.parked[later] = self.said.pop(later)
        del self.asked[index:]
        turn = self.turns(self.base, self.answers(), self.places)
        if turn is None or turn.question.id != name:
            return True
        reply = prompter.ask(self.base, turn, before)
        if isinstance(reply, Given):
            self.parked.pop(name)
            self._record(name, self._completed(turn, reply))
            return True
        self._next()
        return False

    def _say(self, name: str, prompter: Prompter) -> bool:
        """Ask what nothing else asks, and no other question depends on; return False."""
        before = self.given.get(name)
        turn = turn_about(self.base, self.answers(), name)
        reply = prompter.ask(self.base, turn, None if before is None else Given(before))
        if isinstance(reply, Given):
            self.given = {**self.given, name: reply.values}
        return False

    def _reopen_given(self, name: str, prompter: Prompter) -> bool:
        """Ask for another answer than the one given; another place takes away what is inside it."""
        told = PLACES[PLACES.index(name) :] if name in PLACES else (name,)
        others = {item: values for item, values in self.answers().items() if item not in told}
        turn = self.turns(self.base, others, self.places)
        if turn is None or turn.question.id != name:
            turn = turn_about(self.base, others, name)
        also = {item: self.given[item] for item in told[1:] if item in self.given}
        reply = prompter.ask(self.base, turn, Given(self.given[name], also))
        if not isinstance(reply, Given):
            return False
        told += tuple(reply.also)
        self.given = {item: values for item, values in self.given.items() if item not in told}
        self.parked |= self.said
        self.asked, self.said = [], {}
        self._record(name, self._completed(turn, reply))
        return True

    def _record(self, name: str, reply: Given) -> None:
        self.asked.append(name)
        self.said[name] = reply

    def _completed(self, turn: Turn, reply: Given) -> Given:
        """Return a reply with what it says of the organisations that were shown and not chosen."""
        return replace(reply, values=completed(self.base, turn, reply.values))


def given_place(place: Territory, name: str = ACADEMIE) -> Given:
    """Return the answer to a criterion that a place gives, and to the others that it tells."""
    told = answers_of(place)
    also = {other: (value,) for other, value in told.items() if value and other != name}
    value = told[name]
    return Given((value,) if value else (), also)
