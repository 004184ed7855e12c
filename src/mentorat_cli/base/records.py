"""The records of the base, as they are after loading: frozen, typed, complete.

Every record is loaded from YAML by following the types below, so a field is declared here and
nowhere else. The French text under a record, and under each field (« titre : sens »), is what
`meanings` tells of them. `Prose` is text in French typography, `Url` an http(s) address, `Email` a
mailbox alone, `Phone` how a number is written, `Moment` a date that may lack its day or month;
`Origin` is the file that a record comes from: it is set by the loader, never read.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, NewType

from msgspec import Struct, field

from mentorat_cli.base.schools import School

Id = NewType("Id", str)
Prose = NewType("Prose", str)
Url = NewType("Url", str)
Email = NewType("Email", str)
Phone = NewType("Phone", str)
Moment = NewType("Moment", str)
SchoolYear = NewType("SchoolYear", str)
Origin = NewType("Origin", str)
Bits = bytes
Code = NewType("Code", str)
Uai = NewType("Uai", str)

NATIONAL = "national"
"""The territory of the 30 académies and of Saint-Pierre-et-Miquelon, whose services belong to one
of them.
"""

DEDUCTION = "deduction"
"""What a rule leaf names instead of a source when the base itself chose it."""

TO_COMPLETE = "À compléter"
"""What a text that is still to be written says; the entry that has one never fits for sure."""

Answers = Mapping[str, tuple[str, ...]]
"""Criterion id → chosen ids. Absent: not asked. Empty: « ne sait pas ». Both are unknown, never
no.
"""


class Record(Struct, frozen=True, array_like=True, omit_defaults=True):
    """A record of the base. Its fields are declared once: YAML, the prepared form and the JSON
    Schema follow them.
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
    FAMILIES = "families"


NOT_YET = "pas encore\u00a0: "
"""What comes before the name of an organisation with which a lycée does not work yet."""


class Scope(StrEnum):
    """Where an entry acts: only there, perhaps elsewhere too, or wherever its source names."""

    FERME = "ferme"
    OUVERT = "ouvert"
    NATIONAL = "national"


class Acting(StrEnum):
    """How sure it is that an entry acts where the lycée is: seen there, or not, or everywhere."""

    ATTESTED = "attestee"
    TO_ASK = "a-demander"
    NATIONAL = "nationale"


class Variant(StrEnum):
    """What an entry is to the one it is a form of: the same action in its own territory, or another
    public or form.
    """

    ANTENNE = "antenne"
    PROGRAMME = "programme"


class Interval(Record, frozen=True):
    """Whole numbers from `min` to `max`, both included; None is no bound."""

    """Un nombre entier entre deux bornes, comprises."""

    min: int | None = None
    """minimum : Le plus petit nombre accepté ; absent : pas de minimum."""
    max: int | None = None
    """maximum : Le plus grand nombre accepté ; absent : pas de maximum."""

    def holds(self, number: int) -> bool:
        """True when `number` lies within the bounds."""
        return (self.min is None or number >= self.min) and (self.max is None or number <= self.max)


# Rules


class Leaf(Record, frozen=True, tag="leaf"):
    """One criterion and what it accepts: `values`, or `interval` for a number."""

    """Un critère et ce qu'il accepte."""

    criterion: Id
    """critère : Le critère."""
    values: frozenset[str] = frozenset()
    """valeurs : Les choix acceptés."""
    interval: Interval | None = None
    """nombres : Les nombres acceptés."""
    sources: tuple[str, ...] = ()
    """source : Les id des sources qui posent cette condition, ou deduction quand c'est un choix de
    la base.
    """
    with_: Id | None = field(default=None, name="with")
    """qui confirme : Dans expect, le rôle qui confirme ; absent : le premier contact de la
    fiche.
    """


class AllOf(Record, frozen=True, tag="all"):
    """True when every part is."""

    """Toutes ces conditions."""

    parts: tuple["Condition", ...]


class AnyOf(Record, frozen=True, tag="any"):
    """True when one part is."""

    """Une de ces conditions au moins."""

    parts: tuple["Condition", ...]


class NoneOf(Record, frozen=True, tag="none"):
    """True when no part is; unknown while a part is, so nobody enters by ignorance."""

    """Aucune de ces conditions."""

    parts: tuple["Condition", ...]


class AtLeast(Record, frozen=True, tag="at_least"):
    """True when `count` parts are."""

    """Au moins un certain nombre de ces conditions."""

    count: int
    """nombre : Combien de conditions au moins."""
    parts: tuple["Condition", ...]
    """conditions : Les conditions."""


Condition = Leaf | AllOf | AnyOf | NoneOf | AtLeast

EVERYBODY = AllOf(())
"""The rule that refuses nobody."""


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield the leaves of a rule, in reading order."""
    if isinstance(condition, Leaf):
        yield condition
    else:
        for part in condition.parts:
            yield from leaves(part)


# Questions


class Choice(Record, frozen=True):
    """One answer to a question.

    One with a `family` says whether the lycée works with it: yes when it has its id, no otherwise.
    """

    """Une réponse possible."""

    id: Id
    """identifiant : Ce qui s'écrit dans les règles et en option."""
    label: Prose
    """nom court : La réponse comme on la lit."""
    short: Prose | None = None
    """forme courte : La forme courte, à l'intérieur d'une phrase."""
    aliases: tuple[Prose, ...] = ()
    """autres noms : Ce que l'on peut taper d'autre."""
    implies: Mapping[str, Interval] = {}
    """ce que la réponse rend plausible : Ce que la réponse rend plausible pour un autre critère
    (l'âge, d'après la classe).
    """
    academie: Id | None = None
    """académie : L'académie de ce choix, quand il n'existe que là."""
    family: Id | None = None
    """organisme : L'organisme dont parle ce choix ; c'est choices_from: families qui le pose."""
    next: tuple[Id, ...] = ()
    """suite : Les réponses que celle-ci devient un an après (la classe suivante) ; si aucune ne le
    dit, le temps suit l'ordre des réponses.
    """
    vocational: bool = False
    """classe du lycée professionnel : oui : une classe du lycée professionnel ; ce qui ne vise que
    ces classes est fait pour lui.
    """

    @property
    def phrase(self) -> str:
        """The choice inside a sentence."""
        return self.short or self.label


class Question(Record, frozen=True):
    """A criterion and how it is asked."""

    """Une question : elle donne l'option de la ligne de commande, l'invite, l'aide et le contrôle
    de la réponse.
    """

    id: Id
    """identifiant : Le critère, un mot français : le même dans les règles, en option et en JSON."""
    type: QuestionType
    """type : choice (une réponse parmi choices), yes-no, number (un entier) ou territory (une
    académie, un département…).
    """
    label: Prose
    """nom court : Le nom court, pour le récapitulatif."""
    prompt: Prose
    """question posée : La question posée."""
    band: int
    """ordre : L'ordre des questions : 1 l'indispensable, 2 la classe, 3 ce qui décide, 4 et plus le
    sensible.
    """
    changes: Change
    """ce qui peut changer : Ce qui peut changer la réponse : never (rien), with-time (les années),
    by-action (le lycée ou l'élève).
    """
    help: Prose | None = None
    """aide : Où trouver la réponse, ou pourquoi elle compte."""
    many: bool = False
    """plusieurs réponses : oui : plusieurs réponses, dans l'ordre d'importance."""
    required: bool = False
    """indispensable ou non : oui : la réponse est indispensable."""
    sensitive: bool = False
    """sensible ou non : oui : posée en dernier, seulement si elle décide, et absente des exports.
    """
    asked: bool = True
    """posée ou non : non : jamais posée, seulement donnée en option."""
    minimum: int = 0
    """minimum : Pour un nombre : la plus petite réponse."""
    maximum: int = 0
    """maximum : Pour un nombre : la plus grande réponse."""
    sentence: Prose | None = None
    """phrase : La condition en toutes lettres ; {values} est remplacé par ce qui est accepté."""
    sentence_yes: Prose | None = None
    """phrase : La condition en toutes lettres quand il faut répondre oui."""
    sentence_no: Prose | None = None
    """phrase du contraire : La condition en toutes lettres quand il faut répondre non."""
    change_hint: Prose | None = None
    """comment cela peut changer : Comment changer la réponse, après « si » (si votre lycée
    s'encorde).
    """
    choices_from: ChoicesFrom | None = None
    """origine des réponses : D'où viennent d'autres choix : lycees, departments ou families."""
    choices: tuple[Choice, ...] = ()
    """réponses : Les réponses possibles."""
    attests: bool = False
    """vaut preuve : oui : répondre oui prouve que l'action existe dans ce lycée."""
    columns: tuple[Prose, ...] = ()
    """colonnes : Les titres que lui donnent les tableaux des lycées, outre le nom court."""
    spare: tuple[Prose, ...] = ()
    """colonnes à défaut : Des titres qui ne servent que si rien d'autre ne répond (où vit l'élève,
    pour l'académie).
    """
    yes: tuple[Prose, ...] = ()
    """mots du oui : Ce que les tableaux écrivent pour oui ; le reste de la cellule est laissé."""
    no: tuple[Prose, ...] = ()
    """mots du non : Ce que les tableaux écrivent pour non ; le reste de la cellule est laissé."""
    rare: bool = False
    """rare : oui : peu d'élèves sont concernés ; une action qui l'exige passe en dernier tant que
    ce n'est pas su, et en premier quand c'est le cas.
    """


# Territories


class Department(Record, frozen=True):
    """A département or an overseas territory."""

    """Un département, ou une collectivité d'outre-mer."""

    code: Code
    """code : Le code officiel géographique (01, 2A, 974)."""
    name: Prose
    """nom : Le nom."""
    seat: Prose | None = None
    """chef-lieu : Le chef-lieu."""
    towns: tuple[Prose, ...] = ()
    """villes : D'autres villes que l'on nomme pour lui, sans que ce soit le chef-lieu."""


class Region(Record, frozen=True):
    """A région académique; it has the limits of the administrative region of code `insee`."""

    """Une région académique ; elle a les limites de la région administrative."""

    id: Id
    """identifiant : Le nom court, sans accent."""
    name: Prose
    """nom : Le nom."""
    insee: Code
    """code Insee : Le code de la région administrative."""
    aliases: tuple[Prose, ...] = ()
    """autres noms : Les autres noms que l'on tape."""


class OverseasKind(StrEnum):
    """The services that stand outside the 30 académies."""

    VICE_RECTORAT = "vice-rectorat"
    SERVICE = "service-de-l-education-nationale"


class Tile(Record, frozen=True):
    """A place on the map of tiles, counted from 1 at the top left: a drawing aid, not a fact."""

    """Une case de la carte."""

    row: int
    """ligne : La ligne, comptée à partir de 1, en haut."""
    column: int
    """colonne : La colonne, comptée à partir de 1, à gauche."""


class Academie(Record, frozen=True):
    """An académie, or an overseas service (then `kind` is set and `region` is None)."""

    """Une académie, ou un service d'outre-mer."""

    id: Id
    """identifiant : Le nom court, sans accent."""
    name: Prose
    """nom : Le nom."""
    code: Code
    """code : Le code du ministère."""
    departments: tuple[Department, ...]
    """départements : Les départements."""
    site: Url
    """site : Le site officiel."""
    region: Id | None = None
    """région : La région académique ; absente pour un service d'outre-mer."""
    kind: OverseasKind | None = None
    """nature : Pour un service d'outre-mer seulement : ce qu'il est."""
    attached_to: Id | None = None
    """académie de rattachement : L'académie dont dépend un service d'outre-mer."""
    aliases: tuple[Prose, ...] = ()
    """autres noms : Les anciens noms, et les autres noms que l'on tape."""
    attached: tuple[Department, ...] = ()
    """territoires rattachés : Les collectivités rattachées."""
    tile: Tile | None = None
    """place sur la carte : La case sur la carte de « mentorat coverage » : une aide au dessin, pas
    un fait.
    """


class Ambiguous(Record, frozen=True):
    """A name that designates several académies, none of which may be chosen unasked."""

    """Un nom qui désigne plusieurs académies."""

    alias: Prose
    """nom ambigu : Ce que l'on tape."""
    academies: tuple[Id, ...]
    """académies : Les académies qu'il peut désigner."""


class PostalCode(Record, frozen=True):
    """A postal code that does not follow the prefix rule."""

    """Un code postal qui ne commence pas par son département."""

    code: Code
    """code : Le code postal."""
    departments: tuple[Code, ...]
    """départements : Les départements où il se trouve."""


class Diploma(Record, frozen=True):
    """A diploma, as the names of classes tell it."""

    """Un diplôme, tel que le disent les noms de classes."""

    id: Id
    """identifiant : Ce que les niveaux et les formations nomment."""
    words: tuple[Prose, ...] = ()
    """mots : Comment il s'écrit dans un nom de classe."""


class ClassLevel(Record, frozen=True):
    """A year of a diploma, as the names of classes tell it; the id is an answer to `niveau`."""

    """Une année d'un diplôme, telle que la disent les noms de classes."""

    id: Id
    """identifiant : Le niveau, parmi les réponses de la question."""
    diplomas: tuple[Id, ...] = ()
    """diplômes : Les diplômes dont il est une année ; aucun : avant tout diplôme."""
    marks: tuple[Prose, ...] = ()
    """marques : Comment l'année s'écrit ; aucune : n'importe laquelle."""


class Formation(Record, frozen=True):
    """The specialities of a filière; the id is an answer to `filiere`."""

    """Les spécialités d'une filière."""

    id: Id
    """identifiant : La filière, parmi les réponses de la question."""
    names: Mapping[str, tuple[tuple[Prose, ...], ...]]
    """noms : Par diplôme, chaque spécialité : son nom, puis les sigles d'usage."""


class Lycee(Record, frozen=True):
    """A lycée that a rule names."""

    """Un lycée que nomme une règle."""

    id: Id
    """identifiant : Ce qui s'écrit dans les règles et en option."""
    name: Prose
    """nom : Le nom."""
    academie: Id
    """académie : L'académie."""
    town: Prose | None = None
    """commune : La ville."""
    uai: tuple[Uai, ...] = ()
    """codes UAI : Son numéro au ministère (0690129R), puis ceux de ses sections. Le premier est la
    réponse à la question, les autres et l'identifiant sont compris ; sans lui, l'identifiant est la
    réponse.
    """

    @property
    def value(self) -> str:
        """The answer that means it."""
        return self.uai[0] if self.uai else self.id


# Entries


class Source(Record, frozen=True):
    """Where a statement comes from."""

    """D'où vient ce qui est dit."""

    tier: Tier
    """poids : Le poids : officiel, partenaire, presse, tiers (un autre site), fiche (la fiche
    nationale).
    """
    title: Prose
    """titre : Le titre de la page ou du document."""
    id: str = ""
    """identifiant : Le nom court que reprennent les source: de la fiche."""
    url: Url | None = None
    """adresse web : L'adresse ; jamais une adresse qui contient le nom d'une personne."""
    date: Moment | None = None
    """date : La date que porte la source : AAAA, AAAA-MM ou AAAA-MM-JJ."""
    date_deduced: bool = False
    """date déduite ou non : oui : la date n'est pas écrite, elle est déduite."""
    note: Prose | None = None
    """note : Ce qu'il faut savoir de la source."""
    before: tuple[str, ...] = ()
    """anciens identifiants : Les identifiants qu'elle avait, encore compris."""


class Statement(Record, frozen=True):
    """A fact with the ids of the sources that state it."""

    """Un fait, avec ses sources."""

    text: Prose
    """fait : Le fait, en une phrase."""
    source: tuple[str, ...]
    """source : Les id des sources qui le disent (voir sources)."""
    year: Moment | None = None
    """année : L'année ou la date dont parle le fait."""
    school_year: SchoolYear | None = None
    """année scolaire : L'année scolaire dont parle le fait (2025-2026)."""


class Period(Statement, frozen=True):
    """A statement about the year, with when it begins and when it is over where the source says."""

    """Une date de l'année, avec ses sources."""

    opens: Moment | None = None
    """ouverture : Le premier jour, ou le premier mois : AAAA-MM-JJ, AAAA-MM ou AAAA."""
    closes: Moment | None = None
    """clôture : Le dernier jour, ou le dernier mois : AAAA-MM-JJ, AAAA-MM ou AAAA."""
    yearly: bool = False
    """chaque année ou non : oui : revient chaque année ; les dates d'une autre année scolaire sont
    alors une habitude, et celles de cette année sont dites non trouvées.
    """


class Step(Record, frozen=True):
    """One thing to do; without a source it is advice."""

    """Une chose à faire ; sans source, c'est un conseil."""

    text: Prose
    """étape : Ce qu'il faut faire."""
    who: Id | None = None
    """qui le fait : Le rôle de qui le fait."""
    moment: Prose | None = None
    """moment : Le moment de l'année."""
    source: tuple[str, ...] = ()
    """source : Les id des sources qui le disent (voir sources)."""


class HumanCheck(Record, frozen=True):
    """What no rule can decide, and the role to ask."""

    """Ce qu'aucune règle ne peut décider."""

    text: Prose
    """question : La question à poser."""
    with_: Id = field(name="with")
    """à qui la poser : Le rôle à qui la poser."""
    source: tuple[str, ...] = ()
    """source : Les id des sources qui le disent (voir sources)."""


class Evidence(Record, frozen=True):
    """Where an entry was seen. One of `lycee`, `departement` (perhaps with its town), `academie`,
    `region` and `national` says how large the place is: the whole of it is attested, nothing more.
    """

    """Un lieu où l'action a été vue, avec une seule clé qui dit sa taille, du lycée à la France :
    tout ce lieu est attesté, rien de plus ; une ville atteste son département.
    """

    source: tuple[str, ...]
    """source : Les id des sources qui le disent (voir sources)."""
    lycee: Id | None = None
    """lycée : Un lycée de la liste lycees : ce lycée seulement."""
    departement: Code | None = None
    """département : Le code d'un département (01, 2A, 974) : tout ce département."""
    academie: Id | None = None
    """académie : Toute cette académie."""
    region: Id | None = None
    """région : Toute cette région académique."""
    national: bool = False
    """partout : oui : partout en France, parce que l'État, ses services en académie ou le lycée
    lui-même s'en chargent. Une association qui dit agir partout a seulement le scope national.
    """
    town: Prose | None = None
    """commune : La ville, à côté de son département."""
    name: Prose | None = None
    """nom : Le nom du lieu, quand ce n'est pas celui de la ville."""
    note: Prose | None = None
    """note : Ce qu'il faut savoir de ce lieu."""
    date: Moment | None = None
    """date : Quand l'action y a été vue : AAAA, AAAA-MM ou AAAA-MM-JJ."""
    date_deduced: bool = False
    """date déduite : oui : la date n'est pas écrite, elle est déduite."""


class Presence(Record, frozen=True):
    """Where an entry acts, and how sure that is."""

    """Où l'action existe, et ce qui le prouve."""

    scope: Scope
    """étendue : ferme (là et nulle part ailleurs : ailleurs, elle est refusée), ouvert (vue là,
    peut-être ailleurs : ailleurs, c'est à vérifier) ou national (proposée partout en France) ; hors
    des académies, ouvert et national ne valent que là où evidence le dit.
    """
    source: tuple[str, ...]
    """source : Les id des sources qui disent cette étendue, ou deduction quand c'est notre
    lecture.
    """
    text: Prose | None = None
    """texte : Ce que la source dit des lieux, avec nos mots."""
    evidence: tuple[Evidence, ...] = ()
    """preuves : Les lieux où l'action a été vue."""


class Place(Record, frozen=True):
    """A lycée or a town where the action was seen, at `date`: the `Evidence` of files of 1.0."""

    """Un lieu où l'action a été vue, comme l'écrivent les fichiers de la version 1.0 ; presence le
    dit mieux.
    """

    name: Prose
    """nom : Le lycée ou le lieu."""
    academie: Id
    """académie : L'académie."""
    source: tuple[str, ...]
    """source : Les id des sources qui le disent (voir sources)."""
    town: Prose | None = None
    """commune : La ville."""
    note: Prose | None = None
    """note : Ce qu'il faut savoir de ce lieu."""
    date: Moment | None = None
    """date : Quand l'action y a été vue : AAAA, AAAA-MM ou AAAA-MM-JJ."""


class Example(Record, frozen=True):
    """Answers and the verdict that they must give; the tests run it."""

    """Des réponses et le verdict qu'elles doivent donner : mentorat check les exécute."""

    answers: Mapping[str, str]
    """réponses : Critère : réponse. Un critère absent est une réponse inconnue."""
    verdict: Outcome
    """verdict : convient, a-verifier ou ne-convient-pas."""


class Entry(Record, frozen=True):
    """A scheme, an association or a convention.

    `when` says who is refused, `expect` what is usual and must be confirmed, `prefer` who comes
    first. A place in `when` is one where the entry acts and nowhere else (`Scope.FERME`). `assumed`
    tells the user what the base supposes where no source says it (goals, forms); it is never shown
    as a fact.
    """

    """Un dispositif, une association ou une convention. Ce qu'aucune source ne dit est absent."""

    id: Id
    """identifiant : L'identifiant : minuscules sans accent et traits d'union ; celui d'une fiche de
    la base la remplace en entier.
    """
    name: Prose
    """nom : Le nom."""
    kind: Kind
    """nature : Ce que c'est : dispositif-national, dispositif-academique, association ou
    convention.
    """
    summary: Prose
    """résumé : Une ou deux phrases, avec nos mots."""
    goals: Mapping[str, int]
    """objectifs : Objectif : force. 3 but central de la source, 2 but cité, 1 but possible."""
    contacts: tuple[Id, ...]
    """contacts : Les rôles ou les contacts à appeler, dans l'ordre ; le dernier répond toujours
    dans le lycée.
    """
    status: Status
    """statut : actif, a-confirmer (fiche ou presse seule, rien depuis trois années scolaires, ou
    doute) ou clos.
    """
    sources: tuple[Source, ...]
    """sources : D'où vient ce que dit la fiche."""
    checked_on: date
    """date de relecture : Le jour où la fiche a été relue contre ses sources."""
    when: Condition = EVERYBODY
    """conditions d'entrée : Qui peut entrer : un critère et ce qu'il accepte, ou all, any, none,
    at_least ; absent : personne n'est refusé.
    """
    forms: tuple[Form, ...] = ()
    """formes : Ce que c'est vraiment, le principal d'abord."""
    assumed: Prose | None = None
    """suppositions : Ce que la base suppose quand aucune source ne dit l'objectif ou la forme ;
    montré comme une supposition.
    """
    aliases: tuple[Prose, ...] = ()
    """autres noms : Les autres noms que l'on tape."""
    modes: tuple[Mode, ...] = ()
    """lieu (présence, distance) : Où l'on se rencontre : presence, distance."""
    scales: tuple[Scale, ...] = ()
    """pour qui : Pour qui l'action est faite ; cela classe, sans exclure."""
    presence: Presence | None = None
    """présence : Où l'action existe, et ce qui le prouve."""
    expect: Condition | None = None
    """attentes : Ce qui est d'usage et se confirme, écrit comme when : faux ou inconnu, c'est à
    vérifier, jamais un refus.
    """
    prefer: tuple[Leaf, ...] = ()
    """publics prioritaires : Les publics prioritaires : ils classent, sans exclure."""
    variant_of: Id | None = None
    """fiche dont elle est une forme : La fiche dont celle-ci est une forme."""
    variant: Variant | None = None
    """nature de la variante : antenne (la même action dans son territoire : elle prend la place de
    l'autre) ou programme (un autre public, une autre forme : une fiche à part).
    """
    to_check: tuple[HumanCheck, ...] = ()
    """ce qu'il faut vérifier : Ce qu'une personne doit vérifier, et auprès de quel rôle."""
    steps: tuple[Step, ...] = ()
    """étapes : Comment faire, dans l'ordre."""
    calendar: tuple[Period, ...] = ()
    """calendrier : Les dates de l'année."""
    cost: Statement | None = None
    """coût : Ce que cela coûte."""
    figures: tuple[Statement, ...] = ()
    """chiffres : Des chiffres datés."""
    places: tuple[Place, ...] = ()
    """lieux connus : Des lieux connus, comme les écrivent les fichiers de la version 1.0."""
    warnings: tuple[Statement, ...] = ()
    """limites : Des limites à connaître."""
    partners: tuple[Id, ...] = ()
    """partenaires : Les fiches qui portent ou soutiennent celle-ci."""
    convention_mention: Mention | None = None
    """mot de la fiche nationale : Le mot de la fiche nationale : mentorat ou tutorat."""
    on_request: Id | None = None
    """sur demande seulement : Un critère sans lequel la fiche n'est jamais proposée."""
    status_reason: Prose | None = None
    """raison du statut : Pourquoi le dispositif n'est pas actif."""
    examples: tuple[Example, ...] = ()
    """exemples : Une qui convient, une refusée par chaque condition, une où la réponse décisive
    manque, une d'ailleurs, une contraire à l'usage.
    """
    origin: Origin | None = None
    """fichier : Le fichier d'où vient la fiche."""


class Cited(Struct, frozen=True):
    """A source as lists and recommendations tell it."""

    tier: Tier
    title: Prose
    url: Url | None
    date: Moment | None


class Brief(Struct, frozen=True):
    """What a list tells of an entry, worked out once: its fields are the keys of `list --format
    json`, in order.
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


# Contacts


class Role(Record, frozen=True):
    """Somebody one can turn to: what they do, the territory they serve, and who takes over
    (`next`).

    A `fallback` is somebody to ask when nothing in the base fits. Who only `relays` knows who acts,
    and does not act: a switchboard. The `reader` is never sent to themselves.
    """

    """Un interlocuteur : à qui l'on s'adresse."""

    id: Id
    """identifiant : L'identifiant, repris par contacts, who et with."""
    name: Prose
    """nom : Le nom."""
    summary: Prose
    """résumé : Qui c'est, et à quoi il sert."""
    level: Level
    """échelon : Le territoire où il n'y en a qu'un."""
    ask: Prose | None = None
    """comment le demander : Ce qu'il faut demander quand aucune adresse n'est publiée ; absent : le
    rôle suivant le remplace.
    """
    fallback: bool = False
    """recours : oui : à qui s'adresser quand rien ne convient."""
    relays: bool = False
    """oriente seulement : oui : n'agit pas, mais sait qui agit : un standard, un réseau ; on lui
    dit qui l'on cherche.
    """
    reader: bool = False
    """lecteur : oui : la personne qui se sert de l'outil ; le rôle suivant la remplace, pour
    qu'elle ne soit jamais envoyée à elle-même.
    """
    next: Id | None = None
    """relais : Le rôle qui prend le relais."""
    sources: tuple[Source, ...] = ()
    """sources : D'où vient ce qui est dit de ce rôle."""
    usual: bool = False
    """courant : oui : la fiche d'un lycée en demande l'adresse d'abord ; celle des autres, à qui le
    veut.
    """


class Contact(Record, frozen=True):
    """A published way to reach a role in a territory; at least one channel is set."""

    """Une façon publiée de joindre un rôle ; au moins url, phone, email ou address. Jamais le nom
    d'une personne.
    """

    id: Id
    """identifiant : L'identifiant."""
    role: Id
    """rôle : Le rôle que l'on joint."""
    name: Prose
    """nom : Le nom du service ou de la page."""
    territory: str
    """territoire : national, une région académique, une académie ou un département."""
    status: Status
    """statut : actif, a-confirmer ou clos."""
    source: Source
    """source : D'où vient l'adresse."""
    checked_on: date
    """date de relecture : Le jour où elle a été relue."""
    url: Url | None = None
    """adresse web : La page ou le formulaire."""
    url_kind: UrlKind | None = None
    """ce qu'ouvre l'adresse : Ce qu'ouvre l'adresse : formulaire, page ou site."""
    phone: Phone | None = None
    """téléphone : Le téléphone, entre guillemets."""
    email: Email | None = None
    """courriel : Le courriel d'un service, jamais d'une personne."""
    address: Prose | None = None
    """adresse : L'adresse postale."""
    note: Prose | None = None
    """note : Ce qu'il faut savoir."""
    origin: Origin | None = None
    """fichier : Le fichier d'où vient la fiche."""


class GuideType(StrEnum):
    """What a guide is for."""

    DEMARCHE = "demarche"
    PROTECTION = "protection"
    FILET = "filet"


class Guide(Record, frozen=True):
    """What does not depend on a scheme: how to set an action up, how to protect pupils.

    A protection matters unless `when` is false, and only with an entry of `kinds` (any when empty).
    A net, the people of the lycée and of the institution in the order to call them, matters when
    `when` holds for sure.
    """

    """Comment monter une action, ou comment protéger les élèves."""

    id: Id
    """identifiant : L'identifiant."""
    name: Prose
    """nom : Le titre."""
    type: GuideType
    """type : demarche (comment faire), protection (à ne pas oublier) ou filet (qui appeler dans le
    lycée et l'institution : who, ce qu'il fait, moment).
    """
    summary: Prose
    """résumé : Une phrase."""
    steps: tuple[Step, ...]
    """étapes : Ce qu'il faut faire, dans l'ordre."""
    sources: tuple[Source, ...]
    """sources : D'où vient ce qui est dit."""
    when: Condition | None = None
    """conditions d'entrée : La situation de l'élève où elle compte ; absente : toujours."""
    kinds: tuple[Kind, ...] = ()
    """natures : Seulement si une fiche de cette nature est proposée."""
    first: bool = False
    """d'abord : Pour un filet, oui : on en parle dans le lycée avant tout appel à l'extérieur."""
    calendar: tuple[Period, ...] = ()
    """calendrier : Les dates de l'année."""


class Rename(Record, frozen=True):
    """A criterion (`value` None) or one of its values that had another name in an older base."""

    """Un critère, ou une de ses valeurs, qui avait un autre nom."""

    criterion: Id
    """critère : Le critère, sous son nom d'aujourd'hui."""
    before: Id
    """ancien nom : L'ancien nom."""
    value: Id | None = None
    """valeur : La valeur d'aujourd'hui ; absente quand c'est le critère qui a changé de nom."""


class SavedAnswers(Record, frozen=True):
    """A file of answers: the day of the base that asked them, and criterion → what was answered."""

    answers: Mapping[str, tuple[str, ...]]
    base: str | None = None


class OwnContact(Record, frozen=True):
    """How a service of the lycée is reached; at least one way is set, never a person's."""

    """Comment joindre un service du lycée ; au moins phone, email ou url. Jamais une personne."""

    phone: Phone | None = None
    """téléphone : Le téléphone, entre guillemets."""
    email: Email | None = None
    """courriel : Le courriel d'un service, jamais d'une personne."""
    url: Url | None = None
    """adresse web : La page ou le formulaire."""


class OwnLycee(Record, frozen=True):
    """What a lycée says of itself: facts that hold for all its pupils, and how its services are
    reached, by role. `answers` is question of the form → what was answered.
    """

    """La fiche d'un lycée : des faits sur l'établissement, jamais sur un élève."""

    answers: Mapping[str, tuple[str, ...]]
    """réponses : Ce que le lycée répond de lui-même."""
    contacts: Mapping[str, OwnContact] = {}
    """contacts : Ses services, par rôle : le bureau des entreprises…"""
    updated_on: date | None = None
    """date : Le jour où la fiche a été écrite."""
    base: str | None = None
    """base : La date de la base qui a posé les questions."""


# Bit sets
#
# Bit n stands for entry n of the base: the lowest bits come first.


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


class Clauses(Record, frozen=True):
    """What conditions ask, by the place they take: leaves that stand by themselves, and composed
    conditions.
    """

    columns: tuple[Column, ...]
    parts: tuple[Part, ...]


class Index(Record, frozen=True):
    """Every entry as bits; there are `size` of them.

    `required` is what refuses; an entry is sure if besides what is `expected` holds and it is
    `attested` where the lycée is. `rare` is what of its conditions few pupils meet. `irregular` is
    bit → rule and doubts of an entry of which a condition reads a criterion twice: only there can
    Kleene logic miss a verdict. `goals` is goal → the entries that serve it with strength 3, 2, 1;
    `scales` is scale → entries meant for it. `on_request` is criterion → entries proposed only for
    it. `national` are those that stand in every list of the places where they are not refused.
    `families` are an organisation and its antennes, for those that have some.

    Leaves that place an entry when one holds: `named` are the rare ones of its rule; `in_lycee`,
    `in_departement` and `in_academie` those that prove that it acts there; `publics` its priority
    publics. `everywhere`, `offered`, `follows`, `general`, `for_lp` and `stale` are the entries of
    which `ranking` says so.
    """

    size: int
    required: Clauses
    expected: Clauses
    attested: Clauses
    rare: Clauses
    irregular: Mapping[int, tuple[Condition, tuple[Condition, ...]]]
    goals: Mapping[str, tuple[Bits, Bits, Bits]]
    kinds: Mapping[str, Bits]
    statuses: Mapping[str, Bits]
    scales: Mapping[str, Bits]
    on_request: Mapping[str, Bits]
    national: Bits
    families: tuple[tuple[Bits, Bits], ...]
    named: tuple[Slot, ...]
    in_lycee: tuple[Slot, ...]
    in_departement: tuple[Slot, ...]
    in_academie: tuple[Slot, ...]
    publics: tuple[Slot, ...]
    everywhere: Bits
    offered: Bits
    follows: Bits
    general: Bits
    for_lp: Bits
    stale: Bits


# The base


class Records(Record, frozen=True):
    """What a file of the base may hold: any of these lists, each in its order."""

    """Un fichier de la base de mentorat : une ou plusieurs de ces listes, dans l'ordre que l'on
    veut.
    """

    entries: tuple[Entry, ...] = ()
    """Dispositifs, associations et conventions : Les dispositifs, les associations et les
    conventions.
    """
    contacts: tuple[Contact, ...] = ()
    """Contacts : Les adresses publiées des interlocuteurs."""
    roles: tuple[Role, ...] = ()
    """Interlocuteurs : Les interlocuteurs : qui ils sont, à quoi ils servent."""
    questions: tuple[Question, ...] = ()
    """Questions : Les questions, donc les critères des règles."""
    guides: tuple[Guide, ...] = ()
    """Démarche et protections : La démarche et les protections, qui ne dépendent pas d'un
    dispositif.
    """
    academies: tuple[Academie, ...] = ()
    """Académies : Les académies, et les services d'outre-mer."""
    regions: tuple[Region, ...] = ()
    """Régions académiques : Les régions académiques."""
    lycees: tuple[Lycee, ...] = ()
    """Lycées : Les lycées que nomment des règles."""
    ambiguous: tuple[Ambiguous, ...] = ()
    """Noms ambigus : Ce que l'on peut taper et qui désigne plusieurs académies : il faut alors
    demander.
    """
    postal_codes: tuple[PostalCode, ...] = ()
    """Codes postaux : Les codes postaux qui ne commencent pas par leur département."""
    diplomas: tuple[Diploma, ...] = ()
    """Diplômes : Les diplômes, tels que les disent les noms de classes."""
    levels: tuple[ClassLevel, ...] = ()
    """Niveaux de classe : Les années des diplômes, telles que les disent les noms de classes."""
    formations: tuple[Formation, ...] = ()
    """Formations : Les spécialités de chaque filière."""
    renames: tuple[Rename, ...] = ()
    """Anciens noms : Les critères et les valeurs qui ont changé de nom, pour relire d'anciennes
    réponses.
    """


class KnowledgeBase(Records, frozen=True, eq=False, dict=True):
    """Everything the program knows. Tuples keep the order of the files; ids are unique. Two bases
    are equal only if they are the same.

    A sequence may be read only when something of it is wanted (`prepared.Lazy`). `checked_on` is
    the day of the last check, None for an empty base. `index` is None, and `briefs` are missing, as
    long as nobody built them (`indexing.indexed`). `schools` are the lycées of France; no rule
    names them.
    """

    entries: Sequence[Entry] = ()  # type: ignore[assignment]
    contacts: Sequence[Contact] = ()  # type: ignore[assignment]
    guides: Sequence[Guide] = ()  # type: ignore[assignment]
    checked_on: date | None = None
    index: Index | None = None
    briefs: Sequence[Brief] = ()
    schools: Sequence[School] = ()

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
    def implying(self) -> Mapping[str, tuple[str, ...]]:
        """Criterion → the questions of which an answer bounds it, for all."""
        found: dict[str, tuple[str, ...]] = {str(item.id): () for item in self.questions}
        for item in self.questions:
            for name in dict.fromkeys(name for choice in item.choices for name in choice.implies):
                found[name] = (*found.get(name, ()), str(item.id))
        return found

    @cached_property
    def departments(self) -> Mapping[str, frozenset[str]]:
        """Académie id → the codes of its départements and of the territories attached to it."""
        return {
            str(item.id): frozenset(str(one.code) for one in (*item.departments, *item.attached))
            for item in self.academies
        }

    @cached_property
    def antennes(self) -> Mapping[str, tuple[Entry, ...]]:
        """Entry id → its antennes, for the entries that have some."""
        found: dict[str, tuple[Entry, ...]] = {}
        for entry in self.entries:
            if entry.variant is Variant.ANTENNE:
                parent = str(entry.variant_of)
                found[parent] = (*found.get(parent, ()), entry)
        return found

    @cached_property
    def worked_out(self) -> dict[object, Any]:
        """What functions remember for this base: function and entry id → the entry, and what it
        gives for it (`presence.once`); name → question id → what it gives.
        """
        return {}

    @cached_property
    def entry(self) -> Mapping[str, Entry]:
        """Entry id → entry."""
        return {str(item.id): item for item in self.entries}

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
    def contacts_of(self) -> Mapping[str, tuple[Contact, ...]]:
        """Role id → its published contacts, in the order of the files."""
        found: dict[str, tuple[Contact, ...]] = {}
        for item in self.contacts:
            found[item.role] = (*found.get(item.role, ()), item)
        return found

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
