"""Segments: rows that belong together, as pieces of one long array, and what each piece comes to.

Enters: for each row the rows that stand in a relation to it: its neighbours, or those of its group. Leaves: sums,
extremes and whether any, piece by piece. Promise: exact; a piece without rows comes to nothing; memory is the answer
and a few blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from .group import Index
from .vectors import WIDE, Bools, Found, Ints, most

_BLOCK: Final = 1 << 15
"""Pieces at a time, so that what is gathered stays in cache."""


@dataclass(frozen=True, slots=True)
class Segments:
    """Piece i holds the rows `members[starts[i]:starts[i + 1]]`; all rows in their order where `members` is None."""

    starts: Index
    members: Index | None

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> Index:
        """How many rows each piece has."""
        return np.diff(self.starts)

    def sums(self, values: Found) -> Found:
        """The sum of each piece; of truth values, how many are true."""
        array = values.view(np.int8) if values.dtype == np.bool_ else values
        longest = int(self.lengths.max(initial=0))
        if array.dtype == object or most(array) * longest >= WIDE:
            return self._each(array.astype(object), np.add, 0, object)
        return self._each(array, np.add, 0, np.int64)

    def any(self, values: Bools) -> Bools:
        """Whether any row of a piece is true."""
        return np.asarray(self.sums(values) > 0)

    def extremes(self, values: Found, highest: bool, counted: Bools) -> Found:
        """The highest or lowest of the rows that count, of each piece; anything where none does."""
        if values.dtype == object:
            idle: Any = -(1 << 200) if highest else 1 << 200
        else:
            idle = np.iinfo(np.int64).min if highest else np.iinfo(np.int64).max
        array = values if counted.all() else np.where(counted, values, idle)
        return self._each(array, np.maximum if highest else np.minimum, idle, array.dtype)

    def _each(self, values: Found, together: np.ufunc, empty: Any, kind: Any) -> Found:
        """Each piece reduced, block by block."""
        array = np.full(len(self), empty, kind)
        for first in range(0, len(self), _BLOCK):
            starts = self.starts[first : first + _BLOCK + 1]
            low, high = int(starts[0]), int(starts[-1])
            if low == high:
                continue
            vector = values[low:high] if self.members is None else values.take(self.members[low:high])
            there = starts[1:] > starts[:-1]
            at = (starts[:-1] - low)[there]
            reduced = together.reduceat(vector, at, dtype=kind)
            if there.all():
                array[first : first + len(at)] = reduced
            else:
                array[first : first + len(there)][there] = reduced
        return array


def neighbours(pairs: tuple[Ints, Ints], rows: int) -> Segments:
    """The neighbours of every row, from pairs of rows that border on one another, each pair once or both ways.

    Raises `ValueError` where a number is no row.
    """
    one, other = (np.asarray(side).astype(np.int64, copy=False) for side in pairs)
    if len(one) and not (min(one.min(), other.min()) >= 0 and max(one.max(), other.max()) < rows):
        raise ValueError(rows)
    bits = max(rows - 1, 0).bit_length()
    both = np.concatenate([one << bits | other, other << bits | one])
    both.sort()
    if len(both) and (both[1:] == both[:-1]).any():
        both = both[np.concatenate([[True], both[1:] != both[:-1]])]
    starts = np.zeros(rows + 1, np.intp)
    np.cumsum(np.bincount(both >> bits, minlength=rows), out=starts[1:])
    return Segments(starts, (both & (1 << bits) - 1).astype(np.intp, copy=False))


def alike(group: Index, count: int, some: Bools | None) -> Segments:
    """A piece for each group: its rows, of which `some` are taken."""
    if count == 1 and some is None:
        return Segments(np.array([0, len(group)]), None)
    rows = np.arange(len(group)) if some is None else np.flatnonzero(some)
    array = group[rows]
    order = rows[np.argsort(array.astype(np.uint16) if count <= 1 << 16 else array, kind="stable")]
    starts = np.zeros(count + 1, np.intp)
    np.cumsum(np.bincount(array, minlength=count), out=starts[1:])
    return Segments(starts, order)
