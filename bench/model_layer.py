"""Decision 0001: load the same entries with our loader and with msgspec; compare time, imports and
error messages.
"""

import datetime
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
COUNT = 100


def entries() -> str:
    text = (ROOT / "tests" / "kb" / "base.yaml").read_text(encoding="utf-8")
    block = text[
        text.index("  - id: mentors-lyon") : text.index(
            "  - id: tremplin\n    name: Tremplin\n    kind"
        )
    ]
    return "entries:\n" + "".join(
        block.replace("mentors-lyon", f"mentors-{number}") for number in range(COUNT)
    )


def median(run: object, rounds: int = 9) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()  # type: ignore[operator]
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def process(code: str, rounds: int = 15) -> float:
    return median(lambda: subprocess.run([sys.executable, "-c", code], check=True), rounds)


def main() -> None:
    import msgspec
    import yaml

    from mentorat_cli.base import assembling

    text = entries()

    class Entry(msgspec.Struct):
        id: str
        name: str
        kind: str
        summary: str
        goals: dict[str, int]
        forms: list[str]
        scales: list[str]
        when: dict
        contacts: list[str]
        status: str
        sources: list[dict]
        checked_on: datetime.date
        examples: list[dict] = []

    class Base(msgspec.Struct):
        entries: list[Entry]

    def plain() -> object:
        return yaml.load(text, Loader=yaml.CSafeLoader)

    print(f"{COUNT} entries, {len(text) // 1000} kB")
    print(f"yaml.CSafeLoader alone     {median(plain):7.1f} ms")
    ours = median(lambda: assembling.read_records(text, "x.yaml"))
    print(f"our loader (positions)     {ours:7.1f} ms")
    print(
        "msgspec.yaml -> Struct     "
        f"{median(lambda: msgspec.yaml.decode(text, type=Base, strict=False)):7.1f} ms"
    )
    base = process("pass")
    for module in ("dataclasses", "msgspec", "typer", "typer, msgspec"):
        print(
            f"python -c 'import {module}'".ljust(27)
            + f"{process('import ' + module) / base:6.2f} x python -c pass"
        )
    bad = text.replace("status: actif", "status: 3\n    statut: x", 1).replace(
        "forms: [suivi-individuel]", "forms: 7", 1
    )
    _, reader = assembling.read_records(bad, "x.yaml")
    print("ours:   ", *(str(item) for item in reader.problems), sep="\n  ")
    try:
        msgspec.yaml.decode(bad, type=Base)
    except msgspec.ValidationError as error:
        print("msgspec:", error, sep="\n  ")


if __name__ == "__main__":
    main()
