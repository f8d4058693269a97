"""Places: where the areas of a world lie, for pictures only; no decision reads it.

Enters: the world's `places.csv` (`area, lon, lat, column, row, source, mark`), where there is one. Leaves: positions
and cells of a grid of hexagons. Promise: an area without a place still gets a cell, in order of name; what the places
stand on is said under the picture.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ...loading.report import Report
from ...scenario import Scenario
from ...schema.sheets import PLACES
from ...sources import Citation
from ...text import Row, Table
from ...words import sort_key
from ...world import Area

Point = tuple[float, float]
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Places:
    """Positions (longitude, latitude in degrees) and cells (column, row of a grid with odd rows shifted) by area."""

    positions: Mapping[str, Point] = field(default_factory=dict)
    cells: Mapping[str, Cell] = field(default_factory=dict)
    citations: tuple[Citation, ...] = ()


def places(scenario: Scenario) -> Places:
    """The places of a scenario's world; none where it has no `places.csv`. Raises `GrundError`."""
    path = next((Path(f).with_name("places.csv") for f in scenario.facts.files if Path(f).name == "areas.csv"), None)
    if path is None or not path.is_file():
        return Places()
    report = Report()
    table = report.csv(path, PLACES)
    positions: dict[str, Point] = {}
    cells: dict[str, Cell] = {}
    citations: dict[Citation, None] = {}
    known = {a.id: None for a in scenario.facts.areas}
    for held, row in report.rows(table):
        area = row.cells["area"]
        if area not in known:
            report.add("G401", held.place(row, "area"), report.nearest(area, known), id=area)
        citations[report.row_citation(held, row, scenario.book.sources)] = None
        lon, lat = (_number(report, held, row, name, 180) for name in ("lon", "lat"))
        column, line = (_number(report, held, row, name, 10_000) for name in ("column", "row"))
        if lon is not None and lat is not None:
            positions[area] = (lon, lat)
        if column is not None and line is not None:
            cells[area] = (int(column), int(line))
    report.finish()
    return Places(_with_parents(scenario, positions), cells, tuple(citations))


def _number(report: Report, table: Table, row: Row, column: str, most: float) -> float | None:
    """A cell as a number within ±most; None where it is empty."""
    text = row.cells.get(column, "")
    if not text:
        return None
    try:
        found = float(text.replace(",", ".") if table.separator == ";" else text)
    except ValueError:
        found = math.nan
    if not -most <= found <= most or (column in ("column", "row") and not (found >= 0 and found.is_integer())):
        report.add("G402", table.place(row, column), value=text, attribute=column, wanted="@number")
        return None
    return found


def _with_parents(scenario: Scenario, positions: Mapping[str, Point]) -> dict[str, Point]:
    """The positions, and for areas that have parts with positions, the middle of those."""
    found, parts = dict(positions), dict[str, list[Point]]()
    for name, point in positions.items():
        area = scenario.today.areas.get(name)
        for above in scenario.today.above(area) if area else ():
            parts.setdefault(above.id, []).append(point)
    for name, points in parts.items():
        found.setdefault(name, (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)))
    return found


def cells_of(held: Places, areas: Sequence[Area], groups: Mapping[str, str]) -> dict[str, Cell]:
    """A cell for every area: its own where all have one that nobody shares, else a plain grid, group by group."""
    own = {a.id: held.cells[a.id] for a in areas if a.id in held.cells}
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
