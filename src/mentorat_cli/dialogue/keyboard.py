"""The keys of a POSIX terminal: whole ones that are known, and nothing else.

prompt_toolkit takes the start of a sequence that it does not know for Échap, and the rest for
letters. A terminal sends such sequences by itself: answers that come late, the focus, the mouse.
"""

import os
import re
import select
from codecs import getincrementaldecoder
from typing import TextIO

from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES
from prompt_toolkit.input.posix_utils import PosixStdinReader
from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys

ESCAPE, PASTE, PASTED = "\x1b", "\x1b[200~", "\x1b[201~"
_CONTROL = r"\x00-\x06\x08-\x1a\x1c-\x1f"
"""What ends a sequence before its end; the bell and the escape close strings."""
_WHOLE = re.compile(
    r"\x1b+(?:\[\[.|\[M[^\x1b]{3}|\[(?!\[|M)[ -?]*[@-~]|O[ -~]"
    rf"|[\]PX^_][^\x1b\x07{_CONTROL}]*(?:\x07|\x1b\\)|[^\x1b\[O\]PX^_\x00-\x08\x0b\x0c\x0e-\x1a])"
)
"""A sequence: a key of the Linux console, an old mouse, any other with a bracket, a keypad, a
string, a letter with Alt. An escape before it is Alt too.
"""
_BROKEN = re.compile(rf"\x1b[^{_CONTROL}]*(?=[{_CONTROL}])")
_STOP = re.compile(r"[\x03\x04]|\x1b\[201~")
"""What ends a paste: its mark, or somebody who wants to leave and never got the mark."""
_TEXT = re.compile(r"[^\x1b]+")
_C1 = dict.fromkeys(range(0x80, 0xA0))


class Sequences:
    """Cuts what is read into keys; what is not whole yet waits for the next piece."""

    def __init__(self) -> None:
        self.waiting = ""
        self.pasting = False

    def cut(self, read: str) -> str:
        """Return what can be taken as keys and text, every other sequence left out."""
        self.waiting += read
        return "".join(iter(self._next, ""))

    def pause(self) -> str:
        """Return the key that nothing followed, which is Échap. What Alt could send is dropped; a
        longer sequence waits for its end.
        """
        if self.pasting or len(self.waiting.strip(ESCAPE)) > 1:
            return ""
        alone, self.waiting = self.waiting, ""
        return ESCAPE if alone and not alone.strip(ESCAPE) else ""

    def _next(self) -> str:
        """Return the next piece to take; empty when all that is left must wait."""
        while self.waiting:
            found = _STOP.search(self.waiting) if self.pasting else self._match()
            if found is None:
                return ""
            piece, self.waiting = self.waiting[: found.end()], self.waiting[found.end() :]
            if self.pasting:
                self.pasting = False
                return piece if piece.endswith(PASTED) else piece[:-1] + PASTED + piece[-1]
            if piece == PASTE:
                self.pasting = True
                return piece
            if kept := piece.translate(_C1) if piece[0] != ESCAPE else _known(piece):
                return kept
        return ""

    def _match(self) -> "re.Match[str] | None":
        return (
            _TEXT.match(self.waiting) or _WHOLE.match(self.waiting) or _BROKEN.match(self.waiting)
        )


def _known(sequence: str) -> str:
    """Return the sequence of one key; empty for any other."""
    one = isinstance(ANSI_SEQUENCES.get(sequence), Keys)
    return sequence if one and sequence != ESCAPE else ""


class StdinReader(PosixStdinReader):
    """Reads what is there without waiting; a terminal that cannot be read any more is at its
    end.
    """

    def __init__(self, file: int, encoding: str) -> None:
        super().__init__(file, errors="replace", encoding=encoding)
        self.sequences = Sequences()
        self._decoder = getincrementaldecoder(encoding)("replace")

    def read(self, count: int = 1024) -> str:
        """Return the next keys; empty at the end, which `closed` tells, and when none is whole."""
        try:
            if self.closed or not select.select([self.stdin_fd], [], [], 0)[0]:
                return ""
            read = os.read(self.stdin_fd, count)
        except BlockingIOError:
            return ""
        except OSError:
            read = b""
        self.closed = not read
        return self.sequences.cut(self._decoder.decode(read))


class Keyboard(Vt100Input):
    """The input of prompt_toolkit, without what is no key."""

    def __init__(self, stdin: TextIO) -> None:
        super().__init__(stdin)
        self.stdin_reader: StdinReader = StdinReader(stdin.fileno(), stdin.encoding)

    def flush_keys(self) -> list[KeyPress]:
        """Return the key that nothing followed for a while."""
        self.vt100_parser.feed(self.stdin_reader.sequences.pause())
        return super().flush_keys()
