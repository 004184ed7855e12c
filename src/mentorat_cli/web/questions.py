"""The pages of the interview that ask: one question each, and the answers so far."""

from collections.abc import Sequence
from html import escape

from msgspec.structs import replace

from mentorat_cli import wording
from mentorat_cli.answers.typed import label
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.dialogue.common import FIRST, NEXT, STOP, UNSURE, USABLE, WHICH, place_label
from mentorat_cli.dialogue.common import progress as standing
from mentorat_cli.formats.html import ANSWERS
from mentorat_cli.typography import capital
from mentorat_cli.web.forms import (
    UNKNOWN_FIELD,
    Field,
    actions,
    button,
    field,
    field_of,
    form,
    hidden,
)
from mentorat_cli.web.frame import root
from mentorat_cli.web.interview import (
    AMONG,
    CHANGE,
    LOOK,
    QUESTION,
    SHEET,
    Ask,
    Asking,
    Interview,
    Pick,
)
from mentorat_cli.web.values import Page, Request

GO_ON = "Continuer"
WITHOUT = "Commencer sans cette fiche"
START, RESULT, GIVEN = "recommander", "resultat", "reponses-donnees"
"""The page of the interview, what it is called to see the result, and where the answers stand."""


def question_page(base: KnowledgeBase, request: Request, here: Interview, asking: Asking) -> Page:
    """Return the page of what the interview asks now."""
    turn = asking.turn
    name, stop = str(turn.question.id), button(STOP, LOOK, RESULT) if turn.usable else ""
    unsure = "" if turn.question.required else button(UNSURE, name, UNKNOWN_FIELD)
    asked = _asked(base, asking)
    several = [] if isinstance(asking, Ask | Pick) else _placed(name, asking.first, asking.left)
    home = root(request.path)
    main = form(
        f"{home}{START}",
        (
            hidden((*here.fields(), (QUESTION, name), *several)),
            field(asked),
            *([f'<p class="quiet">{escape(standing(turn))} {USABLE}</p>'] if turn.usable else []),
            actions(button(GO_ON), *([unsure, stop] if isinstance(asking, Ask) else [])),
            answers_list(base, here, home),
            hidden(here.waiting()),
        ),
        ANSWERS,
    )
    return Page(asked.asked, main, wrong=bool(asked.fault))


def _asked(base: KnowledgeBase, asking: Asking) -> Field:
    """Return the field of what is asked: the title of its page."""
    question = asking.turn.question
    if isinstance(asking, Ask):
        item = field_of(base, question, unsure=False)
        return replace(item, shown=asking.shown, fault=asking.fault, first=True)
    if isinstance(asking, Pick):
        shown = [
            (place.lycee or place.department or place.academie, place_label(base, place))
            for place in asking.places
        ]
        return Field(str(question.id), WHICH, choices=tuple(shown), first=True)
    shown = [(value, capital(label(question, value))) for value in asking.left]
    asked = NEXT if asking.first else FIRST
    return Field(str(question.id), asked, choices=tuple(shown), shown=asking.left[:1], first=True)


def _placed(name: str, first: Sequence[str], left: Sequence[str]) -> list[tuple[str, str]]:
    """Return the fields of answers that are being put in order."""
    return [
        *((AMONG, value) for value in (*first, *left)),
        *((name, value) for value in first),
    ]


def answers_list(base: KnowledgeBase, here: Interview, home: str) -> str:
    """Return the answers so far, each with the button that changes it, and the way to leave out the
    sheet that some of them come from. `home` leads to the first page.
    """
    rows = []
    for name, values in here.answers.items():
        title, told = str(base.question[name].label), capital(wording.answer(base, name, values))
        change = button("Changer", CHANGE, name, title) if name in here.said else ""
        rows.append(f"<dt>{escape(title)}</dt><dd>{escape(told)} {change}</dd>")
    if not rows:
        return ""
    without = f'<a href="{home}{START}?{SHEET}=">{WITHOUT}</a>'
    note = f'<p class="quiet">{escape(here.note)} {without}</p>\n' if here.note else ""
    return (
        f'<section class="answers" aria-labelledby="{GIVEN}">\n'
        f'<h2 id="{GIVEN}">Vos réponses</h2>\n<dl>\n{"".join(rows)}\n</dl>\n{note}</section>'
    )
