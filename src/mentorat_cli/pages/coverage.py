"""What the base covers: a map of tiles, where to look for partners first, and the figures."""

from mentorat_cli import wording
from mentorat_cli.answers.typed import label
from mentorat_cli.base.records import Academie, KnowledgeBase
from mentorat_cli.engine.coverage import Count, Coverage, Gap, Lack, State, gaps
from mentorat_cli.engine.rules import GOAL
from mentorat_cli.formats.document import (
    Block,
    Command,
    Document,
    Facts,
    Inline,
    Span,
    Style,
    Table,
    Tile,
    Tiles,
    bullets,
    paragraph,
    section,
    span,
)
from mentorat_cli.typography import enumerate_french, plural

STATES = {
    State.NOTHING: Span("rien", Style.BAD),
    State.NATIONAL: Span("national", Style.BAD),
    State.DOUBTFUL: Span("à vérifier", Style.CAUTION),
    State.SURE: Span("local sûr", Style.GOOD),
}
LACKS = {
    Lack.NOTHING: "rien dans la base",
    Lack.NO_LOCAL: "rien de local",
    Lack.UNCONFIRMED_AND_STALE: "ce qui est local reste à confirmer et n’a pas de source récente",
    Lack.UNCONFIRMED: "ce qui est local reste à confirmer",
    Lack.STALE: "ce qui est local n’a pas de source récente",
    Lack.NEVER_BOTH: "rien de local n’est à la fois confirmé et récent",
}
FIGURES = {
    "confirmées": "confirmed",
    "à confirmer": "to_confirm",
    "locales": "local",
    "nationales": "national",
    "périmées": "stale",
}
"""Column → field of Count."""
SURE = f"sûre{wording.COLON}confirmée, avec une source récente"


def coverage_page(base: KnowledgeBase, coverage: Coverage, whole: bool = False) -> Document:
    """Return what the base covers, with the table of every académie and goal when `whole`."""
    found = gaps(coverage)
    blocks: list[Block] = [
        paragraph(_introduction(base, coverage), Style.QUIET),
        *section(
            "La carte",
            [
                _map(base, coverage),
                paragraph("Pour lire la carte\u00a0:", Style.QUIET),
                *_legend(base, coverage),
            ],
        ),
        *section(
            "Où chercher d’abord",
            [
                _gaps(base, coverage, found)
                if found
                else paragraph(f"Partout, une entrée locale est {SURE}.")
            ],
        ),
        *section("Combien d’entrées", [_figures(base, coverage)]),
        *section(
            "Par académie et par objectif",
            [_matrix(base, coverage)] if whole and _several(coverage) else [],
        ),
        *section("Pour avancer", _next(found, whole)),
    ]
    given = [
        wording.answer(base, name, values) for name, values in coverage.answers.items() if values
    ]
    return Document(
        "Ce que couvre la base" + (wording.COLON + ", ".join(given) if given else ""), tuple(blocks)
    )


def _introduction(base: KnowledgeBase, coverage: Coverage) -> str:
    checked = base.checked_on
    when = f", dont la dernière relue le {wording.day(checked)}" if checked else ""
    places = plural(len(base.academies), "académie ou territoire", "académies ou territoires")
    return (
        f"Base de {plural(len(base.entries), 'entrée')}{when}. Pour {places} et "
        f"{plural(len(coverage.goals), 'objectif')}."
    )


def _several(coverage: Coverage) -> bool:
    return len(coverage.goals) > 1


# The map


def _map(base: KnowledgeBase, coverage: Coverage) -> Tiles:
    tiles = []
    for item in base.academies:
        if item.tile:
            lines = (Span(_sum(coverage.total[item.id]), Style.QUIET), _verdict(coverage, item.id))
            tiles.append(Tile(item.tile.row, item.tile.column, str(item.name), lines))
    return Tiles("Carte des académies", tuple(tiles), tuple(_by_region(base, coverage)))


def _sum(count: Count) -> str:
    return f"{count.local} + {count.national}"


def _verdict(coverage: Coverage, academie: str) -> Span:
    """Return the last line of a tile: the state for one goal, for how many goals something is
    lacking for several.
    """
    if not _several(coverage):
        return STATES[coverage.total[academie].state]
    lacking = coverage.lacking(academie)
    few = Style.CAUTION if lacking * 2 <= len(coverage.goals) else Style.BAD
    return Span(plural(lacking, "manque"), few if lacking else Style.GOOD)


def _by_region(base: KnowledgeBase, coverage: Coverage) -> list[Block]:
    """Return the map as a list: the régions that hold several académies, then the other ones
    together.
    """
    blocks: list[Block] = []
    others = []
    for region in base.regions:
        members = [item for item in base.academies if item.region == region.id]
        if len(members) > 1:
            blocks += section(
                str(region.name),
                [Facts(tuple(_row(coverage, item, str(item.name)) for item in members))],
                level=3,
            )
        else:
            others += [
                _row(coverage, item, _with_region(item, str(region.name))) for item in members
            ]
    others += [
        _row(coverage, item, str(item.name)) for item in base.academies if item.region is None
    ]
    return blocks + section(
        "Autres académies et territoires", [Facts(tuple(others))] if others else [], level=3
    )


def _with_region(item: Academie, region: str) -> str:
    return str(item.name) if item.name == region else f"{item.name} ({region})"


def _row(coverage: Coverage, item: Academie, name: str) -> tuple[str, Inline]:
    count = coverage.total[item.id]
    numbers = (
        f"{plural(count.local, 'locale')}, {plural(count.national, 'nationale')}{wording.SEMICOLON}"
    )
    return name, (Span(numbers), _verdict(coverage, item.id))


def _legend(base: KnowledgeBase, coverage: Coverage) -> list[Block]:
    sample = base.academies[0]
    count = coverage.total[sample.id]
    numbers = (
        f"{plural(count.local, 'entrée locale', 'entrées locales')} et "
        f"{plural(count.national, 'nationale')} ({sample.name})"
    )
    lines: list[Inline] = [span(f"{_sum(count)}{wording.COLON}{numbers}.")]
    if _several(coverage):
        return bullets(
            [*lines, span(f"Un manque{wording.COLON}un objectif sans entrée locale sûre ({SURE}).")]
        )
    meanings = {
        State.SURE: f"au moins une entrée locale sûre ({SURE}).",
        State.DOUBTFUL: "des entrées locales, dont aucune n’est sûre.",
        State.NATIONAL: "rien de local, seulement des entrées nationales.",
        State.NOTHING: "rien dans la base.",
    }
    return bullets(
        [
            *lines,
            *((STATES[state], Span(f"{wording.COLON}{text}")) for state, text in meanings.items()),
        ]
    )


# The gaps


def _gaps(base: KnowledgeBase, coverage: Coverage, found: tuple[Gap, ...]) -> Table:
    goals = [[_goals(base, coverage, gap)] if _several(coverage) else [] for gap in found]
    rows = tuple(
        (*_gap(base, gap), *map(span, served)) for gap, served in zip(found, goals, strict=True)
    )
    header = ("Académies", "Ce qui manque", "Objectifs")
    return Table("Les lacunes, la plus grave d’abord", header[: len(rows[0])], rows)


def _gap(base: KnowledgeBase, gap: Gap) -> tuple[Inline, Inline]:
    names = enumerate_french([str(base.academie[item].name) for item in gap.academies])
    return span(names, Style.STRONG), span(lacking(gap))


def lacking(gap: Gap) -> str:
    """Return what is lacking, with what is left to fall back on."""
    if gap.lack is Lack.NOTHING:
        return LACKS[gap.lack]
    left = (
        f"au moins {plural(gap.national, 'nationale sûre', 'nationales sûres')}"
        if gap.national
        else "aucune nationale sûre"
    )
    return f"{LACKS[gap.lack]}{wording.SEMICOLON}{left}"


def _goals(base: KnowledgeBase, coverage: Coverage, gap: Gap) -> str:
    if gap.goals == coverage.goals:
        return "tous"
    return enumerate_french([label(base.question[GOAL], item) for item in gap.goals])


# The figures


def _figures(base: KnowledgeBase, coverage: Coverage) -> Table:
    rows = []
    for item in base.academies:
        numbers = [span(str(getattr(coverage.total[item.id], field))) for field in FIGURES.values()]
        rows.append((span(str(item.name)), *numbers))
    return Table(
        f"Périmée{wording.COLON}sans source de moins de trois années scolaires",
        ("Académie", *FIGURES),
        tuple(rows),
    )


def _matrix(base: KnowledgeBase, coverage: Coverage) -> Table:
    rows = []
    for item in base.academies:
        cells = [
            (STATES[cell.count.state], Span(f" {_sum(cell.count)}"))
            for cell in coverage.of(item.id)
        ]
        rows.append((span(str(item.name)), *cells))
    header = ("Académie", *(label(base.question[GOAL], goal) for goal in coverage.goals))
    return Table("L’état, puis le nombre d’entrées locales + nationales", header, tuple(rows))


def _next(found: tuple[Gap, ...], whole: bool) -> list[Block]:
    blocks: list[Block] = []
    if found:
        worst = next((gap for gap in found if gap.lack is not Lack.NOTHING), found[0])
        blocks += [
            paragraph("Pour savoir à qui demander s’il existe un partenaire\u00a0:"),
            Command(
                f"mentorat contacts --academie {worst.academies[0]} --objectif {worst.goals[0]}"
            ),
        ]
    if not whole:
        blocks += [
            paragraph("Le détail, une ligne par académie et par objectif\u00a0:"),
            Command("mentorat coverage --format csv"),
        ]
    return blocks
