"""The answer on one screen: whom to call tomorrow, the first three, who helps in the lycée."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from mentorat_cli import wording
from mentorat_cli.answers.places import ACADEMIE, DEPARTEMENT, LYCEE
from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import (
    Answers,
    ChoicesFrom,
    KnowledgeBase,
    Outcome,
    QuestionType,
)
from mentorat_cli.engine.calling import Call
from mentorat_cli.engine.guidance import Helper
from mentorat_cli.engine.matching import Match
from mentorat_cli.engine.ranking import CARDS
from mentorat_cli.engine.recommending import Recommendation
from mentorat_cli.engine.rules import GOAL
from mentorat_cli.formats.document import (
    Block,
    Document,
    Inline,
    Panel,
    Paragraph,
    Show,
    Span,
    Style,
    bullets,
    paragraph,
    span,
)
from mentorat_cli.formats.text import height, wrap
from mentorat_cli.pages.cards import left_to_know, nothing_fits
from mentorat_cli.pages.common import BADGES, before_calling, left_out
from mentorat_cli.pages.recommendation import outside_notice
from mentorat_cli.typography import capital, enumerate_french, plural
from mentorat_cli.wording.calls import is_form, look_there, say, saying
from mentorat_cli.wording.doubts import in_short

TALLEST, NARROW, TALLEST_NARROW = 24, 60, 30
"""Lines of a screen; columns below which it is narrow, and lines that it then has."""
SHORT = 14
"""Lines that a screen may always take, however few are left to it."""
TOMORROW = "Demain matin"
NAMED = 3
"""Answers, and questions, that are named where there is little room."""
NOWHERE = (None, (), ("autre",))
"""Answers that are no place, « another lycée » being one."""
CARD = 2
"""Lines in which an entry says a doubt whole; where these are not enough it names it."""


class Cut(Struct, frozen=True):
    """What a screen has no room for: who helps in the lycée; doubts said whole; what is open; a
    line for doubts; all the needs, and all of those one speaks to first.
    """

    school: bool
    whole: bool
    closing: bool
    doubts: bool
    needs: bool


CUTS = tuple(Cut(*(place < count for place in range(5))) for count in range(6))
"""From the whole screen to the shortest: one thing more is left out in each."""


def summary_page(
    base: KnowledgeBase, result: Recommendation[Told], width: int, room: int = TALLEST_NARROW
) -> Document:
    """Return the answer as one screen of `width` columns and `room` lines shows it: what has no
    room is left out, the lycée first, then what is to be checked.
    """
    tallest = max(SHORT, min(room, TALLEST_NARROW if width < NARROW else TALLEST))
    ways = (_page(base, result, width, cut) for cut in CUTS)
    found = next(ways)
    while height(found, width) > tallest and (shorter := next(ways, None)):
        found = shorter
    return found


def _page(base: KnowledgeBase, result: Recommendation[Told], width: int, cut: Cut) -> Document:
    shown = result.recommended[:CARDS]
    cards = bullets((_line(base, match, result, width, cut) for match in shown), ordered=True)
    return Document(
        situation(base, result.answers, NAMED if cut.needs else None),
        (
            *left_out(result.answers),
            *outside_notice(base, result.answers),
            *tomorrow(base, result, 1 if cut.needs else None),
            *(cards or [nothing_fits(where="ci-dessus")]),
            *([] if cut.school else _school(result)),
            *([] if cut.closing else [paragraph(_closing(base, result, len(shown)), Style.QUIET)]),
        ),
    )


def situation(base: KnowledgeBase, known: Told, most: int | None = None) -> str:
    """Return the situation that is answered, in one line: its first `most` answers, but for a yes
    or a no, which says nothing alone, and facts of the lycée; of the places, the smallest.
    """
    places = [name for name in (ACADEMIE, DEPARTEMENT, LYCEE) if known.get(name) not in NOWHERE]
    told = [
        capital(wording.answer(base, name, values))
        for name, values in known.items()
        if values
        and name not in places[:-1]
        and base.question[name].type is not QuestionType.YES_NO
        and base.question[name].choices_from is not ChoicesFrom.FAMILIES
    ]
    return " · ".join(told[:most])


def tomorrow(
    base: KnowledgeBase, result: Recommendation[Told], most: int | None = None
) -> list[Block]:
    """Return whom to call first, how, and what to say of the needs, the first `most`; of those one
    speaks to before, as many, and never more than the cards. Nothing in a base that knows nobody.
    """
    told = dict(result.answers)
    said = {**told, GOAL: told.get(GOAL, ())[:most]}
    before = before_calling(result.helpers)[: most or CARDS]
    return call_panel(base, result.first_call, said, before=before)


def call_panel(
    base: KnowledgeBase,
    call: Call | None,
    told: Answers,
    several: bool = False,
    before: Sequence[Helper] = (),
) -> list[Block]:
    """Return a call, for `several` pupils or one: those of the lycée one speaks to `before`, whom
    to call and how, what to say of what is `told`. Nothing in a base that knows nobody.
    """
    if call is None:
        return []
    verb, how = _reach(call)
    look = look_there(call.who.contact)
    there = (Span(f" ({look})"),) if look else ()
    who = (Span(call.who.name, Style.STRONG), *how, *there, *_asking(call))
    inside = [_at_hand(item) for item in before]
    first = [("D’abord", span(f"dans votre lycée, {', puis '.join(inside)}"))] if inside else []
    said = (saying(call.who.contact), span(say(base, call, told, several)))
    return [Panel(TOMORROW, (*first, (verb, who), said))]


def _reach(call: Call) -> tuple[str, Inline]:
    """Return what one does to reach somebody, and where."""
    contact = call.who.contact
    if contact is None:
        return "Voyez", (Span(" (dans votre lycée)"),)
    if contact.phone:
        return "Appelez", (Span(", "), Span(contact.phone, Style.STRONG))
    if contact.email:
        return "Écrivez", (Span(", "), Span(contact.email, Style.STRONG))
    if contact.url:
        verb = "Remplissez" if is_form(contact) else "Ouvrez"
        return verb, (Span(" "), Span(contact.url, url=contact.url))
    return "Écrivez", (Span(f", {contact.address}"),)


def _asking(call: Call) -> Inline:
    if call.asked is None:
        return ()
    wanted = call.asked.ask or wording.lower(str(call.asked.name))
    return (Span(f"\u00a0; demandez {wanted}"),)


def _line(
    base: KnowledgeBase, match: Match, result: Recommendation[Told], width: int, cut: Cut
) -> Inline:
    """Return an entry with its verdict and, where there is room, what is left to know."""
    words = wording.OUTCOMES[match.outcome]
    start = (
        Span(match.entry.name, Style.STRONG, target=Show(match.entry.id)),
        Span(" — "),
        Span(words, BADGES[match.outcome]),
    )
    left = [] if match.outcome is Outcome.CONVIENT else left_to_know(base, match, result.answers)
    if not left:
        return start
    room = width - len("1. ")
    whole = (*start, Span(f"{wording.COLON}{left[0]}"))
    if not cut.whole and _lines(whole, room) <= CARD:
        return whole
    names = in_short(base, match)
    if not cut.doubts:
        return (*start, Span(f"{wording.COLON}{enumerate_french(names)}"))
    ways = (
        (*start, Span(f"{wording.COLON}{', '.join(names[:count])}{'…' * (count < len(names))}"))
        for count in range(len(names), 0, -1)
    )
    return next((way for way in ways if _lines(way, room) == _lines(start, room)), start)


def _lines(inline: Inline, width: int) -> int:
    return len(list(wrap(inline, width)))


def _closing(base: KnowledgeBase, result: Recommendation[Told], shown: int) -> str:
    """Return how many others there are, and what other answers would change."""
    left = len(result.recommended) - shown
    others = f"Et {plural(left, 'autre')}. " if left > 0 else ""
    return others + openness(base, result)


def _school(result: Recommendation[Told]) -> Iterator[Block]:
    """Yield who helps in the lycée itself, in order."""
    told = before_calling(result.helpers)
    names = [_at_hand(item) for item in result.helpers if item.on_site and item not in told]
    if names:
        start = Span("Aussi dans votre lycée" if told else "D’abord dans votre lycée", Style.STRONG)
        yield Paragraph((start, Span(f"{wording.COLON}{', puis '.join(names[:CARDS])}.")))


def _at_hand(helper: Helper) -> str:
    """Return somebody of the lycée, with the number that the lycée gave."""
    name = wording.lower(str(helper.role.name))
    for item in helper.contacts:
        if item.contact:
            return f"{name} ({item.contact.phone or item.contact.email or item.contact.url})"
    return name


def openness(base: KnowledgeBase, result: Recommendation[Told]) -> str:
    """Return whether other answers can still change the first ones, and the first that can."""
    if not result.open_first:
        start = "le début de " if len(result.recommended) > CARDS else ""
        return f"Aucune autre réponse ne changerait {start}cette liste."
    names = [wording.lower(str(base.question[name].label)) for name in result.open_first]
    verb = "la préciseraient" if len(names) > 1 else "la préciserait"
    answers = plural(len(names), "réponse")
    few = f"{', '.join(names[:NAMED])}…" if len(names) > NAMED else ""
    told = few or f"{enumerate_french(names)}."
    return f"Liste utilisable\u00a0; {answers} {verb}{wording.COLON}{told}"
