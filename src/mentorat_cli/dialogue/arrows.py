"""Questions with arrows and search, by questionary over prompt_toolkit; Échap goes back.

Only the list and its marks are questionary's: its prompts listen to hidden letters, cut what is
wider than the window, take the first item when nothing matches and mind accents. What was tried is
told in docs/decisions. All is drawn on stderr: stdout holds the result.
"""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.application.current import get_app_session
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.input.typeahead import clear_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import (
    Dimension,
    FormattedTextControl,
    HSplit,
    Layout,
    ScrollOffsets,
    VerticalAlign,
    Window,
    walk,
)
from prompt_toolkit.output import ColorDepth, Output, create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.shortcuts import PromptSession
from prompt_toolkit.utils import suspend_to_background_supported

from mentorat_cli.answers.lycees import begun, lycee_label
from mentorat_cli.answers.lycees import school_label as lycee
from mentorat_cli.answers.places import LYCEE, PLACED
from mentorat_cli.answers.territories import territory_names
from mentorat_cli.answers.typed import label
from mentorat_cli.base.records import Answers, KnowledgeBase, QuestionType
from mentorat_cli.dialogue.common import (
    FIRST,
    NEEDED,
    NEXT,
    READY,
    RESULT,
    STOP,
    UNSURE,
    USABLE,
    WHICH,
    choices_holding,
    echoed,
    fault,
    menu,
    names,
    place_label,
    progress,
    read_reply,
    recalled,
    typed_in_full,
)
from mentorat_cli.dialogue.interview import Turn
from mentorat_cli.dialogue.listing import WIDEST, Above, Fragments, Listing, ListRow, drawn_height
from mentorat_cli.dialogue.loop import Action, Given, Reply, Signal, given_place
from mentorat_cli.formats.document import Span
from mentorat_cli.formats.text import wrap
from mentorat_cli.typography import NBSP, capital, fold

PAUSE = 0.1
"""Seconds after which an escape that nothing follows is the key Échap."""
PROPOSED = 8
"""Lines kept for what is proposed while one types, where the window has them."""
CHOICES = 3
"""Lines kept for the choices, before the help and the keys are shown."""
LOOK = questionary.Style(
    [
        ("strong", "bold"),
        ("quiet", "italic"),
        ("caution", "bold"),
        ("pointer", "bold"),
        ("highlighted", "bold"),
        ("nbsp", "default nounderline"),
    ]
)
BACK = f"Échap{NBSP}: retour"
SELECT = f"(flèches ou lettres, Entrée{NBSP}; {BACK})"
CHECK = f"(Espace, puis Entrée{NBSP}; {BACK})"
NOTHING = "Choisissez au moins une réponse avec Espace."
UNUSED = ("c-@", "c-\\", "c-]", "c-^", *(f"c-{letter}" for letter in "goqrstvx"))
"""Keys by which prompt_toolkit would search, record, select or quote, in English."""


class FoldedCompleter(Completer):
    """Proposes the names that hold what is typed, without accents or case, and where none does
    those that `more` finds.
    """

    def __init__(
        self, names: Iterable[str], more: Callable[[str], Iterable[str]] = lambda typed: ()
    ) -> None:
        self.more = more
        self.names = list(dict.fromkeys(names))

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """Yield the names that match, those that start so first."""
        wanted = fold(document.text)
        found = [name for name in self.names if wanted in fold(name)]
        found = found or list(self.more(document.text))
        for name in sorted(found, key=lambda item: not fold(item).startswith(wanted)):
            yield Completion(name, start_position=-len(document.text))


class FancyPrompter:
    """Asks on a terminal. `discard` forgets the keys pressed before a question is shown; without it
    they answer (behind a pipe nobody sees the question). The first one may be `shown` already.
    """

    def __init__(
        self,
        colored: bool = True,
        output: Output | None = None,
        source: Input | None = None,
        discard: Callable[[], None] | None = None,
        shown: bool = False,
    ) -> None:
        self.output = output or get_app_session().output
        self.source = source or get_app_session().input
        self.discard = discard
        self.shown = shown
        self.depth = None if colored else ColorDepth.DEPTH_1_BIT
        self.told = False
        self.selected = False
        self.answered = ("", "")
        self.notes: list[tuple[str, int, int]] = []

    def ask(self, base: KnowledgeBase, turn: Turn, suggestion: Given | None) -> Reply:
        """Ask one question; what told the answer given to it before leaves the screen."""
        if suggestion is not None:
            self._take_back(str(turn.question.id))
        told, self.told = self.told, self.told or turn.usable
        texts = (turn.question.help, progress(turn), USABLE if turn.usable and not told else "")
        notes = " ".join(text for text in texts if text)
        if typed_in_full(turn):
            reply = self._typed(base, turn, notes, suggestion)
        elif turn.question.many:
            reply = self._several(turn, notes, suggestion.values if suggestion else ())
        else:
            reply = self._one(turn, notes, suggestion)
        shown = echoed(base, turn, suggestion if reply is Signal.KEEP else reply)
        if shown is not None:
            words = shown[1] if turn.reader else capital(shown[1])
            self.answered = str(turn.question.id), f"{turn.question.prompt} {words}"
        return reply

    def review(
        self, base: KnowledgeBase, answers: Answers, editable: Sequence[str]
    ) -> str | Signal | None:
        """Show the answers; each can be chosen to change it, but what another one tells."""
        rows = [("", RESULT), *((name, recalled(base, name, answers)) for name in editable)]
        others = [f"{recalled(base, name, answers)}." for name in answers if name not in editable]
        return self._one_of(READY, rows, " ".join(others)) or None

    def choose(
        self, prompt: str, options: Sequence[Action], empty: str = "", pointed: str = ""
    ) -> str | Signal:
        """Ask for one of a few options."""
        return self._one_of(prompt, options, pointed=pointed)

    def _one_of(
        self, prompt: str, options: Sequence[Action], notes: str = "", pointed: str = ""
    ) -> str | Signal:
        rows: list[ListRow] = [(shown, key, (shown,)) for key, shown in options]
        heading = Above(prompt, self._select(), notes)
        chosen: str | Signal = self._pick(heading, rows, (pointed,))
        return chosen

    def _select(self) -> str:
        """Return the keys of a list: all of them the first time."""
        told, self.selected = self.selected, True
        return f"({BACK})" if told else SELECT

    def _one(self, turn: Turn, notes: str, suggestion: Given | None) -> Reply:
        rows: list[ListRow] = [
            (menu(choice), Given((str(choice.id),)), names(choice))
            for choice in turn.question.choices
        ]
        if not turn.question.required:
            rows.append((UNSURE, Given(()), (UNSURE,)))
        if turn.usable:
            rows.append((STOP, Signal.STOP, (STOP,)))
        before = () if suggestion is None else (Given(suggestion.values),)
        heading = Above(turn.question.prompt, self._select(), notes)
        reply: Reply = self._pick(heading, rows, before)
        return reply

    def _several(self, turn: Turn, notes: str, suggestion: Sequence[str]) -> Reply:
        rows: list[ListRow] = [
            (menu(choice), str(choice.id), names(choice)) for choice in turn.question.choices
        ]
        ticked: Any = suggestion
        while True:
            heading = Above(turn.question.prompt, CHECK, notes)
            ticked = self._tick(heading, rows, ticked, turn.question.required)
            if isinstance(ticked, Signal):
                return ticked
            known = [value for value in suggestion if value in ticked]
            ordered = list(dict.fromkeys([*known, *ticked]))
            reply = self._ordered(turn, ordered) if turn.ordered else Given(tuple(ticked))
            if reply is not Signal.BACK:
                return reply

    def _ordered(self, turn: Turn, ticked: Sequence[str]) -> Reply:
        """Ask for the most important, then the next, pointing at those that were so before; going
        back takes the last one back.
        """
        ordered: list[str] = []
        while len(ordered) < len(ticked) - 1:
            left = [value for value in ticked if value not in ordered]
            options = [(value, capital(label(turn.question, value))) for value in left]
            chosen = self.choose(NEXT if ordered else FIRST, options)
            if isinstance(chosen, str):
                ordered.append(chosen)
            elif ordered:
                ordered.pop()
            else:
                return Signal.BACK
        return Given((*ordered, *(value for value in ticked if value not in ordered)))

    def _typed(
        self, base: KnowledgeBase, turn: Turn, notes: str, suggestion: Given | None
    ) -> Reply:
        before = shown = _written_before(base, turn, suggestion)
        while True:
            typed = self._write(base, turn, notes, shown)
            if isinstance(typed, Signal):
                return typed
            kept = before and typed == before
            reply = Signal.KEEP if kept else self._read(base, turn, typed)
            if reply is not None:
                return reply
            shown = typed

    def _read(self, base: KnowledgeBase, turn: Turn, typed: str) -> Reply | None:
        """Return what typed words mean; None when one comes back from the places they can mean."""
        if turn.usable and typed == STOP:
            return Signal.STOP
        if typed.strip() in ("", "?", UNSURE):
            return Given(())
        if turn.question.type is QuestionType.CHOICE:
            found = choices_holding(turn.question, typed)
            if len(found) == 1:
                return Given((str(found[0].id),))
        answer = read_reply(base, turn, typed)
        if isinstance(answer, Given):
            return answer
        options = [(str(rank), place_label(base, place)) for rank, place in enumerate(answer)]
        chosen = self.choose(WHICH, options)
        if not isinstance(chosen, str):
            return None
        return given_place(answer[int(chosen)], turn.question.id)

    def _pick(self, heading: Above, rows: Sequence[ListRow], pointed: Sequence[object]) -> Any:
        """Return what the choice gives on which Entrée is pressed, or BACK."""
        listing = Listing(rows, self._columns, False, pointed)
        return self._list(heading, listing, lambda: listing.pointed.value)

    def _tick(
        self, heading: Above, rows: Sequence[ListRow], ticked: Sequence[object], required: bool
    ) -> Any:
        """Return what the ticked choices give, or BACK. The one choice that letters leave needs no
        tick.
        """
        listing = Listing(rows, self._columns, True, ticked)

        def accept() -> list[Any] | None:
            if not listing.ticked and listing.search_filter and len(listing.filtered_choices) == 1:
                return [listing.pointed.value]
            return listing.ticked if listing.ticked or not required else None

        return self._list(heading, listing, accept)

    def _list(self, heading: Above, listing: Listing, accept: Callable[[], Any]) -> Any:
        """Show a list until `accept` gives an answer on Entrée."""
        keys = leaving()

        @keys.add("enter")
        @keys.add("c-j")
        def _accept(event: KeyPressEvent) -> None:
            answer = accept()
            if answer is None:
                heading.warning = NOTHING
            else:
                event.app.exit(result=answer)

        @keys.add(Keys.Any)
        def _press(event: KeyPressEvent) -> None:
            press(listing, event.key_sequence[0].key)
            letters = f"Avec «{NBSP}{listing.search_filter}{NBSP}» (Retour arrière{NBSP}: tout)"
            heading.warning = letters if listing.search_filter else ""

        def head() -> Fragments:
            room = self._rows() - min(listing.height, CHOICES)
            return heading.fragments(self._columns(), room)

        above = Window(
            FormattedTextControl(head), height=lambda: Dimension.exact(drawn_height(head()))
        )
        below = Window(listing, scroll_offsets=ScrollOffsets(bottom=lambda: listing.below))
        layout = Layout(HSplit([above, below], align=VerticalAlign.TOP))
        return self._run(
            Application(
                layout=layout,
                key_bindings=keys,
                style=LOOK,
                erase_when_done=True,
                color_depth=self.depth,
                input=self.source,
                output=self.output,
            )
        )

    def _write(self, base: KnowledgeBase, turn: Turn, notes: str, before: str) -> str | Signal:
        """Return the words typed, once they can be read, or BACK."""
        proposals = _proposals(base, turn)
        heading = Above(turn.question.prompt, _keys_of_words(turn, bool(proposals)), notes)

        def accept(event: KeyPressEvent) -> None:
            text = event.current_buffer.text
            heading.warning = _fault(base, turn, text)
            if not heading.warning:
                event.app.exit(result=text)

        def message() -> Fragments:
            shown = heading.fragments(self._columns(), self._rows() - 1)
            return [*shown, ("", "\n"), ("class:pointer", "» ")]

        session: PromptSession[str] = PromptSession(
            message,
            completer=FoldedCompleter(proposals, partial(_lycees, base, turn)),
            key_bindings=writing(accept),
            style=LOOK,
            erase_when_done=True,
            color_depth=self.depth,
            input=self.source,
            output=self.output,
        )

        def fit(_: object) -> None:
            room = self._rows() - drawn_height(message())
            session.reserve_space_for_menu = max(0, min(PROPOSED, room))
            session.complete_while_typing = room >= CHOICES

        def forgive(_: object) -> None:
            heading.warning = ""

        session.app.before_render += fit
        session.default_buffer.reset(Document(before))
        session.default_buffer.on_text_changed += forgive
        written: str | Signal = self._run(session.app)
        return written

    def _run(self, application: "Application[Any]") -> Any:
        """Show a question and return what it gives; what was pressed before is no answer to it."""
        if self.discard and not self.shown:
            clear_typeahead(self.source)
            self.discard()
        self.shown = False
        self._note(*self.answered)
        self.answered = ("", "")
        application.ttimeoutlen = PAUSE
        for part in walk(application.layout.container):
            if isinstance(part, HSplit):  # in English, until what is drawn follows the window
                part.window_too_small = Window()
        try:
            return application.run(pre_run=lambda: guard(application), set_exception_handler=False)
        except OSError:  # the terminal has gone
            raise EOFError from None

    def _note(self, name: str, text: str) -> None:
        """Tell an answer above the question that comes now."""
        lines = list(wrap((Span(text),), min(self._columns(), WIDEST))) if text else []
        for line in lines:
            shown = "".join(piece.text for piece in line)
            questionary.print(shown, style="bold", output=self.output, color_depth=self.depth)
        if lines:
            self.notes.append((name, self._columns(), len(lines)))

    def _take_back(self, name: str) -> None:
        """Erase what tells the answer to a question, where it is the last that was told and still
        takes the same lines.
        """
        if self.notes and self.notes[-1][:2] == (name, self._columns()):
            self.output.cursor_up(self.notes.pop()[2])
            self.output.erase_down()
            self.output.flush()

    def _columns(self) -> int:
        return self.output.get_size().columns

    def _rows(self) -> int:
        return self.output.get_size().rows


def on_terminal(colored: bool, discard: Callable[[], None], shown: bool) -> FancyPrompter:
    """Return who asks on the terminal of this process, where the first question may be `shown`
    already. Raises what prompt_toolkit raises where there is none.
    """
    output = create_output(stdout=sys.stderr)
    if isinstance(output, Vt100_Output):
        # Nothing needs the place of the cursor; asking for it warns in English where none answers.
        output.enable_cpr = False
    if sys.platform == "win32":
        return FancyPrompter(colored, output, create_input(), discard, shown)
    from mentorat_cli.dialogue.keyboard import Keyboard

    return FancyPrompter(colored, output, Keyboard(sys.stdin), discard, shown)


def leaving() -> KeyBindings:
    """Return the keys by which one leaves a question, the same everywhere."""
    keys = KeyBindings()

    @keys.add("escape", eager=True)
    @keys.add("s-tab", eager=True)
    def _go_back(event: KeyPressEvent) -> None:
        event.app.exit(result=Signal.BACK)

    @keys.add("c-c", eager=True)
    @keys.add("<sigint>", eager=True)
    def _interrupt(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt())

    @keys.add("c-d", eager=True)
    def _end(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError())

    @keys.add("c-z", eager=True)
    def _suspend(event: KeyPressEvent) -> None:
        if suspend_to_background_supported():
            event.app.suspend_to_background()

    return keys


def writing(accept: Callable[[KeyPressEvent], None]) -> KeyBindings:
    """Return the keys of a question where one types; what is pasted is one line."""
    keys = leaving()
    for name in UNUSED:
        keys.add(name, eager=True)(lambda event: None)
    for name in ("enter", "c-j"):
        keys.add(name, eager=True)(accept)

    @keys.add(Keys.BracketedPaste, eager=True)
    def _paste(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text(" ".join(event.data.split()))

    return keys


def press(listing: Listing, key: Keys | str) -> None:
    """Do what a key does in a list: move, tick, or filter by its letter."""
    if key == Keys.Up:
        listing.select_previous()
    elif key == Keys.Down:
        listing.select_next()
    elif key == Keys.Backspace:
        listing.widen()
    elif key == " " and listing.use_indicator:
        listing.tick()
    elif not isinstance(key, Keys):
        listing.narrow(key)


def guard(application: "Application[Any]") -> None:
    """Let a fault end the question, which prompt_toolkit would tell in English, and draw it again
    when the program goes on after it was stopped.
    """

    def fail(_: object, context: dict[str, Any]) -> None:
        if application.future and not application.is_done:
            application.exit(exception=context.get("exception") or EOFError())

    def resume() -> None:
        application.renderer.erase()
        application.input.raw_mode().__enter__()
        application.invalidate()

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(fail)
    if sys.platform != "win32":
        loop.add_signal_handler(signal.SIGCONT, resume)


def _fault(base: KnowledgeBase, turn: Turn, text: str) -> str:
    """Return why typed words cannot be taken; empty when they can."""
    if turn.usable and text == STOP:
        return ""
    if text.strip() in ("", "?", UNSURE):
        return NEEDED if turn.question.required else ""
    if turn.question.type is QuestionType.CHOICE and len(choices_holding(turn.question, text)) == 1:
        return ""
    return fault(base, turn, text)


def _keys_of_words(turn: Turn, proposes: bool) -> str:
    """Return the keys of a question that is answered with words."""
    tab = [f"Tab{NBSP}: les choix"] if proposes else []
    enter = f"Entrée{NBSP}: valider"
    if not turn.question.required:
        enter = f"Entrée seule{NBSP}: je ne sais pas"
    return f"({f'{NBSP}; '.join([*tab, enter, BACK])})"


def _lycees(base: KnowledgeBase, turn: Turn, typed: str) -> list[str]:
    """Return the lycées that what is typed begins to name, where one may be named."""
    return [lycee(item) for item in begun(base, typed)] if turn.question.id in PLACED else []


def _proposals(base: KnowledgeBase, turn: Turn) -> list[str]:
    """Return the names that are proposed while one types."""
    if turn.reader:
        return []
    if turn.question.type is QuestionType.TERRITORY:
        return list(territory_names(base))
    extra = ([] if turn.question.required else [UNSURE]) + ([STOP] if turn.usable else [])
    return [*(menu(choice) for choice in turn.question.choices), *extra]


def _written_before(base: KnowledgeBase, turn: Turn, before: Given | None) -> str:
    """Return the words of the answer given before going back, where it had some."""
    if before is None or not before.values:
        return ""
    value = before.values[0]
    if turn.reader or turn.question.type is QuestionType.NUMBER:
        return value
    if LYCEE in before.also:
        return lycee_label(base, before.also[LYCEE][0])
    return next((menu(choice) for choice in turn.question.choices if choice.id == value), "")
