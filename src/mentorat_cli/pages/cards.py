"""The card of an entry that is recommended, as several pages show it."""

from collections.abc import Sequence

from msgspec.structs import replace

from mentorat_cli import wording
from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import AllOf, Answers, Entry, KnowledgeBase, Status
from mentorat_cli.engine.matching import Match
from mentorat_cli.engine.rules import Judged, Verdict, open_part
from mentorat_cli.formats.document import (
    Card,
    Heading,
    Inline,
    Paragraph,
    Show,
    Span,
    Style,
    facts,
    paragraph,
)
from mentorat_cli.pages.common import BADGES
from mentorat_cli.typography import enumerate_french, plural
from mentorat_cli.wording.doubts import doubt, whereabouts, within_reach

CHECKS_SHOWN = 2


def match_card(
    base: KnowledgeBase,
    number: int,
    match: Match,
    answers: Told,
    labels: Sequence[str],
    summary: bool = True,
    checks: int = CHECKS_SHOWN,
    others: Sequence[Match] = (),
) -> Card:
    """Return the entry at place `number` with its verdict, and what each of `labels` says of it; of
    what a human must check, the first `checks`; `others` are of its organisation.
    """
    entry = match.entry
    rows: dict[str, str | Inline | None] = {
        "Pourquoi": why(base, match, answers),
        "À vérifier": unsure(base, match, answers),
        "À demander": asked(base, entry, checks),
        "Ce que c’est": wording.nature(entry),
        "Supposé": str(entry.assumed) if entry.assumed else None,
        "Même organisme": enumerate_french([str(one.entry.name) for one in others]),
        "Premier pas": str(entry.steps[0].text) if entry.steps else None,
        "Coût": str(entry.cost.text) if entry.cost else None,
        "Sources": wording.freshness(entry),
        "Ajouté par": wording.local_file(entry.origin),
        "Pour tout savoir": (whole_fiche(entry),),
    }
    badge = Span(wording.OUTCOMES[match.outcome], BADGES[match.outcome])
    heading = Heading(3, f"{number}. {entry.name}", badge, Show(entry.id))
    told = facts([(label, rows[label]) for label in labels])
    return Card(heading, (*([paragraph(entry.summary)] if summary else []), *told))


def whole_fiche(entry: Entry) -> Span:
    """Return what leads to all that is known of an entry."""
    return Span(
        f"mentorat show {entry.id}", Style.CODE, target=Show(entry.id), instead="Lire sa fiche"
    )


def nothing_fits(whom: str = "ces réponses", where: str = "ci-dessous") -> Paragraph:
    """Return what to say where there is no card, and where to look instead."""
    return paragraph(
        f"Rien dans la base ne correspond à {whom}. Les contacts {where} peuvent vous orienter."
    )


def why(base: KnowledgeBase, match: Match, answers: Answers) -> str:
    """Return the conditions that are met, and the priority publics recognised."""
    met = [
        item
        for item in match.reasons
        if item.verdict is not Verdict.UNKNOWN and (item.verdict is Verdict.YES) is item.wanted
    ]
    known = [
        item for item in met if item.leaf.criterion in answers or item.leaf.interval is not None
    ]
    texts = [wording.reason(base, item, answers) for item in known]
    texts += [
        f"public prioritaire ({wording.public(base, leaf, answers)})"
        for leaf in match.preferred
        if leaf.criterion in answers
    ]
    return wording.SEMICOLON.join(dict.fromkeys(texts))


def unsure(base: KnowledgeBase, match: Match, answers: Answers) -> str:
    """Return what the rule still needs to know, and what is to be confirmed."""
    return wording.SEMICOLON.join(left_to_know(base, match, answers))


def left_to_know(base: KnowledgeBase, match: Match, answers: Answers) -> list[str]:
    """Return each thing that is left to know or to confirm, the first one deciding most."""
    open_parts = _open_parts(match.judged) if match.missing else []
    left = (within_reach(base, open_part(part), answers) for part in open_parts)
    texts = [wording.clause(base, part, inside=True) for part in left]
    if match.place is not None and match.place.verdict is Verdict.UNKNOWN:
        texts.append(whereabouts(base, match, answers, in_short=True))
    for item in match.doubts:
        judged = item.judged
        if judged.verdict is Verdict.UNKNOWN:
            judged = replace(judged, condition=within_reach(base, judged.condition, answers))
        texts.append(doubt(base, match, replace(item, judged=judged)))
    if match.entry.status is not Status.ACTIF:
        texts.append(
            "le dispositif est à "
            f"confirmer{wording.COLON}{wording.lower(str(match.entry.status_reason))}"
        )
    return list(dict.fromkeys(text.rstrip(".") for text in texts))


def _open_parts(judged: Judged) -> list[Judged]:
    """Return the parts of a rule that are still open, one for each condition that must hold."""
    if not isinstance(judged.condition, AllOf):
        return [judged] if judged.verdict is Verdict.UNKNOWN else []
    return [item for part in judged.parts for item in _open_parts(part)]


def asked(base: KnowledgeBase, entry: Entry, shown: int) -> str:
    """Return the first questions that a human must answer, each with whom to ask."""
    first = [
        f"{item.text.rstrip('.')} ({base.role[item.with_].name})" for item in entry.to_check[:shown]
    ]
    left = len(entry.to_check) - len(first)
    more = [f"et {plural(left, 'autre point', 'autres points')} dans la fiche"] if left else []
    return wording.SEMICOLON.join([*first, *more])
