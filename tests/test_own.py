"""The sheet of the lycée, and the ministry's directory of offices: kept once, used by later answers."""

import gzip
import os
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from conftest import TODAY, Recorder, Run
from mentorat_cli.answers import offices, own
from mentorat_cli.base.assembling import SCALARS
from mentorat_cli.base.reader import Reader
from mentorat_cli.base.records import (
    Answers,
    Id,
    KnowledgeBase,
    OwnContact,
    OwnLycee,
    Prose,
    Url,
)
from mentorat_cli.dialogue.numbered import NumberedPrompter
from mentorat_cli.dialogue.sheet import next_question
from mentorat_cli.errors import DataError
from mentorat_cli.world import disk
from mentorat_cli.world.folders import OFFICES, SHEET

Runs = Callable[..., Run]
GIVEN = ("--academie", "Jean Moulin Villeville", "--lycee-encorde", "oui")
OFFICE = ("--contact-bureau-des-entreprises", "0400000000, bde@lycee.example")


@pytest.fixture
def runs(kb: KnowledgeBase, tmp_path: Path) -> Runs:
    return lambda *arguments, **more: Recorder(folder=tmp_path, **more).run(kb, *arguments)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_sheet_is_kept_for_its_owner_alone(runs: Runs, tmp_path: Path) -> None:
    done = runs("lycee", *GIVEN, *OFFICE)
    path = tmp_path / SHEET
    assert (done.code, done.out) == (0, "")
    assert path.read_text("utf-8").splitlines()[2:] == [
        "base: 2026-11-23",
        "updated_on: 2026-11-23",
        "answers:",
        "  academie: ['lyon']",
        "  lycee: ['0690001B']",
        "  departement: ['69']",
        "  lycee-encorde: ['oui']",
        "contacts:",
        "  bureau-des-entreprises:",
        "    phone: '04 00 00 00 00'",
        "    email: 'bde@lycee.example'",
    ]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_later_answers_use_it_and_say_so(runs: Runs) -> None:
    runs("lycee", *GIVEN, *OFFICE)
    done = runs("recommend", "--objectif", "orientation", "--niveau", "terminale-pro", "--details")
    assert plain(done.err) == (
        "D’après la fiche de votre lycée, Lycée professionnel Jean Moulin (Villeville) ; "
        "pour la changer : mentorat lycee\n"
    )
    assert "Lycée encordé : Oui" in plain(done.out)
    assert "04 00 00 00 00" in plain(runs("contacts").out)
    brief = plain(runs("recommend", "--objectif", "stage").out)
    assert "bureau des entreprises (04 00 00 00 00)" in " ".join(brief.split())
    assert plain(runs("explain", "cordees", "--objectif", "orientation").err).startswith("D’après")


@pytest.mark.parametrize(
    "more",
    [("--sans-mon-lycee", "--academie", "lyon"), ("--academie", "rennes"), ("--lycee", "0690003D")],
)
def test_it_is_not_used_elsewhere(runs: Runs, more: tuple[str, ...]) -> None:
    runs("lycee", *GIVEN)
    done = runs("recommend", "--objectif", "orientation", "--details", *more)
    assert (done.code, done.err) == (0, "")
    assert "Lycée encordé : Oui" not in plain(done.out)


def test_an_option_wins_over_it(runs: Runs) -> None:
    runs("lycee", *GIVEN)
    done = runs("recommend", "--objectif", "orientation", "--lycee-encorde", "non", "--details")
    assert "Lycée encordé : Non" in plain(done.out)


def test_a_class_uses_it_where_it_tells_no_place(runs: Runs, tmp_path: Path) -> None:
    runs("lycee", *GIVEN)
    (tmp_path / "classe.csv").write_text("Classe\nTle pro\n", "utf-8")
    done = runs("recommend", "--classe", str(tmp_path / "classe.csv"), "--objectif", "orientation")
    assert done.code == 0
    assert plain(done.err).startswith("D’après la fiche de votre lycée")
    (tmp_path / "classe.csv").write_text("Classe;Académie\nTle pro;rennes\n", "utf-8")
    done = runs("recommend", "--classe", str(tmp_path / "classe.csv"), "--objectif", "orientation")
    assert "D’après" not in done.err


def test_a_colleague_takes_it_over(runs: Runs, tmp_path: Path) -> None:
    shared = tmp_path / "notre lycee.yaml"
    assert runs("lycee", *GIVEN, *OFFICE, "--output", str(shared)).code == 0
    assert not (tmp_path / SHEET).exists()
    assert runs("lycee", *GIVEN, "--output", str(shared)).code == 2
    assert runs("lycee", "--profil", str(shared), "--internat", "non").code == 0
    kept = (tmp_path / SHEET).read_text("utf-8")
    assert "lycee-encorde: ['oui']" in kept
    assert "bde@lycee.example" in kept


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((), "Il manque --academie : le lycée, sa ville ou son code UAI. Par exemple : mentorat lycee --academie 'Algoud-Laffemas'\n"),
        ((*GIVEN, "--contact-drafpic", "x"), None),
        ((*GIVEN, "--contact-bureau-des-entreprises", "jeanne.dupont@lycee.example"), "--contact-bureau-des-entreprises : l’adresse « jeanne.dupont@lycee.example » semble être celle d’une personne ; donnez la boîte du service.\n"),
        ((*GIVEN, "--contact-bureau-des-entreprises", "au bout du couloir"), "--contact-bureau-des-entreprises : « au bout du couloir » ne se lit pas ; attendu : un numéro, une boîte ou une adresse https://, séparés par une virgule.\n"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(runs: Runs, arguments: tuple[str, ...], error: str | None) -> None:
    done = runs("lycee", *arguments)
    assert (done.code, done.out) == (2, "")
    assert error is None or plain(done.err) == error


def test_a_sheet_that_has_nowhere_to_be_is_told(kb: KnowledgeBase, tmp_path: Path) -> None:
    """A file stands where the folders of the user are to be."""
    (tmp_path / "home").touch()
    folder = tmp_path / "home" / ".config"
    done = Recorder(folder=folder).run(kb, "lycee", *GIVEN)
    said = (
        f"Impossible d’écrire « {folder / SHEET} » : un élément du chemin n’est pas un dossier.\n"
    )
    assert (done.code, plain(done.err)) == (2, said)


def test_a_damaged_sheet_is_told(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / SHEET).write_text("answers: [", "utf-8")
    done = runs("recommend", "--objectif", "stage", "--academie", "lyon")
    assert done.code == 1
    assert done.err.startswith(f"{SHEET}:2:1: syntaxe YAML invalide")


def test_a_sheet_that_names_no_place_is_used(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / SHEET).write_text("answers: {lycee-encorde: [oui]}\n", "utf-8")
    done = runs("recommend", "--objectif", "orientation", "--academie", "lyon", "--details")
    assert (done.code, "Lycée encordé : Oui" in plain(done.out)) == (0, True)
    assert plain(done.err).startswith("D’après la fiche de votre lycée, sans nom ; pour la changer")


def test_an_old_answer_is_left_out(runs: Runs, tmp_path: Path) -> None:
    runs("lycee", *GIVEN)
    text = (tmp_path / SHEET).read_text("utf-8")
    (tmp_path / SHEET).write_text(text.replace("lycee-encorde:", "ancien:"), "utf-8")
    done = runs("recommend", "--objectif", "orientation")
    assert plain(done.err).splitlines()[0] == (
        "Critère « ancien » inconnu. Réponse de mon-lycee.yaml laissée de côté."
    )


def test_what_is_not_known_is_no_fault(kb: KnowledgeBase) -> None:
    text = "answers: {academie: [lyon], lycee-encorde: [], lycee: []}\n"
    sheet, skipped = own.read_own(kb, text, "mon.yaml")
    assert sheet.answers == {"academie": ("lyon",), "lycee-encorde": (), "lycee": ()}
    assert skipped == []


@pytest.mark.parametrize(
    "name", ["Lycée de l'été", "a: b # c", "'", "['x', y]", "- : {", "é\u00a0»"]
)
def test_a_sheet_is_read_back_where_there_is_no_yaml(kb: KnowledgeBase, name: str) -> None:
    ways = OwnContact(
        "04 00 00 00 00", "bde@lycee.example", Url("https://x.example/a?b='c'&d=:e#f")
    )
    told = {"academie": ("lyon",), "nom": (name,), "filiere": ("x", "y"), "lycee-encorde": ()}
    sheet = OwnLycee(told, {"cpe": ways, "cio": OwnContact("1")}, date(2026, 11, 23), "2026-11-22")
    text = own.write_own(sheet)
    assert own.reread(text) == sheet
    assert own.reread(text.replace("\n", "\r\n")) == sheet
    assert Reader("x.yaml", SCALARS).read(text, OwnLycee) == sheet


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "answers: {}",
        "updated_on: demain",
        "updated_on: 2026-11-23\n    a: 'b'",
        "updated_on: 2026-11-23\ncontacts:\n  cpe:\n    fax: '1'",
        "a:\n      b: 'c'",
    ],
)
def test_a_text_of_another_form_is_no_sheet(text: str) -> None:
    assert own.reread(text) is None


def test_an_address_that_is_none_is_refused(kb: KnowledgeBase) -> None:
    sheet = OwnLycee(
        {"academie": ("lyon",)},
        {"bureau-des-entreprises": OwnContact(url=Url("javascript:alert(1)"))},
    )
    with pytest.raises(own.WrongContact) as caught:
        own.understood(kb, sheet)
    assert str(caught.value) == "«\u00a0javascript:alert(1)\u00a0» n’est pas une adresse https://"


def test_a_contact_of_a_person_in_a_file_is_refused(kb: KnowledgeBase) -> None:
    text = "answers: {academie: [lyon]}\ncontacts:\n  bureau-des-entreprises: {email: jeanne.dupont@x.example}\n"
    with pytest.raises(DataError) as caught:
        own.read_own(kb, text, "mon.yaml")
    assert [str(item.at) for item in caught.value.problems] == ["mon.yaml:3:27"]


def test_the_dialogue_asks_and_then_changes(kb: KnowledgeBase, tmp_path: Path) -> None:
    def asks(*lines: str) -> Run:
        typed, said = iter(lines), []
        prompter = NumberedPrompter(said.append, lambda: next(typed))
        return Recorder(folder=tmp_path, prompter=prompter).run(kb, "lycee")

    assert asks("Jean Moulin", "2", "1", "2", "1", "0400000000", "").code == 0
    kept = (tmp_path / SHEET).read_text("utf-8")
    assert "lycee: ['0690001B']" in kept
    assert "phone: '04 00 00 00 00'" in kept
    assert asks("2", "2", "").code == 0
    assert "lycee-encorde: ['non']" in (tmp_path / SHEET).read_text("utf-8")


def test_the_usual_services_are_asked_first(kb: KnowledgeBase, tmp_path: Path) -> None:
    """The others come to who wants them, and are known again."""
    office = kb.role["bureau-des-entreprises"]
    rare = replace(office, id=Id("cpe"), name=Prose("CPE"))
    base = replace(kb, roles=(replace(office, usual=True), rare, *kb.roles[1:]))
    listed = own.sheet_form(base).question
    assert [item.id for item in listed["services"].choices] == [office.id, "autres-services"]
    assert [item.id for item in listed["autres-services"].choices] == ["cpe"]
    answers: Answers = {"academie": ("lyon",), "contact-cpe": ("04 00 00 00 00",)}
    again = own.answered(base, own.sheet(base, answers, TODAY))
    assert (again["services"], again["autres-services"]) == (("autres-services",), ("cpe",))
    left = {name: () for name in listed if name not in ("autres-services", "contact-cpe")}
    asked = [
        next_question(own.sheet_form(base), {**left, "services": chosen})
        for chosen in ((), (office.id,), ("autres-services",))
    ]
    assert [turn and turn.question.id for turn in asked] == [None, None, "autres-services"]


def test_what_a_sheet_answers(real: KnowledgeBase) -> None:
    told = {
        "academie": ("lyon",),
        "filiere": ("sante-social",),
        "classe-p-tech": ("non",),
        "internat": ("non",),
        "education-prioritaire": ("non",),
        "partenaire": ("afev",),
    }
    assert own.shared_answers(real, OwnLycee(told)) == {
        "academie": ("lyon",),
        "filiere": ("sante-social",),
        "classe-p-tech": ("non",),
        "partenaire": ("afev", "aucun"),
        "interne": ("non",),
    }
    more = {
        "academie": ("lyon",),
        "filiere": ("sante-social", "animation"),
        "classe-p-tech": ("oui",),
        "internat": ("oui",),
        "education-prioritaire": ("oui",),
    }
    assert own.shared_answers(real, OwnLycee(more)) == {
        "academie": ("lyon",),
        "education-prioritaire": ("oui",),
    }


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("0400000000", OwnContact(phone="04 00 00 00 00")),
        ("04.00.00.00.00 et bde@x.example", OwnContact(phone="04 00 00 00 00", email="bde@x.example")),
        ("https://x.example/bde, +687 00 00 00", OwnContact(phone="+687 00 00 00", url="https://x.example/bde")),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_contacts_are_read(text: str, contact: OwnContact) -> None:
    assert own.read_contact(text) == contact


# The ministry's directory

CSV = (
    "\ufeffnumero_uai;appellation_officielle;mail_bde;telephone;web\n"
    "0690001B;LP;bde@lycee.example|accueil@lycee.example;0400000001;http://autre.example\n"
    "0690003D;LPO;jeanne.dupont@lycee.example;;\n"
    "06900;LP;bde@lycee.example;;\n"
    "0690004E;LP;bde@lycee.example?bcc=x@mal.example;;\n"
    "0350005R;LP;;poste 12;\n"
)
JSON = '[{"Numéro UAI": "0690001B", "Mail du BDE": ["bde@lycee.example"]}, {"Numéro UAI": "0690003D", "Téléphone": "0400000002"}]'


def test_the_directory_is_read_column_by_column(runs: Runs, tmp_path: Path) -> None:
    path = tmp_path / "bde.csv"
    path.write_text(CSV, "utf-8")
    os.utime(path, (1_790_000_000, 1_790_000_000))
    done = runs("lycee", "--annuaire", str(path))
    assert (done.code, done.out) == (0, "")
    assert plain(done.err).splitlines() == [
        f"{path}:3: mail_bde : 2 valeurs laissées de côté, par exemple celle d’une personne.",
        f"{path}:4: numero_uai : 1 valeur laissée de côté, par exemple « 06900 ».",
        f"{path}:6: telephone : 1 valeur laissée de côté, par exemple « poste 12 ».",
        "1 bureau gardé, fichier du 21 septembre 2026 ; pour en voir un : mentorat contacts --lycee UAI",
    ]
    shown = plain(runs("contacts", "--lycee", "0690001B").out)
    assert "Téléphone : 04 00 00 00 01" in shown
    assert "bde@lycee.example" in shown
    assert "autre.example" not in shown
    assert "04 00 00 00 01" not in runs("contacts", "--lycee", "0690003D").out


def test_the_own_address_comes_before_the_directory(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "bde.csv").write_text(CSV, "utf-8")
    runs("lycee", "--annuaire", str(tmp_path / "bde.csv"))
    runs("lycee", *GIVEN, *OFFICE)
    shown = plain(runs("contacts").out)
    assert "04 00 00 00 00" in shown
    assert "04 00 00 00 01" not in shown


def test_the_directory_as_json(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "bde.json").write_text(JSON, "utf-8")
    assert runs("lycee", "--annuaire", str(tmp_path / "bde.json")).code == 0
    assert "04 00 00 00 02" in plain(runs("contacts", "--lycee", "0690003D").out)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("x.csv", "a;mail_bde\n1;2\n", "il manque numero_uai (le code UAI) et telephone (le numéro) ; colonnes lues : « a » et « mail_bde »."),
        ("x.json", "{", "n’est pas un fichier JSON que l’on puisse lire ; reprenez-le sur le portail."),
        ("x.json", "[" * 100_000, "n’est pas un fichier JSON que l’on puisse lire ; reprenez-le sur le portail."),
        ("x.csv", f"numero_uai;mail_bde;telephone\n{'x' * 140_000};;", "n’est pas un fichier CSV que l’on puisse lire ; reprenez-le sur le portail."),
        ("x.json", '{"results": [1, null, [], {"fields": 3}, {"numero_uai": null}]}', "il manque mail_bde"),
        ("x.json", "[]", "Aucun bureau des entreprises dans"),
        ("x.csv", "", "Aucun bureau des entreprises dans"),
    ],
)  # fmt: skip
def test_another_file_is_refused(
    runs: Runs, tmp_path: Path, name: str, text: str, told: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    done = runs("lycee", "--annuaire", str(tmp_path / name))
    assert (done.code, done.out) == (2, "")
    assert told in plain(done.err)
    assert not (tmp_path / OFFICES).exists()


def test_a_directory_that_unpacks_without_end_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / OFFICES
    path.write_bytes(gzip.compress(b"0" * (disk.LARGEST_UNPACKED + 1), 1))
    with pytest.raises(ValueError, match=OFFICES):
        disk.read_packed(path)


def test_a_damaged_directory_is_told(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / OFFICES).write_bytes(b"damaged")
    done = runs("contacts", "--lycee", "0690001B")
    assert done.code == 2
    assert "relisez l’annuaire : mentorat lycee --annuaire FICHIER" in plain(done.err)


def test_offices_are_kept_as_lines() -> None:
    day = date(2026, 3, 20)
    office = offices.Office("0690001B", ("a@x.example", "b@x.example"), "04 00 00 00 01")
    text = offices.packed([office], day)
    assert offices.office(text, "0690001B") == (office, day)
    assert offices.office(text, "0690003D") is None
