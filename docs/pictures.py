"""Draw the pictures of the README: a session as SVG, and with `--fiche FICHIER` the HTML whose
screenshot is docs/fiche.png.

Run `python docs/pictures.py` to redraw the session; `tests/test_docs.py` says when a picture no
longer shows what the program does.
"""

import hashlib
import io
import sys
from datetime import date
from pathlib import Path

from rich.console import Console

from mentorat_cli.answers.told import tell
from mentorat_cli.answers.typed import parse_answers
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


def session() -> str:
    """Return the terminal page of a sample pupil as SVG."""
    base = library.load(HERE.parent / "data").base
    told = tell(base, parse_answers(base, PUPIL), consent=False)
    result = recommend(base, told)
    console = Console(
        record=True,
        width=80,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
    )
    console.print(Page(recommendation_page(base, result, TODAY, limit=1)), soft_wrap=True)
    return console.export_svg(title="mentorat recommend", unique_id="session")


def fiche() -> str:
    """Return the HTML fiche of the same pupil."""
    base = library.load(HERE.parent / "data").base
    told = tell(base, parse_answers(base, PUPIL), consent=False)
    return html.render(handout_page(base, recommend(base, told), TODAY))


def fingerprint(text: str) -> str:
    """Return what tells whether a picture still shows `text`."""
    return hashlib.sha256(text.encode()).hexdigest() + "\n"


if __name__ == "__main__":
    (HERE / "session.svg").write_text(session(), encoding="utf-8")
    if sys.argv[1:2] == ["--fiche"]:
        Path(sys.argv[2]).write_text(fiche(), encoding="utf-8")
        (HERE / "fiche.png.sha256").write_text(fingerprint(fiche()), encoding="utf-8")
