"""Where the base comes from: the shipped folder."""

from mentorat_cli import checks, knowledge
from mentorat_cli.errors import DataError
from mentorat_cli.models import KnowledgeBase


def load_shipped() -> KnowledgeBase:
    """Return the shipped base. Raises DataError with all its problems."""
    loaded = knowledge.load(knowledge.data_directory())
    problems = checks.problems(loaded)
    if problems:
        raise DataError(problems)
    return loaded.base
