"""The fiche one can hand over: a recommendation on one sheet, for the HTML export."""

from collections.abc import Sequence
from datetime import date

from mentorat_cli import wording
from mentorat_cli.answers.told import LEFT_OUT, Told
from mentorat_cli.base.records import Entry, KnowledgeBase, Source
from mentorat_cli.engine.directory import Reachable
from mentorat_cli.engine.guidance import Helper, protections
from mentorat_cli.engine.matching import Match
from mentorat_cli.engine.ranking import CARDS
from mentorat_cli.engine.recommending import Recommendation
from mentorat_cli.formats.document import (
    Blanks,
    Block,
    Card,
    Document,
    Heading,
    Inline,
    Paragraph,
    Show,
    Span,
    Style,
    facts,
    paragraph,
    section,
)
from mentorat_cli.pages.cards import left_to_know, nothing_fits
from mentorat_cli.pages.common import BADGES, before_calling, left_out, protection_lines
from mentorat_cli.pages.contacts import contact_line, helper_lines
from mentorat_cli.pages.recommendation import outside_notice, strongest
from mentorat_cli.pages.summary import situation, tomorrow
from mentorat_cli.typography import capital, plural, unique

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
            Paragraph(
                (
                    Span(situation(base, result.answers), Style.STRONG),
                    Span(f" — fait le {wording.day(today)}", Style.QUIET),
                )
            ),
            *left_out(result.answers, f"{LEFT_OUT}."),
            *outside_notice(base, result.answers),
            *tomorrow(base, result),
            CALLED,
            *section("Les pistes, dans cet ordre", _cards(base, shown, result)),
            *section("Dans votre lycée et autour", helper_lines(_others(result))),
            *section("Protéger l’élève", protection_lines(guides)),
            _foot(base, shown[:ON_A_SHEET], len(result.recommended) - len(shown)),
        ),
    )


def _others(result: Recommendation[Told]) -> list[Helper]:
    """Return who else helps, one at least: those whom one sees before any call are told above."""
    told = before_calling(result.helpers)[:CARDS]
    others = [item for item in result.helpers if item not in told]
    return others[: max(1, HELPERS - len(told))]


def _cards(
    base: KnowledgeBase, shown: Sequence[Match], result: Recommendation[Told]
) -> list[Block]:
    cards: list[Block] = [
        handout_card(base, number, match, result.answers, result.contacts([match.entry]))
        for number, match in enumerate(shown, 1)
    ]
    return cards or [nothing_fits(where="ci-dessus")]


def handout_card(
    base: KnowledgeBase,
    number: int,
    match: Match,
    answers: Told,
    contacts: Sequence[Reachable],
    through: Sequence[str] = (),
) -> Card:
    """Return an entry with what is left to check and with whom, and the first of its `contacts`,
    with what to ask for `through` them.
    """
    entry = match.entry
    badge = Span(wording.OUTCOMES[match.outcome], BADGES[match.outcome])
    known = left_to_know(base, match, answers)[:1]
    rows: list[tuple[str, str | Inline | None]] = [
        ("Reste à savoir", f"{capital(known[0])}." if known else None),
        ("À demander", _question(base, entry, contacts[:1])),
        ("Qui joindre", contact_line(base, contacts[0], through) if contacts else None),
        ("Ajouté par", wording.local_file(entry.origin)),
    ]
    return Card(
        Heading(3, f"{number}. {entry.name}", badge, Show(entry.id)),
        (paragraph(f"{entry.summary} {wording.nature(entry)}."), *facts(rows), CALLED),
    )


def _question(base: KnowledgeBase, entry: Entry, first: Sequence[Reachable]) -> str | None:
    """Return what to ask whoever is called, else somebody else than the reader."""
    called = {item.role.id for item in first}
    others = [item for item in entry.to_check if not base.role[item.with_].reader]
    found = min(others, key=lambda item: item.with_ not in called, default=None)
    if found is None:
        return None
    whom = "" if found.with_ in called else f" — {base.role[found.with_].name}"
    return f"{found.text}{whom}"


def _foot(base: KnowledgeBase, shown: Sequence[Match], left: int) -> Paragraph:
    """Return one source of each entry, then how sure all this is."""
    found = [item for match in shown for item in nearest_sources(match)]
    pieces = [
        piece
        for item in unique(found, lambda source: source.url or source.title)
        for piece in (
            Span(wording.SEMICOLON, Style.QUIET),
            Span(wording.source(item), Style.QUIET, item.url),
        )
    ]
    start = Span(f"Sources{wording.COLON}", Style.QUIET)
    cited = (start, *pieces[1:], Span(". ", Style.QUIET)) if pieces else ()
    return Paragraph((*cited, Span(limits_line(base, left), Style.QUIET)))


def nearest_sources(match: Match) -> list[Source]:
    """Return the source of an entry that is nearest to the place: not that of another place."""
    entry = match.entry
    here = {name for item in match.evidence for name in item.source}
    everywhere = entry.presence.evidence if entry.presence else ()
    elsewhere = {name for item in everywhere for name in item.source} - here
    found = strongest(entry, len(entry.sources))
    return sorted(found, key=lambda item: (item.id not in here, item.id in elsewhere))[:1]


def limits_line(base: KnowledgeBase, left: int = 0) -> str:
    """Return how many entries are not here, how fresh the base is, what it never promises."""
    day = base.checked_on
    others = f"La base a {plural(left, 'autre piste', 'autres pistes')}. " if left else ""
    read = f"Dernière fiche relue le {wording.day(day)}. " if day else ""
    return (
        f"{others}{read}Ce qui n’est pas connu se demande aux contacts ci-dessus. "
        "Un mentor ne promet ni place ni emploi."
    )
