"""What each record and each key of the YAML files means, in French: what editors show while one
types.

The heads of `data/*.yaml` are a digest of it. A test asks for one line per key of `models.py`, no
more and no less.
"""

from collections.abc import Mapping
from typing import Any

from mentorat_cli.base.records import (
    Academie,
    Ambiguous,
    Choice,
    Contact,
    Department,
    Entry,
    Example,
    Guide,
    HumanCheck,
    Interval,
    Lycee,
    Place,
    PostalCode,
    Question,
    Records,
    Region,
    Rename,
    Role,
    Source,
    Statement,
    Step,
    Tile,
)

EXTENDS = (
    "L'identifiant d'une fiche de la base à compléter : elle garde tout ce qui n'est pas redit ici."
)
"""What the key `extends` means, in every record that may have it."""

CITED = "Les id des sources qui le disent (voir sources)."

RULE: Mapping[str, str] = {
    "all": "Toutes ces conditions.",
    "any": "Une de ces conditions au moins.",
    "none": "Aucune de ces conditions.",
    "at_least": "Au moins un certain nombre de ces conditions.",
    "count": "Combien de conditions au moins.",
    "of": "Les conditions.",
    "source": (
        "Les id des sources qui posent cette condition, ou deduction "
        "quand c'est un choix de la base."
    ),
}
"""Key of a rule → what it means; the criteria have the label of their question."""

MEANINGS: Mapping[Any, Mapping[str, str]] = {
    Records: {
        "": (
            "Un fichier de la base de mentorat : une ou plusieurs de ces "
            "listes, dans l'ordre que l'on veut."
        ),
        "questions": "Les questions, donc les critères des règles.",
        "regions": "Les régions académiques.",
        "academies": "Les académies, et les services d'outre-mer.",
        "ambiguous": (
            "Ce que l'on peut taper et qui désigne plusieurs académies : il faut alors demander."
        ),
        "postal_codes": "Les codes postaux qui ne commencent pas par leur département.",
        "lycees": "Les lycées que nomment des règles.",
        "roles": "Les interlocuteurs : qui ils sont, à quoi ils servent.",
        "contacts": "Les adresses publiées des interlocuteurs.",
        "entries": "Les dispositifs, les associations et les conventions.",
        "guides": "La démarche et les protections, qui ne dépendent pas d'un dispositif.",
        "renames": (
            "Les critères et les valeurs qui ont changé de nom, pour relire d'anciennes réponses."
        ),
    },
    Interval: {
        "": "Un nombre entier entre deux bornes, comprises.",
        "min": "Le plus petit nombre accepté ; absent : pas de minimum.",
        "max": "Le plus grand nombre accepté ; absent : pas de maximum.",
    },
    Question: {
        "": (
            "Une question : elle donne l'option de la ligne de commande, l'invite, "
            "l'aide et le contrôle de la réponse."
        ),
        "id": "Le critère, un mot français : le même dans les règles, en option et en JSON.",
        "type": (
            "choice (une réponse parmi choices), yes-no, number (un entier) ou "
            "territory (une académie, un département…)."
        ),
        "label": "Le nom court, pour le récapitulatif.",
        "prompt": "La question posée.",
        "band": (
            "L'ordre des questions : 1 l'indispensable, 2 la classe, 3 "
            "ce qui décide, 4 et plus le sensible."
        ),
        "changes": (
            "Ce qui peut changer la réponse : never (rien), with-time (les "
            "années), by-action (le lycée ou l'élève)."
        ),
        "help": "Où trouver la réponse, ou pourquoi elle compte.",
        "many": "oui : plusieurs réponses, dans l'ordre d'importance.",
        "required": "oui : la réponse est indispensable.",
        "sensitive": "oui : posée en dernier, seulement si elle décide, et absente des exports.",
        "asked": "non : jamais posée, seulement donnée en option.",
        "minimum": "Pour un nombre : la plus petite réponse.",
        "maximum": "Pour un nombre : la plus grande réponse.",
        "sentence": (
            "La condition en toutes lettres ; {values} est remplacé par ce qui est accepté."
        ),
        "sentence_yes": "La condition en toutes lettres quand il faut répondre oui.",
        "sentence_no": "La condition en toutes lettres quand il faut répondre non.",
        "change_hint": "Comment changer la réponse, après « si » (si votre lycée s'encorde).",
        "choices_from": "D'où viennent d'autres choix : lycees ou departments.",
        "choices": "Les réponses possibles.",
    },
    Choice: {
        "": "Une réponse possible.",
        "id": "Ce qui s'écrit dans les règles et en option.",
        "label": "La réponse comme on la lit.",
        "short": "La forme courte, à l'intérieur d'une phrase.",
        "aliases": "Ce que l'on peut taper d'autre.",
        "implies": (
            "Ce que la réponse rend plausible pour un autre critère (l'âge, d'après la classe)."
        ),
        "academie": "L'académie de ce choix, quand il n'existe que là.",
    },
    Department: {
        "": "Un département, ou une collectivité d'outre-mer.",
        "code": "Le code officiel géographique (01, 2A, 974).",
        "name": "Le nom.",
        "seat": "Le chef-lieu.",
    },
    Region: {
        "": "Une région académique ; elle a les limites de la région administrative.",
        "id": "Le nom court, sans accent.",
        "name": "Le nom.",
        "insee": "Le code de la région administrative.",
        "aliases": "Les autres noms que l'on tape.",
    },
    Academie: {
        "": "Une académie, ou un service d'outre-mer.",
        "id": "Le nom court, sans accent.",
        "name": "Le nom.",
        "code": "Le code du ministère.",
        "departments": "Les départements.",
        "site": "Le site officiel.",
        "region": "La région académique ; absente pour un service d'outre-mer.",
        "kind": "Pour un service d'outre-mer seulement : ce qu'il est.",
        "attached_to": "L'académie dont dépend un service d'outre-mer.",
        "aliases": "Les anciens noms, et les autres noms que l'on tape.",
        "attached": "Les collectivités rattachées.",
        "tile": "La case sur la carte de « mentorat coverage » : une aide au dessin, pas un fait.",
    },
    Tile: {
        "": "Une case de la carte.",
        "row": "La ligne, comptée à partir de 1, en haut.",
        "column": "La colonne, comptée à partir de 1, à gauche.",
    },
    Ambiguous: {
        "": "Un nom qui désigne plusieurs académies.",
        "alias": "Ce que l'on tape.",
        "academies": "Les académies qu'il peut désigner.",
    },
    PostalCode: {
        "": "Un code postal qui ne commence pas par son département.",
        "code": "Le code postal.",
        "departments": "Les départements où il se trouve.",
    },
    Lycee: {
        "": "Un lycée que nomme une règle.",
        "id": "Ce qui s'écrit dans les règles et en option.",
        "name": "Le nom.",
        "academie": "L'académie.",
        "town": "La ville.",
    },
    Source: {
        "": "D'où vient ce qui est dit.",
        "tier": (
            "Le poids : officiel, partenaire, presse, tiers (un autre "
            "site), fiche (la fiche nationale)."
        ),
        "title": "Le titre de la page ou du document.",
        "id": "Le nom court que reprennent les source: de la fiche.",
        "url": "L'adresse ; jamais une adresse qui contient le nom d'une personne.",
        "date": "La date que porte la source : AAAA, AAAA-MM ou AAAA-MM-JJ.",
        "date_deduced": "oui : la date n'est pas écrite, elle est déduite.",
        "note": "Ce qu'il faut savoir de la source.",
    },
    Statement: {
        "": "Un fait, avec ses sources.",
        "text": "Le fait, en une phrase.",
        "source": CITED,
        "year": "L'année ou la date dont parle le fait.",
        "school_year": "L'année scolaire dont parle le fait (2025-2026).",
    },
    Step: {
        "": "Une chose à faire ; sans source, c'est un conseil.",
        "text": "Ce qu'il faut faire.",
        "who": "Le rôle de qui le fait.",
        "moment": "Le moment de l'année.",
        "source": CITED,
    },
    HumanCheck: {
        "": "Ce qu'aucune règle ne peut décider.",
        "text": "La question à poser.",
        "with": "Le rôle à qui la poser.",
        "source": CITED,
    },
    Place: {
        "": "Un lieu où l'action a été vue.",
        "name": "Le lycée ou le lieu.",
        "academie": "L'académie.",
        "source": CITED,
        "town": "La ville.",
        "note": "Ce qu'il faut savoir de ce lieu.",
        "date": "Quand l'action y a été vue : AAAA, AAAA-MM ou AAAA-MM-JJ.",
    },
    Example: {
        "": "Des réponses et le verdict qu'elles doivent donner : mentorat check les exécute.",
        "answers": "Critère : réponse. Un critère absent est une réponse inconnue.",
        "verdict": "convient, a-verifier ou ne-convient-pas.",
    },
    Entry: {
        "": (
            "Un dispositif, une association ou une convention. Ce "
            "qu'aucune source ne dit est absent."
        ),
        "id": (
            "L'identifiant : minuscules sans accent et traits d'union ; celui d'une "
            "fiche de la base la remplace en entier."
        ),
        "name": "Le nom.",
        "kind": (
            "Ce que c'est : dispositif-national, dispositif-academique, association ou convention."
        ),
        "summary": "Une ou deux phrases, avec nos mots.",
        "goals": "Objectif : force. 3 but central de la source, 2 but cité, 1 but possible.",
        "when": "Qui peut entrer : un critère et ce qu'il accepte, ou all, any, none, at_least.",
        "contacts": (
            "Les rôles ou les contacts à appeler, dans l'ordre ; le "
            "dernier répond toujours dans le lycée."
        ),
        "status": (
            "actif, a-confirmer (fiche ou presse seule, rien depuis trois "
            "années scolaires, ou doute) ou clos."
        ),
        "sources": "D'où vient ce que dit la fiche.",
        "checked_on": "Le jour où la fiche a été relue contre ses sources.",
        "forms": "Ce que c'est vraiment, le principal d'abord.",
        "assumed": (
            "Ce que la base suppose quand aucune source ne dit l'objectif ou "
            "la forme ; montré comme une supposition."
        ),
        "aliases": "Les autres noms que l'on tape.",
        "modes": "Où l'on se rencontre : presence, distance.",
        "scales": "Pour qui l'action est faite ; cela classe, sans exclure.",
        "prefer": "Les publics prioritaires : ils classent, sans exclure.",
        "to_check": "Ce qu'une personne doit vérifier, et auprès de quel rôle.",
        "steps": "Comment faire, dans l'ordre.",
        "calendar": "Les dates de l'année.",
        "cost": "Ce que cela coûte.",
        "figures": "Des chiffres datés.",
        "places": "Des lieux connus.",
        "warnings": "Des limites à connaître.",
        "partners": "Les fiches qui portent ou soutiennent celle-ci.",
        "convention_mention": "Le mot de la fiche nationale : mentorat ou tutorat.",
        "on_request": "Un critère sans lequel la fiche n'est jamais proposée.",
        "status_reason": "Pourquoi le dispositif n'est pas actif.",
        "examples": (
            "Une réponse qui convient, une qui ne convient pas pour chaque "
            "condition, une où la réponse décisive manque."
        ),
    },
    Role: {
        "": "Un interlocuteur : à qui l'on s'adresse.",
        "id": "L'identifiant, repris par contacts, who et with.",
        "name": "Le nom.",
        "summary": "Qui c'est, et à quoi il sert.",
        "level": "Le territoire où il n'y en a qu'un.",
        "ask": (
            "Ce qu'il faut demander quand aucune adresse n'est publiée ; "
            "absent : le rôle suivant le remplace."
        ),
        "fallback": "oui : à qui s'adresser quand rien ne convient.",
        "next": "Le rôle qui prend le relais.",
        "sources": "D'où vient ce qui est dit de ce rôle.",
    },
    Contact: {
        "": (
            "Une façon publiée de joindre un rôle ; au moins url, phone, email "
            "ou address. Jamais le nom d'une personne."
        ),
        "id": "L'identifiant.",
        "role": "Le rôle que l'on joint.",
        "name": "Le nom du service ou de la page.",
        "territory": "national, une région académique, une académie ou un département.",
        "status": "actif, a-confirmer ou clos.",
        "source": "D'où vient l'adresse.",
        "checked_on": "Le jour où elle a été relue.",
        "url": "La page ou le formulaire.",
        "url_kind": "Ce qu'ouvre l'adresse : formulaire, page ou site.",
        "phone": "Le téléphone, entre guillemets.",
        "email": "Le courriel d'un service, jamais d'une personne.",
        "address": "L'adresse postale.",
        "note": "Ce qu'il faut savoir.",
    },
    Guide: {
        "": "Comment monter une action, ou comment protéger les élèves.",
        "id": "L'identifiant.",
        "name": "Le titre.",
        "type": "demarche (comment faire) ou protection (à ne pas oublier).",
        "summary": "Une phrase.",
        "steps": "Ce qu'il faut faire, dans l'ordre.",
        "sources": "D'où vient ce qui est dit.",
        "when": "La situation de l'élève où elle compte ; absente : toujours.",
        "kinds": "Seulement si une fiche de cette nature est proposée.",
    },
    Rename: {
        "": "Un critère, ou une de ses valeurs, qui avait un autre nom.",
        "criterion": "Le critère, sous son nom d'aujourd'hui.",
        "before": "L'ancien nom.",
        "value": "La valeur d'aujourd'hui ; absente quand c'est le critère qui a changé de nom.",
    },
}
"""Record → key → what it means; the empty key is the record itself."""
