"""The prepared form of a base: bytes that need neither YAML nor validation.

A mark, the CRC-32 of what follows, then plain msgpack: reading it can run nothing. It holds the
part that every command needs, read at once, and other parts, each read when something of it is
first wanted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, TypeVar, overload
from zlib import crc32

from msgspec import MsgspecError, Struct, msgpack
from msgspec.structs import asdict

from mentorat_cli import __version__
from mentorat_cli.base.records import Brief, Contact, Entry, Guide, KnowledgeBase

Item = TypeVar("Item")
MARK = b"mentorat"
TOP = len(MARK) + 4
"""Bytes before the msgpack: the mark and the CRC-32, little-endian."""
PARTS: Mapping[str, Any] = {
    "entries": tuple[Entry, ...],
    "briefs": tuple[Brief, ...],
    "contacts": tuple[Contact, ...],
    "guides": tuple[Guide, ...],
}
"""The parts, by field of the base, and what they hold."""


class FileStamp(Struct, frozen=True, array_like=True):
    """What a file held when the base was built: the name it is known by, its size in bytes, the
    CRC-32 of its content.
    """

    name: str
    size: int
    crc: int


class Unusable(Exception):
    """Not a prepared base of this version, or a damaged one."""


class Head(KnowledgeBase, frozen=True, eq=False, dict=True):
    """A base without its parts and the lycées: a decoder of this one has nothing to learn about
    them.
    """

    entries: tuple[()] = ()
    briefs: tuple[()] = ()
    contacts: tuple[()] = ()
    guides: tuple[()] = ()
    schools: tuple[()] = ()


class Prepared(Struct, frozen=True, array_like=True):
    """What is written of an indexed base: the version that did, the files it was built from, the
    base without its parts, and these, as msgpack.
    """

    version: str
    files: tuple[FileStamp, ...]
    head: Head
    parts: Mapping[str, bytes]

    def base(self) -> KnowledgeBase:
        """Return the base, its parts still to be read."""
        parts = {
            name: Lazy(partial(msgpack.decode, part, type=PARTS[name]))
            for name, part in self.parts.items()
        }
        return KnowledgeBase(**asdict(self.head) | parts)


class Lazy(Sequence[Item]):
    """Items that are all read when one is wanted. Threads that want them at the same time get equal
    ones. Raises what `read` does.
    """

    def __init__(self, read: Callable[[], tuple[Item, ...]]) -> None:
        self._wanted = read

    @cached_property
    def _read(self) -> tuple[Item, ...]:
        return self._wanted()

    def __len__(self) -> int:
        return len(self._read)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._read)

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        return self._read[index]


def prepare(base: KnowledgeBase, files: tuple[FileStamp, ...] = ()) -> Prepared:
    """Return what is to be written of an indexed base."""
    parts = {name: msgpack.encode(tuple(getattr(base, name))) for name in PARTS}
    head = Head(**asdict(base) | dict.fromkeys((*PARTS, "schools"), ()))
    return Prepared(__version__, files, head, parts)


def encode(item: Prepared) -> bytes:
    """Return the bytes of a prepared base."""
    content = msgpack.encode(item)
    return MARK + crc32(content).to_bytes(4, "little") + content


def decode(content: bytes) -> Prepared:
    """Return the prepared base that bytes hold. Raises Unusable, before anything is read of them
    when one bit has changed.
    """
    body = memoryview(content)[TOP:]
    if content[:TOP] != MARK + crc32(body).to_bytes(4, "little"):
        raise Unusable
    try:
        item = msgpack.decode(body, type=Prepared)
    except MsgspecError as error:
        raise Unusable from error
    if item.version != __version__:
        raise Unusable
    return item
