"""Lines side by side: the tiles of a map, the columns of a table."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from unicodedata import east_asian_width

from mentorat_cli.formats.document import Span, Style, Tile, Tiles

Line = tuple[Span, ...]

GAP = 2
WIDEST = 16
"""Columns of a tile beyond which a map falls apart."""
NARROWEST = 14
"""Columns of text below which a table is no longer read with ease."""
FIRST_WIDE = "\u1100"
"""The first character that takes two columns (Unicode, EastAsianWidth)."""


def cells(text: str) -> int:
    """Return how many columns of a terminal `text` takes."""
    if text.isascii() or max(text) < FIRST_WIDE:
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def line_width(line: Sequence[Span]) -> int:
    """Return how many columns a line takes."""
    return sum(cells(piece.text) for piece in line)


def shares(rows: Sequence[Sequence[Line]], width: int) -> list[int] | None:
    """Return the width of each column of a table: what it asks for where possible; None when one
    would be too narrow for its words.
    """
    natural = [max(map(line_width, column)) for column in zip(*rows, strict=True)]
    words = [max(map(_longest, column)) for column in zip(*rows, strict=True)]
    widths, left = [0] * len(natural), width - GAP * (len(natural) - 1)
    for rank, index in enumerate(sorted(range(len(natural)), key=lambda item: natural[item])):
        widths[index] = min(natural[index], left // (len(natural) - rank))
        left -= widths[index]
    fits = all(
        size >= max(word, min(asked, NARROWEST))
        for size, word, asked in zip(widths, words, natural, strict=True)
    )
    return widths if fits else None


def _longest(line: Line) -> int:
    return max(map(cells, "".join(piece.text for piece in line).split(" ")))


def side_by_side(columns: Sequence[Sequence[Line]], widths: Sequence[int]) -> Iterator[Line]:
    """Yield the lines of several columns set side by side."""
    for row in zip_longest(*columns, fillvalue=()):
        line: list[Span] = []
        gap = 0
        for cell, size in zip(row, widths, strict=True):
            line += [Span(" " * gap), *cell] if cell else []
            gap = (0 if cell else gap) + max(0, size - line_width(cell)) + GAP
        yield tuple(line)


def tiles(block: Tiles, width: int) -> list[Line]:
    """Return the map, or nothing when a tile would be too narrow for one of its words."""
    count = max((tile.column for tile in block.tiles), default=1)
    size = min(WIDEST, (width + GAP) // count - GAP)
    words = [
        word
        for tile in block.tiles
        for word in (*_pieces(tile.name), *(piece.text for piece in tile.lines))
    ]
    if not words or max(cells(word.rstrip(" ")) for word in words) > size:
        return []
    lines: list[Line] = []
    rows = sorted({tile.row for tile in block.tiles})
    for above, row in zip(rows[:1] + rows, rows, strict=False):
        here = {tile.column: _tile(tile, size) for tile in block.tiles if tile.row == row}
        lines += [()] * min(row - above, 2)
        several = [here.get(column, []) for column in range(1, count + 1)]
        lines += side_by_side(several, [size] * count)
    return lines


def _tile(tile: Tile, size: int) -> list[Line]:
    name = [""]
    for piece in _pieces(tile.name):
        if cells((name[-1] + piece).rstrip(" ")) > size:
            name.append("")
        name[-1] += piece
    return [
        *((Span(text.rstrip(" "), Style.STRONG),) for text in name),
        *((piece,) for piece in tile.lines),
    ]


def _pieces(name: str) -> list[str]:
    """Return what a name may be broken into: after a space or a hyphen."""
    return re.findall(r"[^ -]+[ -]?", name)
