"""Whom to call: whose contacts an entry has, each once, the first of all, and the sentence to say."""

from typing import Any

import pytest
from msgspec.structs import replace

from conftest import HERE, cases
from mentorat_cli import checks
from mentorat_cli.answers.told import tell
from mentorat_cli.base import assembling
from mentorat_cli.base.assembling import SourceFile
from mentorat_cli.base.records import Id, KnowledgeBase, Prose, Step
from mentorat_cli.engine.calling import Call, call_first, contacts_for
from mentorat_cli.engine.directory import NamedBy, Reachable
from mentorat_cli.engine.guidance import spread
from mentorat_cli.formats.document import Bullets, Panel
from mentorat_cli.pages.contacts import helper_lines, messages
from mentorat_cli.pages.summary import call_panel
from mentorat_cli.wording.calls import lent, reason_called, say

CONTACT = "status: actif, source: {{tier: officiel, title: Page}}, checked_on: 2026-11-23"
ENTRY = """
  - id: {0}
    name: {1}
    kind: association
    summary: Une association.
    goals: {{stage: 2}}
    forms: [suivi-individuel]
    contacts: [{2}]
    status: actif
    sources: [{{id: q, tier: partenaire, title: Site, date: 2026}}]
    checked_on: 2026-11-23
    {3}"""
ENTRIES = (
    ("relais", "Relais", "relais-tel, relais-site, bureau-des-entreprises", ""),
    ("relais-isere", "Relais en Isère", "drafpic, bureau-des-entreprises", "antenne relais '38'"),
    ("relais-bts", "Relais BTS", "bureau-des-entreprises", "programme relais '69'"),
    ("muet", "Muet", "bureau-des-entreprises", ""),
    ("muet-lyon", "Muet à Lyon", "muet-rhone, bureau-des-entreprises", "antenne muet '69'"),
    ("perdu", "Perdu", "bureau-des-entreprises", ""),
    ("standard", "Standard", "rectorat, bureau-des-entreprises", ""),
    ("departement", "Département", "savoie-tel, bureau-des-entreprises", ""),
    ("bassin", "Bassin", "cio, bureau-des-entreprises", ""),
    ("proche", "Proche", "service, bureau-des-entreprises", ""),
    ("siege", "Siège", "siege-poste, mission, bureau-des-entreprises", ""),
    ("lecteur", "Lecteur", "professeur", ""),
    ("porte", "Porte", "numero-vert, bureau-des-entreprises", ""),
)
ROLES = """roles:
  - {id: mission, name: Mission, summary: Les partenariats., level: academie, ask: la mission, fallback: oui, next: rectorat}
  - {id: cio, name: CIO, summary: L'orientation., level: bassin, ask: le CIO, relays: oui, next: rectorat}
  - {id: service, name: Service, summary: Un service., level: departement}
  - {id: numero, name: Numéro, summary: Un numéro., level: national}
  - {id: chef, name: Chef, summary: Le chef., level: etablissement}
  - {id: professeur, name: Professeur, summary: Lui-même., level: etablissement, reader: oui, next: chef}
"""
CONTACTS = (
    ("rectorat-grenoble", "rectorat", "grenoble", "phone: '04 01'"),
    ("rectorat-rennes", "rectorat", "rennes", "phone: '02 01'"),
    ("relais-tel", "association", "lyon", "phone: '04 02'"),
    ("relais-site", "association", "auvergne-rhone-alpes", "url: 'https://relais.example.org'"),
    ("muet-rhone", "association", "lyon", "address: 1 rue Haute"),
    ("siege-poste", "association", "national", "address: 2 rue Haute"),
    ("savoie-tel", "association", "'74'", "email: contact@savoie.example.org"),
    ("cio-rennes", "cio", "'35'", "phone: '02 02'"),
    ("cio-vitre", "cio", "'35'", "phone: '02 03'"),
    ("cio-ajaccio", "cio", "2A", "phone: '04 03'"),
    ("cio-bastia", "cio", "2B", "phone: '04 04'"),
    ("cio-grenoble-ville", "cio", "'38'", "phone: '04 05'"),
    ("numero-vert", "numero", "national", "phone: '30 00'"),
    ("service-france", "service", "national", "phone: '01 01'"),
    ("service-lyon", "service", "lyon", "phone: '04 06'"),
    ("service-rhone", "service", "'69'", "phone: '04 07'"),
    ("service-rhone-bis", "service", "'69'", "phone: '04 08'"),
)


def _variant(words: str) -> str:
    if not words:
        return ""
    kind, parent, place = words.split()
    presence = f"{{scope: ferme, source: q, evidence: [{{departement: {place}, source: q}}]}}"
    return f"variant_of: {parent}\n    variant: {kind}\n    presence: {presence}"


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    """Return the tiny base with a directory of its own."""
    contacts = "".join(
        f"\n  - {{id: {name}, role: {role}, name: {name}, territory: {place}, {channel}, "
        f"{CONTACT.format()}}}"
        for name, role, place, channel in CONTACTS
    )
    entries = "".join(
        ENTRY.format(name, title, named, _variant(words)) for name, title, named, words in ENTRIES
    )
    text = f"{ROLES}\ncontacts:{contacts}\n\nentries:{entries}\n"
    files = [SourceFile("base.yaml", (HERE / "kb" / "base.yaml").read_text("utf-8"))]
    loaded = assembling.assemble([*files, SourceFile("annuaire.yaml", text)])
    assert checks.problems(loaded) == []
    return loaded.base


@pytest.mark.parametrize("row", cases("calling", {"for", "at", "contacts", "call"}))
def test_whom(base: KnowledgeBase, row: dict[str, Any]) -> None:
    entries = [base.entry[name] for name in row["for"]]
    answers = {name: (value,) for name, value in row["at"].items()}
    found = contacts_for(base, entries, answers)
    assert [_told(item) for item in found] == row["contacts"]
    call = call_first(base, entries, answers)
    assert call
    assert _called(call) == row["call"]


def _told(item: Reachable) -> str:
    links = ["o" if one.link is NamedBy.OWN else f"{one.link}/{one.lender}" for one in item.served]
    return " ".join([item.id, item.way, *links, *(["ailleurs"] if item.elsewhere else [])])


def _called(call: Call) -> str:
    asked = call.asked.id if call.asked else "-"
    return f"{call.who.id} {call.entry.id if call.entry else '-'} {asked}"


START = "Bonjour, j’enseigne en lycée professionnel dans l’académie de Lyon. "
RELAYED = "J’enseigne en lycée professionnel dans l’académie de Lyon. "


@pytest.mark.parametrize(
    ("entry", "answers", "several", "sentence"),
    [
        (
            "relais",
            {"objectif": ("stage",), "niveau": ("terminale-pro",)},
            False,
            START
            + "Je cherche de l’aide pour un élève (terminale professionnelle), son besoin\u00a0: "
            "trouver un stage. Est-ce possible avec «\u00a0Relais\u00a0» près de mon lycée, et "
            "comment commencer\u00a0?",
        ),
        (
            "relais",
            {"objectif": ("confiance", "stage"), "echelle": ("classe",), "ase": ("oui",)},
            False,
            START + "Je cherche de l’aide pour une classe, leur besoin\u00a0: prendre confiance et "
            "trouver un stage. Est-ce possible avec «\u00a0Relais\u00a0» près de mon lycée, et comment "
            "commencer\u00a0?",
        ),
        (
            "porte",
            {},
            False,
            START + "Je cherche de l’aide pour un élève. Qui peut m’aider près de mon lycée, si "
            "possible avec «\u00a0Porte\u00a0»\u00a0?",
        ),
        (
            "mentors-lyon",
            {},
            False,
            START
            + "Je cherche de l’aide pour un élève. Est-ce possible avec «\u00a0Tremplin\u00a0» "
            "près de mon lycée, et comment commencer\u00a0?",
        ),
        (
            "perdu",
            {"boursier": ("oui",), "age": ("17",)},
            False,
            "Bonjour, je voudrais joindre la mission au sujet de «\u00a0Perdu\u00a0». "
            + RELAYED
            + "Je cherche de l’aide pour un élève.",
        ),
        (
            None,
            {"niveau": ("premiere-pro",)},
            True,
            "Bonjour, je voudrais joindre la mission. "
            + RELAYED
            + "Je cherche de l’aide pour plusieurs élèves (1re professionnelle).",
        ),
    ],
    ids=[
        "une association",
        "une classe",
        "une porte nationale",
        "un partenaire",
        "un standard",
        "rien ne convient",
    ],
)
def test_the_sentence_to_say(
    base: KnowledgeBase,
    entry: str | None,
    answers: dict[str, tuple[str, ...]],
    several: bool,
    sentence: str,
) -> None:
    known = {"academie": ("lyon",), **answers}
    call = call_first(base, [base.entry[entry]] if entry else [], known)
    assert call
    assert say(base, call, known, several) == sentence


def test_why_and_whose(base: KnowledgeBase) -> None:
    lyon = {"academie": ("lyon",)}
    calls = [call_first(base, [base.entry[name]], lyon) for name in ("relais", "muet", "perdu")]
    unknown = "aucun téléphone, courriel ni formulaire connu pour les trois premières propositions"
    assert [reason_called(call) for call in calls if call] == [
        "premier contact direct des trois premières propositions",
        f"{unknown}\u00a0; ce contact mène au contact",
        f"{unknown}\u00a0; ce contact peut vous orienter",
    ]
    entries = [base.entry[name] for name in ("relais-bts", "muet")]
    assert [lent(base, item) for item in contacts_for(base, entries, lyon)] == [
        *["contact de l’organisme, faute d’un contact connu propre à «\u00a0Relais BTS\u00a0»"] * 2,
        "",
        "contact de l’organisme, faute d’un contact connu propre à «\u00a0Muet\u00a0»",
    ]


def test_a_message_is_first_about_what_is_theirs(base: KnowledgeBase) -> None:
    """Not about the entry that borrows their number, though it stands before."""
    entries = [base.entry[name] for name in ("relais-bts", "relais")]
    told = tell(base, {"academie": ("lyon",)}, consent=False)
    (first, *_) = messages(base, entries, told)
    assert first.to.id == "relais-tel"
    assert "Est-ce possible avec «\u00a0Relais\u00a0» près" in first.spoken
    assert "Je m’intéresse aussi à «\u00a0Relais BTS\u00a0»." in first.lines


def test_how_a_net_is_reached(base: KnowledgeBase) -> None:
    """A number stands after the name of who needs no other; elsewhere with whose it is."""
    whom = ("chef", "numero", "service", "bureau-des-entreprises", "cio")
    steps = tuple(Step(Prose("Aide."), Id(name), Prose("tout de suite")) for name in whom)
    guides = (replace(base.guides[-1], steps=steps),)
    found = spread(base, guides, {"academie": ("rennes",)})
    (block,) = helper_lines(found[0].helpers)
    assert isinstance(block, Bullets)
    when = "\u00a0: aide. Quand\u00a0: tout de suite."
    assert ["".join(span.text for span in line) for line in block.items] == [
        f"Chef{when}",
        f"Numéro, 30 00{when}",
        f"Service (hors du lycée){when} service-france\u00a0: 01 01.",
        f"Bureau des entreprises{when}",
        f"CIO (hors du lycée){when} cio-rennes\u00a0: 02 02\u00a0; cio-vitre\u00a0: 02 03.",
    ]


def test_nobody_in_an_empty_base() -> None:
    assert call_first(KnowledgeBase(), [], {}) is None


def test_a_letter_goes_to_a_postal_address(base: KnowledgeBase) -> None:
    """Where there is nothing else: no page is opened there, and nothing is said aloud."""
    contacts = tuple(item for item in base.contacts if item.id == "siege-poste")
    alone = replace(base, contacts=contacts)
    call = call_first(alone, [alone.entry["siege"]], {"academie": ("lyon",)})
    assert call
    (panel,) = call_panel(alone, call, {"academie": ("lyon",)})
    assert isinstance(panel, Panel)
    told = [(label, "".join(span.text for span in line)) for label, line in panel.rows]
    assert told[0] == ("Écrivez", "siege-poste, 2 rue Haute")
    assert told[1][0] == "Écrivez"
