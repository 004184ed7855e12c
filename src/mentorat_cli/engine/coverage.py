"""What exists for each académie and each goal, and where partners are lacking: counted from the
rules, exactly as entries are listed.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct

from mentorat_cli.base.records import Answers, Entry, KnowledgeBase, Outcome, Status
from mentorat_cli.engine.presence import academies, is_local
from mentorat_cli.engine.ranking import is_stale
from mentorat_cli.engine.rules import GOAL
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.engine.verdicts import result


class State(StrEnum):
    """How well an académie is served for a goal, the worst first. An entry is sure when it is
    confirmed and has a recent source.
    """

    NOTHING = "rien"
    NATIONAL = "national"
    DOUBTFUL = "a-verifier"
    SURE = "local-sur"


class Lack(StrEnum):
    """What is lacking, the worst first; the last four are about the local entries, all of them."""

    NOTHING = "rien"
    NO_LOCAL = "rien-de-local"
    UNCONFIRMED_AND_STALE = "local-a-confirmer-et-ancien"
    UNCONFIRMED = "local-a-confirmer"
    STALE = "local-ancien"
    NEVER_BOTH = "local-jamais-confirme-et-recent"


class Count(Struct, frozen=True):
    """Numbers of entries: `entries` = `confirmed` + `to_confirm` = `local` + `national`; `stale`
    have no recent source.

    `sure` are confirmed and not stale; `fitting` are confirmed and ask for nothing more than the
    answers given.
    """

    entries: int = 0
    confirmed: int = 0
    to_confirm: int = 0
    local: int = 0
    national: int = 0
    stale: int = 0
    sure: int = 0
    local_confirmed: int = 0
    local_stale: int = 0
    local_sure: int = 0
    fitting: int = 0

    @property
    def state(self) -> State:
        """What the numbers amount to."""
        if not self.entries:
            return State.NOTHING
        if not self.local:
            return State.NATIONAL
        return State.SURE if self.local_sure else State.DOUBTFUL

    @property
    def lack(self) -> Lack | None:
        """What is lacking; None when a local entry is sure."""
        if self.state is State.SURE:
            return None
        if not self.local:
            return Lack.NO_LOCAL if self.entries else Lack.NOTHING
        if self.local_stale == self.local:
            return Lack.STALE if self.local_confirmed else Lack.UNCONFIRMED_AND_STALE
        return Lack.NEVER_BOTH if self.local_confirmed else Lack.UNCONFIRMED


class Cell(Struct, frozen=True):
    """An académie and a goal, by their ids, with what exists there."""

    academie: str
    goal: str
    count: Count


class Coverage(Struct, frozen=True):
    """What exists for `goals` and `answers`: the cells by académie, then by goal; `total` counts an
    entry once for an académie.
    """

    answers: Answers
    goals: tuple[str, ...]
    cells: tuple[Cell, ...]
    total: Mapping[str, Count]

    def of(self, academie: str) -> tuple[Cell, ...]:
        """Return the cells of an académie, one for each goal."""
        return tuple(cell for cell in self.cells if cell.academie == academie)

    def lacking(self, academie: str) -> int:
        """Return for how many goals an académie has no sure local entry."""
        return sum(cell.count.lack is not None for cell in self.of(academie))


class Gap(Struct, frozen=True):
    """Académies that lack the same for the same goals; `national` is the least number of sure
    national entries they can fall back on.
    """

    lack: Lack
    academies: tuple[str, ...]
    goals: tuple[str, ...]
    national: int


def cover(base: KnowledgeBase, answers: Answers) -> Coverage:
    """Return what exists in each académie for each goal (those of `answers`, else all), whatever
    the answers leave open.

    An entry counts where it can be proposed: its rule is not excluded, it is not closed, and not
    one that is shown on request only.
    """
    goals = answers.get(GOAL) or tuple(str(choice.id) for choice in base.question[GOAL].choices)
    features = {str(entry.id): _features(base, entry) for entry in base.entries}
    cells, total = [], {}
    for academie in base.academie:
        here: dict[str, bool] = {}
        for goal in goals:
            found = _proposed(base, {**answers, GOAL: (goal,), "academie": (academie,)})
            cells.append(
                Cell(
                    academie,
                    goal,
                    _count(features[name] | {"fitting": fits} for name, fits in found.items()),
                )
            )
            here = {
                **found,
                **{name: fits or found.get(name, False) for name, fits in here.items()},
            }
        total[academie] = _count(features[name] | {"fitting": fits} for name, fits in here.items())
    return Coverage(answers, goals, tuple(cells), total)


def gaps(coverage: Coverage) -> tuple[Gap, ...]:
    """Return where to look for partners, the worst first: what is lacking, then for most goals,
    then with the fewest national entries.
    """
    by_academie: dict[tuple[Lack, str], list[Cell]] = {}
    for cell in coverage.cells:
        if cell.count.lack is not None:
            by_academie.setdefault((cell.count.lack, cell.academie), []).append(cell)
    alike: dict[tuple[Lack, tuple[str, ...]], list[tuple[str, int]]] = {}
    for (lack, academie), cells in by_academie.items():
        fallback = min(cell.count.sure - cell.count.local_sure for cell in cells)
        alike.setdefault((lack, tuple(cell.goal for cell in cells)), []).append(
            (academie, fallback)
        )
    found = [
        Gap(lack, tuple(name for name, _ in places), goals, min(few for _, few in places))
        for (lack, goals), places in alike.items()
    ]
    return tuple(
        sorted(found, key=lambda gap: (list(Lack).index(gap.lack), -len(gap.goals), gap.national))
    )


def _proposed(base: KnowledgeBase, answers: Answers) -> dict[str, bool]:
    """Return the id of each entry that can be proposed, with whether it fits for sure."""
    possible = possible_answers(base, answers)
    goal, place = answers[GOAL][0], answers["academie"][0]
    outcomes = {
        str(entry.id): result(base, entry, possible)
        for entry in base.entries
        if goal in entry.goals and place in academies(base, entry)
    }
    return {
        name: found is Outcome.CONVIENT
        for name, found in outcomes.items()
        if found is not Outcome.NE_CONVIENT_PAS
    }


def _features(base: KnowledgeBase, entry: Entry) -> dict[str, bool]:
    """Return field of Count → whether the entry counts there."""
    confirmed, local, stale = (
        entry.status is Status.ACTIF,
        is_local(base, entry),
        is_stale(base, entry),
    )
    return {
        "entries": True,
        "confirmed": confirmed,
        "to_confirm": not confirmed,
        "local": local,
        "national": not local,
        "stale": stale,
        "sure": confirmed and not stale,
        "local_confirmed": local and confirmed,
        "local_stale": local and stale,
        "local_sure": local and confirmed and not stale,
    }


def _count(entries: Iterable[Mapping[str, bool]]) -> Count:
    rows = list(entries)
    return Count(**{name: sum(row[name] for row in rows) for name in (rows[0] if rows else ())})
