"""A recommendation with every reason."""

from collections.abc import Container
from datetime import date
from typing import Any

from mentorat_cli import wording
from mentorat_cli.answers.told import Told, equivalent_command
from mentorat_cli.base.records import Answers, Entry, Guide, KnowledgeBase, Question, leaves
from mentorat_cli.engine.calling import contacts_of
from mentorat_cli.engine.directory import Directory
from mentorat_cli.engine.matching import Match, what_if
from mentorat_cli.engine.presence import family
from mentorat_cli.engine.recommending import Recommendation
from mentorat_cli.engine.seasons import still_told
from mentorat_cli.payloads import VERSION, consulted
from mentorat_cli.payloads.catalogue import source
from mentorat_cli.payloads.contacts import called, contact, helper
from mentorat_cli.payloads.entry import period, to_check
from mentorat_cli.wording import obstacles
from mentorat_cli.wording.doubts import confirmer, doubt, reason_of, whereabouts


def recommendation(
    base: KnowledgeBase,
    result: Recommendation[Told],
    today: date,
    limit: int | None = None,
) -> dict[str, Any]:
    """Return a recommendation with every reason, and what the dates of the year are `today`."""
    shown = result.recommended[:limit]
    directory = Directory(base, result.answers)
    near = {match.entry.id for match in result.near}
    entries = [match.entry for match in shown]
    dated: list[Entry | Guide] = [*(net.guide for net in result.nets), *entries]
    return {
        "version": VERSION,
        "withheld": result.answers.notice,
        "base": consulted(base),
        "answers": answers(base, result.answers),
        "recommendations": [
            _match(base, rank, match, result, directory) for rank, match in enumerate(shown, 1)
        ],
        "rejected": [_rejected(base, match, result, near) for match in result.rejected],
        "contacts": [contact(item) for item in result.contacts(entries)],
        "first_call": called(base, result.first_call, result.answers),
        "school": [helper(item) for item in result.helpers],
        "calendar": [
            {"id": item.id, **period(line, today)} for item, line in still_told(dated, today)
        ],
        "open_questions": list(result.open_questions),
        "settled": result.settled,
        "command": equivalent_command(base, result.answers),
    }


def answers(base: KnowledgeBase, told: Told) -> dict[str, Any]:
    """Return criterion → its answer: a list where the question takes several, a number or a word
    elsewhere, None for « ne sait pas ».
    """
    return {name: _answer(base.question[name], values) for name, values in told.items()}


def _answer(question: Question, values: tuple[str, ...]) -> Any:
    if question.many:
        return list(values)
    if not values:
        return None
    return int(values[0]) if question.type == "number" else values[0]


def _match(
    base: KnowledgeBase,
    rank: int,
    match: Match,
    result: Recommendation[Told],
    directory: Directory,
) -> dict[str, Any]:
    item, told = match.entry, result.answers
    return {
        **head(rank, match),
        "goals": dict(item.goals),
        **reading(base, match, told),
        "family": {"id": family(item), "others": [one.entry.id for one in result.others(item)]},
        "steps": [step.text for step in item.steps],
        "contacts": list(dict.fromkeys(one.id for one in contacts_of(directory, item))),
        "partners": list(item.partners),
        "sources": [source(one) for one in item.sources],
        "checked_on": str(item.checked_on),
        "origin": item.origin,
    }


def head(rank: int, match: Match) -> dict[str, Any]:
    """Return what is recommended, and how well it fits."""
    return {
        "rank": rank,
        "id": match.entry.id,
        "name": match.entry.name,
        "kind": match.entry.kind,
        "verdict": match.outcome,
        "status": match.entry.status,
    }


def reading(base: KnowledgeBase, match: Match, told: Told) -> dict[str, Any]:
    """Return why it fits: each condition of the rule, once, and what is left to know."""
    return {
        "reasons": [
            {
                "criterion": one.leaf.criterion,
                "verdict": one.verdict,
                "text": reason_of(base, match, one, told),
            }
            for one in dict.fromkeys(match.reasons)
        ],
        "missing": list(match.missing),
        "expect": expectations(base, match),
        "presence": presence(base, match, told),
        "to_check": to_check(base, match.entry),
    }


def expectations(base: KnowledgeBase, match: Match) -> list[dict[str, Any]]:
    """Return what is usual and not known, or not so, and who confirms it."""
    return [
        {
            "criterion": next(leaves(one.judged.condition)).criterion
            if one.antenne is None
            else "academie",
            "text": doubt(base, match, one),
            "with": confirmer(base, match.entry, one.judged.condition),
        }
        for one in match.doubts
    ]


def presence(base: KnowledgeBase, match: Match, answers: Answers) -> dict[str, Any]:
    """Return how sure it is that an entry acts where the lycée is, and since when it is known."""
    latest = next(iter(match.evidence), None)
    known = match.entry.presence
    named = latest.source if latest else known.source if known else ()
    cited = next((one for one in match.entry.sources if one.id in named), None)
    return {
        "state": match.presence,
        "text": whereabouts(base, match, answers),
        "date": latest.date if latest else None,
        "source": source(cited) if cited else None,
    }


def changes(base: KnowledgeBase, entry: Entry, result: Recommendation[Told]) -> list[str]:
    """Return what would open an entry, in sentences."""
    found = what_if(base, entry, result.answers, result.possible)
    return [wording.change_in_words(base, item) for item in found]


def _rejected(
    base: KnowledgeBase, match: Match, result: Recommendation[Told], near: Container[str]
) -> dict[str, Any]:
    """Return what keeps an entry out; what would open it, where it serves the need here."""
    return {
        "id": match.entry.id,
        "verdict": match.outcome,
        "blocking": [
            {"criterion": name, "text": text}
            for name, text in obstacles(base, match, result.answers)
        ],
        "would_change": changes(base, match.entry, result) if match.entry.id in near else [],
    }
