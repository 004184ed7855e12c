"""`mentorat coverage`: what the base covers, and where to look for partners first."""

from collections.abc import Mapping, Sequence

from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.commands.common import (
    PAGES,
    Command,
    Contents,
    Force,
    Format,
    Output,
    choose_format,
    present,
    with_criteria,
)
from mentorat_cli.engine.coverage import cover
from mentorat_cli.formats import Content
from mentorat_cli.payloads.coverage import coverage, rows
from mentorat_cli.world.library import Library
from mentorat_cli.world.screen import Shell

CHOSEN = ("objectif", "niveau", "filiere")

HELP = (
    "Une carte des académies, puis les lacunes, la plus grave d’abord. "
    "Formats\u00a0: texte, markdown, html, json, csv."
    "\n\nExemple\u00a0:\n  mentorat coverage --objectif stage --niveau premiere-pro"
)


def make(library: Library, shell: Shell) -> Command:
    """Return the command over the base of `library`."""
    base = library.base()

    @with_criteria(base.question[name] for name in CHOSEN if name in base.question)
    def _coverage(
        typed: Mapping[str, Sequence[str]],
        form: Format = None,
        output: Output = None,
        force: Force = False,
    ) -> int:
        chosen = choose_format(form, output, (*PAGES, Content.ROWS))
        found = cover(base, parse_answers(base, typed))

        def page() -> object:
            from mentorat_cli.pages.coverage import coverage_page

            return coverage_page(base, found, whole=chosen.name != "texte")

        contents: Contents = {
            Content.PAGE: page,
            Content.VALUE: lambda: coverage(base, found),
            Content.ROWS: lambda: rows(base, found),
        }
        return present(shell, chosen, contents, output, force)

    return _coverage
