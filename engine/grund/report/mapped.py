"""Mapped: the outlines of a map, each in the group of the area whose outcome it has.

No border is drawn that no file gave; every name stands in its shape, or a number does that the list below explains; a
shape in which areas differ has bands of each.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from ..analysis.compare.comparison import Reached
from ..loading.geojson import Point, Ring
from ..model.sources import Label
from .bands import bands
from .bilingual import Html, escaped, joined
from .borders import Border, coverage, middle
from .drawing import CHOSEN, Box, Kind, Picture, Sign, lines_of, overlap, path_of, sign_layer, text_lines
from .lettering import Levels, outside
from .outlines import Outline, Outlines
from .palette import SMALL
from .places import fitted, projected

WIDTH: Final = 1100.0
_TALL: Final = 1060.0
"""How high a map may be, the list of numbers apart."""
_SIDE: Final = 40.0
_ABOVE: Final = 24.0
"""Room round the map, for names of districts."""
MOST_DRAWN: Final = 1_500
"""Shapes that can be drawn one by one."""
_MOST_NUMBERED: Final = 100
"""Names that the list below the map can hold."""
_TOLERANCE: Final = 0.7
"""How far, in units of the picture, a line may lie from the file's."""
_SIZE: Final = 9.5
_LINE: Final = 10.0
_LETTER: Final = 0.6
"""The width of a letter, in parts of its size."""
_BOLD: Final = 0.66
"""The same of a bold letter."""
_WIDEST: Final = (40, 16, 12, 10, 8)
"""The most characters of a line of a name, tried in this order."""
_DISTRICT: Final = 15.0
"""The size of a district's name."""
_CLOSE: Final = 0.7
"""The part of a name that must be inside its shape, where there is no room for all of it."""
_COLUMNS: Final = 5
_ROW: Final = 13.0
_NEAR: Final = 40.0
_PERIOD: Final = 22
"""From band to band; a band is as wide as its area's part of the shape, by the last share."""
_THINNEST: Final = 3


@dataclass(frozen=True, slots=True)
class MapSheet:
    """What all readings share: definitions of shapes and words, and which area each shape is coloured by.

    Numbers are those of the areas in a reading. `banded`: the areas that have bands; `signs`: an area, and where a sign
    of its group stands.
    """

    height: float
    above: float
    defs: Html
    coloured: tuple[int, ...]
    banded: tuple[int, ...]
    signs: tuple[Sign, ...]
    blank: bool


def map_sheet(outlines: Outlines, reached: Sequence[Reached], marked: Collection[str]) -> MapSheet | None:
    """The map of areas that stand in the same order in every reading; None where there are too many shapes.

    `marked`: the areas, by id, whose shapes have a sign below their names.
    """
    if len(outlines.shapes) > MOST_DRAWN:
        return None
    shapes = outlines.shapes
    number = {r.area.id: i for i, r in enumerate(reached)}
    placed, high = _placed(outlines)
    drawn = coverage(placed, _TOLERANCE)
    words = _Words(shapes, drawn.rings, marked, high)
    districts = [_district(shape, reached, number) for shape in shapes]
    edges = "".join(path_of(b.line, closed=False) for b in drawn.borders if _parts(b, districts))
    shared = [rings for shape, rings in zip(shapes, drawn.rings, strict=True) if len(shape.within) > 1]
    thin = "".join(path_of(ring) for rings in shared for ring in rings)
    areas, banded = _paths(shapes, drawn.rings, number)
    defs = [
        *(f'<path id="m-{"none" if i < 0 else i}" fill-rule="evenodd" d="{d}"/>' for i, d in areas.items()),
        *(f'<path id="m-b{i}" fill-rule="evenodd" d="{d}"/>' for i, d in banded.items()),
        f'<path id="m-thin" d="{thin}"/><path id="m-edge" d="{edges}"/><g id="m-text">{words.text}</g>',
        f'<g id="m-group">{_group_names(drawn.borders, districts, high)}</g>',
    ]
    larger = [_letters(at) for s, at in zip(shapes, words.signs, strict=True) if at and _signed(s, marked)]
    defs.append(f'<g id="m-group-s">{_group_names(drawn.borders, districts, high, SMALL, larger)}</g>')
    signs = tuple(
        (number[s.within[0].area.id], at) for s, at in zip(shapes, words.signs, strict=True) if s.within and at
    )
    coloured = tuple(i for i in areas if i >= 0)
    return MapSheet(
        words.height, high, Html(f"<defs>{''.join(defs)}</defs>"), coloured, tuple(banded), signs, -1 in areas
    )


def marked(sides: Iterable[Sequence[Reached]], kinds: Iterable[Kind]) -> set[str]:
    """The areas whose group has a sign in some reading."""
    signed = {kind.group for kind in kinds if kind.sign}
    return {r.area.id for side in sides for r in side if r.group in signed}


def mapped(
    id: str, sheet: MapSheet, reached: Sequence[Reached], kinds: Sequence[Kind], here: str = "",
    depends: Collection[str] = (),
) -> Picture:  # fmt: skip
    """The map of one reading; `here` is an area to point out; `depends`: areas with a group that may change."""

    def shape(i: int, name: str) -> str:
        chosen = CHOSEN if reached[i].area.id == here else ""
        return f'<use class="{reached[i].group}{chosen}" data-i="{i}" href="#m-{name}"/>'

    order = sorted(sheet.coloured, key=lambda i: (reached[i].area.id == here, reached[i].group != "neither"))
    none = '<use class="nobody" href="#m-none"/>' if sheet.blank else ""
    plain = [shape(i, str(i)) for i in order]
    banded = [shape(i, f"b{i}") for i in sheet.banded]
    lines = [f'<use class="depends" href="#m-{i}"/>' for i in sheet.coloured if reached[i].area.id in depends]
    title = Label("Karta: områdenas gränser", "Map: the outlines of the areas")
    layers = [
        f'<g>{none}{"".join(plain)}</g><g class="bands">{"".join(banded)}</g>{"".join(lines)}',
        '<use class="thin" href="#m-thin"/><use class="edge" href="#m-edge"/>',
        f'<use class="w" href="#m-text"/>{sign_layer(sheet.signs, reached, kinds)}'
        '<use class="dn" href="#m-group"/><use class="dn small" href="#m-group-s"/>',
    ]
    return Picture(id, title, WIDTH, sheet.height, joined(layers), sheet.defs, sheet.signs, sheet.above)


def _placed(outlines: Outlines) -> tuple[list[list[Ring]], float]:
    """The rings in units of the picture, north up, and how high the map is."""
    flat = [point for shape in outlines.shapes for ring in shape.rings for point in ring]
    wide = WIDTH - 2 * _SIDE
    at = projected(flat, wide, _TALL) if outlines.degrees else fitted([(x, -y) for x, y in flat], wide, _TALL)
    top = min((y for _, y in at), default=0.0)
    placed = ((x + _SIDE, y - top + _ABOVE) for x, y in at)
    rings = [[tuple(islice(placed, len(ring))) for ring in shape.rings] for shape in outlines.shapes]
    return rings, max(y for shape in rings for ring in shape for _, y in ring) + _ABOVE


def _paths(
    shapes: Sequence[Outline], rings: Sequence[Sequence[Ring]], number: Mapping[str, int]
) -> tuple[dict[int, str], dict[int, str]]:
    """The outlines by the area that colours them (-1: none), and the bands by their area."""
    areas: dict[int, str] = {}
    banded: dict[int, str] = {}
    for shape, outline in zip(shapes, rings, strict=True):
        d = "".join(path_of(ring) for ring in outline)
        first = number[shape.within[0].area.id] if shape.within else -1
        areas[first] = areas.get(first, "") + d
        start = 0
        for within in shape.within[1:]:
            wide = max(_THINNEST, round(_PERIOD * float(within.shares[-1] or 0)))
            i, parts = number[within.area.id], bands(outline, start, wide, _PERIOD)
            banded[i] = banded.get(i, "") + "".join(path_of(part) for part in parts)
            start += wide
    return areas, banded


@dataclass(frozen=True, slots=True)
class _Room:
    """A shape that waits for its words: its number, its name, what lies inside it, its middle, if it needs a sign."""

    number: int
    name: str
    inside: Levels
    middle: Point
    signed: bool


class _Words:
    """The names: in each shape, or as a number with a list below; and where each shape's sign stands."""

    def __init__(
        self, shapes: Sequence[Outline], rings: Sequence[Sequence[Ring]], marked: Collection[str], high: float
    ) -> None:
        self.signs: list[Point | None] = [None] * len(shapes)
        self._texts: list[str] = []
        self._taken: list[Box] = []
        rooms = [
            _Room(
                k, shape.name, Levels([(*ring, ring[0]) for ring in outline], high), middle(outline),
                _signed(shape, marked),
            )
            for k, (shape, outline) in enumerate(zip(shapes, rings, strict=True))
        ]  # fmt: skip
        rooms = [room for room in rooms if not self._named(room, 1.0, rooms)]
        rooms = [
            room for room in sorted(rooms, key=lambda room: not room.signed) if not self._named(room, _CLOSE, rooms)
        ]
        self.height = high
        if len(rooms) <= _MOST_NUMBERED:
            self._numbered(sorted(rooms, key=lambda room: room.number), high)
        self.text = "".join(self._texts)

    def _named(self, room: _Room, part: float, others: Sequence[_Room]) -> bool:
        """Whether a shape has room for a part of its name's width, and for a sign below it; then the name is there."""
        for lines in dict.fromkeys(tuple(lines_of(room.name, most)) for most in _WIDEST):
            wide, high = max(map(len, lines)) * _SIZE * _LETTER, (len(lines) + room.signed) * _LINE - 1
            place = room.inside.room(wide * part, high * part, room.middle)
            if place is None:
                continue
            x, y = place
            box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if part < 1 and not self._clear(box, room, others):
                continue
            top = y - high / 2 + _LINE - 2
            self._texts.append(text_lines(lines, (x, top), _LINE))
            self._taken.append(box)
            self.signs[room.number] = x, top + len(lines) * _LINE
            return True
        return False

    def _clear(self, box: Box, room: _Room, others: Sequence[_Room]) -> bool:
        """Whether a name that reaches over its shape's lines is clear of other words, and of the middles of others."""
        spots = [(x - 7, y - 5, x + 7, y + 5) for x, y in (o.middle for o in others if o is not room)]
        return not any(overlap(box, other) for other in (*self._taken, *spots))

    def _numbered(self, rooms: Sequence[_Room], high: float) -> None:
        """Numbers in the shapes without room, and the list of them, column by column."""
        rows = math.ceil(len(rooms) / _COLUMNS)
        column = WIDTH / _COLUMNS
        for n, room in enumerate(rooms, 1):
            x, y = room.inside.room(len(str(n)) * 6, 8 + _LINE * room.signed, room.middle) or room.middle
            y += 3 - _LINE / 2 * room.signed
            self._texts.append(f'<text class="nr" x="{x:.0f}" y="{y:.0f}">{n}</text>')
            self.signs[room.number] = x, y + _LINE
            left, line = (n - 1) // rows * column + 10, high + 10 + (n - 1) % rows * _ROW
            self._texts.append(f'<text class="li" x="{left:.0f}" y="{line:.0f}">{n} {escaped(room.name)}</text>')
        self.height = high + rows * _ROW + 10


def _district(shape: Outline, reached: Sequence[Reached], number: Mapping[str, int]) -> str:
    """The name of the district of the area that colours a shape; none where there is none."""
    district = reached[number[shape.within[0].area.id]].district if shape.within else None
    return district.name if district else ""


def _parts(border: Border, districts: Sequence[str]) -> bool:
    """Whether a line parts districts, or is the edge of all."""
    return len(border.sides) == 1 or len({districts[k] for k in border.sides}) > 1


def _dotted(line: Ring) -> Iterator[Point]:
    """A line as points near one another."""
    for (x0, y0), (x1, y1) in pairwise(line):
        count = 1 + int(math.hypot(x1 - x0, y1 - y0) / _NEAR)
        yield from ((x0 + (x1 - x0) * k / count, y0 + (y1 - y0) * k / count) for k in range(count))


def _signed(shape: Outline, marked: Collection[str]) -> bool:
    """Whether the area that colours a shape has a sign."""
    return bool(shape.within) and shape.within[0].area.id in marked


def _letters(at: Point) -> Box:
    """The room that the longest sign takes on a small map."""
    x, y = at
    return x - SMALL, y - 0.8 * SMALL, x + SMALL, y + 0.1 * SMALL


def _group_names(
    borders: Sequence[Border], districts: Sequence[str], high: float, size: float = _DISTRICT,
    taken: Sequence[Box] = (),
) -> str:  # fmt: skip
    """The names of districts beside the map, clear of what is taken; in the middle of a district that has no room
    beside it, or nowhere where something else stands there."""
    if len(set(districts)) < 2:
        return ""
    edges = [(districts[k], p) for b in borders for k in b.sides if len(b.sides) == 1 for p in _dotted(b.line)]
    points: dict[str, list[Point]] = {}
    for border in borders:
        for k in border.sides:
            points.setdefault(districts[k], []).extend(border.line)
    points.pop("", None)
    wide = {name: len(name) * size * _BOLD for name in points}
    names = {name: (wide[name], [p for d, p in edges if d == name] or points[name]) for name in points}
    frame = ((0.0, 0.0), (WIDTH, 0.0), (WIDTH, high), (0.0, high), (0.0, 0.0))
    free = Levels([frame, *(b.line for b in borders if len(b.sides) == 1)], high)
    places = outside(names, edges, free, size, taken)
    texts = []
    for name, around in points.items():
        middle_ = sum(p[0] for p in around) / len(around), sum(p[1] for p in around) / len(around)
        x, y = places.get(name) or middle_
        box = (x - wide[name] / 2, y - size / 2, x + wide[name] / 2, y + size / 2)
        if not any(overlap(box, other) for other in taken):
            texts.append(f'<text x="{x:.0f}" y="{y + size / 3:.0f}">{escaped(name)}</text>')
    return "".join(texts)
