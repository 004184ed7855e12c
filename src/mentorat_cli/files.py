"""Exports: written beside their place, then moved into it, so that nothing is ever half-written."""

import os
import tempfile
from pathlib import Path

from mentorat_cli.errors import UsageError
from mentorat_cli.typography import code


def read_text(path: Path) -> str:
    """Return a UTF-8 file. Raises UsageError, saying why it cannot be read."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"Le fichier {code(str(path))} n’est pas du texte UTF-8\u00a0; enregistrez-le en UTF-8.") from None


def read_bytes(path: Path, limit: int = -1) -> bytes:
    """Return the first `limit` bytes of a file, or all. Raises UsageError, saying why it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(limit)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        why = "il n’existe pas" if missing else reason(error)
        raise UsageError(f"Impossible de lire {code(str(path))}\u00a0: {why}.") from None


def write_export(path: Path, text: str, force: bool = False, private: bool = False) -> None:
    """Write `text` to `path` as UTF-8, at once or not at all; a `private` file is readable by its owner alone.

    Raises UsageError when the file exists and `force` is false, or when it cannot be written.
    """
    if path.is_dir():
        raise UsageError(f"{code(str(path))} est un dossier\u00a0; donnez un nom de fichier.")
    if path.exists() and not force:
        raise UsageError(f"Le fichier {code(str(path))} existe déjà\u00a0; choisissez un autre nom, ou ajoutez --force pour le remplacer.")
    try:
        _replace(path, text.encode("utf-8"), force, private)
    except FileExistsError:
        raise UsageError(f"Le fichier {code(str(path))} vient d’être créé par un autre programme\u00a0; choisissez un autre nom.") from None
    except OSError as error:
        raise UsageError(f"Impossible d’écrire {code(str(path))}\u00a0: {reason(error)}.") from None


def _replace(path: Path, content: bytes, force: bool, private: bool) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if not private:
            Path(name).chmod(0o666 & ~_umask())
        if force or not hasattr(os, "link"):
            Path(name).replace(path)
        else:
            os.link(name, path)
            Path(name).unlink()
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def reason(error: OSError) -> str:
    """Return in French why the system refused."""
    known = {
        "FileNotFoundError": "le dossier n’existe pas",
        "PermissionError": "l’accès est refusé",
        "IsADirectoryError": "c’est un dossier",
        "NotADirectoryError": "un élément du chemin n’est pas un dossier",
    }
    if error.errno == 28:
        return "le disque est plein"
    if error.errno == 30:
        return "le disque est en lecture seule"
    return known.get(type(error).__name__, f"le système a refusé (code {error.errno})")
