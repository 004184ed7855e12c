"""Why something typed cannot be used, as a value: each face words it (`wording/refusals.py`)."""

from collections.abc import Mapping, Sequence
from enum import StrEnum, auto

from msgspec import Struct

from mentorat_cli.errors import UsageError
from mentorat_cli.typography import nearest, unique


class Why(StrEnum):
    """What is wrong; beside each, what a refusal holds besides what it is about."""

    NOTHING = auto()
    SEVERAL = auto()
    """given: what was typed where one answer was expected"""
    CHOICE = auto()
    """given; expected: what may be typed; nearest"""
    CHOICES = auto()
    """given; expected: the answers that it can mean"""
    NUMBER = auto()
    """given; expected: the least and the greatest number, or the least alone"""
    PLACE = auto()
    """given; nearest: names"""
    PLACES = auto()
    """given; expected: the académies that it can mean, by id; names"""
    ELSEWHERE = auto()
    """given: a lycée or a département, and the académie that was answered; expected: its own; names
    """
    CRITERION = auto()
    """given: a criterion that the base does not have"""
    ENTRY = auto()
    """given; nearest: ids"""
    FORMAT = auto()
    """given; expected: names; nearest"""
    ENDING = auto()
    """given: `.pdf`; expected: the endings that there are"""
    COMMAND = auto()
    """given; expected: names; nearest"""
    OPTION = auto()
    """given; nearest: options"""
    BEFORE = auto()
    """given: an option that stands before the command"""
    VALUE = auto()
    """given: an option without its value; expected: how it is written"""
    FLAG = auto()
    """given: an option that takes no value"""
    ARGUMENT = auto()
    """expected: what help calls it"""
    WORD = auto()
    EXTRA = auto()
    """given: words that nothing takes"""
    DASH = auto()
    """given: the same, the first one an option with a long dash; expected: the option"""
    QUOTES = auto()
    """given: the same, after a value; expected: the option with its value between quotes"""
    LINE = auto()


class Refusal(Struct, frozen=True, kw_only=True):
    """One thing that cannot be used. `about` is the criterion, `names` says what ids are called."""

    why: Why
    about: str = ""
    given: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    names: Mapping[str, str] = {}


class Refused(UsageError):
    """Something typed cannot be used; whoever catches it words the refusal."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal)


def closest(typed: str, known: Mapping[str, str] | Sequence[str]) -> tuple[str, ...]:
    """Return what may have been meant, the most alike first: of `known`, or what its names name."""
    found = nearest(typed, known)
    return tuple(unique(known[name] for name in found) if isinstance(known, Mapping) else found)
