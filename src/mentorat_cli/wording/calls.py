"""French words for a call: whom, how, why, and the sentence to say."""

from mentorat_cli import wording
from mentorat_cli.base.records import Answers, Contact, Entry, KnowledgeBase, Level, Scale, UrlKind
from mentorat_cli.engine.calling import Call
from mentorat_cli.engine.directory import NamedBy, Reachable, Way, territory_name
from mentorat_cli.engine.rules import GOAL
from mentorat_cli.typography import NBSP, enumerate_french, quoted
from mentorat_cli.wording.territories import academie

WHOM = {
    Scale.ELEVE: ("un élève", "son besoin"),
    Scale.GROUPE: ("un groupe d’élèves", "leur besoin"),
    Scale.CLASSE: ("une classe", "leur besoin"),
    Scale.ETABLISSEMENT: ("mon lycée", "le besoin"),
}
"""For whom → how they are named, and what they need."""

LENT = {
    NamedBy.FAMILY: ("contact de l’organisme", "faute d’un contact connu propre à"),
    NamedBy.PARTNER: ("contact d’un partenaire", "faute d’un contact connu propre à"),
    NamedBy.RELAY: ("peut vous orienter", "faute d’un contact connu pour"),
}
"""Who somebody is to entries that do not name them, and why they are named."""


def say(base: KnowledgeBase, call: Call, answers: Answers, several: bool = False) -> str:
    """Return what to say to whom is called first: three sentences, which tell the need, the class
    and the trade where they are known, and nothing else of a pupil, nothing sensitive. `several`
    are pupils, each with a need. A door of all France is not asked as if it were the entry, and a
    partner is asked for what is its own.
    """
    theirs = _theirs(base, call)
    about = quoted(theirs.name) if theirs else ""
    teaching = f"j’enseigne en lycée professionnel{_where(base, answers)}."
    seeking = f"Je cherche de l’aide pour {_whom(base, answers, several)}."
    if call.asked is not None:
        subject = f" au sujet de {about}" if about else ""
        wanted = call.asked.ask or wording.lower(call.asked.name)
        return f"Bonjour, je voudrais joindre {wanted}{subject}. J{teaching[1:]} {seeking}"
    question = f"Est-ce possible avec {about} près de mon lycée, et comment commencer"
    if call.who.way is Way.RELAY and about:
        question = f"Qui puis-je joindre près de mon lycée au sujet de {about}"
    elif call.who.role.level is Level.NATIONAL and about:
        question = f"Qui peut m’aider près de mon lycée, si possible avec {about}"
    elif not about:
        question = "Que proposez-vous près de mon lycée, ou qui peut m’aider"
    return f"Bonjour, {teaching} {seeking} {question}{NBSP}?"


def _theirs(base: KnowledgeBase, call: Call) -> Entry | None:
    """Return what is asked for: the entry of the call, or that of the partner who answers for
    it.
    """
    lenders = (
        one.lender
        for one in call.who.served
        if call.entry and one.entry == call.entry.id and one.link is NamedBy.PARTNER
    )
    return next((base.entry[name] for name in lenders), call.entry)


def _where(base: KnowledgeBase, answers: Answers) -> str:
    known = answers.get("academie")
    return f" dans {academie(base, known[0])}" if known else ""


def _whom(base: KnowledgeBase, answers: Answers, several: bool) -> str:
    scale = next(iter(answers.get("echelle", ())), Scale.ELEVE)
    whom, needing = ("plusieurs élèves", "leur besoin") if several else WHOM[Scale(scale)]
    told = [
        wording.answer(base, name, answers[name])
        for name in ("niveau", "filiere")
        if answers.get(name) and not base.question[name].sensitive
    ]
    which = f" ({', '.join(told)})" if told else ""
    labels = {str(choice.id): str(choice.label) for choice in base.question[GOAL].choices}
    goals = [labels[name] for name in answers.get(GOAL, ())]
    need = f", {needing}{wording.COLON}{enumerate_french(goals)}" if goals else ""
    return f"{whom}{which}{need}"


def reason_called(call: Call) -> str:
    """Return why this call comes first."""
    if call.entry is None:
        return "rien dans la base ne correspond\u00a0; ce contact peut vous orienter"
    if call.who.way is Way.DIRECT:
        return "premier contact direct des trois premières propositions"
    known = "aucun téléphone, courriel ni formulaire connu pour les trois premières propositions"
    end = "peut vous orienter" if call.who.way is Way.RELAY else "mène au contact"
    return f"{known}\u00a0; ce contact {end}"


def saying(contact: Contact | None) -> str:
    """Return what one does with the sentence: says it, or writes it."""
    spoken = contact is None or contact.phone or look_there(contact)
    return "Dites" if spoken else "Écrivez"


def is_form(contact: Contact) -> bool:
    """Return whether the address of a contact is a form, to be filled."""
    return bool(contact.url) and contact.url_kind is UrlKind.FORMULAIRE


def look_there(contact: Contact | None) -> str:
    """Return what one does with a page before anything can be said; empty for who answers."""
    if contact is None or contact.phone or contact.email or is_form(contact):
        return ""
    return "cherchez-y le contact" if contact.url else ""


def served(base: KnowledgeBase, item: Reachable) -> str:
    """Return for which entries somebody is needed."""
    return enumerate_french([str(base.entry[name].name) for name in item.for_entries])


def lent(base: KnowledgeBase, item: Reachable) -> str:
    """Return whose contact somebody is, for the entries of which the base knows none; empty where
    each names it itself.
    """
    texts = []
    for link, (who, lacking) in LENT.items():
        names = [quoted(base.entry[one.entry].name) for one in item.served if one.link is link]
        if names:
            texts.append(f"{who}, {lacking} {enumerate_french(names)}")
    return wording.SEMICOLON.join(texts)


def lent_in_short(item: Reachable) -> str:
    """Return who somebody is to entries none of which names them; empty elsewhere."""
    links = list(dict.fromkeys(one.link for one in item.served))
    return "" if NamedBy.OWN in links else enumerate_french([LENT[link][0] for link in links], "ou")


def lent_to(item: Reachable, entry: str) -> str:
    """Return who somebody is to an entry that does not name them; empty elsewhere."""
    links = (one.link for one in item.served if one.entry == entry)
    return next((LENT[link][0] for link in links if link in LENT), "")


def only_there(base: KnowledgeBase, item: Reachable) -> str:
    """Return the territory of a contact that may not be the lycée's; empty elsewhere."""
    return f"{territory_name(base, item.territory)} seulement" if item.elsewhere else ""
