"""What a base must satisfy across its files, each fault at its place.

A check is one function and one line in a table, which gives its id: ERRORS here (the base cannot be
used, so every command looks for them), PROOFS and WARNINGS in `quality` (only `mentorat check`
does).
"""

from mentorat_cli.base.assembling import Loaded
from mentorat_cli.checks import integrity, references
from mentorat_cli.checks.common import Checks, run
from mentorat_cli.errors import Problem

ERRORS: Checks = {
    "critere-inconnu": references.criteria,
    "valeur-inconnue": references.values,
    "valeurs-ou-bornes": references.shapes,
    "objectif-inconnu": references.goals,
    "source-inconnue": references.sources,
    "contact-inconnu": references.contacts,
    "partenaire-inconnu": references.partners,
    "fiche-inconnue": references.variants,
    "role-inconnu": references.roles,
    "academie-inconnue": references.academies,
    "region-inconnue": references.regions,
    "departement-inconnu": references.departments,
    "lycee-inconnu": references.lycees,
    "territoire-inconnu": references.territories,
    "force-hors-limites": integrity.strengths,
    "objectif-manquant": integrity.goals,
    "champ-vide": integrity.fields,
    "statut-sans-raison": integrity.reasons,
    "preuve-mal-formee": integrity.evidence,
    "variante-mal-formee": integrity.variants,
    "calendrier-a-l-envers": integrity.periods,
    "source-sans-identifiant": integrity.source_ids,
    "nombre-hors-bornes": integrity.numbers,
    "question-sans-choix": integrity.choices,
    "borne-sans-nombre": integrity.implied,
    "contact-sans-adresse": integrity.channels,
    "relais-en-rond": integrity.successions,
    "adresse-de-personne": integrity.mailboxes,
}


def problems(loaded: Loaded) -> list[Problem]:
    """Return every error, in file order."""
    return run(loaded, ERRORS)
