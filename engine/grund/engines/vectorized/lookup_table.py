"""Lookup table: the answers of a partition's cells, filled by the interpreter itself when they are first asked for.

Enters: a frame and an insats. Leaves: a `LookupTable`, the answer of a cell, and those of rows with too many cells for
an array. Promise: an answer is the interpreter's own, given for one representative of the cell; where the rules are
many it is asked only of those that the cell leaves open. A table serves every world on its day: it knows nothing of
areas.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from threading import Lock
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ...model.decisions import VERDICTS, Trace, Verdict
from ...model.expressions import BOOL, Expr, Operation, Reference, Value
from ...model.facts import Area, World
from ...model.policies import Ruling
from ...model.policies.active import where_only
from ...problems.problem import gathered
from ..decision_cells import MISSING, Axis, Partition, partition
from ..interpreter import EvalContext, decide
from .columns import Rows, number, row_area
from .encode import Coded, encoded
from .group import Index
from .row_index import RowIndex, row_index
from .vectors import Ints

Answer: TypeAlias = tuple[Verdict, str | None, frozenset[str]]
"""What a row gets: verdict, deciding rule, missing names (of axes)."""
MANY: Final = 32
"""More rules than this are not all asked of a cell."""
_CELL: Final = Area("cell", "", "cell")
"""The area that a cell is decided as, where none is named."""


@dataclass(frozen=True)
class LookupTable:
    """A partition with the answers found so far.

    `answers` by verdict, in the order of `VERDICTS`: an answer's number is its place there, so that numbers stay small
    and a number's verdict can be read off it. `filled` holds the place of every cell asked for, by its codes.
    """

    cells: Partition
    frame: EvalContext
    answers: tuple[list[Answer], ...] = field(default_factory=lambda: tuple([] for _ in VERDICTS))
    places: dict[Answer, tuple[int, int]] = field(default_factory=dict)
    filled: dict[tuple[int, ...], tuple[int, int]] = field(default_factory=dict)
    by_way: dict[bytes | int, tuple[int, int]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    @cached_property
    def index(self) -> RowIndex:
        """The conditions of its rules, by the codes of its axes."""
        conditions = [_all(rule.conditions) for rule in self.cells.ruling.rules]
        return row_index(self.frame, conditions, self.cells.axes, self.cells.atoms)

    @cached_property
    def ways(self) -> Index:
        """The way in which its rules hold in every cell, by number."""
        return self.index.ways(self.codes(np.arange(self.cells.size))).of_cell

    def codes(self, cells: Ints) -> Ints:
        """The codes of some cells (first axis) on the axes."""
        return np.stack(np.unravel_index(cells, [axis.size for axis in self.cells.axes], order="F"), axis=1)

    @property
    def insats(self) -> str:
        """Which insats it decides."""
        return self.cells.ruling.insats.id

    def place(self, codes: Sequence[int], area: Area = _CELL) -> tuple[int, int]:
        """A cell's answer, as its verdict and its place among the answers of that verdict, by its codes on the axes.

        Raises `GrundError` where two rules conflict; `area` is named in it.
        """
        key = tuple(codes)
        pair = self.filled.get(key)
        if pair is None:
            with self.lock:
                pair = self.filled[key] = self._fill(key, area)
        return pair

    def _fill(self, codes: tuple[int, ...], area: Area) -> tuple[int, int]:
        """The place of the answer that the interpreter gives for a cell's representative."""
        frame = self._asked(codes)
        frame.cells.clear()
        for axis, code in zip(self.cells.axes, codes, strict=True):
            node = Reference(axis.name, axis.type)
            frame.cells[axis.name, area.id] = Trace(node, axis.representative(code), (), "cell")
        decision = decide(frame, self.insats, area)
        answer = (decision.verdict, decision.rule, decision.missing)
        if answer not in self.places:
            verdict = VERDICTS.index(decision.verdict)
            self.places[answer] = verdict, len(self.answers[verdict])
            self.answers[verdict].append(answer)
        return self.places[answer]

    def _asked(self, codes: tuple[int, ...]) -> EvalContext:
        """A frame with the rules that may hold in a cell; one that does not hold is no exception either."""
        ruling = self.cells.ruling
        if len(ruling.rules) <= MANY:
            return self.frame
        return _frame(self.frame, where_only(ruling, self.index.open_to(codes)))


def _all(conditions: Sequence[Expr]) -> Expr:
    return Operation("and", tuple(conditions), BOOL)


def _frame(frame: EvalContext, ruling: Ruling) -> EvalContext:
    """A frame without areas, for one ruling."""
    policy = replace(frame.policy, rulings=MappingProxyType({ruling.insats.id: ruling}))
    world = World(frame.world.day, frame.world.known, {}, (), {}, {})
    return EvalContext(frame.vocabulary, policy, world, frame.tolkning)


def table(frame: EvalContext, insats: str, varied: Set[str] = frozenset()) -> LookupTable:
    """The table of an insats under a policy, on a day, with a choice of tolkningar, where some names are varied."""
    cells = partition(frame, insats, varied)
    return LookupTable(cells, _frame(frame, cells.ruling))


def axes_of(sheet: LookupTable) -> list[Coded]:
    """A table's axes; several may stand for the same."""
    return [Coded(sheet.cells.expression(axis), axis) for axis in sheet.cells.axes]


def numbers(sheet: LookupTable, rows: Rows, dtype: Any) -> npt.NDArray[Any]:
    """The numbers of a table's answers on some rows, where it has too many cells for an array.

    Rows in which the same rules hold have the same answer. Raises `GrundError` where two rules conflict.
    """
    cells, first, of_row = sheet.index.different(rows)
    return cell_numbers(sheet, cells, first + rows.start, dtype)[of_row]


def cell_numbers(sheet: LookupTable, cells: Ints, first: Ints, dtype: Any) -> npt.NDArray[Any]:
    """The numbers of a table's answers in some cells, given by the codes of each on the axes of the index; `first` are
    rows that stand in them.

    The interpreter is asked once for all cells in which the same rules hold. Raises `GrundError` where two conflict.
    """
    ways = sheet.index.ways(cells)
    return pair_numbers(sheet, ways.keys, cells[ways.first], first[ways.first], dtype)[ways.of_cell]


def pair_numbers(
    sheet: LookupTable, ways: Sequence[bytes | int], cells: Ints, rows: Ints, dtype: Any
) -> npt.NDArray[Any]:
    """The number of a table's answer in each of some ways, which the interpreter is asked for in a cell of each, given
    by its codes, that a row stands in. Raises `GrundError` where two rules conflict."""
    axes = len(sheet.cells.axes)

    def pair(way: bytes | int, codes: Sequence[int], row: int) -> tuple[int, int]:
        if way not in sheet.by_way:
            sheet.by_way[way] = sheet.place(codes[:axes], row_area(row))
        return sheet.by_way[way]

    pairs = gathered(partial(pair, *one) for one in zip(ways, cells.tolist(), rows.tolist(), strict=True))
    return np.array([encoded(*pair, dtype) for pair in pairs], dtype)


def answer(sheet: LookupTable, codes: Mapping[str, int], area: Area) -> Answer:
    """The answer of one cell, by the code on each of its axes; `area` is named where two rules conflict."""
    verdict, place = sheet.place([codes[axis.name] for axis in sheet.cells.axes], area)
    return sheet.answers[verdict][place]


def code(axis: Axis, value: Value | None) -> int:
    """The code of a value on an axis."""
    if value is None:
        return MISSING
    amount = number(axis.type, value)
    return amount if axis.type.kind in ("bool", "enum") else bisect_right(axis.cuts, amount) + 1
