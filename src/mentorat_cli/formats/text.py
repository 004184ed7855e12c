"""A page as plain lines of a given width, and the wrapping that the terminal shares.

A line breaks at ordinary spaces only, and not in what is copied as a whole: a command, a telephone
number. An address that is longer than the width stays whole: a clipped or broken address cannot be
copied.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from mentorat_cli.formats import columns
from mentorat_cli.formats.columns import Line, cells
from mentorat_cli.formats.document import (
    Blanks,
    Block,
    Bullets,
    Command,
    Document,
    Facts,
    Heading,
    Inline,
    Letter,
    Panel,
    Paragraph,
    Sheet,
    Span,
    Style,
    Table,
    Tiles,
)

Word = tuple[str, Style, str | None, bool]
"""A word, its look, and whether it is glued to the one before."""

RULE = "\u00a0" + "." * 12
"""Where one writes by hand."""
FRAME = 4
"""Columns that the frame of a panel takes where a terminal draws one."""
ENDLESS = 10**9
"""Columns of a line that is never wrapped."""
NARROWEST = 20
MAIL = "mailto:"
SHORT = 8
"""Columns of a cell that needs no line of its own."""
TOGETHER = r"(?<=\d) (?=\d{2,3}(?!\d))"
"""A space between numbers, the second of two or three digits: `04 72 80 60 60`, `0 800 122 500`."""
_BREAK = r"(?<!\d) | (?!\d{2,3}(?!\d))"
"""Any other space (every telephone number has a 0)."""


def render(document: Document, width: int = 80, cut: bool = False) -> str:
    """Return the page as text; no line is wider than `width` but for an address and, unless `cut`,
    for what one sends as it is.
    """
    found = [line for _, found in laid_out(document, width, cut) for line in found]
    return "".join("".join(piece.text for piece in line).rstrip() + "\n" for line in found)


def height(document: Document, width: int) -> int:
    """Return how many lines a page takes in a terminal of `width` columns, its frames included."""
    return sum(
        3 + len(inside)
        if isinstance(block, Panel) and (inside := framed(block, width))
        else len(found)
        for block, found in laid_out(document, width)
    )


def framed(block: Panel, width: int) -> list[Line]:
    """Return the rows of a panel as they stand in a frame, or nothing where one is wider than it: a
    frame breaks no address.
    """
    inside = panel(block, width - FRAME)
    return inside if all(columns.line_width(one) <= width - FRAME for one in inside) else []


def laid_out(
    document: Document, width: int, cut: bool = True
) -> Iterator[tuple[Block | None, list[Line]]]:
    """Yield the title, then each block of a page, with the lines that show it; those of a letter
    are whole unless they are to be `cut`.
    """
    width = max(width, NARROWEST)
    title = list(wrap((Span(document.title, Style.STRONG),), width))
    rule = (Span("=" * min(width, max(columns.line_width(line) for line in title)), Style.QUIET),)
    yield None, [*title, rule]
    for block in document.blocks:
        whole = isinstance(block, Letter) and not cut
        yield block, list(_blocks((block,), ENDLESS if whole else width, 0))


def panel(block: Panel, width: int) -> list[Line]:
    """Return the rows of a panel, each label in a column beside its value where that has room."""
    left = max(columns.cells(label) for label, _ in block.rows) + 2
    if left > width // 5:
        return [
            line
            for label, value in block.rows
            for line in wrap((Span(f"{label}\u00a0:", Style.STRONG), Span(" "), *value), width)
        ]
    return [line for label, value in block.rows for line in _labelled(label, value, left, width)]


def _labelled(label: str, value: Inline, left: int, width: int) -> Iterator[Line]:
    for number, line in enumerate(wrap(value, width - left)):
        if number and columns.line_width(line) > width - left:  # an address, whole at the margin
            yield line
            continue
        start = label if number == 0 else ""
        yield Span(start, Style.STRONG), Span(" " * (left - columns.cells(start))), *line


def wrap(inline: Inline, width: int, first: str = "", indent: str = "") -> Iterator[Line]:
    """Yield the lines of `inline`; `first` starts the first one, `indent` the others."""
    line: list[Span] = [Span(first)] if first else []
    words: list[str] = []
    look: tuple[Style, str | None] = Style.PLAIN, None
    used, empty = len(first), True
    for (text, style, url, glued), size, together in _measured(inline):
        if not empty and not glued and used + 1 + together > width:
            yield (*line, Span(" ".join(words), *look))
            line, words, used, empty = [Span(indent)] if indent else [], [], len(indent), True
        gap = not empty and not glued
        if not gap or (style, url) != look:
            line += [
                *([Span(" ".join(words), *look)] if words else []),
                *([Span(" ")] if gap else []),
            ]
            words, look = [], (style, url)
        words.append(text)
        used, empty = used + gap + size, False
    yield (*line, Span(" ".join(words), *look)) if words else tuple(line)


def _blocks(blocks: Iterable[Block], width: int, margin: int) -> Iterator[Line]:
    for block in blocks:
        if not (isinstance(block, Facts | Bullets) and margin):
            yield ()
        yield from _block(block, width, margin)


def _block(block: Block, width: int, margin: int) -> Iterator[Line]:
    pad = " " * margin
    if isinstance(block, Heading):
        yield from _heading(block, width, pad)
    elif isinstance(block, Paragraph):
        yield from wrap(block.inline, width, pad, pad)
    elif isinstance(block, Bullets):
        for number, item in enumerate(block.items, 1):
            mark = f"{number}. " if block.ordered else "- "
            yield from wrap(item, width, pad + mark, pad + " " * len(mark))
    elif isinstance(block, Facts):
        for label, value in block.rows:
            yield from wrap(
                (Span(f"{label}\u00a0:", Style.QUIET), Span(" "), *value), width, pad, pad + "  "
            )
    elif isinstance(block, Sheet):
        yield from _heading(block.heading, width, pad)
        yield from _blocks(block.blocks, width, margin)
    elif isinstance(block, Command):
        yield (Span(pad + "  "), Span(block.text, Style.CODE))
    elif isinstance(block, Panel | Blanks | Letter):
        yield from _told(block, width, pad)
    elif isinstance(block, Tiles):
        yield from columns.tiles(block, width) or list(_blocks(block.instead, width, margin))[1:]
    elif isinstance(block, Table):
        yield from (*wrap((Span(block.caption, Style.QUIET),), width), (), *_table(block, width))
    else:
        yield from _heading(block.heading, width, pad)
        yield from list(_blocks(block.blocks, width, margin + 2))


def _told(block: Panel | Blanks | Letter, width: int, pad: str) -> Iterator[Line]:
    if isinstance(block, Panel):
        yield from wrap((Span(block.title.upper(), Style.STRONG),), width, pad, pad)
        yield from panel(block, width)
    elif isinstance(block, Letter):
        for line in block.lines:
            yield from wrap((Span(line),), width, pad, pad) if line else [()]
    else:
        text = " ".join(f"{label}{RULE}" for label in block.labels)
        yield from wrap((Span(f"[\u00a0] {text}"),), width, pad, pad)


def _table(table: Table, width: int) -> Iterator[Line]:
    """Yield a table in columns or, where they would be too narrow, each row as facts."""
    header = tuple((Span(label, Style.QUIET),) for label in table.header)
    widths = columns.shares((header, *table.rows), width)
    if widths is None:
        yield from _stacked(table, width)
        return
    rows = [
        [list(wrap(cell, size)) for cell, size in zip(row, widths, strict=True)]
        for row in (header, *table.rows)
    ]
    airy = any(len(cell) > 1 for row in rows for cell in row)
    for index, row in enumerate(rows):
        if airy and index:
            yield ()
        yield from columns.side_by_side(row, widths)


def _stacked(table: Table, width: int) -> Iterator[Line]:
    """Yield each row as its name and its facts: one line each, or all together when they are
    short.
    """
    short = all(columns.line_width(cell) <= SHORT for row in table.rows for cell in row[1:])
    for row in table.rows:
        yield from wrap((Span("- "), *row[0]), width, "", "  ")
        told = [
            (Span(f"{label}\u00a0:", Style.QUIET), Span(" "), *cell)
            for label, cell in zip(table.header[1:], row[1:], strict=True)
        ]
        for line in [_joined(told)] if short else told:
            yield from wrap(line, width, "  ", "    ")


def _joined(items: Sequence[Inline]) -> Inline:
    """Return items one after the other; the mark that parts them is never alone on a line."""
    parted = [
        (*item[:-1], replace(item[-1], text=f"{item[-1].text}\u00a0;"), Span(" "))
        for item in items[:-1]
    ]
    return tuple(piece for item in (*parted, *items[-1:]) for piece in item)


def _heading(heading: Heading, width: int, pad: str) -> Iterator[Line]:
    badge = (
        (Span(" "), Span(f"[{heading.badge.text}]", heading.badge.style)) if heading.badge else ()
    )
    text = heading.text.upper() if heading.level == 2 else heading.text
    yield from wrap((Span(text, Style.STRONG), *badge), width, pad, pad)


def _measured(inline: Inline) -> Iterator[tuple[Word, int, int]]:
    """Yield each word with its width, and that of it and of all that is glued to it."""
    words = list(_words(inline))
    found: list[tuple[Word, int, int]] = []
    together = 0
    for word in reversed(words):
        size = cells(word[0])
        together += size
        found.append((word, size, together))
        together = together if word[3] else 0
    return reversed(found)


def _words(inline: Inline) -> Iterator[Word]:
    """Yield each word; the address of a link is a word after its text, but for what a mailbox that
    is shown is written to.
    """
    glued = False
    for piece in inline:
        for index, word in enumerate(_pieces(piece)):
            if word:
                yield word, piece.style, piece.url, glued and index == 0
            glued = bool(word)
        if piece.url and piece.url != piece.text and not piece.url.startswith(MAIL):
            yield f"<{piece.url}>", Style.QUIET, piece.url, False
            glued = True


def _pieces(piece: Span) -> list[str]:
    if piece.style is Style.CODE:
        return [piece.text]
    return re.split(_BREAK, piece.text) if "0" in piece.text else piece.text.split(" ")
