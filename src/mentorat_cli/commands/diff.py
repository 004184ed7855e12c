"""`mentorat diff`: what a change of base changes."""

from pathlib import Path

from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.commands.common import choose_format, present
from mentorat_cli.commands.table import PAGES
from mentorat_cli.engine.comparing import compare
from mentorat_cli.errors import UsageError
from mentorat_cli.typography import code, harmless
from mentorat_cli.world.disk import exists, refuse_inputs
from mentorat_cli.world.library import Library, checked, read_file, yaml_files
from mentorat_cli.world.revisions import read_revision
from mentorat_cli.world.screen import Shell

HELP = (
    "Une base est un dossier, un fichier YAML, ou une révision git du dépôt où l’on se trouve"
    " (son dossier data/)\u00a0; ce qui existe sous ce nom passe avant une révision."
    "\n\nExemples\u00a0:"
    "\n  mentorat diff HEAD~1 HEAD"
    "\n  mentorat diff main data"
)


def run(
    library: Library,
    shell: Shell,
    *,
    old: str,
    new: str,
    form: str | None,
    output: Path | None,
    force: bool,
) -> int:
    """Run the command; it reads the two bases that it is given, not that of `library`."""
    chosen = choose_format(form, output, PAGES)
    if output:
        read = [path for base in (old, new) if exists(Path(base)) for path in files(base)]
        refuse_inputs([output], read)
    difference = compare(read_base(old), read_base(new))
    names = harmless(old), harmless(new)

    def page() -> object:
        from mentorat_cli.pages.difference import difference_page

        return difference_page(difference, *names)

    def value() -> object:
        from mentorat_cli.payloads.difference import difference as payload

        return payload(difference, *names)

    return present(shell, chosen, {"page": page, "value": value}, output, force)


def read_base(typed: str) -> KnowledgeBase:
    """Return the whole base of a folder, a file or a revision. Raises UsageError when there is
    none, DataError with its problems.
    """
    from mentorat_cli.base.assembling import SourceFile

    if not exists(Path(typed)):
        return checked(SourceFile(name, text) for name, text in read_revision(typed))
    return checked(read_file(path, harmless(str(path)), 0) for path in files(typed))


def files(typed: str) -> list[Path]:
    """Return the files of a base. Raises UsageError when there are none."""
    paths = yaml_files(Path(typed))
    if not paths:
        raise UsageError(
            f"Le dossier {code(typed)} n’a pas de fichier YAML\u00a0; donnez "
            "celui d’une base, par exemple data."
        )
    return paths
