"""One screen, then a menu: what one sees once the questions are answered, and what one may do next."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import HERE, Recorder, Run
from mentorat_cli.answers.told import tell
from mentorat_cli.base.records import Answers, KnowledgeBase
from mentorat_cli.commands.afterwards import menu_height
from mentorat_cli.dialogue.loop import Given, Signal
from mentorat_cli.dialogue.numbered import NumberedPrompter
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.formats import text
from mentorat_cli.formats.columns import line_width
from mentorat_cli.formats.document import Bullets, Document, Span
from mentorat_cli.pages.looks import CHANGE, LEAVE, OPTIONS
from mentorat_cli.pages.looks import PROMPT as NOW
from mentorat_cli.pages.summary import NARROW, TALLEST, TALLEST_NARROW, summary_page
from mentorat_cli.world import library
from mentorat_cli.world.desktop import (
    PROMPT,
    address,
    page_turner,
    page_turner_environment,
    read_page,
)
from terminal import CTRL_D, ENTER, ESCAPE, UP, Terminal, checkout
from test_parity import full_answers

KNOWN = ("recommend", "--objectif", "stage", "--academie", "lyon")
BASE = library.load(HERE / "kb").base


# The summary


def summary(
    answers: Answers, width: int, base: KnowledgeBase = BASE, consent: bool = True, room: int = 99
) -> Document:
    told = tell(base, answers, consent)
    return summary_page(base, recommend(base, told), width, room)


@pytest.mark.parametrize("width", [40, 80])
def test_the_screen(snapshot: Callable[[str, str], None], width: int) -> None:
    known = {"objectif": ("orientation", "stage"), "academie": ("rennes",)}
    snapshot(f"screen-{width}.txt", text.render(summary(known, width), width))


@given(seed=st.integers(0, 10_000), asked=st.sets(st.sampled_from(sorted(BASE.question))))
@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_a_screen_is_never_longer_nor_wider_than_it(width: int, seed: int, asked: set[str]) -> None:
    known = {
        name: values
        for name, values in full_answers(BASE, seed).items()
        if name in asked or name in ("objectif", "academie")
    }
    shown = summary(known, width)
    assert text.height(shown, width) <= (TALLEST_NARROW if width < NARROW else TALLEST)
    for line in text.render(shown, width).splitlines():
        assert line_width((Span(line),)) <= width or "http" in line


@pytest.mark.parametrize(
    ("lycee", "title"),
    [
        ("lycee-ampere", "Stage · Lycée Ampère (Villeville)"),
        ("autre", "Stage · Rhône (69) · Un autre lycée"),
    ],
)
def test_the_title_says_the_smallest_place(lycee: str, title: str) -> None:
    known = {"objectif": ("stage",), "academie": ("lyon",), "departement": ("69",)}
    assert summary({**known, "lycee": (lycee,)}, 80).title == title


def test_the_title_says_no_fact_of_the_lycee(real: KnowledgeBase) -> None:
    known = {"objectif": ("stage",), "academie": ("lille",), "partenaire": ("afev", "aucun")}
    assert summary(known, 80, real).title == "Stage · Lille"


LILLE = {
    "objectif": ("stage",),
    "academie": ("lille",),
    "niveau": ("premiere-pro",),
    "handicap": ("oui",),
}


@pytest.mark.parametrize("width", [40, 80])
def test_what_is_left_to_check_stays_under_a_notice(real: KnowledgeBase, width: int) -> None:
    """The sensitive answers left out are told on two lines or more: every verdict keeps its why."""
    shown = summary(LILLE, width, base=real, consent=False)
    cards = next(block for block in shown.blocks if isinstance(block, Bullets))
    assert text.height(shown, width) <= (TALLEST_NARROW if width < NARROW else TALLEST)
    assert all(len(item) == 4 for item in cards.items), "nom, tiret, verdict, ce qui reste"


@pytest.mark.parametrize(("width", "rows"), [(80, 24), (40, 30)])
def test_a_screen_leaves_room_for_the_menu(real: KnowledgeBase, width: int, rows: int) -> None:
    """All but its title stays in the window."""
    room = rows - menu_height(width)
    title = 3
    assert text.height(summary(LILLE, width, real, room=room), width) <= room + title


def test_all_of_it_is_in_files_and_details(kb: KnowledgeBase, tmp_path: Path) -> None:
    """The screen alone is short: a file, --details and --limit show every part of the answer."""
    path = tmp_path / "resultat.txt"
    whole = Recorder(piped=False).run(kb, *KNOWN, "--details").out
    assert Recorder(piped=False).run(kb, *KNOWN, "--output", str(path)).code == 0
    assert path.read_text(encoding="utf-8") == whole
    assert "FRAÎCHEUR ET LIMITES" in whole
    assert "FRAÎCHEUR ET LIMITES" in Recorder(piped=False).run(kb, *KNOWN, "--limit", "1").out
    screen = Recorder(piped=False).run(kb, *KNOWN).out
    assert "FRAÎCHEUR" not in screen
    assert "mentorat recommend" not in screen
    assert Recorder().run(kb, *KNOWN).out == screen


# The menu


class Menu:
    """Stops at once, then chooses `keys` in turn, each at whatever is asked; then the input ends."""

    def __init__(self, *keys: str | Signal) -> None:
        self.keys: Iterator[str | Signal] = iter(keys)
        self.asked: list[str] = []
        self.shown: list[str] = []
        self.pointed: list[str] = []

    def ask(self, base: KnowledgeBase, turn: object, suggestion: object) -> Given | Signal:
        name = str(turn.question.id)  # type: ignore[attr-defined]
        self.asked.append(name)
        known = {"objectif": "orientation", "academie": "rennes"}
        return Given((known[name],)) if name in known else Signal.STOP

    def review(self, base: KnowledgeBase, answers: Answers, editable: object) -> str | None:
        return None

    def choose(
        self, prompt: str, options: Sequence[tuple[str, str]], empty: str = "", pointed: str = ""
    ) -> object:
        self.shown.append(prompt)
        self.pointed.append(pointed)
        try:
            return next(self.keys)
        except StopIteration:
            raise EOFError from None


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("detail", "FRAÎCHEUR ET LIMITES"),
        ("message", "Messages prêts à envoyer"),
        ("pourquoi", "POURQUOI CET ORDRE"),
    ],
)
def test_what_one_may_read(kb: KnowledgeBase, key: str, title: str) -> None:
    menu = Menu(key, LEAVE)
    run = Recorder(prompter=menu).run(kb, *KNOWN)
    screen = Recorder(piped=False).run(kb, *KNOWN).out
    assert (run.code, run.out.startswith(screen), title in run.out[len(screen) :]) == (
        0,
        True,
        True,
    )
    assert menu.shown == [NOW, NOW]


def test_the_menu_points_at_what_one_does_next(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arrows come back where they are useful; leaving the fiche, even by Ctrl-D, leaves well."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    menu = Menu("detail", "message", "pourquoi", "fiche", "non", "fiche")
    run = Recorder(prompter=menu).run(kb, *KNOWN)
    assert (run.code, run.err.endswith(LEFT)) == (0, True)
    shown = zip(menu.shown, menu.pointed, strict=True)
    assert [pointed for prompt, pointed in shown if prompt == NOW] == [
        "detail",
        "message",
        "fiche",
        CHANGE,
        LEAVE,
    ]


LEFT = "Pour retrouver ce résultat\u00a0:\nmentorat recommend --objectif stage --academie lyon\n"


@pytest.mark.parametrize("keys", [(LEAVE,), (Signal.BACK,), ()], ids=["quitter", "retour", "fin"])
def test_leaving_says_the_command(kb: KnowledgeBase, keys: tuple[str, ...]) -> None:
    screen = Recorder(piped=False).run(kb, *KNOWN).out
    assert Recorder(prompter=Menu(*keys)).run(kb, *KNOWN) == Run(0, screen, LEFT)


def test_no_menu_where_the_result_goes_elsewhere(kb: KnowledgeBase) -> None:
    menu = Menu()
    run = Recorder(prompter=menu).run(kb, *KNOWN, "--format", "json")
    assert (run.code, run.out[0], menu.shown) == (0, "{", [])
    run = Recorder(prompter=menu, piped=True).run(kb, *KNOWN)
    assert (run.code, menu.shown) == (0, [])


def test_another_pupil(kb: KnowledgeBase) -> None:
    """Of the same lycée: its place is kept, and nothing else of what was said, typed or not."""
    first = Menu("recommencer", LEAVE)
    run = Recorder(prompter=first).run(kb, "recommend", "--objectif", "stage")
    assert (run.code, first.asked[0]) == (0, "academie")
    assert (first.asked.count("academie"), first.asked.count("objectif")) == (1, 1)
    pages = [
        Recorder(piped=False).run(kb, "recommend", "--objectif", need, "--academie", "rennes").out
        for need in ("stage", "orientation")
    ]
    assert run.out == "".join(pages)


def test_an_answer_that_is_changed_gives_another_result(kb: KnowledgeBase) -> None:
    class Changing(Menu):
        def ask(self, base: KnowledgeBase, turn: object, suggestion: object) -> Given | Signal:
            reply = super().ask(base, turn, suggestion)
            again = self.asked.count("academie") > 1
            return Given(("lyon",)) if again and self.asked[-1] == "academie" else reply

        def review(self, base: KnowledgeBase, answers: Answers, editable: object) -> str | None:
            return "academie" if self.shown and self.asked.count("academie") == 1 else None

    run = Recorder(prompter=Changing("changer", LEAVE)).run(kb, "recommend")
    pages = [
        Recorder(piped=False)
        .run(kb, "recommend", "--objectif", "orientation", "--academie", name)
        .out
        for name in ("rennes", "lyon")
    ]
    assert run.out == "".join(pages)
    assert run.err.endswith("mentorat recommend --objectif orientation --academie lyon\n")


@pytest.mark.parametrize("key", [CHANGE, "recommencer"])
def test_leaving_what_follows_keeps_the_answers(
    kb: KnowledgeBase, tmp_path: Path, key: str
) -> None:
    """The end of input, as Ctrl-C, while one changes an answer or begins again."""

    class Leaving(Menu):
        def ask(self, base: KnowledgeBase, turn: object, suggestion: object) -> Given | Signal:
            if self.shown:
                raise EOFError
            return super().ask(base, turn, suggestion)

        def review(self, base: KnowledgeBase, answers: Answers, editable: object) -> str | None:
            return "academie" if self.shown else None

    state = tmp_path / "reprise.yaml"
    run = Recorder(prompter=Leaving(key), state=state).run(kb, *KNOWN)
    assert run.code == 130
    assert run.err == (
        "Dialogue interrompu\u00a0; vos réponses sont gardées. Pour reprendre\u00a0:\n"
        "mentorat recommend --reprendre\n"
    )
    assert "academie: [lyon]" in state.read_text(encoding="utf-8")


def test_a_fiche_is_written_beside_the_others(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never over another file; what is sensitive stays out of it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("fiche-mentorat.html", "fiche-mentorat-2.html"):
        run = Recorder(prompter=Menu("fiche", "non", LEAVE)).run(kb, *KNOWN, "--ase", "oui")
        assert run.code == 0
        assert run.err.startswith(f"Écrit dans «\u00a0{name}\u00a0».\n")
    pages = [path.read_text(encoding="utf-8") for path in sorted(tmp_path.glob("*.html"))]
    assert pages == [Recorder().run(kb, *KNOWN, "--ase", "oui", "--format", "html").out] * 2


def test_numbers_choose_and_an_empty_line_leaves(kb: KnowledgeBase) -> None:
    written: list[str] = []
    lines = iter(["fin", "4", ""])
    prompter = NumberedPrompter(written.append, lambda: next(lines))
    run = Recorder(prompter=prompter).run(kb, *KNOWN)
    assert (run.code, "POURQUOI CET ORDRE" in run.out, run.err) == (0, True, LEFT)
    shown = [line for line in written if line.startswith("1. Lire")]
    assert shown == ["1. Lire le détail"] * 2


# In a terminal


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkout(tmp_path_factory.mktemp("programme"))


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [((), UP + ENTER), ((), CTRL_D), ((), ESCAPE), (("--accessible",), "\n")],
    ids=["quitter", "ctrl-d", "échap", "numéros"],
)
def test_the_menu_under_real_hands(
    source: Path, tmp_path: Path, arguments: tuple[str, ...], keys: str
) -> None:
    """The answer, then its menu; each way out leaves well, and says how to find the answer again."""
    terminal = Terminal(source, tmp_path, *KNOWN, *arguments, rows=40)
    try:
        terminal.wait("Quelle classe ?")
        terminal.send("fin\n" if arguments else UP + ENTER)
        terminal.wait(OPTIONS[-1][1])
        assert "Demain matin" in terminal.text or "DEMAIN MATIN" in terminal.text
        terminal.send(keys)
        terminal.wait("Pour retrouver ce résultat")
        assert terminal.end() == 0
    finally:
        terminal.kill()


# The pager


@pytest.mark.parametrize(
    ("platform", "environment", "command"),
    [
        ("linux", {}, "less"),
        ("darwin", {"PAGER": "  "}, "less"),
        ("linux", {"PAGER": "most -s"}, "most -s"),
        ("win32", {}, "more"),
        ("win32", {"PAGER": "less"}, "less"),
        ("linux", {"found": ""}, ""),
    ],
)
def test_what_turns_pages(platform: str, environment: dict[str, str], command: str) -> None:
    """`found` stands for the programs of the machine."""
    known = environment.get("found", "less more").split()
    assert page_turner(platform, environment, known.__contains__) == command


@pytest.mark.parametrize(
    ("command", "given", "told"),
    [
        ("less", None, PROMPT),
        ("/usr/bin/less -R", "", PROMPT),
        ("less", "-FR", "-FR"),
        ("more", None, None),
        ("lesspipe", None, None),
    ],
)
def test_less_tells_its_keys_in_french(command: str, given: str | None, told: str | None) -> None:
    known = {} if given is None else {"LESS": given}
    assert page_turner_environment(command, known).get("LESS") == told


@pytest.mark.parametrize(
    ("command", "length", "shown"),
    [("exit 1", 2, 1), ("cat", 30, 1), ("exit 0", 30, 0), ("absent-d-ici", 30, 1)],
    ids=["court", "long", "quitté", "sans programme"],
)
def test_a_long_page_goes_to_the_pager_of_the_person(
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    length: int,
    shown: int,
) -> None:
    """Of a pager that cannot be run nothing is lost."""
    monkeypatch.setenv("PAGER", command)
    page = "élève\n" * length
    read_page(page, 24)
    assert capfd.readouterr().out == page * shown


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (PurePosixPath("/u/fiche mentorat.html"), "file:///u/fiche%20mentorat.html"),
        (PureWindowsPath(r"C:\Users\Léa\fiche.html"), "file:///C:/Users/L%C3%A9a/fiche.html"),
        (PureWindowsPath(r"\\lycee\profs\fiche.html"), "file://lycee/profs/fiche.html"),
    ],
)
def test_how_a_browser_is_given_a_file(path: PurePath, expected: str) -> None:
    assert address(path) == expected
