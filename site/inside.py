"""What is done inside Pyodide when the site is built: find what is imported and compile it, write
the pages that need no script.
"""

import ast
import codecs
import importlib
import importlib._bootstrap_external as loading
import re
import sys
from html import escape
from io import BytesIO
from pathlib import Path
from types import ModuleType

LISTS, ALONE = ("/dispositifs", "/contacts"), ("/demarche", "/accessibilite")
FORM = re.compile("<form.*?</form>", re.DOTALL)
ENCODINGS = ("cp1252", "cp850", "mac_roman", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
"""Those of the files that are read in the page."""
LIBRARY, APP = "/lib/python314.zip/", "/app/"


def everything() -> dict[str, str]:
    """Import what the page imports, at start or later; return module file → where it is read."""
    todo = [name for name in sys.modules if name.startswith("mentorat_cli")]
    seen = set(todo)
    while todo:
        module = todo.pop()
        if module.startswith("mentorat_cli.world"):  # of which nothing is done later
            continue
        tree = ast.parse(Path(sys.modules[module].__file__).read_bytes())
        for name in {item for node in ast.walk(tree) for item in imported(node)} - seen:
            seen.add(name)
            try:
                importlib.import_module(name)
            except ImportError:  # a name of a module, or rich, which no page uses
                continue
            if name.startswith("mentorat_cli"):
                todo.append(name)
    for encoding in ENCODINGS:
        codecs.lookup(encoding)
    files = {module.__file__ for module in list(sys.modules.values()) if is_read(module)}
    return {
        file.removeprefix(root): file
        for file in sorted(files)
        for root in (LIBRARY, APP)
        if file.startswith(root) and file.endswith(".py") and file != __file__
    }


def is_read(module: ModuleType) -> bool:
    """Return whether a module is read from a file, and is not a part of Pyodide itself."""
    return bool(getattr(module, "__file__", None)) and module.__spec__.origin != "frozen"


def pages() -> dict[str, str]:
    """Return address → page, of those that can be read without a script: where a form would ask for
    an académie, they lead to the page of each.
    """
    import start

    base = start.base
    ways = {page: [f"?academie={item.id}" for item in base.academies] for page in LISTS}
    found = {}
    for path in ("/", *ALONE, *LISTS, *(f"/dispositifs/{entry.id}" for entry in base.entries)):
        links = "".join(
            f'<li><a href="{path[1:]}?academie={item.id}">{escape(item.name)}</a></li>'
            for item in base.academies
            if path in LISTS
        )
        asked = f"<h2>{escape(base.question['academie'].prompt)}</h2><ul>{links}</ul>"
        for query in ("", *ways.get(path, ())):
            page = start.answer(path, [query[1:].split("=")] if query else [], False)[1]
            instead = asked if links and not query else ""
            found[path + query] = FORM.sub(instead, page) if path != "/" else page
    return found


def imported(node: ast.AST) -> list[str]:
    """Return the modules that a statement may import."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def archive(files: dict[str, str]) -> bytes:
    """Return a .zip of compiled modules: not compressed, since the whole is, and the same bytes
    each time.
    """
    from zipfile import ZipFile, ZipInfo

    out = BytesIO()
    with ZipFile(out, "w") as packed, ZipFile(LIBRARY.rstrip("/")) as library:
        for name, file in files.items():
            source = library.read(name) if file.startswith(LIBRARY) else Path(file).read_bytes()
            code = compile(source, name, "exec", dont_inherit=True, optimize=2)
            compiled = loading._code_to_hash_pyc(code, bytes(8), checked=False)
            packed.writestr(ZipInfo(f"{name}c"), compiled)
    return out.getvalue()
