"""The engine beside other rule engines on the same task: `python bench/engines.py [--entries N]
[--pupils N] [--python PYTHON]`.

Task: for every pupil, the verdict on every entry of a synthetic base. The rules are translated
(`translate`), the pupils are the same, and
the answers of all the ways are compared one by one with those of the readable evaluator. First
everything is known, and evaluations a
second are measured; then 15 % of the answers are missing, and what each makes of it is counted
against strong Kleene logic over the
answers that each question has.

An engine may be given one rule for each entry, or one expression that decides all of them; both are
measured. The engines are installed in
an environment of their own beside the program; one that cannot be is left out.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import install
import measure
import seams
from measure import number

if TYPE_CHECKING:
    from mentorat_cli.base.records import Answers, Condition, KnowledgeBase, Leaf

HERE = Path(__file__).parent
PACKAGES = ("panzi-json-logic", "zen-engine", "common-expression-language")
ROUNDS, MISSING, SEED = 3, 0.15, 20261123
MASKS = "mentorat, masques"
MANY = ("objectif", "partenaire")
"""Questions that have several answers at once."""

Facts = Mapping[str, Any]
"""A pupil as an engine sees one: criterion (with _) → goals as a list, age as a number, the rest as
text.
"""
Way = Callable[[Facts], Sequence[bool | None]]
"""All the verdicts on one pupil; None where the engine raises or says null."""


# Translating ------------------------------------------------------------


def variable(criterion: str) -> str:
    return criterion.replace("-", "_")


def translate(condition: "Condition", words: Mapping[str, Callable[..., Any]]) -> Any:
    """Return a rule in another language: `words` makes its leaves and its and, or, not."""
    from mentorat_cli.base.records import AllOf, AnyOf, AtLeast, Leaf, NoneOf, leaves

    if isinstance(condition, Leaf):
        return words["leaf"](condition)
    parts = [translate(part, words) for part in condition.parts if any(leaves(part))]
    if isinstance(condition, AllOf):
        return words["and"](parts)
    if isinstance(condition, AnyOf):
        return words["or"](parts)
    if isinstance(condition, NoneOf):
        return words["not"](words["or"](parts))
    assert isinstance(condition, AtLeast)
    return words["or"]([words["and"](list(some)) for some in combinations(parts, condition.count)])


def bounds(leaf: "Leaf") -> list[tuple[str, int]]:
    """Return the comparisons of an interval."""
    assert leaf.interval is not None
    told = ((">=", leaf.interval.min), ("<=", leaf.interval.max))
    return [(operator, bound) for operator, bound in told if bound is not None]


def json_logic_leaf(leaf: "Leaf") -> Any:
    read = {"var": variable(leaf.criterion)}
    if leaf.interval is not None:
        return {"and": [{operator: [read, bound]} for operator, bound in bounds(leaf)]}
    if leaf.criterion in MANY:
        return {"or": [{"in": [value, read]} for value in sorted(leaf.values)]}
    return {"in": [read, sorted(leaf.values)]}


def text_leaf(many: str, both: str) -> Callable[["Leaf"], str]:
    """Return what writes a leaf as text; `many` is how one of several values is looked for, `both`
    how comparisons are joined.
    """

    def leaf_text(leaf: "Leaf") -> str:
        name = variable(leaf.criterion)
        if leaf.interval is not None:
            return (
                f"({both.join(f'{name} {operator} {bound}' for operator, bound in bounds(leaf))})"
            )
        values = json.dumps(sorted(leaf.values))
        return (
            many.format(name=name, values=values)
            if leaf.criterion in MANY
            else f"{name} in {values}"
        )

    return leaf_text


JSON_LOGIC: Mapping[str, Callable[..., Any]] = {
    "leaf": json_logic_leaf,
    "and": lambda parts: {"and": parts},
    "or": lambda parts: {"or": parts},
    "not": lambda part: {"!": [part]},
}
ZEN: Mapping[str, Callable[..., Any]] = {
    "leaf": text_leaf("some({name}, # in {values})", " and "),
    "and": lambda parts: f"({' and '.join(parts)})",
    "or": lambda parts: f"({' or '.join(parts)})",
    "not": lambda part: f"not({part})",
}
CEL: Mapping[str, Callable[..., Any]] = {
    "leaf": text_leaf("{name}.exists(one, one in {values})", " && "),
    "and": lambda parts: f"({' && '.join(parts)})",
    "or": lambda parts: f"({' || '.join(parts)})",
    "not": lambda part: f"!{part}",
}


# Ways ------------------------------------------------------------


def careful(run: Callable[[Any], Any], data: Any) -> bool | None:
    """Return a verdict; None when the engine raises, or gives no truth value."""
    try:
        found = run(data)
    except Exception:
        return None
    return found if isinstance(found, bool) else None


def json_logic_ways(rules: Sequence["Condition"]) -> Iterator[tuple[str, Way]]:
    """A rule is data that is walked."""
    apply = import_module("json_logic").jsonLogic
    written = [translate(rule, JSON_LOGIC) for rule in rules]
    yield (
        "une règle par entrée",
        lambda facts: [
            careful(lambda data, rule=rule: apply(rule, data), facts) for rule in written
        ],
    )


def zen_ways(rules: Sequence["Condition"]) -> Iterator[tuple[str, Way]]:
    """An expression is compiled."""
    compiled = import_module("zen").compile_expression
    written = [translate(rule, ZEN) for rule in rules]
    each = [compiled(text) for text in written]
    yield "une règle par entrée", lambda facts: [careful(rule.evaluate, facts) for rule in each]
    whole = compiled(f"[{', '.join(written)}]")
    yield "toutes en une", whole.evaluate


def cel_ways(rules: Sequence["Condition"]) -> Iterator[tuple[str, Way]]:
    """A program is compiled; the pupil is converted once for all the programs."""
    cel = import_module("cel")
    written = [translate(rule, CEL) for rule in rules]
    each = [cel.compile(text) for text in written]

    def one_by_one(facts: Facts) -> list[bool | None]:
        context = cel.Context(variables=dict(facts))
        return [careful(rule.execute, context) for rule in each]

    yield "une règle par entrée", one_by_one
    whole = cel.compile(f"[{', '.join(written)}]")
    yield "toutes en une", lambda facts: whole.execute(dict(facts))


ENGINES = {
    "panzi-json-logic": json_logic_ways,
    "zen-engine": zen_ways,
    "common-expression-language": cel_ways,
}


def ways(rules: Sequence["Condition"]) -> dict[str, Way]:
    """Return the ways of the engines that are installed."""
    found = {}
    for package, make in ENGINES.items():
        try:
            found |= {f"{package}, {name}": way for name, way in make(rules)}
        except ImportError:
            install.say(f"{package} n’est pas installé : laissé de côté")
    return found


# Pupils ------------------------------------------------------------


def filled(base: "KnowledgeBase", answers: "Answers", random_: random.Random) -> "Answers":
    """Return the answers of a pupil of whom everything is known."""
    from mentorat_cli.engine.situation import possible_answers

    known = dict(answers)
    for name in base.question:
        if name not in known:
            known[name] = random_.choice(possible_answers(base, known)[name])
    return known


def facts(answers: "Answers") -> Facts:
    """Return what an engine reads; what is not known is not there."""
    values: dict[str, Any] = {variable(name): given[0] for name, given in answers.items() if given}
    if "age" in values:
        values["age"] = int(values["age"])
    return values | {name: list(answers[name]) for name in MANY if name in answers}


# Measuring ------------------------------------------------------------


def compare(folder: str, pupils: str, count: str) -> dict[str, Any]:
    """Return what the table needs, measured in this process, where the program and the engines are
    installed.
    """
    from mentorat_cli.base.records import leaves
    from mentorat_cli.engine.verdicts import whole

    base, random_ = seams.load(Path(folder)), random.Random(SEED)
    every = [
        filled(base, answers, random_) for answers in seams.read_pupils(Path(pupils), int(count))
    ]
    few = every[: max(30, len(every) // 20)]
    rules = [whole(base, entry) for entry in base.entries]
    assert all(any(leaves(rule)) for rule in rules), "une règle sans condition"
    found = ways(rules)
    expected = [[verdict == "oui" for verdict in seams.readable(base, answers)] for answers in few]
    seen = [facts(answers) for answers in few]
    speed, wrong, masks = {}, {}, seams.masks(base)
    for name, way in found.items():
        wrong[name] = sum(
            differences(way(one), row) for one, row in zip(seen, expected, strict=True)
        )
    for number_ in range(ROUNDS):
        for name in random_.sample(list(found), len(found)):
            speed.setdefault(name, []).append(rate(found[name], seen, len(rules)))
        speed.setdefault("mentorat, lisible", []).append(
            rate(lambda answers: seams.readable(base, answers), few, len(rules))
        )
        part = every[number_ * len(every) // ROUNDS : (number_ + 1) * len(every) // ROUNDS]
        speed.setdefault(MASKS, []).append(rate(masks, part, len(rules)))
    wrong[MASKS] = masks_wrong(base, few)
    return {
        "pairs": len(few) * len(rules),
        "speed": {name: statistics.median(values) for name, values in speed.items()},
        "wrong": wrong,
        "unknown": unknown(base, rules, found, few, random_),
    }


def differences(given: Sequence[bool | None], expected: Sequence[bool]) -> int:
    return sum(one is not truth for one, truth in zip(given, expected, strict=True))


def rate(way: Callable[[Any], object], pupils: Sequence[Any], rules: int) -> float:
    """Return evaluations a second: pupils × entries."""
    start = time.perf_counter()
    for one in pupils:
        way(one)
    return len(pupils) * rules / (time.perf_counter() - start)


def masks_wrong(base: "KnowledgeBase", pupils: Sequence["Answers"]) -> int:
    """Return how many verdicts of the masks are not those of the readable evaluator."""
    decided, wrong = seams.masks(base), 0
    for answers in pupils:
        (sure, possible), expected = decided(answers), seams.readable(base, answers)
        for bit, verdict in enumerate(expected):
            wrong += verdict != (
                "oui" if sure >> bit & 1 else "a-verifier" if possible >> bit & 1 else "non"
            )
    return wrong


def unknown(
    base: "KnowledgeBase",
    rules: Sequence["Condition"],
    found: Mapping[str, Way],
    pupils: Sequence["Answers"],
    random_: random.Random,
) -> dict[str, dict[str, int]]:
    """Return, for each way, how often it is right on pupils of whom some answers are missing, and
    what else it says.
    """
    from mentorat_cli.engine.rules import kleene

    partial = [
        {name: given for name, given in answers.items() if random_.random() > MISSING}
        for answers in pupils
    ]
    counts: dict[str, dict[str, int]] = {name: {} for name in found}
    for answers in partial:
        possible = {
            name: (answers[name],) if name in answers else every_answer(base, name)
            for name in base.question
        }
        expected = [{"oui": True, "non": False}.get(kleene(rule, possible)) for rule in rules]
        for name, way in found.items():
            try:
                given = list(way(facts(answers)))
            except Exception:
                given = [None] * len(rules)
            for one, truth in zip(given, expected, strict=True):
                label = LABELS[one if isinstance(one, bool) else None, truth]
                counts[name][label] = counts[name].get(label, 0) + 1
    wrong = masks_wrong(base, partial)
    counts[MASKS] = {"juste": len(partial) * len(rules) - wrong, "faux": wrong}
    return counts


LABELS = {
    **{(truth, truth): "juste" for truth in (True, False, None)},
    (False, None): "inconnu pris pour non",
    (True, None): "inconnu pris pour oui",
    (None, True): "erreur, pourtant sûr",
    (None, False): "erreur, pourtant sûr",
    (True, False): "faux",
    (False, True): "faux",
}
"""(what the engine says, what is true), None for « unknown » → what it is called."""


def every_answer(base: "KnowledgeBase", name: str) -> tuple[tuple[str, ...], ...]:
    question = base.question[name]
    if question.choices:
        return tuple((str(choice.id),) for choice in question.choices)
    return tuple((str(value),) for value in range(question.minimum, question.maximum + 1))


def report(found: dict[str, Any]) -> str:
    """Return the table."""
    ours = found["speed"][MASKS]
    rows = []
    for name, speed in sorted(found["speed"].items(), key=lambda item: -item[1]):
        told = sorted(found["unknown"].get(name, {}).items(), key=lambda item: -item[1])
        total = sum(times for _, times in told)
        parts = [f"{label} {number(100 * times / total)} %" for label, times in told if times]
        if name == "mentorat, lisible":
            parts = ["juste (c’est la définition)"]
        wrong = found["wrong"].get(name, 0)
        equal = (
            "la définition"
            if name == "mentorat, lisible"
            else "les mêmes"
            if not wrong
            else f"{wrong} autres"
        )
        rows.append(
            [
                name,
                number(speed / 1e6, 3),
                number(ours / speed, 1),
                equal,
                " ; ".join(parts),
            ]
        )
    return measure.table(
        [
            "moteur",
            "M évaluations/s",
            "masques ÷",
            "réponses, tout connu",
            "15 % de réponses inconnues",
        ],
        rows,
    )


def main() -> None:
    if sys.argv[1:2] == ["mesure"]:
        print(json.dumps(compare(*sys.argv[2:])))
        return
    parser = argparse.ArgumentParser(description="Comparer les moteurs de règles.")
    parser.add_argument("--entries", type=int, default=100, metavar="N")
    parser.add_argument("--pupils", type=int, default=6000, metavar="N")
    parser.add_argument("--python", default=sys.executable, metavar="PYTHON")
    given = parser.parse_args()
    import scale

    place = install.program(given.python, extra=PACKAGES)
    argv = [
        scale.python(place),
        str(HERE / "engines.py"),
        "mesure",
        str(scale.data(place, "base", given.entries)),
    ]
    argv += [str(scale.data(place, "eleves", 30_000)), str(given.pupils)]
    done = subprocess.run(argv, env=measure.bare(), stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    print(
        f"{given.entries} entrées ; {found['pairs']} couples élève × entrée comparés "
        f"; {install.versions(place, *PACKAGES)}\n"
    )
    print(report(found))


if __name__ == "__main__":
    main()
