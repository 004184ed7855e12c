"""A class: the synthesis that the teacher acts on, then one sheet per pupil."""

from collections.abc import Sequence
from datetime import date

from mentorat_cli import wording
from mentorat_cli.base.records import KnowledgeBase, Status
from mentorat_cli.classroom.synthesis import Advice, Classroom, Pupil, Scheme
from mentorat_cli.engine.directory import Reachable
from mentorat_cli.engine.guidance import in_turn
from mentorat_cli.formats.document import (
    Block,
    Document,
    Heading,
    Inline,
    Sheet,
    Span,
    Style,
    bullets,
    facts,
    paragraph,
    section,
)
from mentorat_cli.pages.cards import match_card, nothing_fits
from mentorat_cli.pages.common import left_out
from mentorat_cli.pages.contacts import call_lines, contact_lines, net_blocks
from mentorat_cli.pages.recommendation import limits, outside_notice
from mentorat_cli.typography import NBSP, code, enumerate_french, plural
from mentorat_cli.wording.calls import served

ROWS = ("Pourquoi", "À vérifier", "À demander")
HANDED = (*ROWS, "Ce que c’est", "Premier pas")
NAMED = 36
"""Pupils named in a list; beyond, they are counted."""
QUESTIONS = 5
FAULTS = 20


def class_page(
    base: KnowledgeBase,
    room: Classroom,
    today: date,
    handed: bool = False,
) -> Document:
    """Return the synthesis of a class, then what is recommended to each pupil; sheets that are
    handed over say what each scheme is.
    """
    return Document(
        f"Mentorat pour une classe{wording.COLON}{plural(len(room.advice), 'élève')}",
        (
            *left_out(room.shared),
            paragraph(
                f"Fait le {wording.day(today)}. Après cette synthèse vient une fiche par élève.",
                Style.QUIET,
            ),
            *_shared(base, room),
            *section("Demain matin", _tomorrow(base, room)),
            *section("Dispositifs à proposer", _schemes(base, room)),
            *section("À demander d’abord", _questions(base, room)),
            *section("Qui contacter, dans cet ordre", _contacts(base, room)),
            *section("Dans le lycée et l’institution", net_blocks(base, room.nets)),
            *section("Rien de local", _without_local(room)),
            *section("Lignes non lues", _faults(room)),
            *section("Fraîcheur et limites", limits(base)),
            *(_sheet(base, one, handed) for one in room.advice),
        ),
    )


def _tomorrow(base: KnowledgeBase, room: Classroom) -> list[Block]:
    return call_lines(base, room.call, room.shared, True, in_turn(room.nets))


def _shared(base: KnowledgeBase, room: Classroom) -> list[Block]:
    academies = dict.fromkeys(one.pupil.answers.get("academie", ()) for one in room.advice)
    notices = [
        block for values in academies for block in outside_notice(base, {"academie": values})
    ]
    shared = facts(wording.profile(base, room.shared)) if len(room.advice) > 1 else []
    return [*shared, *notices]


def _schemes(base: KnowledgeBase, room: Classroom) -> list[Block]:
    everyone = [one.pupil for one in room.advice]
    lines = [_scheme(base, scheme, everyone) for scheme in room.leading]
    if not lines:
        return [nothing_fits("cette classe")]
    left = len(room.schemes) - len(lines)
    more = (
        f"Et {plural(left, 'autre')}, jamais parmi les premiers d’un "
        f"élève{wording.COLON}--limit N en montre plus."
    )
    return [*bullets(lines), *([paragraph(more, Style.QUIET)] if left else [])]


def _scheme(base: KnowledgeBase, scheme: Scheme, everyone: Sequence[Pupil]) -> Inline:
    pieces = [Span(f"{scheme.entry.name}{NBSP}:", Style.STRONG), Span(" ")]
    if scheme.fits:
        end = wording.SEMICOLON if scheme.to_check else ""
        pieces += [Span("convient", Style.GOOD), Span(f" {_whom('à', scheme.fits, everyone)}{end}")]
    if scheme.to_check:
        whom = _whom("pour", scheme.to_check, everyone)
        pieces += [
            Span("à vérifier", Style.CAUTION),
            Span(f" {whom}{wording.COLON}{_settled(base, scheme)}"),
        ]
    return tuple(pieces)


def _whom(preposition: str, some: Sequence[Pupil], everyone: Sequence[Pupil]) -> str:
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
    def whom(item: Reachable) -> str:
        entries = served(base, item) or "les élèves sans proposition"
        return f"{wording.SEMICOLON}pour {entries}"

    return contact_lines(base, room.contacts, whom)


def _without_local(room: Classroom) -> list[Block]:
    if not room.not_local:
        return []
    whom = _whom("Pour", room.not_local, [one.pupil for one in room.advice])
    return [
        paragraph(
            f"{whom}, la base n’a rien de local{wording.COLON}demandez au "
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


def _sheet(base: KnowledgeBase, one: Advice, handed: bool) -> Sheet:
    profile = " · ".join(
        f"{name}{wording.COLON}{value}" for name, value in wording.profile(base, one.pupil.answers)
    )
    cards: list[Block] = [
        match_card(
            base, number, match, one.pupil.answers, HANDED if handed else ROWS, summary=handed
        )
        for number, match in enumerate(one.first, 1)
    ] or [nothing_fits(where="de la synthèse")]
    left = len(one.fits) + len(one.to_check) - len(one.first)
    more = [paragraph(f"Et {plural(left, 'autre')} dans la base.", Style.QUIET)] if left else []
    return Sheet(Heading(2, one.pupil.label), (paragraph(profile, Style.QUIET), *cards, *more))
