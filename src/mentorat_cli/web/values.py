"""What a browser asks, and what it is answered: values, without a socket."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

LONGEST = 300
"""Characters of a typed word that are read; the longest name of a lycée has 120."""
MOST = 60
"""Values of one field that are read; the longest list of choices has 30."""


class Request(Struct, frozen=True):
    """A page that is asked for: `path` begins with `/`; `fields` are (name, value), in the order of
    the form; `post` says that they stand in no address.
    """

    path: str
    fields: tuple[tuple[str, str], ...] = ()
    post: bool = False

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of a field, the blank ones left out."""
        found = (value.strip() for field, value in self.fields if field == name)
        return tuple(value for value in found if value)

    def value(self, name: str) -> str:
        """Return the last value of a field, empty where there is none."""
        return next(reversed(self.values(name)), "")


class Response(Struct, frozen=True):
    """A page, whole, with its title; or, under the name `file`, a text to keep."""

    status: int
    title: str
    body: str
    file: str = ""


class Page(Struct, frozen=True):
    """What a page says, under its title; `wrong` when something that was typed is."""

    title: str
    main: str
    wrong: bool = False
    status: int = 200


Typed = Mapping[str, tuple[str, ...]]
"""Name of a field → what was typed in it."""


def typed(fields: Iterable[tuple[str, str]], names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return what was typed in the fields of these names, in the order of the form."""
    known, found = set(names), dict[str, list[str]]()
    for name, value in fields:
        word = value[:LONGEST].strip()
        if name in known and word and len(found.setdefault(name, [])) < MOST:
            found[name].append(word)
    return {name: tuple(words) for name, words in found.items() if words}
