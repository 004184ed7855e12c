"""`mentorat recommend`: the dialogue, or the recommendation at once."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from mentorat_cli.answers.told import CONSENT, Told, equivalent_command, tell, withheld
from mentorat_cli.answers.typed import agree, missing_required, parse_answers
from mentorat_cli.base.records import Answers, KnowledgeBase
from mentorat_cli.commands.common import (
    Situation,
    add_office,
    add_own,
    choose_format,
    on_screen,
    present,
    send,
    tell_skipped,
    tell_unlisted,
)
from mentorat_cli.commands.table import ADVISED, ASSEMBLED
from mentorat_cli.engine.ranking import SHOWN
from mentorat_cli.engine.recommending import Recommendation, recommend
from mentorat_cli.errors import UsageError
from mentorat_cli.formats import TEXT, Format
from mentorat_cli.typography import enumerate_french, harmless
from mentorat_cli.world.disk import exists, forget, last_change, read_text, write_export
from mentorat_cli.world.screen import Shell

if TYPE_CHECKING:
    from mentorat_cli.dialogue.loop import Dialogue

HELP = (
    "Sans option, pose quelques questions. Chaque réponse peut aussi être donnée en "
    "option\u00a0; «\u00a0?\u00a0» veut dire «\u00a0je ne sais pas\u00a0»."
    "\n\nAvec --classe, lit un tableau CSV, une ligne par élève («\u00a0mentorat new "
    "classe\u00a0» en prépare un). Une option remplace alors une colonne absente et "
    "remplit les cellules vides\u00a0; une cellule remplie l’emporte sur elle. Une ligne "
    "qui ne peut pas être lue est dite et n’arrête pas les autres\u00a0; le code de "
    "sortie est alors 1."
    "\n\nExemples\u00a0:"
    "\n  mentorat recommend --objectif orientation --academie 69 --niveau terminale-pro"
    "\n  mentorat recommend --classe eleves.csv --academie lyon --output classe.html"
)


def run(
    base: KnowledgeBase,
    shell: Shell,
    *,
    typed: Mapping[str, Sequence[str]],
    no_input: bool,
    accessible: bool,
    limit: int | None,
    consent: bool,
    details: bool,
    alone: bool,
    profile: Path | None,
    save: Path | None,
    resume: bool,
    classroom: Path | None,
    form: str | None,
    output: Path | None,
    force: bool,
) -> int:
    """Run the command over a base."""
    if classroom:
        refuse_with_a_class({"--profil": profile, "--enregistrer": save, "--reprendre": resume})
        from mentorat_cli.commands.classroom import Choices, recommend_class

        wanted = Choices(choose_format(form, output, ASSEMBLED), limit, consent, output, force)
        return recommend_class(base, shell, classroom, typed, wanted, alone)
    chosen = choose_format(form, output, ADVISED)
    kept, profiles = [shell.state()] if resume else [], [profile] if profile else []
    known = known_answers(base, shell, parse_answers(base, typed), kept, profiles)
    tell_unlisted(shell, base, typed)
    situation = add_own(shell, base, known, alone)
    screen = on_screen(shell, chosen, output)
    wish = Wish(chosen, limit, details, consent, screen, output, force, save)
    if shell.interactive and not no_input:
        return talk(situation, shell, wish, accessible)
    answers = complete(situation.base, situation.answers)
    save_answers(situation.base, shell, answers, wish)
    here, result = advise(situation.base, shell, answers, wish)
    return show(here, shell, result, wish)


class Wish(Struct, frozen=True):
    """How a result is wanted: its form, how many entries, in how many words, whether with the
    sensitive answers, whether it stays on the `screen` of who gave them; the files to write.
    """

    form: Format
    limit: int | None
    details: bool
    consent: bool
    screen: bool
    output: Path | None
    force: bool
    save: Path | None


def talk(situation: Situation, shell: Shell, wish: Wish, accessible: bool) -> int:
    """Ask what the answers leave open and show the result; on a screen, as often as is wanted.
    Raises InteractionError when the dialogue is left.
    """
    base = situation.base
    secret = withheld(base, wish.consent or wish.screen)
    dialogue = opened(situation, shell, secret)
    answers = converse(base, shell, dialogue, wish.consent, accessible)
    save_answers(base, shell, answers, wish)
    while True:
        here, result = advise(base, shell, answers, wish)
        code = show(here, shell, result, wish, menu=wish.screen)
        if not wish.screen:
            return code
        from mentorat_cli.commands.afterwards import look_at
        from mentorat_cli.pages.looks import AGAIN, LEAVE

        after = look_at(here, result, shell, shell.prompter(accessible, ""))
        if after == LEAVE:
            again = equivalent_command(base, result.answers)
            shell.complain(f"Pour retrouver ce résultat\u00a0:\n{again}")
            return code
        if after == AGAIN:
            dialogue = opened(of_the_lycee(situation, answers), shell, secret)
        answers = converse(base, shell, dialogue, wish.consent, accessible, again=after != AGAIN)


def save_answers(base: KnowledgeBase, shell: Shell, answers: Answers, wish: Wish) -> None:
    """Write the answers where that is wanted."""
    if wish.save:
        from mentorat_cli.answers.saved import write_answers

        told = tell(base, answers, wish.consent, wish.screen)
        send(shell, write_answers(base, told), wish.save, wish.force, private=True)


def advise(
    base: KnowledgeBase, shell: Shell, answers: Answers, wish: Wish
) -> tuple[KnowledgeBase, Recommendation[Told]]:
    """Return what is recommended, and the base with what is known of the lycée."""
    told = tell(base, answers, wish.consent, wish.screen)
    here = add_office(shell, base, told)
    return here, recommend(here, told, wish.limit or SHOWN)


def show(
    base: KnowledgeBase, shell: Shell, result: Recommendation[Told], wish: Wish, menu: bool = False
) -> int:
    """Write a result: on the standard output the text is one screen, above a `menu` or not;
    elsewhere it is whole.
    """
    limit = wish.limit

    def handout() -> object:
        from mentorat_cli.pages.handout import handout_page

        return handout_page(base, result, shell.today(), limit)

    def page() -> object:
        whole = wish.output or wish.details or limit or TEXT not in wish.form.functions.values()
        if not whole:
            from mentorat_cli.commands.afterwards import menu_height
            from mentorat_cli.pages.summary import summary_page

            room = [shell.height - menu_height(shell.width)] if menu else []
            return summary_page(base, result, shell.width, *room)
        from mentorat_cli.pages.recommendation import recommendation_page

        return recommendation_page(base, result, shell.today(), limit)

    def value() -> object:
        from mentorat_cli.payloads.recommendation import recommendation

        return recommendation(base, result, shell.today(), limit)

    contents = dict(zip(ADVISED, (handout, page, value), strict=True))
    return present(shell, wish.form, contents, wish.output, wish.force)


def refuse_with_a_class(options: Mapping[str, object]) -> None:
    """Raise UsageError for options that have no meaning when the answers are those of a class."""
    given = [name for name, value in options.items() if value]
    if given:
        verb = "concernent" if len(given) > 1 else "concerne"
        raise UsageError(
            f"{enumerate_french(given)} ne {verb} qu’un élève, et --classe en lit "
            "plusieurs\u00a0; gardez l’un ou l’autre."
        )


def known_answers(
    base: KnowledgeBase,
    shell: Shell,
    typed: Answers,
    kept: Sequence[Path],
    profiles: Sequence[Path],
) -> Answers:
    """Return the answers known before the dialogue: options first, then files. Raises UsageError if
    one cannot be read.
    """
    known: dict[str, tuple[str, ...]] = {}
    for path in (*kept, *profiles):
        if path in kept and not exists(path):
            raise UsageError(
                "Aucun dialogue interrompu à reprendre. Pour commencer\u00a0: mentorat recommend"
            )
        from mentorat_cli.answers.saved import read_answers
        from mentorat_cli.base.nodes import LARGEST

        name = harmless(path.name)
        answers, skipped = read_answers(base, read_text(path, LARGEST), name)
        tell_skipped(shell, skipped, name)
        known.update(answers)
    known.update(typed)
    agree(base, known)
    return {name: known[name] for name in base.question if name in known}


def of_the_lycee(situation: Situation, answers: Answers) -> Situation:
    """Return what holds for another pupil of the same lycée: its place, and what its sheet says."""
    from mentorat_cli.answers.own import shared_answers
    from mentorat_cli.engine.presence import PLACES

    own = situation.own
    known = {*PLACES, *(shared_answers(situation.base, own) if own else ())}
    kept = {name: values for name, values in answers.items() if name in known}
    return Situation(situation.base, kept, own)


def opened(situation: Situation, shell: Shell, secret: frozenset[str]) -> "Dialogue":
    """Return a dialogue that asks what the answers leave open, and nothing `secret`, which no
    result would tell; of the trades, those of the lycée only.
    """
    from mentorat_cli.dialogue.interview import next_turn
    from mentorat_cli.dialogue.loop import Dialogue

    if secret:
        shell.complain(f"Rien de sensible n’est demandé\u00a0; {CONSENT} le permet.")
    turns = partial(next_turn, secret=secret)
    if situation.own is not None:
        from mentorat_cli.dialogue.sheet import limited

        turns = partial(limited, turns, situation.own)
    return Dialogue(situation.base, situation.answers, turns=turns, secret=secret)


def complete(base: KnowledgeBase, answers: Answers) -> Answers:
    """Return `answers`. Raises UsageError when nobody can be asked for what is missing."""
    missing = missing_required(base, answers)
    if missing:
        options = enumerate_french([f"--{question.id}" for question in missing])
        raise UsageError(
            f"Il manque {options}. Par exemple\u00a0: mentorat recommend "
            "--objectif orientation --academie lyon"
        )
    return answers


def converse(
    base: KnowledgeBase,
    shell: Shell,
    dialogue: "Dialogue",
    consent: bool,
    accessible: bool,
    again: bool = False,
) -> Answers:
    """Return the answers of a dialogue, or of its changes once it was held. Raises InteractionError
    when it is left; what was answered is kept, also after an unexpected fault.
    """
    state = shell.state()
    before = last_change(state)
    answers = shell.converse(
        dialogue, accessible, lambda known: keep_interrupted(base, state, known, consent), again
    )
    forget(state, before)
    return answers


def keep_interrupted(base: KnowledgeBase, state: Path, answers: Answers, consent: bool) -> str:
    """Keep what may be told of an interrupted dialogue, and return what to say."""
    told = tell(base, answers, consent)
    if not told:
        return "Dialogue interrompu. Pour recommencer\u00a0: mentorat recommend"
    try:
        state.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        from mentorat_cli.answers.saved import write_answers

        write_export(state, write_answers(base, told), force=True, private=True)
    except (OSError, UsageError):
        return f"Dialogue interrompu. Pour reprendre\u00a0:\n{equivalent_command(base, told)}"
    return (
        "Dialogue interrompu\u00a0; vos réponses sont gardées. Pour reprendre\u00a0:\n"
        "mentorat recommend --reprendre"
    )
