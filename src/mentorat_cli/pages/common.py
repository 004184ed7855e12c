"""What several pages share."""

from collections.abc import Iterable, Mapping
from datetime import date

from mentorat_cli import wording
from mentorat_cli.answers.told import LEFT_OUT, NOTICE, Told, equivalent_command, retold
from mentorat_cli.base.records import Guide, KnowledgeBase, Outcome, Source, Step, Tier
from mentorat_cli.engine.guidance import Helper
from mentorat_cli.formats.document import (
    Again,
    Block,
    Command,
    Consent,
    Paragraph,
    Span,
    Style,
    bullets,
    paragraph,
    section,
)
from mentorat_cli.wording.seasons import dated

BADGES = {
    Outcome.CONVIENT: Style.GOOD,
    Outcome.A_VERIFIER: Style.CAUTION,
    Outcome.NE_CONVIENT_PAS: Style.BAD,
}


def left_out(told: Told, said: str = NOTICE) -> list[Block]:
    """Return the line above a result that was computed without the sensitive answers."""
    if not told.notice:
        return []
    kept = f"{LEFT_OUT}{wording.SEMICOLON}les garder"
    return [Paragraph((Span(said, Style.QUIET, target=Consent(), instead=kept),))]


def left_out_for_others(told: Told) -> list[Block]:
    """Return that line above what is made for others in a page that shows its reader more."""
    return left_out(told.for_others) if told.for_others is not told else []


def again(base: KnowledgeBase, told: Told, instead: str) -> Command:
    """Return what leads to the recommendation of the answers that others may be told."""
    return Command(equivalent_command(base, told), Again(tuple(retold(base, told))), instead)


def before_calling(helpers: Iterable[Helper]) -> list[Helper]:
    """Return who of the lycée one speaks to before any call outside."""
    return [item for item in helpers if item.first and item.on_site]


def step_text(base: KnowledgeBase, step: Step) -> str:
    """Return a step with who acts and when in the school year."""
    notes = [str(base.role[step.who].name)] if step.who else []
    if step.moment:
        notes.append(str(step.moment))
    return f"{step.text} ({', '.join(notes)})" if notes else str(step.text)


def by_weight(sources: Iterable[Source], stated: Mapping[str, int] | None = None) -> list[Source]:
    """Return sources by their tier, then by how much each has `stated`, then the latest first."""
    tiers, counts = list(Tier), stated or {}
    latest = sorted(sources, key=lambda item: item.date or "", reverse=True)
    return sorted(latest, key=lambda item: (tiers.index(item.tier), -counts.get(item.id, 0)))


def protection_lines(guides: Iterable[Guide]) -> list[Block]:
    """Return each protection on one line: its name, and the first thing to do or to ask."""
    return bullets(
        (Span(guide.name, Style.STRONG), Span(f"{wording.COLON}{guide.steps[0].text}"))
        for guide in guides
    )


def guide_blocks(base: KnowledgeBase, guide: Guide, today: date) -> list[Block]:
    """Return a guide with its steps, its dates, and the sources that state them."""
    told = [(step_text(base, step), step.source) for step in guide.steps]
    told += [(dated(item, today), item.source) for item in guide.calendar]
    lines = [f"{text} — {_origin(guide, names) or 'conseil'}" for text, names in told]
    return section(guide.name, [paragraph(guide.summary), *bullets(lines)])


def _origin(guide: Guide, names: Iterable[str]) -> str:
    return wording.SEMICOLON.join(
        wording.source(item) for item in guide.sources if item.id in names
    )
