"""What a result may tell: made once, before the engine, which then knows nothing more.

An order, a verdict, an absence would tell a sensitive answer as well as its words do. So what
leaves the screen is computed as if nobody had given it, under one line that says so.
"""

from collections.abc import Iterator

from mentorat_cli.answers.typed import UNKNOWN
from mentorat_cli.base.records import Answers, KnowledgeBase

CONSENT = "--avec-donnees-sensibles"
"""The option that lets sensitive answers leave the screen."""
LEFT_OUT = "Réponses sensibles laissées de côté"
NOTICE = f"{LEFT_OUT}\u00a0; {CONSENT} les garde."


class Told(dict[str, tuple[str, ...]]):
    """The answers that a result is computed from. `notice` is NOTICE when others were left out.

    `for_others` are those of them that may go further than who reads the result: into a command to
    paste, a message, a file of answers.
    """

    __slots__ = ("for_others", "notice")

    def __init__(self, answers: Answers, withheld: bool, for_others: "Told | None" = None) -> None:
        super().__init__(answers)
        self.notice = NOTICE if withheld else None
        self.for_others = self if for_others is None else for_others


def tell(base: KnowledgeBase, answers: Answers, consent: bool, on_screen: bool = False) -> Told:
    """Return what a result may tell: all to who typed it `on_screen` or consents, else no sensitive
    answer, known or not.
    """
    secret = withheld(base, consent)
    kept = {name: values for name, values in answers.items() if name not in secret}
    exported = Told(kept, withheld=len(kept) < len(answers))
    return Told(answers, withheld=False, for_others=exported) if on_screen else exported


def withheld(base: KnowledgeBase, consent: bool) -> frozenset[str]:
    """Return the criteria of which no answer may leave the screen."""
    return frozenset(item.id for item in base.questions if item.sensitive and not consent)


def equivalent_command(base: KnowledgeBase, told: Told, command: str = "recommend") -> str:
    """Return the command line that gives the same answers, those that others may be told."""
    import shlex

    words = ["mentorat", command]
    for name, value in retold(base, told):
        words += [f"--{name}", shlex.quote(value)]
    if any(base.question[name].sensitive for name in told.for_others):
        words.append(CONSENT)
    return " ".join(words)


def retold(base: KnowledgeBase, told: Told) -> Iterator[tuple[str, str]]:
    """Yield (criterion, value) of the answers that others may be told, in the order of the
    questions.
    """
    answers = told.for_others
    for name in base.question:
        if name in answers:
            for value in answers[name] or (UNKNOWN,):
                yield name, value
