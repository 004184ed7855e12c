"""From YAML text to typed records, each fault with its place.

Plain `yaml.safe_load` keeps the last of two equal keys, reads `01000` as 512 and `no` as false. So
the text is only composed into nodes here, every scalar stays the text that was typed, and the type
hints of the record decide what it means. All the faults of a file are gathered; nothing is printed
and no record is known by name.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import yaml
from msgspec import Struct, structs

from mentorat_cli.base.nodes import (
    ALIAS,
    DEEPEST,
    STANDARD,
    TAG,
    TOO_DEEP,
    DoubtRule,
    TextRule,
    compose,
    location,
    problem,
)
from mentorat_cli.base.scalars import Malformed, Scalar, ShapeRule, scalar_reader
from mentorat_cli.errors import Location, Problem
from mentorat_cli.typography import clipped, code, instead

Pointer = tuple[str | int, ...]
"""The way from the top of a file to a value: keys and indexes."""

_PLAIN_TAGS = {
    STANDARD + name
    for name in ("str", "int", "float", "bool", "null", "timestamp", "value", "merge", "seq", "map")
}
_NOTHING = ("", "~", "null", "Null", "NULL")
"""Plain texts that YAML takes for no value."""

MOST = 500
"""Problems of one file after which no more are looked for: enough to mend, and a huge file stays
quick.
"""


class Invalid:
    """Stands for a value whose faults are already reported."""


INVALID = Invalid()
_GLUED = r"(?<! ) +(#[^\s#].*)"
"""What YAML takes for a comment though nothing parts its `#` from a word, as in « Mentors #1 »."""

EXTENDS = "extends"


class Extension(Struct, frozen=True):
    """A record that takes what it does not say itself from the record of that id: attribute → value
    of what it says.
    """

    base: str
    values: Mapping[str, Any]
    at: Location


class Enough(Exception):
    """So many faults that looking for more would not help."""


@dataclass
class Reader:
    """Reads one file. `scalars` gives, for a type of text, the kind of text it is; `structures`
    gives, for a type that is not a record, the function that reads its node. A record of an
    `extensible` type may say `extends: id`: then only what it changes is read, and an Extension
    stands in its place. Fields of a `hidden` type are no keys of the file.
    """

    file: str
    scalars: Mapping[Any, Scalar] = field(default_factory=dict)
    structures: Mapping[Any, Callable[["Reader", yaml.Node, Pointer], Any]] = field(
        default_factory=dict
    )
    extensible: frozenset[Any] = frozenset()
    hidden: frozenset[Any] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    positions: dict[Pointer, Location] = field(default_factory=dict)
    _seen: set[int] | None = None
    _lines: Sequence[str] = ()
    _readers: dict[Any, Callable[[yaml.Node, Pointer], Any]] = field(default_factory=dict)

    def read(self, text: str, model: Any) -> Any:
        """Return the `model` that `text` holds, or INVALID after adding to `problems`."""
        node = compose(self.file, text)
        self._seen = (
            set() if "*" in text else None
        )  # without a star there is no reference to another node
        self._lines = text.splitlines() if re.search(_GLUED, text) else ()
        if isinstance(node, Problem):
            self.problems.append(node)
            return INVALID
        try:
            return self.convert(node, model, ())
        except Enough:
            return INVALID

    def locate(self, node: yaml.Node) -> Location:
        """Return where `node` starts."""
        return location(self.file, node.start_mark)

    def refuse(self, node: yaml.Node, rule: TextRule | ShapeRule, message: str) -> Invalid:
        """Report a fault at `node`. Raises Enough, which `read` handles, after very many."""
        self.problems.append(problem(self.locate(node), rule, message))
        if len(self.problems) >= MOST:
            raise Enough
        return INVALID

    def _doubt(self, node: yaml.ScalarNode) -> None:
        """Report what a text without quotes was perhaps meant to hold, or not to."""
        end = node.end_mark
        line = self._lines[end.line] if end.line < len(self._lines) else ""
        lost = re.match(_GLUED, line[end.column :])
        if lost:
            rule: DoubtRule = "fin-de-ligne-perdue"
            message = (
                f"{code(clipped(lost[1]))} n'est pas lu, comme un commentaire ; si c'en est un, "
                'une espace après # ; sinon mettez le texte entre guillemets (" ")'
            )
        elif node.value[0] in "“”„‘" and node.value[-1] in "“”’":
            rule = "guillemets-typographiques"
            message = 'ces guillemets sont dans le texte ; mettez-le entre guillemets droits (" ")'
        else:
            return
        self.doubts.append(problem(self.locate(node), rule, message, "avertissement"))

    def convert(self, node: yaml.Node, hint: Any, path: Pointer) -> Any:
        """Return the value of `node` as `hint` asks, or INVALID."""
        mark = node.start_mark
        self.positions[path] = Location(self.file, mark.line + 1, mark.column + 1)
        if self._seen is not None:
            if id(node) in self._seen:
                return self.refuse(node, "renvoi", ALIAS)
            self._seen.add(id(node))
        if len(path) > DEEPEST:
            return self.refuse(node, "trop-de-niveaux", TOO_DEEP)
        if node.tag not in _PLAIN_TAGS:
            return self._refuse_tag(node)
        read = self._readers.get(hint)
        if read is None:
            read = self._readers[hint] = self._reader(hint)
        return read(node, path)

    def convert_again(self, node: yaml.Node, hint: Any, path: Pointer) -> Any:
        """Convert a node that was only looked at so far."""
        if self._seen is not None:
            self._seen.discard(id(node))
        return self.convert(node, hint, path)

    def _reader(self, hint: Any) -> Callable[[yaml.Node, Pointer], Any]:
        """Return what reads a node of a type."""
        if hint in self.structures:
            return partial(self.structures[hint], self)
        if is_record(hint):
            return lambda node, path: self._record(node, hint, path)
        origin, arguments = get_origin(hint), get_args(hint)
        if origin in (Union, UnionType):
            return self._reader(optional(arguments))
        if origin in (tuple, frozenset):
            return lambda node, path: self._items(node, origin, arguments[0], path)
        if origin is Mapping:
            return lambda node, path: self._mapping(node, arguments[1], path)
        read = scalar_reader(hint, self.scalars)
        return lambda node, path: self._scalar(node, read)

    def pairs(self, node: yaml.Node) -> dict[str, tuple[yaml.Node, yaml.Node]] | Invalid:
        """Return key → (key node, value node) of a mapping; a key that comes twice is reported."""
        if not isinstance(node, yaml.MappingNode):
            return self.refuse(
                node,
                "cles-attendues",
                f"attendu : des lignes « clé : valeur » ; trouvé : {_shape(node)}",
            )
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            if key.value == "<<" and not key.style:
                return self.refuse(
                    key,
                    "cle-de-fusion",
                    "les fusions YAML (« << ») ne sont pas admises ; recopiez les clés",
                )
            if not isinstance(key, yaml.ScalarNode):
                self.refuse(key, "cle-complexe", "une clé est un mot simple")
            elif key.tag not in _PLAIN_TAGS:
                self._refuse_tag(key)
            elif key.value in found:
                first = self.locate(found[key.value][0]).line
                self.refuse(
                    key,
                    "cle-repetee",
                    f"la clé {quoted_node(key)} est déjà donnée ligne {first} ; "
                    "gardez-en une seule",
                )
            else:
                found[key.value] = (key, value)
        return found

    def _refuse_tag(self, node: yaml.Node) -> Invalid:
        return self.refuse(node, "etiquette", TAG.format(code(clipped(node.tag))))

    def _record(self, node: yaml.Node, model: Any, path: Pointer) -> Any:
        pairs = self.pairs(node)
        if isinstance(pairs, Invalid):
            return INVALID
        known = keys(model, self.hidden)
        base = pairs.pop(EXTENDS, None) if model in self.extensible else None
        valid = True
        values: dict[str, Any] = {}
        for name, (key, value) in pairs.items():
            if name not in known:
                self.refuse(
                    key,
                    "cle-inconnue",
                    instead(f"clé inconnue {quoted_node(key)}", clipped(name), list(known)),
                )
                valid = False
                continue
            attribute, hint, _ = known[name]
            converted = self.convert(value, hint, (*path, name))
            valid = valid and converted is not INVALID
            values[attribute] = converted
        if base is not None:
            extended = self.convert(base[1], str, (*path, EXTENDS))
            return (
                INVALID
                if extended is INVALID or not valid
                else Extension(extended, values, self.locate(base[1]))
            )
        for name, (_, _, required) in known.items():
            if required and name not in pairs:
                self.refuse(node, "cle-manquante", f"il manque la clé {code(name)}")
                valid = False
        return model(**values) if valid else INVALID

    def _items(self, node: yaml.Node, origin: Any, hint: Any, path: Pointer) -> Any:
        nodes: Sequence[yaml.Node]
        if isinstance(node, yaml.SequenceNode):
            nodes = node.value
        elif isinstance(node, yaml.ScalarNode) and not is_record(hint) and node.value:
            if self._seen is not None:
                self._seen.discard(id(node))
            nodes = [node]
        else:
            return self.refuse(
                node, "liste-attendue", f"attendu : une liste ; trouvé : {_shape(node)}"
            )
        items = [self.convert(item, hint, (*path, index)) for index, item in enumerate(nodes)]
        return INVALID if any(item is INVALID for item in items) else origin(items)

    def _mapping(self, node: yaml.Node, hint: Any, path: Pointer) -> Any:
        pairs = self.pairs(node)
        if isinstance(pairs, Invalid):
            return INVALID
        values = {
            name: self.convert(value, hint, (*path, name)) for name, (_, value) in pairs.items()
        }
        return INVALID if any(value is INVALID for value in values.values()) else values

    def _scalar(self, node: yaml.Node, read: Callable[[str], Any]) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            return self.refuse(
                node,
                "valeur-simple-attendue",
                f"attendu : une valeur simple ; trouvé : {_shape(node)}",
            )
        if node.value == "" or (node.value in _NOTHING and not node.style):
            return self.refuse(
                node, "valeur-manquante", "la valeur manque ; retirez la clé si rien n'est connu"
            )
        if not node.style:
            self._doubt(node)
        try:
            return read(node.value)
        except Malformed as error:
            return self.refuse(node, error.rule, str(error))


@cache
def keys(model: type[Struct], hidden: frozenset[Any]) -> dict[str, tuple[str, Any, bool]]:
    """Return YAML key → (attribute, type, required) of a record; fields of a `hidden` type are no
    keys.
    """
    hints = get_type_hints(model)
    return {
        item.encode_name: (item.name, hints[item.name], item.required)
        for item in structs.fields(model)
        if not hidden & set(get_args(hints[item.name]))
    }


def is_record(hint: Any) -> bool:
    """Return whether a type is a record."""
    return isinstance(hint, type) and issubclass(hint, Struct)


def optional(arguments: tuple[Any, ...]) -> Any:
    """Return what stands beside None in a union."""
    return Union[tuple(item for item in arguments if item is not type(None))]  # noqa: UP007 (built from a tuple)


def quoted_node(node: yaml.Node) -> str:
    """Return the text of a scalar node between French quotes, clipped."""
    return code(clipped(node.value))


def _shape(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "une liste"
    return "un bloc de clés" if isinstance(node, yaml.MappingNode) else quoted_node(node)
