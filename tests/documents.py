"""Documents that are played: what a page shows of the program is what the program does.

In a Markdown file, in the order of the page:
- a block ```text that begins with `$ mentorat …` is a session: each command runs, and what it prints must follow it; lines that
  begin with `> ` are what is typed in a dialogue;
- a block ```yaml that begins with `# name.yaml`, or ```csv followed by a name, is a file, written before the commands that come
  after it;
- any other `mentorat …`, in a block ```sh or in the text, is only run, and must end well; one that shows a place to fill
  (ID, FICHIER, …) is not a command, and `mentorat web` does not end.
"""

import re
import shlex
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from msgspec.structs import replace

from conftest import ROOT, TODAY
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.dialogue.numbered import NumberedPrompter
from mentorat_cli.line import program
from mentorat_cli.typography import french
from mentorat_cli.world.library import LISTED, Folders, Library, yaml_files
from mentorat_cli.world.schools import listed
from mentorat_cli.world.screen import Shell

PIECE = re.compile(
    r"^```(?P<kind>\w+)(?: (?P<name>\S+))?\n(?P<body>[\s\S]*?)^```$|(?<!`)`(?P<code>mentorat[^`\n]*)`",
    re.MULTILINE,
)
TO_FILL = re.compile(r"…|\b[A-Z]{2,}\b|^mentorat web\b")
"""What is not run: a place to fill, and the one command that does not end."""
MOST = ("schemes.yaml", "associations.yaml")
"""What the folders data and avant of a page lack: a page compares them for what it adds, and reading every entry twice takes a second."""
ANYTHING = ("1", "lyon", "fin", "")
"""What to type so that any dialogue ends."""


@dataclass
class Shelf:
    """The shipped base, read once."""

    known: KnowledgeBase

    def base(self) -> KnowledgeBase:
        return self.known

    def paths(self) -> tuple[tuple[Path, int], ...]:
        return tuple((path, 0) for path in yaml_files(ROOT / "data"))

    def unread(self) -> tuple[str, ...]:
        return ()

    def alone(self) -> Library:
        return self


@dataclass
class Desk:
    """A folder where commands run one after the other, over the shipped base; `said` is what the last one printed, in order."""

    known: KnowledgeBase
    folder: Path
    interactive: bool = True
    said: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.known = replace(self.known, schools=listed(ROOT / "data" / LISTED))

    def run(self, command: str, typed: Sequence[str] = ()) -> tuple[int, str]:
        """Return the exit code of a command line and what it prints, with what is typed."""
        self.said, self.typed = [], list(typed)
        world = program.Surroundings(lambda color: self._shell(), self._library)
        return program.main(shlex.split(command)[1:], world), "".join(self.said)

    def _library(self, place: str | None) -> Library:
        return (
            Folders(ROOT / "data", Path(place), self.folder / "cache")
            if place
            else Shelf(self.known)
        )

    def _shell(self) -> Shell:
        def complain(line: str) -> None:
            self.said.append(line + "\n")

        return Shell(
            write=self.said.append,
            complain=complain,
            interactive=self.interactive,
            styled=False,
            width=80,
            prompter=lambda accessible, question: NumberedPrompter(complain, self._read_line),
            state=lambda: self.folder / "reprise.yaml",
            today=lambda: TODAY,
            piped=False,
        )

    def _read_line(self) -> str:
        if not self.typed:
            raise EOFError
        self.said.append(f"> {self.typed[0]}".rstrip(" ") + "\n")
        return self.typed.pop(0)


def play(text: str, desk: Desk) -> str:
    """Return a document with what its sessions really print. Fails when a command that is only named does not end well."""
    for name in ("data", "avant"):
        shutil.copytree(ROOT / "data", desk.folder / name, ignore=shutil.ignore_patterns(*MOST))
    return PIECE.sub(lambda piece: _played(piece, desk), text)


CODE = re.compile(r"^```[\s\S]*?^```$|`[^`\n]+`|<!--[\s\S]*?-->|\]\([^)]*\)", re.MULTILINE)
LETTER = "\u01c5"
"""Stands for a piece of code while the words around it are set; no text has it."""


def typeset(text: str) -> str:
    """Return a document in French typography; code, comments and addresses are left alone."""
    kept = iter(CODE.findall(text))
    lines = [_line(line) for line in CODE.sub(LETTER, text).split("\n")]
    return re.sub(LETTER, lambda _: next(kept), "\n".join(lines))


def _line(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))] + french(line)


def _played(piece: re.Match[str], desk: Desk) -> str:
    kind, body = piece["kind"], piece["body"] or ""
    if kind == "text" and body.startswith("$ "):
        return f"```text\n{''.join(session(body, desk))}```"
    name = re.match(r"# (\S+\.yaml)\n", body)
    if piece["name"] or (kind == "yaml" and name):
        (desk.folder / (piece["name"] or name[1])).write_text(body, encoding="utf-8")
    for command in [piece["code"]] if piece["code"] else body.splitlines() if kind == "sh" else []:
        if command.startswith("mentorat ") and not TO_FILL.search(command):
            _must_end_well(command, desk)
    return piece[0]


def session(body: str, desk: Desk) -> Iterator[str]:
    """Yield each command of a session and what it prints."""
    for part in re.split(r"^(?=\$ )", body, flags=re.MULTILINE)[1:]:
        command = part.splitlines()[0]
        _, printed = desk.run(command[2:], re.findall(r"^> ?(.*)$", part, re.MULTILINE))
        yield f"{command}\n{printed}"


def _must_end_well(command: str, desk: Desk) -> None:
    words = shlex.split(command)
    if words[1:] == ["--version"]:
        return
    for option, name in pairwise(words):
        if option in ("--output", "--enregistrer"):
            (desk.folder / name).unlink(missing_ok=True)
    if "--reprendre" in words:
        desk.run("mentorat recommend", ANYTHING[:1])
    code, printed = desk.run(command, ANYTHING)
    assert code == 0, f"{command}\n{printed}"
