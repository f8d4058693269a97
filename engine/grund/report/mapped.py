"""Mapped: the areas where they lie: outlines from the user's own map, else a circle at each area's middle.

Enters: areas with their groups and residents, positions or outlines. Leaves: a `Picture`. Promise: a circle's surface
is the residents, and an area whose number is unknown is as small as they come; names stand in the margins with a line
to their area, for the areas that either policy reaches or may reach; no border is drawn that no file gave.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from ..analysis.compare.comparison import Reached
from ..loading.places import Point
from ..model.sources import Label
from .bilingual import Html, escaped, joined
from .drawing import CHOSEN, Kind, Picture, overlap, path_of, spread
from .outlines import Outlines, middle, thinned
from .places import fitted, projected

WIDTH: Final = 1100.0
HEIGHT: Final = 720.0
_MARGIN: Final = 190.0
_BIGGEST: Final = 25.0
"""The radius of the circle of the area with the most residents."""
_SMALLEST: Final = 4.5
MOST_NAMED: Final = 56
MOST_DRAWN: Final = 1_500
"""Areas that can be drawn one by one."""
_TOLERANCE: Final = 0.7
"""How far, in units of the picture, a thinned outline may lie from the file's."""


def circles(
    id: str,
    reached: Sequence[Reached],
    positions: Mapping[str, Point],
    people: Mapping[str, Decimal | None],
    kinds: Sequence[Kind],
    here: str = "",
) -> Picture | None:
    """The areas of one reading as circles; None where no area has a position, or there are too many."""
    points = {r.area.id: positions[r.area.id] for r in reached if r.area.id in positions}
    if not points or len(points) > MOST_DRAWN:
        return None
    at = projected(points, WIDTH - 2 * _MARGIN, HEIGHT, _BIGGEST + 4)
    at = {name: (x + _MARGIN, y) for name, (x, y) in at.items()}
    most = max((float(p) for p in people.values() if p), default=1.0)
    radius = {
        name: max(_SMALLEST, _BIGGEST * math.sqrt(float(people.get(name) or 0) / most)) for name in at
    }  # fmt: skip
    drawn = [(i, r) for i, r in enumerate(reached) if r.area.id in at]
    drawn.sort(key=lambda pair: (pair[1].area.id == here, pair[1].group != "neither", -radius[pair[1].area.id]))
    shapes = [
        f'<g class="{r.group}" data-i="{i}"><circle cx="{at[r.area.id][0]:.1f}" cy="{at[r.area.id][1]:.1f}" '
        f'r="{radius[r.area.id]:.1f}"{CHOSEN if r.area.id == here else ""}/></g>'
        for i, r in drawn
    ]
    districts = _district_names(reached, at)
    name = Label(
        "Områdena på karta; cirkelns yta visar antalet invånare",
        "The areas on a map; circle size shows the number of residents",
    )
    return Picture(id, name, WIDTH, HEIGHT, joined([_names(reached, at, kinds, here), *shapes, districts]))


def shapes(
    id: str, reached: Sequence[Reached], outlines: Outlines, kinds: Sequence[Kind], here: str = ""
) -> Picture | None:
    """The areas of one reading as the outlines of a map file; None where there are too many."""
    rings_by_area = {r.area.id: outlines.rings[r.area.id] for r in reached if r.area.id in outlines.rings}
    if not rings_by_area or len(rings_by_area) > MOST_DRAWN:
        return None
    flat = {
        f"{name}/{k}/{j}": p
        for name, rings in rings_by_area.items()
        for k, r in enumerate(rings)
        for j, p in enumerate(r)
    }
    placed = projected(flat, WIDTH - 2 * _MARGIN, HEIGHT, 8) if outlines.degrees else _upright(flat)
    at: dict[str, Point] = {}
    path_by_area: dict[str, str] = {}
    for name, rings in rings_by_area.items():
        moved = [
            tuple((placed[f"{name}/{k}/{j}"][0] + _MARGIN, placed[f"{name}/{k}/{j}"][1]) for j in range(len(r)))
            for k, r in enumerate(rings)
        ]
        at[name] = middle(moved)
        path_by_area[name] = "".join(path_of(thinned(ring, _TOLERANCE)) for ring in moved)
    drawn = [(i, r) for i, r in enumerate(reached) if r.area.id in path_by_area]
    drawn.sort(key=lambda pair: (pair[1].area.id == here, pair[1].group != "neither"))
    paths = [
        f'<g class="{r.group}" data-i="{i}"><path fill-rule="evenodd" d="{path_by_area[r.area.id]}"'
        f"{CHOSEN if r.area.id == here else ''}/></g>"
        for i, r in drawn
    ]
    title = Label("Karta: områdenas gränser", "Map: the outlines of the areas")
    return Picture(id, title, WIDTH, HEIGHT, joined([*paths, _names(reached, at, kinds, here)]))


def _upright(flat: Mapping[str, Point]) -> dict[str, Point]:
    """Metres of a map, north up."""
    return fitted({n: (x, -y) for n, (x, y) in flat.items()}, WIDTH - 2 * _MARGIN, HEIGHT, 8)


def _district_names(reached: Sequence[Reached], at: Mapping[str, Point]) -> Html:
    """The districts' names near the middle of their areas, clear of one another and of the areas in question."""
    members: dict[str, list[Point]] = {}
    for r in reached:
        if r.district and r.area.id in at:
            members.setdefault(r.district.name, []).append(at[r.area.id])
    busy = [(x - 14, y - 14, x + 14, y + 14) for r in reached if r.group != "neither" and r.area.id in at
            for x, y in (at[r.area.id],)]  # fmt: skip
    sentences = []
    for name, points in members.items() if len(members) > 1 else ():
        x, y = (sum(p[i] for p in points) / len(points) for i in (0, 1))
        half = len(name) * 4
        tries = [(x + dx, max(16.0, y + dy)) for dx in _ASIDE for dy in _ALONG]
        tries.sort(key=lambda p: math.hypot(p[0] - x, p[1] - y))
        boxes = [(px - half, py - 12, px + half, py + 4) for px, py in tries]
        free = (i for i, box in enumerate(boxes) if not any(overlap(box, other) for other in busy))
        i = next(free, 0)
        busy.append(boxes[i])
        sentences.append(f'<text class="d" x="{tries[i][0]:.0f}" y="{tries[i][1]:.0f}">{escaped(name)}</text>')
    return joined(sentences)


_ASIDE: Final = (0, -40, 40, -80, 80, -120, 120)
_ALONG: Final = (0, -18, 18, -36, 36, -54, 54, -72, 72)
"""How far a district's name may move from its middle, to the sides and up or down."""


def _names(reached: Sequence[Reached], at: Mapping[str, Point], kinds: Sequence[Kind], here: str) -> Html:
    """Names in the margins, each with a line to its area, for the areas that are in question."""
    wanted = [r for r in reached if r.area.id in at and (r.group != "neither" or r.area.id == here)]
    if len(wanted) > MOST_NAMED:
        wanted = [r for r in wanted if r.group in ("only_a", "only_b") or r.area.id == here][:MOST_NAMED]
    signs = {kind.group: kind.sign for kind in kinds}
    number = {r.area.id: i for i, r in enumerate(reached)}
    ordered = sorted(wanted, key=lambda r: at[r.area.id][0])
    half = (len(ordered) + 1) // 2
    sentences: list[str] = []
    for left, entries in ((True, ordered[:half]), (False, ordered[half:])):
        heights = spread({r.area.id: at[r.area.id][1] for r in entries}, 17, 14, HEIGHT - 10)
        for r in entries:
            x, y = at[r.area.id]
            line = heights[r.area.id]
            edge, end = (_MARGIN - 26, "end") if left else (WIDTH - _MARGIN + 26, "start")
            knee = edge + (14 if left else -14)
            sign = f" ({signs[r.group]})" if signs.get(r.group) else ""
            sentences.append(f'<path class="lead" d="M{edge:g} {line - 4:.1f}H{knee:g}L{x:.1f} {y:.1f}"/>')
            sentences.append(
                f'<text class="t" x="{edge + (-4 if left else 4):g}" y="{line:.1f}" font-size="13" '
                f'text-anchor="{end}">{escaped(r.area.name)}'
                f'<tspan data-s="{number[r.area.id]}">{escaped(sign)}</tspan></text>'
            )
    return joined(sentences)
