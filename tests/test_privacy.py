"""What leaves the screen tells no sensitive answer: whole bytes, for every command, format, criterion and value."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from conftest import Recorder, Run
from mentorat_cli.answers.told import CONSENT, LEFT_OUT, NOTICE, tell
from mentorat_cli.base import assembling
from mentorat_cli.base.records import Id, KnowledgeBase, Leaf
from mentorat_cli.dialogue.interview import Turn
from mentorat_cli.dialogue.loop import Given, Reply
from mentorat_cli.pages.looks import LEAVE

YES_NO = ("oui", "non", "ne-sait-pas")
VALUES = {
    "niveau": ("terminale-pro", "seconde-pro", "ne-sait-pas"),
    **dict.fromkeys(("ase", "qpv", "marine"), YES_NO),
}
SECRETS = [(f"--{name}", value) for name, values in VALUES.items() for value in values]
PUPIL = ("--objectif", "orientation,stage", "--academie", "69", "--age", "17")
PAGES = ("texte", "markdown", "html", "json")
ABOVE = {
    "texte": f"{NOTICE}\n\n",
    "markdown": NOTICE.replace(CONSENT, f"`{CONSENT}`") + "\n\n",
    "html": f'<p><span class="quiet">{NOTICE}</span></p>\n',
    "json": json.dumps(NOTICE, ensure_ascii=False),
    "jsonl": json.dumps(NOTICE, ensure_ascii=False),
}
"""Format → the constant line as it stands there."""
RESULT = "Pour retrouver ce résultat\u00a0:"
COMMANDS = (
    ("recommend",),
    ("recommend", "--details"),
    ("explain", "mentors-lyon"),
    ("explain", "tremplin"),
    ("explain", "cordees"),
    ("explain", "prepa-marine"),
    ("contacts", "--message"),
)
MESSAGE = "MESSAGE PRÊT À ENVOYER"


@pytest.fixture(scope="module")
def base(kb: KnowledgeBase) -> KnowledgeBase:
    """A base that sensitive answers turn over: each opens or closes an entry."""
    rules = {
        "mentors-lyon": Leaf(Id("ase"), frozenset(["oui"])),
        "cordees": Leaf(Id("niveau"), frozenset(["terminale-pro"])),
        "tremplin": Leaf(Id("qpv"), frozenset(["oui"])),
        "prepa-marine": Leaf(Id("academie"), frozenset(["lyon"])),
    }
    return assembling.with_choices(
        replace(
            kb,
            index=None,
            entries=tuple(replace(item, when=rules.get(item.id, item.when)) for item in kb.entries),
            questions=tuple(replace(item, sensitive=item.id in VALUES) for item in kb.questions),
        )
    )


def without_the_line(form: str, text: str, times: int = 1) -> str:
    """Return an export without the constant line, which it has so many times. The fiche says it
    without the option, which means nothing to whom it is handed."""
    if "<h1>Fiche de mentorat</h1>" in text:
        assert (text.count(LEFT_OUT), CONSENT in text) == (times, False)
        return text.replace(ABOVE["html"].replace(NOTICE, f"{LEFT_OUT}."), "")
    assert text.count(ABOVE[form]) == times
    return text.replace(ABOVE[form], "null" if "json" in form else "")


@pytest.mark.parametrize("form", PAGES)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_export_is_that_of_the_pupil_whose_answers_are_unknown(
    base: KnowledgeBase, tmp_path: Path, command: tuple[str, ...], form: str
) -> None:
    arguments = (*command, *PUPIL, "--format", form)
    whole = ("--details",) if command == ("recommend",) else ()
    unknown = Recorder().run(base, *arguments)
    assert (unknown.code, unknown.err, NOTICE in unknown.out) == (0, "", False)
    path = tmp_path / "fiche"
    for secret in SECRETS:
        piped = Recorder().run(base, *arguments, *secret)
        assert (piped.code, piped.err) == (0, "")
        assert without_the_line(form, piped.out) == unknown.out
    screen = Recorder(piped=False).run(base, *arguments, *SECRETS[0])
    assert (screen.out == piped.out) is (form != "texte")
    Recorder(piped=False).run(base, *arguments, *SECRETS[0], "--output", str(path))
    assert (
        path.read_text(encoding="utf-8")
        == Recorder().run(base, *arguments, *whole, *SECRETS[0]).out
    )


@pytest.mark.parametrize("form", [*PAGES, "csv", "jsonl"])
def test_a_class_is_that_of_pupils_whose_answers_are_unknown(
    base: KnowledgeBase, tmp_path: Path, form: str
) -> None:
    def recommend(name: str, column: str, *arguments: str) -> Run:
        path = tmp_path / "eleves.csv"
        rows = ("A1,stage,lyon,", "A2,orientation,rennes,", "A3,stage,lyon,")
        lines = [f"repere,objectif,academie{name}", *(row[:-1] + column for row in rows)]
        path.write_text("\n".join(lines), encoding="utf-8")
        return Recorder().run(
            base, "recommend", "--classe", str(path), "--format", form, *arguments
        )

    unknown = recommend("", "")
    for option, value in SECRETS:
        for one in (recommend(f",{option[2:]}", f",{value}"), recommend("", "", option, value)):
            if form == "csv":
                assert (one.out, one.err) == (unknown.out, f"{NOTICE}\n")
            else:
                assert without_the_line(form, one.out, 3 if form == "jsonl" else 1) == unknown.out
                assert one.err == ""


@pytest.mark.parametrize("secret", SECRETS[::3], ids=" ".join)
def test_what_is_kept_is_what_may_be_told(
    base: KnowledgeBase, tmp_path: Path, secret: tuple[str, str]
) -> None:
    def kept(*more: str) -> tuple[str, str, str]:
        """Return a file of answers, what an interrupted dialogue leaves, and what it says where it can leave nothing."""
        saved, state, nowhere = (
            tmp_path / "r.yaml",
            tmp_path / "etat" / "r.yaml",
            tmp_path / "f" / "r",
        )
        nowhere.parent.write_text("", encoding="utf-8")
        arguments = (*PUPIL, *more, "--enregistrer", str(saved), "--force")
        Recorder(piped=False).run(base, "recommend", *arguments)
        said = [
            Recorder(prompter=Closed(), state=path).run(base, "recommend", *PUPIL[2:], *more).err
            for path in (state, nowhere)
        ]
        return saved.read_text(encoding="utf-8"), state.read_text(encoding="utf-8"), said[1]

    line = f"# {NOTICE}\n"
    saved, state, said = kept(*secret)
    assert (saved.removeprefix(line), state.removeprefix(line), said) == kept()
    assert (saved[: len(line)], state[: len(line)]) == (line, line)
    name, value = secret[0][2:], secret[1]
    saved, state, said = kept(*secret, CONSENT)
    assert f"\n  {name}: [{value}]\n" in saved
    assert f"\n  {name}: [{value}]\n" in state
    assert f" --{name} {value} " in said
    assert said.endswith(f" {CONSENT}\n")


class Closed:
    """A terminal that is closed at the first question."""

    def ask(self, *_: object) -> Reply:
        raise EOFError

    def review(self, *_: object) -> None:
        raise EOFError


class Unsure:
    """Somebody who knows nothing, and is asked everything that still matters."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def ask(self, base: KnowledgeBase, turn: Turn, suggestion: Given | None) -> Reply:
        self.asked.add(str(turn.question.id))
        return Given(())

    def review(self, *_: object) -> None:
        return None

    def choose(self, *_: object, **__: object) -> str:
        return LEAVE


@pytest.mark.parametrize(
    ("more", "piped", "asked"),
    [
        ((), False, True),
        ((), True, False),
        ((CONSENT,), True, True),
        (("--format", "html"), False, False),
    ],
)
def test_a_dialogue_asks_nothing_that_its_result_would_not_tell(
    base: KnowledgeBase, more: tuple[str, ...], piped: bool, asked: bool
) -> None:
    prompter = Unsure()
    run = Recorder(prompter=prompter, piped=piped).run(base, "recommend", *PUPIL, *more)
    secret = {"niveau", "ase", "qpv"}
    assert (run.code, prompter.asked & {*VALUES}) == (0, secret if asked else set())


@pytest.mark.parametrize("secret", SECRETS, ids=" ".join)
def test_the_screen_shows_all_and_hands_on_nothing(
    base: KnowledgeBase, secret: tuple[str, str]
) -> None:
    arguments = ("recommend", *PUPIL, "--details", *secret)
    screen, export, unknown = (
        Recorder(piped=False).run(base, *arguments).out,
        Recorder().run(base, *arguments, CONSENT).out,
        Recorder().run(base, "recommend", *PUPIL, "--details").out,
    )
    (head, command, tail), (whole, consenting, end) = (parts(text) for text in (screen, export))
    assert (head, tail) == (whole + ABOVE["texte"], end)
    assert command == parts(unknown)[1]
    again = consenting.replace("\\\n", "").split()
    assert (again[again.index(secret[0]) + 1], again[-1]) == (secret[1], CONSENT)
    assert Recorder().run(base, *again[1:], "--details").out == export


def parts(page: str) -> tuple[str, str, str]:
    """Return what stands before the command that gives the result again, this command, and what stands after."""
    head, _, rest = page.partition(RESULT)
    _, command, tail = rest.split("\n\n", 2)
    return head, command, tail


@pytest.mark.parametrize("secret", SECRETS, ids=" ".join)
def test_a_message_to_send_is_that_of_an_export(
    base: KnowledgeBase, secret: tuple[str, str]
) -> None:
    arguments = ("contacts", *PUPIL, "--message")
    screen = Recorder(piped=False).run(base, *arguments, *secret).out
    unknown = Recorder().run(base, *arguments).out
    message = unknown[unknown.index(MESSAGE) :]
    assert joined(without_the_line("texte", screen)).endswith(joined(message))


def joined(page: str) -> str:
    """Return a page without its ends of lines: a message is whole in an export, wrapped on a screen."""
    return " ".join(page.split())


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_with_consent_an_export_is_the_screen(
    base: KnowledgeBase, command: tuple[str, ...]
) -> None:
    for secret in SECRETS:
        arguments = (*command, *PUPIL, *secret, CONSENT)
        out = Recorder().run(base, *arguments).out
        assert joined(out) == joined(Recorder(piped=False).run(base, *arguments).out)
        assert NOTICE not in out


def test_nothing_sensitive_nothing_said(base: KnowledgeBase) -> None:
    """An answer alone, even the only one, is left out; none is not told of."""
    answers = {"ase": ("oui",)}
    told, shown = tell(base, answers, consent=False), tell(base, answers, False, on_screen=True)
    assert (dict(told), told.notice) == ({}, NOTICE)
    assert (dict(shown), shown.notice, dict(shown.for_others)) == (answers, None, {})
    assert tell(base, {"age": ("17",)}, consent=False).notice is None
