"""Why something typed cannot be used, in one French sentence. Each face names a criterion its way:
an option, a question, a column.
"""

from collections.abc import Callable, Mapping, Sequence

from mentorat_cli.answers.refusals import Refusal, Why
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.typography import capital, clipped, code, enumerate_french, harmless, plural

FEW = 24
"""Words beyond which what is expected is not listed."""
TOLD = 6
"""Lycées of one name that are told; beyond, they are counted."""
Naming = Callable[[str], str]
SENTENCES: Mapping[Why, str] = {
    "nothing": "Une valeur manque après {about}.",
    "several": "{about} n’accepte qu’une réponse\u00a0; reçu\u00a0: {words}.",
    "choice": "{value} n’existe pas{where}{hint}.",
    "choices": "Pour {about}, {given} peut désigner {expected}\u00a0; précisez.",
    "number": "{value} ne convient pas à {about}\u00a0; attendu\u00a0: {number}.",
    "place": (
        "Lieu {given} inconnu.{near} Donnez l’académie, le département (nom ou numéro), un code "
        "postal, une ville, ou le lycée (nom ou code UAI)."
    ),
    "places": (
        "{given} peut désigner plusieurs académies\u00a0: {named}. Précisez "
        "l’académie, ou donnez le département."
    ),
    "lycees": (
        "{given} peut désigner plusieurs lieux\u00a0: {several}. Ajoutez la ville ou le code "
        "postal, ou donnez le code UAI."
    ),
    "unlisted": (
        "La liste des lycées n’a pas {given}\u00a0: seuls comptent l’académie et le "
        "département.{near}"
    ),
    "elsewhere": (
        "{what} est dans l’académie {named}, ce qui contredit {academie} "
        "{answered}\u00a0; corrigez l’un des deux."
    ),
    "criterion": "Critère {given} inconnu.",
    "entry": "Aucun dispositif {given} dans la base{listed}.",
    "format": "Le format {given} n’existe pas ici{hint}.",
    "ending": (
        "Ici, aucun format n’écrit de fichier {given}\u00a0: terminez son nom par "
        "{expected}{printed}."
    ),
    "command": "La commande {given} n’existe pas{hint}.",
    "option": "L’option {given} n’existe pas{hint}.",
    "before": (
        "L’option {given} n’existe pas ici\u00a0; celles d’une commande s’écrivent "
        "après elle\u00a0: mentorat COMMANDE {words}."
    ),
    "value": "L’option {given} demande une valeur\u00a0: {expected}.",
    "flag": "L’option {given} n’accepte pas de valeur\u00a0; écrivez-la seule.",
    "argument": "Il manque {expected}.",
    "word": "Un mot vide ne désigne rien.",
    "extra": "{extra} en trop.",
    "dash": "{extra} en trop. Une option commence par deux tirets courts\u00a0: {expected}.",
    "quotes": (
        "{extra} en trop. Plusieurs mots pour une option s’écrivent "
        "entre guillemets\u00a0: {expected}."
    ),
    "line": "Cette ligne de commande n’est pas comprise.",
}
_PRINT = (
    "\u00a0; pour imprimer ou faire un PDF\u00a0: --output fiche.html, puis imprimez depuis le "
    "navigateur"
)


def option(name: str) -> str:
    """Return how the command line names a criterion."""
    return f"--{name}"


def in_column(base: KnowledgeBase) -> Naming:
    """Return how a table names a criterion: by the title of its column."""
    return lambda name: code(base.question[name].label)


def sentence(refusal: Refusal, name: Naming = str) -> str:
    """Return why something cannot be used, and what can; `name` says a criterion."""
    given, about = (*refusal.given, "", "")[:2], name(refusal.about) if refusal.about else ""
    quoted, near = code(clipped(given[0])), _near(refusal)
    hint = f"\u00a0; {near}" if near else ""
    return SENTENCES[refusal.why].format(
        about=about,
        where=f" pour {about}" if about else "",
        given=quoted,
        # A sensitive answer is not quoted: nothing is given.
        value=f"La valeur {quoted}" if refusal.given else "Cette valeur",
        words=harmless(clipped(enumerate_french(refusal.given))),
        extra=_too_many(refusal.given),
        expected=harmless(enumerate_french(refusal.expected, "ou")),
        number=_number(refusal.expected),
        hint=hint,
        near=f" {capital(near)}." if near else "",
        listed=hint or "\u00a0; «\u00a0mentorat list\u00a0» les montre tous",
        printed=_PRINT if ".html" in refusal.expected else "",
        named=enumerate_french(
            [f"{refusal.names.get(item, item)} ({item})" for item in refusal.expected], "ou"
        ),
        several=_several(refusal),
        what=code(refusal.names.get(given[0], given[0])),
        answered=given[1],
        academie=name("academie") if refusal.why == "elsewhere" else "",
    )


def _several(refusal: Refusal) -> str:
    """Return the first lycées of several, and how many others there are."""
    found = [f"{refusal.names.get(item, item)} ({item})" for item in refusal.expected[:TOLD]]
    more = len(refusal.expected) - len(found)
    rest = [plural(more, "autre", "autres")] if more else []
    return enumerate_french([*found, *rest], "et" if more else "ou")


def _near(refusal: Refusal) -> str:
    """Return what was expected: the nearest words, else them all when they are few."""
    if refusal.nearest:
        return f"le plus proche\u00a0: {enumerate_french(refusal.nearest, 'ou')}"
    few = 0 < len(refusal.expected) <= FEW
    return f"attendu\u00a0: {enumerate_french(refusal.expected, 'ou')}" if few else ""


def _number(bounds: Sequence[str]) -> str:
    if len(bounds) == 1:
        return f"un nombre entier d’au moins {bounds[0]}"
    return f"un nombre entier de {' à '.join(bounds)}, ou «\u00a0?\u00a0»"


def _too_many(words: Sequence[str]) -> str:
    quoted = enumerate_french([code(word) for word in words])
    return f"Le mot {quoted} est" if len(words) == 1 else f"Les mots {quoted} sont"
