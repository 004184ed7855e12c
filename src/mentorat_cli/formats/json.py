"""JSON as it is written to a file or a pipe."""

from typing import Any

from msgspec import json


def render(value: Any) -> str:
    """Return `value` as indented JSON that ends with a newline; accents are kept."""
    return json.format(json.encode(value), indent=2).decode() + "\n"


def line(value: Any) -> str:
    """Return `value` as one line of JSON."""
    return json.encode(value).decode() + "\n"
