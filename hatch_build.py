"""Builds the shipped base into the wheel, so that no installed command reads YAML."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PREPARE = """
import sys
data, target, *sys.path = sys.argv[1:]
from pathlib import Path
from mentorat_cli.world import library, prepared
paths = [(path, 0) for path in library.yaml_files(Path(data))]
Path(target).write_bytes(prepared.encode(prepared.prepare(library.build(paths))))
"""


class PreparedBase(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `mentorat_cli/data/base.msgpack` to a wheel; a faulty base stops the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the prepared form and include it; an editable install reads the checkout.

        It is written by a program whose sets have one order: two builds give the same bytes.
        """
        if version == "editable":
            return
        root, target = Path(self.root), Path(mkdtemp()) / "base.msgpack"
        known = [str(root / "src"), *sys.path]
        subprocess.run(
            [sys.executable, "-S", "-c", PREPARE, str(root / "data"), str(target), *known],
            env={**os.environ, "PYTHONHASHSEED": "0"},
            check=True,
        )
        build_data["force_include"][str(target)] = f"mentorat_cli/data/{target.name}"
