"""Drawing: what all pictures share: an SVG with a name, groups of a legend, text that keeps within its room.

`Picture` values: SVG for the page, or a file of its own. A picture has a name, says in signs what it says in colours,
and all text in it is escaped.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeAlias

from ..analysis.compare.comparison import Group, Reached
from ..model.sources import Label
from .bilingual import Html, Voice, escaped, joined
from .hyphens import break_of
from .palette import pattern_defs, picture_css

CHOSEN: Final = " here"
"""The class that points out one area."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A group as the reader meets it: its words and its sign."""

    group: Group
    label: Label
    sign: str


PAIR: Final = (
    Kind("both", Label("båda", "both"), "A+B"),
    Kind("only_a", Label("bara A", "A only"), "A"),
    Kind("only_b", Label("bara B", "B only"), "B"),
    Kind("neither", Label("ingen av dem", "neither"), ""),
    Kind("unknown", Label("kan inte avgöras", "cannot be decided"), "?"),
    Kind("not_settled", Label("inte avgjort", "not settled"), "…"),
)
"""The groups of two policies."""

ALONE: Final = (
    Kind("both", Label("omfattas", "reached"), "✓"),
    Kind("neither", Label("omfattas inte", "not reached"), ""),
    Kind("unknown", Label("kan inte avgöras", "cannot be decided"), "?"),
    Kind("not_settled", Label("inte avgjort", "not settled"), "…"),
)
"""The groups of one policy, which is compared with itself."""


Sign: TypeAlias = tuple[int, tuple[float, float]]
"""The number of an area in its reading, and where the sign of its group stands; an area may have several."""


Link: TypeAlias = Callable[[int], tuple[str, str]]
"""Where an area leads, by its number in its reading, and its name."""
_SHAPE_OF_AREA: Final = re.compile(
    r'<use class="[^"]*" data-i="(\d+)"[^>]*/>|<g class="[^"]*" data-i="(\d+)".*?</g>', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: its id, its name, its size in units, its shapes, the definitions that they use, and
    where each area's sign stands."""

    id: str
    name: Label
    width: float
    height: float
    shapes: Html
    defs: Html = Html("")
    signs: tuple[Sign, ...] = ()
    above: float = 0
    """Its height without the list of names below it; 0 where it has no list."""

    def without_list(self) -> Picture:
        """The drawing alone, where names are not shown."""
        return replace(self, height=self.above or self.height)

    def inline(self, link: Link | None = None) -> Html:
        """As a part of the page, which holds the style and the patterns; named by the figure's caption. With `link`
        every area leads somewhere."""
        role, shapes = ("group", self.linked(link)) if link else ("img", self.shapes)
        return Html(f'<svg {self.size} role="{role}" aria-labelledby="c-{self.id}" focusable="false">{shapes}</svg>')

    @property
    def size(self) -> Html:
        """Attributes: its size, how many pixels wide it is shown where there is room (the signs of few areas are not
        made large), and that it is too wide for small words."""
        breadth = round(min(1140, self.width * _LARGEST))
        wide = 'class="wide" ' if self.width > _NARROW else ""
        return Html(f'{wide}viewBox="0 0 {self.width:g} {self.height:g}" width="{breadth}"')

    def linked(self, link: Link) -> Html:
        """The shapes, each area's a link with a name."""

        def around(shape: re.Match[str]) -> str:
            address, name = link(int(shape[1] or shape[2]))
            return f'<a href="{escaped(address)}" aria-label="{escaped(name)}" tabindex="-1">{shape[0]}</a>'

        return Html(_SHAPE_OF_AREA.sub(around, self.shapes))

    def alone(self, lang: str, heading: str, notes: Sequence[str], kinds: Sequence[Kind] = ()) -> str:
        """As a file of its own in one language, with its name, a legend and its notes."""
        voice = Voice(lang)
        top, line = 54 if kinds else 34, 17
        notes = [part for note in notes for part in textwrap.wrap(note, max(40, int(self.width / _NOTE)))]
        high = self.height + top + line * len(notes) + 16
        key = _legend_shapes(kinds, voice)
        below = joined(
            [f'<text class="m" x="8" y="{self.height + top + line * (i + 1):g}" font-size="11.5">{escaped(note)}</text>'
             for i, note in enumerate(notes)]
        )  # fmt: skip
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {high:g}" '
            f'width="{self.width:g}" height="{high:g}" lang="{lang}" role="img" aria-labelledby="n">'
            f'<title id="n">{escaped(heading)} – {voice(self.name)}</title><style>{picture_css()}</style>'
            f"{pattern_defs()}{HEXAGON}{self.defs}"
            f'<rect width="100%" height="100%" fill="#fff"/>'
            f'<text class="t" x="8" y="22" font-size="15" font-weight="600">{escaped(heading)}</text>{key}'
            f'<g transform="translate(0 {top})">{_in_language(self.shapes, lang)}</g>{below}</svg>\n'
        )


def _in_language(shapes: Html, lang: str) -> Html:
    """The shapes of a picture of both languages, with the texts of one: a file of its own has no switch."""
    return Html(re.sub(f'<text [^>]*lang="{"sv" if lang == "en" else "en"}".*?</text>', "", shapes))


_NOTE: Final = 6.2
"""The width of a letter of a note, in a picture that is a file of its own."""
_NARROW: Final = 440
"""The width of a picture whose words can be read on a telephone and on paper, at most."""
_LARGEST: Final = 1.7
"""How much a picture is enlarged on the page, at most."""
WIDE: Final = 66.0
"""The width of a hexagon, in units of the picture."""
SIDE: Final = 38.1
"""Its side."""

HEXAGON: Final = (
    f'<defs><path id="hx" d="M0 {-SIDE:g}L{WIDE / 2:g} {-SIDE / 2:g}V{SIDE / 2:g}L0 {SIDE:g}'
    f'L{-WIDE / 2:g} {SIDE / 2:g}V{-SIDE / 2:g}z"/></defs>'
)
"""The hexagon that every area uses, with its middle at the origin."""


def shared_defs(pictures: Iterable[Picture]) -> Html:
    """What the pictures of a page use: patterns, the hexagon, and their own, each once; takes no room."""
    own = "".join(dict.fromkeys(picture.defs for picture in pictures))
    return Html(f'<svg class="defs" width="0" height="0" aria-hidden="true">{pattern_defs()}{HEXAGON}{own}</svg>')


def _legend_shapes(kinds: Sequence[Kind], voice: Voice) -> Html:
    sentences, x = [], 8.0
    for kind in kinds:
        words = voice(kind.label)
        sign = f" ({kind.sign})" if kind.sign else ""
        sentences.append(
            f'<g class="{kind.group}"><rect x="{x:g}" y="32" width="18" height="14"/></g>'
            f'<text class="t" x="{x + 24:g}" y="44" font-size="12">{words}{escaped(sign)}</text>'
        )
        x += 44 + 6.6 * (len(voice(kind.label)) + len(sign))
    return joined(sentences)


def sign_layer(signs: Iterable[Sign], reached: Sequence[Reached], kinds: Sequence[Kind]) -> str:
    """The signs of the areas of a reading, over its shapes."""
    words = {kind.group: kind.sign for kind in kinds}
    texts = ((x, y, words.get(reached[i].group)) for i, (x, y) in signs)
    shown = "".join(f'<text x="{x:.0f}" y="{y:.0f}">{escaped(sign)}</text>' for x, y, sign in texts if sign)
    return f'<g class="s">{shown}</g>'


def text_lines(lines: Sequence[str], at: tuple[float, float], step: float) -> str:
    """Lines of text, one below the other, from the baseline of the first."""
    first, *more = map(escaped, lines)
    below = "".join(f'<tspan x="{at[0]:.0f}" dy="{step:g}">{line}</tspan>' for line in more)
    return f'<text x="{at[0]:.0f}" y="{at[1]:.0f}">{first}{below}</text>'


def lines_of(name: str, most: int) -> list[str]:
    """A name in lines of at most `most` characters: broken at spaces and after hyphens, long words in the middle."""
    pieces: list[str] = []
    for word in re.findall(r"[^\s/–-]+[/–-]?|[/–-]", name):
        while len(word) > most:
            cut = break_of(word, most)
            pieces.append(word[:cut] + "-")
            word = word[cut:]
        pieces.append(word)
    lines: list[str] = []
    for piece in pieces:
        glue = "" if lines and lines[-1].endswith(("-", "/", "–")) else " "
        if lines and len(lines[-1]) + len(glue) + len(piece) <= most:
            lines[-1] += glue + piece
        else:
            lines.append(piece)
    return lines or [name]


def path_of(points: Sequence[tuple[float, float]], closed: bool = True) -> str:
    """A line as relative path data in whole units; an outline is closed."""
    places = [(round(x), round(y)) for x, y in points]
    kept = places[:1] + [b for a, b in pairwise(places) if a != b]
    steps = ((x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(kept))
    drawn = "".join(f"{_spaced(dx)}{_spaced(dy)}" for dx, dy in steps).removeprefix(" ")
    return f"M{kept[0][0]} {kept[0][1]}l{drawn}{'z' if closed else ''}" if drawn else ""


def _spaced(step: int) -> str:
    return f" {step}" if step >= 0 else str(step)


def spread(wanted: Mapping[str, float], least: float, low: float, high: float) -> dict[str, float]:
    """Heights for labels, in the order wanted, at least so far apart, as near as can be to what each wants."""
    names = sorted(wanted, key=lambda n: (wanted[n], n))
    if not names:
        return {}
    step = min(least, (high - low) / max(1, len(names) - 1))
    heights: list[float] = []
    for name in names:
        heights.append(max(wanted[name], heights[-1] + step if heights else low))
    over = high
    for i in range(len(heights) - 1, -1, -1):
        heights[i] = min(heights[i], over)
        over = heights[i] - step
    return dict(zip(names, heights, strict=True))


Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def overlap(a: Box, b: Box) -> bool:
    """Whether two boxes have a point in common."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
