"""The program under real hands: pseudo-terminals, odd keys, small windows, windows that close.

Each number is a row of the public reports that were tried.
"""

import os
import pty
import signal
import stat
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mentorat_cli.dialogue import arrows
from mentorat_cli.world import screen
from terminal import (
    BACK_TAB,
    CTRL_C,
    CTRL_D,
    CTRL_Z,
    DOWN,
    ENTER,
    ERASE,
    ESCAPE,
    LONG,
    PROGRAM,
    SPACE,
    UP,
    Terminal,
    checkout,
)

Open = Callable[..., Terminal]
BY_NUMBER = ("--accessible",)
SHELL = ("bash", "--norc", "--noprofile", "-i")
MENU = "Et maintenant ?"
ASKED = ("Quel est le besoin ?", "Quelle académie ?", "Quelle classe ?")


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program over the small base of the tests, prepared once."""
    return checkout(tmp_path_factory.mktemp("programme"))


@pytest.fixture
def open_terminal(source: Path, tmp_path: Path) -> Iterator[Open]:
    opened: list[Terminal] = []

    def start(*arguments: str, **options: object) -> Terminal:
        opened.append(Terminal(source, tmp_path, *arguments, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.kill()


def at_the_place(terminal: Terminal) -> Terminal:
    """Answer the first question with arrows."""
    terminal.wait(ASKED[0])
    terminal.send(DOWN + SPACE + ENTER)
    terminal.wait(ASKED[1])
    return terminal


def at_the_class(terminal: Terminal) -> Terminal:
    """Answer the first two questions with arrows."""
    at_the_place(terminal).send("lyon" + ENTER)
    terminal.wait("Voir le résultat maintenant")
    return terminal


def by_number(terminal: Terminal, *lines: str) -> None:
    """Type lines, each with the text that it makes appear: `2 → Quelle académie ?`. What is typed
    before the next line is asked for may answer nothing.
    """

    def asked() -> bool:
        return shown in terminal.text and terminal.text.endswith(">")

    for line in lines:
        typed, shown = line.split(" → ")
        terminal.screen.reset()
        terminal.send(typed + "\n")
        terminal.wait(asked)


@pytest.mark.parametrize("driven", [True, False], ids=["flèches", "numéros"])
def test_the_first_question_is_there_before_what_draws_its_list(
    monkeypatch: pytest.MonkeyPatch, driven: bool
) -> None:
    """The libraries take two thirds of a start; what is typed meanwhile waits, unseen."""
    near, far = pty.openpty()
    seen = []

    def prompter(colored: bool, discard: Callable[[], None], shown: bool) -> str:
        echo = termios.tcgetattr(far)[3] & (termios.ECHO | termios.ICANON)
        seen.append((os.read(near, 100), echo, discard, shown))
        return "arrows" if driven else str(1 / 0)

    with (
        os.fdopen(far, encoding="utf-8") as stdin,
        os.fdopen(far, "w", encoding="utf-8", closefd=False) as stderr,
    ):
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(sys, "stderr", stderr)
        monkeypatch.setattr(arrows, "on_terminal", prompter)
        asks = screen.choose_prompter(False, {"TERM": "xterm"}, question="Pour qui ?")
        assert seen == [(b"> Pour qui ?\r", 0, screen.discard_typed, True)]
        assert termios.tcgetattr(far)[3] & termios.ECHO
        assert (asks == "arrows") is driven
        assert driven or os.read(near, 100) == b" " * 12 + b"\r"
    os.close(near)


# The whole of it


def test_a_whole_dialogue(open_terminal: Open) -> None:
    """From the first question to the result, with nothing else on the screen: also what Python
    and asyncio warn of (65)."""
    terminal = open_terminal("recommend", PYTHONDEVMODE="1", PYTHONWARNINGS="error")
    at_the_place(terminal).send("creteil" + ENTER)
    terminal.wait("inconnu")
    terminal.send(ERASE * 7 + "grenoble" + ENTER)
    terminal.wait(ASKED[2])
    terminal.resize(40, 20)
    terminal.send(BACK_TAB)
    terminal.wait("» Grenoble")
    terminal.send(ERASE * 8 + "69" + ENTER)
    terminal.wait(ASKED[2])
    terminal.send(UP + ENTER)
    terminal.wait("Vos réponses ;")
    terminal.send(ENTER)
    terminal.wait(MENU)
    terminal.send(UP + ENTER)
    terminal.wait(lambda: "--departement69" in "".join(terminal.lines).replace(" ", ""))
    assert terminal.end() == 0
    assert b"Warning" not in terminal.all
    assert not terminal.kept()


def test_ctrl_c_keeps_the_answers(open_terminal: Open) -> None:
    """The notice is no wider than the screen, and the command stands alone (77)."""
    terminal = at_the_place(open_terminal("recommend"))
    terminal.send(CTRL_C)
    assert terminal.end() == 130
    assert "-m mentorat_cli recommend --reprendre" in terminal.text
    again = open_terminal("recommend", "--reprendre")
    again.wait("Échap : retour")  # until then the terminal itself ends what runs
    again.send(CTRL_C)
    assert again.end() == 130


def test_a_request_to_end_keeps_the_answers_for_the_user_alone(open_terminal: Open) -> None:
    terminal = open_terminal("recommend", TERM="dumb")
    terminal.wait("2. Trouver un stage")
    by_number(terminal, "2 → Quelle académie ?")
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.end() == 130
    folder = terminal.home / ".local" / "state" / "mentorat"
    kept = folder / "reprise.yaml"
    assert "  objectif: [stage]\n" in kept.read_text(encoding="utf-8")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, kept)] == [0o700, 0o600]
    assert list(folder.iterdir()) == [kept]


# Numbered questions


def test_digits_that_are_none(open_terminal: Open) -> None:
    """The key beside 1 on a French keyboard, at every list (1 to 4); what was answered stays."""
    terminal = open_terminal("recommend", *BY_NUMBER)
    terminal.wait("3. Prendre confiance")
    by_number(
        terminal,
        "² → « ² » n’est pas dans la liste. Tapez un numéro de 1 à 3, ou plusieurs.",
        "٣ → « ٣ » n’est pas dans la liste.",
        "2 → Objectif : stage. Quelle académie ?",
        "² → Lieu « ² » inconnu.",
        "rhône-alpes → Plusieurs lieux portent ce nom : 1. Académie Grenoble 2. Académie Lyon",
        "² → Tapez un numéro de 1 à 2 ; « retour » pour revenir.",
        "2 → Académie : Lyon. Quelle classe ?",
        "² → « ² » n’est pas dans la liste. Tapez un numéro de 1 à 3.",
        "fin → Vos réponses : 1. Objectif : stage 2. Académie : Lyon",
        "² → Tapez un numéro de 1 à 2, ou Entrée",
        " → 7. Quitter",
    )
    terminal.send("\n")
    assert terminal.end() == 0


def test_numbers_as_people_write_them(open_terminal: Open) -> None:
    """Separators, points, names, a wrong number answered with numbers (73), what was understood
    said (68)."""
    terminal = open_terminal("recommend", *BY_NUMBER)
    terminal.wait("3. Prendre confiance")
    by_number(
        terminal,
        "11 → « 11 » n’est pas dans la liste. Tapez un numéro de 1 à 3, ou plusieurs.",
        "1;2 → Objectif : construire son orientation et choisir sa voie après le lycée "
        "professionnel et stage.".replace(LONG, "orientation"),
        "retour → Réponse précédente",
        "3. → Objectif : confiance en soi.",
        "retour → Réponse précédente (Entrée pour la garder) : confiance en soi.",
        "2 et 3 → Objectif : stage et confiance en soi.",
        "retour → Réponse précédente (Entrée pour la garder) : stage et confiance en soi.",
        "confiance, pfmp → Objectif : confiance en soi et stage.",
        "reno → Académie : Grenoble.",
    )


def test_the_places_of_a_region_can_be_left_and_named(open_terminal: Open) -> None:
    """« retour », names and départements at the list of académies (72)."""
    terminal = open_terminal("recommend", *BY_NUMBER)
    terminal.wait("3. Prendre confiance")
    several = "rhône-alpes → Plusieurs lieux portent ce nom"
    by_number(
        terminal,
        "2 → Quelle académie ?",
        several,
        "fin → Tapez un numéro de 1 à 2 ; « retour » pour revenir.",
        "? → ? Tapez un numéro de 1 à 2 ; « retour » pour revenir.",
        "retour → retour Quelle académie ? >",
        several,
        "38 → Académie : Grenoble.",
        "retour → Réponse précédente (Entrée pour la garder) : Grenoble.",
        several,
        "lyon → Académie : Lyon.",
    )


@pytest.mark.parametrize("arguments", [(), BY_NUMBER], ids=["flèches", "numéros"])
def test_a_fragment_of_a_number_is_no_place(
    open_terminal: Open, arguments: tuple[str, ...]
) -> None:
    """What the option refuses, the dialogue does (5 to 7)."""
    terminal = open_terminal("recommend", "--objectif", "stage", *arguments)
    terminal.wait(ASKED[1])
    for typed in ("²", "0", "97"):
        terminal.send(typed + ENTER)
        terminal.wait(f"Lieu « {typed} » inconnu.")
        if not arguments:
            terminal.send(ERASE * len(typed))


# What ends a dialogue


@pytest.mark.parametrize("arguments", [(), BY_NUMBER], ids=["flèches", "numéros"])
def test_a_closed_window_keeps_the_answers(open_terminal: Open, arguments: tuple[str, ...]) -> None:
    """The terminal goes, and the signal comes while it is kept (8)."""
    terminal = open_terminal("recommend", "--objectif", "stage", *arguments)
    terminal.wait(ASKED[1])
    assert terminal.close() == 130
    assert "  objectif: [stage]\n" in terminal.kept()


@pytest.mark.parametrize("arguments", [(), BY_NUMBER], ids=["flèches", "numéros"])
def test_a_shell_that_ends_keeps_the_answers(
    open_terminal: Open, arguments: tuple[str, ...]
) -> None:
    """The same under the shell that started it (9)."""
    terminal = open_terminal(command=SHELL, PS1="prêt> ")
    terminal.wait("prêt>")
    terminal.send(" ".join((*PROGRAM, "recommend", "--objectif", "stage", *arguments)) + "\n")
    terminal.wait(ASKED[1])
    terminal.close()
    assert "  objectif: [stage]\n" in terminal.kept()


UNREADABLE = """
import os, signal, sys
for name in (signal.SIGTTIN, signal.SIGTTOU): signal.signal(name, signal.SIG_IGN)
child = os.fork()
if child == 0:
    os.setpgid(0, 0)
    os.execv(sys.argv[1], sys.argv[1:])
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
"""Runs a program that the terminal refuses to be read by: in the background, deaf to being told."""


@pytest.mark.parametrize("arguments", [(), BY_NUMBER], ids=["flèches", "numéros"])
def test_a_terminal_that_cannot_be_read_is_at_its_end(
    open_terminal: Open, arguments: tuple[str, ...]
) -> None:
    command = (sys.executable, "-c", UNREADABLE, *PROGRAM)
    terminal = open_terminal("recommend", "--objectif", "stage", *arguments, command=command)
    if not arguments:
        terminal.wait(ASKED[1])
        terminal.send("l")
    assert terminal.end() == 130
    assert "  objectif: [stage]\n" in terminal.kept()


@pytest.mark.parametrize("there", [at_the_place, at_the_class], ids=["mots", "liste"])
def test_ctrl_d_is_the_end_everywhere(
    open_terminal: Open, there: Callable[[Terminal], Terminal]
) -> None:
    """Also after some letters (74)."""
    terminal = there(open_terminal("recommend"))
    terminal.send("r" + CTRL_D)
    assert terminal.end() == 130
    assert "  objectif: [stage]\n" in terminal.kept()


# Keys


def test_letters_narrow_a_list_and_hide_nothing(open_terminal: Open) -> None:
    """No letter ticks or inverts (25, 26); what no choice holds is left out; pasted text too (28)."""
    terminal = open_terminal("recommend")
    terminal.wait(ASKED[0])
    for letter in "aijkq":
        terminal.send(letter + DOWN + UP)
        terminal.wait(lambda: "»" in terminal.text)
        assert "●" not in terminal.text
        terminal.send(ERASE)
    terminal.send("\x1b[200~collé\x1b[201~" + "sta")
    terminal.wait("Avec « sta »")
    assert "collé" not in terminal.text
    assert "confiance" not in terminal.text
    terminal.send("zzge" + ENTER)
    terminal.wait("Quel est le besoin ? Stage")
    terminal.wait(ASKED[1])


def test_a_key_too_many_answers_nothing(open_terminal: Open) -> None:
    """A doubled Enter, a paste of lines in a terminal that does not mark it (41)."""
    terminal = at_the_place(open_terminal("recommend"))
    terminal.send("lyon" + ENTER + ENTER + DOWN + ENTER)
    terminal.wait("» 2de professionnelle")
    terminal.send(DOWN)
    terminal.wait("» 1re professionnelle")
    assert "Quelle classe ? 2de" not in terminal.text
    numbered = open_terminal("recommend", *BY_NUMBER)
    numbered.wait("3. Prendre confiance")
    by_number(numbered, "2\nlyon\n1 → Quelle académie ?", "grenoble → Académie : Grenoble.")


@pytest.mark.parametrize("there", [at_the_place, at_the_class], ids=["mots", "liste"])
def test_escape_reacts_at_once(open_terminal: Open, there: Callable[[Terminal], Terminal]) -> None:
    """In 0.1 s, and not in 1.6 (24)."""
    terminal = there(open_terminal("recommend"))
    start = time.monotonic()
    terminal.send(ESCAPE)
    terminal.wait(lambda: f"> {ASKED[0] if there is at_the_place else ASKED[1]}" in terminal.text)
    assert time.monotonic() - start < 1.2


SENT = {
    "une couleur": "\x1b]11;rgb:0000/0000/0000\x1b\\",
    "la même, finie autrement": "\x1b]11;rgb:0000/0000/0000\x07",
    "ce qu’est le terminal": "\x1b[?62;22c",
    "la fin d’un collage": "\x1b[201~",
    "une souris faussée": "\x1b[<64;126;-3M",
    "la souris": "\x1b[<0;12;3M\x1b[<0;12;3m",
    "une vieille souris": "\x1b[M !!",
    "la fenêtre active": "\x1b[I",
    "la fenêtre inactive": "\x1b[O",
    "la place du curseur": "\x1b[12;40R",
    "un réglage": "\x1bP1$r0m\x1b\\",
    "Alt et une lettre": "\x1bb",
    "Alt et une flèche": "\x1b\x1b[A",
    "une touche inconnue": "\x1b[27;6;97~",
    "une autre": "\x1b[97;5u",
    "F1": "\x1bOP",
    "Suppr": "\x1b[3~",
}


@pytest.mark.parametrize("there", [at_the_place, at_the_class], ids=["mots", "liste"])
def test_what_a_terminal_sends_by_itself_does_nothing(
    open_terminal: Open, there: Callable[[Terminal], Terminal]
) -> None:
    """Only Échap alone goes back (33)."""
    terminal = there(open_terminal("recommend"))
    words = there is at_the_place
    terminal.send("re")
    terminal.wait("» re" if words else "Avec « re »")
    for name, sequence in SENT.items():
        terminal.send(sequence + ("n" if words else "s"))
        terminal.wait("» ren" if words else "Avec « res »")
        terminal.send(ERASE)
        terminal.wait(lambda: "» ren" not in terminal.text and "« res »" not in terminal.text)
        assert f"> {ASKED[1 if words else 2]}" in terminal.text, name


def test_a_sequence_that_comes_in_pieces_is_one(open_terminal: Open) -> None:
    terminal = at_the_class(open_terminal("recommend"))
    for piece in "\x1b[B":
        terminal.send(piece)
    terminal.wait("» 1re professionnelle")
    terminal.send("\x1b]11;rgb:00")
    terminal.send("00/0000\x1b")
    terminal.send("\\" + DOWN)
    terminal.wait("» Terminale professionnelle")


def test_keys_that_mean_nothing_here(open_terminal: Open) -> None:
    """No search, no macro, no quoting, in English or not (75); a paste is one line."""
    terminal = at_the_place(open_terminal("recommend"))
    terminal.send("re")
    terminal.wait("» re")
    for key in "\x00\x07\x0f\x11\x12\x13\x14\x16\x18\x1c\x1d\x1e":
        terminal.send(key + "n")
        terminal.wait("» ren")
        terminal.send(ERASE)
        terminal.wait(lambda: "» ren" not in terminal.text)
        assert "search" not in terminal.text
    terminal.send("\x1b[200~nnes\r\nlyon\x1b[201~")
    terminal.wait("» rennes lyon")


def test_ctrl_z_stops_and_fg_goes_on(open_terminal: Open) -> None:
    """At a list and where one types (29)."""
    terminal = open_terminal(command=SHELL, PS1="prêt> ", LC_ALL="C.UTF-8")
    terminal.wait("prêt>")
    terminal.send(" ".join((*PROGRAM, "recommend")) + "\n")
    for answer, asked in ((DOWN + SPACE + ENTER, ASKED[0]), ("lyon" + ENTER, ASKED[1])):
        terminal.wait(f"> {asked}")
        terminal.send(CTRL_Z)
        terminal.wait(lambda: "Stopped" in terminal.text.rsplit("fg", 1)[-1])
        terminal.send("fg\n")
        terminal.wait(lambda asked=asked: f"> {asked}" in terminal.text.rsplit("fg", 1)[-1])  # type: ignore[misc]
        terminal.send(answer)
    terminal.wait(ASKED[2])
    assert "^Z" not in terminal.text


def test_a_stop_from_outside_changes_nothing(open_terminal: Open) -> None:
    """The shell may have set the terminal back meanwhile."""
    terminal = at_the_class(open_terminal("recommend"))
    os.kill(terminal.pid, signal.SIGSTOP)
    os.waitpid(terminal.pid, os.WUNTRACED)
    modes = termios.tcgetattr(terminal.file)
    modes[3] |= termios.ICANON | termios.ECHO | termios.ISIG
    termios.tcsetattr(terminal.file, termios.TCSANOW, modes)
    terminal.screen.erase_in_display(2)
    os.kill(terminal.pid, signal.SIGCONT)
    terminal.wait("» 2de professionnelle")
    terminal.send(DOWN)
    terminal.wait("» 1re professionnelle")


# Going back


def test_going_back_while_ordering_keeps_the_ticks(open_terminal: Open) -> None:
    """One step at a time (70)."""
    terminal = open_terminal("recommend")
    terminal.wait(ASKED[0])
    terminal.send(SPACE + DOWN + SPACE + DOWN + SPACE + ENTER)
    terminal.wait("Lequel est le plus important ?")
    terminal.send(DOWN + ENTER)
    terminal.wait("Et ensuite ?")
    terminal.send(ESCAPE)
    terminal.wait("Lequel est le plus important ?")
    terminal.send(ESCAPE)
    terminal.wait(ASKED[0])
    terminal.wait(lambda: terminal.text.count("●") == 3)


@pytest.mark.parametrize("arguments", [(), BY_NUMBER], ids=["flèches", "numéros"])
def test_going_back_from_the_answers(open_terminal: Open, arguments: tuple[str, ...]) -> None:
    """It asks the last question again (69)."""
    terminal = open_terminal("recommend", *arguments)
    terminal.wait(ASKED[0])
    terminal.send("2\n" if arguments else "stage" + ENTER)
    terminal.wait(ASKED[1])
    terminal.send("lyon" + ENTER)
    terminal.wait(ASKED[2])
    terminal.send("fin\n" if arguments else UP + ENTER)
    terminal.wait("Vos réponses")
    terminal.send("retour\n" if arguments else ESCAPE)
    terminal.wait("(Entrée pour la garder) : Lyon." if arguments else "» Lyon")


# Windows


def test_a_short_window_shows_the_question_and_what_is_typed(open_terminal: Open) -> None:
    """Down to two lines, where one types (15) and in a list."""
    terminal = at_the_place(open_terminal("recommend"))
    terminal.send("lyonn")
    terminal.wait("» lyonn")
    for rows in (8, 7, 5, 3, 2):
        terminal.resize(80, rows)
        terminal.wait(lambda: terminal.lines[-1] != "" or "» lyonn" in terminal.lines)
        terminal.wait(f"> {ASKED[1]}")
        terminal.wait("» lyonn")
    terminal.resize(80, 7)
    terminal.send(ENTER)
    terminal.wait("Donnez l’académie, le département (nom ou numéro), un code postal")
    terminal.send(ERASE + ENTER)
    terminal.wait("» 2de professionnelle")
    for rows in (6, 4, 2):
        terminal.resize(80, rows)
        terminal.wait(f"> {ASKED[2]}")
        terminal.wait("» 2de professionnelle")
    terminal.send(DOWN)
    terminal.wait("» 1re professionnelle")
    assert b"too small" not in terminal.all


@pytest.mark.parametrize("columns", [80, 40, 20])
def test_all_is_read_whole_beside_its_question(open_terminal: Open, columns: int) -> None:
    """Choices (21), messages (18 to 20), answers to be checked (22)."""
    terminal = open_terminal("recommend", columns=columns, rows=40)
    terminal.wait("retour)")
    terminal.wait(LONG[1:])
    terminal.send(ENTER)
    terminal.wait("retour) Choisissez au moins une réponse avec Espace. » ○ Construire")
    terminal.send(SPACE + DOWN + SPACE + DOWN + SPACE + ENTER)
    terminal.wait("Lequel est le plus important ?")
    terminal.send(ENTER)
    terminal.wait("Et ensuite ?")
    terminal.send(ENTER)
    terminal.wait(ASKED[1])
    terminal.send("lyonn" + ENTER)
    terminal.wait(
        "retour) Lieu « lyonn » inconnu. Le plus proche : Lyon. Donnez l’académie, le "
        "département (nom ou numéro), un code postal, une ville, ou le lycée (nom ou code UAI). » lyonn"
    )
    terminal.send(ERASE + ENTER)
    terminal.wait(ASKED[2])
    terminal.send(UP + ENTER)
    terminal.wait("Objectif : orientation, stage et confiance en soi Académie : Lyon")
    assert not any(
        char.underscore for line in terminal.screen.buffer.values() for char in line.values()
    )


def test_numbered_questions_in_a_narrow_window(open_terminal: Open) -> None:
    terminal = open_terminal("recommend", *BY_NUMBER, columns=40)
    terminal.wait("« retour » pour revenir.")
    at = terminal.lines.index("1. Construire son orientation et choisir")
    assert terminal.lines[at + 1 : at + 3] == [
        "   sa voie après le lycée professionnel",
        "2. Trouver un stage",
    ]


# Terminals


def test_an_error_is_cut_between_words(open_terminal: Open) -> None:
    terminal = open_terminal("list", "--academie", "atlantide", columns=40)
    terminal.wait("code UAI).")
    assert terminal.lines[:5] == [
        "Lieu «\u00a0atlantide\u00a0» inconnu. Donnez",
        "l’académie, le département (nom ou",
        "numéro), un code postal, une ville, ou",
        "le lycée (nom ou code UAI).",
        "",
    ]


def test_nothing_is_asked_of_the_terminal(open_terminal: Open) -> None:
    """One that does not answer is not told so in English (12, 13)."""
    terminal = at_the_class(open_terminal("recommend"))
    terminal.send(CTRL_C)
    assert terminal.end() == 130
    assert b"\x1b[6n" not in terminal.all


C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
PLAIN = [
    {"TERM": "unknown"},
    {"TERM": "vt52"},
    {"TERM": ""},
    C_LOCALE,
    {"PYTHONIOENCODING": "latin-1"},
]


@pytest.mark.parametrize("environment", PLAIN, ids=lambda value: " ".join(value.values()))
def test_a_terminal_without_marks_is_asked_by_numbers(
    open_terminal: Open, environment: dict[str, str]
) -> None:
    """A terminal nobody knows (39), a console where ticks would be « ? » (36)."""
    terminal = open_terminal("recommend", **environment)
    terminal.wait("2. Trouver un stage")
    terminal.send("2\n")
    terminal.wait("stage. ")
    assert b"\x1b" not in terminal.all
