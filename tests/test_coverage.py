"""How much the base covers: the table of CONTRIBUTING, one line per académie."""

import re

import pytest

from conftest import ROOT
from mentorat_cli.matching import Reach, reach
from mentorat_cli.models import KnowledgeBase, Outcome
from mentorat_cli.recommending import recommend

CONTRIBUTING = ROOT / "CONTRIBUTING.md"


def table(base: KnowledgeBase) -> str:
    goals = list(base.question["objectif"].choices)
    lines = [
        "| académie | entrées (dont locales) | " + " | ".join(choice.phrase for choice in goals) + " |",
        "|---|---|" + "---|" * len(goals),
    ]
    for academie in base.academies:
        pupil = {"academie": (academie.id,), "niveau": ("premiere-pro",), "age": ("16",)}
        found = [recommend(base, {"objectif": (choice.id,), **pupil}).recommended for choice in goals]
        entries = {match.entry.id: match.entry for matches in found for match in matches}
        local = sum(reach(base, entry) is not Reach.NATIONAL for entry in entries.values())
        cells = [f"{sum(match.outcome is Outcome.CONVIENT for match in matches)}/{len(matches)}" for matches in found]
        lines.append(f"| {academie.name} | {len(entries)} ({local}) | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def test_contributing_states_the_coverage(real: KnowledgeBase, request: pytest.FixtureRequest) -> None:
    text, now = CONTRIBUTING.read_text(encoding="utf-8"), table(real)
    print(now)
    if request.config.getoption("--rewrite"):
        text = re.sub(r"(<!-- couverture -->\n)[\s\S]*(?=<!-- fin -->)", lambda found: found[1] + now, text)
        CONTRIBUTING.write_text(text, encoding="utf-8")
    assert text.split("<!-- couverture -->\n")[1].split("<!-- fin -->")[0] == now
