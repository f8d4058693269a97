"""Passes: one insats, decided for every area in every draw, with what does not vary worked out once.

Enters: a table whose atoms read what varies, columns, and the values drawn. Leaves: counts per draw. Promise: as plain
decides each draw; the fixed part of every area's cell is coded once, and a few draws at a time stay in cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt

from ...engines import interpreter, vectorized
from ...engines.vectorized import CodedColumn, LookupTable, Rows
from ...engines.vectorized.encode import Coded
from ...model.expressions import Expr, Name
from ...problems.problem import GrundError, problem

ROWS: Final = 1 << 14
"""Areas times draws that are decided together."""
DENSE: Final = 1 << 22
"""Up to so many cells have their verdicts in an array."""
CLOSE: Final = 1 << 20
"""Scores that span less are looked up, not searched for."""
LIMIT: Final = 1 << 62
"""A cell number is at most a 64-bit integer."""


@dataclass(frozen=True)
class Field:
    """What draws are taken over: areas as columns, what varies and how far, and the areas ranked by each score."""

    frame: interpreter.EvalContext
    columns: Mapping[str, CodedColumn]
    rows: int
    varied: Mapping[str, tuple[int, int]]
    orders: dict[object, Order] = field(default_factory=dict)

    def varies(self, expr: Expr) -> bool:
        """Whether an expression reads anything that varies."""
        return bool(interpreter.reached(self.frame.vocabulary, (expr,)) & self.varied.keys())


@dataclass(frozen=True)
class Order:
    """Areas by score, the lowest first: their `rows` and `scores`; where these lie close, `below`: how many score less
    than the lowest score and each number after it, to one above the highest."""

    rows: npt.NDArray[np.intp]
    scores: npt.NDArray[np.int64]
    below: npt.NDArray[np.intp] | None

    @classmethod
    def of(cls, rows: npt.NDArray[np.intp], scores: npt.NDArray[np.int64]) -> Order:
        """Some rows with their scores, in any order."""
        order = np.argsort(scores, kind="stable")
        array, below = scores[order], None
        if len(array) and array[-1] - array[0] < CLOSE:
            below = np.concatenate([[0], np.cumsum(np.bincount(array - array[0]))])
        return cls(rows[order], array, below)

    def less(self, values: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
        """How many areas score less than each value."""
        if self.below is None:
            return np.searchsorted(self.scores, values)
        array: npt.NDArray[np.intp] = self.below.take(values - self.scores[0], mode="clip")
        return array


@dataclass(frozen=True)
class DrawTally:
    """Per draw: areas that get yes, areas that cannot be decided, öre; per area: draws that give it yes."""

    yes: npt.NDArray[np.int64]
    unknown: npt.NDArray[np.int64]
    cost: npt.NDArray[np.int64]
    reached: npt.NDArray[np.int64] | None


@dataclass
class Passed:
    """An insats whose cells are looked up draw by draw. `moving` are its axes that vary, with their strides."""

    here: Field
    table: LookupTable
    cost: npt.NDArray[np.int64]
    fixed: npt.NDArray[np.intp]
    moving: tuple[tuple[Coded, int], ...]
    names: tuple[str, ...]
    verdicts: npt.NDArray[np.int8] | None
    lock: Lock = field(default_factory=Lock)

    def tally(self, drawn: Mapping[str, npt.NDArray[np.int64]], count: int, reached: bool) -> DrawTally:
        """What a block of draws comes to; a name's values are one per draw, or one per draw and area."""
        n = self.here.rows
        yes, unknown, cost = (np.zeros(count, np.int64) for _ in range(3))
        array = np.zeros(n, np.int64) if reached else None
        several = max(1, ROWS // max(n, 1))
        for start in range(0, count, several):
            part = slice(start, min(start + several, count))
            vector = self._verdicts({k: v[part] for k, v in drawn.items()}, part.stop - part.start)
            given = vector == 0
            yes[part], unknown[part] = given.sum(axis=1), (vector == 2).sum(axis=1)
            cost[part] = given @ self.cost
            if array is not None:
                array += given.sum(axis=0)
        return DrawTally(yes, unknown, cost, array)

    def _verdicts(self, drawn: Mapping[str, npt.NDArray[np.int64]], draws: int) -> npt.NDArray[np.int8]:
        """The place of every verdict in `VERDICTS`, by draw and area."""
        n = self.here.rows
        columns = {name: self._column(name, drawn, draws) for name in self.names}
        rows = Rows(self.here.frame, columns, draws * n)
        number = np.tile(self.fixed, draws)
        for coded, stride in self.moving:
            number += coded.codes(rows).astype(np.intp) * stride
        return self._said(number).reshape(draws, n)

    def _said(self, number: npt.NDArray[np.intp]) -> npt.NDArray[np.int8]:
        """The verdict of every cell; those that are new are filled."""
        if self.verdicts is None:
            used, places = np.unique(number, return_inverse=True)
            return np.array([self._fill(cell) for cell in used.tolist()], np.int8)[places.ravel()]
        array = self.verdicts[number]
        if len(array) and array.min() < 0:
            with self.lock:
                for cell in np.unique(number[array < 0]).tolist():
                    self.verdicts[cell] = self._fill(cell)
            array = self.verdicts[number]
        return array

    def _fill(self, cell: int) -> int:
        return self.table.place(self.table.cells.codes(cell))[0]

    def _column(self, name: str, drawn: Mapping[str, npt.NDArray[np.int64]], draws: int) -> CodedColumn:
        n = self.here.rows
        if Name.parse(name).space == "param":
            return CodedColumn(np.repeat(drawn[name], n))
        column = self.here.columns[name]
        known = None if column.known is None else np.tile(column.known, draws)
        if name not in drawn:
            return CodedColumn(np.tile(column.values, draws), known)
        noise = drawn[name]
        moved = column.values[None, :] + (noise if noise.ndim == 2 else noise[:, None])
        return CodedColumn(np.clip(moved, *self.here.varied[name]).ravel(), known)


def passed(here: Field, table: LookupTable, cost: npt.NDArray[np.int64]) -> Passed:
    """An insats to be passed over; raises `GrundError` where its cells cannot be numbered even when it is split."""
    if table.cells.size > LIMIT:
        raise GrundError([problem("G547", None, insats=table.insats, rules=len(table.cells.ruling.rules))])
    still = Rows(here.frame, here.columns, here.rows)
    fixed = np.zeros(here.rows, np.intp)
    moving: list[tuple[Coded, int]] = []
    stride = 1
    for axis in table.cells.axes:
        coded = Coded(table.cells.expression(axis), axis)
        if here.varies(coded.expr):
            moving.append((coded, stride))
        else:
            fixed += coded.codes(still).astype(np.intp) * stride
        stride *= axis.size
    given = {*here.columns, *(name for name in here.varied if Name.parse(name).space == "param")}
    reads = vectorized.needed(here.frame, (coded.expr for coded, _ in moving), given)
    params = {name for name in here.varied if Name.parse(name).space == "param"} & reads.given.keys()
    names = tuple(sorted({*reads.given} | params))
    verdicts = np.full(stride, -1, np.int8) if stride <= DENSE else None
    return Passed(here, table, cost, fixed, tuple(moving), names, verdicts)
