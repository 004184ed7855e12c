"""The site on this machine, or behind a server that hosts it."""

import os
import sys
from datetime import date
from functools import cache
from socketserver import TCPServer, ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.web.application import LOCAL, Application
from mentorat_cli.world.library import system_library

HOST = "127.0.0.1"
HOSTS = "MENTORAT_HOSTS"
"""The variable that names the hosts of a site that is hosted, parted by commas."""
PORT = 8765
"""The usual port: a result that was kept in the bookmarks is found again."""
PATIENCE = 30
"""Seconds after which a connection that says nothing is closed: browsers open some in advance."""


class Server(ThreadingMixIn, WSGIServer):
    """A server for this machine alone; a browser that says nothing holds one thread, not all."""

    daemon_threads = True
    allow_reuse_address = sys.platform != "win32"  # there, two programs would share the port

    def server_bind(self) -> None:
        """Take the port, and look up no name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]
        self.setup_environ()


class Handler(WSGIRequestHandler):
    """One connection; nothing is logged."""

    timeout = PATIENCE

    def log_message(self, *_: object) -> None:
        """Keep nothing of who asked for what."""


def listening(application: Application, port: int) -> Server:
    """Return a server that listens on a port of this machine, any free one for 0. Raises
    OSError.
    """
    server = Server((HOST, port), Handler)
    server.set_app(application)
    return server


@cache
def _base() -> KnowledgeBase:
    return system_library(None).base()


def named_hosts() -> frozenset[str]:
    """Return the hosts that the variable names, else those of this machine."""
    named = os.environ.get(HOSTS, "")
    return frozenset(filter(None, (name.strip().lower() for name in named.split(",")))) or LOCAL


application = Application(_base, date.today, named_hosts())
"""The site, for any WSGI server; its base is read at the first request."""
