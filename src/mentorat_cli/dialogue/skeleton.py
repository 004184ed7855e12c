"""A new local scheme: the questions that describe it, and the commented YAML file that their
answers make.
"""

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from mentorat_cli.base.assembling import SCALARS
from mentorat_cli.base.meanings import meanings
from mentorat_cli.base.records import (
    DEDUCTION,
    TO_COMPLETE,
    Answers,
    Change,
    Choice,
    Entry,
    Form,
    Id,
    Kind,
    KnowledgeBase,
    Level,
    Moment,
    Outcome,
    Prose,
    Question,
    QuestionType,
    Scale,
    Scope,
    Status,
    Tier,
    Url,
)
from mentorat_cli.base.scalars import scalar_reader
from mentorat_cli.dialogue.interview import Turn
from mentorat_cli.typography import fold, french
from mentorat_cli.wording import KINDS, TIERS

TEXTS: Mapping[str, type] = {
    "nom": Prose,
    "porteur": Prose,
    "source": Prose,
    "source-adresse": Url,
    "source-date": Moment,
}
"""Question that takes free text → the type of that text in the base."""
SOURCED = ("source-adresse", "source-date", "source-poids")
"""Questions about a source, asked when one is named."""

WORDS = {"presence": "Étendue", "when": "Critères", "contacts": "Rôles"}
PAGE = "page"
NO_PAGE = f"{TO_COMPLETE} : la page ou le document qui décrit le dispositif"
SCOPES = {
    Scope.FERME: "seulement ici",
    Scope.OUVERT: "vu ici, peut-être ailleurs",
    Scope.NATIONAL: "partout",
}
"""Where a scheme acts, besides the académie that is given."""
OPTIONAL = {
    "when": "{niveau: [terminale-pro], source: page}",
    "aliases": "[un autre nom]",
    "modes": "[presence]",
    "scales": "[eleve]",
    "prefer": "[{boursier: [oui], source: page}]",
    "calendar": "[{text: Les inscriptions ferment en octobre., source: page}]",
    "cost": "{text: Gratuit pour l'élève., source: page}",
    "warnings": "[{text: Le nombre de places est limité., source: page}]",
    "partners": "[un-jeune-un-mentor]",
}
"""Key that a skeleton leaves closed → an example of what it holds."""


def scheme_form(base: KnowledgeBase) -> KnowledgeBase:
    """Return what the dialogue asks: the questions about a new scheme, over the places of
    `base`.
    """
    return KnowledgeBase(
        questions=(*_about(base), *_sourced()),
        regions=base.regions,
        academies=base.academies,
        ambiguous=base.ambiguous,
        postal_codes=base.postal_codes,
    )


def _about(base: KnowledgeBase) -> Iterator[Question]:
    goal, place, level = (base.question[name] for name in ("objectif", "academie", "niveau"))
    kinds = [(kind, KINDS[kind]) for kind in (Kind.DISPOSITIF_ACADEMIQUE, Kind.ASSOCIATION)]
    yield replace(_question("nom", "Nom", "Comment s’appelle le dispositif\u00a0?"), required=True)
    yield _question("kind", "Nature", "Qu’est-ce que c’est\u00a0?", choices=kinds)
    yield replace(place, prompt=Prose("Dans quelle académie\u00a0?"))
    yield _question(
        "presence",
        "Où il existe",
        "Existe-t-il ailleurs\u00a0?",
        "Si vous ne savez pas, ce sera «\u00a0vu ici, peut-être ailleurs\u00a0».",
        tuple(SCOPES.items()),
    )
    yield replace(goal, prompt=Prose("À quoi sert-il\u00a0?"))
    told = Prose("Si vous ne savez pas, ce sera pour toutes.")
    yield replace(level, prompt=Prose("Pour quelles classes\u00a0?"), help=told, many=True)
    yield _question(
        "porteur",
        "Porteur",
        "Qui le porte\u00a0?",
        "Une association, un service, une entreprise\u00a0; jamais une personne.",
    )


def _sourced() -> Iterator[Question]:
    tiers = [(tier, TIERS[tier]) for tier in Tier if tier is not Tier.FICHE]
    which = "Quelle page, ou quel document, le décrit\u00a0?"
    yield _question("source", "Source", which, "Son titre.")
    yield _question(
        "source-adresse",
        "Adresse de la source",
        "Quelle est son adresse\u00a0?",
        "Elle commence par https://",
    )
    yield _question(
        "source-date",
        "Date de la source",
        "Quelle date porte-t-elle\u00a0?",
        "AAAA, AAAA-MM ou AAAA-MM-JJ.",
    )
    yield _question("source-poids", "Poids de la source", "De qui vient-elle\u00a0?", choices=tiers)


def _question(
    name: str,
    label: str,
    prompt: str,
    help_text: str | None = None,
    choices: Sequence[tuple[str, str]] = (),
) -> Question:
    listed = tuple(Choice(Id(value), Prose(text)) for value, text in choices)
    told = Prose(help_text) if help_text else None
    return Question(
        Id(name),
        QuestionType.CHOICE,
        Prose(label),
        Prose(prompt),
        1,
        Change.NEVER,
        help=told,
        choices=listed,
    )


def next_question(asked: KnowledgeBase, answers: Answers, places: int = 0) -> Turn | None:
    """Return the first question of the form that has no answer; those about a source only when one
    is named.
    """
    left = [
        question
        for question in asked.questions
        if question.id not in answers and _matters(str(question.id), answers)
    ]
    return (
        Turn(
            left[0],
            0,
            0,
            usable=False,
            ordered=left[0].id == "objectif",
            reader=reader(str(left[0].id)),
        )
        if left
        else None
    )


def _matters(name: str, answers: Answers) -> bool:
    return name not in SOURCED or bool(answers.get("source"))


def reader(name: str) -> Callable[[str], str] | None:
    """Return what reads the text of a question (ValueError: why it cannot), None for a question
    with choices.
    """
    if name not in TEXTS:
        return None
    read = scalar_reader(TEXTS[name], SCALARS)
    return lambda text: str(read(text.strip()))


def identifier(base: KnowledgeBase, name: str) -> str:
    """Return an id made from a name that no entry of `base` has, and that YAML does not take for no
    value.
    """
    first = "-".join(re.findall("[a-z0-9]+", fold(name))) or "dispositif"
    names = (
        first if number == 1 else f"{first}-{number}" for number in range(1, len(base.entries) + 3)
    )
    return next(one for one in names if one not in base.entry and one != "null")


def skeleton(base: KnowledgeBase, answers: Answers, today: date) -> str:
    """Return the YAML file of one entry, valid as it is over `base`; each key says what it is
    for.
    """
    said = dict(_fields(base, answers, today))
    lines = [
        "# Un dispositif local. Complétez-le, puis contrôlez-le : mentorat check CE-FICHIER",
        "# Ce qu'aucune source ne dit est absent : retirez la ligne. Jamais le nom d'une personne.",
        "entries:",
        f"  # {meanings(Entry)['id'].text}",
        f"  - id: {identifier(base, answers['nom'][0])}",
        *(line for key, value in said.items() for line in _lines(base, key, value)),
        "",
        (
            "    # Voici des exemples d'autres clés ; une ligne s'ouvre en "
            "retirant le signe « # » devant sa clé."
        ),
        *(
            f"    # {line.strip()}"
            for key, value in OPTIONAL.items()
            if key not in said
            for line in (*_meaning(base, key), f"{key}: {value}")
        ),
    ]
    return "\n".join(lines) + "\n"


def _meaning(base: KnowledgeBase, key: str) -> Iterator[str]:
    """Yield what a key means, and what it accepts where that is a list of words."""
    words = {
        "forms": [str(form) for form in Form],
        "scales": [str(scale) for scale in Scale],
        "presence": [f"{scope} ({text})" for scope, text in SCOPES.items()],
        "when": [str(question.id) for question in base.questions if question.id != "objectif"],
        "contacts": [str(role.id) for role in base.roles],
    }
    yield meanings(Entry)[key].text
    yield from (
        textwrap.wrap(
            f"{WORDS.get(key, 'Valeurs')} : {', '.join(words[key])}.", 120, break_on_hyphens=False
        )
        if key in words
        else []
    )


def _lines(base: KnowledgeBase, key: str, value: str) -> Iterator[str]:
    """Yield a key with what it means; a value of several lines stands below it."""
    yield from (f"    # {line}" for line in _meaning(base, key))
    if value.startswith("\n"):
        yield f"    {key}:"
        yield from (f"      {line}" for line in value.strip("\n").split("\n"))
    else:
        yield f"    {key}: {value}"


def _fields(base: KnowledgeBase, answers: Answers, today: date) -> Iterator[tuple[str, str]]:
    """Yield each key that is written with its value, in the order of the file."""
    runner = next(iter(answers.get("porteur", ())), "")
    contacts = _contacts(base)
    kept = f"{'Porté par ' + runner + '. ' if runner else ''}{TO_COMPLETE} : ce "
    goals = (f"{goal}: {3 if rank == 0 else 2}" for rank, goal in enumerate(answers["objectif"]))
    yield "name", double_quoted(answers["nom"][0])
    yield "kind", next(iter(answers.get("kind", ())), Kind.DISPOSITIF_ACADEMIQUE)
    yield "summary", double_quoted(f"{kept}que fait un mentor, pour qui, comment.")
    yield "goals", f"{{{', '.join(goals)}}}"
    yield "forms", "[suivi-individuel]"
    yield "assumed", double_quoted("La forme (suivi individuel) est supposée ; à vérifier.")
    yield "presence", "\n" + "\n".join(_presence(answers))
    if answers.get("niveau"):
        values = ", ".join(answers["niveau"])
        yield "when", f"\nall:\n  - niveau: [{values}]\n    source: {PAGE}"
    yield "to_check", f"\n- text: Reste-t-il des places cette année ?\n  with: {contacts[-1]}"
    yield (
        "steps",
        "\n- text: "
        + double_quoted(f"Prendre contact avec {runner or 'le porteur du dispositif'}."),
    )
    yield "contacts", f"[{', '.join(contacts)}]"
    yield "status", Status.A_CONFIRMER
    yield "status_reason", double_quoted("Entrée nouvelle, à relire avec le porteur.")
    yield "sources", "\n" + "\n".join(_source(answers))
    yield "checked_on", str(today)
    yield "examples", "\n" + "\n".join(_examples(base, answers))


def _scope(answers: Answers) -> str:
    return next(iter(answers.get("presence", ())), Scope.OUVERT)


def _presence(answers: Answers) -> Iterator[str]:
    yield f"scope: {_scope(answers)}"
    yield f"source: {PAGE if answers.get('presence') else DEDUCTION}"
    yield "evidence:"
    yield from (f"  - {{academie: {name}, source: {PAGE}}}" for name in answers["academie"])


def _contacts(base: KnowledgeBase) -> list[str]:
    """Return the roles that always answer, those of the lycée last."""
    fallback = [role for role in base.roles if role.fallback] or base.roles[:1]
    return [
        str(role.id)
        for role in sorted(fallback, key=lambda role: role.level is Level.ETABLISSEMENT)
    ]


def _source(answers: Answers) -> Iterator[str]:
    named = {name: values[0] for name, values in answers.items() if values}
    yield f"- id: {PAGE}"
    yield f"  tier: {named.get('source-poids', Tier.TIERS)}"
    yield f"  title: {double_quoted(named.get('source', NO_PAGE))}"
    if "source" in named and "source-adresse" in named:
        yield f"  url: {double_quoted(named['source-adresse'])}"
    if "source" in named and "source-date" in named:
        yield f"  date: {named['source-date']}"


def _examples(base: KnowledgeBase, answers: Answers) -> Iterator[str]:
    """Yield what the file says: who enters (to be confirmed), who does not, elsewhere, and whose
    level is not known.
    """
    levels = answers.get("niveau", ())
    known = {"objectif": answers["objectif"][0], "academie": answers["academie"][0]}
    met = {**known, "niveau": levels[0]} if levels else known
    closed = _scope(answers) == Scope.FERME
    elsewhere = Outcome.NE_CONVIENT_PAS if closed else Outcome.A_VERIFIER
    yield from _example(met, Outcome.A_VERIFIER)
    if place := _other(base, "academie", answers):
        yield from _example({**met, "academie": place}, elsewhere)
    if levels and (level := _other(base, "niveau", answers)):
        yield from _example({**met, "niveau": level}, Outcome.NE_CONVIENT_PAS)
    if levels:
        yield from _example(known, Outcome.A_VERIFIER)


def _other(base: KnowledgeBase, name: str, answers: Answers) -> str | None:
    choices = (str(choice.id) for choice in base.question[name].choices)
    return next((value for value in choices if value not in answers[name]), None)


def _example(told: Mapping[str, str], verdict: Outcome) -> Iterator[str]:
    yield f"- answers: {{{', '.join(f'{name}: {value}' for name, value in told.items())}}}"
    yield f"  verdict: {verdict}"


def double_quoted(text: str) -> str:
    """Return text on one line as YAML writes it between double quotes."""
    return '"' + french(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
