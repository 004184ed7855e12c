"""What several commands share: reading names, choosing a format, writing results."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from mentorat_cli.answers.refusals import Refusal, Refused, closest
from mentorat_cli.answers.typed import parse_answers, unlisted
from mentorat_cli.base.records import Answers, Entry, KnowledgeBase, OwnLycee
from mentorat_cli.errors import ExitCode, UsageError
from mentorat_cli.formats import TEXT, Content, Format, choose
from mentorat_cli.typography import code, fold, harmless
from mentorat_cli.world.folders import OFFICES, SHEET
from mentorat_cli.world.screen import Shell

Contents = Mapping[Content, Callable[[], Any]]
"""What a command can give → what makes it."""


def choose_format(typed: str | None, output: Path | None, given: Sequence[Content]) -> Format:
    """Return the format asked for, by name or by the ending of the file. Raises Refused."""
    return choose(typed, output.suffix if output else "", given)


def on_screen(shell: Shell, form: Format, output: Path | None) -> bool:
    """Return whether a result is read on the terminal by who typed the answers, and goes no
    further.
    """
    return TEXT in form.functions.values() and output is None and not shell.piped


def find_entry(base: KnowledgeBase, typed: str) -> Entry:
    """Return the entry of that id, name or alias. Raises UsageError with the nearest ids."""
    names: dict[str, str] = {}
    for entry in base.entries:
        for name in (entry.id, entry.name, *entry.aliases):
            names.setdefault(fold(name), str(entry.id))
    if fold(typed) in names:
        return base.entry[names[fold(typed)]]
    near = closest(typed, names)
    raise Refused(Refusal(why="entry", given=(typed,), nearest=near))


def present(
    shell: Shell, form: Format, contents: Contents, output: Path | None, force: bool
) -> int:
    """Write what a command gives in a format."""
    content = form.content(tuple(contents))
    given = contents[content]()
    if output is None and form.functions[content] == TEXT:
        shell.show(given)
        return ExitCode.DONE
    written = form.render(content, given)
    return send_blocks(shell, [written] if isinstance(written, str) else written, output, force)


def send(shell: Shell, text: str, output: Path | None, force: bool, private: bool = False) -> int:
    """Write a finished result to stdout, or to a file and say so."""
    return send_blocks(shell, (text,), output, force, private)


def send_blocks(
    shell: Shell, blocks: Iterable[str], output: Path | None, force: bool, private: bool = False
) -> int:
    """Write a result that comes in blocks, as it comes; to a file, all of it or nothing, and say
    so.
    """
    if output is None:
        for block in blocks:
            shell.write(block)
    else:
        from mentorat_cli.world.disk import write_blocks

        write_blocks(output, blocks, force, private)
        shell.complain(f"Écrit dans {code(str(output))}.")
    return ExitCode.DONE


class Situation(Struct, frozen=True):
    """The base and the answers that a command starts from; `own` is the sheet of the lycée, where
    it was used.
    """

    base: KnowledgeBase
    answers: Answers
    own: OwnLycee | None = None


def situate(
    shell: Shell, base: KnowledgeBase, typed: Mapping[str, Sequence[str]], alone: bool
) -> Situation:
    """Return what a command starts from: what is typed, then what the sheet of the lycée says,
    unless it is of another place or is to be left `alone`. Raises Refused, DataError, UsageError.
    """
    answers = parse_answers(base, typed)
    tell_unlisted(shell, base, typed)
    return add_own(shell, base, answers, alone)


def tell_unlisted(shell: Shell, base: KnowledgeBase, typed: Mapping[str, Sequence[str]]) -> None:
    """Say so when the lycée that is typed is one that no list has."""
    refusal = unlisted(base, typed)
    if refusal is not None:
        from mentorat_cli.wording.refusals import option, sentence

        shell.complain(sentence(refusal, option))


def add_own(shell: Shell, base: KnowledgeBase, answers: Answers, alone: bool) -> Situation:
    """Return answers with what the sheet of the lycée adds, and say so."""
    own = None if alone else own_sheet(shell, base)
    if own is None:
        return Situation(base, answers)
    from mentorat_cli.answers.own import concerns, shared_answers, titled, with_own

    if not concerns(base, own, answers):
        return Situation(base, answers)
    shell.complain(
        f"D’après la fiche de votre lycée, {titled(base, own)}\u00a0; "
        "pour la changer\u00a0: mentorat lycee"
    )
    both = {**shared_answers(base, own), **answers}
    found = {name: both[name] for name in base.question if name in both}
    return Situation(with_own(base, own), found, own)


def own_sheet(shell: Shell, base: KnowledgeBase) -> OwnLycee | None:
    """Return the sheet of the lycée that is kept on this machine, None where there is none. Raises
    DataError, UsageError.
    """
    path = None if shell.folder is None else shell.folder() / SHEET
    return None if path is None or not present_at(path) else read_sheet(shell, base, path)


def present_at(path: Path) -> bool:
    """Return whether there is a file; where that cannot be known, nothing was ever kept there."""
    from mentorat_cli.world.disk import last_change

    return last_change(path) is not None


def read_sheet(shell: Shell, base: KnowledgeBase, path: Path) -> OwnLycee:
    """Return the sheet of a file, and say what in it is left out. Raises DataError, UsageError."""
    from mentorat_cli.answers.own import read_own
    from mentorat_cli.base.nodes import LARGEST
    from mentorat_cli.world.disk import read_text

    name = harmless(path.name)
    own, skipped = read_own(base, read_text(path, LARGEST), name)
    tell_skipped(shell, skipped, name)
    return own


def tell_skipped(shell: Shell, skipped: Iterable[Refusal], name: str) -> None:
    """Say which answers of the file called `name` cannot be used, and why."""
    from mentorat_cli.wording.refusals import option, sentence

    for refusal in skipped:
        shell.complain(f"{sentence(refusal, option)} Réponse de {name} laissée de côté.")


def add_office(shell: Shell, base: KnowledgeBase, answers: Answers) -> KnowledgeBase:
    """Return the base with how the bureau des entreprises of the lycée that is answered is reached,
    where the ministry's directory was read (`mentorat lycee --annuaire`). Raises UsageError when
    what was kept of it is damaged.
    """
    values = answers.get("lycee")
    path = None if shell.folder is None or not values else shell.folder() / OFFICES
    if path is None or not values or not present_at(path):
        return base
    from mentorat_cli.answers.offices import office, with_office
    from mentorat_cli.world.disk import read_packed

    try:
        found = office(read_packed(path), values[0])
    except ValueError:
        raise UsageError(
            f"Le fichier {code(str(path))} est abîmé\u00a0; relisez l’annuaire\u00a0: "
            "mentorat lycee --annuaire FICHIER"
        ) from None
    return with_office(base, *found) if found else base
