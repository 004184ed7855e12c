"""The dates of the year, on a day."""

import json
from typing import Any

import pytest

from conftest import HERE, Recorder, cases
from mentorat_cli.base.assembling import SourceFile, assemble
from mentorat_cli.base.records import KnowledgeBase, Moment, Period, Prose, SchoolYear
from mentorat_cli.engine.seasons import season
from mentorat_cli.typography import french
from mentorat_cli.wording.seasons import dated

DATES = """
entries:
  - extends: mentors-lyon
    calendar:
      - {text: Inscriptions., opens: 2026-12-01, closes: 2027-01-15, yearly: oui, source: p}
      - {text: Convention de trois ans., closes: 2026-06, source: p}
      - {text: Réunion de rentrée., school_year: 2026-2027, source: p}
guides:
  - id: vers-le-bts
    name: Vers le BTS
    type: filet
    summary: Qui aide.
    when: {objectif: [orientation], source: deduction}
    steps: [{text: Reçoit les élèves., who: bureau-des-entreprises}]
    calendar: [{text: "Vœux, de janvier à mars.", yearly: oui, source: v}]
    sources: [{id: v, tier: presse, title: Les dates, date: 2026}]
"""


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("case", cases("seasons", {"line", "day", "state", "told"}))
def test_a_line_of_a_calendar_on_a_day(case: dict[str, Any]) -> None:
    moments = {
        name: Moment(str(case["line"][name]))
        for name in ("opens", "closes", "year")
        if name in case["line"]
    }
    year = case["line"].get("school_year")
    item = Period(
        Prose("Vœux."),
        ("p",),
        school_year=SchoolYear(year) if year else None,
        yearly="yearly" in case["line"],
        **moments,
    )
    assert season(item, case["day"]) == case["state"]
    assert plain(dated(item, case["day"])) == plain(french(case["told"]))


@pytest.fixture(scope="module")
def dated_base() -> KnowledgeBase:
    files = [SourceFile(item.name, item.read_text("utf-8")) for item in (HERE / "kb").glob("*")]
    return assemble([*files, SourceFile("local.yaml", DATES, 1)]).base


SITUATION = ["--objectif", "orientation", "--academie", "lyon", "--niveau", "seconde-pro"]
ASKED = ["recommend", *SITUATION, "--no-input"]


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("2026-11-30", "ouvre le 1er décembre 2026, jusqu’au 15 janvier 2027 : Inscriptions."),
        ("2026-12-01", "ouvert jusqu’au 15 janvier 2027 : Inscriptions."),
    ],
)
def test_a_recommendation_tells_its_dates(dated_base: KnowledgeBase, day: str, known: str) -> None:
    """Those of the need, then of what is shown; what is over for good is left to its fiche."""
    told = Recorder(width=200).run(dated_base, *ASKED, "--details", "--a-la-date", day)
    start = told.out.index("DATES À CONNAÎTRE")
    lines = told.out[start:].replace("\u00a0", " ").splitlines()[2:5]
    assert lines == [
        "- Vers le BTS : date 2026-2027 non trouvée : Vœux, de janvier à mars.",
        f"- Mentors de Lyon : {known}",
        "",
    ]


def test_the_json_tells_the_same_dates(dated_base: KnowledgeBase) -> None:
    told = Recorder().run(dated_base, *ASKED, "--format", "json", "--a-la-date", "2027-02-01")
    assert [(item["id"], item["state"]) for item in json.loads(told.out)["calendar"]] == [
        ("vers-le-bts", "date-non-trouvee"),
        ("mentors-lyon", "clos-cette-annee"),
    ]
    shown = Recorder().run(dated_base, "show", "mentors-lyon", "--format", "json")
    assert [
        (item["opens"], item["closes"], item["yearly"], item["state"])
        for item in json.loads(shown.out)["calendar"]
    ] == [
        ("2026-12-01", "2027-01-15", True, "a-venir"),
        (None, "2026-06", False, "termine"),
        (None, None, False, None),
    ]


def test_a_fiche_and_a_guide_tell_their_dates_and_who_says_so(dated_base: KnowledgeBase) -> None:
    shown = Recorder(width=200).run(dated_base, "show", "mentors-lyon").out.replace("\u00a0", " ")
    start = shown.index("CALENDRIER")
    assert shown[start:].splitlines()[2:5] == [
        "- Ouvre le 1er décembre 2026, jusqu’au 15 janvier 2027 : Inscriptions. (site du partenaire, 30 janvier 2025)",
        "- Terminé en juin 2026 : Convention de trois ans. (site du partenaire, 30 janvier 2025)",
        "- Année scolaire 2026-2027 : Réunion de rentrée. (site du partenaire, 30 janvier 2025)",
    ]
    guide = Recorder(width=200).run(dated_base, "show", "demarche").out.replace("\u00a0", " ")
    assert (
        "- Date 2026-2027 non trouvée : Vœux, de janvier à mars. — Les dates (presse, 2026)"
        in guide
    )
