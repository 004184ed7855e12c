"""The fiche one can hand over: a recommendation on one sheet, for the HTML export."""

from collections.abc import Sequence
from datetime import date

from mentorat_cli import wording
from mentorat_cli.answers.told import Told, equivalent_command
from mentorat_cli.base.records import Answers, Entry, KnowledgeBase
from mentorat_cli.engine.guidance import protections
from mentorat_cli.engine.matching import Match
from mentorat_cli.engine.recommending import Recommendation
from mentorat_cli.formats.document import (
    Block,
    Command,
    Document,
    Inline,
    Span,
    Style,
    bullets,
    paragraph,
    section,
)
from mentorat_cli.pages.cards import match_card, nothing_fits
from mentorat_cli.pages.common import left_out, protection_lines
from mentorat_cli.pages.contacts import call_lines, contact_lines
from mentorat_cli.pages.recommendation import (
    cited,
    outside_notice,
    rejected,
    strongest,
)
from mentorat_cli.typography import plural

ROWS = ("Pourquoi", "À vérifier", "À demander", "Ce que c’est", "Ajouté par", "Premier pas")
ON_A_SHEET = 3
REJECTED_ON_A_SHEET = 2
"""Recommendations, and entries that are not, that one sheet of A4 holds."""


def handout_page(
    base: KnowledgeBase,
    result: Recommendation[Told],
    today: date,
    limit: int | None = None,
) -> Document:
    """Return the fiche: what fits, whom to contact, what protects the pupil, and how sure it is."""
    shown = result.recommended[: limit or ON_A_SHEET]
    entries = [match.entry for match in shown]
    guides = protections(base, entries, result.possible)
    day = base.checked_on
    return Document(
        "Fiche de mentorat",
        (
            *left_out(result.answers),
            paragraph(_profile(base, result.answers, today), Style.QUIET),
            *outside_notice(base, result.answers),
            *section("Demain matin", call_lines(base, result.first_call, result.answers)),
            *section("Ce que nous vous conseillons", _cards(base, shown, result)),
            *section(
                "Qui contacter, dans cet ordre", contact_lines(base, result.contacts(entries))
            ),
            *section("Protéger l’élève", protection_lines(guides)),
            *section("Non retenus", rejected(base, result, REJECTED_ON_A_SHEET)),
            *section("Sources principales", bullets(_source(entry) for entry in entries)),
            paragraph(
                f"Base relue le {wording.day(day) if day else ''}. Ce qui n’est pas "
                "connu se demande aux contacts ci-dessus. "
                "Un mentor ne promet ni place ni emploi. Pour retrouver "
                f"cette fiche{wording.COLON}",
                Style.QUIET,
            ),
            Command(equivalent_command(base, result.answers)),
        ),
    )


def _source(entry: Entry) -> Inline:
    return (Span(entry.name), Span(wording.COLON), *cited(strongest(entry)[:1]))


def _profile(base: KnowledgeBase, answers: Answers, today: date) -> str:
    rows = wording.profile(base, answers)
    return f"Fait le {wording.day(today)}. " + " · ".join(
        f"{name}{wording.COLON}{value}" for name, value in rows
    )


def _cards(
    base: KnowledgeBase, shown: Sequence[Match], result: Recommendation[Told]
) -> list[Block]:
    cards: list[Block] = [
        match_card(base, number, match, result.answers, ROWS, checks=1)
        for number, match in enumerate(shown, 1)
    ] or [nothing_fits()]
    left = len(result.recommended) - len(shown)
    return (
        [*cards, paragraph(f"Et {plural(left, 'autre')} dans la base.", Style.QUIET)]
        if left
        else cards
    )
