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

WORDS = {"when": "Critères", "contacts": "Rôles"}
PAGE = "page"
TO_COMPLETE = "À compléter : la page ou le document qui décrit le dispositif"
OPTIONAL = {
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


def form(base: KnowledgeBase) -> KnowledgeBase:
    """Return what the dialogue asks: the questions about a new scheme, over the places of
    `base`.
    """
    goal, place, level = (base.question[name] for name in ("objectif", "academie", "niveau"))
    kinds = [(kind, KINDS[kind]) for kind in (Kind.DISPOSITIF_ACADEMIQUE, Kind.ASSOCIATION)]
    tiers = [(tier, TIERS[tier]) for tier in Tier if tier is not Tier.FICHE]
    questions = (
        replace(_question("nom", "Nom", "Comment s’appelle le dispositif\u00a0?"), required=True),
        _question("kind", "Nature", "Qu’est-ce que c’est\u00a0?", choices=kinds),
        replace(place, prompt=Prose("Dans quelle académie\u00a0?")),
        replace(goal, prompt=Prose("À quoi sert-il\u00a0?")),
        replace(
            level,
            prompt=Prose("Pour quelles classes\u00a0?"),
            help=Prose("Si vous ne savez pas, ce sera pour toutes."),
            many=True,
        ),
        _question(
            "porteur",
            "Porteur",
            "Qui le porte\u00a0?",
            "Une association, un service, une entreprise\u00a0; jamais une personne.",
        ),
        _question(
            "source", "Source", "Quelle page, ou quel document, le décrit\u00a0?", "Son titre."
        ),
        _question(
            "source-adresse",
            "Adresse de la source",
            "Quelle est son adresse\u00a0?",
            "Elle commence par https://",
        ),
        _question(
            "source-date",
            "Date de la source",
            "Quelle date porte-t-elle\u00a0?",
            "AAAA, AAAA-MM ou AAAA-MM-JJ.",
        ),
        _question("source-poids", "Poids de la source", "De qui vient-elle\u00a0?", choices=tiers),
    )
    return KnowledgeBase(
        questions=questions,
        regions=base.regions,
        academies=base.academies,
        ambiguous=base.ambiguous,
        postal_codes=base.postal_codes,
    )


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
    lines = [
        "# Un dispositif local. Complétez-le, puis contrôlez-le : mentorat check CE-FICHIER",
        "# Ce qu'aucune source ne dit est absent : retirez la ligne. Jamais le nom d'une personne.",
        "entries:",
        f"  # {meanings(Entry)['id'].text}",
        f"  - id: {identifier(base, answers['nom'][0])}",
        *(
            line
            for key, value in _fields(base, answers, today)
            for line in _lines(base, key, value)
        ),
        "",
        (
            "    # Voici des exemples d'autres clés ; une ligne s'ouvre en "
            "retirant le signe « # » devant sa clé."
        ),
        *(
            f"    # {line.strip()}"
            for key, value in OPTIONAL.items()
            for line in (*_meaning(base, key), f"{key}: {value}")
        ),
    ]
    return "\n".join(lines) + "\n"


def _meaning(base: KnowledgeBase, key: str) -> Iterator[str]:
    """Yield what a key means, and what it accepts where that is a list of words."""
    words = {
        "forms": [str(form) for form in Form],
        "scales": [str(scale) for scale in Scale],
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
    kind = next(iter(answers.get("kind", ())), Kind.DISPOSITIF_ACADEMIQUE)
    runner = next(iter(answers.get("porteur", ())), "")
    contacts = _contacts(base)
    yield "name", quoted(answers["nom"][0])
    yield "kind", kind
    yield (
        "summary",
        quoted(
            f"{'Porté par ' + runner + '. ' if runner else ''}À compléter : ce "
            "que fait un mentor, pour qui, comment."
        ),
    )
    goals = (f"{goal}: {3 if rank == 0 else 2}" for rank, goal in enumerate(answers["objectif"]))
    yield "goals", f"{{{', '.join(goals)}}}"
    yield "forms", "[suivi-individuel]"
    yield "assumed", quoted("La forme (suivi individuel) est supposée ; à vérifier.")
    yield (
        "when",
        "\nall:\n"
        + "\n".join(
            f"  - {name}: [{', '.join(values)}]\n    source: {PAGE}"
            for name, values in _rule(answers).items()
        ),
    )
    yield "to_check", f"\n- text: Reste-t-il des places cette année ?\n  with: {contacts[-1]}"
    yield (
        "steps",
        "\n- text: " + quoted(f"Prendre contact avec {runner or 'le porteur du dispositif'}."),
    )
    yield "contacts", f"[{', '.join(contacts)}]"
    yield "status", Status.A_CONFIRMER
    yield "status_reason", quoted("Entrée nouvelle, à relire avec le porteur.")
    yield "sources", "\n" + "\n".join(_source(answers))
    yield "checked_on", str(today)
    yield (
        "examples",
        "\n"
        + "\n".join(
            f"- answers: {{{_flow(told)}}}\n  verdict: {verdict}"
            for told, verdict in _examples(base, answers)
        ),
    )


def _rule(answers: Answers) -> dict[str, tuple[str, ...]]:
    return {name: answers[name] for name in ("academie", "niveau") if answers.get(name)}


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
    yield f"  title: {quoted(named.get('source', TO_COMPLETE))}"
    if "source" in named and "source-adresse" in named:
        yield f"  url: {quoted(named['source-adresse'])}"
    if "source" in named and "source-date" in named:
        yield f"  date: {named['source-date']}"


def _examples(base: KnowledgeBase, answers: Answers) -> Iterator[tuple[dict[str, str], Outcome]]:
    """Yield what the rule says: who enters (to be confirmed), who does not, and whose level is not
    known.
    """
    met = {
        "objectif": answers["objectif"][0],
        **{name: values[0] for name, values in _rule(answers).items()},
    }
    yield met, Outcome.A_VERIFIER
    for name, values in _rule(answers).items():
        other = next(
            (str(choice.id) for choice in base.question[name].choices if choice.id not in values),
            None,
        )
        if other:
            yield {**met, name: other}, Outcome.NE_CONVIENT_PAS
    if "niveau" in met:
        yield {name: value for name, value in met.items() if name != "niveau"}, Outcome.A_VERIFIER


def _flow(told: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in told.items())


def quoted(text: str) -> str:
    """Return text on one line as YAML writes it between double quotes."""
    return '"' + french(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
