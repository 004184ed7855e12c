"""`mentorat schema`: the JSON Schema of the YAML files."""

from pathlib import Path

from mentorat_cli.base.schema import schema
from mentorat_cli.commands.common import send
from mentorat_cli.formats import json
from mentorat_cli.world.library import Library, spared
from mentorat_cli.world.screen import Shell

HELP = (
    "Un éditeur qui connaît ce schéma complète les clés et les critères, "
    "explique chaque champ et souligne les fautes. "
    "Il suffit que le fichier YAML commence par la ligne\u00a0:\n  # "
    "yaml-language-server: $schema=schema.json"
    "\n\nExemple\u00a0:\n  mentorat schema --output schema.json"
)


def run(library: Library, shell: Shell, *, output: Path | None, force: bool) -> int:
    """Run the command over the base of `library`."""
    return send(shell, json.render(schema(spared(library, shell.complain))), output, force)
