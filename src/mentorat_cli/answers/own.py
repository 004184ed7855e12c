"""The sheet of the lycée: facts that hold for all its pupils, never one of a pupil. How it is
asked, read and written, and what later answers take from it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from mentorat_cli.answers.lycees import lycee_label
from mentorat_cli.answers.places import ACADEMIE, DEPARTEMENT, LYCEE
from mentorat_cli.answers.refusals import Refusal
from mentorat_cli.answers.typed import misplaced, parse_answer, usable
from mentorat_cli.base.records import (
    Answers,
    Change,
    Choice,
    ChoicesFrom,
    Contact,
    Id,
    KnowledgeBase,
    Level,
    Moment,
    OwnContact,
    OwnLycee,
    Prose,
    Question,
    QuestionType,
    Role,
    Source,
    Status,
    Tier,
    UrlKind,
)
from mentorat_cli.base.scalars import EMAIL, looks_personal
from mentorat_cli.errors import DataError, Location, Problem
from mentorat_cli.typography import HIDDEN, code, french

NAME, INTERNAT, SERVICES, RARE = "nom", "internat", "services", "autres-services"
"""Questions of the sheet that are no criterion: the name of a lycée that no list has, whether
pupils can board there, which of its usual services can be reached, then which of the others.
"""
FILIERE, PTECH, PRIORITY, BOARDER = (
    "filiere",
    "classe-p-tech",
    "education-prioritaire",
    "interne",
)
NO_PERSON = "professeur-principal"
"""The role of who reads the answers: nobody calls herself."""
_PHONE = r"\+?[0-9][0-9 .\u00a0]{4,}[0-9]"
_URL = rf"https?://[^\s,;{HIDDEN}]+"


def sheet_form(base: KnowledgeBase) -> KnowledgeBase:
    """Return what is asked of a lycée: questions of `base` in its own words, over the places of
    `base`; then, by role, how its services are reached.
    """
    known = base.question
    questions = [
        replace(known[ACADEMIE], prompt=Prose("Quel est votre lycée\u00a0?")),
        *([replace(known[LYCEE], asked=False)] if LYCEE in known else []),
        *([replace(known[DEPARTEMENT], asked=False)] if DEPARTEMENT in known else []),
        _question(NAME, "Nom du lycée", "Comment s’appelle-t-il\u00a0?"),
        *_worded(known, FILIERE, "Quelles filières prépare-t-il\u00a0?", many=True),
        *_worded(known, "lycee-encorde"),
        *_worded(known, PTECH, "A-t-il une classe P-TECH\u00a0?"),
        _yes_no(INTERNAT, "Internat", "A-t-il un internat, à lui ou partagé\u00a0?"),
        *_worded(known, PRIORITY, "Relève-t-il de l’éducation prioritaire\u00a0?"),
        *(_partners(item) for item in base.questions if item.choices_from is ChoicesFrom.FAMILIES),
    ]
    usual, rare = _by_use(base)
    for name, label, asked, listed in (
        (SERVICES, "Services", "Quels services du lycée", usual),
        (RARE, "Autres services", "Et quels autres", rare),
    ):
        if listed:
            choices = [Choice(item.id, item.name) for item in listed]
            more = (
                [Choice(Id(RARE), Prose("d’autres services"))] if listed is usual and rare else []
            )
            prompt = f"{asked} ont un numéro, une boîte ou un formulaire\u00a0?"
            question = replace(_question(name, label, prompt), many=True)
            questions.append(replace(question, choices=(*choices, *more)))
    questions += [
        _question(
            contact_question(item.id),
            item.name,
            f"{item.name}\u00a0: quel numéro, quelle boîte ou quel formulaire\u00a0?",
            "Ceux du service, jamais d’une personne\u00a0; séparés par une virgule.",
        )
        for item in (*usual, *rare)
    ]
    return replace(base, questions=tuple(questions), entries=(), contacts=(), index=None)


def _worded(
    known: Mapping[str, Question], name: str, prompt: str | None = None, many: bool = False
) -> list[Question]:
    """Return a question of the base as it is asked of a lycée; nothing when the base has none."""
    if name not in known:
        return []
    item = replace(known[name], many=many, required=False)
    return [replace(item, prompt=Prose(prompt), help=None) if prompt else item]


def _partners(question: Question) -> Question:
    """Return the question on partners with its « yes » only: the others are « not yet »."""
    kept = tuple(item for item in question.choices if item.family in (None, item.id))
    return replace(question, choices=kept)


def _question(name: str, label: str, prompt: str, more: str | None = None) -> Question:
    told = Prose(more) if more else None
    kind = QuestionType.CHOICE
    return Question(Id(name), kind, Prose(label), Prose(prompt), 1, Change.NEVER, help=told)


def _yes_no(name: str, label: str, prompt: str) -> Question:
    choices = tuple(Choice(Id(value), Prose(value)) for value in ("oui", "non"))
    return replace(_question(name, label, prompt), type=QuestionType.YES_NO, choices=choices)


def contact_question(role: str) -> str:
    """Return the question on how the service of a role is reached."""
    return f"contact-{role}"


def services(base: KnowledgeBase) -> Iterable[Role]:
    """Return the roles that a lycée has, or its neighbourhood, but for who reads the answers."""
    near = (Level.ETABLISSEMENT, Level.BASSIN)
    return (item for item in base.roles if item.level in near and item.id != NO_PERSON)


def _by_use(base: KnowledgeBase) -> tuple[list[Role], list[Role]]:
    """Return the usual services, then the others; all are usual in a base that does not say."""
    known = list(services(base))
    usual = [item for item in known if item.usual] or known
    return usual, [item for item in known if item not in usual]


# What is written


def sheet(base: KnowledgeBase, answers: Answers, today: date) -> OwnLycee:
    """Return the sheet that the answers to the form make. Raises ValueError when one of its
    contacts cannot be read.
    """
    roles = {contact_question(item.id): str(item.id) for item in services(base)}
    contacts = {
        roles[name]: read_contact(values[0])
        for name, values in answers.items()
        if name in roles and values
    }
    kept = {
        name: answers[name]
        for name in sheet_form(base).question
        if name in answers and name not in (*roles, SERVICES, RARE)
    }
    return OwnLycee(kept, contacts, today, str(base.checked_on or today))


def answered(base: KnowledgeBase, own: OwnLycee) -> dict[str, tuple[str, ...]]:
    """Return the answers to the form that a sheet holds."""
    told = {
        contact_question(name): (channels_typed(contact),) for name, contact in own.contacts.items()
    }
    rare = tuple(str(item.id) for item in _by_use(base)[1] if item.id in own.contacts)
    usual = (*(name for name in own.contacts if name not in rare), *([RARE] if rare else []))
    reached = {name: values for name, values in ((SERVICES, usual), (RARE, rare)) if values}
    found = {**own.answers, **reached, **told}
    return {name: found[name] for name in sheet_form(base).question if name in found}


def read_contact(text: str) -> OwnContact:
    """Return the ways to reach a service that a text holds. Raises ValueError: what is wrong."""
    left = text
    found: dict[str, Any] = {}
    for name, pattern in (("url", _URL), ("email", EMAIL), ("phone", _PHONE)):
        match = re.search(pattern, left)
        if match:
            found[name] = match[0]
            left = left.replace(match[0], " ", 1)
    if not found or re.sub(r"[\s,;]|\bet\b", "", left):
        raise ValueError(
            f"{code(text)} ne se lit pas\u00a0; attendu\u00a0: un numéro, une boîte ou une adresse "
            "https://, séparés par une virgule"
        )
    return reachable(OwnContact(**found))


def reachable(contact: OwnContact) -> OwnContact:
    """Return a contact, its telephone as it is dialled. Raises ValueError when it is a person's, or
    when it holds nothing that can be reached.
    """
    if contact.email and looks_personal(contact.email):
        raise ValueError(
            f"l’adresse {code(contact.email)} semble être celle d’une personne\u00a0; donnez la "
            "boîte du service"
        )
    if contact.email and not re.fullmatch(EMAIL, contact.email):
        raise ValueError(f"{code(contact.email)} n’est pas une adresse électronique")
    if contact.phone and not re.fullmatch(_PHONE, contact.phone):
        raise ValueError(f"{code(contact.phone)} n’est pas un numéro de téléphone")
    if contact.url and not re.fullmatch(_URL, contact.url):
        raise ValueError(f"{code(contact.url)} n’est pas une adresse https://")
    if not (contact.phone or contact.email or contact.url):
        raise ValueError("donnez un numéro, une boîte ou une adresse https://")
    digits = re.sub(r"[ .\u00a0]", "", contact.phone or "")
    if re.fullmatch(r"0[0-9]{9}", digits):
        digits = " ".join(digits[place : place + 2] for place in range(0, 10, 2))
        return replace(contact, phone=digits)
    return contact


def channels_typed(contact: OwnContact) -> str:
    """Return the ways to reach a service as they are typed."""
    return ", ".join(filter(None, (contact.phone, contact.email, contact.url)))


def write_own(own: OwnLycee) -> str:
    """Return a sheet as a YAML file."""
    lines = [
        "# La fiche de votre lycée : des faits sur l'établissement, jamais sur un élève.",
        "# Pour la changer : mentorat lycee. Un collègue la reprend : mentorat lycee --profil "
        "CE-FICHIER",
        f"base: {own.base}",
        f"updated_on: {own.updated_on}",
        "answers:" if own.answers else "answers: {}",
        *(f"  {name}: [{', '.join(map(_quoted, values))}]" for name, values in own.answers.items()),
        *(["contacts:"] if own.contacts else []),
    ]
    for name, contact in own.contacts.items():
        lines.append(f"  {name}:")
        for key in ("phone", "email", "url"):
            value = getattr(contact, key)
            lines += [f"    {key}: {_quoted(value)}"] if value else []
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def read_own(base: KnowledgeBase, text: str, name: str) -> tuple[OwnLycee, list[Refusal]]:
    """Return the sheet of a file, and why each answer that is skipped cannot be used. Raises
    DataError if it is no such file, or if a contact in it is wrong.
    """
    from mentorat_cli.base.assembling import SCALARS
    from mentorat_cli.base.reader import Invalid, Reader

    reader = Reader(name, SCALARS)
    own = reader.read(text, OwnLycee)
    if isinstance(own, Invalid) or reader.problems:
        raise DataError(reader.problems)
    try:
        return understood(base, own)
    except WrongContact as error:
        at = reader.positions.get(("contacts", error.role), Location(name, 1, 1))
        problem = Problem(at, french(str(error)), "contact-mal-ecrit")
        raise DataError([problem]) from None


class WrongContact(ValueError):
    """What is wrong with the contact of a role."""

    def __init__(self, role: str, message: str) -> None:
        self.role = role
        super().__init__(message)


def understood(base: KnowledgeBase, own: OwnLycee) -> tuple[OwnLycee, list[Refusal]]:
    """Return a sheet as the base understands it, and why each answer that is skipped cannot be
    used. Raises WrongContact.
    """
    answers, skipped = usable(sheet_form(base), own.answers, _parsed)
    roles = {str(item.id) for item in services(base)}
    contacts = {}
    for role, contact in own.contacts.items():
        if role not in roles:
            skipped.append(Refusal(why="criterion", given=(role,)))
            continue
        try:
            contacts[role] = reachable(contact)
        except ValueError as error:
            raise WrongContact(role, str(error)) from None
    return replace(own, answers=answers, contacts=contacts), skipped


_LINE = r"((?:  ){0,2})([a-z][a-z0-9_-]*):(?: (.*))?"
_QUOTED = r"'((?:[^']|'')*)'"


def reread(text: str) -> OwnLycee | None:
    """Return the sheet that `write_own` wrote, read where there is no YAML; None for a text of
    another form.
    """
    tops: dict[str, str] = {}
    answers: dict[str, tuple[str, ...]] = {}
    contacts: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        found = re.fullmatch(_LINE, line.rstrip())
        if line.strip() and line[0] != "#" and not found:
            return None
        if not found:
            continue
        values = tuple(one.replace("''", "'") for one in re.findall(_QUOTED, found[3] or ""))
        depth, block, key = len(found[1]) // 2, next(reversed(tops), ""), found[2]
        if depth == 0:
            tops[key] = found[3] or ""
        elif depth == 1 and block == "answers":
            answers[key] = values
        elif depth == 1 and block == "contacts":
            contacts[key] = {}
        elif depth == 2 and contacts:
            contacts[next(reversed(contacts))][key] = "".join(values)
        else:
            return None
    try:
        ways = {role: OwnContact(**known) for role, known in contacts.items()}  # type: ignore[arg-type]
        return OwnLycee(answers, ways, date.fromisoformat(tops["updated_on"]), tops.get("base"))
    except (TypeError, ValueError, KeyError):
        return None


def _parsed(asked: KnowledgeBase, question: Question, values: Sequence[str]) -> tuple[str, ...]:
    if not values or (not question.choices and question.type is QuestionType.CHOICE):
        return tuple(values)
    return parse_answer(asked, question, values)


# What later answers take from it


def shared_answers(base: KnowledgeBase, own: OwnLycee) -> dict[str, tuple[str, ...]]:
    """Return what a sheet answers for every pupil of its lycée. No class P-TECH there, or no
    boarding, holds for all of them; that there is one says nothing of a pupil.
    """
    told = own.answers
    found = {
        name: told[name]
        for name in (ACADEMIE, DEPARTEMENT, LYCEE, "lycee-encorde")
        if told.get(name)
    }
    no, yes = ("non",), ("oui",)
    settled = {
        PTECH: no if told.get(PTECH) == no else (),
        BOARDER: no if told.get(INTERNAT) == no else (),
        PRIORITY: yes if told.get(PRIORITY) == yes else (),
        FILIERE: told[FILIERE] if len(told.get(FILIERE, ())) == 1 else (),
    }
    found |= {name: values for name, values in settled.items() if values}
    for question in base.questions:
        if question.choices_from is ChoicesFrom.FAMILIES and told.get(question.id):
            closing = [str(item.id) for item in question.choices if item.family is None]
            found[question.id] = tuple(dict.fromkeys((*told[question.id], *closing[:1])))
    return {name: found[name] for name in base.question if name in found}


def concerns(base: KnowledgeBase, own: OwnLycee, answers: Answers) -> bool:
    """Return whether a sheet is that of the lycée of these answers: nothing in them says that it is
    elsewhere.
    """
    places = (ACADEMIE, DEPARTEMENT, LYCEE)
    known = shared_answers(base, own)
    if any(
        answers.get(name) and known.get(name) and answers[name] != known[name] for name in places
    ):
        return False
    both = {**known, **{name: values for name, values in answers.items() if name in places}}
    return misplaced(base, both) is None


def with_own(base: KnowledgeBase, own: OwnLycee) -> KnowledgeBase:
    """Return the base with how the services of the lycée are reached."""
    return replace(base, contacts=(*base.contacts, *_contacts(base, own)))


def _contacts(base: KnowledgeBase, own: OwnLycee) -> Iterable[Contact]:
    day = own.updated_on or date.min
    title = Prose(f"Fiche du lycée\u00a0: {titled(base, own)}")
    source = Source(Tier.TIERS, title, date=Moment(str(day)) if own.updated_on else None)
    for name, ways in own.contacts.items():
        yield Contact(
            Id(f"mon-lycee-{name}"),
            Id(name),
            base.role[name].name,
            Level.ETABLISSEMENT,
            Status.ACTIF,
            source,
            day,
            url=ways.url,
            url_kind=UrlKind.PAGE if ways.url else None,
            phone=ways.phone,
            email=ways.email,
        )


def titled(base: KnowledgeBase, own: OwnLycee) -> str:
    """Return how the lycée of a sheet is called."""
    values = own.answers.get(LYCEE)
    if values:
        return lycee_label(base, values[0])
    academies = (base.academie[one].name for one in own.answers.get(ACADEMIE, ()))
    return next(iter((*own.answers.get(NAME, ()), *academies)), "sans nom")


def trades(own: OwnLycee) -> frozenset[str]:
    """Return the filières among which those of the pupils are; empty when the sheet does not
    say.
    """
    return frozenset(own.answers.get(FILIERE, ()))
