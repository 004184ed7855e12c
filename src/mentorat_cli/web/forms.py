"""Questions as HTML forms: no script, a label for each field, what is wrong beside it."""

from collections.abc import Iterable, Iterator
from html import escape

from msgspec import Struct

from mentorat_cli.answers.territories import territory_names
from mentorat_cli.base.records import KnowledgeBase, Question, QuestionType
from mentorat_cli.dialogue.common import UNSURE, menu

FAULT = "Erreur\u00a0: "
COLUMN = 6
"""Choices that stand in one column where there is room for two."""
ANY = "Peu importe"
UNKNOWN_FIELD = "?"
"""« Je ne sais pas », as a field."""
Shown = tuple[str, str]
"""A choice: its value, and how it is shown."""


class Field(Struct, frozen=True):
    """A question as a field: its name, what is asked, what helps; the choices, or none where one
    types; those that are chosen, or what is typed; what is wrong. `first` is the title of the page;
    the choices of one that is `folded` open when one wants to choose; a `long` one has many lines.
    """

    name: str
    asked: str
    help: str = ""
    choices: tuple[Shown, ...] = ()
    many: bool = False
    shown: tuple[str, ...] = ()
    fault: str = ""
    first: bool = False
    numeric: bool = False
    folded: bool = False
    long: bool = False
    proposed: tuple[str, ...] = ()


def field_of(base: KnowledgeBase, question: Question, unsure: bool = True) -> Field:
    """Return the field of a question; `unsure` adds « Je ne sais pas » to choices of which one is
    chosen.
    """
    places = question.type is QuestionType.TERRITORY
    listed = () if places else question.choices
    shown = [(str(choice.id), menu(choice)) for choice in listed]
    if shown and unsure and not question.many:
        shown.append((UNKNOWN_FIELD, UNSURE))
    return Field(
        str(question.id),
        str(question.prompt),
        str(question.help or ""),
        tuple(shown),
        question.many,
        numeric=question.type is QuestionType.NUMBER,
        proposed=territory_names(base) if places else (),
    )


def field(item: Field) -> str:
    """Return a field with its label, what helps and what is wrong."""
    if item.choices and not item.folded:
        return _group(item)
    title = _title(item, f'<label for="{item.name}">{escape(item.asked)}</label>')
    parts = (title, *_notes(item), *_control(item))
    return "\n".join(('<div class="field">', *parts, "</div>"))


def _control(item: Field) -> Iterator[str]:
    """Yield where one types, or a list that opens."""
    about = f'id="{item.name}" name="{item.name}"{_tie(item)}{_focus(item)}{_invalid(item)}'
    typed = escape(", ".join(item.shown))
    if item.choices:
        options = "\n".join(
            f'<option value="{escape(value)}"{" selected" if value in item.shown else ""}>'
            f"{escape(text)}</option>"
            for value, text in (("", ANY), *item.choices)
        )
        yield f"<select {about}>\n{options}\n</select>"
    elif item.long:
        yield f'<textarea {about} rows="12">\n{typed}</textarea>'
    else:
        kind = ' inputmode="numeric"' if item.numeric else ""
        listed = f' list="{item.name}-noms"' if item.proposed else ""
        yield f'<input type="text" {about} value="{typed}" autocomplete="off"{kind}{listed}>'
    if item.proposed:
        names = "".join(f'<option value="{escape(name)}"></option>' for name in item.proposed)
        yield f'<datalist id="{item.name}-noms">{names}</datalist>'


def _group(item: Field) -> str:
    """Return choices to tick: what is wrong is said of the group, or of each where there are
    several to tick.
    """
    kind, role = ("checkbox", "") if item.many else ("radio", ' role="radiogroup"')
    each, whole = (_invalid(item), "") if item.many else ("", _invalid(item))
    rows = []
    for number, (value, text) in enumerate(item.choices, 1):
        name = f"{item.name}-{number}"
        state = (" checked" if value in item.shown else "") + each
        state += _focus(item) if number == 1 else ""
        rows.append(
            f'<p class="choice"><input type="{kind}" id="{name}" name="{item.name}" '
            f'value="{escape(value)}"{state}><label for="{name}">{escape(text)}</label></p>'
        )
    look = ' class="wide"' if len(rows) > COLUMN else ""
    start = f"<fieldset{look}{role}{_tie(item)}{whole}>"
    title = f"<legend>{_title(item, escape(item.asked))}</legend>"
    return "\n".join((start, title, *_notes(item), *rows, "</fieldset>"))


def _title(item: Field, text: str) -> str:
    """Return what is asked: where it is the title of the page, one begins to read there."""
    if not item.first:
        return text
    return f'<h1 tabindex="-1"{"" if item.fault else " autofocus"}>{text}</h1>'


def _focus(item: Field) -> str:
    return " autofocus" if item.first and item.fault else ""


def _invalid(item: Field) -> str:
    return ' aria-invalid="true"' if item.fault else ""


def _told(item: Field) -> dict[str, str]:
    """Return what stands beside a field, by the end of its id."""
    return {end: text for end, text in (("aide", item.help), ("erreur", item.fault)) if text}


def _tie(item: Field) -> str:
    names = " ".join(f"{item.name}-{end}" for end in _told(item))
    return f' aria-describedby="{names}"' if names else ""


def _notes(item: Field) -> Iterator[str]:
    """Yield what helps to answer, then what is wrong."""
    if item.help:
        yield f'<p class="quiet" id="{item.name}-aide">{escape(item.help)}</p>'
    if item.fault:
        wrong = f"<strong>{FAULT}</strong>{escape(item.fault)}"
        yield f'<p class="fault" id="{item.name}-erreur">{wrong}</p>'


def form(action: str, parts: Iterable[str], identity: str = "") -> str:
    """Return a form; the browser checks nothing, since its words would not be ours."""
    inside = "\n".join(part for part in parts if part)
    name = f' id="{identity}"' if identity else ""
    return f'<form{name} method="post" action="{escape(action)}" novalidate>\n{inside}\n</form>'


def hidden(pairs: Iterable[tuple[str, str]]) -> str:
    """Return fields that are sent and not seen."""
    return "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in pairs
    )


def button(text: str, name: str = "", value: str = "", about: str = "") -> str:
    """Return a button that sends its form, with one field more where it has a name; what it is
    `about` is read and not seen.
    """
    sent = f' name="{name}" value="{escape(value)}"' if name else ' class="main"'
    more = f'<span class="heard"> {escape(about)}</span>' if about else ""
    return f'<button type="submit"{sent}>{escape(text)}{more}</button>'


def actions(*buttons: str) -> str:
    """Return buttons on a line."""
    return f'<p class="actions">{" ".join(item for item in buttons if item)}</p>'
