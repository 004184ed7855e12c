"""The records of the base, as they are after loading: frozen, typed, complete.

Every record is loaded from YAML by following the types below, so a field is declared here and
nowhere else.
`Prose` is text in French typography, `Url` an http(s) address, `Moment` a date that may lack its
day or month;
`Origin` is the file that a record comes from: it is set by the loader, never read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NewType

from msgspec import Struct, field

Id = NewType("Id", str)
Prose = NewType("Prose", str)
Url = NewType("Url", str)
Moment = NewType("Moment", str)
SchoolYear = NewType("SchoolYear", str)
Origin = NewType("Origin", str)
Bits = bytes
Code = NewType("Code", str)

NATIONAL = "national"
"""The territory of the 30 académies and of Saint-Pierre-et-Miquelon, whose services belong to one
of them.
"""

Answers = Mapping[str, tuple[str, ...]]
"""Criterion id → chosen ids. Absent: not asked. Empty: « ne sait pas ». Both are unknown, never
no.
"""


class Record(Struct, frozen=True, array_like=True, omit_defaults=True):
    """A record of the base. Its fields are declared once: YAML, the built form and the JSON Schema
    follow them.
    """


class Tier(StrEnum):
    """How much a source weighs, the strongest first."""

    OFFICIEL = "officiel"
    PARTENAIRE = "partenaire"
    PRESSE = "presse"
    TIERS = "tiers"
    FICHE = "fiche"


class Status(StrEnum):
    """Whether an entry runs: for sure, to be confirmed, or no longer."""

    ACTIF = "actif"
    A_CONFIRMER = "a-confirmer"
    CLOS = "clos"


class Kind(StrEnum):
    """What an entry is. Schemes come before partners in a recommendation."""

    DISPOSITIF_NATIONAL = "dispositif-national"
    DISPOSITIF_ACADEMIQUE = "dispositif-academique"
    ASSOCIATION = "association"
    CONVENTION = "convention"

    @property
    def is_scheme(self) -> bool:
        """True for a dispositif; the source document asks to use existing ones first."""
        return self in (Kind.DISPOSITIF_NATIONAL, Kind.DISPOSITIF_ACADEMIQUE)


class Form(StrEnum):
    """What an action really is; the order is that of the ranking, real mentoring first."""

    SUIVI_INDIVIDUEL = "suivi-individuel"
    SUIVI_COLLECTIF = "suivi-collectif"
    STAGE = "stage-ou-immersion"
    PONCTUELLE = "intervention-ponctuelle"
    CONCOURS = "concours"
    APPUI = "appui-aux-projets"
    FORMATION = "formation-des-enseignants"


class Mode(StrEnum):
    """Where mentor and pupil meet."""

    PRESENCE = "presence"
    DISTANCE = "distance"


class Scale(StrEnum):
    """For whom an action is meant."""

    ELEVE = "eleve"
    GROUPE = "groupe"
    CLASSE = "classe"
    ETABLISSEMENT = "etablissement"


class Mention(StrEnum):
    """The word that the source document uses about a convention."""

    MENTORAT = "mentorat"
    TUTORAT = "tutorat"


class Outcome(StrEnum):
    """The verdict on an entry for given answers."""

    CONVIENT = "convient"
    A_VERIFIER = "a-verifier"
    NE_CONVIENT_PAS = "ne-convient-pas"


class UrlKind(StrEnum):
    """What an address opens."""

    FORMULAIRE = "formulaire"
    PAGE = "page"
    SITE = "site"


class Level(StrEnum):
    """The territory in which a role has one holder."""

    ETABLISSEMENT = "etablissement"
    BASSIN = "bassin"
    DEPARTEMENT = "departement"
    ACADEMIE = "academie"
    REGION_ACADEMIQUE = "region-academique"
    NATIONAL = "national"
    ORGANISME = "organisme"


class QuestionType(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    YES_NO = "yes-no"
    NUMBER = "number"
    TERRITORY = "territory"


class Change(StrEnum):
    """Whether an answer can change: it is a fact, time does it, or somebody can act."""

    NEVER = "never"
    WITH_TIME = "with-time"
    BY_ACTION = "by-action"


class ChoicesFrom(StrEnum):
    """Where a question takes more choices from."""

    LYCEES = "lycees"
    DEPARTMENTS = "departments"


class Interval(Record, frozen=True):
    """Whole numbers from `min` to `max`, both included; None is no bound."""

    min: int | None = None
    max: int | None = None

    def holds(self, number: int) -> bool:
        """True when `number` lies within the bounds."""
        return (self.min is None or number >= self.min) and (self.max is None or number <= self.max)


# Rules ------------------------------------------------------------


class Leaf(Record, frozen=True, tag="leaf"):
    """One criterion and what it accepts: `values` (choice ids), or `interval` for a number.

    `sources` are source ids of the entry that states it; `deduction` stands for a choice of the
    base.
    """

    criterion: Id
    values: frozenset[str] = frozenset()
    interval: Interval | None = None
    sources: tuple[str, ...] = ()


class AllOf(Record, frozen=True, tag="all"):
    """True when every part is."""

    parts: tuple["Condition", ...]


class AnyOf(Record, frozen=True, tag="any"):
    """True when one part is."""

    parts: tuple["Condition", ...]


class NoneOf(Record, frozen=True, tag="none"):
    """True when no part is; unknown while a part is, so nobody enters by ignorance."""

    parts: tuple["Condition", ...]


class AtLeast(Record, frozen=True, tag="at_least"):
    """True when `count` parts are."""

    count: int
    parts: tuple["Condition", ...]


Condition = Leaf | AllOf | AnyOf | NoneOf | AtLeast


# Questions ------------------------------------------------------------


class Choice(Record, frozen=True):
    """One answer to a question. `short` is the form used inside a sentence, `implies` bounds other
    criteria.
    """

    id: Id
    label: Prose
    short: Prose | None = None
    aliases: tuple[Prose, ...] = ()
    implies: Mapping[str, Interval] = {}
    academie: Id | None = None

    @property
    def phrase(self) -> str:
        """The choice inside a sentence."""
        return self.short or self.label


class Question(Record, frozen=True):
    """A criterion and how it is asked; the head of `questions.yaml` says what each field means."""

    id: Id
    type: QuestionType
    label: Prose
    prompt: Prose
    band: int
    changes: Change
    help: Prose | None = None
    many: bool = False
    required: bool = False
    sensitive: bool = False
    asked: bool = True
    minimum: int = 0
    maximum: int = 0
    sentence: Prose | None = None
    sentence_yes: Prose | None = None
    sentence_no: Prose | None = None
    change_hint: Prose | None = None
    choices_from: ChoicesFrom | None = None
    choices: tuple[Choice, ...] = ()


# Territories ------------------------------------------------------------


class Department(Record, frozen=True):
    """A département or an overseas territory; `seat` is its chef-lieu."""

    code: Code
    name: Prose
    seat: Prose | None = None


class Region(Record, frozen=True):
    """A région académique; it has the limits of the administrative region of code `insee`."""

    id: Id
    name: Prose
    insee: Code
    aliases: tuple[Prose, ...] = ()


class OverseasKind(StrEnum):
    """The services that stand outside the 30 académies."""

    VICE_RECTORAT = "vice-rectorat"
    SERVICE = "service-de-l-education-nationale"


class Tile(Record, frozen=True):
    """A place on the map of tiles, counted from 1 at the top left: a drawing aid, not a fact."""

    row: int
    column: int


class Academie(Record, frozen=True):
    """An académie, or an overseas service (then `kind` is set and `region` is None)."""

    id: Id
    name: Prose
    code: Code
    departments: tuple[Department, ...]
    site: Url
    region: Id | None = None
    kind: OverseasKind | None = None
    attached_to: Id | None = None
    aliases: tuple[Prose, ...] = ()
    attached: tuple[Department, ...] = ()
    tile: Tile | None = None


class Ambiguous(Record, frozen=True):
    """A name that designates several académies, none of which may be chosen unasked."""

    alias: Prose
    academies: tuple[Id, ...]


class PostalCode(Record, frozen=True):
    """A postal code that does not follow the prefix rule."""

    code: Code
    departments: tuple[Code, ...]


class Lycee(Record, frozen=True):
    """A lycée that a rule names."""

    id: Id
    name: Prose
    academie: Id
    town: Prose | None = None


# Entries ------------------------------------------------------------


class Source(Record, frozen=True):
    """Where a statement comes from. `date` is the one the source prints; `date_deduced` says it was
    worked out.
    """

    tier: Tier
    title: Prose
    id: str = ""
    url: Url | None = None
    date: Moment | None = None
    date_deduced: bool = False
    note: Prose | None = None


class Statement(Record, frozen=True):
    """A fact with the ids of the sources that state it."""

    text: Prose
    source: tuple[str, ...]
    year: Moment | None = None
    school_year: SchoolYear | None = None


class Step(Record, frozen=True):
    """One thing to do: `who` is a role, `moment` a time of the school year. Without a source it is
    advice.
    """

    text: Prose
    who: Id | None = None
    moment: Prose | None = None
    source: tuple[str, ...] = ()


class HumanCheck(Record, frozen=True):
    """What no rule can decide, and the role to ask."""

    text: Prose
    with_: Id = field(name="with")
    source: tuple[str, ...] = ()


class Place(Record, frozen=True):
    """A lycée or a town where the action was seen, at `date`."""

    name: Prose
    academie: Id
    source: tuple[str, ...]
    town: Prose | None = None
    note: Prose | None = None
    date: Moment | None = None


class Example(Record, frozen=True):
    """Answers and the verdict that they must give; the tests run it."""

    answers: Mapping[str, str]
    verdict: Outcome


class Entry(Record, frozen=True):
    """A scheme, an association or a convention.

    `assumed` tells the user what the base supposes where no source says it (goals, forms); it is
    never shown as a fact.
    """

    id: Id
    name: Prose
    kind: Kind
    summary: Prose
    goals: Mapping[str, int]
    when: Condition
    contacts: tuple[Id, ...]
    status: Status
    sources: tuple[Source, ...]
    checked_on: date
    forms: tuple[Form, ...] = ()
    assumed: Prose | None = None
    aliases: tuple[Prose, ...] = ()
    modes: tuple[Mode, ...] = ()
    scales: tuple[Scale, ...] = ()
    prefer: tuple[Leaf, ...] = ()
    to_check: tuple[HumanCheck, ...] = ()
    steps: tuple[Step, ...] = ()
    calendar: tuple[Statement, ...] = ()
    cost: Statement | None = None
    figures: tuple[Statement, ...] = ()
    places: tuple[Place, ...] = ()
    warnings: tuple[Statement, ...] = ()
    partners: tuple[Id, ...] = ()
    convention_mention: Mention | None = None
    on_request: Id | None = None
    status_reason: Prose | None = None
    examples: tuple[Example, ...] = ()
    origin: Origin | None = None


class Cited(Struct, frozen=True):
    """A source as lists and recommendations tell it."""

    tier: Tier
    title: Prose
    url: Url | None
    date: Moment | None


class Brief(Struct, frozen=True):
    """What a list tells of an entry, worked out once: its fields are the keys of `list --format
    json` (DESIGN §6), in order.
    """

    id: Id
    name: Prose
    kind: Kind
    status: Status
    academies: tuple[Id, ...]
    goals: Mapping[str, int]
    summary: Prose
    checked_on: date
    sources: tuple[Cited, ...]
    origin: Origin | None


# Contacts ------------------------------------------------------------


class Role(Record, frozen=True):
    """Somebody one can turn to: what they do, the territory they serve, and who takes over
    (`next`).

    A `fallback` is somebody to ask when nothing in the base fits.
    """

    id: Id
    name: Prose
    summary: Prose
    level: Level
    ask: Prose | None = None
    fallback: bool = False
    next: Id | None = None
    sources: tuple[Source, ...] = ()


class Contact(Record, frozen=True):
    """A published way to reach a role in a territory; at least one channel is set."""

    id: Id
    role: Id
    name: Prose
    territory: str
    status: Status
    source: Source
    checked_on: date
    url: Url | None = None
    url_kind: UrlKind | None = None
    phone: str | None = None
    email: str | None = None
    address: Prose | None = None
    note: Prose | None = None
    origin: Origin | None = None


class GuideType(StrEnum):
    """What a guide is for."""

    DEMARCHE = "demarche"
    PROTECTION = "protection"


class Guide(Record, frozen=True):
    """What does not depend on a scheme: how to set an action up, how to protect pupils.

    A protection matters unless `when` is false, and only with an entry of `kinds` (any when empty).
    """

    id: Id
    name: Prose
    type: GuideType
    summary: Prose
    steps: tuple[Step, ...]
    sources: tuple[Source, ...]
    when: Condition | None = None
    kinds: tuple[Kind, ...] = ()


class Rename(Record, frozen=True):
    """A criterion (`value` None) or one of its values that had another name in an older base."""

    criterion: Id
    before: Id
    value: Id | None = None


class SavedAnswers(Record, frozen=True):
    """A file of answers: the day of the base that asked them, and criterion → what was answered."""

    answers: Mapping[str, tuple[str, ...]]
    base: str | None = None


# Bit sets ------------------------------------------------------------
#
# Bit n stands for the entry of rank n in the part of the ranking that depends on the entry alone
# (schemes first, then the closest,
# the form, confirmed and fresh first, the id): the lowest bits come first.


class Slot(Record, frozen=True):
    """A leaf at one place of the rules: accepted value → the entries whose leaf accepts it."""

    criterion: str
    accepts: Mapping[str, Bits]


class Column(Record, frozen=True):
    """A leaf that stands by itself among the conditions of `members`: for the others it holds."""

    slot: Slot
    members: Bits


class Part(Record, frozen=True):
    """A composed condition of `members`, all of one `shape`: the leaves of the shape are `slots`,
    in reading order.
    """

    shape: Condition
    slots: tuple[Slot, ...]
    members: Bits


class Index(Record, frozen=True):
    """Every entry as bits.

    `irregular` are the entries that read a criterion twice: only for them can Kleene logic miss a
    verdict. `goals` is goal →
    the entries that serve it with strength 3, 2, 1; `reach` and `forms` follow the orders of the
    ranking; `scales` is scale →
    entries meant for it; `prefer` are the priority publics that rank. `on_request` is criterion →
    entries proposed only for it.
    `places` gives for each bit the position of the entry in the base.
    """

    places: tuple[int, ...]
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    irregular: Bits
    goals: Mapping[str, tuple[Bits, Bits, Bits]]
    kinds: Mapping[str, Bits]
    statuses: Mapping[str, Bits]
    reach: tuple[Bits, ...]
    forms: tuple[Bits, ...]
    scales: Mapping[str, Bits]
    prefer: tuple[Column, ...]
    on_request: Mapping[str, Bits]


# The base ------------------------------------------------------------


class Records(Record, frozen=True):
    """What a file of the base may hold: any of these lists, each in its order."""

    questions: tuple[Question, ...] = ()
    regions: tuple[Region, ...] = ()
    academies: tuple[Academie, ...] = ()
    ambiguous: tuple[Ambiguous, ...] = ()
    postal_codes: tuple[PostalCode, ...] = ()
    lycees: tuple[Lycee, ...] = ()
    roles: tuple[Role, ...] = ()
    contacts: tuple[Contact, ...] = ()
    entries: tuple[Entry, ...] = ()
    guides: tuple[Guide, ...] = ()
    renames: tuple[Rename, ...] = ()


class ById(Mapping[str, Entry]):
    """Entries by id, each read only when it is asked for."""

    def __init__(self, ids: Iterable[str], entries: Sequence[Entry]) -> None:
        self._places = {str(identifier): place for place, identifier in enumerate(ids)}
        self._entries = entries

    def __getitem__(self, identifier: str) -> Entry:
        return self._entries[self._places[identifier]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class KnowledgeBase(Records, frozen=True, eq=False, dict=True):
    """Everything the program knows. Tuples keep the order of the files; ids are unique. Two bases
    are equal only if they are the same.

    `entries` may be read from the built form one by one; `entry_ids` are theirs. `checked_on` is
    the day of the last check, None for
    an empty base. `index` is None, and `briefs` are missing, as long as nobody built them
    (`indexing.indexed`).
    """

    entries: Sequence[Entry] = ()  # type: ignore[assignment]
    entry_ids: tuple[Id, ...] = ()
    checked_on: date | None = None
    index: Index | None = None
    briefs: Sequence[Brief] = ()

    def __repr__(self) -> str:
        return f"KnowledgeBase({len(self.entries)} entries, {self.checked_on})"

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """Criterion id → its question, in the order of the file."""
        return {str(item.id): item for item in self.questions}

    @cached_property
    def academie_of(self) -> Mapping[str, Mapping[str, str]]:
        """Criterion → choice id → the académie that it is in, for the choices that are in one."""
        return {
            str(item.id): {
                str(choice.id): str(choice.academie) for choice in item.choices if choice.academie
            }
            for item in self.questions
        }

    @cached_property
    def placed(self) -> tuple[str, ...]:
        """The questions of which an answer names the académie: a lycée, a département."""
        return tuple(
            str(item.id)
            for item in self.questions
            if any(choice.academie for choice in item.choices)
        )

    @cached_property
    def entry(self) -> Mapping[str, Entry]:
        """Entry id → entry."""
        return ById(self.entry_ids, self.entries)

    @cached_property
    def academie(self) -> Mapping[str, Academie]:
        """Académie id → académie."""
        return {str(item.id): item for item in self.academies}

    @cached_property
    def region(self) -> Mapping[str, Region]:
        """Région académique id → région."""
        return {str(item.id): item for item in self.regions}

    @cached_property
    def role(self) -> Mapping[str, Role]:
        """Role id → role."""
        return {str(item.id): item for item in self.roles}

    @cached_property
    def contact(self) -> Mapping[str, Contact]:
        """Contact id → contact."""
        return {str(item.id): item for item in self.contacts}

    @cached_property
    def territory(self) -> Mapping[str, frozenset[str]]:
        """Territory id (académie, région académique, `national`) → académies it holds."""
        groups = {str(item.id): frozenset([str(item.id)]) for item in self.academies}
        for region in self.regions:
            groups[region.id] = frozenset(
                str(item.id) for item in self.academies if item.region == region.id
            )
        groups[NATIONAL] = frozenset(
            str(item.id) for item in self.academies if item.region or item.attached_to
        )
        return groups
