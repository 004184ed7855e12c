"""Builds the shipped base into the wheel, so that no installed command reads YAML."""

import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PreparedBase(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `mentorat_cli/data/base.msgpack` to a wheel; a faulty base stops the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the prepared form and include it; an editable install reads the checkout."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from mentorat_cli.world import library, prepared

        base = library.build([(path, 0) for path in library.yaml_files(root / "data")])
        target = Path(mkdtemp()) / library.BUILT
        target.write_bytes(prepared.encode(prepared.prepare(base)))
        build_data["force_include"][str(target)] = f"mentorat_cli/data/{library.BUILT}"
