"""Files that people name: only ordinary ones are read; an export is written beside its place, then
moved into it, never by halves.
"""

import codecs
import errno
import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TextIO

from mentorat_cli.errors import UsageError
from mentorat_cli.typography import code

_REASONS = {
    errno.ENOENT: "le dossier n’existe pas",
    errno.EACCES: "l’accès est refusé",
    errno.EPERM: "l’accès est refusé",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "un élément du chemin n’est pas un dossier",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.ELOOP: "le lien tourne en rond",
    errno.EINVAL: "ce n’est pas un fichier ordinaire",
    errno.EBADF: "la sortie est fermée",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "la place qui vous est accordée est pleine",
    errno.EFBIG: "le fichier serait trop gros",
    errno.EROFS: "le disque est en lecture seule",
    errno.EIO: "le disque ne répond pas",
    errno.EAGAIN: "la sortie n’attend pas",
}


_SAMPLE = 65_536
"""Bytes of a file that are looked at before it is read."""
_UNFINISHED = ".tmp"
_LONG = 86_400
"""Seconds after which nobody writes an unfinished file any more."""


def read_text(path: Path, limit: int) -> str:
    """Return a UTF-8 file of at most `limit` bytes. Raises UsageError, saying why it cannot be
    read.
    """
    content = read_bytes(path, limit + 1)
    if len(content) > limit:
        raise UsageError(
            f"Le fichier {code(str(path))} dépasse {limit // 1_000_000}\u00a0Mo\u00a0; "
            "donnez-en un autre."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(
            f"Le fichier {code(str(path))} n’est pas du texte UTF-8\u00a0; enregistrez-le en UTF-8."
        ) from None


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the first `limit` bytes of a file. Raises UsageError, saying why it cannot be read.

    Only an ordinary file is read: a device has no end, and a named pipe may wait for ever.
    """
    try:
        with _open(path) as file:
            return file.read(limit)
    except OSError as error:
        raise _unreadable(path, error) from None


def _open(path: Path) -> io.BufferedReader:
    """Open an ordinary file. Raises OSError."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise OSError(errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL, "")
    return io.BufferedReader(path.open("rb", buffering=0), _SAMPLE)


def _unreadable(path: Path, error: OSError) -> UsageError:
    why = "il n’existe pas" if isinstance(error, FileNotFoundError) else why_refused(error)
    return UsageError(f"Impossible de lire {code(str(path))}\u00a0: {why}.")


LARGEST_PACKED = 5_000_000
"""Bytes of a .gz file of ours; the directory of two thousand offices has forty thousand."""
LARGEST_UNPACKED = 50_000_000
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx and .ods files, then .xls files, start."""


_MARKUP = (b"<?xml", b"<html", b"<!doctype", b"<table", b"%pdf")
"""How flat workbooks, web pages that are called .xls, and printed pages start, in lower case."""
_OLD_ENCODINGS = ("cp1252", "cp850", "mac_roman")
"""What spreadsheets write that is no UTF-8: on Windows, in a console, on an old Mac."""
_FRENCH = frozenset("àâäçèéêëîïôöùûüÿœæÀÂÄÇÈÉÊËÎÏÔÖÙÛÜŒÆ°’«»\u00a0")


def _fallback(encoding: str) -> Callable[[UnicodeError], tuple[str, int]]:
    """Return what reads in an encoding the bytes that are no UTF-8."""

    def read(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        return error.object[error.start : error.end].decode(encoding, "replace"), error.end

    return read


for _encoding in _OLD_ENCODINGS:
    codecs.register_error(f"mentorat-{_encoding}", _fallback(_encoding))


def _encoding_of(head: bytes) -> tuple[str, str] | None:
    """Return the encoding of a text by its first bytes, and what reads those that do not hold to
    it; None when it is no text.
    """
    if head.startswith(_UTF_16):
        return "utf-16", "replace"
    for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(zeros) > 3 and zeros.count(0) > 0.8 * len(zeros):
            return name, "replace"
    if b"\0" in head:
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        old = max(_OLD_ENCODINGS, key=lambda name: _likely(head.decode(name, "replace")))
        return "utf-8-sig", f"mentorat-{old}"
    return "utf-8-sig", "mentorat-cp1252"


def _likely(text: str) -> int:
    """Return how French a text looks: its French letters less its other ones that are no ASCII."""
    return sum(1 if char in _FRENCH else -1 for char in text if not char.isascii())


LONGEST = 1_000_000
"""Bytes of a line beyond which a text is no table: a row would fill the memory."""


@contextmanager
def open_table_text(path: Path, longest: int | None = None) -> Iterator[TextIO]:
    """Open the text of a table as spreadsheets write it: UTF-8 or UTF-16 with or without a mark,
    cp1252, cp850, Mac.

    Lines keep their ends, whatever they are. Raises UsageError when it cannot be read, is a
    workbook, or has a line of more than twice `longest` bytes.
    """
    try:
        if longest is not None and _has_longer(path, longest):
            raise UsageError(
                f"{code(str(path))} a une ligne de plus de {longest // 1_000_000}\u00a0Mo\u00a0; "
                "donnez un tableau d’une ligne par élève."
            )
        file = _open(path)
        head = file.peek(_SAMPLE)[:_SAMPLE]
    except OSError as error:
        raise _unreadable(path, error) from None
    with file:
        if head.startswith(_WORKBOOKS) or head.lstrip()[:10].lower().startswith(_MARKUP):
            what = f"{code(str(path))} est un classeur ou une page, pas un fichier CSV"
            if head.startswith(_WORKBOOKS):
                what = f"{code(str(path))} est un classeur, pas un fichier CSV"
            raise UsageError(
                f"{what}\u00a0; dans le tableur, choisissez "
                "«\u00a0Enregistrer sous\u00a0», puis CSV."
            )
        told = _encoding_of(head)
        if told is None:
            raise UsageError(f"{code(str(path))} n’est pas du texte\u00a0; donnez un fichier CSV.")
        yield io.TextIOWrapper(file, *told, newline="")


def _has_longer(path: Path, longest: int) -> bool:
    """Return whether as many bytes of a file hold no end of line. Raises OSError."""
    with _open(path) as file:
        blocks = iter(lambda: file.read(longest), b"")
        return any(
            len(block) == longest and b"\n" not in block and b"\r" not in block for block in blocks
        )


def read_packed(path: Path) -> str:
    """Return the text of a .gz file. Raises UsageError when it cannot be read, ValueError when it
    is damaged.
    """
    import zlib

    try:
        unpacking = zlib.decompressobj(31)
        content = unpacking.decompress(read_bytes(path, LARGEST_PACKED), LARGEST_UNPACKED)
    except zlib.error as error:
        raise ValueError(path) from error
    if not unpacking.eof:  # cut, or more than any directory has
        raise ValueError(path)
    return content.decode()


def write_packed(path: Path, text: str) -> None:
    """Write text as a .gz file of its owner, over what is there, at once or not at all. Raises
    UsageError.
    """
    import gzip

    content = gzip.compress(text.encode(), 9, mtime=0)
    make_folder(path)
    try:
        replace_file(_aimed_at(path), (content,), private=True)
    except OSError as error:
        raise _unwritable(path, error) from None


def make_folder(path: Path) -> None:
    """Make the folder of a file that the program keeps, for its owner alone. Raises UsageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"Impossible d’écrire {code(str(path))}\u00a0: {why_refused(error)}.")


def day_of(path: Path) -> date:
    """Return the day when a file was last changed. Raises UsageError when it cannot be known."""
    try:
        return date.fromtimestamp(path.stat().st_mtime)
    except OSError as error:
        raise _unreadable(path, error) from None


def exists(path: Path) -> bool:
    """Return whether there is something at `path`. Raises UsageError when that cannot be known."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise UsageError(
            f"Impossible de lire {code(str(path))}\u00a0: {why_refused(error)}."
        ) from None
    return True


def last_change(path: Path) -> int | None:
    """Return when a file was last changed, in nanoseconds; None when there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


def forget(path: Path, change: int | None) -> None:
    """Remove a file that was last changed at `change`; what another run wrote since then stays, and
    so does what cannot be removed.
    """
    with suppress(OSError):
        if change is not None and change == last_change(path):
            path.unlink()


def write_export(path: Path, text: str, force: bool = False, private: bool = False) -> None:
    """Write `text` to `path` as UTF-8, at once or not at all; a `private` file is readable by its
    owner alone.

    Raises UsageError when the file exists and `force` is false, or when it cannot be written.
    """
    write_blocks(path, (text,), force, private)


def write_blocks(
    path: Path, blocks: Iterable[str], force: bool = False, private: bool = False
) -> None:
    """Write text that comes in blocks, as `write_export` does: whatever interrupts it, nothing is
    half-written.
    """
    try:
        refuse_existing(path, force)
        replace_file(_aimed_at(path), blocks, force, private)
    except FileExistsError:
        raise UsageError(
            f"Le fichier {code(str(path))} vient d’être créé par un autre "
            "programme\u00a0; choisissez un autre nom."
        ) from None
    except OSError as error:
        raise _unwritable(path, error) from None


def refuse_existing(path: Path, force: bool) -> None:
    """Raise UsageError when nothing may be written there: it is no ordinary file, or exists and
    `force` is false.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise _unwritable(path, error) from None
    if stat.S_ISDIR(mode):
        raise UsageError(f"{code(str(path))} est un dossier\u00a0; donnez un nom de fichier.")
    if not stat.S_ISREG(mode):
        raise UsageError(
            f"{code(str(path))} n’est pas un fichier ordinaire\u00a0; donnez un autre nom."
        )
    if not force:
        raise UsageError(
            f"Le fichier {code(str(path))} existe déjà\u00a0; choisissez un autre "
            "nom, ou ajoutez --force pour le remplacer."
        )


def refuse_inputs(outputs: Sequence[Path], inputs: Iterable[Path]) -> None:
    """Raise UsageError when a file that a command would write is one that it reads, or writes for
    something else; a link is what it leads to.
    """
    read = {_aimed_at(path) for path in inputs}
    for number, path in enumerate(outputs):
        what = _aimed_at(path)
        if what in read:
            raise UsageError(
                f"Cette commande lit {code(str(path))}, et ne peut pas aussi l’écrire\u00a0; "
                "choisissez un autre nom."
            )
        if what in map(_aimed_at, outputs[:number]):
            raise UsageError(
                f"Deux résultats ne peuvent pas être écrits dans {code(str(path))}\u00a0; "
                "choisissez deux noms."
            )


def _aimed_at(path: Path) -> Path:
    """Return the file that a path leads to, whether or not it exists: a link stays a link."""
    try:
        return Path(os.path.realpath(path))
    except OSError:  # the current folder is gone
        return path


def replace_file(
    path: Path, blocks: Iterable[str | bytes], force: bool = True, private: bool = False
) -> None:
    """Put a file in its place once it is whole, with the rights of the one before unless it is
    `private`. Raises OSError, FileExistsError if there is one and `force` is false.
    """
    import tempfile

    start, name = f".{path.name[:40]}.", ""
    try:
        handle, name = tempfile.mkstemp(prefix=start, suffix=_UNFINISHED, dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            for block in blocks:
                file.write(block if isinstance(block, bytes) else block.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        if not private:
            _give_rights(name, path)
        if not force:
            _reserve(name, path)
        Path(name).replace(path)
        Path(name).unlink(missing_ok=True)  # two names of one file: replace() does nothing
    except BaseException:
        if name:
            Path(name).unlink(missing_ok=True)
        raise
    with suppress(OSError):
        _sweep(path, start)


def _give_rights(name: str, path: Path) -> None:
    """Give a new file the group and the rights of the one that it replaces, or those that any new
    one gets; where the group cannot be given, it gets no right.
    """
    try:
        before = path.stat()
    except OSError:
        Path(name).chmod(0o666 & ~_umask())
        return
    rights = before.st_mode & 0o777
    with suppress(OSError, AttributeError):
        os.chown(name, before.st_uid, before.st_gid)
    if Path(name).stat().st_gid != before.st_gid:
        rights &= ~0o070
    Path(name).chmod(rights)


def _sweep(path: Path, start: str) -> None:
    """Remove what runs that were killed long before `path` was written left of it."""
    now = path.stat().st_mtime
    for left in os.scandir(path.parent):
        ours = left.name.startswith(start) and left.name.endswith(_UNFINISHED)
        if ours and left.stat(follow_symlinks=False).st_mtime < now - _LONG:
            Path(left).unlink()


def _reserve(name: str, path: Path) -> None:
    """Make `path` the content of the file `name`, or an empty file where there are no links. Raises
    FileExistsError if it exists.
    """
    try:
        os.link(name, path)
    except FileExistsError:
        raise
    except (OSError, AttributeError):
        path.touch(exist_ok=False)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def why_refused(error: OSError) -> str:
    """Return in French why the system refused."""
    return _REASONS.get(error.errno or 0, f"le système a refusé (code {error.errno})")
