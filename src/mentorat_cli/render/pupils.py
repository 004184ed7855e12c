"""A class as one line per pupil, for a spreadsheet or a program: written as it is read, whatever its size."""

from collections.abc import Iterable, Iterator

from mentorat_cli.batch import Decided, Wording
from mentorat_cli.render.csv import harmless

BLOCK = 1000
"""Rows written together."""


def csv_wording(limit: int) -> Wording:
    """Return how CSV writes entries: two cells for each, empty ones up to `limit`."""
    return Wording(
        lambda identifier, outcome: f",{identifier},{outcome}",
        lambda entries: "".join(entries) + ",," * (limit - len(entries)),
    )


def csv_blocks(decided: Iterable[Decided], limit: int, repere: int | None) -> Iterator[str]:
    """Yield the lines of a CSV file, after its header; `repere` is the column that names pupils."""
    names = [f",recommandation-{number},verdict-{number}" for number in range(1, limit + 1)]
    block = [f"ligne,repere,convient,a-verifier{''.join(names)},erreur\n"]
    for line, cells, fits, to_check, first, problem in decided:
        called = cells[repere] if repere is not None and cells else ""
        if not called.isalnum():
            called = cell(called)
        if problem:
            block.append(f"{line},{called},,{first},{cell(problem)}\n")
        else:
            block.append(f"{line},{called},{fits},{to_check}{first},\n")
        if len(block) >= BLOCK:
            yield "".join(block)
            block.clear()
    yield "".join(block)


def cell(text: str) -> str:
    """Return a cell of CSV: never a formula, quoted where it must be."""
    text = harmless(text)
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text
