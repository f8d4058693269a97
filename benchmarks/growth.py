"""Growth: how time grows with areas, draws and rules, as a picture of the tables in benchmarks/README.md.

    python benchmarks/growth.py                 draws benchmarks/growth.svg

The numbers are those of the tables, which `peers.py` and `many_rules.py --write` measure; both draw it anew. Both axes
are logarithmic, so what is proportional rises as the thin diagonals do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Final, TypeAlias

README: Final = Path(__file__).parent / "README.md"
PICTURE: Final = Path(__file__).parent / "growth.svg"
Line: TypeAlias = list[tuple[float, float]]
"""Sizes, each with its seconds."""
OWN: Final = "#0b6e4f"
OTHERS: Final = ("#3d5a80", "#b5651d", "#7b4b94", "#9a031e", "#5c677d", "#8d99ae", "#6c584c", "#00838f", "#444444")
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 470, 330, 52, 40, 180, 34
"""Of a panel and its margins."""
APART: Final = 12
"""Between two names, at least."""
_AMOUNT: Final = re.compile(r"([\d,.]+(?:e-?\d+)?) (ms|s)\b")


def tables(text: str) -> Iterator[list[list[str]]]:
    """The tables of a page, as cells; each begins with its head."""
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        yield [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in block.splitlines()]


def seconds(cell: str) -> float | None:
    """What a cell says; None where nothing was measured."""
    found = _AMOUNT.match(cell)
    return float(found[1].replace(",", "")) * (1e-3 if found[2] == "ms" else 1) if found else None


def number(text: str) -> float:
    """A whole number with its commas."""
    return float(text.replace(",", ""))


def panels(text: str) -> dict[str, dict[str, Line]]:
    """By what grows, and by who or which step: sizes and seconds."""
    made: dict[str, dict[str, Line]] = {}
    for head, _, *rows in tables(text):
        if head[0].startswith(("areas x", "draws over")):
            sizes = [number(cell) for cell in head[1:]]
            lines = {row[0]: _line(sizes, row[1:]) for row in rows}
            made[head[0]] = {name: line for name, line in lines.items() if line}
        elif head[:2] == ["shape", "step"]:
            for shape, step, *cells, _ in rows:
                name, size = shape.rsplit(" ", 1)
                if name == "rules" and _line([1, 1], cells):
                    made.setdefault("rules in one insats", {})[step] = _line([number(size) / 4, number(size)], cells)
    return made


def _line(sizes: Sequence[float], cells: Sequence[str]) -> Line:
    pairs = zip(sizes, map(seconds, cells), strict=True)
    return [(size, took) for size, took in pairs if took is not None]


def picture(text: str) -> str:
    """The picture of a page's tables."""
    drawn = [_panel(title, lines, k * WIDTH) for k, (title, lines) in enumerate(panels(text).items())]
    size = f'width="{WIDTH * len(drawn)}" height="{HEIGHT}" viewBox="0 0 {WIDTH * len(drawn)} {HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="11">'
    return "\n".join([head, '<rect width="100%" height="100%" fill="white"/>', *drawn, "</svg>", ""])


def _panel(title: str, lines: Mapping[str, Line], left: float) -> str:
    """One panel: a frame with powers of ten, the diagonals of what is proportional, and a line each."""
    points = [point for line in lines.values() for point in line]
    (low_x, high_x), (low_y, high_y) = (_ends([point[k] for point in points]) for k in (0, 1))
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def at(size: float, took: float) -> tuple[float, float]:
        x = LEFT + wide * (math.log10(size) - low_x) / (high_x - low_x)
        return x, TOP + high * (high_y - math.log10(took)) / (high_y - low_y)

    parts = [f'<g transform="translate({left:g} 0)">', _text(LEFT, 20, title, "font-weight='bold' font-size='13'")]
    parts.append(f'<clipPath id="c{left:g}"><rect x="{LEFT}" y="{TOP}" width="{wide}" height="{high}"/></clipPath>')
    for power in range(low_y - (high_x - low_x), high_y):
        ends = (at(10.0**low_x, 10.0**power), at(10.0**high_x, 10.0 ** (power + high_x - low_x)))
        parts.append(_path(ends, f"stroke='#eeeeee' clip-path='url(#c{left:g})'"))
    for power in range(low_x, high_x + 1):
        x, _ = at(10.0**power, 10.0**low_y)
        parts += [_path(((x, TOP), (x, TOP + high)), "stroke='#cccccc'"),
                  _text(x, TOP + high + 16, _size(power), "text-anchor='middle'")]  # fmt: skip
    for power in range(low_y, high_y + 1):
        _, y = at(10.0**low_x, 10.0**power)
        parts += [_path(((LEFT, y), (LEFT + wide, y)), "stroke='#cccccc'"),
                  _text(LEFT - 5, y + 4, _time(power), "text-anchor='end'")]  # fmt: skip
    colours = iter(OTHERS * 3)
    ends_of = []
    for name, line in lines.items():
        own = name.startswith("grund") or ("areas" not in title and "draws" not in title)
        colour = OWN if name.startswith("grund") else next(colours)
        places = [at(*point) for point in line]
        parts.append(_path(places, f"stroke='{colour}' stroke-width='{2.5 if own else 1.5}'"))
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>' for x, y in places]
        ends_of.append((places[-1], name, colour))
    below = -math.inf
    for (x, y), name, colour in sorted(ends_of, key=lambda end: end[0][1]):
        below = max(y + 4, below + APART)
        parts.append(_text(LEFT + wide + 8, below, name, f"fill='{colour}'"))
        parts.append(_path(((x, y), (LEFT + wide + 6, below - 4)), f"stroke='{colour}' stroke-width='0.5'"))
    return "\n".join([*parts, "</g>"])


def _ends(values: Sequence[float]) -> tuple[int, int]:
    """Powers of ten around some values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _size(power: int) -> str:
    return f"{10 ** (power % 3)}{('', ' k', ' M')[power // 3]}"


def _time(power: int) -> str:
    return f"{10**power:,} s" if power >= 0 else f"{10 ** (power + 3)} ms" if power >= -3 else f"{10 ** (power + 6)} µs"


def _path(places: Sequence[tuple[float, float]], style: str) -> str:
    return f"<path d='M{' L'.join(f'{x:.1f} {y:.1f}' for x, y in places)}' fill='none' {style}/>"


def _text(x: float, y: float, text: str, style: str = "") -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' {style}>{escape(text)}</text>"


def draw() -> None:
    """The picture, from the tables as they stand."""
    PICTURE.write_text(picture(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    draw()
