"""A class: a table that is pasted, its plan and a sheet for each pupil. Nothing of it is kept."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from io import StringIO
from itertools import islice

from msgspec.structs import replace

from mentorat_cli.answers.places import ACADEMIE
from mentorat_cli.answers.refusals import Refused
from mentorat_cli.answers.told import withheld
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.classroom.advice import Adviser, distinct, read_pupils
from mentorat_cli.classroom.roll import Roll, RowFault, unused
from mentorat_cli.classroom.synthesis import Classroom, gather
from mentorat_cli.classroom.table import blank_table, open_table
from mentorat_cli.engine.rules import GOAL
from mentorat_cli.errors import UsageError
from mentorat_cli.formats.document import bullets, opened, section
from mentorat_cli.formats.html import ANSWERS
from mentorat_cli.pages.classroom import class_page
from mentorat_cli.typography import capital, code
from mentorat_cli.web.catalogue import few, read_form
from mentorat_cli.web.forms import Field, actions, button, field, form
from mentorat_cli.web.frame import article, blocks, heading, itself
from mentorat_cli.web.results import CONSENT, PRINT, SENSITIVE, YES, counted, ways
from mentorat_cli.web.values import Page, Request, Response, typed
from mentorat_cli.wording import COLON
from mentorat_cli.wording.refusals import in_column, sentence

TABLE, BLANK, FILE = "_tableau", "_modele", "eleves.csv"
TITLE, NAME = "Pour une classe", "Tableau"
ASKED = (ACADEMIE, GOAL)
"""What may be said of the whole class: it stands for missing columns and for blank cells."""
MOST = 500
"""Pupils of one page: a whole lycée is for the command line."""
LEAD = (
    "Collez un tableau, une ligne par élève, avec ses titres\u00a0: l’export d’un logiciel du "
    "lycée, ou le tableau vide ci-dessous une fois rempli. Les noms ne sont pas lus\u00a0; rien "
    "n’est gardé."
)
PASTED = Field(
    TABLE,
    "Le tableau",
    "Copié dans le tableur, ou le texte d’un fichier CSV.",
    long=True,
)
WHOLE = "Pour toute la classe, là où le tableau ne le dit pas"
EMPTY, PRIVATE = "Un tableau vide à remplir", "Le plan et les fiches"
NOBODY = "Aucun élève n’a pu être lu."
TOO_MANY = f"Plus de {MOST} élèves\u00a0; collez une classe à la fois."
NOTED = "Ce qui n’a pas été compris"


def room_page(base: KnowledgeBase, request: Request, today: date) -> Page | Response:
    """Return the form, the plan of the class that it holds, or a blank table."""
    if request.value(BLANK):
        return Response(200, TITLE, blank_table(base), FILE)
    text = next((value for name, value in reversed(request.fields) if name == TABLE), "")
    _, faults = read_form(base, request, ASKED)
    if not request.post or faults:
        return _asked(base, request, text, faults)
    try:
        room, notes = _read(base, request, text, today)
    except UsageError as error:
        return _asked(base, request, text, {TABLE: _said(error)})
    document = opened(class_page(base, room, today, handed=True), ways(base, request.path))
    told = section(NOTED, bullets(notes))
    before = f'<p class="quiet aside">{PRINT}</p>\n<div class="aside">{blocks(*told)}</div>'
    again = f'<div class="aside">\n{_form(base, request, text, {})}\n</div>'
    return Page(document.title, article(document, before, again))


def _read(
    base: KnowledgeBase, request: Request, text: str, today: date
) -> tuple[Classroom, list[str]]:
    """Return the class of a table, and what of it was not understood. Raises UsageError."""
    table = open_table(base, StringIO(text), NAME, code(EMPTY))
    secret = withheld(base, bool(request.value(CONSENT)))
    say, given = partial(sentence, name=in_column(base)), typed(request.fields, ASKED)
    roll = Roll(base, table.columns, given, say, today, secret, in_column(base))
    faults: list[RowFault] = []
    rows = islice(table.rows(), MOST + 1)
    pupils = list(distinct(read_pupils(roll, rows, faults.append)))
    if len(pupils) > MOST:
        raise UsageError(TOO_MANY)
    if not pupils:
        raise UsageError(" ".join((NOBODY, *(_line(one.line, one.message) for one in faults[:1]))))
    adviser = Adviser(base, counted(base, request))
    room = gather(base, [adviser.advise(pupil) for pupil in pupils], faults)
    noted = (_line(line, note) for line, note in unused(table, roll))
    return room, [*map(capital, table.notices), *noted]


def _line(line: int | None, note: str) -> str:
    return capital(note) if line is None else f"Ligne {line}{COLON}{note}"


def _said(error: UsageError) -> str:
    return sentence(error.refusal) if isinstance(error, Refused) else str(error)


def _asked(base: KnowledgeBase, request: Request, text: str, faults: Mapping[str, str]) -> Page:
    main = f"{heading(TITLE)}\n<p>{LEAD}</p>\n{_form(base, request, text, faults)}"
    return Page(TITLE, main, wrong=bool(faults))


def _form(base: KnowledgeBase, request: Request, text: str, faults: Mapping[str, str]) -> str:
    pasted = replace(PASTED, shown=(text,) if text else (), fault=faults.get(TABLE, ""))
    shown = (YES,) if request.value(CONSENT) else ()
    box = Field(CONSENT, PRIVATE, choices=((YES, SENSITIVE),), many=True, shown=shown)
    return form(
        itself(request.path),
        (
            field(pasted),
            f"<p>{WHOLE}{COLON}</p>",
            few(base, request, ASKED, faults),
            field(box),
            actions(button("Voir le plan de la classe"), button(EMPTY, BLANK, YES)),
        ),
        ANSWERS,
    )
