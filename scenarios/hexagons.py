"""Give every place of a world a hexagon of its own, as near as can be to where it lies.

    python scenarios/hexagons.py scenarios/stockholm

Enters: the world's `places.csv` (`area, lon, lat`) and `part_of.csv`. Leaves: the columns `column` and `row` of
`places.csv`, filled in. Every hexagon is one area, so the eye counts areas and not hectares; neighbours stay near one
another and areas of one district stay together. Needs scipy; run once, the result is committed.

How: positions are warped part of the way to their ranks, so that a dense centre opens up; the cells of a grid of
odd rows shifted half a step, with some to spare, are assigned to areas so that the sum of squared distances to the
area's own place, and some to its district's middle, is least. The number of columns with the least sum is kept.
"""

from __future__ import annotations

import csv
import math
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

WARP = 0.62
"""How far a position moves toward its rank, 0 to 1."""
SPARE = 1.45
"""Cells for each area."""
TOGETHER = 0.55
"""What the distance to the district's middle weighs, against 1 for the distance to the area's own place."""
COLUMNS = range(12, 17)


def main(folder: Path) -> None:
    """Read, assign, write."""
    path = folder / "places.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "part_of.csv").open(encoding="utf-8", newline="") as file:
        district = {r["area"]: r["parent"] for r in csv.DictReader(file) if not r["valid_to"]}
    lat = np.array([float(r["lat"]) for r in rows])
    lon = np.array([float(r["lon"]) for r in rows]) * math.cos(math.radians(float(lat.mean())))
    places = np.column_stack([_warped(lon), _warped(-lat)])
    names = [district.get(r["area"], "") for r in rows]
    middles = np.array([places[[n == name for n in names]].mean(axis=0) for name in names])
    ratio = np.ptp(lat) / np.ptp(lon)
    cells = min((_assigned(places, middles, columns, ratio) for columns in COLUMNS), key=lambda found: found[0])[1]
    for row, (column, line) in zip(rows, cells - cells.min(axis=0), strict=True):
        row["column"], row["row"] = str(column), str(line)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path}: {len(rows)} places, {cells[:, 0].max() + 1} columns, {cells[:, 1].max() + 1} rows")


def _warped(values: np.ndarray) -> np.ndarray:
    """Positions on [0, 1], moved toward their ranks."""
    own = (values - values.min()) / np.ptp(values)
    ranks = values.argsort().argsort() / (len(values) - 1)
    return (1 - WARP) * own + WARP * ranks


def _assigned(places: np.ndarray, middles: np.ndarray, columns: int, ratio: float) -> tuple[float, np.ndarray]:
    """The sum of squares per area, and the cell of each area, with so many columns."""
    lines = math.ceil(len(places) * SPARE / columns)
    grid = np.array([(c, r) for r in range(lines) for c in range(columns)])
    x = (grid[:, 0] + 0.5 * (grid[:, 1] % 2)) / (columns - 0.5)
    y = grid[:, 1] / (lines - 1) * min(ratio, lines / columns)
    cells = np.column_stack([x, y])
    scale = np.array([1.0, y.max()])
    cost = _squares(places * scale, cells) + TOGETHER * _squares(middles * scale, cells)
    areas, chosen = linear_sum_assignment(cost)
    return float(cost[areas, chosen].sum()) / len(places), grid[chosen]


def _squares(points: np.ndarray, cells: np.ndarray) -> np.ndarray:
    return ((points[:, None, :] - cells[None, :, :]) ** 2).sum(axis=2)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
