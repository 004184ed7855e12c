"""`mentorat lycee`: what holds for all the pupils of a lycée, said once."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from mentorat_cli.answers.own import answered, sheet, sheet_form, titled, write_own
from mentorat_cli.answers.typed import also_told
from mentorat_cli.base.records import Answers, KnowledgeBase, OwnLycee
from mentorat_cli.commands.common import present_at, read_sheet, send
from mentorat_cli.dialogue.loop import Dialogue, Given
from mentorat_cli.dialogue.sheet import next_question, sheet_answer
from mentorat_cli.errors import ExitCode, UsageError
from mentorat_cli.typography import (
    clipped,
    code,
    enumerate_french,
    french,
    harmless,
    plural,
)
from mentorat_cli.wording import day as french_day
from mentorat_cli.world.disk import day_of, make_folder, open_table_text, write_packed
from mentorat_cli.world.folders import OFFICES, SHEET
from mentorat_cli.world.progress import watch_lines
from mentorat_cli.world.screen import Shell

HELP = (
    "Sans option, pose quelques questions, puis garde la fiche du lycée dans votre dossier de "
    "configuration\u00a0; «\u00a0recommend\u00a0», «\u00a0explain\u00a0» et "
    "«\u00a0contacts\u00a0» s’en servent alors, et le disent. Rien n’y est dit d’un élève. Un "
    "service se joint par un numéro, une boîte ou un formulaire, jamais par une personne."
    "\n\nExemples\u00a0:"
    "\n  mentorat lycee --academie 'Algoud-Laffemas' --lycee-encorde oui --partenaire afev"
    "\n  mentorat lycee --output notre-lycee.yaml"
    "\n  mentorat lycee --profil notre-lycee.yaml"
)


def run(
    base: KnowledgeBase,
    shell: Shell,
    *,
    typed: Mapping[str, Sequence[str]],
    no_input: bool,
    accessible: bool,
    profile: Path | None,
    directory: Path | None,
    output: Path | None,
    force: bool,
) -> int:
    """Run the command over a base."""
    if directory is not None:
        return keep_offices(shell, directory)
    asked = sheet_form(base)
    kept = None if shell.folder is None else shell.folder() / SHEET
    source = profile or (kept if kept and present_at(kept) else None)
    before = answered(base, read_sheet(shell, base, source)) if source else {}
    given = parse(asked, typed)
    answers: Answers = {**before, **given}
    if shell.interactive and not no_input:
        answers = ask(asked, shell, before, given, accessible)
    elif not answers.get("academie"):
        raise UsageError(
            "Il manque --academie\u00a0: le lycée, sa ville ou son code UAI. Par exemple\u00a0: "
            "mentorat lycee --academie 'Algoud-Laffemas'"
        )
    path = output or kept
    if path is None:
        raise UsageError("Donnez --output\u00a0: le fichier où écrire la fiche.")
    keep_sheet(base, shell, sheet(base, answers, shell.today()), path, output is not None, force)
    return ExitCode.DONE


def keep_sheet(
    base: KnowledgeBase, shell: Shell, own: OwnLycee, path: Path, given: bool, force: bool
) -> None:
    """Write a sheet, and say what it is for: to a colleague where its file is `given`, else here.
    Raises UsageError.
    """
    if not given:
        make_folder(path)
    send(shell, write_own(own), path, force or not given, private=True)
    if not given:
        shell.complain(
            f"Fiche gardée\u00a0: {titled(base, own)}\u00a0; pour la donner à un collègue\u00a0: "
            "mentorat lycee --output notre-lycee.yaml"
        )
    else:
        file = harmless(shlex.quote(str(path)))
        shell.complain(f"Un collègue la reprend ainsi\u00a0: mentorat lycee --profil {file}")


def parse(asked: KnowledgeBase, typed: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the answers to the form that options give. Raises Refused, UsageError."""
    found = dict(also_told(asked, typed))
    for name, words in typed.items():
        values = _read(asked, name, words) if words else None
        if values is not None:
            found[name] = values
    return found


def _read(asked: KnowledgeBase, name: str, words: Sequence[str]) -> tuple[str, ...] | None:
    try:
        return sheet_answer(asked, name, words)
    except ValueError as error:
        raise UsageError(french(f"--{name} : {error}.")) from None


def ask(
    asked: KnowledgeBase, shell: Shell, before: Answers, given: Answers, accessible: bool
) -> Answers:
    """Return the answers to the form: those before can be changed one by one. Raises
    InteractionError when the dialogue is left.
    """
    known = {name: values for name, values in before.items() if name not in given}
    places = ("departement", "lycee")
    asked_before = [name for name in known if name not in places]
    also = {name: known[name] for name in places if name in known}
    said = {name: Given(known[name], also if name == "academie" else {}) for name in asked_before}
    dialogue = Dialogue(asked, given, asked=asked_before, said=said, turns=next_question)
    left = f"Dialogue interrompu\u00a0; rien n’est écrit dans {code(SHEET)}."
    return shell.converse(dialogue, accessible, lambda answers: left)


def keep_offices(shell: Shell, path: Path) -> int:
    """Keep the offices of the ministry's directory, and say what of it was not understood. Raises
    UsageError when the file is another one.
    """
    from mentorat_cli.answers.offices import NoDirectory, Offices, add, packed, read_rows, titles

    if shell.folder is None:
        raise UsageError("Aucun dossier où garder l’annuaire.")
    found, named = Offices(), None
    with open_table_text(path) as lines:
        rows = read_rows(lines, is_json=path.suffix.casefold() == ".json")
        try:
            for number, row in enumerate(watch_lines(rows, path, lines, shell.watched), 2):
                named = named or titles(row)
                add(found, named, number, row)
        except NoDirectory as error:
            raise UsageError(_another(path, error.missing, error.titles)) from None
        except ValueError:
            raise UsageError(
                f"{code(str(path))} n’est pas un fichier {path.suffix[1:].upper() or 'CSV'} que "
                "l’on puisse lire\u00a0; reprenez-le sur le portail."
            ) from None
    if not found.offices:
        raise UsageError(f"Aucun bureau des entreprises dans {code(str(path))}.")
    write_packed(shell.folder() / OFFICES, packed(found.offices.values(), day_of(path)))
    for name, wrong in found.wrong.items():
        line, text = wrong[0]
        example = (
            f", par exemple {code(clipped(text))}" if text else ", par exemple celle d’une personne"
        )
        count = plural(len(wrong), "valeur laissée", "valeurs laissées")
        shell.complain(f"{harmless(str(path))}:{line}: {name}\u00a0: {count} de côté{example}.")
    shell.complain(
        f"{plural(len(found.offices), 'bureau gardé', 'bureaux gardés')}, fichier du "
        f"{french_day(day_of(path))}\u00a0; pour en voir un\u00a0: mentorat contacts --lycee UAI"
    )
    return ExitCode.DONE


def _another(path: Path, missing: Sequence[str], titles: Sequence[str]) -> str:
    what = {"numero_uai": "le code UAI", "mail_bde": "la boîte du bureau", "telephone": "le numéro"}
    lacks = enumerate_french([f"{name} ({what[name]})" for name in missing])
    has = enumerate_french([code(title) for title in titles[:8]]) or "aucune"
    return (
        f"{code(str(path))} n’est pas l’annuaire des bureaux des entreprises\u00a0: il manque "
        f"{lacks}\u00a0; colonnes lues\u00a0: {has}. Reprenez le fichier "
        "«\u00a0fr-en-annuaire_bde_lycees_pro\u00a0» sur data.education.gouv.fr."
    )
