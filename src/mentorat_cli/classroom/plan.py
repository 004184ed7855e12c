"""The plan of a class: the fewest people to turn to so that each pupil has one of her first three
schemes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import reduce

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import KnowledgeBase, Outcome, Role
from mentorat_cli.classroom.advice import Advice, LyceePlace, Pupil, Scheme, lycee_place, shared
from mentorat_cli.classroom.cover import fewest
from mentorat_cli.engine.calling import Call, answers_for_it, call_first
from mentorat_cli.engine.directory import Reachable
from mentorat_cli.engine.masks import engine_of
from mentorat_cli.engine.matching import Match
from mentorat_cli.engine.ranking import CARDS, is_general
from mentorat_cli.engine.rules import GOAL

LARGEST_CLASS = 40
"""Pupils that one plan serves: more are several classes, and each needs its own."""


class Share(Scheme, frozen=True):
    """A scheme of the plan, for the pupils for whom it is planned; `asked` is the service to ask
    for, where whom one turns to only knows who acts.
    """

    asked: Role | None

    @property
    def pupils(self) -> tuple[Pupil, ...]:
        """The pupils for whom it is planned."""
        return (*self.fits, *self.to_check)


class Task(Struct, frozen=True):
    """Somebody to turn to, for the schemes that they lead to. `told` is what may be said of all the
    pupils together: what they share, and the needs that the first scheme serves.
    """

    call: Call | None
    told: Told
    shares: tuple[Share, ...]

    @property
    def pupils(self) -> tuple[Pupil, ...]:
        """The pupils for whom it is done."""
        return tuple(pupil for share in self.shares for pupil in share.pupils)


class Alone(Struct, frozen=True):
    """A pupil for whom the base has nothing, and the other needs for which it has something."""

    pupil: Pupil
    goals: tuple[str, ...]


class Plan(Struct, frozen=True):
    """What to do for a class, what serves most pupils first, and the pupils left alone."""

    tasks: tuple[Task, ...]
    alone: tuple[Alone, ...]

    @property
    def shares(self) -> tuple[Share, ...]:
        """The schemes of the plan, in its order."""
        return tuple(share for task in self.tasks for share in task.shares)

    @property
    def first(self) -> Task | None:
        """What to do first: the first of CARDS whose addressee answers directly, else the first."""
        direct = (one for one in self.tasks[:CARDS] if one.call and answers_for_it(one.call.who))
        return next(direct, next(iter(self.tasks), None))


class _Option(Struct, frozen=True):
    """A scheme for a pupil, and the call to make for it."""

    pupil: Pupil
    match: Match
    call: Call | None

    @property
    def addressee(self) -> str:
        """Whom one turns to; a scheme for which nobody is known stands by itself."""
        return self.call.who.id if self.call else f"={self.match.entry.id}"


def plan_of(base: KnowledgeBase, advice: Sequence[Advice]) -> Plan | None:
    """Return the plan of a class: the fewest addressees, then the smallest sum of the places of the
    schemes among the first of each pupil, then the order of the base. The lines may come in any
    order. None beyond LARGEST_CLASS pupils.

    A general scheme is planned only for a pupil who has no other among her first three.
    """
    if len(advice) > LARGEST_CLASS:
        return None
    calls: dict[tuple[str, LyceePlace], Call | None] = {}
    wishes = [_options(base, one, calls) for one in advice]
    order = _order(base, wishes)
    numbers = {name: number for number, name in enumerate(order)}
    chosen = fewest({numbers[name]: rank for name, (rank, _) in wish.items()} for wish in wishes)
    planned: dict[str, list[_Option]] = {order[number]: [] for number in chosen}
    for wish in wishes:
        known = [(rank, option) for name, (rank, option) in wish.items() if name in planned]
        if known:
            option = min(known, key=lambda item: item[0])[1]
            planned[option.addressee].append(option)
    tasks = sorted(planned.values(), key=len, reverse=True)
    alone = (_alone(base, one.pupil) for one in advice if not one.first)
    return Plan(tuple(_task(base, options) for options in tasks), tuple(alone))


def _options(
    base: KnowledgeBase, one: Advice, calls: dict[tuple[str, LyceePlace], Call | None]
) -> dict[str, tuple[int, _Option]]:
    """Return addressee → its best place among the first schemes of a pupil, and that scheme.

    `calls` remembers who is called for a scheme at a place.
    """
    found: dict[str, tuple[int, _Option]] = {}
    place = lycee_place(one.pupil)
    first = list(enumerate(one.first[:CARDS], 1))
    own = [item for item in first if not is_general(item[1].entry)]
    for rank, match in own or first:
        key = str(match.entry.id), place
        if key not in calls:
            calls[key] = call_first(base, [match.entry], dict(place))
        option = _Option(one.pupil, match, calls[key])
        found.setdefault(option.addressee, (rank, option))
    return found


def _order(base: KnowledgeBase, wishes: Sequence[Mapping[str, tuple[int, _Option]]]) -> list[str]:
    """Return the addressees in the order of the schemes that lead to them in the base."""
    places = {str(entry.id): place for place, entry in enumerate(base.entries)}
    first: dict[str, int] = {}
    for wish in wishes:
        for name, (_, option) in wish.items():
            place = places[option.match.entry.id]
            first[name] = min(place, first.get(name, place))
    return sorted(first, key=lambda name: (first[name], name))


def _task(base: KnowledgeBase, options: Sequence[_Option]) -> Task:
    """Return what to do for options of one addressee, the scheme of most pupils first."""
    by_entry = [
        [option for option in options if option.match.entry.id == entry.id]
        for entry in base.entries
    ]
    groups = sorted(filter(None, by_entry), key=len, reverse=True)
    call = groups[0][0].call
    if call:
        others = (some[0].call for some in groups[1:])
        who = reduce(Reachable.merged, (one.who for one in others if one), call.who)
        call = replace(call, who=who)
    together = shared([option.pupil for option in options])
    wanted = {goal for option in options for goal in option.pupil.answers.get(GOAL, ())}
    served = groups[0][0].match.entry.goals
    goals = (str(choice.id) for choice in base.question[GOAL].choices)
    needs = tuple(goal for goal in goals if goal in wanted and goal in served)
    told = Told({**together, GOAL: needs}, withheld=together.notice is not None)
    return Task(call, told, tuple(map(_share, groups)))


def _share(options: Sequence[_Option]) -> Share:
    fits, to_check = (
        [option for option in options if option.match.outcome is outcome]
        for outcome in (Outcome.CONVIENT, Outcome.A_VERIFIER)
    )
    return Share(
        options[0].match.entry,
        tuple(option.pupil for option in fits),
        tuple(option.pupil for option in to_check),
        Counter(name for option in to_check for name in option.match.missing),
        len(options),
        options[0].call.asked if options[0].call else None,
    )


def _alone(base: KnowledgeBase, pupil: Pupil) -> Alone:
    engine = engine_of(base)
    return Alone(
        pupil,
        tuple(
            str(choice.id)
            for choice in base.question[GOAL].choices
            if engine.decide({**pupil.answers, GOAL: (str(choice.id),)}).proposed
        ),
    )
