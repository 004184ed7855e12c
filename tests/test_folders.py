"""The user's folders are those of platformdirs."""

import os
from pathlib import Path

import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

from mentorat_cli.world.folders import NAME, Purpose, user_folder

KINDS: tuple[Purpose, ...] = ("config", "cache", "state")
VARIABLES = [
    {},
    {"XDG_CONFIG_HOME": "/x/config", "XDG_CACHE_HOME": "/x/cache", "XDG_STATE_HOME": "/x/state"},
    {"XDG_CONFIG_HOME": "", "XDG_CACHE_HOME": "  "},
]


@pytest.mark.parametrize("variables", VARIABLES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("platform", "model"), [("linux", Unix), ("darwin", MacOS)])
def test_as_platformdirs(
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    kind: Purpose,
    platform: str,
    model: type[Unix] | type[MacOS],
) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    expected = getattr(model(NAME, appauthor=False), f"user_{kind}_dir")
    assert user_folder(kind, platform, os.environ, Path.home()) == Path(expected)


@pytest.mark.parametrize(
    ("kind", "end"), [("config", "mentorat"), ("state", "mentorat"), ("cache", "mentorat/Cache")]
)
def test_on_windows(kind: Purpose, end: str) -> None:
    """As platformdirs' Windows class does, which only runs there."""
    assert (
        user_folder(kind, "win32", {"LOCALAPPDATA": "/u/local"}, Path("/u"))
        == Path("/u/local") / end
    )
    assert user_folder(kind, "win32", {}, Path("/u")) == Path("/u/AppData/Local") / end
