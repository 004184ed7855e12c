"""A page as a value: what every text format renders, without knowing any of them."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct


class Style(StrEnum):
    """What a piece of text is; a format chooses how to show it, and must not need colour for it."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"
    CODE = "code"


class Span(Struct, frozen=True):
    """A piece of text on one line; `url` makes it a link."""

    text: str
    style: Style = Style.PLAIN
    url: str | None = None


Inline = tuple[Span, ...]


class Heading(Struct, frozen=True):
    """A title of level 2 to 4, with an optional short verdict beside it."""

    level: int
    text: str
    badge: Span | None = None


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
    """A command line, ready to paste."""

    text: str


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
