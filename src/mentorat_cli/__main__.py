"""The program: `mentorat`, or `python -m mentorat_cli`."""

import os
import sys


def main() -> int:
    """Run the program and return its exit code; `--version` needs none of it."""
    if sys.argv[1:] == ["--version"]:
        from mentorat_cli import __version__

        print(f"mentorat {__version__}")
        return 0
    from mentorat_cli.cli import run

    try:
        code = run()
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
