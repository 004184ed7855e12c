"""The list of entries."""

from collections.abc import Sequence

from mentorat_cli import wording
from mentorat_cli.base.records import Brief, Kind, KnowledgeBase, Status
from mentorat_cli.formats.document import (
    Block,
    Card,
    Document,
    Heading,
    Show,
    Span,
    Style,
    facts,
    paragraph,
    section,
)
from mentorat_cli.typography import capital, enumerate_french, plural
from mentorat_cli.wording.territories import ALL_FRANCE, territories


def list_page(
    base: KnowledgeBase, entries: Sequence[Brief], to_ask: bool = False, typed: bool = True
) -> Document:
    """Return the page that lists entries by kind, with the ids by which commands name them where
    these are `typed`; those `to_ask` were not seen where one looks.
    """
    count = f"{plural(len(entries), 'entrée')}."
    more = f" Pour la fiche de l’une d’elles{wording.COLON}mentorat show ID" if typed else ""
    blocks: list[Block] = [paragraph(count + more, Style.QUIET)]
    for kind, title in KIND_TITLES.items():
        rows = [_list_row(base, entry, to_ask, typed) for entry in entries if entry.kind is kind]
        blocks += section(title, rows)
    return Document("Dispositifs, associations et conventions", tuple(blocks))


KIND_TITLES = {
    Kind.DISPOSITIF_NATIONAL: "Dispositifs nationaux",
    Kind.DISPOSITIF_ACADEMIQUE: "Dispositifs académiques",
    Kind.ASSOCIATION: "Associations",
    Kind.CONVENTION: "Conventions nationales",
}


def _list_row(base: KnowledgeBase, entry: Brief, to_ask: bool, typed: bool) -> Block:
    names = territories(base, frozenset(entry.academies))
    where = enumerate_french(names)
    if to_ask:
        known = f"proposé dans {where}" if ALL_FRANCE in names else f"vu ailleurs ({where})"
        where = f"{known if names else 'lieux non connus'}\u00a0; à demander ici"
    rows = facts(
        [
            ("ID", (Span(entry.id, Style.CODE),) if typed else None),
            ("Sert à", wording.goals(base, entry)),
            ("Où", capital(where)),
            ("Ajouté par", wording.local_file(entry.origin)),
        ]
    )
    badge = (
        None
        if entry.status is Status.ACTIF
        else Span(wording.STATUSES[entry.status], Style.CAUTION)
    )
    return Card(Heading(3, entry.name, badge, Show(entry.id)), tuple(rows))
