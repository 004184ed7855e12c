"""Where the base comes from: the shipped folder, and the files that a user adds to it."""

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.base.schools import School
from mentorat_cli.errors import DataError, MentoratError, UsageError
from mentorat_cli.typography import code, harmless
from mentorat_cli.world.folders import RESUMED, SHEET, home, user_folder

if TYPE_CHECKING:
    from mentorat_cli.base import assembling

BUILT = "base.msgpack"
"""The prepared form of the shipped base; only a wheel has one (hatch_build.py)."""
LISTED = "lycees.tsv.gz"
"""The lycées of France, in the shipped folder."""

VARIABLE = "MENTORAT_DATA"
ENDINGS = (".yaml", ".yml")


class Library(Protocol):
    """What commands read the base from."""

    def base(self) -> KnowledgeBase:
        """Return the base. Raises DataError with all its problems, UsageError when files cannot be
        read.
        """

    def paths(self) -> tuple[tuple[Path, int], ...]:
        """Return the files that make the base, each with its layer: 0 for the shipped ones, 1 for
        the user's.
        """

    def unread(self) -> tuple[str, ...]:
        """Return what to say of files of the user's that look like some of the base and are
        none.
        """

    def alone(self) -> "Library":
        """Return the library without the user's files."""


class Folders(Struct, frozen=True):
    """The shipped folder and, perhaps, a file or a folder of the user's.

    `code` are the files of the program in a checkout: there they change while its version does not,
    and with them what a cached base was built by. The user's place is `named` when somebody chose
    it: one that holds nothing is then told.
    """

    shipped: Path
    local: Path | None = None
    cache: Path | None = None
    code: tuple[Path, ...] = ()
    named: bool = True

    def base(self) -> KnowledgeBase:
        """Return the base. Raises DataError with all its problems, UsageError when files cannot be
        read.

        It comes from the form prepared in the wheel, else from the cache, else from the YAML files.
        """
        from mentorat_cli.world.prepared import Lazy

        return replace(self._made(), schools=Lazy(self._listed))

    def _listed(self) -> tuple[School, ...]:
        from mentorat_cli.world.schools import listed

        return listed(self.shipped / LISTED)

    def _made(self) -> KnowledgeBase:
        from mentorat_cli.world import store
        from mentorat_cli.world.prepared import Unusable, prepare

        mine = self._mine()
        if not mine:
            with suppress(Unusable):
                return store.read_prepared(self.shipped / BUILT).base()
        paths = self._shipped() + mine
        if self.cache is None:
            return build(paths)
        named = [(known_as(path, layer), path) for path, layer in paths]
        made_from = [*named, *((path.name, path) for path in self.code)]
        cached, stamps = store.cache_path(self.cache, named), store.stamps(made_from)
        with suppress(Unusable):
            return store.fresh(cached, stamps).base()
        base = build(paths)
        if stamps and stamps == store.stamps(made_from):
            store.keep_prepared(cached, prepare(base, stamps))
        return base

    def paths(self) -> tuple[tuple[Path, int], ...]:
        """Return the files that make the base, each with its layer."""
        return self._shipped() + self._mine()

    def _shipped(self) -> tuple[tuple[Path, int], ...]:
        return tuple((path, 0) for path in yaml_files(self.shipped))

    def _mine(self) -> tuple[tuple[Path, int], ...]:
        return tuple((path, 1) for path in (yaml_files(self.local) if self.local else []))

    def unread(self) -> tuple[str, ...]:
        """Return what to say of files of the user's that look like some of the base and are
        none.
        """
        return unread(self.local, self.named) if self.local else ()

    def alone(self) -> "Folders":
        """Return the library without the user's files."""
        return replace(self, local=None)


def build(paths: Sequence[tuple[Path, int]]) -> KnowledgeBase:
    """Return the base that YAML files make, checked and with its bit sets. Raises DataError,
    UsageError.
    """
    from mentorat_cli.engine.indexing import indexed

    with collector_off():
        return indexed(checked(read_files(paths)))


@contextmanager
def collector_off() -> Iterator[None]:
    """Let nothing look for garbage: of the many objects that a base is made of, none is, and
    looking takes half of the time.
    """
    import gc

    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def checked(files: "Iterable[assembling.SourceFile]") -> KnowledgeBase:
    """Return the base that files make. Raises DataError with all its problems."""
    from mentorat_cli import checks
    from mentorat_cli.base import assembling

    loaded = assembling.assemble(files)
    problems = checks.problems(loaded)
    if problems:
        raise DataError(problems)
    return loaded.base


def spared(library: Library, tell: Callable[[str], object]) -> KnowledgeBase:
    """Return the base; where the user's files spoil it the shipped one, after saying so. It is for
    what one needs to mend them.
    """
    try:
        return library.base()
    except (DataError, UsageError) as error:
        base = library.alone().base()
        tell(str(error))
        tell("Vos fichiers ne servent pas ici\u00a0; pour les contrôler\u00a0: mentorat check")
        return base


def load(path: Path) -> "assembling.Loaded":
    """Return the base that the files of one path make, not yet checked. Raises DataError,
    UsageError.
    """
    from mentorat_cli.base import assembling

    return assembling.assemble(read_files([(file, 0) for file in yaml_files(path)]))


def yaml_files(path: Path) -> list[Path]:
    """Return the YAML files of a folder, by name; a file is itself. Raises UsageError when there is
    no such path, or no access.
    """
    try:
        if not stat.S_ISDIR(path.stat().st_mode):
            return [path]
        return sorted(file for file in path.iterdir() if _is_yaml(file))
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(
            f"{code(str(path))} n’existe pas\u00a0; donnez un dossier ou un fichier YAML."
        ) from None
    except OSError as error:
        from mentorat_cli.world.disk import why_refused

        raise UsageError(
            f"Impossible de lire {code(str(path))}\u00a0: {why_refused(error)}."
        ) from None


def unread(path: Path, named: bool = True) -> tuple[str, ...]:
    """Return what to say of the files of a folder that were meant to be read and are not, or of a
    `named` one that has none to read.
    """
    several = _inside(path)
    said = [_renamed(file) for file in several or () if _missed(file)]
    if several is None or any(map(_is_yaml, several)):
        return tuple(said)
    below = [file.name for file in several if any(map(_is_yaml, _inside(file) or ()))]
    if not (named or said or below):
        return ()
    inside = f"\u00a0; ses sous-dossiers ne sont pas lus ({', '.join(below)})" if below else ""
    nothing = f"Aucun fichier YAML (.yaml ou .yml) dans {code(str(path))}{inside}."
    return (harmless(nothing), *said)


def _inside(path: Path) -> list[Path] | None:
    """Return what a folder holds; None where there is none, or no access."""
    try:
        return sorted(path.iterdir())
    except OSError:
        return None


def _is_yaml(path: Path) -> bool:
    return (
        path.suffix in ENDINGS
        and not path.name.startswith(".")
        and path.name not in (SHEET, RESUMED)
    )


def _missed(path: Path) -> bool:
    """Return whether a file would be read under a name that somebody meant to give it."""
    return not _is_yaml(path) and _is_yaml(path.with_name(_meant(path)))


def _meant(path: Path) -> str:
    """Return a name without the ending that Notepad adds, its own in small letters."""
    name = path.stem if path.suffix.lower() == ".txt" else path.name
    return name.removesuffix(Path(name).suffix) + Path(name).suffix.lower()


def _renamed(path: Path) -> str:
    new = code(_meant(path))
    return f"{code(str(path))} n’est pas lu\u00a0; pour qu’il le soit, nommez-le {new}."


def read_files(paths: Sequence[tuple[Path, int]]) -> "list[assembling.SourceFile]":
    """Return the texts of files. Raises UsageError."""
    return [read_file(path, known_as(path, layer), layer) for path, layer in paths]


def known_as(path: Path, layer: int) -> str:
    """Return how a file is called: a shipped one by its name, a user's one by its path, which has a
    separator.

    The path is the one that was typed, but for the login of who runs the program, which exports
    must not tell.
    """
    if layer == 0:
        return path.name
    mine = home()
    if path.is_absolute() and mine.name:
        inside = path.is_relative_to(mine)
        parts = ("~", *path.relative_to(mine).parts) if inside else path.parts
        path = Path(*("…" if part == mine.name else part for part in parts))
    name = harmless(str(path))
    return name if path.parent.name or path.is_absolute() else f".{os.sep}{name}"


def read_file(path: Path, name: str, layer: int) -> "assembling.SourceFile":
    """Return the text of a file, known by `name`; its fault if it holds none. Raises UsageError
    when it cannot be opened.
    """
    from mentorat_cli.base import assembling, nodes
    from mentorat_cli.world.disk import read_bytes

    text = nodes.decode_text(name, read_bytes(path, nodes.LARGEST + 1))
    if isinstance(text, str):
        return assembling.SourceFile(name, text, layer)
    return assembling.SourceFile(name, "", layer, text)


PACKAGE = Path(__file__).parent.parent
CHECKOUT = PACKAGE.parent.parent
"""The root of a checkout, where the package is in one."""


def data_directory() -> Path:
    """Return the folder of the shipped base: beside the package in a wheel, at the root of a
    checkout otherwise.
    """
    for candidate in (PACKAGE / "data", CHECKOUT / "data"):
        if (candidate / "questions.yaml").is_file():
            return candidate
    raise MentoratError("La base de connaissances est introuvable\u00a0; réinstallez mentorat.")


def local_path(option: str | None, environment: Mapping[str, str], config: Path) -> Path | None:
    """Return where the user's files may be: the option, else the variable, else the configuration
    folder if there is one.
    """
    if option or environment.get(VARIABLE):
        return Path(option or environment[VARIABLE])
    try:
        return config if config.is_dir() else None
    except OSError:  # the home folder of somebody else
        return None


def system_library(option: str | None) -> Folders:
    """Return the library of this process."""
    config = user_folder("config", sys.platform, os.environ, home())
    cache = user_folder("cache", sys.platform, os.environ, home())
    shipped, local = data_directory(), local_path(option, os.environ, config)
    code = tuple(sorted(PACKAGE.rglob("*.py"))) if shipped.parent == CHECKOUT else ()
    return Folders(shipped, local, cache, code, named=local != config)
