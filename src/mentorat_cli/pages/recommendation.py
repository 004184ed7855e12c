"""The answer to a situation."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import islice, pairwise

from mentorat_cli import wording
from mentorat_cli.answers.told import Told, equivalent_command
from mentorat_cli.base.records import (
    AllOf,
    Answers,
    Entry,
    KnowledgeBase,
    Source,
    Status,
    Tier,
    leaves,
)
from mentorat_cli.engine.guidance import protections
from mentorat_cli.engine.matching import Match, what_if
from mentorat_cli.engine.recommending import Recommendation
from mentorat_cli.engine.relevance import SHOWN
from mentorat_cli.engine.rules import Judged, Verdict, open_part
from mentorat_cli.formats.document import (
    Block,
    Card,
    Command,
    Document,
    Heading,
    Inline,
    Paragraph,
    Span,
    Style,
    bullets,
    facts,
    paragraph,
    section,
)
from mentorat_cli.pages.common import BADGES, left_out, left_out_for_others, protection_lines
from mentorat_cli.pages.contacts import contact_list, steps_by_entry
from mentorat_cli.pages.explanation import order_reason
from mentorat_cli.typography import NBSP, enumerate_french, plural

REJECTED_SHOWN = 8
CHECKS_SHOWN = 2
PLAN_SHOWN = 2
SOURCES_SHOWN = 2


def recommendation_page(
    base: KnowledgeBase,
    result: Recommendation[Told],
    today: date,
    limit: int | None = None,
) -> Document:
    """Return the page that answers a situation: what fits, whom to contact, what does not fit, how
    sure it is.
    """
    shown = result.recommended[: limit or SHOWN]
    entries = [match.entry for match in shown]
    return Document(
        "Recommandation de mentorat",
        (
            *left_out(result.answers),
            paragraph(f"Fait le {wording.day(today)}.", Style.QUIET),
            *facts(wording.profile(base, result.answers)),
            *outside_notice(base, result.answers),
            *section("Ce que nous vous conseillons", _recommended(base, result, shown)),
            *section("Qui contacter, dans cet ordre", contact_list(base, result.contacts(entries))),
            *section("Comment faire, étape par étape", steps_by_entry(base, entries[:PLAN_SHOWN])),
            *section("Protéger l’élève", _protections(base, result, entries)),
            *section("Pourquoi cet ordre", _order(base, result, shown)),
            *section("Non retenus", rejected(base, result)),
            *section("Pour aller plus loin", _further(base, result)),
            *section("Sources", _sources(entries)),
            *section("Fraîcheur et limites", limits(base)),
        ),
    )


def outside_notice(base: KnowledgeBase, answers: Answers) -> list[Block]:
    """Return the notice of a territory outside the national frame, or nothing."""
    text = wording.outside(base, answers)
    return [paragraph(text)] if text else []


def _recommended(
    base: KnowledgeBase, result: Recommendation[Told], shown: Sequence[Match]
) -> list[Block]:
    if not shown:
        text = (
            "Rien dans la base ne correspond à ces réponses. Les contacts "
            "ci-dessous peuvent vous orienter."
        )
        return [paragraph(text)]
    cards: list[Block] = [
        _card(base, number, match, result.answers) for number, match in enumerate(shown, 1)
    ]
    left = len(result.recommended) - len(shown)
    if left:
        cards.append(
            paragraph(
                f"Et {plural(left, 'autre')} dans la base{wording.COLON}ajoutez --limit "
                f"{len(result.recommended)} pour les voir."
            )
        )
    return cards


def _card(base: KnowledgeBase, number: int, match: Match, answers: Answers) -> Card:
    entry = match.entry
    rows: list[tuple[str, str | Inline | None]] = [
        ("Pourquoi", why(base, match, answers)),
        ("À vérifier", unsure(base, match)),
        ("À demander", asked(base, entry)),
        ("Ce que c’est", wording.nature(entry)),
        ("Supposé", str(entry.assumed) if entry.assumed else None),
        ("Premier pas", str(entry.steps[0].text) if entry.steps else None),
        ("Coût", str(entry.cost.text) if entry.cost else None),
        ("Sources", wording.freshness(entry)),
        ("Ajouté par", wording.local_file(entry.origin)),
        ("Pour tout savoir", (Span(f"mentorat show {entry.id}", Style.CODE),)),
    ]
    heading = Heading(
        3, f"{number}. {entry.name}", Span(wording.OUTCOMES[match.outcome], BADGES[match.outcome])
    )
    return Card(heading, (paragraph(entry.summary), *facts(rows)))


def why(base: KnowledgeBase, match: Match, answers: Answers) -> str:
    """Return the conditions that are met, and the priority publics recognised."""
    met = [
        item
        for item in match.reasons
        if item.verdict is not Verdict.UNKNOWN and (item.verdict is Verdict.YES) is item.wanted
    ]
    known = [
        item for item in met if item.leaf.criterion in answers or item.leaf.interval is not None
    ]
    texts = [wording.reason(base, item, answers) for item in known]
    texts += [
        f"public prioritaire ({wording.public(base, leaf, answers)})"
        for leaf in match.preferred
        if leaf.criterion in answers
    ]
    return wording.SEMICOLON.join(dict.fromkeys(texts))


def unsure(base: KnowledgeBase, match: Match) -> str:
    """Return what the rule still needs to know, and what is to be confirmed."""
    texts = (
        [wording.clause(base, open_part(part), inside=True) for part in _open_parts(match.judged)]
        if match.missing
        else []
    )
    if match.entry.status is not Status.ACTIF:
        texts.append(
            "le dispositif est à "
            f"confirmer{wording.COLON}{wording.lower(str(match.entry.status_reason))}"
        )
    return wording.SEMICOLON.join(dict.fromkeys(text.rstrip(".") for text in texts))


def _open_parts(judged: Judged) -> list[Judged]:
    """Return the parts of a rule that are still open, one for each condition that must hold."""
    if not isinstance(judged.condition, AllOf):
        return [judged] if judged.verdict is Verdict.UNKNOWN else []
    return [item for part in judged.parts for item in _open_parts(part)]


def asked(base: KnowledgeBase, entry: Entry, shown: int = CHECKS_SHOWN) -> str:
    """Return the first questions that a human must answer, each with whom to ask."""
    first = [
        f"{item.text.rstrip('.')} ({base.role[item.with_].name})" for item in entry.to_check[:shown]
    ]
    left = len(entry.to_check) - len(first)
    more = [f"et {plural(left, 'autre point', 'autres points')} dans la fiche"] if left else []
    return wording.SEMICOLON.join([*first, *more])


def _protections(
    base: KnowledgeBase, result: Recommendation[Told], entries: Sequence[Entry]
) -> list[Block]:
    found = protections(base, entries, result.possible)
    if not found:
        return []
    return [
        *protection_lines(found),
        Paragraph(
            (Span(f"Pour tout savoir{wording.COLON}"), Span("mentorat show demarche", Style.CODE))
        ),
    ]


def _order(
    base: KnowledgeBase, result: Recommendation[Told], shown: Sequence[Match]
) -> list[Block]:
    return bullets(
        (f"{number} avant {number + 1}{wording.COLON}{order_reason(base, first, second, result)}")
        for number, (first, second) in enumerate(pairwise(shown), 1)
    )


def rejected(
    base: KnowledgeBase, result: Recommendation[Told], shown: int = REJECTED_SHOWN
) -> list[Block]:
    """Return the entries that serve the need here but do not fit, with what keeps them out and what
    would change it.
    """
    relevant = (match for match in result.near if not _blocked_by_goal_or_place(match))
    lines = []
    for match in islice(relevant, shown):
        blocked = wording.SEMICOLON.join(
            text.rstrip(".") for _, text in wording.obstacles(base, match, result.answers)
        )
        changes = [
            wording.what_if(base, item)
            for item in what_if(base, match.entry, result.answers, result.possible)
        ][:2]
        hint = (
            f" Ce qui changerait{wording.COLON}{enumerate_french(changes, 'ou')}."
            if changes
            else ""
        )
        lines.append(
            (Span(match.entry.name, Style.STRONG), Span(f"{wording.COLON}{blocked}.{hint}"))
        )
    others = len(result.rejected) - len(lines)
    blocks = bullets(lines)
    if others:
        verb = "ne sont pas retenues" if others > 1 else "n’est pas retenue"
        text = (
            f"{plural(others, 'autre entrée', 'autres entrées')} de la base {verb} "
            "(autre besoin, autre académie ou autre public)."
        )
        blocks.append(paragraph(text, Style.QUIET))
    return blocks


def _blocked_by_goal_or_place(match: Match) -> bool:
    return any(item.leaf.criterion in ("objectif", "academie") for item in match.blocking)


def _further(base: KnowledgeBase, result: Recommendation[Told]) -> list[Block]:
    blocks: list[Block] = []
    if result.settled:
        blocks.append(paragraph("Aucune autre réponse ne changerait cette liste."))
    else:
        names = [wording.lower(str(base.question[name].label)) for name in result.open_questions]
        blocks.append(
            paragraph(
                "D’autres réponses peuvent encore préciser cette "
                f"liste{wording.COLON}{enumerate_french(names)}."
            )
        )
    return [
        *blocks,
        *left_out_for_others(result.answers),
        paragraph(f"Pour retrouver ce résultat{NBSP}:"),
        Command(equivalent_command(base, result.answers)),
    ]


def _sources(entries: Sequence[Entry]) -> list[Block]:
    """Return the strongest and latest sources of each entry, with their addresses."""
    lines: list[Inline] = []
    for entry in entries:
        lines.append(
            (Span(entry.name, Style.STRONG), Span(wording.COLON), *cited(strongest(entry)))
        )
    return bullets(lines)


def strongest(entry: Entry) -> list[Source]:
    """Return the sources that weigh most, at most SOURCES_SHOWN: by tier, then how much of the
    entry they state, then date.
    """
    named = (
        [item.source for item in entry.steps]
        + [item.source for item in entry.to_check]
        + [leaf.sources for leaf in leaves(entry.when)]
    )
    counts = Counter(name for names in named for name in names)
    with_address = [item for item in entry.sources if item.url] or list(entry.sources[:1])
    latest = sorted(with_address, key=lambda item: item.date or "", reverse=True)
    return sorted(latest, key=lambda item: (list(Tier).index(item.tier), -counts[item.id]))[
        :SOURCES_SHOWN
    ]


def cited(sources: Sequence[Source]) -> Inline:
    """Return sources as links."""
    pieces: list[Span] = []
    for item in sources:
        pieces += [Span(wording.SEMICOLON)] if pieces else []
        pieces.append(Span(wording.source(item), url=item.url))
    return tuple(pieces)


def limits(base: KnowledgeBase) -> list[Block]:
    """Return how fresh the base is, and what it never promises."""
    day = base.checked_on
    read = (
        f"Base relue le {wording.day(day)} ({plural(len(base.entries), 'entrée')})." if day else ""
    )
    return [
        paragraph(
            f"{read} Une information absente n’est pas connue{wording.COLON}elle "
            "se demande aux contacts ci-dessus. "
            "Un mentor ne promet ni place ni emploi.".strip()
        ),
    ]
