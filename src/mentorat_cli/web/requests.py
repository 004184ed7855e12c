"""A request in, a page out: pure, and total, for whatever is asked there is a page."""

from datetime import date

from msgspec.structs import replace

from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.pages.entry import guides_page
from mentorat_cli.pages.looks import WHY
from mentorat_cli.web.catalogue import document_page, entries_page, one_page, whom_page
from mentorat_cli.web.classroom import room_page
from mentorat_cli.web.forms import FAULT
from mentorat_cli.web.frame import frame
from mentorat_cli.web.lycee import lycee_page, stand_with_sheet
from mentorat_cli.web.questions import question_page
from mentorat_cli.web.results import result_page
from mentorat_cli.web.texts import absent_page, access_page, first_page
from mentorat_cli.web.values import Page, Request, Response


def respond(base: KnowledgeBase, request: Request, today: date) -> Response:
    """Return the page that is asked for, whatever the request holds."""
    request = replace(request, path=f"/{request.path.lstrip('/')}")
    page = _page(base, request, today)
    if isinstance(page, Response):
        return page
    title = (FAULT if page.wrong else "") + page.title
    return Response(page.status, title, frame(request.path, title, page.main))


def _page(base: KnowledgeBase, request: Request, today: date) -> Page | Response:
    place, _, name = request.path[1:].partition("/")
    if name:
        return _about(base, request, today, place, name)
    match place:
        case "":
            return first_page(base, request.path)
        case "recommander" | "fiche":
            return _interview(base, request, today)
        case "dispositifs":
            return entries_page(base, request)
        case "contacts":
            return whom_page(base, request)
        case "classe":
            return room_page(base, request, today)
        case "demarche":
            return document_page(base, request, guides_page(base, today))
        case "lycee":
            return lycee_page(base, request, today)
        case "accessibilite":
            return access_page()
    return absent_page(request.path)


def _about(base: KnowledgeBase, request: Request, today: date, place: str, name: str) -> Page:
    """Return a page about one entry."""
    entry = base.entry.get(name)
    if entry is not None and place == "dispositifs":
        return one_page(base, request, entry, today)
    if entry is not None and place == WHY:
        return _interview(base, request, today)
    return absent_page(request.path)


def _interview(base: KnowledgeBase, request: Request, today: date) -> Page:
    """Return the next question, or what is looked at of the result."""
    base, here = stand_with_sheet(base, request)
    if here.asking is None:
        return result_page(base, request, today, here)
    return question_page(base, request, here, here.asking)
