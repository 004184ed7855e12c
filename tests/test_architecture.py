"""The rooms: who may import whom, what touches the world, which library is used where."""

import ast
from collections.abc import Iterator

from conftest import ROOT

PACKAGE = ROOT / "src" / "mentorat_cli"
OUTSIDE = {"sys", "os", "pathlib", "shutil", "tempfile", "subprocess", "socket"}
MODULES = {
    path.relative_to(PACKAGE).with_suffix("").as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
}


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield the modules that a tree imports; of ours, each name in full."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_relative_import() -> None:
    assert not [name for name, tree in MODULES.items() for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
