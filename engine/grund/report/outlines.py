"""Outlines: a user's own map file, GeoJSON, matched to the areas of a world.

Enters: a file of polygons. Leaves: rings by area, and what did not match. Promise: nothing is drawn for an area that
the file does not name; a match is by id, else by a name that only one area has; what did not match is said by name.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from ..batch.atomic_files import reason
from ..loading.places import Point
from ..model.facts import Area
from ..model.names import fold_name
from ..problems.problem import GrundError, Place, nearest, problem
from ..problems.reader_limits import JSON, whole

Ring = tuple[Point, ...]

_CRS84: Final = ("CRS84", "4326")


@dataclass(frozen=True, slots=True)
class Outlines:
    """Rings by area, and the file's features and the world's areas that found no match."""

    file: str
    rings: Mapping[str, tuple[Ring, ...]]
    by_name: int
    strangers: tuple[str, ...]
    missing: tuple[Area, ...]
    degrees: bool


def outlines(path: str, areas: Sequence[Area]) -> Outlines:
    """The outlines of areas in a GeoJSON file. Raises `GrundError`."""
    features, degrees = _features(path)
    ids = {a.id: a for a in areas}
    names: dict[str, list[Area]] = {}
    for candidate in areas:
        names.setdefault(fold_name(candidate.name), []).append(candidate)
    rings: dict[str, tuple[Ring, ...]] = {}
    strangers: list[str] = []
    by_name = 0
    for feature in features:
        words = _words(feature)
        area: Area | None = next((ids[w] for w in words if w in ids), None)
        if area is None:
            named = (names.get(fold_name(w), []) for w in words)
            area = next((places[0] for places in named if len(places) == 1), None)
            by_name += area is not None
        if area is None:
            strangers.append(words[0] if words else "–")
            continue
        rings[area.id] = rings.get(area.id, ()) + tuple(_rings(path, feature.get("geometry"), degrees))
    rings = {name: outline for name, outline in rings.items() if outline}
    if not rings:
        known = ", ".join(a.id for a in areas[:6])
        near = nearest(strangers[0], ids) if strangers else None
        sentence = ", ".join(strangers[:6]) or "–"
        raise GrundError([problem("G556", Place(path), near, file=path, found=sentence, known=known)])
    missing = tuple(a for a in areas if a.id not in rings)
    return Outlines(path, rings, by_name, tuple(strangers), missing, degrees)


def _features(path: str) -> tuple[list[dict[str, Any]], bool]:
    """The features of a file, and whether they are in degrees. Raises `GrundError`."""
    try:
        data = orjson.loads(whole(path, JSON, path))
    except OSError as error:
        raise GrundError([problem("G532", Place(path), file=path, why=reason(error))]) from None
    except ValueError as error:
        raise GrundError([problem("G557", Place(path), file=path, why=str(error))]) from None
    if not isinstance(data, dict) or not isinstance(data.get("features"), list):
        raise GrundError([problem("G557", Place(path), file=path, why="FeatureCollection")])
    features = [f for f in data["features"] if isinstance(f, dict)]
    crs = str(data.get("crs", "CRS84"))
    return features, any(word in crs for word in _CRS84)


def _words(feature: Mapping[str, Any]) -> list[str]:
    """What a feature may be called: its id, then its properties, those named like an id first."""
    given = feature.get("properties")
    properties = given if isinstance(given, dict) else {}
    ordered = sorted(properties, key=lambda k: (str(k).lower() not in ("id", "area", "code", "kod"), str(k)))
    values = [feature.get("id"), *(properties[k] for k in ordered)]
    return [str(v).strip() for v in values if isinstance(v, str | int) and not isinstance(v, bool) and str(v).strip()]


def _rings(path: str, geometry: object, degrees: bool) -> Iterator[Ring]:
    """The rings of a polygon or of many."""
    members = geometry if isinstance(geometry, dict) else {}
    coordinates, kind = members.get("coordinates"), members.get("type")
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(kind), [])
    try:
        for polygon in polygons or ():
            for ring in polygon or ():
                points = tuple((float(p[0]), float(p[1])) for p in ring)
                if any(not math.isfinite(v) for p in points for v in p):
                    raise ValueError("NaN")
                if degrees and any(abs(x) > 180 or abs(y) > 90 for x, y in points):
                    raise ValueError("CRS84: lon ±180, lat ±90")
                if len(points) >= 3:
                    yield points
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise GrundError([problem("G557", Place(path), file=path, why=f"coordinates: {error}")]) from None


def thinned(ring: Ring, tolerance: float) -> Ring:
    """A ring with fewer points: none that lies within a tolerance of the line between those kept (Douglas, Peucker)."""
    if len(ring) < 5:
        return ring
    far = max(range(1, len(ring) - 1), key=lambda i: _squared(ring[0], ring[i]))
    kept = {0, far, len(ring) - 1}
    stack = [(0, far), (far, len(ring) - 1)]
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


def middle(rings: Iterable[Ring]) -> Point:
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
