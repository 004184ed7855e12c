"""A bar on long work: only where somebody looks, only once it lasts."""

import sys

import pytest

from mentorat_cli.world import progress


def watched(shown: bool) -> list[int]:
    return list(progress.watch(range(5), "Lecture de eleves.csv", 5, lambda: 3, shown))


@pytest.mark.parametrize(
    ("shown", "patience"),
    [(False, 0.0), (True, 60.0)],
    ids=["personne ne regarde", "le travail est court"],
)
def test_no_bar(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    shown: bool,
    patience: float,
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", patience)
    monkeypatch.setitem(sys.modules, "rich.progress", None)  # importing it would fail
    assert watched(shown) == [0, 1, 2, 3, 4]
    assert capsys.readouterr() == ("", "")


def test_a_bar_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    assert watched(shown=True) == [0, 1, 2, 3, 4]
    out, err = capsys.readouterr()
    assert out == ""
    assert "Lecture de eleves.csv" in err
    assert "%" in err
