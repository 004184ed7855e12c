"""What 1.0.0 wrote is read as it was: the same verdicts, or one notice that says what changed."""

import csv
import json

import pytest

from conftest import HERE, TODAY, Recorder
from mentorat_cli.base.assembling import SourceFile, assemble
from mentorat_cli.base.records import Entry, KnowledgeBase
from mentorat_cli.checks.control import examine
from mentorat_cli.engine.matching import match_entry
from mentorat_cli.engine.situation import possible_answers

SINCE = HERE / "since-1.0"
BASE = [
    SourceFile(path.name, path.read_text(encoding="utf-8"), layer)
    for layer, path in enumerate((HERE / "kb" / "base.yaml", HERE / "places" / "places.yaml"))
]
TLE = {"niveau": "terminale-pro"}
SITUATIONS = [
    {"academie": "lyon", **TLE},
    {"academie": "lyon", "niveau": "seconde-pro"},
    {"academie": "lyon"},
    {"academie": "lyon", **TLE, "departement": "69", "lycee": "lycee-ampere"},
    {"academie": "lyon", **TLE, "lycee": "autre"},
    {"academie": "grenoble", **TLE},
    {"academie": "grenoble", **TLE, "departement": "38"},
    {"academie": "rennes", **TLE, "departement": "35"},
    {"academie": "corse", **TLE},
    {"academie": "nouvelle-caledonie", **TLE},
]
"""The columns of verdicts.csv."""


def local(name: str) -> SourceFile:
    return SourceFile(name, (SINCE / name).read_text(encoding="utf-8"), len(BASE))


def verdicts(file: str) -> dict[str, list[str]]:
    """Return entry of a local file → what is said of it in each situation."""
    base = assemble([*BASE, local(file)]).base
    return {str(entry.id): said(base, entry) for entry in base.entries if entry.origin == file}


def said(base: KnowledgeBase, entry: Entry) -> list[str]:
    goals = {"objectif": ("stage", "confiance")}
    worlds = (
        possible_answers(base, {**goals, **{name: (told,) for name, told in situation.items()}})
        for situation in SITUATIONS
    )
    return [str(match_entry(base, entry, world).outcome) for world in worlds]


def notices(file: str) -> list[str]:
    found = examine([*BASE, local(file)], TODAY, {file}).problems
    return [f"{item.rule}: {item.message}" for item in found if item.rule == "complement-a-relire"]


@pytest.mark.parametrize("file", ["local.yaml", "squelette.yaml", "complements.yaml"])
def test_local_files_keep_their_verdicts(file: str) -> None:
    with (SINCE / "verdicts.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.reader(lines, delimiter=";") if row[0] == file]
    assert verdicts(file) == {entry: told for _, entry, *told in rows}
    assert notices(file) == []
    assert examine([*BASE, local(file)], TODAY, {file}).errors == 0


CHANGED = (
    "complement-a-relire: la base garde «\u00a0presence\u00a0» et «\u00a0expect\u00a0» à côté de ces "
    "conditions\u00a0; si cela ne vaut plus, redites-le ici"
)
FITS, ASKED, REFUSED = "convient", "a-verifier", "ne-convient-pas"


@pytest.mark.parametrize(
    ("file", "then", "now", "told"),
    [
        # Rien n'y est dit des lieux : il suit la base, où l'on ne sait pas si le lycée est partenaire.
        ("relais-contacts.yaml", [FITS] * 7 + [REFUSED] * 3, [ASKED] * 9 + [REFUSED], []),
        ("relais-ici.yaml", [REFUSED] * 7 + [FITS] + [REFUSED] * 2, [REFUSED] * 7 + [ASKED] + [REFUSED] * 2, [CHANGED]),
        ("relais-partout.yaml", [FITS, REFUSED, ASKED] + [FITS] * 7, [ASKED, REFUSED] + [ASKED] * 7 + [REFUSED], [CHANGED]),
    ],
)  # fmt: skip
def test_a_complement_of_an_entry_that_changed_says_so(
    file: str, then: list[str], now: list[str], told: list[str]
) -> None:
    """`then` is what 1.0.0 said over base.yaml."""
    assert len(then) == len(SITUATIONS)
    assert (verdicts(file), notices(file)) == ({"relais": now}, told)
    base = assemble(BASE).base
    assert told or now == said(base, base.entry["relais"])


ANSWERS = {
    "objectif": ["stage", "confiance"],
    "academie": "lyon",
    "niveau": "terminale-pro",
    "age": 17,
    "lycee": "lycee-ampere",
    "departement": "69",
    "lycee-encorde": None,
    "boursier": "oui",
}
"""What was answered when reponses.yaml was written."""


def test_saved_answers_are_what_was_answered(kb: KnowledgeBase) -> None:
    done = Recorder().run(
        kb, "recommend", "--profil", str(SINCE / "reponses.yaml"), "--format", "json", "--no-input"
    )
    assert (done.code, done.err, json.loads(done.out)["answers"]) == (0, "", ANSWERS)


def test_a_class_is_read_as_it_was(kb: KnowledgeBase) -> None:
    """The answers and the number of verdicts of each pupil."""
    path = str(SINCE / "classe.csv")
    done = Recorder().run(kb, "recommend", "--classe", path, "--format", "json")
    assert (done.code, done.err) == (0, "")
    pupils = json.loads(done.out)["pupils"]
    assert [list(pupil["verdicts"].values()) for pupil in pupils] == [
        [1, 0],
        [0, 3],
        [0, 0],
        [0, 1],
    ]
    assert [pupil["answers"] for pupil in pupils] == [
        {"objectif": ["stage"], "academie": "lyon", "niveau": "terminale-pro", "age": 17, "echelle": "eleve", "lycee-encorde": "oui", "boursier": "oui", "qpv": "non"},
        {"objectif": ["orientation", "confiance"], "academie": "lyon", "niveau": "seconde-pro", "departement": "69"},
        {"objectif": ["stage"], "academie": "rennes", "niveau": "premiere-pro", "age": 18, "echelle": "classe", "lycee": "autre", "departement": "35", "lycee-encorde": "non", "qpv": "oui"},
        {"objectif": ["stage"], "academie": "lyon", "niveau": "terminale-pro", "age": 17, "lycee": "lycee-ampere"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("option", "name"), [("--profil", "reponses-base.yaml"), ("--reprendre", "reprise.yaml")]
)
def test_answers_over_the_real_base_are_all_read(
    real: KnowledgeBase, option: str, name: str
) -> None:
    file = () if option == "--reprendre" else (str(SINCE / name),)
    recorder = Recorder(state=SINCE / name)
    done = recorder.run(real, "recommend", option, *file, "--format", "json", "--no-input")
    kept = json.loads(done.out)["answers"]
    written = (SINCE / name).read_text(encoding="utf-8").split("answers:\n")[1].splitlines()
    assert (done.code, done.err) == (0, "")
    assert [line.split(":")[0].strip() for line in written] == list(kept)
