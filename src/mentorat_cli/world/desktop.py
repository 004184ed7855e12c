"""What the machine does for who reads a result: turns its pages, opens a browser."""

import os
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path, PurePath

PAGERS = {"win32": ("more",)}
OTHER_PAGERS = ("less", "more")
"""What turns pages on a platform (`sys.platform`), and on all others, the best first."""
PROMPT = r"-Ps?eFin ; q \: revenir:Espace \: suite ; q \: revenir."
"""What `less` shows under a page, in its own language: how to go on, how to leave."""


def read_page(text: str, height: int) -> None:
    """Show a text longer than `height` lines page by page, where something can; else at once."""
    command = page_turner(sys.platform, os.environ, shutil.which)
    if text.count("\n") < height or not command or not _turned(command, text):
        sys.stdout.write(text)


def page_turner(
    platform: str, environment: Mapping[str, str], found: Callable[[str], object]
) -> str:
    """Return the command that turns pages: what the person wants (`PAGER`), else the first that is
    `found`; empty where there is none.
    """
    usual = next(filter(found, PAGERS.get(platform, OTHER_PAGERS)), "")
    return environment.get("PAGER", "").strip() or usual


def page_turner_environment(command: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return what a command that turns pages knows: `less` says its keys in French, unless the
    person told it what to say.
    """
    tells = Path(command.split(maxsplit=1)[0]).stem == "less" and not environment.get("LESS")
    return {**environment, **({"LESS": PROMPT} if tells else {})}


def _turned(command: str, text: str) -> bool:
    """Return whether a command could show a text; Ctrl-C is its own, not the program's."""
    pages = subprocess.Popen(
        command,
        shell=True,
        stdin=subprocess.PIPE,
        env=page_turner_environment(command, os.environ),
        encoding=os.device_encoding(1) or sys.stdout.encoding,
        errors="mentorat",
    )
    with suppress(OSError, KeyboardInterrupt), pages.stdin as pipe:  # type: ignore[union-attr]
        pipe.write(text)
    while True:
        with suppress(KeyboardInterrupt):
            return pages.wait() <= 0


def open_address(where: str) -> bool:
    """Open an address in the browser; return whether something could be asked to."""
    try:
        return webbrowser.open(where)
    except (webbrowser.Error, OSError):
        return False


def address(path: PurePath) -> str:
    """Return the address by which a browser opens a file, which is told from the root."""
    return path.as_uri()
