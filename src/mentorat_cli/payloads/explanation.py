"""The verdict on one entry."""

from typing import Any

from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import Entry, KnowledgeBase
from mentorat_cli.engine.matching import match_entry
from mentorat_cli.engine.recommending import Recommendation
from mentorat_cli.payloads import VERSION
from mentorat_cli.payloads.catalogue import source
from mentorat_cli.payloads.recommendation import changes, expectations, presence
from mentorat_cli.wording import obstacles
from mentorat_cli.wording.doubts import reason_of


def explanation(base: KnowledgeBase, item: Entry, result: Recommendation[Told]) -> dict[str, Any]:
    """Return the verdict on one entry, with each condition and what would change it."""
    match = match_entry(base, item, result.possible)
    return {
        "version": VERSION,
        "withheld": result.answers.notice,
        "id": item.id,
        "name": item.name,
        "verdict": match.outcome,
        "conditions": [
            {
                "criterion": one.leaf.criterion,
                "verdict": one.verdict,
                "text": reason_of(base, match, one, result.answers),
                "sources": [
                    source(cited) for cited in item.sources if cited.id in one.leaf.sources
                ],
            }
            for one in dict.fromkeys(match.reasons)
        ],
        "expect": expectations(base, match),
        "presence": presence(base, match, result.answers),
        "blocking": [
            {"criterion": name, "text": text}
            for name, text in obstacles(base, match, result.answers)
        ],
        "missing": list(match.missing),
        "would_change": changes(base, item, result) if match.blocking else [],
    }
