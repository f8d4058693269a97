"""Bands: the parts of a shape that lie in slanting strips, as shapes of their own.

What is drawn in bands is cut to them, so that a printed page holds lines and no pictures; edges along a strip may run
there and back, so bands are filled and not outlined.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from ..loading.geojson import Point, Ring


def bands(rings: Sequence[Ring], start: float, wide: float, period: float) -> Iterator[Ring]:
    """The parts of rings in strips from upper left to lower right, `period` apart."""
    for ring in rings:
        across = [_across(point) for point in ring]
        first = math.floor((min(across) - start) / period)
        for k in range(first, math.ceil((max(across) - start) / period)):
            low = start + k * period
            part = _cut(_cut(ring, lambda p, low=low: _across(p) - low), lambda p, high=low + wide: high - _across(p))  # type: ignore[misc]
            if len(part) > 2:
                yield part


def _across(point: Point) -> float:
    """How far a point lies across the strips."""
    return (point[0] - point[1]) * math.sqrt(0.5)


def _cut(ring: Ring, inside: Callable[[Point], float]) -> Ring:
    """The part of a ring where a measure that grows evenly is not below 0 (Sutherland, Hodgman)."""
    points: list[Point] = []
    for a, b in pairwise((*ring, *ring[:1])):
        here, there = inside(a), inside(b)
        if here >= 0:
            points.append(a)
        if (here >= 0) != (there >= 0):
            part = here / (here - there)
            points.append((a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part))
    return tuple(points)
