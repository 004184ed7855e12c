"""LibreOffice opens `--format tableur` in columns, with its accents: `python bench/tableur.py`.

`soffice` must be on the PATH (Debian: libreoffice-calc). Each table that is written for a
spreadsheet is opened as a French one does (semicolons; the mark says UTF-8), saved again with
commas, and must have the cells of `--format csv`. Exits with 1 when one differs.
"""

import csv
import io
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

CLASS = """repere;objectif;niveau
Élève 1;orientation;Tle pro
Zoé, groupe « B »;stage;2de pro
Noël;rien;1re pro
"""
COMMANDS = {
    "recommend --classe": ["recommend", "--classe", "{classe}", "--academie", "lyon"],
    "list": ["list"],
    "coverage": ["coverage"],
}
OPENED = "Text - txt - csv (StarCalc):59,34,76,1"
SAVED = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
"""Separator, quotes, UTF-8, from line 1; then cells as they are shown."""


def mentorat(arguments: list[str], form: str, path: Path) -> None:
    """Write the result of a command in a format; a class of which a row is not read ends with 1."""
    command = [sys.executable, "-m", "mentorat_cli", *arguments]
    subprocess.run(
        [*command, "--format", form, "--output", str(path), "--force"],
        check=False,
        stderr=subprocess.DEVNULL,
    )


def reopened(path: Path, work: Path) -> str:
    """Return a table as LibreOffice writes it after opening it."""
    profile = f"-env:UserInstallation=file://{work}/profile"
    command = ["soffice", profile, "--headless", f"--infilter={OPENED}", "--convert-to", SAVED]
    subprocess.run(
        [*command, "--outdir", str(work / "saved"), str(path)], check=True, capture_output=True
    )
    return (work / "saved" / path.name).read_text(encoding="utf-8")


def cells(text: str) -> list[list[str]]:
    """Return the rows of a table."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def main() -> int:
    """Print what LibreOffice makes of each table."""
    faults = 0
    with TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "classe.csv").write_text(CLASS, encoding="utf-8")
        for name, arguments in COMMANDS.items():
            given = [word.format(classe=work / "classe.csv") for word in arguments]
            for form in ("csv", "tableur"):
                mentorat(given, form, work / f"{form}.csv")
            wanted = cells((work / "csv.csv").read_text(encoding="utf-8"))
            found = cells(reopened(work / "tableur.csv", work))
            columns = sorted({len(row) for row in found})
            same = found == wanted
            faults += not same
            print(f"{name}: {len(found)} lignes, colonnes {columns}, {'ok' if same else 'DIFFÈRE'}")
            for ours, theirs in zip(wanted, found, strict=False):
                if ours != theirs:
                    print(f"  {ours}\n  {theirs}")
                    break
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
