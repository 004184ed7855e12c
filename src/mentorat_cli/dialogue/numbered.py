"""Questions as numbered lists, for screen readers, plain terminals and consoles that cannot be
driven.

Only lines are added: no cursor movement, no box, no colour; at most 80 columns.
"""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from mentorat_cli import wording
from mentorat_cli.answers.choices import match_choice
from mentorat_cli.answers.places import locate
from mentorat_cli.answers.territories import Territory
from mentorat_cli.base.records import Answers, Choice, KnowledgeBase, QuestionType
from mentorat_cli.dialogue.common import (
    NEEDED,
    UNSURE,
    USABLE,
    choices_holding,
    echoed,
    fault,
    menu,
    names,
    numbers,
    one,
    pieces,
    place_label,
    progress,
    read_reply,
    recalled,
    typed_in_full,
)
from mentorat_cli.dialogue.interview import Turn
from mentorat_cli.dialogue.loop import Action, Given, Reply, Signal, given_place
from mentorat_cli.formats.document import Span
from mentorat_cli.formats.text import wrap
from mentorat_cli.typography import clipped, code, enumerate_french, fold, nearest, unique

Item = TypeVar("Item")

WIDEST = 80
_SEQUENCE = r"\x1b(?:\[[ -?]*[@-~]|O.|[\]P][^\x07\x1b]*(?:\x07|\x1b\\)|.)|[\x00-\x08\x0b-\x1f\x7f]"
BEFORE = "Réponse précédente (Entrée pour la garder)"
BACK = "«\u00a0retour\u00a0» pour revenir."


class NumberedPrompter:
    """Asks through functions: one writes a line, one reads one (EOFError at the end), one tells the
    columns there are, one forgets what was typed before a question is shown.
    """

    def __init__(
        self,
        write: Callable[[str], None],
        read_line: Callable[[], str],
        columns: Callable[[], int] = lambda: WIDEST,
        discard: Callable[[], None] = lambda: None,
    ) -> None:
        self.write = write
        self.read_line = read_line
        self.columns = columns
        self.discard = discard
        self.told = False
        self.known: set[str] = set()
        self.understood = ""

    def ask(self, base: KnowledgeBase, turn: Turn, suggestion: Given | None) -> Reply:
        """Ask one question until the answer can be read."""
        self._begin(turn.question.prompt)
        for text in (turn.question.help, progress(turn), self._usable(turn)):
            if text:
                self._say(text)
        if not typed_in_full(turn):
            self._list([menu(choice) for choice in turn.question.choices])
        self._say(self._how(turn))
        before = echoed(base, turn, suggestion)
        if before is not None:
            self._say(f"{BEFORE}\u00a0: {before[1]}.")
        while True:
            reply = self._reply(base, turn, self._line(), suggestion)
            if reply is None:
                continue
            shown = echoed(base, turn, suggestion if reply is Signal.KEEP else reply)
            if shown is not None:
                self.understood = "\u00a0: ".join(shown) + "."
            return reply

    def review(
        self, base: KnowledgeBase, answers: Answers, editable: Sequence[str]
    ) -> str | Signal | None:
        """List the answers with numbers for those that can be changed."""
        self._begin("Vos réponses\u00a0:")
        for name in dict.fromkeys((*answers, *editable)):
            number = f"{editable.index(name) + 1}. " if name in editable else "- "
            self._say(recalled(base, name, answers), number)
        self._say(
            "Entrée pour voir le résultat, un numéro pour changer une réponse, ou "
            "«\u00a0retour\u00a0»."
        )
        options = [(name, str(base.question[name].label)) for name in editable]
        while True:
            typed = self._line()
            if not typed or fold(typed) == "fin":
                return None
            reply = self._option(options, typed)
            if reply:
                return reply
            self._say(f"Tapez {_a_number(len(editable))}, ou Entrée\u00a0; {BACK}")

    def choose(
        self, prompt: str, options: Sequence[Action], empty: str = "", pointed: str = ""
    ) -> str | Signal:
        """Ask for one of a few options, by its number or its name; an empty line is `empty`."""
        alone = f"Entrée\u00a0: {wording.lower(dict(options)[empty])}\u00a0; " if empty else ""
        return self._pick(prompt, options, lambda typed: empty if not typed else None, alone)

    def _begin(self, title: str) -> None:
        """Start something new: what was typed before it is shown does not answer it."""
        self.discard()
        if self.understood:
            self._say(self.understood)
        self.understood = ""
        self._say("")
        self._say(title)

    def _line(self) -> str:
        """Return what is typed; keys that are no letter, and what a terminal sends by itself, are
        left out.
        """
        return re.sub(_SEQUENCE, "", self.read_line()).strip()

    def _usable(self, turn: Turn) -> str:
        """Return, the first time, that one may stop here."""
        told, self.told = self.told, self.told or turn.usable
        return USABLE if turn.usable and not told else ""

    def _how(self, turn: Turn) -> str:
        """Return what one may type; words that were explained are only named."""
        if typed_in_full(turn):
            listed = turn.question.choices and turn.question.type is QuestionType.CHOICE
            first = "Tapez une partie du nom" if listed else "Tapez votre réponse"
        else:
            first = "Tapez un numéro"
            if turn.question.many:
                first = (
                    "Tapez un ou plusieurs "
                    f"numéros{', le plus important d’abord' if turn.ordered else ''} "
                    "(par exemple 2, 1)"
                )
        words = {
            "«\u00a0?\u00a0»": "si vous ne savez pas" if not turn.question.required else "",
            "«\u00a0fin\u00a0»": "pour voir le résultat" if turn.usable else "",
            "«\u00a0retour\u00a0»": "pour revenir",
        }
        told = {word: meaning for word, meaning in words.items() if meaning}
        if told.keys() <= self.known:
            return f"{', '.join([first, *told][:-1])}, ou {[*told][-1]}."
        self.known |= told.keys()
        explained = (f"{word} {meaning}" for word, meaning in told.items())
        return f"{wording.SEMICOLON.join([first, *explained])}."

    def _reply(
        self, base: KnowledgeBase, turn: Turn, typed: str, suggestion: Given | None
    ) -> Reply | None:
        """Return what a line means; None once it is said why it means nothing."""
        word = fold(typed)
        if word == "retour":
            return Signal.BACK
        if word == "fin" and not turn.reader:
            if turn.usable:
                return Signal.STOP
            self._say(NEEDED)
            return None
        if not typed and suggestion is not None:
            return Signal.KEEP
        if not typed:
            self._say(
                "Réponse vide."
                if turn.question.required
                else f"Réponse vide\u00a0: tapez «\u00a0?\u00a0» pour «\u00a0{UNSURE}\u00a0»."
            )
            return None
        if typed == "?":
            if not turn.question.required:
                return Given(())
            self._say(NEEDED)
            return None
        return self._typed(base, turn, typed) if typed_in_full(turn) else self._listed(turn, typed)

    def _listed(self, turn: Turn, typed: str) -> Reply | None:
        """Return the choices that numbers or names give."""
        choices = turn.question.choices
        wanted = numbers(typed)
        chosen = [choices[number - 1] for number in wanted if 1 <= number <= len(choices)]
        if len(chosen) < len(wanted) or not wanted:
            whole = (match_choice if wanted else one)(turn.question, typed)
            parts = {typed: whole} if whole else self._parts(turn, typed)
            missing = [piece for piece, choice in parts.items() if choice is None]
            if missing or not parts:
                self._say(self._unlisted(turn, missing[0] if len(parts) > 1 else typed))
                return None
            chosen = [choice for choice in parts.values() if choice]
        values = tuple(dict.fromkeys(str(choice.id) for choice in chosen))
        if len(values) > 1 and not turn.question.many:
            self._say(f"Une seule réponse est possible. Tapez {_a_number(len(choices))}.")
            return None
        return Given(values)

    @staticmethod
    def _parts(turn: Turn, typed: str) -> dict[str, Choice | None]:
        """Return each of several answers with its choice: its number in the list, or its name."""
        choices = turn.question.choices
        known = {str(number): choice for number, choice in enumerate(choices, 1)}
        return {
            piece: known.get(str(wanted[0]))
            if (wanted := numbers(piece))
            else one(turn.question, piece)
            for piece in pieces(typed)
        }

    @staticmethod
    def _unlisted(turn: Turn, typed: str) -> str:
        """Return what to say of a line that gives no choice of the list."""
        alike = [] if numbers(typed) or not fold(typed) else choices_holding(turn.question, typed)
        known = {
            fold(name): menu(choice) for choice in turn.question.choices for name in names(choice)
        }
        near = [menu(choice) for choice in alike] or [known[item] for item in nearest(typed, known)]
        said = f"{code(clipped(typed))} n’est pas dans la liste"
        if near:
            named = enumerate_french([code(item) for item in unique(near)], "ou")
            said += f"\u00a0; le plus proche\u00a0: {named}"
        return f"{said}. Tapez {_a_number(len(turn.question.choices), turn.question.many)}."

    def _typed(self, base: KnowledgeBase, turn: Turn, typed: str) -> Reply | None:
        problem = fault(base, turn, typed)
        if problem and turn.question.type is QuestionType.CHOICE:
            found = choices_holding(turn.question, typed)
            if len(found) == 1:
                return Given((str(found[0].id),))
            if found:
                self._say("Plusieurs réponses possibles\u00a0:")
                for choice in found:
                    self._say(menu(choice), "- ")
                self._say("Tapez-en une plus précisément.")
                return None
        if problem:
            self._say(problem)
            return None
        answer = read_reply(base, turn, typed)
        return answer if isinstance(answer, Given) else self._one_place(base, turn, answer)

    def _one_place(
        self, base: KnowledgeBase, turn: Turn, places: tuple[Territory, ...]
    ) -> Reply | None:
        """Return the place that is chosen among several: its number, its name, or one that it
        holds.
        """
        options = [(str(rank), place_label(base, place)) for rank, place in enumerate(places)]
        offered = {place.academie for place in places}

        def inside(typed: str) -> Given | None:
            found = [place for place in locate(base, typed) if place.academie in offered]
            return given_place(found[0], turn.question.id) if len(found) == 1 else None

        chosen = self._pick("Plusieurs lieux portent ce nom\u00a0:", options, inside)
        if chosen is Signal.BACK:
            self._say(turn.question.prompt)
            return None
        if not isinstance(chosen, str):
            return chosen
        return given_place(places[int(chosen)], turn.question.id)

    def _pick(
        self,
        title: str,
        options: Sequence[Action],
        other: Callable[[str], Item | None],
        alone: str = "",
    ) -> str | Signal | Item:
        """Ask for an option until there is one, or something else that `other` reads; `alone` says
        what an empty line does.
        """
        self._begin(title)
        self._list([shown for _, shown in options])
        self._say(f"Tapez un numéro\u00a0; {alone}{BACK}")
        while True:
            typed = self._line()
            found = self._option(options, typed) or other(typed)
            if found:
                return found
            self._say(f"Tapez {_a_number(len(options))}\u00a0; {BACK}")

    def _option(self, options: Sequence[Action], typed: str) -> str | Signal | None:
        """Return the key of the option that a line names, BACK for « retour », or None."""
        wanted, word = numbers(typed), fold(typed)
        if word == "retour":
            return Signal.BACK
        if wanted:
            found = [options[wanted[0] - 1][0]] if 1 <= wanted[0] <= len(options) else []
            return found[0] if len(wanted) == 1 and found else None
        named = [key for key, shown in options if word and f" {word}" in f" {fold(shown)}"]
        return named[0] if len(named) == 1 else None

    def _list(self, shown: Sequence[str]) -> None:
        for number, text in enumerate(shown, 1):
            self._say(text, f"{number}. ")

    def _say(self, text: str, mark: str = "") -> None:
        width = min(self.columns(), WIDEST)
        for line in wrap((Span(text),), width, mark, " " * len(mark)):
            self.write("".join(piece.text for piece in line))


def _a_number(count: int, many: bool = False) -> str:
    """Return which numbers a list takes."""
    if count == 1:
        return "1"
    return f"un numéro de 1 à {count}{', ou plusieurs' if many else ''}"
