"""Encode: columns to codes.

Enters: an axis, and rows of the columns that it reads. Leaves: the code of every row, 0 where it is missing. Promise: a
code says in which interval of the axis a value lies, whatever the value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from ...model.expressions import Expr, Reference
from ..decision_cells import Axis
from .columns import CodedColumn, Rows
from .vectors import Ints

COMPARED: Final = 24
"""Up to so many cuts a value is compared with each, which beats a search."""


class Full(Exception):
    """More different answers than the width of the numbers has room for."""


@dataclass(frozen=True)
class Coded:
    """A name or a condition and the cuts that its rows are coded by."""

    expr: Expr
    axis: Axis

    @cached_property
    def size(self) -> int:
        """How many codes there are."""
        return self.axis.size

    def own(self, axis: Axis) -> Ints:
        """The code on an axis of its own, by the code on this one, whose cuts are those and more."""
        if axis.type.kind in ("bool", "enum"):
            return np.arange(axis.size)
        cuts = np.searchsorted(np.array(axis.cuts, np.int64), np.array(self.axis.cuts, np.int64), side="right")
        return np.concatenate([[0, 1], cuts + 1])

    def column(self, rows: Rows) -> CodedColumn:
        """The values of every row, as a column has them."""
        if isinstance(self.expr, Reference) and self.expr.name in rows.columns:
            return rows.columns[self.expr.name]
        vector = rows.vector(self.expr)
        if self.axis.type.kind in ("number", "date"):
            return CodedColumn(vector.values, vector.known)
        return CodedColumn(vector.values.astype(np.int8) + 1, vector.known)

    def codes(self, rows: Rows) -> Ints:
        """The code of every row, 0 where it is missing."""
        column, cuts = self.column(rows), self.axis.cuts
        values, kind = column.values, np.min_scalar_type(self.size)
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


def joint(codes: Sequence[Ints], sizes: Sequence[int], kind: Any) -> Ints:
    """Several codes as the digits of one number, the first fastest."""
    number: Ints = codes[-1].astype(kind)
    for size, code in zip(sizes[-2::-1], codes[-2::-1], strict=True):
        np.multiply(number, number.dtype.type(size), out=number)
        np.add(number, code, out=number)
    return number


def encoded(verdict: int, place: int, dtype: Any) -> int:
    """An answer's number: its verdict in the two highest bits, and its place below."""
    low = np.iinfo(dtype).bits - 2
    if place >= 1 << low:
        raise Full
    return verdict << low | place
