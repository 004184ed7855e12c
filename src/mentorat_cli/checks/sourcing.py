"""How well what is stated is sourced."""

from collections.abc import Iterable, Iterator
from operator import itemgetter

from mentorat_cli.base import assembling
from mentorat_cli.base.reader import Pointer
from mentorat_cli.base.records import TO_COMPLETE, KnowledgeBase, Outcome, Source, Status, Tier
from mentorat_cli.checks.common import Fault, all_leaves
from mentorat_cli.typography import code, enumerate_french, unique

SOLID = (Tier.OFFICIEL, Tier.PARTENAIRE)
"""Tiers that can show that an entry runs; the press, other sites and the fiche cannot alone
(data/schemes.yaml, `status`).
"""


def tiers(base: KnowledgeBase) -> Iterator[Fault]:
    """An active entry has a source of an official body or of the partner itself."""
    for entry in base.entries:
        if entry.status is Status.ACTIF and not any(item.tier in SOLID for item in entry.sources):
            found = enumerate_french(sorted({str(item.tier) for item in entry.sources}))
            hint = (
                "trouvez une source officielle ou du partenaire, ou "
                f"mettez {code(Status.A_CONFIRMER)}"
            )
            yield ("entries", entry.id, "sources"), f"pour toute source : {found} ; {hint}"


def unwritten(base: KnowledgeBase) -> Iterator[Fault]:
    """An entry says all that it has to."""
    for entry in base.entries:
        for way in assembling.unwritten(entry):
            message = (
                f"ce texte dit encore {code(TO_COMPLETE)} ; remplacez-le : d'ici là, la fiche est "
                f"au mieux {code(Outcome.A_VERIFIER)}"
            )
            yield ("entries", entry.id, *way), message


def twice(base: KnowledgeBase) -> Iterator[Fault]:
    """An entry names a page, or a document that has no address, once."""
    for entry in base.entries:
        keys = [item.url or (item.title, item.date) for item in entry.sources]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                first = entry.sources[keys.index(key)]
                message = f"la même source que {code(first.id)} ; gardez-en une"
                yield ("entries", entry.id, "sources", index), message


def conditions(base: KnowledgeBase) -> Iterator[Fault]:
    """A condition names the source that states it."""
    for path, leaf in all_leaves(base):
        if not leaf.sources:
            yield (
                path,
                (
                    f"condition sans source ({leaf.criterion}) ; ajoutez source: "
                    "avec un id de sources, ou deduction"
                ),
            )


def addresses(base: KnowledgeBase) -> Iterator[Fault]:
    """Addresses are of secure pages; each address is named once."""
    for path, url in unique(_addresses(base), key=itemgetter(1)):
        if url.startswith("http:"):
            yield (
                path,
                "adresse sans https ; essayez la même en https://, et gardez-la si elle répond",
            )


def _addresses(base: KnowledgeBase) -> Iterator[tuple[Pointer, str]]:
    for academie in base.academies:
        yield ("academies", academie.id, "site"), academie.site
    for contact in base.contacts:
        yield ("contacts", contact.id, "url"), contact.url or ""
        yield ("contacts", contact.id, "source", "url"), contact.source.url or ""
    for entry in base.entries:
        yield from _sources(("entries", entry.id), entry.sources)
    for role in base.roles:
        yield from _sources(("roles", role.id), role.sources)
    for guide in base.guides:
        yield from _sources(("guides", guide.id), guide.sources)


def _sources(top: Pointer, sources: Iterable[Source]) -> Iterator[tuple[Pointer, str]]:
    for index, item in enumerate(sources):
        yield (*top, "sources", index, "url"), item.url or ""
