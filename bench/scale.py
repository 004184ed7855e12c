"""How the program grows, each part a subcommand: `python bench/scale.py
commandes|construction|moteur|classe|lot|national`.

commandes     list and recommend with bases of 100 and 10,000 entries (--grand: 100,000), as the
shipped base and as a local folder
construction  from YAML files to a checked base, against yaml.CSafeLoader with the collector off, on
the same files; peak memory
moteur        the masks against the readable evaluator, on the same pupils, every verdict compared
classe        a class of 30 against list as JSON
lot           1,000,000 pupils, and 30,000, against csv.reader over the same file; peak memory
national      650,000 pupils on one core, over the shipped base and over 10,000 entries (--grand:
100,000)

A local folder adds to the shipped base (144 entries stay), so a base is also put in the place of
the shipped one: a wheel is built with it
and installed in its own environment.
"""

import argparse
import gc
import hashlib
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import install
import measure
import seams
from measure import Command, Failed, Times, number, verdict

HERE = Path(__file__).parent
SIZES, LARGE = (100, 10_000), 100_000
RECOMMEND = [
    "recommend",
    "--objectif",
    "orientation",
    "--academie",
    "lyon",
    "--niveau",
    "terminale-pro",
    "--no-input",
]
CASES = {
    "list, autant d’entrées": [
        "list",
        "--academie",
        "saint-pierre-et-miquelon",
        "--format",
        "json",
    ],
    "list, tout Lyon": ["list", "--academie", "lyon", "--format", "json"],
    "recommend": RECOMMEND,
}
"""What is run with each base: a list as long at every size (only national entries are for
Saint-Pierre-et-Miquelon), one that grows
with the base, a recommendation on a page.
"""


# Data ------------------------------------------------------------


def data(place: Path, what: str, count: int) -> Path:
    """Return a synthetic base or class, made once by the program of `place`."""
    made = HERE / "synthetic.py"
    shipped = b"".join(path.read_bytes() for path in sorted((HERE.parent / "data").iterdir()))
    key = hashlib.sha256(made.read_bytes() + shipped).hexdigest()[:12]
    target = install.CACHE / "data" / f"{what}-{count}-{key}{'.csv' if what == 'eleves' else ''}"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        install.say(f"{what}, {count}…")
        subprocess.run(["rm", "-rf", str(part)], check=True)
        subprocess.run(
            [python(place), str(made), what, str(count), str(part)],
            check=True,
            env=measure.bare(),
            stdout=sys.stderr,
        )
        part.rename(target)
    return target


def python(place: Path) -> str:
    return str(place / "bin" / "python")


def mentorat(place: Path) -> str:
    return str(place / "bin" / "mentorat")


def child(place: Path, *arguments: str) -> dict[str, float]:
    """Run a part of this file with the installed program; return what it measured."""
    argv = [python(place), str(HERE / "scale.py"), "mesure", *arguments]
    done = subprocess.run(argv, env=measure.bare(), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Failed(f"code {done.returncode}")
    return dict(json.loads(done.stdout))


# Commands ------------------------------------------------------------


def commands(given: argparse.Namespace, place: Path) -> None:
    """Print list and recommend at every size, divided by the same at 100 entries."""
    run: list[Command] = []
    for size in sizes(given):
        folder = data(place, "base", size)
        own = install.program(given.python, folder)
        for name, arguments in CASES.items():
            run.append(Command(f"{name} | livrée | {size}", [mentorat(own), *arguments]))
            run.append(
                Command(
                    f"{name} | locale | {size}",
                    [mentorat(place), *arguments],
                    {"MENTORAT_DATA": str(folder)},
                )
            )
    times = measure.rounds(run, given.rounds)
    rows = [
        commands_row(times, run, command)
        for command in sorted(run, key=lambda command: command.name)
    ]
    print(
        measure.table(
            ["mesure", "base", "entrées", "ms", "× à 100", "écrit, ko", "cible", ""], rows
        )
    )


def commands_row(times: Times, run: list[Command], command: Command) -> list[str]:
    name, where, size = command.name.split(" | ")
    seconds, ratio = (
        times.median(command.name),
        times.ratio(command.name, f"{name} | {where} | {SIZES[0]}"),
    )
    failed = times.failures.get(command.name)
    goal = 1.3 if int(size) == SIZES[1] else None
    written = "" if failed else number(output_size(command) / 1000, 0)
    told = [failed or number(seconds * 1000 if seconds else None, 0), number(ratio), written]
    return [name, where, size, *told, "≤ 1,3" if goal else "", verdict(ratio, goal)]


def output_size(command: Command) -> int:
    return len(
        subprocess.run(
            command.argv, env=measure.environment(command), capture_output=True, check=True
        ).stdout
    )


def sizes(given: argparse.Namespace) -> tuple[int, ...]:
    return (*SIZES, LARGE) if given.grand else SIZES


# Building ------------------------------------------------------------


def construction(given: argparse.Namespace, place: Path) -> None:
    """Print the building of a base against the C loader alone."""
    rows = []
    for size in sizes(given):
        folder = str(data(place, "base", size))
        once = 1 if size == LARGE else given.rounds
        try:
            pairs = [
                (child(place, "construire", folder), child(place, "lire", folder))
                for _ in range(once)
            ]
        except Failed as why:
            rows.append([str(size), str(why), *[""] * 6])
            continue
        ratio = statistics.median(built["seconds"] / read["seconds"] for built, read in pairs)
        built, read = (
            statistics.median(pair[side]["seconds"] for pair in pairs) for side in (0, 1)
        )
        memory = [statistics.median(pair[side]["peak"] for pair in pairs) for side in (0, 1)]
        goal = 1.3 if size >= SIZES[1] else None
        told = [
            number(built),
            number(read),
            number(ratio),
            number(memory[0], 0),
            number(memory[1], 0),
        ]
        rows.append([str(size), *told, "≤ 1,3" if goal else "", verdict(ratio, goal)])
    print(
        measure.table(
            [
                "entrées",
                "construire, s",
                "CSafeLoader, s",
                "×",
                "Mo",
                "Mo CSafeLoader",
                "cible",
                "",
            ],
            rows,
        )
    )


def build(folder: str) -> dict[str, float]:
    import yaml  # noqa: F401 (imports are not part of the measure)

    from mentorat_cli import checks  # noqa: F401
    from mentorat_cli.world import library  # noqa: F401

    start = time.perf_counter()
    seams.build(Path(folder))
    return told(start)


def read(folder: str) -> dict[str, float]:
    """Read the same files with the C loader, one at a time, each forgotten before the next; the
    collector is off.
    """
    import yaml

    gc.disable()
    start = time.perf_counter()
    for path in sorted(Path(folder).glob("*.yaml")):
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    return told(start)


def told(start: float) -> dict[str, float]:
    seconds = time.perf_counter() - start
    return {
        "seconds": seconds,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    }


# Engine ------------------------------------------------------------


def engine(given: argparse.Namespace, place: Path) -> None:
    """Print the masks against the readable evaluator."""
    rows = []
    for size in sizes(given):
        found = child(
            place,
            "decider",
            str(data(place, "base", size)),
            str(data(place, "eleves", 30_000)),
            str(max(10, 200_000 // size)),
        )
        rows.append(
            [
                str(size),
                *engine_row(size, found["readable"], found["masks"], found["index"]),
                f"{found['pairs']:.0f}",
            ]
        )
    head = [
        "entrées",
        "lisible, µs/élève",
        "lisible, M/s",
        "masques, µs/élève",
        "masques, M/s",
        "×",
        "cible",
        "",
        "index, ms",
        "comparés",
    ]
    print(measure.table(head, rows))


def engine_row(size: int, slow: float, fast: float, indexing: float) -> list[str]:
    """Return the cells of one size; the times are seconds for a pupil."""
    ratio = slow / fast
    return [
        number(slow * 1e6, 0),
        number(size / slow / 1e6),
        number(fast * 1e6),
        number(size / fast / 1e6),
        number(ratio, 0),
        "≥ 12",
        verdict(ratio, 12, floor=True),
        number(indexing * 1e3, 1),
    ]


def decide(folder: str, pupils: str, count: str) -> dict[str, float]:
    """Decide every entry for pupils in both ways; the first `count` ones are compared."""
    base, every = seams.load(Path(folder)), seams.read_pupils(Path(pupils), 5000)
    compared = every[: int(count)]
    gc.freeze()
    start = time.perf_counter()
    slow = [seams.readable(base, answers) for answers in compared]
    found = {"readable": (time.perf_counter() - start) / len(compared), "pairs": 0.0}
    start = time.perf_counter()
    verdicts = seams.masks(base)
    found["index"] = time.perf_counter() - start
    start = time.perf_counter()
    pairs = [verdicts(answers) for answers in every]
    found["masks"] = (time.perf_counter() - start) / len(every)
    for answers, expected, (sure, possible) in zip(compared, slow, pairs, strict=False):
        for bit, entry in enumerate(base.entries):
            ours = "oui" if sure >> bit & 1 else "a-verifier" if possible >> bit & 1 else "non"
            if ours != expected[bit]:
                raise SystemExit(f"{entry.id} : {ours} au lieu de {expected[bit]} pour {answers}")
    return {**found, "pairs": len(compared) * len(base.entries)}


# Classes ------------------------------------------------------------


def a_class(given: argparse.Namespace, place: Path) -> None:
    """Print a class of 30 against list as JSON."""
    listing = Command("list en JSON", [mentorat(place), *CASES["list, tout Lyon"]])
    forms = [
        Command(form, [mentorat(place), *seams.class_command(data(place, "eleves", 30), form)])
        for form in seams.CLASS_FORMS
    ]
    times = measure.rounds([listing, *forms], given.rounds)
    rows = []
    for command in forms:
        ratio, seconds = times.ratio(command.name, listing.name), times.median(command.name)
        why = times.failures.get(command.name, "")
        rows.append(
            [
                command.name,
                number(ratio),
                number(seconds * 1000 if seconds else None, 0),
                "≤ 1,3",
                verdict(ratio, 1.3),
                why,
            ]
        )
    print(measure.table(["classe de 30", "÷ list en JSON", "ms", "cible", "", ""], rows))


READER = (
    "import csv, sys\nfor row in csv.reader(open(sys.argv[1], encoding='utf-8', newline='')): pass"
)


BATCHES = ((30_000, "csv", None), (30_000, "json", None), (1_000_000, seams.BATCH_FORM, 20.0))
"""Pupils, in what format they are told, and how many times `csv.reader` is the goal."""


def batch(given: argparse.Namespace, place: Path) -> None:
    """Print a large file against csv.reader over it."""
    rows = []
    for count, form, goal in BATCHES:
        file = data(place, "eleves", count)
        reader = Command("csv.reader", [python(place), "-c", READER, str(file)])
        ours = Command(form, [mentorat(place), *seams.class_command(file, form)])
        rows.append([str(count), form, *whole(ours, reader, goal)])
    head = ["élèves", "format", "s", "csv.reader, s", "×", "cible", "", "Mo", "cible", ""]
    print(measure.table(head, rows))


def whole(ours: Command, reader: Command, goal: float | None) -> list[str]:
    """Return the cells of one file: time against the reader, and memory."""
    read = measure.cost(reader)[0]
    try:
        seconds, memory = measure.cost(ours)
    except Failed as why:
        return [str(why), number(read), *[""] * 6]
    read = min(read, measure.cost(reader)[0])
    ratio = seconds / read
    target = f"≤ {number(goal, 0)}" if goal else ""
    return [
        number(seconds),
        number(read),
        number(ratio),
        target,
        verdict(ratio, goal),
        number(memory, 0),
        "≤ 128",
        verdict(memory, 128),
    ]


def national(given: argparse.Namespace, place: Path) -> None:
    """Print what 650,000 pupils cost on one core, once per base."""
    file = data(place, "eleves", 650_000)
    bases = {"livrée": place} | {
        str(size): install.program(given.python, data(place, "base", size))
        for size in sizes(given)[1:]
    }
    rows = []
    for name, own in bases.items():
        try:
            seconds, memory = measure.cost(
                Command(
                    name, [mentorat(own), *seams.class_command(file, seams.BATCH_FORM)], limit=3600
                )
            )
        except Failed as why:
            rows.append([name, str(why), "", ""])
            continue
        rows.append([name, number(seconds), number(seconds / 0.65, 1), number(memory, 0)])
    print(measure.table(["entrées", "s", "µs par élève", "Mo"], rows))


PARTS = {
    "commandes": commands,
    "construction": construction,
    "moteur": engine,
    "classe": a_class,
    "lot": batch,
    "national": national,
}
MEASURED = {"construire": build, "lire": read, "decider": decide}
"""Parts that run in a process of the installed program, and print what they measured as JSON."""


def main() -> None:
    if sys.argv[1:2] == ["mesure"]:
        print(json.dumps(MEASURED[sys.argv[2]](*sys.argv[3:])))
        return
    parser = argparse.ArgumentParser(description="Mesurer comment le programme grandit.")
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--python", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--grand", action="store_true", help="aussi 100 000 entrées")
    given = parser.parse_args()
    PARTS[given.part](given, install.program(given.python))


if __name__ == "__main__":
    main()
