"""A page as plain lines of a given width, and the wrapping that the terminal shares.

A line breaks at ordinary spaces only. An address that is longer than the width stays whole: a clipped or broken
address cannot be copied.
"""

from collections.abc import Iterable, Iterator
from unicodedata import east_asian_width

from mentorat_cli.document import Block, Bullets, Command, Document, Facts, Heading, Inline, Paragraph, Sheet, Span, Style

Line = tuple[Span, ...]

NARROWEST = 20
FIRST_WIDE = "\u1100"
"""The first character that takes two columns (Unicode, EastAsianWidth)."""


def render(document: Document, width: int = 80) -> str:
    """Return the page as text; no line is wider than `width` but for an address."""
    return "".join("".join(piece.text for piece in line).rstrip() + "\n" for line in lines(document, width))


def lines(document: Document, width: int) -> list[Line]:
    """Return the page as styled lines, without blank lines at its ends."""
    width = max(width, NARROWEST)
    title = list(wrap((Span(document.title, Style.STRONG),), width))
    rule = (Span("=" * min(width, max(_width(line) for line in title)), Style.QUIET),)
    return [*title, rule, *_blocks(document.blocks, width, 0)]


def wrap(inline: Inline, width: int, first: str = "", indent: str = "") -> Iterator[Line]:
    """Yield the lines of `inline`; `first` starts the first one, `indent` the others."""
    line: list[Span] = [Span(first)] if first else []
    words: list[str] = []
    look: tuple[Style, str | None] = Style.PLAIN, None
    used, empty = len(first), True
    for text, style, url, glued in _words(inline):
        size = _cells(text)
        if not empty and not glued and used + 1 + size > width:
            yield (*line, Span(" ".join(words), *look))
            line, words, used, empty = [Span(indent)] if indent else [], [], len(indent), True
        gap = not empty and not glued
        if not gap or (style, url) != look:
            line += [*([Span(" ".join(words), *look)] if words else []), *([Span(" ")] if gap else [])]
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
            yield from wrap((Span(f"{label}\u00a0:", Style.QUIET), Span(" "), *value), width, pad, pad + "  ")
    elif isinstance(block, Sheet):
        yield from _heading(block.heading, width, pad)
        yield from _blocks(block.blocks, width, margin)
    elif isinstance(block, Command):
        yield (Span(pad + "  "), Span(block.text, Style.CODE))
    else:
        yield from _heading(block.heading, width, pad)
        yield from list(_blocks(block.blocks, width, margin + 2))


def _heading(heading: Heading, width: int, pad: str) -> Iterator[Line]:
    badge = (Span(" "), Span(f"[{heading.badge.text}]", heading.badge.style)) if heading.badge else ()
    text = heading.text.upper() if heading.level == 2 else heading.text
    yield from wrap((Span(text, Style.STRONG), *badge), width, pad, pad)


def _words(inline: Inline) -> Iterator[tuple[str, Style, str | None, bool]]:
    """Yield each word, its look, and whether it is glued to the one before; the address of a link is a word after its text."""
    glued = False
    for piece in inline:
        for index, word in enumerate(piece.text.split(" ")):
            if word:
                yield word, piece.style, piece.url, glued and index == 0
            glued = bool(word)
        if piece.url and piece.url != piece.text:
            yield f"<{piece.url}>", Style.QUIET, piece.url, False
            glued = True


def _width(line: Line) -> int:
    return sum(_cells(piece.text) for piece in line)


def _cells(text: str) -> int:
    if text.isascii() or max(text) < FIRST_WIDE:
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
