"""`mentorat web`: the same questions and pages in a browser, on this machine only."""

from errno import EADDRINUSE
from threading import Thread

from mentorat_cli.errors import ExitCode, UsageError
from mentorat_cli.web.application import Application
from mentorat_cli.world.disk import reason
from mentorat_cli.world.library import Library
from mentorat_cli.world.screen import Shell
from mentorat_cli.world.server import HOST, PORT, Server, listening

HELP = (
    "Les mêmes questions, les mêmes réponses et la même fiche, dans le navigateur. Rien ne sort de "
    "cet ordinateur, et rien n’y est gardé\u00a0; Ctrl-C arrête."
    "\n\nExemples\u00a0:"
    "\n  mentorat web"
    "\n  mentorat web --no-browser --port 8080"
)


def run(library: Library, shell: Shell, *, port: int | None, no_browser: bool) -> int:
    """Run the command over the base of `library`, until it is interrupted."""
    base = library.base()
    with opened(Application(lambda: base, shell.today), port) as server:
        address = f"http://{HOST}:{server.server_port}/"
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


def opened(application: Application, port: int | None) -> Server:
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
    return "un autre programme l’utilise" if error.errno == EADDRINUSE else reason(error)


def browse(shell: Shell, address: str) -> None:
    """Open an address in the browser, or say what to do."""
    if not shell.open(address):
        shell.complain("Aucun navigateur n’a pu être ouvert\u00a0; ouvrez cette adresse vous-même.")
