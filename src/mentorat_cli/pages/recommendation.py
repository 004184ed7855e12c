"""The pages that people read: a recommendation, an entry, a list. Each is a `Document`, rendered elsewhere."""

from collections.abc import Iterable, Sequence

from mentorat_cli import wording
from mentorat_cli.answers import equivalent_command
from mentorat_cli.directory import Reachable, fallback_contacts, resolve_contacts
from mentorat_cli.document import Block, Card, Command, Document, Heading, Inline, Span, Style, bullets, facts, paragraph, section, span
from mentorat_cli.matching import Match, academies, base_date, is_stale, what_if
from mentorat_cli.models import AllOf, Answers, Condition, Entry, Kind, KnowledgeBase, Outcome, Source, Statement, Status, Step
from mentorat_cli.recommending import Recommendation
from mentorat_cli.relevance import SHOWN
from mentorat_cli.rules import Judged, Verdict, judge, leaves
from mentorat_cli.situation import possible_answers
from mentorat_cli.typography import NBSP, capital, enumerate_french, plural

BADGES = {Outcome.CONVIENT: Style.GOOD, Outcome.A_VERIFIER: Style.CAUTION, Outcome.NE_CONVIENT_PAS: Style.BAD}
REJECTED_SHOWN = 8
CHECKS_SHOWN = 2


# A recommendation ------------------------------------------------------------------------------------------------


def recommendation_page(base: KnowledgeBase, result: Recommendation, limit: int = SHOWN, with_sensitive: bool = False) -> Document:
    """Return the page that answers a situation: what fits, whom to contact, what does not fit, how sure it is."""
    shown = result.recommended[:limit]
    entries = [match.entry for match in shown]
    reachable = resolve_contacts(base, entries, result.answers) or fallback_contacts(base, result.answers)
    return Document(
        "Recommandation de mentorat",
        (
            *_situation(base, result.answers, with_sensitive),
            *section("Ce que nous vous conseillons", _recommended(base, result, shown)),
            *section("Qui contacter, dans cet ordre", contact_list(base, reachable)),
            *section("Non retenus", _rejected(base, result)),
            *section("Pour aller plus loin", _further(base, result)),
            *section("Fraîcheur et limites", _limits(base)),
        ),
    )


def _situation(base: KnowledgeBase, answers: Answers, with_sensitive: bool) -> list[Block]:
    return facts([(name, value) for name, value in wording.profile(base, answers, with_sensitive)])


def _recommended(base: KnowledgeBase, result: Recommendation, shown: Sequence[Match]) -> list[Block]:
    if not shown:
        text = "Rien dans la base ne correspond à ces réponses. Les contacts ci-dessous peuvent vous orienter."
        return [paragraph(text)]
    cards: list[Block] = [_card(base, number, match, result.answers) for number, match in enumerate(shown, 1)]
    left = len(result.recommended) - len(shown)
    if left:
        cards.append(
            paragraph(f"Et {plural(left, 'autre')} dans la base{wording.COLON}ajoutez --limit {len(result.recommended)} pour les voir.")
        )
    return cards


def _card(base: KnowledgeBase, number: int, match: Match, answers: Answers) -> Card:
    entry = match.entry
    rows: list[tuple[str, str | Inline | None]] = [
        ("Pourquoi", _why(base, match, answers)),
        ("À vérifier", _unsure(base, match)),
        ("À demander", _asked(base, entry)),
        ("Ce que c’est", wording.nature(entry)),
        ("Supposé", str(entry.assumed) if entry.assumed else None),
        ("Premier pas", str(entry.steps[0].text) if entry.steps else None),
        ("Coût", str(entry.cost.text) if entry.cost else None),
        ("Sources", wording.freshness(entry)),
        ("Pour tout savoir", (Span(f"mentorat show {entry.id}", Style.CODE),)),
    ]
    heading = Heading(3, f"{number}. {entry.name}", Span(wording.OUTCOMES[match.outcome], BADGES[match.outcome]))
    return Card(heading, (paragraph(entry.summary), *facts(rows)))


def _why(base: KnowledgeBase, match: Match, answers: Answers) -> str:
    met = [item for item in match.reasons if item.verdict is not Verdict.UNKNOWN and (item.verdict is Verdict.YES) is item.wanted]
    told = [item for item in met if item.leaf.criterion in answers or item.leaf.interval is not None]
    texts = [wording.reason(base, item, answers) for item in told]
    known = [leaf.criterion for leaf in match.preferred if leaf.criterion in answers]
    texts += [f"public prioritaire ({wording.answer(base, name, answers[name])})" for name in known]
    return wording.SEMICOLON.join(dict.fromkeys(texts))


def _unsure(base: KnowledgeBase, match: Match) -> str:
    """Return what the rule still needs to know, and what is to be confirmed."""
    texts = [wording.clause(base, part, unresolved=True) for part in _open_parts(match.judged)] if match.missing else []
    if match.entry.status is not Status.ACTIF:
        texts.append(f"le dispositif est à confirmer{wording.COLON}{_lower(str(match.entry.status_reason))}")
    return wording.SEMICOLON.join(dict.fromkeys(text.rstrip(".") for text in texts))


def _open_parts(judged: Judged) -> list[Judged]:
    """Return the parts of a rule that are still open, one for each condition that must hold."""
    if not isinstance(judged.condition, AllOf):
        return [judged] if judged.verdict is Verdict.UNKNOWN else []
    return [item for part in judged.parts for item in _open_parts(part)]


def _asked(base: KnowledgeBase, entry: Entry) -> str:
    told = [f"{item.text.rstrip('.')} ({base.role[item.with_].name})" for item in entry.to_check[:CHECKS_SHOWN]]
    left = len(entry.to_check) - len(told)
    more = [f"et {plural(left, 'autre point', 'autres points')} dans la fiche"] if left else []
    return wording.SEMICOLON.join([*told, *more])


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _rejected(base: KnowledgeBase, result: Recommendation) -> list[Block]:
    relevant = [match for match in result.rejected if not _blocked_by_goal_or_place(match)]
    lines = []
    for match in relevant[:REJECTED_SHOWN]:
        blocked = wording.SEMICOLON.join(text.rstrip(".") for _, text in wording.obstacles(base, match, result.answers))
        changes = [wording.what_if(base, item) for item in what_if(base, match.entry, result.answers)][:2]
        hint = f" Ce qui changerait{wording.COLON}{enumerate_french(changes, 'ou')}." if changes else ""
        lines.append((Span(match.entry.name, Style.STRONG), Span(f"{wording.COLON}{blocked}.{hint}")))
    others = len(result.rejected) - len(lines)
    blocks = bullets(lines)
    if others:
        verb = "servent" if others > 1 else "sert"
        text = f"{plural(others, 'autre entrée', 'autres entrées')} de la base ne {verb} pas cet objectif ou cette académie."
        blocks.append(paragraph(text, Style.QUIET))
    return blocks


def _blocked_by_goal_or_place(match: Match) -> bool:
    return any(item.leaf.criterion in ("objectif", "academie") for item in match.blocking)


def _further(base: KnowledgeBase, result: Recommendation) -> list[Block]:
    blocks: list[Block] = []
    if result.settled:
        blocks.append(paragraph("Aucune autre réponse ne changerait cette liste."))
    else:
        names = [_lower(str(base.question[name].label)) for name in result.open_questions]
        blocks.append(paragraph(f"D’autres réponses peuvent encore préciser cette liste{wording.COLON}{enumerate_french(names)}."))
    blocks.append(paragraph("Pour retrouver ce résultat" + NBSP + ":"))
    blocks.append(Command(equivalent_command(base, result.answers)))
    return blocks


def _limits(base: KnowledgeBase) -> list[Block]:
    day = base_date(base)
    read = f"Base relue le {wording.day(day)} ({plural(len(base.entries), 'entrée')})." if day else ""
    return [
        paragraph(
            f"{read} Une information absente n’est pas connue{wording.COLON}elle se demande aux contacts ci-dessus. "
            "Un mentor ne promet ni place ni emploi.".strip()
        ),
    ]


# Contacts --------------------------------------------------------------------------------------------------------


def contact_list(base: KnowledgeBase, reachable: Iterable[Reachable]) -> list[Block]:
    """Return whom to turn to, one card each, in order."""
    everyone = list(reachable)
    ways = [item for item in everyone if item.via is None]
    return [_contact_card(base, number, item, _asked_through(item, everyone)) for number, item in enumerate(ways, 1)]


def _asked_through(way: Reachable, everyone: Sequence[Reachable]) -> list[Reachable]:
    """Return those who have no published address and are asked for through `way`."""
    return [item for item in everyone if item.via is not None and item.via.id == way.id]


def _contact_card(base: KnowledgeBase, number: int, item: Reachable, through: Sequence[Reachable]) -> Card:
    rows: list[tuple[str, str | Inline | None]] = []
    contact = item.contact
    if contact:
        rows = [
            (capital(contact.url_kind or "page"), span(contact.url, url=contact.url) if contact.url else None),
            ("Téléphone", contact.phone),
            ("Courriel", span(contact.email, url=f"mailto:{contact.email}") if contact.email else None),
            ("Adresse", contact.address),
            ("Note", contact.note),
            ("Source", wording.source(contact.source) + (" — à confirmer" if contact.status is not Status.ACTIF else "")),
        ]
    else:
        rows = [("Où", wording.how_to_reach(base, item)), ("Rôle", item.role.summary)]
    asked = enumerate_french([str(one.role.ask) for one in through])
    unpublished = "adresses non publiées" if len(through) > 1 else "adresse non publiée"
    rows.append(("À demander", f"{asked} ({unpublished})" if asked else None))
    rows.append(("Pour", wording.served(base, item)))
    return Card(Heading(3, f"{number}. {item.name}"), tuple(facts(rows)))


# One entry -------------------------------------------------------------------------------------------------------


def entry_page(base: KnowledgeBase, entry: Entry, answers: Answers) -> Document:
    """Return the whole fiche of an entry, its rule in French and its contacts for the académie of `answers`."""
    status = wording.STATUSES[entry.status]
    rows: list[tuple[str, str | Inline | None]] = [
        ("Nature", f"{wording.KINDS[entry.kind]}, {status}"),
        ("Pourquoi ce statut", str(entry.status_reason) if entry.status_reason else None),
        ("Aussi appelé", ", ".join(entry.aliases)),
        ("Sert à", wording.goals(base, entry)),
        ("Ce que c’est", wording.nature(entry)),
        ("Supposé, à vérifier", str(entry.assumed) if entry.assumed else None),
        ("S’adresse à", enumerate_french([wording.SCALES[item] for item in entry.scales], "ou")),
        ("Où", capital(enumerate_french(wording.territories(base, academies(base, entry))))),
        ("Coût", str(entry.cost.text) if entry.cost else "non renseigné ; à demander au premier contact".replace(" ;", NBSP + ";")),
        ("La fiche nationale parle de", str(entry.convention_mention) if entry.convention_mention else None),
        ("Avec", enumerate_french([str(base.entry[item].name) for item in entry.partners])),
    ]
    return Document(
        entry.name,
        (
            paragraph(entry.summary),
            *facts(rows),
            *section("Qui peut en bénéficier", _rule(base, entry)),
            *section("Publics prioritaires", bullets(capital(wording.sentence(base, leaf)) for leaf in entry.prefer)),
            *section("Comment faire", bullets((_step(base, entry, step) for step in entry.steps), ordered=True)),
            *section(
                "À vérifier avant de s’engager",
                bullets(f"{item.text} (auprès de{wording.COLON}{base.role[item.with_].name})" for item in entry.to_check),
            ),
            *section("Calendrier", _statements(entry, entry.calendar)),
            *section("Limites", _statements(entry, entry.warnings)),
            *section("Chiffres", _statements(entry, entry.figures)),
            *section("Lieux connus", bullets(_places(base, entry))),
            *section("Qui contacter, dans cet ordre", contact_list(base, resolve_contacts(base, [entry], answers))),
            *section("Sources", _sources(base, entry)),
        ),
    )


def _rule(base: KnowledgeBase, entry: Entry) -> list[Block]:
    judged = judge(entry.when, possible_answers(base, {}))
    parts = judged.parts if isinstance(entry.when, AllOf) else (judged,)
    return bullets(f"{capital(wording.clause(base, part))}{_cited(entry, part.condition)}" for part in parts)


def _cited(entry: Entry, condition: Condition) -> str:
    named = {name for leaf in leaves(condition) for name in leaf.sources}
    titles = [wording.source(item) for item in entry.sources if item.id in named]
    return f" — {enumerate_french(titles)}" if titles else " — choix de la base, sans source directe"


def _step(base: KnowledgeBase, entry: Entry, step: Step) -> str:
    who = f" ({base.role[step.who].name})" if step.who else ""
    moment = f" [{step.moment}]" if step.moment else ""
    return f"{step.text}{who}{moment}"


def _statements(entry: Entry, statements: Iterable[Statement]) -> list[Block]:
    return bullets(f"{_dated(item)}{item.text}{_origin(entry, item.source)}" for item in statements)


def _dated(item: Statement) -> str:
    if item.school_year:
        return f"Année scolaire {item.school_year}{wording.COLON}"
    return f"{capital(wording.day(item.year))}{wording.COLON}" if item.year else ""


def _origin(entry: Entry, ids: Iterable[str]) -> str:
    tiers = [wording.TIERS[item.tier] + (f", {wording.day(item.date)}" if item.date else "") for item in entry.sources if item.id in ids]
    return f" ({wording.SEMICOLON.join(dict.fromkeys(tiers))})" if tiers else ""


def _places(base: KnowledgeBase, entry: Entry) -> list[str]:
    texts = []
    for place in entry.places:
        town = f", {place.town}" if place.town else ""
        note = f"{wording.COLON}{place.note}" if place.note else ""
        when = f" — vu en {wording.day(place.date)}" if place.date else ""
        texts.append(f"{place.name}{town} ({base.academie[place.academie].name}){note}{when}")
    return texts


def _sources(base: KnowledgeBase, entry: Entry) -> list[Block]:
    stale = " Aucune source récente" + wording.COLON + "confirmez avant de vous engager." if is_stale(base, entry) else ""
    return [*bullets(_source_line(item) for item in entry.sources), paragraph(f"Entrée relue le {wording.day(entry.checked_on)}.{stale}")]


def _source_line(item: Source) -> Inline:
    text = Span(wording.source(item))
    return (text, Span(" "), Span(item.url, url=item.url)) if item.url else (text,)


# A list --------------------------------------------------------------------------------------------------------------


def list_page(base: KnowledgeBase, entries: Sequence[Entry]) -> Document:
    """Return the page that lists entries by kind."""
    blocks: list[Block] = [
        paragraph(f"{plural(len(entries), 'entrée')}. Pour la fiche de l’une d’elles{wording.COLON}mentorat show ID", Style.QUIET)
    ]
    for kind, title in KIND_TITLES.items():
        rows = [_list_row(base, entry) for entry in entries if entry.kind is kind]
        blocks += section(title, rows)
    return Document("Dispositifs, associations et conventions", tuple(blocks))


KIND_TITLES = {
    Kind.DISPOSITIF_NATIONAL: "Dispositifs nationaux",
    Kind.DISPOSITIF_ACADEMIQUE: "Dispositifs académiques",
    Kind.ASSOCIATION: "Associations",
    Kind.CONVENTION: "Conventions nationales",
}


def _list_row(base: KnowledgeBase, entry: Entry) -> Block:
    where = enumerate_french(wording.territories(base, academies(base, entry)))
    rows = facts([("ID", (Span(entry.id, Style.CODE),)), ("Sert à", wording.goals(base, entry)), ("Où", capital(where))])
    badge = None if entry.status is Status.ACTIF else Span(wording.STATUSES[entry.status], Style.CAUTION)
    return Card(Heading(3, entry.name, badge), tuple(rows))
