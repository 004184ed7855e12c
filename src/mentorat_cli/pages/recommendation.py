"""The answer to a situation."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import islice, pairwise

from mentorat_cli import wording
from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import (
    Answers,
    Entry,
    Guide,
    KnowledgeBase,
    Source,
    leaves,
)
from mentorat_cli.engine.guidance import protections
from mentorat_cli.engine.matching import Match, what_if
from mentorat_cli.engine.ranking import KEPT, SHOWN, is_general, reason
from mentorat_cli.engine.recommending import Recommendation
from mentorat_cli.engine.seasons import still_told
from mentorat_cli.formats.document import (
    Block,
    Document,
    Explain,
    Guides,
    Inline,
    More,
    Paragraph,
    Span,
    Style,
    bullets,
    facts,
    paragraph,
    section,
)
from mentorat_cli.pages.cards import match_card, nothing_fits
from mentorat_cli.pages.common import (
    again,
    by_weight,
    left_out,
    left_out_for_others,
    protection_lines,
)
from mentorat_cli.pages.contacts import contact_list, first_lines, net_blocks, steps_by_entry
from mentorat_cli.typography import NBSP, enumerate_french, plural
from mentorat_cli.wording.seasons import dated

ROWS = (
    "Pourquoi",
    "À vérifier",
    "À demander",
    "Ce que c’est",
    "Supposé",
    "Même organisme",
    "Premier pas",
    "Coût",
    "Sources",
    "Ajouté par",
    "Pour tout savoir",
)
REJECTED_SHOWN = 8
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
            *section(
                "Demain matin",
                first_lines(base, result),
            ),
            *section("Ce que nous vous conseillons", _recommended(base, result, shown)),
            *section("Qui contacter, dans cet ordre", contact_list(base, result.contacts(entries))),
            *section("Comment faire, étape par étape", steps_by_entry(base, entries[:PLAN_SHOWN])),
            *section("Dans le lycée et l’institution", net_blocks(base, result.nets)),
            *section("Dates à connaître", _dates(base, result, entries, today)),
            *section("Protéger l’élève", _protections(base, result, entries)),
            *section("Pourquoi cet ordre", _order(base, result, shown)),
            *section("Non retenus", rejected(base, result)),
            *section("Pour aller plus loin", _further(base, result)),
            *section("Sources", _sources(entries)),
            *section("Fraîcheur et limites", limits(base)),
        ),
    )


def order_page(base: KnowledgeBase, result: Recommendation[Told]) -> Document:
    """Return why the first entries come in this order, what keeps others out, and what would change
    that.
    """
    shown = result.recommended[:SHOWN]
    return Document(
        "Pourquoi cet ordre, et ce qui changerait",
        (
            *section("Pourquoi cet ordre", _order(base, result, shown)),
            *section("Non retenus", rejected(base, result)),
            *section("Pour aller plus loin", _further(base, result)),
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
        return [nothing_fits()]
    cards: list[Block] = [
        match_card(base, number, match, result.answers, ROWS, others=result.others(match.entry))
        for number, match in enumerate(shown, 1)
    ]
    told = {match.entry.id for match in shown}
    own = [match.entry.name for match in result.own if match.entry.id not in told]
    if own:
        cards.append(
            paragraph(
                f"Autres suivis propres à votre académie{wording.COLON}{enumerate_french(own)}."
            )
        )
    left = len(result.recommended) - len(shown)
    if left:
        cards.append(
            Paragraph(
                (
                    Span(f"Et {plural(left, 'autre')} dans la base{wording.COLON}"),
                    _all_of_them(len(result.recommended)),
                )
            )
        )
    return cards


def _all_of_them(count: int) -> Span:
    return Span(
        f"ajoutez --limit {count} pour les voir.", target=More(count), instead="les voir tous"
    )


def _dates(
    base: KnowledgeBase, result: Recommendation[Told], entries: Sequence[Entry], today: date
) -> list[Block]:
    """Return what the dates of the year are, for this need and for what is shown."""
    items: list[Entry | Guide] = [*(net.guide for net in result.nets), *entries]
    return bullets(
        (Span(item.name, Style.STRONG), Span(f"{wording.COLON}{wording.lower(dated(line, today))}"))
        for item, line in still_told(items, today)
    )


def _protections(
    base: KnowledgeBase, result: Recommendation[Told], entries: Sequence[Entry]
) -> list[Block]:
    found = protections(base, entries, result.possible)
    if not found:
        return []
    return [
        *protection_lines(found),
        Paragraph(
            (
                Span(f"Pour tout savoir{wording.COLON}"),
                Span(
                    "mentorat show demarche",
                    Style.CODE,
                    target=Guides(),
                    instead="monter une action, et protéger les élèves",
                ),
            )
        ),
    ]


def _order(
    base: KnowledgeBase, result: Recommendation[Told], shown: Sequence[Match]
) -> list[Block]:
    """Return why each entry comes before the next, and which places are kept."""
    lines = [
        f"{first.entry.name} avant {second.entry.name}{wording.COLON}"
        f"{reason(base, (first.entry, second.entry), result.answers, result.possible)}"
        for first, second in pairwise(shown)
    ]
    kept = [
        f"{match.entry.name}{wording.COLON}{KEPT[is_general(match.entry)]}"
        for match in shown
        if match.entry.id in result.kept
    ]
    return bullets(lines + kept if lines else [])


def rejected(
    base: KnowledgeBase, result: Recommendation[Told], shown: int = REJECTED_SHOWN
) -> list[Block]:
    """Return the entries that serve the need here but do not fit, with what keeps them out and what
    would change it.
    """
    relevant = (match for match in result.near if not _is_elsewhere(base, match, result.answers))
    lines = []
    for match in islice(relevant, shown):
        blocked = wording.kept_out(base, match, result.answers)
        changes = [
            wording.change_in_words(base, item)
            for item in what_if(base, match.entry, result.answers, result.possible)
        ][:2]
        hint = (
            f" Ce qui changerait{wording.COLON}{enumerate_french(changes, 'ou')}."
            if changes
            else ""
        )
        lines.append(
            (
                Span(match.entry.name, Style.STRONG, target=Explain(match.entry.id)),
                Span(f"{wording.COLON}{blocked}.{hint}"),
            )
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


def _is_elsewhere(base: KnowledgeBase, match: Match, answers: Answers) -> bool:
    """Return whether an entry is for another need, or for another place."""
    found = (name for name, _ in wording.obstacles(base, match, answers))
    return any(name in ("objectif", "academie") for name in found)


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
        again(base, result.answers, "un lien, sans les réponses sensibles"),
    ]


def _sources(entries: Sequence[Entry]) -> list[Block]:
    """Return the strongest and latest sources of each entry, with their addresses."""
    lines: list[Inline] = []
    for entry in entries:
        lines.append(
            (Span(entry.name, Style.STRONG), Span(wording.COLON), *cited(strongest(entry)))
        )
    return bullets(lines)


def strongest(entry: Entry, most: int = SOURCES_SHOWN) -> list[Source]:
    """Return the `most` sources that weigh most: by tier, then how much of the entry they state,
    then date.
    """
    named = (
        [item.source for item in entry.steps]
        + [item.source for item in entry.to_check]
        + [leaf.sources for leaf in leaves(entry.when)]
    )
    counts = Counter(name for names in named for name in names)
    with_address = [item for item in entry.sources if item.url] or list(entry.sources[:1])
    return by_weight(with_address, counts)[:most]


def cited(sources: Sequence[Source]) -> Inline:
    """Return sources as links."""
    pieces: list[Span] = []
    for item in sources:
        pieces += [Span(wording.SEMICOLON)] if pieces else []
        pieces.append(Span(wording.source(item), url=item.url))
    return tuple(pieces)


def limits(base: KnowledgeBase) -> list[Block]:
    """Return how fresh the base is, and what it never promises."""
    return [
        paragraph(
            f"{read_on(base)} Une information absente n’est pas connue{wording.COLON}elle "
            "se demande aux contacts ci-dessus. "
            "Un mentor ne promet ni place ni emploi.".strip()
        ),
    ]


def read_on(base: KnowledgeBase) -> str:
    """Return how fresh the base is; empty when it does not say."""
    day = base.checked_on
    return f"Dernière fiche relue le {wording.day(day)}, sur {len(base.entries)}." if day else ""
