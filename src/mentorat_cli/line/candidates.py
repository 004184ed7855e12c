"""What can follow on a command line: from the words before the cursor to candidates. Typed words
need no accent and no capital.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from mentorat_cli.answers.places import LYCEE
from mentorat_cli.answers.territories import named_places
from mentorat_cli.answers.typed import UNKNOWN
from mentorat_cli.base.records import Choice, KnowledgeBase, Question, QuestionType
from mentorat_cli.commands.table import COMMANDS, EVERYWHERE, PROGRAM, Option
from mentorat_cli.typography import fold
from mentorat_cli.wording.territories import academie


class Candidate(Struct, frozen=True):
    """A word that can stand there, and what it means."""

    value: str
    help: str = ""


class CriterionOption(Option, frozen=True, kw_only=True):
    """The option of a question."""

    question: Question


FILES = Candidate(":fichiers")
FOLDERS = Candidate(":dossiers")
"""What leaves the candidates to the shell."""
PATHS = {"FICHIER": FILES, "DOSSIER": FOLDERS, "ANCIEN": FILES, "NOUVEAU": FILES}
Base = Callable[[], KnowledgeBase]


def complete(base: Base, before: Sequence[str], typed: str) -> list[Candidate]:
    """Return what `typed`, the word at the cursor, can become after the words `before`; FILES or
    FOLDERS alone leave it to the shell.

    Candidates begin with what is typed, but for accents and case, or else hold it; a comma or
    `--option=` already typed is kept.
    """
    before, typed, joined = _unsplit(list(before), typed)
    command, given = _command(before)
    options = [item for item in _options(base, command) if item.name not in given]
    listed = [Candidate(item.name, item.help) for item in options]
    if "--" not in before:
        name, equal, value = typed.partition("=")
        if typed.startswith("-") and not equal:
            return _beginning(listed, typed)
        wanted = name if equal and typed.startswith("--") else before[-1] if before else ""
        option = next(
            (item for item in _options(base, command) if item.name == wanted and item.metavar), None
        )
        if option:
            found = _values(base, option, value if equal and option.name == name else typed)
            return found if joined or not equal else [_after(f"{name}=", item) for item in found]
    if not command:
        names = [Candidate(name, verb.summary) for name, verb in COMMANDS.items()]
        return _beginning(names, typed) or ([] if typed else listed)
    arguments = [item for item in _taken(command) if not item.name]
    found = [candidate for item in arguments for candidate in _values(base, item, typed)]
    return found or ([] if typed or arguments else listed)


def option_value(words: Sequence[str], option: Option) -> str | None:
    """Return the last value that an option has among complete words."""
    found = None
    for word, after in zip(words, (*words[1:], ""), strict=False):
        name, equal, value = word.partition("=")
        if name == option.name:
            found = value if equal else after
    return found


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
    names = {option.name for option in PROGRAM if option.metavar}
    plain = [
        word
        for place, word in enumerate(before)
        if not word.startswith("-") and (place == 0 or before[place - 1] not in names)
    ]
    return (plain[0] if plain else ""), {
        word.partition("=")[0] for word in before if word.startswith("--")
    }


def _taken(command: str) -> tuple[Option, ...]:
    return COMMANDS[command].takes if command in COMMANDS else ()


def _options(base: Base, command: str) -> Iterator[Option]:
    """Yield the options that can stand there, the criteria of the command first."""
    verb = COMMANDS.get(command)
    for question in verb.asks(base()) if verb and verb.asks else ():
        yield CriterionOption(f"--{question.id}", "", question.label, "*", question=question)
    yield from (item for item in _taken(command) if item.name)
    yield from EVERYWHERE if command else PROGRAM


def _values(base: Base, option: Option, typed: str) -> list[Candidate]:
    """Return the values of an option or an argument."""
    metavar = option.metavar.strip("[]…")
    if metavar in PATHS:
        return [PATHS[metavar]]
    if isinstance(option, CriterionOption):
        return _answers(base(), option.question, typed)
    fixed = [Candidate(str(value)) for value in option.values]
    return _entries(base(), fixed, typed) if metavar == "ID" else _beginning(fixed, typed)


def _answers(base: KnowledgeBase, question: Question, typed: str) -> list[Candidate]:
    unknown = [] if question.required else [Candidate(UNKNOWN, "Je ne sais pas")]
    if question.type is QuestionType.TERRITORY:
        return _places(base, typed) or _lycees(base, typed)
    if question.type is QuestionType.NUMBER or not question.choices:
        return []
    if not question.many:
        found = _matching([*map(_choice, question.choices), *unknown], typed)
        return found or (_lycees(base, typed) if question.id == LYCEE else [])
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


def _lycees(base: KnowledgeBase, typed: str) -> list[Candidate]:
    """Return the lycées that what is typed begins to name."""
    from mentorat_cli.answers.lycees import begun, school_label

    return [Candidate(item.uai, school_label(item)) for item in begun(base, typed)]


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
        item
        for item in every
        if wanted and (wanted in item.value.lower() or wanted in _slug(item.help))
    )
    return _beginning(every, typed) or ([] if typed.startswith("-") else list(held))
