"""Prepared bases on disk, and in the user's cache: good as long as the files they were built from
hold the same. A cache that cannot be read or written, or that is somebody else's, is as if there
were none.
"""

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from mentorat_cli.world.prepared import FileStamp, Prepared, Unusable, decode, encode

KEPT = 8
"""Bases in a cache; the oldest ones beyond are removed."""


def read_prepared(path: Path) -> Prepared:
    """Return the prepared base in a file. Raises Unusable."""
    try:
        return decode(_content(path))
    except OSError as error:
        raise Unusable from error


def _content(path: Path) -> bytes:
    """Return what an ordinary file holds. Raises OSError."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError
    return path.read_bytes()


def cache_path(folder: Path, files: Sequence[tuple[str, Path]]) -> Path:
    """Return where the base that files make is kept; each is known by a name, which the base
    tells.
    """
    told = repr([(name, str(path.absolute())) for name, path in files])
    return folder / f"base-{crc32(told.encode()):08x}.msgpack"


def stamps(files: Sequence[tuple[str, Path]]) -> tuple[FileStamp, ...]:
    """Return what files hold now; nothing when one cannot be read or is no ordinary file."""
    try:
        contents = [(name, _content(path)) for name, path in files]
    except OSError:
        return ()
    return tuple(FileStamp(name, len(content), crc32(content)) for name, content in contents)


def fresh(cached: Path, files: tuple[FileStamp, ...]) -> Prepared:
    """Return the cached base that was built from files. Raises Unusable."""
    if not files or not _own(cached.parent):
        raise Unusable
    item = read_prepared(cached)
    if item.files != files:
        raise Unusable
    return item


def keep_prepared(cached: Path, item: Prepared) -> None:
    """Write a prepared base at once or not at all, and forget the oldest ones; where that is
    impossible, nothing happens.
    """
    from mentorat_cli.world.disk import replace_file

    with suppress(OSError):
        cached.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if _own(cached.parent):
            replace_file(cached, (encode(item),), private=True)
            known = sorted(cached.parent.glob("base-*.msgpack"), key=_written)
            for path in known[:-KEPT]:
                path.unlink()


def _written(path: Path) -> int:
    return path.lstat().st_mtime_ns


def _own(folder: Path) -> bool:
    """Return whether nobody else can have put anything in a folder, nor chosen where it leads;
    where users have no numbers, the system sees to it.
    """
    user = getattr(os, "geteuid", lambda: None)()
    try:
        states = folder.lstat(), folder.stat()
    except OSError:
        return False
    writable = states[1].st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return user is None or (not writable and all(state.st_uid == user for state in states))
