"""Whom to turn to, in order, with what to ask."""

from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote

from msgspec import Struct

from mentorat_cli import wording
from mentorat_cli.answers.told import Told
from mentorat_cli.base.records import Contact, Entry, KnowledgeBase, Level, Status
from mentorat_cli.engine.calling import Call, call_first, contacts_for
from mentorat_cli.engine.directory import NamedBy, Reachable, Way
from mentorat_cli.engine.guidance import Helper, Net, in_turn, nets, protections
from mentorat_cli.engine.recommending import Recommendation
from mentorat_cli.engine.situation import possible_answers
from mentorat_cli.formats.document import (
    Block,
    Card,
    Document,
    Guides,
    Heading,
    Inline,
    Letter,
    Paragraph,
    Span,
    Style,
    bullets,
    facts,
    paragraph,
    section,
    span,
)
from mentorat_cli.pages.common import (
    before_calling,
    left_out,
    left_out_for_others,
    protection_lines,
    step_text,
)
from mentorat_cli.typography import NBSP, capital, enumerate_french, quoted, unique
from mentorat_cli.wording.calls import (
    lent,
    lent_in_short,
    look_there,
    only_there,
    say,
    saying,
    served,
)

ORDER = (
    Span("L’ordre est un choix de la base\u00a0; pour lire les sources\u00a0: "),
    Span("mentorat show demarche", Style.CODE, target=Guides(), instead="ce que dit chacune"),
)
INSIDE = 3
"""People of the lycée to speak to before a call, whom one line names."""
MESSAGES = 3
MESSAGE_QUESTIONS = 4
SUBJECT = "Mentorat en lycée professionnel"


def contact_list(base: KnowledgeBase, reachable: Iterable[Reachable]) -> list[Block]:
    """Return whom to turn to, one card each, in order."""
    return [
        _contact_card(base, number, item, through)
        for number, (item, through) in enumerate(_ways(reachable), 1)
    ]


def _ways(reachable: Iterable[Reachable]) -> list[tuple[Reachable, list[str]]]:
    """Return those who can be reached, each with what to ask for through them: those who have no
    published address.
    """
    everyone = list(reachable)
    through: dict[str, list[str]] = {}
    for item in everyone:
        if item.via is not None:
            through.setdefault(item.via.id, []).append(str(item.role.ask))
    return [(item, through.get(item.id, [])) for item in everyone if item.via is None]


def contact_lines(
    base: KnowledgeBase,
    reachable: Iterable[Reachable],
    end: Callable[[Reachable], str] = lambda _: "",
) -> list[Block]:
    """Return whom to turn to, one line each, in order; `end` is what to add for each."""
    return bullets(
        (
            (*contact_line(base, item, through), Span(end(item)))
            for item, through in _ways(reachable)
        ),
        ordered=True,
    )


def contact_line(base: KnowledgeBase, item: Reachable, through: Sequence[str] = ()) -> Inline:
    """Return who to turn to, and how, on one line."""
    name = (Span(item.name, Style.STRONG), Span(wording.COLON))
    return (*name, *channels(base, item, through))


def channels(base: KnowledgeBase, item: Reachable, through: Sequence[str] = ()) -> Inline:
    """Return how to turn to somebody, and what to ask for `through` them."""
    contact = item.contact
    if contact is None:
        pieces = [Span("dans votre lycée")]
    else:
        known = [Span(contact.url, url=contact.url)] if contact.url else []
        known += [Span(contact.phone)] if contact.phone else []
        known += [Span(contact.email, url=mailto(contact.email))] if contact.email else []
        known = known or [Span(str(contact.address))]
        pieces = [piece for channel in known for piece in (Span(", "), channel)][1:]
        pieces += [Span(" (à confirmer)")] if contact.status is not Status.ACTIF else []
        told = (only_there(base, item), lent_in_short(item))
        pieces += [Span(f" ({text})") for text in told if text]
    if through:
        pieces.append(Span(f"{wording.SEMICOLON}y demander {enumerate_french(unique(through))}"))
    return tuple(pieces)


def _contact_card(
    base: KnowledgeBase, number: int, item: Reachable, through: Sequence[str]
) -> Card:
    rows: list[tuple[str, str | Inline | None]] = []
    contact = item.contact
    if contact:
        rows = [
            (
                capital(contact.url_kind or "page"),
                span(contact.url, url=contact.url) if contact.url else None,
            ),
            ("Téléphone", contact.phone),
            (
                "Courriel",
                span(contact.email, url=mailto(contact.email)) if contact.email else None,
            ),
            ("Adresse", contact.address),
            ("Où", only_there(base, item) or None),
            ("Note", contact.note),
            (
                "Source",
                wording.source(contact.source)
                + (" — à confirmer" if contact.status is not Status.ACTIF else ""),
            ),
            ("Ajouté par", wording.local_file(contact.origin)),
        ]
    else:
        rows = [("Où", wording.how_to_reach(base, item)), ("Rôle", item.role.summary)]
    asked = enumerate_french(unique(through))
    unpublished = "adresses non publiées" if len(through) > 1 else "adresse non publiée"
    rows.append(("À demander", f"{asked} ({unpublished})" if asked else None))
    rows.append(("Pour", served(base, item)))
    rows.append(("À savoir", capital(lent(base, item)) or None))
    return Card(Heading(3, f"{number}. {item.name}"), tuple(facts(rows)))


def call_lines(
    base: KnowledgeBase,
    call: Call | None,
    told: Told,
    several: bool = False,
    helpers: Iterable[Helper] = (),
) -> list[Block]:
    """Return the first call to make: whom, how, for which entry, and the sentence to say."""
    if call is None:
        return []
    entry = f"{wording.SEMICOLON}pour {quoted(call.entry.name)}" if call.entry else ""
    look = look_there(call.who.contact)
    there = f" {capital(look)}." if look else ""
    sentence = say(base, call, told, several)
    first = before_calling(helpers)[:INSIDE]
    inside = [wording.lower(str(item.role.name)) for item in first]
    before = f"D’abord dans le lycée{wording.COLON}{enumerate_french(inside)}{NBSP}; puis{NBSP}:"
    return [
        *([paragraph(before)] if inside else []),
        Paragraph((*contact_line(base, call.who), Span(f"{entry}.{there}"))),
        paragraph(f"{saying(call.who.contact)}{wording.COLON}{sentence}"),
    ]


def first_lines(base: KnowledgeBase, result: Recommendation[Told]) -> list[Block]:
    """Return the first call of a recommendation, after whom to speak to in the lycée before it."""
    return call_lines(base, result.first_call, result.answers, helpers=result.helpers)


def helper_lines(helpers: Iterable[Helper]) -> list[Block]:
    """Return who in the lycée and in the institution helps, one line each, in order."""
    return bullets(map(_helper_line, helpers), ordered=True)


def net_blocks(base: KnowledgeBase, found: Sequence[Net]) -> list[Block]:
    """Return the people of each net, in order, then what else the lycée can do."""
    blocks: list[Block] = []
    for net in found:
        besides = (step for step in net.guide.steps if not step.who)
        lines = [*helper_lines(net.helpers), *bullets(step_text(base, step) for step in besides)]
        blocks += section(net.guide.name, lines, level=3)
    return [*blocks, *([Paragraph(ORDER)] if blocks else [])]


def _helper_line(item: Helper) -> Inline:
    """Return somebody with their number: after the name of who needs none, else at the end."""
    moment = item.step.moment
    when = f" Quand{wording.COLON}{moment}." if moment else ""
    if item.on_site or item.role.level is Level.NATIONAL:
        place, known = "".join(f", {_number(one)}" for one in item.contacts), ""
    else:
        named = [f"{one.name}{wording.COLON}{_number(one)}" for one in item.contacts]
        place, known = " (hors du lycée)", f" {wording.SEMICOLON.join(named)}." if named else ""
    return (
        Span(str(item.role.name), Style.STRONG),
        Span(f"{place}{wording.COLON}{wording.lower(item.step.text)}{when}{known}"),
    )


def _number(item: Reachable) -> str:
    contact = item.contact
    if contact is None:
        return "dans votre lycée"
    doubt = " (à confirmer)" if contact.status is not Status.ACTIF else ""
    return str(contact.phone or contact.email or contact.url or contact.address) + doubt


def contacts_page(
    base: KnowledgeBase,
    entries: Sequence[Entry],
    answers: Told,
    written: Sequence[Entry] | None = None,
) -> Document:
    """Return whom to call for `entries`, in order, what to ask, how to proceed; with a message
    ready to send about those `written` of, unless it is None.
    """
    reachable = contacts_for(base, entries, answers)
    where = wording.answer(base, "academie", answers.get("academie", ()))
    call = call_first(base, entries, answers)
    possible = possible_answers(base, answers)
    helpers = in_turn(nets(base, answers, possible))
    blocks = [
        *left_out(answers),
        *section("Demain matin", call_lines(base, call, answers, helpers=helpers)),
        *section("Qui contacter, dans cet ordre", contact_list(base, reachable)),
        *section(
            "Ce qu’il faut demander",
            bullets(
                f"{base.role[role].name}{wording.COLON}{text}" for role, text in checklist(entries)
            ),
        ),
    ]
    blocks += section("Comment faire, étape par étape", steps_by_entry(base, entries))
    guides = protections(base, entries, possible)
    blocks += section("Protéger l’élève", protection_lines(guides))
    if written is not None:
        message = [*left_out_for_others(answers), *_message_blocks(base, written, answers)]
        blocks += section("Message prêt à envoyer", message)
    return Document(f"Contacts{wording.COLON}{where}", tuple(blocks))


def steps_by_entry(base: KnowledgeBase, entries: Sequence[Entry]) -> list[Block]:
    """Return the steps of each entry, with who acts and when in the school year."""
    blocks: list[Block] = []
    for entry in entries:
        blocks += section(
            entry.name,
            bullets((step_text(base, step) for step in entry.steps), ordered=True),
            level=3,
        )
    return blocks


def checklist(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """Return (role, question) of everything a human must check, each once, in order."""
    return list(
        dict.fromkeys(
            (str(item.with_), str(item.text)) for entry in entries for item in entry.to_check
        )
    )


class Message(Struct, frozen=True):
    """What to send, to whom, and the same in three sentences for who telephones."""

    to: Reachable
    lines: tuple[str, ...]
    spoken: str

    @property
    def contact(self) -> Contact | None:
        """Where it is sent: their own address, or that of who knows them."""
        return self.to.contact or (self.to.via.contact if self.to.via else None)


def messages(base: KnowledgeBase, entries: Sequence[Entry], told: Told) -> list[Message]:
    """Return a message for each of the first who answer for `entries`, outside the lycée where
    somebody is known there: what others may be told, and the questions that are theirs. No two go
    to one address.
    """
    answers = told.for_others
    everyone = [item for item in contacts_for(base, entries, answers) if not item.only_via]
    outside = [item for item in everyone if item.way is not Way.SCHOOL]
    found = [_message(base, item, entries, answers) for item in outside or everyone[:1]]
    return unique(found, lambda one: one.contact.id if one.contact else one.to.id)[:MESSAGES]


def _message(
    base: KnowledgeBase, to: Reachable, entries: Sequence[Entry], answers: Told
) -> Message:
    links = {item.entry: list(NamedBy).index(item.link) for item in to.served}
    theirs = sorted(
        (entry for entry in entries if entry.id in links), key=lambda entry: links[entry.id]
    )
    via = to.via if to.contact is None else None
    asking = Call(via or to, next(iter(theirs), None), to.role if via else None)
    spoken = say(base, asking, answers)
    greeting, told = spoken.split(" ", 1)
    others = enumerate_french([quoted(entry.name) for entry in theirs[1:]])
    questions = [text for role, text in checklist(theirs) if role == to.role.id]
    written = (
        greeting,
        "",
        capital(told),
        *(["", f"Je m’intéresse aussi à {others}."] if others else []),
        *(["", f"Pourriez-vous me dire{wording.COLON}"] if questions else []),
        *(f"- {text}" for text in questions[:MESSAGE_QUESTIONS]),
        "",
        "Je vous remercie de votre aide.",
        "",
        "Cordialement,",
        "[votre fonction et votre lycée]",
    )
    return Message(to, written, spoken)


def messages_page(base: KnowledgeBase, entries: Sequence[Entry], told: Told) -> Document:
    """Return the messages alone, ready to send."""
    blocks = [*left_out_for_others(told), *_message_blocks(base, entries, told, level=2)]
    return Document("Messages prêts à envoyer", tuple(blocks))


def _message_blocks(
    base: KnowledgeBase, entries: Sequence[Entry], answers: Told, level: int = 3
) -> list[Block]:
    blocks: list[Block] = []
    for message in messages(base, entries, answers):
        to = Heading(level, f"À{wording.COLON}{message.to.name}")
        blocks += [to, *_channel(message), Letter(message.lines)]
        if message.contact and message.contact.phone:
            blocks += [paragraph(f"Au téléphone{NBSP}:"), Letter((message.spoken,))]
    return blocks


def mailto(email: str, lines: Iterable[str] = ()) -> str:
    """Return the link that opens a message to `email`, with its subject and its lines."""
    body = quote("\r\n".join(lines))
    return f"mailto:{email}?subject={quote(SUBJECT)}{f'&body={body}' if body else ''}"


def _channel(message: Message) -> list[Block]:
    """Return where a message is sent, and its subject."""
    contact = message.contact
    email, url, phone = (
        (contact.email, contact.url, contact.phone) if contact else (None, None, None)
    )
    return facts(
        [
            ("Courriel", span(email, url=mailto(email, message.lines)) if email else None),
            (
                capital((contact and contact.url_kind) or "page"),
                span(url, url=url) if url else None,
            ),
            ("Téléphone", phone),
            ("Adresse", contact.address if contact and not (email or url or phone) else None),
            ("Objet", SUBJECT if contact else None),
        ]
    )
