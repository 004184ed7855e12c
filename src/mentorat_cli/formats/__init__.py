"""From a page to text: one module a format, one table of them. Nothing is decided here."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Literal

from msgspec import Struct

from mentorat_cli.answers.refusals import Refusal, Refused, closest
from mentorat_cli.typography import fold

Content = Literal[
    "page",  # a Document
    "listing",  # a Document that is a list of entries
    "handout",  # a Document that is printed and handed to somebody
    "value",  # plain JSON values
    "long",  # plain JSON values by name, of which one may come as it is made
    "values",  # plain JSON values, one a line, as they come
    "rows",  # sequences of cells, the first one being the header
    "pupils",  # rows of a class, as they come: a `pupils.PupilRows`
    "problems",  # problems of a base
]
"""What a format is made from; a command says which of them it can give."""


class Format(Struct, frozen=True):
    """A form of results: the endings of its files, the first one being the usual one, and what it
    is made from → the function of this package that makes it.
    """

    name: str
    endings: tuple[str, ...]
    functions: Mapping[Content, str]

    def content(self, given: Sequence[Content]) -> Content:
        """Return the first of what is given that this format is made from."""
        return next(content for content in given if content in self.functions)

    def render(self, content: Content, given: Any) -> Any:
        """Return the text of what is given, or its pieces where it comes in pieces."""
        module, _, function = self.functions[content].partition(".")
        return getattr(import_module(f"{__name__}.{module}"), function)(given)


TEXT = "text.render"
"""What a terminal shows with weight and colour instead."""
_MARKDOWN, _HTML = "markdown.render", "html.render"
FORMATS = (
    Format("texte", (".txt",), {"page": TEXT, "problems": "problems.text"}),
    Format("table", (".txt",), {"listing": TEXT}),
    Format("markdown", (".md", ".markdown"), {"page": _MARKDOWN, "listing": _MARKDOWN}),
    Format(
        "html",
        (".html", ".htm"),
        {"page": _HTML, "listing": _HTML, "handout": _HTML},
    ),
    Format("json", (".json",), {"value": "json.render", "long": "json.pieces"}),
    Format(
        "tableur",
        (".csv",),
        {"rows": "csv.spreadsheet", "pupils": "pupils.spreadsheet_blocks"},
    ),
    Format("csv", (".csv",), {"rows": "csv.table", "pupils": "pupils.csv_blocks"}),
    Format("jsonl", (".jsonl",), {"values": "json.lines"}),
    Format("github", (), {"problems": "problems.github"}),
)
"""The formats, in the order that help shows them; the first one that a command can give is its own,
and the first one of an ending is what it writes.
"""


def available(given: Sequence[Content]) -> list[Format]:
    """Return the formats of what a command can give."""
    return [item for item in FORMATS if not item.functions.keys().isdisjoint(given)]


def choose(typed: str | None, ending: str, given: Sequence[Content]) -> Format:
    """Return the format asked for: by name, else by the ending of the file (`.md`, or empty), else
    the first one. Raises Refused.
    """
    known = available(given)
    names = [item.name for item in known]
    if typed is not None:
        if fold(typed) not in names:
            near = closest(typed, names)
            raise Refused(
                Refusal(why="format", given=(typed,), expected=tuple(names), nearest=near)
            )
        return known[names.index(fold(typed))]
    if not ending:
        return known[0]
    for item in known:
        if ending.lower() in item.endings:
            return item
    usual = tuple(item.endings[0] for item in known if item.endings)
    raise Refused(Refusal(why="ending", given=(ending,), expected=usual))
