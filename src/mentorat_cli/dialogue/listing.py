"""What a question looks like in a window of any size: its heading, its list that letters narrow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import questionary
from prompt_toolkit.formatted_text import StyleAndTextTuples
from questionary.prompts.common import InquirerControl

from mentorat_cli.formats.document import Span, Style
from mentorat_cli.formats.text import wrap
from mentorat_cli.typography import fold

WIDEST = 100
POINTER, TICK = 3, 2
"""Columns that stand before a choice: the pointer, and the box to tick."""
ListRow = tuple[str, Any, Sequence[str]]
"""A choice of a list: how it is shown, what it gives, all that it can be called."""
Fragments = StyleAndTextTuples
"""Text with the class of its look, as prompt_toolkit draws it."""


def drawn_height(fragments: Fragments) -> int:
    """Return how many lines fragments take."""
    return 1 + sum(fragment[1].count("\n") for fragment in fragments)


@dataclass
class Above:
    """What stands above the answers. `warning` is what the last key gave, when it was no answer."""

    question: str
    keys: str
    notes: str = ""
    warning: str = ""

    def fragments(self, columns: int, rows: int) -> Fragments:
        """Return at most `rows` lines: where they are few the notes go first, then the keys."""
        for notes, keys in ((self.notes, self.keys), ("", self.keys), ("", "")):
            shown = self._lines(min(columns, WIDEST), notes, keys)
            if len(shown) <= rows:
                break
        return [
            fragment
            for number, line in enumerate(shown[: max(rows, 1)])
            for fragment in ([("", "\n")] if number else []) + line
        ]

    def _lines(self, width: int, notes: str, keys: str) -> list[Fragments]:
        asked = (Span(self.question, Style.STRONG), Span(" "), Span(keys, Style.QUIET))
        parts = (
            ((Span(notes, Style.QUIET),), ""),
            (asked if keys else asked[:1], "> "),
            ((Span(self.warning, Style.CAUTION),), ""),
        )
        return [
            [(f"class:{piece.style.value}", piece.text) for piece in line]
            for inline, mark in parts
            if inline[0].text
            for line in wrap(inline, width, mark, " " * len(mark))
        ]


class WrappedChoice(questionary.Choice):
    """A choice that is wrapped beside its marks when it is drawn."""

    def __init__(
        self, row: ListRow, columns: Callable[[], int], margin: int, checked: bool
    ) -> None:
        self.columns, self.margin = columns, margin
        self.text, _, self.names = row
        super().__init__(self.text, row[1], checked=checked)

    @property
    def title(self) -> str:
        """Return the text on as many lines as it needs."""
        room = min(self.columns(), WIDEST) - self.margin
        lines = ("".join(piece.text for piece in line) for line in wrap((Span(self.text),), room))
        return ("\n" + " " * self.margin).join(lines)

    @title.setter
    def title(self, text: str) -> None:
        self.text = text


class Listing(InquirerControl):
    """A list of choices, of which letters leave those whose name holds them."""

    choices: list[WrappedChoice]  # type: ignore[assignment]

    def __init__(
        self,
        rows: Sequence[ListRow],
        columns: Callable[[], int],
        several: bool,
        chosen: Sequence[object] = (),
    ) -> None:
        margin = POINTER + (TICK if several else 0)
        items = [WrappedChoice(row, columns, margin, several and row[1] in chosen) for row in rows]
        first = next((item for item in items if not several and item.value in chosen), None)
        super().__init__(items, initial_choice=first, use_indicator=several, show_description=False)

    @property
    def filtered_choices(self) -> list[WrappedChoice]:
        """Return the choices that hold the letters typed."""
        return self._holding(self.search_filter or "")

    def narrow(self, letter: str) -> None:
        """Keep the choices that also hold one more letter, and point at the first that shows the
        letters; nothing changes when there is none.
        """
        letters = (self.search_filter or "") + letter
        found = self._holding(letters) if letters.strip() else []
        if found:
            shown = (place for place, item in enumerate(found) if fold(letters) in fold(item.text))
            self.search_filter, self.pointed_at = letters, next(shown, 0)

    def widen(self) -> None:
        """Take the last letter back."""
        self._show((self.search_filter or "")[:-1])

    def tick(self) -> None:
        """Tick the choice pointed at, or take its tick away; all are shown again."""
        value = self.pointed.value
        if value in self.selected_options:
            self.selected_options.remove(value)
        else:
            self.selected_options.append(value)
        self._show("")

    @property
    def pointed(self) -> WrappedChoice:
        """Return the choice pointed at."""
        return self.filtered_choices[self.pointed_at]

    @property
    def below(self) -> int:
        """Return how many lines of the choice pointed at follow its first."""
        return self.pointed.title.count("\n")

    @property
    def height(self) -> int:
        """Return how many lines the choices take."""
        return sum(item.title.count("\n") + 1 for item in self.filtered_choices)

    @property
    def ticked(self) -> list[Any]:
        """Return what is ticked, in the order of the list."""
        return [item.value for item in self.choices if item.value in self.selected_options]

    def _holding(self, letters: str) -> list[WrappedChoice]:
        wanted = fold(letters)
        return [item for item in self.choices if any(wanted in fold(name) for name in item.names)]

    def _show(self, letters: str) -> None:
        """Filter by other letters, and go on pointing at the same choice."""
        pointed = self.pointed
        self.search_filter = letters
        self.pointed_at = self.filtered_choices.index(pointed)
