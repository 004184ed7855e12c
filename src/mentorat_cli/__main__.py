"""The program: `mentorat`, or `python -m mentorat_cli`. What is left here holds whatever happens:
closed streams, full disks, signals.
"""

import gc
import io
import os
import sys

SHORT_LIVED = 100_000
"""Objects made before Python looks for cycles: a command ends before, a whole class still has its
memory collected.
"""
INTERRUPTED = 130
UNEXPECTED = 3
INSTALL = "«\u00a0python -m pip install DOSSIER\u00a0»"
ARCHIVED = (
    "mentorat ne fonctionne pas dans une archive zip\u00a0: sa base et ses modules doivent être "
    f"des fichiers.\nDécompressez-la dans un dossier, puis\u00a0: {INSTALL}."
)
INCOMPLETE = (
    "Il manque «\u00a0{}\u00a0», dont mentorat a besoin.\n"
    f"Installez mentorat avec ce qu’il lui faut\u00a0: {INSTALL}, où DOSSIER est le sien."
)


def main() -> int:
    """Run the program and return its exit code; `--version` needs none of it."""
    try:
        _open_streams()
        return _flushed(_run())
    except KeyboardInterrupt:
        return _end(INTERRUPTED, "Interrompu.")
    except BrokenPipeError:
        return _end(0)
    except ModuleNotFoundError as error:
        return _end(UNEXPECTED, INCOMPLETE.format(error.name))
    except OSError as error:
        from mentorat_cli.world.disk import why_refused

        return _end(UNEXPECTED, f"Impossible d’écrire le résultat\u00a0: {why_refused(error)}.")
    except Exception:
        import traceback

        return _end(
            UNEXPECTED,
            traceback.format_exc()
            + "Erreur inattendue de mentorat\u00a0: merci de signaler les lignes ci-dessus.",
        )


def _run() -> int:
    if sys.argv[1:] == ["--version"]:
        from mentorat_cli import __version__

        print(f"mentorat {__version__}")
        return 0
    if hasattr(sys.modules[__name__].__loader__, "archive"):
        return _end(UNEXPECTED, ARCHIVED)
    from mentorat_cli.world.signals import be_deaf, interrupt_when_closed

    interrupt_when_closed()
    gc.set_threshold(SHORT_LIVED)
    if "_MENTORAT_COMPLETE" in os.environ:
        from mentorat_cli.line.completion import run
    else:
        from mentorat_cli.line.program import run

    code = _flushed(run())
    be_deaf()
    gc.freeze()  # what is left ends with the process: looking for garbage in it took 9 % of a list
    return code


def _flushed(code: int) -> int:
    """Return the exit code once all is written; a reader that has gone away has what it wanted."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _end(code)
    return code


def _open_streams() -> None:
    """Give the program the three streams that it may have been started without, and make those that
    it has keep all of what is written.

    Nothing can be read from the first; the second refuses what is written, for a result must not be
    lost in silence; the third loses it. A stream that does not wait for its reader is made to, and
    one without a buffer (PYTHONUNBUFFERED) is given one: Python drops what such ones do not take.
    """
    for name in ("stdin", "stdout", "stderr"):
        try:  # noqa: SIM105 (nothing else here needs contextlib)
            os.set_blocking(getattr(sys, name).fileno(), True)
        except (AttributeError, OSError, ValueError):  # closed, or what a caller put there
            pass
    if isinstance(getattr(sys.stdout, "buffer", None), io.RawIOBase):
        sys.stdout = open(sys.stdout.fileno(), "w", encoding=sys.stdout.encoding, closefd=False)  # noqa: SIM115 (for as long as the program)
    for name, mode in (("stdin", os.O_RDONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            file = os.open(os.devnull, mode)
            setattr(sys, name, open(file, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115, PTH123 (for as long as the program)


def _end(code: int, message: str = "") -> int:
    """Return the exit code after a last message; what could not be written is given up, or Python
    would fail on it again.
    """
    _silence(sys.stdout)
    try:
        if message:
            print(message, file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)
    return code


def _silence(stream: object) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
