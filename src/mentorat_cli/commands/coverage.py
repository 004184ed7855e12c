"""`mentorat coverage`: what the base covers, and where to look for partners first."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.commands.common import Contents, choose_format, present
from mentorat_cli.commands.table import COUNTED
from mentorat_cli.engine.coverage import cover
from mentorat_cli.payloads.coverage import coverage, rows
from mentorat_cli.world.screen import Shell

HELP = (
    "Une carte des académies, puis les lacunes, la plus grave d’abord."
    "\n\nExemple\u00a0:"
    "\n  mentorat coverage --objectif stage --niveau premiere-pro"
)


def run(
    base: KnowledgeBase,
    shell: Shell,
    *,
    typed: Mapping[str, Sequence[str]],
    form: str | None,
    output: Path | None,
    force: bool,
) -> int:
    """Run the command over a base."""
    chosen = choose_format(form, output, COUNTED)
    found = cover(base, parse_answers(base, typed))

    def page() -> object:
        from mentorat_cli.pages.coverage import coverage_page

        return coverage_page(base, found, whole=chosen.name != "texte")

    contents: Contents = {
        "page": page,
        "value": lambda: coverage(base, found),
        "rows": lambda: rows(base, found),
    }
    return present(shell, chosen, contents, output, force)
