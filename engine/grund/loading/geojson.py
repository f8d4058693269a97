"""Geojson: the polygons of a map file.

What is no map is said with its reason; a coordinate is a finite number, and in degrees where the file says nothing
else.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from ..problems.problem import GrundError, Place, problem
from ..problems.reader_limits import JSON, whole

Point = tuple[float, float]
Ring = tuple[Point, ...]

_CRS84: Final = ("CRS84", "4326")


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: what it may be called, likeliest first, and its rings."""

    words: tuple[str, ...]
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class MapFile:
    """The features of a file, and whether its coordinates are degrees."""

    features: tuple[Feature, ...]
    degrees: bool


def read_map(path: str | os.PathLike[str], file: str) -> MapFile:
    """A map file, by the name that people know it by. Raises `GrundError`, and `OSError` where it cannot be read."""
    try:
        data = orjson.loads(whole(path, JSON, file))
    except ValueError as error:
        raise _no_map(file, str(error)) from None
    if not isinstance(data, dict) or not isinstance(data.get("features"), list):
        raise _no_map(file, "FeatureCollection")
    degrees = any(word in str(data.get("crs", "CRS84")) for word in _CRS84)
    features = [f for f in data["features"] if isinstance(f, dict)]
    return MapFile(
        tuple(Feature(_words(f), tuple(_rings(file, f.get("geometry"), degrees))) for f in features), degrees
    )


def _no_map(file: str, why: str) -> GrundError:
    return GrundError([problem("G557", Place(file), file=file, why=why)])


def _words(feature: Mapping[str, Any]) -> tuple[str, ...]:
    """What a feature may be called: its id, then its properties, those named like an id first."""
    given = feature.get("properties")
    properties = given if isinstance(given, dict) else {}
    ordered = sorted(properties, key=lambda k: (str(k).lower() not in ("id", "area", "code", "kod"), str(k)))
    values = [feature.get("id"), *(properties[k] for k in ordered)]
    words = (str(v).strip() for v in values if isinstance(v, str | int) and not isinstance(v, bool))
    return tuple(word for word in words if word)


def _rings(file: str, geometry: object, degrees: bool) -> Iterator[Ring]:
    """The rings of a polygon or of many, each without its first point once more at the end."""
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
                    yield points[:-1] if points[0] == points[-1] else points
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise _no_map(file, f"coordinates: {error}") from None
