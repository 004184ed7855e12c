"""A bar that shows how far long work is: on stderr, only where somebody looks, and only once it
lasts.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO, TypeVar

from mentorat_cli.typography import harmless

Item = TypeVar("Item")

PATIENCE = 0.5
"""Seconds of work that nobody minds."""


def watch_lines(items: Iterable[Item], path: Path, lines: TextIO, shown: bool) -> Iterator[Item]:
    """Yield what is read from the `lines` of a file; where `shown`, a bar tells how far that is."""
    size, position = path.stat().st_size, lines.buffer.tell
    return watch(items, f"Lecture de {harmless(path.name)}", size, position, shown)


def watch(
    items: Iterable[Item], title: str, total: int, position: Callable[[], int], shown: bool
) -> Iterator[Item]:
    """Yield `items`; where `shown`, a bar tells how far `position` is on its way to `total`."""
    if not shown:
        yield from items
        return
    source, start = iter(items), time.monotonic()
    for item in source:
        yield item
        if time.monotonic() - start > PATIENCE:
            yield from _with_bar(source, title, total, position)


def _with_bar(
    items: Iterator[Item], title: str, total: int, position: Callable[[], int]
) -> Iterator[Item]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}\u00a0%"),
    )
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(title, total=total or None)
        for item in items:
            yield item
            bar.update(task, completed=position())
