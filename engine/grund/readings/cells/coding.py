"""Coding: columns to codes, and codes to cell numbers.

Enters: tables, and rows of the columns they read. Leaves: `Group`s of tables with one cell number between them, in
which each looks its answers up in an array of its own. Promise: a name is coded once for all tables; an answer that no
row has asked for is not worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ...expr import Expr, Reference
from ...partition import SPLIT, Axis
from ...world import Area
from .columns import Column, Ints, Rows
from .tables import Table

SHARED: Final = 1 << 15
"""Tables share a cell number as long as it has at most so many values: two bytes, and arrays that stay in cache."""
COMPARED: Final = 24
"""Up to so many cuts a value is compared with each, which beats a search."""


class Full(Exception):
    """More different answers than the width of the numbers has room for."""


@dataclass(frozen=True)
class Coded:
    """A name or a condition and the cuts that its rows are coded by."""

    expr: Expr
    axis: Axis

    def own(self, axis: Axis) -> Ints:
        """The code on a table's own axis, by the code on this one, whose cuts are those and more."""
        if axis.type.kind in ("bool", "enum"):
            return np.arange(axis.size)
        cuts = np.searchsorted(np.array(axis.cuts, np.int64), np.array(self.axis.cuts, np.int64), side="right")
        return np.concatenate([[0, 1], cuts + 1])

    def codes(self, rows: Rows) -> Ints:
        """The code of every row, 0 where it is missing."""
        kind = np.min_scalar_type(self.axis.size)
        if isinstance(self.expr, Reference) and self.expr.name in rows.columns:
            return self._of(rows.columns[self.expr.name], kind)
        held = rows.vector(self.expr)
        if self.axis.type.kind in ("number", "date"):
            return self._of(Column(held.values, held.known), kind)
        return self._of(Column(held.values.astype(np.int8) + 1, held.known), kind)

    def _of(self, column: Column, kind: Any) -> Ints:
        values, cuts = column.values, self.axis.cuts
        if self.axis.type.kind in ("bool", "enum"):
            out = values.astype(kind)
        elif len(cuts) <= COMPARED:
            out = np.ones(len(values), kind)
            above = np.empty(len(values), np.bool_)
            for cut in cuts:
                np.greater_equal(values, cut, out=above)
                np.add(out, above.view(np.uint8), out=out)
        else:
            out = (np.searchsorted(np.array(cuts, np.int64), values, side="right") + 1).astype(kind)
        if column.known is not None:
            np.multiply(out, column.known.view(np.uint8), out=out)
        return out


@dataclass(frozen=True)
class Group:
    """Tables with one cell number: the codes of `axes` as its digits, the first fastest.

    `own` gives, per table, its own cell by the group's; `arrays` its answers by its own cell, and by the group's.
    """

    axes: tuple[Coded, ...]
    tables: tuple[tuple[int, Table], ...]
    own: tuple[Ints, ...]
    dtype: Any
    arrays: list[npt.NDArray[Any]]
    shared: list[npt.NDArray[Any]]
    sizes: tuple[int, ...]
    lock: Lock = field(default_factory=Lock)

    def cells(self, codes: Sequence[Ints]) -> npt.NDArray[np.intp]:
        """The cell of every row."""
        kind = np.min_scalar_type(prod(self.sizes))
        number: npt.NDArray[Any] = codes[-1].astype(kind)
        for size, code in zip(self.sizes[-2::-1], codes[-2::-1], strict=True):
            np.multiply(number, kind.type(size), out=number)
            np.add(number, code, out=number)
        return number.astype(np.intp)

    def answers(self, place: int, cells: npt.NDArray[np.intp], first: int) -> npt.NDArray[Any]:
        """One table's answers on the cells of some rows, of which `first` is the first; those new to it are filled."""
        found = self.shared[place][cells]
        unfilled = (1 << 8 * found.dtype.itemsize) - 1
        if len(found) and found.max() == unfilled:
            with self.lock:
                new = np.flatnonzero(found == unfilled)
                used, at = np.unique(self.own[place][cells[new]], return_index=True)
                self._fill(place, used, new[at] + first)
            found = self.shared[place][cells]
        return found

    def _fill(self, place: int, cells: Ints, rows: Ints) -> None:
        """Fill a table's own cells, each of which a row has asked for."""
        table = self.tables[place][1]
        array = self.arrays[place].copy()
        for cell, row in zip(cells.tolist(), rows.tolist(), strict=True):
            array[cell] = encoded(*table.place(table.cells.codes(cell), _row(row)), self.dtype)
        self.arrays[place] = array
        self.shared[place] = array[self.own[place]]


def _row(row: int) -> Area:
    """A row, as it is named where two rules conflict."""
    return Area(str(row), "", "rad/row")


def encoded(verdict: int, place: int, dtype: Any) -> int:
    """An answer's number: its verdict in the two highest bits, and its place below."""
    low = np.iinfo(dtype).bits - 2
    if place >= 1 << low:
        raise Full
    return verdict << low | place


def grouped(tables: Sequence[Table], dtype: Any) -> tuple[list[Group], list[tuple[int, Table]]]:
    """The tables in groups, and those with too many cells for an array."""
    small = [(i, t) for i, t in enumerate(tables) if t.cells.size <= SPLIT]
    open_: list[tuple[dict[Expr, Coded], list[tuple[int, Table]]]] = []
    for i, table in sorted(small, key=lambda pair: -pair[1].cells.size):
        fits = [(_size(both := _common(held, table)), k, both) for k, (held, _) in enumerate(open_)]
        size, k, both = min(fits, key=lambda fit: fit[:2], default=(SHARED + 1, 0, {}))
        if size <= SHARED:
            open_[k] = (both, [*open_[k][1], (i, table)])
        else:
            open_.append((_common({}, table), [(i, table)]))
    groups = [_group(tuple(held.values()), members, dtype) for held, members in open_]
    return groups, [(i, t) for i, t in enumerate(tables) if t.cells.size > SPLIT]


def _common(held: dict[Expr, Coded], table: Table) -> dict[Expr, Coded]:
    """The axes of a group with one more table: the cuts of both."""
    found = dict(held)
    for axis in table.cells.axes:
        expr = table.cells.expression(axis)
        cuts = {*axis.cuts, *(found[expr].axis.cuts if expr in found else ())}
        found[expr] = Coded(expr, Axis(axis.name, axis.type, tuple(sorted(cuts))))
    return found


def _size(axes: dict[Expr, Coded]) -> int:
    return prod(coded.axis.size for coded in axes.values())


def _group(axes: tuple[Coded, ...], members: list[tuple[int, Table]], dtype: Any) -> Group:
    size = prod(coded.axis.size for coded in axes)
    cells = np.arange(size)
    digits: dict[Expr, Ints] = {}
    stride = 1
    for coded in axes:
        digits[coded.expr] = cells // stride % coded.axis.size
        stride *= coded.axis.size
    by_expr = {coded.expr: coded for coded in axes}
    own = []
    for _, table in members:
        number: Ints = np.zeros(size, np.int32)
        for axis in reversed(table.cells.axes):
            expr = table.cells.expression(axis)
            number = number * axis.size + by_expr[expr].own(axis)[digits[expr]]
        own.append(number.astype(np.int32))
    unfilled = np.iinfo(dtype).max
    arrays = [np.full(table.cells.size, unfilled, dtype) for _, table in members]
    shared = [array[place] for array, place in zip(arrays, own, strict=True)]
    sizes = tuple(coded.axis.size for coded in axes)
    return Group(axes, tuple(members), tuple(own), dtype, arrays, shared, sizes)


def sparse(table: Table, codes: Sequence[Ints], count: int, dtype: Any, start: int) -> npt.NDArray[Any]:
    """A table's answers on some rows where it has too many cells for an array: among the cells in use."""
    if not codes:
        return np.full(count, encoded(*table.place((), _row(start)), dtype), dtype)
    rows = np.stack([code.astype(np.uint16) for code in codes], axis=1)
    keys = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    every = [encoded(*table.place(rows[i].tolist(), _row(i + start)), dtype) for i in first.tolist()]
    return np.array(every, dtype)[inverse.ravel()]
