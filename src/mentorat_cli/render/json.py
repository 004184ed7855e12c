"""The JSON of the contract (DESIGN §6): keys may be added, never renamed."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from mentorat_cli import wording
from mentorat_cli.answers import equivalent_command
from mentorat_cli.directory import Reachable, contacts_here, fallback_contacts, resolve_contact, resolve_contacts
from mentorat_cli.matching import Match, academies, base_date, match_entry, polarised, what_if
from mentorat_cli.models import Answers, Entry, KnowledgeBase, Source, Statement
from mentorat_cli.recommending import Recommendation
from mentorat_cli.situation import possible_answers
from mentorat_cli.wording import obstacles

VERSION = 1


def render(value: Mapping[str, Any]) -> str:
    """Return `value` as indented JSON that ends with a newline; accents are kept."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def recommendation(base: KnowledgeBase, result: Recommendation, limit: int | None = None, with_sensitive: bool = False) -> dict[str, Any]:
    """Return a recommendation with every reason; sensitive answers only when asked for."""
    shown = result.recommended[:limit]
    reachable = resolve_contacts(base, [match.entry for match in shown], result.answers) or fallback_contacts(base, result.answers)
    answers = {name: values for name, values in result.answers.items() if with_sensitive or not base.question[name].sensitive}
    return {
        "version": VERSION,
        "base": {"entries": len(base.entries), "checked_on": str(base_date(base) or "")},
        "answers": {name: _answer(base, name, values) for name, values in answers.items()},
        "recommendations": [_match(base, rank, match, result.answers) for rank, match in enumerate(shown, 1)],
        "rejected": [_rejected(base, match, result.answers) for match in result.rejected],
        "contacts": [_contact(item) for item in reachable],
        "open_questions": list(result.open_questions),
        "settled": result.settled,
        "command": equivalent_command(base, result.answers),
    }


def entries(base: KnowledgeBase, selected: Iterable[Entry]) -> dict[str, Any]:
    """Return the entries of a list."""
    return {"version": VERSION, "entries": [_listed(base, entry) for entry in selected]}


def entry(base: KnowledgeBase, item: Entry, answers: Answers) -> dict[str, Any]:
    """Return one whole entry, with its contacts for the académie of `answers`."""
    statements = {name: [_statement(one) for one in getattr(item, name)] for name in ("calendar", "figures", "warnings")}
    return {
        **_listed(base, item),
        "aliases": list(item.aliases),
        "forms": list(item.forms),
        "modes": list(item.modes),
        "scales": list(item.scales),
        "conditions": [wording.sentence(base, leaf, wanted) for leaf, wanted in polarised(item.when)],
        "prefer": [wording.sentence(base, leaf) for leaf in item.prefer],
        "to_check": _to_check(base, item),
        "steps": [{"text": step.text, "who": step.who, "moment": step.moment} for step in item.steps],
        "cost": _statement(item.cost) if item.cost else None,
        **statements,
        "contacts": [{**_contact(one), **_reaching(base, one)} for one in resolve_contacts(base, [item], answers)],
        "partners": list(item.partners),
        "assumed": item.assumed,
    }


def explanation(base: KnowledgeBase, item: Entry, result: Recommendation) -> dict[str, Any]:
    """Return the verdict on one entry, with each condition and what would change it."""
    match = match_entry(base, item, possible_answers(base, result.answers))
    return {
        "version": VERSION,
        "id": item.id,
        "name": item.name,
        "verdict": match.outcome,
        "conditions": [
            {
                "criterion": one.leaf.criterion,
                "verdict": one.verdict,
                "text": wording.reason(base, one, result.answers),
                "sources": [_source(source) for source in item.sources if source.id in one.leaf.sources],
            }
            for one in dict.fromkeys(match.reasons)
        ],
        "blocking": [{"criterion": name, "text": text} for name, text in obstacles(base, match, result.answers)],
        "missing": list(match.missing),
        "would_change": [wording.what_if(base, one) for one in what_if(base, item, result.answers)] if match.blocking else [],
    }


def contacts(base: KnowledgeBase, items: Iterable[Entry], answers: Answers) -> dict[str, Any]:
    """Return whom to turn to for entries, in order, and how."""
    reachable = resolve_contacts(base, items, answers) or fallback_contacts(base, answers)
    return {"version": VERSION, "contacts": [{**_contact(one), **_reaching(base, one)} for one in reachable]}


def _statement(item: Statement) -> dict[str, Any]:
    return {"text": item.text, "year": item.year, "school_year": item.school_year, "source": list(item.source)}


def _answer(base: KnowledgeBase, name: str, values: tuple[str, ...]) -> Any:
    question = base.question[name]
    if question.many:
        return list(values)
    if not values:
        return None
    return int(values[0]) if question.type == "number" else values[0]


def _match(base: KnowledgeBase, rank: int, match: Match, answers: Answers) -> dict[str, Any]:
    item = match.entry
    return {
        "rank": rank,
        "id": item.id,
        "name": item.name,
        "kind": item.kind,
        "verdict": match.outcome,
        "status": item.status,
        "goals": dict(item.goals),
        "reasons": [
            {"criterion": one.leaf.criterion, "verdict": one.verdict, "text": wording.reason(base, one, answers)}
            for one in dict.fromkeys(match.reasons)
        ],
        "missing": list(match.missing),
        "to_check": _to_check(base, item),
        "steps": [step.text for step in item.steps],
        "contacts": [resolve_contact(base, name, answers).id for name in contacts_here(base, item, answers)],
        "partners": list(item.partners),
        "sources": [_source(source) for source in item.sources],
        "checked_on": str(item.checked_on),
    }


def _rejected(base: KnowledgeBase, match: Match, answers: Answers) -> dict[str, Any]:
    return {
        "id": match.entry.id,
        "verdict": match.outcome,
        "blocking": [{"criterion": name, "text": text} for name, text in obstacles(base, match, answers)],
        "would_change": [wording.what_if(base, item) for item in what_if(base, match.entry, answers)],
    }


def _to_check(base: KnowledgeBase, item: Entry) -> list[dict[str, Any]]:
    return [{"text": one.text, "with": base.role[one.with_].name} for one in item.to_check]


def _contact(item: Reachable) -> dict[str, Any]:
    contact = item.contact
    return {
        "id": item.id,
        "role": item.role.id,
        "name": item.name,
        "territory": item.territory,
        "url": contact.url if contact else None,
        "phone": contact.phone if contact else None,
        "email": contact.email if contact else None,
        "for": list(item.for_entries),
        "source": _source(contact.source) if contact else {},
    }


def _reaching(base: KnowledgeBase, item: Reachable) -> dict[str, Any]:
    contact = item.contact
    return {
        "address": contact.address if contact else None,
        "status": contact.status if contact else None,
        "via": item.via.id if item.via else None,
        "how": wording.how_to_reach(base, item) or None,
    }


def _source(item: Source) -> dict[str, Any]:
    return {"tier": item.tier, "title": item.title, "url": item.url, "date": item.date}


def _listed(base: KnowledgeBase, item: Entry) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": item.name,
        "kind": item.kind,
        "status": item.status,
        "academies": sorted(academies(base, item)),
        "goals": dict(item.goals),
        "summary": item.summary,
        "checked_on": str(item.checked_on),
        "sources": [_source(source) for source in item.sources],
    }
