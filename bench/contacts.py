"""Who would be called, over 34 territories × 10 goals × three settings: `python bench/contacts.py`.

Prints how many situations leave nobody to reach, or begin with the reader, an empty role or a bare
switchboard (all must be 0), and how the first calls are reached, the national form apart.
"""

from collections import Counter
from pathlib import Path

from mentorat_cli.engine.directory import Way
from mentorat_cli.engine.indexing import indexed
from mentorat_cli.engine.recommending import recommend
from mentorat_cli.world import library

SETTINGS = (
    {"niveau": ("terminale-pro",), "echelle": ("eleve",)},
    {"niveau": ("cap-1",), "echelle": ("eleve",)},
    {"niveau": ("seconde-pro",), "echelle": ("classe",)},
)
FORM = "formulaire-1jeune1mentor"


def main() -> None:
    """Print the counts."""
    base = indexed(library.load(Path(__file__).parents[1] / "data").base)
    faults, ways = Counter[str](), Counter[str]()
    for academie in base.academies:
        for goal in base.question["objectif"].choices:
            for setting in SETTINGS:
                answers = {"objectif": (goal.id,), "academie": (academie.id,), **setting}
                result = recommend(base, answers)
                call = result.first_call
                entries = [match.entry for match in result.recommended[:5]]
                reached = [item.way for item in result.contacts(entries)]
                faults["personne à joindre"] += all(way is Way.SCHOOL for way in reached)
                if call is None or call.who.contact is None:
                    faults["premier appel sans adresse"] += 1
                    continue
                faults["premier appel : le lecteur"] += call.who.role.reader
                bare = call.who.role.id == "rectorat" and call.asked is None
                faults["premier appel : un standard seul"] += bare
                ways["formulaire national" if call.who.id == FORM else str(call.who.way)] += 1
    print("fautes :", dict(faults))
    total = sum(ways.values())
    print({name: f"{count} ({count / total:.0%})" for name, count in ways.most_common()})


if __name__ == "__main__":
    main()
