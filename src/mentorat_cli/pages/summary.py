"""The answer on one screen: whom to call tomorrow, the first three, who helps in the lycée."""

from collections.abc import Iterator

from mentorat_cli import wording
from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import KnowledgeBase, Outcome, QuestionType
from mentorat_cli.engine.calling import CARDS, Call
from mentorat_cli.engine.directory import Way
from mentorat_cli.engine.guidance import Helper
from mentorat_cli.engine.matching import Match
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
)
from mentorat_cli.formats.text import lines
from mentorat_cli.pages.cards import doubts, nothing_fits
from mentorat_cli.pages.common import BADGES, left_out
from mentorat_cli.pages.recommendation import outside_notice
from mentorat_cli.typography import capital, code, enumerate_french, plural
from mentorat_cli.wording.calls import say, saying

TALLEST, NARROW, TALLEST_NARROW = 24, 60, 30
"""Lines of a screen; columns below which it is narrow, and lines that it then has."""
TOMORROW = "Demain matin"
NAMED = 3
"""Answers, and questions, that are named where there is little room."""
SHORTEST = 4
"""Ways to say it, from the whole to the shortest: without the lycée; with neither what is to be
checked nor all the answers; at last whom to call for the first need, and the entries.
"""


def summary_page(base: KnowledgeBase, result: Recommendation[Told], width: int) -> Document:
    """Return the answer as one screen of `width` columns shows it: what has no room is left out,
    the lycée first, then what is to be checked.
    """
    tallest = TALLEST_NARROW if width < NARROW else TALLEST
    ways = (_page(base, result, cut) for cut in range(SHORTEST))
    found = next(ways)
    while len(lines(found, width)) > tallest and (shorter := next(ways, None)):
        found = shorter
    return found


def _page(base: KnowledgeBase, result: Recommendation[Told], cut: int) -> Document:
    shown = result.recommended[:CARDS]
    last = cut == SHORTEST - 1
    cards = bullets((_line(base, match, result, cut) for match in shown), ordered=True)
    return Document(
        situation(base, result, NAMED if cut > 1 else None),
        (
            *left_out(result.answers),
            *outside_notice(base, result.answers),
            *tomorrow(base, result, 1 if last else None),
            *(cards or [nothing_fits()]),
            *([] if last else _others(result, len(shown))),
            *([] if cut else _school(result)),
            *([] if last else [paragraph(openness(base, result), Style.QUIET)]),
        ),
    )


def situation(base: KnowledgeBase, result: Recommendation[Told], most: int | None = None) -> str:
    """Return the situation that is answered, in one line: its first `most` answers, but for a yes
    or a no, which says nothing alone.
    """
    known = result.answers
    told = [
        capital(wording.answer(base, name, values))
        for name, values in known.items()
        if values
        and base.question[name].type is not QuestionType.YES_NO
        and (name != "academie" or not known.get("departement"))
    ]
    return " · ".join(told[:most])


def tomorrow(
    base: KnowledgeBase, result: Recommendation[Told], goals: int | None = None
) -> list[Block]:
    """Return whom to call first, how, and what to say of the first `goals`; nothing in a base that
    knows nobody.
    """
    call = result.first_call
    if call is None:
        return []
    verb, how = _reach(call)
    who = (Span(call.who.name, Style.STRONG), *how, *_asking(call))
    told = dict(result.answers)
    sentence = say(base, call, {**told, GOAL: told.get(GOAL, ())[:goals]})
    return [
        Panel(
            TOMORROW,
            ((verb, who), (saying(call.who.contact), (Span(code(sentence)),))),
        )
    ]


def _reach(call: Call) -> tuple[str, Inline]:
    """Return what one does to reach somebody, and where."""
    contact = call.who.contact
    if contact is None:
        return "Voyez", (Span(" (dans votre lycée)"),)
    if contact.phone:
        return "Appelez", (Span(", "), Span(contact.phone, Style.STRONG))
    if contact.email:
        return "Écrivez", (Span(", "), Span(contact.email, Style.STRONG))
    if call.who.way is Way.DIRECT:
        return "Remplissez", (Span(" "), Span(str(contact.url), url=contact.url))
    return "Ouvrez", (Span(" "), Span(str(contact.url), url=contact.url))


def _asking(call: Call) -> Inline:
    if call.asked is None:
        return ()
    wanted = call.asked.ask or wording.lower(str(call.asked.name))
    return (Span(f"\u00a0; demandez {wanted}"),)


def _line(base: KnowledgeBase, match: Match, result: Recommendation[Told], cut: int) -> Inline:
    """Return an entry with its verdict and, where there is room, what is left to know."""
    words = wording.OUTCOMES[match.outcome]
    left = (
        []
        if match.outcome is Outcome.CONVIENT or cut > 1
        else doubts(base, match, result.answers)[:1]
    )
    return (
        Span(match.entry.name, Style.STRONG, target=Show(match.entry.id)),
        Span(" — "),
        Span(words, BADGES[match.outcome]),
        *(Span(f"{wording.COLON}{text}") for text in left),
    )


def _others(result: Recommendation[Told], shown: int) -> Iterator[Block]:
    left = len(result.recommended) - shown
    if left > 0:
        yield paragraph(f"Et {plural(left, 'autre')}.", Style.QUIET)


def _school(result: Recommendation[Told]) -> Iterator[Block]:
    """Yield who helps in the lycée itself, in order."""
    names = [_at_hand(item) for item in result.helpers if item.on_site]
    if names:
        start = Span("D’abord dans votre lycée", Style.STRONG)
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
    if result.settled:
        return "Aucune autre réponse ne changerait cette liste."
    names = [wording.lower(str(base.question[name].label)) for name in result.open_questions]
    verb = "la préciseraient" if len(names) > 1 else "la préciserait"
    answers = plural(len(names), "réponse")
    few = f"{', '.join(names[:NAMED])}…" if len(names) > NAMED else ""
    told = few or f"{enumerate_french(names)}."
    return f"Liste utilisable\u00a0; {answers} {verb}{wording.COLON}{told}"
