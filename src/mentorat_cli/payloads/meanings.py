"""What each key of the JSON means, in French: the reference is written from it, and a test compares
it with what commands print.

A path names a key: `[]` is each item of a list, `*` each key of an object that has ids for keys. A
meaning says first what the value is (`TYPES`), then what it tells.
"""

from collections.abc import Mapping

TYPES = {
    "texte": str,
    "nombre": int,
    "booléen": bool,
    "liste": list,
    "objet": dict,
    "rien": type(None),
}
"""Words that begin a meaning, several joined by « ou », and the Python type of the value; `rien` is
null.
"""

Meanings = Mapping[str, str]


def _under(path: str, meanings: Meanings) -> dict[str, str]:
    """Return meanings with their paths below another one."""
    return {f"{path}.{key}": meaning for key, meaning in meanings.items()}


VERSION = {
    "version": (
        "nombre : la version de cette forme, 1 ; des clés s'ajoutent, aucune ne change de nom"
    )
}
BASE = {
    "base": "objet : la base qui a répondu",
    "base.entries": "nombre : combien d'entrées elle a",
    "base.checked_on": "texte : le jour de sa dernière relecture, AAAA-MM-JJ",
}
SOURCE = {
    "tier": "texte : le poids : officiel, partenaire, presse, tiers ou fiche",
    "title": "texte : le titre de la page ou du document",
    "url": "texte ou rien : l'adresse",
    "date": "texte ou rien : la date que porte la source, AAAA, AAAA-MM ou AAAA-MM-JJ",
}
ORIGIN = "texte ou rien : le fichier d'où vient l'entrée"
LISTED = {
    "id": "texte : l'identifiant",
    "name": "texte : le nom",
    "kind": "texte : dispositif-national, dispositif-academique, association ou convention",
    "status": "texte : actif, a-confirmer ou clos",
    "academies": "liste : les académies où l'entrée peut être proposée",
    "goals": "objet : les objectifs servis",
    "goals.*": "nombre : la force, de 1 à 3",
    "summary": "texte : le résumé",
    "checked_on": "texte : le jour de la relecture, AAAA-MM-JJ",
    "sources": "liste : les sources",
    **_under("sources[]", SOURCE),
    "origin": ORIGIN,
}
CONTACT = {
    "id": "texte : l'identifiant du contact, ou du rôle quand aucune adresse n'est publiée",
    "role": "texte : l'identifiant du rôle",
    "name": "texte : le nom",
    "territory": "texte : le territoire desservi, ou le niveau du rôle",
    "url": "texte ou rien : la page ou le formulaire",
    "phone": "texte ou rien : le téléphone",
    "email": "texte ou rien : le courriel d'un service",
    "for": "liste : les identifiants des entrées pour lesquelles l'appeler",
    "reach": (
        "texte : direct (téléphone, courriel, formulaire), page, relais (qui oriente) ou sur-place"
    ),
    "lent": "liste : les entrées dont ce n'est pas le contact propre",
    "lent[].entry": "texte : l'identifiant de l'entrée",
    "lent[].link": "texte : organisme, partenaire, ou relais quand aucun contact n'est connu",
    "lent[].from": "texte ou rien : l'identifiant de l'entrée dont c'est le contact",
    "source": "objet : d'où vient l'adresse ; vide quand il n'y en a pas",
    **_under("source", SOURCE),
}
CALLED = {
    "contact": "texte : l'identifiant du contact",
    "for": (
        "texte ou rien : l'identifiant de l'entrée pour laquelle l'appeler ; rien quand rien ne "
        "convient"
    ),
    "say": "texte : la phrase à dire, sans rien d'un élève que son besoin et sa classe",
    "name": "texte : le nom du contact",
    "reach": "texte : direct, page ou relais",
    "phone": "texte ou rien : le téléphone",
    "email": "texte ou rien : le courriel d'un service",
    "url": "texte ou rien : la page ou le formulaire",
    "ask": "texte ou rien : le rôle à demander à un relais",
    "why": "texte : pourquoi celui-là",
}
CALL = {
    "first_call": "objet ou rien : le premier appel à faire ; rien dans une base sans personne",
    **_under("first_call", CALLED),
}
SCHOOL = {
    "school": "liste : qui aide dans le lycée et l'institution, dans l'ordre où les appeler",
    "school[].role": "texte : l'identifiant du rôle",
    "school[].when": "texte ou rien : quand l'appeler d'abord",
    "school[].for": "texte : ce qu'il fait",
    "school[].name": "texte : le nom du rôle",
    "school[].on_site": "booléen : vrai pour une personne du lycée",
    "school[].first": "booléen : vrai quand on lui parle avant tout appel à l'extérieur",
    "school[].net": "texte : l'identifiant du filet qui le nomme",
    "school[].contacts": "liste : les identifiants de ses contacts publiés ici",
    "school[].phones": "liste : leurs téléphones, quand ils en ont un",
    "school[].sources": "liste : ce qui dit ce qu'il fait",
    **_under("school[].sources[]", SOURCE),
}
REACHING = {
    **CONTACT,
    "address": "texte ou rien : l'adresse postale",
    "status": "texte ou rien : actif ou a-confirmer ; rien sans adresse publiée",
    "via": "texte ou rien : par qui passer, quand ce rôle n'a pas d'adresse publiée",
    "how": "texte ou rien : où le trouver, quand aucune adresse n'est publiée",
}
TO_CHECK = {
    "to_check": "liste : ce qu'une personne doit vérifier",
    "to_check[].text": "texte : la question",
    "to_check[].with": "texte : le nom du rôle à qui la poser",
}
STATEMENT = {
    "text": "texte : le fait",
    "year": "texte ou rien : l'année ou la date dont il parle",
    "school_year": "texte ou rien : l'année scolaire dont il parle",
    "source": "liste : les id des sources qui le disent",
}
PERIOD = {
    **STATEMENT,
    "opens": "texte ou rien : le premier jour, ou le premier mois",
    "closes": "texte ou rien : le dernier jour, ou le dernier mois",
    "yearly": "booléen : vrai quand cela revient chaque année",
    "state": (
        "texte ou rien : à ce jour, a-venir, en-cours, clos-cette-annee, date-non-trouvee (seule "
        "une autre année est connue) ou termine"
    ),
}
BLOCKING = {
    "blocking": "liste : ce qui empêche",
    "blocking[].criterion": "texte : le critère",
    "blocking[].text": "texte : ce qui est répondu, et ce qu'il faudrait",
    "would_change": "liste : ce qui changerait le verdict, en phrases",
}
WITHHELD = {
    "withheld": (
        "texte ou rien : la phrase qui dit que des réponses sensibles ont été laissées de "
        "côté, comme si personne ne les avait données"
    )
}
ANSWERS = {"answers": "objet : les réponses, par critère"}
COUNT = {
    "entries": "nombre : combien d'entrées peuvent être proposées",
    "confirmed": "nombre : celles qui sont confirmées",
    "to_confirm": "nombre : celles qui sont à confirmer",
    "local": "nombre : celles qui ne visent pas toute la France",
    "national": "nombre : celles qui visent toute la France",
    "stale": "nombre : celles dont aucune source n'est récente",
    "sure": "nombre : celles qui sont confirmées, avec une source récente",
    "local_confirmed": "nombre : les locales qui sont confirmées",
    "local_stale": "nombre : les locales dont aucune source n'est récente",
    "local_sure": "nombre : les locales qui sont sûres",
    "fitting": (
        "nombre : celles qui sont confirmées et ne demandent rien de plus que les réponses données"
    ),
}
CRITERION = {"id": "texte : le critère", "entries": "liste : les entrées qui le lisent"}

DOUBTS = {
    "expect": "liste : ce qui est d'usage, et qui n'est pas su ou pas le cas",
    "expect[].criterion": "texte : le critère",
    "expect[].text": "texte : ce qui est d'usage, ou ce que dit l'antenne du lieu",
    "expect[].with": "texte : le nom du rôle auprès de qui le confirmer",
    "presence": "objet : où l'action existe, et ce qui le prouve",
    "presence.state": (
        "texte : attestee (prouvée là où est le lycée), a-demander (rien ne la prouve là) ou "
        "nationale (partout)"
    ),
    "presence.text": "texte : la même chose en toutes lettres",
    "presence.date": "texte ou rien : la date de la preuve la plus récente",
    "presence.source": "objet ou rien : d'où vient cette preuve",
    **_under("presence.source", SOURCE),
}
RECOMMENDED = {
    "rank": "nombre : la place, à partir de 1",
    "id": "texte : l'identifiant de l'entrée",
    "name": "texte : son nom",
    "kind": LISTED["kind"],
    "verdict": "texte : convient ou a-verifier",
    "status": "texte : actif ou a-confirmer",
    "reasons": "liste : chaque condition et ce qu'elle donne",
    "reasons[].criterion": "texte : le critère",
    "reasons[].verdict": "texte : oui, non ou a-verifier",
    "reasons[].text": "texte : la condition en toutes lettres",
    "missing": "liste : les critères dont la réponse manque",
    **DOUBTS,
    **TO_CHECK,
}
ANSWER = (
    "texte, nombre, liste ou rien : la réponse, liste quand il peut y "
    "en avoir plusieurs ; rien : ne sait pas"
)
VERDICTS = {
    "verdicts.convient": "nombre : combien d'entrées conviennent",
    "verdicts.a-verifier": "nombre : combien restent à vérifier",
}

RECOMMEND = {
    **VERSION,
    **WITHHELD,
    **BASE,
    **ANSWERS,
    "answers.*": ANSWER,
    "recommendations": "liste : les recommandations, la meilleure d'abord",
    **_under("recommendations[]", RECOMMENDED),
    "recommendations[].family": "objet : l'organisme",
    "recommendations[].family.id": "texte : l'identifiant de l'entrée de l'organisme",
    "recommendations[].family.others": (
        "liste : les identifiants des autres entrées de cet organisme, dont celle-ci tient lieu"
    ),
    "recommendations[].goals": LISTED["goals"],
    "recommendations[].goals.*": LISTED["goals.*"],
    "recommendations[].steps": "liste : les étapes, en phrases",
    "recommendations[].contacts": (
        "liste : les identifiants des contacts, dans l'ordre ; voir contacts"
    ),
    "recommendations[].partners": "liste : les identifiants des entrées partenaires",
    "recommendations[].sources": LISTED["sources"],
    **_under("recommendations[].sources[]", SOURCE),
    "recommendations[].checked_on": LISTED["checked_on"],
    "recommendations[].origin": ORIGIN,
    "rejected": (
        "liste : toutes les entrées qui ne conviennent pas, les plus proches de convenir d'abord"
    ),
    "rejected[].id": "texte : l'identifiant de l'entrée",
    "rejected[].verdict": "texte : ne-convient-pas",
    **_under("rejected[]", BLOCKING),
    "contacts": "liste : qui contacter, dans l'ordre, pour ce qui est recommandé",
    **_under("contacts[]", CONTACT),
    **CALL,
    **SCHOOL,
    "calendar": "liste : les dates à connaître, pour ce besoin et pour ce qui est recommandé",
    "calendar[].id": "texte : l'identifiant de l'entrée, ou de la démarche",
    **_under("calendar[]", {**PERIOD, "state": "texte : à ce jour (voir show)"}),
    "open_questions": "liste : les critères dont la réponse peut encore changer la liste",
    "settled": "booléen : vrai quand plus aucune réponse ne peut la changer",
    "command": "texte : la commande qui redonne ce résultat",
}
SCHEME = {
    "id": "texte : l'identifiant de l'entrée",
    "name": "texte : son nom",
    "status": "texte : actif ou a-confirmer",
    "pupils": "objet : les numéros des élèves, par verdict",
    "pupils.convient": "liste : ceux à qui il convient",
    "pupils.a-verifier": "liste : ceux pour qui il reste à vérifier",
    "settled_by": "objet : les critères dont la réponse trancherait",
    "settled_by.*": "nombre : pour combien d'élèves",
    "leads": "nombre : pour combien de ces élèves il est parmi les premiers",
}
PLAN = {
    "plan": "objet ou rien : le plan de la classe ; rien au-delà de 40 élèves",
    "plan.tasks": "liste : à qui s'adresser, ce qui sert le plus d'élèves d'abord",
    "plan.tasks[].call": "objet ou rien : l'appel à faire ; rien quand personne n'est connu",
    **_under("plan.tasks[].call", CALLED),
    "plan.tasks[].pupils": "liste : les numéros des élèves pour qui le faire",
    "plan.tasks[].when": "liste : les dates et les moments de l'année pour le faire, en phrases",
    "plan.tasks[].schemes": "liste : les dispositifs dont parler",
    **_under("plan.tasks[].schemes[]", SCHEME),
    "plan.tasks[].schemes[].ask": "texte ou rien : le rôle à demander à un relais",
    "plan.alone": "liste : les élèves pour qui la base n'a rien",
    "plan.alone[].number": "nombre : le numéro de l'élève",
    "plan.alone[].goals": "liste : les besoins pour lesquels elle aurait une réponse",
}
CLASSROOM = {
    **VERSION,
    **WITHHELD,
    **BASE,
    "synthesis": "objet : la synthèse de la classe",
    "synthesis.pupils": "nombre : combien d'élèves",
    "synthesis.schemes": "liste : les dispositifs à proposer",
    **_under("synthesis.schemes[]", SCHEME),
    "synthesis.contacts": "liste : qui contacter, dans l'ordre, pour toute la classe",
    **_under("synthesis.contacts[]", REACHING),
    **_under("synthesis", CALL),
    **_under("synthesis", SCHOOL),
    **_under("synthesis", PLAN),
    "synthesis.without_local": (
        "liste : les numéros des élèves dont aucune première recommandation n'est locale"
    ),
    "pupils": "liste : les élèves, dans l'ordre du tableau",
    "pupils[].number": "nombre : le numéro de l'élève, à partir de 1",
    "pupils[].line": "nombre : sa ligne dans le tableau",
    "pupils[].repere": "texte ou rien : son repère",
    "pupils[].answers": "objet : ses réponses, par critère",
    "pupils[].answers.*": ANSWER,
    "pupils[].verdicts": "objet : combien d'entrées, par verdict",
    **_under("pupils[]", VERDICTS),
    "pupils[].recommendations": "liste : ses premières recommandations",
    **_under("pupils[].recommendations[]", RECOMMENDED),
    "errors": "liste : les lignes qui n'ont pas été lues",
    "errors[].line": "nombre : la ligne",
    "errors[].message": "texte : ce qui ne va pas",
}
ROW = {
    **VERSION,
    **WITHHELD,
    "line": "nombre : la ligne du tableau",
    "repere": "texte ou rien : le repère de l'élève",
    "answers": "objet ou rien : ses réponses, par critère ; rien si la ligne n'a pas été lue",
    "answers.*": ANSWER,
    "verdicts": "objet ou rien : combien d'entrées, par verdict ; rien si la ligne n'a pas été lue",
    **VERDICTS,
    "recommendations": "liste : ses premières recommandations",
    "recommendations[].id": "texte : l'identifiant de l'entrée",
    "recommendations[].verdict": "texte : convient ou a-verifier",
    "error": "texte ou rien : ce qui ne va pas dans la ligne",
}
LIST = {**VERSION, "entries": "liste : les entrées", **_under("entries[]", LISTED)}
SHOW = {
    **LISTED,
    "aliases": "liste : les autres noms",
    "forms": "liste : ce que c'est vraiment, le principal d'abord",
    "modes": "liste : presence, distance",
    "scales": "liste : pour qui : eleve, groupe, classe, etablissement",
    "conditions": "liste : chaque condition en une phrase",
    "rule": "liste : la règle, à relire par un partenaire",
    "rule[].text": "texte : la condition",
    "rule[].source": "liste : les id des sources qui la posent",
    "expect": "liste : ce qui est d'usage et se confirme",
    "expect[].text": "texte : ce qui est d'usage",
    "expect[].source": "liste : les id des sources qui le disent",
    "expect[].with": "texte : le nom du rôle auprès de qui le confirmer",
    "presence": "objet ou rien : où l'action existe ; rien quand seule la règle le dit",
    "presence.scope": "texte : ferme, ouvert ou national",
    "presence.text": "texte ou rien : ce que la source dit des lieux",
    "presence.source": "liste : les id des sources qui disent cette étendue",
    "presence.evidence": "liste : les lieux où l'action a été vue",
    "presence.evidence[].text": "texte : le lieu",
    "presence.evidence[].date": "texte ou rien : quand elle y a été vue",
    "presence.evidence[].source": "liste : les id des sources qui le disent",
    "variant_of": "texte ou rien : l'identifiant de l'entrée dont celle-ci est une forme",
    "variant": "texte ou rien : antenne ou programme",
    "prefer": "liste : les publics prioritaires, en phrases",
    **TO_CHECK,
    "steps": "liste : les étapes",
    "steps[].text": "texte : ce qu'il faut faire",
    "steps[].who": "texte ou rien : le rôle de qui le fait",
    "steps[].moment": "texte ou rien : le moment de l'année",
    "cost": "objet ou rien : le coût",
    **_under("cost", STATEMENT),
    "calendar": "liste : les dates de l'année",
    **_under("calendar[]", PERIOD),
    "figures": "liste : des chiffres datés",
    **_under("figures[]", STATEMENT),
    "warnings": "liste : les limites à connaître",
    **_under("warnings[]", STATEMENT),
    "contacts": "liste : qui contacter, dans l'ordre, pour l'académie demandée",
    **_under("contacts[]", REACHING),
    "partners": "liste : les identifiants des entrées partenaires",
    "assumed": "texte ou rien : ce que la base suppose, faute de source",
}
EXPLAIN = {
    **VERSION,
    **WITHHELD,
    "id": "texte : l'identifiant de l'entrée",
    "name": "texte : son nom",
    "verdict": "texte : convient, a-verifier ou ne-convient-pas",
    "conditions": "liste : chaque condition et ce qu'elle donne",
    "conditions[].criterion": "texte : le critère",
    "conditions[].verdict": "texte : oui, non ou a-verifier",
    "conditions[].text": "texte : la condition en toutes lettres",
    "conditions[].sources": "liste : les sources qui posent cette condition",
    **_under("conditions[].sources[]", SOURCE),
    "missing": "liste : les critères dont la réponse manque",
    **DOUBTS,
    **BLOCKING,
}
CONTACTS = {
    **VERSION,
    **WITHHELD,
    "contacts": "liste : qui contacter, dans l'ordre",
    **_under("contacts[]", REACHING),
    **CALL,
}
COVERAGE = {
    **VERSION,
    **BASE,
    **ANSWERS,
    "answers.*": "liste : les réponses données",
    "cells": "liste : une académie et un objectif",
    "cells[].academie": "texte : l'identifiant de l'académie",
    "cells[].name": "texte : son nom",
    "cells[].goal": "texte : l'objectif",
    **_under("cells[]", COUNT),
    "cells[].state": "texte : rien, national, a-verifier ou local-sur",
    "cells[].lack": "texte ou rien : ce qui manque ; rien quand une entrée locale est sûre",
    "academies": "liste : les académies, tous objectifs réunis ; une entrée y compte une fois",
    "academies[].academie": "texte : l'identifiant de l'académie",
    **_under("academies[]", COUNT),
    "academies[].lacking": "nombre : pour combien d'objectifs aucune entrée locale n'est sûre",
    "gaps": "liste : où chercher d'abord, le plus grave en premier",
    "gaps[].lack": "texte : ce qui manque",
    "gaps[].academies": "liste : les académies où cela manque",
    "gaps[].goals": "liste : les objectifs pour lesquels cela manque",
    "gaps[].national": "nombre : combien d'entrées nationales sûres restent, au moins",
}
CHECK = {
    **VERSION,
    "problems": "liste : les problèmes, par fichier et par ligne",
    "problems[].file": "texte : le fichier",
    "problems[].line": "nombre : la ligne, à partir de 1",
    "problems[].column": "nombre : la colonne, à partir de 1",
    "problems[].severity": "texte : erreur (la base ne peut pas servir) ou avertissement",
    "problems[].rule": "texte : l'identifiant de la règle",
    "problems[].message": "texte : ce qui ne va pas, et ce qui était attendu",
}
REREADING = {
    **VERSION,
    **BASE,
    "entries": "liste : les entrées à relire, la plus pressante d'abord",
    "entries[].id": "texte : l'identifiant",
    "entries[].name": "texte : le nom",
    "entries[].priority": (
        "nombre : shown, multiplié par les années civiles entamées depuis la source la plus "
        "récente, et par la faiblesse de la plus sûre (de 1, officiel, à 5, fiche)"
    ),
    "entries[].shown": "nombre : dans combien de demandes elle est parmi les cinq premières",
    "entries[].situations": "nombre : combien de demandes ont été comptées",
    "entries[].newest": "texte ou rien : la date de sa source la plus récente",
    "entries[].tier": "texte : le poids de sa source la plus sûre",
    "entries[].status": "texte : actif ou a-confirmer",
    "entries[].verify": "liste : ce qu'il faut vérifier, en phrases",
    "entries[].where": "liste : où : ses contacts, puis ses pages, la plus récente d'abord",
}
DIFF = {
    **VERSION,
    "before": "texte : la base d'avant, comme elle a été tapée",
    "after": "texte : la base d'après, comme elle a été tapée",
    "changes": "objet : ce qui change, par liste de la base (entries, contacts…)",
    "changes.*": "objet : ce qui change dans cette liste",
    "changes.*.added": "liste : les identifiants ajoutés",
    "changes.*.removed": "liste : les identifiants retirés",
    "changes.*.changed": "liste : ce qui existe dans les deux bases, autrement",
    "changes.*.changed[].id": "texte : l'identifiant",
    "changes.*.changed[].fields": "liste : les champs qui diffèrent",
    "changes.*.reordered": "booléen : vrai quand l'ordre n'est plus le même",
    "effects": "liste : les entrées dont le verdict peut changer",
    "effects[].entry": "texte : l'identifiant de l'entrée",
    "effects[].profiles": (
        "nombre ou rien : combien de profils différents ; rien "
        "quand il y en a trop pour les compter"
    ),
    "effects[].shifts": "liste : les verdicts qui changent",
    "effects[].shifts[].before": "texte : le verdict d'avant",
    "effects[].shifts[].after": "texte : le verdict d'après",
    "effects[].shifts[].count": "nombre : pour combien de profils",
    "effects[].shifts[].examples": "liste : quelques-uns de ces profils",
    "effects[].shifts[].examples[].*": "texte : la réponse à ce critère",
    "criteria": "objet : les questions qui deviennent utiles, ou cessent de l'être",
    "criteria.appeared": "liste : celles que des règles se mettent à lire",
    **_under("criteria.appeared[]", CRITERION),
    "criteria.vanished": "liste : celles qu'aucune règle ne lit plus",
    **_under("criteria.vanished[]", CRITERION),
}

MEANINGS: Mapping[str, Meanings] = {
    "recommend": RECOMMEND,
    "recommend --classe": CLASSROOM,
    "recommend --classe --format jsonl": ROW,
    "list": LIST,
    "show": SHOW,
    "explain": EXPLAIN,
    "contacts": CONTACTS,
    "coverage": COVERAGE,
    "check": CHECK,
    "check --revue": REREADING,
    "diff": DIFF,
}
"""Command, with the options that give another form → path → meaning."""
