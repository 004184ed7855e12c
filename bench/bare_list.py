"""The yardstick of `list`: a bare typer and rich program, five commands, that prints the same
entries in a rich table.

`startup.py` installs it beside the program, with its rows as a module, so nothing is read nor
decided.
"""

from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command("list")
def _list(
    academie: Annotated[str, typer.Option("--academie")] = "lyon",
    form: Annotated[str, typer.Option("--format")] = "table",
) -> None:
    from bare_rows import ROWS
    from rich.console import Console
    from rich.table import Table

    table = Table("Nom", "ID", "Sert à", "Où")
    for row in ROWS:
        table.add_row(*row)
    Console().print(table)


@app.command("recommend")
def _recommend(
    objectif: str = "", academie: str = "", niveau: str = "", limit: int = 5
) -> None: ...


@app.command("show")
def _show(entry: str, academie: str = "") -> None: ...


@app.command("explain")
def _explain(entry: str, academie: str = "") -> None: ...


@app.command("contacts")
def _contacts(academie: str = "") -> None: ...


def main() -> None:
    app()
