"""The pages that need no answers of a pupil: entries, whom to contact, how to set an action up."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from mentorat_cli.answers.places import ACADEMIE
from mentorat_cli.answers.refusals import Refused
from mentorat_cli.answers.told import tell
from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base.records import Entry, KnowledgeBase
from mentorat_cli.dialogue.common import NEEDED
from mentorat_cli.engine.listing import select_entries
from mentorat_cli.engine.ranking import SHOWN
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.formats.document import Document, opened, paragraph
from mentorat_cli.pages.catalogue import list_page
from mentorat_cli.pages.contacts import contacts_page
from mentorat_cli.pages.entry import entry_page
from mentorat_cli.typography import code
from mentorat_cli.web.forms import actions, button, field, field_of, form
from mentorat_cli.web.frame import article, itself
from mentorat_cli.web.results import ways
from mentorat_cli.web.values import Page, Request, typed
from mentorat_cli.wording.refusals import sentence

LISTED = ("academie", "objectif", "niveau", "filiere")
"""The criteria that select entries."""
ASKED = ("academie", "objectif", "niveau")
"""Those that say whom to contact."""
WHOM = (
    "Dites où est le lycée, et le besoin s’il est connu\u00a0: la page dira qui joindre, dans quel "
    "ordre, et quoi écrire."
)


def read_form(
    base: KnowledgeBase, request: Request, names: Sequence[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return the answers that the fields of a form give, and what is wrong with the others."""
    answers: dict[str, tuple[str, ...]] = {}
    faults = {}
    for name, words in typed(request.fields, names).items():
        try:
            answers |= parse_answers(base, {name: words})
        except Refused as error:
            faults[name] = sentence(error.refusal, lambda name: code(base.question[name].label))
    return {name: answers[name] for name in base.question if name in answers}, faults


def few(
    base: KnowledgeBase, request: Request, names: Sequence[str], faults: Mapping[str, str]
) -> str:
    """Return the fields of a few questions, filled in as they were sent."""
    sent = typed(request.fields, names)
    boxes = [
        field(
            replace(
                field_of(base, replace(base.question[name], many=False, help=None), unsure=False),
                folded=True,
                shown=sent.get(name, ()),
                fault=faults.get(name, ""),
            )
        )
        for name in names
        if name in base.question
    ]
    inside = "\n".join(f"<div>\n{box}\n</div>" for box in boxes)
    return f'<div class="few">\n{inside}\n</div>'


def asking(
    base: KnowledgeBase, request: Request, names: Sequence[str], faults: Mapping[str, str], go: str
) -> str:
    """Return a form of a few questions."""
    fields = few(base, request, names, faults)
    return form(itself(request.path), (fields, actions(button(go))))


def entries_page(base: KnowledgeBase, request: Request) -> Page:
    """Return the entries that a few criteria select."""
    answers, faults = read_form(base, request, LISTED)
    document = list_page(base, select_entries(base, answers, None, None), typed=False)
    form = asking(base, request, LISTED, faults, "Choisir")
    return document_page(base, request, document, before=form, wrong=bool(faults))


def one_page(base: KnowledgeBase, request: Request, entry: Entry, today: date) -> Page:
    """Return the whole fiche of an entry, its contacts near a place."""
    answers, faults = read_form(base, request, (ACADEMIE,))
    form = asking(base, request, (ACADEMIE,), faults, "Voir les contacts de ce lieu")
    document = entry_page(base, entry, answers, today, typed=False)
    return document_page(base, request, document, after=form, wrong=bool(faults))


def whom_page(base: KnowledgeBase, request: Request) -> Page:
    """Return whom to contact for a few answers, with messages ready to send."""
    answers, faults = read_form(base, request, ASKED)
    if request.post and not faults and not answers.get(ACADEMIE):
        faults[ACADEMIE] = NEEDED
    form = asking(base, request, ASKED, faults, "Voir les contacts")
    document = Document("Qui contacter", (paragraph(WHOM),))
    if answers.get(ACADEMIE):
        told = tell(base, answers, consent=False)
        entries = [match.entry for match in recommend(base, told).recommended[:SHOWN]]
        document = contacts_page(base, entries, told, entries)
    return document_page(base, request, document, before=form, wrong=bool(faults))


def document_page(
    base: KnowledgeBase,
    request: Request,
    document: Document,
    before: str = "",
    after: str = "",
    wrong: bool = False,
) -> Page:
    """Return a document as a page."""
    linked = opened(document, ways(base, request.path))
    return Page(document.title, article(linked, before, after), wrong)
