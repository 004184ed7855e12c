"""How near the order comes to three independent readings of thirty situations (panel.yaml).

Run `python bench/rank.py`. For each situation: nDCG@5 against the points of the readings, the first
five, what the readings say, and which entries that two of them refuse stand in the first five. An
entry that was not there to be chosen is dropped, and a family counts once, before five are taken.
"""

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import seams
import yaml

HERE = Path(__file__).parent
FAMILIES = [
    "telemaque",
    "c-possible",
    "un-avenir-ensemble",
    "article-1",
    "capital-filles",
    "proxite",
    "uimm",
    "plan-mentorat-lp",
    "ecti",
    "100000-entrepreneurs",
    "arpejeh",
    "rura",
    "crepi",
    "anaf",
    "schneider-electric",
    "afev",
    "face",
]
"""The organisations of which the readings judged several forms, as they were named to them."""
OWN = "toulouse-afev-article-1"
"""A line of the national document that joins two organisations: a family of its own."""
SHOWN = 60


def family(name: str) -> str:
    """Return the organisation that an entry is a form of, by its id."""
    if name == OWN:
        return name
    return next((root for root in FAMILIES if f"-{root}-" in f"-{name}-"), name)


def ndcg(found: Sequence[str], gains: Counter[str]) -> float:
    """Return the discounted gain of the first five, as a share of the best possible."""
    best = sorted(gains.values(), reverse=True)[:5]
    reached = sum(gains[name] / math.log2(place + 2) for place, name in enumerate(found[:5]))
    return reached / sum(gain / math.log2(place + 2) for place, gain in enumerate(best))


def measured(case: dict[str, Any], shown: Sequence[str]) -> tuple[float, bool, list[str], str]:
    """Return the nDCG@5 of a situation, whether its first entry is that of a reading, what must
    not stand in the first five and does, and a line that tells it.
    """
    known = {family(name) for name in case["judged"]}
    judged = [name for name in shown if family(name) in known]
    five = list(dict.fromkeys(family(name) for name in judged))[:5]
    gains: Counter[str] = Counter()
    for name, gain in case["gains"].items():
        gains[family(name)] += gain
    bad = [name for name in judged[:5] if name in case["bad"] and family(name) not in gains]
    near = ndcg(five, gains)
    first = bool(five) and five[0] in {family(name) for name in case["first"]}
    told = f"{case['profile']:3d}  {near:.2f}  {', '.join(five)}  |  {', '.join(gains)}"
    return near, first, bad, f"{told}  REFUSÉ : {', '.join(bad)}" if bad else told


def main() -> None:
    """Print a line for each situation, and the three figures."""
    base = seams.load(HERE.parent / "data")
    cases = yaml.safe_load((HERE / "panel.yaml").read_text(encoding="utf-8"))
    rows = [measured(case, seams.proposed(base, case["answers"], SHOWN)) for case in cases]
    print("\n".join(line for _, _, _, line in rows))
    near = [row[0] for row in rows]
    error = stdev(near) / math.sqrt(len(near))
    bad = [name for row in rows for name in row[2]]
    print(f"nDCG@5 {fmean(near):.3f} ± {error:.3f}")
    print(f"premier choix d’une lecture : {sum(row[1] for row in rows)} sur {len(rows)}")
    print(f"refusés dans les cinq premiers : {len(bad)} {bad}")


if __name__ == "__main__":
    main()
