"""The entries that criteria select, without asking anything else of them."""

from mentorat_cli.base.records import Acting, Answers, Brief, Kind, KnowledgeBase, Status
from mentorat_cli.engine.bits import members
from mentorat_cli.engine.masks import engine_of


def select_entries(
    base: KnowledgeBase,
    answers: Answers,
    kind: Kind | None = None,
    status: Status | None = None,
    presence: Acting | None = None,
) -> tuple[Brief, ...]:
    """Return the entries of a place whose rule the answers do not exclude, closed ones included:
    schemes first, then by file. Of what nobody saw there, only what is offered everywhere, unless
    one `presence` is asked for.
    """
    engine = engine_of(base)
    found = engine.decide(answers)
    possible = found.possible & (found.acting(presence) if presence else found.listed)
    if status is not None:
        possible &= engine.of_status(status)
    kinds = Kind if kind is None else (kind,)
    numbers = (number for one in kinds for number in members(possible & engine.of_kind(one)))
    return tuple(_brief(base, number) for number in numbers)


def _brief(base: KnowledgeBase, number: int) -> Brief:
    if base.briefs:
        return base.briefs[number]
    from mentorat_cli.engine.indexing import brief

    return brief(base, base.entries[number])
