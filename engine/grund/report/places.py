"""Places: where the areas of a world lie, for pictures only; no decision reads it.

An area without a place still gets a cell, in order of name; what it stands on is said below.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import cast

from ..analysis.what_if import untried
from ..loading.geojson import Point
from ..loading.places import Cell, Places, world_places
from ..model.facts import Area
from ..model.names import sort_key
from ..model.scenario import Scenario


def places(scenario: Scenario) -> Places:
    """The places of a scenario's world, read once; none where it has no `places.csv`. Raises `GrundError`."""
    cache, key = untried(scenario).cache, ("places",)
    if key not in cache:
        cache[key] = world_places(scenario.facts, scenario.book.sources)
    return cast("Places", cache[key])


def cells_of(file_places: Places, areas: Sequence[Area], groups: Mapping[str, str]) -> dict[str, Cell]:
    """A cell for every area: its own where all have one that nobody shares, else a plain grid, group by group."""
    own = {a.id: file_places.cells[a.id] for a in areas if a.id in file_places.cells}
    if areas and len(own) == len(areas) == len(set(own.values())):
        return own
    columns = max(1, round(math.sqrt(len(areas) * 1.6)))
    ordered = sorted(areas, key=lambda a: (sort_key(groups.get(a.id, "")), sort_key(a.name), a.id))
    return {area.id: (i % columns, i // columns) for i, area in enumerate(ordered)}


def projected(points: Sequence[Point], width: float, height: float) -> list[Point]:
    """Longitudes and latitudes on a plane of a width and height, true to shape where the place is small."""
    middle = sum(lat for _, lat in points) / max(1, len(points))
    scale_x = math.cos(math.radians(middle))
    return fitted([(lon * scale_x, -lat) for lon, lat in points], width, height)


def fitted(points: Sequence[Point], width: float, height: float) -> list[Point]:
    """Points of a plane, moved and scaled alike in both directions to fill a frame."""
    if not points:
        return []
    xs, ys = [x for x, _ in points], [y for _, y in points]
    low_x, low_y = min(xs), min(ys)
    wide, high = (max(xs) - low_x) or 1e-9, (max(ys) - low_y) or 1e-9
    scale = min(width / wide, height / high)
    left, top = (width - scale * wide) / 2, (height - scale * high) / 2
    return [(left + (x - low_x) * scale, top + (y - low_y) * scale) for x, y in points]
