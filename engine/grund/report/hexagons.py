"""Hexagons: one equal hexagon for each area, so that the eye counts areas and not hectares.

Every area is there once, with its name and its group's sign; lines are drawn between districts; where there are too
many for names, there are none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from typing import Final

import numpy as np

from ..analysis.compare.comparison import GROUPS, Reached
from ..loading.geojson import Point
from ..loading.places import Cell
from ..model.sources import Label
from .bilingual import Html, escaped, joined
from .drawing import CHOSEN, SIDE, WIDE, Box, Kind, Picture, Sign, lines_of, overlap, sign_layer, text_lines

_LETTER: Final = 7.8
"""The width of a letter of a district's name."""
MOST_NAMED: Final = 400
"""Areas that can have a hexagon with a name; more are drawn small, and one shape holds a whole group."""
_PAD: Final = 4.0
_LINE: Final = 11.0
_ROOM: Final = 26.0
"""Room above and below the hexagons for the names of districts."""


@dataclass(frozen=True, slots=True)
class HexagonSheet:
    """What all readings share: the size of the grid, the words on it and their definition, and where signs stand."""

    columns: int
    rows: int
    width: float = 0
    height: float = 0
    key: str = ""
    defs: Html = Html("")
    signs: tuple[Sign, ...] = ()


def hexagon_sheet(reached: Sequence[Reached], cells: Mapping[str, Cell]) -> HexagonSheet:
    """The grid of areas that stand in the same order in every reading; without words where there are too many."""
    columns = max((c for c, _ in cells.values()), default=0) + 1
    rows = max((r for _, r in cells.values()), default=0) + 1
    if len(reached) > MOST_NAMED:
        return HexagonSheet(columns, rows)
    width = (columns + 0.5) * WIDE + 2 * _PAD
    height = (rows - 1) * SIDE * 1.5 + 2 * SIDE + 2 * _ROOM
    names, signs = [], []
    for i, r in enumerate(reached):
        lines = lines_of(r.area.name, 10)
        x, y = _middle(cells[r.area.id])
        top = y + 3.5 - (len(lines) - 1) * _LINE / 2
        names.append(text_lines(lines, (x, top), _LINE))
        signs.append((i, (x, top + len(lines) * _LINE + 2)))
    words = f"{_borders(reached, cells)}{''.join(names)}{_districts(reached, cells, width, height)}"
    key = f"h{blake2s(words.encode(), digest_size=3).hexdigest()}"  # pages, such as a notebook's, may hold several
    defs = Html(f'<defs><g id="{key}">{words}</g></defs>')
    return HexagonSheet(columns, rows, width, height, key, defs, tuple(signs))


def hexagons(
    id: str, sheet: HexagonSheet, reached: Sequence[Reached], cells: Mapping[str, Cell], kinds: Sequence[Kind],
    here: str = "", depends: Collection[str] = (),
) -> Picture:  # fmt: skip
    """The areas of one reading; `here` is an area to point out, `depends` those whose group uncertain facts may
    change."""
    name = Label("Hexagonkarta: en lika stor hexagon per område", "Hexagon map: an equal hexagon for each area")
    if not sheet.key:
        return _small(id, name, reached, cells, sheet.columns, sheet.rows)
    order = sorted(range(len(reached)), key=lambda i: reached[i].area.id == here)
    shapes = [_hexagon(i, reached[i], _middle(cells[reached[i].area.id]), reached[i].area.id == here) for i in order]
    shapes += [_lines(_middle(cells[r.area.id])) for r in reached if r.area.id in depends]
    words = f'<use class="w" href="#{sheet.key}"/>'
    layers = [f"<g>{''.join(shapes)}</g>", words, sign_layer(sheet.signs, reached, kinds)]
    return Picture(id, name, sheet.width, sheet.height, joined(layers), sheet.defs, sheet.signs)


def _middle(cell: Cell) -> tuple[float, float]:
    column, row = cell
    return _PAD + (column + 0.5 + 0.5 * (row % 2)) * WIDE, _ROOM + SIDE + row * SIDE * 1.5


def _hexagon(i: int, r: Reached, at: Point, here: bool) -> str:
    return f'<use class="{r.group}{CHOSEN if here else ""}" data-i="{i}" href="#hx" x="{at[0]:g}" y="{at[1]:g}"/>'


def _lines(at: Point) -> str:
    return f'<use class="depends" href="#hx" x="{at[0]:g}" y="{at[1]:g}"/>'


def _borders(reached: Sequence[Reached], cells: Mapping[str, Cell]) -> Html:
    """Heavy lines where two districts meet, and round the whole."""
    district = {cells[r.area.id]: r.district.id if r.district else "" for r in reached}
    if len(set(district.values())) < 2:
        return Html("")
    edges = []
    for cell, name in district.items():
        x, y = _middle(cell)
        for (dc, dr), (x1, y1, x2, y2) in _sides(cell[1]):
            other = district.get((cell[0] + dc, cell[1] + dr))
            if other is None or other < name:
                start, end = (f"{round(x + to_x, 1):g} {round(y + to_y, 1):g}" for to_x, to_y in ((x1, y1), (x2, y2)))
                edges.append(f"M{start}L{end}")
    return Html(f'<path class="edge" d="{"".join(edges)}"/>')


def _districts(reached: Sequence[Reached], cells: Mapping[str, Cell], width: float, height: float) -> Html:
    """The districts' names beside their hexagons, where there is room; a name without room is left out."""
    members: dict[str, list[Point]] = {}
    for r in reached:
        members.setdefault(r.district.name if r.district else "", []).append(_middle(cells[r.area.id]))
    taken: list[Box] = [(x - 31, y - 31, x + 31, y + 31) for points in members.values() for x, y in points]
    texts = []
    for name, points in members.items() if len(members) > 1 else ():
        wide = len(name) * _LETTER
        others = [p for other, hexagons in members.items() if other != name for p in hexagons]
        free = (
            (box, x, y)
            for x, y in _places(points, wide)
            for box in [(x, y - 12, x + wide, y + 3)]
            if _within(box, width, height) and not _claims(box, others) and not any(overlap(box, b) for b in taken)
        )
        nearest = next(free, None)
        lead = ""
        if nearest is None:
            nearest, lead = _led(points, wide, taken, width, height)
        if nearest is not None:
            box, x, y = nearest
            taken.append(box)
            texts.append(f'{lead}<text class="d" x="{x + wide / 2:.0f}" y="{y:.0f}">{escaped(name)}</text>')
    return joined(texts)


_GRID: Final = 14
"""Units between the places that are tried where a name has no room beside its hexagons."""


def _led(
    points: Sequence[Point], wide: float, taken: Sequence[Box], width: float, height: float
) -> tuple[tuple[Box, float, float] | None, str]:
    """The free place nearest a district, and a line from it to the nearest of its hexagons; none where all is full."""
    middles = np.array(points)
    tried = np.array([(x, y) for x in range(0, int(width - wide), _GRID) for y in range(14, int(height), _GRID)])
    if not len(tried):
        return None, ""
    ends = np.stack([tried + np.array((-3.0, -4.0)), tried + np.array((wide + 3.0, -4.0))], axis=1)
    far = np.hypot(*(ends[:, :, None, :] - middles).transpose(3, 0, 1, 2))
    for k in far.reshape(len(tried), -1).min(axis=1).argsort(kind="stable"):
        x, y = map(float, tried[k])
        box = (x - 6.0, y - 14.0, x + wide + 6, y + 5.0)
        if not any(overlap(box, other) for other in taken):
            end, near = np.unravel_index(far[k].argmin(), far[k].shape)
            (x0, y0), (x1, y1) = ends[k][end], middles[near]
            line = f'<path class="lead" d="M{x0:.0f} {y0:.0f}L{x1:.0f} {y1:.0f}"/>'
            return (box, x, y), f'{line}<circle class="dot" cx="{x1:.0f}" cy="{y1:.0f}" r="2"/>'
    return None, ""


def _places(points: Sequence[Point], wide: float) -> Iterator[Point]:
    """Where a district's name may begin, beside the hexagon nearest its middle first."""
    x0, y0 = (sum(p[i] for p in points) / len(points) for i in (0, 1))
    for point in sorted(points, key=lambda p: (p[0] - x0) ** 2 + (p[1] - y0) ** 2):
        yield from _beside(point, wide)


def _within(box: Box, width: float, height: float) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height


def _claims(box: Box, others: Sequence[Point]) -> bool:
    """Whether a text stands right over or under a hexagon of another district, and would seem to name it."""
    reach = (box[0] + 8 - WIDE / 2, box[1] - SIDE * 1.3, box[2] - 8 + WIDE / 2, box[3] + SIDE * 1.3)
    return any(reach[0] < x < reach[2] and reach[1] < y < reach[3] for x, y in others)


def _beside(point: tuple[float, float], wide: float) -> list[tuple[float, float]]:
    """Where a text of a width may begin: over, under, left and right of a hexagon."""
    x, y = point
    over, under = y - SIDE - 4, y + SIDE + 14
    left, right = x - wide - WIDE / 2 - 6, x + WIDE / 2 + 6
    middles = [(x - wide / 2, over), (x - wide / 2, under), (left, y + 4), (right, y + 4)]
    return [*middles, *((x + shift - wide / 2, line) for line in (over, under) for shift in _ASIDE)]


_ASIDE: Final = (-30, 30, -60, 60)
"""How far a name may stand to the side of the hexagon it is over or under."""


def _sides(row: int) -> list[tuple[Cell, tuple[float, float, float, float]]]:
    """The six neighbours of a cell, each with the side between them."""
    w, s, shift = WIDE / 2, SIDE / 2, row % 2
    return [
        ((1, 0), (w, -s, w, s)),
        ((-1, 0), (-w, -s, -w, s)),
        ((shift, -1), (0, -SIDE, w, -s)),
        ((shift - 1, -1), (0, -SIDE, -w, -s)),
        ((shift, 1), (0, SIDE, w, s)),
        ((shift - 1, 1), (0, SIDE, -w, s)),
    ]


def _small(
    id: str, name: Label, reached: Sequence[Reached], cells: Mapping[str, Cell], columns: int, rows: int
) -> Picture:
    """One shape for each group, of hexagons ten units wide, without names."""
    sentences = []
    for group in GROUPS:
        positions = (cells[r.area.id] for r in reached if r.group == group)
        d = "".join(f"M{c * 10 + 5 * (r % 2) + 6} {r * 9 + 1}l5 3v6l-5 3-5-3v-6z" for c, r in positions)
        sentences += [f'<path class="{group}" d="{d}"/>'] if d else []
    return Picture(id, name, columns * 10 + 8, rows * 9 + 6, joined(sentences))
