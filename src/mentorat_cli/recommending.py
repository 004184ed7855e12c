"""The answer to a situation: what to propose, in order, and what could still change it."""

from msgspec import Struct

from mentorat_cli.matching import Match, is_recommended, match_entry, rank_key
from mentorat_cli.models import Answers, KnowledgeBase
from mentorat_cli.relevance import SHOWN, open_questions
from mentorat_cli.situation import possible_answers


class Recommendation(Struct, frozen=True):
    """Entries that fit or may fit, ranked, and the others; `open_questions` can still change the first ones."""

    answers: Answers
    recommended: tuple[Match, ...]
    rejected: tuple[Match, ...]
    open_questions: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """True when no other answer can change the first recommendations or their order."""
        return not self.open_questions


def recommend(base: KnowledgeBase, answers: Answers, places: int = SHOWN) -> Recommendation:
    """Return the entries that fit, ranked, and those that do not, the nearest to fitting first."""
    possible = possible_answers(base, answers)
    matches = [match_entry(base, entry, possible) for entry in base.entries]
    ranked = sorted(matches, key=lambda item: rank_key(base, item, answers, possible))
    return Recommendation(
        answers,
        tuple(item for item in ranked if is_recommended(item)),
        tuple(item for item in ranked if not is_recommended(item)),
        tuple(open_questions(base, answers, possible, places)),
    )
