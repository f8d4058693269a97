"""Cells: a policy as a finite function, looked up in tables that plain itself has filled.

Enters: columns of codes, one per name that a ruling reads. Leaves: per insats the verdict, deciding rule and missing
names of every row. Promise: an answer is the plain reading's own, given for one representative of the cell, so this
reading cannot mean anything else; a cell is filled when the first row falls into it, so that a large partition costs
only what is used of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from math import prod
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ..expr import Reference, Value
from ..outcome import Ground, Verdict
from ..partition import MISSING, Axis, Partition, partition, scaled
from ..world import Area, World
from .plain import Frame, decide, evaluate, missing

Ints: TypeAlias = npt.NDArray[np.integer[Any]]
Answer: TypeAlias = tuple[Verdict, str | None, frozenset[str]]
"""What a row gets: verdict, deciding rule, missing names."""

DENSE: Final = 1 << 20
"""Up to this many cells are looked up in one array; beyond it, among the cells in use."""
LIMIT: Final = 1 << 62
"""A cell number is at most a 64-bit integer; it is as narrow as the partition allows, for memory is what costs."""
_UNFILLED: Final = -1


@dataclass(frozen=True, slots=True)
class Column:
    """The values of a name, row by row: whole numbers scaled as `partition.scaled`; of an enum and a bool, codes."""

    values: Ints
    known: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """One insats, decided for every row: `answers[found[i]]` is what row i gets."""

    answers: Sequence[Answer]
    found: Ints


@dataclass(frozen=True)
class Table:
    """A partition with the answers found so far; the same for every world on the day."""

    cells: Partition
    frame: Frame
    answers: list[Answer] = field(default_factory=list)
    numbers: dict[Answer, int] = field(default_factory=dict)
    filled: dict[int, int] = field(default_factory=dict)
    dense: Ints | None = None


def table(frame: Frame, insats: str, varied: Set[str] = frozenset()) -> Table:
    """The table of an insats under a policy, on a day, with a choice of tolkningar, where some names are varied;
    raises `OverflowError` for a partition of more cells than there are 64-bit numbers."""
    cells = partition(frame, insats, varied)
    if cells.size > LIMIT:
        raise OverflowError(f"{insats}: {cells.size} cells")
    policy = replace(frame.policy, rulings=MappingProxyType({insats: cells.ruling}))
    day, known = frame.world.day, frame.world.known
    world = World(day, known, {}, (), {}, {})
    dense = np.full(cells.size, _UNFILLED, _answers(cells.size)) if cells.size <= DENSE else None
    return Table(cells, Frame(frame.vocabulary, policy, world, frame.tolkning), dense=dense)


def _answers(cells: int) -> type[np.signedinteger[Any]]:
    """The narrowest numbers for the answers of so many cells."""
    return np.int8 if cells < 1 << 7 else np.int16 if cells < 1 << 15 else np.int32


def look_up(held: Table, columns: Mapping[str, Column]) -> Decided:
    """The answer of every row; all columns have the same length. Fills the cells that are new."""
    cell = _cell_numbers(held.cells.axes, columns)
    if held.dense is not None:
        found = held.dense.take(cell)
        if len(found) and found.min() == _UNFILLED:
            for number in np.unique(cell[found == _UNFILLED]).tolist():
                held.dense[number] = _fill(held, number)
            found = held.dense.take(cell)
        return Decided(held.answers, found)
    used, rows = np.unique(cell, return_inverse=True)
    every = np.array([_filled(held, number) for number in used.tolist()], np.int64)
    return Decided(held.answers, every[rows])


def _cell_numbers(axes: Sequence[Axis], columns: Mapping[str, Column]) -> Ints:
    """The cell of every row: its codes as the digits of one number, the first axis last."""
    size = prod(axis.size for axis in axes)
    kind = np.min_scalar_type(size)
    number: Ints | None = None
    for axis in reversed(axes):
        codes = _codes(axis, columns[axis.name]).astype(kind, copy=False)
        number = codes if number is None else number * kind.type(axis.size) + codes
    if number is None:
        length = len(next(iter(columns.values())).values) if columns else 0
        return np.zeros(length, kind)
    return number


def _codes(axis: Axis, column: Column) -> Ints:
    """The code of every row on an axis."""
    if axis.type.kind in ("bool", "enum"):
        codes = column.values
    else:
        codes = np.searchsorted(np.array(axis.cuts, np.int64), column.values, side="right") + 1
    return codes if column.known is None else np.where(column.known, codes, MISSING)


def answer(held: Table, codes: Mapping[str, int], area: Area) -> Answer:
    """The answer of one cell, by the code on each of its axes; `area` is named where two rules conflict."""
    number = 0
    for axis in reversed(held.cells.axes):
        number = number * axis.size + codes[axis.name]
    return held.answers[_filled(held, number, area)]


def code(axis: Axis, value: Value | None) -> int:
    """The code of a value on an axis."""
    if value is None:
        return MISSING
    number = _number(axis, value)
    return number if axis.type.kind in ("bool", "enum") else bisect_right(axis.cuts, number) + 1


_CELL: Final = Area("cell", "", "cell")
"""The area that a cell is decided as, where none is named."""


def _filled(held: Table, number: int, area: Area = _CELL) -> int:
    if number not in held.filled:
        held.filled[number] = _fill(held, number, area)
    return held.filled[number]


def _fill(held: Table, number: int, area: Area = _CELL) -> int:
    """The number of the answer that plain gives for a cell's representative."""
    ruling = held.cells.ruling
    held.frame.cells.clear()
    for axis, code in zip(held.cells.axes, held.cells.codes(number), strict=True):
        node = Reference(axis.name, axis.type)
        held.frame.cells[axis.name, area.id] = Ground(node, axis.representative(code), (), "cell")
    decision = decide(held.frame, ruling.insats.id, area)
    answer = (decision.verdict, decision.rule, decision.missing)
    if answer not in held.numbers:
        held.numbers[answer] = len(held.answers)
        held.answers.append(answer)
    return held.numbers[answer]


# ── a world as columns


def decide_all(frame: Frame, insats: str) -> dict[str, Answer]:
    """The answer for every area of the insats's level, by id; raises `GrundError` where two rules conflict.

    Derived attributes, and conditions that cannot be cut, are read in plain; a missing one of them is unfolded to
    the facts that the area lacks.
    """
    areas = frame.world.by_level.get(frame.policy.rulings[insats].insats.level, ())
    held = table(frame, insats)
    grounds = {axis.name: [_ground(frame, held.cells, axis, area) for area in areas] for axis in held.cells.axes}
    columns = {axis.name: column(axis, [g.value for g in grounds[axis.name]]) for axis in held.cells.axes}
    if not columns:
        return {area.id: _only(held) for area in areas}
    decided = look_up(held, columns)
    found = {}
    for i, (area, number) in enumerate(zip(areas, decided.found.tolist(), strict=True)):
        verdict, rule, names = decided.answers[number]
        lacks = frozenset().union(*(missing(grounds[n][i]) if n in grounds else {n} for n in names))
        found[area.id] = (verdict, rule, lacks)
    return found


def _only(held: Table) -> Answer:
    """The answer of a ruling that reads nothing."""
    return held.answers[_filled(held, 0)]


def _ground(frame: Frame, cells: Partition, axis: Axis, area: Area) -> Ground:
    return evaluate(frame, cells.expression(axis), area)


def column(axis: Axis, values: Iterable[Value | None]) -> Column:
    """Values as a column of an axis."""
    every = list(values)
    known = np.array([v is not None for v in every], np.bool_)
    return Column(np.array([MISSING if v is None else _number(axis, v) for v in every], np.int64), known)


def _number(axis: Axis, value: Value) -> int:
    if isinstance(value, bool):
        return 1 + value
    if isinstance(value, str):
        return 1 + axis.type.members.index(value)
    return scaled(value, axis.type)
