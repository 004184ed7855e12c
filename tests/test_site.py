"""The site in a folder and in one file: what it may do, where it leads, what a référent puts into it."""

import gzip
import json
import re
import runpy
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from conftest import ROOT, Run
from mentorat_cli import __version__
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.errors import UsageError
from mentorat_cli.web.onefile import Wanted, anonymous, fitted, waiting
from mentorat_cli.world.prepared import decode

BUILD: dict[str, Any] = runpy.run_path(str(ROOT / "site" / "build.py"))
HOME = '<html><head>\n<style>p {}</style></head><body>\n<p><a href="./dispositifs">Tous</a></p>\n</body></html>'
PARTS = {"runtime.js": b"runtime()", "base.msgpack": b"the base", "python.zip": b"modules"}


def index(inline: bool = True) -> str:
    return str(BUILD["index"](PARTS, {"/": HOME, "/dispositifs": HOME}, "Licence <MIT>", inline))


def blocks(page: str) -> dict[str, Any]:
    """Return what the file carries: id → content."""
    found = re.findall(r'<script type="application/(\S+)" id="(\S+)">(.*?)</script>', page)
    return {
        name: json.loads(text) if kind == "json" else gzip.decompress(b64decode(text))
        for kind, name, text in found
    }


@pytest.mark.parametrize(("inline", "connect"), [(True, "'none'"), (False, "'self'")])
def test_the_page_runs_its_own_scripts_and_fetches_nothing_else(inline: bool, connect: str) -> None:
    page = index(inline)

    def digest(text: str) -> str:
        return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

    scripts = re.findall(r'<script(?: type="module")?>(.*?)</script>', page, re.DOTALL)
    allowed = " ".join(map(digest, (*scripts, "runtime()")))
    styles = " ".join(map(digest, re.findall(r"<style[^>]*>(.*?)</style>", page, re.DOTALL)))
    assert re.findall(r'http-equiv="Content-Security-Policy" content="(.*?)"', page) == [
        f"default-src 'none'; script-src {allowed} 'wasm-unsafe-eval'; style-src {styles}; "
        f"style-src-attr 'unsafe-inline'; img-src data:; connect-src {connect}; form-action 'none'; base-uri 'none'"
    ]
    assert blocks(page) == {"usuel": {}, **(PARTS if inline else {})}


def test_what_is_put_into_the_file() -> None:
    page = index()
    wanted = Wanted(b"another base", "Lyon & Cie", "<p>Lyon</p>", "lyon")
    put = fitted(page, "mentorat.html", wanted)
    told = [["academie", "lyon"]]
    usual = {"/recommander": told, "/dispositifs": told, "/contacts": told}
    assert blocks(put) == {"usuel": usual, **PARTS, "base.msgpack": b"another base"}
    assert "<title>Lyon &amp; Cie</title>" in put
    assert '<aside id="titre">Lyon &amp; Cie</aside>' in put
    assert "<!-- attente --><p>Lyon</p><!-- fin -->" in put
    assert fitted(put, "mentorat.html", wanted) == put
    back = Wanted(PARTS["base.msgpack"], "", waiting(HOME))
    assert fitted(put, "mentorat.html", back) == page


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ("", "n’est pas le site en un fichier ; donnez « mentorat.html », tel qu’il est publié"),
        (HOME, "n’est pas le site en un fichier ; donnez « mentorat.html », tel qu’il est publié"),
        (
            index(inline=False),
            "n’est pas le site en un fichier ; donnez « mentorat.html », tel qu’il est publié",
        ),
        (
            index().replace(f"mentorat {__version__}", "mentorat 0.9"),
            f"est de la version « 0.9 », et ce programme de la version « {__version__} » ; prenez le fichier de la "
            "même version",
        ),
    ],
    ids=["empty", "a page", "the folder", "another version"],
)
def test_a_file_that_is_none(page: str, why: str) -> None:
    with pytest.raises(UsageError) as error:
        fitted(page, "x.html", Wanted(b"", "", ""))
    assert str(error.value).replace("\u00a0", " ") == f"« x.html » {why}."


def test_a_base_that_is_shared_tells_no_folder(kb: KnowledgeBase) -> None:
    entry, contact = kb.entries[0], kb.contacts[0]
    ours = replace(entry, origin="/home/jeanne/mentorat/ours.yaml")
    base = replace(
        kb, entries=(entry, ours), contacts=(replace(contact, origin="C:\\Users\\j\\c.yaml"),)
    )
    told = anonymous(base)
    assert [item.origin for item in told.entries] == ["base.yaml", "./ours.yaml"]
    assert [item.origin for item in told.contacts] == ["./c.yaml"]


def test_a_file_is_filled_by_the_command(
    kb: KnowledgeBase, tmp_path: Path, run: Callable[..., Run]
) -> None:
    path = tmp_path / "mentorat.html"
    path.write_text(index(), "utf-8")
    ran = run("web", "--vers", str(path), "--academie", "69", "--titre", "Mentors de Lyon")
    assert ran == Run(
        0,
        "",
        f"«\u00a0{path}\u00a0» contient votre base\u00a0; donnez-le tel quel\u00a0: il s’ouvre par un double clic, sans réseau.\n",
    )
    page = path.read_text("utf-8")
    carried = blocks(page)
    assert decode(carried["base.msgpack"]).base().entries[:] == tuple(kb.entries)
    assert carried["usuel"]["/recommander"] == [["academie", "lyon"]]
    assert '<aside id="titre">Mentors de Lyon</aside>' in page
    assert '<a class="main" href="#/recommander">Commencer</a>' in page
    assert run("web", "--vers", str(path), "--academie", "69").code == 0
    assert '<aside id="titre">Pour l’académie de Lyon</aside>' in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--titre", "x"], "--titre ne sert qu’avec --vers ; ajoutez-le, ou retirez --titre."),
        (["--vers", "absent.html"], "Impossible de lire « absent.html » : il n’existe pas."),
    ],
    ids=["a title alone", "no file"],
)
def test_what_the_command_refuses(run: Callable[..., Run], options: list[str], why: str) -> None:
    ran = run("web", *options)
    assert (ran.code, ran.out, ran.err.replace("\u00a0", " ")) == (2, "", f"{why}\n")


@pytest.mark.parametrize(
    ("address", "link", "led"),
    [
        ("/", "./dispositifs", "dispositifs.html"),
        ("/", "recommander", "index.html#/recommander"),
        ("/dispositifs/afev", "../", "../index.html"),
        ("/dispositifs/afev", "rura", "../dispositifs/rura.html"),
        ("/dispositifs?academie=lyon", "dispositifs/rura", "../dispositifs/rura.html"),
        ("/dispositifs", "dispositifs?academie=lyon", "dispositifs/academie-lyon.html"),
        ("/dispositifs", "recommander?age=16&amp;qpv=non", "index.html#/recommander?age=16&amp;qpv=non"),
        ("/contacts", "https://afev.org/paca", "https://afev.org/paca"),
        ("/contacts", "mailto:a@b.fr", "mailto:a@b.fr"),
        ("/contacts", "#contenu", "#contenu"),
    ],
)  # fmt: skip
def test_where_a_page_of_the_folder_leads(address: str, link: str, led: str) -> None:
    known = {"/", "/dispositifs", "/dispositifs/rura", "/dispositifs?academie=lyon"}
    assert BUILD["led"](f'<a href="{link}">', address, known) == f'<a href="{led}">'


def test_what_is_read_while_the_file_loads() -> None:
    links = (
        "./",
        "./classe",
        "recommander?age=16&amp;qpv=non",
        "https://afev.org",
        "#contenu",
        "x.html",
    )
    body = "".join(f'<a href="{link}">' for link in links)
    expected = ("#/", "#/classe", "#/recommander?age=16&amp;qpv=non", *links[3:])
    assert waiting(f"<html><body>{body}</body></html>") == "".join(
        f'<a href="{link}">' for link in expected
    )
