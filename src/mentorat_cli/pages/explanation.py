"""The verdict on one entry: condition by condition, what would change it, and its place in the
list.
"""

from collections.abc import Collection, Iterator

from mentorat_cli import wording
from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import (
    DEDUCTION,
    AllOf,
    Answers,
    Condition,
    Entry,
    KnowledgeBase,
    Outcome,
    Status,
    leaves,
)
from mentorat_cli.engine.matching import Match, match_entry, what_if
from mentorat_cli.engine.ranking import reason
from mentorat_cli.engine.recommending import Recommendation
from mentorat_cli.engine.rules import Judged, Verdict
from mentorat_cli.formats.document import (
    Block,
    Document,
    Heading,
    Inline,
    Span,
    Style,
    bullets,
    paragraph,
    section,
)
from mentorat_cli.pages.common import BADGES, again, left_out, left_out_for_others
from mentorat_cli.typography import capital, code, enumerate_french
from mentorat_cli.wording.doubts import doubt, whereabouts

MARKS = {
    Verdict.YES: ("rempli", Style.GOOD),
    Verdict.NO: ("non rempli", Style.BAD),
    Verdict.UNKNOWN: ("à vérifier", Style.CAUTION),
}


def explanation_page(base: KnowledgeBase, entry: Entry, result: Recommendation[Told]) -> Document:
    """Return why an entry fits or not, with the source of each condition."""
    match = match_entry(base, entry, result.possible)
    badge = Span(wording.OUTCOMES[match.outcome], BADGES[match.outcome])
    return Document(
        f"Pourquoi{wording.COLON}{entry.name}",
        (
            *left_out(result.answers),
            Heading(2, "Verdict", badge),
            paragraph(_verdict(base, match, result.answers)),
            *section(
                "Condition par condition",
                bullets(_conditions(base, match, result.answers)),
            ),
            *section("D’ordinaire", bullets(_expected(base, match))),
            *section("Ce qui changerait ce verdict", _changes(base, match, result)),
            *section("Sa place dans la liste", _place(base, entry, result)),
        ),
    )


def _verdict(base: KnowledgeBase, match: Match, answers: Answers) -> str:
    kept_out = wording.kept_out(base, match, answers)
    if kept_out:
        return f"Ne peut pas être proposé{wording.COLON}{kept_out}."
    if match.outcome is Outcome.CONVIENT:
        return "Toutes les conditions connues sont remplies."
    labels = enumerate_french([str(base.question[name].label) for name in match.missing])
    texts = [f"il manque une réponse{wording.COLON}{labels}"] if labels else []
    if match.place is not None and match.place.verdict is Verdict.UNKNOWN:
        texts.append(whereabouts(base, match, answers))
    texts += [doubt(base, match, item) for item in match.doubts]
    if match.entry.status is not Status.ACTIF:
        texts.append(f"à confirmer{wording.COLON}{match.entry.status_reason}".rstrip("."))
    return capital(wording.SEMICOLON.join(texts)) + "."


def _conditions(base: KnowledgeBase, match: Match, answers: Answers) -> Iterator[Inline]:
    """Yield the goal, where the entry acts, and each condition that must hold."""
    goal, own = match.judged.parts
    yield _condition(base, match.entry, goal)
    if match.place is not None:
        word, style = MARKS[match.place.verdict]
        text = (
            wording.leaf_sentence(base, match.place.leaf)
            if match.place.verdict is Verdict.NO
            else whereabouts(base, match, answers)
        )
        origin = cited(match.entry, match.place.leaf.sources)
        yield Span(capital(word), style), Span(f"{wording.COLON}{text}.{origin}")
    for part in own.parts if isinstance(own.condition, AllOf) else (own,):
        yield _condition(base, match.entry, part)


def _expected(base: KnowledgeBase, match: Match) -> Iterator[Inline]:
    """Yield what is usual, and whether it is so."""
    for item in match.expected:
        word, style = MARKS[Verdict.YES if item not in match.doubts else Verdict.UNKNOWN]
        text = (
            doubt(base, match, item)
            if item in match.doubts
            else wording.clause(base, item.judged.condition)
        )
        origin = (
            cited(match.entry, cited_ids(item.judged.condition)) if item.antenne is None else ""
        )
        yield Span(capital(word), style), Span(f"{wording.COLON}{text}.{origin}")


def _condition(base: KnowledgeBase, entry: Entry, part: Judged) -> Inline:
    word, style = MARKS[part.verdict]
    origin = cited(entry, cited_ids(part.condition))
    return Span(capital(word), style), Span(
        f"{wording.COLON}{wording.clause(base, part.condition)}.{origin}"
    )


def cited_ids(condition: Condition) -> set[str]:
    """Return the ids of the sources of a condition."""
    return {name for leaf in leaves(condition) for name in leaf.sources}


def cited(entry: Entry, names: Collection[str]) -> str:
    """Return the sources of `names`, or that the base chose."""
    titles = [wording.source(item) for item in entry.sources if item.id in names]
    if titles:
        return f" Source{wording.COLON}{enumerate_french(titles)}."
    return " Choix de la base." if DEDUCTION in names else ""


def _changes(base: KnowledgeBase, match: Match, result: Recommendation[Told]) -> list[Block]:
    if match.outcome is not Outcome.NE_CONVIENT_PAS:
        return bullets(f"La réponse à {code(base.question[name].label)}" for name in match.missing)
    found = what_if(base, match.entry, result.answers, result.possible)
    now = [capital(wording.change_in_words(base, item)) for item in found if not item.dated]
    later = [capital(wording.change_in_words(base, item)) for item in found if item.dated]
    if not found:
        text = (
            "Rien de ce qui peut changer n’ouvrirait ce dispositif. Pour "
            f"ceux qui conviennent{wording.COLON}"
        )
        return [
            *left_out_for_others(result.answers),
            paragraph(text),
            again(base, result.answers, "la recommandation"),
        ]
    return [*bullets(now), *section("Avec le temps", bullets(later), level=3)]


def _place(base: KnowledgeBase, entry: Entry, result: Recommendation[Told]) -> list[Block]:
    ranked = list(result.recommended)
    place = next((index for index, match in enumerate(ranked) if match.entry.id == entry.id), None)
    if place is None:
        return []
    texts = [f"Numéro {place + 1} sur {len(ranked)}."]
    if place:
        before = ranked[place - 1]
        why = reason(base, (before.entry, entry), result.answers, result.possible)
        texts.append(f"Après «\u00a0{before.entry.name}\u00a0»{wording.COLON}{why}.")
    if place + 1 < len(ranked):
        after = ranked[place + 1]
        why = reason(base, (entry, after.entry), result.answers, result.possible)
        texts.append(f"Avant «\u00a0{after.entry.name}\u00a0»{wording.COLON}{why}.")
    return bullets(texts)
