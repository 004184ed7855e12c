"""`mentorat web`: the same questions and pages in a browser, on this machine only, or in a file to
give.
"""

from collections.abc import Mapping, Sequence
from errno import EADDRINUSE
from pathlib import Path
from threading import Thread

from mentorat_cli.answers.own import write_own
from mentorat_cli.answers.places import ACADEMIE
from mentorat_cli.answers.typed import parse_answers
from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.commands.common import own_sheet
from mentorat_cli.errors import ExitCode, UsageError
from mentorat_cli.typography import code
from mentorat_cli.web.application import Application
from mentorat_cli.wording.territories import academie
from mentorat_cli.world.disk import read_text, why_refused, write_export
from mentorat_cli.world.screen import Shell
from mentorat_cli.world.server import HOST, PORT, Server, listening

HELP = (
    "Les mêmes questions, les mêmes réponses et la même fiche, dans le navigateur. Rien ne sort de "
    "cet ordinateur, et rien n’y est gardé\u00a0; Ctrl-C arrête."
    " La fiche de votre lycée (mentorat lycee) y sert aussi."
    "\n\nAvec --vers, met votre base (--data), votre académie et un titre dans un fichier "
    "mentorat.html, pris d’une version publiée. On peut alors le donner\u00a0: il s’ouvre par un "
    "double clic, sans installation ni réseau."
    "\n\nExemples\u00a0:"
    "\n  mentorat web"
    "\n  mentorat web --no-browser --port 8080"
    "\n  mentorat web --vers mentorat.html --academie lyon"
)
LARGEST = 64_000_000
"""Bytes of a site in one file that are read; it has eight million."""


def run(
    base: KnowledgeBase,
    shell: Shell,
    *,
    typed: Mapping[str, Sequence[str]],
    port: int | None,
    no_browser: bool,
    file: Path | None,
    title: str | None,
) -> int:
    """Run the command over a base: until it is interrupted, or to fill a file."""
    if title and file is None:
        raise UsageError("--titre ne sert qu’avec --vers\u00a0; ajoutez-le, ou retirez --titre.")
    place = next(iter(parse_answers(base, typed).get(ACADEMIE, ())), "")
    if file is not None:
        return fill(base, shell, file, place, title)
    own = own_sheet(shell, base)
    sheet = write_own(own) if own else ""
    with listening_server(Application(lambda: base, shell.today, sheet=sheet), port) as server:
        address = f"http://{HOST}:{server.server_port}/"
        address += f"recommander?{ACADEMIE}={place}" if place else ""
        shell.complain(
            f"mentorat répond dans un navigateur de cet ordinateur, à l’adresse {address}\n"
            "Ctrl-C pour arrêter."
        )
        if not no_browser:
            Thread(target=browse, args=(shell, address), daemon=True).start()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            shell.complain("Arrêté.")
    return ExitCode.DONE


def fill(base: KnowledgeBase, shell: Shell, file: Path, place: str, title: str | None) -> ExitCode:
    """Put the base, the académie where it is used and a title into the site in one file. Raises
    UsageError when it is no such file.
    """
    from mentorat_cli.web.onefile import Wanted, anonymous, fitted, waiting
    from mentorat_cli.web.requests import respond
    from mentorat_cli.web.values import Request
    from mentorat_cli.world.prepared import encode, prepare

    where = f"Pour {academie(base, place)}" if place else ""
    home = waiting(respond(base, Request("/"), shell.today()).body)
    wanted = Wanted(encode(prepare(anonymous(base))), title or where, home, place)
    page = fitted(read_text(file, LARGEST), str(file), wanted)
    write_export(file, page, force=True)
    shell.complain(
        f"{code(str(file))} contient votre base\u00a0; donnez-le tel quel\u00a0: il s’ouvre par un "
        "double clic, sans réseau."
    )
    return ExitCode.DONE


def listening_server(application: Application, port: int | None) -> Server:
    """Return a server that listens on a port: the one that is asked for, else the usual one, else
    any that is free. Raises UsageError when the one that is asked for cannot be had.
    """
    try:
        return listening(application, PORT if port is None else port)
    except (OSError, OverflowError) as error:
        if port is None:
            return listening(application, 0)
        raise UsageError(
            f"Impossible d’utiliser le port {port}\u00a0: {refused(error)}\u00a0; sans --port, un "
            "port libre est choisi."
        ) from None


def refused(error: OSError | OverflowError) -> str:
    """Return why a port cannot be had."""
    if not isinstance(error, OSError):
        return "il n’existe pas"
    return "un autre programme l’utilise" if error.errno == EADDRINUSE else why_refused(error)


def browse(shell: Shell, address: str) -> None:
    """Open an address in the browser, or say what to do."""
    if not shell.open(address):
        shell.complain("Aucun navigateur n’a pu être ouvert\u00a0; ouvrez cette adresse vous-même.")
