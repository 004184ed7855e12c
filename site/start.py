"""What the page calls: `answer`, over the base that stands beside this file."""

import os
import sys
from datetime import date
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path


class Core:
    """Finds the compiled part of msgspec: the rest is in an archive, which can hold none."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return spec_from_file_location(name, "msgspec_core.so") if name == "msgspec._core" else None


sys.meta_path.insert(0, Core)

from msgspec.structs import replace

from mentorat_cli.errors import UsageError
from mentorat_cli.web.requests import respond
from mentorat_cli.web.values import Request
from mentorat_cli.world.disk import open_table_text
from mentorat_cli.world.prepared import Lazy, decode
from mentorat_cli.world.schools import listed

HERE = Path.cwd()
base = replace(
    decode((HERE / "base.msgpack").read_bytes()).base(),
    schools=Lazy(lambda: listed(HERE / "lycees.bin")),
)
os.chdir("/home")


def answer(path: str, fields: list[list[str]], post: bool) -> list[str]:
    """Return what answers a request: the name of a file, empty for a page, and its text."""
    request = Request(path, tuple((name, value) for name, value in fields), post)
    response = respond(base, request, date.today())
    return [response.file, response.body]


def text(name: str) -> list[str]:
    """Return what is wrong with a file of that name in this folder, and its text."""
    try:
        with open_table_text(Path(name)) as lines:
            return ["", lines.read()]
    except UsageError as error:
        return [str(error), ""]
    finally:
        Path(name).unlink()
