"""`mentorat list`: the entries that criteria select."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base.records import Acting, Kind, KnowledgeBase, Status
from mentorat_cli.commands.common import Contents, choose_format, present
from mentorat_cli.commands.table import LISTED
from mentorat_cli.engine.listing import select_entries
from mentorat_cli.payloads.catalogue import entries, rows
from mentorat_cli.world.screen import Shell

HELP = (
    "Sans --presence, ce qui a été vu dans le lieu, même en partie, et ce qui est proposé "
    "partout. «\u00a0attestee\u00a0»\u00a0: seulement ce qui a été vu dans tout le lieu\u00a0; "
    "«\u00a0a-demander\u00a0»\u00a0: ce qui y est peut-être."
    "\n\nExemples\u00a0:\n  mentorat list --academie lyon --objectif stage"
    "\n  mentorat list --academie lyon --presence a-demander"
)


def run(
    base: KnowledgeBase,
    shell: Shell,
    *,
    typed: Mapping[str, Sequence[str]],
    kind: Kind | None,
    status: Status | None,
    presence: Acting | None,
    form: str | None,
    output: Path | None,
    force: bool,
) -> int:
    """Run the command over a base."""
    chosen = choose_format(form, output, LISTED)
    selected = select_entries(base, parse_answers(base, typed), kind, status, presence)

    def page() -> object:
        from mentorat_cli.pages.catalogue import list_page

        return list_page(base, selected, presence is Acting.TO_ASK)

    contents: Contents = {
        "listing": page,
        "value": lambda: entries(selected),
        "rows": lambda: rows(selected),
    }
    return present(shell, chosen, contents, output, force)
