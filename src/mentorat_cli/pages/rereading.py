"""What to read again first, for somebody who has one hour."""

from collections.abc import Sequence
from datetime import date

from mentorat_cli import wording
from mentorat_cli.base.records import KnowledgeBase, Status
from mentorat_cli.engine.rereading import Rereading
from mentorat_cli.formats.document import (
    Block,
    Card,
    Command,
    Document,
    Heading,
    Inline,
    Show,
    Span,
    Style,
    bullets,
    facts,
    paragraph,
    section,
    span,
)
from mentorat_cli.wording.rereading import to_verify, where

HOUR = 10
"""Entries that one reads again in an hour, six minutes each."""
PAGES = 2
"""Addresses that are shown of each."""


def rereading_page(base: KnowledgeBase, found: Sequence[Rereading], today: date) -> Document:
    """Return the first entries to read again, what to verify and where; then what to do with it."""
    blocks: list[Block] = [
        paragraph(_introduction(base, found), Style.QUIET),
        *(_card(base, rank, item, today) for rank, item in enumerate(found[:HOUR], 1)),
        *section("Et ensuite", _next(found)),
    ]
    return Document("Les fiches à relire d’abord", tuple(blocks))


def _introduction(base: KnowledgeBase, found: Sequence[Rereading]) -> str:
    if not found:
        return "Rien à relire\u00a0: aucune fiche n’est proposée."
    return (
        f"Sur {found[0].situations} demandes (chaque académie ou territoire, chaque besoin), "
        f"{len(found)} fiches sur {len(base.entries)} sont parmi les cinq premières. Viennent "
        "d’abord celles que l’on voit le plus et dont les sources sont les plus anciennes et les "
        "moins sûres. En une heure par mois, comptez six minutes pour chacune."
    )


def _card(base: KnowledgeBase, rank: int, item: Rereading, today: date) -> Card:
    entry = item.entry
    running = entry.status is Status.ACTIF
    badge = None if running else Span(wording.STATUSES[entry.status], Style.CAUTION)
    rows = facts(
        [
            ("Vue", f"{item.shown} fois sur {item.situations}"),
            ("Sources", wording.freshness(entry)),
        ]
    )
    shown: list[Inline] = [
        span(way, url=way if way.startswith("http") else None) for way in where(base, entry)[:PAGES]
    ]
    blocks = [
        *rows,
        paragraph("À vérifier\u00a0:"),
        *bullets(to_verify(base, item, today)),
        *([paragraph("Où\u00a0:"), *bullets(shown)] if shown else []),
    ]
    return Card(Heading(3, f"{rank}. {entry.name}", badge, Show(str(entry.id))), tuple(blocks))


def _next(found: Sequence[Rereading]) -> list[Block]:
    if not found:
        return []
    return [
        paragraph("Tout ce que dit une fiche, à comparer avec ses pages\u00a0:"),
        Command(f"mentorat show {found[0].entry.id}", Show(str(found[0].entry.id))),
        paragraph(
            "Ce que vous trouvez s’écrit dans un fichier à vous, avec «\u00a0extends\u00a0» "
            "(guide des référents)."
        ),
        paragraph("Toutes les fiches, pour un tableur\u00a0:"),
        Command("mentorat check --revue --output revue.csv"),
    ]
