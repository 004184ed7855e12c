"""The site: total, the dialogue's own questions, nothing sensitive handed on, a page for each target."""

import random
import re
from collections.abc import Mapping
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from browsing import Tab, visit
from conftest import TODAY
from mentorat_cli.answers.own import read_own, reread
from mentorat_cli.answers.told import tell
from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base import assembling
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.classroom.table import blank_table
from mentorat_cli.commands.table import COMMANDS
from mentorat_cli.dialogue.common import STOP, UNSURE
from mentorat_cli.dialogue.interview import Turn
from mentorat_cli.dialogue.loop import Dialogue, Given, Reply
from mentorat_cli.engine.listing import select_entries
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.formats import html
from mentorat_cli.formats.document import opened
from mentorat_cli.pages.handout import handout_page
from mentorat_cli.web.questions import GO_ON
from mentorat_cli.web.results import ways
from mentorat_cli.web.values import Request
from test_parity import full_answers

PATHS = (
    "/",
    "/recommander",
    "/fiche",
    "/dispositifs",
    "/contacts",
    "/demarche",
    "/lycee",
    "/classe",
    "/accessibilite",
)
OWN = (
    "_question",
    "_parmi",
    "_ensuite",
    "_changer",
    "_voir",
    "_sensibles",
    "_nombre",
    "_fiche",
    "_reprendre",
    "_garder",
    "_tableau",
    "_modele",
)
"""Fields that are no criterion."""


def small(kb: KnowledgeBase, seed: int) -> KnowledgeBase:
    """Return the small base with its questions in other bands, some of them sensitive, and its rules dealt again."""
    draw = random.Random(seed)
    questions = [
        replace(
            item,
            band=item.band if item.required else draw.randrange(2, 6),
            sensitive=not item.required and draw.random() < 0.3,
        )
        for item in kb.questions
    ]
    rules = draw.sample([item.when for item in kb.entries], len(kb.entries))
    entries = [replace(item, when=rule) for item, rule in zip(kb.entries, rules, strict=True)]
    changed = replace(kb, index=None, questions=tuple(questions), entries=tuple(entries))
    return assembling.with_choices(changed)


class Script:
    """Answers from a script; `edits` are answers to change at the review."""

    def __init__(self, answers: Mapping[str, tuple[str, ...]], *edits: tuple[str, tuple[str, ...]]):
        self.answers, self.edits, self.asked = dict(answers), list(edits), list[str]()

    def ask(self, base: KnowledgeBase, turn: Turn, suggestion: object) -> Reply:
        name = str(turn.question.id)
        self.asked.append(name)
        return Given(fitting(turn, self.answers.get(name, ())))

    def review(self, base: KnowledgeBase, answers: object, editable: object) -> str | None:
        if not self.edits:
            return None
        name, self.answers[name] = self.edits.pop(0)
        return name

    def choose(self, *_: object, **__: object) -> str:
        return ""


def fitting(turn: Turn, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of `values` that a turn offers."""
    known = {str(choice.id) for choice in turn.question.choices}
    return tuple(value for value in values if not known or value in known)


def answered(tab: Tab, script: Script) -> Tab:
    """Return the result, once every question is answered as the script says."""
    while tab.asked:
        name = tab.asked
        script.asked.append(name)
        fields = [item for item in tab.fields if item.name == name and item.kind != "button"]
        offered = None if fields[0].kind == "text" else {item.value for item in fields}
        values = [one for one in script.answers.get(name, ()) if offered is None or one in offered]
        if not values:
            tab = tab.press(UNSURE)
            continue
        tab = tab.press(GO_ON, {name: values})
        for value in values:
            if tab.values("_parmi"):
                tab = tab.press(GO_ON, {name: [value]})
    return tab


def told(tab: Tab, base: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """Return the answers that a result holds."""
    found: dict[str, tuple[str, ...]] = {}
    for item in takewhile(lambda item: item.name != "_ensuite", tab.fields):
        name = item.name.removeprefix("_")
        if item.kind == "hidden" and name in base.question:
            found[name] = (*found.get(name, ()), *([item.value] if item.value != "?" else []))
    return {name: found[name] for name in base.question if name in found}


@pytest.mark.parametrize("seed", range(12))
def test_forms_ask_what_the_dialogue_asks(kb: KnowledgeBase, seed: int) -> None:
    base = small(kb, seed) if seed else kb
    answers = full_answers(base, seed)
    dialogue, page = Script(answers), Script(answers)
    expected = Dialogue(base, {}).run(dialogue)
    result = answered(visit(base, "/recommander"), page)
    assert page.asked == dialogue.asked
    assert told(result, base) == expected


@pytest.mark.parametrize("seed", range(8))
def test_a_changed_answer_keeps_those_that_still_matter(kb: KnowledgeBase, seed: int) -> None:
    base, draw = small(kb, 100 + seed), random.Random(seed)
    answers, other = full_answers(base, seed), full_answers(base, seed + 50)
    first = Script(answers)
    Dialogue(base, {}).run(first)
    name = draw.choice(first.asked)
    dialogue, page = Script(answers, (name, other[name])), Script(answers)
    expected = Dialogue(base, {}).run(dialogue)
    result = answered(visit(base, "/recommander"), page)
    page.answers[name] = other[name]
    changed = answered(result.press(f"Changer {base.question[name].label}"), page)
    assert page.asked == dialogue.asked
    assert told(changed, base) == expected


PUPIL = "objectif=orientation&objectif=stage&academie=69&niveau=terminale-pro&age=17"
SECRET = "ase=oui"


@pytest.fixture
def result(kb: KnowledgeBase) -> Tab:
    """A result that rests on a sensitive answer."""
    return visit(kb, f"/recommander?{PUPIL}&{SECRET}&_voir=resultat")


def test_an_address_never_holds_a_sensitive_answer(kb: KnowledgeBase, result: Tab) -> None:
    kept = (
        "./recommander?objectif=orientation&objectif=stage&academie=lyon&niveau=terminale-pro&age=17"
        "&departement=69&_voir=resultat"
    )
    tabs = [result, *(result.press(text) for text in LOOKS), result.press("Changer Objectif")]
    consenting = {"_sensibles": ("oui",)}
    tabs += [result.press(text, consenting) for text in LOOKS]
    told = {
        address for tab in tabs for address in tab.addresses if re.search(r"^\.[^?]*\?", address)
    }
    assert told == {kept}
    again = visit(kb, kept[1:])
    assert (again.asked, again.response.title) == ("", result.response.title)
    assert "ase" not in {item.name for item in again.fields}


LOOKS = (
    "Lire le détail",
    "Le message à envoyer",
    "La fiche à imprimer",
    "Pourquoi cet ordre, et ce qui changerait",
)


@pytest.mark.parametrize("consent", [False, True])
def test_the_fiche_is_the_one_that_is_exported(
    kb: KnowledgeBase, result: Tab, consent: bool
) -> None:
    page = result.press("La fiche à imprimer", {"_sensibles": ("oui",)} if consent else {})
    exported = recommend(kb, tell(kb, told(result, kb), consent))
    document = opened(handout_page(kb, exported, TODAY), ways(kb, "/fiche"))
    assert html.body(document.blocks) in page.response.body
    assert ("Réponses sensibles laissées de côté" in page.said) is not consent


SHEET = """base: 2026-11-23
updated_on: 2026-11-23
answers:
  academie: ['lyon']
  lycee-encorde: ['oui']
contacts:
  bureau-des-entreprises:
    phone: '04 00 00 00 07'
"""
LARGE = "Objectif;Académie\n" + "orientation;lyon\n" * 41
TABLE = "Repère;Objectif;Académie\nA1;stage;lyon\nA2;orientation;69\n"
WORDS = ("oui", "?", "lyon", "69", "Ampère", "17", "stage", "orientation", "stage,orientation", "x")
HOSTILE = (
    "",
    "<b>",
    "\x00\u2028\u202e",
    "\ud800",
    "'\"&",
    "é" * 5000,
    "9" * 400,
    "../..",
    "a;b;c\n" * 40,
)


@given(data=st.data())
def test_every_request_has_a_page(kb: KnowledgeBase, data: st.DataObject) -> None:
    names = [*kb.question, *(f"_{name}" for name in kb.question), *OWN, "x", "<i>"]
    values = [*WORDS, *HOSTILE, *LOOKED, SHEET, TABLE, *kb.question]
    entries = [
        f"/{place}/{name}" for place in ("dispositifs", "pourquoi") for name in [*kb.entry, "x"]
    ]
    path = data.draw(st.sampled_from([*PATHS, *entries, "", "x", "//", "/fiche/", "/\ud800/é<"]))
    fields = st.tuples(st.sampled_from(names), st.sampled_from(values) | st.text())
    request = Request(
        path, tuple(data.draw(st.lists(fields, max_size=14))), data.draw(st.booleans())
    )
    tab = Tab(kb, request)
    if tab.response.file:
        return
    assert tab.response.status in (200, 404)
    assert [tab.tags.count(tag) for tag in ("h1", "main", "title", "script")] == [1, 1, 1, 0]
    assert len(set(tab.ids)) == len(tab.ids)
    assert set(tab.named) <= set(tab.ids)
    assert not [item for item in tab.fields if item.kind == "button" and not item.text.strip()]
    for address in tab.addresses:
        assert address.startswith(("./", "../", "#", "https://", "mailto:")) or "/" not in address


LOOKED = ("resultat", "suite", "detail", "message", "pourquoi", "fiche")


def test_a_fault_is_told_in_the_title_and_beside_its_field(kb: KnowledgeBase) -> None:
    empty = visit(kb, "/recommander").press(GO_ON)
    assert empty.response.title == "Erreur\u00a0: Quel est le besoin\u00a0?"
    assert f"<title>{empty.response.title} – mentorat</title>" in empty.response.body
    fault = '<p class="fault" id="objectif-erreur"><strong>Erreur\u00a0: </strong>Cette réponse est indispensable.</p>'
    assert fault in empty.response.body
    assert empty.response.body.count(' aria-describedby="objectif-erreur">') == 1
    assert empty.response.body.count(' aria-invalid="true"') == len(kb.question["objectif"].choices)
    assert empty.response.body.count(' aria-invalid="true" autofocus>') == 1
    place = visit(kb, "/recommander?objectif=stage").press(GO_ON, {"academie": ["Atlantis"]})
    assert place.response.title == "Erreur\u00a0: Quelle académie\u00a0?"
    assert "Lieu «\u00a0Atlantis\u00a0» inconnu." in place.said
    assert place.values("academie") == ["Atlantis"]
    linked = visit(kb, "/recommander?academie=Atlantis")
    assert (linked.asked, linked.values("academie")) == ("academie", ["Atlantis"])


def test_a_place_of_several_is_chosen(kb: KnowledgeBase) -> None:
    several = visit(kb, "/recommander?objectif=stage").press(GO_ON, {"academie": ["Rhône-Alpes"]})
    assert (several.response.title, several.values("academie")) == (
        "Laquelle\u00a0?",
        ["grenoble", "lyon"],
    )
    chosen = several.press(GO_ON, {"academie": ["grenoble"]})
    assert told(chosen, kb) == {"objectif": ("stage",), "academie": ("grenoble",)}


@pytest.mark.parametrize("typed", ["69", "Lyon", "0690001A"])
def test_a_place_tells_what_it_tells_in_a_dialogue(kb: KnowledgeBase, typed: str) -> None:
    page = visit(kb, "/recommander?objectif=stage").press(GO_ON, {"academie": [typed]})
    place = parse_answers(kb, {"academie": [typed]})
    assert told(page, kb) == {"objectif": ("stage",), **place}
    again = page.press("Changer Académie")
    same = again.press(GO_ON)
    assert told(same, kb) == told(page, kb)


def test_a_link_may_begin_the_interview(kb: KnowledgeBase) -> None:
    page = visit(kb, "/recommander?academie=69")
    assert (page.asked, told(page, kb)) == (
        "objectif",
        {"academie": ("lyon",), "departement": ("69",)},
    )
    result = page.press(GO_ON, {"objectif": ["stage"]}).press("Voir le résultat maintenant")
    assert told(result, kb) == {
        "objectif": ("stage",),
        "academie": ("lyon",),
        "departement": ("69",),
    }
    more = result.press("Préciser la liste")
    assert (more.asked, told(more, kb)) == ("niveau", told(result, kb))


def test_going_on_is_the_first_button_of_a_question(kb: KnowledgeBase) -> None:
    """What Entrée presses: an answer that is typed is never taken for « Je ne sais pas »."""
    page = visit(kb, "/recommander?objectif=stage&academie=69")
    assert page.buttons[:3] == [GO_ON, UNSURE, "Voir le résultat maintenant"]


def test_an_entry_and_why_it_fits(kb: KnowledgeBase, result: Tab) -> None:
    entry = result.go(result.links["Mentors de Lyon"])
    assert entry.response.title == "Mentors de Lyon"
    near = entry.press("Voir les contacts de ce lieu", {"academie": ["rennes"]})
    assert ["DRAFPIC Bretagne" in tab.said for tab in (entry, near)] == [False, True]
    assert near.request.path == "/dispositifs/mentors-lyon"
    order = result.press("Pourquoi cet ordre")
    name = next(item.text for item in order.fields if item.action.startswith("./pourquoi/"))
    why = order.press(name)
    assert why.response.title == f"Pourquoi\u00a0: {name}"
    assert told(why.press("Revenir au résultat"), kb) == told(result, kb)


def test_what_needs_no_answers_of_a_pupil(kb: KnowledgeBase) -> None:
    listed = visit(kb, "/dispositifs")
    assert "5\u00a0entrées." in listed.said
    assert "mentorat show" not in listed.said
    some = listed.press("Choisir", {"academie": ["lyon"], "objectif": ["stage"], "niveau": [""]})
    assert [
        name for name in some.links if name in listed.links and "dispositifs/" in some.links[name]
    ] == [
        entry.name
        for entry in select_entries(kb, {"academie": ("lyon",), "objectif": ("stage",)}, None, None)
    ]
    whom = visit(kb, "/contacts").press("Voir les contacts", {"academie": [""]})
    assert whom.response.title == "Erreur\u00a0: Qui contacter"
    found = whom.press("Voir les contacts", {"academie": ["lyon"], "objectif": ["stage"]})
    assert found.response.title == "Contacts\u00a0: Lyon"
    assert "Message prêt à envoyer" in found.said


def test_a_lycee_is_told_once_and_its_file_taken_back(kb: KnowledgeBase) -> None:
    form = visit(kb, "/lycee")
    wrong = form.press(GO_ON, {"contact-bureau-des-entreprises": ["Mme Untel"]})
    assert wrong.response.title == "Erreur\u00a0: Mon lycée"
    assert [item.split("-")[-1] for item in wrong.ids if item.endswith("-erreur")] == [
        "erreur",
        "erreur",
    ]
    sent = {
        "academie": ["lyon"],
        "lycee-encorde": ["oui"],
        "contact-bureau-des-entreprises": ["0400000007"],
    }
    made = form.press(GO_ON, sent)
    file = made.press("Garder la fiche").response
    assert (file.file, reread(file.body)) == ("notre-lycee.yaml", reread(SHEET))
    assert read_own(kb, file.body, "x.yaml")[0] == reread(file.body)
    begun = made.press("Chercher pour un élève de ce lycée")
    taken = form.press("Reprendre cette fiche", {"_fiche": [file.body]})
    assert taken.press(GO_ON).press("Chercher").response == begun.response
    assert (begun.asked, told(begun, kb)) == (
        "objectif",
        {"academie": ("lyon",), "lycee-encorde": ("oui",)},
    )
    result = begun.press(GO_ON, {"objectif": ["orientation"]}).press(STOP)
    assert "D’après la fiche de votre lycée (Lyon)." in result.said
    assert "04\u00a000\u00a000\u00a000\u00a007" in result.press("Lire le détail").said
    assert result.press("Recommencer").response == begun.response
    elsewhere = result.press("Changer Académie").press(GO_ON, {"academie": ["rennes"]})
    assert "04\u00a000\u00a000\u00a000\u00a007" not in elsewhere.press("Lire le détail").said
    assert form.press("Reprendre", {"_fiche": ["x"]}).response.title == "Erreur\u00a0: Mon lycée"


def test_a_class_is_pasted(kb: KnowledgeBase) -> None:
    form = visit(kb, "/classe")
    blank = form.press("Un tableau vide à remplir").response
    assert (blank.file, blank.body) == ("eleves.csv", blank_table(kb))
    plan = form.press("Voir le plan", {"_tableau": [TABLE]})
    assert plan.response.title == "Mentorat pour une classe\u00a0: 2\u00a0élèves"
    assert plan.values("_tableau") == [TABLE]
    empty = form.press("Voir le plan")
    assert empty.response.title == "Erreur\u00a0: Pour une classe"
    assert "«\u00a0Un tableau vide à remplir\u00a0»" in empty.said
    lacking = form.press("Voir le plan", {"_tableau": ["Repère;Objectif\nA1;stage\n"]})
    assert "ou donnez «\u00a0Académie\u00a0» pour toute la classe." in lacking.said
    whole = lacking.press("Voir le plan", {"academie": ["lyon"]})
    assert whole.response.title == "Mentorat pour une classe\u00a0: 1\u00a0élève"
    secret = form.press(
        "Voir le plan", {"_tableau": ["Objectif;Académie;Aide sociale\nstage;lyon;oui\n"]}
    )
    assert "Réponses sensibles laissées de côté" in secret.said
    assert (
        "Réponses sensibles" not in secret.press("Réponses sensibles").said.split("Le tableau")[0]
    )
    many = form.press("Voir le plan", {"_tableau": ["Objectif;Académie\n" + "stage;lyon\n" * 501]})
    assert "Plus de 500 élèves" in many.said
    few = visit(kb, "/classe").go("./classe", [("_tableau", LARGE), ("_nombre", "1")])
    assert "jamais parmi les premiers d’un élève\u00a0: une liste plus longue en" in few.said
    more = few.press("une liste plus longue")
    assert (few.said.count("Appelé le"), more.said.count("Appelé le")) == (41, 82)


def test_no_page_speaks_of_a_command_or_of_a_file_of_the_base(
    kb: KnowledgeBase, result: Tab
) -> None:
    order = result.press("Pourquoi cet ordre")
    tabs = [
        *(visit(kb, path) for path in PATHS),
        *(visit(kb, f"/dispositifs/{name}") for name in kb.entry),
        result,
        *(result.press(text) for text in LOOKS),
        *(order.press(item.text) for item in order.fields if item.action.startswith("./pourquoi/")),
        visit(kb, "/classe").press("Voir le plan", {"_tableau": [TABLE]}),
        visit(kb, "/classe").go("./classe", [("_tableau", LARGE), ("_nombre", "1")]),
        visit(kb, "/contacts").press("Voir les contacts", {"academie": ["lyon"]}),
        visit(kb, "/recommander?academie=Atlantis"),
    ]
    command = rf"(?<![\w-])--[a-z]|\bmentorat ({'|'.join(COMMANDS)})\b"
    assert [tab.request.path for tab in tabs if re.search(command, tab.said)] == []
    assert [tab.request.path for tab in tabs if ".yaml" in tab.said] == []
