"""Few rows: a few rows of columns to answers, one by one, where numpy's calls would cost more than they save.

Enters: tables in groups, and rows. Leaves: a `FewRows`, which writes the answers that the groups hold already; what
they do not is asked for by `number_answers`. Promise: what that would write: a cell number is the same sum of what each
axis adds to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from itertools import repeat
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from ...model.expressions import Reference
from ..decision_cells import MISSING
from ..interpreter import EvalContext
from .columns import CodedColumn, FewColumn, Rows, needed
from .encode import Coded
from .fuse import FusedTables, common

FEW: Final = 32
"""So many rows are few."""
_KEPT: Final = 1 << 12
"""So much of a kind is remembered."""
_BITS: Final = 16
_CELL: Final = (1 << _BITS) - 1
"""The bits of a group's cell number."""
K = TypeVar("K")
V = TypeVar("V")


class Memo(dict[K, V]):
    """What some keys give, worked out once; begun anew when it is full."""

    def __init__(self, gives: Callable[[K], V]) -> None:
        super().__init__()
        self.gives = gives

    def __missing__(self, key: K) -> V:
        given = self.gives(key)
        if len(self) >= _KEPT:
            self.clear()
        self[key] = given
        return given


class FewRows:
    """Groups of tables, ready for a few rows of columns of some names.

    `constant`: what the axes add that read none of these; `given` and `worked`: the others, by the column that one is,
    or by the expression.
    """

    def __init__(self, frame: EvalContext, groups: Sequence[FusedTables], names: Collection[str]) -> None:
        self.by_cell = [Memo(partial(_side_by_side, group)) for group in groups]
        self.order = np.argsort([i for group in groups for i, _ in group.tables])
        self.dtype = groups[0].dtype if groups else np.uint8
        self.answers: Memo[int, bytes] = Memo(self._answers)
        self.constant = 0
        self.given: list[tuple[str, Memo[int | None, int]]] = []
        self.worked: list[tuple[Coded, Memo[int | None, int]]] = []
        one = Rows(frame, {}, 1)
        for coded in common(*(group.axes for group in groups)).values():
            adds = Memo(_adds(coded, groups))
            if isinstance(coded.expr, Reference) and coded.expr.name in names:
                self.given.append((coded.expr.name, adds))
            elif needed(frame, [coded.expr], names).given:
                self.worked.append((coded, adds))
            else:
                self.constant += next(iter(_added(coded.column(one), adds)))

    def write(self, rows: Rows, numbers: npt.NDArray[Any]) -> bool:
        """Write the answers for some rows; whether all have been asked for before."""
        parts = [_added(rows.columns[name], adds) for name, adds in self.given]
        parts += [_added(coded.column(rows), adds) for coded, adds in self.worked]
        sums = map(sum, zip(repeat(self.constant, rows.count), *parts, strict=True))
        try:
            answers = b"".join(map(self.answers.__getitem__, sums))
        except KeyError:
            return False
        numbers[...] = np.frombuffer(answers, self.dtype).reshape(rows.count, len(self.order)).T
        return True

    def _answers(self, cells: int) -> bytes:
        """The answers of every table in the cells of a row, in order."""
        answers = []
        for by_cell in self.by_cell:
            answers.append(by_cell[cells & _CELL])
            cells >>= _BITS
        return np.frombuffer(b"".join(answers), self.dtype)[self.order].tobytes()


def _side_by_side(group: FusedTables, cell: int) -> bytes:
    """The answers of a group's tables in a cell; raises `KeyError` where one has not been asked for."""
    width = np.dtype(group.dtype).itemsize
    answers = group.words[:, cell].tobytes()[: len(group.tables) * width]
    if group.unfilled.to_bytes(width) in answers:  # the highest byte of a number is never so high
        raise KeyError(cell)
    return answers


def _added(column: CodedColumn, adds: Memo[int | None, int]) -> Iterable[int]:
    """What an axis adds, for every row of its values; nothing where one is missing."""
    if isinstance(column, FewColumn):
        return map(adds.__getitem__, column.numbers)
    values = column.values.tolist()
    if column.known is None:
        return map(adds.__getitem__, values)
    return [adds[value] if known else 0 for value, known in zip(values, column.known.tolist(), strict=True)]


def _adds(coded: Coded, groups: Sequence[FusedTables]) -> Callable[[int | None], int]:
    """What a value adds to the cell numbers of all groups."""
    by_code = [0] * coded.size
    for k, group in enumerate(groups):
        axes = {shared.expr: shared for shared in group.axes}
        if coded.expr in axes:
            step = group.strides()[coded.expr]
            for code, own in enumerate(coded.own(axes[coded.expr].axis).tolist()):
                by_code[code] += own * step << _BITS * k
    axis = coded.axis
    if axis.type.kind in ("bool", "enum"):
        return lambda code: by_code[code or MISSING]
    return lambda value: by_code[MISSING if value is None else bisect_right(axis.cuts, value) + 1]
