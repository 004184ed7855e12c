"""A whole class: what sums up for the teacher what is recommended to each pupil."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import Answers, KnowledgeBase
from mentorat_cli.classroom.advice import Advice, LyceePlace, Pupil, Scheme, lycee_place, shared
from mentorat_cli.classroom.plan import Plan, Task, plan_of
from mentorat_cli.classroom.roll import RowFault
from mentorat_cli.engine.calling import Call, call_first, contacts_for
from mentorat_cli.engine.directory import Reachable
from mentorat_cli.engine.guidance import Net, spread
from mentorat_cli.engine.presence import is_local


class Classroom(Struct, frozen=True):
    """A class: what is recommended to each pupil, the entries of all, the contacts in order, the
    plan (None for more pupils than one serves), who helps in the lycée and in the institution, and
    the rows not read.

    `call` is the first to make where there is no plan, for most of the class. `shared` are the
    answers that all pupils have; `not_local` those who are shown nothing but what is for all of
    France.
    """

    advice: tuple[Advice, ...]
    schemes: tuple[Scheme, ...]
    contacts: tuple[Reachable, ...]
    plan: Plan | None
    call: Call | None
    nets: tuple[Net, ...]
    shared: Told
    not_local: tuple[Pupil, ...]
    faults: tuple[RowFault, ...]

    @property
    def first(self) -> Task | None:
        """What the plan does first; None without one, or where nobody has anything."""
        return self.plan.first if self.plan else None

    @property
    def leading(self) -> tuple[Scheme, ...]:
        """The entries that are among the first of one pupil at least."""
        return tuple(scheme for scheme in self.schemes if scheme.leads)


def gather(
    base: KnowledgeBase, advice: Sequence[Advice], faults: Sequence[RowFault] = ()
) -> Classroom:
    """Return the class that pupils make, with at least one of them."""
    schemes = _schemes(base, advice)
    return Classroom(
        tuple(advice),
        schemes,
        _contacts(base, schemes, advice),
        plan_of(base, advice),
        _first_call(base, schemes, advice),
        _nets(base, advice),
        shared([one.pupil for one in advice]),
        tuple(_without_local(base, advice)),
        tuple(faults),
    )


def _schemes(base: KnowledgeBase, advice: Sequence[Advice]) -> tuple[Scheme, ...]:
    """Return what each entry is to the class: those that lead for most pupils first, then those
    that fit most.
    """
    fits: dict[int, list[Pupil]] = {}
    to_check: dict[int, list[Pupil]] = {}
    for one in advice:
        for places, found in ((one.fits, fits), (one.to_check, to_check)):
            for place in places:
                found.setdefault(place, []).append(one.pupil)
    leads = Counter(str(match.entry.id) for one in advice for match in one.first)
    settled = _settled_by(advice)
    schemes = [
        Scheme(
            entry,
            tuple(fits.get(place, ())),
            tuple(to_check.get(place, ())),
            settled.get(place, {}),
            leads[str(entry.id)],
        )
        for place in sorted({*fits, *to_check})
        for entry in (base.entries[place],)
    ]
    return tuple(
        sorted(schemes, key=lambda item: (-item.leads, -len(item.fits), -len(item.to_check)))
    )


def _settled_by(advice: Sequence[Advice]) -> dict[int, Counter[str]]:
    """Return place of an entry → criterion → pupils for whom an answer would decide."""
    found: dict[int, Counter[str]] = {}
    for one in advice:
        for place, missing in one.to_check.items():
            found.setdefault(place, Counter()).update(missing)
    return found


def _contacts(
    base: KnowledgeBase, schemes: Sequence[Scheme], advice: Sequence[Advice]
) -> tuple[Reachable, ...]:
    """Return whom to turn to for the first entries of each pupil, each once, in the order in which
    the class needs them.
    """
    found: dict[str, Reachable] = {}
    for place, here in _by_place(advice).items():
        wanted = {str(match.entry.id) for one in here for match in one.first}
        answers = dict(place)
        entries = [item.entry for item in schemes if item.entry.id in wanted]
        for item in contacts_for(base, entries, answers):
            found[item.id] = found[item.id].merged(item) if item.id in found else item
    return tuple(found.values())


def _first_call(
    base: KnowledgeBase, schemes: Sequence[Scheme], advice: Sequence[Advice]
) -> Call | None:
    """Return the first call to make for the schemes that lead, where most of the class is."""
    return call_first(base, [item.entry for item in schemes if item.leads], _where(advice))


def _nets(base: KnowledgeBase, advice: Sequence[Advice]) -> tuple[Net, ...]:
    """Return the nets that a pupil at least opens: those that come before any call outside, then
    those of most pupils.
    """
    pupils = Counter(str(guide.id) for one in advice for guide in one.nets)
    found = [guide for guide in base.guides if pupils[guide.id]]
    found.sort(key=lambda guide: (not guide.first, -pupils[guide.id]))
    return spread(base, found, _where(advice))


def _where(advice: Sequence[Advice]) -> Answers:
    """Return where most of the class is."""
    places = _by_place(advice)
    return dict(max(places.items(), key=lambda item: len(item[1]))[0])


def _by_place(advice: Sequence[Advice]) -> dict[LyceePlace, list[Advice]]:
    """Return where the lycée is → the pupils there."""
    found: dict[LyceePlace, list[Advice]] = {}
    for one in advice:
        found.setdefault(lycee_place(one.pupil), []).append(one)
    return found


def _without_local(base: KnowledgeBase, advice: Sequence[Advice]) -> Iterator[Pupil]:
    """Yield the pupils to whom nothing that they are shown is local."""
    local: dict[str, bool] = {}
    for one in advice:
        for match in one.first:
            if match.entry.id not in local:
                local[match.entry.id] = is_local(base, match.entry)
        if not any(local[match.entry.id] for match in one.first):
            yield one.pupil
