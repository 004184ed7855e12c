"""What a terminal sends, cut into keys: whole ones that are known, and text; no terminal is needed."""

import os

import pytest

from mentorat_cli.dialogue.keyboard import Sequences, StdinReader

LATE = "\x1b]11;rgb:0000/0000/0000"


@pytest.mark.parametrize(
    ("read", "kept"),
    [
        (["a\x1b[Ab"], "a\x1b[Ab"),
        (["\x1b[", "B"], "\x1b[B"),
        (["\x1b[Z\x1b\t"], "\x1b[Z\x1b\t"),
        (["\x1b[[A\x1bOP"], "\x1b[[A\x1bOP"),
        ([LATE + "\x1b\\x", LATE + "\x07y"], "xy"),
        ([LATE[:9], LATE[9:] + "\x1b", "\\x"], "x"),
        (["\x1b[?62;22cx\x1b[>0;276;0cy"], "xy"),
        (["\x1b[201~x"], "x"),
        (["\x1b[<64;126;-3Mx\x1b[<0;1;1my\x1b[M !!z"], "xyz"),
        (["\x1b[Ix\x1b[Oy"], "xy"),
        (["\x1b[12;40Rx"], "x"),
        (["\x1bP1$r0m\x1b\\x"], "x"),
        (["\x1bbx\x1b\x1b[Ay\x1b\rz"], "xyz"),
        (["\x1b[27;6;97~x\x1b[97;5uy"], "xy"),
        (["\x9b5nx"], "5nx"),
        (["\x1b[200~a\nb\x1b[201~c"], "\x1b[200~a\nb\x1b[201~c"),
        (["\x1b[200~a\x1b[A", "b\x1b[20", "1~c"], "\x1b[200~a\x1b[Ab\x1b[201~c"),
    ],
)
def test_what_is_kept(read: list[str], kept: str) -> None:
    sequences = Sequences()
    assert "".join(sequences.cut(piece) for piece in read) == kept
    assert sequences.pause() == ""


@pytest.mark.parametrize("read", ["\x1b\x03", "\x1b[\x03", LATE + "\x03", "\x1b[1;\x03"])
def test_ctrl_c_ends_what_has_no_end(read: str) -> None:
    assert Sequences().cut(read) == "\x03"


def test_ctrl_c_ends_a_paste_that_has_no_end() -> None:
    sequences = Sequences()
    assert sequences.cut("\x1b[200~lyon") + sequences.pause() == "\x1b[200~"
    assert sequences.cut("\n\x03") == "lyon\n\x1b[201~\x03"
    assert sequences.cut("\x1b[A") == "\x1b[A"


@pytest.mark.parametrize("read", ["\x1b", "\x1b\x1b"])
def test_an_escape_that_nothing_follows_is_one_key(read: str) -> None:
    sequences = Sequences()
    assert (sequences.cut(read), sequences.pause(), sequences.pause()) == ("", "\x1b", "")


@pytest.mark.parametrize("read", ["\x1b[", "\x1b]", "\x1bO", "\x1bP"])
def test_alt_and_what_starts_a_sequence_do_not_hold_the_keyboard(read: str) -> None:
    sequences = Sequences()
    assert (sequences.cut(read), sequences.pause(), sequences.cut("lyon")) == ("", "", "lyon")


def test_a_slow_answer_is_waited_for() -> None:
    sequences = Sequences()
    assert sequences.cut(LATE) + sequences.pause() + sequences.cut("/00\x07x") == "x"


def test_bytes_that_are_no_text_are_shown_as_such() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"caf\xe9 \xc3")
    reader = StdinReader(reading, "utf-8")
    first = reader.read()
    os.write(writing, b"\xa9")
    assert (first, reader.read(), reader.read()) == ("caf\ufffd ", "é", "")
    os.close(writing)
    assert (reader.read(), reader.closed) == ("", True)
    os.close(reading)
    assert (reader.read(), StdinReader(reading, "utf-8").read()) == ("", "")
