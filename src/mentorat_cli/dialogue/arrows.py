"""Questions with arrows and search, by questionary; Échap or Maj-Tab goes back.

questionary's own search takes the first item when nothing matches and minds accents (PEERS N9), so
long lists are
completed here and checked before they are accepted. Everything is drawn on stderr: stdout holds the
result.
"""

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import questionary
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.output import ColorDepth, create_output

from mentorat_cli import wording
from mentorat_cli.answers.territories import territory_names
from mentorat_cli.answers.typed import label
from mentorat_cli.base.records import Answers, KnowledgeBase, QuestionType
from mentorat_cli.dialogue.common import (
    STOP,
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
from mentorat_cli.typography import NBSP, capital, fold

LONG = 12
STYLE = questionary.Style(
    [
        ("qmark", "bold"),
        ("question", "bold"),
        ("instruction", "italic"),
        ("answer", "bold"),
        ("pointer", "bold"),
        ("highlighted", "bold"),
    ]
)
SELECT_HINT = f"(flèches, Entrée{NBSP}; Échap{NBSP}: retour)"
CHECK_HINT = f"(Espace, puis Entrée{NBSP}; Échap{NBSP}: retour)"


class FoldedCompleter(Completer):
    """Proposes the names that hold what is typed, without accents or case."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(dict.fromkeys(names))

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """Yield the names that match, those that start so first."""
        wanted = fold(document.text)
        found = [name for name in self.names if wanted in fold(name)]
        for name in sorted(found, key=lambda item: not fold(item).startswith(wanted)):
            yield Completion(name, start_position=-len(document.text))


class FancyPrompter:
    """Asks on a terminal."""

    def __init__(self, colored: bool = True, **application: Any) -> None:
        self.application = application or {"output": create_output(stdout=sys.stderr)}
        if not colored:
            self.application["color_depth"] = ColorDepth.DEPTH_1_BIT
        self.told = False

    def ask(self, base: KnowledgeBase, turn: Turn, suggestion: tuple[str, ...] | None) -> Reply:
        """Ask one question."""
        told, self.told = self.told, self.told or turn.usable
        texts = (turn.question.help, progress(turn), USABLE if turn.usable and not told else "")
        self._note(" ".join(text for text in texts if text))
        reply = self._reply(base, turn, suggestion)
        if isinstance(reply, Given):
            shown = wording.answer(base, turn.question.id, reply.values)
            self._note(f"{turn.question.prompt} {shown if turn.reader else capital(shown)}", "bold")
        return reply

    def _reply(self, base: KnowledgeBase, turn: Turn, suggestion: tuple[str, ...] | None) -> Reply:
        if (
            turn.reader
            or turn.question.type in (QuestionType.TERRITORY, QuestionType.NUMBER)
            or len(turn.question.choices) > LONG
        ):
            return self._typed(base, turn, suggestion)
        if turn.question.many:
            return self._several(turn, suggestion)
        return self._one(turn, suggestion)

    def review(self, base: KnowledgeBase, answers: Answers, editable: Sequence[str]) -> str | None:
        """Show the answers; each can be chosen to change it."""
        choices = [questionary.Choice("Voir le résultat", value="")]
        for name in editable:
            title = (
                f"Changer{NBSP}: {base.question[name].label} "
                f"({wording.answer(base, name, answers.get(name, ()))})"
            )
            choices.append(questionary.Choice(title, value=name))
        chosen = self._run(
            questionary.select(
                "Vos réponses sont prêtes.", choices, instruction=SELECT_HINT, **self._look()
            )
        )
        return chosen if isinstance(chosen, str) and chosen else None

    def _one(self, turn: Turn, suggestion: tuple[str, ...] | None) -> Reply:
        choices = [
            questionary.Choice(menu(choice), value=Given((str(choice.id),)))
            for choice in turn.question.choices
        ]
        if not turn.question.required:
            choices.append(questionary.Choice(UNSURE, value=Given(())))
        choices += self._exits(turn)
        default = next(
            (
                choice
                for choice in choices
                if isinstance(choice.value, Given) and choice.value.values == suggestion
            ),
            None,
        )
        question = questionary.select(
            turn.question.prompt, choices, default=default, instruction=SELECT_HINT, **self._look()
        )
        reply: Reply = self._run(question)
        return reply

    def _several(self, turn: Turn, suggestion: tuple[str, ...] | None) -> Reply:
        chosen = self._run(
            questionary.checkbox(
                turn.question.prompt,
                [
                    questionary.Choice(
                        menu(choice), value=str(choice.id), checked=choice.id in (suggestion or ())
                    )
                    for choice in turn.question.choices
                ],
                validate=lambda values: (
                    bool(values)
                    or not turn.question.required
                    or "Choisissez au moins une réponse avec Espace."
                ),
                instruction=CHECK_HINT,
                **self._look(),
            )
        )
        if isinstance(chosen, Signal):
            return chosen
        return self._ordered(turn, list(chosen)) if turn.ordered else Given(tuple(chosen))

    def _ordered(self, turn: Turn, left: list[str]) -> Reply:
        ordered: list[str] = []
        while len(left) > 1:
            prompt = "Lequel est le plus important\u00a0?" if not ordered else "Et ensuite\u00a0?"
            choices = [
                questionary.Choice(capital(label(turn.question, value)), value=value)
                for value in left
            ]
            first = self._run(
                questionary.select(prompt, choices, instruction=SELECT_HINT, **self._look())
            )
            if isinstance(first, Signal):
                return first
            ordered.append(first)
            left.remove(first)
        return Given((*ordered, *left))

    def _typed(self, base: KnowledgeBase, turn: Turn, suggestion: tuple[str, ...] | None) -> Reply:
        names = [] if turn.reader else self._names(base, turn)
        skip = (
            f" (Entrée{NBSP}: je ne sais pas)" if turn.reader and not turn.question.required else ""
        )
        typed = self._run(
            questionary.autocomplete(
                turn.question.prompt + skip,
                choices=names or [""],
                completer=FoldedCompleter(names),
                default=self._default(turn, suggestion),
                validate=lambda text: self._valid(base, turn, text),
                validate_while_typing=False,
                **self._look(),
            )
        )
        if isinstance(typed, Signal):
            return typed
        if typed == STOP:
            return Signal.STOP
        return self._read(base, turn, typed)

    def _read(self, base: KnowledgeBase, turn: Turn, typed: str) -> Reply:
        if typed.strip() in ("", "?", UNSURE):
            return Given(())
        if turn.question.type is QuestionType.CHOICE:
            found = search(turn.question, typed)
            if len(found) == 1:
                return Given((str(found[0].id),))
        answer = read(base, turn, typed)
        if isinstance(answer, Given):
            return answer
        choices = [
            questionary.Choice(place_label(base, place), value=given_place(place))
            for place in answer
        ]
        reply: Reply = self._run(
            questionary.select(f"Laquelle{NBSP}?", choices, instruction=SELECT_HINT, **self._look())
        )
        return reply

    def _valid(self, base: KnowledgeBase, turn: Turn, text: str) -> bool | str:
        if turn.usable and text == STOP:
            return True
        if text.strip() in ("", "?", UNSURE):
            return not turn.question.required or "Cette réponse est indispensable."
        if turn.question.type is QuestionType.CHOICE and len(search(turn.question, text)) == 1:
            return True
        return fault(base, turn, text) or True

    def _names(self, base: KnowledgeBase, turn: Turn) -> list[str]:
        if turn.question.type is QuestionType.TERRITORY:
            return list(territory_names(base))
        extra = ([] if turn.question.required else [UNSURE]) + ([STOP] if turn.usable else [])
        return [*(menu(choice) for choice in turn.question.choices), *extra]

    @staticmethod
    def _default(turn: Turn, suggestion: tuple[str, ...] | None) -> str:
        if not suggestion:
            return ""
        if turn.reader or turn.question.type is QuestionType.NUMBER:
            return suggestion[0]
        return next(
            (menu(choice) for choice in turn.question.choices if choice.id == suggestion[0]), ""
        )

    def _exits(self, turn: Turn) -> list[questionary.Choice]:
        return [questionary.Choice(STOP, value=Signal.STOP)] if turn.usable else []

    def _note(self, text: str, style: str = "italic") -> None:
        width = min(self.application["output"].get_size().columns, 100)
        for line in wrap((Span(text),), width):
            questionary.print(
                "".join(piece.text for piece in line), style=style, **self.application
            )

    def _look(self) -> dict[str, Any]:
        return {"qmark": ">", "style": STYLE, "erase_when_done": True, **self.application}

    def _run(self, question: questionary.Question) -> Any:
        bindings = KeyBindings()

        @bindings.add("escape")
        @bindings.add("s-tab", eager=True)
        def _go_back(event: KeyPressEvent) -> None:
            event.app.exit(result=Signal.BACK)

        application = question.application
        application.key_bindings = merge_key_bindings(
            [application.key_bindings or KeyBindings(), bindings]
        )
        return question.unsafe_ask()
