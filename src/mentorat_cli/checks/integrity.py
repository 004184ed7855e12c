"""What a record needs, beyond its keys, for the program to use it."""

import re
from collections.abc import Iterator

from mentorat_cli.base.records import (
    DEDUCTION,
    Entry,
    KnowledgeBase,
    QuestionType,
    Scope,
    Status,
    Variant,
    leaves,
)
from mentorat_cli.base.scalars import looks_personal
from mentorat_cli.checks.common import Fault
from mentorat_cli.typography import code, enumerate_french


def strengths(base: KnowledgeBase) -> Iterator[Fault]:
    """A goal is served with a strength from 1 to 3."""
    for entry in base.entries:
        for goal, strength in entry.goals.items():
            if not 1 <= strength <= 3:
                yield (
                    ("entries", entry.id, "goals", goal),
                    f"force {code(str(strength))} ; attendu 1, 2 ou 3",
                )


def goals(base: KnowledgeBase) -> Iterator[Fault]:
    """An entry serves a goal."""
    for entry in base.entries:
        if not entry.goals:
            yield ("entries", entry.id, "goals"), "au moins un objectif est attendu"


def fields(base: KnowledgeBase) -> Iterator[Fault]:
    """An entry has forms (or says that they are assumed), contacts and sources."""
    for entry in base.entries:
        for field in ("forms", "contacts", "sources"):
            if not getattr(entry, field) and not (field == "forms" and entry.assumed):
                yield ("entries", entry.id, field), f"{code(field)} ne peut pas être vide"


SIZES = ("lycee", "departement", "academie", "region", "national")
"""Keys of an evidence that say how large the place is."""


def evidence(base: KnowledgeBase) -> Iterator[Fault]:
    """An evidence has one size; a town stands beside its département; what acts there and nowhere
    else says where.
    """
    for entry in base.entries:
        if entry.presence and entry.presence.scope is Scope.FERME and not entry.presence.evidence:
            yield (
                ("entries", entry.id, "presence", "scope"),
                f"{code('ferme')} demande au moins un lieu dans evidence",
            )
        for index, item in enumerate(entry.presence.evidence if entry.presence else ()):
            path = ("entries", entry.id, "presence", "evidence", index)
            sizes = [name for name in SIZES if getattr(item, name)]
            if len(sizes) != 1:
                found = enumerate_french(sizes) or "aucune"
                wanted = enumerate_french(SIZES, "ou")
                yield path, f"une preuve a une seule taille : {wanted} ; trouvé : {found}"
            elif item.town and sizes[0] not in ("lycee", "departement"):
                yield (*path, "town"), f"une ville va avec {code('departement')}"


def periods(base: KnowledgeBase) -> Iterator[Fault]:
    """What opens and closes closes last, as far as both dates say."""
    for collection, items in (("entries", base.entries), ("guides", base.guides)):
        for item in items:
            for index, period in enumerate(item.calendar):
                opens, closes = period.opens or "", period.closes or ""
                if closes and opens[: len(closes)] > closes[: len(opens)]:
                    message = (
                        f"ouvre ({opens}) après avoir fermé ({closes}) ; corrigez l'une des dates"
                    )
                    yield (collection, item.id, "calendar", index, "closes"), message


def variants(base: KnowledgeBase) -> Iterator[Fault]:
    """An entry that is a form of another says which form; an antenne acts in its territory only,
    and is nobody's parent.
    """
    for entry in base.entries:
        path = ("entries", entry.id)
        parent = base.entry.get(entry.variant_of or "")
        if bool(entry.variant_of) != bool(entry.variant):
            missing = "variant" if entry.variant_of else "variant_of"
            yield path, f"variant_of et variant vont ensemble ; il manque {code(missing)}"
        elif parent is not None and (parent is entry or parent.variant is Variant.ANTENNE):
            yield (*path, "variant_of"), "une antenne n'a pas d'antenne ; nommez l'organisme"
        if entry.variant is Variant.ANTENNE and not _is_closed(entry):
            yield (
                (*path, "variant"),
                f"une antenne n'agit que dans son territoire ; son scope est {code(Scope.FERME)}",
            )


def _is_closed(entry: Entry) -> bool:
    if entry.presence is not None:
        return entry.presence.scope is Scope.FERME
    return any(leaf.criterion in SIZES for leaf in leaves(entry.when))


def reasons(base: KnowledgeBase) -> Iterator[Fault]:
    """An entry that is not active says why."""
    for entry in base.entries:
        if entry.status is not Status.ACTIF and not entry.status_reason:
            yield (
                ("entries", entry.id, "status"),
                "un dispositif qui n'est pas actif dit pourquoi (status_reason)",
            )


def source_ids(base: KnowledgeBase) -> Iterator[Fault]:
    """The sources of an entry have ids, each once."""
    for entry in base.entries:
        ids = [item.id for item in entry.sources]
        for index, item in enumerate(entry.sources):
            if not item.id or item.id in ids[:index] or item.id == DEDUCTION:
                yield (
                    ("entries", entry.id, "sources", index),
                    "chaque source a un id, unique dans l'entrée",
                )


def numbers(base: KnowledgeBase) -> Iterator[Fault]:
    """The number that an example gives lies within the bounds of its question."""
    for entry in base.entries:
        for index, example in enumerate(entry.examples):
            for name, value in example.answers.items():
                question = base.question.get(name)
                if question is None or question.type is not QuestionType.NUMBER:
                    continue
                if (
                    not re.fullmatch("[0-9]{1,3}", value)
                    or not question.minimum <= int(value) <= question.maximum
                ):
                    bounds = f"attendu un nombre de {question.minimum} à {question.maximum}"
                    yield (
                        ("entries", entry.id, "examples", index, "answers", name),
                        f"réponse {code(value)} ; {bounds}",
                    )


MOST = 10_000
"""Numbers that may answer a question: each is tried."""


def choices(base: KnowledgeBase) -> Iterator[Fault]:
    """A question can be answered: it has choices, or bounds in order, not too far apart."""
    for question in base.questions:
        if question.type is QuestionType.NUMBER:
            if question.minimum > question.maximum:
                message = f"minimum ({question.minimum}) dépasse maximum ({question.maximum})"
                yield ("questions", question.id, "minimum"), message
            elif question.maximum - question.minimum > MOST:
                message = f"plus de {MOST} nombres ; rapprochez minimum et maximum"
                yield ("questions", question.id, "maximum"), message
        elif not question.choices:
            yield ("questions", question.id), "la question n'a aucun choix"


def implied(base: KnowledgeBase) -> Iterator[Fault]:
    """An answer bounds numbers only."""
    for question in base.questions:
        for index, choice in enumerate(question.choices):
            for name in choice.implies:
                if name in base.question and base.question[name].type is not QuestionType.NUMBER:
                    path = ("questions", question.id, "choices", index, "implies", name)
                    yield (
                        path,
                        (
                            f"le critère {code(name)} n'est pas un nombre ; "
                            "implies ne borne que des nombres"
                        ),
                    )


def channels(base: KnowledgeBase) -> Iterator[Fault]:
    """A contact can be reached."""
    for contact in base.contacts:
        if not (contact.url or contact.phone or contact.email or contact.address):
            yield (
                ("contacts", contact.id),
                "un contact donne au moins une adresse, un téléphone ou un courriel",
            )


def successions(base: KnowledgeBase) -> Iterator[Fault]:
    """Roles that take over from each other end somewhere."""
    for role in base.roles:
        if _returns(base, role.id):
            yield ("roles", role.id, "next"), "les rôles qui prennent le relais tournent en rond"


def _returns(base: KnowledgeBase, start: str) -> bool:
    seen: set[str] = set()
    name: str | None = start
    while name is not None and name in base.role and name not in seen:
        seen.add(name)
        name = base.role[name].next
    return name == start


def mailboxes(base: KnowledgeBase) -> Iterator[Fault]:
    """No mailbox looks like a person's: two words where none is that of a service."""
    for contact in base.contacts:
        if looks_personal(contact.email or ""):
            message = (
                f"l'adresse {code(str(contact.email))} semble être celle d'une "
                "personne ; donnez la boîte d'un service"
            )
            yield ("contacts", contact.id, "email"), message
