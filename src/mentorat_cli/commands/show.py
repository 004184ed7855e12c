"""`mentorat show`: the whole fiche of an entry."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from mentorat_cli.answers.places import ACADEMIE
from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base.records import Answers, Entry, KnowledgeBase
from mentorat_cli.commands.common import Contents, choose_format, find_entry, present
from mentorat_cli.commands.table import PAGES
from mentorat_cli.engine.presence import academies
from mentorat_cli.pages.entry import entry_page, guides_page
from mentorat_cli.typography import fold
from mentorat_cli.world.screen import Shell

HELP = (
    "«\u00a0mentorat show demarche\u00a0» dit comment monter une action."
    "\n\nExemple\u00a0:"
    "\n  mentorat show cordees-de-la-reussite --academie nice"
)


def run(
    base: KnowledgeBase,
    shell: Shell,
    *,
    typed: Mapping[str, Sequence[str]],
    identifier: str,
    form: str | None,
    output: Path | None,
    force: bool,
) -> int:
    """Run the command over a base."""
    if fold(identifier) == "demarche":
        guides: Contents = {"page": lambda: guides_page(base, shell.today())}
        return present(shell, choose_format(form, output, tuple(guides)), guides, output, force)
    chosen = choose_format(form, output, PAGES)
    entry = find_entry(base, identifier)
    answers = parse_answers(base, typed) or at_home(base, entry)

    def value() -> object:
        from mentorat_cli.payloads.entry import entry as payload

        return payload(base, entry, answers, shell.today())

    contents: Contents = {
        "page": lambda: entry_page(base, entry, answers, shell.today()),
        "value": value,
    }
    return present(shell, chosen, contents, output, force)


def at_home(base: KnowledgeBase, entry: Entry) -> Answers:
    """Return the only académie where an entry is proposed: its contacts are those of there."""
    known = tuple(academies(base, entry))
    return {ACADEMIE: known} if len(known) == 1 else {}
