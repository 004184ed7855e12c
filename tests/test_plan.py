"""The plan of a class: the fewest people to turn to, in whatever order the pupils come."""

import io
import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from conftest import TODAY
from mentorat_cli.base.records import KnowledgeBase, Moment, Period, Prose
from mentorat_cli.classroom.advice import Advice, Adviser, Pupil, lycee_place, read_pupils
from mentorat_cli.classroom.plan import LARGEST_CLASS, Plan, plan_of
from mentorat_cli.classroom.roll import Roll
from mentorat_cli.classroom.table import open_table
from mentorat_cli.engine.calling import call_first
from mentorat_cli.engine.ranking import is_general
from mentorat_cli.wording.refusals import sentence
from solver import by_solver
from test_classroom import random_class, recommend_class


def advised(base: KnowledgeBase, seed: int, size: int) -> list[Advice]:
    """Return what is recommended to a class of pupils with random answers."""
    table = open_table(base, io.StringIO(random_class(base, seed, size)), "t")
    roll, adviser = Roll(base, table.columns, {}, sentence, TODAY), Adviser(base, 5)
    return [adviser.advise(one) for one in read_pupils(roll, table.rows(), lambda fault: None)]


def planned(plan: Plan) -> list[tuple[str, str, list[str]]]:
    """Return the plan as whom to turn to, for what, for which pupils."""
    return [
        (task.call.who.id if task.call else "", str(share.entry.id), named(share.pupils))
        for task in plan.tasks
        for share in task.shares
    ]


def named(pupils: Sequence[Pupil]) -> list[str]:
    return sorted(pupil.repere for pupil in pupils)


@pytest.mark.parametrize("seed", range(2))
def test_a_plan_is_the_best_and_keeps_its_promises(real: KnowledgeBase, seed: int) -> None:
    """Worked out again from what each pupil is told: her first three, the general scheme only for want of others."""
    advice = advised(real, seed, 16)
    plan = plan_of(real, advice)
    assert plan is not None
    places = {entry.id: place for place, entry in enumerate(real.entries)}
    wishes, first = list[dict[str, int]](), dict[str, int]()
    for one in advice:
        own = [match for match in one.first[:3] if not is_general(match.entry)]
        wishes.append({})
        for rank, match in enumerate(one.first[:3], 1):
            call = call_first(real, [match.entry], dict(lycee_place(one.pupil)))
            assert call is not None
            if match in (own or one.first[:3]):
                wishes[-1].setdefault(call.who.id, rank)
                place = places[match.entry.id]
                first[call.who.id] = min(place, first.get(call.who.id, place))
    order = sorted(first, key=lambda name: (first[name], name))
    numbered = [{order.index(name): rank for name, rank in wish.items()} for wish in wishes]
    chosen = {order[number] for number in by_solver(numbered)}
    assert {task.call.who.id for task in plan.tasks if task.call} == chosen
    given = {pupil.number: task for task in plan.tasks for pupil in task.pupils}
    assert len(given) == sum(len(task.pupils) for task in plan.tasks)
    for one, wish in zip(advice, wishes, strict=True):
        task = given.get(one.pupil.number)
        best = min((rank, name) for name, rank in wish.items() if name in chosen) if wish else None
        assert (task.call.who.id if task and task.call else None) == (best[1] if best else None)
    assert [one.pupil for one in plan.alone] == [one.pupil for one in advice if not one.first]


@pytest.mark.parametrize("seed", range(2))
def test_a_plan_does_not_depend_on_the_order_of_the_lines(real: KnowledgeBase, seed: int) -> None:
    advice = advised(real, 10 + seed, 16)
    plan = plan_of(real, advice)
    assert plan is not None
    assert len(plan.tasks) > 1
    for again in range(3):
        mixed = random.Random(again).sample(advice, len(advice))
        other = plan_of(real, mixed)
        assert other is not None
        assert planned(other) == planned(plan)
        assert named([one.pupil for one in other.alone]) == named([one.pupil for one in plan.alone])


ROWS = "repere;objectif;academie;boursier\n"


def classroom(base: KnowledgeBase, tmp_path: Path, rows: str, form: str) -> str:
    path = tmp_path / "eleves.csv"
    path.write_text(ROWS + rows, encoding="utf-8")
    return recommend_class(base, path, "--format", form).out


PLANS = {
    "the best placed of two schemes of one addressee": (
        "A1;stage;lyon;oui\n",
        [("tremplin", "mentors-lyon", [1])],
        "tremplin",
    ),
    "what serves most pupils first, then the order of the base": (
        "A1;confiance;lyon;\nA2;stage;lyon;oui\nA3;stage;lyon;non\nA4;stage;lyon;oui\n",
        [
            ("tremplin", "mentors-lyon", [2, 4]),
            ("tremplin", "tremplin", [3]),
            ("rectorat-lyon", "cordees", [1]),
        ],
        "tremplin",
    ),
    "of as many pupils, the order of the base; the first call is to who answers directly": (
        "A1;stage;lyon;non\nA2;confiance;lyon;\n",
        [("rectorat-lyon", "cordees", [2]), ("tremplin", "tremplin", [1])],
        "tremplin",
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_a_plan(kb: KnowledgeBase, tmp_path: Path, name: str) -> None:
    rows, expected, first = PLANS[name]
    synthesis = json.loads(classroom(kb, tmp_path, rows, "json"))["synthesis"]
    assert synthesis["first_call"]["contact"] == first
    assert [
        (
            task["call"]["contact"],
            one["id"],
            sorted(number for some in one["pupils"].values() for number in some),
        )
        for task in synthesis["plan"]["tasks"]
        for one in task["schemes"]
    ] == expected


def test_a_table_of_several_classes_has_no_plan(kb: KnowledgeBase, tmp_path: Path) -> None:
    """Not one that nobody could follow: it says how to have one, and keeps the rest."""
    rows = [f"A{number};stage;lyon;\n" for number in range(LARGEST_CLASS + 1)]
    told = json.loads(classroom(kb, tmp_path, "".join(rows[1:]), "json"))
    assert [len(task["pupils"]) for task in told["synthesis"]["plan"]["tasks"]] == [LARGEST_CLASS]
    told = json.loads(classroom(kb, tmp_path, "".join(rows), "json"))
    assert told["synthesis"]["plan"] is None
    page = classroom(kb, tmp_path, "".join(rows), "html")
    assert (
        "<h2>Le plan</h2>\n<p>Le plan se fait pour 40 élèves au plus, et ce tableau en a 41\u00a0; "
        "donnez une classe par fichier.</p>" in page
    )
    assert "<h2>Qui contacter, dans cet ordre</h2>" in page


def test_when_to_act_is_one_sentence(kb: KnowledgeBase, tmp_path: Path) -> None:
    dates = tuple(
        Period(Prose(text), ("s",), opens=Moment(day))
        for text, day in (("Candidatures.", "2027-03"), ("Finale.", "2027-06"))
    )
    entries = tuple(replace(entry, calendar=dates) for entry in kb.entries)
    page = classroom(replace(kb, entries=entries), tmp_path, "A1;stage;lyon;oui\n", "markdown")
    assert (
        "- **Quand\u00a0:** Ouvre en mars\u00a02027\u00a0: Candidatures\u00a0; "
        "ouvre en juin\u00a02027\u00a0: Finale\n" in page
    )


def test_who_is_alone_is_told_what_would_help(kb: KnowledgeBase, tmp_path: Path) -> None:
    rows = "A1;stage;rennes;\nA2;stage;lyon;oui\nA3;stage;rennes;non\n"
    page = classroom(kb, tmp_path, rows, "markdown")
    assert (
        "## Qui reste seul\n\n- **A1 et A3**\u00a0: rien dans la base ne correspond. Un autre besoin aurait des "
        "réponses\u00a0: orientation ou confiance en soi. Demandez à **Bureau des entreprises**\u00a0: dans votre lycée.\n"
        in page
    )
