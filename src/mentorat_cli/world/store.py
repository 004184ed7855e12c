"""Prepared bases in the user's cache: good as long as the files they were built from have not
changed.

Size and time of change are compared first; only where they differ is the content read. A cache that
cannot be read or written is
as if there were none.
"""

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from mentorat_cli.world.prepared import Built, FileStamp, Unusable, open_built, restamp


def open_file(path: Path) -> Built:
    """Return the built form in a file, kept open while it is used. Raises Unusable."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unusable
        file = path.open("rb", buffering=0)
        size = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise Unusable from error

    def read(offset: int, length: int) -> bytes:
        file.seek(offset)
        return file.read(length) or b""

    try:
        return open_built(read, size)
    except OSError as error:
        raise Unusable from error


def cache_path(folder: Path, paths: Sequence[Path]) -> Path:
    """Return where the base that these files make is kept."""
    name = "\n".join(str(path.absolute()) for path in paths)
    return folder / f"base-{crc32(name.encode('utf-8', 'surrogateescape')):08x}.msgpack"


def stamp(path: Path) -> FileStamp:
    """Return a file as it is now. Raises OSError, also for what is no ordinary file or has a name
    that is no text.
    """
    from hashlib import sha256

    state = path.stat()
    if not stat.S_ISREG(state.st_mode) or any(
        "\ud800" <= char <= "\udfff" for char in str(path.absolute())
    ):
        raise OSError
    return FileStamp(
        str(path.absolute()),
        state.st_size,
        state.st_mtime_ns,
        sha256(path.read_bytes()).hexdigest(),
    )


def fresh(cached: Path, paths: Sequence[Path]) -> Built:
    """Return the cached base of these files, if none has changed. Raises Unusable."""
    built = open_file(cached)
    known = built.header.files
    if [item.path for item in known] != [str(path.absolute()) for path in paths]:
        raise Unusable
    try:
        states = [path.stat() for path in paths]
        if any(state.st_size != item.size for state, item in zip(states, known, strict=True)):
            raise Unusable
        if all(
            state.st_mtime_ns == item.changed for state, item in zip(states, known, strict=True)
        ):
            return built
        now = tuple(stamp(path) for path in paths)
    except OSError as error:
        raise Unusable from error
    if [item.digest for item in now] != [item.digest for item in known]:
        raise Unusable
    keep(cached, restamp(built, now))
    return built


def keep(cached: Path, content: bytes) -> None:
    """Write a built form at once or not at all; where that is impossible, nothing happens."""
    beside = cached.with_name(f".{cached.name}.{os.getpid()}.tmp")
    with suppress(OSError):
        cached.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            beside.write_bytes(content)
            beside.replace(cached)
        finally:
            beside.unlink(missing_ok=True)
