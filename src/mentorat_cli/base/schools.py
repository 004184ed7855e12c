"""The lycées of France, as the shipped list has them; a lycée that is not there is a lycée too."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import astuple

CHECK_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""The letter of an UAI is that of the remainder of its seven digits by 23."""
_ELSEWHERE = {"620": "2A", "720": "2B", "983": "988", "984": "987", "987": "986"}
"""The first digits of an UAI that are not the département (the others are); the ministry's
directory of schools has them.
"""


class School(Struct, frozen=True):
    """A lycée of the list. `former` is the commune where it is, when that is now a part of its
    `town`.
    """

    uai: str
    name: str
    town: str
    postal: str
    department: str
    former: str = ""


def read_schools(text: str) -> Iterator[School]:
    """Yield the lycées of a list: after its head, one a line, fields parted by tabulations."""
    for item in text.splitlines()[1:]:
        yield School(*item.split("\t"))


def line_of(school: School) -> str:
    """Return the line of a list that tells a lycée."""
    return "\t".join(astuple(school)).rstrip("\t")


def read_uai(text: str) -> str | None:
    """Return the UAI that is typed, in any case and with any spaces; None when it is none, or one
    digit or letter of it is wrong.
    """
    compact = "".join(text.split()).upper()
    if department_of(compact) is None:
        return None
    return compact if CHECK_LETTERS[int(compact[:7]) % 23] == compact[7] else None


def department_of(uai: str) -> str | None:
    """Return the département that the digits of an UAI tell, whether its letter is right or not;
    None when the text is no UAI.
    """
    if not (len(uai) == 8 and uai.isascii() and uai[:7].isdigit() and uai[7].isalpha()):
        return None
    return _ELSEWHERE.get(uai[:3], uai[:3].removeprefix("0"))
