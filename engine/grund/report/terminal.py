"""Terminal: the hexagons as signs, where a terminal is wide enough.

Signs and not colours say the group; every area has its place in the grid; a narrow terminal, or a world too large for
it, gets nothing and not something broken.
"""

from __future__ import annotations

from typing import Final

from ..analysis.compare.comparison import Comparison, Group
from ..model.numbers import pick
from ..views.formats.text import Block
from ..views.run import reading_word
from .places import cells_of, places
from .request import ReportRequest

SIGNS: Final[dict[Group, str]] = {
    "both": "■",
    "only_a": "A",
    "only_b": "B",
    "neither": "·",
    "unknown": "?",
    "not_settled": "…",
}
_MOST_LINES: Final = 40


def hexagon_block(comparison: Comparison, width: int, lang: str) -> Block | None:
    """A line for each row of hexagons, the readings one after the other; None where it does not fit."""
    request = ReportRequest(comparison, places(comparison.scenario))
    areas = [r.area for r in comparison.sides[0].areas]
    cells = cells_of(
        request.places, areas, {r.area.id: r.district.name for r in comparison.sides[0].areas if r.district}
    )
    if not cells:
        return None
    columns, rows = max(c for c, _ in cells.values()) + 1, max(r for _, r in cells.values()) + 1
    if 4 * columns + 4 > width or rows > _MOST_LINES:
        return None
    notes: list[str] = []
    for side in comparison.sides:
        word = reading_word(comparison.scenario, side.reading, lang, full=True)
        notes += [word] if word else []
        grid = {cells[r.area.id]: SIGNS[r.group] for r in side.areas}
        for row in range(rows):
            line = "   ".join(grid.get((column, row), " ") for column in range(columns))
            notes.append(("  " if row % 2 else "") + line.rstrip())
    sentences = [f"{SIGNS[kind.group]} = {kind.label.get(lang)}" for kind in request.kinds]
    title = pick(lang, "Karta: ett läge per område", "Map: a place for each area")
    return Block(title, (), (), ("; ".join(sentences), *notes))
