"""A page for a terminal: the lines of `text`, with colour, weight and frames added by rich."""

from rich.box import ROUNDED
from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.panel import Panel as Frame
from rich.style import Style as RichStyle
from rich.text import Text

from mentorat_cli.formats.columns import Line
from mentorat_cli.formats.document import Document, Panel, Span, Style
from mentorat_cli.formats.text import framed, laid_out

LOOK = {
    Style.PLAIN: "",
    Style.STRONG: "bold",
    Style.QUIET: "dim",
    Style.GOOD: "bold green",
    Style.CAUTION: "bold yellow",
    Style.BAD: "bold red",
    Style.CODE: "cyan",
    Style.BOX: "",
}


class Printable:
    """A document as rich prints it: wrapped here, so that rich neither clips nor reads markup in
    it.
    """

    def __init__(self, document: Document) -> None:
        self.document = document

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = options.max_width
        for block, found in laid_out(self.document, width):
            if isinstance(block, Panel) and (inside := framed(block, width)):
                yield Text()
                yield framed_panel(block.title, inside)
            else:
                yield from map(styled, found)


def framed_panel(title: str, found: list[Line]) -> Frame:
    """Return lines in a frame under a title; they fit in it, so that rich cuts none."""
    return Frame(
        Group(*map(styled, found)),
        title=Text(title, style="bold"),
        title_align="left",
        box=ROUNDED,
        border_style="cyan",
    )


def styled(line: tuple[Span, ...]) -> Text:
    """Return one line as rich text that is never wrapped nor cut."""
    text = Text(no_wrap=True, overflow="ignore")
    for piece in line:
        look = RichStyle.parse(LOOK[piece.style])
        text.append(piece.text, look + RichStyle(link=piece.url) if piece.url else look)
    return text
