"""Draw the pictures of the README: a session as SVG, docs/fiche.png and docs/web.png as Chromium
shows them.

`python docs/pictures.py` redraws all from the shipped base; Chromium must be on the PATH for the
last two. Beside each picture stands what the program says of the tiny base of the tests, and
`tests/test_docs.py` compares: a new fact changes nothing there, another word or line does.
"""

import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from rich.console import Console
from rich.style import Style
from rich.text import Text

from mentorat_cli.answers.told import tell
from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.formats import html, text
from mentorat_cli.formats.document import Document
from mentorat_cli.pages.handout import handout_page
from mentorat_cli.world import library

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "tests"))

from browsing import Tab, visit  # noqa: E402
from terminal import DOWN, ENTER, SPACE, UP, Terminal, checkout  # noqa: E402

TODAY = date(2026, 11, 23)
WIDTH, ROWS = 80, 40
BREADTH, WIDE = 832, 1280
MEASURE = "<script>document.title = document.documentElement.scrollHeight</script></body>"
COLORS = {"brown": "yellow"}
"""What pyte calls otherwise than rich."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--hide-scrollbars",
)
PUPIL = {"objectif": ["orientation"], "academie": ["lyon"], "niveau": ["terminale-pro"]}
Step = tuple[str, str]
"""What one waits for on the screen, and the keys that one then presses."""
POINTED, END = "» ", "Quitter"
"""What stands on the screens that are drawn: a choice that arrows point at, the last line of all."""
FEW: Sequence[Step] = (
    ("Quel est le besoin ?", SPACE + ENTER),
    ("Quelle académie ?", "69" + ENTER),
    ("Quelle classe ?", UP),
    ("» Voir le résultat maintenant", ENTER),
    ("Vos réponses ;", ENTER),
    (END, UP + ENTER),
)
WHOLE: Sequence[Step] = (
    ("Quel est le besoin ?", SPACE + ENTER),
    ("Où se trouve le lycée ?", "69" + ENTER),
    ("En quelle classe est l’élève ?", DOWN * 4),
    ("» Terminale professionnelle", ENTER),
    ("Quelle est la filière ?", "commerce" + ENTER),
    ("Pour qui cherchez-vous ?", UP + ENTER),
    ("Vos réponses ;", ENTER),
    (END, UP + ENTER),
)
"""A session over the tiny base, and the same over the shipped one."""


def played(source: Path, steps: Sequence[Step]) -> list[Text]:
    """Return the lines of the screens that are drawn of a session, a line between two."""
    lines: list[Text] = []
    with tempfile.TemporaryDirectory() as home:
        terminal = Terminal(source, Path(home), "recommend", rows=ROWS, XDG_CACHE_HOME=home)
        try:
            for shown, keys in steps:
                terminal.wait(shown)
                if shown == END or shown.startswith(POINTED):
                    lines += [Text("─" * WIDTH, "dim")] if lines else []
                    lines += drawn(terminal)
                terminal.send(keys)
            terminal.end()
        finally:
            terminal.kill()
    return lines


def drawn(terminal: Terminal) -> list[Text]:
    """Return the lines that stand on a screen, with their weight and colour."""
    lines = []
    for row in range(terminal.screen.lines):
        line = Text()
        for column in range(terminal.screen.columns):
            cell = terminal.screen.buffer[row][column]
            color = None if cell.fg == "default" else COLORS.get(cell.fg, cell.fg)
            line.append(
                cell.data,
                Style(color=color, bold=cell.bold, italic=cell.italics, underline=cell.underscore),
            )
        line.rstrip()
        lines.append(line)
    while lines and not lines[-1].plain:
        lines.pop()
    return lines


def session(lines: Sequence[Text]) -> str:
    """Return a session as SVG."""
    console = Console(
        record=True,
        width=WIDTH,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
    )
    for line in lines:
        console.print(line, soft_wrap=True)
    return console.export_svg(title="mentorat recommend", unique_id="session")


def fiche(base: KnowledgeBase) -> Document:
    """Return the fiche of a sample pupil."""
    told = tell(base, parse_answers(base, PUPIL), consent=False)
    return handout_page(base, recommend(base, told), TODAY)


def web(base: KnowledgeBase) -> Tab:
    """Return the result of the same pupil in a browser."""
    return visit(base, f"/recommander?{urlencode(PUPIL, doseq=True)}&_voir=resultat")


def said(tiny: KnowledgeBase) -> dict[str, str]:
    """Return the name of each picture with what the program says, of the tiny base, in it."""
    with tempfile.TemporaryDirectory() as folder:
        lines = played(checkout(Path(folder)), FEW)
    return {
        "session.svg": "\n".join(line.plain for line in lines) + "\n",
        "fiche.png": text.render(fiche(tiny), WIDTH),
        "web.png": re.sub(r"\n{2,}", "\n", web(tiny).said.strip()) + "\n",
    }


def photograph(page: str, picture: Path, breadth: int = BREADTH) -> None:
    """Write the picture of a whole HTML page, `breadth` pixels wide, as the first Chromium on the
    PATH shows it.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), BROWSERS[0])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "fiche.html"

        def browse(*options: str) -> str:
            command = [browser, *QUIET, f"--user-data-dir={folder}/chromium", *options]
            shown = subprocess.run(
                [*command, file.as_uri()], check=True, capture_output=True, text=True
            )
            return shown.stdout

        file.write_text(page.replace("</body>", MEASURE), encoding="utf-8")
        size = re.search(
            r"<title>(\d+)</title>", browse(f"--window-size={breadth},100", "--dump-dom")
        )
        assert size, "the page has no height"
        file.write_text(page, encoding="utf-8")
        browse(f"--window-size={breadth},{size[1]}", f"--screenshot={picture}")


if __name__ == "__main__":
    real, tiny = (library.load(HERE.parent / place).base for place in ("data", "tests/kb"))
    lines = played(HERE.parent / "src", WHOLE)
    (HERE / "session.svg").write_text(session(lines), encoding="utf-8")
    photograph(html.render(fiche(real)), HERE / "fiche.png")
    photograph(web(real).response.body, HERE / "web.png", WIDE)
    for name, words in said(tiny).items():
        (HERE / f"{name}.txt").write_text(words, encoding="utf-8")
