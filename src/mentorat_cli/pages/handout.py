"""The fiche one can hand over: a recommendation on one sheet, for the HTML export."""

from collections.abc import Sequence
from datetime import date

from mentorat_cli import wording
from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import Entry, KnowledgeBase
from mentorat_cli.engine.guidance import protections
from mentorat_cli.engine.matching import Match
from mentorat_cli.engine.recommending import Recommendation
from mentorat_cli.formats.document import (
    Blanks,
    Block,
    Card,
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
)
from mentorat_cli.pages.cards import asked, doubts, nothing_fits
from mentorat_cli.pages.common import BADGES, left_out, protection_lines
from mentorat_cli.pages.contacts import contact_line, helper_lines
from mentorat_cli.pages.recommendation import cited, outside_notice, strongest
from mentorat_cli.pages.summary import situation, tomorrow
from mentorat_cli.typography import plural

ON_A_SHEET = 3
"""Recommendations that one sheet of A4 holds."""
HELPERS = 3
"""People of the lycée and of the institution that one sheet names."""
CALLED = Blanks(("Appelé le", "Réponse", "Suite"))


def handout_page(
    base: KnowledgeBase,
    result: Recommendation[Told],
    today: date,
    limit: int | None = None,
) -> Document:
    """Return the fiche: whom to call, what fits with the contact of each, who helps in the lycée,
    what protects the pupil, and how sure it is.
    """
    shown = result.recommended[: limit or ON_A_SHEET]
    entries = [match.entry for match in shown]
    guides = protections(base, entries, result.possible)
    return Document(
        "Fiche de mentorat",
        (
            *left_out(result.answers),
            paragraph(f"{situation(base, result)} — fait le {wording.day(today)}", Style.QUIET),
            *outside_notice(base, result.answers),
            *tomorrow(base, result),
            CALLED,
            *section("Les pistes, dans cet ordre", _cards(base, shown, result)),
            *section("D’abord dans votre lycée", helper_lines(result.helpers[:HELPERS])),
            *section("Protéger l’élève", protection_lines(guides)),
            *section("Sources", bullets(_source(entry) for entry in entries[:ON_A_SHEET])),
            paragraph(_limits(base), Style.QUIET),
        ),
    )


def _cards(
    base: KnowledgeBase, shown: Sequence[Match], result: Recommendation[Told]
) -> list[Block]:
    cards: list[Block] = [
        _card(base, number, match, result) for number, match in enumerate(shown, 1)
    ] or [nothing_fits()]
    left = len(result.recommended) - len(shown)
    more = [paragraph(f"Et {plural(left, 'autre')} dans la base.", Style.QUIET)] if left else []
    return [*cards, *more]


def _card(base: KnowledgeBase, number: int, match: Match, result: Recommendation[Told]) -> Card:
    """Return an entry with what is left to check and with whom, and its own contact."""
    entry = match.entry
    badge = Span(wording.OUTCOMES[match.outcome], BADGES[match.outcome])
    contacts = result.contacts([entry])
    rows: list[tuple[str, str | Inline | None]] = [
        ("Ce que c’est", wording.nature(entry)),
        ("Reste à savoir", wording.SEMICOLON.join(doubts(base, match, result.answers)[:1])),
        ("À demander", asked(base, entry, 1, count_others=False)),
        ("Qui joindre", contact_line(base, contacts[0]) if contacts else None),
        ("Ajouté par", wording.local_file(entry.origin)),
    ]
    return Card(
        Heading(3, f"{number}. {entry.name}", badge, Show(entry.id)),
        (paragraph(entry.summary), *facts(rows), CALLED),
    )


def _source(entry: Entry) -> Inline:
    return (Span(entry.name), Span(wording.COLON), *cited(strongest(entry)[:1]))


def _limits(base: KnowledgeBase) -> str:
    day = base.checked_on
    read = f"Base relue le {wording.day(day)}. " if day else ""
    return (
        f"{read}Ce qui n’est pas connu se demande aux contacts ci-dessus. "
        "Un mentor ne promet ni place ni emploi."
    )
