"""From YAML text to typed records, each fault with its place.

Plain `yaml.safe_load` keeps the last of two equal keys, reads `01000` as 512 and `no` as false. So the text is only
composed into nodes here, every scalar stays the text that was typed, and the type hints of the record decide what it
means. All the faults of a file are gathered; nothing is printed and no record is known by name.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import yaml
from msgspec import Struct, structs

from mentorat_cli.errors import Location, Problem
from mentorat_cli.typography import code, expected

Path = tuple[str | int, ...]
"""The way from the top of a file to a value: keys and indexes."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_TAGS = {"str", "int", "float", "bool", "null", "timestamp", "value", "merge", "seq", "map"}


class Invalid:
    """Stands for a value whose faults are already reported."""


INVALID = Invalid()

EXTENDS = "extends"


class Extension(Struct, frozen=True):
    """A record that takes what it does not say itself from the record of that id: attribute → value of what it says."""

    base: str
    values: Mapping[str, Any]
    at: Location


@dataclass
class Reader:
    """Reads one file. `scalars` gives, for a type of text, the function that reads it (ValueError: why it cannot);
    `structures` gives, for a type that is not a record, the function that reads its node. A record of an `extensible` type
    may say `extends: id`: then only what it changes is read, and an Extension stands in its place. Fields of a `hidden` type
    are no keys of the file.
    """

    file: str
    scalars: Mapping[Any, Callable[[str], Any]] = field(default_factory=dict)
    structures: Mapping[Any, Callable[["Reader", yaml.Node, Path], Any]] = field(default_factory=dict)
    extensible: frozenset[Any] = frozenset()
    hidden: frozenset[Any] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    positions: dict[Path, Location] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)

    def read(self, text: str, model: Any) -> Any:
        """Return the `model` that `text` holds, or INVALID after adding to `problems`."""
        node = self._compose(text)
        return INVALID if node is None else self.convert(node, model, ())

    def _compose(self, text: str) -> yaml.Node | None:
        try:
            node = yaml.compose(text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = Location(self.file, mark.line + 1, mark.column + 1) if mark else Location(self.file, 1, 1)
            self.problems.append(Problem(at, _syntax(text, at)))
            return None
        except yaml.YAMLError:
            self.problems.append(Problem(_first_unreadable(self.file, text), "caractère interdit dans un fichier YAML ; retirez-le"))
            return None
        if node is None:
            self.problems.append(Problem(Location(self.file, 1, 1), "le fichier est vide"))
        return node

    def locate(self, node: yaml.Node) -> Location:
        """Return where `node` starts."""
        return Location(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def refuse(self, node: yaml.Node, message: str) -> Invalid:
        """Report a fault at `node`."""
        self.problems.append(Problem(self.locate(node), message))
        return INVALID

    def convert(self, node: yaml.Node, hint: Any, path: Path) -> Any:
        """Return the value of `node` as `hint` asks, or INVALID."""
        self.positions[path] = self.locate(node)
        if id(node) in self._seen:
            return self.refuse(node, "les renvois YAML (« &nom », « *nom ») ne sont pas admis ; recopiez la valeur")
        self._seen.add(id(node))
        if node.tag.rpartition(":")[2] not in _PLAIN_TAGS:
            return self.refuse(node, f"étiquette YAML {code(node.tag)} refusée ; retirez-la")
        if hint in self.structures:
            return self.structures[hint](self, node, path)
        if _is_record(hint):
            return self._record(node, hint, path)
        origin, arguments = get_origin(hint), get_args(hint)
        if origin in (Union, UnionType):
            return self.convert_again(node, _optional(arguments), path)
        if origin in (tuple, frozenset):
            return self._items(node, origin, arguments[0], path)
        if origin is Mapping:
            return self._mapping(node, arguments[1], path)
        return self._scalar(node, hint)

    def convert_again(self, node: yaml.Node, hint: Any, path: Path) -> Any:
        """Convert a node that was only looked at so far."""
        self._seen.discard(id(node))
        return self.convert(node, hint, path)

    def pairs(self, node: yaml.Node) -> dict[str, tuple[yaml.Node, yaml.Node]] | Invalid:
        """Return key → (key node, value node) of a mapping; a key that comes twice is reported."""
        if not isinstance(node, yaml.MappingNode):
            return self.refuse(node, f"attendu : des lignes « clé : valeur » ; trouvé : {_shape(node)}")
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.refuse(key, "une clé est un mot simple")
            elif key.value in found:
                first = self.locate(found[key.value][0]).line
                self.refuse(key, f"la clé {code(key.value)} est déjà donnée ligne {first} ; gardez-en une seule")
            else:
                found[key.value] = (key, value)
        return found

    def _record(self, node: yaml.Node, model: Any, path: Path) -> Any:
        pairs = self.pairs(node)
        if isinstance(pairs, Invalid):
            return INVALID
        known = _fields(model, self.hidden)
        base = pairs.pop(EXTENDS, None) if model in self.extensible else None
        valid = True
        values: dict[str, Any] = {}
        for name, (key, value) in pairs.items():
            if name not in known:
                self.refuse(key, f"clé inconnue {code(name)} ; {expected(name, list(known))}")
                valid = False
                continue
            attribute, hint, _ = known[name]
            converted = self.convert(value, hint, (*path, name))
            valid = valid and converted is not INVALID
            values[attribute] = converted
        if base is not None:
            extended = self.convert(base[1], str, (*path, EXTENDS))
            return INVALID if extended is INVALID or not valid else Extension(extended, values, self.locate(base[1]))
        for name, (_, _, required) in known.items():
            if required and name not in pairs:
                self.refuse(node, f"il manque la clé {code(name)}")
                valid = False
        return model(**values) if valid else INVALID

    def _items(self, node: yaml.Node, origin: Any, hint: Any, path: Path) -> Any:
        nodes: Sequence[yaml.Node]
        if isinstance(node, yaml.SequenceNode):
            nodes = node.value
        elif isinstance(node, yaml.ScalarNode) and not _is_record(hint) and node.value:
            self._seen.discard(id(node))
            nodes = [node]
        else:
            return self.refuse(node, f"attendu : une liste ; trouvé : {_shape(node)}")
        items = [self.convert(item, hint, (*path, index)) for index, item in enumerate(nodes)]
        return INVALID if any(item is INVALID for item in items) else origin(items)

    def _mapping(self, node: yaml.Node, hint: Any, path: Path) -> Any:
        pairs = self.pairs(node)
        if isinstance(pairs, Invalid):
            return INVALID
        values = {name: self.convert(value, hint, (*path, name)) for name, (_, value) in pairs.items()}
        return INVALID if any(value is INVALID for value in values.values()) else values

    def _scalar(self, node: yaml.Node, hint: Any) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            return self.refuse(node, f"attendu : une valeur simple ; trouvé : {_shape(node)}")
        if node.value == "" or (node.tag.endswith(":null") and node.style is None):
            return self.refuse(node, "la valeur manque ; retirez la clé si rien n'est connu")
        try:
            return _read_scalar(node.value, hint, self.scalars)
        except ValueError as error:
            return self.refuse(node, str(error))


def _read_scalar(text: str, hint: Any, scalars: Mapping[Any, Callable[[str], Any]]) -> Any:
    if hint in scalars:
        return scalars[hint](text)
    if isinstance(hint, type) and issubclass(hint, Enum):
        values = [str(item.value) for item in hint]
        if text not in values:
            raise ValueError(f"valeur inconnue {code(text)} ; {expected(text, values)}")
        return hint(text)
    if hint is bool:
        if text not in ("oui", "non"):
            raise ValueError(f"attendu : oui ou non ; trouvé : {code(text)}")
        return text == "oui"
    if hint is int:
        if not re.fullmatch(r"-?(0|[1-9]\d{0,8})", text):
            raise ValueError(f"attendu : un nombre entier ; trouvé : {code(text)}")
        return int(text)
    if hint is date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"attendu : une date AAAA-MM-JJ ; trouvé : {code(text)}") from None
    return text


@cache
def _fields(model: type[Struct], hidden: frozenset[Any]) -> dict[str, tuple[str, Any, bool]]:
    """Return YAML key → (attribute, type, required)."""
    hints = get_type_hints(model)
    return {
        item.encode_name: (item.name, hints[item.name], item.required)
        for item in structs.fields(model)
        if not hidden & set(get_args(hints[item.name]))
    }


def _is_record(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Struct)


def _optional(arguments: tuple[Any, ...]) -> Any:
    """Return what stands beside None in a union."""
    return Union[tuple(item for item in arguments if item is not type(None))]  # noqa: UP007 (built from a tuple)


def _shape(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "une liste"
    return "un bloc de clés" if isinstance(node, yaml.MappingNode) else code(node.value)


def _syntax(text: str, at: Location) -> str:
    lines = text.splitlines()
    line = lines[at.line - 1] if at.line <= len(lines) else ""
    if "\t" in line:
        return "une tabulation ne peut pas indenter du YAML ; remplacez-la par deux espaces"
    if re.search(r"^[^'\"#]*: [^'\"]*: ", line):
        return "deux « : » sur une ligne ; mettez le texte entre guillemets"
    return "syntaxe YAML invalide ; vérifiez l'indentation, les guillemets et les crochets autour de cet endroit"


def _first_unreadable(file: str, text: str) -> Location:
    for number, line in enumerate(text.split("\n"), 1):
        found = re.search(r"[^\t\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", line)
        if found:
            return Location(file, number, found.start() + 1)
    return Location(file, 1, 1)
