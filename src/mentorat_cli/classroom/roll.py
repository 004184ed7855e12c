"""From the rows of a table to the answers of each pupil, or to what is wrong with a row."""

import re
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from mentorat_cli.answers.choices import match_choice
from mentorat_cli.answers.refusals import Refusal, Refused, Why
from mentorat_cli.answers.told import Told
from mentorat_cli.answers.typed import (
    department,
    misplaced,
    parse_answer,
    parse_answers,
)
from mentorat_cli.base.records import Answers, KnowledgeBase, Question
from mentorat_cli.classroom.table import REPERE
from mentorat_cli.errors import UsageError
from mentorat_cli.typography import code, enumerate_french

_SPLIT = r"[,;/+|\n]"
"""What separates several values of one cell."""
_KEPT = 10_000
"""Texts of one column that are remembered; a class has a few, a million pupils hardly more."""

Answer = tuple[str, ...]


class Fault(Struct, frozen=True):
    """What keeps the row that starts at `line` from being read."""

    line: int
    message: str


class Roll:
    """Reads the rows of a table. `given` are options, as typed: they stand for missing columns and
    for blank cells. `say` words why a cell cannot be used. What is answered to the `secret`
    criteria is checked, and told to nobody.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        columns: Sequence[str],
        given: Mapping[str, Sequence[str]],
        say: Callable[[Refusal], str],
        secret: frozenset[str] = frozenset(),
    ) -> None:
        """Raises UsageError when an option cannot be read, or an indispensable answer is neither a
        column nor an option.
        """
        parse_answers(base, given)
        self.base, self.say = base, say
        self.repere = columns.index(REPERE) if REPERE in columns else None
        self.given = {
            name: parse_answer(base, base.question[name], typed)
            for name, typed in given.items()
            if typed
        }
        self._public = [name for name in base.question if name not in secret]
        self.withheld = not secret.isdisjoint((*columns, *self.given))
        self._told_department = department(base, given.get("academie", ()))
        _require(base, columns, self.given)
        self._constant = {
            name: values for name, values in self.given.items() if name not in columns
        }
        self._columns: list[tuple[str, int, dict[str, Answer | str | None]]] = [
            (name, columns.index(name), {}) for name in base.question if name in columns
        ]
        self._at = {name: index for name, index, _ in self._columns}
        self._unnamed = [index for index, column in enumerate(columns) if not column]
        self._required = [str(question.id) for question in base.questions if question.required]
        self._homes = {
            name: {
                str(choice.id): str(choice.academie)
                for choice in question.choices
                if choice.academie
            }
            for name, question in base.question.items()
            if any(choice.academie for choice in question.choices)
        }
        self._departments: dict[str, Answer] = {}

    def answers(self, cells: Sequence[str]) -> tuple[Told, str]:
        """Return what may be told of a row, in the order of the questions, and what keeps it from
        being read (empty for nothing).
        """
        found = dict(self._constant)
        faults: list[str] = []
        for name, index, known in self._columns:
            text = cells[index]
            answer = known[text] if text in known else self._remember(name, text, known)
            if isinstance(answer, tuple):
                found[name] = answer
            elif answer is not None:
                faults.append(answer)
            elif name in self.given:
                found[name] = self.given[name]
        if not faults:
            faults += self._faults(found, cells)
            self._locate(found, cells)
        public = {name: found[name] for name in self._public if name in found}
        return Told(public, self.withheld), " ".join(faults)

    def _remember(
        self, name: str, text: str, known: dict[str, Answer | str | None]
    ) -> Answer | str | None:
        """Return what a cell says: an answer, None when it is blank, or what is wrong with it."""
        if len(known) >= _KEPT:
            known.clear()
        read = read_cell(self.base, self.base.question[name], text.strip())
        answer = known[text] = self.say(read) if isinstance(read, Refusal) else read
        return answer

    def _faults(self, found: dict[str, Answer], cells: Sequence[str]) -> list[str]:
        """Return what is wrong with a row as a whole, after taking away the options that its cells
        contradict.
        """
        faults = [
            f"La colonne {index + 1} n’a pas d’en-tête et n’est pas vide."
            for index in self._unnamed
            if cells[index].strip()
        ]
        missing = [name for name in self._required if not found.get(name)]
        if missing:
            ways = enumerate_french([f"--{name}" for name in missing])
            faults.append(
                f"Il manque {_labels(self.base, missing)}\u00a0; remplissez la cellule, "
                f"ou donnez {ways} pour toute la classe."
            )
        for name in self._homes:
            if name in found and not self._agrees(name, found):
                if name in self._at and cells[self._at[name]].strip():
                    academie = {"academie": found["academie"]}
                    refusal = misplaced(self.base, {**academie, name: found[name]})
                    assert refusal is not None
                    faults.append(self.say(refusal))
                else:
                    del found[name]
        return faults

    def _agrees(self, name: str, found: Answers) -> bool:
        """Return whether a lycée or a département is in the académie of the row."""
        academies = found.get("academie", ())
        return not academies or all(
            self._homes[name].get(value, academies[0]) in academies for value in found[name]
        )

    def _locate(self, found: dict[str, Answer], cells: Sequence[str]) -> None:
        """Add the département that the académie was told by."""
        if "departement" in found or "departement" not in self.base.question:
            return
        text = cells[self._at["academie"]] if "academie" in self._at else ""
        if text not in self._departments:
            if len(self._departments) >= _KEPT:
                self._departments.clear()
            told = department(self.base, [text]) if text.strip() else self._told_department
            self._departments[text] = (told,) if told else ()
        if self._departments[text]:
            found["departement"] = self._departments[text]


def read_cell(base: KnowledgeBase, question: Question, text: str) -> Answer | Refusal | None:
    """Return the answer of a cell, None when it is blank, or why it cannot be used.

    The refusal never holds a sensitive answer.
    """
    if not text:
        return None
    whole = not question.many or match_choice(question, text) is not None
    try:
        return parse_answer(base, question, [text] if whole else re.split(_SPLIT, text))
    except Refused as error:
        if not question.sensitive:
            return error.refusal
        values = tuple(str(choice.id) for choice in question.choices)
        return Refusal(why=Why.CHOICE, about=question.id, expected=values)


def _require(base: KnowledgeBase, columns: Sequence[str], given: Answers) -> None:
    """Raise UsageError when an indispensable answer is neither a column nor an option."""
    missing = [
        str(item.id)
        for item in base.questions
        if item.required and item.id not in columns and not given.get(item.id)
    ]
    if missing:
        ways = enumerate_french([f"--{name}" for name in missing])
        many = len(missing) > 1
        raise UsageError(
            f"Il manque {_labels(base, missing)}\u00a0: ajoutez "
            f"{'ces colonnes' if many else 'cette colonne'} au fichier, "
            f"ou donnez {ways} pour toute la classe."
        )


def _labels(base: KnowledgeBase, names: Sequence[str]) -> str:
    return enumerate_french([code(base.question[name].label) for name in names])
