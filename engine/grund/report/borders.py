"""Borders: shapes that lie side by side, made plainer without coming apart.

A line that two shapes share is made plainer once, so that they still share it; where three meet, the point stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..loading.geojson import Point, Ring

Edge = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Border:
    """A line, and the shapes on its sides by number: two, or one at the edge of them all."""

    line: Ring
    sides: frozenset[int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The shapes' rings, and every line between them once."""

    rings: tuple[tuple[Ring, ...], ...]
    borders: tuple[Border, ...]


def coverage(shapes: Sequence[Sequence[Ring]], tolerance: float) -> Coverage:
    """Shapes with no point that lies within a tolerance of the line between those kept."""
    sides: dict[Edge, set[int]] = {}
    for k, shape in enumerate(shapes):
        for ring in shape:
            for edge in _edges(ring):
                sides.setdefault(edge, set()).add(k)
    junctions = {
        ring[i]
        for shape in shapes for ring in shape for before, i, after in _corners(ring)
        if sides[_edge(ring[before], ring[i])] != sides[_edge(ring[i], ring[after])]
    }  # fmt: skip
    plain: dict[Ring, Ring] = {}
    borders: list[Border] = []
    outlines: list[tuple[Ring, ...]] = []
    for shape in shapes:
        rings = []
        for ring in shape:
            points: list[Point] = []
            for line in _lines(ring, junctions):
                key = min(line, line[::-1])
                if key not in plain:
                    plain[key] = thinned(key, tolerance)
                    borders.append(Border(plain[key], frozenset(sides[_edge(line[0], line[1])])))
                points += (plain[key] if key == line else plain[key][::-1])[:-1]
            rings.append(tuple(points))
        outlines.append(tuple(rings))
    return Coverage(tuple(outlines), tuple(borders))


def _edge(a: Point, b: Point) -> Edge:
    return (a, b) if a <= b else (b, a)


def _edges(ring: Ring) -> Iterator[Edge]:
    return (_edge(a, b) for a, b in zip(ring, (*ring[1:], ring[0]), strict=True))


def _corners(ring: Ring) -> Iterator[tuple[int, int, int]]:
    """Every point of a ring by number, between the one before and the one after."""
    return ((i - 1, i, (i + 1) % len(ring)) for i in range(len(ring)))


def _lines(ring: Ring, junctions: set[Point]) -> Iterator[Ring]:
    """The lines of a ring from junction to junction; the whole ring, from its least point, where it has none."""
    cuts = [i for i, point in enumerate(ring) if point in junctions] or [ring.index(min(ring))]
    for start, end in zip(cuts, (*cuts[1:], cuts[0] + len(ring)), strict=True):
        yield tuple(ring[i % len(ring)] for i in range(start, end + 1))


def thinned(ring: Ring, tolerance: float) -> Ring:
    """A line with fewer points: none that lies within a tolerance of the line between those kept (Douglas, Peucker)."""
    if len(ring) < 3:
        return ring
    far = max(range(1, len(ring) - 1), key=lambda i: _squared(ring[0], ring[i]))
    kept = {0, far, len(ring) - 1} if ring[0] == ring[-1] else {0, len(ring) - 1}
    stops = sorted(kept)
    stack = list(pairwise(stops))
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        worst = max(range(first + 1, last), key=lambda i: _off(ring[i], ring[first], ring[last]))
        if _off(ring[worst], ring[first], ring[last]) > tolerance * tolerance:
            kept.add(worst)
            stack += [(first, worst), (worst, last)]
    return tuple(ring[i] for i in sorted(kept))


def _squared(a: Point, b: Point) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _off(p: Point, a: Point, b: Point) -> float:
    """The squared distance of a point from a line's piece."""
    length = _squared(a, b)
    if length == 0:
        return _squared(p, a)
    t = max(0.0, min(1.0, ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / length))
    return _squared(p, (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))


def middle(rings: Sequence[Ring]) -> Point:
    """The middle of the largest ring: its centre of gravity."""
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    area = _area(largest)
    if area == 0:
        return largest[0]
    x = y = 0.0
    for (x0, y0), (x1, y1) in zip(largest, (*largest[1:], largest[0]), strict=True):
        cross = x0 * y1 - x1 * y0
        x, y = x + (x0 + x1) * cross, y + (y0 + y1) * cross
    return x / (6 * area), y / (6 * area)


def _area(ring: Ring) -> float:
    ends = zip(ring, (*ring[1:], ring[0]), strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in ends) / 2
