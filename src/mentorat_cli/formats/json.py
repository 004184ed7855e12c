"""JSON as it is written to a file or a pipe."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import json


def render(value: Any) -> str:
    """Return `value` as indented JSON that ends with a newline; accents are kept."""
    return json.format(json.encode(value), indent=2).decode() + "\n"


def lines(values: Iterable[Any]) -> Iterator[str]:
    """Yield each value as one line of JSON."""
    for value in values:
        yield json.encode(value).decode() + "\n"
