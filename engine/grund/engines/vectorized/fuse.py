"""Fuse: tables that read much the same, answered by one look-up.

Enters: tables. Leaves: `FusedTables`s of them, each with one cell number, and the tables that have too many cells for
one. Promise: a group looks up eight bytes by the cell number, which are the answers of several tables side by side:
eight of one byte, four of two. An answer that no row has asked for is not worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from math import prod
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ...model.expressions import Expr
from ...problems.problem import gathered
from .columns import row_area
from .encode import Coded, encoded
from .lookup_table import LookupTable, axes_of, cell_numbers, pair_numbers
from .vectors import Ints

SHARED: Final = 1 << 15
"""Tables share a cell number as long as it has at most so many values, whose answers stay in cache."""
SPLIT: Final = 1 << 16
"""A table of more cells than this has no array of them: it is answered by the ways in which its rules hold."""
SEVERAL: Final = 32
"""More new cells than this are told apart by which rules hold in them; the interpreter is asked once for each way."""
WHOLE: Final = 1 << 12
"""Of a table of at most so many cells, all are told apart at once."""
WORD: Final = 8
"""Bytes that are looked up at a time."""


@dataclass
class FusedTables:
    """Tables with one cell number: the codes of `axes` as its digits, the first fastest.

    `own` gives, per table, its own cell by the group's, and `arrays` its answers by its own cell. `words` are the
    answers by the group's cell, side by side, a page for as many tables as a word has room for.
    """

    axes: tuple[Coded, ...]
    tables: tuple[tuple[int, LookupTable], ...]
    dtype: Any
    own: tuple[Ints, ...] = ()
    arrays: tuple[npt.NDArray[Any], ...] = ()
    words: npt.NDArray[np.uint64] = field(default_factory=lambda: np.zeros((0, 0), np.uint64))
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        digits = self.digits()
        self.own = tuple(self._own(table, digits) for _, table in self.tables)
        self.arrays = tuple(np.full(table.cells.size, self.unfilled, self.dtype) for _, table in self.tables)
        self.words = np.zeros((-(-len(self.tables) // self.room), self.size), np.uint64)
        for k in range(len(self.tables)):
            self._answers(k)[:] = self.unfilled

    @cached_property
    def size(self) -> int:
        """How many cells it has."""
        return prod(coded.size for coded in self.axes)

    @cached_property
    def room(self) -> int:
        """How many answers a word has room for."""
        return WORD // int(np.dtype(self.dtype).itemsize)

    @cached_property
    def unfilled(self) -> int:
        """What stands where no answer has been asked for: the verdict of a number is never so high."""
        return int(np.iinfo(self.dtype).max)

    def strides(self) -> dict[Expr, int]:
        """What a step on each axis adds to the cell number."""
        steps, stride = {}, 1
        for coded in self.axes:
            steps[coded.expr] = stride
            stride *= coded.size
        return steps

    def digits(self) -> dict[Expr, Ints]:
        """The code on each axis, by cell."""
        cells, strides = np.arange(self.size), self.strides()
        return {coded.expr: cells // strides[coded.expr] % coded.size for coded in self.axes}

    def _own(self, table: LookupTable, digits: dict[Expr, Ints]) -> Ints:
        """A table's own cell, by the group's."""
        by_expr = {coded.expr: coded for coded in self.axes}
        number: Ints = np.zeros(self.size, np.int32)
        for axis in reversed(table.cells.axes):
            expr = table.cells.expression(axis)
            number = number * axis.size + by_expr[expr].own(axis)[digits[expr]]
        return number.astype(np.int32)

    def _answers(self, k: int) -> npt.NDArray[Any]:
        """One table's answers, by the group's cell."""
        page, lane = divmod(k, self.room)
        answers: npt.NDArray[Any] = self.words[page].view(self.dtype)[lane :: self.room]
        return answers

    def write(
        self, cells: npt.NDArray[np.intp], words: npt.NDArray[np.uint64], numbers: npt.NDArray[Any], part: slice
    ) -> None:
        """Write the answers of every table on some rows, whose cells these are; `words` is room for as many words."""
        answers, room = words.view(self.dtype), self.room
        for page, lookup in enumerate(self.words):
            lookup.take(cells, out=words, mode="clip")
            if answers.max() == self.unfilled:
                self._fill(page, answers, cells, part.start)
                lookup.take(cells, out=words, mode="clip")
            for lane, (i, _) in enumerate(self.tables[page * room : (page + 1) * room]):
                numbers[i, part] = answers[lane::room]

    def _fill(self, page: int, array: npt.NDArray[Any], cells: npt.NDArray[np.intp], first: int) -> None:
        """Ask a page's tables for the cells that are new to them; `first` is the number of the first row."""
        with self.lock:
            open_ = np.flatnonzero((array == self.unfilled).view(f"u{self.room}"))  # a byte each, a word's together
            shown = np.full(self.size, -1)
            shown[cells[open_[::-1]]] = open_[::-1]  # a cell is shown by the first row that stands in it, written last
            new = np.flatnonzero(shown >= 0)
            new = new[np.argsort(shown[new])]
            at = shown[new] + first
            for k in range(page * self.room, min((page + 1) * self.room, len(self.tables))):
                own = self.own[k][new]
                lacks = np.flatnonzero(self.arrays[k][own] == self.unfilled)
                used, index = np.unique(own[lacks], return_index=True)
                if len(used):
                    self._ask(k, used, at[lacks[index]])
                    self._answers(k)[:] = self.arrays[k][self.own[k]]

    def _ask(self, k: int, cells: Ints, rows: Ints) -> None:
        """Ask a table for some of its own cells, which stand in these rows; others in which the same rules hold, where
        these are known, are answered with them."""
        table, numbers = self.tables[k][1], self.arrays[k]
        axes = table.cells.axes
        indexed = axes and (len(cells) > SEVERAL or "index" in vars(table))  # which is made once
        if not indexed or len(table.index.axes) > len(axes):
            pairs = zip(cells.tolist(), rows.tolist(), strict=True)
            calls = (partial(table.place, table.cells.codes(cell), row_area(row)) for cell, row in pairs)
            numbers[cells] = [encoded(*pair, self.dtype) for pair in gathered(calls)]
        elif table.cells.size > WHOLE:
            numbers[cells] = cell_numbers(table, table.codes(cells), rows, self.dtype)
        else:
            ways, first = np.unique(table.ways[cells], return_index=True)
            by_way = np.full(int(table.ways.max()) + 1, self.unfilled, self.dtype)
            by_way[ways] = pair_numbers(table, ways.tolist(), table.codes(cells[first]), rows[first], self.dtype)
            np.minimum(numbers, by_way[table.ways], out=numbers)


MANY: Final = 256
"""Tables above this share what memory so many have: groups have fewer cells, and values lie closer to be looked up."""
CANDIDATES: Final = 32
"""Groups, the last begun, among which a table looks for the one that it makes least larger."""


def grouped(tables: Sequence[LookupTable], dtype: Any) -> tuple[list[FusedTables], list[tuple[int, LookupTable]]]:
    """The tables in groups, and those with too many cells for an array."""
    shared = SHARED // crowd(tables)
    small = [(i, t) for i, t in enumerate(tables) if t.cells.size <= SPLIT]
    open_: list[tuple[dict[Expr, Coded], list[tuple[int, LookupTable]]]] = []
    for i, table in sorted(small, key=lambda pair: -pair[1].cells.size):
        own_axes = axes_of(table)
        last = range(max(0, len(open_) - CANDIDATES), len(open_))
        both = {k: common(open_[k][0].values(), own_axes) for k in last}
        size, k = min(((_size(axes), k) for k, axes in both.items()), default=(shared + 1, 0))
        if size <= shared:
            open_[k] = (both[k], [*open_[k][1], (i, table)])
        else:
            open_.append((common(own_axes), [(i, table)]))
    groups = [FusedTables(tuple(shared_axes.values()), tuple(members), dtype) for shared_axes, members in open_]
    return groups, [(i, t) for i, t in enumerate(tables) if t.cells.size > SPLIT]


def crowd(tables: Sequence[LookupTable]) -> int:
    """How many times as many tables there are as have all the memory that they like, at least 1."""
    return max(1, len(tables) // MANY)


def _size(axes: dict[Expr, Coded]) -> int:
    return prod(coded.size for coded in axes.values())


def common(*groups: Iterable[Coded]) -> dict[Expr, Coded]:
    """Axes in common, by what they stand for: the cuts of all."""
    by_expr: dict[Expr, Coded] = {}
    for coded in (coded for axes in groups for coded in axes):
        current = by_expr.get(coded.expr, coded)
        cuts = tuple(sorted({*coded.axis.cuts, *current.axis.cuts}))
        by_expr[coded.expr] = Coded(coded.expr, replace(current.axis, cuts=cuts))
    return by_expr
