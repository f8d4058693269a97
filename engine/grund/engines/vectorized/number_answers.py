"""Number answers: rows of columns to the cell numbers of several groups, added up at once.

Enters: groups of tables, and rows. Leaves: a `Numbering` of four groups each, which writes their answers. Promise: a
cell number is a sum of what each axis adds to it, so four of them, sixteen bits each, are one sum of what is looked up
by the value itself (or by a code, where values lie too far apart); a value that is missing adds nothing, which is its
code; a value beyond the outermost cuts is looked up as one beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from .columns import Rows
from .encode import Coded, joint
from .fuse import FusedTables, common

Sums: TypeAlias = npt.NDArray[np.uint64]
"""Four cell numbers in each."""
TOGETHER: Final = 4
VALUED: Final = 1 << 16
"""Values are looked up by themselves where at most so many lie between the outermost cuts."""
JOINT: Final = 1 << 12
"""Codes are looked up together where there are at most so many combinations."""


@dataclass(frozen=True)
class AxisShare:
    """What some axes add: by their joint code; one whose values lie close, by the value less `first` instead."""

    axes: tuple[Coded, ...]
    by_code: Sums
    by_value: Sums | None = None
    first: int = 0

    def write(self, rows: Rows, out: Sums) -> None:
        """What they add, for every row."""
        if self.by_value is not None:
            column = self.axes[0].column(rows)
            if column.values.dtype != object:
                values = column.values.astype(np.intp, copy=False)
                self.by_value.take(values - self.first if self.first else values, out=out, mode="clip")
                if column.known is not None:
                    np.multiply(out, column.known, out=out)
                return
        codes = [coded.codes(rows) for coded in self.axes]
        number = joint(codes, [coded.size for coded in self.axes], np.intp if len(codes) == 1 else np.uint16)
        self.by_code.take(number, out=out, mode="clip")


@dataclass(frozen=True)
class Room:
    """Room for what is worked out on a block of rows, used again for the next: one for each thread."""

    sums: Sums
    more: Sums
    cells: npt.NDArray[np.intp]
    words: npt.NDArray[np.uint64]

    @classmethod
    def of(cls, rows: int) -> Room:
        """For as many rows."""
        sums, more, words = np.empty((3, rows), np.uint64)
        return cls(sums, more, np.empty(rows, np.intp), words)

    def part(self, rows: int) -> Room:
        """For some of them."""
        return Room(self.sums[:rows], self.more[:rows], self.cells[:rows], self.words[:rows])


@dataclass(frozen=True)
class Numbering:
    """Groups whose cell numbers are worked out together."""

    groups: tuple[FusedTables, ...]
    shares: tuple[AxisShare, ...]

    def write(self, rows: Rows, numbers: npt.NDArray[Any], part: slice, room: Room) -> None:
        """Write the answers of every table for a part of the rows, which are these."""
        buffers = room.part(rows.count)
        if not self.shares:
            buffers.sums.fill(0)
        for k, share in enumerate(self.shares):
            share.write(rows, buffers.more if k else buffers.sums)
            if k:
                np.add(buffers.sums, buffers.more, out=buffers.sums)
        array = buffers.sums.view(np.uint16).reshape(rows.count, TOGETHER)
        for k, group in enumerate(self.groups):
            np.copyto(buffers.cells, array[:, k])
            group.write(buffers.cells, buffers.words, numbers, part)


def numbered(groups: Sequence[FusedTables], valued: int = VALUED) -> list[Numbering]:
    """The groups, four at a time; values are looked up by themselves where at most `valued` lie between the cuts."""
    fours = (tuple(groups[i : i + TOGETHER]) for i in range(0, len(groups), TOGETHER))
    return [Numbering(fused_tables, tuple(_shares(fused_tables, valued))) for fused_tables in fours]


def _shares(groups: Sequence[FusedTables], valued: int) -> Iterator[AxisShare]:
    """What every axis adds to the groups' cell numbers, one by one where looked up by value, else in company."""
    axes = common(*(group.axes for group in groups)).values()
    company: list[Coded] = []
    for coded in sorted(axes, key=lambda coded: coded.size):
        cuts = coded.axis.cuts
        if cuts and cuts[-1] - cuts[0] < valued:
            yield _by_value(coded, groups)
        elif not company or prod(c.size for c in company) * coded.size <= JOINT:
            company.append(coded)
        else:
            yield AxisShare(tuple(company), _by_code(company, groups))
            company = [coded]
    if company:
        yield AxisShare(tuple(company), _by_code(company, groups))


def _by_value(coded: Coded, groups: Sequence[FusedTables]) -> AxisShare:
    """By value, from one below the first cut (from 0, where that is no longer) to the last."""
    cuts, by_code = coded.axis.cuts, _by_code([coded], groups)
    first = 0 if cuts[0] > 0 and cuts[-1] < VALUED else cuts[0] - 1
    return AxisShare((coded,), by_code, np.repeat(by_code[1:], np.diff([first, *cuts, cuts[-1] + 1])), first)


def _by_code(axes: Sequence[Coded], groups: Sequence[FusedTables]) -> Sums:
    """By the axes' joint code, the first fastest."""
    size = prod(coded.size for coded in axes)
    array = np.zeros((size, TOGETHER), np.uint16)
    for k, group in enumerate(groups):
        group_axes, strides = {coded.expr: coded for coded in group.axes}, group.strides()
        step = 1
        for coded in axes:
            if coded.expr in group_axes:
                codes = np.arange(size) // step % coded.size
                array[:, k] += (coded.own(group_axes[coded.expr].axis) * strides[coded.expr])[codes].astype(np.uint16)
            step *= coded.size
    return array.view(np.uint64).ravel()
