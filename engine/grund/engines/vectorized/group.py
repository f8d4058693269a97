"""Group: rows in order of their keys, those with equal keys together.

Enters: keys of some rows, as vectors, each with its direction, and the group that each row belongs to. Leaves: `Runs`:
the run of every row, and where each run stands in its group. Promise: what `grund.model.ranking.standings` says of each
group; keys of few different values are counted, others sorted, and nothing is compared twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from .vectors import WIDE, Found

Index = npt.NDArray[np.intp]
_FEW: Final = 1024
"""So many different values are counted, however few rows there are."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Rows that are equal make a run: `of_row` is the run of each row; the rest has an item for each run, in order.

    `before`, `equal`, `distinct`: as in `model.ranking.Standing`, within the group. `group`: its number. `rows` and
    `different`, by group: how many rows it has, and how many runs.
    """

    of_row: Index
    before: Index
    equal: Index
    distinct: Index
    group: Index
    rows: Index
    different: Index

    @property
    def by_row(self) -> Runs:
        """The same with a run for each row, however many are equal."""
        of = self.of_row
        return replace(
            self, of_row=np.arange(len(of)), before=self.before[of], equal=self.equal[of],
            distinct=self.distinct[of], group=self.group[of],
        )  # fmt: skip


def runs(keys: Sequence[tuple[Found, bool]], groups: Index, count: int) -> Runs:
    """The runs of some rows; `keys` with whether each is descending, the first one deciding; `count` groups."""
    code, size = _combined([(groups, False), *keys] if count > 1 else keys)
    of_row, equal, some = _counted(code, size) if size <= 8 * len(code) + _FEW else _sorted(code, size)
    start = np.cumsum(equal) - equal
    place = np.arange(len(equal))
    if count == 1:
        array = np.zeros(len(equal), np.intp)
        return Runs(of_row, start, equal, place, array, np.array([len(code)]), np.array([len(equal)]))
    group = groups[some]
    different = np.bincount(group, minlength=count)
    rows = np.bincount(groups, minlength=count)
    before, distinct = np.cumsum(rows) - rows, np.cumsum(different) - different
    return Runs(of_row, start - before[group], equal, place - distinct[group], group, rows, different)


def grouped(values: Found, known: npt.NDArray[np.bool_] | None) -> tuple[Index, int]:
    """The group of each row, by number, and what these are below; any, where its value is unknown."""
    array = values if known is None else np.where(known, values, values[known][:1] if known.any() else 0)
    place, size = _places(array, False)
    if size > len(place) + _FEW:
        place, size = _dense(place)
    return place.astype(np.intp, copy=False), size


def _combined(keys: Sequence[tuple[Found, bool]]) -> tuple[npt.NDArray[np.int64], int]:
    """One number for each row that stands in the order of all its keys, and what it is below."""
    code: npt.NDArray[np.int64] | None = None
    size = 1
    if not len(keys[0][0]):
        return np.zeros(0, np.int64), size
    for values, descending in keys:
        place, span = _places(values, descending)
        if size * span >= WIDE and code is not None:
            code, size = _dense(code)
        if size * span >= WIDE:
            place, span = _dense(place)
        code, size = place if code is None else code * span + place, size * span
    assert code is not None
    return code, size


def _places(values: Found, descending: bool) -> tuple[npt.NDArray[np.int64], int]:
    """Values from 0 up, and what they are below; turned round where they descend."""
    if not len(values):
        return np.zeros(0, np.int64), 1
    if values.dtype == np.bool_:
        values = values.view(np.int8)
    low, high = int(values.min()), int(values.max())
    if high - low >= WIDE or values.dtype == object:
        dense, size = _dense(values)
        return (size - 1 - dense if descending else dense), size
    array = values.astype(np.int64, copy=False)
    return (high - array if descending else array - low), high - low + 1


def _dense(values: Found) -> tuple[npt.NDArray[np.int64], int]:
    different, places = np.unique(values, return_inverse=True)
    return places.ravel().astype(np.int64, copy=False), max(1, len(different))


def _counted(code: npt.NDArray[np.int64], size: int) -> tuple[Index, Index, Index]:
    """The run of each row, how many rows each run has, and one of them."""
    counts = np.bincount(code, minlength=size)
    there = counts > 0
    of_row = (np.cumsum(there) - 1)[code]
    some = np.empty(size, np.intp)
    some[code] = np.arange(len(code))
    return of_row, counts[there], some[there]


def _sorted(code: npt.NDArray[np.int64], size: int) -> tuple[Index, Index, Index]:
    """The same, by sorting: numbers with their rows in their lowest bits, where there is room for them."""
    bits = len(code).bit_length()
    if size << bits < 1 << 63:
        packed = code << bits | np.arange(len(code))
        packed.sort()
        order, array = packed & (1 << bits) - 1, packed >> bits
    else:
        order = np.argsort(code)
        array = code[order]
    starts = np.flatnonzero(np.concatenate([[True], array[1:] != array[:-1]]))
    equal = np.diff(np.append(starts, len(code)))
    of_row = np.empty(len(code), np.intp)
    of_row[order] = np.repeat(np.arange(len(starts)), equal)
    return of_row, equal, order[starts]
