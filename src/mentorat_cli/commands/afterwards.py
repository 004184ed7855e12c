"""What one may do once a dialogue has given its answer."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.engine.recommending import Recommendation, recommend
from mentorat_cli.errors import MentoratError
from mentorat_cli.pages.looks import (
    CHANGE,
    DETAIL,
    FICHE,
    LEAVE,
    LOOKS,
    MESSAGE,
    OPTIONS,
    PROMPT,
    WHY,
)
from mentorat_cli.typography import code, harmless
from mentorat_cli.world.disk import exists, write_export
from mentorat_cli.world.folders import current_folder, home
from mentorat_cli.world.screen import Shell

if TYPE_CHECKING:
    from mentorat_cli.dialogue.loop import Prompter

MARK = 3
"""Columns that stand before an option: its number, or what points at it."""
NAME = "fiche-mentorat"
NEXT: Mapping[object, str] = {
    DETAIL: MESSAGE,
    MESSAGE: FICHE,
    FICHE: LEAVE,
    WHY: CHANGE,
}
"""What one does after each look, which the menu then points at."""
OPENED = (("lire", "L’ouvrir dans le navigateur"), ("non", "Continuer"))


def menu_height(width: int) -> int:
    """Return how many lines the menu takes under a result, and the questions before it."""
    from mentorat_cli.formats.document import Span
    from mentorat_cli.formats.text import wrap

    shown = (PROMPT, *(text for _, text in OPTIONS))
    return 1 + sum(len(list(wrap((Span(text),), width - MARK))) for text in shown)


def look_at(
    base: KnowledgeBase, result: Recommendation[Told], shell: Shell, prompter: "Prompter"
) -> str:
    """Offer what one may do with a result until it is left; return CHANGE, AGAIN or LEAVE. The end
    of input, or going back, leaves it.
    """
    pointed = OPTIONS[0][0]
    with suppress(EOFError):
        while True:
            chosen = prompter.choose(PROMPT, OPTIONS, LEAVE, pointed)
            if chosen in LOOKS:
                shell.read(LOOKS[chosen](base, result, shell.today()))
            elif chosen == FICHE:
                print_fiche(base, result, shell, prompter)
            else:
                return chosen if isinstance(chosen, str) else LEAVE
            pointed = NEXT[chosen]
    return LEAVE


def print_fiche(
    base: KnowledgeBase, result: Recommendation[Told], shell: Shell, prompter: "Prompter"
) -> None:
    """Write the fiche where the person says, never over another file, and open it on request."""
    files = [(str(path), shown) for path, shown in _files()]
    chosen: object = files[0][0]
    if files[1:]:
        chosen = prompter.choose("Où l’enregistrer\u00a0?", files, files[0][0])
    if not isinstance(chosen, str):
        return
    from mentorat_cli.formats import html
    from mentorat_cli.pages.handout import handout_page
    from mentorat_cli.world.desktop import address

    path = next(path for path in _names(Path(chosen)) if not exists(path))
    told = recommend(base, result.answers.for_others, result.places)
    try:
        write_export(path, html.render(handout_page(base, told, shell.today())))
    except MentoratError as error:
        shell.complain(str(error))
        return
    shell.complain(f"Écrit dans {code(str(path))}.")
    wanted = prompter.choose("La fiche est prête.", OPENED, "non")
    if wanted == "lire" and not shell.open(address(path.absolute())):
        shell.complain("Aucun navigateur n’a pu être ouvert\u00a0; ouvrez ce fichier vous-même.")


def _files() -> Iterator[tuple[Path, str]]:
    """Yield the folders where a fiche may be written, the current one first."""
    yield Path(), f"Dans ce dossier ({harmless(current_folder().name)})"
    for name, shown in (("Documents", "Dans mes documents"), ("Desktop", "Sur le bureau")):
        folder = home() / name
        if folder.is_dir() and folder != current_folder():
            yield folder, shown


def _names(folder: Path) -> Iterator[Path]:
    yield folder / f"{NAME}.html"
    number = 2
    while True:
        yield folder / f"{NAME}-{number}.html"
        number += 1
