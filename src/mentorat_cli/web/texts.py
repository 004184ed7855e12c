"""The pages that are the same for everybody: the first one, accessibility, what is not there."""

from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.formats.document import Document, bullets, paragraph, section
from mentorat_cli.pages.recommendation import read_on
from mentorat_cli.web.frame import article, blocks, frame, heading, root
from mentorat_cli.web.values import Page, Response

TITLE = "Trouver un mentor pour un élève de lycée professionnel"
LEAD = (
    "Quelques questions, et vous savez qui appeler demain matin, à quel numéro ou sur quel "
    "formulaire, et quoi dire."
)
GOOD = (
    "Une page A4 à imprimer, un message prêt à envoyer, et qui voir d’abord dans le lycée.",
    "Ce qui est sûr, ce qui reste à vérifier, et avec qui\u00a0; les sources et leurs dates.",
    "«\u00a0Je ne sais pas\u00a0» est une réponse, et le résultat se voit à tout moment.",
)
ELSE = (
    ("classe", "Pour toute une classe", "Un tableau collé, un plan et une fiche par élève."),
    ("contacts", "Qui contacter près de mon lycée", "Sans répondre aux questions."),
    ("dispositifs", "Tous les dispositifs", "Ce que la base connaît, par académie ou par besoin."),
    ("lycee", "Mon lycée", "Dire une fois ce qui vaut pour tous ses élèves."),
    ("demarche", "Monter une action", "Étape par étape, en protégeant les élèves."),
)


def first_page(base: KnowledgeBase, path: str) -> Page:
    """Return what the site does, in ten seconds."""
    home = root(path)
    others = "\n".join(
        f'<li><a href="{home}{place}">{name}<small>{text}</small></a></li>'
        for place, name, text in ELSE
    )
    main = (
        f'{heading(TITLE)}\n<p class="lead">{LEAD}</p>\n'
        f'<p class="actions"><a class="main" href="{home}recommander">Commencer</a></p>\n'
        f'{blocks(*bullets(GOOD))}\n<section class="menu">\n<h2>Ou bien</h2>\n<ul>\n{others}\n'
        f'</ul>\n</section>\n<p class="quiet">{read_on(base)}</p>'
    )
    return Page(TITLE, main)


def access_page() -> Page:
    """Return what is known of who can use the site, and what is not."""
    return Page(ACCESS.title, article(ACCESS))


def absent_page(path: str) -> Page:
    """Return what to say where there is no page."""
    title = "Cette page n’existe pas"
    home = root(path)
    main = (
        f'{heading(title)}\n<p>L’adresse est peut-être incomplète. <a href="{home}">Revenir à la '
        f'première page</a>, ou <a href="{home}dispositifs">voir tous les dispositifs</a>.</p>'
    )
    return Page(title, main, status=404)


FAILURES = {
    405: ("Demande refusée", "Cette page se lit ou s’envoie, rien d’autre."),
    413: ("Demande trop longue", "Collez un tableau plus court."),
    421: ("Adresse refusée", "Ce site ne répond pas sous ce nom."),
    500: ("Erreur inattendue", "La page n’a pas pu être faite\u00a0; merci de le signaler."),
}
"""What a server says instead of a page, by its status."""


def failure(status: int) -> Response:
    """Return what to say when there is no page to give."""
    title, text = FAILURES[status]
    return Response(status, title, frame("/", title, f"{heading(title)}\n<p>{text}</p>"))


ACCESS = Document(
    "Accessibilité",
    (
        paragraph(
            "Ce site vise le référentiel général d’amélioration de l’accessibilité (RGAA 4.1). Il "
            "n’a pas été audité par un tiers\u00a0: il ne peut pas se dire conforme."
        ),
        *section(
            "Ce qui est vérifié à chaque version",
            bullets(
                (
                    "Les pages passent sans faute l’outil axe, et leur code est du HTML valide.",
                    "Tout se fait au clavier seul, de la première question à la fiche.",
                    "Rien ne déborde dans une fenêtre de 360 pixels de large, ce qui vaut aussi "
                    "pour un agrandissement de 200\u00a0%.",
                    "Chaque champ a son étiquette\u00a0; une erreur est dite dans le titre de la "
                    "page, à côté de son champ, et avec des mots.",
                    "Aucun script n’est nécessaire, sauf dans le fichier qui s’ouvre sans serveur.",
                )
            ),
        ),
        *section(
            "Ce qui ne l’est pas",
            bullets(
                (
                    "Aucun essai avec une personne qui utilise un lecteur d’écran n’a eu lieu.",
                    "Les sites des organismes vers lesquels les pages mènent ne dépendent pas de "
                    "nous.",
                )
            ),
        ),
        paragraph(
            "Si quelque chose vous arrête, dites-le au service qui vous a donné cette adresse ou "
            "ce fichier\u00a0; au téléphone, les contacts de chaque page répondent aussi."
        ),
    ),
)
