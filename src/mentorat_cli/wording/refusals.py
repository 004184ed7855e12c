"""Why something typed cannot be used, in one French sentence. Each face names a criterion its way:
an option, a question, a column.
"""

from collections.abc import Callable, Mapping

from mentorat_cli.answers.refusals import Refusal, Why
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.typography import clipped, code, enumerate_french, harmless

FEW = 24
"""Words beyond which what is expected is not listed."""
Name = Callable[[str], str]


def option(name: str) -> str:
    """Return how the command line names a criterion."""
    return f"--{name}"


def in_column(base: KnowledgeBase) -> Name:
    """Return how a table names a criterion: by the title of its column."""
    return lambda name: code(base.question[name].label)


def sentence(refusal: Refusal, name: Name = str) -> str:
    """Return why something cannot be used, and what can; `name` says a criterion."""
    return SENTENCES[refusal.why](refusal, name)


def hint(refusal: Refusal) -> str:
    """Return what was expected: the nearest words, else them all when they are few."""
    if refusal.nearest:
        return f"le plus proche\u00a0: {enumerate_french(refusal.nearest, 'ou')}"
    few = 0 < len(refusal.expected) <= FEW
    return f"attendu\u00a0: {enumerate_french(refusal.expected, 'ou')}" if few else ""


def _ended(text: str, refusal: Refusal) -> str:
    """Return the sentence that begins with `text` and ends with what was expected."""
    more = hint(refusal)
    return f"{text}\u00a0; {more}." if more else f"{text}."


def _given(refusal: Refusal) -> str:
    return code(clipped(refusal.given[0]))


def _nothing(refusal: Refusal, name: Name) -> str:
    return f"Une valeur manque après {name(refusal.about)}."


def _several(refusal: Refusal, name: Name) -> str:
    given = harmless(enumerate_french(refusal.given))
    return f"{name(refusal.about)} n’accepte qu’une réponse\u00a0; reçu\u00a0: {given}."


def _choice(refusal: Refusal, name: Name) -> str:
    """A sensitive answer is not quoted: nothing is given."""
    value = f"La valeur {_given(refusal)}" if refusal.given else "Cette valeur"
    where = f" pour {name(refusal.about)}" if refusal.about else ""
    return _ended(f"{value} n’existe pas{where}", refusal)


def _choices(refusal: Refusal, name: Name) -> str:
    may = enumerate_french(refusal.expected, "ou")
    return f"Pour {name(refusal.about)}, {_given(refusal)} peut désigner {may}\u00a0; précisez."


def _number(refusal: Refusal, name: Name) -> str:
    bounds = f"un nombre entier d’au moins {refusal.expected[0]}"
    if refusal.expected[1:]:
        bounds = f"un nombre entier de {' à '.join(refusal.expected)}, ou «\u00a0?\u00a0»"
    return (
        f"La valeur {_given(refusal)} ne convient pas à {name(refusal.about)}\u00a0; "
        f"attendu\u00a0: {bounds}."
    )


def _place(refusal: Refusal, name: Name) -> str:
    near = enumerate_french(refusal.nearest, "ou")
    nearest = f" Le plus proche\u00a0: {near}." if near else ""
    return (
        f"Académie {_given(refusal)} inconnue.{nearest} Donnez l’académie, le département "
        "(nom ou numéro), un code postal ou un chef-lieu."
    )


def _places(refusal: Refusal, name: Name) -> str:
    found = [f"{refusal.names[item]} ({item})" for item in refusal.expected]
    return (
        f"{_given(refusal)} peut désigner plusieurs académies\u00a0: "
        f"{enumerate_french(found, 'ou')}. Précisez l’académie, ou donnez le département."
    )


def _elsewhere(refusal: Refusal, name: Name) -> str:
    what, answered = refusal.given
    own = refusal.expected[0]
    return (
        f"{code(refusal.names[what])} est dans l’académie {refusal.names[own]} ({own}), "
        f"ce qui contredit {name('academie')} {answered}\u00a0; corrigez l’un des deux."
    )


def _criterion(refusal: Refusal, name: Name) -> str:
    return f"Critère {_given(refusal)} inconnu."


def _entry(refusal: Refusal, name: Name) -> str:
    more = hint(refusal) or "«\u00a0mentorat list\u00a0» les montre tous"
    return f"Aucun dispositif {_given(refusal)} dans la base\u00a0; {more}."


def _format(refusal: Refusal, name: Name) -> str:
    return _ended(f"Le format {_given(refusal)} n’existe pas ici", refusal)


def _ending(refusal: Refusal, name: Name) -> str:
    printed = (
        "\u00a0; pour imprimer ou faire un PDF, ouvrez le fichier .html dans un navigateur, "
        "puis imprimez"
    )
    return (
        f"Ici, aucun format n’écrit de fichier {_given(refusal)}\u00a0: terminez son nom par "
        f"{enumerate_french(refusal.expected, 'ou')}"
        f"{printed if '.html' in refusal.expected else ''}."
    )


def _command(refusal: Refusal, name: Name) -> str:
    return _ended(f"La commande {_given(refusal)} n’existe pas", refusal)


def _option(refusal: Refusal, name: Name) -> str:
    return _ended(f"L’option {_given(refusal)} n’existe pas", refusal)


def _before(refusal: Refusal, name: Name) -> str:
    return (
        f"L’option {_given(refusal)} n’existe pas ici\u00a0; celles d’une commande s’écrivent "
        f"après elle\u00a0: mentorat COMMANDE {clipped(harmless(refusal.given[0]))}."
    )


def _value(refusal: Refusal, name: Name) -> str:
    return f"L’option {_given(refusal)} demande une valeur\u00a0: {refusal.expected[0]}."


def _flag(refusal: Refusal, name: Name) -> str:
    return f"L’option {_given(refusal)} n’accepte pas de valeur\u00a0; écrivez-la seule."


def _argument(refusal: Refusal, name: Name) -> str:
    return f"Il manque {refusal.about}."


def _word(refusal: Refusal, name: Name) -> str:
    return "Un mot vide ne désigne rien."


def _extra(refusal: Refusal, name: Name) -> str:
    words = enumerate_french([code(word) for word in refusal.given])
    one = len(refusal.given) == 1
    return f"Le mot {words} est en trop." if one else f"Les mots {words} sont en trop."


def _dash(refusal: Refusal, name: Name) -> str:
    short = harmless(refusal.expected[0])
    return f"{_extra(refusal, name)} Une option commence par deux tirets courts\u00a0: {short}."


def _quotes(refusal: Refusal, name: Name) -> str:
    quoted = harmless(refusal.expected[0])
    return (
        f"{_extra(refusal, name)} Plusieurs mots pour une option s’écrivent "
        f"entre guillemets\u00a0: {quoted}."
    )


def _line(refusal: Refusal, name: Name) -> str:
    return "Cette ligne de commande n’est pas comprise."


SENTENCES: Mapping[Why, Callable[[Refusal, Name], str]] = {
    Why.NOTHING: _nothing,
    Why.SEVERAL: _several,
    Why.CHOICE: _choice,
    Why.CHOICES: _choices,
    Why.NUMBER: _number,
    Why.PLACE: _place,
    Why.PLACES: _places,
    Why.ELSEWHERE: _elsewhere,
    Why.CRITERION: _criterion,
    Why.ENTRY: _entry,
    Why.FORMAT: _format,
    Why.ENDING: _ending,
    Why.COMMAND: _command,
    Why.OPTION: _option,
    Why.BEFORE: _before,
    Why.VALUE: _value,
    Why.FLAG: _flag,
    Why.ARGUMENT: _argument,
    Why.WORD: _word,
    Why.EXTRA: _extra,
    Why.DASH: _dash,
    Why.QUOTES: _quotes,
    Why.LINE: _line,
}
