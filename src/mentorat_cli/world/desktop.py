"""What the machine does for who reads a result: pages it, opens a file."""

import sys
import webbrowser
from pathlib import Path
from pydoc import pager


def read_page(text: str, height: int) -> None:
    """Show a text longer than `height` lines through the reader's own pager (`PAGER`), a shorter
    one at once.
    """
    if text.count("\n") < height:
        sys.stdout.write(text)
    else:
        pager(text)


def open_file(path: Path) -> bool:
    """Open a page in the browser; return whether something could be asked to."""
    try:
        return webbrowser.open(path.absolute().as_uri())
    except (webbrowser.Error, OSError, ValueError):
        return False
