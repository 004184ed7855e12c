"""`mentorat explain`: the verdict on one entry, and what would change it."""

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
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.formats import Content
from mentorat_cli.pages.explanation import explanation_page
from mentorat_cli.world.library import Library
from mentorat_cli.world.screen import Shell

HELP = (
    "Formats\u00a0: texte, markdown, html, json."
    "\n\nExemple\u00a0:\n  mentorat explain p-tech --objectif stage "
    "--academie lyon --niveau terminale-pro"
)


def make(library: Library, shell: Shell) -> Command:
    """Return the command over the base of `library`."""
    base = library.base()

    @with_criteria(base.questions)
    def _explain(
        typed: Mapping[str, Sequence[str]],
        identifier: Annotated[
            str, typer.Argument(metavar="ID", help="L’identifiant, ou le nom, d’un dispositif.")
        ],
        form: Format = None,
        output: Output = None,
        force: Force = False,
    ) -> int:
        chosen = choose_format(form, output, PAGES)
        entry, result = find_entry(base, identifier), recommend(base, parse_answers(base, typed))

        def value() -> object:
            from mentorat_cli.payloads.explanation import explanation

            return explanation(base, entry, result)

        contents: Contents = {
            Content.PAGE: lambda: explanation_page(base, entry, result),
            Content.VALUE: value,
        }
        return present(shell, chosen, contents, output, force)

    return _explain
