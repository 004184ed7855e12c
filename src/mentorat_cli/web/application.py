"""The pages behind any WSGI server: what comes in is bounded, nothing is kept, headers allow a page
to do nothing but send its own forms.
"""

import re
import traceback
from base64 import b64encode
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from msgspec import Struct

from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.web.interview import SHEET
from mentorat_cli.web.requests import respond
from mentorat_cli.web.style import STYLE
from mentorat_cli.web.texts import failure
from mentorat_cli.web.values import Request, Response

LARGEST = 2_000_000
"""Bytes of a request beyond which it is not read: the table of a whole lycée has a tenth of it."""
MOST = 5_000
"""Fields of a request that are read."""
LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""How a machine calls itself."""
METHODS = ("GET", "HEAD", "POST")
_STYLE = b64encode(sha256(f"\n{STYLE}\n".encode()).digest()).decode()
HEADERS = (
    (
        "Content-Security-Policy",
        f"default-src 'none'; style-src 'sha256-{_STYLE}'; style-src-attr 'unsafe-inline'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "private"),
)
"""Of every answer. It may stay in the browser's memory, or going back would ask to send again."""
KINDS = {"yaml": "application/yaml; charset=utf-8", "csv": "text/csv; charset=utf-8"}
"""Ending of a file → what it is."""

Environ = Mapping[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]


class Application(Struct, frozen=True):
    """A WSGI application over a base, for requests to one of these `hosts`, whatever the port; what
    an address asks begins with this `sheet` of the lycée, if any, unless it has its own or an empty
    one.
    """

    base: Callable[[], KnowledgeBase]
    day: Callable[[], date]
    hosts: Collection[str] = LOCAL
    sheet: str = ""

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Answer one request; a fault of ours is written where the server writes its own."""
        try:
            response = self._answer(environ)
        except Exception:
            traceback.print_exc(file=environ["wsgi.errors"])
            response = failure(HTTPStatus.INTERNAL_SERVER_ERROR)
        status = HTTPStatus(response.status)
        body = response.body.encode("utf-8", "replace")
        start_response(f"{status.value} {status.phrase}", _headers(response, len(body)))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _answer(self, environ: Environ) -> Response:
        method = environ["REQUEST_METHOD"]
        if _host(environ) not in self.hosts:
            return failure(HTTPStatus.MISDIRECTED_REQUEST)
        if method not in METHODS:
            return failure(HTTPStatus.METHOD_NOT_ALLOWED)
        text = _sent(environ) if method == "POST" else environ.get("QUERY_STRING", "")
        try:
            fields = parse_qsl(text or "", True, errors="replace", max_num_fields=MOST)
        except ValueError:
            fields = None
        if text is None or fields is None:
            return failure(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if self.sheet and method != "POST" and SHEET not in dict(fields):
            fields.append((SHEET, self.sheet))
        path = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")
        request = Request(path or "/", tuple(fields), method == "POST")
        return respond(self.base(), request, self.day())


def _host(environ: Environ) -> str:
    """Return the host that is asked for, without its port: what a page of another site, whose name
    was made to lead here, cannot choose.
    """
    found = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::\d*)?", str(environ.get("HTTP_HOST", "")))
    return found[1].lower() if found else ""


def _sent(environ: Environ) -> str | None:
    """Return the text of what was sent, None when it is too large, or its sender has left."""
    length = str(environ.get("CONTENT_LENGTH") or "0")
    if not re.fullmatch("[0-9]{1,9}", length) or int(length) > LARGEST:
        return None
    try:
        return str(environ["wsgi.input"].read(int(length)), "ascii", "replace")
    except OSError:
        return None


def _headers(response: Response, length: int) -> list[tuple[str, str]]:
    ending = response.file.rpartition(".")[2]
    kind = KINDS.get(ending, "text/html; charset=utf-8")
    kept = [("Content-Disposition", f'attachment; filename="{response.file}"')]
    return [
        ("Content-Type", kind),
        ("Content-Length", str(length)),
        *(kept if response.file else []),
        *HEADERS,
    ]
