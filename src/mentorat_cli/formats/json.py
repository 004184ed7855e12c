"""JSON as it is written to a file or a pipe."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import json

ENDS = "\u2028\u2029\x85"
"""What JSON leaves as it is, and some readers of lines take for the end of one."""


def render(value: Any) -> str:
    """Return `value` as indented JSON that ends with a newline; accents are kept."""
    return _shown(json.format(json.encode(value), indent=2))


def lines(values: Iterable[Any]) -> Iterator[str]:
    """Yield each value as one line of JSON."""
    for value in values:
        yield _shown(json.encode(value))


def _shown(content: bytes) -> str:
    """Return JSON as text that ends with a newline, in which no reader sees other ends of lines."""
    text = content.decode()
    for end in ENDS:
        text = text.replace(end, f"\\u{ord(end):04x}")
    return text + "\n"
