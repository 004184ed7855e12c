"""The commands: read options, call the core, render, return a code. The one boundary where errors become exit codes."""

import inspect
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from mentorat_cli import checks, knowledge
from mentorat_cli.answers import agree, equivalent_command, missing_required, parse_answers
from mentorat_cli.console import Shell, interrupt_when_closed, system_shell
from mentorat_cli.dialogue import Dialogue
from mentorat_cli.document import Document
from mentorat_cli.errors import DataError, ExitCode, InteractionError, MentoratError, UsageError
from mentorat_cli.files import read_text, write_export
from mentorat_cli.francais import FrenchCommand, FrenchGroup, usage_error
from mentorat_cli.listing import select_entries
from mentorat_cli.models import Answers, Entry, Kind, KnowledgeBase, Question, QuestionType, Status
from mentorat_cli.pages.catalogue import list_page
from mentorat_cli.pages.contacts import contacts_page
from mentorat_cli.pages.entry import entry_page, guides_page
from mentorat_cli.pages.explanation import explanation_page
from mentorat_cli.pages.handout import SHOWN as SHEET
from mentorat_cli.pages.handout import handout_page
from mentorat_cli.pages.recommendation import recommendation_page
from mentorat_cli.profiles import read_answers, write_answers
from mentorat_cli.recommending import recommend
from mentorat_cli.relevance import SHOWN
from mentorat_cli.render import csv, html, json, markdown
from mentorat_cli.render import text as text_format
from mentorat_cli.typography import code, enumerate_french, expected, fold, french, nearest

Named = TypeVar("Named", bound=StrEnum)
PUPIL = "L’élève et le lycée"
PAGES = ("texte", "markdown", "html", "json")
LISTED = ("academie", "objectif", "niveau", "filiere")
ENDINGS = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".json": "json", ".csv": "csv", ".txt": "texte"}

Format = Annotated[str | None, typer.Option("--format", metavar="FORMAT", help="La forme du résultat (voir ci-dessus).")]
Output = Annotated[
    Path | None, typer.Option("--output", metavar="FICHIER", help="Écrire dans un fichier ; sa fin (.md, .json…) choisit la forme.")
]
Force = Annotated[bool, typer.Option("--force", help="Remplacer le fichier s’il existe.")]


def main(arguments: Sequence[str], shell: Shell, load: Callable[[], KnowledgeBase]) -> int:
    """Run one command line and return its exit code; only a bug, or a stream that cannot be written, raises."""
    try:
        command = typer.main.get_command(build_app(load(), shell))
        result = command.main(args=list(arguments), prog_name="mentorat", standalone_mode=False)
        if result == ExitCode.INTERRUPTED:
            shell.complain("Interrompu.")
        return int(result or 0)
    except MentoratError as error:
        shell.complain(str(error))
        return error.exit_code
    except SystemExit:  # how typer ends when nobody reads the result any more (EPIPE)
        return ExitCode.DONE
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        shell.complain(usage_error(error))
        return ExitCode.WRONG_USAGE


def load_shipped() -> KnowledgeBase:
    """Return the shipped base. Raises DataError with all its problems."""
    loaded = knowledge.load(knowledge.data_directory())
    problems = checks.problems(loaded)
    if problems:
        raise DataError(problems)
    return loaded.base


def build_app(base: KnowledgeBase, shell: Shell) -> typer.Typer:
    """Return the program over a base; each question is an option of its own."""
    app = typer.Typer(
        cls=FrenchGroup,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        invoke_without_command=True,
        help="Trouver le dispositif de mentorat qui convient à un élève de lycée professionnel, et qui contacter.",
    )

    @app.callback()
    def _start(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            shell.write(START)

    for add in (_add_recommend, _add_list, _add_show, _add_explain, _add_contacts):
        add(app, base, shell)
    return app


def _add_recommend(app: typer.Typer, base: KnowledgeBase, shell: Shell) -> None:
    @app.command("recommend", cls=FrenchCommand, help=RECOMMEND_HELP)
    @with_criteria(base.questions)
    def _recommend(
        typed: Mapping[str, Sequence[str]],
        no_input: Annotated[bool, typer.Option("--no-input", help="Ne rien demander.")] = False,
        accessible: Annotated[bool, typer.Option("--accessible", help="Des listes numérotées, pour les lecteurs d’écran.")] = False,
        limit: Annotated[int | None, typer.Option("--limit", metavar="N", help="Nombre de recommandations (5 sur une page).")] = None,
        sensitive: Annotated[
            bool, typer.Option("--avec-donnees-sensibles", help="Garder les réponses sensibles dans le résultat.")
        ] = False,
        profile: Annotated[Path | None, typer.Option("--profil", metavar="FICHIER", help="Lire des réponses enregistrées.")] = None,
        save: Annotated[Path | None, typer.Option("--enregistrer", metavar="FICHIER", help="Enregistrer les réponses (YAML).")] = None,
        resume: Annotated[bool, typer.Option("--reprendre", help="Reprendre un dialogue interrompu.")] = False,
        form: Format = None,
        output: Output = None,
        force: Force = False,
    ) -> int:
        chosen = choose_format(form, output, PAGES)
        positive(limit)
        known = gather(base, shell, parse_answers(base, typed), [shell.state()] if resume else [], [profile] if profile else [])
        answers = complete(base, shell, known, ask=shell.interactive and not no_input, accessible=accessible)
        if save:
            send(shell, write_answers(base, answers, sensitive), save, force, private=True)
        result = recommend(base, answers, limit or SHOWN)
        if chosen == "json":
            return send(shell, json.render(json.recommendation(base, result, limit, sensitive)), output, force)
        if chosen == "html":
            return send(shell, html.render(handout_page(base, result, shell.today(), limit or SHEET, sensitive)), output, force)
        return present(shell, recommendation_page(base, result, shell.today(), limit or SHOWN, sensitive), chosen, output, force)


def _add_list(app: typer.Typer, base: KnowledgeBase, shell: Shell) -> None:
    @app.command("list", cls=FrenchCommand, help=LIST_HELP)
    @with_criteria(base.question[name] for name in LISTED if name in base.question)
    def _list(
        typed: Mapping[str, Sequence[str]],
        kind: Annotated[str | None, typer.Option("--kind", metavar="NATURE", help=f"{enumerate_french(list(Kind), 'ou')}.")] = None,
        status: Annotated[str | None, typer.Option("--status", metavar="ÉTAT", help=f"{enumerate_french(list(Status), 'ou')}.")] = None,
        form: Format = None,
        output: Output = None,
        force: Force = False,
    ) -> int:
        chosen = choose_format(form, output, ("table", "markdown", "json", "csv"))
        selected = select_entries(base, parse_answers(base, typed), one_of(kind, Kind, "--kind"), one_of(status, Status, "--status"))
        if chosen == "json":
            return send(shell, json.render(json.entries(base, selected)), output, force)
        if chosen == "csv":
            return send(shell, csv.entries(base, selected), output, force)
        return present(shell, list_page(base, selected), chosen, output, force)


def _add_show(app: typer.Typer, base: KnowledgeBase, shell: Shell) -> None:
    @app.command("show", cls=FrenchCommand, help=SHOW_HELP)
    @with_criteria(base.question[name] for name in ("academie",) if name in base.question)
    def _show(
        typed: Mapping[str, Sequence[str]],
        identifier: Annotated[str, typer.Argument(metavar="ID", help="L’identifiant, ou le nom, d’un dispositif.")],
        form: Format = None,
        output: Output = None,
        force: Force = False,
    ) -> int:
        chosen = choose_format(form, output, PAGES)
        if fold(identifier) == "demarche":
            return present(shell, guides_page(base), chosen.replace("json", "texte"), output, force)
        entry, answers = find_entry(base, identifier), parse_answers(base, typed)
        if chosen == "json":
            return send(shell, json.render(json.entry(base, entry, answers)), output, force)
        return present(shell, entry_page(base, entry, answers), chosen, output, force)


def _add_explain(app: typer.Typer, base: KnowledgeBase, shell: Shell) -> None:
    @app.command("explain", cls=FrenchCommand, help=EXPLAIN_HELP)
    @with_criteria(base.questions)
    def _explain(
        typed: Mapping[str, Sequence[str]],
        identifier: Annotated[str, typer.Argument(metavar="ID", help="L’identifiant, ou le nom, d’un dispositif.")],
        form: Format = None,
        output: Output = None,
        force: Force = False,
    ) -> int:
        chosen = choose_format(form, output, PAGES)
        entry, result = find_entry(base, identifier), recommend(base, parse_answers(base, typed))
        if chosen == "json":
            return send(shell, json.render(json.explanation(base, entry, result)), output, force)
        return present(shell, explanation_page(base, entry, result), chosen, output, force)


def _add_contacts(app: typer.Typer, base: KnowledgeBase, shell: Shell) -> None:
    @app.command("contacts", cls=FrenchCommand, help=CONTACTS_HELP)
    @with_criteria(base.questions)
    def _contacts(
        typed: Mapping[str, Sequence[str]],
        identifiers: Annotated[list[str] | None, typer.Argument(metavar="[ID…]", help="Des dispositifs.")] = None,
        message: Annotated[bool, typer.Option("--message", help="Ajouter un message prêt à envoyer.")] = False,
        form: Format = None,
        output: Output = None,
        force: Force = False,
    ) -> int:
        chosen = choose_format(form, output, PAGES)
        answers = parse_answers(base, typed)
        if not answers.get("academie"):
            raise UsageError("Il manque --academie. Par exemple\u00a0: mentorat contacts p-tech --academie lyon")
        entries = chosen_entries(base, identifiers or [], answers)
        if chosen == "json":
            return send(shell, json.render(json.contacts(base, entries, answers)), output, force)
        return present(shell, contacts_page(base, entries, answers, message), chosen, output, force)


def chosen_entries(base: KnowledgeBase, typed: Sequence[str], answers: Answers) -> list[Entry]:
    """Return the entries that are named, else the first ones that the answers recommend."""
    if typed:
        return [find_entry(base, name) for name in typed]
    return [match.entry for match in recommend(base, answers).recommended[:SHOWN]]


def gather(base: KnowledgeBase, shell: Shell, typed: Answers, kept: Sequence[Path], profiles: Sequence[Path]) -> Answers:
    """Return the answers known before the dialogue: options first, then files. Raises UsageError if one cannot be read."""
    known: dict[str, tuple[str, ...]] = {}
    for path in (*kept, *profiles):
        if path in kept and not path.exists():
            raise UsageError("Aucun dialogue interrompu à reprendre. Pour commencer\u00a0: mentorat recommend")
        answers, notices = read_answers(base, read_text(path), path.name)
        for notice in notices:
            shell.complain(notice)
        known.update(answers)
    known.update(typed)
    agree(base, known)
    return {name: known[name] for name in base.question if name in known}


def complete(base: KnowledgeBase, shell: Shell, answers: Answers, ask: bool, accessible: bool) -> Answers:
    """Return `answers` with what the dialogue adds. Raises UsageError when nobody can be asked for what is missing."""
    if ask:
        return converse(base, shell, Dialogue(base, answers), accessible)
    missing = missing_required(base, answers)
    if missing:
        options = enumerate_french([f"--{question.id}" for question in missing])
        raise UsageError(f"Il manque {options}. Par exemple\u00a0: mentorat recommend --objectif orientation --academie lyon")
    return answers


def converse(base: KnowledgeBase, shell: Shell, dialogue: Dialogue, accessible: bool) -> Answers:
    """Return the answers of a dialogue. Raises InteractionError when it is left; what was answered is kept."""
    state = shell.state()
    try:
        answers = dialogue.run(shell.prompter(accessible))
    except (KeyboardInterrupt, EOFError):
        raise InteractionError(keep(base, state, dialogue.answers())) from None
    state.unlink(missing_ok=True)
    return answers


def keep(base: KnowledgeBase, state: Path, answers: Answers) -> str:
    """Keep the answers of an interrupted dialogue, but sensitive ones, and return what to say."""
    if not answers:
        return "Dialogue interrompu. Pour recommencer\u00a0: mentorat recommend"
    try:
        state.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_export(state, write_answers(base, answers), force=True, private=True)
    except (OSError, UsageError):
        return f"Dialogue interrompu. Pour reprendre\u00a0: {equivalent_command(base, answers)}"
    return "Dialogue interrompu\u00a0; vos réponses sont gardées. Pour reprendre\u00a0: mentorat recommend --reprendre"


def choose_format(typed: str | None, output: Path | None, formats: Sequence[str]) -> str:
    """Return the format asked for: by name, else by the ending of the file, else the first one. Raises UsageError."""
    if typed is None:
        ending = ENDINGS.get(output.suffix.lower(), "") if output else ""
        return ending if ending in formats else formats[0]
    if fold(typed) not in formats:
        raise UsageError(f"Le format {code(typed)} n’existe pas ici\u00a0; {expected(typed, formats)}.")
    return fold(typed)


def one_of(typed: str | None, values: type[Named], option: str) -> Named | None:
    """Return the value of an enumeration; None stays None. Raises UsageError."""
    if typed is None:
        return None
    if typed not in [str(item) for item in values]:
        raise UsageError(f"La valeur {code(typed)} n’existe pas pour {option}\u00a0; {expected(typed, [str(item) for item in values])}.")
    return values(typed)


def positive(limit: int | None) -> None:
    """Raise UsageError when a number of recommendations is not at least one."""
    if limit is not None and limit < 1:
        raise UsageError(f"--limit {limit}\u00a0: attendu un nombre d’au moins 1.")


def find_entry(base: KnowledgeBase, typed: str) -> Entry:
    """Return the entry of that id, name or alias. Raises UsageError with the nearest ids."""
    names: dict[str, str] = {}
    for entry in base.entries:
        for name in (entry.id, entry.name, *entry.aliases):
            names.setdefault(fold(name), str(entry.id))
    if fold(typed) in names:
        return base.entry[names[fold(typed)]]
    near = list(dict.fromkeys(names[fold(name)] for name in nearest(typed, names)))
    hint = f"le plus proche\u00a0: {enumerate_french(near, 'ou')}" if near else "«\u00a0mentorat list\u00a0» les montre tous"
    raise UsageError(f"Aucun dispositif {code(typed)} dans la base\u00a0; {hint}.")


def present(shell: Shell, document: Document, form: str, output: Path | None, force: bool) -> int:
    """Write a page in a format."""
    if form == "markdown":
        return send(shell, markdown.render(document), output, force)
    if form == "html":
        return send(shell, html.render(document), output, force)
    if output is not None:
        return send(shell, text_format.render(document), output, force)
    shell.show(document)
    return ExitCode.DONE


def send(shell: Shell, text: str, output: Path | None, force: bool, private: bool = False) -> int:
    """Write a finished result to stdout, or to a file and say so."""
    if output is None:
        shell.write(text)
    else:
        write_export(output, text, force, private)
        shell.complain(f"Écrit dans {code(str(output))}.")
    return ExitCode.DONE


def with_criteria(questions: Iterable[Question]) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Return a decorator that turns the first argument of a command, `typed`, into one option per question."""
    asked = tuple(questions)

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        signature = inspect.signature(command)
        own = [item for item in signature.parameters.values() if item.name != "typed"]
        options = {_parameter(question): question for question in asked}

        def run(**values: Any) -> int:
            typed = {str(question.id): values.pop(name) or () for name, question in options.items()}
            return command(typed=typed, **values)

        extra = [_option(name, question) for name, question in options.items()]
        run.__signature__ = signature.replace(parameters=[*_keyword_only(own), *extra])  # type: ignore[attr-defined]
        run.__annotations__ = {item.name: item.annotation for item in (*own, *extra)}
        return run

    return decorate


def _keyword_only(parameters: Iterable[inspect.Parameter]) -> list[inspect.Parameter]:
    return [item.replace(kind=inspect.Parameter.KEYWORD_ONLY) for item in parameters]


def _parameter(question: Question) -> str:
    return "critere_" + question.id.replace("-", "_")


def _option(name: str, question: Question) -> inspect.Parameter:
    option = typer.Option(f"--{question.id}", metavar=_metavar(question), help=_help(question), rich_help_panel=PUPIL)
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[list[str] | None, option])


def _metavar(question: Question) -> str:
    return {QuestionType.NUMBER: "N", QuestionType.YES_NO: "oui|non", QuestionType.TERRITORY: "LIEU"}.get(question.type, "VALEUR")


def _help(question: Question) -> str:
    if question.type is QuestionType.CHOICE and len(question.choices) <= 20:
        return f"{question.label}\u00a0: {', '.join(choice.id for choice in question.choices)}."
    if question.type is QuestionType.TERRITORY:
        return f"{question.label}, département (nom ou numéro), code postal ou chef-lieu."
    return f"{question.label}."


START = french("Trouver le dispositif de mentorat qui convient à un élève de lycée professionnel, et qui contacter.") + (
    "\n\n"
    "  mentorat recommend                 quelques questions, puis une recommandation\n"
    "  mentorat list --academie lyon      ce qui existe dans une académie\n"
    "  mentorat show p-tech               la fiche d’un dispositif\n"
    "  mentorat --help                    toutes les commandes\n"
)
RECOMMEND_HELP = french("Recommander les dispositifs qui conviennent, et qui contacter.") + (
    "\n\nSans option, pose quelques questions. Chaque réponse peut aussi être donnée en option\u00a0; "
    "«\u00a0?\u00a0» veut dire «\u00a0je ne sais pas\u00a0». Formats\u00a0: texte, markdown, html, json."
    "\n\nExemple\u00a0:\n  mentorat recommend --objectif orientation --academie 69 --niveau terminale-pro"
)
LIST_HELP = french("Lister les dispositifs, les associations et les conventions.") + (
    "\n\nFormats\u00a0: table, markdown, json, csv.\n\nExemple\u00a0:\n  mentorat list --academie lyon --objectif stage"
)
SHOW_HELP = french("Montrer la fiche entière d’un dispositif.") + (
    "\n\n«\u00a0mentorat show demarche\u00a0» dit comment monter une action. Formats\u00a0: texte, markdown, html, json."
    "\n\nExemple\u00a0:\n  mentorat show cordees-de-la-reussite --academie nice"
)
EXPLAIN_HELP = french("Expliquer un verdict, condition par condition, et ce qui le changerait.") + (
    "\n\nFormats\u00a0: texte, markdown, html, json."
    "\n\nExemple\u00a0:\n  mentorat explain p-tech --objectif stage --academie lyon --niveau terminale-pro"
)
CONTACTS_HELP = french("Dire qui contacter, dans quel ordre, et quoi demander.") + (
    "\n\nSans identifiant, pour les dispositifs que les réponses retiennent. Formats\u00a0: texte, markdown, html, json."
    "\n\nExemple\u00a0:\n  mentorat contacts p-tech --academie lyon --message"
)


def run() -> int:
    """Run the program of this process."""
    interrupt_when_closed()
    return main(sys.argv[1:], system_shell(), load_shipped)
