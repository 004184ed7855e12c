"""Draw docs/architecture.svg: the rooms of the program, from the layer line of docs/architecture.md.

`python -m pytest tests/test_docs.py --rewrite` writes it.
"""

from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).with_suffix(".md")
ROOMS = {
    "__main__": ("Le départ", "flux, signaux, dernier mot"),
    "line": ("La ligne", "lit la commande et ses options"),
    "commands": ("Les commandes", "une par fichier, une table"),
    "world": ("Le monde", "fichiers, écran, dossiers, navigateur"),
    "web": ("La page locale", "les mêmes pages dans un navigateur"),
    "pages": ("Les pages", "ce que l’on montre, une valeur"),
    "dialogue": ("Le dialogue", "quelle question, avec quelles touches"),
    "checks": ("Les contrôles", "ce qui cloche dans la base"),
    "payloads": ("Le JSON", "des valeurs simples"),
    "formats": ("Les formats", "texte, html, csv… sans décider"),
    "classroom": ("La classe", "le tableau, la synthèse"),
    "wording": ("Les mots", "les phrases en français"),
    "engine": ("La décision", "règles, classement, contacts"),
    "answers": ("Les réponses", "lieux, classes, ce qui se dit"),
    "base": ("La base", "des fichiers YAML aux fiches"),
    "typography": ("La typographie", "espaces, listes, pluriels"),
    "errors": ("Les erreurs", "et leurs codes de sortie"),
}
"""Room → what it is called, and what it does."""
OUTSIDE = ("__main__", "line", "commands", "world", "dialogue")
"""Rooms, or some of their modules, that touch the world."""
WIDTH, LEFT, TOP, ROW, GAP = 840, 24, 64, 62, 12
STYLE = """
  text { font: 15px system-ui, sans-serif; fill: #1b1b22 }
  .id { font: 12px ui-monospace, monospace; fill: #4a4a57 }
  .does, .note { font-size: 13px; fill: #4a4a57 }
  .name { font-weight: 600 }
  rect { fill: #fff; stroke: #1f3d8a; stroke-width: 1.5 }
  .outside { stroke: #9a5b00; stroke-dasharray: 6 3 }
  .ground { fill: #f4f5f9; stroke: none }
  path { fill: none; stroke: #4a4a57; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e8e8f0 } .id, .does, .note { fill: #b4b4c4 }
    rect { fill: #1d2130; stroke: #8fa8f0 } .outside { stroke: #e0a458 } .ground { fill: #12141c }
    path { stroke: #b4b4c4 }
  }
"""


def layers() -> list[list[str]]:
    """Return the rooms of each layer, the highest first, as the page tells them."""
    line = next(row for row in PAGE.read_text("utf-8").splitlines() if row.startswith("__main__ |"))
    return [[room.strip() for room in layer.split(":")] for layer in line.split("|")]


def drawing() -> str:
    """Return the rooms as SVG, a row for each layer."""
    rows = layers()
    height = TOP + len(rows) * ROW + 12
    told = " ; ".join(", ".join(ROOMS[room][0].lower() for room in row) for row in rows)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="titre detail">',
            '<title id="titre">Les pièces du programme</title>',
            f'<desc id="detail">De haut en bas, chacune n’importe que celles d’en dessous : {told}.</desc>',
            f"<style>{STYLE}</style>",
            f'<rect class="ground" width="{WIDTH}" height="{height}"/>',
            *_legend(),
            *(piece for depth, row in enumerate(rows) for piece in _row(depth, row)),
            "</svg>\n",
        ]
    )


def _legend() -> Iterator[str]:
    yield f'<rect class="outside" x="{LEFT}" y="18" width="26" height="16" rx="4"/>'
    yield f'<text class="note" x="{LEFT + 36}" y="31">touche au monde</text>'
    yield f'<rect x="{LEFT + 166}" y="18" width="26" height="16" rx="4"/>'
    yield f'<text class="note" x="{LEFT + 202}" y="31">des valeurs, aucun effet</text>'
    yield f'<path d="M{LEFT + 392} 16v18m-5 -6 5 6 5 -6"/>'
    yield f'<text class="note" x="{LEFT + 408}" y="31">chaque étage peut utiliser ceux d’en dessous</text>'


def _row(depth: int, row: list[str]) -> Iterator[str]:
    wide = (WIDTH - 2 * LEFT - GAP * (len(row) - 1)) / len(row)
    y = TOP + depth * ROW
    for place, room in enumerate(row):
        x = LEFT + place * (wide + GAP)
        name, does = ROOMS[room]
        kind = ' class="outside"' if room in OUTSIDE else ""
        yield f'<rect{kind} x="{x:g}" y="{y}" width="{wide:g}" height="{ROW - GAP}" rx="6"/>'
        yield f'<text class="name" x="{x + 14:g}" y="{y + 21}">{name}</text>'
        yield f'<text class="id" x="{x + wide - 14:g}" y="{y + 21}" text-anchor="end">{room}</text>'
        yield f'<text class="does" x="{x + 14:g}" y="{y + 40}">{does}</text>'
