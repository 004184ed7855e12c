"""`mentorat explain`: the verdict on one entry, and what would change it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from mentorat_cli.answers.told import tell
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.commands.common import (
    Contents,
    add_office,
    choose_format,
    find_entry,
    on_screen,
    present,
    situate,
)
from mentorat_cli.commands.table import PAGES
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.pages.explanation import explanation_page
from mentorat_cli.world.screen import Shell

HELP = (
    "Exemple\u00a0:"
    "\n  mentorat explain p-tech --objectif stage --academie lyon --niveau terminale-pro"
)


def run(
    base: KnowledgeBase,
    shell: Shell,
    *,
    typed: Mapping[str, Sequence[str]],
    identifier: str,
    consent: bool,
    alone: bool,
    form: str | None,
    output: Path | None,
    force: bool,
) -> int:
    """Run the command over a base."""
    chosen = choose_format(form, output, PAGES)
    situation = situate(shell, base, typed, alone)
    base = add_office(shell, situation.base, situation.answers)
    answers = tell(base, situation.answers, consent, on_screen(shell, chosen, output))
    entry, result = find_entry(base, identifier), recommend(base, answers)

    def value() -> object:
        from mentorat_cli.payloads.explanation import explanation

        return explanation(base, entry, result)

    contents: Contents = {
        "page": lambda: explanation_page(base, entry, result),
        "value": value,
    }
    return present(shell, chosen, contents, output, force)
