"""The JSON that docs/reference.md tells, as plain values: keys may be added, never renamed. Each
module mirrors a page.
"""

from typing import Any

from mentorat_cli.base.records import KnowledgeBase

VERSION = 1


def consulted(base: KnowledgeBase) -> dict[str, Any]:
    """Return which base answers: how many entries it has, the day it was last read again."""
    return {"entries": len(base.entries), "checked_on": str(base.checked_on or "")}
