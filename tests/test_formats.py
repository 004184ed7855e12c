"""No text of the base can create structure, whatever the format."""

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import Struct

from conftest import HERE, TODAY, Run
from mentorat_cli import formats
from mentorat_cli.answers.told import tell
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.formats import Format, csv, html, markdown
from mentorat_cli.formats import json as json_format
from mentorat_cli.formats import text as text_format
from mentorat_cli.formats.document import (
    Again,
    Bullets,
    Card,
    Command,
    Consent,
    Document,
    Explain,
    Facts,
    Guides,
    Heading,
    Letter,
    Link,
    More,
    Panel,
    Paragraph,
    Press,
    Sheet,
    Show,
    Span,
    Style,
    Table,
    Target,
    Tile,
    Tiles,
    opened,
    span,
)
from mentorat_cli.pages.contacts import mailto
from mentorat_cli.pages.explanation import explanation_page
from mentorat_cli.pages.recommendation import recommendation_page

EXAMPLES = [
    text
    for text in json.loads((HERE / "data" / "commonmark-examples.json").read_text(encoding="utf-8"))
    if text.split()
]
HOSTILE = [
    "<script>alert(1)</script>",
    "</style></title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' & < > \" &lt; &amp;",
    "[b]gras[/b] [link=https://x]y[/link]",
    "a\nb\r\nc\td",
    "<!-- --> ]]> <![CDATA[",
    "javascript:alert(1)",
    "{{ 7 * 7 }} ${x} %s %(x)s",
    "é à « œ » — … ’",
]


def page(text: str) -> Document:
    inline = (
        Span(text),
        Span(" "),
        Span(text, Style.STRONG),
        Span(" "),
        Span(text, url="https://example.org/a_b?c=*d*"),
    )
    blocks = (
        Heading(2, text, Span(text, Style.GOOD)),
        Paragraph(span(text)),
        Paragraph(inline),
        Bullets((span(text), inline)),
        Bullets((span(text),), ordered=True),
        Facts(
            (
                (text, span(text)),
                ("x", span("https://example.org/a_b", url="https://example.org/a_b")),
            )
        ),
        Card(Heading(3, text), (Paragraph(span(text)),)),
        Sheet(
            Heading(2, text),
            (Paragraph(span(text)), Card(Heading(3, text), (Paragraph(span(text)),))),
        ),
        Command("mentorat list"),
        Tiles(text, (Tile(1, 2, text, (Span(text, Style.GOOD),)),), (Paragraph(span(text)),)),
        Table(
            text,
            (text, "x"),
            ((span(text), (Span(text, Style.BAD), Span(" "), Span(text))), (span("x"), span(text))),
        ),
    )
    return Document(text, blocks)


def structure(tokens: list[Token]) -> list[str]:
    return [token.type for token in tokens if token.type != "inline"]


def texts(tokens: list[Token]) -> list[str]:
    return [
        "".join(
            child.content for child in token.children or [] if child.type in ("text", "code_inline")
        )
        for token in tokens
        if token.type == "inline"
    ]


def kinds(tokens: list[Token]) -> list[str]:
    return [
        child.type
        for token in tokens
        if token.type == "inline"
        for child in token.children or []
        if child.type != "text"
    ]


def flat(text: str) -> str:
    return re.sub(r"[ \t\n\r\f\v]+", " ", text).strip(" ")


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(markdown.render(page(text)))


def test_markdown_gives_back_the_same_text() -> None:
    plain = parsed("mot")
    for text in (*EXAMPLES, *HOSTILE):
        tokens = parsed(text)
        assert structure(tokens) == structure(plain), text
        assert kinds(tokens) == kinds(plain), text
        assert texts(tokens) == [item.replace("mot", flat(text)) for item in texts(plain)], text


class Reader(HTMLParser):
    """Collects tags, and text outside the style sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag + "".join(f" {name}" for name, _ in attrs))

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"]:
            self.words.append(data)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(html.render(page(text)))
    return reader


@pytest.mark.parametrize("text", HOSTILE)
def test_html_gives_back_the_same_text(text: str) -> None:
    plain, found = read("mot"), read(text)
    assert found.tags == plain.tags
    assert "".join(found.words) == "".join(plain.words).replace("mot", text)


@pytest.mark.parametrize("text", HOSTILE)
def test_an_address_stays_in_its_link(text: str) -> None:
    def links(url: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
        found: list[tuple[str, list[tuple[str, str | None]]]] = []
        reader = HTMLParser()
        reader.handle_starttag = lambda tag, attrs: found.append((tag, attrs))  # type: ignore[method-assign]
        reader.feed(html.render(Document("x", (Paragraph((Span("x", url=url),)),))))
        return found[-1:]

    assert links(f"https://example.org/?{text}") == [
        ("a", [("href", f"https://example.org/?{text}")])
    ]


@pytest.mark.parametrize("text", ["a", "`", "``a`b", "a`", "*a*", "<b>", "\\", "a&amp;b"])
def test_a_word_to_copy_stays_in_its_code_span(text: str) -> None:
    page_text = markdown.render(Document("x", (Paragraph((Span(text, Style.CODE),)),)))
    inline = MarkdownIt("commonmark").parse(page_text)[-2]
    assert [(child.type, child.content) for child in inline.children or []] == [
        ("code_inline", text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ajoutez --limit 36 pour les voir", "ajoutez `--limit 36` pour les voir"),
        ("--limit N en montre plus", "`--limit N` en montre plus"),
        ("suivi -- ou pas, a--b", "suivi -- ou pas, a--b"),
    ],
)
def test_an_option_in_a_sentence_keeps_its_hyphens(text: str, expected: str) -> None:
    page_of = Document("x", (Paragraph((Span(text),)),))
    assert markdown.render(page_of) == f"# x\n\n{expected}\n"


def test_a_verdict_is_apart_from_the_name_without_a_style_sheet() -> None:
    heading = Heading(3, "1. Un nom", Span("convient", Style.GOOD))
    shown = html.render(Document("x", (heading,)))
    assert (
        '<h3>1. Un nom <span class="dash">—</span> <span class="badge good">convient</span></h3>'
        in shown
    )


def test_a_mailbox_is_written_to_and_read_as_it_is() -> None:
    """The subject and the text are in the link of the HTML page; elsewhere the mailbox alone."""
    link = mailto("mission@example.fr", ["Bonjour,", "l’été & +1 %"])
    assert link == (
        "mailto:mission@example.fr?subject=Mentorat%20en%20lyc%C3%A9e%20professionnel"
        "&body=Bonjour%2C%0D%0Al%E2%80%99%C3%A9t%C3%A9%20%26%20%2B1%20%25"
    )
    page_of = Document("x", (Paragraph((Span("mission@example.fr", url=link),)),))
    assert text_format.render(page_of).endswith("\n\nmission@example.fr\n")
    assert markdown.render(page_of).endswith("\n\n<mission@example.fr>\n")
    assert f'<a href="{link.replace("&", "&amp;")}">mission@example.fr</a>' in html.render(page_of)


@pytest.mark.parametrize("render", [text_format.render, markdown.render])
def test_a_letter_is_sent_as_it_is(render: Callable[[Document], str]) -> None:
    lines = ("Bonjour,", "", "Un *mot* <de> plus_de #quatre-vingts caractères." * 4, "- 1. fin")
    assert "\n".join(lines) in render(Document("x", (Letter(lines),)))


def test_html_fetches_nothing_and_runs_nothing() -> None:
    page_text = html.render(page("mot"))
    assert '<html lang="fr">' in page_text
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|\son\w+=", page_text)


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("text", ["mot " * 40, "https://example.org/" + "a" * 200, "é" * 50])
def test_plain_lines_never_cut_a_word(text: str, width: int) -> None:
    lines = text_format.render(page(text), width).splitlines()
    for word in set(text.split()):
        assert any(word in line for line in lines)
    assert all(len(line) <= width or " " not in line.strip(" -<>1.\u00a0:") for line in lines)


def leading(document: Document) -> Document:
    """Return a page each piece of which leads to an entry."""
    blocks = (
        Heading(2, "a", None, Show("x")),
        Paragraph((Span("mentorat show x", Style.CODE, None, Show("x"), "sa fiche"),)),
        Bullets(((Span("a", Style.STRONG, None, Explain('"x"')),),)),
        Command("mentorat recommend", Again((("objectif", "stage"),)), "ce résultat"),
    )
    return Document(document.title, blocks)


def test_a_target_is_opened_where_it_can_be_and_else_its_text_stands() -> None:
    def way(target: Target) -> Link | Press:
        if isinstance(target, Explain):
            return Press(f"pourquoi/{target.entry}", "n", "1")
        return Link(f"dispositifs/{target.entry}" if isinstance(target, Show) else "?a=1&b=2")

    led = leading(page(""))
    plain = opened(led, lambda target: None)
    for render in (text_format.render, markdown.render, html.render):
        assert render(led) == render(plain)
    body = html.render(opened(led, way)).split("</h1>\n")[1].split("\n</main>")[0]
    assert body.split("\n") == [
        '<h2><a href="dispositifs/x">a</a></h2>',
        '<p><a href="dispositifs/x">sa fiche</a></p>',
        "<ul>",
        '<li><strong><button type="submit" form="reponses" formaction="pourquoi/&quot;x&quot;" name="n" value="1">'
        "a</button></strong></li>",
        "</ul>",
        '<p><a href="?a=1&amp;b=2">ce résultat</a></p>',
    ]


def test_pages_name_a_target_beside_each_command(kb: KnowledgeBase) -> None:
    told = tell(kb, {"objectif": ("stage",), "academie": ("lyon",), "ase": ("oui",)}, False)
    result = recommend(kb, told)
    named = [
        piece
        for document in (
            recommendation_page(kb, result, TODAY, 1),
            *(explanation_page(kb, entry, result) for entry in kb.entries),
        )
        for piece in pieces(document)
        if re.search("mentorat [a-z]|--[a-z]", piece.text)
    ]
    assert [piece.text for piece in named if not piece.instead or piece.target is None] == []
    assert {type(piece.target) for piece in named} == {Show, Guides, Again, More, Consent}


def pieces(item: object) -> Iterator[Span | Command]:
    """Yield what a page, or a part of it, says on one line."""
    if isinstance(item, Span | Command):
        yield item
    elif isinstance(item, tuple):
        for one in item:
            yield from pieces(one)
    elif isinstance(item, Struct):
        for name in item.__struct_fields__:
            yield from pieces(getattr(item, name))


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        *((cell, f"'{cell}") for cell in ("=1+1", "+33", "-x", "@x", "\t=1", "\r=1")),
        *((cell, cell) for cell in ("texte", "a=1", "a - b", "a, -b", "")),
        ("a;=1+1;", "a;'=1+1;"),
        ('a,"=1', "a,\"'=1"),
        ("a\n-b\t@c|+d", "a\n'-b\t'@c|'+d"),
        ("＝1", "'＝1"),
    ],
)
def test_a_spreadsheet_never_runs_a_cell(cell: str, shown: str) -> None:
    assert csv.without_formula(cell) == shown


@pytest.mark.parametrize("items", [[], [1], ["a\nb", {"c": [], "d": ["é\u2028", {}]}]])
def test_json_in_pieces_is_the_same(items: list[object]) -> None:
    """Items come one by one: none is made before what stands before it is written."""
    value = {"version": 1, "synthèse": {"a": [1, 2]}, "items": items, "errors": []}
    written: list[str] = []

    def one_by_one() -> Iterator[object]:
        for number, item in enumerate(items):
            assert len(written) == 3 + number
            yield item

    for piece in json_format.pieces(value | {"items": one_by_one()}):
        written.append(piece)
    assert "".join(written) == json_format.render(value)


def test_no_reader_of_json_sees_another_end_of_line() -> None:
    value = {"é\u2028": "a\u2028b\u2029c\x85d\n"}
    texts = (json_format.render(value), *json_format.lines([value]))
    assert [json.loads(text) for text in texts] == [value, value]
    assert [len(text.splitlines()) for text in texts] == [3, 1]


def test_a_format_is_one_line_of_the_table(
    run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The commands that can give rows take it, by its name and by its ending."""
    added = Format("essai", (".essai",), {"rows": "csv.table"})
    monkeypatch.setattr(formats, "FORMATS", (*formats.FORMATS, added))
    path = tmp_path / "liste.essai"
    assert run("list", "--output", str(path)).code == 0
    assert run("list", "--format", "essai").out == path.read_text("utf-8")
    assert run("show", "cordees", "--format", "essai").code == 2


def test_an_address_too_wide_for_its_column_stands_whole_at_the_margin() -> None:
    address = "http://www.cpossible-asso.fr/pays-de-la-loire-les-cles"
    rows = (("Ouvrez", (Span(f"C’Possible, {address} (cherchez-y)"),)),)
    page = Document("T", (Panel("Demain", rows),))
    expected = ["Ouvrez  C’Possible,", address, "        (cherchez-y)"]
    assert text_format.render(page, 57).splitlines()[-3:] == expected
    assert text_format.height(page, 57) == len(text_format.render(page, 57).splitlines())
