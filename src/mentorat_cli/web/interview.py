"""The interview as requests: all that is remembered between two pages are the fields of the form.

The fold is that of the dialogue. The answers stand in the form in the order in which they were
asked; those after the field LATER wait, as in a dialogue, until their question matters again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli import wording
from mentorat_cli.answers.places import ACADEMIE, DEPARTEMENT, LYCEE, PLACED
from mentorat_cli.answers.refusals import Refusal
from mentorat_cli.answers.territories import Territory
from mentorat_cli.answers.typed import is_unknown, misplaced, missing_required
from mentorat_cli.base.records import Answers, KnowledgeBase
from mentorat_cli.dialogue.common import NEEDED, UNSURE, fault, read_reply
from mentorat_cli.dialogue.interview import Turn, completed, next_turn, turn_about
from mentorat_cli.dialogue.loop import Action, Dialogue, Given, Reply, Signal
from mentorat_cli.engine.ranking import CARDS
from mentorat_cli.typography import code
from mentorat_cli.web.forms import UNKNOWN_FIELD
from mentorat_cli.web.values import Request, typed
from mentorat_cli.wording.refusals import sentence

QUESTION, AMONG, LATER, CHANGE, LOOK = "_question", "_parmi", "_ensuite", "_changer", "_voir"
"""Fields that are no answer: what is being answered, what is put in order, where the answers that
wait begin, what is to be changed, what is to be looked at.
"""
TOLD = "_"
"""Begins the name of a field that the answer before it tells: the département of a postal code."""
SHEET = "_fiche"
"""The field that holds the sheet of the lycée, from page to page."""
ON = "suite"
"""What is looked at when one goes on answering."""
CHOOSE = f"Choisissez une réponse, ou {code(UNSURE)}."
Turns = Callable[[KnowledgeBase, Answers, int], Turn | None]
Answered = Mapping[str, Given]


class Ask(Struct, frozen=True):
    """A question to ask: what is shown as its answer, and what was wrong with it."""

    turn: Turn
    shown: tuple[str, ...] = ()
    fault: str = ""


class Pick(Struct, frozen=True):
    """Places among which to choose."""

    turn: Turn
    places: tuple[Territory, ...]


class Sorting(Struct, frozen=True):
    """Answers to put in order: those that already are, and those left."""

    turn: Turn
    first: tuple[str, ...]
    left: tuple[str, ...]


Asking = Ask | Pick | Sorting


class Interview(Struct, frozen=True):
    """Where the person stands: what was said, in order, what waits, all the answers, and what to
    ask now; None when there is a result. `sheet` are the fields with which another interview begins
    in the same lycée, that of its sheet first; `note` says that it is used.
    """

    said: Answered
    parked: Answered
    answers: Answers
    asking: Asking | None = None
    sheet: tuple[tuple[str, str], ...] = ()
    note: str = ""

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield the fields of what was said, in order, after that of the sheet."""
        yield from self.sheet[:1]
        yield from _fields(self.said)

    def waiting(self) -> Iterator[tuple[str, str]]:
        """Yield the fields of what waits, after their mark."""
        if self.parked:
            yield LATER, ""
            yield from _fields(self.parked)


def _fields(said: Answered) -> Iterator[tuple[str, str]]:
    """Yield (name, value) of what was said; after an answer what else it tells, marked TOLD."""
    known = {*said}
    for name, given in said.items():
        also = {TOLD + other: given.also[other] for other in given.also if other not in known}
        known |= {*given.also}
        for one, values in ((name, given.values), *also.items()):
            for value in values or (UNKNOWN_FIELD,):
                yield one, value


def stand(base: KnowledgeBase, request: Request, turns: Turns = next_turn) -> Interview:
    """Return where the fields of a request leave the interview, whatever they hold."""
    names = [name for name, _ in request.fields]
    end = names.index(LATER) if LATER in names else len(names)
    here, later = request.fields[:end], request.fields[end:]
    changed, posted = request.value(CHANGE), request.value(QUESTION)
    parked, _ = _read(base, later)
    said, wrong = _read(base, here, posted)
    if changed in said:
        return _again(base, said, parked, changed, turns)
    if wrong and not request.post:
        name, ask = next(iter(wrong.items()))
        name = name.removeprefix(TOLD)
        asking = replace(ask, turn=_turn(base, said, name, turns))
        return Interview(said, parked, _answers(base, said), asking)
    stop = request.value(LOOK) not in ("", ON)
    if posted in base.question:
        turn = _turn(base, said, posted, turns)
        answer = typed(here, (posted,)).get(posted, ())
        reply = _reply(base, turn, answer, request.values(AMONG))
        if isinstance(reply, Given):
            said[posted] = replace(reply, values=completed(base, turn, reply.values))
        elif answer or not (stop and turn.usable):
            return Interview(said, parked, _answers(base, said), reply)
    return _go_on(base, said, parked, turns, stop)


def _go_on(
    base: KnowledgeBase, said: Answered, parked: Answered, turns: Turns, stop: bool
) -> Interview:
    """Return where the dialogue goes on from these answers."""
    dialogue = Dialogue(base, {}, asked=[*said], said={**said}, parked={**parked}, turns=turns)
    asking = None
    if parked or not stop or missing_required(base, dialogue.answers()):
        try:
            dialogue.run(_Page(stop))
        except _Asked as page:
            asking = Ask(page.turn)
    told = {name: dialogue.said[name] for name in dialogue.asked}
    refusal = misplaced(base, dialogue.answers())
    if refusal is not None:
        return _again(base, told, dialogue.parked, ACADEMIE, turns, refusal)
    return Interview(told, dialogue.parked, dialogue.answers(), asking)


def _again(
    base: KnowledgeBase,
    said: Answered,
    parked: Answered,
    name: str,
    turns: Turns,
    refusal: Refusal | None = None,
) -> Interview:
    """Return the interview with a question asked again, and the later answers waiting."""
    names = [*said]
    place = names.index(name) if name in names else len(names)
    before = {one: said[one] for one in names[:place]}
    after = {one: said[one] for one in names[place + 1 :]} | dict(parked)
    turn = _turn(base, before, name, turns)
    shown = as_typed(base, name, said[name]) if name in said else ()
    wrong = _sentence(turn, refusal) if refusal else ""
    return Interview(before, after, _answers(base, said), Ask(turn, shown, wrong))


def as_typed(base: KnowledgeBase, name: str, given: Given) -> tuple[str, ...]:
    """Return an answer as the field of its question shows it: of a place, what is nearest."""
    told = {name: given.values, **given.also}
    nearest = next((one for one in (LYCEE, DEPARTEMENT, ACADEMIE) if told.get(one)), name)
    if name not in PLACED or nearest == name == LYCEE:
        return given.values or (UNKNOWN_FIELD,)
    if nearest == ACADEMIE:
        return tuple(str(base.academie[value].name) for value in told[nearest])
    return (wording.answer(base, nearest, told[nearest]),)


def _answers(base: KnowledgeBase, said: Answered) -> Answers:
    return Dialogue(base, {}, asked=[*said], said={**said}).answers()


def _turn(base: KnowledgeBase, said: Answered, name: str, turns: Turns) -> Turn:
    """Return the turn that asks a question after these answers, whether it still matters or not."""
    answers = _answers(base, said)
    turn = turns(base, answers, CARDS)
    if turn is not None and turn.question.id == name:
        return turn
    return turn_about(base, answers, name)


def _read(
    base: KnowledgeBase, fields: Sequence[tuple[str, str]], posted: str = ""
) -> tuple[dict[str, Given], dict[str, Asking]]:
    """Return the answers that fields hold, but the one that is `posted`, and what is wrong with the
    others.
    """
    said: dict[str, Given] = {}
    wrong: dict[str, Asking] = {}
    names = [name for name in base.question if name != posted]
    for name, values in typed(fields, [*names, *(TOLD + name for name in names)]).items():
        question = base.question[name.removeprefix(TOLD)]
        reply = _reply(base, Turn(question, 0, 0, usable=True), values, values)
        before = next(reversed(said), "")
        if not isinstance(reply, Given):
            wrong[name] = reply
        elif not name.startswith(TOLD):
            said[name] = reply
        elif before:
            told = {**said[before].also, str(question.id): reply.values}
            said[before] = replace(said[before], also=told)
    return said, wrong


def _reply(
    base: KnowledgeBase, turn: Turn, words: Sequence[str], among: Sequence[str]
) -> Given | Asking:
    """Return the answer that the words of a field give, or what to ask instead. Several that are
    not yet in order are asked one by one: the words are the first of them, `among` all.
    """
    if any(word == UNKNOWN_FIELD or is_unknown(word) for word in words):
        return Ask(turn, (), NEEDED) if turn.question.required else Given(())
    if not words and not among:
        return Ask(turn, (), NEEDED if turn.question.required else CHOOSE)
    text = ", ".join(words)
    wrong = fault(base, turn, text) if words else ""
    if wrong:
        return Ask(turn, tuple(words), wrong)
    reply = read_reply(base, turn, text) if words else Given(())
    if not isinstance(reply, Given):
        return Pick(turn, reply)
    if turn.question.many and turn.ordered and (among or len(reply.values) > 1):
        return _ordered(turn, reply.values, among)
    return reply


def _ordered(turn: Turn, first: tuple[str, ...], among: Sequence[str]) -> Given | Sorting:
    """Return the answers in order, once at most one is left to place."""
    known = {str(choice.id) for choice in turn.question.choices}
    left = tuple(value for value in among if value in known and value not in first)
    if not among:
        return Sorting(turn, (), first)
    return Sorting(turn, first, left) if len(left) > 1 else Given((*first, *left))


def _sentence(turn: Turn, refusal: Refusal) -> str:
    return sentence(refusal, lambda name: code(turn.question.label))


class _Asked(Exception):
    def __init__(self, turn: Turn) -> None:
        self.turn = turn


class _Page:
    """Whom the dialogue asks: a page, which ends the dialogue until it is sent back."""

    def __init__(self, stop: bool) -> None:
        self.stop = stop

    def ask(self, base: KnowledgeBase, turn: Turn, suggestion: Given | None) -> Reply:
        """Stop where one may and wants to; else have the question asked."""
        if self.stop and turn.usable:
            return Signal.STOP
        raise _Asked(turn)

    def review(self, *_: object) -> None:
        """Go on to the result: every page lets change the answers."""

    def choose(
        self, prompt: str, options: Sequence[Action], empty: str = "", pointed: str = ""
    ) -> Signal:
        """Choose nothing."""
        return Signal.BACK
