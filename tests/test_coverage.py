"""What `mentorat coverage` counts, and the table of CONTRIBUTING, which states it for a sample pupil."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from conftest import ROOT, Recorder, cases
from mentorat_cli.base.records import Answers, KnowledgeBase, Outcome
from mentorat_cli.engine.coverage import Count, Coverage, Lack, State, cover
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.formats import text as text_format
from mentorat_cli.pages.coverage import coverage_page

CONTRIBUTING = ROOT / "CONTRIBUTING.md"
PUPIL: Answers = {"niveau": ("premiere-pro",), "age": ("16",)}


@pytest.fixture(scope="module")
def covered(real: KnowledgeBase) -> Coverage:
    """What the real base covers, counted once."""
    return cover(real, {})


def table(base: KnowledgeBase) -> str:
    goals = list(base.question["objectif"].choices)
    lines = [
        "| académie | entrées (dont locales) | "
        + " | ".join(choice.phrase for choice in goals)
        + " |",
        "|---|---|" + "---|" * len(goals),
    ]
    coverage = cover(base, PUPIL)
    for academie in base.academies:
        total = coverage.total[academie.id]
        cells = [f"{cell.count.fitting}/{cell.count.entries}" for cell in coverage.of(academie.id)]
        lines.append(
            f"| {academie.name} | {total.entries} ({total.local}) | " + " | ".join(cells) + " |"
        )
    return "\n".join(lines) + "\n"


def test_contributing_states_the_coverage(
    real: KnowledgeBase, request: pytest.FixtureRequest
) -> None:
    text, now = CONTRIBUTING.read_text(encoding="utf-8"), table(real)
    print(now)
    if request.config.getoption("--rewrite"):
        text = re.sub(
            r"(<!-- couverture -->\n)[\s\S]*(?=<!-- fin -->)", lambda found: found[1] + now, text
        )
        CONTRIBUTING.write_text(text, encoding="utf-8")
    assert text.split("<!-- couverture -->\n")[1].split("<!-- fin -->")[0] == now


@pytest.mark.parametrize("answers", [{}, PUPIL, {"niveau": ("terminale-pro",)}])
def test_what_counts_is_what_is_recommended(kb: KnowledgeBase, answers: Answers) -> None:
    """The count is made without `recommend`: it must find the same entries, and the same ones that fit."""
    for cell in cover(kb, answers).cells:
        found = recommend(
            kb, {"objectif": (cell.goal,), "academie": (cell.academie,), **answers}
        ).recommended
        fitting = sum(match.outcome is Outcome.CONVIENT for match in found)
        assert (cell.count.entries, cell.count.fitting) == (len(found), fitting), (
            cell.academie,
            cell.goal,
        )


def test_sums_agree(covered: Coverage) -> None:
    for count in (*covered.total.values(), *(cell.count for cell in covered.cells)):
        assert count.entries == count.confirmed + count.to_confirm == count.local + count.national
        assert count.local_sure <= min(count.local, count.sure, count.confirmed)


@pytest.mark.parametrize("case", cases("coverage", {"count", "state", "lack"}))
def test_lack(case: dict[str, Any]) -> None:
    count = Count(**case["count"])
    assert (count.state, count.lack) == (
        State(case["state"]),
        Lack(case["lack"]) if case["lack"] else None,
    )


def test_every_academie_has_its_own_tile(real: KnowledgeBase) -> None:
    tiles = [(item.tile.row, item.tile.column) for item in real.academies if item.tile]
    assert len(set(tiles)) == len(real.academies)
    assert min(min(tile) for tile in tiles) == 1


@pytest.mark.parametrize(
    ("name", "width", "arguments"),
    [
        ("coverage.txt", 80, ()),
        ("coverage-narrow.txt", 40, ()),
        ("coverage-goal.txt", 80, ("--objectif", "stage", "--niveau", "premiere-pro")),
        ("coverage.html", 80, ("--format", "html")),
        ("coverage.md", 80, ("--format", "markdown")),
        ("coverage.json", 80, ("--format", "json", "--objectif", "stage")),
        ("coverage.csv", 80, ("--format", "csv")),
    ],
)
def test_output(
    kb: KnowledgeBase,
    snapshot: Callable[[str, str], None],
    name: str,
    width: int,
    arguments: tuple[str, ...],
) -> None:
    result = Recorder(width=width).run(kb, "coverage", *arguments)
    assert (result.code, result.err) == (0, "")
    snapshot(name, result.out)


def test_the_whole_map_fits_80_columns_and_names_every_academie(
    real: KnowledgeBase, covered: Coverage
) -> None:
    shown = text_format.render(coverage_page(real, covered), 80)
    drawn = shown.split("LA CARTE\n")[1].split("\nPour lire")[0]
    assert max(map(len, drawn.splitlines())) <= 80
    words = {word for item in real.academies for word in re.split("[- ]", item.name)}
    assert words <= set(re.split(r"[-\s]+", drawn))


def test_no_line_is_cut_at_any_width(real: KnowledgeBase, covered: Coverage) -> None:
    page = coverage_page(real, covered)
    for width in (20, 30, 40, 60, 79):
        assert all(
            len(line) <= width or " " not in line.strip(" -") or line.startswith("  mentorat")
            for line in text_format.render(page, width).splitlines()
        )


def test_a_line_for_each_academie_and_goal(real: KnowledgeBase, covered: Coverage) -> None:
    assert [(cell.academie, cell.goal) for cell in covered.cells] == [
        (academie, str(choice.id))
        for academie in real.academie
        for choice in real.question["objectif"].choices
    ]
