"""What ends the program from outside: Ctrl-C, a closed window, a polite request."""

import os
import signal
import sys

INTERRUPTED = 130
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")
"""The last is how Windows says that a window closes."""


def interrupt_when_closed() -> None:
    """Make a closed terminal or a polite request to end act like Ctrl-C, so that answers are kept.

    The first signal ends the program, and the others find it ending. What the caller had ignored
    (`nohup`) stays ignored.
    """
    sys.unraisablehook = _unraisable
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def _interrupt(number: int, frame: object) -> None:
    be_deaf()
    raise KeyboardInterrupt


def be_deaf() -> None:
    """Let no signal end the program any more: it is ending, or keeping what was answered."""
    for name in SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def _unraisable(fault: "sys.UnraisableHookArgs") -> None:
    """End at once when the interruption fell where Python would only have printed it, in the middle
    of an import.
    """
    if not issubclass(fault.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(fault)
        return
    os.write(2, b"Interrompu.\n")
    os._exit(INTERRUPTED)
