"""Which verdicts claim more than their sources, over every territory and département × 10 goals ×
three settings × partners of the lycée not known, or all: `python bench/verdicts.py`.

Prints how often an entry fits though nobody knows whether the lycée is a partner (whole list, then
the first three), or though nobody saw it there; is refused by a place that its sources leave open;
fits beside its own antenne that does not; and how often an organisation is told twice. All must be
0.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from contacts import SETTINGS

from mentorat_cli.base.records import (
    NATIONAL,
    Answers,
    Entry,
    KnowledgeBase,
    Leaf,
    Mode,
    Outcome,
    Scope,
    leaves,
)
from mentorat_cli.engine.indexing import indexed
from mentorat_cli.engine.matching import Match
from mentorat_cli.engine.presence import family, territory
from mentorat_cli.engine.recommending import Recommendation, recommend
from mentorat_cli.engine.rules import Verdict, decide
from mentorat_cli.engine.verdicts import result
from mentorat_cli.world import library

PARTNERED = {
    "bac-pro-marine",
    "c-possible",
    "capital-filles",
    "ecoles-des-reseaux",
    "energie-jeunes",
    "rura",
    "telemaque",
    "un-avenir-ensemble",
}
"""The organisations whose sources say that the lycée is their partner, or asks first."""
OPEN = PARTNERED | {
    "100000-entrepreneurs",
    "afev",
    "anaf",
    "arpejeh",
    "article-1",
    "becomtech",
    "cree-ton-avenir",
    "ecti",
    "egee",
    "elles-bougent",
    "entraide-scolaire-amicale",
    "entretiens-de-l-excellence",
    "face-teknik",
    "france-parrainages",
    "kodiko",
    "parrains-par-mille",
    "proxite",
    "rev-elles",
    "socrate",
    "sport-dans-la-ville",
    "viens-voir-mon-taf",
}
"""The entries of which no source allows a refusal where they were not seen."""


def main() -> None:
    """Print the counts."""
    base = indexed(library.load(Path(__file__).parents[1] / "data").base)
    faults, count = Counter[str](), 0
    for answers in situations(base):
        count += 1
        faults.update(faults_of(recommend(base, answers)))
    print(f"{count} situations, {len(base.entries)} entries")
    for line in LINES:
        print(f"{line} : {faults[line]}")


LINES = (
    "convient, partenaire inconnu (liste)",
    "convient, partenaire inconnu (trois premiers)",
    "convient, vu nulle part ici",
    "refus par un lieu que rien ne ferme",
    "convient, à côté de son antenne qui ne convient pas ou est à vérifier",
    "un organisme deux fois",
)


def situations(base: KnowledgeBase) -> Iterator[Answers]:
    """Yield the situations that are counted."""
    choices = base.question["partenaire"].choices
    partners = tuple(str(choice.id) for choice in choices if choice.id == choice.family)
    for academie in base.academies:
        for code in (None, *(item.code for item in (*academie.departments, *academie.attached))):
            where: Answers = {"departement": (str(code),)} if code else {}
            for goal in base.question["objectif"].choices:
                for setting in SETTINGS:
                    told = {"objectif": (goal.id,), "academie": (academie.id,), **where, **setting}
                    yield told
                    yield {**told, "partenaire": partners}


def faults_of(found: Recommendation[Answers]) -> Iterator[str]:
    """Yield what is wrong with the verdicts of a recommendation."""
    shown = list(found.recommended)
    fitting = [match for match in shown if match.outcome is Outcome.CONVIENT]
    for match in fitting:
        unknown = "partenaire" not in found.answers
        if unknown and asks_the_lycee(found.base, match.entry):
            yield LINES[0]
            if match in shown[:3]:
                yield LINES[1]
        if unknown and not known_here(found.base, match.entry, found.answers):
            yield LINES[2]
        for antenne in found.base.antennes.get(match.entry.id, ()):
            if beside(found, antenne):
                yield LINES[4]
    for match in found.rejected:
        if refused_by_place(match):
            yield LINES[3]
    families = Counter(family(match.entry) for match in shown)
    yield from [LINES[5]] * sum(count - 1 for count in families.values())


def asks_the_lycee(base: KnowledgeBase, entry: Entry) -> bool:
    """Return whether an entry cannot be sure while nobody knows what the lycée works with."""
    conditions = [condition for condition in (entry.when, entry.expect) if condition]
    read = {leaf.criterion for condition in conditions for leaf in leaves(condition)}
    return family(entry) in PARTNERED or any(base.question[name].attests for name in read)


def known_here(base: KnowledgeBase, entry: Entry, answers: Answers) -> bool:
    """Return whether a line of the entry says that it acts in the whole place, or from afar."""
    presence, academie = entry.presence, answers["academie"][0]
    if presence is None or (presence.scope is Scope.NATIONAL and Mode.DISTANCE in entry.modes):
        return True
    here = set(answers.get("departement", base.departments[academie]))
    whole, parts = set[str](), {str(item.departement) for item in presence.evidence}
    for item in presence.evidence:
        for name in (item.academie, item.region, NATIONAL if item.national else None):
            whole |= base.territory[name] if name else set()
    return academie in whole or here <= parts


def refused_by_place(match: Match) -> bool:
    """Return whether only its place refuses an entry that may act elsewhere, in the national
    frame.
    """
    national = match.possible["academie"][0][0] in match.base.territory[NATIONAL]
    presence = match.entry.presence
    closed = presence is not None and presence.scope is Scope.FERME
    if match.verdict is not Verdict.NO or match.judged.verdict is Verdict.NO or not national:
        return False
    return match.entry.id in OPEN or not closed


def beside(found: Recommendation[Answers], antenne: Entry) -> bool:
    """Return whether an antenne that serves the need is here, or may be, and does not fit."""
    goal = Leaf(found.base.question["objectif"].id, frozenset(antenne.goals))
    where = territory(found.base, antenne)
    here = where is None or decide(where, found.possible) is not Verdict.NO
    serves = decide(goal, found.possible) is not Verdict.NO
    fits = result(found.base, antenne, found.possible) is Outcome.CONVIENT
    return serves and here and antenne.on_request is None and not fits


if __name__ == "__main__":
    main()
