"""What can follow on a command line: from the words before the cursor to candidates. Typed words
need no accent and no capital.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from mentorat_cli.answers.territories import named_places
from mentorat_cli.answers.typed import UNKNOWN
from mentorat_cli.base.records import Choice, KnowledgeBase, Question, QuestionType
from mentorat_cli.commands import COMMANDS
from mentorat_cli.line.early import EARLY
from mentorat_cli.typography import fold
from mentorat_cli.wording.territories import academie


class Candidate(Struct, frozen=True):
    """A word that can stand there, and what it means."""

    value: str
    help: str = ""


class Word(Struct, frozen=True):
    """What a command takes: an option (`--…`), an argument (`name` is empty), or its criteria
    (`name` is `*`).

    An option without a value has no `metavar`. `values` are those that it may have, or the
    criteria, `*` being all of them.
    """

    command: str
    name: str
    metavar: str = ""
    values: tuple[str, ...] = ()
    help: str = ""


FILES = Candidate(":fichiers")
FOLDERS = Candidate(":dossiers")
"""What leaves the candidates to the shell."""
PATHS = {"FICHIER": FILES, "DOSSIER": FOLDERS, "ANCIEN": FILES, "NOUVEAU": FILES}
HELP = Word("", "--help", help="Cette aide.")
Base = Callable[[], KnowledgeBase]


def read_table(text: str) -> tuple[Word, ...]:
    """Return the words of commands: one a line, command, name, metavar, values and help between
    tabs.
    """
    rows = [line.split("\t") for line in text.splitlines()]
    return tuple(
        Word(command, name, metavar, tuple(values.split()), help)
        for command, name, metavar, values, help in rows
    )


def complete(
    table: Sequence[Word], base: Base, before: Sequence[str], typed: str
) -> list[Candidate]:
    """Return what `typed`, the word at the cursor, can become after the words `before`; FILES or
    FOLDERS alone leave it to the shell.

    Candidates begin with what is typed, but for accents and case, or else hold it; a comma or
    `--option=` already typed is kept.
    """
    before, typed, joined = _unsplit(list(before), typed)
    command, given = _command(before)
    if not command:
        table = [
            *table,
            *(
                Word("", name, help=help)
                for names in COMMANDS.values()
                for name, help in names.items()
            ),
        ]
    options = [*_options(table, base, command), *_early(), HELP]
    if "--" not in before:
        name, equal, value = typed.partition("=")
        if typed.startswith("-") and not equal:
            return _beginning(
                [
                    Candidate(option.name, option.help)
                    for option in options
                    if option.name not in given
                ],
                typed,
            )
        wanted = name if equal and typed.startswith("--") else before[-1] if before else ""
        option = next(
            (option for option in options if option.name == wanted and option.metavar), None
        )
        if option:
            found = _values(base, option, value if equal and option.name == name else typed)
            return found if joined or not equal else [_after(f"{name}=", item) for item in found]
    arguments = [
        word for word in table if word.command == command and not word.name.startswith(("-", "*"))
    ]
    found = [
        candidate
        for word in arguments
        for candidate in (
            _values(base, word, typed)
            if word.metavar
            else _beginning([Candidate(word.name, word.help)], typed)
        )
    ]
    return found or (
        []
        if typed or arguments
        else [Candidate(option.name, option.help) for option in options if option.name not in given]
    )


def _unsplit(before: list[str], typed: str) -> tuple[list[str], str, bool]:
    """Return the words with `--option=value` in one piece, which bash gives in three, and whether
    it did.
    """
    if typed == "=" and before:
        return before[:-1], f"{before[-1]}=", True
    if len(before) > 1 and before[-1] == "=":
        return before[:-2], f"{before[-2]}={typed}", True
    return before, typed, False


def _command(before: Sequence[str]) -> tuple[str, set[str]]:
    """Return the command, if it is there, and the options that are."""
    names = {option.name for option in EARLY}
    plain = [
        word
        for place, word in enumerate(before)
        if not word.startswith("-") and (place == 0 or before[place - 1] not in names)
    ]
    return (plain[0] if plain else ""), {
        word.partition("=")[0] for word in before if word.startswith("--")
    }


def _options(table: Iterable[Word], base: Base, command: str) -> Iterator[Word]:
    """Yield the options of a command, its criteria first."""
    rows = [word for word in table if word.command == command]
    for row in rows:
        if row.name == "*":
            asked = base().question
            criteria = (
                asked if row.values == ("*",) else [name for name in row.values if name in asked]
            )
            yield from (
                Word(command, f"--{name}", "*", (name,), asked[name].label) for name in criteria
            )
    yield from (row for row in rows if row.name.startswith("--"))


def _early() -> list[Word]:
    return [
        Word(
            "",
            item.name,
            item.metavar,
            tuple(item.metavar.split("|")) if "|" in item.metavar else (),
            item.help,
        )
        for item in EARLY
    ]


def _values(base: Base, word: Word, typed: str) -> list[Candidate]:
    """Return the values of an option or an argument."""
    if word.metavar in PATHS:
        return [PATHS[word.metavar]]
    if word.metavar == "*":
        return _answers(base(), base().question[word.values[0]], typed)
    fixed = [Candidate(value) for value in word.values]
    return _entries(base(), fixed, typed) if word.metavar == "ID" else _beginning(fixed, typed)


def _answers(base: KnowledgeBase, question: Question, typed: str) -> list[Candidate]:
    unknown = [] if question.required else [Candidate(UNKNOWN, "Je ne sais pas")]
    if question.type is QuestionType.TERRITORY:
        return _places(base, typed)
    if question.type is QuestionType.NUMBER:
        return []
    if not question.many:
        return _matching([*map(_choice, question.choices), *unknown], typed)
    head, comma, last = typed.rpartition(",")
    chosen = {fold(word) for word in head.split(",")}
    left = [_choice(choice) for choice in question.choices if fold(choice.id) not in chosen]
    return [
        _after(head + comma, item) for item in _matching([*left, *([] if comma else unknown)], last)
    ]


def _choice(choice: Choice) -> Candidate:
    return Candidate(str(choice.id), choice.label)


def _after(start: str, candidate: Candidate) -> Candidate:
    return Candidate(start + candidate.value, candidate.help)


def _places(base: KnowledgeBase, typed: str) -> list[Candidate]:
    """Return the académies; once something is typed, also the other names of one académie, and the
    numbers of départements.
    """
    found = {str(item.id): Candidate(str(item.id), item.name) for item in base.academies}
    strongest: dict[str, tuple[str, set[str]]] = {}
    for name, places in named_places(base) if typed else ():
        strongest.setdefault(_slug(name), (name, {place.academie for place in places}))
    for slug, (name, academies) in strongest.items():
        if len(academies) == 1:
            found.setdefault(slug, Candidate(slug, f"{name}, {_academie(base, *academies)}"))
    for item in base.academies if typed[:1].isdigit() else ():
        for department in (*item.departments, *item.attached):
            found.setdefault(
                department.code.lower(),
                Candidate(department.code, f"{department.name}, {_academie(base, item.id)}"),
            )
    return _beginning(found.values(), typed)


def _academie(base: KnowledgeBase, identifier: str) -> str:
    return academie(base, identifier).removeprefix("l’").removeprefix("le ")


def _entries(base: KnowledgeBase, others: Sequence[Candidate], typed: str) -> list[Candidate]:
    """Return the entries (and `others`) by id, else by id or name."""
    entries = (Candidate(str(entry.id), entry.name) for entry in base.entries)
    return _matching([*others, *entries], typed)


def _slug(text: str) -> str:
    return fold(text).replace(" ", "-")


def _beginning(candidates: Iterable[Candidate], typed: str) -> list[Candidate]:
    start = "-" * (len(typed) - len(typed.lstrip("-"))) + _slug(typed)
    return [item for item in candidates if item.value.lower().startswith(start)]


def _matching(candidates: Iterable[Candidate], typed: str) -> list[Candidate]:
    """Return the candidates that begin with what is typed, else those of which the word or its
    meaning holds it.
    """
    every, wanted = list(candidates), _slug(typed)
    held = (
        item for item in every if wanted and (wanted in item.value or wanted in _slug(item.help))
    )
    return _beginning(every, typed) or ([] if typed.startswith("-") else list(held))
