"""Each rule of the checker against the file that breaks it."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import HERE, ROOT, TODAY
from mentorat_cli import library, parsing
from mentorat_cli.checking import RULES, Report, Stage, examine
from mentorat_cli.knowledge import SourceFile
from mentorat_cli.library import read_file
from mentorat_cli.typography import french

KB = HERE / "kb"
MUTATIONS = sorted((HERE / "mutations").glob("*.yaml"))


def rule(path: Path) -> str:
    """Return the rule that a mutation breaks: its name, up to the variant (`renvoi.absent.yaml`)."""
    return path.name.split(".")[0]


def expected(path: Path) -> str:
    """Return what the first line of a mutation announces."""
    content = path.read_bytes()
    wide = content.startswith(b"\xff\xfe")
    first = content.decode("utf-16").split("\n")[0] if wide else content.split(b"\n")[0].decode("utf-8")
    return first.removeprefix("# ")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("’", "'")


def control(path: Path) -> Report:
    """Return what is wrong with a mutation over the tiny base."""
    base = [read_file(item, item.name, 0) for item in library.yaml_files(KB)]
    return examine([*base, read_file(path, path.name, 1)], TODAY, {path.name})


@pytest.mark.parametrize("path", MUTATIONS, ids=lambda path: path.stem)
def test_mutation(path: Path, tmp_path: Path) -> None:
    if rule(path) == "fichier-trop-gros":
        path = tmp_path / path.name
        path.write_bytes((HERE / "mutations" / path.name).read_bytes() + b"#\n" * (parsing.LARGEST // 2))
    found = control(path).problems
    assert [(plain(str(item)), item.rule) for item in found] == [(f"{path.name}:{expected(path)}", rule(path))]
    assert found[0].message == french(found[0].message)


def test_every_rule_has_a_mutation() -> None:
    assert {rule(path) for path in MUTATIONS} == RULES


def test_ids_are_one_spelling() -> None:
    assert [name for name in RULES if not re.fullmatch("[a-z]+(-[a-z]+)*", name)] == []


def test_the_shipped_base_has_no_error() -> None:
    files = [read_file(path, path.name, 0) for path in library.yaml_files(ROOT / "data")]
    report = examine(files, TODAY, {file.name for file in files})
    assert (report.stage, report.errors, report.files) == (Stage.QUALITY, 0, 7)


WORDS = re.split(r"(\W+)", (KB / "base.yaml").read_text(encoding="utf-8"))
VALUES = [index for index, word in enumerate(WORDS[:-1]) if re.fullmatch("[a-z0-9-]+", word) and not WORDS[index + 1].startswith(":")]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(VALUES), st.sampled_from(VALUES)), min_size=1, max_size=2))
def test_no_value_makes_it_fail(changes: list[tuple[int, int]]) -> None:
    words = list(WORDS)
    for target, source in changes:
        words[target] = WORDS[source]
    report = examine([SourceFile("base.yaml", "".join(words))], TODAY, {"base.yaml"})
    assert {item.rule for item in report.problems} <= RULES
