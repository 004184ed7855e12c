"""Where the base comes from: the user's files, the prepared form, the cache."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import asdict, replace

from conftest import HERE, Recorder
from mentorat_cli.base import assembling
from mentorat_cli.base.assembling import SourceFile
from mentorat_cli.engine.indexing import indexed
from mentorat_cli.errors import DataError, UsageError
from mentorat_cli.line import program
from mentorat_cli.world import library, prepared, store
from mentorat_cli.world.library import Folders

NOTHING = "Aucun fichier YAML (.yaml ou .yml) dans «\u00a0{}\u00a0»."
PROFILE = (
    "recommend",
    "--objectif",
    "stage",
    "--academie",
    "lyon",
    "--niveau",
    "terminale-pro",
    "--boursier",
    "oui",
)
LOCAL = """\
entries:
  - extends: mentors-lyon
    cost: {text: Gratuit., source: p}
  - extends: mentors-lyon
    id: mentors-du-lycee
    name: Mentors du lycée
contacts:
  - extends: rectorat-lyon
    phone: '04 11 11 11 11'
"""


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """The tiny base as the shipped one, a local file, an empty cache."""
    shutil.copytree(HERE / "kb", tmp_path / "shipped")
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "lycee.yaml").write_text(LOCAL, encoding="utf-8")
    return Folders(tmp_path / "shipped", tmp_path / "local", tmp_path / "cache")


def test_a_local_file_adds_and_changes_field_by_field(folders: Folders) -> None:
    base, before = folders.base(), Folders(folders.shipped).base()
    assert set(base.entry) - set(before.entry) == {"mentors-du-lycee"}
    changed = base.entry["mentors-lyon"]
    assert changed.cost
    assert (str(changed.cost.text), changed.when) == ("Gratuit.", before.entry["mentors-lyon"].when)
    assert (base.contact["rectorat-lyon"].phone, base.contact["rectorat-lyon"].name) == (
        "04 11 11 11 11",
        "Rectorat de Lyon (standard)",
    )
    where = str(folders.local / "lycee.yaml") if folders.local else ""
    assert [entry.origin for entry in base.entries] == [
        where if entry.id.startswith("mentors") else "base.yaml" for entry in base.entries
    ]


def test_what_is_shown_says_from_which_local_file(folders: Folders) -> None:
    base = folders.base()
    line = f"Ajouté par\u00a0: {folders.local}/lycee.yaml"
    for arguments in (
        PROFILE,
        ("list", "--academie", "lyon"),
        ("contacts", "mentors-lyon", "--academie", "lyon"),
    ):
        assert line in " ".join(
            Recorder(width=400)
            .run(base, *arguments, "--format", "markdown")
            .out.replace("\\", "")
            .replace("**", "")
            .split("\n")
        )
    assert "Ajouté par" not in Recorder().run(Folders(folders.shipped).base(), *PROFILE).out


def test_a_record_with_a_known_id_replaces_it_whole(folders: Folders) -> None:
    text = (folders.shipped / "base.yaml").read_text(encoding="utf-8")
    block = text[
        text.index("  - id: mentors-lyon") : text.index(
            "  - id: tremplin\n    name: Tremplin\n    kind"
        )
    ].replace("Mentors de Lyon", "Autre")
    assert folders.local
    (folders.local / "lycee.yaml").write_text(
        "entries:\n" + block.replace("    scales: [eleve]\n", ""), encoding="utf-8"
    )
    entry = folders.base().entry["mentors-lyon"]
    assert (entry.name, entry.scales) == ("Autre", ())


def test_an_invalid_local_file_stops_with_its_problems(folders: Folders) -> None:
    assert folders.local
    path = folders.local / "lycee.yaml"
    path.write_text(
        "entries:\n  - extends: mentor-lyon\n    cost: {text: Gratuit., source: p}\n",
        encoding="utf-8",
    )
    with pytest.raises(DataError) as caught:
        folders.base()
    assert (
        str(caught.value).replace("\u00a0", " ")
        == f"{path}:2:14: « extends » : aucun « mentor-lyon » à compléter ; le plus proche : mentors-lyon"
    )


UNREAD = {
    "": ("", [NOTHING]),
    "notes.txt": ("", [NOTHING]),
    "mon-lycee.yaml": ("", [NOTHING]),
    "mes.yaml.txt": ("mes.yaml", [NOTHING]),
    "Mes.YAML.TXT": ("Mes.yaml", [NOTHING]),
    "mes.YAML": ("mes.yaml", [NOTHING]),
    "dossier/mes.yml": (
        "",
        [NOTHING[:-1] + "\u00a0; ses sous-dossiers ne sont pas lus (dossier)."],
    ),
    "mes.yml.txt bon.yaml dossier/mes.yml": ("mes.yml", []),
    "bon.yaml bon.yaml~ bon.yaml.bak #bon.yaml# .x.YAML .x.yaml.txt bon.txt": ("", []),
}
"""Files of a folder → the name that the first one is advised, and what is said of the folder."""


@pytest.mark.parametrize("names", UNREAD)
def test_a_file_that_is_not_read_is_told_by_every_command(tmp_path: Path, names: str) -> None:
    advised, said = UNREAD[names]
    place = tmp_path / "mes\x1b fiches"
    place.mkdir()
    for name in names.split():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text("entries: []\n", encoding="utf-8")
    shown = str(place).replace("\x1b", "�")
    lines = [line.format(shown) + "\n" for line in said]
    if advised:
        missed = f"«\u00a0{shown}/{names.split(maxsplit=1)[0]}\u00a0»"
        lines.append(
            f"{missed} n’est pas lu\u00a0; pour qu’il le soit, nommez-le «\u00a0{advised}\u00a0».\n"
        )
    for command in ("list", "schema", "check"):
        recorder = Recorder()
        assert program.main((command,), recorder.world(Folders(HERE / "kb", place))) == 0
        assert recorder.err[: len(lines)] == lines
        assert len(recorder.err) == len(lines) + (command == "check")
    recorder = Recorder()
    code = program.main(("check", str(place)), recorder.world(Folders(HERE / "kb")))
    told = "".join(recorder.err)
    assert (code, told.startswith("".join(lines))) == (2 if said else 0, True)
    seldom = library.unread(place, named=False)
    assert len(seldom) == (len(lines) if advised or "dossier" in names else 0)


def test_a_broken_file_leaves_what_one_needs_to_mend_it(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("regions: 3\n", encoding="utf-8")
    broken, shipped = Folders(HERE / "kb", path), Folders(HERE / "kb")
    said = [
        f"{path}:1:10: attendu\u00a0: une liste\u00a0; trouvé\u00a0: «\u00a03\u00a0»\n",
        "Vos fichiers ne servent pas ici\u00a0; pour les contrôler\u00a0: mentorat check\n",
    ]
    for line in ("schema", "recommend --help", "help contacts", "list -h"):
        recorder, usual = Recorder(), Recorder()
        assert program.main(line.split(), recorder.world(broken)) == 0
        assert program.main(line.split(), usual.world(shipped)) == 0
        assert (recorder.out, recorder.err, usual.err) == (usual.out, said, [])
    for line, code in (("--help", 0), ("list", 1), ("check", 1)):
        recorder = Recorder()
        assert program.main((line,), recorder.world(broken)) == code
        assert said[1] not in recorder.err


MANY = """\
entries:
  - {extends: mentors-du-lycee, id: de-plus-loin}
  - {extends: mentors-lyon, cost: {text: Gratuit., source: p}, aliases: [un]}
"""
LAST = """\
entries:
  - {extends: mentors-lyon, cost: {text: Gratuit., source: p}, kind: convention}
"""


def test_several_files_extend_one_entry_in_any_order(folders: Folders) -> None:
    assert folders.local
    (folders.local / "a.yaml").write_text(MANY, encoding="utf-8")
    (folders.local / "z.yaml").write_text(LAST, encoding="utf-8")
    entry = folders.base().entry
    changed, far = entry["mentors-lyon"], entry["de-plus-loin"]
    assert changed.cost
    assert (changed.cost.text, changed.aliases, changed.kind) == ("Gratuit.", ("un",), "convention")
    assert (far.name, far.origin) == ("Mentors du lycée", f"{folders.local}/a.yaml")


def test_a_long_chain_takes_little_time(folders: Folders) -> None:
    """The last of three thousand first: each extends the one after it."""
    assert folders.local
    size, start = 3000, "entries:\n"
    rows = [f"  - {{extends: c{number + 1}, id: c{number}}}\n" for number in range(size)]
    for end in ("", f"  - {{extends: c0, id: c{size}}}\n"):
        files = [SourceFile("a.yaml", start + "".join(rows) + end)]
        with pytest.raises(DataError) as caught:
            assembling.assemble(files)
        (found,) = caught.value.problems
        assert found.rule == ("complement-en-rond" if end else "complement-inconnu")


@pytest.mark.parametrize(
    "said",
    [
        "{extends: mentors-lyon, status: clos, status_reason: Fini.}",
        "{extends: mentors-lyon, when: {academie: rennes, source: p}}",
        "{extends: mentors-lyon, goals: {confiance: 2}}",
        "{extends: mentors-lyon, aliases: [ml]}",
    ],
)
def test_no_example_of_a_shipped_file_is_to_be_corrected(folders: Folders, said: str) -> None:
    """Who changes what it shows has another file."""
    assert folders.local
    shipped, path = folders.shipped / "base.yaml", folders.local / "lycee.yaml"
    text = shipped.read_text(encoding="utf-8")
    proof = "[{answers: {objectif: stage, academie: lyon, age: '17', boursier: oui}, verdict: convient}]"
    top, start = text.index("  - id: mentors-lyon"), "    examples: []\n"
    edited = text[:top] + text[top:].replace(start, f"    examples: {proof}\n", 1)
    shipped.write_text(edited, encoding="utf-8")
    path.write_text(f"entries:\n  - {said}\n", encoding="utf-8")
    for arguments, shelf in (((str(path),), replace(folders, local=None)), ((), folders)):
        recorder = Recorder()
        assert program.main(("check", *arguments), recorder.world(shelf)) == 0, recorder.out


def test_what_is_still_cited_keeps_its_source(folders: Folders) -> None:
    """By the name it had, too; a complement that gives sources says where else it takes from."""
    assert folders.local
    shipped, path = folders.shipped / "base.yaml", folders.local / "lycee.yaml"
    text = shipped.read_text(encoding="utf-8").replace(
        "- {id: p, tier:", "- {id: neuf, before: [p, vieux], tier:"
    )
    shipped.write_text(text, encoding="utf-8")
    path.write_text(
        """
entries:
  - extends: mentors-lyon
    steps: [{text: Écrire., source: [vieux, q]}]
    sources: [{id: q, tier: tiers, title: Autre page}]
""",
        encoding="utf-8",
    )
    entry = folders.base().entry["mentors-lyon"]
    assert ([item.id for item in entry.sources], entry.steps[0].source) == (
        ["q", "neuf"],
        ("neuf", "q"),
    )


def test_a_place_that_does_not_exist(folders: Folders) -> None:
    with pytest.raises(UsageError, match="n’existe pas"):
        Folders(folders.shipped, folders.shipped / "absent").base()


def test_the_option_comes_before_the_variable_before_the_folder(tmp_path: Path) -> None:
    assert library.local_path("a", {"MENTORAT_DATA": "b"}, tmp_path) == Path("a")
    assert library.local_path("a", {}, tmp_path) == Path("a")
    assert library.local_path(None, {"MENTORAT_DATA": "b"}, tmp_path) == Path("b")
    (tmp_path / "mon-lycee.yaml").write_text("answers: {}", "utf-8")
    (tmp_path / "reprise.yaml").write_text("answers: {}", "utf-8")
    assert library.yaml_files(tmp_path) == []
    (tmp_path / "mes.yaml").write_text("entries: []", "utf-8")
    assert library.local_path(None, {}, tmp_path) == tmp_path
    assert library.yaml_files(tmp_path) == [tmp_path / "mes.yaml"]
    assert library.local_path(None, {}, tmp_path / "absent") is None


# The cache -------------------------------------------------------------------------------------------------------


def reads(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the YAML files that loading the base reads."""
    seen: list[str] = []
    real = library.read_file
    monkeypatch.setattr(
        library,
        "read_file",
        lambda path, name, layer: seen.append(path.name) or real(path, name, layer),
    )
    folders.base()
    monkeypatch.setattr(library, "read_file", real)
    return seen


def test_nothing_is_read_twice(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reads(folders, monkeypatch) == ["base.yaml", "lycee.yaml"]
    assert reads(folders, monkeypatch) == []


def test_a_change_is_seen_by_content(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another file of the same size and time is one that a copy, an archive or a quick hand makes."""
    assert folders.local
    path = folders.local / "lycee.yaml"
    os.utime(path, ns=(1, 1))
    folders.base()
    os.utime(path, ns=(2, 2))
    assert reads(folders, monkeypatch) == []
    for pair in ("22 22", "33 33"):
        path.write_text(LOCAL.replace("11 11", pair), encoding="utf-8")
        os.utime(path, ns=(2, 2))
        assert reads(folders, monkeypatch) == ["base.yaml", "lycee.yaml"]
        assert folders.base().contact["rectorat-lyon"].phone == f"04 {pair} {pair}"
    path.rename(path.with_name("autre.yaml"))
    assert reads(folders, monkeypatch) == ["base.yaml", "autre.yaml"]


def test_a_cache_is_that_of_its_own_files(folders: Folders) -> None:
    assert folders.local
    folders.base()
    assert folders.cache
    (cached,) = folders.cache.iterdir()
    files = [(library.known_as(path, layer), path) for path, layer in folders.paths()]
    assert store.fresh(cached, store.stamps(files)).base().entries
    for others in ([files[0], ("autre.yaml", files[1][1])], files[:1], []):
        with pytest.raises(prepared.Unusable):
            store.fresh(cached, store.stamps(others))


def test_the_path_is_the_one_that_was_typed(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folders.local
    for typed in (str(folders.local), "local", "../" + folders.shipped.parent.name + "/local"):
        monkeypatch.chdir(folders.shipped.parent)
        base = replace(folders, local=Path(typed)).base()
        assert base.entry["mentors-lyon"].origin == f"{typed}/lycee.yaml"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/home/jdupont/.config/mentorat/a.yaml", "~/.config/mentorat/a.yaml"),
        ("/media/jdupont/CLÉ/a.yaml", "/media/…/CLÉ/a.yaml"),
        ("/srv/a.yaml", "/srv/a.yaml"),
        ("jdupont/a.yaml", "jdupont/a.yaml"),
        ("a.yaml", "./a.yaml"),
    ],
)
def test_no_login_is_told(monkeypatch: pytest.MonkeyPatch, path: str, told: str) -> None:
    monkeypatch.setenv("HOME", "/home/jdupont")
    assert library.known_as(Path(path), 1) == told


def test_a_cache_keeps_the_last_bases(folders: Folders) -> None:
    assert folders.cache
    assert folders.local
    folders.base()
    (first,) = folders.cache.iterdir()
    os.utime(first, ns=(1, 1))
    for name in [f"base-{number:08x}.msgpack" for number in range(store.KEPT - 1)]:
        (folders.cache / name).write_bytes(b"")
    (folders.local / "lycee.yaml").rename(folders.local / "autre.yaml")
    folders.base()
    assert len({*folders.cache.iterdir()} - {first}) == store.KEPT
    assert not first.exists()


def test_a_hidden_file_is_not_read(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    assert folders.local
    (folders.local / ".lycee.yaml").write_text("rien de bon", encoding="utf-8")
    (folders.local / "lisez-moi.txt").write_text("rien de bon", encoding="utf-8")
    assert reads(folders, monkeypatch) == ["base.yaml", "lycee.yaml"]


@pytest.mark.parametrize(
    "damage", [b"", b"autre chose", b"mentorat\xff\xff\xff\xff\xff\xff\xff\xff"]
)
def test_a_broken_cache_is_built_again(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    folders.base()
    assert folders.cache
    (cached,) = folders.cache.iterdir()
    whole = cached.read_bytes()
    for content in (
        damage,
        whole[:-1],
        whole[: len(whole) // 2],
        whole.replace(b"mentorat", b"mentorut", 1),
        whole + b"x",
    ):
        cached.write_bytes(content)
        assert reads(folders, monkeypatch) == ["base.yaml", "lycee.yaml"]
        assert cached.read_bytes() == whole


def test_a_cache_of_another_version_is_built_again(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders.base()
    monkeypatch.setattr(prepared, "__version__", "0.0.0")
    assert reads(folders, monkeypatch) == ["base.yaml", "lycee.yaml"]


def test_no_cache_folder_is_no_error(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    base = Folders(folders.shipped, None, tmp_path / "file" / "cache").base()
    assert list(base.entry) == list(Folders(folders.shipped).base().entry)
    names = [("a", tmp_path / "a")], [("a", tmp_path / "b")], [("b", tmp_path / "a")]
    assert len({store.cache_path(tmp_path, files) for files in names}) == 3


def test_the_prepared_form_gives_back_the_base(folders: Folders) -> None:
    base = indexed(Folders(folders.shipped).base())
    again = prepared.decode(prepared.encode(prepared.prepare(base))).base()
    same, parts = asdict(again), {name: tuple(getattr(again, name)) for name in prepared.PARTS}
    assert same | parts | {"schools": base.schools} == asdict(base)
    assert again.entry["tremplin"] == base.entry["tremplin"]


@pytest.mark.parametrize(
    ("command", "read"),
    [
        (("list", "--academie", "lyon"), ["briefs"]),
        (PROFILE, ["entries", "contacts", "guides"]),
    ],
)
def test_a_command_reads_no_part_that_it_does_not_need(
    folders: Folders, command: tuple[str, ...], read: list[str]
) -> None:
    base = prepared.decode(
        prepared.encode(prepared.prepare(Folders(folders.shipped).base()))
    ).base()
    assert Recorder().run(base, *command, "--format", "json").code == 0
    parts = [name for name in prepared.PARTS if "_read" in vars(getattr(base, name))]
    assert parts == read


def test_threads_read_the_entries_at_once(folders: Folders) -> None:
    base = indexed(Folders(folders.shipped).base())
    content = prepared.encode(prepared.prepare(base))
    for _ in range(20):
        again = prepared.decode(content).base()
        with ThreadPoolExecutor(4) as pool:
            found = pool.map(lambda _, known=again: list(known.entries), range(8))
        assert all(entries == list(base.entries) for entries in found)


def test_a_wheel_reads_its_prepared_form(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = Folders(folders.shipped)
    content = prepared.encode(prepared.prepare(shipped.base()))
    (folders.shipped / library.BUILT).write_bytes(content)
    assert reads(shipped, monkeypatch) == []


def test_in_a_checkout_a_change_of_the_program_is_seen(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = tmp_path / "program.py"
    code.write_text("1\n")
    place = replace(folders, code=(code,))
    assert reads(place, monkeypatch) == ["base.yaml", "lycee.yaml"]
    assert reads(place, monkeypatch) == []
    code.write_text("2\n")
    os.utime(code, ns=(1, 1))
    assert reads(place, monkeypatch) == ["base.yaml", "lycee.yaml"]
