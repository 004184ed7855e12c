"""A browser for the tests: it reads the forms of a page, fills them in and sends them."""

from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

from conftest import TODAY
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.web.requests import respond
from mentorat_cli.web.values import Request, Response

VOID = {"meta", "input", "br"}
TICKED = ("radio", "checkbox", "option")
REFERENCES = ("for", "list", "aria-labelledby", "aria-describedby", "form")
ADDRESSES = ("href", "action", "formaction")


class Field(NamedTuple):
    """A field of a form, or the button that sends it: what it is, its value, whether it is sent."""

    form: str
    kind: str
    name: str
    value: str
    sent: bool
    action: str = ""
    text: str = ""


class Tab(HTMLParser):
    """A page that is open, and what one finds in it. A form is known by its id, else its number."""

    def __init__(self, base: KnowledgeBase, request: Request) -> None:
        super().__init__()
        self.base, self.request = base, request
        self.response: Response = respond(base, request, TODAY)
        self.forms: dict[str, str] = {}
        self.fields: list[Field] = []
        self.links: dict[str, str] = {}
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.named: list[str] = []
        self.tags: list[str] = []
        self.said = ""
        self._open: list[tuple[str, dict[str, str]]] = []
        self._form, self._text = "", ""
        if not self.response.file:
            self.feed(self.response.body)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert len(given) == len(attrs)
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.named += [one for name in REFERENCES for one in given.get(name, "").split()]
        self.addresses += [given[name] for name in ADDRESSES if name in given]
        if tag == "form":
            self._form = given.get("id", str(len(self.forms)))
            self.forms[self._form] = given["action"]
        elif tag == "input":
            self._field(given["type"], given)
        if tag not in VOID:
            self._open.append((tag, given))
            self._text = "" if tag in ("a", "button", "option", "textarea") else self._text

    def handle_endtag(self, tag: str) -> None:
        opened, given = self._open.pop()
        assert opened == tag
        if tag in ("button", "textarea"):
            self._field(tag, given)
        elif tag == "option" and self._open[-1][0] == "select":
            self._field(tag, {**given, "name": self._open[-1][1]["name"]})
        elif tag == "a":
            self.links[self._text] = given["href"]
        elif tag == "form":
            self._form = ""

    def handle_data(self, data: str) -> None:
        self._text += data
        if self._open and self._open[-1][0] != "style":
            self.said += data

    def _field(self, kind: str, given: Mapping[str, str]) -> None:
        ticked = "checked" in given or "selected" in given
        value = given.get("value", self._text.removeprefix("\n") if kind == "textarea" else "")
        form, action = given.get("form", self._form), given.get("formaction", "")
        sent = ticked if kind in TICKED else kind != "button"
        self.fields.append(
            Field(form, kind, given.get("name", ""), value, sent, action, self._text)
        )

    def values(self, name: str) -> list[str]:
        """Return the values that a field has, sent or not."""
        return [item.value for item in self.fields if item.name == name]

    @property
    def asked(self) -> str:
        """The question that is asked; empty where none is."""
        return next(iter(self.values("_question")), "")

    @property
    def buttons(self) -> list[str]:
        return [item.text for item in self.fields if item.kind == "button"]

    def press(self, text: str, given: Mapping[str, Sequence[str]] | None = None) -> "Tab":
        """Return the page after the first button whose text begins so; `given` is name → what is
        ticked, or typed.
        """
        button = next(
            item for item in self.fields if item.kind == "button" and item.text.startswith(text)
        )
        sent = []
        for item in self.fields:
            answer = (given or {}).get(item.name)
            if item is button and item.name:
                sent.append((item.name, item.value))
            elif item.form != button.form or item.kind == "button":
                continue
            elif item.kind in TICKED and (item.sent if answer is None else item.value in answer):
                sent.append((item.name, item.value))
            elif item.kind not in TICKED:
                typed = answer is not None and item.kind != "hidden"
                sent.append((item.name, "".join(answer or ()) if typed else item.value))
        return self.go(button.action or self.forms[button.form], sent)

    def go(self, address: str, sent: Sequence[tuple[str, str]] | None = None) -> "Tab":
        """Return the page of an address, as it is written in this one."""
        parts = urlsplit(urljoin(f"http://site{self.request.path}", address))
        fields = parse_qsl(parts.query, True) if sent is None else sent
        return Tab(self.base, Request(parts.path, tuple(fields), sent is not None))


def visit(base: KnowledgeBase, address: str) -> Tab:
    """Return the page of an address."""
    parts = urlsplit(address)
    return Tab(base, Request(parts.path, tuple(parse_qsl(parts.query, True))))
