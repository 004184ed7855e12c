"""The plan of a class: whom to turn to, for which pupils, by when; who has what; who is alone."""

from collections.abc import Iterator, Sequence
from datetime import date

from mentorat_cli import wording
from mentorat_cli.answers.typed import label
from mentorat_cli.base.records import KnowledgeBase, Outcome, Status
from mentorat_cli.classroom.advice import Pupil, Scheme, lycee_place
from mentorat_cli.classroom.plan import LARGEST_CLASS, Alone, Plan, Share, Task
from mentorat_cli.classroom.synthesis import Classroom
from mentorat_cli.engine.calling import contacts_for
from mentorat_cli.engine.directory import Reachable, Way
from mentorat_cli.engine.ranking import is_general
from mentorat_cli.engine.rules import GOAL
from mentorat_cli.formats.document import (
    Blanks,
    Block,
    Card,
    Heading,
    Inline,
    Paragraph,
    Span,
    Style,
    Table,
    bullets,
    facts,
    paragraph,
    section,
    span,
)
from mentorat_cli.pages.contacts import channels, checklist, contact_line
from mentorat_cli.typography import NBSP, code, enumerate_french, plural
from mentorat_cli.wording.calls import lent_in_short, lent_to
from mentorat_cli.wording.seasons import moments

NAMED = 36
"""Pupils named in a list; beyond, they are counted."""
OTHER_NEEDS = 4
"""Other needs that are named for pupils left alone."""
DONE = Blanks(("Qui s’en charge", "Pour le", "Réponse"))
BOX = Span("[\u00a0]", Style.BOX)
DOUBT, ALSO = Span("?", Style.CAUTION), Span("+", Style.GOOD)
LEGEND = (
    *(BOX, Span("\u00a0prévu par le plan\u00a0; "), ALSO, Span("\u00a0convient aussi\u00a0; ")),
    *(DOUBT, Span("\u00a0à vérifier\u00a0; –\u00a0non.")),
)
CAPTION = "Les numéros sont ceux des dispositifs du plan."


def plan_sections(base: KnowledgeBase, room: Classroom, today: date) -> list[Block]:
    """Return the plan of a class, what each pupil has of it, and who is left alone; for more pupils
    than one plan serves, how to have one.
    """
    plan = room.plan
    if plan is None:
        text = (
            f"Le plan se fait pour {LARGEST_CLASS} élèves au plus, et ce tableau en a "
            f"{len(room.advice)}{NBSP}; donnez une classe par fichier."
        )
        return section("Le plan", [paragraph(text)])
    everyone = [one.pupil for one in room.advice]
    numbers = {str(share.entry.id): number for number, share in enumerate(plan.shares, 1)}
    cards = [_card(base, task, everyone, numbers, today) for task in plan.tasks]
    return [
        *section("Le plan", [paragraph(_summed(plan)), *cards] if cards else []),
        *section("Élève par élève", _table(room, plan) if cards else []),
        *section("Qui reste seul", _alone(base, plan.alone)),
    ]


def _summed(plan: Plan) -> str:
    served = sum(len(task.pupils) for task in plan.tasks)
    each = "avec" if served == 1 else "chacun avec"
    return (
        f"{plural(len(plan.tasks), 'interlocuteur')} pour {plural(served, 'élève')}, {each} "
        "une de ses trois premières propositions."
    )


def _card(
    base: KnowledgeBase,
    task: Task,
    everyone: Sequence[Pupil],
    numbers: dict[str, int],
    today: date,
) -> Card:
    """Return whom to turn to and how, for which schemes and pupils, what to ask and by when, with
    room to write who does it.
    """
    who = task.call.who if task.call else None
    services = [str(share.asked.ask) for share in task.shares if share.asked and share.asked.ask]
    how = channels(base, who, services) if who else span("aucun contact connu")
    shares = [
        (
            f"Dispositif {numbers[share.entry.id]}",
            (
                *scheme_line(base, share, everyone),
                *([Span(", faute d’autre chose")] if is_general(share.entry) else []),
                *(_lent(who, share) if who else []),
            ),
        )
        for share in task.shares
    ]
    dates = moments((share.entry for share in task.shares), today)
    told = [text.rstrip(".") for text in dates]
    when = wording.SEMICOLON.join([*told[:1], *map(wording.lower, told[1:])])
    last = [("À demander", _question(task)), ("Quand", when)]
    badge = Span(plural(len(task.pupils), "élève"), Style.STRONG)
    name = who.name if who else str(task.shares[0].entry.name)
    return Card(Heading(3, name, badge), (*facts([("Joindre", how), *shares, *last]), DONE))


def _lent(who: Reachable, share: Share) -> Iterator[Span]:
    """Yield whose contact somebody is, to a scheme that does not name them as others do."""
    lent = lent_to(who, share.entry.id)
    if lent and not lent_in_short(who):
        yield Span(f" ({lent})")


def _question(task: Task) -> str:
    """Return the first question that is for whom one turns to, or for the service they know."""
    roles = {str(share.asked.id) for share in task.shares if share.asked}
    roles |= {str(task.call.who.role.id)} if task.call else set()
    questions = checklist([share.entry for share in task.shares])
    return next((text for role, text in questions if role in roles), "")


def scheme_line(base: KnowledgeBase, scheme: Scheme, everyone: Sequence[Pupil]) -> Inline:
    """Return a scheme, the pupils whom it fits, and for whom it is to check with what would settle
    it.
    """
    pieces = [Span(f"{scheme.entry.name}{NBSP}:", Style.STRONG), Span(" ")]
    if scheme.fits:
        end = wording.SEMICOLON if scheme.to_check else ""
        pieces += [Span("convient", Style.GOOD), Span(f" {whom('à', scheme.fits, everyone)}{end}")]
    if scheme.to_check:
        settled = _settled(base, scheme)
        pieces += [
            Span("à vérifier", Style.CAUTION),
            Span(f" {whom('pour', scheme.to_check, everyone)}"),
            *([Span(f"{wording.COLON}{settled}")] if settled else []),
        ]
    return tuple(pieces)


def whom(preposition: str, some: Sequence[Pupil], everyone: Sequence[Pupil]) -> str:
    """Return some pupils, or all but the others where they are most of the class."""
    numbers = {pupil.number for pupil in some}
    others = [pupil for pupil in everyone if pupil.number not in numbers]
    if len(everyone) > 1 and not others:
        return f"{preposition} toute la classe"
    named = (
        f"tous sauf {_named(others)}" if len(some) > 2 * len(others) and others else _named(some)
    )
    return f"{preposition} {plural(len(some), 'élève')} ({named})"


def _named(some: Sequence[Pupil]) -> str:
    names = [pupil.label for pupil in some[:NAMED]]
    left = len(some) - len(names)
    return enumerate_french([*names, plural(left, "autre")] if left else names)


def _settled(base: KnowledgeBase, scheme: Scheme) -> str:
    """Return what would settle the doubt: answers, and a word from those who run the scheme."""
    texts = []
    for name, count in sorted(scheme.settled_by.items(), key=lambda item: -item[1]):
        whole = count == len(scheme.to_check)
        texts.append(
            code(base.question[name].label) + ("" if whole else f" ({plural(count, 'élève')})")
        )
    if scheme.entry.status is not Status.ACTIF:
        texts.append("le dispositif lui-même est à confirmer")
    return enumerate_french(texts)


def _table(room: Classroom, plan: Plan) -> list[Block]:
    """Return what the schemes of the plan are to each pupil: a box where it is planned."""
    planned = {(share.entry.id, one.number) for share in plan.shares for one in share.pupils}
    verdicts = {
        (scheme.entry.id, one.number): outcome
        for scheme in room.schemes
        for outcome, some in (
            (Outcome.CONVIENT, scheme.fits),
            (Outcome.A_VERIFIER, scheme.to_check),
        )
        for one in some
    }

    def cell(key: tuple[str, int]) -> Inline:
        if key not in verdicts:
            return (Span("–", Style.QUIET),)
        doubt = verdicts[key] is Outcome.A_VERIFIER
        if key in planned:
            return (BOX, *([Span(" "), DOUBT] if doubt else []))
        return (DOUBT if doubt else ALSO,)

    rows = tuple(
        (
            (Span(one.pupil.label),),
            *(cell((share.entry.id, one.pupil.number)) for share in plan.shares),
        )
        for one in room.advice
    )
    header = ("Élève", *(str(number) for number in range(1, len(plan.shares) + 1)))
    return [Paragraph(LEGEND), Table(CAPTION, header, rows)]


def _alone(base: KnowledgeBase, alone: Sequence[Alone]) -> list[Block]:
    """Return the pupils for whom the base has nothing, those alike together, and what would help:
    another need, and somebody who knows more.
    """
    alike: dict[Inline, list[Pupil]] = {}
    for one in alone:
        alike.setdefault(tuple(_help(base, one)), []).append(one.pupil)
    return bullets(
        (
            Span(_named(pupils), Style.STRONG),
            Span(f"{wording.COLON}rien dans la base ne correspond."),
            *helped,
        )
        for helped, pupils in alike.items()
    )


def _help(base: KnowledgeBase, one: Alone) -> Iterator[Span]:
    if one.goals:
        needs = [label(base.question[GOAL], goal) for goal in one.goals[:OTHER_NEEDS]]
        told = enumerate_french(needs, "ou")
        yield Span(f" Un autre besoin aurait des réponses{wording.COLON}{told}.")
    known = contacts_for(base, (), dict(lycee_place(one.pupil)))
    best = next((item for item in known if item.way is not Way.SCHOOL), next(iter(known), None))
    if best:
        yield from (Span(" Demandez à "), *contact_line(base, best), Span("."))
