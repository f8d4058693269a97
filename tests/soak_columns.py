"""Soak: derived attributes worked out on columns are plain's, on random worlds with missing values, ties and empties.

    python tests/soak_columns.py --runs 2000 --seed 2026

Each world has ranks, percentiles and quotas, scaled values, aggregates over strata, whole levels and neighbours, means
of every kind, transforms, steps, classes, decision tables and counts of rules, some of them read by others. Every value
has to be plain's, and so have the facts that an unknown one waits for; and so has every decision by a rule that reads
one of them.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

import derivations  # noqa: E402
import soaking  # noqa: E402
from case_files import Case, Raw, build, text  # noqa: E402
from grund.engines import interpreter, vectorized  # noqa: E402
from grund.language.intervals import unscaled  # noqa: E402
from grund.model.expressions import Reference, Type, Value  # noqa: E402
from soaking import Outcome  # noqa: E402

_CLASSES: Final = ("lag", "mellan", "hog")
_COLOURS: Final = ("rod", "gron", "bla")
_TESTS: Final = ("n >= 3", "m > n", "o < 2.5", "b", "not b and n > 1", "k >= mellan", "o is missing", "n = m or b")
_NUMBERS: Final = ("n", "m", "o", "n - m", "2 * o", "max(n, o)")
_KEYS: Final = (*_NUMBERS, "k", "d")
_DIRECTIONS: Final = ("ascending", "descending")
_NAMES: Final = derivations.Names(_TESTS, (), _NUMBERS, ("m", "o"), ("f", "k", "b", "n"), _KEYS, _CLASSES)


@dataclass
class Counts:
    """What was held together, by kind, and every value that differed."""

    values: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def same(self, kind: str, found: Any, wanted: Any, raw: Raw) -> None:
        """Count a value of a kind; keep it where it is not plain's."""
        self.values[kind] += 1
        self.unknown[kind] += wanted[0] in (None, "unknown")
        if found != wanted:
            self.differences.append(f"{kind}: {found}\nplain: {wanted}\n{text(raw)}")


def world(dice: random.Random) -> Raw:
    """A case: areas with few different values, so that many are equal, and attributes of each kind."""
    facts: dict[str, dict[str, str]] = {}
    for area in range(dice.randint(1, 14)):
        given = {
            "n": str(dice.randint(-4, 8)),
            "m": f"{dice.randint(0, 8) / 2}",
            "o": f"{dice.randint(-20, 30) / 4:.2f}",
            "b": dice.choice(("true", "false")),
            "k": dice.choice(_CLASSES),
            "f": dice.choice(_COLOURS),
            "d": dice.choice(("2020-01-01", "2021-06-30", "2024-02-29")),
        }
        there = dice.choice((0.6, 0.9, 1.0))
        facts[f"a{area}"] = {name: held for name, held in given.items() if dice.random() < there}
    areas = list(facts)
    pairs = [(a, b) for i, a in enumerate(areas) for b in areas[i + 1 :] if dice.random() < 0.3]
    derived = {
        "ordinal": _ordinal(dice), "percentile": _percentile(dice), "quota": _quota(dice), "kleene": _kleene(dice),
        "taken": _taken(dice), "extreme": _extreme(dice), "mean": _mean(dice), "step": _step(dice), "cut": _cut(dice),
        "powers": derivations.powers(dice, _NAMES), "transform": derivations.transform(dice, _NAMES),
        "year": derivations.year(dice, _NAMES), "scaled": derivations.scaled(dice, _NAMES),
        "fired": {"type": "number", "min": 0, "max": 9, "fired": dice.sample(("r", "s", "t"), dice.randint(1, 3))},
    } | derivations.counted_places(dice, _NAMES) | _tables(dice)  # fmt: skip
    for held in derived.values():
        held |= {"min": -100000, "max": 100000} if held["type"] == "number" and "min" not in held else {}
    derived["twice"] = _twice(dice)
    numbers = [name for name, held in derived.items() if held["type"] == "number"]
    asked = dice.choice(["quota", "kleene", *numbers])
    when = asked if asked in ("quota", "kleene") else f"{asked} >= {dice.randint(0, 5)}"
    listed = [
        {"id": "r", "when": dice.choice(_TESTS)},
        {"id": "s", "when": dice.choice(_TESTS), "then": "no", "exception_to": ["r"]},
        {"id": "t", "when": dice.choice(_TESTS)},
    ]
    return {
        "vocabulary": {
            "levels": {"del": {}},
            "types": {
                "klass": {"enum": list(_CLASSES), "ordered": "true"}, "farg": {"enum": list(_COLOURS)},
            },
            "attributes": {
                "n": {"type": "number", "min": -100, "max": 100},
                "m": {"type": "number", "decimals": 1, "min": 0, "max": 100},
                "o": {"type": "number", "decimals": 2, "min": -100, "max": 100},
                "b": {"type": "bool"}, "k": {"type": "klass"}, "f": {"type": "farg"}, "d": {"type": "date"},
            },
            "parameters": {"andel": {"decimals": 2, "min": 0, "max": 1, "values": [_share(dice)]},
                           "antal": {"min": 0, "max": 9, "values": [{"value": dice.randint(0, 9)}]}},
        },
        "derived": derived,
        "world": {
            "areas": dict.fromkeys(areas, "del"),
            "facts": {a: held for a, held in facts.items() if held},
            "neighbours": [{"area": a, "other": b} for a, b in pairs],
        },
        "insatser": {"i": "del", "j": "del"},
        "policies": {"p": {"insatser": {"i": _ruling([{"id": "i", "when": when}]), "j": _ruling(listed)}}},
    }  # fmt: skip


def _ruling(rules: list[Raw]) -> Raw:
    return {"otherwise": "no", "rules": rules}


def _share(dice: random.Random) -> Raw:
    return dice.choice(({"value": "0.25"}, {"value": "0.50"}, {"value": "0.1"}, {"value": "unknown", "note": "okänt"}))


# ── ranks


def _ranked(dice: random.Random, measure: str) -> Raw:
    found: Raw = {"rank": measure, "of": dice.choice(_KEYS), "direction": dice.choice(_DIRECTIONS)}
    found["missing"] = dice.choice(("excluded", "excluded", "unknown"))
    if dice.random() < 0.4:
        found["then_by"] = [{"of": dice.choice(_KEYS), "direction": dice.choice(_DIRECTIONS)}]
    if dice.random() < 0.5:
        found["where"] = dice.choice(_TESTS)
    if dice.random() < 0.4:
        found["by"] = dice.choice(("f", "k", "b", "n"))
    return found


def _ordinal(dice: random.Random) -> Raw:
    found = {"type": "number", "decimals": 1, **_ranked(dice, "ordinal")}
    found |= {"ties": dice.choice(("average", "min", "max", "dense")), "round": "half_up"}
    return found | ({"outside": 99} if dice.random() < 0.3 else {})


def _percentile(dice: random.Random) -> Raw:
    most = dice.choice((1, 100))
    found = {"type": "number", "decimals": dice.randint(0, 4), "min": 0, "max": most, **_ranked(dice, "percentile")}
    found |= {"divisor": dice.choice(("n", "n-1", "n+1", "midpoint")), "out_of": most}
    return found | {"ties": dice.choice(("average", "min", "max", "dense")), "round": dice.choice(("half_up", "down"))}


def _quota(dice: random.Random) -> Raw:
    found = {"type": "bool", **_ranked(dice, "quota"), "boundary": dice.choice(("include", "exclude", "unknown"))}
    if dice.random() < 0.5:
        return found | {"first": dice.choice(("0", "1", "3", "param.antal"))}
    return found | {
        "fraction": dice.choice(("0.5", "param.andel")),
        "fraction_round": dice.choice(("up", "down", "half_up")),
    }


# ── aggregates


def _over(dice: random.Random, aggregate: str) -> Raw:
    found: Raw = {"over": dice.choice(("level", "neighbours")), "aggregate": aggregate, "to": "del"}
    if dice.random() < 0.5:
        found["where"] = dice.choice(_TESTS)
    if found["over"] == "level" and dice.random() < 0.6:
        found["by"] = dice.choice(("f", "k", "b", "n"))
    return found


def _kleene(dice: random.Random) -> Raw:
    found = {"type": "bool", **_over(dice, dice.choice(("any", "all"))), "of": dice.choice(("b", "n > 1", "m > o"))}
    return found | ({"empty": dice.choice(("true", "false"))} if dice.random() < 0.4 else {})


def _taken(dice: random.Random) -> Raw:
    aggregate = dice.choice(("count", "sum", "mean", "ratio"))
    found = {"type": "number", "decimals": dice.randint(0, 3), **_over(dice, aggregate)}
    found |= {"min": -100000, "max": 100000, "round": dice.choice(("half_up", "down"))}
    if aggregate != "count":
        found["of"] = dice.choice(_NUMBERS)
    if aggregate == "ratio":
        found["per"] = dice.choice(("m", "o", "n"))
    elif aggregate != "count" and dice.random() < 0.5:
        found["weight"] = dice.choice(("m", "o", "n"))
    if dice.random() < 0.4:
        found["min_observations"] = dice.randint(1, 3)
    return found | ({"empty": "7"} if dice.random() < 0.3 else {})


def _extreme(dice: random.Random) -> Raw:
    found = _over(dice, dice.choice(("min", "max")))
    found |= {"min_observations": dice.randint(1, 3)} if dice.random() < 0.4 else {}
    if dice.random() < 0.3:
        return found | {"type": "klass", "of": "k"}
    of, decimals = dice.choice((("n", 0), ("m", 1), ("o", 2), ("2 * o", 2)))
    return found | {"type": "number", "min": -1000, "max": 1000, "decimals": decimals, "of": of}


def _twice(dice: random.Random) -> Raw:
    """One that reads another."""
    return dice.choice((
        {"type": "number", "max": 100, "over": "neighbours", "to": "del", "where": "quota", "aggregate": "count"},
        {"type": "number", "decimals": 1, "rank": "ordinal", "of": "taken", "direction": "ascending", "ties": "average",
         "missing": dice.choice(("excluded", "unknown"))},
        {"type": "number", "decimals": 2, "over": "level", "by": "cut", "to": "del", "of": "percentile + fired",
         "aggregate": "mean", "min_observations": 1},
        {"type": "number", "decimals": 3, "mean": {"percentile": "1", "mean": "2"}, "min_observations": 1},
    ))  # fmt: skip


# ── of the area's own values


def _mean(dice: random.Random) -> Raw:
    terms = dice.sample(_NUMBERS, dice.randint(1, 4))
    found: Raw = {"type": "number", "decimals": dice.randint(0, 3), "round": dice.choice(("half_up", "down"))}
    found["mean"] = {term: dice.choice(("1", "0.5", "2", "0.125", "3")) for term in terms}
    return found | ({"min_observations": dice.randint(1, len(terms))} if dice.random() < 0.6 else {})


def _step(dice: random.Random) -> Raw:
    formula = dice.choice((*_NUMBERS, "n / m", "o / n", "(n - o) / 4"))
    step, rounding = dice.choice(("0.25", "0.5", "0.05", "1", "5")), dice.choice(("half_up", "down"))
    return {"type": "number", "decimals": 2, "formula": formula, "step": step, "round": rounding}


def _cut(dice: random.Random) -> Raw:
    bounds = sorted(dice.sample(range(-8, 16), 2))
    closed = dice.choice(("lower", "upper"))
    return {"type": "klass", "cut": dice.choice(_NUMBERS), "at": [f"{at / 2}" for at in bounds], "closed": closed}


def _tables(dice: random.Random) -> dict[str, Raw]:
    """A table of each hit policy."""
    found: dict[str, Raw] = {}
    for hit in ("first", "unique", "any", "priority", "sum", "min", "max"):
        collects = hit in ("sum", "min", "max")
        outputs = ("1", "2", "2.5", "-3") if collects else _CLASSES
        rows = [{"when": dice.choice(_TESTS), "then": dice.choice(outputs)} for _ in range(dice.randint(0, 4))]
        table: Raw = {"hit": hit, "gap": dice.choice((outputs[0], "unknown")), "rows": rows}
        if hit in ("unique", "any"):
            table["overlap"] = "unknown"
        kind = {"type": "number", "decimals": 1} if collects else {"type": "klass"}
        found[f"table_{hit}"] = kind | {"table": table}
    return found


# ── held together


def hold(worlds: int, start: int, make: Callable[[random.Random], Raw] = world) -> Counts:
    """Hold every derived attribute of random worlds together; what differs is kept."""
    dice, counts = random.Random(start), Counts()
    for _ in range(worlds):
        _held(make(dice), counts)
    return counts


def _held(raw: Raw, counts: Counts) -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = build(Case("found", raw), Path(folder))
    seen = built.facts.at(built.case.day, built.case.known)
    frame = interpreter.frame(built.book.vocabulary, built.book.policies["p"], seen, {})
    areas, words = seen.by_level["del"], frame.vocabulary
    columns = {
        a.id: vectorized.column(
            a.type, [interpreter.read(frame, Reference(a.id, a.type), area).value for area in areas]
        )
        for a in words.attributes.values()
    }
    at = {area.id: i for i, area in enumerate(areas)}
    pairs = [[at[getattr(link, end)] for link in seen.links] for end in ("area", "other")]
    beside = vectorized.neighbours((np.array(pairs[0], np.int64), np.array(pairs[1], np.int64)), len(areas))
    asked = [Reference(d.id, d.type) for d in words.derived.values()]
    worked = vectorized.worked(frame, columns, len(areas), asked, beside)
    for node in asked:
        for i, area in enumerate(areas):
            ground = interpreter.read(frame, node, area)
            wanted = (ground.value, interpreter.missing(ground))
            counts.same(node.name, _at(worked[node.name], node.type, i), wanted, raw)
    plan = vectorized.DecisionPlan(frame, (vectorized.table(frame, "i"),))
    plan.decide(worked, len(areas)).answers(0)  # where the areas are few, what is known is answered another way
    answers, which = plan.decide(worked, len(areas)).answers(0)
    for said in interpreter.decide_all(frame, "i"):
        found = answers[which[at[said.area.id]]]
        counts.same("decisions", found, (said.verdict, said.rule, said.missing), raw)


def _at(column: vectorized.CodedColumn, kind: Type, row: int) -> tuple[Value | None, frozenset[str]]:
    """A row's value, and what it waits for."""
    waits = frozenset(fact for fact, rows in (column.waits or {}).items() if rows[row])
    if column.known is not None and not column.known[row]:
        return None, waits
    held = int(column.values[row])
    if kind.kind in ("number", "date"):
        return unscaled(held, kind), waits
    return (held == 2 if kind.kind == "bool" else kind.members[held - 1]), waits


def batch(worlds: int, start: int) -> Outcome:
    """Some worlds."""
    found = hold(worlds, start)
    return Outcome(worlds, found.differences, found.values)


if __name__ == "__main__":
    sys.exit(soaking.main(batch, 1, 2_000))
