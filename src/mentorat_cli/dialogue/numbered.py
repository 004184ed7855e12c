"""Questions as numbered lists, for screen readers, plain terminals and consoles that cannot be
driven.

Only lines are added: no cursor movement, no box, no colour; at most 80 columns.
"""

from collections.abc import Callable, Sequence

from mentorat_cli import wording
from mentorat_cli.answers.territories import Place
from mentorat_cli.answers.typed import label
from mentorat_cli.base.records import Answers, KnowledgeBase, QuestionType
from mentorat_cli.dialogue.common import (
    UNSURE,
    USABLE,
    fault,
    menu,
    place_label,
    progress,
    read,
    search,
)
from mentorat_cli.dialogue.interview import Turn
from mentorat_cli.dialogue.loop import Given, Reply, Signal, given_place
from mentorat_cli.formats.document import Span
from mentorat_cli.formats.text import wrap
from mentorat_cli.typography import enumerate_french, fold

LONG = 12
"""Choices beyond which one types part of the name first."""


class NumberedPrompter:
    """Asks through two functions: one writes a line, the other reads one (EOFError at the end)."""

    def __init__(self, write: Callable[[str], None], read_line: Callable[[], str]) -> None:
        self.write = write
        self.read_line = read_line
        self.told = False

    def ask(self, base: KnowledgeBase, turn: Turn, suggestion: tuple[str, ...] | None) -> Reply:
        """Ask one question until the answer can be read."""
        self._say("")
        self._say(turn.question.prompt)
        for text in (turn.question.help, progress(turn), self._usable(turn)):
            if text:
                self._say(text)
        numbers = self._choices(turn)
        self._say(self._how(turn, numbers))
        if suggestion is not None:
            before = enumerate_french([label(turn.question, item) for item in suggestion]) or UNSURE
            self._say(f"Réponse précédente (Entrée pour la garder)\u00a0: {before}.")
        while True:
            reply = self._reply(base, turn, numbers, self.read_line().strip(), suggestion)
            if reply is not None:
                return reply

    def review(self, base: KnowledgeBase, answers: Answers, editable: Sequence[str]) -> str | None:
        """List the answers with numbers for those that can be changed."""
        self._say("")
        self._say("Vos réponses\u00a0:")
        for name, values in answers.items():
            number = f"{editable.index(name) + 1}. " if name in editable else "- "
            self._say(
                f"{number}{base.question[name].label}\u00a0: {wording.answer(base, name, values)}"
            )
        self._say("Entrée pour voir le résultat, ou le numéro d’une réponse à changer.")
        while True:
            typed = self.read_line().strip()
            if not typed:
                return None
            if typed.isdigit() and 1 <= int(typed) <= len(editable):
                return editable[int(typed) - 1]
            self._say(f"Tapez un numéro de 1 à {len(editable)}, ou Entrée.")

    def _usable(self, turn: Turn) -> str:
        """Return, the first time, that one may stop here."""
        told, self.told = self.told, self.told or turn.usable
        return USABLE if turn.usable and not told else ""

    def _choices(self, turn: Turn) -> list[str]:
        if (
            turn.reader
            or turn.question.type in (QuestionType.TERRITORY, QuestionType.NUMBER)
            or len(turn.question.choices) > LONG
        ):
            return []
        for number, choice in enumerate(turn.question.choices, 1):
            self._say(f"{number}. {menu(choice)}")
        return [str(choice.id) for choice in turn.question.choices]

    def _how(self, turn: Turn, numbers: list[str]) -> str:
        if numbers:
            first = "Tapez un numéro"
            if turn.question.many:
                first = (
                    "Tapez un ou plusieurs "
                    f"numéros{', le plus important d’abord' if turn.ordered else ''} "
                    "(par exemple 2, 1)"
                )
        elif turn.question.choices and turn.question.type is QuestionType.CHOICE:
            first = "Tapez une partie du nom"
        else:
            first = "Tapez votre réponse"
        words = [first]
        if not turn.question.required:
            words.append("«\u00a0?\u00a0» si vous ne savez pas")
        if turn.usable:
            words.append("«\u00a0fin\u00a0» pour voir le résultat")
        return "\u00a0; ".join([*words, "«\u00a0retour\u00a0» pour revenir."])

    def _reply(
        self,
        base: KnowledgeBase,
        turn: Turn,
        numbers: list[str],
        typed: str,
        suggestion: tuple[str, ...] | None,
    ) -> Reply | None:
        word = fold(typed)
        if word == "retour":
            return Signal.BACK
        if word == "fin" and turn.usable:
            return Signal.STOP
        if not typed and suggestion is not None:
            return Given(suggestion)
        if numbers and (chosen := self._numbers(typed, numbers, turn.question.many)):
            return Given(chosen)
        if not typed:
            self._say(
                "Réponse vide."
                if turn.question.required
                else f"Réponse vide\u00a0: tapez «\u00a0?\u00a0» pour «\u00a0{UNSURE}\u00a0»."
            )
            return None
        if typed == "?" and turn.question.required:
            self._say("Cette réponse est indispensable.")
            return None
        return self._typed(base, turn, typed)

    def _typed(self, base: KnowledgeBase, turn: Turn, typed: str) -> Reply | None:
        problem = fault(base, turn, typed)
        if problem and turn.question.type is QuestionType.CHOICE:
            found = search(turn.question, typed)
            if len(found) == 1:
                return Given((str(found[0].id),))
            if found:
                self._say("Plusieurs réponses possibles\u00a0:")
                for choice in found:
                    self._say(f"- {menu(choice)}")
                self._say("Tapez-en une plus précisément.")
                return None
        if problem:
            self._say(problem)
            return None
        answer = read(base, turn, typed)
        return answer if isinstance(answer, Given) else self._one_place(base, answer)

    def _one_place(self, base: KnowledgeBase, places: tuple[Place, ...]) -> Reply:
        self._say("Plusieurs académies portent ce nom\u00a0:")
        for number, place in enumerate(places, 1):
            self._say(f"{number}. {place_label(base, place)}")
        while True:
            typed = self.read_line().strip()
            if typed.isdigit() and 1 <= int(typed) <= len(places):
                return given_place(places[int(typed) - 1])
            self._say(f"Tapez un numéro de 1 à {len(places)}.")

    @staticmethod
    def _numbers(typed: str, numbers: list[str], many: bool) -> tuple[str, ...]:
        words = typed.replace(",", " ").split()
        if (
            not words
            or not all(word.isdigit() and 1 <= int(word) <= len(numbers) for word in words)
            or (len(words) > 1 and not many)
        ):
            return ()
        return tuple(dict.fromkeys(numbers[int(word) - 1] for word in words))

    def _say(self, text: str) -> None:
        for line in wrap((Span(text),), 80):
            self.write("".join(piece.text for piece in line))
