"""The pages of a result: a screen shows all the answers, the fiche those that may be told."""

from collections.abc import Callable, Iterator
from datetime import date
from html import escape
from urllib.parse import urlencode

from mentorat_cli import wording
from mentorat_cli.answers.told import Told, retold, tell
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.engine.ranking import SHOWN
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.formats import html
from mentorat_cli.formats.document import (
    Again,
    Consent,
    Guides,
    Link,
    More,
    Press,
    Show,
    Target,
    opened,
)
from mentorat_cli.pages.explanation import explanation_page
from mentorat_cli.pages.handout import handout_page
from mentorat_cli.pages.looks import AGAIN, CHANGE, FICHE, LOOKS, OPTIONS, PROMPT, WHY
from mentorat_cli.pages.summary import summary_page
from mentorat_cli.typography import enumerate_french
from mentorat_cli.web.forms import Field, actions, button, field, form, hidden
from mentorat_cli.web.frame import article, itself, root
from mentorat_cli.web.interview import LOOK, ON, Interview
from mentorat_cli.web.questions import GIVEN, RESULT, START, answers_list
from mentorat_cli.web.values import Page, Request
from mentorat_cli.wording import lower

CONSENT, COUNT, YES = "_sensibles", "_nombre", "oui"
"""Fields of a result: whether sensitive answers are handed on, how many entries are shown."""
WIDE = 10_000
"""Columns of a screen on which nothing of the summary is left out."""
MORE = "Préciser la liste\u00a0: répondre encore"
BACK = "Revenir au résultat"
PRINT = "Pour imprimer\u00a0: Ctrl et P (Cmd et P sur un Mac)."
PRIVATE = "La fiche et les messages"
SENSITIVE = "Y garder les réponses sensibles"
KEEP = "Garder ce résultat"
KEPT = (
    "un lien à mettre dans vos favoris, ou à donner à un collègue\u00a0; il contient vos réponses, "
    "sauf les sensibles."
)


def result_page(base: KnowledgeBase, request: Request, today: date, here: Interview) -> Page:
    """Return what is looked at of a result, and what one may do with it."""
    place, _, identifier = request.path[1:].partition("/")
    home, look = root(request.path), request.value(LOOK)
    consent = bool(request.value(CONSENT))
    told = tell(base, here.answers, consent, on_screen=place != FICHE)
    result = recommend(base, told, counted(base, request))
    whole = place == START and look not in LOOKS
    if place == WHY:
        document = explanation_page(base, base.entry[identifier], result)
    elif place == FICHE:
        document = handout_page(base, result, today)
    else:
        document = summary_page(base, result, WIDE) if whole else LOOKS[look](base, result, today)
    now = [(LOOK, RESULT if whole or place != START else look)]
    now += [(CONSENT, YES)] if consent else []
    print_it = f'<p class="quiet">{PRINT}</p>' if place == FICHE else ""
    back = f'<div class="aside">{actions(button(BACK, LOOK, RESULT))}{print_it}</div>'
    main = form(
        f"{home}{START}",
        (
            hidden((*here.fields(), *now)),
            article(opened(document, ways(base, request.path)), "" if whole else back),
            _menu(base, home, here, consent, open_ones=whole and bool(result.open_first)),
            _link(base, home, told) if whole else "",
            answers_list(base, here, home),
            hidden(here.waiting()),
        ),
        html.ANSWERS,
    )
    return Page(document.title, main + (_another(home, here) if here.sheet else ""))


def counted(base: KnowledgeBase, request: Request) -> int:
    """Return how many entries a request asks to see, the usual number where it does not say."""
    typed = request.value(COUNT)
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
    return min(number, len(base.entries)) or SHOWN


def ways(base: KnowledgeBase, path: str) -> Callable[[Target], Link | Press | None]:
    """Return the way from a page with answers to each target."""
    home = root(path)

    def way(target: Target) -> Link | Press | None:
        if isinstance(target, Show):
            return Link(f"{home}dispositifs/{target.entry}")
        if isinstance(target, Guides):
            return Link(f"{home}demarche")
        if isinstance(target, Again):
            return Link(f"{home}{START}?{kept(base, target.answers)}")
        if isinstance(target, More | Consent):
            sent = (COUNT, str(target.count)) if isinstance(target, More) else (CONSENT, YES)
            return Press(itself(path), *sent)
        return Press(f"{home}{WHY}/{target.entry}")

    return way


def kept(base: KnowledgeBase, answers: tuple[tuple[str, str], ...]) -> str:
    """Return answers as they stand in the address of their result: none that is sensitive."""
    told = [(name, value) for name, value in answers if not base.question[name].sensitive]
    return urlencode([*told, (LOOK, RESULT)])


def _link(base: KnowledgeBase, home: str, told: Told) -> str:
    address = f"{home}{START}?{kept(base, tuple(retold(base, told)))}"
    return f'<p class="quiet"><a href="{escape(address)}">{KEEP}</a>{wording.COLON}{KEPT}</p>'


def _menu(base: KnowledgeBase, home: str, here: Interview, consent: bool, open_ones: bool) -> str:
    """Return what one may do with a result."""
    more = [button(MORE, LOOK, ON)] if open_ones else []
    items = "\n".join(f"<li>{item}</li>" for item in (*more, *_items(home, here)))
    return (
        f'<section class="menu" aria-labelledby="suite">\n<h2 id="suite">{PROMPT}</h2>\n'
        f"<ul>\n{items}\n</ul>\n{_consent(base, here, consent)}</section>"
    )


def _items(home: str, here: Interview) -> Iterator[str]:
    for key, text in OPTIONS:
        if key in LOOKS:
            yield button(text, LOOK, key)
        elif key == FICHE:
            yield html.press(escape(text), Press(f"{home}{FICHE}"))
        elif key == CHANGE:
            yield f'<a href="#{GIVEN}">{text}</a>'
        elif key == AGAIN and here.sheet:
            yield f'<button type="submit" form="{AGAIN}">{text}</button>'
        elif key == AGAIN:
            yield f'<a href="{home}{START}">{text}</a>'


def _another(home: str, here: Interview) -> str:
    """Return the form that begins again in the same lycée."""
    return "\n" + form(f"{home}{START}", (hidden(here.sheet),), AGAIN)


def _consent(base: KnowledgeBase, here: Interview, consent: bool) -> str:
    """Return the box that lets sensitive answers be handed on, where there are any."""
    names = [
        lower(str(base.question[name].label))
        for name, values in here.answers.items()
        if values and base.question[name].sensitive
    ]
    if not names:
        return ""
    choice = ((YES, f"{SENSITIVE} ({enumerate_french(names)})"),)
    return field(Field(CONSENT, PRIVATE, choices=choice, many=True, shown=(YES,) * consent))
