"""A class: the synthesis and its pupils as one value, or one value per pupil."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Raw

from mentorat_cli.answers.told import NOTICE
from mentorat_cli.base.records import KnowledgeBase, Outcome
from mentorat_cli.classroom.advice import Advice, Pupil, Scheme
from mentorat_cli.classroom.plan import Plan, Task
from mentorat_cli.classroom.roll import Roll
from mentorat_cli.classroom.stream import Decided, Wording
from mentorat_cli.classroom.synthesis import Classroom
from mentorat_cli.engine.guidance import in_turn
from mentorat_cli.payloads import VERSION, consulted
from mentorat_cli.payloads.contacts import called, contact, helper, reaching
from mentorat_cli.payloads.recommendation import answers, head, reading
from mentorat_cli.typography import legible, plural
from mentorat_cli.wording.seasons import moments

JSON_WORDING = Wording(
    lambda identifier, outcome: f'{{"id":"{identifier}","verdict":"{outcome}"}}',
    lambda entries: f"[{','.join(entries)}]",
)
"""How a line writes entries; ids need no escaping."""


def classroom(base: KnowledgeBase, room: Classroom, today: date) -> dict[str, Any]:
    """Return a class: its synthesis with the plan and when to act from `today` on, its contacts in
    the order to call, its pupils, one by one.
    """
    return {
        "version": VERSION,
        "withheld": room.shared.notice,
        "base": consulted(base),
        "synthesis": {
            "pupils": len(room.advice),
            "schemes": [_scheme(scheme) for scheme in room.schemes],
            "contacts": [{**contact(one), **reaching(base, one)} for one in room.contacts],
            "first_call": (
                _called(base, room.first)
                if room.first
                else called(base, room.call, room.shared, several=True)
            ),
            "school": [helper(item) for item in in_turn(room.nets)],
            "plan": _plan(base, room.plan, today) if room.plan else None,
            "without_local": _numbers(room.not_local),
        },
        "pupils": (_pupil(base, one) for one in room.advice),
        "errors": [{"line": fault.line, "message": fault.message} for fault in room.faults],
    }


def line(base: KnowledgeBase, roll: Roll, decided: Decided) -> dict[str, Any]:
    """Return one row of a table as one value: its first recommendations, or what is wrong with
    it.
    """
    number, cells, fits, checks, first, problem = decided
    told = None if problem else answers(base, roll.answers(cells)[0])
    return {
        "version": VERSION,
        "withheld": NOTICE if roll.withheld else None,
        "line": number,
        "repere": legible(cells[roll.repere] if roll.repere is not None and cells else "") or None,
        "answers": told,
        "verdicts": None if problem else {Outcome.CONVIENT: fits, Outcome.A_VERIFIER: checks},
        "recommendations": Raw(first.encode()),
        "error": problem or None,
    }


def _scheme(scheme: Scheme) -> dict[str, Any]:
    return {
        "id": scheme.entry.id,
        "name": scheme.entry.name,
        "status": scheme.entry.status,
        "pupils": {
            Outcome.CONVIENT: _numbers(scheme.fits),
            Outcome.A_VERIFIER: _numbers(scheme.to_check),
        },
        "settled_by": dict(scheme.settled_by),
        "leads": scheme.leads,
    }


def _called(base: KnowledgeBase, task: Task) -> dict[str, Any] | None:
    pupils = len(task.pupils)
    why = f"pour {plural(pupils, 'élève')} de la classe"
    return called(base, task.call, task.told, pupils > 1, why)


def _plan(base: KnowledgeBase, plan: Plan, today: date) -> dict[str, Any]:
    return {
        "tasks": [
            {
                "call": _called(base, task),
                "pupils": _numbers(task.pupils),
                "when": moments((share.entry for share in task.shares), today),
                "schemes": [
                    {**_scheme(share), "ask": share.asked.id if share.asked else None}
                    for share in task.shares
                ],
            }
            for task in plan.tasks
        ],
        "alone": [{"number": one.pupil.number, "goals": list(one.goals)} for one in plan.alone],
    }


def _numbers(pupils: Sequence[Pupil]) -> list[int]:
    return [pupil.number for pupil in pupils]


def _pupil(base: KnowledgeBase, one: Advice) -> dict[str, Any]:
    return {
        "number": one.pupil.number,
        "line": one.pupil.line,
        "repere": one.pupil.repere or None,
        "answers": answers(base, one.pupil.answers),
        "verdicts": {Outcome.CONVIENT: len(one.fits), Outcome.A_VERIFIER: len(one.to_check)},
        "recommendations": [
            {**head(rank, match), **reading(base, match, one.pupil.answers)}
            for rank, match in enumerate(one.first, 1)
        ],
    }
