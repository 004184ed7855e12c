"""The rule of an entry read back in French, with its sources, for somebody who has to sign it
off.
"""

from collections.abc import Iterator

from mentorat_cli import wording
from mentorat_cli.base.records import Condition, Entry, KnowledgeBase, Scope, Status, leaves
from mentorat_cli.engine.rules import conjuncts
from mentorat_cli.formats.document import Block, Inline, Span, Style, bullets, paragraph
from mentorat_cli.typography import capital, code, enumerate_french
from mentorat_cli.wording.doubts import usual

ALIVE = {
    Status.ACTIF: "L’action a toujours lieu.",
    Status.A_CONFIRMER: "L’action a lieu cette année. Notre doute\u00a0:",
    Status.CLOS: "L’action est bien terminée.",
}
PLACES = {
    Scope.FERME: "L’action n’existe que dans les lieux cités.",
    Scope.OUVERT: "Les lieux cités sont justes. Nous ne savons pas s’il y en a d’autres.",
    Scope.NATIONAL: "L’action est proposée partout en France.",
}


def entering(base: KnowledgeBase, entry: Entry) -> list[Block]:
    """Return who may enter: one numbered sentence for each condition that must hold, with its
    sources.
    """
    parts = list(conjuncts(entry.when))
    if not parts:
        return [paragraph("Personne n’est refusé, là où l’action existe.")]
    return bullets(
        (_sourced(entry, wording.clause(base, part), part) for part in parts), ordered=True
    )


def ordinarily(base: KnowledgeBase, entry: Entry) -> list[Block]:
    """Return what is usual and must be confirmed, with its sources."""
    return bullets(
        _sourced(entry, usual(base, entry, part), part)
        for part in (conjuncts(entry.expect) if entry.expect else ())
    )


def preferred(base: KnowledgeBase, entry: Entry) -> list[Block]:
    """Return the priority publics with their sources."""
    return bullets(
        _sourced(entry, wording.leaf_sentence(base, leaf), leaf) for leaf in entry.prefer
    )


def _sourced(entry: Entry, text: str, condition: Condition) -> Inline:
    return Span(f"{capital(text)}. "), Span(origin(entry, condition), Style.QUIET)


def origin(entry: Entry, condition: Condition) -> str:
    """Return the sources of a condition in words, and whether something in it is a choice of the
    base.
    """
    known = [item for item in entry.sources if item.id in _named(condition)]
    if not known:
        return "Choix de la base, sans source directe."
    rest = (
        f"{wording.SEMICOLON}une partie est un choix de la base"
        if is_chosen(entry, condition)
        else ""
    )
    told = wording.SEMICOLON.join(map(wording.source, known))
    return f"{'Sources' if len(known) > 1 else 'Source'}{wording.COLON}{told}{rest}."


def is_chosen(entry: Entry, condition: Condition) -> bool:
    """Return whether something in a condition comes from no source of the entry."""
    return bool(_named(condition) - {item.id for item in entry.sources})


def _named(condition: Condition) -> set[str]:
    return {name for leaf in leaves(condition) for name in leaf.sources or ("",)}


def signing(base: KnowledgeBase, entry: Entry) -> list[Block]:
    """Return what somebody who knows the action is asked to confirm, and where to send
    corrections.
    """
    points = [str(point) for point in _points(base, entry)]
    reply = (
        "Pour répondre, écrivez à la personne qui vous a transmis cette fiche, en citant "
        f"{code(entry.id)}\u00a0: ce qui est exact et, "
        "pour chaque correction, le numéro de la phrase, ce qu’il faut écrire, et si "
        "possible une page ou un document daté qui le dit."
    )
    start = (
        "Si vous portez cette action ou la connaissez, confirmez chacun "
        "de ces points, ou corrigez-le\u00a0:"
    )
    return [paragraph(start), *bullets(points, ordered=True), paragraph(reply)]


def _points(base: KnowledgeBase, entry: Entry) -> Iterator[str]:
    yield " ".join(filter(None, (ALIVE[entry.status], entry.status_reason)))
    if entry.status is Status.CLOS:
        return
    yield _conditions(entry)
    if entry.expect:
        yield "Ce qui est d’usage l’est bien, et n’exclut personne."
    if entry.presence:
        yield PLACES[entry.presence.scope]
    if entry.prefer:
        yield (
            "Les publics prioritaires sont les bons\u00a0: ils passent d’abord, "
            "sans que les autres soient exclus."
        )
    assumed = f" Ce que nous supposons{wording.COLON}{entry.assumed}" if entry.assumed else ""
    yield (
        f"Elle sert à{wording.COLON}{wording.goals(base, entry)}. Ce que "
        f"c’est{wording.COLON}{wording.lower(wording.nature(entry))}.{assumed}"
    )
    told = {"les étapes": entry.steps, "le calendrier": entry.calendar, "le coût": entry.cost}
    right = enumerate_french(
        [*(name for name, value in told.items() if value), "les interlocuteurs"]
    )
    yield f"{capital(right)} sont justes."
    missing = enumerate_french([name for name, value in told.items() if not value])
    if missing:
        yield f"Il nous manque{wording.COLON}{missing}. Merci de compléter."
    if entry.to_check:
        yield (
            "Vos réponses aux questions de «\u00a0À vérifier avant de "
            "s’engager\u00a0», si vous les connaissez."
        )


def _conditions(entry: Entry) -> str:
    parts = list(conjuncts(entry.when))
    if not parts:
        return "Personne n’est refusé, là où l’action existe."
    one = len(parts) == 1
    every = "La phrase" if one else f"Les {len(parts)} phrases"
    exact = "est exacte, et rien n’y manque" if one else "sont exactes, et il n’en manque aucune"
    unsourced = [str(number) for number, part in enumerate(parts, 1) if is_chosen(entry, part)]
    which = f"{'phrases' if len(unsourced) > 1 else 'phrase'} {enumerate_french(unsourced)}"
    first = (
        f" Sans source, au moins en partie, donc à regarder d’abord{wording.COLON}{which}."
        if unsourced
        else ""
    )
    return f"{every} de «\u00a0Qui peut en bénéficier\u00a0» {exact}.{first}"
