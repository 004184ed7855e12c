"""From typed words to answers."""

import re
from collections.abc import Callable, Mapping, Sequence

from mentorat_cli.answers.choices import FILIERE, NIVEAU, match_choice
from mentorat_cli.answers.places import (
    ACADEMIE,
    LYCEE,
    PLACED,
    answers_of,
    place_of,
    resolve,
)
from mentorat_cli.answers.refusals import Refusal, Refused, closest
from mentorat_cli.answers.territories import Territory
from mentorat_cli.base.records import Answers, KnowledgeBase, Question, QuestionType
from mentorat_cli.typography import fold, unique

UNKNOWN = "ne-sait-pas"
_UNKNOWN_WORDS = {"?", "ne sait pas", "je ne sait pas", "je ne sais pas", "nsp"}


def parse_answers(
    base: KnowledgeBase, typed: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Return the answers that the words mean, in the order of the questions.

    `typed` is criterion id → what was typed, each possibly several values separated by commas where
    the question takes several. What an answer tells beside (`also_told`) stands where it is not
    given. Raises Refused.
    """
    parsed: dict[str, tuple[str, ...]] = {}
    for name, question in base.question.items():
        if typed.get(name):
            answer = parse_answer(base, question, typed[name], parsed.get(NIVEAU, ()))
            if answer or all(map(is_unknown, typed[name])):
                parsed[name] = answer
    parsed = {**also_told(base, typed), **parsed}
    agree(base, parsed)
    return {name: parsed[name] for name in base.question if name in parsed}


def is_unknown(word: str) -> bool:
    """Return whether a word says « ne sait pas »."""
    return word.strip() == "?" or fold(word) in _UNKNOWN_WORDS


def also_told(
    base: KnowledgeBase, typed: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Return what words that can be read tell beside what they answer: a place or a lycée its
    académie, its département and its lycée, the name of a class its niveau and its filière.
    """
    found: dict[str, str | None] = {}
    for name in PLACED:
        place = told_place(base, name, typed.get(name, ()))
        if place:
            found |= {key: value for key, value in answers_of(place).items() if value}
    for name, other in ((NIVEAU, FILIERE), (FILIERE, NIVEAU)):
        words = typed.get(name, ())
        if len(words) == 1 and match_choice(base.question[name], words[0]) is None:
            from mentorat_cli.answers.classes import read_class

            told = read_class(base, words[0])
            found[other] = told.niveau if other == NIVEAU else told.filiere(told.niveau)
    return {name: (value,) for name, value in found.items() if value and name in base.question}


def parse_answer(
    base: KnowledgeBase, question: Question, typed: Sequence[str], niveau: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the answer to one question; empty for « ne sait pas », and for a place or a lycée that
    no list has where a lycée is asked. An acronym of several filières is that of the `niveau`.
    Raises Refused.
    """
    words = [
        word.strip()
        for text in typed
        for word in (re.split(r"[,;]", text) if question.many else [text])
    ]
    words = [word for word in words if word]
    if not words:
        raise Refused(Refusal(why="nothing", about=question.id))
    if all(map(is_unknown, words)):
        return ()
    values = unique(filter(None, (_value(base, question, word, niveau) for word in words)))
    if len(values) > 1 and not question.many:
        raise Refused(Refusal(why="several", about=question.id, given=tuple(words)))
    return tuple(values)


def missing_required(base: KnowledgeBase, answers: Answers) -> tuple[Question, ...]:
    """Return the indispensable questions that have no answer."""
    return tuple(
        question
        for question in base.questions
        if question.required and not answers.get(question.id)
    )


def label(question: Question, value: str) -> str:
    """Return an answer as it is shown (`terminale-pro` → `terminale professionnelle`)."""
    if question.type is QuestionType.NUMBER:
        return f"{value}\u00a0ans" if question.id == "age" else value
    return next((str(choice.phrase) for choice in question.choices if choice.id == value), value)


def _value(base: KnowledgeBase, question: Question, word: str, niveau: Sequence[str]) -> str:
    if question.type is QuestionType.TERRITORY:
        return resolve(base, word).academie
    if question.type is QuestionType.NUMBER:
        return _number(question, word)
    found = match_choice(question, word)
    if found is not None:
        return str(found.id)
    if question.id == LYCEE:
        place = told_place(base, LYCEE, [word])
        return (place and place.lycee) or ""
    told = named(base, question, word, niveau)
    if told is None:
        raise Refused(_unknown_choice(base, question, word))
    return told


def usable(
    base: KnowledgeBase,
    saved: Mapping[str, Sequence[str]],
    read: Callable[[KnowledgeBase, Question, Sequence[str]], tuple[str, ...]],
) -> tuple[dict[str, tuple[str, ...]], list[Refusal]]:
    """Return the saved answers that `read` can read, and why each other one is skipped."""
    answers: dict[str, tuple[str, ...]] = {}
    skipped = []
    for name, values in saved.items():
        if name not in base.question:
            skipped.append(Refusal(why="criterion", given=(name,)))
            continue
        try:
            answers[name] = read(base, base.question[name], values)
        except Refused as error:
            skipped.append(error.refusal)
    return answers, skipped


def named(
    base: KnowledgeBase, question: Question, word: str, niveau: Sequence[str] = ()
) -> str | None:
    """Return the niveau or the filière that the name of a class or of a formation tells; None when
    it tells none, or several.
    """
    if question.id not in (NIVEAU, FILIERE):
        return None
    from mentorat_cli.answers.classes import read_class

    if question.id == NIVEAU:
        return read_class(base, word).niveau
    said = read_class(base, word, plainly=True)
    return said.filiere(next(iter(niveau), said.niveau))


def _unknown_choice(base: KnowledgeBase, question: Question, word: str) -> Refusal:
    several = _several_filieres(base, word) if question.id == FILIERE else ()
    if several:
        return Refusal(why="choices", about=question.id, given=(word,), expected=several)
    names = {
        fold(name): str(choice.id)
        for choice in question.choices
        for name in (choice.id, choice.label, *choice.aliases)
    }
    return Refusal(
        why="choice",
        about=question.id,
        given=(word,),
        expected=tuple(str(item.id) for item in question.choices),
        nearest=closest(word, names),
    )


def _several_filieres(base: KnowledgeBase, word: str) -> tuple[str, ...]:
    """Return the filières of which `word` is the acronym; empty when it is of one at most."""
    from mentorat_cli.answers.classes import read_class

    may = tuple(read_class(base, word, plainly=True).filieres)
    return may if len(may) > 1 else ()


def _number(question: Question, word: str) -> str:
    found = re.fullmatch(r"(\d{1,3})(?:\s*ans)?", word)
    if not found or not question.minimum <= int(found[1]) <= question.maximum:
        bounds = (str(question.minimum), str(question.maximum))
        raise Refused(Refusal(why="number", about=question.id, given=(word,), expected=bounds))
    return str(int(found[1]))


def told_place(base: KnowledgeBase, name: str, words: Sequence[str]) -> Territory | None:
    """Return the place that the words typed for a criterion name; None when they name none: they
    are unknown, or a lycée of which nothing tells where it is. Raises Refused.
    """
    if name not in base.question or len(words) != 1 or is_unknown(words[0]):
        return None
    chosen = match_choice(base.question[name], words[0])
    if name == LYCEE and chosen is not None:
        return place_of(base, str(chosen.id))
    try:
        return resolve(base, words[0], lycee=name == LYCEE)
    except Refused as error:
        if name == LYCEE and error.refusal.why == "place":
            return None
        raise


def unlisted(base: KnowledgeBase, typed: Mapping[str, Sequence[str]]) -> Refusal | None:
    """Return what to say of a lycée that is typed and that no list has; None when all is well."""
    words = typed.get(LYCEE, ())
    if len(words) != 1 or is_unknown(words[0]) or told_place(base, LYCEE, words):
        return None
    from mentorat_cli.answers.lycees import near, school_label

    meant = tuple(school_label(item) for item in near(base, words[0]))
    return Refusal(why="unlisted", about=LYCEE, given=(words[0],), nearest=meant)


def department(base: KnowledgeBase, typed: Sequence[str]) -> str | None:
    """Return the département that typed words for the académie tell; None if they tell none. Raises
    Refused.
    """
    place = told_place(base, ACADEMIE, typed)
    return place.department if place else None


def agree(base: KnowledgeBase, answers: Answers) -> None:
    """Raise Refused for a lycée or a département of another académie."""
    refusal = misplaced(base, answers)
    if refusal is not None:
        raise Refused(refusal)


def misplaced(base: KnowledgeBase, answers: Answers) -> Refusal | None:
    """Return what is wrong with the lycée or the département that is answered although it is in
    another académie than the one answered; None when nothing is.
    """
    academies = answers.get(ACADEMIE) or ()
    for name in (LYCEE, *answers) if academies else ():
        for value in answers.get(name, ()):
            own = home_academie(base, name, value)
            if own and own not in academies:
                return Refusal(
                    why="elsewhere",
                    about=name,
                    given=(value, academies[0]),
                    expected=(own,),
                    names={
                        value: _whole_label(base, name, value),
                        own: base.academie[own].name,
                    },
                )
    return None


def home_academie(base: KnowledgeBase, name: str, value: str) -> str | None:
    """Return the académie of an answer that is in one: a département, a lycée; else None."""
    known = base.academie_of[name].get(value)
    if known or name != LYCEE:
        return known
    place = place_of(base, value)
    return place.academie if place else None


def _whole_label(base: KnowledgeBase, name: str, value: str) -> str:
    choices = base.question[name].choices
    found = next((str(item.label) for item in choices if item.id == value), None)
    if found is None and name == LYCEE:
        from mentorat_cli.answers.lycees import lycee_label

        found = lycee_label(base, value)
    return found or value
