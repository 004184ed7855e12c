"""Draw the pictures of the README: a session as SVG, and the HTML whose screenshot is docs/fiche.png.

`python docs/pictures.py` redraws the session; with `--fiche FICHIER` it writes that HTML too. Beside
each picture stands the fingerprint of what the program draws of the tiny base of the tests:
`tests/test_docs.py` says when the program draws it otherwise, and a new fact changes nothing there.
"""

import hashlib
import io
import sys
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
from mentorat_cli.pages.recommendation import recommendation_page
from mentorat_cli.world import library

HERE = Path(__file__).parent
TODAY = date(2026, 11, 23)
PUPIL = {
    "objectif": ["orientation"],
    "academie": ["lyon"],
    "niveau": ["terminale-pro"],
    "lycee-encorde": ["oui"],
}


def session(base: KnowledgeBase) -> str:
    """Return the terminal page of a sample pupil as SVG."""
    told = tell(base, parse_answers(base, PUPIL), consent=False)
    page = recommendation_page(base, recommend(base, told), TODAY, limit=1)
    console = Console(
        record=True,
        width=80,
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


if __name__ == "__main__":
    real, tiny = (library.load(HERE.parent / place).base for place in ("data", "tests/kb"))
    (HERE / "session.svg").write_text(session(real), encoding="utf-8")
    drawn = ["session.svg"]
    if sys.argv[1:2] == ["--fiche"]:
        Path(sys.argv[2]).write_text(fiche(real), encoding="utf-8")
        drawn.append("fiche.png")
    for name in drawn:
        (HERE / f"{name}.sha256").write_text(fingerprint(name, tiny), encoding="utf-8")
