"""Nothing is imported that the command does not use."""

import subprocess
import sys

import pytest

HEAVY = (
    "pydantic", "rich", "questionary", "prompt_toolkit", "asyncio", "yaml", "typer",
    "mentorat_cli.checking", "mentorat_cli.checks.quality", "mentorat_cli.schema", "mentorat_cli.fields",
)  # fmt: skip
CODE = """
import sys, io
sys.argv = {argv!r}
real, sys.stdout = sys.stdout, io.StringIO()
try:
    from mentorat_cli.__main__ import main
    main()
finally:
    sys.stdout = real
    print(" ".join(name for name in {heavy!r} if name in sys.modules))
"""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--version"], ""),
        (["list", "--academie", "lyon", "--format", "json"], "yaml typer"),
        (["list", "--academie", "lyon"], "yaml typer"),
    ],
)
def test_imports(arguments: list[str], expected: str) -> None:
    code = CODE.format(argv=["mentorat", *arguments], heavy=HEAVY)
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == expected
