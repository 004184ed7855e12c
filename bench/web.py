"""The pages in a browser: `python bench/web.py [FICHIER.html] [--rounds N]`.

Prints what a page costs in CPython, over 400 situations drawn at random, in processor time; with
the site in one file (`python site/build.py`), what Chromium takes with it, at full speed and four
times slower: the least of the rounds, since the machine is shared.
"""

import argparse
import json
import random
import statistics
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.web.requests import respond
from mentorat_cli.web.values import Request
from mentorat_cli.world import library
from mentorat_cli.world.schools import listed

TODAY = date(2026, 11, 25)
DATA = Path(__file__).parents[1] / "data"
LOOKS = {"résultat": "/recommander", "fiche": "/fiche"}


def situations(base: KnowledgeBase, count: int) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield fields that hold an answer to two questions out of three."""
    chance = random.Random(19)
    for _ in range(count):
        fields = []
        for question in base.questions:
            if question.id in ("departement", "lycee"):  # told by the place, where they matter
                continue
            known = [str(choice.id) for choice in question.choices] or ["16"]
            if question.id == "academie":
                known = [str(item.id) for item in base.academies]
            if question.required or chance.random() < 2 / 3:
                fields.append((str(question.id), chance.choice(known)))
        yield tuple(fields)


def pages(base: KnowledgeBase, count: int) -> dict[str, list[float]]:
    """Return the milliseconds of processor of each page of each situation, by what it shows."""
    times = defaultdict(list)

    def measure(name: str, request: Request) -> None:
        start = time.process_time()
        respond(base, request, TODAY)
        times[name].append((time.process_time() - start) * 1000)

    for fields in situations(base, count):
        for end in range(len(fields)):
            measure("question", Request("/recommander", fields[:end], post=True))
        for name, path in LOOKS.items():
            measure(name, Request(path, (*fields, ("_voir", "resultat")), post=True))
    for entry in base.entries:
        measure("dispositif", Request(f"/dispositifs/{entry.id}"))
    return times


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    base = library.build([(path, 0) for path in library.yaml_files(DATA)])
    base = replace(base, schools=listed(DATA / library.LISTED))
    print("| page, CPython | médiane, ms | 99 % sous, ms |\n|---|--:|--:|")
    for name, times in pages(base, 400).items():
        cuts = statistics.quantiles(times, n=100)
        print(f"| {name} | {cuts[49]:.2f} | {cuts[98]:.2f} |".replace(".", ","))
    if arguments.file is None:
        return
    script = Path(__file__).with_suffix(".mjs")
    command = ["node", str(script), str(arguments.file), str(arguments.rounds)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    heads = (
        "première question, s",
        "de nouveau, s",
        "dont calcul, s",
        "question, ms",
        "résultat, ms",
        "mémoire, Mo",
    )
    print(f"\n| Chromium | {' | '.join(heads)} |\n|---|{'--:|' * len(heads)}")
    for slower, row in told.items():
        cells = (
            f"{row['cold'] / 1000:.1f}",
            f"{row['warm'] / 1000:.1f}",
            f"{row['cpu'] / 1000:.1f}",
            *(f"{row[name]:.0f}" for name in ("question", "result", "heap")),
        )
        print(f"| processeur ÷ {slower} | {' | '.join(cells)} |".replace(".", ","))


if __name__ == "__main__":
    main()
