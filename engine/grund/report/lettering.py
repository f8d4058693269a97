"""Lettering: where words stand on a map: in a shape that has room for them, or beside the shapes.

Takes lines in units of the picture, and how large a text is. A text that is placed in a shape crosses none of its
lines, as far as lines of `STEP` units can tell; a text without room gets none.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ..loading.geojson import Point, Ring
from .drawing import Box, overlap

STEP: Final = 3.0
"""Units between the levels at which a shape is looked at."""
_PULL: Final = 0.3
"""How much the distance to the middle of a group's edge weighs, against 1 for the distance to the edge."""
_REACH: Final = 300.0
"""How far from the middle of its group's edge a name may stand."""
_NEAR: Final = 40.0
"""How much farther a name may stand from its own group than from another."""
Span = tuple[float, float]
Points: TypeAlias = npt.NDArray[Any]
"""Points, one a row."""


class Levels:
    """What lies between lines, level by level: inside the rings of a shape, or outside them and inside a frame."""

    def __init__(self, lines: Iterable[Ring], high: float) -> None:
        crossings: defaultdict[int, list[float]] = defaultdict(list)
        last = math.ceil(high / STEP) + 1
        for line in lines:
            for (x0, y0), (x1, y1) in pairwise(line):
                low, top = (y0, y1) if y0 < y1 else (y1, y0)
                for i in range(max(0, math.ceil(low / STEP)), min(last, math.ceil(top / STEP))):
                    crossings[i].append(x0 + (i * STEP - y0) * (x1 - x0) / (y1 - y0))
        self.first = min(crossings, default=0)
        """The level of the first of `spans`; above it nothing lies inside."""
        self.spans = [_pairs(crossings[i]) for i in range(self.first, max(crossings, default=-1) + 1)]

    def room(self, wide: float, high: float, near: Point) -> Point | None:
        """The middle of a text of a size that lies inside, as near a point as can be."""
        count = math.ceil(high / STEP) + 1
        best: tuple[float, Point] | None = None
        for first in range(len(self.spans) - count + 1):
            y = (self.first + first + (count - 1) / 2) * STEP
            if best is not None and abs(y - near[1]) >= best[0]:
                continue
            for left, right in _common(self.spans[first : first + count], wide):
                x = min(max(near[0], left + wide / 2), right - wide / 2)
                far = math.hypot(x - near[0], y - near[1])
                if best is None or far < best[0]:
                    best = far, (x, y)
        return best[1] if best else None


def _pairs(xs: list[float]) -> list[Span]:
    """The parts between every other crossing of a level and the next."""
    xs.sort()
    return list(zip(xs[::2], xs[1::2], strict=False))


def _common(levels: Sequence[Sequence[Span]], wide: float) -> list[Span]:
    """The parts of a width that lie within all levels."""
    common = [(a, b) for a, b in levels[0] if b - a >= wide]
    for spans in levels[1:]:
        common = [
            (left, right)
            for a, b in common
            for c, d in spans
            if (right := b if b < d else d) - (left := a if a > c else c) >= wide
        ]
        if not common:
            break
    return common


def outside(
    names: Mapping[str, tuple[float, Sequence[Point]]], edges: Sequence[tuple[str, Point]], free: Levels, high: float,
    taken: Sequence[Box] = (),
) -> dict[str, Point]:  # fmt: skip
    """Where the names of groups stand beside the shapes: clear of them and of one another, each nearest its own group.

    `names`: how wide a name is, and its group's points; `edges`: the points that can be seen from outside, with their
    group; `free`: what is not covered by a shape; `taken`: what else they are clear of. Where no place is nearest its
    own group, it is near it at least; a name without such a place is left out.
    """
    placed: dict[str, Point] = {}
    taken = list(taken)
    seen = np.array([point for _, point in edges])
    owner = [group for group, _ in edges]
    own = {name: np.array(points) for name, (_, points) in names.items()}
    places = {name: _candidates(wide, high, own[name], free) for name, (wide, _) in names.items()}
    for strict in (True, False):
        for name, (wide, _) in names.items():
            if name in placed:
                continue
            for x, y in places[name]:
                box = (x - wide / 2 - 4, y - high / 2 - 2, x + wide / 2 + 4, y + high / 2 + 2)
                if any(overlap(box, other) for other in taken):
                    continue
                gaps = _gaps(box, seen)
                nearest = int(gaps.argmin())
                if owner[nearest] == name or (not strict and _gaps(box, own[name]).min() - gaps[nearest] < _NEAR):
                    placed[name] = x, y
                    taken.append(box)
                    break
    return placed


def _candidates(wide: float, high: float, points: Points, free: Levels) -> list[Point]:
    """The places in the open where a text could stand, nearest the points first."""
    count = math.ceil(high / STEP) + 1
    x0, y0 = points.mean(axis=0)
    open_: list[Point] = []
    for first in range(0, len(free.spans) - count + 1, 4):
        y = (free.first + first + (count - 1) / 2) * STEP
        if abs(y - y0) > _REACH:
            continue
        for left, right in _common(free.spans[first : first + count], wide):
            low, top = max(left + wide / 2, x0 - _REACH), min(right - wide / 2, x0 + _REACH)
            open_ += ((low + 12 * k, y) for k in range(int((top - low) // 12) + 1))
    if not open_:
        return []
    middles = np.array(open_)
    far = np.full(len(middles), np.inf)
    for point in points:
        np.minimum(far, _from(middles, point, wide, high), out=far)
    order = np.lexsort((middles[:, 1], middles[:, 0], far + _PULL * _from(middles, np.array((x0, y0)), wide, high)))
    return [open_[i] for i in order]


def _from(middles: Points, point: Points, wide: float, high: float) -> Points:
    """How far a point lies from texts of a size, by their middles."""
    off = np.abs(middles - point) - (wide / 2, high / 2)
    far: Points = np.hypot(*np.maximum(off, 0.0).T)
    return far


def _gaps(box: Box, points: Points) -> Points:
    """How far each point lies from a box."""
    left, top, right, bottom = box
    x, y = points.T
    across, down = np.maximum(left - x, x - right), np.maximum(top - y, y - bottom)
    far: Points = np.hypot(np.maximum(across, 0.0), np.maximum(down, 0.0))
    return far
