"""Answers as a YAML file, and back; answers of an older base are migrated, never refused."""

from collections.abc import Mapping

from mentorat_cli.answers.refusals import Refusal
from mentorat_cli.answers.told import Told
from mentorat_cli.answers.typed import UNKNOWN, also_told, parse_answer, usable
from mentorat_cli.base.assembling import SCALARS
from mentorat_cli.base.reader import Invalid, Reader
from mentorat_cli.base.records import KnowledgeBase, SavedAnswers
from mentorat_cli.errors import DataError


def write_answers(base: KnowledgeBase, told: Told) -> str:
    """Return the answers that others may be told as a YAML file."""
    kept = told.for_others
    lines = [
        *([f"# {kept.notice}"] if kept.notice else []),
        (
            "# Réponses de «\u00a0mentorat recommend\u00a0»\u00a0; pour les relire\u00a0: "
            "mentorat recommend --profil CE-FICHIER"
        ),
        f"base: {base.checked_on}",
        "answers:",
    ]
    lines += [
        f"  {name}: [{', '.join(_quoted(value) for value in values or (UNKNOWN,))}]"
        for name, values in kept.items()
    ]
    return "\n".join(lines if kept else [*lines[:-1], "answers: {}"]) + "\n"


def read_answers(
    base: KnowledgeBase, text: str, name: str
) -> tuple[dict[str, tuple[str, ...]], list[Refusal]]:
    """Return the answers of a file, and why each one that is skipped cannot be used. Raises
    DataError if it is no such file.
    """
    reader = Reader(name, SCALARS)
    saved = reader.read(text, SavedAnswers)
    if isinstance(saved, Invalid) or reader.problems:
        raise DataError(reader.problems)
    answers, skipped = usable(base, _migrated(base, saved.answers), parse_answer)
    read = {name: saved.answers[name] for name in saved.answers if answers.get(name)}
    told = {**also_told(base, read), **answers}
    return {item: told[item] for item in base.question if item in told}, skipped


def _migrated(
    base: KnowledgeBase, saved: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    criteria = {
        str(item.before): str(item.criterion) for item in base.renames if item.value is None
    }
    values = {
        (str(item.criterion), str(item.before)): str(item.value)
        for item in base.renames
        if item.value is not None
    }
    renamed = {criteria.get(name, name): given for name, given in saved.items()}
    return {
        name: tuple(values.get((name, value), value) for value in given)
        for name, given in renamed.items()
    }


def _quoted(value: str) -> str:
    return f"'{value}'" if value.isdigit() else value
