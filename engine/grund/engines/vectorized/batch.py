"""Batch: many interventions decided for every row of some columns, block by block.

Enters: tables of one frame, and columns. Leaves: a `Batch`: a number per insats and row, and, where asked for, its
amount. Promise: memory is the columns, the answers and a few blocks; a `Batch` given as `over` is written over, so that
nothing is allocated anew; several threads only where there are rows enough for it to pay; the same answers whatever the
block and the threads.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ...model.decisions import VERDICTS
from ...problems.problem import GrundError, gathered
from ..interpreter import EvalContext
from .amounts import NO_AMOUNT, Cost, Prices, prices, runs
from .columns import BLOCK, CodedColumn, FewColumn, Rows
from .encode import Full
from .few_rows import FEW, FewRows
from .fuse import crowd, grouped
from .lookup_table import Answer, LookupTable, numbers
from .number_answers import VALUED, Numbering, Room, numbered
from .row_index import alike, packed
from .vectors import Bools, Ints

LARGEST: Final = 1 << 16
"""A block of many rows has no more than this: fewer calls, and what is worked out is still in a processor's cache."""
BLOCKS: Final = 16
"""Many rows are in so many blocks at least, so that no thread waits long for the last."""
THREADED: Final = 50_000
"""Fewer rows than this are decided by one thread."""
SHAPES: Final = 16
"""For so many sets of columns it is ready for a few rows."""
_WIDTHS: Final = (np.uint8, np.uint16, np.uint32)
_NONE: Final = np.zeros(0, np.int64)


@dataclass
class Batch:
    """Answers for every insats (first axis) and row: `numbers`, and `amounts` in öre where costs were given.

    A number's two highest bits are its verdict's place in `VERDICTS`; `answers` tells a number apart. An amount is 0
    where the verdict is no (and of an insats without a cost), and `NO_AMOUNT` where it is unknown.
    """

    plan: DecisionPlan
    rows: int
    numbers: npt.NDArray[Any]
    amounts: npt.NDArray[np.int64] | None
    columns: Mapping[str, CodedColumn] = field(repr=False)
    block: Rows | None = field(default=None, repr=False)
    """All the rows with what was worked out on them, where they are one block."""
    few: FewRows | None = field(default=None, repr=False)
    """What answered them, where they are few."""

    @property
    def low(self) -> int:
        """How many bits of a number stand below its verdict."""
        return int(self.numbers.dtype.itemsize) * 8 - 2

    def verdicts(self, out: npt.NDArray[Any] | None = None) -> npt.NDArray[Any]:
        """The place of every verdict in `VERDICTS`."""
        array: npt.NDArray[Any] = np.right_shift(self.numbers, self.low, out=out)
        return array

    def counts(self, insats: int) -> dict[str, int]:
        """How many rows get each verdict."""
        array = np.bincount(self.numbers[insats] >> self.low, minlength=len(VERDICTS))
        return dict(zip(VERDICTS, array.tolist(), strict=True))

    def amounts_of(self, insats: int) -> npt.NDArray[np.int64] | None:
        """One insats's amounts in öre, masked where they are unknown; None where it has no cost."""
        if self.amounts is None or self.plan.tables[insats].insats not in self.plan.costs:
            return None
        insats_amounts = self.amounts[insats]
        return (
            np.ma.masked_equal(insats_amounts, NO_AMOUNT, copy=False)
            if (insats_amounts == NO_AMOUNT).any()
            else insats_amounts
        )

    def answers(self, insats: int) -> tuple[list[Answer], npt.NDArray[np.int32]]:
        """One insats's different answers, and which of them every row gets; missing names are those of facts."""
        table, low = self.plan.tables[insats], self.low
        yes, no, unknown = (tuple(group) for group in table.answers)  # which another thread may add to meanwhile
        all_answers, row_numbers = [*yes, *no, *unknown], self.numbers[insats]
        shifts = np.array([0, len(yes) - (1 << low), len(yes) + len(no) - (2 << low)], np.int32)
        indices = (shifts.take(row_numbers >> low) + row_numbers).astype(np.int32, copy=False)
        for i, (verdict, rule, names) in enumerate(tuple(all_answers)):
            open_ = [n for n in names if n in table.cells.atoms or self.plan.computes(n, self.columns)]
            rows = np.flatnonzero(indices == i) if open_ else _NONE
            if len(rows):
                given = names - set(open_)
                lists, which = self._waiting(insats, tuple(open_), rows)
                all_answers += [(verdict, rule, given | names) for names in lists]
                indices[rows] = which + len(all_answers) - len(lists)
        return all_answers, indices

    def _waiting(self, insats: int, names: tuple[str, ...], rows: Ints) -> tuple[list[frozenset[str]], Ints]:
        """What `_lacking` says; of a few rows whose values have been asked about before as it was said then."""
        table, few = self.plan.tables[insats], self.few
        if few is None or not few.reads or any(column.waits is not None for column in self.columns.values()):
            return self._lacking(table, names, rows)
        assert self.block is not None
        values = few.read(self.block)

        def lacking() -> Iterator[frozenset[str]]:
            lists, which = self._lacking(table, names, rows)
            return map(lists.__getitem__, which.tolist())

        waits = few.lacks[insats, names].of([values[row] for row in rows.tolist()], lacking)
        places = {names: place for place, names in enumerate(dict.fromkeys(waits))}
        return list(places), np.array([places[names] for names in waits])

    def _lacking(self, table: LookupTable, names: Sequence[str], rows: Ints) -> tuple[list[frozenset[str]], Ints]:
        """The different sets of facts behind some names, and which of them each of some rows waits for."""
        block = self.block
        part = block or Rows(self.plan.frame, {n: c.rows(rows) for n, c in self.columns.items()}, len(rows))
        exprs = {axis.name: table.cells.expression(axis) for axis in table.cells.axes}
        waits: dict[str, Bools] = {}
        for name in names:
            for fact, lacks in part.lacking(exprs[name]).items():
                where = lacks if block is None else lacks[rows]
                waits[fact] = waits[fact] | where if fact in waits else where
        facts = sorted(waits)
        grid = np.stack([waits[fact] for fact in facts], axis=1)
        first, which = alike(packed(grid))
        sets = [frozenset(f for f, flag in zip(facts, row, strict=True) if flag) for row in grid[first].tolist()]
        return sets, which


@dataclass(frozen=True, slots=True)
class Arranged:
    """How some tables are answered, in numbers so wide: together, and, those with too many cells, one by one."""

    width: int
    numberings: tuple[Numbering, ...]
    large: tuple[tuple[int, LookupTable], ...]

    few: dict[tuple[str, ...], FewRows] = field(default_factory=dict)
    """The same for a few rows, by the names of the columns."""

    def few_of(self, frame: EvalContext, names: tuple[str, ...], counted: Prices | None) -> FewRows:
        """The same for a few rows of columns of some names."""
        few = self.few.get(names)
        if few is None:
            if len(self.few) >= SHAPES:
                self.few.clear()
            groups = [group for numbering in self.numberings for group in numbering.groups]
            few = self.few[names] = FewRows(frame, groups, names, counted)
        return few


def arranged(tables: Sequence[LookupTable], width: int) -> Arranged:
    """The tables in numbers of the nth width."""
    groups, large = grouped(tables, _WIDTHS[width])
    return Arranged(width, tuple(numbered(groups, VALUED // crowd(tables))), tuple(large))


@dataclass
class DecisionPlan:
    """Tables of one frame, ready to decide; `costs` by insats."""

    frame: EvalContext
    tables: tuple[LookupTable, ...]
    costs: Mapping[str, Cost] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.runs = runs([table.insats for table in self.tables], self.costs)
        self.prices = prices(self.runs, len(self.tables))
        self.arranged = arranged(self.tables, 0)

    def computes(self, name: str, columns: Mapping[str, CodedColumn]) -> bool:
        """Whether a name is worked out from others rather than read."""
        if name in columns:
            return columns[name].waits is not None
        derived = self.frame.vocabulary.derived.get(name)
        return derived is not None and derived.expressed

    def decide(
        self, columns: Mapping[str, CodedColumn], rows: int, over: Batch | None = None, threads: int | None = None
    ) -> Batch:
        """Every insats for every row. Raises `GrundError` where two rules conflict."""
        while True:
            how = self.arranged  # another thread may widen it meanwhile
            try:
                return self._decide(how, columns, rows, over, threads)
            except Full:
                if self.arranged is how:
                    self.arranged = arranged(self.tables, how.width + 1)

    def _decide(
        self, how: Arranged, columns: Mapping[str, CodedColumn], rows: int, over: Batch | None, threads: int | None
    ) -> Batch:
        batch = self._blank(how, columns, rows, over)
        few = rows <= FEW or any(isinstance(column, FewColumn) for column in columns.values())
        if rows and few and not how.large and self._few(how, batch):
            return batch
        size = _size(rows)
        parts = iter([slice(start, min(start + size, rows)) for start in range(0, rows, size)])
        others = (threads or (_processors() if rows > THREADED else 1)) - 1
        if others <= 0:
            faults = self._share(how, batch, parts)
        else:
            with ThreadPoolExecutor(others) as pool:
                waits = [pool.submit(self._share, how, batch, parts) for _ in range(others)]
                faults = [*self._share(how, batch, parts), *(f for future in waits for f in future.result())]
        if faults:
            self._stopped(columns, rows, faults)
        return batch

    def _blank(self, how: Arranged, columns: Mapping[str, CodedColumn], rows: int, over: Batch | None) -> Batch:
        """A batch to be filled; over one that is done with, where it fits."""
        shape, kind = (len(self.tables), rows), _WIDTHS[how.width]
        fits = over is not None and over.numbers.shape == shape and over.numbers.dtype == kind
        numbers = over.numbers if over is not None and fits else np.empty(shape, kind)
        amounts = over.amounts if over is not None and fits and over.plan is self else None
        if amounts is None and self.costs:
            amounts = np.zeros(shape, np.int64)  # those without a cost stay 0
        return Batch(self, rows, numbers, amounts, columns)

    def _stopped(self, columns: Mapping[str, CodedColumn], rows: int, faults: Sequence[GrundError]) -> None:
        """Raise `GrundError` with what stops the decisions, of every table."""
        alone = [replace(self, tables=(table,), costs={}) for table in self.tables if len(self.tables) > 1]
        gathered(partial(plan.decide, columns, rows) for plan in alone)
        raise GrundError(fault for error in faults for fault in error.problems)

    def _share(self, how: Arranged, batch: Batch, parts: Iterator[slice]) -> list[GrundError]:
        """One thread's share of the blocks of rows, the next as long as there are any; and what is wrong in them."""
        room = Room.of(min(_size(batch.rows), batch.rows))
        faults: list[GrundError] = []
        for part in parts:
            try:
                self._block(how, batch, part, room)
            except GrundError as error:
                faults.append(error)
        return faults

    def _block(self, how: Arranged, batch: Batch, part: slice, room: Room) -> None:
        """One block of rows: every answer, then every amount."""
        count = part.stop - part.start
        if count == batch.rows:
            rows = batch.block = Rows(self.frame, batch.columns, count)
        else:
            columns = {name: column.rows(part) for name, column in batch.columns.items()}
            rows = Rows(self.frame, columns, count, start=part.start)
        for numbering in how.numberings:
            numbering.write(rows, batch.numbers, part, room)
        for i, table in how.large:
            batch.numbers[i, part] = numbers(table, rows, batch.numbers.dtype)
        self._cost(batch, rows, part)

    def _few(self, how: Arranged, batch: Batch) -> bool:
        """A few rows, one by one; whether their answers have all been asked for before."""
        rows = batch.block = Rows(self.frame, batch.columns, batch.rows)
        few = how.few_of(self.frame, tuple(batch.columns), self.prices)
        answers = few.write(rows, batch.numbers)
        if answers is None:
            return False
        batch.few = few
        if batch.amounts is not None and not few.cost(rows, answers, batch.amounts):
            self._cost(batch, rows, slice(0, batch.rows))
        return True

    def _cost(self, batch: Batch, rows: Rows, part: slice) -> None:
        """The amounts of a part of the rows, which are these."""
        if batch.amounts is not None:
            for run in self.runs:
                run.write(rows, batch.numbers, batch.amounts, part)


def _size(rows: int) -> int:
    """How many of some rows are decided at a time: whatever the threads, so that what is wrong is told alike."""
    return max(BLOCK, min(LARGEST, rows // BLOCKS))


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
