"""`mentorat new`: a file to fill in, for a local scheme or for a class."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from mentorat_cli.answers.told import equivalent_command, tell
from mentorat_cli.answers.typed import parse_answer
from mentorat_cli.base.records import Answers, KnowledgeBase
from mentorat_cli.classroom.table import blank_table
from mentorat_cli.commands.common import send
from mentorat_cli.dialogue.loop import Dialogue
from mentorat_cli.dialogue.skeleton import identifier, next_question, reader, scheme_form, skeleton
from mentorat_cli.errors import ExitCode, UsageError
from mentorat_cli.typography import code, enumerate_french, french, harmless
from mentorat_cli.world.disk import refuse_existing
from mentorat_cli.world.screen import Shell

HELP = (
    "«\u00a0dispositif\u00a0» pose quelques questions, puis écrit une fiche YAML "
    "commentée, à compléter\u00a0; chaque réponse peut "
    "aussi être donnée en option. «\u00a0classe\u00a0» écrit un tableau vide pour "
    "un tableur, avec ce que chaque colonne accepte, "
    "sans les colonnes sensibles, sauf avec --avec-donnees-sensibles."
    "\n\nExemples\u00a0:\n  mentorat new dispositif mes-mentors.yaml\n "
    " mentorat new classe eleves.csv"
)


def run(
    base: KnowledgeBase,
    shell: Shell,
    *,
    typed: Mapping[str, Sequence[str]],
    what: str,
    path: Path,
    no_input: bool,
    accessible: bool,
    sensitive: bool,
    force: bool,
) -> int:
    """Run the command over a base."""
    asked = scheme_form(base)
    refuse_existing(path, force)
    if what == "classe":
        return new_class(base, shell, path, sensitive, force)
    if path.suffix not in (".yaml", ".yml"):
        raise UsageError(
            f"{code(str(path))}\u00a0: un dispositif s’écrit dans un fichier qui finit par .yaml."
        )
    known = parse(asked, typed)
    if shell.interactive and not no_input:
        dialogue = Dialogue(asked, known, turns=next_question)
        answers = shell.converse(dialogue, accessible, lambda told: resume(asked, path, told))
    else:
        answers = complete(asked, known)
    return new_scheme(base, shell, path, answers, force)


def _typed(path: Path) -> str:
    """Return a path as a command writes it."""
    return harmless(shlex.quote(str(path)))


def new_class(base: KnowledgeBase, shell: Shell, path: Path, sensitive: bool, force: bool) -> int:
    """Write a table without pupils, and say what to do with it."""
    send(shell, blank_table(base, sensitive), path, force)
    shell.complain(
        f"Écrivez une ligne par élève, puis\u00a0: mentorat recommend --classe {_typed(path)}"
    )
    return ExitCode.DONE


def new_scheme(base: KnowledgeBase, shell: Shell, path: Path, answers: Answers, force: bool) -> int:
    """Write the skeleton of an entry, and say what to do with it."""
    send(shell, skeleton(base, answers, shell.today()), path, force)
    file = _typed(path)
    shell.complain(f"Complétez-le, puis contrôlez-le\u00a0: mentorat check {file}")
    shell.complain(
        "Pour voir la fiche\u00a0: mentorat show "
        f"{identifier(base, answers['nom'][0])} --data {file}"
    )
    return ExitCode.DONE


def parse(asked: KnowledgeBase, typed: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the answers that options give. Raises UsageError."""
    return {name: _read(asked, name, words) for name, words in typed.items() if words}


def _read(asked: KnowledgeBase, name: str, words: Sequence[str]) -> tuple[str, ...]:
    read = reader(name)
    if read is None:
        return parse_answer(asked, asked.question[name], words)
    try:
        return (read(" ".join(words)),)
    except ValueError as error:
        raise UsageError(french(f"--{name} : {error}.")) from None


def resume(asked: KnowledgeBase, path: Path, answers: Answers) -> str:
    """Return what to say of a dialogue that is left: the command that goes on with its answers."""
    left = "Dialogue interrompu\u00a0; rien n’est écrit."
    known = {name: values for name, values in answers.items() if values}
    if not known:
        return left
    told = tell(asked, known, consent=True)
    command = equivalent_command(asked, told, f"new dispositif {_typed(path)}")
    return f"{left} Pour reprendre\u00a0:\n{command}"


def complete(asked: KnowledgeBase, answers: Answers) -> Answers:
    """Return `answers`. Raises UsageError when one that cannot be done without is missing."""
    missing = [
        f"--{question.id}"
        for question in asked.questions
        if question.required and not answers.get(question.id)
    ]
    if missing:
        example = (
            "mentorat new dispositif mes-mentors.yaml --nom 'Mes mentors' "
            "--academie lyon --objectif stage"
        )
        raise UsageError(f"Il manque {enumerate_french(missing)}. Par exemple\u00a0: {example}")
    return answers
