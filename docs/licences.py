"""Writes docs/licences.md: what the installed program needs, and under which licences.

`python docs/licences.py` reads what is installed beside it: the dependencies of mentorat-cli,
theirs, and what their own descriptions say of their licences. Versions are not written: they change
without the licences.
"""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

PAGE = Path(__file__).with_suffix(".md")
HEAD = """# Licences des dépendances

Ce qu’installe `pip install mentorat-cli` avec le programme, d’après la description de chaque paquet. Le programme est sous licence MIT, ses données sous Licence Ouverte 2.0
(`data/LICENCE.md`). Page écrite par `python docs/licences.py`.

| paquet | licence | demandé par |
|---|---|---|
"""


def needed(name: str) -> Iterator[str]:
    """Yield the packages that a package needs on this machine, without extras."""
    for line in distribution(name).requires or ():
        if "extra ==" not in line:
            yield re.split(r"[^\w.-]", line, maxsplit=1)[0].lower()


def closure(name: str) -> dict[str, set[str]]:
    """Return each package that is needed → those that ask for it."""
    found: dict[str, set[str]] = {}
    left = [(one, name) for one in needed(name)]
    while left:
        one, by = left.pop()
        try:
            new = list(needed(one)) if one not in found else []
        except PackageNotFoundError:  # of another system or Python
            continue
        found.setdefault(one, set()).add(by)
        left += [(item, one) for item in new]
    return found


def licence(package: Distribution) -> str:
    """Return the licence that a package declares: an expression, else its classifiers."""
    told = package.metadata
    classified = [
        item.rsplit(" :: ", 1)[1]
        for item in told.get_all("Classifier") or ()
        if item.startswith("License :: OSI")
    ]
    return str(told["License-Expression"] or ", ".join(classified) or told["License"] or "?")


def page() -> str:
    """Return the page."""
    rows = [
        f"| {name} | {licence(distribution(name))} | {', '.join(sorted(by))} |\n"
        for name, by in sorted(closure("mentorat-cli").items())
    ]
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
