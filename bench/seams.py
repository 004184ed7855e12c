"""What the benches need from the program, in one place: when it changes, only this file is edited.

It imports nothing heavy by itself.
"""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorat_cli.base.records import Answers, KnowledgeBase

COMPLETION: Mapping[str, str] = {"_MENTORAT_COMPLETE": "bash"}
COMPLETED = ("li",)
"""The environment and the words with which a shell asks the program what may follow `mentorat li`;
« list » is expected.
"""

FIRST_QUESTION = "Quel est le besoin"


CLASS_FORMS = ("json", "csv", "texte", "tableur", "html")
BATCH_FORM = "csv"
"""Formats in which a class of 30 is measured, and the one, written row by row, of a very large
file.
"""


def class_command(file: Path, form: str) -> list[str]:
    """Return the arguments that recommend for a whole class."""
    return ["recommend", "--classe", str(file), "--no-input", "--format", form]


def load(folder: Path) -> "KnowledgeBase":
    """Return the base of a folder, in the place of the shipped one; not checked."""
    from mentorat_cli.world import library

    return library.load(folder).base


def build(folder: Path) -> int:
    """Do all that stands between YAML files and the prepared form of a checked base, in memory;
    return the number of its entries.
    """
    from mentorat_cli.world import library, prepared

    base = library.build([(path, 0) for path in library.yaml_files(folder)])
    prepared.encode(prepared.prepare(base))
    return len(base.entries)


def masks(base: "KnowledgeBase") -> "Callable[[Answers], tuple[int, int]]":
    """Return what decides every entry at once, pupil after pupil as in a class: answers → the
    entries whose rule holds for sure, and may hold, as bits; bit n stands for entry n of the base.
    """
    from mentorat_cli.engine.masks import Pupils, engine_of

    engine, groups = engine_of(base), [(str(item.id),) for item in base.questions]
    pupils = Pupils(engine, groups, lambda found: (found.sure, found.possible))

    def decided(answers: "Answers") -> tuple[int, int]:
        return pupils.told(tuple(engine.said(group, answers) for group in groups))

    return decided


def readable(base: "KnowledgeBase", answers: "Answers") -> list[str]:
    """Return the verdict of the readable evaluator on every entry, in the order of the base: « oui
    », « non », « a-verifier ».
    """
    from mentorat_cli.engine.situation import possible_answers
    from mentorat_cli.engine.verdicts import verdict

    possible = possible_answers(base, answers)
    return [verdict(base, entry, possible) for entry in base.entries]


def read_pupils(file: Path, count: int) -> "list[Answers]":
    """Return the answers of the first pupils of a file that `synthetic.py` wrote: ids, blank for
    unknown.
    """
    with file.open(encoding="utf-8", newline="") as stream:
        rows = [row for row, _ in zip(csv.DictReader(stream), range(count), strict=False)]
    return [
        {name: tuple(cell.split(", ")) for name, cell in row.items() if cell and name != "repere"}
        for row in rows
    ]


def proposed(base: "KnowledgeBase", given: Mapping[str, object], count: int) -> list[str]:
    """Return the ids of the first entries proposed for answers as a person would type them."""
    from mentorat_cli.answers.typed import parse_answers
    from mentorat_cli.engine.recommending import recommend

    answers = parse_answers(base, {name: [str(value)] for name, value in given.items()})
    return [str(match.entry.id) for match in recommend(base, answers).recommended[:count]]
