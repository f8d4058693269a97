"""Places: where the areas of a world lie, for pictures only; no decision reads it.

Enters: the places of a scenario's world, where it has any. Leaves: positions, and cells of a grid of hexagons. Promise:
an area without a place still gets a cell, in order of name; what the places stand on is said under the picture.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..loading.places import Cell, Places, Point, world_places
from ..model.facts import Area
from ..model.names import sort_key
from ..model.scenario import Scenario


def places(scenario: Scenario) -> Places:
    """The places of a scenario's world; none where it has no `places.csv`. Raises `GrundError`."""
    file_places = world_places(scenario.facts, scenario.book.sources)
    return replace(file_places, positions=_with_parents(scenario, file_places.positions))


def _with_parents(scenario: Scenario, positions: Mapping[str, Point]) -> dict[str, Point]:
    """The positions, and for areas that have parts with positions, the middle of those."""
    points_by_area, parts = dict(positions), dict[str, list[Point]]()
    for name, point in positions.items():
        area = scenario.today.areas.get(name)
        for above in scenario.today.above(area) if area else ():
            parts.setdefault(above.id, []).append(point)
    for name, points in parts.items():
        points_by_area.setdefault(
            name, (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
        )
    return points_by_area


def cells_of(file_places: Places, areas: Sequence[Area], groups: Mapping[str, str]) -> dict[str, Cell]:
    """A cell for every area: its own where all have one that nobody shares, else a plain grid, group by group."""
    own = {a.id: file_places.cells[a.id] for a in areas if a.id in file_places.cells}
    if areas and len(own) == len(areas) == len(set(own.values())):
        return own
    columns = max(1, round(math.sqrt(len(areas) * 1.6)))
    ordered = sorted(areas, key=lambda a: (sort_key(groups.get(a.id, "")), sort_key(a.name), a.id))
    return {area.id: (i % columns, i // columns) for i, area in enumerate(ordered)}


def projected(points: Mapping[str, Point], width: float, height: float, margin: float) -> dict[str, Point]:
    """Longitudes and latitudes on a plane of a width and height, true to shape where the place is small."""
    if not points:
        return {}
    middle = sum(lat for _, lat in points.values()) / len(points)
    scale_x = math.cos(math.radians(middle))
    flat = {name: (lon * scale_x, -lat) for name, (lon, lat) in points.items()}
    return fitted(flat, width, height, margin)


def fitted(flat: Mapping[str, Point], width: float, height: float, margin: float) -> dict[str, Point]:
    """Points of a plane, moved and scaled alike in both directions to fill a frame."""
    xs, ys = [x for x, _ in flat.values()], [y for _, y in flat.values()]
    wide, high = (max(xs) - min(xs)) or 1e-9, (max(ys) - min(ys)) or 1e-9
    scale = min((width - 2 * margin) / wide, (height - 2 * margin) / high)
    left, top = (width - scale * wide) / 2, (height - scale * high) / 2
    return {n: (left + (x - min(xs)) * scale, top + (y - min(ys)) * scale) for n, (x, y) in flat.items()}
