"""Who would be called, over 34 territories × 10 goals × three settings: `python bench/contacts.py`.

Prints how many situations leave nobody to reach, begin with the reader, an empty role or a bare
switchboard, or say to whom is called what is not theirs (all must be 0), and how the first calls
are reached, the national form apart; then the published contacts that no situation shows, over
every département too.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from mentorat_cli.base.records import Answers, KnowledgeBase, Level
from mentorat_cli.engine.calling import Call
from mentorat_cli.engine.directory import NamedBy, Reachable, Way
from mentorat_cli.engine.guidance import nets, opening
from mentorat_cli.engine.indexing import indexed
from mentorat_cli.engine.recommending import Recommendation, recommend
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.typography import quoted
from mentorat_cli.wording.calls import say
from mentorat_cli.world import library

SETTINGS = (
    {"niveau": ("terminale-pro",), "echelle": ("eleve",)},
    {"niveau": ("cap-1",), "echelle": ("eleve",)},
    {"niveau": ("seconde-pro",), "echelle": ("classe",)},
)
FORM = "formulaire-1jeune1mentor"


WHOLE = {Level.NATIONAL: "si possible avec", Level.ORGANISME: "Est-ce possible avec"}
"""Level of a role that answers directly or by a page → what its sentence says of the entry."""


def main() -> None:
    """Print the counts, then the contacts that nothing shows."""
    base = indexed(library.load(Path(__file__).parents[1] / "data").base)
    faults, ways = Counter[str](), Counter[str]()
    for answers in situations(base):
        result = recommend(base, answers)
        faults.update(faults_of(result))
        call = result.first_call
        if call is not None:
            ways["formulaire national" if call.who.id == FORM else str(call.who.way)] += 1
    print("fautes :", dict(faults) or 0)
    total = sum(ways.values())
    print({name: f"{count} ({count / total:.0%})" for name, count in ways.most_common()})
    shown = {item.contact.id for item in everybody(base) if item.contact}
    hidden = [item for item in base.contacts if item.id not in shown]
    print("contacts que rien ne montre :", [str(item.id) for item in hidden] or 0)


def situations(base: KnowledgeBase) -> Iterator[Answers]:
    """Yield the situations that are counted."""
    for academie in base.academies:
        for goal in base.question["objectif"].choices:
            for setting in SETTINGS:
                yield {"objectif": (goal.id,), "academie": (academie.id,), **setting}


def faults_of(result: Recommendation[Answers]) -> Iterator[str]:
    """Yield what is wrong with whom is called."""
    call = result.first_call
    entries = [match.entry for match in result.recommended[:5]]
    if all(item.way is Way.SCHOOL for item in result.contacts(entries)):
        yield "personne à joindre"
    if call is None or call.who.contact is None:
        yield "premier appel sans adresse"
        return
    if call.who.role.reader:
        yield "premier appel : le lecteur"
    if call.who.role.id == "rectorat" and call.asked is None:
        yield "premier appel : un standard seul"
    if not told_whom(result, call):
        yield "premier appel : une phrase pour un autre"


def told_whom(result: Recommendation[Answers], call: Call) -> bool:
    """Return whether the sentence names the entry that one of the first three cards shows, for
    which this contact is named, or the partner that it belongs to, in words that are those of this
    contact.
    """
    entry, sentence = call.entry, say(result.base, call, result.answers)
    if entry is None:
        return not result.recommended
    shown = entry.id in [match.entry.id for match in result.recommended[:3]]
    through = call.asked is not None
    named = through or entry.id in call.who.for_entries
    words = "" if through or call.who.way is Way.RELAY else WHOLE.get(call.who.role.level, "")
    partners = [
        result.base.entry[one.lender].name
        for one in call.who.served
        if one.entry == entry.id and one.link is NamedBy.PARTNER
    ]
    theirs = quoted(next(iter(partners), entry.name))
    return shown and named and words in sentence and theirs in sentence


def everybody(base: KnowledgeBase) -> Iterator[Reachable]:
    """Yield whom an answer shows: for each département, whatever may be proposed there for a need,
    whom to call first, and the nets that a need and every special situation open.
    """
    special = {name: ("oui",) for name in opening(base) if base.question[name].type == "yes-no"}
    for academie in base.academies:
        for code in (None, *(item.code for item in (*academie.departments, *academie.attached))):
            place: Answers = {"academie": (academie.id,)}
            place = {**place, "departement": (str(code),)} if code else place
            for goal in base.question["objectif"].choices:
                answers = {"objectif": (goal.id,), **place}
                result = recommend(base, answers)
                yield from result.contacts(match.entry for match in result.recommended)
                yield from [] if result.first_call is None else [result.first_call.who]
                wider = {**answers, **special}
                found = nets(base, wider, possible_answers(base, wider))
                yield from chain(*(item.contacts for net in found for item in net.helpers))


if __name__ == "__main__":
    main()
