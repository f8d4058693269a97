"""Few rows: a few rows of columns to answers, one by one, where numpy's calls would cost more than they save.

Enters: tables in groups, and rows. Leaves: a `FewRows`, which writes the answers that the groups hold already, and
amounts that count one column; what they do not is asked for by `number_answers`, and other amounts by `amounts`.
Promise: what these would write: a cell number is the same sum of what each axis adds to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from functools import partial
from itertools import repeat
from typing import Any, Final, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from ...model.expressions import Reference
from ..decision_cells import MISSING
from ..interpreter import EvalContext
from .amounts import NO_AMOUNT, Prices
from .columns import FewColumn, Rows, needed
from .encode import Coded
from .fuse import FusedTables, common

FEW: Final = 32
"""So many rows are few."""
LISTED: Final = 256
"""So many are, where they come as lists."""
_KEPT: Final = 1 << 12
"""So much of a kind is remembered."""
_BITS: Final = 16
_CELL: Final = (1 << _BITS) - 1
"""The bits of a group's cell number."""
K = TypeVar("K")
V = TypeVar("V")
Values: TypeAlias = tuple[int | None, ...]
"""The values of a row in some columns, None where one is missing."""


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


class Remembered(dict[K, V]):
    """What some keys gave when many were asked about at once; begun anew when it is full."""

    def of(self, keys: Sequence[K], make: Callable[[], Iterable[V]]) -> list[V]:
        """What each of some keys gives; where one is new, what `make` gives them all."""
        try:
            return list(map(self.__getitem__, keys))
        except KeyError:
            made = list(make())
        if len(self) + len(made) > _KEPT:
            self.clear()
        self.update(zip(keys, made, strict=True))
        return made


class FewRows:
    """Groups of tables, ready for a few rows of columns of some names, and what they cost.

    `constant`: what the axes add that read none of these; `given` and `worked`: the others, by the column that one is,
    or by the expression. `reads`: the columns that the worked read, on whose values alone they depend.
    """

    def __init__(
        self, frame: EvalContext, groups: Sequence[FusedTables], names: Collection[str], prices: Prices | None
    ) -> None:
        self.groups, self.prices = groups, prices
        self.order = np.argsort([i for group in groups for i, _ in group.tables])
        self.dtype = groups[0].dtype if groups else np.uint8
        self.answers: Remembered[int, bytes] = Remembered()
        self.priced: Remembered[bytes, tuple[bytes, bool]] = Remembered()
        self.constant = 0
        self.given: list[tuple[str, Memo[int | None, int]]] = []
        self.worked: list[tuple[Coded, Memo[int | None, int]]] = []
        self.sums: Remembered[Values, int] = Remembered()
        self.lacks: Memo[Hashable, Remembered[Values, frozenset[str]]] = Memo(lambda _: Remembered())
        read: set[str] = set()
        one = Rows(frame, {}, 1)
        for coded in common(*(group.axes for group in groups)).values():
            adds = Memo(_adds(coded, groups))
            if isinstance(coded.expr, Reference) and coded.expr.name in names:
                self.given.append((coded.expr.name, adds))
            elif own := needed(frame, [coded.expr], names).given:
                read |= own.keys()
                self.worked.append((coded, adds))
            else:
                self.constant += adds[coded.column(one).listed()[0]]
        self.reads = tuple(sorted(read))

    def write(self, rows: Rows, numbers: npt.NDArray[Any]) -> list[bytes] | None:
        """Write the answers for some rows; those of each, or None where not all have been asked for before."""
        parts: list[Iterable[int]] = [map(adds.__getitem__, rows.columns[name].listed()) for name, adds in self.given]
        parts += [self.sums.of(self.read(rows), partial(self._worked, rows))] if self.worked else []
        sums = list(map(sum, zip(repeat(self.constant, rows.count), *parts, strict=True)))
        try:
            answers = self.answers.of(sums, partial(self._answers, sums))
        except _Unfilled:
            return None
        numbers[...] = np.frombuffer(b"".join(answers), self.dtype).reshape(rows.count, len(self.order)).T
        return answers

    def cost(self, rows: Rows, answers: Sequence[bytes], amounts: npt.NDArray[np.int64]) -> bool:
        """Write the amounts for some rows, by the answers of each; whether they count one column, which is known."""
        column = rows.columns.get(self.prices.name) if self.prices else None
        if not isinstance(column, FewColumn) or None in column.numbers:
            return False
        priced = self.priced.of(answers, partial(self._priced, answers))
        prices = np.frombuffer(b"".join([of for of, _ in priced]), np.int64).reshape(rows.count, len(self.order)).T
        np.multiply(prices, column.values, out=amounts)
        if any(open_ for _, open_ in priced):
            amounts[prices == NO_AMOUNT] = NO_AMOUNT
        return True

    def read(self, rows: Rows) -> list[Values]:
        """Of every row, the values that the worked read."""
        return list(zip(*(rows.columns[name].listed() for name in self.reads), strict=True))

    def _worked(self, rows: Rows) -> list[int]:
        """What the worked add, for every row."""
        parts = (map(adds.__getitem__, coded.column(rows).listed()) for coded, adds in self.worked)
        return [sum(adds) for adds in zip(*parts, strict=True)]

    def _answers(self, sums: list[int]) -> Iterator[bytes]:
        """The answers of every table in the cells of some rows, in order; raises `_Unfilled`."""
        answers = [np.zeros((len(sums), 0), self.dtype)]
        for k, group in enumerate(self.groups):
            words = group.words.T[[cells >> _BITS * k & _CELL for cells in sums]]
            answers.append(words.view(self.dtype)[:, : len(group.tables)])
            if answers[-1].max(initial=0) == group.unfilled:
                raise _Unfilled
        return (row.tobytes() for row in np.concatenate(answers, axis=1)[:, self.order])

    def _priced(self, answers: Sequence[bytes]) -> Iterator[tuple[bytes, bool]]:
        """Of every row the price of what is given, else 0, and `NO_AMOUNT` of what has a cost and is unknown; and
        whether there is such."""
        assert self.prices is not None
        numbers = np.frombuffer(b"".join(answers), self.dtype).reshape(len(answers), len(self.order))
        verdicts = numbers >> (numbers.dtype.itemsize * 8 - 2)
        given = np.where(verdicts == 0, self.prices.of, 0)
        given[(verdicts > 1) & self.prices.costs] = NO_AMOUNT
        return ((row.tobytes(), NO_AMOUNT in row) for row in given)


class _Unfilled(Exception):
    """A table has not been asked about a cell."""


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
