"""Whom to turn to: over the tiny base with several contacts per role and per territory, never a dead end."""

import pytest
from msgspec.structs import replace

from conftest import HERE
from mentorat_cli.base import assembling
from mentorat_cli.base.assembling import SourceFile
from mentorat_cli.base.records import Answers, Id, KnowledgeBase
from mentorat_cli.engine.directory import Directory, Reachable, Served, Way, territories

CONTACT = "  - {{id: {id}, role: {role}, name: {id}, territory: '{territory}', phone: '04 00 00 00 00', status: actif, source: {{tier: officiel, title: Page}}, checked_on: 2026-11-23}}\n"
SEVERAL = (
    ("rectorat-france", "rectorat", "national"),
    ("rectorat-rhone", "rectorat", "69"),
    ("rectorat-ain", "rectorat", "01"),
    ("dsden-rhone", "dsden", "69"),
    ("dsden-isere", "dsden", "38"),
    ("bassin-nord", "cio", "69"),
    ("bassin-sud", "cio", "69"),
    ("bassin-ain", "cio", "01"),
    ("drafpic-lyon", "drafpic", "lyon"),
    ("drafpic-aura", "drafpic", "auvergne-rhone-alpes"),
)
ROLES = """\
roles:
  - {id: dsden, name: DSDEN, summary: Le département., level: departement, ask: la DSDEN, next: drafpic}
  - {id: cio, name: CIO, summary: Le bassin., level: bassin, next: rectorat}
"""
LYON: Answers = {"academie": ("lyon",)}
RHONE: Answers = {**LYON, "departement": ("69",)}
AIN: Answers = {**LYON, "departement": ("01",)}
GRENOBLE: Answers = {"academie": ("grenoble",)}
SAVOIE: Answers = {**GRENOBLE, "departement": ("74",)}
CORSE: Answers = {"academie": ("corse",)}
NOUMEA: Answers = {"academie": ("nouvelle-caledonie",)}


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    contacts = "".join(
        CONTACT.format(id=name, role=role, territory=territory) for name, role, territory in SEVERAL
    )
    texts = (
        (HERE / "kb" / "base.yaml").read_text(encoding="utf-8"),
        f"{ROLES}contacts:\n{contacts}",
    )
    files = [SourceFile(f"{number}.yaml", text, number) for number, text in enumerate(texts)]
    return assembling.assemble(files).base


def told(item: Reachable) -> tuple[str, str, str, str | None]:
    return item.id, item.name, item.territory, item.via.id if item.via else None


@pytest.mark.parametrize(
    ("answers", "role", "expected"),
    [
        (RHONE, "rectorat", ("rectorat-rhone", "rectorat-rhone", "69", None)),
        (AIN, "rectorat", ("rectorat-ain", "rectorat-ain", "01", None)),
        (LYON, "rectorat", ("rectorat-lyon", "Rectorat de Lyon (standard)", "lyon", None)),
        (GRENOBLE, "rectorat", ("rectorat-france", "rectorat-france", "national", None)),
        ({}, "rectorat", ("rectorat-france", "rectorat-france", "national", None)),
        (RHONE, "drafpic", ("drafpic-lyon", "drafpic-lyon", "lyon", None)),
        (GRENOBLE, "drafpic", ("drafpic-aura", "drafpic-aura", "auvergne-rhone-alpes", None)),
        (RHONE, "dsden", ("dsden-rhone", "dsden-rhone", "69", None)),
        (SAVOIE, "dsden", ("dsden-74", "DSDEN, Haute-Savoie", "74", "drafpic-aura")),
        (CORSE, "drafpic", ("drafpic-corse", "DRAFPIC, Corse", "corse", "rectorat-france")),
        (CORSE, "dsden", ("dsden-corse", "DSDEN, Corse", "corse", "rectorat-france")),
        ({}, "dsden", ("dsden-national", "DSDEN", "national", "rectorat-france")),
        (SAVOIE, "cio", ("rectorat-france", "rectorat-france", "national", None)),
        (NOUMEA, "rectorat", ("bureau-des-entreprises", "Bureau des entreprises", "etablissement", None)),
        (RHONE, "tremplin", ("tremplin", "Tremplin (site)", "national", None)),
    ],
    ids=lambda value: " ".join(value[0] for value in value.values()) if isinstance(value, dict) else value[0] if isinstance(value, tuple) else value,
)  # fmt: skip
def test_the_nearest_holder_of_a_role(
    base: KnowledgeBase, answers: Answers, role: str, expected: tuple[str, ...]
) -> None:
    assert [told(item) for item in Directory(base, answers).find(role)] == [expected]


def test_two_holders_in_one_territory_stand_in_the_order_of_the_file(base: KnowledgeBase) -> None:
    first = base.contact["rectorat-lyon"]
    twice = replace(base, contacts=(replace(first, id=Id("autre")), *base.contacts))
    assert [item.id for item in Directory(twice, LYON).find("rectorat")] == ["autre"]


@pytest.mark.parametrize(
    ("answers", "found", "elsewhere"),
    [
        ({}, ["rectorat-france"], False),
        (RHONE, ["bassin-nord", "bassin-sud"], False),
        (AIN, ["bassin-ain"], False),
        (LYON, ["bassin-nord", "bassin-sud", "bassin-ain"], True),
        (GRENOBLE, ["rectorat-france"], False),
    ],
    ids=["partout", "rhône", "ain", "lyon", "grenoble"],
)
def test_one_chooses_among_those_of_a_bassin(
    base: KnowledgeBase, answers: Answers, found: list[str], elsewhere: bool
) -> None:
    """All of the département; all of the académie, while the département is open, if each has one."""
    reached = Directory(base, answers).find("cio")
    assert [item.id for item in reached] == found
    assert {item.elsewhere for item in reached} == {elsewhere}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, ["rectorat-lyon", "tremplin", "drafpic-bretagne"]),
        (LYON, ["rectorat-lyon", "tremplin"]),
        ({"academie": ("rennes",)}, ["tremplin", "drafpic-bretagne"]),
        (NOUMEA, ["tremplin"]),
    ],
    ids=["partout", "lyon", "rennes", "nouméa"],
)
def test_a_contact_of_elsewhere_is_nobody(
    base: KnowledgeBase, answers: Answers, expected: list[str]
) -> None:
    directory = Directory(base, answers)
    names = ("rectorat-lyon", "tremplin", "drafpic-bretagne")
    assert [item.id for name in names for item in directory.find(name)] == expected


def test_a_role_without_address_is_that_of_its_region(base: KnowledgeBase) -> None:
    some = replace(base, contacts=tuple(c for c in base.contacts if c.id != "drafpic-aura"))
    (found,) = Directory(some, GRENOBLE).find("drafpic")
    region = "auvergne-rhone-alpes"
    name = "DRAFPIC, Auvergne-Rhône-Alpes"
    assert told(found) == (f"drafpic-{region}", name, region, "rectorat-france")


def test_a_departement_without_one_leaves_the_academie_to_the_next_role(
    base: KnowledgeBase,
) -> None:
    some = replace(base, contacts=tuple(c for c in base.contacts if c.id != "bassin-ain"))
    assert [item.id for item in Directory(some, LYON).find("cio")] == ["rectorat-lyon"]


def test_a_contact_of_a_part_of_the_academie_may_be_the_one(base: KnowledgeBase) -> None:
    for answers, found in ((LYON, [True]), (RHONE, [False]), (AIN, []), (GRENOBLE, [])):
        reached = Directory(base, answers).find("rectorat-rhone")
        assert [item.elsewhere for item in reached] == found


def test_the_only_departement_goes_without_saying(base: KnowledgeBase) -> None:
    for answers, around in (
        ({"academie": ("rennes",)}, ("35", "rennes", "bretagne", "national")),
        (LYON, ("lyon", "auvergne-rhone-alpes", "national")),
        (NOUMEA, ("988", "nouvelle-caledonie")),
        ({}, ("national",)),
    ):
        assert territories(base, answers) == ("etablissement", *around)


def test_nothing_that_fits_is_no_dead_end(base: KnowledgeBase) -> None:
    directory = Directory(base, LYON)
    assert [item.id for item in directory.fallback()] == ["bureau-des-entreprises"]
    assert [item.way for item in directory.fallback()] == [Way.SCHOOL]
    assert directory.external() == ()


def test_who_is_needed_twice_is_told_once(base: KnowledgeBase) -> None:
    (found,) = Directory(base, LYON).find("rectorat")
    one = replace(found, served=(Served("a"), Served("b")), only_via=True)
    other = replace(found, served=(Served("b"), Served("c")))
    assert (one.merged(other).for_entries, one.merged(other).only_via) == (("a", "b", "c"), False)
    assert one.merged(one) == one
