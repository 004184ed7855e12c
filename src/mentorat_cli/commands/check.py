"""`mentorat check`: every problem of the base and of local files.

None is left out, but beyond the first hundreds of one file's structure (`reader.MOST`): an editor
or a merge request shows each beside its line, and the one that explains the others may be the last.
How many there are comes at the end, where one looks. Other commands tell the first ones.
"""

from collections.abc import Callable, Sequence
from operator import length_hint
from pathlib import Path

from mentorat_cli.base.assembling import SourceFile
from mentorat_cli.checks.control import Report, Stage, examine
from mentorat_cli.commands.common import Contents, choose_format, present
from mentorat_cli.commands.table import CHECKED, COUNTED
from mentorat_cli.errors import ExitCode, UsageError
from mentorat_cli.payloads.problems import problems
from mentorat_cli.typography import harmless, plural
from mentorat_cli.world.library import Library, checked, read_file, unread, yaml_files
from mentorat_cli.world.progress import watch
from mentorat_cli.world.screen import Shell

HELP = (
    "Sans fichier, contrôle la base livrée et vos fichiers. Avec des fichiers ou des "
    "dossiers, les contrôle comme s’ils s’ajoutaient à la base livrée, à la place des vôtres."
    "\n\nExemples\u00a0:"
    "\n  mentorat check dispositifs-de-lyon.yaml"
    "\n  mentorat check --revue"
)
NEXT = {
    Stage.STRUCTURE: (
        "Corrigez d’abord la structure\u00a0: les liens entre les fichiers "
        "et la qualité seront contrôlés ensuite."
    ),
    Stage.LINKS: "Corrigez d’abord cela\u00a0: la qualité sera contrôlée ensuite.",
    Stage.QUALITY: "Corrigez, puis relancez la même commande.",
}
"""How far the control went → what to do about errors."""


def run(
    library: Library,
    shell: Shell,
    *,
    paths: list[Path] | None,
    strict: bool,
    review: bool,
    form: str | None,
    output: Path | None,
    force: bool,
) -> int:
    """Run the command over the files of `library`."""
    if review:
        return reread(library, shell, paths or (), form, output, force)
    chosen = choose_format(form, output, CHECKED)
    files = files_of(library, paths or (), shell.complain)
    report = examine(files, shell.today(), {file.name for file in files if file.layer or not paths})
    contents: Contents = {
        "problems": lambda: report.problems,
        "value": lambda: problems(report.problems),
    }
    present(shell, chosen, contents, output, force)
    shell.complain(summary(report, strict))
    return ExitCode.INVALID_DATA if report.errors or (strict and report.warnings) else ExitCode.DONE


def reread(
    library: Library,
    shell: Shell,
    paths: Sequence[Path],
    form: str | None,
    output: Path | None,
    force: bool,
) -> int:
    """Give the entries to read again first. Raises DataError, UsageError, Refused."""
    from mentorat_cli.engine.indexing import indexed
    from mentorat_cli.engine.rereading import rereadings, situations
    from mentorat_cli.payloads import rereading

    chosen = choose_format(form, output, COUNTED)
    base = indexed(checked(files_of(library, paths, shell.complain))) if paths else library.base()
    today, asked = shell.today(), situations(base)
    left = iter(asked)
    told = watch(
        left,
        "Lecture des réponses",
        len(asked),
        lambda: len(asked) - length_hint(left),
        shell.watched,
    )
    found = rereadings(base, told, today)

    def page() -> object:
        from mentorat_cli.pages.rereading import rereading_page

        return rereading_page(base, found, today)

    contents: Contents = {
        "page": page,
        "value": lambda: rereading.rereadings(base, found, today),
        "rows": lambda: rereading.rows(base, found, today),
    }
    return present(shell, chosen, contents, output, force)


def files_of(
    library: Library, paths: Sequence[Path], tell: Callable[[str], object]
) -> list[SourceFile]:
    """Return the files of the library; with `paths`, theirs over the shipped ones. Raises
    UsageError.

    A file that is named twice, or that is one of the shipped ones, is read once, in its highest
    layer.
    """
    layered = [(path, layer) for path, layer in library.paths() if layer == 0 or not paths]
    for path in paths:
        found = yaml_files(path)
        if not found:
            raise UsageError("\n".join(unread(path)))
        for line in unread(path):
            tell(line)
        layered += [(file, 1) for file in found]
    once = {path.resolve(): (path, layer) for path, layer in layered}
    return [read_file(path, shown_path(path), layer) for path, layer in once.values()]


def shown_path(path: Path) -> str:
    """Return a path as it can be opened from here, the shortest when it is below."""
    try:
        return harmless(str(path.absolute().relative_to(Path.cwd())))
    except (OSError, ValueError):
        return harmless(str(path))


def summary(report: Report, strict: bool) -> str:
    """Return one sentence that counts, and one that says what to do."""
    errors = plural(report.errors, "erreur") if report.errors else "Aucune erreur"
    warnings = (
        plural(report.warnings, "avertissement") if report.warnings else "aucun avertissement"
    )
    counted = (
        f"{errors}, {warnings}"
        if report.stage is Stage.QUALITY
        else f"Au moins {errors}"
        if report.full
        else errors
    )
    return f"{counted} dans {plural(report.files, 'fichier')}. {_next(report, strict)}"


def _next(report: Report, strict: bool) -> str:
    if report.errors:
        return NEXT[report.stage]
    if not report.warnings:
        return "Rien à corriger."
    if strict:
        return "Avec --strict, un avertissement suffit à échouer."
    return "Tout s’utilise tel quel\u00a0; --strict refuse ces avertissements."
