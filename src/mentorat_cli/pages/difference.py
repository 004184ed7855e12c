"""What a change of base changes, for somebody who reviews it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from mentorat_cli import wording
from mentorat_cli.base.meanings import meanings
from mentorat_cli.base.records import (
    Answers,
    Condition,
    Entry,
    Kind,
    KnowledgeBase,
    Records,
    Status,
)
from mentorat_cli.engine.comparing import (
    Changed,
    Changes,
    Criterion,
    Difference,
    Effect,
    Shift,
    key,
)
from mentorat_cli.engine.rules import LARGEST_PRODUCT, conjuncts
from mentorat_cli.formats.document import (
    Block,
    Card,
    Document,
    Heading,
    Inline,
    Span,
    Style,
    bullets,
    facts,
    paragraph,
    section,
    span,
)
from mentorat_cli.typography import NBSP, code, enumerate_french, french, plural

SHOWN = (
    "status",
    "kind",
    "name",
    "checked_on",
    "phone",
    "email",
    "url",
    "address",
    "minimum",
    "maximum",
)
"""Fields that are short enough to be shown before and after."""


ALIKE = 3
"""Records beyond which those of which the same fields change are told together."""


def difference_page(difference: Difference, before: str, after: str) -> Document:
    """Return what changes from `before` to `after`, the two bases as they were typed."""
    title = f"Ce qui change de {code(before)} à {code(after)}"
    if not difference.changes:
        return Document(title, (paragraph("Aucune différence."),))
    titles = {key: french(told.title) for key, told in meanings(Records).items()}
    blocks: list[Block] = [
        *facts([(titles[item.collection], _summary(item)) for item in difference.changes])
    ]
    for item in difference.changes:
        blocks += section(titles[item.collection], _changes(difference.words, item))
    blocks += section("Verdicts qui changent", _effects(difference))
    blocks += section("Questions utiles aux verdicts", _criteria(difference))
    return Document(title, tuple(blocks))


# Records


def _summary(item: Changes) -> str:
    counts = [
        (len(item.added), "ajout"),
        (len(item.removed), "retrait"),
        (len(item.changed), "changement"),
    ]
    return ", ".join([plural(count, word) for count, word in counts if count]) or "un autre ordre"


def _changes(base: KnowledgeBase, item: Changes) -> list[Block]:
    lines: list[Inline] = [_line("Ajout", Style.GOOD, name(one)) for one in item.added]
    lines += [_line("Retrait", Style.BAD, name(one)) for one in item.removed]
    alike: dict[object, list[Changed]] = {}
    for one in item.changed:
        alike.setdefault(_fields(one) if "when" not in one.fields else one.key, []).append(one)
    for group in alike.values():
        lines += (
            [line for one in group for line in _changed(base, one)]
            if len(group) <= ALIKE
            else [_together(group)]
        )
    return bullets(lines + ([span("L’ordre change.")] if item.reordered else []))


def name(item: Any) -> str:
    """Return the name of a record, with its identifier when it has another one."""
    names = (getattr(item, field, None) for field in ("name", "label"))
    known = next((str(one) for one in names if one), key(item))
    return known if known == key(item) else f"{known} ({key(item)})"


def _line(what: str, style: Style, text: str) -> Inline:
    return Span(what, style), Span(f"{wording.COLON}{text}")


def _together(group: Sequence[Changed]) -> Inline:
    names = enumerate_french([name(one.after) for one in group])
    return _line(f"{len(group)} changements", Style.CAUTION, f"{_fields(group[0])}. {names}.")


def _changed(base: KnowledgeBase, item: Changed) -> Iterable[Inline]:
    yield _line("Changement", Style.CAUTION, f"{name(item.after)}{wording.COLON}{_fields(item)}.")
    if isinstance(item.after, Entry) and "when" in item.fields:
        old, new = list(conjuncts(item.before.when)), list(conjuncts(item.after.when))
        yield from (_condition(base, "ne demande plus", part) for part in old if part not in new)
        yield from (_condition(base, "demande désormais", part) for part in new if part not in old)


def _condition(base: KnowledgeBase, what: str, part: Condition) -> Inline:
    return span(f"… {what}{wording.COLON}{wording.clause(base, part)}.")


def _fields(item: Changed) -> str:
    meant = meanings(type(item.after))
    return ", ".join(
        french(meant[field].title)
        + (f" ({_value(before)} → {_value(after)})" if field in SHOWN else "")
        for field in item.fields
        for before, after in [(getattr(item.before, field), getattr(item.after, field))]
    )


def _value(value: Any) -> str:
    if isinstance(value, Status):
        return wording.STATUSES[value]
    if isinstance(value, Kind):
        return wording.KINDS[value]
    if isinstance(value, date):
        return wording.day(value)
    return "rien" if value is None else str(value)


# Verdicts


def _effects(difference: Difference) -> list[Block]:
    told = [item for item in difference.effects if item.shifts or item.profiles is None]
    unmoved = [item for item in difference.effects if item not in told]
    blocks: list[Block] = [
        _effect(difference.words, _named(difference, item), item) for item in told
    ]
    if told:
        meaning = (
            f"Une sorte de profils{wording.COLON}ceux que les conditions, "
            "avant ou après, ne distinguent pas."
        )
        blocks.insert(0, paragraph(meaning, Style.QUIET))
    if unmoved:
        names = enumerate_french([_named(difference, item) for item in unmoved])
        blocks.append(
            paragraph(
                f"Aucun verdict ne change, quel que soit le profil, pour{wording.COLON}{names}."
            )
        )
    return blocks


def _named(difference: Difference, item: Effect) -> str:
    return str(difference.words.entry[item.entry].name)


def _effect(base: KnowledgeBase, title: str, item: Effect) -> Card:
    if item.profiles is None:
        limit = f"{LARGEST_PRODUCT:,}".replace(",", NBSP)
        return Card(
            Heading(3, title),
            (
                paragraph(
                    f"Plus de {limit} combinaisons de réponses{wording.COLON}les "
                    "profils n’ont pas été comptés."
                ),
            ),
        )
    moved = sum(shift.count for shift in item.shifts)
    blocks: list[Block] = []
    for shift in item.shifts:
        blocks += [
            paragraph(_shift(shift)),
            *bullets(_profile(base, answers) for answers in shift.examples),
        ]
    badge = Span(
        f"{moved}{NBSP}sur{NBSP}{plural(item.profiles, 'sorte de profils', 'sortes de profils')}",
        Style.CAUTION,
    )
    return Card(Heading(3, title, badge), tuple(blocks))


def _shift(shift: Shift) -> str:
    many = plural(shift.count, "sorte de profils passe", "sortes de profils passent")
    before, after = wording.OUTCOMES[shift.before], wording.OUTCOMES[shift.after]
    example = "" if shift.count == len(shift.examples) else ", par exemple"
    return f"{many} de {code(before)} à {code(after)}{example}{NBSP}:"


def _profile(base: KnowledgeBase, answers: Answers) -> str:
    return wording.SEMICOLON.join(
        f"{label}{wording.COLON}{text}" for label, text in wording.profile(base, answers)
    )


def _criteria(difference: Difference) -> list[Block]:
    return bullets(
        [
            *(
                _criterion(difference, item, "devient utile, lue par")
                for item in difference.appeared
            ),
            *(
                _criterion(difference, item, "ne sert plus\u00a0; elle était lue par")
                for item in difference.vanished
            ),
        ]
    )


def _criterion(difference: Difference, item: Criterion, what: str) -> str:
    question = difference.words.question[item.id]
    return (
        f"La question {code(str(question.label))} "
        f"{what}{wording.COLON}{enumerate_french(list(item.entries))}."
    )
