"""A class: the plan that the teacher acts on, what else there is, then one sheet per pupil."""

from collections.abc import Iterator, Sequence
from datetime import date

from mentorat_cli import wording
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.classroom.advice import Advice, LyceePlace, Scheme, lycee_place
from mentorat_cli.classroom.synthesis import Classroom
from mentorat_cli.engine.calling import Call, call_first
from mentorat_cli.engine.directory import Reachable
from mentorat_cli.engine.guidance import in_turn, nets
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.formats.document import (
    Block,
    Document,
    Heading,
    More,
    Paragraph,
    Sheet,
    Span,
    Style,
    bullets,
    paragraph,
    section,
)
from mentorat_cli.pages.cards import match_card, nothing_fits
from mentorat_cli.pages.common import before_calling, left_out
from mentorat_cli.pages.contacts import INSIDE, contact_lines, helper_lines, net_blocks
from mentorat_cli.pages.handout import HELPERS, handout_card, limits_line
from mentorat_cli.pages.plan import plan_sections, scheme_line, whom
from mentorat_cli.pages.recommendation import limits, outside_notice
from mentorat_cli.pages.summary import call_panel, situation
from mentorat_cli.typography import plural
from mentorat_cli.wording.calls import served

ROWS = ("Pourquoi", "À vérifier", "À demander")
QUESTIONS = 5
FAULTS = 20


def class_page(
    base: KnowledgeBase,
    room: Classroom,
    today: date,
    handed: bool = False,
) -> Document:
    """Return the plan of a class with what else there is, then what is recommended to each pupil.

    What is handed over has the plan alone, unless there is none, and sheets that say what each
    scheme is and whom to call.
    """
    whole = room.plan is None or not handed
    known = situation(base, room.shared)
    shared = (Span(known, Style.STRONG), Span(" — ")) if known else ()
    made = "fait le" if known else "Fait le"
    sheets = _handouts(base, room) if handed else (_sheet(base, one) for one in room.advice)
    return Document(
        f"Mentorat pour une classe{wording.COLON}{plural(len(room.advice), 'élève')}",
        (
            Paragraph((*shared, Span(f"{made} {wording.day(today)}.", Style.QUIET))),
            *left_out(room.shared),
            *_notices(base, room),
            *_tomorrow(base, room),
            *plan_sections(base, room, today),
            *section("À demander d’abord", _questions(base, room)),
            *(_rest(base, room) if whole else []),
            *section("Rien de local", _without_local(room)),
            *section("Lignes non lues", _faults(room)),
            *(section("Fraîcheur et limites", limits(base)) if whole else []),
            *([] if whole else [paragraph(limits_line(base), Style.QUIET)]),
            *sheets,
        ),
    )


def _notices(base: KnowledgeBase, room: Classroom) -> list[Block]:
    academies = dict.fromkeys(one.pupil.answers.get("academie", ()) for one in room.advice)
    return [block for values in academies for block in outside_notice(base, {"academie": values})]


def _tomorrow(base: KnowledgeBase, room: Classroom) -> list[Block]:
    before = before_calling(in_turn(room.nets))[:INSIDE]
    if room.first is None:
        return call_panel(base, room.call, room.shared, True, before)
    task = room.first
    return call_panel(base, task.call, task.told, len(task.pupils) > 1, before)


def _rest(base: KnowledgeBase, room: Classroom) -> list[Block]:
    return [
        *section("Dispositifs à proposer", _schemes(base, room)),
        *section("Qui contacter, dans cet ordre", _contacts(base, room)),
        *section("Dans le lycée et l’institution", net_blocks(base, room.nets)),
    ]


def _schemes(base: KnowledgeBase, room: Classroom) -> list[Block]:
    everyone = [one.pupil for one in room.advice]
    lines = [scheme_line(base, scheme, everyone) for scheme in room.leading]
    if not lines:
        return [nothing_fits("cette classe")]
    left = len(room.schemes) - len(lines)
    wider = More(2 * max(len(one.first) for one in room.advice))
    more = Paragraph(
        (
            Span(
                f"Et {plural(left, 'autre')}, jamais parmi les premiers d’un élève{wording.COLON}"
            ),
            Span("--limit N", Style.CODE, target=wider, instead="une liste plus longue"),
            Span(" en montre plus."),
        )
    )
    return [*bullets(lines), *([more] if left else [])]


def _questions(base: KnowledgeBase, room: Classroom) -> list[Block]:
    """Return the questions that settle most, the sensitive ones apart: nobody is asked for them to
    sort a class.
    """
    lines = []
    for name in sorted(_at_stake(room), key=lambda name: -len(_at_stake(room)[name])):
        question = base.question[name]
        if not question.sensitive:
            lines.append(f"{question.prompt} ({plural(len(_at_stake(room)[name]), 'dispositif')})")
    return bullets(lines[:QUESTIONS])


def _at_stake(room: Classroom) -> dict[str, list[Scheme]]:
    """Return criterion → the leading schemes that it would settle for a pupil at least."""
    found: dict[str, list[Scheme]] = {}
    for scheme in room.leading:
        for name in scheme.settled_by:
            found.setdefault(name, []).append(scheme)
    return found


def _contacts(base: KnowledgeBase, room: Classroom) -> list[Block]:
    def why(item: Reachable) -> str:
        entries = served(base, item) or "les élèves sans proposition"
        return f"{wording.SEMICOLON}pour {entries}"

    return contact_lines(base, room.contacts, why)


def _without_local(room: Classroom) -> list[Block]:
    if not room.not_local:
        return []
    some = whom("Pour", room.not_local, [one.pupil for one in room.advice])
    return [
        paragraph(
            f"{some}, rien de ce qui est proposé n’est local{wording.COLON}demandez au "
            "rectorat ce qui existe près du lycée."
        )
    ]


def _faults(room: Classroom) -> list[Block]:
    left = len(room.faults) - FAULTS
    more = [f"et {plural(left, 'autre ligne', 'autres lignes')}"] if left > 0 else []
    return bullets(
        [
            *(
                f"Ligne {fault.line}{wording.COLON}{fault.message}"
                for fault in room.faults[:FAULTS]
            ),
            *more,
        ]
    )


def _sheet(base: KnowledgeBase, one: Advice) -> Sheet:
    cards = [
        match_card(base, number, match, one.pupil.answers, ROWS, summary=False)
        for number, match in enumerate(one.first, 1)
    ]
    return _filled(base, one, cards)


def _handouts(base: KnowledgeBase, room: Classroom) -> Iterator[Sheet]:
    """Yield the sheet of each pupil: her first schemes with whom the plan turns to for each, and
    who helps in the lycée.
    """
    calls: dict[tuple[str, LyceePlace], Call | None] = {}
    for one in room.advice:
        place, answers = lycee_place(one.pupil), one.pupil.answers
        cards: list[Block] = []
        for number, match in enumerate(one.first, 1):
            key = str(match.entry.id), place
            if key not in calls:
                calls[key] = call_first(base, [match.entry], dict(place))
            call = calls[key]
            service = [str(call.asked.ask)] if call and call.asked and call.asked.ask else []
            whom = [call.who] if call else []
            cards.append(handout_card(base, number, match, answers, whom, service))
        known = in_turn(nets(base, answers, possible_answers(base, answers)))[:HELPERS]
        beside = section("Dans votre lycée et autour", helper_lines(known), level=3)
        yield _filled(base, one, cards, beside)


def _filled(
    base: KnowledgeBase, one: Advice, cards: Sequence[Block], beside: Sequence[Block] = ()
) -> Sheet:
    profile = " · ".join(
        f"{name}{wording.COLON}{value}" for name, value in wording.profile(base, one.pupil.answers)
    )
    left = len(one.fits) + len(one.to_check) - len(one.first)
    more = [paragraph(f"Et {plural(left, 'autre')} dans la base.", Style.QUIET)] if left else []
    return Sheet(
        Heading(2, one.pupil.label),
        (
            paragraph(profile, Style.QUIET),
            *(cards or [nothing_fits(where="de la première page")]),
            *more,
            *beside,
        ),
    )
