"""What one may do with a result that is there, whatever shows it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.engine.ranking import CARDS
from mentorat_cli.engine.recommending import Recommendation

if TYPE_CHECKING:
    from mentorat_cli.formats.document import Document

PROMPT = "Et maintenant\u00a0?"
DETAIL, MESSAGE, FICHE, WHY = "detail", "message", "fiche", "pourquoi"
CHANGE, AGAIN, LEAVE = "changer", "recommencer", "quitter"
OPTIONS = (
    (DETAIL, "Lire le détail"),
    (MESSAGE, "Le message à envoyer"),
    (FICHE, "La fiche à imprimer"),
    (WHY, "Pourquoi cet ordre, et ce qui changerait"),
    (CHANGE, "Changer une réponse"),
    (AGAIN, "Recommencer pour un autre élève"),
    (LEAVE, "Quitter"),
)
"""What may be done, in order: its key, and how it is said."""
Look = Callable[[KnowledgeBase, Recommendation[Told], date], "Document"]


def _detail(base: KnowledgeBase, result: Recommendation[Told], today: date) -> "Document":
    from mentorat_cli.pages.recommendation import recommendation_page

    return recommendation_page(base, result, today, result.places)


def _message(base: KnowledgeBase, result: Recommendation[Told], today: date) -> "Document":
    from mentorat_cli.pages.contacts import messages_page

    return messages_page(
        base, [match.entry for match in result.recommended[:CARDS]], result.answers
    )


def _why(base: KnowledgeBase, result: Recommendation[Told], today: date) -> "Document":
    from mentorat_cli.pages.recommendation import order_page

    return order_page(base, result)


LOOKS: Mapping[object, Look] = {DETAIL: _detail, MESSAGE: _message, WHY: _why}
"""Pages that one may read of a result."""
