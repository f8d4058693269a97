"""The SQL reading in DuckDB, against DuckDB SQL written by hand for the same policy, in the same run.

Twenty insatser of five rules each, with exceptions, over five columns with missing values, in a Parquet file that both
read in place; decision, deciding rule and missing facts of every insats, out as Arrow. The areas are invented. The hand
writes what a programmer would: a column per condition, then a `CASE` per answer. The answers are checked equal first.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from case_files import Case, build
from conftest import Timed
from grund.engines import interpreter, sql

SIZES: Final = (10_000, 1_000_000)
INSATSER: Final = 20
_MEMBERS: Final = ("ingen", "utsatt", "risk", "sarskilt")


def _rules(i: int) -> list[dict[str, Any]]:
    """The five rules of an insats; only its bounds are its own."""
    return [
        {"id": f"r{i}a", "when": "k in (utsatt, sarskilt)"},
        {"id": f"r{i}b", "when": f"n < {1000 + 500 * i}", "then": "no", "exception_to": [f"r{i}a", f"r{i}d"]},
        {"id": f"r{i}c", "when": "k = sarskilt and b", "exception_to": [f"r{i}b"]},
        {"id": f"r{i}d", "when": f"x >= {1 + i / 10:.2f} and n between {500 * i} and {20_000 + 1000 * i}"},
        {"id": f"r{i}e", "when": "c and not b", "then": "no", "exception_to": [f"r{i}a", f"r{i}c", f"r{i}d"]},
    ]


@cache
def compiled() -> sql.Compiled:
    """The policy as a statement whose answers are codes."""
    raw = {
        "name": "bench", "note": "",
        "vocabulary": {"levels": {"del": {}}, "types": {"klass": {"enum": list(_MEMBERS), "ordered": "true"}}},
        "attributes": {
            "k": {"type": "klass"}, "b": {"type": "bool"}, "c": {"type": "bool"},
            "n": {"type": "number", "min": 0, "max": 100000},
            "x": {"type": "number", "decimals": 2, "min": 0, "max": 20},
        },
        "insatser": {f"i{i}": "del" for i in range(INSATSER)},
        "policies": {"p": {"insatser": {f"i{i}": {"otherwise": "no", "rules": _rules(i)} for i in range(INSATSER)}}},
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        built = build(Case("bench", yaml.load(yaml.safe_dump(raw), yaml.BaseLoader)), Path(folder))
    world = built.facts.at(built.case.day, None)
    frame = interpreter.frame(built.book.vocabulary, built.book.policies["p"], world)
    return sql.compile(sql.SqlQuestion([frame], [f"i{i}" for i in range(INSATSER)], {}, {}), "duckdb", "codes")


@cache
def source(rows: int) -> str:
    """A Parquet file of areas."""
    rng = np.random.default_rng(2026)
    folder = tempfile.mkdtemp(prefix="grund-bench-")

    def holes() -> Any:
        return rng.random(rows) < 0.01

    table = pa.table(
        {
            "id": pa.array(np.arange(rows)).cast(pa.string()),
            "k": pa.array(np.array(_MEMBERS)[rng.choice(4, rows, p=[0.6, 0.2, 0.1, 0.1])], mask=holes()),
            "b": pa.array(rng.random(rows) < 0.3, mask=holes()),
            "c": pa.array(rng.random(rows) < 0.1, mask=holes()),
            "n": pa.array(rng.integers(0, 50_000, rows), mask=holes()),
            "x": pa.array(rng.integers(0, 600, rows), mask=holes()).cast(pa.decimal128(20, 0)),
        }
    )
    hundredths = pa.array([None if v is None else v.scaleb(-2) for v in table["x"].to_pylist()], pa.decimal128(18, 2))
    # a database reads groups of rows in parallel, and pyarrow's own default is one group of a million
    pq.write_table(table.set_column(5, "x", hundredths), f"{folder}/areas.parquet", row_group_size=122_880)
    return f"{folder}/areas.parquet"


def by_grund(rows: int) -> pa.Table:
    """The reading's statement."""
    with duckdb.connect() as connection:
        connection.read_parquet(source(rows)).create_view("del")
        return connection.sql(compiled().sql).to_arrow_table()


def by_hand(rows: int) -> pa.Table:
    """The same policy by hand: who receives, by which rule (1 a, … 5 e, 6 otherwise, 0 unknown), what is missing."""
    bits = {name: 1 << i for i, name in enumerate(compiled().names.names)}

    def lacks(*names: str) -> str:
        return " | ".join(f"CASE WHEN {name} IS NULL THEN {bits[name]} ELSE 0 END" for name in names)

    inner, outer = [], []
    for i in range(INSATSER):
        n = f"n < {1000 + 500 * i}"
        d = f"(x >= {1 + i / 10:.2f} AND n BETWEEN {500 * i} AND {20_000 + 1000 * i})"
        inner += [f"{n} AS b{i}", f"{d} AS d{i}"]
        rc, rb = "(hc AND NOT he)", f"(b{i} AND NOT (hc AND NOT he))"
        ra, rd = f"(ha AND NOT ({rb} OR he))", f"(d{i} AND NOT ({rb} OR he))"
        yes = f"({ra} OR {rc} OR {rd})"
        mc = f"CASE WHEN {rc} IS NULL THEN CASE WHEN hc IS NULL THEN {lacks('k', 'b')} ELSE 0 END | me ELSE 0 END"
        mb = f"CASE WHEN {rb} IS NULL THEN {lacks('n')} | {mc} ELSE 0 END"
        md = f"CASE WHEN d{i} IS NULL THEN {lacks('x', 'n')} ELSE 0 END"
        md = f"CASE WHEN {rd} IS NULL THEN {md} | {mb} | me ELSE 0 END"
        ma = f"CASE WHEN {ra} IS NULL THEN {lacks('k')} | {mb} | me ELSE 0 END"
        outer += [
            f"CASE WHEN {yes} THEN 'yes' WHEN NOT {yes} THEN 'no' ELSE 'unknown' END",
            f"CASE WHEN {yes} THEN CASE WHEN {ra} THEN 1 WHEN {rc} THEN 3 ELSE 4 END "
            f"WHEN NOT {yes} THEN CASE WHEN {rb} AND (ha OR d{i}) THEN 2 WHEN {rc} AND b{i} THEN 3 "
            f"WHEN he AND (ha OR hc OR d{i}) THEN 5 ELSE 6 END ELSE 0 END",
            f"CASE WHEN {yes} IS NULL THEN ({ma}) | ({mc}) | ({md}) ELSE 0 END",
        ]
    shared = "k IN ('utsatt', 'sarskilt') AS ha, (k = 'sarskilt' AND b) AS hc, (c AND NOT b) AS he"
    missing = f"CASE WHEN (c AND NOT b) IS NULL THEN {lacks('c', 'b')} ELSE 0 END AS me"
    query = f"SELECT id, {', '.join(outer)} FROM (SELECT *, {shared}, {missing}, {', '.join(inner)} FROM areas)"
    with duckdb.connect() as connection:
        connection.read_parquet(source(rows)).create_view("areas")
        return connection.sql(query).to_arrow_table()


@cache
def checked(rows: int) -> None:
    """The answers are the same, area by area and column by column."""
    mine, theirs = by_grund(rows).sort_by("area"), by_hand(rows).sort_by("id")
    assert mine.num_columns == theirs.num_columns == 1 + 3 * INSATSER
    for name, a, b in zip(mine.column_names, mine.columns, theirs.columns, strict=True):
        assert a.cast(pa.string()).equals(b.cast(pa.string())), name


@pytest.mark.parametrize("rows", SIZES)
def test_by_hand(timed: Timed, rows: int) -> None:
    """The floor."""
    checked(rows)
    timed(by_hand, setup=lambda: ((rows,), {}), group=f"{rows} areas x {INSATSER}", label="DuckDB SQL by hand",
          floor=True, rounds=3)  # fmt: skip


@pytest.mark.parametrize("rows", SIZES)
def test_by_grund(timed: Timed, rows: int) -> None:
    """The reading: checked values in, and every step named."""
    checked(rows)
    timed(by_grund, setup=lambda: ((rows,), {}), group=f"{rows} areas x {INSATSER}", label="the SQL reading",
          rounds=3)  # fmt: skip


def test_compile(timed: Timed) -> None:
    """From a loaded policy to the statement's text."""

    def once() -> str:
        compiled.cache_clear()
        return compiled().sql

    timed(once, setup=lambda: ((), {}), group="compile", label=f"{INSATSER} insatser, loaded and written", rounds=3)
