"""Prepared bases on disk, and in the user's cache: good as long as the files they were built from
have not changed.

Size and time of change are compared first; only where they differ is the content read. A cache that
cannot be read or written is as if there were none.
"""

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from msgspec.structs import replace

from mentorat_cli.world.prepared import FileStamp, Prepared, Unusable, decode, encode


def opened(path: Path) -> Prepared:
    """Return the prepared base in a file. Raises Unusable."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unusable
        return decode(path.read_bytes())
    except OSError as error:
        raise Unusable from error


def cache_path(folder: Path, paths: Sequence[Path]) -> Path:
    """Return where the base that these files make is kept."""
    name = "\n".join(str(path.absolute()) for path in paths)
    return folder / f"base-{crc32(name.encode('utf-8', 'surrogateescape')):08x}.msgpack"


def stamps(paths: Sequence[Path]) -> tuple[FileStamp, ...]:
    """Return files as they are now; nothing when one cannot be read, is no ordinary file, or has a
    name that is no text.
    """
    try:
        return tuple(_stamp(path) for path in paths)
    except (OSError, UnicodeError):
        return ()


def _stamp(path: Path) -> FileStamp:
    from hashlib import sha256

    state, name = path.stat(), str(path.absolute())
    if not stat.S_ISREG(state.st_mode):
        raise OSError
    name.encode()
    digest = sha256(path.read_bytes()).hexdigest()
    return FileStamp(name, state.st_size, state.st_mtime_ns, digest)


def fresh(cached: Path, paths: Sequence[Path]) -> Prepared:
    """Return the cached base of these files, if none has changed. Raises Unusable."""
    item = opened(cached)
    if [known.path for known in item.files] != [str(path.absolute()) for path in paths]:
        raise Unusable
    try:
        states = [path.stat() for path in paths]
        pairs = list(zip(states, item.files, strict=True))
        if any(state.st_size != known.size for state, known in pairs):
            raise Unusable
        if all(state.st_mtime_ns == known.changed for state, known in pairs):
            return item
    except OSError as error:
        raise Unusable from error
    now = stamps(paths)
    if [one.digest for one in now] != [known.digest for known in item.files]:
        raise Unusable
    item = replace(item, files=now)
    keep(cached, item)
    return item


def keep(cached: Path, item: Prepared) -> None:
    """Write a prepared base at once or not at all; where that is impossible, nothing happens."""
    beside = cached.with_name(f".{cached.name}.{os.getpid()}-{id(item):x}.tmp")
    with suppress(OSError):
        cached.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            beside.write_bytes(encode(item))
            beside.replace(cached)
        finally:
            beside.unlink(missing_ok=True)
