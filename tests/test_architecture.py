"""The rooms: who may import whom, what touches the world, which library is used where."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import TopologicalSorter

from conftest import ROOT

PACKAGE = ROOT / "src" / "mentorat_cli"
LAYERS = (
    "__main__ | line | commands | world | web | pages : dialogue | checks : payloads : formats | "
    "classroom : wording | engine : answers | base | typography : errors"
)
"""`|` parts layers: an upper one may import those below it. `:` parts rooms of one layer."""
HEIGHT = {
    room.strip(): -depth
    for depth, layer in enumerate(LAYERS.split("|"))
    for room in layer.split(":")
}
THIRD_PARTIES = {
    "yaml": {"base"},
    "typer": {"line"},
    "questionary": {"dialogue"},
    "prompt_toolkit": {"dialogue"},
    "rich": {"formats", "world"},
}
"""Library → the rooms that may use it."""
SHELL = {
    "__main__",
    "line",
    "commands",
    "world",
    "dialogue/arrows",
    "dialogue/keyboard",
    "dialogue/numbered",
}
"""What may touch files, streams, the terminal, the clock or the environment."""
OUTSIDE = {"sys", "os", "pathlib", "shutil", "tempfile", "subprocess", "socket"}


@cache
def modules() -> Mapping[str, ast.Module]:
    """Return the tree of each module."""
    return {
        path.relative_to(PACKAGE).with_suffix("").as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


@cache
def imported(tree: ast.Module) -> list[str]:
    """Return the modules that a tree imports, each name of an import from one in full."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def ours(tree: ast.Module) -> set[str]:
    """Return the modules of this package that a tree imports."""
    found = set()
    for name in imported(tree):
        parts = name.split(".")
        if parts[0] == "mentorat_cli":
            ends = ["/".join(parts[1:end]) for end in range(len(parts), 1, -1)]
            known = (f"{item}{end}" for item in ends for end in ("", "/__init__"))
            found.add(next((item for item in known if item in modules()), "__init__"))
    return found


def room(name: str) -> str:
    return name.split("/", maxsplit=1)[0]


def test_every_room_has_a_layer() -> None:
    assert {room(name) for name in modules()} - {"__init__"} <= set(HEIGHT)


def test_imports_go_down() -> None:
    wrong = {
        (name, other)
        for name, tree in modules().items()
        for other in {room(item) for item in ours(tree)} - {room(name), "__init__"}
        if HEIGHT[other] >= HEIGHT[room(name)]
    }
    assert wrong == set()


def test_no_module_imports_itself_through_others() -> None:
    TopologicalSorter({name: ours(tree) - {name} for name, tree in modules().items()}).prepare()


def test_libraries_stay_in_their_rooms() -> None:
    wrong = {
        (name, library)
        for name, tree in modules().items()
        for library in {item.split(".")[0] for item in imported(tree)}
        if room(name) not in THIRD_PARTIES.get(library, {room(name)})
    }
    assert wrong == set()


def touched(tree: ast.Module) -> Iterator[str]:
    """Yield what a module uses of what is outside the program."""
    yield from {item.split(".")[0] for item in imported(tree)} & OUTSIDE
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"today", "now", "isatty", "environ"}:
            yield node.attr
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from {node.func.id} & {"print", "open", "input"}


def test_the_core_touches_nothing_outside() -> None:
    core = {name: tree for name, tree in modules().items() if not {name, room(name)} & SHELL}
    assert {(name, what) for name, tree in core.items() for what in touched(tree)} == set()


def test_the_page_that_draws_the_rooms_states_the_same_layers() -> None:
    assert LAYERS in (ROOT / "docs" / "architecture.md").read_text("utf-8")


def test_no_function_is_longer_than_a_page() -> None:
    long = {
        f"{name}.{node.name}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= 40
    }
    assert long == set()
