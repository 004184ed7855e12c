"""A new local scheme: asked in any way, written so that the control has nothing to say."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import HERE, ROOT, TODAY, Recorder, Run
from mentorat_cli.base.assembling import SourceFile, assemble
from mentorat_cli.base.records import Answers, KnowledgeBase
from mentorat_cli.checks import control
from mentorat_cli.dialogue.interview import Turn
from mentorat_cli.dialogue.loop import Given, Reply, Signal
from mentorat_cli.dialogue.numbered import NumberedPrompter
from mentorat_cli.dialogue.skeleton import OPTIONAL, identifier, skeleton
from mentorat_cli.engine.matching import match_entry
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.typography import french

SHIPPED = [
    SourceFile(path.name, path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "data").glob("*.yaml"))
]
KB = SourceFile("base.yaml", (HERE / "kb" / "base.yaml").read_text(encoding="utf-8"))
WHOLE = {
    "nom": ('Mentors : « l\'Éco » du "Rhône"',),
    "kind": ("association",),
    "academie": ("lyon",),
    "presence": ("ferme",),
    "objectif": ("stage", "confiance"),
    "niveau": ("terminale-pro", "cap-2"),
    "porteur": ("l'association X",),
    "source": ("Page : X",),
    "source-adresse": ("https://x.example.org/a?b=1",),
    "source-date": ("2026-09",),
    "source-poids": ("partenaire",),
}


LEAST = {name: WHOLE[name] for name in ("nom", "academie", "objectif")}


def test_skeletons_have_no_problem(real: KnowledgeBase) -> None:
    """Over the shipped base, the control only says what is to be completed; opening the closed keys changes nothing to that."""
    cases: dict[str, Answers] = {
        "le-moins-possible": LEAST,
        "ne-sait-pas": {
            **LEAST,
            "niveau": (),
            "kind": (),
            "presence": (),
            "porteur": (),
            "source": (),
        },
        "partout": {**WHOLE, "presence": ("national",)},
        "peut-etre-ailleurs": {**WHOLE, "presence": ("ouvert",)},
        "tout": WHOLE,
        "une-adresse-sans-titre-est-laissee-de-cote": {**WHOLE, "source": ()},
        "ouvert": WHOLE,
    }
    texts = {
        name: skeleton(real, {**answers, "nom": (name,)}, TODAY) for name, answers in cases.items()
    }
    texts["ouvert"], opened = re.subn(
        rf"^    # ({'|'.join(OPTIONAL)}): ", r"    \1: ", texts["ouvert"], flags=re.MULTILINE
    )
    kept = (HERE / "since-1.0" / "squelette-base.yaml").read_text(encoding="utf-8")
    texts["de-1-0"] = kept.replace("2026-11-26", str(TODAY))
    local = [SourceFile(f"{name}.yaml", text, 1) for name, text in texts.items()]
    found = control.examine([*SHIPPED, *local], TODAY, {file.name for file in local}).problems
    unsourced = [name for name, text in texts.items() if text.count("À compléter") == 2]
    assert unsourced == ["le-moins-possible", "ne-sait-pas", "une-adresse-sans-titre-est-laissee-de-cote", "de-1-0"]  # fmt: skip
    assert Counter((item.at.file, item.rule) for item in found) == {
        (f"{name}.yaml", "fiche-a-completer"): 1 + (name in unsourced) for name in texts
    }
    entries = assemble([*SHIPPED, *local]).base.entry
    assert [entries[name].status for name in cases] == ["a-confirmer"] * len(cases)
    assert {str(dict(entries[name].goals)) for name in cases} == {"{'stage': 3, 'confiance': 2}"}
    assert [name for name in cases if entries[name].cost] == ["ouvert"]
    assert opened == len(OPTIONAL) - 1
    assert all(len(line) <= 140 for text in texts.values() for line in text.splitlines())


def test_a_whole_skeleton(kb: KnowledgeBase, snapshot: Callable[[str, str], None]) -> None:
    snapshot("dispositif.txt", skeleton(kb, WHOLE | {"niveau": ("terminale-pro",)}, TODAY))


@pytest.mark.parametrize(
    ("word", "elsewhere"),
    [("ferme", "ne-convient-pas"), ("ouvert", "a-verifier"), ("national", "a-verifier"), ("", "a-verifier")],
)  # fmt: skip
def test_the_three_words(kb: KnowledgeBase, word: str, elsewhere: str) -> None:
    """Completed and active, it fits in its académie; elsewhere it is refused where it acts « seulement ici », to be asked otherwise; and while it is to be completed, it never fits."""
    told = {**WHOLE, "niveau": ("terminale-pro",), "presence": (word,) if word else ()}
    text = skeleton(kb, told, TODAY).replace("status: a-confirmer", "status: actif")
    verdicts = {}
    for written in (text, text.replace("À compléter", "Complété")):
        base = assemble([KB, SourceFile("a.yaml", written, 1)]).base
        entry = base.entries[-1]
        for place in ("lyon", "rennes"):
            answers = {"objectif": ("stage",), "academie": (place,), "niveau": ("terminale-pro",)}
            found = match_entry(base, entry, possible_answers(base, answers))
            verdicts[written is text, place] = str(found.outcome)
    assert verdicts == {
        (True, "lyon"): "a-verifier",
        (True, "rennes"): elsewhere,
        (False, "lyon"): "convient",
        (False, "rennes"): elsewhere,
    }


@given(st.text(min_size=1), st.text())
def test_any_name_is_kept(kb: KnowledgeBase, name: str, runner: str) -> None:
    name, runner = french(name).strip(), french(runner).strip()
    if name:
        answers = {
            "nom": (name,),
            "academie": ("lyon",),
            "objectif": ("stage",),
            "porteur": (runner,) if runner else (),
        }
        text = skeleton(kb, answers, TODAY)
        (entry,) = assemble([SourceFile("a.yaml", text)]).base.entries
        assert entry.name == french(name)
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", entry.id)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Les Cordées", "les-cordees"),
        ("Cordées !", "cordees-2"),
        ("日本", "dispositif"),
        ("Œuvre", "oeuvre"),
        ("NULL", "null-2"),
    ],
)
def test_identifiers_are_new(kb: KnowledgeBase, name: str, expected: str) -> None:
    assert identifier(kb, name) == expected


# Asking --------------------------------------------------------------------------------------------------------------


class Script:
    """Answers by question; goes back once from the question called `back`."""

    def __init__(self, replies: dict[str, Sequence[str]], back: str = "") -> None:
        self.replies, self.back, self.asked = replies, back, list[str]()

    def ask(self, base: KnowledgeBase, turn: Turn, suggestion: Given | None) -> Reply:
        self.asked.append(str(turn.question.id))
        if turn.question.id == self.back:
            self.back = ""
            return Signal.BACK
        return Given(tuple(self.replies.get(turn.question.id, ())))

    def review(self, base: KnowledgeBase, answers: Answers, editable: Sequence[str]) -> str | None:
        return None


def new(base: KnowledgeBase, path: Path, *arguments: str, prompter: Any = None) -> Run:
    return Recorder(prompter=prompter).run(base, "new", "dispositif", str(path), *arguments)


def test_the_dialogue_asks_in_order_and_goes_back(kb: KnowledgeBase, tmp_path: Path) -> None:
    script = Script({**WHOLE, "niveau": ("terminale-pro",)}, back="objectif")
    path = tmp_path / "local.yaml"
    assert new(kb, path, "--nom", WHOLE["nom"][0], prompter=script).code == 0
    assert script.asked == [
        "kind", "academie", "presence", "objectif", "presence", "objectif", "niveau", "porteur", "source", "source-adresse", "source-date", "source-poids",
    ]  # fmt: skip
    assert path.read_text(encoding="utf-8") == skeleton(
        kb, WHOLE | {"niveau": ("terminale-pro",)}, TODAY
    )


def test_without_a_source_nothing_more_is_asked_about_it(kb: KnowledgeBase, tmp_path: Path) -> None:
    script = Script({name: WHOLE[name] for name in ("nom", "academie", "objectif")})
    assert new(kb, tmp_path / "local.yaml", prompter=script).code == 0
    assert script.asked == ["nom", "kind", "academie", "presence", "objectif", "niveau", "porteur", "source"]  # fmt: skip


def test_numbers_and_options_write_the_same(
    kb: KnowledgeBase, tmp_path: Path, snapshot: Callable[[str, str], None]
) -> None:
    typed = [
        "",
        "Mentors",
        "1",
        "69",
        "1",
        "2, 1",
        "1, 3",
        "une association",
        "Page X",
        "x.example.org",
        "https://x.example.org",
        "?",
        "2",
        "",
    ]
    said: list[str] = []
    replies = iter(typed)
    prompter = NumberedPrompter(said.append, lambda: next(replies) + "\n")
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    assert new(kb, first, prompter=prompter).code == 0
    options = [
        "--nom",
        "Mentors",
        "--academie",
        "69",
        "--presence",
        "ferme",
        "--objectif",
        "stage,orientation",
        "--niveau",
        "seconde-pro,terminale-pro",
    ]
    options += [
        "--porteur",
        "une association",
        "--source",
        "Page X",
        "--source-adresse",
        "https://x.example.org",
        "--source-poids",
        "partenaire",
    ]
    assert new(kb, second, *options, "--no-input").code == 0
    assert first.read_text(encoding="utf-8") == second.read_text(encoding="utf-8")
    snapshot("dialogue-dispositif.txt", "\n".join(said) + "\n")


def test_what_is_said_at_the_end(kb: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "mes mentors.yaml"
    assert new(kb, path, "--nom", "Cordées", "--academie", "lyon", "--objectif", "stage") == Run(
        0,
        "",
        f"Écrit dans «\u00a0{path}\u00a0».\n"
        f"Complétez-le, puis contrôlez-le\u00a0: mentorat check '{path}'\n"
        f"Pour voir la fiche\u00a0: mentorat show cordees-2 --data '{path}'\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["dispositif", "a.yaml"],
            "Il manque --nom, --academie et --objectif. Par exemple\u00a0: mentorat new dispositif mes-mentors.yaml --nom 'Mes mentors' --academie lyon --objectif stage\n",
        ),
        (
            ["dispositif", "a.txt"],
            "«\u00a0{folder}/a.txt\u00a0»\u00a0: un dispositif s’écrit dans un fichier qui finit par .yaml.\n",
        ),
        (
            ["dispositif", "a.yaml", "--source-adresse", "exemple"],
            "--source-adresse\u00a0: adresse «\u00a0exemple\u00a0»\u00a0: attendu «\u00a0https://…\u00a0», sans espace.\n",
        ),
        (
            ["dispositif", "a.yaml", "--source-date", "2026-13"],
            "--source-date\u00a0: date «\u00a02026-13\u00a0»\u00a0: attendu AAAA, AAAA-MM ou AAAA-MM-JJ.\n",
        ),
        (
            ["dispositf", "a.yaml"],
            "La valeur «\u00a0dispositf\u00a0» n’existe pas\u00a0; le plus proche\u00a0: dispositif. Voir «\u00a0mentorat new --help\u00a0».\n",
        ),
        (
            ["classe", "."],
            "«\u00a0{folder}\u00a0» est un dossier\u00a0; donnez un nom de fichier.\n",
        ),
    ],
    ids=[
        "rien ne bloque",
        "la fin du nom",
        "une adresse",
        "une date",
        "un autre mot",
        "un dossier",
    ],
)
def test_messages(kb: KnowledgeBase, tmp_path: Path, arguments: list[str], message: str) -> None:
    what, name, *options = arguments
    result = Recorder().run(kb, "new", what, str(tmp_path / name), *options)
    assert (result.code, result.out) == (2, "")
    assert result.err == message.format(folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_never_replaced_unasked_nor_asked_for_nothing(
    kb: KnowledgeBase, tmp_path: Path
) -> None:
    path = tmp_path / "local.yaml"
    path.write_text("à garder", encoding="utf-8")
    script = Script(dict(WHOLE))
    assert (new(kb, path, prompter=script).code, script.asked) == (2, [])
    assert path.read_text(encoding="utf-8") == "à garder"


def test_what_is_left_can_be_resumed(kb: KnowledgeBase, tmp_path: Path) -> None:
    lines = iter(["Mes mentors", "?", "lyon"])
    prompter = NumberedPrompter(lambda line: None, lambda: next(lines, "") or end())
    path = tmp_path / "local.yaml"
    assert new(kb, path, prompter=prompter) == Run(
        130,
        "",
        "Dialogue interrompu\u00a0; rien n’est écrit. Pour reprendre\u00a0:\n"
        f"mentorat new dispositif {path} --nom 'Mes mentors' --academie lyon\n",
    )


def end() -> str:
    raise EOFError


def test_ctrl_c_writes_nothing(kb: KnowledgeBase, tmp_path: Path) -> None:
    class Interrupting(Script):
        def ask(self, *_: Any) -> Reply:
            raise KeyboardInterrupt

    assert new(kb, tmp_path / "local.yaml", prompter=Interrupting({})) == Run(
        130, "", "Dialogue interrompu\u00a0; rien n’est écrit.\n"
    )
    assert list(tmp_path.iterdir()) == []
