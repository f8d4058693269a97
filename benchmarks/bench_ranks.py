"""Ranks and neighbour aggregates on columns, against pandas, Polars and DuckDB written by hand, in the same run.

Everything is invented: a value of two decimals, one in a hundred missing, a weight, a group, and about six neighbours
an area. Answers are checked equal before anything is timed. The floor is Polars; what is timed of grund begins with
columns of whole numbers and pairs of rows, and ends with the exact value and what an unknown one waits for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any, Final

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import polars as pl
import pytest

import grund
from conftest import Timed
from grund.engines import interpreter, vectorized
from grund.engines.run import frame_of
from grund.model.derivations import Key, Over, Rank
from grund.model.expressions import BOOL, Reference, Type
from grund.model.policies import Derived
from grund.model.sources import Citation, Label

SIZES: Final = (6_160, 1_000_000)
NUMBER: Final = Type("number", decimals=2, low=Decimal(0), high=Decimal(10_000))
WHOLE: Final = Type("number", low=Decimal(0), high=Decimal(100_000))
SUM: Final = replace(WHOLE, high=Decimal(10) ** 12)
V, W, INSIDE = Reference("v", NUMBER), Reference("w", WHOLE), Reference("inside", BOOL)


@dataclass(frozen=True)
class Areas:
    """The same areas for everyone: whole numbers and what is known of them, frames, and pairs of neighbours."""

    rows: int
    columns: dict[str, vectorized.CodedColumn]
    pandas: pd.DataFrame
    polars: pl.DataFrame
    pairs: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
    edges: pd.DataFrame
    edges_polars: pl.DataFrame
    duckdb: duckdb.DuckDBPyConnection


@cache
def areas(rows: int) -> Areas:
    """So many areas; each pair of neighbours once for grund, and both ways for the others."""
    rng = np.random.default_rng(2026)
    values, weights = rng.integers(0, 1_000_000, rows), rng.integers(1, 5_000, rows)
    known, inside = rng.random(rows) >= 0.01, rng.random(rows) < 0.6
    one = np.repeat(np.arange(rows), 3)
    both = np.sort(np.stack([one, (one + rng.integers(1, 60, len(one))) % rows]), axis=0)
    pairs = np.unique(both, axis=1)
    columns = {
        "v": vectorized.CodedColumn(values, known),
        "w": vectorized.CodedColumn(weights),
        "inside": vectorized.CodedColumn(inside.astype(np.int8) + np.int8(1)),
    }
    frame = pd.DataFrame(
        {"id": np.arange(rows), "v": np.where(known, values / 100, np.nan), "w": weights, "inside": inside}
    )
    lazy = pl.DataFrame({"id": np.arange(rows), "v": values / 100, "k": known, "w": weights, "inside": inside})
    lazy = lazy.select("id", pl.when("k").then("v").alias("v"), "w", "inside")
    edges = pd.DataFrame({"a": np.concatenate(pairs), "b": np.concatenate(pairs[::-1])})
    engine = duckdb.connect()
    engine.execute("SET threads TO 2")
    engine.execute("CREATE TABLE areas AS SELECT id, CASE WHEN isnan(v) THEN NULL ELSE v END v, w, inside FROM frame")
    engine.execute("CREATE TABLE edges AS FROM edges")
    return Areas(rows, columns, frame, lazy, (pairs[0], pairs[1]), edges, pl.DataFrame(edges.to_dict("list")), engine)


@cache
def grounds() -> interpreter.EvalContext:
    """The frame of some policy, into whose vocabulary what is asked is put."""
    scenario = grund.load("kommuner")
    return frame_of(scenario, scenario.policy(scenario.named[0]), ())


def by_grund(held: Areas, how: Rank | Over, kind: Type) -> vectorized.CodedColumn:
    """The derived attribute of every row; the neighbours of each are found anew from the pairs."""
    frame, none = grounds(), Label("")
    derived = Derived("x", ("kommun",), kind, none, none, how, Citation())
    words = replace(frame.vocabulary, derived={"x": derived})
    beside = vectorized.neighbours(held.pairs, held.rows) if isinstance(how, Over) else None
    return vectorized.worked(replace(frame, vocabulary=words), held.columns, held.rows, [Reference("x", kind)], beside)[
        "x"
    ]


# ── ranks


@dataclass(frozen=True)
class Ranking:
    """A percentile of all, by a tie rule; or the place among those inside, the highest first."""

    ties: str
    filtered: bool = False

    @property
    def kind(self) -> Type:
        """Its type."""
        return WHOLE if self.filtered else NUMBER

    def grund(self, held: Areas) -> vectorized.CodedColumn:
        """As the rule language says it."""
        if self.filtered:
            how = Rank("ordinal", (Key(V, True),), INSIDE, None, True, self.ties)
        else:
            how = Rank("percentile", (Key(V, False),), None, None, True, self.ties, "n", 100)
        return by_grund(held, how, self.kind)

    def pandas(self, held: Areas) -> Any:
        """By hand."""
        frame = held.pandas
        if self.filtered:
            return frame.v.where(frame.inside).rank(method=self.ties, ascending=False)
        return frame.v.rank(method=self.ties, pct=True) * 100

    def polars(self, held: Areas) -> Any:
        """By hand."""
        if self.filtered:
            place = pl.when("inside").then("v").rank(self.ties, descending=True)
        else:
            n = pl.col("v").drop_nulls().n_unique() if self.ties == "dense" else pl.col("v").count()
            place = pl.col("v").rank(self.ties) / n * 100
        return held.polars.lazy().select("id", place.alias("x")).collect()

    def duckdb(self, held: Areas) -> Any:
        """By hand; windows know the lowest rank and the dense one, the others are made of these."""
        equal = "(count(*) OVER (PARTITION BY v) - 1)"
        place = {
            "min": "rank() OVER o",
            "dense": "dense_rank() OVER o",
            "max": f"rank() OVER o + {equal}",
            "average": f"rank() OVER o + {equal} / 2",
        }[self.ties]
        if self.filtered:
            said = f"SELECT id, {place} x FROM areas WHERE inside AND v IS NOT NULL WINDOW o AS (ORDER BY v DESC)"
        else:
            n = "(SELECT count(DISTINCT v) FROM areas)" if self.ties == "dense" else "count(*) OVER ()"
            said = f"SELECT id, ({place}) / {n} * 100 x FROM areas WHERE v IS NOT NULL WINDOW o AS (ORDER BY v)"
        return held.duckdb.sql(said).to_arrow_table()


# ── neighbours


@dataclass(frozen=True)
class Beside:
    """What is taken of the neighbours."""

    name: str

    @property
    def kind(self) -> Type:
        """Its type."""
        return {"sum": SUM, "count": WHOLE}.get(self.name, NUMBER)

    def grund(self, held: Areas) -> vectorized.CodedColumn:
        """As the rule language says it."""
        same = {"relation": "neighbours", "hierarchy": "", "to": "kommun"}
        how = {
            "sum": Over(**same, of=W, where=None, aggregate="sum"),
            "count": Over(**same, of=None, where=INSIDE, aggregate="count"),
            "mean of at least 3": Over(**same, of=V, where=None, aggregate="mean", min_observations=3),
            "weighted mean": Over(**same, of=V, where=None, aggregate="mean", weight=W, min_observations=1),
        }[self.name]
        return by_grund(held, how, self.kind)

    def pandas(self, held: Areas) -> Any:
        """By hand."""
        joined = held.edges.merge(held.pandas, left_on="b", right_on="id")
        if self.name == "count":
            return joined[joined.inside].groupby("a").size()
        groups = joined.groupby("a")
        if self.name == "sum":
            return groups.w.sum()
        if self.name == "weighted mean":
            joined = joined[joined.v.notna()]
            joined["vw"] = joined.v * joined.w
            sums = joined.groupby("a")[["vw", "w"]].sum()
            return sums.vw / sums.w
        found = groups.v.agg(["mean", "count"])
        return found["mean"].where(found["count"] >= 3)

    def polars(self, held: Areas) -> Any:
        """By hand."""
        take = {
            "sum": pl.col("w").sum(),
            "count": pl.col("inside").sum(),
            "mean of at least 3": pl.when(pl.col("v").count() >= 3).then(pl.col("v").mean()),
            "weighted mean": (pl.col("v") * pl.col("w")).sum() / pl.col("w").filter(pl.col("v").is_not_null()).sum(),
        }[self.name]
        joined = held.edges_polars.lazy().join(held.polars.lazy(), left_on="b", right_on="id")
        return joined.group_by("a").agg(take.alias("x")).rename({"a": "id"}).collect()

    def duckdb(self, held: Areas) -> Any:
        """By hand."""
        take = {
            "sum": "sum(w)",
            "count": "count(*) FILTER (inside)",
            "mean of at least 3": "CASE WHEN count(v) >= 3 THEN avg(v) END",
            "weighted mean": "sum(v * w) / sum(w) FILTER (v IS NOT NULL)",
        }[self.name]
        return held.duckdb.sql(f"SELECT a id, {take} x FROM edges JOIN areas ON b = id GROUP BY a").to_arrow_table()


ASKED: Final[dict[str, Ranking | Beside]] = {
    **{f"percentile, ties {ties}": Ranking(ties) for ties in ("average", "min", "max", "dense")},
    "place in a filtered base, ties min": Ranking("min", filtered=True),
    **{f"neighbours, {name}": Beside(name) for name in ("sum", "count", "mean of at least 3", "weighted mean")},
}
WAYS: Final = ("grund", "pandas", "polars", "duckdb")


def numbers(found: Any, asked: Ranking | Beside, held: Areas) -> npt.NDArray[np.float64]:
    """An answer by row, NaN where there is none; of a count, 0."""
    if isinstance(found, vectorized.CodedColumn):
        values = found.values / 10.0**asked.kind.decimals
        return values if found.known is None else np.where(found.known, values, np.nan)
    if isinstance(found, pd.Series):
        return found.reindex(range(held.rows)).to_numpy(np.float64)
    values = np.full(held.rows, np.nan)
    values[found["id"].to_numpy()] = np.asarray(found["x"].to_numpy(), np.float64)
    return values


@pytest.mark.parametrize("rows", SIZES)
@pytest.mark.parametrize("what", ASKED)
def test_answers_are_equal(what: str, rows: int) -> None:
    """Before anything is timed: to the last declared decimal, which floats may miss by half of it."""
    held, asked = areas(rows), ASKED[what]
    found = {way: numbers(getattr(asked, way)(held), asked, held) for way in WAYS}
    empty = 0.0 if what in ("neighbours, count", "neighbours, sum") else np.nan
    for way in WAYS[1:]:
        theirs = np.where(np.isnan(found[way]), empty, found[way])
        assert (np.isnan(found["grund"]) == np.isnan(theirs)).all(), way
        apart = np.nanmax(abs(found["grund"] - theirs))
        assert apart <= 0.5 * 10.0**-asked.kind.decimals + 1e-6, (way, apart)


@pytest.mark.parametrize("rows", SIZES)
@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize("way", WAYS)
def test_ranks(timed: Timed, what: str, rows: int, way: str) -> None:
    """Each by each."""
    held = areas(rows)
    answer: Callable[[Areas], Any] = getattr(ASKED[what], way)
    timed(
        answer,
        group=f"{what}, {rows:,} areas",
        label=way,
        floor=way == "polars",
        setup=lambda: ((held,), {}),
        rounds=3 if rows > 100_000 else 15,
    )
