"""A whole class: what is recommended to each pupil, and what sums it up for the teacher."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import Answers, Entry, Guide, KnowledgeBase
from mentorat_cli.classroom.roll import Fault, Roll
from mentorat_cli.classroom.table import Row
from mentorat_cli.engine.bits import members
from mentorat_cli.engine.calling import Call, call_first, contacts_for
from mentorat_cli.engine.directory import Reachable
from mentorat_cli.engine.guidance import Net, opened, opening, spread
from mentorat_cli.engine.masks import engine_of
from mentorat_cli.engine.matching import Match, match_entry
from mentorat_cli.engine.presence import is_local
from mentorat_cli.engine.rules import Possible, criteria
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.engine.verdicts import missing_criteria, whole
from mentorat_cli.typography import harmless


class Pupil(Struct, frozen=True):
    """A row that could be read. `number` counts the rows of the table, from 1; `repere` is empty
    when there is none, and `shared` when another pupil has the same.
    """

    number: int
    line: int
    repere: str
    answers: Told
    shared: bool = False

    @property
    def label(self) -> str:
        """What the pupil is called, unlike all others."""
        if self.shared:
            return f"{self.repere}, ligne {self.line}"
        return self.repere or f"Élève {self.number}"


class Advice(Struct, frozen=True):
    """What is recommended to a pupil: the first entries, explained, and the places in the base of
    all that fit.

    `to_check` is place in the base → the criteria whose answer decides; `nets` are open to them.
    """

    pupil: Pupil
    first: tuple[Match, ...]
    fits: tuple[int, ...]
    to_check: Mapping[int, tuple[str, ...]]
    nets: tuple[Guide, ...]


class Scheme(Struct, frozen=True):
    """What an entry is to a class: the pupils whom it fits and those for whom it is to check.

    `settled_by` is criterion → for how many of these an answer would decide; `leads` counts those
    who have it among their first.
    """

    entry: Entry
    fits: tuple[Pupil, ...]
    to_check: tuple[Pupil, ...]
    settled_by: Mapping[str, int]
    leads: int


class Classroom(Struct, frozen=True):
    """A class: what is recommended to each pupil, the entries of all, the contacts in order, the
    first call to make for most of the class, who helps in the lycée and in the institution, and the
    rows not read.

    `shared` are the answers that all pupils have; `not_local` those for whom the base has nothing
    but national entries.
    """

    advice: tuple[Advice, ...]
    schemes: tuple[Scheme, ...]
    contacts: tuple[Reachable, ...]
    call: Call | None
    nets: tuple[Net, ...]
    shared: Told
    not_local: tuple[Pupil, ...]
    faults: tuple[Fault, ...]

    @property
    def leading(self) -> tuple[Scheme, ...]:
        """The entries that are among the first of one pupil at least."""
        return tuple(scheme for scheme in self.schemes if scheme.leads)


def read_pupils(
    roll: Roll, rows: Iterable[Row], report: Callable[[Fault], None]
) -> Iterator[Pupil]:
    """Yield the pupils that rows describe; a row that cannot be read is reported, and counts."""
    for number, (line, cells, problem) in enumerate(rows, 1):
        if problem:
            report(Fault(line, problem))
            continue
        roll.line = line
        answers, faults = roll.answers(cells)
        if faults:
            report(Fault(line, faults))
            continue
        repere = "" if roll.repere is None else cells[roll.repere]
        yield Pupil(number, line, harmless(" ".join(repere.split())), answers)


def distinct(pupils: Iterable[Pupil]) -> Iterator[Pupil]:
    """Yield pupils, those of one repère told apart."""
    everyone = list(pupils)
    count = Counter(pupil.repere for pupil in everyone if pupil.repere)
    for pupil in everyone:
        yield replace(pupil, shared=True) if count[pupil.repere] > 1 else pupil


class Adviser:
    """Says what is recommended to pupils, at most `limit` entries explained. What a rule says to
    the same answers is said once.
    """

    def __init__(self, base: KnowledgeBase, limit: int) -> None:
        self.base, self.limit, self.engine = base, limit, engine_of(base)
        self._reads: dict[int, tuple[str, ...]] = {}
        self._matches: dict[object, Match] = {}
        self._missing: dict[object, tuple[str, ...]] = {}
        self._opened: dict[object, tuple[Guide, ...]] = {}
        self._opening = opening(base)

    def advise(self, pupil: Pupil) -> Advice:
        """Return what is recommended to a pupil."""
        possible, standing = (
            possible_answers(self.base, pupil.answers),
            self.engine.standing(pupil.answers),
        )
        first = tuple(
            self._match(place, possible)
            for place, _ in self.engine.first(pupil.answers, self.limit)
        )
        to_check = {
            place: self._missing_for(place, possible) for place in members(standing.to_check)
        }
        key = tuple(possible[name] for name in self._opening)
        if key not in self._opened:
            self._opened[key] = opened(self.base, possible)
        return Advice(pupil, first, tuple(members(standing.fits)), to_check, self._opened[key])

    def _match(self, place: int, possible: Possible) -> Match:
        key = self._key(place, possible)
        if key not in self._matches:
            self._matches[key] = match_entry(self.base, self.base.entries[place], possible)
        return self._matches[key]

    def _missing_for(self, place: int, possible: Possible) -> tuple[str, ...]:
        key = self._key(place, possible)
        if key not in self._missing:
            self._missing[key] = missing_criteria(self.base, self.base.entries[place], possible)
        return self._missing[key]

    def _key(self, place: int, possible: Possible) -> object:
        """Return all that the explanation of an entry depends on."""
        if place not in self._reads:
            entry = self.base.entries[place]
            asked = [str(leaf.criterion) for leaf in entry.prefer] + (
                [str(entry.on_request)] if entry.on_request else []
            )
            self._reads[place] = tuple(dict.fromkeys((*criteria(whole(self.base, entry)), *asked)))
        return place, *(possible[name] for name in self._reads[place])


def gather(
    base: KnowledgeBase, advice: Sequence[Advice], faults: Sequence[Fault] = ()
) -> Classroom:
    """Return the class that pupils make, with at least one of them."""
    schemes = _schemes(base, advice)
    return Classroom(
        tuple(advice),
        schemes,
        _contacts(base, schemes, advice),
        _first_call(base, schemes, advice),
        _nets(base, advice),
        _shared(advice),
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


def _by_place(
    advice: Sequence[Advice],
) -> dict[tuple[tuple[str, tuple[str, ...]], ...], list[Advice]]:
    """Return where the lycée is → the pupils there."""
    found: dict[tuple[tuple[str, tuple[str, ...]], ...], list[Advice]] = {}
    for one in advice:
        place = tuple(
            (name, one.pupil.answers[name])
            for name in ("academie", "departement")
            if one.pupil.answers.get(name)
        )
        found.setdefault(place, []).append(one)
    return found


def _shared(advice: Sequence[Advice]) -> Told:
    first, *others = (one.pupil.answers for one in advice)
    shared = {
        name: values
        for name, values in first.items()
        if all(answers.get(name) == values for answers in others)
    }
    return Told(shared, withheld=first.notice is not None)


def _without_local(base: KnowledgeBase, advice: Sequence[Advice]) -> Iterator[Pupil]:
    local: dict[int, bool] = {}
    for one in advice:
        for place in (*one.fits, *one.to_check):
            if place not in local:
                local[place] = is_local(base, base.entries[place])
        if not any(local[place] for place in (*one.fits, *one.to_check)):
            yield one.pupil
