"""One whole entry."""

from datetime import date
from typing import Any

from msgspec import to_builtins

from mentorat_cli import wording
from mentorat_cli.base.records import (
    Answers,
    Condition,
    Entry,
    KnowledgeBase,
    Period,
    Statement,
    leaves,
)
from mentorat_cli.engine.calling import resolve_contacts
from mentorat_cli.engine.indexing import brief
from mentorat_cli.engine.rules import conjuncts, polarised
from mentorat_cli.engine.seasons import season
from mentorat_cli.payloads.contacts import contact, reaching
from mentorat_cli.wording.doubts import confirmer, seen_at


def entry(base: KnowledgeBase, item: Entry, answers: Answers, today: date) -> dict[str, Any]:
    """Return one whole entry, with its contacts for the académie of `answers`, and what its
    calendar is `today`.
    """
    return {
        **to_builtins(brief(base, item)),
        "aliases": list(item.aliases),
        "forms": list(item.forms),
        "modes": list(item.modes),
        "scales": list(item.scales),
        "conditions": [
            wording.leaf_sentence(base, leaf, wanted) for leaf, wanted in polarised(item.when)
        ],
        "rule": [_condition(base, part) for part in conjuncts(item.when)],
        "expect": [
            {**_condition(base, part), "with": confirmer(base, item, part)}
            for part in (conjuncts(item.expect) if item.expect else ())
        ],
        "presence": _presence(base, item),
        "variant_of": item.variant_of,
        "variant": item.variant,
        "prefer": [wording.leaf_sentence(base, leaf) for leaf in item.prefer],
        "to_check": to_check(base, item),
        "steps": [
            {"text": step.text, "who": step.who, "moment": step.moment} for step in item.steps
        ],
        "cost": _statement(item.cost) if item.cost else None,
        "calendar": [period(one, today) for one in item.calendar],
        "figures": [_statement(one) for one in item.figures],
        "warnings": [_statement(one) for one in item.warnings],
        "contacts": [
            {**contact(one), **reaching(base, one)}
            for one in resolve_contacts(base, [item], answers)
        ],
        "partners": list(item.partners),
        "assumed": item.assumed,
    }


def _presence(base: KnowledgeBase, item: Entry) -> dict[str, Any] | None:
    """Return where an entry acts, and what attests it; None when only its rule says it."""
    if item.presence is None:
        return None
    return {
        "scope": item.presence.scope,
        "text": item.presence.text,
        "source": list(item.presence.source),
        "evidence": [
            {"text": seen_at(base, one), "date": one.date, "source": list(one.source)}
            for one in item.presence.evidence
        ],
    }


def _condition(base: KnowledgeBase, part: Condition) -> dict[str, Any]:
    """Return one condition of a rule as a French clause, with the ids of its sources."""
    return {
        "text": wording.clause(base, part),
        "source": sorted({name for leaf in leaves(part) for name in leaf.sources}),
    }


def _statement(item: Statement) -> dict[str, Any]:
    return {
        "text": item.text,
        "year": item.year,
        "school_year": item.school_year,
        "source": list(item.source),
    }


def period(item: Period, today: date) -> dict[str, Any]:
    """Return a line of a calendar, and what it is on a day."""
    return {
        **_statement(item),
        "opens": item.opens,
        "closes": item.closes,
        "yearly": item.yearly,
        "state": season(item, today),
    }


def to_check(base: KnowledgeBase, item: Entry) -> list[dict[str, Any]]:
    """Return what a human must check, and with whom."""
    return [{"text": one.text, "with": base.role[one.with_].name} for one in item.to_check]
