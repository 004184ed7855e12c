"""Who may import whom: an unlisted module, or an import that is not in the table, fails."""

import ast
from pathlib import Path

import pytest

from conftest import ROOT

PACKAGE = ROOT / "src" / "mentorat_cli"
TABLE: dict[str, set[str]] = {
    "__init__": set(),
    "__main__": {"", "cli", "completion", "files"},
    "errors": set(),
    "typography": set(),
    "models": set(),
    "document": set(),
    "parsing": {"errors", "typography"},
    "scalars": {"parsing", "typography"},
    "loading": {"errors", "parsing", "scalars", "typography"},
    "knowledge": {"errors", "loading", "models", "parsing", "scalars", "typography"},
    "checks": {"checks.common", "checks.integrity", "checks.references", "errors", "knowledge"},
    "checks.common": {"errors", "knowledge", "models", "parsing", "typography"},
    "checks.references": {"checks.common", "models", "typography"},
    "checks.integrity": {"checks.common", "checks.references", "models", "typography"},
    "checks.examples": {"answers", "checks.common", "errors", "matching", "models", "rules", "situation", "typography"},
    "checks.logic": {"checks.common", "models", "rules", "situation", "typography"},
    "checks.freshness": {"checks.common", "matching", "models", "typography", "wording"},
    "checks.sourcing": {"checks.common", "checks.freshness", "models", "typography"},
    "checks.coherence": {"checks.common", "checks.references", "directory", "matching", "models", "rules", "situation", "typography"},
    "checks.quality": {
        "checks.coherence", "checks.common", "checks.examples", "checks.freshness", "checks.logic", "checks.sourcing", "errors", "knowledge", "models",
    },
    "checking": {"checks", "checks.quality", "errors", "knowledge", "loading", "parsing"},
    "fields": {"models"},
    "schema": {"fields", "knowledge", "loading", "models", "scalars", "typography"},
    "rules": {"models"},
    "situation": {"models", "rules"},
    "territory": {"errors", "models", "typography"},
    "answers": {"errors", "models", "territory", "typography"},
    "matching": {"models", "rules", "situation"},
    "bits": {"models"},
    "engine": {"bits", "indexing", "models", "rules", "situation"},
    "indexing": {"bits", "matching", "models", "rules"},
    "relevance": {"bits", "engine", "matching", "models", "rules", "situation"},
    "recommending": {"engine", "matching", "models", "relevance", "rules", "situation"},
    "interview": {"answers", "models", "relevance", "situation"},
    "profiles": {"answers", "errors", "knowledge", "loading", "models", "typography"},
    "listing": {"bits", "engine", "indexing", "models"},
    "coverage": {"matching", "models", "rules", "situation"},
    "comparing": {"matching", "models", "rules", "situation"},
    "table": {"answers", "errors", "models", "typography"},
    "roll": {"answers", "errors", "models", "table", "typography"},
    "batch": {"bits", "engine", "models", "roll", "rules", "table"},
    "classroom": {"bits", "directory", "engine", "matching", "models", "roll", "rules", "situation", "table"},
    "skeleton": {"fields", "interview", "knowledge", "models", "scalars", "typography", "wording"},
    "directory": {"models"},
    "places": {"models", "typography"},
    "wording": {"answers", "directory", "matching", "models", "places", "rules", "typography"},
    "guidance": {"models", "rules"},
    "pages": set(),
    "pages.common": {"document", "models", "wording"},
    "pages.catalogue": {"document", "models", "places", "typography", "wording"},
    "pages.contacts": {"directory", "document", "guidance", "models", "pages.common", "places", "situation", "typography", "wording"},
    "pages.rule": {"document", "models", "rules", "typography", "wording"},
    "pages.entry": {
        "directory", "document", "matching", "models", "pages.common", "pages.contacts", "pages.rule", "places", "typography", "wording",
    },
    "pages.coverage": {"answers", "coverage", "document", "models", "rules", "typography", "wording"},
    "pages.difference": {"comparing", "document", "models", "rules", "typography", "wording"},
    "pages.explanation": {"answers", "document", "matching", "models", "pages.common", "recommending", "rules", "situation", "typography", "wording"},
    "pages.handout": {
        "answers", "directory", "document", "guidance", "matching", "models", "pages.common", "pages.recommendation", "recommending",
        "situation", "typography", "wording",
    },
    "pages.recommendation": {
        "answers", "directory", "document", "guidance", "matching", "models", "pages.common", "pages.contacts", "pages.explanation",
        "recommending", "relevance", "rules", "situation", "typography", "wording",
    },
    "pages.classroom": {
        "answers", "classroom", "directory", "document", "matching", "models", "pages.common", "pages.handout", "pages.recommendation",
        "typography", "wording",
    },
    "render": set(),
    "render.columns": {"document"},
    "render.text": {"document", "render.columns"},
    "render.terminal": {"document", "render.text"},
    "render.html": {"document"},
    "render.markdown": {"document"},
    "render.csv": {"models"},
    "render.pupils": {"batch", "render.csv"},
    "render.json": set(),
    "render.problems": {"errors"},
    "payloads": set(),
    "payloads.catalogue": {"models", "payloads"},
    "payloads.contacts": {"directory", "models", "payloads", "payloads.catalogue", "wording"},
    "payloads.coverage": {"coverage", "models", "payloads"},
    "payloads.difference": {"comparing", "payloads"},
    "payloads.entry": {"directory", "indexing", "matching", "models", "payloads.contacts", "rules", "wording"},
    "payloads.meanings": set(),
    "payloads.problems": {"errors", "payloads"},
    "payloads.explanation": {"matching", "models", "payloads", "payloads.catalogue", "recommending", "situation", "wording"},
    "payloads.recommendation": {
        "answers", "directory", "matching", "models", "payloads", "payloads.catalogue", "payloads.contacts", "payloads.entry", "recommending",
        "wording",
    },
    "payloads.classroom": {
        "batch", "classroom", "matching", "models", "payloads", "payloads.contacts", "payloads.entry", "payloads.recommendation", "roll", "wording",
    },
    "dialogue": {"interview", "models", "relevance", "territory"},
    "prompts": set(),
    "prompts.common": {"answers", "dialogue", "errors", "interview", "models", "territory", "typography"},
    "prompts.numbered": {"answers", "dialogue", "document", "interview", "models", "prompts.common", "render.text", "territory", "typography", "wording"},
    "prompts.fancy": {"answers", "dialogue", "document", "interview", "models", "prompts.common", "render.text", "territory", "typography", "wording"},
    "files": {"errors", "typography"},
    "console": {"dialogue", "document", "folders", "prompts.numbered", "prompts.fancy", "render.terminal", "render.text"},
    "early": {"errors", "typography"},
    "completing": {"answers", "commands", "early", "models", "places", "territory", "typography"},
    "completion": {"completing", "early", "errors", "library", "typography"},
    "usage": {"early", "errors", "typography"},
    "francais": {"commands", "document", "early", "errors", "render.text", "typography", "usage"},
    "built": {"", "models"},
    "cache": {"built"},
    "folders": set(),
    "library": {"built", "cache", "checks", "errors", "files", "folders", "indexing", "knowledge", "models", "parsing", "typography"},
    "revisions": {"errors", "typography"},
    "cli": {"", "commands", "completion", "console", "early", "errors", "francais", "library", "typography"},
    "progress": set(),
    "commands": set(),
    "commands.common": {
        "console", "document", "errors", "files", "models", "render.html", "render.json", "render.markdown", "render.text", "typography",
    },
    "commands.recommend": {
        "answers", "commands.classroom", "commands.common", "console", "dialogue", "errors", "files", "library", "models",
        "pages.handout", "pages.recommendation", "parsing", "payloads.recommendation", "profiles", "recommending", "relevance",
        "typography",
    },
    "commands.classroom": {
        "batch", "classroom", "commands.common", "console", "errors", "files", "models", "pages.classroom", "payloads.classroom", "progress",
        "relevance", "render.json", "render.pupils", "roll", "table", "typography",
    },
    "commands.new": {
        "answers", "commands.common", "console", "dialogue", "errors", "files", "library", "models", "skeleton", "table", "typography",
    },
    "commands.list": {
        "answers", "commands.common", "console", "library", "listing", "models", "pages.catalogue", "payloads.catalogue", "render.csv", "typography",
    },
    "commands.show": {"answers", "commands.common", "console", "library", "pages.entry", "payloads.entry", "typography"},
    "commands.explain": {"answers", "commands.common", "console", "library", "pages.explanation", "payloads.explanation", "recommending"},
    "commands.check": {
        "checking", "commands.common", "console", "errors", "knowledge", "library", "payloads.problems", "render.json", "render.problems", "typography",
    },
    "commands.schema": {"commands.common", "console", "library", "schema"},
    "commands.contacts": {
        "answers", "commands.common", "console", "errors", "library", "models", "pages.contacts", "payloads.contacts", "recommending", "relevance",
    },
    "commands.diff": {
        "commands.common", "comparing", "console", "errors", "files", "knowledge", "library", "models", "pages.difference", "payloads.difference",
        "revisions", "typography",
    },
    "commands.coverage": {
        "answers", "commands.common", "console", "coverage", "library", "pages.coverage", "payloads.coverage", "render.csv",
    },
}  # fmt: skip
THIRD_PARTIES = {
    "yaml": {"parsing", "loading", "knowledge"},
    "typer": {
        "cli",
        "francais",
        "commands.common",
        "commands.recommend",
        "commands.list",
        "commands.show",
        "commands.explain",
        "commands.contacts",
        "commands.diff",
        "commands.check",
        "commands.schema",
        "commands.new",
    },
    "questionary": {"prompts.fancy"},
    "prompt_toolkit": {"prompts.fancy"},
    "rich": {"render.terminal", "console", "progress"},
}
EDGES = {
    "__main__",
    "cache",
    "cli",
    "completion",
    "folders",
    "console",
    "files",
    "library",
    "prompts.fancy",
    "prompts.numbered",
    "progress",
    "revisions",
} | {name for name in TABLE if name.startswith("commands")}
"""Modules that may touch files, streams, the terminal or the environment."""


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {module_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module in (
            "mentorat_cli",
            "mentorat_cli.render",
            "mentorat_cli.payloads",
            "mentorat_cli.commands",
            "mentorat_cli.checks",
        ):
            found |= {
                f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}".removeprefix("mentorat_cli.") in MODULES else node.module
                for alias in node.names
            }
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module))
    return found


def test_every_module_is_listed() -> None:
    assert set(MODULES) == set(TABLE)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports(name: str) -> None:
    inner = {item.removeprefix("mentorat_cli").removeprefix(".") for item in imports(MODULES[name]) if item.startswith("mentorat_cli")}
    assert inner == TABLE[name]
    for package, users in THIRD_PARTIES.items():
        used = any(item.split(".")[0] == package for item in imports(MODULES[name]))
        assert not used or name in users, f"{name} imports {package}"


@pytest.mark.parametrize("name", sorted(set(MODULES) - EDGES))
def test_the_core_touches_nothing_outside(name: str) -> None:
    used = {item.split(".")[0] for item in imports(MODULES[name])}
    assert not used & {"sys", "os", "pathlib", "shutil", "tempfile", "subprocess", "socket"}
    calls = {node.func.id for node in ast.walk(MODULES[name]) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not calls & {"print", "open", "input"}
    attributes = {node.attr for node in ast.walk(MODULES[name]) if isinstance(node, ast.Attribute)}
    assert not attributes & {"today", "now", "isatty", "environ"}
