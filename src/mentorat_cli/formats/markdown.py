"""A page as CommonMark in which no text of the base can create structure."""

import re
from collections.abc import Iterable

from mentorat_cli.formats.document import (
    Blanks,
    Block,
    Bullets,
    Card,
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

_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~]|&(?=[#\w])|:(?=//))")
_LINE_START = re.compile(r"^[-+=]")
_OPTION = re.compile(r"(?<!\S)\\?(--[a-z][a-z-]*(?: [A-Z0-9]+)?)")
"""An option in a sentence, as code: a typographer would make a dash of its hyphens."""
_NUMBER_START = re.compile(r"^(\d+)([.)])")


_STRONG = (Style.STRONG, Style.GOOD, Style.CAUTION, Style.BAD)


def render(document: Document) -> str:
    """Return the page as a markdown document that ends with one newline."""
    parts = [f"# {escape(document.title)}", *_blocks(document.blocks)]
    return "\n\n".join(parts) + "\n"


def escape(text: str, at_start: bool = True) -> str:
    """Return `text` so that a CommonMark reader shows exactly it, on one line, with no structure.

    `at_start` protects what means something only at the start of a line; a heading needs none of
    it.
    """
    escaped = _SPECIAL.sub(r"\\\1", _SPACES.sub(" ", text).strip(" "))
    if not at_start:
        return escaped
    return _NUMBER_START.sub(r"\1\\\2", _LINE_START.sub(r"\\\g<0>", escaped))


def _blocks(blocks: Iterable[Block]) -> list[str]:
    return [text for block in blocks for text in _block(block)]


def _block(block: Block) -> list[str]:
    if isinstance(block, Heading):
        return [_heading(block)]
    if isinstance(block, Paragraph):
        return [inline(block.inline)]
    if isinstance(block, Bullets):
        return [
            "\n".join(
                f"{f'{number}.' if block.ordered else '-'} {inline(item)}"
                for number, item in enumerate(block.items, 1)
            )
        ]
    if isinstance(block, Facts):
        return [
            "\n".join(
                f"- **{escape(label)}\u00a0:** {inline(value)}" for label, value in block.rows
            )
        ]
    if isinstance(block, Command):
        return [f"```sh\n{block.text}\n```"]
    if isinstance(block, Card | Sheet):
        return [_heading(block.heading), *_blocks(block.blocks)]
    if isinstance(block, Panel):
        return [f"## {escape(block.title, at_start=False)}", *_block(Facts(block.rows))]
    if isinstance(block, Blanks):
        return ["- [ ] " + " ".join(f"{escape(label)} …………" for label in block.labels)]
    if isinstance(block, Letter):
        return ["\n".join(("```text", *block.lines, "```"))]
    if isinstance(block, Tiles):
        return _blocks(block.instead)
    if isinstance(block, Table):
        return [escape(block.caption), _table(block)]
    raise AssertionError(block)


def _table(table: Table) -> str:
    rows = [[escape(label) for label in table.header], ["---"] * len(table.header)]
    rows += [[inline(cell) for cell in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _heading(heading: Heading) -> str:
    badge = f" — {escape(heading.badge.text)}" if heading.badge else ""
    return f"{'#' * heading.level} {escape(heading.text, at_start=False)}{badge}"


def inline(pieces: Inline) -> str:
    """Return styled text as markdown; an address is always a link one can click."""
    text = ""
    for piece in pieces:
        part = _piece(piece)
        text += part.lstrip(" ") if text.endswith(" ") or not text else part
    return text.rstrip(" ")


def _piece(piece: Span) -> str:
    if piece.url and (piece.url == piece.text or piece.url.startswith("mailto:")):
        return f"<{piece.text}>"
    if piece.style is Style.BOX:
        return "☐"
    text = _OPTION.sub(r"`\1`", escape(piece.text))
    if piece.url:
        return f"[{text}](<{piece.url}>)"
    lead = " " if piece.text.startswith(" ") else ""
    tail = " " if piece.text.endswith(" ") and text else ""
    if text and piece.style in _STRONG:
        text = f"**{text}**"
    if text and piece.style is Style.CODE:
        text = code_span(piece.text.strip())
    return lead + text + tail


def code_span(text: str) -> str:
    """Return `text` as a code span, whatever backticks it holds."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"
