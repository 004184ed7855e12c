"""From a word to the choice of a question that it names."""

from mentorat_cli.base.records import Choice, Question
from mentorat_cli.typography import fold

NIVEAU, FILIERE = "niveau", "filiere"
"""The questions that the name of a class answers."""


def match_choice(question: Question, word: str) -> Choice | None:
    """Return the choice whose id, label or alias is `word`, without accents or case; None if no
    choice is.

    A number may lack the zero before it, which spreadsheets take away (`1` for the département
    `01`).
    """
    folded = fold(word)
    for wanted in (folded, folded.zfill(2)) if folded.isdigit() else (folded,):
        for choice in question.choices:
            if wanted in {
                fold(name) for name in (choice.id, choice.label, choice.phrase, *choice.aliases)
            }:
                return choice
    return None
