"""The built form of a base: bytes that need neither YAML nor validation, of which only what is asked for is decoded.

A mark, the length of the header, the header, the records but for entries, the bit sets, then the entries one by one. It is plain
msgpack: reading it can run nothing. Each part carries its CRC-32, so that what a bad disk gives back is not taken for the base.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import overload
from zlib import crc32

from msgspec import MsgspecError, Struct, msgpack
from msgspec.structs import replace

from mentorat_cli import __version__
from mentorat_cli.models import Entry, Index, KnowledgeBase

MARK = b"mentorat"
FORMAT = 2
Read = Callable[[int, int], bytes]
"""Offset and length → the bytes that stand there. Raises OSError."""
Rescue = Callable[[], Sequence[Entry]]
"""The entries, read again from their YAML files."""


class FileStamp(Struct, frozen=True, array_like=True):
    """A file as it was when the base was built: path, size in bytes, time of change in nanoseconds, SHA-256."""

    path: str
    size: int
    changed: int
    digest: str


class Header(Struct, frozen=True, array_like=True):
    """What a built form says of itself.

    `ends` are where the records, the bit sets and each entry end, from the end of the header; `sums` are their CRC-32.
    """

    format: int
    version: str
    files: tuple[FileStamp, ...]
    ends: tuple[int, ...]
    sums: tuple[int, ...]


class Unusable(Exception):
    """Not a built form of this version, or a damaged one."""


class Built(Struct, frozen=True):
    """An opened built form. `start` is where the header ends."""

    header: Header
    start: int
    read: Read

    def base(self, rescue: Rescue) -> KnowledgeBase:
        """Return the base, its entries still to be read, or taken from `rescue` when they are damaged. Raises Unusable."""
        try:
            base = msgpack.decode(self.part(0), type=KnowledgeBase)
            index = msgpack.decode(self.part(1), type=Index)
        except MsgspecError as error:
            raise Unusable from error
        return replace(base, entries=StoredEntries(self, rescue), index=index)

    def part(self, number: int) -> bytes:
        """Return the records (0), the bit sets (1) or an entry (from 2). Raises Unusable when it is not as it was written."""
        start, end = self.header.ends[number - 1] if number else 0, self.header.ends[number]
        try:
            content = self.read(self.start + start, end - start)
        except OSError as error:
            raise Unusable from error
        if crc32(content) != self.header.sums[number]:
            raise Unusable
        return content


class StoredEntries(Sequence[Entry]):
    """The entries of a built form, each read when it is looked at, and kept; a damaged one makes them all come from `rescue`."""

    def __init__(self, built: Built, rescue: Rescue) -> None:
        self._built, self._rescue, self._count = built, rescue, len(built.header.ends) - 2
        self._known: dict[int, Entry] = {}
        self._decoder = msgpack.Decoder(Entry)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = index if index >= 0 else len(self) + index
        if not 0 <= place < len(self):
            raise IndexError(index)
        if place not in self._known:
            try:
                self._known[place] = self._decoder.decode(self._built.part(place + 2))
            except (MsgspecError, Unusable):
                self._known = {number: entry for number, entry in enumerate(self._rescue())} | self._known
        return self._known[place]

    def __iter__(self) -> Iterator[Entry]:
        return (self[place] for place in range(len(self)))


def encode(base: KnowledgeBase, index: Index, files: tuple[FileStamp, ...] = ()) -> bytes:
    """Return the built form of a base."""
    head = replace(base, entries=(), index=None)
    blobs = [msgpack.encode(head), msgpack.encode(index), *(msgpack.encode(entry) for entry in base.entries)]
    ends, end = [], 0
    for blob in blobs:
        end += len(blob)
        ends.append(end)
    header = msgpack.encode(Header(FORMAT, __version__, files, tuple(ends), tuple(map(crc32, blobs))))
    return b"".join([MARK, len(header).to_bytes(8, "big"), header, *blobs])


def restamp(built: Built, files: tuple[FileStamp, ...]) -> bytes:
    """Return the same built form with other stamps."""
    header = msgpack.encode(replace(built.header, files=files))
    return b"".join([MARK, len(header).to_bytes(8, "big"), header, built.read(built.start, built.header.ends[-1])])


def open_built(read: Read, size: int) -> Built:
    """Return the built form of `size` bytes that `read` gives. Raises Unusable when it is not one of this version, or not whole."""
    start = len(MARK) + 8
    top = read(0, start)
    if top[: len(MARK)] != MARK:
        raise Unusable
    length = int.from_bytes(top[len(MARK) :], "big")
    if length > size:
        raise Unusable
    try:
        header = msgpack.decode(read(start, length), type=Header)
    except MsgspecError as error:
        raise Unusable from error
    whole = len(header.ends) == len(header.sums) > 1 and start + length + header.ends[-1] == size
    if (header.format, header.version) != (FORMAT, __version__) or not whole:
        raise Unusable
    return Built(header, start + length, read)
