"""`mentorat list`: the entries that criteria select."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base.records import Kind, Status
from mentorat_cli.commands.common import (
    Command,
    Contents,
    Force,
    Format,
    Output,
    choose_format,
    one_of,
    present,
    with_criteria,
)
from mentorat_cli.engine.listing import select_entries
from mentorat_cli.formats import Content
from mentorat_cli.payloads.catalogue import entries, rows
from mentorat_cli.typography import enumerate_french
from mentorat_cli.world.library import Library
from mentorat_cli.world.screen import Shell

LISTED = ("academie", "objectif", "niveau", "filiere")
GIVEN = (Content.LISTING, Content.VALUE, Content.ROWS)

HELP = (
    "Formats\u00a0: table, markdown, json, csv.\n\nExemple\u00a0:\n  "
    "mentorat list --academie lyon --objectif stage"
)


def make(library: Library, shell: Shell) -> Command:
    """Return the command over the base of `library`."""
    base = library.base()

    @with_criteria(base.question[name] for name in LISTED if name in base.question)
    def _list(
        typed: Mapping[str, Sequence[str]],
        kind: Annotated[
            str | None,
            typer.Option("--kind", metavar="NATURE", help=f"{enumerate_french(list(Kind), 'ou')}."),
        ] = None,
        status: Annotated[
            str | None,
            typer.Option(
                "--status", metavar="ÉTAT", help=f"{enumerate_french(list(Status), 'ou')}."
            ),
        ] = None,
        form: Format = None,
        output: Output = None,
        force: Force = False,
    ) -> int:
        chosen = choose_format(form, output, GIVEN)
        selected = select_entries(
            base,
            parse_answers(base, typed),
            one_of(kind, Kind, "--kind"),
            one_of(status, Status, "--status"),
        )

        def page() -> object:
            from mentorat_cli.pages.catalogue import list_page

            return list_page(base, selected)

        contents: Contents = {
            Content.LISTING: page,
            Content.VALUE: lambda: entries(selected),
            Content.ROWS: lambda: rows(selected),
        }
        return present(shell, chosen, contents, output, force)

    return _list
