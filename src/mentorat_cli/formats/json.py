"""JSON as it is written to a file or a pipe."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import json

ENDS = "\u2028\u2029\x85"
"""What JSON leaves as it is, and some readers of lines take for the end of one."""


def render(value: Any) -> str:
    """Return `value` as indented JSON that ends with a newline; accents are kept."""
    return _shown(json.format(json.encode(value), indent=2))


def pieces(value: Mapping[str, Any]) -> Iterator[str]:
    """Yield what `render` returns, the items of an iterator one by one, each forgotten before the
    next.
    """
    start = "{"
    for name, item in value.items():
        head = f"{start}\n  {_inner(name, 2)}: "
        start = ","
        if not isinstance(item, Iterator):
            yield head + _inner(item, 2)
            continue
        yield head
        opening = "["
        for one in item:
            yield f"{opening}\n    {_inner(one, 4)}"
            opening = ","
        yield "\n  ]" if opening == "," else "[]"
    yield "\n}\n"


def _inner(value: Any, depth: int) -> str:
    """Return a value as it is written inside another one."""
    return render(value)[:-1].replace("\n", "\n" + " " * depth)


def lines(values: Iterable[Any]) -> Iterator[str]:
    """Yield each value as one line of JSON."""
    for value in values:
        yield _shown(json.encode(value))


def _shown(content: bytes) -> str:
    """Return JSON as text that ends with a newline, in which no reader sees other ends of lines."""
    for end in ENDS:
        content = content.replace(end.encode(), b"\\u%04x" % ord(end))
    return content.decode() + "\n"
