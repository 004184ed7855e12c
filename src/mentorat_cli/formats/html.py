"""A page as one self-contained HTML file: no script, nothing fetched, readable on a telephone and
on an A4 sheet.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape

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
    Link,
    Panel,
    Paragraph,
    Press,
    Sheet,
    Span,
    Style,
    Table,
    Tile,
    Tiles,
)
from mentorat_cli.formats.text import TOGETHER

CSS = """
:root { --ink: #1b1b1f; --soft: #4a4a55; --line: #d5d5de; --paper: #fff; --ground: #f3f3f6; --tint: #eef2fb; --accent: #1d3f8f; --good: #14572f; --caution: #7a4300; --bad: #8c1d18; color-scheme: light dark; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e9e9ef; --soft: #b9b9c6; --line: #41414e; --paper: #17171d; --ground: #0f0f13; --tint: #1d2538; --accent: #a3bcff; --good: #86dba9; --caution: #f2bb72; --bad: #ffa79f; } }
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: var(--ink); background: var(--ground); }
body { margin: 0; }
main { max-width: 52rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; background: var(--paper); overflow-wrap: anywhere; }
h1 { margin: 0 0 1rem; padding-bottom: .5rem; border-bottom: 3px solid var(--accent); font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 2rem 0 .75rem; font-size: 1.25rem; line-height: 1.3; color: var(--accent); }
h3 { margin: 0 0 .25rem; font-size: 1.05rem; line-height: 1.35; }
p, ul, ol, dl { margin: .35rem 0; }
ul { padding-left: 1.35rem; } ol { padding-left: 2rem; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .1rem .75rem; }
dt { color: var(--soft); }
dd { margin: 0; }
article { margin: .75rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: 4px; break-inside: avoid; }
.badge { display: inline-block; margin-left: .35rem; padding: 0 .5rem; border: 1px solid; border-radius: 1rem; font-size: .8rem; font-weight: 600; white-space: nowrap; }
.dash { display: none; }
.good { color: var(--good); } .caution { color: var(--caution); } .bad { color: var(--bad); } .quiet { color: var(--soft); }
a { color: var(--accent); }
code { font: .9em ui-monospace, Consolas, Menlo, monospace; }
pre { margin: .5rem 0; padding: .6rem .8rem; background: var(--ground); border-radius: 4px; white-space: pre-wrap; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .3rem; font-size: .9rem; } main { padding: 1rem .75rem 2rem; } }
@page { size: A4; margin: 8mm 12mm; }
@media print {
  html { font-size: 8.4pt; line-height: 1.32; background: none; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 15pt; margin-bottom: .35rem; padding-bottom: .2rem; }
  h2 { margin: .6rem 0 .25rem; font-size: 10.5pt; break-after: avoid; }
  h3 { font-size: 9.2pt; }
  p, ul, ol, dl { margin: .12rem 0; }
  dl { gap: 0 .5rem; grid-template-columns: minmax(6rem, max-content) 1fr; }
  article { margin: .3rem 0; padding: .25rem .5rem; }
  a { color: inherit; text-decoration: none; }
  pre { padding: .2rem .4rem; margin: .15rem 0; }
  .quiet { font-size: .92em; }
}
""".strip()

CALL_CSS = """
.call { margin: 1.25rem 0 1.5rem; padding: 1rem 1.25rem; background: var(--tint); border-left: 6px solid var(--accent); border-radius: 4px; break-inside: avoid; }
.call h2 { margin: 0 0 .35rem; }
.call dl { align-items: baseline; }
.call dd { font-size: 1.15rem; }
.call dd strong { font-size: 1.2em; }
@media print { .call { margin: .5rem 0 .7rem; padding: .5rem .7rem; border: 1px solid var(--accent); border-left-width: 5px; } .call dd { font-size: 11pt; } }
""".strip()
BLANKS_CSS = """
.blanks { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin: .6rem 0 0; color: var(--soft); font-size: .9rem; }
.blanks span { flex: 1 1 8rem; border-bottom: 1px dotted var(--soft); min-height: 1.6rem; display: flex; align-items: end; }
.blanks span:nth-child(n + 2) { flex-grow: 2; }
.blanks span:first-child::before { content: ""; width: .8rem; height: .8rem; margin: 0 .4rem .25rem 0; border: 1.2px solid var(--soft); flex: none; }
@media print { .blanks { margin: .2rem 0 .1rem; gap: .2rem 1.2rem; } .blanks span { min-height: 5mm; } .call { margin: .3rem 0 .4rem; padding: .3rem .6rem; } .call dd { font-size: 9.6pt; } }
""".strip()
"""What one must not miss, and what one writes by hand: only where they are."""

SHEET_CSS = """
.sheet { margin-top: 3rem; border-top: 3px solid var(--accent); }
@media print { .sheet { break-before: page; margin: 0; border: 0; } .sheet h2 { margin-top: 0; font-size: 13pt; } }
""".strip()
"""Only for pages of several sheets."""

GRID_CSS = """
main { max-width: 75rem; }
.tiles { display: grid; gap: .4rem; grid-auto-rows: minmax(.75rem, auto); max-width: 52rem; margin: 1rem 0; padding: 0; list-style: none; }
.tiles li { padding: .3rem .5rem; border: 1px solid var(--line); border-left: 4px solid; border-radius: 4px; font-size: .85rem; line-height: 1.35; }
.tiles b { display: block; color: var(--ink); }
.tiles span { display: block; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .5rem 0; font-size: .9rem; overflow-wrap: normal; }
caption { text-align: left; color: var(--soft); padding-bottom: .35rem; }
th, td { padding: .35rem .6rem; border: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { background: var(--ground); }
td strong { display: block; }
.marks tr { break-inside: avoid; }
.marks td { white-space: nowrap; }
.marks td strong { display: inline; }
.marks caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.box { display: inline-block; width: .8em; height: .8em; border: 1.2px solid var(--soft); vertical-align: -.05em; overflow: hidden; color: transparent; }
@media (max-width: 42rem) { .tiles { display: block; } .tiles li { margin: .35rem 0; } }
@media print { .tiles li { padding: .1rem .3rem; } th, td { padding: .1rem .25rem; } table { font-size: 6.6pt; } .marks { columns: var(--wide) 4; column-gap: 1.5rem; } .marks table { width: 100%; margin: 0; font-size: 8.4pt; } .marks th, .marks td { padding: .12rem .4rem; } }
""".strip()
"""Only for a page that has a map or a table."""

MORE_CSS: dict[str, tuple[type, ...]] = {
    CALL_CSS: (Panel,),
    BLANKS_CSS: (Blanks,),
    GRID_CSS: (Tiles, Table),
    SHEET_CSS: (Sheet,),
}
"""Style → the blocks that need it."""

ANSWERS = "reponses"
"""The form that holds the answers of a page: what is pressed sends it."""

MARK = 3
"""Characters from which the title of a column is no mere mark; a table of marks is printed in
columns side by side.
"""

_STRONG = (Style.STRONG, Style.GOOD, Style.CAUTION, Style.BAD)


def render(document: Document) -> str:
    """Return the whole page; every text of the base is escaped."""
    css = CSS + "".join(
        f"\n{more}"
        for more, kinds in MORE_CSS.items()
        if any(isinstance(block, kinds) for block in _every(document.blocks))
    )
    title = f"<h1>{escape(document.title)}</h1>"
    return page(document.title, css, f"<main>\n{title}\n{body(document.blocks)}\n</main>")


def page(title: str, css: str, inside: str) -> str:
    """Return a whole page around what it shows."""
    return (
        '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{css}\n</style>\n</head>\n"
        f"<body>\n{inside}\n</body>\n</html>\n"
    )


def _every(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks, and those inside them."""
    for block in blocks:
        yield block
        if isinstance(block, Card | Sheet):
            yield from _every(block.blocks)


def body(blocks: Iterable[Block]) -> str:
    """Return what blocks show, without the page around it."""
    return "\n".join(_block(block) for block in blocks)


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return _heading(block)
    if isinstance(block, Paragraph):
        return f"<p>{_inline(block.inline)}</p>"
    if isinstance(block, Sheet):
        return (
            f'<section class="sheet">\n{_heading(block.heading)}\n{body(block.blocks)}\n</section>'
        )
    if isinstance(block, Bullets):
        tag = "ol" if block.ordered else "ul"
        items = "\n".join(f"<li>{_inline(item)}</li>" for item in block.items)
        return f"<{tag}>\n{items}\n</{tag}>"
    if isinstance(block, Facts):
        rows = (f"<dt>{escape(label)}</dt><dd>{_inline(value)}</dd>" for label, value in block.rows)
        return "<dl>\n{}\n</dl>".format("\n".join(rows))
    if isinstance(block, Command):
        shown = Span(block.text, Style.CODE, target=block.target, instead=block.instead)
        if isinstance(block.target, Link | Press):
            return f"<p>{_piece(shown)}</p>"
        return f"<pre>{_piece(shown)}</pre>"
    if isinstance(block, Panel):
        title = f"<h2>{escape(block.title)}</h2>"
        return f'<section class="call">\n{title}\n{_block(Facts(block.rows))}\n</section>'
    if isinstance(block, Blanks):
        spans = "".join(f"<span>{escape(label)}</span>" for label in block.labels)
        return f'<p class="blanks">{spans}</p>'
    if isinstance(block, Letter):
        text = "<br>\n".join(map(escape, block.lines))
        return f"<blockquote>\n{text}\n</blockquote>"
    if isinstance(block, Tiles):
        return _tiles(block)
    return _table(block) if isinstance(block, Table) else _card(block)


def _tiles(block: Tiles) -> str:
    columns = max((tile.column for tile in block.tiles), default=1)
    items = "\n".join(_tile(tile) for tile in block.tiles)
    label = escape(block.label)
    return (
        f'<ul class="tiles" aria-label="{label}" '
        f'style="grid-template-columns:repeat({columns},minmax(0,1fr))">\n{items}\n</ul>'
    )


def _tile(tile: Tile) -> str:
    look = tile.lines[-1].style if tile.lines else Style.PLAIN
    lines = "".join(f"<span>{_piece(piece)}</span>" for piece in tile.lines)
    return (
        f'<li class="{look}" '
        f'style="grid-row:{tile.row};grid-column:{tile.column}"><b>{escape(tile.name)}</b>{lines}</li>'
    )


def _table(table: Table) -> str:
    caption = escape(table.caption)
    head = "".join(f'<th scope="col">{escape(label)}</th>' for label in table.header)
    rows = "\n".join(
        f'<tr><th scope="row">{_inline(row[0])}</th>{"".join(map(_cell, row[1:]))}</tr>'
        for row in table.rows
    )
    marks = all(len(label) < MARK for label in table.header[1:])
    look = f'marks" style="--wide:{4 + 2.5 * len(table.header):g}rem' if marks else "scroll"
    return (
        f'<div class="{look}" role="region" aria-label="{caption}" '
        f'tabindex="0">\n<table>\n<caption>{caption}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>"
    )


def _cell(inline: Inline) -> str:
    look = next((piece.style for piece in inline if piece.style in _STRONG), "")
    return f'<td class="{look}">{_inline(inline)}</td>' if look else f"<td>{_inline(inline)}</td>"


def _card(card: Card) -> str:
    return f"<article>\n{_heading(card.heading)}\n{body(card.blocks)}\n</article>"


def _heading(heading: Heading) -> str:
    badge = (
        ' <span class="dash">—</span>'
        f' <span class="badge {heading.badge.style}">{escape(heading.badge.text)}</span>'
        if heading.badge
        else ""
    )
    text = _opened(escape(heading.text), heading.target)
    return f"<h{heading.level}>{text}{badge}</h{heading.level}>"


def _inline(pieces: Inline) -> str:
    return "".join(_piece(piece) for piece in pieces)


def _opened(text: str, target: object) -> str:
    """Return what opens a target, where it can be."""
    if isinstance(target, Link):
        return f'<a href="{escape(target.address)}">{text}</a>'
    return press(text, target) if isinstance(target, Press) else text


def press(text: str, target: Press) -> str:
    """Return a button that sends the answers of the page."""
    field = f' name="{escape(target.name)}" value="{escape(target.value)}"' if target.name else ""
    return (
        f'<button type="submit" form="{ANSWERS}" formaction="{escape(target.address)}"'
        f"{field}>{text}</button>"
    )


def _piece(piece: Span) -> str:
    if piece.instead and isinstance(piece.target, Link | Press):
        return _opened(escape(piece.instead), piece.target)
    text = _opened(re.sub(TOGETHER, "&nbsp;", escape(piece.text)), piece.target)
    if piece.style in _STRONG:
        text = f"<strong>{text}</strong>"
    elif piece.style is Style.CODE:
        text = f"<code>{text}</code>"
    elif piece.style in (Style.QUIET, Style.BOX):
        text = f'<span class="{piece.style}">{text}</span>'
    return f'<a href="{escape(piece.url)}">{text}</a>' if piece.url else text
