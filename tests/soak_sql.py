"""Soak: plain, cells and SQL on random policies and worlds with missing values.

    python tests/soak_sql.py --runs 20000 --seed 2026
    python tests/soak_sql.py --runs 1000 --seed 7 --engine postgres
    GRUND_SPARK_HOME=… python tests/soak_sql.py --runs 300 --seed 7 --engine apache

A policy is decided in several worlds at once: their areas side by side, each with facts of its own. Every decision,
deciding rule and set of missing facts has to be plain's; where plain finds rules in conflict, so has every other. A
difference is made smaller and kept as a case (`found`).
"""

from __future__ import annotations

import contextlib
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

import found  # noqa: E402
import servers  # noqa: E402
import soaking  # noqa: E402
import strategies  # noqa: E402
from case_files import Case, Raw, build, decided_by_cells, text  # noqa: E402
from grund.engines import interpreter, sql  # noqa: E402
from grund.engines.sql.duckdb import DuckDB  # noqa: E402
from grund.problems.problem import GrundError  # noqa: E402
from soaking import Outcome  # noqa: E402

Answers = Mapping[str, tuple[str, str | None, frozenset[str]]]

ENGINES: Final = ("duckdb", "postgres", "spark", "apache")
WORLDS: Final = 5


@dataclass
class Counts:
    """What was held together, and every case in which it did not hold."""

    policies: int = 0
    worlds: int = 0
    conflicts: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    compared: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)


@st.composite
def cases(draw: st.DrawFn, worlds: int) -> Raw:
    """A case with the areas of several worlds side by side."""
    sample = draw(strategies.samples(every_kind=True))
    raw = dict(sample.raw)
    read = frozenset(re.findall(r"[a-z]\w*", f"{raw['rules']} {list(raw['derived'].values())}"))
    every = [raw["world"], *(draw(strategies.worlds(sample.words, read)) for _ in range(worlds - 1))]
    raw["world"] = {
        "areas": {f"{area}-{i}": level for i, world in enumerate(every) for area, level in world["areas"].items()},
        "dated": [row | {"area": f"{row['area']}-{i}"} for i, world in enumerate(every) for row in world["dated"]],
        "overlaps": [
            row | {"area": f"{row['area']}-{i}", "other": f"{row['other']}-{i}"}
            for i, world in enumerate(every)
            for row in world["overlaps"]
        ],
        "lists": every[0]["lists"],
    }
    return raw


def hold(policies: int, worlds: int, start: int, engines: Sequence[str] = ("duckdb",)) -> Counts:
    """Hold random policies in random worlds together; what differs is kept, and nothing stops at the first."""
    counts = Counts()
    with contextlib.ExitStack() as stack:
        opened = {name: stack.enter_context(engine(name)) for name in engines}

        @seed(start)
        @settings(
            max_examples=policies, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(raw=cases(worlds))
        def run(raw: Raw) -> None:
            counts.policies += 1
            counts.worlds += worlds
            _held(raw, opened, counts)

        run()
        if counts.differences:
            drawn = found.smallest(cases(worlds), lambda raw: _differs(raw, opened), start, policies)
            counts.differences += [found.kept(drawn, f"sql_{start}")] if drawn else []
    return counts


def _differs(raw: Raw, engines: Mapping[str, sql.Engine]) -> bool:
    counts = Counts()
    _held(raw, engines, counts)
    return bool(counts.differences)


@contextlib.contextmanager
def engine(name: str) -> Any:
    """A database that answers statements, started here."""
    if name == "duckdb":
        with DuckDB() as engine:
            yield engine
    elif name == "postgres":
        from grund.engines.sql.postgres import PostgreSQL

        with servers.postgres() as url, PostgreSQL(url) as engine:
            yield engine
    else:
        with servers.spark() if name == "spark" else servers.java_spark() as url:
            from grund.engines.sql.spark import Spark

            with Spark(url) as engine:
                yield engine


def _held(raw: Raw, engines: Mapping[str, sql.Engine], counts: Counts) -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = build(Case("found", raw), Path(folder))
    case = built.case
    frame = interpreter.frame(built.book.vocabulary, built.book.policies["p"], built.facts.at(case.day, case.known), {})
    wanted = _or_conflict(
        lambda: {d.area.id: (d.verdict, d.rule, d.missing) for d in interpreter.decide_all(frame, "i")}
    )
    counts.conflicts += wanted is None
    counts.verdicts.update(answer[0] for answer in (wanted or {}).values())
    told = {"cells": _or_conflict(lambda: decided_by_cells(frame, "i"))}
    question = sql.SqlQuestion([frame], ["i"], {}, {}, trusted=True)
    for name, engine in engines.items():
        told[name] = _or_conflict(lambda e=engine: sql.decide(e, question)["i", ""])  # type: ignore[misc]
    for name, answers in told.items():
        counts.compared[name] += len(answers or ())
        if answers != wanted:
            counts.differences.append(f"{name}: {answers}\nplain: {wanted}\n{text(raw)}")


def _or_conflict(decide: Any) -> Answers | None:
    """The answers, or None where two rules conflict."""
    try:
        return dict(decide())
    except GrundError as error:
        if {p.code for p in error.problems} == {"G317"}:
            return None
        raise


def batch(policies: int, start: int, engine: str) -> Outcome:
    """Some policies, each in `WORLDS` worlds; a run is a policy in a world."""
    counts = hold(policies, WORLDS, start, [engine])
    verdicts = {f"decisions: {name}": n for name, n in counts.verdicts.items()}
    compared = {f"compared with plain: {name}": n for name, n in counts.compared.items()}
    conflicts = {"policies with rules in conflict": counts.conflicts}
    return Outcome(counts.worlds, counts.differences, verdicts | compared | conflicts)


if __name__ == "__main__":
    sys.exit(soaking.main(batch, 10, 20_000, {"engine": ENGINES}))
