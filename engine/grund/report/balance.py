"""Balance: what each body gains and loses from A to B, as bars to the right and to the left of a line.

The same counts as in the table; what is known in one reading only is drawn for the first and said in the table for
each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..analysis.compare.comparison import Comparison
from ..analysis.compare.handover import Turn
from ..model.sources import Label
from ..views.compare.handover import body_name, declared, ordered, sides
from .bilingual import Html, Voice, escaped, joined, say
from .drawing import Picture, lines_of

_WIDTH: Final = 1100.0
_NAME: Final = 330.0
_ROW: Final = 34.0
_SIDES: Final[tuple[tuple[Turn, int], ...]] = (("loses", -1), ("gains", 1))
MOST: Final = 40
"""Bodies drawn, at most; the table has all."""


def balance(comparison: Comparison, voice: Voice = say) -> Picture | None:
    """The picture of the first reading; None where nobody gains or loses anything."""
    if not declared(comparison):
        return None
    handed = sides(comparison)[0]
    names = [n for n in ordered([handed]) if handed[n].size("gains") or handed[n].size("loses")]
    if not names or len(names) > MOST:
        return None
    most = max(max(handed[n].size("gains"), handed[n].size("loses")) for n in names)
    half = (_WIDTH - _NAME - 90) / 2
    middle = _NAME + 45 + half
    tops = {name: 34 + i * _ROW for i, name in enumerate(names)}
    height = 34 + len(names) * _ROW + 6
    words = [_name(comparison, name, y, voice) for name, y in tops.items()]
    shapes: list[str] = [f'<g class="t" font-size="12">{joined(words)}</g>']
    for turn, side in _SIDES:
        sizes = {name: handed[name].size(turn) for name in names}
        shapes += _bars(sizes, tops, middle, side, half / most)
    shapes += [
        _head(middle - 8, Label("lämnar", "loses"), "end", voice),
        _head(middle + 8, Label("får", "gains"), "start", voice),
        f'<path class="edge" d="M{middle:g} 24V{height - 4:g}"/>',
    ]
    title = Label(
        "Ansvar som ändras: beslut som aktören får och lämnar", "Change of responsibility: decisions lost and gained"
    )
    return Picture("andring", title, _WIDTH, height, joined(shapes))


def _head(x: float, label: Label, anchor: str, voice: Voice) -> Html:
    langs = [(voice.lang, "")] if voice.lang else [(lang, f' lang="{lang}"') for lang in ("sv", "en")]
    return Html(
        "".join(
            f'<text class="m" x="{x:g}" y="16" font-size="12" text-anchor="{anchor}"{mark}>'
            f"{escaped(label.get(lang))}</text>"
            for lang, mark in langs
        )
    )


def _bars(sizes: Mapping[str, int], tops: Mapping[str, float], middle: float, side: int, unit: float) -> list[Html]:
    """The bars of one side (-1 left, 1 right) and their numbers."""
    bars, counts = [], []
    for name, size in sizes.items():
        if size:
            end = middle + side * size * unit
            bars.append(f'<rect x="{min(middle, end):.0f}" y="{tops[name]:g}" width="{size * unit:.0f}" height="22"/>')
            sign = "+" if side > 0 else "\N{MINUS SIGN}"
            counts.append(f'<text x="{end + 6 * side:.0f}" y="{tops[name] + 15:g}">{sign}{size}</text>')
    group, anchor = ("only_b", "start") if side > 0 else ("only_a", "end")
    return [
        Html(f'<g class="{group}">{"".join(bars)}</g>'),
        Html(f'<g class="t" font-size="12" text-anchor="{anchor}">{"".join(counts)}</g>'),
    ]


def _name(comparison: Comparison, body: str, y: float, voice: Voice) -> Html:
    """The body's name, in each language where they differ."""
    names = {lang: body_name(comparison.scenario, body, lang) for lang in ("sv", "en")}
    if voice.lang or names["sv"] == names["en"]:
        names = {"": names[voice.lang or "sv"]}
    sentences = []
    for lang, text in names.items():
        lines = lines_of(text, 48)[:2]
        top = y + 15 - (len(lines) - 1) * 6.5
        mark = f' lang="{lang}"' if lang else ""
        sentences += [f'<text x="4" y="{top + 13 * i:g}"{mark}>{escaped(line)}</text>' for i, line in enumerate(lines)]
    return Html("".join(sentences))
