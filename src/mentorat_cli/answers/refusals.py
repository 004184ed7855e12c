"""Why something typed cannot be used, as a value: each face words it (`wording/refusals.py`)."""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from mentorat_cli.errors import UsageError
from mentorat_cli.typography import nearest, unique

Why = Literal[
    "nothing",
    "several",  # given: what was typed where one answer was expected
    "choice",  # given (not if it is sensitive); expected: what may be typed; nearest
    "choices",  # given; expected: the answers that it can mean
    "number",  # given; expected: the least and the greatest number, or the least alone
    "place",  # given; nearest: names
    "places",  # given; expected: the académies that it can mean; names
    "lycees",  # given; expected: the lycées that it can mean; names
    "unlisted",  # given: a lycée that the list lacks; nearest: lycées as they are shown
    "elsewhere",  # given: a lycée or a département, the académie; expected: its own; names
    "criterion",  # given: a criterion that the base does not have
    "entry",  # given; nearest: ids
    "format",  # given; expected: names; nearest
    "ending",  # given: `.pdf`; expected: the endings that there are
    "command",  # given; expected: names; nearest
    "option",  # given; nearest: options
    "before",  # given: an option that stands before the command
    "value",  # given: an option without its value; expected: how it is written
    "flag",  # given: an option that takes no value
    "argument",  # expected: what help calls it
    "word",
    "extra",  # given: words that nothing takes
    "dash",  # given: the same, first an option with a long dash; expected: the option
    "quotes",  # given: the same, after a value; expected: the option, its value between quotes
    "line",
]
"""What is wrong; beside each, what a refusal holds. An enumeration would cost 1 % of a start."""


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
