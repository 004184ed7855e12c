"""A question is declared in one place."""

from pathlib import Path

from conftest import HERE, Recorder
from mentorat_cli.world import library


def test_a_new_question_is_an_option_a_prompt_and_a_control(tmp_path: Path) -> None:
    text = (HERE / "kb" / "base.yaml").read_text(encoding="utf-8")
    question = (
        "  - {id: sport, type: choice, label: Sport, prompt: Quel sport ?, band: 3, changes: never, sentence: 'le sport est {values}',\n"
        "     choices: [{id: judo, label: le judo}, {id: voile, label: la voile}]}\n"
    )
    text = text.replace("\nregions:", question + "\nregions:", 1).replace(
        "{lycee-encorde: [oui], source: o}", "{sport: [judo], source: o}", 1
    )
    (tmp_path / "base.yaml").write_text(text, encoding="utf-8")
    base = library.load(tmp_path).base
    arguments = (
        "recommend",
        "--objectif",
        "orientation",
        "--academie",
        "rennes",
        "--niveau",
        "terminale-pro",
    )
    assert (
        "À vérifier\u00a0: le sport est le judo"
        in Recorder().run(base, *arguments, "--details").out
    )
    assert (
        "Sport\u00a0: le judo"
        in Recorder().run(base, *arguments, "--sport", "Judo", "--details").out
    )
    refused = Recorder().run(base, *arguments, "--sport", "jodo").err
    assert (
        refused
        == "La valeur «\u00a0jodo\u00a0» n’existe pas pour --sport\u00a0; attendu\u00a0: judo ou voile.\n"
    )
