"""What one cell of a table says."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from mentorat_cli.answers.choices import FILIERE, NIVEAU, match_choice
from mentorat_cli.answers.classes import NO_CLASS, ClassName, read_class
from mentorat_cli.answers.places import LYCEE, PLACED, answers_of
from mentorat_cli.answers.refusals import Refusal, Refused
from mentorat_cli.answers.typed import is_unknown, parse_answer, told_place
from mentorat_cli.base.records import KnowledgeBase, Question, QuestionType
from mentorat_cli.classroom.columns import TableColumn
from mentorat_cli.engine.rules import Answer
from mentorat_cli.typography import fold

_SPLIT = r"[,;/+|\n]"
"""What separates several values of one cell."""
_BLANK = {"", "-", "--", "—", "–", ".", "/", "#n/a"}
_UNSAID = {
    "nr", "nc", "na", "n a", "nsp", "null", "neant", "inconnu", "inconnue", "vide", "a completer",
    "non renseigne", "non renseignee", "non communique", "non connu", "non precise",
}  # fmt: skip
"""Cells that say that nothing is known; folded."""
_MONTHS = (
    "janv",
    "fevr",
    "mars",
    "avr",
    "mai",
    "juin",
    "juil",
    "aout",
    "sept",
    "oct",
    "nov",
    "dec",
)
_SERIAL = 25569
"""The number that spreadsheets give to 1 January 1970, counted in days."""


class Reading(Struct, frozen=True):
    """What a cell says: `answers`, what it tells `beside` (a place its département), and the `name`
    of a class, whose filière may depend on the niveau.
    """

    answers: Mapping[str, Answer] = {}
    beside: Mapping[str, Answer] = {}
    name: ClassName = NO_CLASS


def read_cell(
    base: KnowledgeBase, column: TableColumn, text: str, today: date
) -> Reading | Refusal | None:
    """Return what a cell says, None when it is blank, or why it cannot be understood.

    The refusal never holds a sensitive answer, nor a day of birth.
    """
    whole = text
    text = " ".join(text.split())
    question = base.question[column.means]
    if not text:
        return None
    if text.casefold() in _BLANK or fold(text) in _UNSAID or is_unknown(text):
        return Reading({column.means: ()})
    if question.type is QuestionType.NUMBER:
        return _age(question, text, today)
    if question.id in (NIVEAU, FILIERE):
        return _class(base, question, text)
    try:
        if question.id in PLACED:
            return _place(base, column, text)
        return Reading({column.means: _choices(base, question, whole)})
    except Refused as error:
        if not question.sensitive:
            return error.refusal
        values = tuple(str(choice.id) for choice in question.choices)
        return Refusal(why="choice", about=question.id, expected=values)


def _choices(base: KnowledgeBase, question: Question, text: str) -> Answer:
    choice = match_choice(question, text)
    if choice is not None:
        return (str(choice.id),)
    worded = _worded(question, text)
    if worded:
        return (worded,)
    return parse_answer(base, question, re.split(_SPLIT, text) if question.many else [text])


def _worded(question: Question, text: str) -> str:
    """Return the answer that the first words of a cell give (`INTERNE DANS L'ETABLISSEMENT`); empty
    when they give none, or the rest gives the other.
    """
    folded = fold(text)
    words = [
        (word, answer)
        for answer, listed in (("oui", question.yes), ("non", question.no))
        for word in map(fold, listed)
        if not word.isdigit()
    ]
    begun = [pair for pair in words if re.match(rf"{pair[0]}\d*\b", folded)]
    if not begun:
        return ""
    first, answer = max(begun, key=lambda pair: len(pair[0]))
    rest = folded.removeprefix(first)
    against = (word for word, other in words if other != answer)
    return "" if any(re.search(rf"\b{word}\b", rest) for word in against) else answer


def _place(base: KnowledgeBase, column: TableColumn, text: str) -> Reading:
    """Return what a place or a lycée answers, and tells beside: where pupils come from (a `spare`
    column) tells no lycée.
    """
    place = told_place(base, column.means, [text])
    if place is None:
        return Reading({column.means: parse_answer(base, base.question[column.means], [text])})
    told = {name: (value,) for name, value in answers_of(place).items() if value}
    if column.spare:
        told.pop(LYCEE, None)
    return Reading(
        {column.means: told.pop(column.means, ())},
        {name: answer for name, answer in told.items() if name in base.question},
    )


def _class(base: KnowledgeBase, question: Question, text: str) -> Reading | Refusal:
    """Return what the name of a class or of a formation says."""
    for name in (question.id, NIVEAU, FILIERE):
        choice = match_choice(base.question[name], text) if name in base.question else None
        if choice is not None:
            return Reading({str(name): (str(choice.id),)})
    told = read_class(base, text, plainly=question.id == FILIERE)
    if told.niveau and question.id == NIVEAU:
        return Reading({NIVEAU: (told.niveau,)}, name=ClassName(filieres=told.filieres))
    if told.niveau or told.filieres:
        return Reading(name=told)
    try:
        return Reading({str(question.id): parse_answer(base, question, [text])})
    except Refused as error:
        return error.refusal


def _age(question: Question, text: str, today: date) -> Reading | Refusal:
    """Return an age, in years; a day of birth becomes one here, and is kept nowhere."""
    told = re.fullmatch(r"(\d{1,3})(?:[.,]\d+)?(?:\s*ans?\b.*)?", text)
    born = None if told else birth(text, today)
    years = int(told[1]) if told else _years(born, today) if born else -1
    if question.minimum <= years <= question.maximum:
        return Reading({str(question.id): (str(years),)})
    bounds = f"un âge de {question.minimum} à {question.maximum} ans"
    return Refusal(
        why="choice", about=question.id, expected=(bounds, "une date de naissance (JJ/MM/AAAA)")
    )


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def birth(text: str, today: date) -> date | None:
    """Return the day that a cell tells: 14/03/2009, 2009-03-14, 14 mars 2009, or the number that a
    spreadsheet gives it; None when it tells none.
    """
    number = re.fullmatch(r"\d{5}", text)
    if number:
        return date.fromordinal(date(1970, 1, 1).toordinal() + int(text) - _SERIAL)
    digits = re.fullmatch(r"(\d{2})(\d{2})(\d{2}|\d{4})", text)
    parts = (
        list(digits.groups()) if digits else fold(re.sub(r"[T ]\d{1,2}:\d{2}.*", "", text)).split()
    )
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    day, month, year = parts[0].removesuffix("er"), _month(parts[1]), parts[2]
    if not (day.isdecimal() and year.isdecimal() and len(year) in (2, 4)):
        return None
    century = 0 if len(year) == 4 else 2000 if int(year) <= today.year % 100 else 1900
    try:
        return date(century + int(year), month, int(day))
    except ValueError:
        return None


def _month(word: str) -> int:
    if word.isdecimal():
        return int(word)
    return next((n for n, name in enumerate(_MONTHS, 1) if word.startswith(name)), 0)


def is_understood(reading: Reading | Refusal | None) -> bool:
    """Return whether a cell said something that can be used."""
    return isinstance(reading, Reading) and bool(
        reading.name is not NO_CLASS or any(reading.answers.values())
    )


def filled(cells: Sequence[str]) -> list[int]:
    """Return the places of the cells that are not blank."""
    return [place for place, text in enumerate(cells) if text and not text.isspace()]
