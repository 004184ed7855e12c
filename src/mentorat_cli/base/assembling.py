"""How the files of the base become one `KnowledgeBase`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Literal

import yaml
from msgspec import Struct
from msgspec.structs import fields, replace

from mentorat_cli.base import records
from mentorat_cli.base.nodes import problem
from mentorat_cli.base.reader import EXTENDS, INVALID, Extension, Invalid, Pointer, Reader
from mentorat_cli.base.records import (
    TO_COMPLETE,
    AllOf,
    AnyOf,
    AtLeast,
    Choice,
    ChoicesFrom,
    Condition,
    Interval,
    KnowledgeBase,
    Leaf,
    NoneOf,
    Question,
    QuestionType,
    Records,
    Scope,
    leaves,
)
from mentorat_cli.base.scalars import EMAIL, Scalar, is_day
from mentorat_cli.base.schools import read_uai
from mentorat_cli.errors import DataError, Location, Problem
from mentorat_cli.typography import HIDDEN, clipped, code, french, harmless, instead

LayerRule = Literal[
    "identifiant-en-double", "complement-inconnu", "complement-en-double", "complement-en-rond"
]
"""What can be wrong between the records of several files before they make a base."""


class Locations(Struct, frozen=True):
    """Where the values of a record stand: `found` are those of its file, in which `top` is the way
    to the record.

    An extension finds what it does not say itself (`said` are the fields it says) where its `base`
    does.
    """

    found: Mapping[Pointer, Location]
    top: tuple[str, int]
    base: "Locations | None" = None
    said: frozenset[str | int] = frozenset()

    def at(self, way: Pointer) -> Location | None:
        """Return where the value at the end of `way` (field, index…; empty for the record itself)
        stands, if it is written.
        """
        here: Locations | None = self
        while here is not None:
            at = here.found.get((*here.top, *way))
            if at is not None or not way or way[0] in here.said:
                return at
            here = here.base
        return None


Positions = Mapping[tuple[str, str], Locations]
"""(collection, id) → where the values of that record stand."""


class Loaded(Struct, frozen=True):
    """A base with the place of each of its values, and what its files hold that may be a
    mistake.
    """

    base: KnowledgeBase
    positions: Positions
    doubts: tuple[Problem, ...] = ()

    def at(self, *path: str | int) -> Location:
        """Return where a value stands, or the nearest thing that holds it; `path` is collection,
        id, field, index…
        """
        locations, way = self.positions[str(path[0]), str(path[1])], path[2:]
        while (found := locations.at(way)) is None:
            way = way[:-1]
        return found


class SourceFile(Struct, frozen=True):
    """The text of one file of a base, and the name it is known by in messages. A higher `layer`
    adds to the lower ones.

    `fault` stands for the text of a file that holds none.
    """

    name: str
    text: str
    layer: int = 0
    fault: Problem | None = None


def assemble(files: Iterable[SourceFile]) -> Loaded:
    """Return the base that files make together, the lowest layer first.

    In a layer an id is unique. A record whose id a lower layer has takes its place, whole; one that
    says `extends` keeps what it does not say, wherever what it extends stands, and several of one
    id add up. Raises DataError with every structural problem of every file.
    """
    layers = Layers()
    for _, several in groupby(sorted(files, key=_layer), key=_layer):
        layers.add(several)
    if layers.problems:
        raise DataError(layers.problems)
    found: dict[str, Any] = {name: tuple(items.values()) for name, items in layers.records.items()}
    base = KnowledgeBase(**found)
    return Loaded(with_choices(base), layers.positions, tuple(layers.doubts))


def _layer(file: SourceFile) -> int:
    return file.layer


class Found(Struct, frozen=True):
    """A record, or what stands for one, of a collection: the file it was read in, and where."""

    collection: str
    item: Any
    file: str
    locations: Locations

    @property
    def top(self) -> tuple[str, str]:
        """The collection and the id."""
        return self.collection, _key(self.item)


class Layers:
    """The records read so far: collection → key → record, where they stand, the problems and the
    doubts found.
    """

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Any]] = {item.name: {} for item in fields(Records)}
        self.positions: dict[tuple[str, str], Locations] = {}
        self.problems: list[Problem] = []
        self.doubts: list[Problem] = []
        self._whole: set[tuple[str, str]] = set()
        self._said: dict[tuple[str, str, str], tuple[Any, Location | None]] = {}

    def add(self, files: Iterable[SourceFile]) -> None:
        """Read the files of a layer that is above those already read."""
        self._whole, self._said = set(), {}
        found = [one for file in files for one in self._found(file)]
        all_read = not self.problems
        for one in found:
            if not isinstance(one.item, Extension):
                self._place(one, one.item, one.locations)
        left = [one for one in reversed(found) if isinstance(one.item, Extension)]
        waiting: dict[tuple[str, str], list[Found]] = {}
        while left:
            one = left.pop()
            if self._extend(one):
                left += waiting.pop(one.top, [])
            else:
                waiting.setdefault((one.collection, one.item.base), []).append(one)
        self._refuse([one for several in waiting.values() for one in several], all_read)

    def _found(self, file: SourceFile) -> Iterator[Found]:
        if file.fault is not None:
            self.problems.append(file.fault)
            return
        read, reader = read_records(file.text, file.name)
        self.problems += reader.problems
        self.doubts += reader.doubts
        if isinstance(read, Invalid):
            return
        for name in self.records:
            for index, item in enumerate(getattr(read, name)):
                yield Found(name, item, file.name, Locations(reader.positions, (name, index)))

    def _place(self, found: Found, item: Any, locations: Locations) -> None:
        """Keep a whole record, which may take the place of one of a lower layer."""
        top, at, known = found.top, found.locations.at(()), self.positions.get(found.top)
        if known and at and top in self._whole:
            message = f"l'identifiant {code(top[1])} existe déjà ({known.at(())})"
            message += " ; choisissez-en un autre"
            self._report(at, "identifiant-en-double", message)
            return
        if known and at:
            message = f"remplace en entier {code(top[1])} de la base ({known.at(())}) ; "
            message += "si ce n'est pas voulu, changez l'identifiant"
            message += f", ou écrivez {code(EXTENDS)}" if type(item) in EXTENSIBLE else ""
            self.doubts.append(problem(at, "fiche-remplacee", message, "avertissement"))
        self._whole.add(top)
        self._keep(found, item, locations)

    def _keep(self, found: Found, item: Any, locations: Locations) -> None:
        kept = replace(item, origin=found.file) if hasattr(item, "origin") else item
        self.records[found.collection][found.top[1]] = kept
        self.positions[found.top] = locations

    def _extend(self, found: Found) -> bool:
        """Make the record that an extension makes; return whether what it extends is there."""
        known, said = self.records[found.collection].get(found.item.base), found.item.values
        if known is None:
            return False
        base = self.positions[found.collection, found.item.base]
        locations = replace(found.locations, base=base, said=frozenset(said))
        item = replace(known, **said)
        if "sources" in said:
            item = replace(item, sources=(*item.sources, *_still_cited(item, known.sources)))
        if found.top[1] != found.item.base:
            self._place(found, item, locations)
        elif not self._contradicted(found):
            self._keep(found, item, locations)
        return True

    def _contradicted(self, found: Found) -> bool:
        """Report the keys that another extension of the layer gives another value."""
        before = len(self.problems)
        for key, value in found.item.values.items():
            at = found.locations.at((key,)) or found.item.at
            other, first = self._said.setdefault((*found.top, key), (value, at))
            if other != value:
                message = f"déjà une autre valeur pour {code(found.top[1])} ({first})"
                self._report(at, "complement-en-double", f"{message} ; gardez-en une seule")
        return len(self.problems) > before

    def _refuse(self, left: Sequence[Found], all_read: bool) -> None:
        """Report the extensions that extend nothing, or each other; one that waits for such a one
        is not told, nor, unless files are `all_read`, one whose base may be in what could not be.
        """
        wanted = {one.top: one for one in left}
        walked: set[tuple[str, str]] = set()
        for one in left:
            base = one.item.base
            if base == one.top[1] or (one.collection, base) not in wanted:
                sentence = f"{code(EXTENDS)} : aucun {code(clipped(base))} à compléter"
                message = instead(sentence, clipped(base), list(self.records[one.collection]))
                if all_read:
                    self._report(one.item.at, "complement-inconnu", message)
                continue
            way: dict[tuple[str, str], Found] = {}
            top = one.top
            while top in wanted and top not in way and top not in walked:
                way[top] = wanted[top]
                top = one.collection, wanted[top].item.base
            ring = [*way][[*way].index(top) :] if top in way else []
            if len(ring) > 1:
                names = ", ".join(name for _, name in [*ring, top])
                message = f"{code(EXTENDS)} tourne en rond : {names} ; retirez-en un"
                self._report(way[top].item.at, "complement-en-rond", message)
            walked.update(way)

    def _report(self, at: Location, rule: LayerRule, message: str) -> None:
        self.problems.append(problem(at, rule, message))


def _key(item: Any) -> str:
    if isinstance(item, Extension):
        return str(item.values.get("id", item.base))
    return next(
        str(getattr(item, key)) for key in ("id", "alias", "before", "code") if hasattr(item, key)
    )


def read_records(text: str, name: str) -> tuple[Any, Reader]:
    """Return the records of one file (or INVALID) and the reader that read it; an Extension may
    stand for a record.
    """
    reader = Reader(
        name,
        SCALARS,
        {Condition: _condition, Leaf: _leaf, Interval: _interval},
        EXTENSIBLE,
        frozenset([records.Origin]),
    )
    return reader.read(text, Records), reader


def with_choices(base: KnowledgeBase) -> KnowledgeBase:
    """Return `base` with the choices of every question, territories and lycées of rules spelt as
    answers, and what sums its entries up.
    """
    questions = tuple(
        replace(question, choices=_choices(question, base)) for question in base.questions
    )
    groups = {
        "academie": base.territory,
        "lycee": {str(item.id): frozenset([item.value]) for item in base.lycees},
    }
    entries = tuple(_settled(_spelt(_renamed(entry), groups)) for entry in base.entries)
    guides = tuple(
        replace(guide, when=_spell(guide.when, groups) if guide.when else None)
        for guide in map(_renamed, base.guides)
    )
    return replace(
        base,
        questions=questions,
        entries=entries,
        guides=guides,
        checked_on=max((entry.checked_on for entry in entries), default=None),
    )


def _choices(question: Question, base: KnowledgeBase) -> tuple[Choice, ...]:
    if question.type is QuestionType.YES_NO:
        yes = (*_prose("o", "x", "yes", "vrai", "true", "1"), *question.yes)
        no = (*_prose("n", "no", "faux", "false", "0"), *question.no)
        return _choice("oui", "oui", aliases=yes), _choice("non", "non", aliases=no)
    if question.type is QuestionType.TERRITORY:
        return tuple(Choice(item.id, item.name, aliases=item.aliases) for item in base.academies)
    if question.choices_from is ChoicesFrom.LYCEES:
        own = (choice for choice in question.choices if choice.academie is None)
        return (*map(_lycee, base.lycees), *own)
    if question.choices_from is ChoicesFrom.DEPARTMENTS:
        return tuple(
            _choice(
                item.code,
                f"{item.name} ({item.code})",
                aliases=(item.name,),
                academie=academie.id,
            )
            for academie in base.academies
            for item in (*academie.departments, *academie.attached)
        )
    if question.choices_from is ChoicesFrom.FAMILIES:
        own = (choice for choice in question.choices if choice.family is None)
        return (*_families(question, base), *own)
    return question.choices


def _choice(id_: str, label: str, **beside: Any) -> Choice:
    return Choice(records.Id(id_), records.Prose(label), **beside)


def _lycee(lycee: records.Lycee) -> Choice:
    town = f" ({lycee.town})" if lycee.town else ""
    aliases = _prose(lycee.id, *lycee.uai[1:]) if lycee.uai else ()
    return _choice(lycee.value, lycee.name + town, aliases=aliases, academie=lycee.academie)


def _families(question: Question, base: KnowledgeBase) -> Iterator[Choice]:
    """Yield « yes », then « no », for each family that a rule names or that may act in places where
    nobody saw it: a lycée that works with it is the evidence.
    """
    named = {
        value
        for entry in base.entries
        for condition in (entry.when, entry.expect)
        for leaf in (leaves(condition) if condition else ())
        if leaf.criterion == question.id
        for value in leaf.values
    }
    heads = [
        entry
        for entry in base.entries
        if entry.variant is not records.Variant.ANTENNE
        and (entry.id in named or (entry.presence and entry.presence.scope is not Scope.FERME))
    ]
    for head in heads:
        yield Choice(head.id, head.name, aliases=head.aliases, family=head.id)
    for head in heads:
        yield _choice(f"pas-{head.id}", f"{records.NOT_YET}{head.name}", family=head.id)


def _prose(*words: str) -> tuple[records.Prose, ...]:
    return tuple(records.Prose(word) for word in words)


CITING = ("source", "sources")
"""Fields that name sources."""

Groups = Mapping[str, Mapping[str, frozenset[str]]]
"""Criterion → name of some of its values → these values."""


def _spelt(entry: records.Entry, groups: Groups) -> records.Entry:
    """Return an entry of which the rules, the evidence and the examples name what answers name."""
    lycees = groups["lycee"]
    seen = entry.presence
    if seen is not None:
        evidence = tuple(
            replace(item, lycee=_one(lycees, item.lycee)) if item.lycee else item
            for item in seen.evidence
        )
        seen = replace(seen, evidence=evidence)
    return replace(
        entry,
        when=_spell(entry.when, groups),
        expect=_spell(entry.expect, groups) if entry.expect else None,
        prefer=tuple(_spell_leaf(leaf, groups) for leaf in entry.prefer),
        presence=seen,
        examples=tuple(
            replace(example, answers={**example.answers, "lycee": _one(lycees, told)})
            if (told := example.answers.get("lycee"))
            else example
            for example in entry.examples
        ),
    )


def _renamed(record: Any) -> Any:
    """Return a record that cites its sources by the identifiers they have now."""
    known = {source.id for source in record.sources}
    now = {old: item.id for item in record.sources for old in item.before if old not in known}
    return _citing(record, now) if now else record


def _citing(value: Any, now: Mapping[str, str], cited: bool = False) -> Any:
    if isinstance(value, Struct):
        said = ((item.name, getattr(value, item.name)) for item in fields(value))
        return replace(value, **{name: _citing(one, now, name in CITING) for name, one in said})
    if isinstance(value, tuple):
        return tuple(_citing(item, now, cited) for item in value)
    return now.get(value, value) if cited and isinstance(value, str) else value


def _cited(value: Any, cited: bool = False) -> Iterator[str]:
    """Yield the sources that a value cites."""
    if isinstance(value, Struct):
        for item in fields(value):
            yield from _cited(getattr(value, item.name), item.name in CITING)
    elif isinstance(value, tuple):
        for item in value:
            yield from _cited(item, cited)
    elif cited and isinstance(value, str):
        yield value


def _still_cited(record: Any, before: Iterable[records.Source]) -> Iterator[records.Source]:
    """Yield the sources that a record still cites, of those it had `before` it was given its
    own.
    """
    left = set(_cited(record)) - {item.id for item in record.sources}
    return (item for item in before if left & {item.id, *item.before})


def unwritten(entry: records.Entry) -> Iterator[Pointer]:
    """Yield the way to each text of an entry that is still to be written, as `mentorat new` leaves
    it.
    """
    if TO_COMPLETE in entry.summary:
        yield ("summary",)
    for index, source in enumerate(entry.sources):
        if TO_COMPLETE in source.title:
            yield "sources", index, "title"


def _settled(entry: records.Entry) -> records.Entry:
    if entry.status is not records.Status.ACTIF or not any(unwritten(entry)):
        return entry
    reason = records.Prose(f"La fiche n’est pas finie\u00a0: elle dit encore {code(TO_COMPLETE)}.")
    return replace(entry, status=records.Status.A_CONFIRMER, status_reason=reason)


def _one(group: Mapping[str, frozenset[str]], name: str) -> Any:
    return next(iter(group.get(name, frozenset([name]))))


def _spell(condition: Condition, groups: Groups) -> Condition:
    if isinstance(condition, Leaf):
        return _spell_leaf(condition, groups)
    return replace(condition, parts=tuple(_spell(part, groups) for part in condition.parts))


def _spell_leaf(leaf: Leaf, groups: Groups) -> Leaf:
    named = groups.get(leaf.criterion)
    if named is None:
        return leaf
    spelt: frozenset[str] = frozenset().union(
        *(named.get(value, frozenset([value])) for value in leaf.values)
    )
    return replace(leaf, values=spelt)


# How the texts and structures of the base are read


SCHOOL_YEARS = "|".join(f"{year}-{year + 1}" for year in range(2000, 2099))
MOMENT = "^(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


def _moment(text: str) -> str:
    return text if len(text) != len("AAAA-MM-JJ") or is_day(text) else ""


SCALARS: Mapping[Any, Scalar] = {
    records.Id: Scalar(
        "^[a-z0-9]+(-[a-z0-9]+)*$",
        "identifiant-mal-ecrit",
        "identifiant {} : lettres minuscules sans accent, chiffres et traits d'union seulement",
    ),
    records.Prose: Scalar(r"\S", "texte-vide", "le texte est vide", french),
    str: Scalar("", "texte-vide", "le texte est vide", harmless),
    records.Url: Scalar(
        rf"^https?://[^\s<>\"\\^`{{|}}\x00-\x20{HIDDEN}]+$",
        "adresse-mal-ecrite",
        "adresse {} : attendu « https://… », sans espace",
    ),
    records.Email: Scalar(
        f"^{EMAIL}$",
        "courriel-mal-ecrit",
        "courriel {} : attendu une boîte et rien d'autre, comme contact@association.fr",
    ),
    records.Phone: Scalar(
        "[0-9]", "telephone-mal-ecrit", "téléphone {} : attendu au moins un chiffre", french
    ),
    records.Moment: Scalar(
        MOMENT, "date-mal-ecrite", "date {} : attendu AAAA, AAAA-MM ou AAAA-MM-JJ", _moment
    ),
    records.SchoolYear: Scalar(
        f"^({SCHOOL_YEARS})$",
        "annee-scolaire-mal-ecrite",
        "année scolaire {} : attendu par exemple 2025-2026",
    ),
    records.Uai: Scalar(
        "^[0-9]{7}[A-Z]$",
        "uai-mal-ecrit",
        "code UAI {} : attendu sept chiffres et leur lettre, comme 0690129R",
        lambda text: read_uai(text) or "",
    ),
    records.Code: Scalar(
        "^([0-9]{2,5}|2[AB])$",
        "code-mal-ecrit",
        "code {} : attendu deux à cinq chiffres, ou 2A, 2B",
    ),
}
"""Type of text → what it holds, how it is kept, and what is said otherwise."""

EXTENSIBLE = frozenset(
    [
        records.Entry,
        records.Contact,
        records.Role,
        records.Guide,
        records.Question,
        records.Academie,
    ]
)
"""Records of which a local file may change a few fields."""

_GROUPS = {"all": AllOf, "any": AnyOf, "none": NoneOf}
_BESIDE = {"source": "une source", "with": "la personne qui confirme (with)"}
"""Keys that stand beside a criterion → how they are called."""


def _condition(reader: Reader, node: yaml.Node, path: Pointer) -> Any:
    pairs = reader.pairs(node)
    if isinstance(pairs, Invalid):
        return INVALID
    names = [name for name in pairs if name not in _BESIDE]
    if len(names) != 1:
        return reader.refuse(
            node,
            "condition-mal-formee",
            "une condition porte une seule clé : un critère, ou all, any, none, at_least",
        )
    beside = next((name for name in _BESIDE if name in pairs), None)
    if names[0] in (*_GROUPS, "at_least") and beside:
        return reader.refuse(
            pairs[beside][0],
            "condition-mal-formee",
            f"{_BESIDE[beside]} se met sur un critère, à l'intérieur du groupe",
        )
    name, (_, value) = names[0], pairs[names[0]]
    if name == "at_least":
        return _at_least(reader, value, (*path, name))
    if name in _GROUPS:
        parts = _parts(reader, value, (*path, name))
        return INVALID if parts is INVALID else _GROUPS[name](parts)
    reader.positions.pop(path, None)
    return reader.convert_again(node, Leaf, path)


def _at_least(reader: Reader, node: yaml.Node, path: Pointer) -> Any:
    pairs = reader.pairs(node)
    if isinstance(pairs, Invalid):
        return INVALID
    if set(pairs) != {"count", "of"}:
        return reader.refuse(
            node, "au-moins-mal-forme", f"{code('at_least')} demande les clés count et of"
        )
    count = reader.convert(pairs["count"][1], int, (*path, "count"))
    parts = _parts(reader, pairs["of"][1], (*path, "of"))
    if count is INVALID or parts is INVALID:
        return INVALID
    if not 1 <= count <= len(parts):
        return reader.refuse(
            pairs["count"][1],
            "au-moins-impossible",
            f"count va de 1 à {len(parts)}, le nombre de conditions",
        )
    return AtLeast(count, parts)


def _parts(reader: Reader, node: yaml.Node, path: Pointer) -> Any:
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        return reader.refuse(node, "conditions-attendues", "attendu : une liste de conditions")
    return reader.convert(node, tuple[Condition, ...], path)


def _leaf(reader: Reader, node: yaml.Node, path: Pointer) -> Any:
    pairs = reader.pairs(node)
    if isinstance(pairs, Invalid):
        return INVALID
    names = [name for name in pairs if name not in _BESIDE]
    if len(names) != 1:
        return reader.refuse(node, "critere-mal-forme", "un critère par ligne, avec sa source")
    name, (_, value) = names[0], pairs[names[0]]
    beside = {
        field: reader.convert(pairs[key][1], hint, (*path, key))
        for key, field, hint in (
            ("source", "sources", tuple[str, ...]),
            ("with", "with_", records.Id),
        )
        if key in pairs
    }
    hint: Any = Interval if isinstance(value, yaml.MappingNode) else frozenset[str]
    accepted = reader.convert(value, hint, (*path, name))
    if INVALID in (accepted, *beside.values()):
        return INVALID
    if not accepted:
        return reader.refuse(value, "valeurs-attendues", "attendu : au moins une valeur")
    kind = "interval" if isinstance(accepted, Interval) else "values"
    return Leaf(records.Id(name), **{kind: accepted}, **beside)


def _interval(reader: Reader, node: yaml.Node, path: Pointer) -> Any:
    pairs = reader.pairs(node)
    if isinstance(pairs, Invalid):
        return INVALID
    if not pairs or set(pairs) - {"min", "max"}:
        return reader.refuse(
            node, "intervalle-mal-forme", "attendu : min, max ou les deux, et rien d'autre"
        )
    bounds = {name: reader.convert(value, int, (*path, name)) for name, (_, value) in pairs.items()}
    if INVALID in bounds.values():
        return INVALID
    interval = Interval(**bounds)
    if interval.min is not None and interval.max is not None and interval.min > interval.max:
        return reader.refuse(
            node, "intervalle-a-l-envers", f"min ({interval.min}) dépasse max ({interval.max})"
        )
    return interval
