"""French sentences on what is usual, and on where an entry acts."""

from msgspec.structs import replace

from mentorat_cli import wording
from mentorat_cli.answers.places import DEPARTEMENT, LYCEE
from mentorat_cli.base.records import (
    Acting,
    Answers,
    ChoicesFrom,
    Condition,
    Entry,
    Evidence,
    Interval,
    KnowledgeBase,
    Leaf,
    Level,
    QuestionType,
    Role,
    Scope,
    Status,
    leaves,
)
from mentorat_cli.engine.matching import Expectation, Match, Reason, is_recommended
from mentorat_cli.engine.presence import academies
from mentorat_cli.engine.rules import Verdict, criteria
from mentorat_cli.engine.situation import question_answers
from mentorat_cli.typography import enumerate_french, plural, unique
from mentorat_cli.wording import COLON, SEMICOLON
from mentorat_cli.wording.territories import academie, territories, within

NAMED = 3
"""Places that are named where there is little room."""
NOT_A_PARTNER = (
    f"le lycée n’est pas encore partenaire{SEMICOLON}à demander par le chef d’établissement"
)


def reason_of(base: KnowledgeBase, match: Match, item: Reason, answers: Answers) -> str:
    """Return one of the reasons of a match; a place where nothing attests it is told."""
    if item == match.place and item.verdict is Verdict.UNKNOWN:
        return whereabouts(base, match, answers)
    return wording.reason(base, item, answers)


def usual(base: KnowledgeBase, entry: Entry, condition: Condition, contrary: bool = False) -> str:
    """Return what is usual, whether the answers say the `contrary`, and with whom to confirm it."""
    told = wording.clause(base, condition, inside=True)
    here = " (ce n’est pas le cas ici)" if contrary else ""
    here += f" ({wording.CHOSEN})" if wording.deduced(condition) else ""
    role = _confirming(base, entry, condition)
    own = role is not None and role.level is Level.ORGANISME
    whom = entry.name if own else confirmer(base, entry, condition)
    return f"d’ordinaire, {told}{here}{SEMICOLON}à confirmer auprès de{COLON}{whom}"


def confirmer(base: KnowledgeBase, entry: Entry, condition: Condition) -> str:
    """Return the name of the role that confirms what is usual."""
    role = _confirming(base, entry, condition)
    return str(role.name) if role else "le premier contact"


def _confirming(base: KnowledgeBase, entry: Entry, condition: Condition) -> Role | None:
    """Return the role that confirms what is usual: the one named, else the first contact's."""
    named = next((leaf.with_ for leaf in leaves(condition) if leaf.with_), None)
    first = next(iter(entry.contacts), "")
    role = named or (base.contact[first].role if first in base.contact else first)
    return base.role[role] if role else None


def within_reach(base: KnowledgeBase, condition: Condition, answers: Answers) -> Condition:
    """Return a condition without the bounds that the answers already keep: of « de 5 à 18 ans »,
    what a terminale may still break.
    """
    if not isinstance(condition, Leaf):
        parts = tuple(within_reach(base, part, answers) for part in condition.parts)
        return replace(condition, parts=parts)
    bounds = condition.interval
    if bounds is None:
        return condition
    known = question_answers(base, base.question[condition.criterion], answers)
    numbers = [int(value) for answer in known for value in answer]
    low, high = bounds.min, bounds.max
    low = None if low is not None and low <= min(numbers, default=low) else low
    high = None if high is not None and high >= max(numbers, default=high) else high
    return condition if low is high is None else replace(condition, interval=Interval(low, high))


def doubt(base: KnowledgeBase, match: Match, item: Expectation) -> str:
    """Return what is usual and is not so, or not known."""
    if item.antenne is not None:
        return _antenne(base, item)
    condition, verdict = item.judged.condition, item.judged.verdict
    if verdict is Verdict.NO and _is_partnership(base, condition):
        return NOT_A_PARTNER
    return usual(base, match.entry, condition, contrary=verdict is Verdict.NO)


def _is_partnership(base: KnowledgeBase, condition: Condition) -> bool:
    return (
        isinstance(condition, Leaf)
        and base.question[condition.criterion].choices_from is ChoicesFrom.FAMILIES
    )


def in_short(base: KnowledgeBase, match: Match) -> list[str]:
    """Return what is left to know of an entry, each thing by its name alone."""
    names = list(match.missing)
    for item in match.doubts:
        names += [] if item.antenne else criteria(item.judged.condition)
    told = [wording.lower(str(base.question[name].label)) for name in names]
    open_place = match.place is not None and match.place.verdict is Verdict.UNKNOWN
    if open_place and not set(names) & {DEPARTEMENT, LYCEE}:
        told.append("présence ici")
    told += ["antenne locale" for item in match.doubts if item.antenne]
    told += ["dispositif à confirmer"] if match.entry.status is not Status.ACTIF else []
    return list(dict.fromkeys(told))


def _antenne(base: KnowledgeBase, item: Expectation) -> str:
    """Return what an antenne that is here, or may be, changes for its organisation."""
    assert item.antenne is not None
    local = item.antenne
    name = local.entry.name
    if item.judged.verdict is Verdict.UNKNOWN:
        return f"selon le lieu, voir plutôt «\u00a0{name}\u00a0»"
    if is_recommended(local):
        return f"ici, voir plutôt «\u00a0{name}\u00a0»"
    if local.entry.status is Status.CLOS:
        return f"ici, «\u00a0{name}\u00a0» n’est plus proposé"
    chosen = all(wording.deduced(one.leaf) for one in local.blocking)
    told = "la base ne retient que" if chosen else "la page lue ne cite que"
    only = enumerate_french([_only(base, one) for one in local.blocking])
    return f"ici ({name}), {told}{COLON}{only}"


def _only(base: KnowledgeBase, item: Reason) -> str:
    """Return the public that a condition leaves, in a few words."""
    question = base.question[item.leaf.criterion]
    if item.wanted and question.type is not QuestionType.YES_NO:
        return wording.accepted(base, item.leaf)
    return wording.leaf_sentence(base, item.leaf, item.wanted)


# Where


def whereabouts(base: KnowledgeBase, match: Match, answers: Answers, in_short: bool = False) -> str:
    """Return where an entry was seen, as far as that concerns the lycée; `in_short`, the first
    places without their dates.
    """
    presence = match.entry.presence
    told = enumerate_french([seen_at(base, item) for item in match.evidence])
    if in_short:
        names = unique(_place(base, item) for item in match.evidence)
        others = [plural(len(names) - NAMED, "autre lieu", "autres lieux")] if names[NAMED:] else []
        told = enumerate_french([*names[:NAMED], *others])
    if match.presence is Acting.NATIONAL:
        where = enumerate_french(territories(base, academies(base, match.entry)))
        return str(presence.text) if presence and presence.text else f"dans {where}"
    if presence is None:
        return within(base, academies(base, match.entry))
    if match.presence is Acting.ATTESTED:
        return f"vu ici{COLON}{told}" if told else "vos réponses disent que le lycée y participe"
    local = [item.antenne for item in match.doubts if item.judged.verdict is Verdict.NO]
    names = [f"«\u00a0{item.entry.name}\u00a0»" for item in local if item is not None]
    if names:
        return f"représenté ici par {enumerate_french(names)}"
    if told:
        return f"vu dans une partie de l’académie{COLON}{told}{SEMICOLON}précisez où est le lycée"
    nearby = "votre département" if answers.get("departement") else "votre académie"
    found = "aucune antenne connue" if not match.entry.kind.is_scheme else "aucun lieu connu"
    start = "proposé dans toute la France, mais " if presence.scope is Scope.NATIONAL else ""
    return f"{start}{found} de la base dans {nearby}{SEMICOLON}à demander"


def seen_at(base: KnowledgeBase, item: Evidence) -> str:
    """Return one place where an entry was seen, with its date."""
    place = _place(base, item)
    named = [str(text) for text in (item.name, item.note) if text and text != place]
    dated = [wording.day(item.date)] if item.date else ["sans date"]
    dated += ["date déduite"] if item.date_deduced else []
    return f"{place} ({', '.join([*named, *dated])})"


def _place(base: KnowledgeBase, item: Evidence) -> str:
    if item.town:
        return str(item.town)
    if item.lycee:
        return wording.answer(base, "lycee", [item.lycee])
    if item.departement:
        return wording.answer(base, "departement", [item.departement])
    if item.academie:
        return academie(base, item.academie)
    return f"la région {base.region[item.region].name}" if item.region else "toute la France"
