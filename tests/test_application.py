"""The pages behind a server: what may come in, what every answer says, several at once, Ctrl-C."""

import hashlib
import re
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from io import BytesIO, StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from conftest import TODAY, Recorder
from mentorat_cli.answers.own import reread
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.web.application import LARGEST, MOST, Application
from mentorat_cli.web.requests import respond
from mentorat_cli.web.values import Request
from mentorat_cli.world import server
from mentorat_cli.world.folders import SHEET as KEPT
from mentorat_cli.world.server import HOST, Server, listening
from test_web import SHEET

USED = "D’après la fiche de votre lycée (Lyon)."
FORM = "objectif=stage&academie=69&_voir=resultat"


class Gone(BytesIO):
    """What somebody sends who has left."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise ConnectionResetError


class Answer:
    """What an application says to one request."""

    def __init__(self, application: Application, sent: str = "", **changed: Any) -> None:
        self.errors = StringIO()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST" if sent else "GET",
            "PATH_INFO": "/",
            "QUERY_STRING": "",
            "HTTP_HOST": "127.0.0.1:8765",
            "CONTENT_LENGTH": str(len(sent)),
            "wsgi.input": BytesIO(sent.encode()),
            "wsgi.errors": self.errors,
            **changed,
        }
        self.body = b"".join(application(environ, self._start)).decode()

    def _start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, dict(headers)
        assert len(self.headers) == len(headers)


@pytest.fixture
def site(kb: KnowledgeBase) -> Application:
    return Application(lambda: kb, lambda: TODAY)


def test_an_answer_is_the_page_under_headers_that_allow_nothing_else(
    kb: KnowledgeBase, site: Application
) -> None:
    answer = Answer(site, FORM, PATH_INFO="/recommander")
    page = respond(
        kb,
        Request(
            "/recommander", (("objectif", "stage"), ("academie", "69"), ("_voir", "resultat")), True
        ),
        TODAY,
    )
    assert (answer.status, answer.body) == ("200 OK", page.body)
    style = re.search(r"<style>([\s\S]*)</style>", page.body)
    assert style
    digest = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert answer.headers == {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(page.body.encode())),
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{digest}'; style-src-attr 'unsafe-inline'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private",
    }
    asked = Answer(site, PATH_INFO="/recommander", QUERY_STRING="academie=69")
    head = Answer(site, PATH_INFO="/recommander", QUERY_STRING="academie=69", REQUEST_METHOD="HEAD")
    assert (head.status, head.headers, head.body) == (asked.status, asked.headers, "")


def test_a_file_is_to_be_kept(site: Application) -> None:
    answer = Answer(site, "_modele=oui", PATH_INFO="/classe")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="eleves.csv"'
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.body.startswith("\ufeffRepère;")


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"HTTP_HOST": "localhost"}, 200),
        ({"HTTP_HOST": "LOCALHOST:80"}, 200),
        ({"HTTP_HOST": "[::1]:8765"}, 200),
        ({"HTTP_HOST": "mentorat.example"}, 421),
        ({"HTTP_HOST": "mentorat.example:127.0.0.1"}, 421),
        ({"HTTP_HOST": ""}, 421),
        ({"REQUEST_METHOD": "PUT"}, 405),
        ({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": ""}, 200),
        ({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(LARGEST + 1)}, 413),
        ({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "-1"}, 413),
        ({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "9" * 5000}, 413),
        ({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "3", "wsgi.input": Gone()}, 413),
        ({"QUERY_STRING": "a=1&" * (MOST + 1)}, 413),
        ({"QUERY_STRING": "%ff=%00&a;b&=&%"}, 200),
        ({"PATH_INFO": ""}, 200),
        ({"PATH_INFO": "/\u00e9\u00ff"}, 404),
    ],
)
def test_what_is_answered(site: Application, changed: dict[str, Any], status: int) -> None:
    answer = Answer(site, **changed)
    assert int(answer.status.split()[0]) == status
    assert answer.body.startswith("<!DOCTYPE html>")
    assert answer.errors.getvalue() == ""


def test_an_address_begins_with_the_sheet_of_this_machine(kb: KnowledgeBase) -> None:
    site = Application(lambda: kb, lambda: TODAY, sheet=SHEET)

    def told(text: str) -> tuple[bool, bool, str]:
        page = Answer(site, PATH_INFO="/recommander", QUERY_STRING=text).body
        used = USED in page and '<a href="./recommander?_fiche=">Commencer sans cette' in page
        asked = re.search(r'name="_question" value="([^"]*)"', page)
        return used, 'name="lycee-encorde" value="oui"' in page, asked[1] if asked else ""

    assert told("") == (True, True, "objectif")
    assert told("academie=lyon&lycee-encorde=non&_voir=detail") == (True, False, "objectif")
    assert told("academie=rennes") == (False, False, "objectif")
    assert told("_fiche=") == (False, False, "objectif")
    assert told("objectif=stage") == (True, True, "niveau")
    assert told("objectif=stage&_voir=resultat") == (True, True, "")
    posted = Answer(site, "objectif=stage", PATH_INFO="/recommander").body
    assert (USED in posted, 'name="_question" value="academie"' in posted) == (False, True)
    kept = Answer(site, PATH_INFO="/lycee").body
    assert "04 00 00 00 07" in kept


def test_a_fault_of_ours_is_a_page_and_a_trace_for_who_hosts_it() -> None:
    def broken() -> KnowledgeBase:
        raise LookupError("panne")

    answer = Answer(Application(broken, lambda: TODAY))
    assert answer.status == "500 Internal Server Error"
    assert "panne" not in answer.body
    assert answer.errors.getvalue().endswith("LookupError: panne\n")


def test_who_hosts_it_names_its_hosts(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(server.HOSTS, " Mentorat.example, autre.example ")
    hosted = Application(lambda: kb, lambda: TODAY, server.named_hosts())
    found = [
        Answer(hosted, HTTP_HOST=host).status[:3]
        for host in ("mentorat.example:443", "autre.example", "localhost")
    ]
    assert found == ["200", "200", "421"]


# On this machine


@pytest.fixture
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets of this machine are allowed again."""
    plain = socket.socket.__mro__[1]
    for name in ("bind", "connect"):
        monkeypatch.setattr(socket.socket, name, getattr(plain, name))
    monkeypatch.setattr(socket, "create_connection", _connected)


def _connected(address: tuple[str, int], timeout: Any = None, source: Any = None) -> socket.socket:
    assert address[0] == HOST
    connection = socket.socket()
    connection.connect(address)
    return connection


@pytest.fixture
def running(site: Application, loopback: None) -> Iterator[Server]:
    with listening(site, 0) as opened:
        thread = Thread(target=opened.serve_forever, args=(0.01,))
        thread.start()
        yield opened
        opened.shutdown()
        thread.join()


def test_a_browser_that_says_nothing_keeps_nobody_waiting(
    running: Server, kb: KnowledgeBase
) -> None:
    silent = _connected((HOST, running.server_port))

    def ask(number: int) -> tuple[int, bytes]:
        fields = FORM if number % 2 else FORM.replace("stage", "orientation")
        connection = HTTPConnection(HOST, running.server_port)
        connection.request("POST", "/recommander", fields)
        answer = connection.getresponse()
        found = answer.status, answer.read()
        connection.close()
        return found

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, range(12)))
    assert {status for status, _ in found} == {200}
    assert [len(set(found[start::2])) for start in (0, 1)] == [1, 1]
    silent.close()


def test_the_command_answers_until_it_is_interrupted(
    kb: KnowledgeBase, loopback: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    served = []

    def interrupted(self: Server, poll_interval: float = 0.5) -> None:
        served.append(self.get_app())
        raise KeyboardInterrupt

    monkeypatch.setattr(Server, "serve_forever", interrupted)
    monkeypatch.setattr("mentorat_cli.commands.web.PORT", 0)
    run = Recorder().run(kb, "web", "--no-browser")
    assert (run.code, run.out) == (0, "")
    assert re.sub(r":\d+/", ":PORT/", run.err) == (
        "mentorat répond dans un navigateur de cet ordinateur, à l’adresse http://127.0.0.1:PORT/\n"
        "Ctrl-C pour arrêter.\nArrêté.\n"
    )
    (tmp_path / KEPT).write_text(SHEET, encoding="utf-8")
    Recorder(folder=tmp_path).run(kb, "web", "--no-browser")
    assert [reread(one.sheet) for one in served] == [reread(""), reread(SHEET)]


def test_a_port_that_is_taken_is_told_and_the_usual_one_replaced(
    kb: KnowledgeBase, site: Application, loopback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(site, 0) as taken:
        port = taken.server_port
        run = Recorder().run(kb, "web", "--port", str(port))
        assert (run.code, run.err) == (
            2,
            f"Impossible d’utiliser le port {port}\u00a0: un autre programme l’utilise\u00a0; sans --port, un port libre est choisi.\n",
        )
        monkeypatch.setattr("mentorat_cli.commands.web.PORT", port)
        from mentorat_cli.commands.web import listening_server

        with listening_server(site, None) as other:
            assert other.server_port not in (0, port)
    far = Recorder().run(kb, "web", "--port", "65536")
    assert (far.code, "il n’existe pas" in far.err) == (2, True)


CODE = """
import sys
sys.modules["typing_extensions"] = None  # msgspec can do without
from datetime import date
from mentorat_cli.world.library import system_library
base = system_library(None).base()
from mentorat_cli.web.requests import respond
from mentorat_cli.web.values import Request
def ask(path, post=True, **fields):
    assert respond(base, Request(path, tuple(fields.items()), post), date(2026, 11, 23)).status == 200, path
pupil = dict(objectif="stage", academie="Lyon")
for look in ("resultat", "detail", "message", "pourquoi", "suite"):
    ask("/recommander", **pupil, _voir=look)
for path in ("/fiche", "/contacts", "/dispositifs", "/dispositifs/p-tech", "/pourquoi/p-tech"):
    ask(path, **pupil, _voir="resultat")
for path in ("/", "/recommander", "/demarche", "/lycee", "/classe", "/accessibilite"):
    ask(path, post=False)
ask("/classe", _tableau="Objectif;Lycée\\nstage;Lyon\\n")
ask("/lycee", academie="Algoud-Laffemas", _garder="oui")
ask("/lycee", _reprendre="oui", _fiche="answers: {}")
del sys.modules["typing_extensions"]
others = {name.split(".")[0] for name in sys.modules} - sys.stdlib_module_names
print(*others, *{"asyncio", "socket", "subprocess", "tempfile", "ssl"} & set(sys.modules))
"""


@pytest.mark.usefixtures("prepared")
def test_a_page_needs_nothing_but_the_program_and_msgspec() -> None:
    """So that it runs inside a browser too."""
    command = [sys.executable, "-c", CODE]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    started = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert {*run.stdout.split()} - {*started.stdout.split()} == {"mentorat_cli", "msgspec"}
