"""The base as it was at a revision of the git repository of the current folder. Nothing is checked
out.
"""

import subprocess
from collections.abc import Iterator

from mentorat_cli.errors import UsageError
from mentorat_cli.typography import code, hint

FOLDER = "data"


def read_revision(revision: str) -> list[tuple[str, str]]:
    """Return the name and the text of each file of the base at a revision.

    Raises UsageError when git is missing, when there is no repository here, no such revision, or no
    base in it.
    """
    if _git(revision, "rev-parse", "--git-dir") is None:
        raise UsageError(
            f"{code(revision)} n’est pas un dossier, et le dossier courant n’est pas "
            "un dépôt git que l’on puisse lire\u00a0; "
            "placez-vous dans le dépôt, ou donnez deux dossiers."
        )
    commit = _git(
        revision, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    )
    if commit is None:
        raise UsageError(
            f"{code(revision)} n’est ni un dossier, ni une révision de "
            f"ce dépôt\u00a0; {_known(revision)}."
        )
    files = list(_files(revision, commit.decode().strip()))
    if not files:
        raise UsageError(
            f"La révision {code(revision)} n’a pas de fichier YAML dans {FOLDER}/\u00a0; "
            "choisissez-en une qui contient la base."
        )
    return files


def _files(revision: str, commit: str) -> Iterator[tuple[str, str]]:
    listed = (
        _git(revision, "ls-tree", "-z", "--full-tree", "--name-only", commit, f"{FOLDER}/") or b""
    )
    for path in listed.decode().split("\0"):
        if path.endswith((".yaml", ".yml")):
            content = _git(revision, "cat-file", "blob", f"{commit}:{path}") or b""
            try:
                yield f"{revision}:{path}", content.decode("utf-8-sig")
            except UnicodeDecodeError:
                raise UsageError(
                    f"Le fichier {code(f'{revision}:{path}')} n’est pas du texte UTF-8."
                ) from None


def _known(revision: str) -> str:
    """Return what could have been meant: the nearest branch or tag."""
    names = (
        (
            _git(revision, "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags")
            or b""
        )
        .decode()
        .split()
    )
    return hint(revision, names) if names else "donnez un dossier, ou par exemple HEAD"


def _git(revision: str, *arguments: str) -> bytes | None:
    """Return what git writes, or None when it refuses. Raises UsageError when there is no git."""
    try:
        done = subprocess.run(
            ["git", *arguments], stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError:
        raise UsageError(
            f"{code(revision)} n’est pas un dossier, et git est introuvable "
            "pour y lire une révision\u00a0; "
            "installez git, ou donnez deux dossiers."
        ) from None
    return done.stdout if done.returncode == 0 else None
