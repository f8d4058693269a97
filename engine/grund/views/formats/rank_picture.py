"""Rank picture: a dot and a bar for each area, as SVG: its rank, and the ranks that it has by other choices.

Takes rows (name, rank, best, worst) in the order that they are shown. Every row is in the table beside, so the picture
is described by one sentence; ink is dark enough on white (WCAG AA), and nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple

from ...model.numbers import pick

_WIDE, _NAMES, _ROW, _HEAD, _EDGE = 760, 240, 20, 34, 20
_INK, _BAR, _LINE = "#16212b", "#6f8fae", "#c9d1d9"
_TICKS: Final = 6
MOST: Final = 100
"""So many areas, the first ones, have room in a picture."""


class RankedRow(NamedTuple):
    """An area: its name, its rank, and the best and the worst that it has."""

    name: str
    rank: int
    best: int
    worst: int


def rank_picture(rows: Sequence[RankedRow], title: str, lang: str) -> str:
    """The picture; empty where no area has a rank."""
    if not rows:
        return ""
    shown, last = rows[:MOST], max(row.worst for row in rows)
    height = _HEAD + _ROW * len(shown) + _EDGE // 2
    description = pick(
        lang,
        "Ett streck från bästa till sämsta rang för varje område, och en prick för rangen i indexet. "
        "Samma siffror står i tabellen.",
        "A bar from the best to the worst rank of each area, and a dot for the rank by the index. The same figures are "
        "in the table.",
    )
    description += pick(lang, f" De första {MOST} områdena.", f" The first {MOST} areas.") if len(rows) > MOST else ""
    parts = [_axis(last, height), *(_row(row, at, last) for at, row in enumerate(shown))]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {height}" width="{_WIDE}" height="{height}" '
        f'role="img" aria-label="{escape(f"{title}. {description}")}" font-family="system-ui,Arial,sans-serif" '
        f'font-size="13" fill="{_INK}">\n{"".join(parts)}</svg>\n'
    )


def _axis(last: int, height: int) -> str:
    """A line for the first rank, the last and some between."""
    step = max(1, -(-last // _TICKS))
    step = next((even for even in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000) if even >= step), step)
    ticks = [1, *(tick for tick in range(step, last, step) if tick > 1 and last - tick >= step / 2), last]
    return "".join(
        f'<line x1="{_x(t, last)}" y1="{_HEAD - 8}" x2="{_x(t, last)}" y2="{height}" stroke="{_LINE}"/>'
        f'<text x="{_x(t, last)}" y="{_HEAD - 14}" text-anchor="middle">{t}</text>\n'
        for t in dict.fromkeys(ticks)
    )


def _row(row: RankedRow, at: int, last: int) -> str:
    y = _HEAD + _ROW * at + _ROW // 2
    name = row.name if len(row.name) <= _FITS else row.name[: _FITS - 1] + "…"
    left, right = _x(row.best, last), _x(row.worst, last)
    return (
        f'<text x="{_NAMES - 12}" y="{y + 4}" text-anchor="end">{escape(name)}</text>'
        f'<line x1="{left}" y1="{y}" x2="{right}" y2="{y}" stroke="{_BAR}" stroke-width="6" stroke-linecap="round"/>'
        f'<circle cx="{_x(row.rank, last)}" cy="{y}" r="4.5"/>\n'
    )


_FITS: Final = 34
"""Letters of a name that there is room for."""


def _x(rank: int, last: int) -> float:
    """Where a rank lies from left to right."""
    return round(_NAMES + (_WIDE - _NAMES - _EDGE) * (rank - 1) / max(last - 1, 1), 1)
