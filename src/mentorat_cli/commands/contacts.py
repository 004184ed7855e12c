"""`mentorat contacts`: whom to call, in order."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from mentorat_cli.answers.told import Told, tell
from mentorat_cli.base.records import Entry, KnowledgeBase
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
from mentorat_cli.engine.ranking import SHOWN
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.errors import UsageError
from mentorat_cli.pages.contacts import contacts_page
from mentorat_cli.world.screen import Shell

HELP = (
    "Sans identifiant, pour les dispositifs que les réponses retiennent."
    "\n\nExemple\u00a0:"
    "\n  mentorat contacts p-tech --academie lyon --message"
)


def run(
    base: KnowledgeBase,
    shell: Shell,
    *,
    typed: Mapping[str, Sequence[str]],
    identifiers: list[str] | None,
    message: bool,
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
    if not answers.get("academie"):
        raise UsageError(
            "Il manque --academie. Par exemple\u00a0: mentorat contacts p-tech --academie lyon"
        )
    entries = chosen_entries(base, identifiers or [], answers)

    def page() -> object:
        written = chosen_entries(base, identifiers or [], answers.for_others) if message else None
        return contacts_page(base, entries, answers, written)

    def value() -> object:
        from mentorat_cli.payloads.contacts import contacts

        return contacts(base, entries, answers)

    contents: Contents = {"page": page, "value": value}
    return present(shell, chosen, contents, output, force)


def chosen_entries(base: KnowledgeBase, typed: Sequence[str], answers: Told) -> list[Entry]:
    """Return the entries that are named, else the first ones that the answers recommend."""
    if typed:
        return [find_entry(base, name) for name in typed]
    return [match.entry for match in recommend(base, answers).recommended[:SHOWN]]
