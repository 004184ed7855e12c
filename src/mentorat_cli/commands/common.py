"""What several commands share: reading names, choosing a format, writing results."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mentorat_cli.answers.refusals import Refusal, Refused, closest
from mentorat_cli.base.records import Entry, KnowledgeBase
from mentorat_cli.errors import ExitCode
from mentorat_cli.formats import TEXT, Content, Format, choose
from mentorat_cli.typography import code, fold
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
    return send(shell, form.render(content, given), output, force)


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
