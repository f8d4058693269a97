"""Soak: derived attributes in SQL are plain's, on random worlds with missing values, ties and empties.

    python tests/soak_derived.py --runs 300 --seed 2026
    python tests/soak_derived.py --runs 30 --seed 7 --engine postgres

Each world has attributes of every kind: means, steps, classes, decision tables, aggregates along links and over whole
levels and strata, ranks and quotas, counted rules, memory, and some that read one another. Every value has to be
plain's; and so has every decision by a rule that reads one of them, with the facts that it waits for. `derivations`
draws the worlds.
"""

from __future__ import annotations

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

import derivations  # noqa: E402
import soak_sql  # noqa: E402
import soaking  # noqa: E402
from case_files import Case, Raw, build, text  # noqa: E402
from grund.engines import interpreter, sql  # noqa: E402
from grund.model.expressions import Reference  # noqa: E402
from grund.problems.problem import GrundError  # noqa: E402
from soaking import Outcome  # noqa: E402

REFUSED: Final = ("powers", "transform", "scaled")
"""The kinds that SQL refuses by name; tests/cases hold it to that."""


@dataclass
class Counts:
    """What was held together, by kind, and every value that differed."""

    values: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    stopped: int = 0
    differences: list[str] = field(default_factory=list)


def hold(worlds: int, start: int, engine: str = "duckdb") -> Counts:
    """Hold every derived attribute of random worlds together; what differs is kept."""
    dice, counts = random.Random(start), Counts()
    with soak_sql.engine(engine) as opened:
        for _ in range(worlds):
            _held(opened, derivations.world(dice), counts)
    return counts


def _held(engine: sql.Engine, raw: Raw, counts: Counts) -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = build(Case("found", raw), Path(folder))
    world = built.facts.at(built.case.day, built.case.known)
    frame = interpreter.frame(built.book.vocabulary, built.book.policies["p"], world, {})
    for name, given in raw["derived"].items():
        if name in REFUSED:
            continue
        for level in given.get("level", ["del"]):
            areas = world.by_level.get(level, ())

            def read(name: str = name, areas: Any = areas) -> Any:
                return {area.id: interpreter.read(frame, Reference(name), area).value for area in areas}

            wanted = _or_stopped(read)
            found = _or_stopped(lambda level=level, name=name: sql.read(engine, frame, level, name))
            _same(counts, name, found, wanted, raw)
    _decisions(engine, frame, counts, raw)


def _decisions(engine: sql.Engine, frame: interpreter.EvalContext, counts: Counts, raw: Raw) -> None:
    """Every insats at once; where one of them stops, each by itself."""
    insatser = [name for name in frame.policy.rulings if name.removeprefix("i_") not in REFUSED]

    def asked(*names: str) -> Any:
        answers = sql.decide(engine, sql.SqlQuestion([frame], names, {}, {}, trusted=True))
        return {(name, area): said for (name, _), held in answers.items() for area, said in held.items()}

    def wanted(*names: str) -> Any:
        found = {name: interpreter.decide_all(frame, name) for name in names}
        return {(name, d.area.id): (d.verdict, d.rule, d.missing) for name, held in found.items() for d in held}

    whole = _or_stopped(lambda: wanted(*insatser))
    for names in [insatser] if whole is not None else [[name] for name in insatser]:
        held = _or_stopped(lambda names=names: wanted(*names))
        _same(counts, "decisions", _or_stopped(lambda names=names: asked(*names)), held, raw)


def _or_stopped(ask: Any) -> Any:
    """The answers, or None where a table has none for an area, or two rules conflict."""
    try:
        return ask()
    except GrundError as error:
        if {p.code for p in error.problems} <= {"G317", "G334", "G335", "G340"}:
            return None
        raise


def _same(counts: Counts, kind: str, found: Any, wanted: Any, raw: Raw) -> None:
    counts.stopped += wanted is None
    for key, value in (wanted or {}).items():
        counts.values[kind] += 1
        counts.unknown[kind] += value is None or (isinstance(value, tuple) and value[0] == "unknown")
        if found is not None and found.get(key, "nothing") != value:
            counts.differences.append(f"{kind} {key}: {found.get(key)}\nplain: {value}\n{text(raw)}")
    if (found is None) != (wanted is None) or (found and found.keys() != wanted.keys()):
        counts.differences.append(f"{kind}: {found}\nplain: {wanted}\n{text(raw)}")


def batch(worlds: int, start: int, engine: str) -> Outcome:
    """Some worlds."""
    found = hold(worlds, start, engine)
    return Outcome(worlds, found.differences, {**found.values, "stopped in plain too": found.stopped})


if __name__ == "__main__":
    sys.exit(soaking.main(batch, 1, 300, {"engine": soak_sql.ENGINES}))
