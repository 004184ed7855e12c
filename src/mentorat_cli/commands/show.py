"""`mentorat show`: the whole fiche of an entry."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.commands.common import (
    PAGES,
    Command,
    Contents,
    Force,
    Format,
    Output,
    choose_format,
    find_entry,
    present,
    with_criteria,
)
from mentorat_cli.formats import Content
from mentorat_cli.pages.entry import entry_page, guides_page
from mentorat_cli.typography import fold
from mentorat_cli.world.library import Library
from mentorat_cli.world.screen import Shell

HELP = (
    "«\u00a0mentorat show demarche\u00a0» dit comment monter une action. "
    "Formats\u00a0: texte, markdown, html, json."
    "\n\nExemple\u00a0:\n  mentorat show cordees-de-la-reussite --academie nice"
)


def make(library: Library, shell: Shell) -> Command:
    """Return the command over the base of `library`."""
    base = library.base()

    @with_criteria(base.question[name] for name in ("academie",) if name in base.question)
    def _show(
        typed: Mapping[str, Sequence[str]],
        identifier: Annotated[
            str, typer.Argument(metavar="ID", help="L’identifiant, ou le nom, d’un dispositif.")
        ],
        form: Format = None,
        output: Output = None,
        force: Force = False,
    ) -> int:
        if fold(identifier) == "demarche":
            guides: Contents = {Content.PAGE: lambda: guides_page(base)}
            return present(shell, choose_format(form, output, tuple(guides)), guides, output, force)
        chosen = choose_format(form, output, PAGES)
        entry, answers = find_entry(base, identifier), parse_answers(base, typed)

        def value() -> object:
            from mentorat_cli.payloads.entry import entry as payload

            return payload(base, entry, answers)

        contents: Contents = {
            Content.PAGE: lambda: entry_page(base, entry, answers),
            Content.VALUE: value,
        }
        return present(shell, chosen, contents, output, force)

    return _show
