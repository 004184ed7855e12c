"""The examples of an entry prove its rule: they give the verdict they announce, and each condition
has one that it alone decides.
"""

from collections.abc import Iterator

from mentorat_cli.answers.refusals import Refusal
from mentorat_cli.answers.typed import misplaced
from mentorat_cli.base.assembling import unwritten
from mentorat_cli.base.reader import Pointer
from mentorat_cli.base.records import (
    AllOf,
    Condition,
    Entry,
    Example,
    KnowledgeBase,
    Leaf,
    Outcome,
    Scope,
    Status,
    leaves,
)
from mentorat_cli.checks.common import Fault
from mentorat_cli.engine.matching import Match, match_entry
from mentorat_cli.engine.presence import attested, is_everywhere, once
from mentorat_cli.engine.rules import Verdict, conjuncts, criteria, decide
from mentorat_cli.engine.terms import Leaves
from mentorat_cli.typography import code, enumerate_french
from mentorat_cli.wording.refusals import sentence

BEST = {
    Status.ACTIF: Outcome.CONVIENT,
    Status.A_CONFIRMER: Outcome.A_VERIFIER,
    Status.CLOS: Outcome.NE_CONVIENT_PAS,
}
"""Status of an entry → the verdict on somebody who meets every condition."""


def verdicts(base: KnowledgeBase) -> Iterator[Fault]:
    """An example gives the verdict that it announces; one of an entry that is still to be written
    may announce more.
    """
    for entry in base.entries:
        for index, found in enumerate(_found(base, entry)):
            path: Pointer = ("entries", entry.id, "examples", index)
            example = entry.examples[index]
            held = example.verdict is Outcome.CONVIENT and any(unwritten(entry))
            if isinstance(found, Refusal):
                yield (*path, "answers"), sentence(found)
            elif found.outcome is not (Outcome.A_VERIFIER if held else example.verdict):
                message = (
                    f"le verdict est {code(found.outcome)}, pas {code(example.verdict)} "
                    "; corrigez l'exemple, ou la règle"
                )
                yield (*path, "verdict"), message


def coverage(base: KnowledgeBase) -> Iterator[Fault]:
    """One example fits; for each condition, one is refused by it alone; one lacks the decisive
    answer.
    """
    for entry in base.entries:
        found = matches(base, entry)
        path: Pointer = ("entries", entry.id, "examples")
        if not any(
            match.outcome is BEST[entry.status] and match.judged.verdict is Verdict.YES
            for match in found
        ):
            yield (
                path,
                (
                    "aucun exemple ne remplit toute la règle ; ajoutez-en un "
                    f"(verdict {code(BEST[entry.status])})"
                ),
            )
        yield from _conditions(entry, found)
        deciding = [name for name in criteria(entry.when) if name != "academie"]
        if deciding and not any(match.verdict is Verdict.UNKNOWN for match in found):
            hint = f"{enumerate_french(deciding, 'ou')} (verdict {code(Outcome.A_VERIFIER)})"
            yield path, f"aucun exemple où la réponse décisive manque ; ajoutez-en un sans {hint}"


def cases(base: KnowledgeBase) -> Iterator[Fault]:
    """Among the examples that the rule does not refuse, one is not where the entry was seen; for
    each thing that is usual, one does not have it, or does not know it where a lycée answers for
    it.
    """
    for entry in base.entries:
        found = [item for item in matches(base, entry) if item.judged.verdict is not Verdict.NO]
        yield from _elsewhere(base, entry, found)
        yield from _usual(base, entry, found)


def _elsewhere(base: KnowledgeBase, entry: Entry, found: list[Match]) -> Iterator[Fault]:
    proof = attested(base, entry)
    if entry.presence is None or proof is None or is_everywhere(base, proof):
        return
    if all(item.place and item.place.verdict is Verdict.YES for item in found):
        refused = entry.presence.scope is Scope.FERME
        verdict = Outcome.NE_CONVIENT_PAS if refused else Outcome.A_VERIFIER
        message = f"aucun exemple où seul le lieu manque ; ajoutez-en un (verdict {code(verdict)})"
        yield ("entries", entry.id, "examples"), message


def _usual(base: KnowledgeBase, entry: Entry, found: list[Match]) -> Iterator[Fault]:
    for part in conjuncts(entry.expect) if entry.expect else ():
        asked = any(base.question[name].attests for name in criteria(part))
        wanted = Verdict.UNKNOWN if asked else Verdict.NO
        if not any(decide(part, match.possible) is wanted for match in found):
            what = "n'est pas connu" if asked else "n'est pas comme d'habitude"
            message = (
                f"aucun exemple où ceci {what} ({enumerate_french(criteria(part))}) ; ajoutez-en "
                f"un (verdict {code(Outcome.A_VERIFIER)})"
            )
            yield ("entries", entry.id, "expect"), message


def matches(base: KnowledgeBase, entry: Entry) -> list[Match]:
    """Return what the engine says of the answers of each example; those that contradict each other
    are left out.
    """
    return [found for found in _found(base, entry) if isinstance(found, Match)]


@once
def _found(base: KnowledgeBase, entry: Entry) -> tuple[Match | Refusal, ...]:
    return tuple(_match(base, entry, example) for example in entry.examples)


def _match(base: KnowledgeBase, entry: Entry, example: Example) -> Match | Refusal:
    answers = {name: (example.answers[name],) for name in base.question if name in example.answers}
    return misplaced(base, answers) or match_entry(base, entry, _known(base).possible(answers))


def _known(base: KnowledgeBase) -> Leaves:
    """Return what remembers what answers leave possible: few differ, among many examples."""
    if _known not in base.worked_out:
        base.worked_out[_known] = Leaves(base, len(base.entries))
    found: Leaves = base.worked_out[_known]
    return found


def _conditions(entry: Entry, found: list[Match]) -> Iterator[Fault]:
    for path, part in _top_parts(entry):
        own = set(leaves(part))
        if not _sure_by_place(entry, own) and not any(_refused_by(match, own) for match in found):
            names = enumerate_french(criteria(part))
            yield (
                path,
                (
                    f"aucun exemple où seule cette condition manque ({names}) ; ajoutez-en "
                    f"un (verdict {code(Outcome.NE_CONVIENT_PAS)})"
                ),
            )


def _top_parts(entry: Entry) -> Iterator[tuple[Pointer, Condition]]:
    top: Pointer = ("entries", entry.id, "when")
    if not isinstance(entry.when, AllOf):
        yield top, entry.when
        return
    for index, part in enumerate(entry.when.parts):
        yield (*top, "all", index), part


def _sure_by_place(entry: Entry, own: set[Leaf]) -> bool:
    """Return whether a condition on the académie cannot fail alone: a lycée or a département is in
    one académie.
    """
    return bool({"lycee", "departement"} & set(criteria(entry.when))) and {
        leaf.criterion for leaf in own
    } == {"academie"}


def _refused_by(match: Match, own: set[Leaf]) -> bool:
    return match.judged.verdict is Verdict.NO and {reason.leaf for reason in match.blocking} <= own
