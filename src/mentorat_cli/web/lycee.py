"""What holds for all the pupils of a lycée: a form, the file that it makes, and the interview that
begins with it. The file is in the page; nothing is written.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache, partial
from html import escape

from msgspec.structs import replace

from mentorat_cli import wording
from mentorat_cli.answers import own as sheets
from mentorat_cli.answers.places import ACADEMIE
from mentorat_cli.answers.refusals import Refused
from mentorat_cli.answers.typed import also_told
from mentorat_cli.base.records import Answers, KnowledgeBase, OwnLycee, Question
from mentorat_cli.dialogue.common import NEEDED
from mentorat_cli.dialogue.interview import Turn, next_turn
from mentorat_cli.dialogue.loop import Given
from mentorat_cli.dialogue.sheet import limited, sheet_answer
from mentorat_cli.formats.document import facts
from mentorat_cli.typography import capital, code, french
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
from mentorat_cli.web.frame import blocks, heading, itself, root
from mentorat_cli.web.interview import SHEET, TOLD, Interview, as_typed, stand
from mentorat_cli.web.questions import GO_ON, START
from mentorat_cli.web.values import Page, Request, Response, Typed, typed
from mentorat_cli.wording.refusals import sentence

TAKE, KEEP, FILE = "_reprendre", "_garder", "notre-lycee.yaml"
TITLE = "Mon lycée"
LEAD = (
    "Ce qui vaut pour tous les élèves d’un lycée se dit une fois, et se garde dans un fichier que "
    "l’on peut donner à ses collègues. Rien n’y est dit d’un élève."
)
PASTED = Field(
    SHEET,
    "Coller ici la fiche d’un collègue, ou la vôtre",
    "Tout le texte du fichier, tel que cet outil l’a écrit.",
    long=True,
)
UNREAD = "Ce texte n’est pas la fiche d’un lycée\u00a0; recopiez le fichier en entier."
NAMED = "Seulement si la liste ne l’a pas."
SERVICES = "Joindre les services du lycée"
LONGEST = 20_000
"""Characters of a sheet that are read: ten times a full one."""
MADE = (
    "Gardez ce fichier\u00a0: la prochaine fois, il suffira de le coller ici. Un collègue peut le "
    "reprendre tel quel."
)
USED = "D’après la fiche de votre lycée ({})."


def lycee_page(base: KnowledgeBase, request: Request, today: date) -> Page | Response:
    """Return the form, what it makes once it is filled in, or the file that holds it."""
    if not request.post or request.value(TAKE):
        own = _taken(base, request.value(SHEET))
        wrong = UNREAD if own is None and request.value(TAKE) else ""
        told = sheets.answered(base, own) if own else {}
        return _form_page(base, request, told, {SHEET: wrong} if wrong else {})
    asked = sheets.sheet_form(base)
    words = typed(request.fields, asked.question)
    answers, faults = _read(asked, words)
    if not answers.get(ACADEMIE):
        faults.setdefault(ACADEMIE, NEEDED)
    if faults:
        return _form_page(base, request, words, faults)
    own = sheets.sheet(base, answers, today)
    if request.value(KEEP):
        return Response(200, TITLE, sheets.write_own(own), FILE)
    return _made_page(base, request, own, words)


def _read(asked: KnowledgeBase, words: Typed) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return the answers that the form gives, and what is wrong with the others."""
    answers: dict[str, tuple[str, ...]] = {}
    faults = {}
    for name, given in words.items():
        try:
            values = sheet_answer(asked, name, given)
            answers |= also_told(asked, {name: given})
        except Refused as error:
            faults[name] = sentence(error.refusal, lambda name: code(asked.question[name].label))
        except ValueError as error:
            faults[name] = french(f"{capital(str(error))}.")
        else:
            answers |= {} if values is None else {name: values}
    return answers, faults


def _form_page(
    base: KnowledgeBase, request: Request, told: Typed, faults: Mapping[str, str]
) -> Page:
    asked = sheets.sheet_form(base)
    roles = {sheets.contact_question(item.id) for item in sheets.services(base)}
    boxes = {
        name: field(_field(asked, question, told, faults.get(name, "")))
        for name, question in asked.question.items()
        if question.asked and name != sheets.SERVICES
    }
    ways = "\n".join(box for name, box in boxes.items() if name in roles)
    shown = " open" if any(name in roles for name in (*told, *faults)) else ""
    own = form(
        itself(request.path),
        (
            *(box for name, box in boxes.items() if name not in roles),
            f"<details{shown}>\n<summary>{SERVICES}</summary>\n{ways}\n</details>",
            actions(button(GO_ON)),
        ),
    )
    taken = form(
        itself(request.path),
        (
            field(replace(PASTED, fault=faults.get(SHEET, ""))),
            actions(button("Reprendre cette fiche", TAKE, "oui")),
        ),
    )
    main = f"{heading(TITLE)}\n<p>{LEAD}</p>\n{own}\n<h2>Une fiche déjà faite</h2>\n{taken}"
    return Page(TITLE, main, wrong=bool(faults))


def _field(asked: KnowledgeBase, question: Question, told: Typed, fault: str) -> Field:
    shown = told.get(str(question.id), ())
    item = field_of(asked, question)
    help_text = NAMED if question.id == sheets.NAME else item.help
    if question.id == ACADEMIE and shown:
        also = {name: told[name] for name in ("departement", "lycee") if name in told}
        shown = as_typed(asked, ACADEMIE, Given(shown, also)) if also else shown
    return replace(item, help=help_text, shown=shown, fault=fault)


def _made_page(base: KnowledgeBase, request: Request, own: OwnLycee, words: Typed) -> Page:
    """Return what a sheet holds, its file, and the way to the interview that begins with it."""
    asked = sheets.sheet_form(base)
    rows = [
        (str(asked.question[name].label), capital(wording.answer(asked, name, values)))
        for name, values in sheets.answered(base, own).items()
        if name != sheets.SERVICES
    ]
    sent = [(name, value) for name, values in words.items() for value in values]
    kept = form(
        itself(request.path),
        (hidden(sent), actions(button(f"Garder la fiche ({FILE})", KEEP, "oui"))),
    )
    going = form(
        f"{root(request.path)}{START}",
        (
            hidden(_beginning(base, own)),
            actions(button("Chercher pour un élève de ce lycée")),
        ),
    )
    title = f"{TITLE}{wording.COLON}{sheets.titled(base, own)}"
    main = f"{heading(title)}\n{blocks(*facts(rows))}\n{going}\n{kept}\n<p>{escape(MADE)}</p>"
    return Page(title, main)


# The interview that begins with a sheet


def _beginning(base: KnowledgeBase, own: OwnLycee) -> tuple[tuple[str, str], ...]:
    """Return the fields with which an interview begins in a lycée: its sheet, then what it says."""
    known = sheets.shared_answers(base, own).items()
    told = ((name, value) for name, values in known for value in values or (UNKNOWN_FIELD,))
    return ((SHEET, sheets.write_own(own)), *told)


def _taken(base: KnowledgeBase, text: str) -> OwnLycee | None:
    own = sheets.reread(text[:LONGEST])
    try:
        return sheets.understood(base, own)[0] if own and own.answers.get(ACADEMIE) else None
    except sheets.WrongContact:
        return None


@lru_cache(maxsize=8)
def _with_sheet(base: KnowledgeBase, text: str) -> tuple[KnowledgeBase, OwnLycee] | None:
    """Return the base with what a sheet says, None when it says nothing; remembered, for every page
    of an interview asks for it.
    """
    own = _taken(base, text) if text else None
    return (sheets.with_own(base, own), own) if own else None


def _begun(base: KnowledgeBase, own: OwnLycee, request: Request) -> Request:
    """Return what an address asks with what the sheet adds to its answers, if they are of the same
    lycée.
    """
    if not sheets.concerns(base, own, stand(base, request).answers):
        return request
    told = {name.removeprefix(TOLD) for name, _ in request.fields}
    more = (item for item in _beginning(base, own) if item[0] not in told)
    return replace(request, fields=(*more, *request.fields))


def stand_with_sheet(base: KnowledgeBase, request: Request) -> tuple[KnowledgeBase, Interview]:
    """Return where a request leaves the interview, and the base that it rests on: with the sheet of
    the lycée that it holds, unless the answers are of another lycée.
    """
    found = _with_sheet(base, request.value(SHEET))
    if found is None:
        return base, stand(base, request)
    known, own = found

    def turns(base: KnowledgeBase, answers: Answers, places: int) -> Turn | None:
        ours = sheets.concerns(base, own, answers)
        return (partial(limited, next_turn, own) if ours else next_turn)(base, answers, places)

    here = stand(known, request if request.post else _begun(known, own, request), turns)
    if not sheets.concerns(base, own, here.answers):
        return base, here
    note = USED.format(sheets.titled(base, own))
    return known, replace(here, sheet=_beginning(base, own), note=note)
