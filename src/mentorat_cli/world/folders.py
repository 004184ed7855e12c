"""The folders of a user, where each system wants them: those that platformdirs names, without the
fifteen million instructions that importing it costs at every start (a test compares the two).
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

Purpose = Literal["config", "cache", "state"]
NAME = "mentorat"
SHEET, OFFICES, RESUMED = "mon-lycee.yaml", "bureaux-des-entreprises.tsv.gz", "reprise.yaml"
"""What the program keeps in them: the sheet of the lycée, the offices of the ministry's directory,
an interrupted dialogue. They are no files of the base.
"""
_XDG = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}


def home() -> Path:
    """Return the user's home; where there is none, a place under which nothing exists and nothing
    can be kept.
    """
    try:
        found = Path.home()
    except RuntimeError:
        return Path(os.devnull)
    return found if found.is_absolute() and os.environ.get("HOME") != "" else Path(os.devnull)


def current_folder() -> Path:
    """Return the current folder; once it is gone, a place under which nothing exists."""
    try:
        return Path.cwd()
    except OSError:
        return Path(os.devnull)


def user_folder(kind: Purpose, platform: str, environment: Mapping[str, str], home: Path) -> Path:
    """Return the folder of a kind on a platform (`sys.platform`), whether or not it exists."""
    if platform == "win32":
        local = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / NAME
        return local / "Cache" if kind == "cache" else local
    if platform == "darwin" and not environment.get(_XDG[kind][0], "").strip():
        return home / "Library" / ("Caches" if kind == "cache" else "Application Support") / NAME
    variable, usual = _XDG[kind]
    given = environment.get(variable, "").strip()
    return (Path(given) if Path(given).is_absolute() else home / usual) / NAME
