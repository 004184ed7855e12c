"""`mentorat check`: each rule of the checker against the file that breaks it, whole outputs, what is controlled with what."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import HERE, ROOT, TODAY, Recorder, Run
from mentorat_cli.base import nodes
from mentorat_cli.base.assembling import SourceFile
from mentorat_cli.checks.control import RULES, Report, Stage, examine
from mentorat_cli.commands.table import CHECKED
from mentorat_cli.errors import Location, Problem
from mentorat_cli.formats import available, problems
from mentorat_cli.line import program
from mentorat_cli.typography import enumerate_french, french
from mentorat_cli.world import library
from mentorat_cli.world.library import Folders, read_file

KB = HERE / "kb"
FORMS = enumerate_french([item.name for item in available(CHECKED)], "ou")
MUTATIONS = sorted((HERE / "mutations").glob("*.yaml"))


def rule(path: Path) -> str:
    """Return the rule that a mutation breaks: its name, up to the variant (`renvoi.absent.yaml`)."""
    return path.name.split(".")[0]


def expected(path: Path) -> str:
    """Return what the first line of a mutation announces."""
    content = path.read_bytes()
    wide = content.startswith(b"\xff\xfe")
    first = (
        content.decode("utf-16").split("\n")[0] if wide else content.split(b"\n")[0].decode("utf-8")
    )
    return first.removeprefix("# ")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("’", "'")


def control(path: Path) -> Report:
    """Return what is wrong with a mutation over the tiny base."""
    base = [read_file(item, item.name, 0) for item in library.yaml_files(KB)]
    return examine([*base, read_file(path, path.name, 1)], TODAY, {path.name})


@pytest.mark.parametrize("path", MUTATIONS, ids=lambda path: path.stem)
def test_mutation(path: Path, tmp_path: Path) -> None:
    if rule(path) == "fichier-trop-gros":
        path = tmp_path / path.name
        path.write_bytes(
            (HERE / "mutations" / path.name).read_bytes() + b"#\n" * (nodes.LARGEST // 2)
        )
    found = control(path).problems
    assert [(plain(str(item)), item.rule) for item in found] == [
        (f"{path.name}:{expected(path)}", rule(path))
    ]
    assert found[0].message == french(found[0].message)


def test_every_rule_has_a_mutation() -> None:
    assert {rule(path) for path in MUTATIONS} == RULES


def test_ids_are_one_spelling() -> None:
    assert [name for name in RULES if not re.fullmatch("[a-z]+(-[a-z]+)*", name)] == []


def test_the_shipped_base_has_no_error_and_an_example_for_each_case() -> None:
    files = [read_file(path, path.name, 0) for path in library.yaml_files(ROOT / "data")]
    report = examine(files, TODAY, {file.name for file in files})
    assert (report.stage, report.errors, report.files) == (Stage.QUALITY, 0, 9)
    proved = {"exemple-manquant", "cas-sans-exemple", "fiche-a-completer", "variante-plus-large"}
    assert [str(item) for item in report.problems if item.rule in proved] == []


UNDATED = """
entries:
  - id: canal
    name: Mentors du canal
    kind: dispositif-academique
    summary: Des mentors.
    goals: {confiance: 3}
    forms: [suivi-individuel]
    when: {academie: lyon, source: p}
    calendar: [{text: "Finale, d'habitude en mai.", school_year: 2024-2025, yearly: oui, source: p}]
    contacts: [rectorat-lyon]
    status: actif
    sources: [{id: p, tier: partenaire, title: Accord}]
    checked_on: 2026-11-23
"""

# The command -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """Return a function that runs the command over the tiny base, from tests/mutations."""
    monkeypatch.chdir(HERE / "mutations")

    def run(*arguments: str, local: Path | None = None) -> Run:
        recorder = Recorder()
        code = program.main(("check", *arguments), recorder.world(Folders(KB, local)))
        return Run(code, "".join(recorder.out), "".join(recorder.err).replace("\u00a0", " "))

    return run


@pytest.mark.parametrize("form", ["texte", "json", "github"])
def test_formats(
    check: Callable[..., Run], snapshot: Callable[[str, str], None], form: str
) -> None:
    result = check("cle-inconnue.yaml", "encodage.yaml", "cle-manquante.yaml", "--format", form)
    snapshot(f"check.{form}.txt", result.out)
    end = "3 erreurs dans 3 fichiers. Corrigez d’abord la structure : les liens entre les fichiers et la qualité seront contrôlés ensuite.\n"
    assert (result.code, result.err) == (1, end)


@pytest.mark.parametrize("form", ["texte", "json", "csv"])
def test_what_to_read_again_first(
    check: Callable[..., Run], snapshot: Callable[[str, str], None], form: str
) -> None:
    """By how often it is shown, then how old and how weak its sources are; what nobody sees is left out."""
    result = check("--revue", "--format", form)
    snapshot(f"revue.{form}.txt", result.out)
    assert (result.code, result.err) == (0, "")


def test_a_file_counts_among_what_to_read_again(check: Callable[..., Run], tmp_path: Path) -> None:
    """Without any date, it is as old as the oldest source of the base (2019, eight years begun)."""
    (tmp_path / "canal.yaml").write_text(UNDATED, encoding="utf-8")
    told = check(str(tmp_path), "--revue", "--format", "csv").out.splitlines()
    sentences = (
        "une page datée\u00a0: aucune ne l’est ; "
        "si l’on joint encore ainsi «\u00a0Rectorat de Lyon (standard)\u00a0» ; "
        "la date 2026-2027\u00a0: Finale, d’habitude en mai"
    )
    row = f'canal,Mentors du canal,16,1,15,,partenaire,actif,"{sentences}",04 00 00 00 00'
    assert row in told


def test_without_files_the_whole_base_is_controlled(
    check: Callable[..., Run], snapshot: Callable[[str, str], None]
) -> None:
    result = check()
    snapshot("check-base.txt", result.out.replace(str(KB), "kb"))
    end = "Aucune erreur, 20 avertissements dans 1 fichier. Tout s’utilise tel quel ; --strict refuse ces avertissements.\n"
    assert (result.code, result.err) == (0, end)


@pytest.mark.parametrize(
    ("arguments", "code", "out", "err"),
    [
        (
            ["critere-inconnu.yaml"],
            1,
            "critere-inconnu.yaml:4:11: critère « lycee-encordé » inconnu ; le plus proche : lycee-encorde\n",
            "1 erreur dans 1 fichier. Corrigez d’abord cela : la qualité sera contrôlée ensuite.\n",
        ),
        (
            ["exemple-faux.yaml"],
            1,
            "exemple-faux.yaml:7:87: le verdict est « ne-convient-pas », pas « convient » ; corrigez l’exemple, ou la règle\n",
            "1 erreur, aucun avertissement dans 1 fichier. Corrigez, puis relancez la même commande.\n",
        ),
        (
            ["adresse-sans-https.yaml", "--strict"],
            1,
            "adresse-sans-https.yaml:3:27: avertissement : adresse sans https ; essayez la même en https://, et gardez-la si elle répond\n",
            "Aucune erreur, 1 avertissement dans 1 fichier. Avec --strict, un avertissement suffit à échouer.\n",
        ),
        (
            ["../kb/absent.yaml"],
            2,
            "",
            "« ../kb/absent.yaml » n’existe pas ; donnez un dossier ou un fichier YAML.\n",
        ),
        (["../browser"], 2, "", "Aucun fichier YAML (.yaml ou .yml) dans « ../browser ».\n"),
        (
            ["--format", "xml"],
            2,
            "",
            f"Le format « xml » n’existe pas ici ; attendu : {FORMS}.\n",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_one_file(
    check: Callable[..., Run], arguments: list[str], code: int, out: str, err: str
) -> None:
    result = check(*arguments)
    assert (result.code, result.out.replace("\u00a0", " "), result.err) == (code, out, err)


GOOD = "regions:\n  - {id: guyane, name: Guyane, insee: '03'}\n"
CALM = "Aucune erreur, aucun avertissement dans {}. Rien à corriger.\n"


def test_named_files_take_the_place_of_the_users(check: Callable[..., Run], tmp_path: Path) -> None:
    (tmp_path / "user.yaml").write_text("regions: 3\n", encoding="utf-8")
    (tmp_path / "good").mkdir()
    for name in ("one.yaml", "two.yml"):
        (tmp_path / "good" / name).write_text(GOOD.replace("guyane", name[:3]), encoding="utf-8")
    assert check(str(tmp_path / "good"), local=tmp_path / "user.yaml") == Run(
        0, "", CALM.format("2 fichiers")
    )
    assert check(local=tmp_path / "user.yaml").code == 1


def test_a_file_named_twice_is_read_once(check: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert check(str(path), str(tmp_path), local=path) == Run(0, "", CALM.format("1 fichier"))


def test_a_shipped_file_is_read_once(check: Callable[..., Run]) -> None:
    assert check("../kb/base.yaml").out == check().out.replace(str(KB), "../kb")


def test_a_huge_number_of_problems_is_counted_from_below(
    check: Callable[..., Run], tmp_path: Path
) -> None:
    path = tmp_path / "local.yaml"
    path.write_text("regions:\n" + "  - corse\n" * 600, encoding="utf-8")
    assert check(str(path)).err.startswith("Au moins 500 erreurs dans 1 fichier. ")


def test_the_first_day_of_all_has_no_year_before() -> None:
    files = [read_file(item, item.name, 0) for item in library.yaml_files(KB)]
    assert examine(files, date.min, {"base.yaml"}).stage is Stage.QUALITY


def test_github_needs_escapes() -> None:
    item = Problem(Location("a,b:c.yaml", 2, 3), "100 % :\nfin", "texte-vide", "avertissement")
    assert (
        problems.github([item])
        == "::warning file=a%2Cb%3Ac.yaml,line=2,col=3,title=texte-vide::100 %25 :%0Afin\n"
    )


WORDS = re.split(r"(\W+)", (KB / "base.yaml").read_text(encoding="utf-8"))
VALUES = [
    index
    for index, word in enumerate(WORDS[:-1])
    if re.fullmatch("[a-z0-9-]+", word) and not WORDS[index + 1].startswith(":")
]


@given(
    st.lists(st.tuples(st.sampled_from(VALUES), st.sampled_from(VALUES)), min_size=1, max_size=2)
)
def test_no_value_makes_it_fail(changes: list[tuple[int, int]]) -> None:
    words = list(WORDS)
    for target, source in changes:
        words[target] = WORDS[source]
    report = examine([SourceFile("base.yaml", "".join(words))], TODAY, {"base.yaml"})
    assert {item.rule for item in report.problems} <= RULES
