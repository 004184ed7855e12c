"""The one file: the whole program as a page that opens by a double click, and what is put into it
for an académie.
"""

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli import __version__
from mentorat_cli.answers.places import ACADEMIE
from mentorat_cli.base.records import Brief, Contact, Entry, KnowledgeBase
from mentorat_cli.errors import UsageError
from mentorat_cli.typography import clipped, code
from mentorat_cli.web.frame import NAME

BASE = "base.msgpack"
"""The part of the file that is the prepared base."""
PLACED = ("/recommander", "/dispositifs", "/contacts")
"""The pages that an académie changes."""
VERSION = ('<meta name="generator" content="mentorat ', '">')
"""What stands around the version of the program that the file carries."""


Item = TypeVar("Item", Entry, Contact, Brief)


class Wanted(Struct, frozen=True):
    """What a file is to hold: a prepared base, a title, what is read while it loads, and the
    académie that its pages begin with, perhaps none.
    """

    base: bytes
    title: str
    waiting: str
    academie: str = ""


def anonymous(base: KnowledgeBase) -> KnowledgeBase:
    """Return a base that tells nothing of the machine where it was made: of the file that an item
    comes from, its name.
    """

    def told(item: Item) -> Item:
        path = item.origin or ""
        name = re.split(r"[/\\]", path)[-1]
        return item if name == path else replace(item, origin=f"./{name}")

    return replace(
        base,
        entries=tuple(map(told, base.entries)),
        contacts=tuple(map(told, base.contacts)),
        briefs=tuple(map(told, base.briefs)),
    )


def waiting(home: str) -> str:
    """Return what is read of the first page until the program answers: its links to other pages
    lead to pages of the same file, but those to a .html file.
    """
    body = home.partition("<body>")[2].partition("</body>")[0]
    return re.sub(r'href="(?:\./)?([^"#:.]*)"', r'href="#/\1"', body)


def part(name: str, content: bytes) -> tuple[str, str, str]:
    """Return a part of the file, compressed, in the letters of base64, between its tags."""
    packed = b64encode(gzip.compress(content, 9, mtime=0)).decode()
    return f'<script type="application/octet-stream" id="{name}">', packed, "</script>"


def fitted(page: str, name: str, wanted: Wanted) -> str:
    """Return the file with what is wanted in place of what it held. Raises UsageError when `page`,
    known by its `name`, is no such file, or carries another version of the program.
    """
    start, end = VERSION
    version = page.partition(start)[2].partition(end)[0]
    if version and version != __version__:
        raise UsageError(
            f"{code(name)} est de la version {code(clipped(version))}, et ce programme de la "
            f"version {code(__version__)}\u00a0; prenez le fichier de la même version."
        )
    for start, content, end in ((VERSION[0], version, VERSION[1]), *_places(wanted)):
        before, _, rest = page.partition(start)
        _, found, after = rest.partition(end)
        if not found:
            raise UsageError(
                f"{code(name)} n’est pas le site en un fichier\u00a0; donnez "
                "«\u00a0mentorat.html\u00a0», tel qu’il est publié."
            )
        page = f"{before}{start}{content}{end}{after}"
    return page


def _places(wanted: Wanted) -> Iterator[tuple[str, str, str]]:
    """Yield what stands before each thing that is wanted, that thing, and what stands after it."""
    title = escape(wanted.title)
    told = [[ACADEMIE, wanted.academie]]
    usual = json.dumps(dict.fromkeys(PLACED, told) if wanted.academie else {})
    yield "<title>", title or NAME, "</title>"
    yield '<aside id="titre">', title, "</aside>"
    yield "<!-- attente -->", wanted.waiting, "<!-- fin -->"
    yield '<script type="application/json" id="usuel">', usual, "</script>"
    yield part(BASE, wanted.base)
