"""Build the site: a folder of static pages, and one file that opens by a double click.

    python site/build.py [--wheel WHEEL] [--to FOLDER] [--packed]

Needs npm (for Pyodide) and pip (for what msgspec publishes for Pyodide). Writes `site/` and
`mentorat.html` into FOLDER, `dist` unless told; with `--packed`, beside each large file of the
folder, what servers send in its place.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Collection
from hashlib import sha256
from html import escape, unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin
from zipfile import ZipFile

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "src"))

from mentorat_cli import __version__
from mentorat_cli.web.onefile import part, waiting

MSGSPEC, PLATFORM, PYTHON = "0.22.0", "pyemscripten_2026_0_wasm32", "3.14"
"""What the Pyodide of package.json runs."""
LOCK = {"abi_version": "2026_0", "arch": "wasm32", "platform": "", "version": "", "python": "3.14"}
FOLDER = re.compile("<!-- dossier -->(.*?)<!-- fin -->")
"""What only the page of the folder says."""
STYLE = "style.css"
"""That of the pages that can only be read."""
PAGE = "http://page"
"""Where the addresses of pages are, for who resolves them."""
PARTS = (
    "runtime.js",
    "pyodide.asm.wasm",
    "python.zip",
    "msgspec_core.so",
    "base.msgpack",
    "lycees.bin",
)
"""What the page reads before its first answer."""


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], cwd=HERE, check=True)


def fetch(work: Path, wheel: Path | None) -> Path:
    """Return a folder with what the page imports: the wheel, and msgspec made for Pyodide."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    if wheel is None:
        run(*pip, "wheel", "--no-deps", "--wheel-dir", work, HERE.parent)
    else:
        shutil.copy(wheel, work)
    made_for = ["--only-binary=:all:", "--platform", PLATFORM, "--python-version", PYTHON]
    run(*pip, "download", "--no-deps", *made_for, "--dest", work, f"msgspec=={MSGSPEC}")
    run("npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock")
    app = work / "app"
    for file in work.glob("*.whl"):
        with ZipFile(file) as packed:
            packed.extractall(app)
    for name in ("start.py", "inside.py"):
        shutil.copy(HERE / name, app)
    shutil.copy(next(app.glob("msgspec/_core*.so")), app / "msgspec_core.so")
    data = app / "mentorat_cli" / "data"
    shutil.copy(data / "base.msgpack", app)
    shutil.copy(
        data / "lycees.tsv.gz", app / "lycees.bin"
    )  # no server takes it for compressed text
    return app


def lighter(library: Path, to: Path) -> None:
    """Write Pyodide's standard library with the modules of `lighter/` in place of its own."""
    with ZipFile(library) as old, ZipFile(to, "w") as new:
        for name in old.namelist():
            ours = HERE / "lighter" / name
            new.writestr(name, ours.read_bytes() if ours.is_file() else old.read(name))


def runtime(package: Path) -> str:
    """Return Pyodide's JavaScript as one plain script: a page that is one file has no modules."""
    loader = (package / "pyodide.js").read_text("utf-8")
    engine = (package / "pyodide.asm.mjs").read_text("utf-8")
    for old, new in (
        ("export default _createPyodideModule;", ""),
        ("import.meta.url", "location.href"),
    ):
        assert old in engine, old
        engine = engine.replace(old, new)
    lines = f"{loader}\n{engine}\nglobalThis.createPyodideModule = _createPyodideModule;\n"
    return "".join(line for line in lines.splitlines(True) if not line.startswith("//# source"))


def licences(app: Path) -> str:
    """Return the licences of all that the site carries."""
    pyodide = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]["pyodide"]
    notice = (HERE / "licences" / "notice.txt").read_text("utf-8")
    texts = (
        ("mentorat", next(app.glob("mentorat_cli-*/licenses/LICENSE"))),
        ("Données de mentorat", app / "mentorat_cli" / "data" / "LICENCE.md"),
        ("Pyodide", HERE / "licences" / "mpl-2.0.txt"),
        ("CPython", HERE / "licences" / "cpython.txt"),
        ("msgspec", next(app.glob("msgspec-*/licenses/LICENSE"))),
    )
    told = notice.replace("@@pyodide@@", pyodide).replace("@@msgspec@@", MSGSPEC)
    return told + "".join(f"\n\n{name}\n\n{path.read_text('utf-8')}" for name, path in texts)


def digest(text: str) -> str:
    """Return how a content security policy names an inline script or style."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def style_of(page: str) -> str:
    """Return the style of a page."""
    return page.partition("<style>")[2].partition("</style>")[0]


def file_of(address: str) -> str:
    """Return the file of a page that can be read without a script: `contacts/lyon.html`."""
    return f"{address[1:].replace('?academie=', '/academie-') or 'index'}.html"


def led(page: str, address: str, known: Collection[str]) -> str:
    """Return a page whose links lead to the files of the `known` addresses, and for the others to
    the page that answers them.
    """
    up = "../" * file_of(address).count("/")

    def lead(found: re.Match[str]) -> str:
        there = urljoin(f"{PAGE}{address}", unescape(found[1]))
        if not there.startswith(f"{PAGE}/"):
            return found[0]
        there = there.removeprefix(PAGE)
        there = file_of(there) if there in known else f"index.html#{there}"
        return f'href="{escape(up + there)}"'

    return re.sub(r'href="([^"#][^"]*)"', lead, page)


def still(page: str, address: str) -> str:
    """Return a page that can only be read, its style beside it."""
    policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    up = "../" * file_of(address).count("/")
    linked = f'<link rel="stylesheet" href="{up}{STYLE}">'
    page = page.replace(f"<style>{style_of(page)}</style>", linked)
    return page.replace("<head>", f"<head>\n{meta}", 1)


def index(parts: dict[str, bytes], pages: dict[str, str], licences: str, inline: bool) -> str:
    """Return the page that runs the program, with its parts in it or beside it."""
    home = pages["/"]
    read = {name: (HERE / f"page.{name}").read_text("utf-8") for name in ("html", "css", "js")}
    small = re.findall("<script>(.*?)</script>", read["html"])
    values = {
        "css": read["css"],
        "js": read["js"],
        "style": style_of(home),
        "scripts": " ".join(map(digest, (*small, read["js"], parts["runtime.js"].decode()))),
        "styles": f"{digest(read['css'])} {digest(style_of(home))}",
        "connect": "'none'" if inline else "'self'",
        "version": __version__,
        "mark": sha256(b"".join(parts.values())).hexdigest()[:12],
        "bytes": str(sum(map(len, parts.values()))),
        "lock": escape(json.dumps({"info": LOCK, "packages": {}})),
        "licences": escape(licences),
        "waiting": waiting(home if inline else led(home, "/", pages)),
        "parts": "\n".join("".join(part(*item)) for item in parts.items()) if inline else "",
    }
    text = FOLDER.sub("" if inline else r"\1", read["html"])
    return re.sub("@@(.*?)@@", lambda found: values[found[1]], text)


def build(to: Path, wheel: Path | None) -> None:
    """Write the folder and the file."""
    with TemporaryDirectory() as name:
        app = fetch(Path(name), wheel)
        package = HERE / "node_modules" / "pyodide"
        library = app.parent / "library.zip"
        lighter(package / "python_stdlib.zip", library)
        run("node", "compile.mjs", library, app, app)
        (app / "runtime.js").write_text(runtime(package), "utf-8")
        shutil.copy(package / "pyodide.asm.wasm", app)
        parts = {name: (app / name).read_bytes() for name in PARTS}
        pages = json.loads((app / "pages.json").read_text("utf-8"))
        told = licences(app)
    folder = to / "site"
    shutil.rmtree(folder, ignore_errors=True)
    for path, page in pages.items():
        file = folder / file_of(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(still(led(page, path, pages), path), "utf-8")
    style = style_of(pages["/"])
    for name, content in (*parts.items(), ("licences.txt", told.encode()), (STYLE, style.encode())):
        (folder / name).write_bytes(content)
    (folder / "index.html").write_text(index(parts, pages, told, inline=False), "utf-8")
    (to / "mentorat.html").write_text(index(parts, pages, told, inline=True), "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--wheel", type=Path)
    parser.add_argument("--to", type=Path, default=HERE.parent / "dist")
    parser.add_argument("--packed", action="store_true")
    arguments = parser.parse_args()
    build(arguments.to.absolute(), arguments.wheel and arguments.wheel.absolute())
    if arguments.packed:
        run("node", "pack.mjs", arguments.to.absolute() / "site")
