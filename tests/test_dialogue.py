"""The dialogue: what is asked, going back, changing an answer, and the three ways to answer."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from conftest import Recorder, Run, cases
from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base.records import Answers, Id, KnowledgeBase, Rename
from mentorat_cli.dialogue.common import numbers
from mentorat_cli.dialogue.interview import Turn
from mentorat_cli.dialogue.loop import Dialogue, Given, Reply, Signal
from mentorat_cli.dialogue.numbered import BEFORE, NumberedPrompter


class Script:
    """Answers by question; `plan` gives the signals to send at a turn, by number, and `edits` what to change at the review."""

    def __init__(
        self,
        replies: dict[str, Sequence[str]],
        plan: dict[int, Signal] | None = None,
        edits: Sequence[tuple[str, Sequence[str]]] = (),
    ) -> None:
        self.replies = {name: tuple(values) for name, values in replies.items()}
        self.plan = plan or {}
        self.edits = list(edits)
        self.editable: list[Sequence[str]] = []
        self.asked: list[str] = []
        self.suggested: list[Given | None] = []

    def ask(self, base: KnowledgeBase, turn: Turn, suggestion: Given | None) -> Reply:
        self.asked.append(str(turn.question.id))
        self.suggested.append(suggestion)
        return self.plan.get(len(self.asked)) or Given(self.replies[turn.question.id])

    def review(self, base: KnowledgeBase, answers: Answers, editable: Sequence[str]) -> str | None:
        self.editable.append(editable)
        if not self.edits:
            return None
        name, values = self.edits.pop(0)
        self.replies[name] = tuple(values)
        return name


@pytest.mark.parametrize("case", cases("dialogue", {"given", "replies", "asked"}))
def test_questions(kb: KnowledgeBase, case: dict[str, Any]) -> None:
    given = parse_answers(kb, {name: [value] for name, value in case["given"].items()})
    script = Script(case["replies"])
    answers = Dialogue(kb, given).run(script)
    assert script.asked == case["asked"]
    replies = {name: tuple(case["replies"][name]) for name in case["asked"]}
    assert answers == {**given, **replies}


FULL = {
    "objectif": ["stage"],
    "academie": ["lyon"],
    "niveau": ["seconde-pro"],
    "age": ["16"],
    "boursier": ["oui"],
    "qpv": ["oui"],
    "echelle": ["eleve"],
}


def test_going_back_asks_the_question_before_with_its_answer(kb: KnowledgeBase) -> None:
    script = Script(FULL, {4: Signal.BACK})
    answers = Dialogue(kb, {}).run(script)
    assert script.asked[:6] == ["objectif", "academie", "niveau", "echelle", "niveau", "echelle"]
    assert script.suggested[4] == Given(("seconde-pro",))
    assert answers["niveau"] == ("seconde-pro",)


def test_going_back_at_the_first_question_asks_it_again(kb: KnowledgeBase) -> None:
    script = Script(FULL, {1: Signal.BACK})
    Dialogue(kb, {}).run(script)
    assert script.asked[:2] == ["objectif", "objectif"]


def test_stopping_keeps_what_was_answered(kb: KnowledgeBase) -> None:
    script = Script(FULL, {3: Signal.STOP})
    assert Dialogue(kb, {}).run(script) == {"objectif": ("stage",), "academie": ("lyon",)}


def test_a_changed_answer_keeps_the_later_ones(kb: KnowledgeBase) -> None:
    script = Script(FULL, edits=[("academie", ["grenoble"])])
    answers = Dialogue(kb, {}).run(script)
    assert answers["academie"] == ("grenoble",)
    assert answers["niveau"] == ("seconde-pro",)
    assert "boursier" not in answers, "la bourse ne décide plus rien à Grenoble"


def test_a_parked_answer_comes_back_when_it_matters_again(kb: KnowledgeBase) -> None:
    script = Script(FULL, edits=[("academie", ["grenoble"]), ("academie", ["lyon"])])
    answers = Dialogue(kb, {}).run(script)
    assert answers["boursier"] == ("oui",)
    assert script.asked.count("boursier") == 1


GIVEN = {"objectif": ("stage",), "academie": ("lyon",), "departement": ("69",)}


def test_what_was_given_can_be_changed(kb: KnowledgeBase) -> None:
    """Answers of options and files, at the recap; another place leaves the département out."""
    script = Script(FULL, edits=[("academie", ["grenoble"])])
    answers = Dialogue(kb, GIVEN).run(script)
    assert script.editable[0][:3] == ("objectif", "academie", "niveau")
    assert script.suggested[script.asked.index("academie")] == Given(
        ("lyon",), {"departement": ("69",)}
    )
    assert "departement" in script.editable[0]
    assert (answers["objectif"], answers["academie"]) == (("stage",), ("grenoble",))
    assert (answers["niveau"], answers.get("departement")) == (("seconde-pro",), None)


@pytest.mark.parametrize("given", [{}, GIVEN], ids=["répondu", "donné"])
@pytest.mark.parametrize("reply", [Signal.BACK, Signal.STOP])
def test_an_answer_left_as_it_was_asks_nothing_more(
    kb: KnowledgeBase, given: Answers, reply: Signal
) -> None:
    """The recap comes back, with all that was answered."""
    stop = 2 if given else 4
    script = Script(FULL, {stop: Signal.STOP, stop + 1: reply}, [("academie", ["lyon"])])
    answers = Dialogue(kb, given).run(script)
    assert script.asked[stop:] == ["academie"]
    place = GIVEN if given else {"objectif": ("stage",), "academie": ("lyon",)}
    assert answers == {**place, "niveau": ("seconde-pro",)}


def with_a_net(base: KnowledgeBase) -> KnowledgeBase:
    """Return the base with a net for the pupils that a sensitive answer tells."""
    known = {guide.id: guide for guide in base.guides}
    net = replace(known["filet-stage"], id=Id("filet-ase"), when=known["confie"].when)
    return replace(base, guides=(*base.guides, net))


def test_what_opens_a_net_can_be_said_at_the_recap(kb: KnowledgeBase) -> None:
    """It is never asked, and stays said when another answer is changed."""
    base = with_a_net(kb)
    script = Script(FULL, edits=[("ase", ["oui"]), ("academie", ["grenoble"]), ("ase", ["non"])])
    answers = Dialogue(base, {}).run(script)
    before, after, *_ = script.editable
    assert (before[-1], after.count("ase")) == ("ase", 1)
    assert [name for name in script.asked if name == "ase"] == ["ase", "ase"]
    assert script.suggested[-1] == Given(("oui",))
    assert (answers["ase"], answers["academie"]) == (("non",), ("grenoble",))


def test_a_secret_is_not_offered_at_the_recap(kb: KnowledgeBase) -> None:
    script = Script(FULL)
    Dialogue(with_a_net(kb), {}, secret=frozenset({"ase"})).run(script)
    assert "ase" not in script.editable[0]


def test_the_recap_says_what_nobody_said(kb: KnowledgeBase) -> None:
    said: list[str] = []
    prompter = NumberedPrompter(said.append, lambda: "2")
    chosen = prompter.review(kb, {"objectif": ("stage",)}, ("objectif", "ase"))
    told = [line.replace("\u00a0", " ") for line in said if line[:1] in "12" and line]
    assert (chosen, told) == (
        "ase",
        ["1. Objectif : stage", "2. Aide sociale : non précisé"],
    )


def test_what_was_given_can_be_changed_after_the_result(kb: KnowledgeBase) -> None:
    """Nothing was asked: the menu alone leads there. Going back leaves all as it was."""
    given = {**GIVEN, "niveau": ("terminale-pro",), "boursier": ("oui",)}
    dialogue = Dialogue(kb, given)
    assert dialogue.run(Script({})) == given
    assert dialogue.change(Script({})) == given
    changing = Script({"qpv": ["non"]}, edits=[("boursier", ["non"])])
    assert dialogue.change(changing) == {**given, "boursier": ("non",), "qpv": ("non",)}


def numbered(lines: Sequence[str]) -> tuple[NumberedPrompter, list[str]]:
    written: list[str] = []
    feed: Iterator[str] = iter(lines)

    def read() -> str:
        try:
            return next(feed)
        except StopIteration:
            raise EOFError from None

    return NumberedPrompter(written.append, read), written


def test_numbered_dialogue(kb: KnowledgeBase, snapshot: Callable[[str, str], None]) -> None:
    prompter, written = numbered(
        [
            "",
            "9",
            "2, 1",
            "atlantide",
            "rhône-alpes",
            "2",
            "retour",
            "69",
            "3",
            "1",
            "xyz",
            "?",
            "1",
            "retour",
            "",
            "2",
            "2",
            "",
            "1",
            "confiance et 2",
            "",
        ]
    )
    answers = Dialogue(kb, {}).run(prompter)
    snapshot("dialogue-numbered.txt", "\n".join(written) + "\n")
    assert answers["objectif"] == ("confiance", "stage")
    assert (answers["academie"], answers["departement"]) == (("lyon",), ("69",))


def test_a_lycee_that_is_named_is_said_back(kb: KnowledgeBase) -> None:
    prompter, written = numbered(["1", "0350005R", "retour", "", "fin", ""])
    answers = Dialogue(kb, {}).run(prompter)
    assert (answers["academie"], answers["lycee"]) == (("rennes",), ("0350005R",))
    named = "Lycée hôtelier Jeanne et Paul Martin (Bourg-l'Évêque)."
    told = re.findall(rf"([^.]*): {re.escape(named)}", " ".join(" ".join(written).split()))
    assert [words.split(". ")[-1].strip() for words in told] == ["Lycée", BEFORE, "Lycée"]


def test_numbered_lines_are_plain(kb: KnowledgeBase) -> None:
    prompter, written = numbered(["1", "lyon", "fin", ""])
    Dialogue(kb, {}).run(prompter)
    assert all(len(line) <= 80 for line in written)
    assert not any(ord(char) < 32 or char in "─│┌┐└┘●○" for line in written for char in line)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2", [2]),
        ("2, 1", [2, 1]),
        ("1;2", [1, 2]),
        ("1 2", [1, 2]),
        ("1/2 & 3", [1, 2, 3]),
        ("1 et 2, puis 3", [1, 2, 3]),
        ("1.", [1]),
        ("(2)", [2]),
        ("n° 2 et no3", [2, 3]),
        ("1-3", [1, 2, 3]),
        ("3 à 1", [3, 2, 1]),
        ("²", []),
        ("٣", []),
        ("-1", []),
        ("1, stage", []),
        ("", []),
    ],
)
def test_numbers_as_people_write_them(typed: str, meant: list[int]) -> None:
    assert numbers(typed) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "orientaton",
            "«\u00a0orientaton\u00a0» n’est pas dans la liste\u00a0; le plus proche\u00a0: ",
        ),
        ("0", "«\u00a00\u00a0» n’est pas dans la liste. Tapez un numéro de 1 à 3, ou plusieurs."),
        ("1, 7", "«\u00a07\u00a0» n’est pas dans la liste."),
        ("stage, xyz", "«\u00a0xyz\u00a0» n’est pas dans la liste."),
        ("fin", "Cette réponse est indispensable."),
        ("?", "Cette réponse est indispensable."),
    ],
)
def test_what_is_not_in_the_list(kb: KnowledgeBase, typed: str, said: str) -> None:
    prompter, written = numbered([typed])
    with pytest.raises(EOFError):
        Dialogue(kb, {}).run(prompter)
    assert " ".join(written[written.index("3. Prendre confiance") + 3 :]).startswith(said)


def test_one_answer_where_one_is_possible(kb: KnowledgeBase) -> None:
    prompter, written = numbered(["2", "lyon", "1 2", "pro", "tle pro", "fin", ""])
    assert Dialogue(kb, {}).run(prompter)["niveau"] == ("terminale-pro",)
    assert "Une seule réponse est possible. Tapez un numéro de 1 à 3." in written
    several = " ou ".join(
        f"«\u00a0{name} professionnelle\u00a0»" for name in ("2de", "1re", "Terminale")
    ).replace(" ou ", ", ", 1)
    said = " ".join(written)
    assert (
        f"«\u00a0pro\u00a0» n’est pas dans la liste\u00a0; le plus proche\u00a0: {several}." in said
    )


def test_one_of_a_few_actions() -> None:
    actions = (("details", "Le détail"), ("message", "Le message"), ("quit", "Quitter"))
    prompter, written = numbered(["4", "²", "mess"])
    assert prompter.choose("Et maintenant ?", actions) == "message"
    assert (
        written[-2:] == ["Tapez un numéro de 1 à 3\u00a0; «\u00a0retour\u00a0» pour revenir."] * 2
    )
    assert numbered(["retour"])[0].choose("Et maintenant ?", actions) is Signal.BACK


def test_an_unexpected_fault_keeps_the_answers(kb: KnowledgeBase, tmp_path: Path) -> None:
    class Failing(Script):
        def ask(self, base: KnowledgeBase, turn: Turn, suggestion: Given | None) -> Reply:
            if turn.question.id == "academie":
                raise ZeroDivisionError
            return super().ask(base, turn, suggestion)

    state = tmp_path / "reprise.yaml"
    recorder = Recorder(prompter=Failing(FULL), state=state)
    with pytest.raises(ZeroDivisionError):
        recorder.run(kb, "recommend")
    assert "".join(recorder.err) == KEPT
    assert "  objectif: [stage]" in state.read_text(encoding="utf-8")


KEPT = "Dialogue interrompu\u00a0; vos réponses sont gardées. Pour reprendre\u00a0:\nmentorat recommend --reprendre\n"


def test_a_closed_terminal_keeps_the_answers(kb: KnowledgeBase, tmp_path: Path) -> None:
    state = tmp_path / "mentorat" / "reprise.yaml"
    prompter, _ = numbered(["2", "69"])
    assert Recorder(prompter=prompter, state=state).run(kb, "recommend", "--ase", "oui") == Run(
        130, "", KEPT
    )
    assert state.read_text(encoding="utf-8").splitlines()[2:] == [
        "base: 2026-11-23",
        "answers:",
        "  objectif: [stage]",
        "  academie: [lyon]",
        "  departement: ['69']",
    ]
    assert state.stat().st_mode & 0o077 == 0
    again, written = numbered(["fin", ""])
    result = Recorder(prompter=again, state=state).run(
        kb, "recommend", "--reprendre", "--format", "json"
    )
    assert (result.code, written[1]) == (0, "Quelle classe\u00a0?")
    assert not state.exists()


def test_nothing_to_resume(kb: KnowledgeBase, tmp_path: Path) -> None:
    result = Recorder(state=tmp_path / "reprise.yaml").run(kb, "recommend", "--reprendre")
    assert result == Run(
        2, "", "Aucun dialogue interrompu à reprendre. Pour commencer\u00a0: mentorat recommend\n"
    )


def test_a_state_folder_that_cannot_be_written_loses_nothing(
    kb: KnowledgeBase, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    prompter, _ = numbered(["2"])
    result = Recorder(prompter=prompter, state=tmp_path / "file" / "reprise.yaml").run(
        kb, "recommend"
    )
    assert result == Run(
        130, "", "Dialogue interrompu. Pour reprendre\u00a0:\nmentorat recommend --objectif stage\n"
    )


def test_options_come_before_the_file(kb: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "eleve.yaml"
    saved = Recorder().run(
        kb,
        "recommend",
        "--objectif",
        "stage",
        "--academie",
        "38",
        "--boursier",
        "?",
        "--ase",
        "oui",
        "--enregistrer",
        str(path),
    )
    assert saved.err == f"Écrit dans «\u00a0{path}\u00a0».\n"
    result = Recorder().run(
        kb, "recommend", "--profil", str(path), "--objectif", "orientation", "--format", "json"
    )
    assert json.loads(result.out)["answers"] == {
        "objectif": ["orientation"],
        "academie": "grenoble",
        "departement": "38",
        "boursier": None,
    }


def test_answers_of_an_older_base_still_load(kb: KnowledgeBase, tmp_path: Path) -> None:
    base = replace(
        kb,
        renames=(
            Rename(Id("objectif"), Id("but")),
            Rename(Id("objectif"), Id("pfmp-stage"), Id("stage")),
        ),
    )
    path = tmp_path / "ancien.yaml"
    path.write_text(
        "base: 2025-01-01\nanswers:\n  but: [pfmp-stage]\n  academie: [lyon]\n  loisir: [judo]\n  niveau: [cm2]\n",
        encoding="utf-8",
    )
    result = Recorder().run(base, "recommend", "--profil", str(path), "--format", "json")
    assert json.loads(result.out)["answers"] == {"objectif": ["stage"], "academie": "lyon"}
    assert result.err == (
        "Critère «\u00a0loisir\u00a0» inconnu. Réponse de ancien.yaml laissée de côté.\n"
        "La valeur «\u00a0cm2\u00a0» n’existe pas pour --niveau\u00a0; attendu\u00a0: seconde-pro, premiere-pro ou terminale-pro. "
        "Réponse de ancien.yaml laissée de côté.\n"
    )


def test_a_file_that_is_not_one_of_answers(kb: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "autre.yaml"
    path.write_text("reponses: {}\n", encoding="utf-8")
    expected = "autre.yaml:1:1: clé inconnue «\u00a0reponses\u00a0»\u00a0; attendu\u00a0: answers ou base\nautre.yaml:1:1: il manque la clé «\u00a0answers\u00a0»\n"
    assert Recorder().run(kb, "recommend", "--profil", str(path)) == Run(1, "", expected)
