"""Decision tables of many rows: checked, and decided for a million areas.

The table parts a number into stretches, crossed with a class and a truth, so no row overlaps another and none is
missing: the case that takes longest to see. Checking has no floor: nobody checks such a table by hand. Deciding has
numpy written by hand for this very table (the number's stretch searched for, the row computed from it), and zen-engine,
which is asked area by area. All answers are checked equal first.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from conftest import Timed
from grund.analysis.table_rows import clashes, gap, hidden
from grund.engines import interpreter, vectorized
from grund.language.typing import Scope, condition
from grund.loading.decision_tables.cells import row_text
from grund.loading.folders import rulebook
from grund.model.decisions import VERDICTS
from grund.model.derivations import DecisionTable, Row
from grund.model.expressions import BOOL, Type, number
from grund.model.facts import World

MOST = 1_000_000
TYPES = {"n": number(0, 0, MOST - 1), "k": Type("enum", "k", ("lag", "mellan"), True), "b": BOOL}
INPUTS = {"tal": "n", "klass": "k", "ja": "b"}


AREAS = 1_000_000
DAY = date(2026, 1, 1)
YES = VERDICTS.index("yes")
FOLDER = """\
levels: {o: {label: o}}
types: {k: {enum: [lag, mellan], ordered: true}}
attributes:
  n: {level: o, type: number, min: 0, max: 999999, label: n}
  k: {level: o, type: k, label: k}
  b: {level: o, type: bool, label: b}
"""


def bounds(rows: int) -> list[int]:
    """Where the stretches of the number begin, and the last one ends."""
    return np.linspace(0, MOST, rows // 4 + 1, dtype=int).tolist()  # type: ignore[no-any-return]


def lines(rows: int) -> list[dict[str, str]]:
    """The cells of every row."""
    return [
        {"tal": f"[{low}..{high}[", "klass": klass, "ja": truth}
        for low, high in pairwise(bounds(rows))
        for klass in ("lag", "mellan")
        for truth in ("true", "false")
    ]


def table(rows: int, hit: str) -> DecisionTable:
    """A table of so many rows."""
    scope = Scope(TYPES)
    made = tuple(Row(condition(row_text(INPUTS, row), scope), i % 3 == 0, i) for i, row in enumerate(lines(rows), 1))
    return DecisionTable(made, hit, None, True, "error" if hit == "unique" else "")


@pytest.mark.parametrize("rows", [1_000, 10_000])
@pytest.mark.parametrize("hit", ["unique", "first"])
def test_check(timed: Timed, rows: int, hit: str) -> None:
    """Every overlap, every hidden row and every gap: there is none."""
    how = table(rows, hit)
    seen: Any = timed(
        lambda: [*clashes(how, TYPES), *hidden(how, TYPES), gap(how, TYPES)],
        group="a decision table checked", label=f"{hit}, {rows} rows",
    )  # fmt: skip
    assert seen == [None]


# ── decided


@cache
def frame(rows: int, kind: str) -> interpreter.EvalContext:
    """A table of so many rows, as that of an insats or of a derived attribute that the insats asks."""
    said = [
        {"when": cells, "then": "yes" if i % 3 == 0 else "no", "source": "s"} for i, cells in enumerate(lines(rows))
    ]
    own = [{"when": row["when"], "then": str(row["then"] == "yes").lower()} for row in said]
    derived = {"t": {
        "level": "o", "type": "bool", "label": "t", "assumption": True, "note": "t",
        "table": {"hit": "first", "gap": "false", "inputs": INPUTS, "rows": own},
    }}  # fmt: skip
    ruled: Any = {"otherwise": "no", "table": {"hit": "first", "inputs": INPUTS, "rows": said}}
    asked = {"otherwise": "no", "rules": [{"id": "r", "when": "t", "then": "yes", "source": "s"}]}
    policy = {"policy": "p", "label": "p", "source": "s", "insatser": {"i": ruled if kind == "insats" else asked}}
    with TemporaryDirectory() as folder:
        home = Path(folder)
        words = FOLDER + (f"derived: {json.dumps(derived)}\n" if kind == "attribute" else "")
        home.joinpath("vocabulary.yaml").write_text(words, "utf-8")
        home.joinpath("insatser.yaml").write_text("insatser: {i: {label: i, level: o, source: s}}\n", "utf-8")
        home.joinpath("sources.csv").write_text("id,title,publisher,date,reference,url\ns,s,,,,\n", "utf-8")
        home.joinpath("policies").mkdir()
        home.joinpath("policies/p.yaml").write_text(json.dumps(policy), "utf-8")
        book = rulebook(home)
    return interpreter.frame(book.vocabulary, book.policies["p"], World(DAY, None, {}, (), {}, {}))


@cache
def areas(count: int) -> dict[str, npt.NDArray[np.int64]]:
    """Values of areas: a number, and the places of a class and a truth."""
    by = np.random.default_rng(2026)
    return {"n": by.integers(0, MOST, count), "k": by.integers(0, 2, count), "b": by.integers(0, 2, count)}


def by_hand(rows: int, given: dict[str, npt.NDArray[np.int64]]) -> npt.NDArray[np.bool_]:
    """Whether each area has a yes, as a programmer would write it for this table."""
    stretch = np.searchsorted(np.array(bounds(rows)), given["n"], side="right") - 1
    row = stretch * 4 + given["k"] * 2 + (1 - given["b"])
    return np.asarray(row % 3 == 0)


def decided(frame: interpreter.EvalContext, given: dict[str, npt.NDArray[np.int64]]) -> npt.NDArray[np.bool_]:
    """The same by grund, with nothing kept from before."""
    count = len(given["n"])
    coded = {name: vectorized.CodedColumn(values + (name != "n")) for name, values in given.items()}
    sheet = vectorized.table(frame, "i")
    exprs = [sheet.cells.expression(axis) for axis in sheet.cells.axes]
    columns = vectorized.worked(frame, coded, count, exprs)
    return np.asarray(vectorized.DecisionPlan(frame, (sheet,)).decide(columns, count).verdicts()[0] == YES)


@pytest.mark.parametrize("rows", [1_000, 10_000])
@pytest.mark.parametrize("kind", ["insats", "attribute"])
def test_decide(timed: Timed, rows: int, kind: str) -> None:
    """A million areas, the table's index and its answers built anew each time."""
    ready, given = frame(rows, kind), areas(AREAS)
    found = timed(lambda: decided(ready, given), group=f"{rows} rows decide a million areas", label=f"grund, {kind}")
    assert np.array_equal(found, by_hand(rows, given))


@pytest.mark.parametrize("rows", [1_000, 10_000])
def test_by_hand(timed: Timed, rows: int) -> None:
    """The floor."""
    timed(
        lambda: by_hand(rows, areas(AREAS)), group=f"{rows} rows decide a million areas", label="numpy by hand",
        floor=True,
    )  # fmt: skip


def test_zen(timed: Timed) -> None:
    """zen-engine's decision table, for two thousand areas, counted as if for a million."""
    zen = pytest.importorskip("zen")
    some = {name: values[:2_000] for name, values in areas(AREAS).items()}
    rules = [
        {
            "_id": str(i), "n": cells["tal"].removesuffix("[") + ")", "k": f'"{cells["klass"]}"', "b": cells["ja"],
            "out": str(i % 3 == 0).lower(),
        }
        for i, cells in enumerate(lines(1_000))
    ]  # fmt: skip
    inputs = [{"id": name, "name": name, "type": "expression", "field": name} for name in ("n", "k", "b")]
    place = {"position": {"x": 0, "y": 0}}
    graph = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", **place},
            {"id": "t", "type": "decisionTableNode", "name": "t", **place, "content": {
                "hitPolicy": "first", "inputs": inputs, "rules": rules,
                "outputs": [{"id": "out", "name": "out", "type": "expression", "field": "out"}]}},
            {"id": "out", "type": "outputNode", "name": "out", **place},
        ],
        "edges": [{"id": "1", "sourceId": "in", "targetId": "t"}, {"id": "2", "sourceId": "t", "targetId": "out"}],
    }  # fmt: skip
    decision = zen.ZenEngine().create_decision(json.dumps(graph))
    given = [
        {"n": n, "k": ("lag", "mellan")[k], "b": bool(b)}
        for n, k, b in zip(*(values.tolist() for values in some.values()), strict=True)
    ]
    found = timed(
        lambda: [decision.evaluate(row)["result"]["out"] for row in given], group="1000 rows decide a million areas",
        label="zen-engine", per=len(given) / AREAS,
    )  # fmt: skip
    assert found == by_hand(1_000, some).tolist()
