"""The whole fiche of an entry."""

from collections.abc import Iterable
from datetime import date

from mentorat_cli import wording
from mentorat_cli.base.records import Answers, Entry, KnowledgeBase, Scope, Source, Statement
from mentorat_cli.engine.calling import resolve_contacts
from mentorat_cli.engine.presence import academies
from mentorat_cli.engine.ranking import is_stale
from mentorat_cli.formats.document import (
    Block,
    Document,
    Inline,
    Span,
    bullets,
    facts,
    paragraph,
    section,
)
from mentorat_cli.pages.common import by_weight, guide_blocks, step_text
from mentorat_cli.pages.contacts import contact_list
from mentorat_cli.pages.rule import entering, ordinarily, preferred, signing
from mentorat_cli.typography import capital, enumerate_french
from mentorat_cli.wording.doubts import seen_at
from mentorat_cli.wording.seasons import dated
from mentorat_cli.wording.territories import territories

ELSEWHERE = {
    Scope.FERME: "{}, et nulle part ailleurs",
    Scope.OUVERT: "{}, et peut-être ailleurs",
    Scope.NATIONAL: "{}",
}


def entry_page(
    base: KnowledgeBase, entry: Entry, answers: Answers, today: date, typed: bool = True
) -> Document:
    """Return the whole fiche of an entry, its rule in French, its contacts for the académie of
    `answers`, and what its calendar is `today`; where nothing is `typed`, its file only if it is
    one that was added to the base.
    """
    file = entry.origin if typed else wording.local_file(entry.origin)
    contacts = contact_list(base, resolve_contacts(base, [entry], answers))
    steps = bullets((step_text(base, step) for step in entry.steps), ordered=True)
    calendar = bullets(dated(item, today) + _weights(entry, item.source) for item in entry.calendar)
    to_check = bullets(
        f"{item.text} (auprès de{wording.COLON}{base.role[item.with_].name})"
        for item in entry.to_check
    )
    return Document(
        entry.name,
        (
            paragraph(entry.summary),
            *facts([*_facts(base, entry), ("Fichier" if typed else "Ajouté par", file)]),
            *section("Qui peut en bénéficier", entering(base, entry)),
            *section("D’ordinaire", ordinarily(base, entry)),
            *section("Publics prioritaires", preferred(base, entry)),
            *section("Comment faire", steps),
            *section("À vérifier avant de s’engager", to_check),
            *section("Calendrier", calendar),
            *section("Limites", _statements(entry, entry.warnings)),
            *section("Chiffres", _statements(entry, entry.figures)),
            *section("Lieux connus", bullets(_places(base, entry))),
            *section("Qui contacter, dans cet ordre", contacts),
            *section("Sources", _sources(base, entry)),
            *section("Pour valider cette fiche", signing(base, entry)),
        ),
    )


def _facts(base: KnowledgeBase, entry: Entry) -> list[tuple[str, str | None]]:
    """Return what an entry is, in a few words each: title → words, None where nothing is said."""
    cost = entry.cost.text if entry.cost else "non renseigné\u00a0; à demander au premier contact"
    return [
        ("Nature", f"{wording.KINDS[entry.kind]}, {wording.STATUSES[entry.status]}"),
        ("Pourquoi ce statut", entry.status_reason),
        ("Aussi appelé", ", ".join(entry.aliases)),
        ("Sert à", wording.goals(base, entry)),
        ("Ce que c’est", wording.nature(entry)),
        ("Supposé, à vérifier", entry.assumed),
        ("S’adresse à", enumerate_french([wording.SCALES[item] for item in entry.scales], "ou")),
        ("Où", _where(base, entry)),
        ("Coût", cost),
        ("La fiche nationale parle de", entry.convention_mention),
        ("Avec", enumerate_french([str(base.entry[item].name) for item in entry.partners])),
    ]


def _where(base: KnowledgeBase, entry: Entry) -> str:
    """Return where an entry acts, what its source says of it, and whether it may act elsewhere."""
    found = enumerate_french(territories(base, academies(base, entry)))
    if entry.presence is None:
        return capital(found)
    words = [ELSEWHERE[entry.presence.scope].format(found or "aucun lieu connu de la base")]
    words += [str(entry.presence.text)] if entry.presence.text else []
    return capital(wording.SEMICOLON.join(words))


def _statements(entry: Entry, statements: Iterable[Statement]) -> list[Block]:
    return bullets(
        f"{_dated(item)}{item.text}{_weights(entry, item.source)}" for item in statements
    )


def _dated(item: Statement) -> str:
    if item.school_year:
        return f"Année scolaire {item.school_year}{wording.COLON}"
    return f"{capital(wording.day(item.year))}{wording.COLON}" if item.year else ""


def _weights(entry: Entry, ids: Iterable[str]) -> str:
    tiers = [
        wording.TIERS[item.tier] + (f", {wording.day(item.date)}" if item.date else "")
        for item in entry.sources
        if item.id in ids
    ]
    return f" ({wording.SEMICOLON.join(dict.fromkeys(tiers))})" if tiers else ""


def _places(base: KnowledgeBase, entry: Entry) -> list[str]:
    known = entry.presence.evidence if entry.presence else ()
    texts = [capital(seen_at(base, item)) for item in known]
    for place in entry.places:
        town = f", {place.town}" if place.town else ""
        note = f"{wording.COLON}{place.note}" if place.note else ""
        when = f" — vu en {wording.day(place.date)}" if place.date else ""
        texts.append(f"{place.name}{town} ({base.academie[place.academie].name}){note}{when}")
    return texts


def _sources(base: KnowledgeBase, entry: Entry) -> list[Block]:
    stale = (
        " Aucune source récente" + wording.COLON + "confirmez avant de vous engager."
        if is_stale(base, entry)
        else ""
    )
    return [
        *bullets(_source_line(item) for item in by_weight(entry.sources)),
        paragraph(f"{wording.freshness(entry)}{stale}"),
    ]


def _source_line(item: Source) -> Inline:
    text = Span(wording.source(item))
    return (text, Span(" "), Span(item.url, url=item.url)) if item.url else (text,)


def guides_page(base: KnowledgeBase, today: date) -> Document:
    """Return how to set an action up and how to protect pupils: `mentorat show demarche`."""
    blocks: list[Block] = [
        paragraph(
            "Ce qui ne dépend pas d’un dispositif. Ce qui n’a pas de "
            "source est un conseil, et le dit."
        )
    ]
    for guide in base.guides:
        blocks += guide_blocks(base, guide, today)
    return Document("Monter une action de mentorat, et protéger les élèves", tuple(blocks))
