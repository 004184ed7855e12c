"""French words for the values of the core: criteria, verdicts, dates, sources. Nothing is decided
here.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from mentorat_cli.answers.typed import label
from mentorat_cli.base.records import (
    DEDUCTION,
    NOT_YET,
    Answers,
    AnyOf,
    AtLeast,
    Brief,
    ChoicesFrom,
    Condition,
    Entry,
    Form,
    Id,
    Interval,
    Kind,
    KnowledgeBase,
    Leaf,
    Level,
    Mode,
    NoneOf,
    Outcome,
    Question,
    QuestionType,
    Scale,
    Source,
    Status,
    Tier,
    leaves,
)
from mentorat_cli.engine.directory import Reachable
from mentorat_cli.engine.matching import Match, Reason, WhatIf
from mentorat_cli.engine.ranking import newest_source
from mentorat_cli.engine.rules import Verdict
from mentorat_cli.engine.verdicts import Obstacle
from mentorat_cli.typography import NBSP, capital, code, enumerate_french
from mentorat_cli.wording.territories import territories, within

COLON = f"{NBSP}: "
SEMICOLON = f"{NBSP}; "
CHOSEN = "choix de la base"

OUTCOMES = {
    Outcome.CONVIENT: "convient",
    Outcome.A_VERIFIER: "à vérifier",
    Outcome.NE_CONVIENT_PAS: "ne convient pas",
}
STATUSES = {Status.ACTIF: "actif", Status.A_CONFIRMER: "à confirmer", Status.CLOS: "clos"}
KINDS = {
    Kind.DISPOSITIF_NATIONAL: "dispositif national",
    Kind.DISPOSITIF_ACADEMIQUE: "dispositif académique",
    Kind.ASSOCIATION: "association",
    Kind.CONVENTION: "convention nationale",
}
FORMS = {
    Form.SUIVI_INDIVIDUEL: "suivi individuel",
    Form.SUIVI_COLLECTIF: "suivi en groupe",
    Form.STAGE: "stage ou immersion en entreprise",
    Form.PONCTUELLE: "intervention ponctuelle",
    Form.CONCOURS: "concours",
    Form.APPUI: "appui aux projets de l’établissement",
    Form.FORMATION: "formation des enseignants",
}
MODES = {Mode.PRESENCE: "en présence", Mode.DISTANCE: "à distance"}
SCALES = {
    Scale.ELEVE: "un élève",
    Scale.GROUPE: "un groupe",
    Scale.CLASSE: "une classe",
    Scale.ETABLISSEMENT: "tout l’établissement",
}
TIERS = {
    Tier.OFFICIEL: "source officielle",
    Tier.PARTENAIRE: "site du partenaire",
    Tier.PRESSE: "presse",
    Tier.TIERS: "site tiers",
    Tier.FICHE: "fiche nationale",
}
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def day(moment: date | str) -> str:
    """Return a date in words, as far as it is known (`2024-05` → `mai 2024`, `2024-05-01` → `1er
    mai 2024`).
    """
    parts = str(moment).split("-")
    words = [parts[0]]
    if len(parts) > 1:
        words.insert(0, MONTHS[int(parts[1]) - 1])
    if len(parts) > 2:
        words.insert(0, "1er" if parts[2] == "01" else str(int(parts[2])))
    return NBSP.join(words)


def since(moment: str) -> str:
    """Return « de » with a date (`2019` → `de 2019`, `2024-04` → `d’avril 2024`, `2024-05-01` → `du
    1er mai 2024`).
    """
    words = day(moment)
    if len(moment) > len("2024-05"):
        return f"du {words}"
    return f"d’{words}" if words[0] in "ao" else f"de {words}"


def interval(bounds: Interval) -> str:
    """Return the ages that an interval holds."""
    if bounds.min is None:
        return f"{bounds.max}{NBSP}ans au plus"
    if bounds.max is None:
        return f"au moins {bounds.min}{NBSP}ans"
    return f"de {bounds.min} à {bounds.max}{NBSP}ans"


def outside_of(bounds: Interval) -> str:
    """Return the ages that an interval does not hold."""
    below = [f"moins de {bounds.min}{NBSP}ans"] if bounds.min is not None else []
    above = [f"plus de {bounds.max}{NBSP}ans"] if bounds.max is not None else []
    return enumerate_french([*below, *above], "ou")


def accepted(base: KnowledgeBase, leaf: Leaf) -> str:
    """Return what a leaf accepts, in the order of its question (`2de professionnelle ou 1re
    professionnelle`).
    """
    if leaf.interval is not None:
        return interval(leaf.interval)
    question = base.question[leaf.criterion]
    if question.type is QuestionType.TERRITORY:
        return enumerate_french(territories(base, leaf.values), "ou")
    return enumerate_french(
        [str(choice.phrase) for choice in question.choices if choice.id in leaf.values], "ou"
    )


def leaf_sentence(base: KnowledgeBase, leaf: Leaf, wanted: bool = True) -> str:
    """Return the condition of a leaf as a clause (`l’élève est interne`), or its contrary."""
    question = base.question[leaf.criterion]
    if question.type is QuestionType.YES_NO:
        positive = ("oui" in leaf.values) is wanted
        return str(question.sentence_yes if positive else question.sentence_no)
    if question.type is QuestionType.TERRITORY:
        return f"le lycée {'est' if wanted else 'n’est pas'} {within(base, leaf.values, wanted)}"
    if leaf.interval is not None and not wanted:
        return str(question.sentence or f"{question.label}{COLON}{{values}}").replace(
            "{values}", outside_of(leaf.interval)
        )
    pattern = question.sentence if wanted else question.sentence_no
    default = f"{question.label}{'' if wanted else ' n’est pas'}{COLON}{{values}}"
    return str(pattern or default).replace("{values}", accepted(base, leaf))


def outside(base: KnowledgeBase, answers: Answers) -> str:
    """Return a notice for a territory where national schemes do not apply; empty elsewhere."""
    place = next(iter(answers.get("academie", ())), None)
    if place is None or place in base.territory["national"]:
        return ""
    name = base.academie[place].name
    return (
        f"{name} est hors du cadre national{COLON}les dispositifs nationaux n’y "
        "sont pas proposés, voir le vice-rectorat."
    )


def clause(
    base: KnowledgeBase, condition: Condition, wanted: bool = True, inside: bool = False
) -> str:
    """Return a rule, or its contrary, as one French clause. `inside` another one, it says its
    alternatives without letters.
    """
    if isinstance(condition, Leaf):
        return leaf_sentence(base, condition, wanted)
    if len(condition.parts) == 1:
        return clause(base, condition.parts[0], wanted is not isinstance(condition, NoneOf), inside)
    if isinstance(condition, AtLeast):
        return _at_least(base, condition, wanted, inside)
    holding = wanted is not isinstance(condition, NoneOf)
    texts = [clause(base, part, holding, inside=True) for part in condition.parts]
    plain = not any(word in text for text in texts for word in SEVERAL)
    if wanted is not isinstance(condition, AnyOf):
        return enumerate_french(texts) if plain else ", et ".join(texts)
    if plain:
        return enumerate_french(texts, "ou")
    if inside:
        return ", ".join(f"soit {text}" for text in texts)
    return _lettered("l’une au moins de ces conditions est remplie", texts, inside)


SEVERAL = (", ", " et ", " ou ")
"""What shows that a clause already enumerates something."""


def _at_least(base: KnowledgeBase, condition: AtLeast, wanted: bool, inside: bool) -> str:
    if condition.count == 1:
        return clause(base, AnyOf(condition.parts), wanted, inside)
    texts = [clause(base, part, inside=True) for part in condition.parts]
    few = "au moins" if wanted else "moins de"
    return _lettered(
        f"{few} {condition.count} de ces {len(texts)} conditions sont remplies", texts, inside
    )


def _lettered(start: str, texts: Sequence[str], inside: bool) -> str:
    if inside:
        return f"{start} ({SEMICOLON.join(texts)})"
    lettered = [
        f"{chr(ord('a') + index % 26) * (index // 26 + 1)}) {text}"
        for index, text in enumerate(texts)
    ]
    return f"{start}{COLON}{SEMICOLON.join(lettered)}"


def answer(base: KnowledgeBase, name: str, values: Iterable[str]) -> str:
    """Return an answer as it is shown; `ne sait pas` when it is empty."""
    question = base.question[name]
    values = list(values)
    if question.choices_from is ChoicesFrom.FAMILIES and len(values) > 1:
        closing = {choice.id for choice in question.choices if choice.family is None}
        values = [value for value in values if value not in closing]
    shown = [label(question, value) for value in values]
    if question.choices_from is ChoicesFrom.LYCEES:
        from mentorat_cli.answers.lycees import lycee_label

        shown = [lycee_label(base, value) for value in values]
    absent = [one.removeprefix(NOT_YET) for one in shown if one.startswith(NOT_YET)]
    if absent:  # those of whom the same is said, once
        shown = [one for one in shown if not one.startswith(NOT_YET)]
        shown.append(f"{NOT_YET}{enumerate_french(absent)}")
    return enumerate_french(shown) or "ne sait pas"


def public(base: KnowledgeBase, leaf: Leaf, answers: Answers) -> str:
    """Return the priority public that a known answer belongs to (`quartier prioritaire`, `terminale
    professionnelle`).
    """
    question = base.question[leaf.criterion]
    if question.type is QuestionType.YES_NO and leaf.values == {"oui"}:
        return lower(str(question.label))
    return answer(base, leaf.criterion, answers[leaf.criterion])


def profile(base: KnowledgeBase, answers: Answers) -> list[tuple[str, str]]:
    """Return (label, answer) of the answers, in the order of the questions."""
    return [
        (str(base.question[name].label), capital(answer(base, name, values)))
        for name, values in answers.items()
    ]


def reason(base: KnowledgeBase, item: Reason, answers: Answers) -> str:
    """Return why a leaf holds, does not, or is open; what nobody could choose, by its académie."""
    item = _to_be_chosen(base, item, answers)
    question = base.question[item.leaf.criterion]
    given, met = answers.get(item.leaf.criterion), (item.verdict is Verdict.YES) is item.wanted
    if item.verdict is Verdict.UNKNOWN:
        return f"{question.label}{COLON}à vérifier {_condition(base, question, item)}"
    if not given and question.type is QuestionType.NUMBER:
        likely = "probable" if met else "improbable"
        condition = _condition(base, question, item)
        return f"{question.label}{COLON}{likely} d’après la classe {condition}"
    if not given:
        return f"{question.label}{COLON}toute réponse possible {'convient' if met else 'exclut'}"
    shown = answer(base, item.leaf.criterion, given)
    if met:
        return f"{question.label}{COLON}{_met(question, item, shown, given)}"
    chosen = f" ({CHOSEN})" if deduced(item.leaf) else ""
    wanted = _wanted(base, question, item)
    return f"{question.label}{COLON}{shown}{SEMICOLON}il faudrait {wanted}{chosen}"


def _condition(base: KnowledgeBase, question: Question, item: Reason) -> str:
    met = (item.verdict is Verdict.YES) is item.wanted
    chosen = f", {CHOSEN}" if not met and deduced(item.leaf) else ""
    return f"(condition{COLON}{_wanted(base, question, item)}{chosen})"


def _wanted(base: KnowledgeBase, question: Question, item: Reason) -> str:
    if question.type is QuestionType.YES_NO:
        return "oui" if ("oui" in item.leaf.values) is item.wanted else "non"
    asked = accepted(base, item.leaf)
    return asked if item.wanted else f"tout sauf {asked}"


def _to_be_chosen(base: KnowledgeBase, item: Reason, answers: Answers) -> Reason:
    """Return a reason that rests on no place that the académie leaves out of the choices."""
    known = base.academie_of[item.leaf.criterion]
    met = (item.verdict is Verdict.YES) is item.wanted
    if not known or met or item.verdict is Verdict.UNKNOWN or answers.get(item.leaf.criterion):
        return item
    where = frozenset(known[value] for value in item.leaf.values if value in known)
    return replace(item, leaf=replace(item.leaf, criterion=Id("academie"), values=where))


def deduced(condition: Condition) -> bool:
    """Return whether a condition rests on nothing but a choice of the base."""
    return all(leaf.sources == (DEDUCTION,) for leaf in leaves(condition))


def _met(question: Question, item: Reason, shown: str, given: tuple[str, ...]) -> str:
    if question.many:
        return (
            enumerate_french(
                [label(question, value) for value in given if value in item.leaf.values]
            )
            or shown
        )
    return shown


def obstacles(base: KnowledgeBase, match: Match, answers: Answers) -> list[tuple[str, str]]:
    """Return (criterion, text) of everything that keeps an entry out; `status` stands for its
    state, not an answer.
    """
    refusing = [_to_be_chosen(base, item, answers) for item in match.blocking]
    told = [(str(item.leaf.criterion), reason(base, item, answers)) for item in refusing]
    return list(dict.fromkeys([*_states(base, match), *told]))


def kept_out(base: KnowledgeBase, match: Match, answers: Answers) -> str:
    """Return everything that keeps an entry out, alternatives joined by « ou »."""
    texts = [text for _, text in _states(base, match)]
    for ways in match.refusals:
        said = [" et ".join(reason(base, item, answers) for item in way) for way in ways]
        texts.append(", ou ".join([*said[:1], *map(lower, said[1:])]))
    return SEMICOLON.join(text.rstrip(".") for text in dict.fromkeys(texts))


def _states(base: KnowledgeBase, match: Match) -> Iterator[tuple[str, str]]:
    entry = match.entry
    if match.obstacle is Obstacle.CLOSED:
        yield "status", f"n’est plus proposé{COLON}{entry.status_reason}"
    if match.obstacle is Obstacle.ON_REQUEST and entry.on_request:
        wanted = base.question[entry.on_request].sentence_yes
        yield str(entry.on_request), f"jamais proposé d’office{COLON}seulement si {wanted}"


def change_in_words(base: KnowledgeBase, item: WhatIf) -> str:
    """Return a change that would open an entry."""
    clauses = []
    for name, values in item.answers:
        question = base.question[name]
        if question.change_hint and values == {"oui"}:
            clauses.append(str(question.change_hint))
        elif question.changes == "with-time":
            when = "" if item.years is None else f", dans {_years(item.years)}"
            clauses.append(f"à partir de {_first(question, values)}{when}")
        else:
            clauses.append("si " + leaf_sentence(base, Leaf(question.id, values)))
    text = ", et ".join(clauses)
    return f"possible {text}" if item.dated else text


def _first(question: Question, values: Iterable[str]) -> str:
    if question.type is QuestionType.NUMBER:
        return f"{min(map(int, values))}{NBSP}ans"
    names = [code(choice.phrase) for choice in question.choices if choice.id in values]
    return enumerate_french(names, "ou")


def _years(count: int) -> str:
    return f"{count}{NBSP}ans" if count > 1 else "un an"


def goals(base: KnowledgeBase, entry: Entry | Brief, wanted: Iterable[str] = ()) -> str:
    """Return the goals that an entry serves, the wanted ones first, then the strongest."""
    order = {goal: rank for rank, goal in enumerate(wanted)}
    ranked = sorted(
        entry.goals.items(), key=lambda item: (order.get(item[0], len(order)), -item[1])
    )
    return enumerate_french([label(base.question["objectif"], goal) for goal, _ in ranked])


def source(item: Source) -> str:
    """Return a source without its address: title, weight and date in words."""
    words = [TIERS[item.tier]]
    if item.date:
        words.append(day(item.date) + (" (date déduite)" if item.date_deduced else ""))
    else:
        words.append("non datée")
    return f"{item.title} ({', '.join(words)})"


def freshness(entry: Entry) -> str:
    """Return the latest date and the best weight of the sources of an entry, then the day somebody
    compared it with them.
    """
    best = min((item.tier for item in entry.sources), key=list(Tier).index)
    latest = newest_source(entry)
    first = f"la plus récente {since(latest)}" if latest else "aucune n’est datée"
    among = f" (sur {len(entry.sources)})" if len(entry.sources) > 1 else ""
    return (
        f"{capital(first)}{among}{SEMICOLON}la plus sûre{COLON}{TIERS[best]}. "
        f"Fiche relue le {day(entry.checked_on)}."
    )


def nature(entry: Entry) -> str:
    """Return what an entry really is: its forms, where it takes place."""
    text = enumerate_french([FORMS[form] for form in entry.forms]) or "forme non renseignée"
    modes = enumerate_french([MODES[mode] for mode in entry.modes], "ou")
    return capital(f"{text}, {modes}" if modes else text)


def how_to_reach(base: KnowledgeBase, item: Reachable) -> str:
    """Return how to reach somebody who has no published address; empty when one is published."""
    if item.contact is not None:
        return ""
    if item.on_site:
        return "Dans votre lycée."
    ask = item.role.ask or item.role.name
    if item.via is None:
        return "Adresse non publiée."
    if item.via.role.level is Level.ETABLISSEMENT:
        return f"Adresse non publiée{COLON}passez par le lycée ({lower(item.via.name)})."
    return (
        f"Adresse non publiée{COLON}demandez {ask} par ce "
        f"contact{COLON}{item.via.name}{_phone(item.via)}."
    )


def _phone(item: Reachable) -> str:
    if item.contact is None or item.contact.phone is None:
        return ""
    known = item.contact.source
    date_known = f" {since(known.date)}" if known.date else ""
    doubt = ", à confirmer" if item.contact.status is not Status.ACTIF else ""
    return (
        f", {item.contact.phone} "
        f"({TIERS[known.tier]}{f', relevé{date_known}' if date_known else ''}{doubt})"
    )


def lower(text: str) -> str:
    """Return `text` as it stands inside a sentence: without its capital, unless it starts with an
    acronym.
    """
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def local_file(origin: str | None) -> str | None:
    """Return the user's file that a record comes from; None for the shipped base, whose files have
    no path.
    """
    return origin if origin and ("/" in origin or "\\" in origin) else None
