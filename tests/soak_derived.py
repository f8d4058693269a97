"""Soak: derived attributes in DuckDB are plain's, on random worlds with missing values, ties and empties.

    python tests/soak_derived.py --worlds 400 --seed 2026

Each world has one attribute of each kind that the SQL reading says of several values of an area: means, whole steps,
classes, decision tables. Every value has to be plain's; and so has every decision by a rule that reads one of them,
with the facts that it waits for.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

from case_files import Case, Raw, build, text  # noqa: E402
from grund.expr import Reference  # noqa: E402
from grund.readings import plain, sql  # noqa: E402
from grund.readings.sql.duckdb import DuckDB  # noqa: E402

_CLASSES: Final = ("lag", "mellan", "hog")
_TESTS: Final = ("n >= 3", "m > n", "o < 2.5", "b", "not b and n > 1", "k >= mellan", "o is missing", "n = m or b")
_NUMBERS: Final = ("n", "m", "o", "n - m", "2 * o", "max(n, o)")


@dataclass
class Counts:
    """What was held together, by kind, and every value that differed."""

    values: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def shown(self) -> str:
        """The counts, a line for each kind."""
        rows = [f"{kind}: {n} values, {self.unknown[kind]} unknown" for kind, n in sorted(self.values.items())]
        return "\n".join([*rows, f"differences: {len(self.differences)}"])


def world(dice: random.Random) -> Raw:
    """A case: areas with few different values, so that many are at a bound, and one attribute of each kind."""
    facts: dict[str, dict[str, str]] = {}
    for area in range(dice.randint(1, 12)):
        given = {
            "n": str(dice.randint(-4, 8)),
            "m": f"{dice.randint(0, 8) / 2}",
            "o": f"{dice.randint(-20, 30) / 4:.2f}",
            "b": dice.choice(("true", "false")),
            "k": dice.choice(_CLASSES),
        }
        facts[f"a{area}"] = {name: held for name, held in given.items() if dice.random() < 0.75}
    derived = {"mean": _mean(dice), "step": _step(dice), "cut": _cut(dice)} | _tables(dice)
    asked = dice.choice(sorted(derived))
    return {
        "vocabulary": {
            "levels": {"del": {}},
            "types": {"klass": {"enum": list(_CLASSES), "ordered": "true"}},
            "attributes": {
                "n": {"type": "number", "min": -100, "max": 100},
                "m": {"type": "number", "decimals": 1, "min": 0, "max": 100},
                "o": {"type": "number", "decimals": 2, "min": -100, "max": 100},
                "b": {"type": "bool"},
                "k": {"type": "klass"},
            },
        },
        "derived": derived,
        "world": {"areas": dict.fromkeys(facts, "del"), "facts": {a: held for a, held in facts.items() if held}},
        "when": f"{asked} >= mellan" if derived[asked]["type"] == "klass" else f"{asked} >= 1",
    }


def _mean(dice: random.Random) -> Raw:
    terms = dice.sample(_NUMBERS, dice.randint(1, 4))
    found: Raw = {"type": "number", "decimals": dice.randint(0, 3), "round": dice.choice(("half_up", "down"))}
    found["mean"] = {term: dice.choice(("1", "0.5", "2", "0.125", "3")) for term in terms}
    return found | ({"min_observations": dice.randint(1, len(terms))} if dice.random() < 0.6 else {})


def _step(dice: random.Random) -> Raw:
    formula = dice.choice((*_NUMBERS, "n / m", "o / n", "(n - o) / 4"))
    rounding = dice.choice(("half_up", "down"))
    step = dice.choice(("0.25", "0.5", "0.05", "1", "5"))
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


def hold(worlds: int, start: int) -> Counts:
    """Hold every derived attribute of random worlds together; what differs is kept."""
    dice, counts = random.Random(start), Counts()
    with DuckDB() as engine:
        for _ in range(worlds):
            _held(engine, world(dice), counts)
    return counts


def _held(engine: DuckDB, raw: Raw, counts: Counts) -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = build(Case("found", raw), Path(folder))
    world = built.facts.at(built.case.day, built.case.known)
    frame = plain.frame(built.book.vocabulary, built.book.policies["p"], world, {})
    for name in raw["derived"]:
        found = sql.read(engine, frame, "del", name)
        for area in world.areas.values():
            wanted = plain.read(frame, Reference(name), area).value
            _same(counts, name, found[area.id], wanted, raw)
    answers = sql.decide(engine, sql.Question([frame], ["i"], {}, {}, trusted=True))["i", ""]
    for said in plain.decide_all(frame, "i"):
        _same(counts, "decisions", answers[said.area.id], (said.verdict, said.rule, said.missing), raw)


def _same(counts: Counts, kind: str, found: Any, wanted: Any, raw: Raw) -> None:
    counts.values[kind] += 1
    counts.unknown[kind] += wanted is None or (isinstance(wanted, tuple) and wanted[0] == "unknown")
    if found != wanted:
        counts.differences.append(f"{kind}: {found}\nplain: {wanted}\n{text(raw)}")


def main() -> int:
    """Print the counts, and each difference as a case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=400)
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    found = hold(asked.worlds, asked.seed)
    print(found.shown())
    for difference in found.differences[:5]:
        print(difference)
    return 1 if found.differences else 0


if __name__ == "__main__":
    raise SystemExit(main())
