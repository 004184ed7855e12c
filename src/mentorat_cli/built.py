"""The built form of a base: bytes that need neither YAML nor validation, of which only what is asked for is decoded.

A mark, the length of the header, the header, the records but for entries, the bit sets, then what lists tell of each entry, then
the entries. It is plain msgpack: reading it can run nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import TypeVar, overload

from msgspec import MsgspecError, Struct, msgpack
from msgspec.structs import fields, replace

from mentorat_cli import __version__
from mentorat_cli.errors import MentoratError
from mentorat_cli.models import Brief, Entry, Id, Index, KnowledgeBase, Records

MARK = b"mentorat"
FORMAT = 3
Item = TypeVar("Item")
Read = Callable[[int, int], bytes]
"""Offset and length → the bytes that stand there."""


class FileStamp(Struct, frozen=True, array_like=True):
    """A file as it was when the base was built: path, size in bytes, time of change in nanoseconds, SHA-256."""

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
    """What a built form says of itself: `ends` are where the records, the bit sets, each brief and each entry end, counted from
    the end of the header.
    """

    format: int
    version: str
    files: tuple[FileStamp, ...]
    ends: tuple[int, ...]


class Unusable(Exception):
    """Not a built form of this version, or a damaged one."""


class Built(Struct, frozen=True):
    """An opened built form. `start` is where the header ends."""

    header: Header
    start: int
    read: Read

    def base(self) -> KnowledgeBase:
        """Return the base, its entries still to be read. Raises Unusable."""
        first, second = self.header.ends[:2]
        try:
            head = msgpack.decode(self.read(self.start, first), type=Head)
            index = msgpack.decode(self.read(self.start + first, second - first), type=Index)
        except MsgspecError as error:
            raise Unusable from error
        known = {name: getattr(head, name) for name in _HEAD}
        middle = 1 + (len(self.header.ends) - 2) // 2
        briefs, entries = self.header.ends[1 : middle + 1], self.header.ends[middle:]
        return KnowledgeBase(**known, entries=Stored(self, entries, Entry), index=index, briefs=Stored(self, briefs, Brief))


class Stored(Sequence[Item]):
    """Records of a built form, each read when it is looked at, and kept. `ends` are where they end, after where the first starts."""

    def __init__(self, built: Built, ends: tuple[int, ...], model: type[Item]) -> None:
        self._built, self._ends, self._model = built, ends, model
        self._known: dict[int, Item] = {}

    def __len__(self) -> int:
        return len(self._ends) - 1

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
            self._known[place] = self._read(self._ends[place], self._ends[place + 1])
        return self._known[place]

    def __iter__(self) -> Iterator[Item]:
        return (self[place] for place in range(len(self)))

    def _read(self, start: int, end: int) -> Item:
        try:
            return self._decoder.decode(self._built.read(self._built.start + start, end - start))
        except MsgspecError as error:
            raise MentoratError("La base préparée est abîmée\u00a0; réinstallez mentorat, ou videz son dossier de cache.") from error

    @cached_property
    def _decoder(self) -> "msgpack.Decoder[Item]":
        return msgpack.Decoder(self._model)


def encode(base: KnowledgeBase, files: tuple[FileStamp, ...] = ()) -> bytes:
    """Return the built form of an indexed base."""
    assert base.index is not None
    head = {name: getattr(base, name) for name in _HEAD}
    blobs = [msgpack.encode(item) for item in (Head(**head), base.index, *base.briefs, *base.entries)]
    ends, end = [], 0
    for blob in blobs:
        end += len(blob)
        ends.append(end)
    header = msgpack.encode(Header(FORMAT, __version__, files, tuple(ends)))
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
    whole = len(header.ends) > 1 and start + length + header.ends[-1] == size
    if (header.format, header.version) != (FORMAT, __version__) or not whole:
        raise Unusable
    return Built(header, start + length, read)
