"""What stands around every page: the way to the others, the style, what one must know."""

from html import escape

from mentorat_cli.formats import html
from mentorat_cli.formats.document import Block, Document
from mentorat_cli.web.style import STYLE

NAME = "mentorat"
PLACES = (
    ("recommander", "Trouver un dispositif"),
    ("classe", "Pour une classe"),
    ("dispositifs", "Tous les dispositifs"),
    ("contacts", "Qui contacter"),
    ("lycee", "Mon lycée"),
)
"""Where the head of a page leads."""
END = (("demarche", "Monter une action"), ("accessibilite", "Accessibilité"))
"""Where its foot does."""
KEPT = (
    "Rien n’est gardé\u00a0: ni compte, ni cookie, ni nom d’élève. Sur un ordinateur partagé, "
    "fermez cette fenêtre quand vous avez fini\u00a0: vos réponses disparaissent avec elle."
)
OURS = (
    "Ce n’est pas un site de l’administration. Un mentor ne promet ni place ni emploi, et cet "
    "outil non plus."
)


def root(path: str) -> str:
    """Return the way from a page to the first one: pages may lie in any folder."""
    return "../" * (path.count("/") - 1) or "./"


def itself(path: str) -> str:
    """Return the way from a page to itself, without what its address may hold."""
    return path.rpartition("/")[2] or "./"


def frame(path: str, title: str, main: str) -> str:
    """Return a whole page around what it says."""
    home = root(path)
    inside = (
        '<a class="skip" href="#contenu">Aller au contenu</a>\n'
        f'<header class="head">\n<a class="name" href="{home}">{NAME}</a>\n'
        f'<nav aria-label="Rubriques">\n{_list(path, PLACES)}\n</nav>\n</header>\n'
        f'<main id="contenu">\n{main}\n</main>\n'
        f'<footer class="foot">\n<p>{KEPT}</p>\n<p>{OURS}</p>\n{_list(path, END)}\n</footer>'
    )
    return html.page(f"{title} – {NAME}", STYLE, inside)


def _list(path: str, places: tuple[tuple[str, str], ...]) -> str:
    home, here = root(path), path.split("/")[1]
    items = (
        f'<li><a href="{home}{place}"{_current(place == here)}>{text}</a></li>'
        for place, text in places
    )
    return f"<ul>{''.join(items)}</ul>"


def _current(here: bool) -> str:
    return ' aria-current="page"' if here else ""


def heading(text: str) -> str:
    """Return the title of a page, where who opens it begins to read."""
    return f'<h1 tabindex="-1" autofocus>{escape(text)}</h1>'


def article(document: Document, before: str = "", after: str = "") -> str:
    """Return a document under its title, between what else the page shows."""
    parts = (heading(document.title), before, html.body(document.blocks), after)
    return "\n".join(part for part in parts if part)


def blocks(*shown: Block) -> str:
    """Return a few blocks."""
    return html.body(shown)
