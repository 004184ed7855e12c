"""The built form of a base: bytes that need neither YAML nor validation, of which only what is
asked for is decoded.

A mark, the length of the header, the header, the records but for entries, the bit sets, then what
lists tell of each entry, then
the entries. It is plain msgpack: reading it can run nothing. Each part has its CRC-32, so that what
a bad disk gives back is not
taken for the base.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import TypeVar, overload
from zlib import crc32

from msgspec import MsgspecError, Struct, msgpack
from msgspec.structs import fields, replace

from mentorat_cli import __version__
from mentorat_cli.base.records import Brief, Entry, Id, Index, KnowledgeBase, Records

MARK = b"mentorat"
FORMAT = 4
Item = TypeVar("Item")
Read = Callable[[int, int], bytes]
"""Offset and length → the bytes that stand there. Raises OSError."""
Rescue = Callable[[], KnowledgeBase]
"""The same base, made again from its YAML files."""


class FileStamp(Struct, frozen=True, array_like=True):
    """A file as it was when the base was built: path, size in bytes, time of change in nanoseconds,
    SHA-256.
    """

    path: str
    size: int
    changed: int
    digest: str


class Head(Records, frozen=True):
    """What is decoded at every start: all but the entries, with what sums them up."""

    entries: tuple[()] = ()
    entry_ids: tuple[Id, ...] = ()
    checked_on: date | None = None


_HEAD = tuple(item.name for item in fields(Head) if item.name != "entries")


class Header(Struct, frozen=True, array_like=True):
    """What a built form says of itself: `ends` are where the records, the bit sets, each brief and
    each entry end, counted from
    the end of the header, and `sums` their CRC-32.
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
        """Return the base, its entries still to be read; they come from `rescue` when one is
        damaged. Raises Unusable.
        """
        try:
            head = msgpack.decode(self.part(0), type=Head)
            index = msgpack.decode(self.part(1), type=Index)
        except MsgspecError as error:
            raise Unusable from error
        known = {name: getattr(head, name) for name in _HEAD}
        count = (len(self.header.ends) - 2) // 2
        briefs = Stored(self, range(2, 2 + count), Brief, lambda: rescue().briefs)
        entries = Stored(self, range(2 + count, 2 + 2 * count), Entry, lambda: rescue().entries)
        return KnowledgeBase(**known, entries=entries, index=index, briefs=briefs)

    def part(self, number: int) -> bytes:
        """Return a part, in the order of `ends`. Raises Unusable when it is not as it was
        written.
        """
        start, end = self.header.ends[number - 1] if number else 0, self.header.ends[number]
        try:
            content = self.read(self.start + start, end - start)
        except OSError as error:
            raise Unusable from error
        if crc32(content) != self.header.sums[number]:
            raise Unusable
        return content


class Stored(Sequence[Item]):
    """Records of a built form, each read when it is looked at, and kept. When one is damaged, they
    come from `rescue`.
    """

    def __init__(
        self, built: Built, parts: range, model: type[Item], rescue: Callable[[], Sequence[Item]]
    ) -> None:
        self._built, self._parts, self._model, self._rescue = built, parts, model, rescue
        self._known: dict[int, Item] = {}

    def __len__(self) -> int:
        return len(self._parts)

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = index if index >= 0 else len(self) + index
        if not 0 <= place < len(self):
            raise IndexError(index)
        if place not in self._known:
            self._read(place)
        return self._known[place]

    def __iter__(self) -> Iterator[Item]:
        return (self[place] for place in range(len(self)))

    def _read(self, place: int) -> None:
        try:
            self._known[place] = self._decoder.decode(self._built.part(self._parts[place]))
        except (MsgspecError, Unusable):
            self._known = dict(enumerate(self._rescue()))

    @cached_property
    def _decoder(self) -> "msgpack.Decoder[Item]":
        return msgpack.Decoder(self._model)


def encode(base: KnowledgeBase, files: tuple[FileStamp, ...] = ()) -> bytes:
    """Return the built form of an indexed base."""
    assert base.index is not None
    head = {name: getattr(base, name) for name in _HEAD}
    blobs = [
        msgpack.encode(item) for item in (Head(**head), base.index, *base.briefs, *base.entries)
    ]
    ends, end = [], 0
    for blob in blobs:
        end += len(blob)
        ends.append(end)
    header = msgpack.encode(
        Header(FORMAT, __version__, files, tuple(ends), tuple(map(crc32, blobs)))
    )
    return b"".join([MARK, len(header).to_bytes(8, "big"), header, *blobs])


def restamp(built: Built, files: tuple[FileStamp, ...]) -> bytes:
    """Return the same built form with other stamps."""
    header = msgpack.encode(replace(built.header, files=files))
    return b"".join(
        [
            MARK,
            len(header).to_bytes(8, "big"),
            header,
            built.read(built.start, built.header.ends[-1]),
        ]
    )


def open_built(read: Read, size: int) -> Built:
    """Return the built form of `size` bytes that `read` gives. Raises Unusable when it is not one
    of this version, or not whole.
    """
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
