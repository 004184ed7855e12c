"""`mentorat diff`: what changes between two bases, from folders, files and git revisions."""

import json
import subprocess
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import fields, replace

from conftest import HERE, Recorder, Run, cases
from mentorat_cli.base import records as models
from mentorat_cli.base.assembling import SourceFile
from mentorat_cli.base.records import KnowledgeBase, Records
from mentorat_cli.engine.comparing import Effect, compare, key, kinds_of_profiles
from mentorat_cli.engine.rules import readers, signature
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.formats import text
from mentorat_cli.line import program
from mentorat_cli.pages.difference import difference_page
from mentorat_cli.pages.difference import name as named
from mentorat_cli.payloads.difference import difference as payload
from mentorat_cli.world.library import Folders, checked
from test_rules import read_rule

KB = (HERE / "kb" / "base.yaml").read_text(encoding="utf-8")
NO_DIFFERENCE = "\n\nAucune différence.\n"


def edited(changes: dict[str, str]) -> str:
    """Return the tiny base with texts replaced; each must stand there once."""
    edited = KB
    for old, new in changes.items():
        assert edited.count(old) == 1, old
        edited = edited.replace(old, new)
    return edited


def loaded(source: str) -> KnowledgeBase:
    return checked([SourceFile("base.yaml", source)])


@pytest.mark.parametrize(
    "case", cases("diff", {"edit", "changes", "shifts"}, frozenset({"appeared", "vanished"}))
)
def test_difference(kb: KnowledgeBase, case: dict[str, Any]) -> None:
    found = payload(compare(kb, loaded(edited(case["edit"]))), "a", "b")
    changes = {
        f"{name} {what}": [
            item if isinstance(item, str) else f"{item['id']} {' '.join(item['fields'])}"
            for item in items
        ]
        for name, sorts in found["changes"].items()
        for what, items in sorts.items()
        if what != "reordered" and items
    }
    changes |= {
        f"{name} reordered": True for name, sorts in found["changes"].items() if sorts["reordered"]
    }
    shifts = [
        f"{item['entry']} {shift['count']}/{item['profiles']} {shift['before']} > {shift['after']}"
        for item in found["effects"]
        for shift in item["shifts"] or [{"count": 0, "before": "-", "after": "-"}]
    ]
    criteria = {name: [item["id"] for item in items] for name, items in found["criteria"].items()}
    assert (changes, shifts) == (case["changes"], case["shifts"])
    assert criteria == {"appeared": case.get("appeared", []), "vanished": case.get("vanished", [])}


EDITS = {
    "    name: Les Cordées\n": "    name: Les Cordées de la réussite\n",
    "        - {age: {min: 16, max: 20}, source: p}\n": "        - {age: {min: 15, max: 18}, source: p}\n        - {ase: [non], source: p}\n",
    "    status: a-confirmer\n    status_reason: Rien de daté depuis 2019.\n": "    status: actif\n",
    "    phone: '04 00 00 00 00'\n": "    phone: '04 00 00 00 01'\n",
    "  - {id: lycee-ampere, name: Lycée Ampère, town: Villeville, academie: lyon}\n": (
        "  - {id: lycee-ampere, name: Lycée Ampère, town: Villeville, academie: lyon}\n  - {id: lycee-zola, name: Lycée Zola, academie: rennes}\n"
    ),
}


@pytest.mark.parametrize(
    ("name", "form"), [("diff.txt", "texte"), ("diff.md", "markdown"), ("diff.json", "json")]
)
def test_output(
    run: Callable[..., Run],
    snapshot: Callable[[str, str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    form: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder, source in (("avant", KB), ("apres", edited(EDITS))):
        Path(folder).mkdir()
        Path(folder, "base.yaml").write_text(source, encoding="utf-8")
    result = run("diff", "avant", "apres", "--format", form)
    assert (result.code, result.err) == (0, "")
    snapshot(name, result.out)
    assert Recorder().run(KnowledgeBase(), "diff", "avant", "avant").out.endswith(NO_DIFFERENCE)


def test_many_alike_are_told_together(kb: KnowledgeBase) -> None:
    moved = loaded(
        KB.replace("tile: {row: 2,", "tile: {row: 4,")
        .replace("tile: {row: 1,", "tile: {row: 7,")
        .replace("tile: {row: 3,", "tile: {row: 8,")
    )
    page = text.render(difference_page(compare(kb, moved), "a", "b"))
    assert (
        "- 4 changements\u00a0: place sur la carte. Lyon (lyon), Grenoble (grenoble), Rennes\n  (rennes) et Corse (corse).\n"
        in page
    )


def test_every_record_has_a_name(real: KnowledgeBase) -> None:
    """A formation has nothing but its identifier."""
    several = [item for one in fields(Records) for item in getattr(real, one.name)]
    assert [named(item) for item in several if key(item) not in named(item)] == []


def test_what_is_not_counted_is_said(kb: KnowledgeBase) -> None:
    found = compare(kb, loaded(edited(EDITS)))
    page = text.render(
        difference_page(replace(found, effects=(Effect("tremplin", None, ()),)), "a", "b"), 100
    )
    assert (
        "Tremplin\n\n  Plus de 20\u00a0000 combinaisons de réponses\u00a0: les profils n’ont pas été comptés.\n"
        in page
    )


RULES = [
    {
        "all": [
            {"academie": ["auvergne-rhone-alpes"]},
            {"lycee": ["lycee-ampere"]},
            {"niveau": ["premiere-pro"]},
        ]
    },
    {"all": [{"niveau": ["seconde-pro"]}, {"age": {"min": 16, "max": 17}}, {"boursier": ["oui"]}]},
    {"any": [{"academie": ["lyon"]}, {"departement": ["74", "01"]}]},
    {"all": [{"departement": ["35"]}, {"lycee": ["lycee-ampere"]}]},
]


@pytest.mark.parametrize("rule", RULES)
def test_kinds_of_profiles_are_those_that_exist(kb: KnowledgeBase, rule: Any) -> None:
    """Every coherent full set of answers is of one of the kinds, and every kind is coherent."""
    condition = read_rule(kb, rule)
    kinds = kinds_of_profiles(kb, condition)
    assert kinds is not None
    names, everything = list(kinds[0]), possible_answers(kb, {})
    coherent = set()
    for answers in product(*(everything[name] for name in names)):
        world = dict(zip(names, answers, strict=True))
        others = [
            possible_answers(kb, {key: value for key, value in world.items() if key != name})[name]
            for name in names
        ]
        if all(answer in left for answer, left in zip(answers, others, strict=True)):
            coherent.add(seen(condition, world))
    assert sorted(seen(condition, kind) for kind in kinds) == sorted(coherent)
    assert kinds_of_profiles(kb, condition, limit=3) is None


def seen(condition: models.Condition, world: models.Answers) -> tuple[tuple[bool, ...], ...]:
    return tuple(signature(readers(condition, name), answer) for name, answer in world.items())


# Git -------------------------------------------------------------------------------------------------------------


def git(*arguments: str) -> None:
    identity = (
        "-c",
        "user.name=Essai",
        "-c",
        "user.email=essai@example.org",
        "-c",
        "init.defaultBranch=main",
        "-c",
        "commit.gpgsign=false",
    )
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of four commits: no base, the tiny one, one where a name changed, one that does not load."""
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    git("init", "--quiet")
    Path("lisezmoi").write_text("rien", encoding="utf-8")
    wrong = edited({"kind: association": "kind: asociation"})
    for source in (None, KB, edited({"    name: Tremplin\n": "    name: Le Tremplin\n"}), wrong):
        if source:
            Path("data").mkdir(exist_ok=True)
            Path("data", "base.yaml").write_text(source, encoding="utf-8")
        git("add", "-A")
        git("commit", "--quiet", "-m", "essai")
    git("tag", "stable", "HEAD~1")
    return tmp_path


def test_two_revisions(run: Callable[..., Run], repository: Path) -> None:
    found = json.loads(run("diff", "HEAD~2", "stable", "--format", "json").out)
    assert found["changes"] == {
        "entries": {
            "added": [],
            "removed": [],
            "changed": [{"id": "tremplin", "fields": ["name"]}],
            "reordered": False,
        }
    }
    Path("data", "sous-dossier").mkdir()
    assert run("diff", "stable", "stable").out.endswith(NO_DIFFERENCE)


def test_a_revision_from_a_folder_below(
    run: Callable[..., Run], repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "data")
    assert run("diff", "HEAD~2", "HEAD~2").out.endswith(NO_DIFFERENCE)


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        (
            "stable",
            "HEAD",
            1,
            "HEAD:data/base.yaml:161:11: valeur inconnue «\u00a0asociation\u00a0»\u00a0; le plus proche\u00a0: association",
        ),
        (
            "HEAD~3",
            "stable",
            2,
            "La révision «\u00a0HEAD~3\u00a0» n’a pas de fichier YAML dans data/\u00a0; choisissez-en une qui contient la base.",
        ),
        (
            "stabel",
            "HEAD",
            2,
            "«\u00a0stabel\u00a0» n’est ni un dossier, ni une révision de ce dépôt\u00a0; le plus proche\u00a0: stable.",
        ),
        (
            "--all",
            "HEAD",
            2,
            "«\u00a0--all\u00a0» n’est ni un dossier, ni une révision de ce dépôt\u00a0; attendu\u00a0: main ou stable.",
        ),
        (
            ".git",
            "HEAD",
            2,
            "Le dossier «\u00a0.git\u00a0» n’a pas de fichier YAML\u00a0; donnez celui d’une base, par exemple data.",
        ),
    ],
)
def test_a_revision_that_cannot_be_read(
    run: Callable[..., Run], repository: Path, old: str, new: str, code: int, message: str
) -> None:
    assert run("diff", "--", old, new) == Run(code, "", message + "\n")


def test_without_a_repository(
    run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    message = (
        "«\u00a0main\u00a0» n’est pas un dossier, et le dossier courant n’est pas un dépôt git que l’on puisse lire\u00a0; "
        "placez-vous dans le dépôt, ou donnez deux dossiers.\n"
    )
    assert run("diff", "main", "HEAD") == Run(2, "", message)


def test_without_git(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    message = "«\u00a0main\u00a0» n’est pas un dossier, et git est introuvable pour y lire une révision\u00a0; installez git, ou donnez deux dossiers.\n"
    assert run("diff", "main", "HEAD") == Run(2, "", message)


def test_the_base_in_use_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that does not load must not keep two others from being compared."""
    monkeypatch.chdir(tmp_path)
    Path("base.yaml").write_text(KB, encoding="utf-8")
    absent = Folders(Path("absent"), Path("absent.yaml"))
    recorder = Recorder()
    assert program.main(("diff", "base.yaml", "base.yaml"), recorder.world(absent)) == 0
    assert "".join(recorder.out).endswith(NO_DIFFERENCE)
