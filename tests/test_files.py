"""Exports, saved answers and the cache on bad disks: nothing is lost, nothing is half-written, and what happened is said."""

import errno
import multiprocessing
import os
import resource
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any
from zlib import crc32

import pytest

from conftest import HERE, Recorder, Run
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.errors import UsageError
from mentorat_cli.line import program
from mentorat_cli.pages.looks import LEAVE
from mentorat_cli.world import disk, folders, library, prepared, screen, store
from mentorat_cli.world.disk import forget, last_change, write_export
from mentorat_cli.world.library import Folders

KB = HERE / "kb"
LIST = ("list", "--format", "json")
SAVED = ("recommend", "--objectif", "stage", "--academie", "lyon", "--format", "json")


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


# Exports --------------------------------------------------------------------------------------------------------------


def test_saved_answers_are_private_and_exports_follow_the_umask(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    before = os.umask(0o027)
    try:
        assert (
            run(
                *SAVED,
                "--enregistrer",
                str(tmp_path / "a.yaml"),
                "--output",
                str(tmp_path / "b.json"),
            ).code
            == 0
        )
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a.yaml", "b.json")] == [
        0o600,
        0o640,
    ]
    assert tree(tmp_path) == {"a.yaml", "b.json"}


@pytest.mark.parametrize("before", [True, False])
def test_a_link_stays_a_link(tmp_path: Path, before: bool) -> None:
    """Also one to a file that is still to be written: that is no file that would be lost."""
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    if before:
        real.write_text("avant")
    link.symlink_to("real.txt")
    write_export(link, "après", force=before)
    assert (link.is_symlink(), real.read_text(encoding="utf-8")) == (True, "après")


@pytest.mark.parametrize("rights", [0o600, 0o640, 0o444, 0o664])
def test_a_file_keeps_its_rights_when_it_is_replaced(tmp_path: Path, rights: int) -> None:
    path = tmp_path / "a.txt"
    path.write_text("avant")
    path.chmod(rights)
    write_export(path, "après", force=True)
    assert (path.read_text(encoding="utf-8"), stat.S_IMODE(path.stat().st_mode)) == (
        "après",
        rights,
    )
    write_export(path, "secret", force=True, private=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_group_that_cannot_be_given_gets_no_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = tmp_path / "a.txt", os.getgid() + 1
    path.write_text("avant")
    path.chmod(0o664)
    try:
        os.chown(path, -1, other)
    except OSError:
        pytest.skip("chown")
    monkeypatch.delattr(os, "chown")
    write_export(path, "après", force=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


def test_what_a_killed_run_left_is_removed_a_day_later(tmp_path: Path) -> None:
    old, new = tmp_path / ".a.txt.x1y2z3.tmp", tmp_path / ".a.txt.later.tmp"
    others = [tmp_path / name for name in (".b.txt.x1y2z3.tmp", ".a.txt.tmp.yaml", "a.txt.tmp")]
    for path in (old, new, *others):
        path.write_text("")
    for path in (old, *others):
        os.utime(path, (1, 1))
    write_export(tmp_path / "a.txt", "texte")
    assert tree(tmp_path) == {"a.txt", new.name, *(path.name for path in others)}


@pytest.mark.parametrize(
    "line",
    [
        "recommend --no-input --classe secret.csv --academie lyon --objectif stage",
        "recommend --no-input --profil secret.csv",
        "lycee --annuaire secret.csv",
        "check secret.csv",
        "diff secret.csv secret.csv",
    ],
)
def test_a_file_that_may_not_be_read_is_told(
    run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "")

    monkeypatch.chdir(tmp_path)
    Path("secret.csv").write_text("repere\nA\n", encoding="utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    said = "Impossible de lire «\u00a0secret.csv\u00a0»\u00a0: l’accès est refusé.\n"
    assert run(*line.split(), folder=tmp_path) == Run(2, "", said)


IN, OUT = "recommend --no-input --academie lyon --objectif stage", "--output a.json --force"
READ = "Cette commande lit «\u00a0{}\u00a0», et ne peut pas aussi l’écrire\u00a0; choisissez un autre nom.\n"
TWO = (
    "Deux résultats ne peuvent pas être écrits dans «\u00a0{}\u00a0»\u00a0; choisissez deux noms.\n"
)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"{IN} --profil a.json {OUT}", READ.format("a.json")),
        (f"{IN} --profil a.json --output link.json --force", READ.format("link.json")),
        (f"{IN} --profil link.json --output ../ici/a.json --force", READ.format("../ici/a.json")),
        (f"{IN} --profil a.json --enregistrer a.json --force", READ.format("a.json")),
        (f"{IN} --enregistrer a.json {OUT}", TWO.format("a.json")),
        (f"{IN} --enregistrer new.json --output new.json", TWO.format("new.json")),
        (f"{IN} --enregistrer gone.json --output new.json", TWO.format("new.json")),
        (f"{IN} --classe a.json {OUT}", READ.format("a.json")),
        (f"lycee --annuaire a.json {OUT}", READ.format("a.json")),
        (f"diff a.json a.json {OUT}", READ.format("a.json")),
        ("diff . . --format json --output link.yaml --force", READ.format("link.yaml")),
        ("schema --output base.yaml --force", READ.format("base.yaml")),
        ("schema --output link.yaml --force", READ.format("link.yaml")),
    ],
)
def test_no_input_is_replaced_by_a_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, said: str
) -> None:
    here = tmp_path / "ici"
    here.mkdir()
    monkeypatch.chdir(here)
    Path("a.json").write_text("avant", encoding="utf-8")
    shutil.copy(KB / "base.yaml", here)
    for link, target in (
        ("link.json", "a.json"),
        ("gone.json", "new.json"),
        ("link.yaml", "base.yaml"),
    ):
        Path(link).symlink_to(target)
    before, recorder = tree(here), Recorder()
    done = program.main(line.split(), recorder.world(Folders(KB, Path("base.yaml"))))
    assert (done, recorder.out, recorder.err) == (2, [], [said])
    assert (Path("a.json").read_text(encoding="utf-8"), tree(here)) == ("avant", before)


@pytest.mark.parametrize("before", ["avant", None])
def test_a_signal_at_any_line_leaves_a_whole_file(tmp_path: Path, before: str | None) -> None:
    path, told = tmp_path / "a.txt", []
    for moment in range(1, 99):
        path.unlink(missing_ok=True)
        if before:
            path.write_text(before, encoding="utf-8")
        left = moment

        def watch(frame: FrameType, event: str, _: object) -> Any:
            nonlocal left
            if frame.f_code.co_filename != disk.__file__:
                return None
            left -= event == "line"
            if left == 0:
                sys.settrace(None)
                raise KeyboardInterrupt
            return watch

        kept = sys.gettrace()
        try:
            sys.settrace(watch)
            write_export(path, "après", force=before is not None)
        except KeyboardInterrupt:
            told.append(path.read_text(encoding="utf-8") if path.exists() else None)
        else:
            break
        finally:
            sys.settrace(kept)
        assert tree(tmp_path) <= {"a.txt"}
    assert len(told) > 20
    assert told == sorted(told, key=[before, "après"].index)


def test_a_disk_without_links_is_written_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "")

    monkeypatch.setattr(os, "link", refuse)
    write_export(tmp_path / "a", "texte")
    assert ((tmp_path / "a").read_text(), tree(tmp_path)) == ("texte", {"a"})


def test_a_file_that_appears_meanwhile_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program may write it between the look and the writing, also on a disk without links."""
    path = tmp_path / "a"

    def come(*_: object) -> None:
        path.write_text("d’un autre", encoding="utf-8")
        raise PermissionError(errno.EPERM, "")

    monkeypatch.setattr(os, "link", come)
    with pytest.raises(UsageError, match="vient d’être créé par un autre programme"):
        write_export(path, "texte")
    assert (path.read_text(encoding="utf-8"), tree(tmp_path)) == ("d’un autre", {"a"})


@pytest.mark.parametrize("target", ["tube", "prise"])
def test_what_is_no_file_is_never_replaced(
    run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    """A device neither; none is named here, for a fault would replace it on the machine that runs the test."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("tube")
    os.mknod("prise", 0o600 | stat.S_IFSOCK)
    said = f"«\u00a0{target}\u00a0» n’est pas un fichier ordinaire\u00a0; donnez un autre nom.\n"
    assert run("list", "--output", target, "--force") == Run(2, "", said)
    assert not stat.S_ISREG(Path(target).stat().st_mode)


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (errno.ENOSPC, "le disque est plein"),
        (errno.EDQUOT, "la place qui vous est accordée est pleine"),
        (errno.EROFS, "le disque est en lecture seule"),
        (errno.EIO, "le disque ne répond pas"),
        (errno.ENOENT, "le dossier n’existe pas"),
        (errno.EUCLEAN, f"le système a refusé (code {errno.EUCLEAN})"),
    ],
)
def test_a_disk_that_fails_leaves_the_file_before(
    run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, why: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, "")

    path = tmp_path / "a.json"
    path.write_text("avant")
    monkeypatch.setattr(os, "fsync", fail)
    assert run(*LIST, "--output", str(path), "--force") == Run(
        2, "", f"Impossible d’écrire «\u00a0{path}\u00a0»\u00a0: {why}.\n"
    )
    assert (path.read_text(), tree(tmp_path)) == ("avant", {"a.json"})


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A disk of 32 kB; only root can make one."""
    folder = tmp_path / "petit"
    folder.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    ).returncode:
        pytest.skip("mount")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(tiny: Path, run: Callable[..., Run]) -> None:
    path = tiny / "a.html"
    path.write_text("avant")
    (tiny / "reste").write_bytes(b"x" * 24_000)
    said = f"Impossible d’écrire «\u00a0{path}\u00a0»\u00a0: le disque est plein.\n"
    assert run("coverage", "--output", str(path), "--force") == Run(2, "", said)
    assert (path.read_text(), tree(tiny)) == ("avant", {"a.html", "reste"})
    assert Folders(KB, None, tiny / "cache").base().entries
    assert tree(tiny) == {"a.html", "reste"}


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mentorat_cli", *LIST, "--output", "a.json"]
    environment = {
        **os.environ,
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_CONFIG_HOME": str(tmp_path),
        "PYTHONDONTWRITEBYTECODE": "1",  # Python would cut its compiled modules short, for every program after
    }
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))  # noqa: E731
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=environment,
        preexec_fn=limit,
    )
    assert (done.returncode, done.stderr) == (
        2,
        "Impossible d’écrire «\u00a0a.json\u00a0»\u00a0: le fichier serait trop gros.\n",
    )
    assert tree(tmp_path) == set()


def test_a_folder_that_has_vanished(
    run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "parti"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert run(*LIST, "--output", "a.json") == Run(
        2, "", "Impossible d’écrire «\u00a0a.json\u00a0»\u00a0: le dossier n’existe pas.\n"
    )
    recorder = Recorder()
    assert program.main(("check",), recorder.world(Folders(KB, Path()))) == 0
    assert Folders(KB, Path(), tmp_path / "cache").base().entries
    assert screen.system_shell().program


@pytest.mark.parametrize("force", [False, True])
def test_several_exports_at_once(tmp_path: Path, force: bool) -> None:
    path, start = tmp_path / "a.txt", threading.Barrier(8)
    texts = [f"{number}" * 100_000 for number in range(8)]
    refused: list[str] = []

    def export(text: str) -> None:
        start.wait()
        try:
            write_export(path, text, force)
        except UsageError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=export, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (path.read_text() in texts, tree(tmp_path)) == (True, {"a.txt"})
    assert len(refused) == (0 if force else 7)
    assert all("existe déjà" in text or "vient d’être créé" in text for text in refused)


# Kept answers ---------------------------------------------------------------------------------------------------------


class Answering:
    """Answers nothing; another run keeps its answers meanwhile."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self.meanwhile = meanwhile

    def ask(self, *_: object) -> object:
        from mentorat_cli.dialogue.loop import Signal

        self.meanwhile()
        return Signal.STOP

    def review(self, *_: object) -> None:
        return None

    def choose(self, *_: object, **__: object) -> str:
        return LEAVE


def test_a_finished_dialogue_forgets_only_its_own_answers(
    kb: KnowledgeBase, tmp_path: Path
) -> None:
    state = tmp_path / "reprise.yaml"
    state.write_text("base: 2026-11-23\nanswers: {objectif: stage}\n", encoding="utf-8")
    text = "base: 2026-11-23\nanswers: {objectif: orientation}\n"
    arguments = ("recommend", "--academie", "lyon", "--objectif", "stage")
    assert (
        Recorder(Answering(lambda: state.write_text(text, encoding="utf-8")), state=state)
        .run(kb, *arguments)
        .code
        == 0
    )
    assert "orientation" in state.read_text(encoding="utf-8")
    assert Recorder(Answering(lambda: None), state=state).run(kb, *arguments).code == 0
    assert not state.exists()


@pytest.mark.parametrize(
    "state", ["/dev/null/mentorat/reprise.yaml", "/proc/mentorat/reprise.yaml"]
)
def test_answers_that_cannot_be_kept_are_in_the_command(kb: KnowledgeBase, state: str) -> None:
    class Leaving:
        def ask(self, *_: object) -> None:
            raise KeyboardInterrupt

    recorder = Recorder(Leaving(), state=Path(state))
    said = "Dialogue interrompu. Pour reprendre\u00a0:\nmentorat recommend --objectif stage\n"
    assert recorder.run(kb, "recommend", "--objectif", "stage") == Run(130, "", said)
    assert (
        Recorder(Answering(lambda: None), state=Path(state))
        .run(kb, "recommend", "--objectif", "stage", "--academie", "lyon")
        .code
        == 0
    )
    resumed = Recorder(state=Path(state)).run(kb, "recommend", "--reprendre")
    assert resumed == Run(
        2, "", "Aucun dialogue interrompu à reprendre. Pour commencer\u00a0: mentorat recommend\n"
    )


def test_what_changed_is_not_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert last_change(path) is None
    path.write_text("x")
    for change in (None, 1):
        forget(path, change)
        assert path.exists()
    forget(path, last_change(path))
    assert not path.exists()


# The cache ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def cached(tmp_path: Path) -> tuple[Folders, Path]:
    """A copy of the tiny base with its cache, and the file of this one."""
    shutil.copytree(KB, tmp_path / "kb")
    place = Folders(tmp_path / "kb", None, tmp_path / "cache")
    place.base()
    (path,) = (tmp_path / "cache").iterdir()
    return place, path


def test_a_damaged_bit_is_seen_wherever_it_is(cached: tuple[Folders, Path]) -> None:
    whole = cached[1].read_bytes()
    damaged = bytearray(whole)
    for offset, byte in enumerate(whole):
        for bit in range(8):
            damaged[offset] = byte ^ 1 << bit
            with pytest.raises(prepared.Unusable):
                prepared.decode(bytes(damaged))
        damaged[offset] = byte
        with pytest.raises(prepared.Unusable):
            prepared.decode(whole[:offset])
    assert list(prepared.decode(bytes(damaged)).base().entry) == list(cached[0].base().entry)


@pytest.mark.parametrize("shipped", [True, False])
def test_what_is_damaged_is_built_again(cached: tuple[Folders, Path], shipped: bool) -> None:
    place, path = cached
    whole = path.read_bytes()
    target = place.shipped / library.BUILT if shipped else path
    for offset in (0, len(prepared.MARK), len(whole) // 2, len(whole) - 1):
        target.write_bytes(whole[:offset] + bytes([whole[offset] ^ 0x55]) + whole[offset + 1 :])
        assert list(place.base().entries) == list(Folders(KB).base().entries)
    assert path.read_bytes() == whole


def test_a_disk_that_stops_answering(
    cached: tuple[Folders, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> bytes:
        raise OSError(errno.EIO, "")

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(prepared.Unusable):
        store.read_prepared(cached[1])


@pytest.mark.parametrize("whose", ["folder", "link", "writable"])
def test_nothing_of_a_cache_that_others_can_write_is_used(
    cached: tuple[Folders, Path], monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    place, path = cached
    folder, whole = path.parent, path.read_bytes()
    if whose == "folder":
        monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    elif whose == "writable":
        folder.chmod(0o777)
    else:
        real = folder.rename(folder.with_name("réel"))
        folder.symlink_to(real)
        if os.getuid():
            pytest.skip("chown")
        os.chown(folder, 65_534, -1, follow_symlinks=False)
    path.write_bytes(whole.replace(b"Mentors de Lyon", b"Mentors de Rien"))
    forged = path.read_bytes()
    assert forged != whole
    path.write_bytes(
        prepared.MARK + crc32(forged[prepared.TOP :]).to_bytes(4, "little") + forged[prepared.TOP :]
    )
    before = tree(folder), path.read_bytes()
    assert place.base().entry["mentors-lyon"].name == "Mentors de Lyon"
    assert (tree(folder), path.read_bytes()) == before


@pytest.mark.parametrize("kind", ["tube", "dossier", "boucle", "zéro"])
def test_a_cache_that_is_no_file_is_as_if_there_were_none(
    cached: tuple[Folders, Path], kind: str
) -> None:
    place, path = cached
    path.unlink()
    {
        "tube": os.mkfifo,
        "dossier": os.mkdir,
        "boucle": lambda name: name.symlink_to(name),
        "zéro": lambda name: name.symlink_to("/dev/zero"),
    }[kind](path)
    assert place.base().entries
    assert place.base().entries
    assert len(tree(path.parent)) <= 1


@pytest.mark.parametrize("folder", ["/dev/null/cache", "/proc/cache"])
def test_a_cache_that_cannot_be_written_is_no_error(folder: str) -> None:
    assert Folders(KB, None, Path(folder)).base().entries


def test_several_runs_build_one_cache(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    runs = [context.Process(target=lambda: Folders(KB, None, tmp_path).base()) for _ in range(4)]
    for item in runs:
        item.start()
    for item in runs:
        item.join()
    assert [item.exitcode for item in runs] == [0] * 4
    (path,) = tmp_path.iterdir()
    files = [(one.name, one) for one in library.yaml_files(KB)]
    assert store.fresh(path, store.stamps(files)).base().entries


# The user's folders ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["", "relatif", None])
def test_without_a_home_nothing_is_kept_and_nothing_fails(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    def unknown() -> Path:
        raise RuntimeError("Could not determine home directory.")

    if value is None:
        monkeypatch.setattr(Path, "home", unknown)
    else:
        monkeypatch.setenv("HOME", value)
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "MENTORAT_DATA"):
        monkeypatch.delenv(name, raising=False)
    assert folders.home() == Path(os.devnull)
    place = library.system_library(None)
    assert (place.local, str(place.cache)) == (None, "/dev/null/.cache/mentorat")
    assert Folders(KB, place.local, place.cache).base().entries


def test_nothing_is_written_elsewhere(tmp_path: Path) -> None:
    for name in ("home", "ici", "tmp"):
        (tmp_path / name).mkdir()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XDG_", "MENTORAT_"))
    }
    environment = {**kept, "HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "tmp")}
    command = [
        sys.executable,
        "-m",
        "mentorat_cli",
        *SAVED,
        "--output",
        "a.json",
        "--enregistrer",
        "b.yaml",
    ]
    subprocess.run(command, check=True, cwd=tmp_path / "ici", env=environment, capture_output=True)
    written = tree(tmp_path)
    assert {name for name in written if not name.startswith("home/.cache/mentorat/base-")} == {
        "ici/a.json",
        "ici/b.yaml",
    }
    assert len(written) == 3
    assert stat.S_IMODE((tmp_path / "home" / ".cache" / "mentorat").stat().st_mode) == 0o700
