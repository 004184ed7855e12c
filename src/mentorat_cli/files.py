"""Files: what is read, and exports, written beside their place, then moved into it, so that nothing is ever half-written."""

import codecs
import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

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
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> UsageError:
    why = "il n’existe pas" if isinstance(error, FileNotFoundError) else reason(error)
    return UsageError(f"Impossible de lire {code(str(path))}\u00a0: {why}.")


_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx and .ods files, then .xls files, start."""


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as cp1252, which spreadsheets on Windows write."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("mentorat-cp1252", _as_windows)


@contextmanager
def open_table_text(path: Path) -> Iterator[TextIO]:
    """Open the text of a table as spreadsheets write it: UTF-8 with or without a mark, cp1252, or UTF-16 with a mark.

    Lines keep their ends, whatever they are. Raises UsageError when it cannot be read, or is a workbook.
    """
    try:
        file = path.open("rb")
        head = file.peek(4)
    except OSError as error:
        raise _unreadable(path, error) from None
    with file:
        if head.startswith(_WORKBOOKS):
            what = f"{code(str(path))} est un classeur, pas un fichier CSV"
            raise UsageError(f"{what}\u00a0; dans le tableur, choisissez «\u00a0Enregistrer sous\u00a0», puis CSV.")
        wide = head.startswith(_UTF_16)
        if b"\0" in head and not wide:
            raise UsageError(f"{code(str(path))} n’est pas du texte\u00a0; donnez un fichier CSV.")
        encoding, errors = ("utf-16", "replace") if wide else ("utf-8-sig", "mentorat-cp1252")
        yield io.TextIOWrapper(file, encoding, errors, newline="")


def write_export(path: Path, text: str, force: bool = False, private: bool = False) -> None:
    """Write `text` to `path` as UTF-8, at once or not at all; a `private` file is readable by its owner alone.

    Raises UsageError when the file exists and `force` is false, or when it cannot be written.
    """
    write_blocks(path, (text,), force, private)


def write_blocks(path: Path, blocks: Iterable[str], force: bool = False, private: bool = False) -> None:
    """Write text that comes in blocks, as `write_export` does: whatever interrupts it, nothing is half-written."""
    refuse_existing(path, force)
    try:
        _replace(path, blocks, force, private)
    except FileExistsError:
        raise UsageError(f"Le fichier {code(str(path))} vient d’être créé par un autre programme\u00a0; choisissez un autre nom.") from None
    except OSError as error:
        raise UsageError(f"Impossible d’écrire {code(str(path))}\u00a0: {reason(error)}.") from None


def refuse_existing(path: Path, force: bool) -> None:
    """Raise UsageError when a file must not be written there: it exists and `force` is false, or it is a folder."""
    if path.is_dir():
        raise UsageError(f"{code(str(path))} est un dossier\u00a0; donnez un nom de fichier.")
    if path.exists() and not force:
        raise UsageError(f"Le fichier {code(str(path))} existe déjà\u00a0; choisissez un autre nom, ou ajoutez --force pour le remplacer.")


def _replace(path: Path, blocks: Iterable[str], force: bool, private: bool) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            for block in blocks:
                file.write(block.encode("utf-8"))
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
