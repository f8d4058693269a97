"""Make a map of polygons into the outlines of a world: known by the ids of areas, and small.

    python scenarios/outlines.py regso.geojson scenarios/stockholm/outlines.geojson --prefix regso- --metres 30

Enters: a GeoJSON `FeatureCollection` in degrees; each feature's id, with a prefix perhaps, is the id of an area.
Leaves: a GeoJSON file with a line for each feature, and 5 decimals (about a metre). Lines are made plainer (Douglas,
Peucker): no point is left out that lies farther than `--metres` from the line between those kept. A line that two areas
share is made plainer once, so they still share it. Run once, the result is committed; `world.yaml` names it under
`outlines`, with its source.
"""

from __future__ import annotations

import argparse
import json
import math
import os
from itertools import pairwise
from pathlib import Path

from grund.loading.geojson import read_map
from grund.report.borders import coverage

METRES: float = 111_195
"""A degree of latitude."""


def main(source: Path, target: Path, prefix: str, metres: float) -> None:
    """Read, make plainer, write."""
    features = read_map(source, str(source)).features
    latitudes = [y for f in features for ring in f.rings for _, y in ring]
    wide, high = METRES * math.cos(math.radians(sum(latitudes) / len(latitudes))), METRES
    flat = [[tuple((x * wide, y * high) for x, y in ring) for ring in f.rings] for f in features]
    plain = coverage(flat, metres).rings
    lines = []
    for feature, rings in sorted(zip(features, plain, strict=True), key=lambda pair: pair[0].words):
        outlines = [[[round(x / wide, 5), round(y / high, 5)] for x, y in (*ring, ring[0])] for ring in rings]
        polygons = polygons_of(outlines)
        shape = {"type": "MultiPolygon", "coordinates": polygons}
        if len(polygons) == 1:
            shape = {"type": "Polygon", "coordinates": polygons[0]}
        known = {"type": "Feature", "id": prefix + feature.words[0], "properties": None, "geometry": shape}
        lines.append(json.dumps(known, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    target.write_text(text, encoding="utf-8")
    before, after = (sum(len(r) for s in shapes for r in s) for shapes in (flat, plain))
    print(f"{target}: {len(lines)} areas, {before} points made {after}, {os.path.getsize(target)} bytes")


def polygons_of(rings: list[list[list[float]]]) -> list[list[list[list[float]]]]:
    """Rings as polygons: one that lies within the ring before it is its hole."""
    polygons: list[list[list[list[float]]]] = []
    for ring in rings:
        if polygons and _within(ring[0], polygons[-1][0]):
            polygons[-1].append(ring)
        else:
            polygons.append([ring])
    return polygons


def _within(point: list[float], ring: list[list[float]]) -> bool:
    """Whether a point lies within a ring: lines to its right are crossed an odd number of times."""
    x, y = point
    crossed = (
        (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0) for (x0, y0), (x1, y1) in pairwise(ring)
    )
    return sum(crossed) % 2 == 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--prefix", default="")
    parser.add_argument("--metres", type=float, default=30)
    given = parser.parse_args()
    main(given.source, given.target, given.prefix, given.metres)
