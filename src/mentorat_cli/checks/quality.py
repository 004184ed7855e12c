"""What `mentorat check` looks for once the base can be used: examples that prove the rules, then
what could be better.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from mentorat_cli.base.assembling import Loaded, Positions
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.checks import coherence, examples, freshness, logic, sourcing
from mentorat_cli.checks.common import Check, Checks, Fault, run
from mentorat_cli.errors import Problem

PROOFS: Checks = {
    "exemple-faux": examples.verdicts,
}
"""Errors that no other command looks for, because the rules must be run."""

WARNINGS: Checks = {
    "fiche-a-completer": sourcing.unwritten,
    "exemple-manquant": examples.coverage,
    "cas-sans-exemple": examples.cases,
    "regle-contradictoire": logic.contradictions,
    "variante-plus-large": logic.variants,
    "condition-sans-effet": logic.idle_parts,
    "condition-sans-source": sourcing.conditions,
    "source-faible": sourcing.tiers,
    "source-en-double": sourcing.twice,
    "source-perimee": freshness.sources,
    "adresse-sans-https": sourcing.addresses,
    "partenaire-ailleurs": coherence.partners,
    "lieu-en-double": coherence.places,
    "contact-ailleurs": coherence.elsewhere,
    "contact-sans-usage": coherence.contacts,
    "role-sans-usage": coherence.roles,
    "critere-sans-usage": coherence.criteria,
    "renommage-en-usage": coherence.renames,
}
"""What could be better."""

DATED_WARNINGS: Mapping[str, Callable[[KnowledgeBase, date], Iterator[Fault]]] = {
    "relecture-perimee": freshness.readings,
    "calendrier-passe": freshness.calendars,
    "date-a-venir": freshness.futures,
}
"""What could be better, on a given day."""

WRITTEN_WARNINGS: Mapping[str, Callable[[KnowledgeBase, Positions], Iterator[Fault]]] = {
    "complement-a-relire": coherence.extensions,
}
"""What could be better, by what a file says itself."""

Given = TypeVar("Given")


def problems(loaded: Loaded, today: date) -> list[Problem]:
    """Return the errors, then the warnings, each in file order. The base must have no error of
    `checks.ERRORS`.
    """
    dated = {rule: _with(today, check) for rule, check in DATED_WARNINGS.items()}
    written = {rule: _with(loaded.positions, check) for rule, check in WRITTEN_WARNINGS.items()}
    found = run(loaded, {**WARNINGS, **dated, **written}, "avertissement")
    return run(loaded, PROOFS) + sorted([*found, *loaded.doubts])


def _with(given: Given, check: Callable[[KnowledgeBase, Given], Iterator[Fault]]) -> Check:
    return lambda base: check(base, given)
