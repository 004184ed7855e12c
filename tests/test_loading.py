"""Faulty files: every problem at once, each at its place."""

from pathlib import Path
from typing import Any

import pytest

from conftest import cases
from mentorat_cli import checks, knowledge, library
from mentorat_cli.errors import DataError
from mentorat_cli.loading import MOST
from mentorat_cli.parsing import decode

HERE = Path(__file__).parent


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("case", cases("loading", {"text", "problems"}))
def test_problems(case: dict[str, Any]) -> None:
    _, reader = knowledge.read_file(case["text"], "fichier.yaml")
    assert [plain(str(item)) for item in sorted(reader.problems)] == [f"fichier.yaml:{text}" for text in case["problems"]]


BASE = (HERE / "kb" / "base.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "before", "after", "problem"),
    [
        (
            "un critère inconnu",
            "{lycee-encorde: [oui], source: o}",
            "{lycee-encordé: [oui], source: o}",
            "critère « lycee-encordé » inconnu ; le plus proche : lycee-encorde",
        ),
        ("une valeur inconnue", "{qpv: [oui], source: o}", "{qpv: [ouii], source: o}", "valeur « ouii » inconnue ; le plus proche : oui"),
        (
            "une académie inconnue",
            "{academie: [lyon], source: p}",
            "{academie: [lion], source: p}",
            "valeur « lion » inconnue ; le plus proche : lyon",
        ),
        (
            "un objectif inconnu",
            "goals: {orientation: 3, confiance: 2}",
            "goals: {orientation: 3, confience: 2}",
            "objectif « confience » inconnu ; le plus proche : confiance",
        ),
        (
            "une force hors de 1 à 3",
            "goals: {orientation: 3, confiance: 2}",
            "goals: {orientation: 4, confiance: 2}",
            "force « 4 » ; attendu 1, 2 ou 3",
        ),
        (
            "une source inconnue",
            "{lycee-encorde: [oui], source: o}",
            "{lycee-encorde: [oui], source: z}",
            "source « z » inconnue ; attendu : o ou deduction",
        ),
        (
            "un contact inconnu",
            "contacts: [tremplin, bureau-des-entreprises]",
            "contacts: [tremplain, bureau-des-entreprises]",
            "contact « tremplain » inconnu ; le plus proche : tremplin",
        ),
        (
            "un rôle inconnu",
            "who: bureau-des-entreprises, source: o",
            "who: bureau-entreprises, source: o",
            "rôle « bureau-entreprises » inconnu ; le plus proche : bureau-des-entreprises",
        ),
        (
            "un statut sans raison",
            "    status_reason: Terminé en 2024.\n",
            "",
            "un dispositif qui n'est pas actif dit pourquoi (status_reason)",
        ),
        (
            "un contact sans adresse",
            "    phone: '04 00 00 00 00'\n",
            "",
            "un contact donne au moins une adresse, un téléphone ou un courriel",
        ),
        (
            "des rôles en rond",
            "ask: la DRAFPIC, next: rectorat",
            "ask: la DRAFPIC, next: drafpic",
            "les rôles qui prennent le relais tournent en rond",
        ),
        (
            "une région inconnue",
            "region: bretagne, code: '14'",
            "region: bretagn, code: '14'",
            "région « bretagn » inconnue ; le plus proche : bretagne",
        ),
        (
            "un exemple faux",
            "niveau: terminale-pro, lycee-encorde: oui}",
            "niveau: terminal, lycee-encorde: oui}",
            "valeur « terminal » inconnue ; le plus proche : terminale-pro",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)
def test_references(tmp_path: Path, name: str, before: str, after: str, problem: str) -> None:
    assert BASE.count(before) == 1, name
    text = BASE.replace(before, after)
    (tmp_path / "base.yaml").write_text(text, encoding="utf-8")
    found = checks.problems(library.load(tmp_path))
    start = BASE.index(before)
    first, last = BASE[:start].count("\n") + 1, BASE[: start + len(before)].count("\n") + 1
    assert [plain(item.message) for item in found] == [problem]
    assert first - 20 <= found[0].at.line <= last


def test_an_address_of_a_person_is_refused(tmp_path: Path) -> None:
    text = BASE.replace("    phone: '04 00 00 00 00'\n", "    phone: '04 00 00 00 00'\n    email: jeanne.dupont@example.fr\n")
    (tmp_path / "base.yaml").write_text(text, encoding="utf-8")
    expected = "l'adresse « jeanne.dupont@example.fr » semble être celle d'une personne ; donnez la boîte d'un service"
    assert [plain(item.message) for item in checks.problems(library.load(tmp_path))] == [expected]


def test_the_same_id_twice(tmp_path: Path) -> None:
    region = "regions:\n  - {id: corse, name: Corse, insee: '94'}\n"
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(region, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        library.load(tmp_path)
    assert plain(str(caught.value)) == "b.yaml:2:5: l’identifiant « corse » existe déjà (a.yaml:2:5) ; choisissez-en un autre"


def test_the_tiny_base_has_no_problem() -> None:
    assert checks.problems(library.load(HERE / "kb")) == []


def test_a_file_that_is_no_utf8_stops_every_command(tmp_path: Path) -> None:
    (tmp_path / "local.yaml").write_bytes("regions:\n  - {id: ile, name: Île}\n".encode("latin-1"))
    (tmp_path / "autre.yaml").write_text("regions: []\nregion: []\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        library.Folders(HERE / "kb", tmp_path).base()
    assert plain(str(caught.value)).replace(f"{tmp_path}/", "") == (
        "autre.yaml:2:1: clé inconnue « region » ; le plus proche : regions\n"
        "local.yaml:2:21: ce caractère (« Î » ?) n’est pas écrit en UTF-8 ; enregistrez le fichier en UTF-8"
    )


def test_a_byte_order_mark_is_fine() -> None:
    assert decode("fichier.yaml", b"\xef\xbb\xbfregions: []\n") == "regions: []\n"


def test_very_many_problems_are_cut_short() -> None:
    _, reader = knowledge.read_file("regions:\n" + "  - corse\n" * 10_000, "fichier.yaml")
    assert len(reader.problems) == MOST
