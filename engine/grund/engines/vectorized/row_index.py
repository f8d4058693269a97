"""Row index: many conditions by the codes of the axes that they read, so that no row of columns asks them one by one.

Enters: conditions, as rows of a decision table or rules have them, and rows. Leaves: a `RowIndex`: by axis and code, a
bit for each condition that the code leaves open, and one for each that it leaves true. Promise: the bits of a row's
codes, taken together, say of every condition whether it is true, false or unknown, as asking it would; a part of one
that reads several axes is asked, and is an axis of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ...language.unsatisfiable import conjuncts
from ...model.expressions import BOOL, Expr, Reference, fold
from ..decision_cells import MISSING, Axis, names_read
from ..interpreter import EvalContext
from .columns import CodedColumn, Rows
from .encode import Coded, joint
from .group import Index
from .vectors import WIDE, Bools, Ints

Bits: TypeAlias = npt.NDArray[np.uint64]
"""Conditions as bits, 64 to a word; first axis: codes, or rows."""
_PACKED: Final = 1 << 10
"""So many conditions are tried before their truths are packed into bits; a multiple of 64."""
_FACTORS: Final = np.random.default_rng(1).integers(1, 1 << 63, 1 << 12, np.uint64) | np.uint64(1)
"""What words are multiplied by to tell keys apart by one number; two that it does not are told apart by their words."""


@dataclass(frozen=True)
class RowIndex:
    """The conditions by code: `left` has those that a code does not make false, `sure` those that it makes true.

    `constant` are both for what reads no axis. `loose`: the places of axes that a part reads together with others, so
    that the bits alone do not tell which of them an unknown part waits for. `count`: how many conditions.
    """

    axes: tuple[Coded, ...]
    left: tuple[Bits, ...]
    sure: tuple[Bits, ...]
    constant: tuple[Bits, Bits]
    loose: tuple[int, ...]
    count: int

    @property
    def certain(self) -> bool:
        """Whether a condition is unknown only where something that it reads is missing."""
        pairs = zip(self.left, self.sure, strict=True)
        return np.array_equal(*self.constant) and all(np.array_equal(a[1:], b[1:]) for a, b in pairs)

    def open_to(self, codes: Sequence[int]) -> list[int]:
        """The places of the conditions that may hold, by the codes of the first axes."""
        bits = self.constant[0]
        for array, code in zip(self.left, codes, strict=False):
            bits = bits & array[code]
        return self.places(bits)

    def places(self, bits: Bits) -> list[int]:
        """The places of the conditions whose bits are set."""
        places: list[int] = np.flatnonzero(np.unpackbits(bits.view(np.uint8), count=self.count)).tolist()
        return places

    def different(self, rows: Rows) -> tuple[Ints, Index, Index]:
        """Rows of different codes: the codes of one of each (by row, then axis), that row, and which each row is like.

        All rows, where there are too many cells to number.
        """
        parts = [[coded.codes(part) for coded in self.axes] for part in rows.parts()]
        codes = [np.concatenate(arrays) for arrays in zip(*parts, strict=True)]
        sizes = [coded.size for coded in self.axes]
        first = of_row = np.arange(rows.count)
        if codes and prod(sizes) < WIDE:
            _, first, of_row = np.unique(joint(codes, sizes, np.int64), return_index=True, return_inverse=True)
        elif not codes:
            first, of_row = first[:1], np.zeros_like(of_row)
        some = np.stack([code[first] for code in codes], axis=1) if codes else np.zeros((len(first), 0), np.int64)
        return some, first, of_row

    def ways(self, cells: Ints) -> Ways:
        """The different ways in which the conditions hold in some cells, given by the codes of each."""
        codes = list(cells.T)
        left = sure = _both(self.constant[0], self.left, codes, len(cells))
        missing = [code == MISSING for code in codes]
        keys = left
        if not self.certain or any(map(np.any, missing)):
            sure = _both(self.constant[1], self.sure, codes, len(cells))
            lacking = (*missing, *(codes[i] for i in self.loose))
            keys = np.concatenate([left, sure, *(part.astype(np.uint64)[:, None] for part in lacking)], axis=1)
        first, of_cell = alike(keys)
        return Ways([key.tobytes() for key in keys[first]], left[first], sure[first], first, of_cell)


@dataclass(frozen=True)
class Ways:
    """Cells told apart by how conditions hold; two of one way also lack the same axes.

    By way: `keys`, which tell it from all others of the index; `left` and `sure`, bits of conditions; `first`, one of
    its cells. `of_cell`: the way of each cell.
    """

    keys: Sequence[bytes]
    left: Bits
    sure: Bits
    first: Index
    of_cell: Index


def row_index(
    frame: EvalContext, conditions: Sequence[Expr], axes: Sequence[Axis], atoms: Mapping[str, Expr]
) -> RowIndex:
    """The index of some conditions that `decision_cells` has cut into axes; `atoms` as it leaves them."""
    coded = [Coded(atoms.get(axis.name, Reference(axis.name, axis.type)), axis) for axis in axes]
    places = {axis.name: i for i, axis in enumerate(axes)}
    loose: set[int] = set()
    together: dict[Expr, int] = {}
    parts: list[list[tuple[int, Expr]]] = []
    for condition in conditions:
        parts.append([])
        for part in conjuncts(condition):
            at = [places[name] for name in names_read(part)]
            if len(at) > 1:
                loose.update(at)
                at = [together.setdefault(part, len(axes) + len(together))]
            parts[-1].append((at[0] if at else -1, part))
    coded += [Coded(_restored(part, atoms), Axis(f"joint.{i}", BOOL)) for part, i in together.items()]
    tried = _Tried(frame, coded, {i: Reference(f"joint.{i}", BOOL) for i in together.values()})
    blocks = [tried.bits(parts[start : start + _PACKED]) for start in range(0, max(1, len(parts)), _PACKED)]
    left, sure = (
        [np.concatenate(arrays, axis=1) for arrays in zip(*side, strict=True)] for side in zip(*blocks, strict=True)
    )
    return RowIndex(
        tuple(coded), tuple(left[:-1]), tuple(sure[:-1]), (left[-1][0], sure[-1][0]), tuple(sorted(loose)), len(parts)
    )


def _restored(part: Expr, atoms: Mapping[str, Expr]) -> Expr:
    """A part as it stood before it was cut."""
    return fold(part, lambda n: n, lambda n: atoms.get(n.name, n), lambda n, args: replace(n, args=args))


class _Tried:
    """Parts of conditions, tried once on every code of their axis."""

    def __init__(self, frame: EvalContext, axes: Sequence[Coded], joint: Mapping[int, Expr]) -> None:
        self.frame, self.joint = frame, joint
        self.columns = [_codes(coded.axis) for coded in axes]
        self.names = [coded.axis.name for coded in axes]
        self.truths: dict[tuple[int, Expr], tuple[Bools, Bools]] = {}

    def bits(self, conditions: Sequence[Sequence[tuple[int, Expr]]]) -> tuple[list[Bits], list[Bits]]:
        """What each code leaves open, and leaves true, of some conditions, by axis; last, what reads no axis."""
        sizes = [*map(len, self.columns), 1]
        left = [np.ones((size, len(conditions)), np.bool_) for size in sizes]
        sure = [np.ones((size, len(conditions)), np.bool_) for size in sizes]
        for j, parts in enumerate(conditions):
            for axis, part in parts:
                open_, true = self._truths(axis, part)
                left[axis][:, j] &= open_
                sure[axis][:, j] &= true
        return [*map(packed, left)], [*map(packed, sure)]

    def _truths(self, axis: int, part: Expr) -> tuple[Bools, Bools]:
        """Of every code of an axis, whether a part may hold and whether it does; -1: of a part that reads none."""
        if axis in self.joint:
            part = self.joint[axis]
        if (axis, part) not in self.truths:
            columns = {} if axis < 0 else {self.names[axis]: self.columns[axis]}
            vector = Rows(self.frame, columns, 1 if axis < 0 else len(self.columns[axis])).vector(part)
            known = np.ones(len(vector.values), np.bool_) if vector.known is None else vector.known
            self.truths[axis, part] = vector.values | ~known, vector.values & known
        return self.truths[axis, part]


def _codes(axis: Axis) -> CodedColumn:
    """A column of a value for each code of an axis, the first missing."""
    codes = np.arange(axis.size)
    if axis.type.kind in ("bool", "enum"):
        return CodedColumn(codes)
    values = [0, axis.cuts[0] - 1 if axis.cuts else 0, *axis.cuts]
    return CodedColumn(np.array(values, np.int64), codes != MISSING)


def packed(truths: Bools) -> Bits:
    """Truth values as bits, 64 to a word; none set beyond the last."""
    array = np.zeros((len(truths), max(1, -(-truths.shape[1] // 64)) * 8), np.uint8)
    bits = np.packbits(truths, axis=1)
    array[:, : bits.shape[1]] = bits
    return array.view(np.uint64)


def _both(constant: Bits, by_axis: Sequence[Bits], codes: Sequence[Ints], count: int) -> Bits:
    """The bits of every row: those that all its codes set."""
    bits: Bits = np.broadcast_to(constant, (count, len(constant))).copy()
    for array, code in zip(by_axis, codes, strict=True):
        bits &= array.take(code, axis=0)
    return bits


def alike(keys: Bits) -> tuple[Index, Index]:
    """Equal keys together: the place of one of each, and which of these every key is."""
    mixed = keys @ _FACTORS.take(np.arange(keys.shape[1]), mode="wrap")
    _, first, of_row = np.unique(mixed, return_index=True, return_inverse=True)
    if not np.array_equal(keys[first][of_row], keys):  # two keys that mix alike
        _, first, of_row = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return first, of_row.ravel()
