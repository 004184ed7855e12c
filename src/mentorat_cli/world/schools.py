"""The list of lycées on disk."""

import zlib
from pathlib import Path

from mentorat_cli.base.schools import School, read_schools
from mentorat_cli.errors import MentoratError

GZIP = 31
"""What zlib calls the form of a .gz file."""


def listed(path: Path) -> tuple[School, ...]:
    """Return the lycées of a file, none where there is no file. Raises MentoratError when it is
    damaged.
    """
    try:
        return tuple(read_schools(zlib.decompress(path.read_bytes(), GZIP).decode()))
    except FileNotFoundError:
        return ()
    except (OSError, zlib.error, UnicodeDecodeError, TypeError) as error:
        raise MentoratError(
            "La liste des lycées ne peut pas être lue\u00a0; réinstallez mentorat."
        ) from error
