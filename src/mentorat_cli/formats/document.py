"""A page as a value: what every text format renders, without knowing any of them."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace


class Style(StrEnum):
    """What a piece of text is; a format chooses how to show it, and must not need colour for it."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"
    CODE = "code"
    BOX = "box"


class Show(Struct, frozen=True):
    """The fiche of an entry."""

    entry: str


class Explain(Struct, frozen=True):
    """Why an entry fits the answers of the page, or not."""

    entry: str


class Guides(Struct, frozen=True):
    """How to set an action up, and protect pupils."""


class Again(Struct, frozen=True):
    """The result of answers, (criterion, value) each, in the order of the questions."""

    answers: tuple[tuple[str, str], ...]


class More(Struct, frozen=True):
    """The same page with so many entries."""

    count: int


class Consent(Struct, frozen=True):
    """The same page with the sensitive answers."""


class Link(Struct, frozen=True):
    """What one opens at an address that tells nothing."""

    address: str


class Press(Struct, frozen=True):
    """What one opens by sending the answers of the page to an address, perhaps with one field
    more.
    """

    address: str
    name: str = ""
    value: str = ""


Target = Show | Explain | Guides | Again | More | Consent
"""What a page leads to, whatever the way: a command that is typed, a link, a button."""


class Span(Struct, frozen=True):
    """A piece of text on one line; `url` makes it a link.

    Where its target can be opened, `instead` stands for a text that is a command.
    """

    text: str
    style: Style = Style.PLAIN
    url: str | None = None
    target: Target | Link | Press | None = None
    instead: str = ""


Inline = tuple[Span, ...]


class Heading(Struct, frozen=True):
    """A title of level 2 to 4, with an optional short verdict beside it, and what it leads to."""

    level: int
    text: str
    badge: Span | None = None
    target: Target | Link | Press | None = None


class Paragraph(Struct, frozen=True):
    """A paragraph."""

    inline: Inline


class Bullets(Struct, frozen=True):
    """A list; numbered when `ordered`."""

    items: tuple[Inline, ...]
    ordered: bool = False


class Facts(Struct, frozen=True):
    """Labels with their values."""

    rows: tuple[tuple[str, Inline], ...]


class Sheet(Struct, frozen=True):
    """Blocks under a heading that start a new sheet of paper."""

    heading: Heading
    blocks: tuple["Block", ...]


class Command(Struct, frozen=True):
    """A command line, ready to paste; where its target can be opened, `instead` says it."""

    text: str
    target: Target | Link | Press | None = None
    instead: str = ""


class Card(Struct, frozen=True):
    """Blocks that stay together."""

    heading: Heading
    blocks: tuple["Block", ...]


class Panel(Struct, frozen=True):
    """What one must not miss: a title, then labels with their values."""

    title: str
    rows: tuple[tuple[str, Inline], ...]


class Blanks(Struct, frozen=True):
    """What one writes by hand on paper: each label with room after it, the first to be ticked."""

    labels: tuple[str, ...]


class Letter(Struct, frozen=True):
    """A text to copy and send as it is, line by line: no line of it is cut in a file."""

    lines: tuple[str, ...]


class Tile(Struct, frozen=True):
    """A place on a map, row and column from 1 at the top left: its name, then each piece of `lines`
    on a line of its own.
    """

    row: int
    column: int
    name: str
    lines: Inline


class Tiles(Struct, frozen=True):
    """A map made of tiles; `instead` says the same where it cannot be drawn."""

    label: str
    tiles: tuple[Tile, ...]
    instead: tuple["Block", ...]


class Table(Struct, frozen=True):
    """Rows under a header; the first cell of a row names it."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]


Block = (
    Heading
    | Paragraph
    | Bullets
    | Facts
    | Sheet
    | Command
    | Card
    | Panel
    | Blanks
    | Letter
    | Tiles
    | Table
)


class Document(Struct, frozen=True):
    """A whole page in French."""

    title: str
    blocks: tuple[Block, ...]


def span(text: str, style: Style = Style.PLAIN, url: str | None = None) -> Inline:
    """Return one piece of text."""
    return (Span(text, style, url),)


def paragraph(text: str, style: Style = Style.PLAIN) -> Paragraph:
    """Return a paragraph of one piece."""
    return Paragraph(span(text, style))


def bullets(items: Iterable[str | Inline], ordered: bool = False) -> list[Block]:
    """Return a list, or nothing when there are no items."""
    lines = tuple(span(item) if isinstance(item, str) else item for item in items)
    return [Bullets(lines, ordered)] if lines else []


def facts(rows: Sequence[tuple[str, str | Inline | None]]) -> list[Block]:
    """Return the rows that have a value, or nothing."""
    kept = tuple(
        (label, span(value) if isinstance(value, str) else value) for label, value in rows if value
    )
    return [Facts(kept)] if kept else []


def section(title: str, blocks: Sequence[Block], level: int = 2) -> list[Block]:
    """Return blocks under a heading, or nothing when there are none."""
    return [Heading(level, title), *blocks] if blocks else []


Item = TypeVar("Item")


def opened(item: Item, way: Callable[[Target], Link | Press | None]) -> Item:
    """Return a page, or a part of it, with the way to each target in the place of the target."""
    return _changed(item, Target, way)


def worded(item: Item, words: Callable[[str], str]) -> Item:
    """Return a page, or a part of it, with other words in the place of those of each piece."""
    return _changed(item, Span | Command, lambda piece: replace(piece, text=words(piece.text)))


def _changed(item: Item, kind: Any, change: Callable[[Any], object]) -> Item:
    """Return a value with each part of a kind, wherever it is, changed."""
    if isinstance(item, kind):
        return cast(Item, change(item))
    if isinstance(item, tuple):
        return cast(Item, tuple(_changed(one, kind, change) for one in item))
    if isinstance(item, Struct):
        names = item.__struct_fields__
        return replace(item, **{one: _changed(getattr(item, one), kind, change) for one in names})
    return item
