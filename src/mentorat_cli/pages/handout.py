"""The fiche one can hand over: a recommendation on one sheet, for the HTML export."""

from collections.abc import Sequence
from datetime import date

from mentorat_cli import wording
from mentorat_cli.answers.told import Told, equivalent_command
from mentorat_cli.base.records import Answers, Entry, KnowledgeBase, Status
from mentorat_cli.engine.directory import Reachable
from mentorat_cli.engine.guidance import protections
from mentorat_cli.engine.matching import Match
from mentorat_cli.engine.recommending import Recommendation
from mentorat_cli.formats.document import (
    Block,
    Bullets,
    Card,
    Command,
    Document,
    Heading,
    Inline,
    Span,
    Style,
    bullets,
    facts,
    paragraph,
    section,
)
from mentorat_cli.pages.common import BADGES, left_out, protection_lines
from mentorat_cli.pages.recommendation import (
    asked,
    cited,
    outside_notice,
    rejected,
    strongest,
    unsure,
    why,
)
from mentorat_cli.typography import enumerate_french, plural, unique

SHOWN = 3
"""Recommendations that one sheet of A4 holds."""
REJECTED_SHOWN = 2


def handout_page(
    base: KnowledgeBase,
    result: Recommendation[Told],
    today: date,
    limit: int | None = None,
) -> Document:
    """Return the fiche: what fits, whom to contact, what protects the pupil, and how sure it is."""
    shown = result.recommended[: limit or SHOWN]
    entries = [match.entry for match in shown]
    guides = protections(base, entries, result.possible)
    day = base.checked_on
    return Document(
        "Fiche de mentorat",
        (
            *left_out(result.answers),
            paragraph(_profile(base, result.answers, today), Style.QUIET),
            *outside_notice(base, result.answers),
            *section("Ce que nous vous conseillons", _cards(base, shown, result)),
            *section("Qui contacter, dans cet ordre", _contacts(result.contacts(entries))),
            *section("Protéger l’élève", protection_lines(guides)),
            *section("Non retenus", rejected(base, result, REJECTED_SHOWN)),
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
        _card(base, number, match, result.answers) for number, match in enumerate(shown, 1)
    ]
    if not cards:
        cards = [
            paragraph(
                "Rien dans la base ne correspond à ces réponses. Les contacts "
                "ci-dessous peuvent vous orienter."
            )
        ]
    left = len(result.recommended) - len(shown)
    return (
        [*cards, paragraph(f"Et {plural(left, 'autre')} dans la base.", Style.QUIET)]
        if left
        else cards
    )


def _card(base: KnowledgeBase, number: int, match: Match, answers: Answers) -> Card:
    entry = match.entry
    rows: list[tuple[str, str | Inline | None]] = [
        ("Pourquoi", why(base, match, answers)),
        ("À vérifier", unsure(base, match)),
        ("À demander", asked(base, entry, 1)),
        ("Ce que c’est", wording.nature(entry)),
        ("Ajouté par", wording.local_file(entry.origin)),
        ("Premier pas", str(entry.steps[0].text) if entry.steps else None),
    ]
    heading = Heading(
        3, f"{number}. {entry.name}", Span(wording.OUTCOMES[match.outcome], BADGES[match.outcome])
    )
    return Card(heading, (paragraph(entry.summary), *facts(rows)))


def _contacts(reachable: Sequence[Reachable]) -> list[Block]:
    ways = [item for item in reachable if item.via is None]
    return [Bullets(tuple(contact_line(item, reachable) for item in ways), ordered=True)]


def contact_line(item: Reachable, everyone: Sequence[Reachable]) -> Inline:
    """Return somebody to turn to on one line, with those of `everyone` who are asked for through
    them.
    """
    pieces = [Span(item.name, Style.STRONG), Span(wording.COLON)]
    contact = item.contact
    if contact is None:
        pieces.append(Span("dans votre lycée"))
    else:
        channels = [Span(contact.url, url=contact.url)] if contact.url else []
        channels += [Span(contact.phone)] if contact.phone else []
        channels += [Span(contact.email, url=f"mailto:{contact.email}")] if contact.email else []
        channels = channels or [Span(str(contact.address))]
        pieces += [piece for channel in channels for piece in (Span(", "), channel)][1:]
        pieces += [Span(" (à confirmer)")] if contact.status is not Status.ACTIF else []
    through = unique(
        str(one.role.ask) for one in everyone if one.via is not None and one.via.id == item.id
    )
    return (
        (*pieces, Span(f"{wording.SEMICOLON}y demander {enumerate_french(through)}"))
        if through
        else tuple(pieces)
    )
