"""The program: `mentorat`, or `python -m mentorat_cli`."""

import gc
import os
import sys

SHORT_LIVED = 100_000
"""Objects made before Python looks for cycles: a command ends before, a whole class still has its memory collected."""


def main() -> int:
    """Run the program and return its exit code; `--version` needs none of it."""
    if sys.argv[1:] == ["--version"]:
        from mentorat_cli import __version__

        print(f"mentorat {__version__}")
        return 0
    gc.set_threshold(SHORT_LIVED)
    try:
        if "_MENTORAT_COMPLETE" in os.environ:
            from mentorat_cli.completion import run
        else:
            from mentorat_cli.cli import run

        code = run()
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _silence(sys.stdout.fileno())
        return 0
    except OSError as error:
        from mentorat_cli.files import reason

        _silence(sys.stdout.fileno())
        print(f"Impossible d’écrire le résultat\u00a0: {reason(error)}.", file=sys.stderr)
        return 3
    except Exception:
        import traceback

        traceback.print_exc()
        print("Erreur inattendue de mentorat\u00a0: merci de signaler les lignes ci-dessus.", file=sys.stderr)
        return 3


def _silence(stream: int) -> None:
    """Keep Python from failing once more on a stream that cannot be written, when it flushes at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream)


if __name__ == "__main__":
    sys.exit(main())
