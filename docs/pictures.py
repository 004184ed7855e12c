"""Draw the pictures of the README: a session as SVG, and docs/fiche.png as Chromium shows it.

`python docs/pictures.py` redraws both; Chromium must be on the PATH for the second. Beside each
picture stands the fingerprint of what the program draws of the tiny base of the tests:
`tests/test_docs.py` says when the program draws it otherwise, and a new fact changes nothing there.
"""

import hashlib
import io
import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path

from rich.console import Console

from mentorat_cli.answers.told import tell
from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.formats import html
from mentorat_cli.formats.terminal import Page
from mentorat_cli.pages.handout import handout_page
from mentorat_cli.pages.summary import summary_page
from mentorat_cli.world import library

HERE = Path(__file__).parent
TODAY = date(2026, 11, 23)
WIDTH = 80
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SIZE = "900,1990"
PUPIL = {
    "objectif": ["orientation"],
    "academie": ["lyon"],
    "niveau": ["terminale-pro"],
    "lycee-encorde": ["oui"],
}


def session(base: KnowledgeBase) -> str:
    """Return the screen that answers a sample pupil as SVG."""
    told = tell(base, parse_answers(base, PUPIL), consent=False)
    page = summary_page(base, recommend(base, told), WIDTH)
    console = Console(
        record=True,
        width=WIDTH,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
    )
    console.print(Page(page), soft_wrap=True)
    return console.export_svg(title="mentorat recommend", unique_id="session")


def fiche(base: KnowledgeBase) -> str:
    """Return the HTML fiche of the same pupil."""
    told = tell(base, parse_answers(base, PUPIL), consent=False)
    return html.render(handout_page(base, recommend(base, told), TODAY))


PICTURES = {"session.svg": session, "fiche.png": fiche}


def fingerprint(name: str, tiny: KnowledgeBase) -> str:
    """Return what tells whether the program still draws a picture in the same way."""
    return hashlib.sha256(PICTURES[name](tiny).encode()).hexdigest() + "\n"


def photograph(page: str, picture: Path) -> None:
    """Write the picture of an HTML page, as the first Chromium on the PATH shows it."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), BROWSERS[0])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "fiche.html"
        file.write_text(page, encoding="utf-8")
        options = [f"--screenshot={picture}", f"--window-size={SIZE}", "--hide-scrollbars"]
        quiet = ["--headless", "--no-sandbox", "--disable-gpu"]
        subprocess.run([browser, *quiet, *options, file.as_uri()], check=True)


if __name__ == "__main__":
    real, tiny = (library.load(HERE.parent / place).base for place in ("data", "tests/kb"))
    (HERE / "session.svg").write_text(session(real), encoding="utf-8")
    photograph(fiche(real), HERE / "fiche.png")
    for name in PICTURES:
        (HERE / f"{name}.sha256").write_text(fingerprint(name, tiny), encoding="utf-8")
