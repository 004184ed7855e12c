"""The site answers what the program answers, byte for byte: `python identity.py FOLDER [COUNT]`."""

import json
import random
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from mentorat_cli.base.records import KnowledgeBase
from mentorat_cli.web.requests import respond
from mentorat_cli.web.values import Request
from mentorat_cli.world.prepared import decode
from mentorat_cli.world.schools import listed

TODAY = date(2026, 11, 25)
PATHS = (
    "/recommander",
    "/recommander",
    "/fiche",
    "/contacts",
    "/dispositifs",
    "/pourquoi/",
    "/lycee",
)


def some_request(base: KnowledgeBase, chance: random.Random) -> Request:
    """Return a request with some answers, most of them possible."""
    fields: list[tuple[str, str]] = []
    for question in base.questions:
        known = [str(choice.id) for choice in question.choices] or ["16", "lyon", "69", "Valence"]
        if chance.random() < 0.6:
            count = chance.choice((1, 1, 2)) if question.many else 1
            words = chance.sample(known, min(count, len(known)))
            fields += [(question.id, chance.choice((word, word, word, "?"))) for word in words]
    if chance.random() < 0.5:
        fields.append(("_voir", "resultat"))
    path = chance.choice(PATHS)
    if path == "/pourquoi/":
        path += chance.choice(base.entries).id
    return Request(path, tuple(fields), chance.random() < 0.8)


def some_class(base: KnowledgeBase, chance: random.Random) -> Request:
    """Return a request with the table of a few pupils."""
    names = ("objectif", "niveau", "age", "filiere")
    rows = [names]
    for _ in range(chance.randint(1, 6)):
        choices = ([str(one.id) for one in base.question[name].choices] for name in names)
        rows.append([chance.choice([*known, "", "16", "zut"]) for known in choices])
    table = "\n".join(";".join(row) for row in rows)
    return Request("/classe", (("_tableau", table), ("academie", "lyon")), True)


def main(folder: Path, count: int) -> int:
    base = replace(
        decode((folder / "base.msgpack").read_bytes()).base(),
        schools=listed(folder / "lycees.bin"),
    )
    chance = random.Random(19)
    asked = [Request(path) for path in ("/", "/demarche", "/classe", "/accessibilite")]
    asked += [Request(f"/dispositifs/{entry.id}") for entry in base.entries]
    asked += [some_request(base, chance) for _ in range(count)]
    asked += [some_class(base, chance) for _ in range(count // 10)]
    with TemporaryDirectory() as work:
        requests, answers = Path(work, "requests.json"), Path(work, "answers.json")
        requests.write_text(
            json.dumps([[one.path, one.fields, one.post, str(TODAY)] for one in asked]), "utf-8"
        )
        script = Path(__file__).with_suffix(".mjs")
        subprocess.run(["node", script, folder, requests, answers], check=True)
        told = json.loads(answers.read_text("utf-8"))
    ours = [respond(base, one, TODAY) for one in asked]
    wrong = [
        request
        for request, mine, theirs in zip(asked, ours, told, strict=True)
        if [mine.status, mine.title, mine.body, mine.file] != theirs
    ]
    for request in wrong[:5]:
        print("differs:", request)
    print(f"{len(asked) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 400))
