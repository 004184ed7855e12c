"""What nobody would send on purpose, sent thousands of times in one process: nothing may end in a
traceback, an undocumented exit code, a text that drives a terminal, or a file half-written.

`python bench/fuzz.py` runs for two minutes; `--minutes N`, `--runs N` and `--only NAME` choose.
Each run is drawn from its seed, `--seed N` alone plays one again; a fault prints its seed and what
was sent, and the program ends with 1.
"""

import argparse
import csv
import io
import os
import random
import re
import sys
import tempfile
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from mentorat_cli.base.assembling import Layers, Loaded, SourceFile, with_choices
from mentorat_cli.base.nodes import decode_text
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.checks import ERRORS
from mentorat_cli.checks.common import run as check
from mentorat_cli.checks.control import RULES
from mentorat_cli.commands.table import COMMANDS, EVERYWHERE, PROGRAM
from mentorat_cli.line import program
from mentorat_cli.world import library, prepared
from mentorat_cli.world.folders import OFFICES, SHEET
from mentorat_cli.world.schools import listed
from mentorat_cli.world.screen import Shell

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 23)
SLOW = 20.0
"""Seconds of one run that are a fault too, on a machine that does something else."""
CODES = {0, 1, 2}
OBEYED = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""What a terminal or an editor obeys instead of showing, but the end of a line."""
BITS = (
    "", " ", "\t", "\n", "\r", "\r\n", "\0", "\x1b[31m", "\x1b]0;t\x07", "\x9b2J", "\u202e",
    "\u200b", "\ufeff", "\u2028", "\u00a0", "\u202f", "\u2011", "é", "É", "œ", "ﬁ", "İ", "²", "½",
    "٣", "😀", "\ud800", "a" * 300, "9" * 40, "-1", "0", "1e9", "2026-02-30", "29/02/2010", "oui",
    "non", "?", "NR", "x", ",", ";", "|", '"', "'", "«", "»", "#", ":", ": ", "- ", "[", "]", "{",
    "}", "&a", "*a", "!!x", "<<: ", "---\n", "|\n", ">\n", "%", "\\", "/", "../", "=", "=1+1", "@",
    "<b>", "&amp;", "--", "--limit", "-x", "lyon", "69", "97715", "2GATL", "0690129R", "stage",
    "extends: p-tech", "answers:", "contacts:", "entries:",
)  # fmt: skip
WORDS = (
    "lyon", "69", "rennes", "corse", "terminale-pro", "cap-1", "stage", "orientation", "17", "oui",
    "non", "inconnu",
)  # fmt: skip


class Wrong(Exception):
    """What must not be."""


class Room:
    """Where runs happen: the real base, a folder, and what was written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known = library.Folders(ROOT / "data").base()
        self.texts = {
            path.name: path.read_text(encoding="utf-8")
            for path in library.yaml_files(ROOT / "data")
        }
        self.blocks = [
            (name.removesuffix(".yaml"), block)
            for name, text in self.texts.items()
            for block in re.split(r"^(?=  - )", text, flags=re.MULTILINE)[1:]
        ]
        self.layers = Layers()
        self.layers.add(SourceFile(name, text) for name, text in self.texts.items())
        self.packed = prepared.encode(prepared.prepare(self.known))
        self.schools = (ROOT / "data" / library.LISTED).read_bytes()
        self.questions = [str(question.id) for question in self.known.questions]

    def run(self, words: Sequence[str]) -> tuple[int, str, str]:
        """Run one command line; raise Wrong when it does what none may do."""
        out: list[str] = []
        err: list[str] = []
        shell = Shell(
            write=out.append,
            complain=lambda line: err.append(line + "\n"),
            interactive=False,
            styled=False,
            width=80,
            prompter=lambda accessible: None,  # type: ignore[arg-type,return-value]
            state=lambda: self.folder / "reprise.yaml",
            today=lambda: TODAY,
            folder=lambda: self.folder,
        )
        code = program.main(words, program.Surroundings(lambda color: shell, lambda place: self))
        result, said = "".join(out), "".join(err)
        if code not in CODES:
            raise Wrong(f"code {code}")
        if OBEYED.search(said):
            raise Wrong(f"sur stderr : {said!r}")
        if code and not said:
            raise Wrong(f"code {code} sans un mot")
        if OBEYED.search(result.replace("\r\n", "\n").removeprefix("\ufeff")):
            raise Wrong("ce qui sort commande un terminal")
        left = [path.name for path in self.folder.iterdir() if path.name.endswith(".tmp")]
        if left:
            raise Wrong(f"laissé : {left}")
        return code, result, said

    def base(self) -> KnowledgeBase:
        return self.known

    def paths(self) -> tuple[tuple[Path, int], ...]:
        return ()

    def unread(self) -> tuple[str, ...]:
        return ()

    def alone(self) -> "Room":
        return self

    def file(self, name: str, content: bytes) -> str:
        path = self.folder / name
        path.write_bytes(content)
        return str(path)


def damaged(draw: random.Random, content: bytes, most: int = 6) -> bytes:
    """Return bytes with some of them changed, cut, repeated, or something put between them."""
    for _ in range(draw.randint(1, most)):
        at, length = draw.randrange(len(content) + 1), draw.randint(0, 30)
        what = draw.randrange(6)
        piece = draw.choice(BITS).encode("utf-8", "surrogatepass")
        if what == 0:
            content = content[:at] + piece + content[at:]
        elif what == 1:
            content = content[:at] + piece + content[at + length :]
        elif what == 2:
            content = content[:at] + content[at + length :]
        elif what == 3:
            content = content[:at] + content[at : at + length] * draw.randint(2, 5) + content[at:]
        elif what == 4:
            content = content[:at] + bytes([draw.randrange(256)]) + content[at + 1 :]
        else:
            content = content[:at]
    return content


def reshaped(draw: random.Random, text: str) -> str:
    """Return YAML with lines lost, doubled, moved, indented otherwise, or another value."""
    for _ in range(draw.randint(1, 4)):
        lines = text.split("\n")
        at, other = draw.randrange(len(lines)), draw.randrange(len(lines))
        what = draw.randrange(7)
        if what == 0:
            del lines[at]
        elif what == 1:
            lines.insert(other, lines[at])
        elif what == 2:
            lines[at], lines[other] = lines[other], lines[at]
        elif what == 3:
            lines[at] = " " * draw.randint(0, 8) + lines[at].lstrip()
        elif what == 4:
            lines[at] = re.sub(r":.*", lambda _: f": {draw.choice(BITS)}", lines[at], count=1)
        elif what == 5:
            lines[at] = re.sub(r"[\w-]+(?=:)", lambda _: draw.choice(BITS), lines[at], count=1)
        else:
            lines[at] = lines[at].partition(":")[0] + ":" + lines[other].partition(":")[2]
        text = "\n".join(lines)
    return text


HELPED = ("new", "diff", "check", "lycee", "web")
"""Commands that write where they stand, read any file or wait for requests: only their help."""


def line(draw: random.Random, room: Room) -> Any:
    """A command line."""
    command = draw.choice([*COMMANDS, ""])
    options = [
        item.name
        for item in (*COMMANDS.get(command, COMMANDS["list"]).takes, *EVERYWHERE, *PROGRAM)
    ]
    words = [command]
    for _ in range(draw.randint(0, 5)):
        name = draw.choice([*filter(None, options), *(f"--{item}" for item in room.questions)])
        value = (
            draw.choice([*BITS, *WORDS, draw.choice(room.known.entries).id])
            .replace("\0", "")
            .replace("\ud800", "\udcff")
        )
        words += draw.choice([[name, value], [f"{name}={value}"], [value], [name]])
    words = [
        re.sub(r"^(--output|--enregistrer|--completion)$", r"\1=/absent/x", word) for word in words
    ]
    words = [word for word in words if not word.startswith(("--data", "/"))]
    if command in HELPED:
        words.append("--help")
    return words, lambda: room.run(words)


CLASS = """repere;classe;objectif;academie;age;boursier;qpv;ville
A1;2GATL;stage;lyon;16;oui;non;Lyon
A2;TCAP CUISINE;orientation,stage;69;17;non;;Vienne
A3;1MELEC;confiance;rennes;;NR;oui;35000
"""


def classroom(draw: random.Random, room: Room) -> Any:
    """The table of a class."""
    if draw.random() < 0.3:
        stream = io.StringIO()
        rows = [[draw.choice([*BITS, *WORDS, *room.questions]) for _ in range(4)] for _ in range(4)]
        csv.writer(stream, delimiter=draw.choice(",;\t|")).writerows(rows)
        content = stream.getvalue().encode(draw.choice(["utf-8", "utf-16"]), "replace")
    else:
        content = damaged(draw, CLASS.encode(draw.choice(["utf-8", "cp1252", "utf-16-le"])))
    form = draw.choice(["texte", "json", "jsonl", "csv", "tableur", "html", "markdown"])
    words = [
        "recommend",
        "--no-input",
        "--objectif",
        "stage",
        "--academie",
        "lyon",
        "--format",
        form,
    ]
    return content, lambda: room.run([*words, "--classe", room.file("eleves.csv", content)])


def local(draw: random.Random, room: Room) -> Any:
    """A record of the real base, out of shape, in a file of the user's."""
    name, block = draw.choice(room.blocks)
    head = re.search(r"^\w+:$", room.texts[f"{name}.yaml"], re.MULTILINE)
    text = f"{head[0] if head else 'entries:'}\n{reshaped(draw, block)}"
    content = text.encode("utf-8", "surrogatepass")
    if draw.random() < 0.3:
        content = damaged(draw, content, 2)
    return content, lambda: _examined(draw, room, content)


def _examined(draw: random.Random, room: Room, content: bytes) -> None:
    layers = Layers()
    layers.records = {name: dict(items) for name, items in room.layers.records.items()}
    layers.positions = dict(room.layers.positions)
    read = decode_text("a.yaml", content)
    layers.add(
        [
            SourceFile("a.yaml", read, 1)
            if isinstance(read, str)
            else SourceFile("a.yaml", "", 1, read)
        ]
    )
    found = list(layers.problems)
    if not found and draw.random() < 0.2:
        records: dict[str, Any] = {
            name: tuple(items.values()) for name, items in layers.records.items()
        }
        loaded = Loaded(with_choices(KnowledgeBase(**records)), layers.positions)
        found = check(loaded, ERRORS)
    for item in found:
        if item.rule not in RULES or OBEYED.search(str(item)) or "\n" in str(item):
            raise Wrong(str(item))


ANSWERS = """base: 2026-11-23
answers:
  objectif: [stage, orientation]
  academie: [lyon]
  age: ['17']
  boursier: [inconnu]
"""
OWN = """updated_on: 2026-11-20
base: 2026-11-23
answers:
  lycee: [0690129R]
  lycee-encorde: [oui]
contacts:
  bureau-des-entreprises:
    phone: '04 00 00 00 00'
    email: ce.0690129r@ac-lyon.fr
"""


def answers(draw: random.Random, room: Room) -> Any:
    """Saved answers."""
    content = damaged(
        draw, reshaped(draw, ANSWERS).encode("utf-8", "surrogatepass"), draw.choice([0, 3]) or 1
    )
    words = ["recommend", "--no-input", "--format", "json", "--profil"]
    return content, lambda: room.run([*words, room.file("profil.yaml", content)])


def sheet(draw: random.Random, room: Room) -> Any:
    """The sheet of the lycée, and what was kept of the ministry's directory."""
    content = damaged(draw, reshaped(draw, OWN).encode("utf-8", "surrogatepass"))
    words = draw.choice(
        [["contacts", "p-tech", "--academie", "lyon"], ["lycee"], ["list", "--academie", "lyon"]]
    )
    offices = zlib.compress(b"0690129R\tce@ac-lyon.fr\t0400000000\n", wbits=31)

    def run() -> None:
        room.file(SHEET, content)
        room.file(OFFICES, damaged(draw, offices, 2))
        room.run([*words, "--no-input"] if words == ["lycee"] else words)

    return content, run


DIRECTORY = """numero_uai;nom_etablissement;mail_bde;telephone
0690129R;Lycée;bde@ac-lyon.fr;0400000000
0750001A;x;;+33 1 00 00 00 00
"""


def directory(draw: random.Random, room: Room) -> Any:
    """The ministry's directory."""
    content = damaged(draw, DIRECTORY.encode(draw.choice(["utf-8", "cp1252", "utf-16"])))
    return content, lambda: room.run(["lycee", "--annuaire", room.file("annuaire.csv", content)])


def packed(draw: random.Random, room: Room) -> Any:
    """The prepared base and the list of lycées, damaged."""
    content = bytearray(room.packed)
    for _ in range(draw.randint(1, 3)):
        content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    cut = draw.choice([len(content), len(content), draw.randrange(len(content))])
    sent = bytes(content[:cut])

    def run() -> None:
        try:
            prepared.decode(sent)
        except prepared.Unusable:
            pass
        else:
            raise (
                Wrong("une base abîmée est lue") if sent != room.packed else Wrong("rien de changé")
            )
        with suppress(program.MentoratError):
            listed(Path(room.file("lycees.gz", damaged(draw, room.schools, 2))))

    return f"{len(sent)} octets", run


PAGES = (
    "", "recommander", "fiche", "dispositifs", "dispositifs/p-tech", "contacts", "classe",
    "demarche", "lycee", "accessibilite", "x",
)  # fmt: skip


def web(draw: random.Random, room: Room) -> Any:
    """A request to the pages."""
    from mentorat_cli.web.application import Application

    names = [*room.questions, "classe", "tableau", "retour", "q", "details", *BITS]
    pairs = [
        (draw.choice(names), draw.choice([*BITS, *WORDS, CLASS])) for _ in range(draw.randint(0, 8))
    ]
    sent = urlencode(pairs, errors="surrogatepass").encode()
    if draw.random() < 0.2:
        sent = damaged(draw, sent, 2)
    method = draw.choice(["GET", "GET", "POST", "HEAD", "PUT"])
    path = "/" + draw.choice(PAGES) + draw.choice(["", "", draw.choice(BITS)])
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode("utf-8", "surrogatepass").decode("latin-1"),
        "QUERY_STRING": sent.decode("latin-1") if method != "POST" else "",
        "CONTENT_LENGTH": draw.choice([str(len(sent)), str(len(sent)), "", "-1", "x"]),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "HTTP_HOST": "localhost",
        "wsgi.input": io.BytesIO(sent),
        "wsgi.errors": io.StringIO(),
    }

    def run() -> None:
        told: list[Any] = []
        application = Application(lambda: room.known, lambda: TODAY)
        body = b"".join(application(environ, lambda *items: told.append(items))).decode()
        if environ["wsgi.errors"].getvalue() or told[0][0].startswith("5"):  # type: ignore[attr-defined]
            raise Wrong(f"{told[0][0]} {environ['wsgi.errors'].getvalue()}")  # type: ignore[attr-defined]
        if re.search(r"<script|\son\w+=|javascript:", body, re.IGNORECASE):
            raise Wrong("la page exécute quelque chose")

    return (method, path, sent), run


TARGETS: dict[str, tuple[int, Callable[[random.Random, Room], Any]]] = {
    "line": (8, line),
    "classroom": (3, classroom),
    "local": (6, local),
    "answers": (4, answers),
    "sheet": (3, sheet),
    "directory": (3, directory),
    "packed": (5, packed),
}
"""What is attacked → how often, and what draws an attack: it returns what is sent, and the run."""
if find_spec("mentorat_cli.web"):
    TARGETS["web"] = (5, web)


def attack(room: Room, seed: int, only: str | None) -> tuple[str, float, str]:
    """Run the attack of a seed; return what was attacked, the seconds, and what went wrong."""
    draw = random.Random(seed)
    weights = [weight for weight, _ in TARGETS.values()]
    name = only or draw.choices(list(TARGETS), weights)[0]
    sent, run = TARGETS[name][1](draw, room)
    start, wrong = time.perf_counter(), ""
    try:
        run()
    except Exception:
        wrong = traceback.format_exc(limit=-4)
    took = time.perf_counter() - start
    if took > SLOW:
        wrong = wrong or f"{took:.0f} s"
    for path in room.folder.iterdir():
        path.unlink()
    return name, took, f"{name} {seed}\n{sent!r:.2000}\n{wrong}" if wrong else ""


def main() -> int:
    """Attack; return 1 when something went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--runs", type=int, default=10**9)
    parser.add_argument("--seed", type=int, help="jouer une seule graine")
    parser.add_argument("--start", type=int, default=20261200, help="la première graine")
    parser.add_argument("--only", choices=TARGETS)
    given = parser.parse_args()
    seeds = [given.seed] if given.seed is not None else range(given.start, given.start + given.runs)
    counted: Counter[str] = Counter()
    faults, slowest, end = 0, (0.0, 0), time.monotonic() + given.minutes * 60
    with tempfile.TemporaryDirectory(prefix="mentorat-fuzz-") as folder:
        room, seed = Room(Path(folder)), given.start
        os.chdir(folder)  # some write where they stand
        for seed in seeds:
            if time.monotonic() > end:
                break
            name, took, wrong = attack(room, seed, given.only)
            counted[name] += 1
            slowest = max(slowest, (took, seed))
            if wrong:
                faults += 1
                print(wrong, flush=True)
    told = ", ".join(f"{name} {number}" for name, number in sorted(counted.items()))
    print(f"{counted.total()} essais, graines {seeds[0]} à {seed} : {faults} fautes ({told})")
    print(f"le plus long : {slowest[0]:.1f} s, graine {slowest[1]}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
