"""Seeded synthetic data: a base of N entries, a file of N pupils.

`python bench/synthetic.py base N DOSSIER` writes a folder that stands in the place of `data/`: the
shipped questions, académies, contacts,
roles and guides, invented lycées, and N invented entries in one file an académie. Every entry takes
the form of a real one drawn at random
(its rule, what it expects, where it acts, its organisation, goals, status, publics) and moves it to
another place, so the distribution of rules is that of the real base; `python bench/synthetic.py
formes` counts it. The real base has no `none` nor `at_least`: two entries in a hundred get each.

`python bench/synthetic.py eleves N FICHIER` writes a CSV of classes of 24 that share their
académie, département, level and field.

Same N and seed, same bytes. Nothing here is a fact: every name says « synthétique », every address
ends in .invalid.
"""

import argparse
import csv
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_
from pathlib import Path

import msgspec
import seams
from msgspec.structs import replace

from mentorat_cli.base.records import (
    EVERYBODY,
    AllOf,
    AnyOf,
    AtLeast,
    Code,
    Condition,
    Entry,
    Evidence,
    Id,
    Interval,
    KnowledgeBase,
    Leaf,
    NoneOf,
    Presence,
    Scope,
    Status,
    leaves,
)
from mentorat_cli.engine.matching import match_entry
from mentorat_cli.engine.presence import academies
from mentorat_cli.engine.situation import possible_answers

SEED = 20261123
ROOT = Path(__file__).parent.parent
SHIPPED = (
    *("questions.yaml", "academies.yaml", "contacts.yaml", "demarche.yaml", "filet.yaml"),
    *("formations.yaml", "lycees.tsv.gz", "LICENCE.md"),
)
"""Files of `data/` that hold no entry and that a synthetic base takes as they are."""

RARE = 0.02
"""Share of the entries that get a `none`, and as many an `at_least`: the real base has neither, the
engine must meet both.
"""

NATIONAL = 42
"""Entries that may act anywhere, at most (their share of 100 in the real base): a base grows by
what is local.
"""

MOST_LYCEES = 2000
"""Lycées that rules may name, at most: the order of magnitude of what there is in France, so that
the list stays plausible.
"""


# A base ------------------------------------------------------------


class Real:
    """The real base as something to draw from: entries that may act anywhere, local ones, and how
    many of them each académie has (none: left out).
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self.local = [entry for entry in base.entries if is_local(entry)]
        self.national = [entry for entry in base.entries if not is_local(entry)]
        held = Counter(name for entry in self.local for name in academies(base, entry))
        self.weights = {name: held[name] for name in base.academie if held[name]}

    def departments(self, academie: str) -> list[str]:
        item = self.base.academie[academie]
        return [str(department.code) for department in (*item.departments, *item.attached)]


def is_local(entry: Entry) -> bool:
    """Return whether an entry acts in its own places and nowhere else."""
    return entry.presence is not None and entry.presence.scope is Scope.FERME


class Place(msgspec.Struct):
    """Where a drawn entry is moved to: real académie → synthetic one, and what the départements and
    lycées become. `family` is the organisation a lycée would be a partner of; None for none.
    """

    moved: dict[str, str]
    home: str | None
    departments: list[str]
    lycees: list[str]
    family: str | None = None


def entries(
    real: Real, count: int, lycees: dict[str, list[str]], seed: int
) -> Iterator[tuple[str | None, Entry]]:
    """Yield (académie of its file, None for the whole country; entry). The national ones are the
    same in every large base.
    """
    national = min(NATIONAL, round(count * len(real.national) / len(real.base.entries)))
    for number in range(count):
        random_ = random.Random(f"{seed}-{number}")
        pattern = random_.choice(real.national if number < national else real.local)
        place = move(real, pattern, lycees, random_)
        name = Id(f"synthese-{number:06}")
        parent = pattern.variant_of and Id(f"synthese-{random_.randrange(national):06}")
        place.family = parent or (None if place.home else name)
        when = rare(relocated(pattern.when, real, place, random_), random_)
        expect = pattern.expect and relocated(pattern.expect, real, place, random_)
        yield (
            place.home,
            replace(
                pattern,
                id=name,
                variant_of=parent,
                when=when,
                expect=expect if expect and any(leaves(expect)) else None,
                presence=seen_elsewhere(pattern.presence, real, place, random_),
            ),
        )


def seen_elsewhere(
    presence: Presence | None, real: Real, place: Place, random_: random.Random
) -> Presence | None:
    """Return where an entry acts, moved to a place; each place once."""
    if presence is None:
        return None
    region = real.base.academie[place.home].region if place.home else None
    found = []
    for item in presence.evidence:
        moved = Evidence(("page",), national=item.national)
        if item.lycee:
            moved = replace(moved, lycee=Id(random_.choice(place.lycees)))
        elif item.departement and place.home:
            moved = replace(moved, departement=Code(random_.choice(place.departments)))
        elif item.region and region:
            moved = replace(moved, region=region)
        elif item.academie or (item.region and place.home):
            name = place.moved.get(str(item.academie), place.home or str(item.academie))
            moved = replace(moved, academie=Id(name))
        elif not item.national:
            moved = replace(moved, departement=item.departement, region=item.region)
        found.append(moved)
    return replace(presence, source=("page",), text=None, evidence=tuple(dict.fromkeys(found)))


def move(real: Real, pattern: Entry, lycees: dict[str, list[str]], random_: random.Random) -> Place:
    """Return another place of the same size as the one of `pattern`: an académie, or some, of one
    region first.
    """
    if not is_local(pattern):
        return Place({}, None, real.departments("lyon"), lycees["lyon"])
    old = sorted(academies(real.base, pattern))
    home = random_.choices(list(real.weights), list(real.weights.values()))[0]
    region = [
        name
        for name in real.weights
        if real.base.academie[name].region == real.base.academie[home].region and name != home
    ]
    others = [name for name in real.weights if name not in region and name != home]
    new = [home, *random_.sample(region, len(region)), *random_.sample(others, len(others))][
        : max(1, len(old))
    ]
    return Place(dict(zip(old, new, strict=False)), home, real.departments(home), lycees[home])


def relocated(condition: Condition, real: Real, place: Place, random_: random.Random) -> Condition:
    """Return a rule of the same form, moved to a place."""
    if not isinstance(condition, Leaf):
        parts = [relocated(part, real, place, random_) for part in condition.parts]
        return replace(condition, parts=tuple(part for part in parts if any(leaves(part))))
    if condition.criterion == "partenaire":
        mine = frozenset([place.family]) if place.family else None
        return replace(condition, values=mine, sources=("page",)) if mine else AllOf(())
    pools = {
        "academie": [place.moved.get(name, name) for name in sorted(condition.values)],
        "departement": place.departments,
        "lycee": place.lycees,
        "filiere": [str(choice.id) for choice in real.base.question["filiere"].choices],
    }
    if condition.criterion not in pools:
        return replace(condition, sources=("page",))
    pool = pools[condition.criterion]
    return Leaf(
        condition.criterion,
        frozenset(random_.sample(pool, min(len(pool), len(condition.values)))),
        sources=("page",),
    )


def rare(condition: Condition, random_: random.Random) -> Condition:
    """Return the rule with, now and then, a condition of a form that the real base does not use
    yet.
    """
    draw = random_.random()
    yes = frozenset(["oui"])
    if draw < RARE:
        return AllOf((*_parts(condition), NoneOf((Leaf(Id("apprenti"), yes, sources=("page",)),))))
    if draw < 2 * RARE:
        publics = tuple(
            Leaf(Id(name), yes, sources=("page",))
            for name in ("boursier", "qpv", "education-prioritaire")
        )
        return AllOf((*_parts(condition), AtLeast(2, publics)))
    return condition


def _parts(condition: Condition) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, AllOf) else (condition,)


def invented_lycees(real: Real, count: int) -> dict[str, list[str]]:
    """Return académie → ids of its lycées; as many for an entry as in the real base, one an
    académie at least.
    """
    total = min(MOST_LYCEES, round(count * len(real.base.lycees) / len(real.base.entries)))
    each = max(1, total // len(real.base.academie))
    return {
        name: [f"lycee-synthetique-{name}-{number}" for number in range(1, each + 1)]
        for name in real.base.academie
    }


# Its text ------------------------------------------------------------


def lycee_text(academie: str, name: str) -> str:
    number = name.rpartition("-")[2]
    return (
        "  - "
        f"{{id: {name}, name: Lycée synthétique {number} de {academie}, academie: {academie}}}\n"
    )


def entry_text(real: Real, entry: Entry, home: str | None) -> str:
    """Return an entry as a person writes it: about 30 lines, 1.3 kB."""
    number = int(entry.id.rpartition("-")[2])
    where = real.base.academie[home].name if home else "toute la France"
    lines = [
        f"  - id: {entry.id}",
        f"    name: Mentorat synthétique n° {number} ({where})",
        f"    kind: {entry.kind}",
        (
            "    summary: Des bénévoles accompagnent des élèves pendant un an, au lycée "
            "et par une visite de leur lieu de travail."
        ),
        (
            "    goals: "
            f"{{{', '.join(f'{goal}: {strength}' for goal, strength in entry.goals.items())}}}"
        ),
        *_list("forms", entry.forms),
        *([] if entry.forms else ["    assumed: Forme supposée, aucune source ne la dit."]),
        *_list("modes", entry.modes),
        *_list("scales", entry.scales),
        *([f"    variant_of: {entry.variant_of}"] if entry.variant_of else []),
        *([f"    variant: {entry.variant}"] if entry.variant else []),
        *_rule("when", entry.when),
        *_rule("expect", entry.expect or EVERYBODY),
        *presence_lines(entry.presence),
        *(["    prefer:"] if entry.prefer else []),
        *(
            f"      {line}"
            for leaf in entry.prefer
            for line in _item(replace(leaf, sources=("page",)))
        ),
        "    to_check:",
        "      - {text: Reste-t-il des mentors cette année ?, with: bureau-des-entreprises}",
        "    steps:",
        (
            "      - {text: Proposer le mentorat aux élèves et recueillir leur accord., "
            "who: professeur-principal, source: page}"
        ),
        (
            "      - {text: Signer la convention avec le chef "
            "d'établissement., who: chef-etablissement}"
        ),
        *_list(
            "contacts",
            [name for name in entry.contacts if name in real.base.role]
            or ["bureau-des-entreprises"],
        ),
        *([f"    on_request: {entry.on_request}"] if entry.on_request else []),
        f"    status: {entry.status}",
        *(
            []
            if entry.status is Status.ACTIF
            else ["    status_reason: Entrée synthétique, reprise d'une entrée à confirmer."]
        ),
        "    sources:",
        (
            f"      - {{id: page, tier: partenaire, title: Page n° {number}, "
            f"url: 'https://m{number}.invalid/lycees', date: 2025-09}}"
        ),
        "    checked_on: 2026-11-23",
        *example_lines(real, entry),
    ]
    return "\n".join(lines) + "\n"


def _list(name: str, values: Sequence[str]) -> list[str]:
    return [f"    {name}: [{', '.join(values)}]"] if values else []


def _rule(name: str, condition: Condition) -> list[str]:
    if not any(leaves(condition)):
        return []
    return [f"    {name}:", *(f"      {line}" for line in condition_lines(condition))]


def presence_lines(presence: Presence | None) -> list[str]:
    """Return where an entry acts as YAML lines."""
    if presence is None:
        return []
    found = [f"    presence:\n      scope: {presence.scope}\n      source: page"]
    for item in presence.evidence:
        names = ("lycee", "departement", "academie", "region")
        told = {name: _quoted(str(getattr(item, name))) for name in names if getattr(item, name)}
        (name, value), *_ = (told or {"national": "oui"}).items()
        found.append(f"        - {{{name}: {value}, source: page}}")
    return [*found[:1], *(["      evidence:"] if found[1:] else []), *found[1:]]


def condition_lines(condition: Condition) -> list[str]:
    """Return a condition as YAML lines, without their common indentation."""
    if isinstance(condition, Leaf):
        return [
            f"{condition.criterion}: {_accepted(condition)}",
            *(f"source: {name}" for name in condition.sources),
        ]
    parts = [line for part in condition.parts for line in _item(part)]
    if isinstance(condition, AtLeast):
        return [
            "at_least:",
            f"  count: {condition.count}",
            "  of:",
            *(f"    {line}" for line in parts),
        ]
    name = {AllOf: "all", AnyOf: "any", NoneOf: "none"}[type(condition)]
    return [f"{name}:", *(f"  {line}" for line in parts)]


def _item(condition: Condition) -> list[str]:
    return [
        ("- " if number == 0 else "  ") + line
        for number, line in enumerate(condition_lines(condition))
    ]


def _accepted(leaf: Leaf) -> str:
    if leaf.interval is None:
        values = (
            ["national"]
            if len(leaf.values) > 30 and leaf.criterion == "academie"
            else sorted(leaf.values)
        )
        return f"[{', '.join(_quoted(value) for value in values)}]"
    bounds = {"min": leaf.interval.min, "max": leaf.interval.max}
    known = (f"{name}: {bound}" for name, bound in bounds.items() if bound is not None)
    return f"{{{', '.join(known)}}}"


def _quoted(value: str) -> str:
    return f"'{value}'" if value[0].isdigit() else value


def example_lines(real: Real, entry: Entry) -> list[str]:
    """Return one example: answers that meet the rule, and the verdict that they leave; nothing
    where none is found, or where it names what only the synthetic base has.
    """
    answers = satisfying(real, AllOf((entry.when, entry.expect or EVERYBODY)))
    seen = entry.presence.evidence if entry.presence else ()
    if answers is None or {"partenaire", "lycee"} & answers.keys() or any(i.lycee for i in seen):
        return []
    academie = min(academies(real.base, entry), default="lyon")
    told = {"objectif": next(iter(entry.goals)), "academie": academie, **answers}
    known = {name: (value,) for name, value in told.items()}
    found = match_entry(real.base, entry, possible_answers(real.base, known))
    text = ", ".join(f"{name}: {_quoted(value)}" for name, value in told.items())
    return [
        "    examples:",
        f"      - answers: {{{text}}}",
        f"        verdict: {found.outcome}",
    ]


def satisfying(real: Real, condition: Condition) -> dict[str, str] | None:
    """Return answers that meet a rule, None when the simple way finds none."""
    wanted: dict[str, list[frozenset[str]]] = {}
    for leaf, holds in required(condition):
        choices = real.base.question[leaf.criterion].choices
        every = (
            frozenset(
                map(str, range(10, 36)) if leaf.interval else (str(choice.id) for choice in choices)
            )
            | leaf.values
        )
        accepted = frozenset(value for value in every if _in(leaf, value))
        wanted.setdefault(leaf.criterion, []).append(accepted if holds else every - accepted)
    left = {name: reduce(and_, sets) for name, sets in wanted.items()}
    if not all(left.values()):
        return None
    return {
        name: min(values, key=lambda value: (value != "16", value)) for name, values in left.items()
    }


def _in(leaf: Leaf, value: str) -> bool:
    return (
        leaf.interval.holds(int(value))
        if isinstance(leaf.interval, Interval)
        else value in leaf.values
    )


def required(condition: Condition, holds: bool = True) -> Iterator[tuple[Leaf, bool]]:
    """Yield leaves that together meet a rule, each with whether it must hold: of alternatives, the
    first ones.
    """
    if isinstance(condition, Leaf):
        yield condition, holds
        return
    kept = {AnyOf: 1, AtLeast: getattr(condition, "count", 0)}.get(
        type(condition), len(condition.parts)
    )
    for part in condition.parts[:kept]:
        yield from required(part, holds is not isinstance(condition, NoneOf))


def write_base(count: int, folder: Path, seed: int = SEED) -> str:
    """Write a base of `count` entries into a folder, new or empty; return what was made, in
    French.
    """
    real = Real(seams.load(ROOT / "data"))
    if folder.exists() and any(folder.iterdir()):
        raise SystemExit(f"{folder} n’est pas vide : choisissez un autre dossier.")
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHIPPED:
        shutil.copy(ROOT / "data" / name, folder)
    lycees = invented_lycees(real, count)
    text = "lycees:\n" + "".join(
        lycee_text(academie, name) for academie, names in lycees.items() for name in names
    )
    (folder / "lycees.yaml").write_text(text, encoding="utf-8")
    texts: dict[str | None, list[str]] = {}
    for home, entry in entries(real, count, lycees, seed):
        texts.setdefault(home, []).append(entry_text(real, entry, home))
    for home, parts in texts.items():
        (folder / f"synthese-{home or 'national'}.yaml").write_text(
            "entries:\n" + "\n".join(parts), encoding="utf-8"
        )
    size = sum(len(part.encode()) for parts in texts.values() for part in parts)
    lines = sum(part.count("\n") for parts in texts.values() for part in parts)
    each = f"{lines / count:.0f} lignes et {size / count / 1000:.2f} ko par entrée"
    files = f"{count} entrées dans {len(texts)} fichiers, {len(texts.get(None, []))} nationales"
    return f"{files} ; {each} ; {sum(map(len, lycees.values()))} lycées"


# Pupils ------------------------------------------------------------

CLASS = 24
COLUMNS = (
    *("repere", "objectif", "academie", "departement", "niveau", "filiere", "age"),
    *("interne", "boursier", "qpv", "education-prioritaire", "rural", "apprenti", "lycee-encorde"),
)
LEVELS = {
    "cap-1": (15, 12),
    "cap-2": (16, 10),
    "seconde-pro": (15, 27),
    "premiere-pro": (16, 26),
    "terminale-pro": (17, 25),
}
"""Level → age of most of the class, and weight: invented, but plausible."""

SHARES = {
    "interne": (10, 2),
    "boursier": (35, 5),
    "qpv": (12, 18),
    "education-prioritaire": (10, 20),
    "rural": (20, 10),
}
"""Criterion → oui and unknown, in a hundred pupils: invented."""


def pupils(base: KnowledgeBase, count: int, random_: random.Random) -> Iterator[list[str]]:
    """Yield rows in the order of COLUMNS; a blank cell is not known."""
    departments = [
        (str(item.id), str(one.code))
        for item in base.academies
        for one in (*item.departments, *item.attached)
        if item.region
    ]
    fields = [str(choice.id) for choice in base.question["filiere"].choices]
    goals = [str(choice.id) for choice in base.question["objectif"].choices]
    for first in range(0, count, CLASS):
        level = random_.choices(list(LEVELS), [weight for _, weight in LEVELS.values()])[0]
        shared = [*random_.choice(departments), level, random_.choice(fields)]
        told = [
            random_.choices(("oui", "non"), (5, 95))[0],
            random_.choices(("oui", "non", ""), (15, 55, 30))[0],
        ]
        main = random_.sample(goals, 2)
        for number in range(first, min(first + CLASS, count)):
            yield [
                f"e{number + 1}",
                objective(main, goals, random_),
                *shared,
                *personal(level, random_),
                *told,
            ]


def objective(main: list[str], goals: list[str], random_: random.Random) -> str:
    """Return one goal or two: those of the class for most pupils."""
    first = random_.choices((*main, random_.choice(goals)), (60, 25, 15))[0]
    second = random_.choice(goals) if random_.random() < 0.2 else first
    return first if second == first else f"{first}, {second}"


def personal(level: str, random_: random.Random) -> list[str]:
    """Return age, then the criteria of SHARES."""
    late = random_.choices((0, 1, 2, None), (68, 24, 5, 3))[0]
    cells = ["" if late is None else str(LEVELS[level][0] + late)]
    for yes, unknown in SHARES.values():
        cells.append(random_.choices(("oui", "", "non"), (yes, unknown, 100 - yes - unknown))[0])
    return cells


def write_pupils(count: int, file: Path, seed: int = SEED) -> str:
    """Write a CSV of `count` pupils; return what was made, in French."""
    base = seams.load(ROOT / "data")
    seen: set[int] = set()
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in pupils(base, count, random.Random(f"{seed}-{count}")):
            writer.writerow(row)
            seen.add(hash(tuple(row[1:])))
    size = file.stat().st_size
    return (
        f"{count} élèves, {-(-count // CLASS)} classes, {len(seen)} "
        f"profils différents, {size / 1e6:.1f} Mo"
    )


# Counting ------------------------------------------------------------


def shape(condition: Condition) -> str:
    """Return the form of a rule: what it combines, which criteria it reads."""
    if isinstance(condition, Leaf):
        return str(condition.criterion)
    name = {AllOf: "all", AnyOf: "any", NoneOf: "none", AtLeast: "at_least"}[type(condition)]
    return f"{name}({', '.join(shape(part) for part in condition.parts)})"


def share(wholes: Sequence[Entry], counted: Iterable[str]) -> dict[str, float]:
    return {name: 100 * number / len(wholes) for name, number in Counter(counted).most_common()}


def criteria(conditions: Iterable[Condition]) -> Iterator[str]:
    """Yield the criteria that each condition reads, once each."""
    for condition in conditions:
        yield from {str(leaf.criterion) for leaf in leaves(condition)}


COUNTED: Mapping[str, Callable[[Sequence[Entry]], Iterable[str]]] = {
    "lit": lambda wholes: criteria(entry.when for entry in wholes),
    "s’attend à": lambda wholes: criteria(entry.expect for entry in wholes if entry.expect),
    "étendue": lambda wholes: [str(entry.presence.scope) for entry in wholes if entry.presence],
    "est une forme d’une autre": lambda wholes: ["variant" for entry in wholes if entry.variant_of],
    "forme": lambda wholes: [shape(entry.when) for entry in wholes],
}
"""What is counted of entries → each time that one has it."""


def forms(count: int) -> str:
    """Return a table in Markdown: how often the rules have each form, and read each criterion, in
    the real base and in `count` entries.
    """
    real = Real(seams.load(ROOT / "data"))
    ours = [entry for _, entry in entries(real, count, invented_lycees(real, count), SEED)]
    lines = [
        f"| % des entrées | base réelle ({len(real.base.entries)}) | synthèse ({count}) |",
        "|---|--:|--:|",
    ]
    for title, counted in COUNTED.items():
        theirs, made = (share(wholes, counted(wholes)) for wholes in (real.base.entries, ours))
        often = {
            name for name in (*theirs, *made) if max(theirs.get(name, 0), made.get(name, 0)) >= 1
        }
        rows = sorted(often, key=lambda name: (-theirs.get(name, 0), name))
        lines += [
            f"| {title} `{name}` | {theirs.get(name, 0):.1f} | {made.get(name, 0):.1f} |"
            for name in rows
        ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Écrire une base ou une classe synthétique.")
    parser.add_argument("what", choices=("base", "eleves", "formes"))
    parser.add_argument("count", type=int, metavar="N", nargs="?", default=10_000)
    parser.add_argument("place", type=Path, metavar="DOSSIER|FICHIER", nargs="?")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    if given.what == "formes":
        print(forms(given.count))
    elif given.place is None:
        parser.error("il manque le dossier ou le fichier à écrire")
    else:
        print(
            (write_base if given.what == "base" else write_pupils)(
                given.count, given.place, given.seed
            )
        )


if __name__ == "__main__":
    main()
