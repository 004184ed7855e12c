"""A page for a terminal: the lines of `text`, with colour and weight added by rich."""

from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style as RichStyle
from rich.text import Text

from mentorat_cli.formats.document import Document, Span, Style
from mentorat_cli.formats.text import lines

LOOK = {
    Style.PLAIN: "",
    Style.STRONG: "bold",
    Style.QUIET: "dim",
    Style.GOOD: "bold green",
    Style.CAUTION: "bold yellow",
    Style.BAD: "bold red",
    Style.CODE: "cyan",
}


class Page:
    """A document as rich prints it: wrapped here, so that rich neither clips nor reads markup in
    it.
    """

    def __init__(self, document: Document) -> None:
        self.document = document

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in lines(self.document, options.max_width):
            yield styled(line)


def styled(line: tuple[Span, ...]) -> Text:
    """Return one line as rich text that is never wrapped nor cut."""
    text = Text(no_wrap=True, overflow="ignore")
    for piece in line:
        look = RichStyle.parse(LOOK[piece.style])
        text.append(piece.text, look + RichStyle(link=piece.url) if piece.url else look)
    return text
