"""Drawn graph: a part of the graph of nämnder and bolag as SVG, with each box a link to its page.

All text is escaped, and no style stands in it; the picture says nothing that the page's tables do not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Final

from ..report.bilingual import Html
from ..report.drawing import lines_of
from .pages.page import DrawnNode, GraphPart, PageLink, Part

_WIDTH: Final = 1000
_BOX: Final = 264
_HIGH: Final = 40
_ROW: Final = 52
_LETTERS: Final = 34


def drawn_graph(graph: GraphPart, address: Callable[[PageLink], str]) -> Html:
    """The picture."""
    tall = _ROW * max(len(graph.left), len(graph.right), 1) + 8
    centre, middle_x = tall / 2, (_WIDTH - _BOX) / 2
    parts = [
        *_lines(graph.left, tall, (_BOX, middle_x), near=_BOX + 8),
        *_lines(graph.right, tall, (_WIDTH - _BOX, middle_x + _BOX), near=_WIDTH - _BOX - 8),
        _box(graph.middle, middle_x, centre, address, "box centre"),
        *(_box(node.part, 0, y, address, _kind(node)) for node, y in _placed(graph.left, tall)),
        *(_box(node.part, _WIDTH - _BOX, y, address, _kind(node)) for node, y in _placed(graph.right, tall)),
    ]
    size = f"0 0 {_WIDTH} {tall:g}"
    return Html(
        f'<svg class="graph" viewBox="{size}" role="group" aria-label="{escape(graph.title)}">{"".join(parts)}</svg>'
    )


def _placed(nodes: Sequence[DrawnNode], tall: float) -> list[tuple[DrawnNode, float]]:
    """The nodes of a column with their heights, spread about the middle."""
    top = (tall - _ROW * len(nodes)) / 2 + _ROW / 2
    return [(node, top + _ROW * n) for n, node in enumerate(nodes)]


def _kind(node: DrawnNode) -> str:
    return "nobody" if node.nobody else "box"


def _lines(nodes: Sequence[DrawnNode], tall: float, ends: tuple[float, float], near: float) -> list[str]:
    """The lines of a column to the middle, each with its words beside the box that it comes from."""
    lines = []
    outer, inner = ends
    half, anchor = (outer + inner) / 2, "start" if outer < inner else "end"
    for node, y in _placed(nodes, tall):
        dashed = ' stroke-dasharray="4 4"' if node.nobody else ""
        path = f"M{outer:g} {y:g}C{half:g} {y:g} {half:g} {tall / 2:g} {inner:g} {tall / 2:g}"
        lines.append(f'<path class="line" d="{path}"{dashed}/>')
        words = f'<text class="m" x="{near:g}" y="{y - 5:g}" text-anchor="{anchor}">{escape(node.says)}</text>'
        lines.append(words if node.says else "")
    return lines


def _box(part: Part, x: float, y: float, address: Callable[[PageLink], str], kind: str) -> str:
    text = part.text if isinstance(part, PageLink) else str(part)
    lines = lines_of(text, _LETTERS)[:2]
    top = y + 4.5 - (len(lines) - 1) * 7.5
    spans = "".join(
        f'<tspan x="{x + _BOX / 2:g}" y="{top + 15 * n:g}">{escape(line)}</tspan>' for n, line in enumerate(lines)
    )
    shape = f'<rect class="{kind}" x="{x:g}" y="{y - _HIGH / 2:g}" width="{_BOX}" height="{_HIGH}" rx="5"/>'
    drawn = f'{shape}<text class="t" text-anchor="middle">{spans}</text>'
    return f'<a href="{escape(address(part))}">{drawn}</a>' if isinstance(part, PageLink) else drawn
