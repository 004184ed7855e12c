"""French typography, and the comparison of words as people type them."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

NBSP = "\u00a0"
# Patterns stay text: Python compiles one when it is first used, and most commands use none.
_APOSTROPHE = r"(?<=\w)'(?=[\w«])"
_BEFORE = r"(?<![ \u202f])[ \u202f]+(?=[:;?!»%€])"
_AFTER = r"«[ \u202f]+"
_THOUSANDS = r"(?<=\d) (?=\d{3}(?!\d))"
UNBREAKABLE = "[\u00a0\u2007\u2009\u202f]"
"""The spaces that French typography puts where YAML wants an ordinary one."""
_ALIKE = (
    (UNBREAKABLE, "une espace insécable"),
    ("[\u2010\u2011\u2012\u2013\u2212]", "un trait d’union typographique"),
    ("[\u2018\u2019\u201c-\u201e]", "un guillemet typographique"),
)
HIDDEN = (
    r"\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
)
"""The characters of two bytes at most that turn text around, hide it or are obeyed by a terminal,
and halves of characters, as a pattern that JSON Schema knows too.
"""
_CONTROL = rf"[\x00-\x1f{HIDDEN}\U000e0000-\U000e007f]+"
_WORD = r"[^\W_]+"
_URL = r"https?://\S+"

Item = TypeVar("Item")

SHORTEST = 5
"""Letters of a word from which a slip still tells what was meant: « Évry » is no « Nevers »."""
LONG = 9
"""Letters of a word from which it may hold two mistakes; a shorter one holds one."""
LONGEST = 200
"""Characters of a typed word that are compared: twice the longest name of the base."""


def french(text: str) -> str:
    """Return `text` on one line with French typography.

    Non-breaking spaces stand before `: ; ? ! » % €`, after `«` and inside large numbers;
    apostrophes are typographic. Control and direction characters become spaces. Addresses are left
    alone, and applying it twice changes nothing.
    """
    flat = " ".join(re.sub(_CONTROL, " ", text).split(" ")).strip(" ")
    if "://" not in flat:
        return _typeset(flat)
    pieces = []
    end = 0
    for address in re.finditer(_URL, flat):
        pieces += [_typeset(flat[end : address.start()]), address.group()]
        end = address.end()
    pieces.append(_typeset(flat[end:]))
    return "".join(pieces)


def _typeset(text: str) -> str:
    if "  " in text:
        text = re.sub(r" {2,}", " ", text)
    if "'" in text:
        text = re.sub(_APOSTROPHE, "’", text)
    if "«" in text:
        text = re.sub(_AFTER, "«" + NBSP, text)
    return re.sub(_THOUSANDS, NBSP, re.sub(_BEFORE, NBSP, text))


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return `text` for comparison: no accent, no case, one space for any punctuation
    (`Île-de-France` → `ile de france`). What only looks like a digit (`²`) is none.
    """
    bare = text.casefold()
    if not bare.isascii():
        import unicodedata

        spelt = bare.replace("œ", "oe").replace("æ", "ae")
        bare = unicodedata.normalize("NFKD", spelt)
        if len(re.findall(r"\d", bare)) != len(re.findall(r"\d", spelt)):
            bare = "".join(
                char if _like_a_digit(char) else unicodedata.normalize("NFKD", char)
                for char in spelt
            )
        bare = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(re.findall(_WORD, bare))


def _like_a_digit(char: str) -> bool:
    """Return whether a character is no digit but would become one (`²`, `①`)."""
    return char.isdigit() and not char.isdecimal()


def nearest(typed: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Return at most `limit` of `known`, those from which `typed` differs by a slip of the hand;
    empty when there is none.

    No name is better than a wrong one: each word must be the same or, from SHORTEST letters on, one
    mistake away (two when it is LONG); a shorter one may have its letters in another order. Only
    the names with the fewest mistakes are told.
    """
    wanted = fold(typed[:LONGEST]).split()
    counted = [(_mistakes(wanted, fold(name).split()), name) for name in known]
    found = sorted((count, name) for count, name in counted if count is not None)
    return [name for count, name in found if count == found[0][0]][:limit]


def _mistakes(typed: Sequence[str], meant: Sequence[str]) -> int | None:
    """Return how many slips turn the words of a name into those typed; None when they are no
    slips.
    """
    if sum(map(len, typed)) < SHORTEST:
        return None
    if "".join(typed) == "".join(meant):
        return 0
    if len(typed) != len(meant):
        return None
    slips = [_slips(one, other) for one, other in zip(typed, meant, strict=True) if one != other]
    return None if None in slips else sum(count or 0 for count in slips)


def _slips(typed: str, meant: str) -> int | None:
    """Return how many letters are missing, added, changed or swapped between two words; None when
    these are too many for such a word.
    """
    if not (typed.isalpha() and meant.isalpha()):
        return None  # a number that differs is another one
    if len(typed) < SHORTEST:
        return 1 if sorted(typed) == sorted(meant) else None
    most = 2 if min(len(typed), len(meant)) >= LONG else 1
    if abs(len(typed) - len(meant)) > most:
        return None
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for place, letter in enumerate(typed):
        above, before, row = before, row, [place + 1]
        for index, other in enumerate(meant):
            best = min(before[index] + (letter != other), before[index + 1] + 1, row[index] + 1)
            swapped = place and index and typed[place - 1] == other and letter == meant[index - 1]
            row.append(min(best, above[index - 1] + 1) if swapped else best)
    return row[-1] if row[-1] <= most else None


def enumerate_french(items: Sequence[str], last: str = "et") -> str:
    """Return `a, b et c`; `last` is the word before the last item."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return the number with its noun; French has the singular for 0 and 1 (`0 contact`, `2
    contacts`).
    """
    return f"{count}{NBSP}{one if abs(count) < 2 else many or one + 's'}"


def hint(typed: str, known: Sequence[str], unhinted: Collection[str] = ()) -> str:
    """Return what was expected instead of `typed`: the nearest names, but those `unhinted`, else
    them all when they are few.
    """
    near = nearest(typed, [name for name in known if name not in unhinted])
    if near:
        return f"le plus proche{NBSP}: {enumerate_french(near, 'ou')}"
    return f"attendu{NBSP}: {enumerate_french(known, 'ou')}" if 0 < len(known) <= 24 else ""


def instead(sentence: str, typed: str, known: Sequence[str], unhinted: Collection[str] = ()) -> str:
    """Return `sentence`, then what was expected instead of `typed` when that can be said."""
    told = hint(typed, known, unhinted)
    sentence += unalike(typed)
    return f"{sentence}{NBSP}; {told}" if told else sentence


def unalike(text: str) -> str:
    """Return, between brackets, which character of `text` only looks like the one that a key or an
    identifier is written with; empty when there is none.
    """
    names = [name for pattern, name in _ALIKE if re.search(pattern, text)]
    return f" (avec {enumerate_french(names)})" if names else ""


def unique(items: Iterable[Item], key: Callable[[Item], object] = lambda item: item) -> list[Item]:
    """Return the items without those whose key came before, in order."""
    seen: dict[object, Item] = {}
    for item in items:
        seen.setdefault(key(item), item)
    return list(seen.values())


def capital(text: str) -> str:
    """Return `text` with a capital first letter, accents kept (`école` → `École`)."""
    return text[:1].upper() + text[1:]


def harmless(text: str) -> str:
    """Return `text` with `�` for what would not be shown: control and direction characters, and
    bytes that are no text.
    """
    return text if text.isprintable() else re.sub(_CONTROL, "�", text)


def legible(text: str) -> str:
    """Return the lines of `text`, each harmless; a tab is a space."""
    return "\n".join(map(harmless, text.replace("\t", " ").splitlines()))


def code(text: str) -> str:
    """Return `text` between French quotes, harmless whatever it holds."""
    return f"«{NBSP}{harmless(text)}{NBSP}»"


def quoted(name: str) -> str:
    """Return `code(name)`, its own quotes being those of the second level (`« Club “Avenir” »`)."""
    return code(re.sub(r"«\s*([^»]*?)\s*»", "“\\1”", name))


def clipped(text: str, limit: int = 60) -> str:
    """Return at most `limit` characters of `text`, then `…`: what a message quotes of a value of
    any length.
    """
    return text if len(text) <= limit else text[: limit - 1] + "…"
