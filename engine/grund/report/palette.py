"""Palette: the colours of pages and pictures, and how well they can be told apart.

No difference is one of colour alone: every group has its own pattern and sign, and an outline that stands out on
white.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..analysis.compare.comparison import Group

COLOURS: Final[Mapping[str, str]] = {
    "paper": "#ffffff",
    "panel": "#f4f6f8",
    "ink": "#16212b",
    "muted": "#4a5966",
    "rule": "#c9d1d9",
    "accent": "#0b5cad",
    "outline": "#34424e",
    "yes": "#0b6b4b",
    "no": "#a3260b",
    "both": "#1f4e79",
    "only_a": "#f3b87a",
    "only_a_sign": "#8a4300",
    "only_b": "#a8dcc8",
    "only_b_sign": "#0b5a40",
    "neither": "#e6eaee",
    "unknown": "#ffffff",
    "unknown_sign": "#6b4fa0",
    "ring_inner": "#ffb000",
    "ring_outer": "#16212b",
}
"""Every colour that is used, on the page and in the pictures."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a group is drawn: the fill, the colour of its pattern, and its outline."""

    fill: str
    sign: str
    outline: str
    dashed: bool = False


LOOKS: Final[Mapping[Group, Look]] = {
    "both": Look("both", "both", "outline"),
    "only_a": Look("only_a", "only_a_sign", "outline"),
    "only_b": Look("only_b", "only_b_sign", "outline"),
    "neither": Look("neither", "neither", "rule"),
    "unknown": Look("unknown", "unknown_sign", "unknown_sign", dashed=True),
    "not_settled": Look("unknown", "unknown_sign", "outline", dashed=True),
}

PAIRS: Final[tuple[tuple[str, str, float], ...]] = (
    *(("ink", paper, 4.5) for paper in ("paper", "panel", "only_a", "only_b", "neither", "unknown")),
    *(("muted", paper, 4.5) for paper in ("paper", "panel")),
    *(("accent", paper, 4.5) for paper in ("paper", "panel")),
    *((sign, paper, 4.5) for sign in ("yes", "no", "unknown_sign") for paper in ("paper", "panel")),
    ("paper", "both", 4.5),
    ("paper", "accent", 4.5),
    ("outline", "neither", 4.5),
    *(("outline", paper, 3.0) for paper in ("paper", "panel", "only_a", "only_b", "neither")),
    *((f"{group}_sign", group, 3.0) for group in ("only_a", "only_b", "unknown")),
    ("both", "paper", 3.0),
    ("both", "neither", 3.0),
    ("ring_outer", "paper", 3.0),
    ("ring_inner", "ring_outer", 3.0),
)
"""What must be told apart: (a colour, the one it stands on, the least contrast): WCAG 1.4.3 (text), 1.4.11 (shapes)."""


def contrast(a: str, b: str) -> float:
    """The contrast of two colours (`#rrggbb`), 1 to 21, as WCAG 2.1 defines it."""
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def variables() -> str:
    """The colours as CSS variables."""
    return ";".join(f"--{name.replace('_', '-')}:{value}" for name, value in COLOURS.items())


SMALL: Final = 28
"""The size of what is written on a large picture that is shown small, on paper or a telephone: signs and districts."""


def small_css() -> str:
    """The style of large pictures where they are shown small: without the names of areas."""
    letters = f"font-size:{SMALL}px;stroke-width:6"
    return f".wide :is(.w,.dn){{display:none}}.wide .s{{{letters}}}.wide .dn.small{{display:inline;{letters}}}"


def picture_css() -> str:
    """The style of shapes and text in pictures, in the page and in an SVG file of its own."""
    rules = [
        "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}",
        ".d{font-size:13px;font-weight:600;font-style:italic;text-anchor:middle}",
        f".d{{fill:{COLOURS['muted']};stroke:{COLOURS['paper']};stroke-width:4;paint-order:stroke}}",
        f".t{{fill:{COLOURS['ink']}}}.m{{fill:{COLOURS['muted']}}}",
        f".w,.s,.dn{{fill:{COLOURS['ink']};stroke:{COLOURS['paper']};stroke-width:2.6;paint-order:stroke;text-anchor:middle}}",
        f".bands use{{stroke:none}}.thin{{fill:none;stroke:{COLOURS['rule']}}}",
        ".w,.s{font-size:10px;pointer-events:none}.s{font-weight:700}",
        ".nr{font-weight:700;font-size:8.5px}.li{text-anchor:start}",
        ".dn{font-size:15px;font-weight:600;font-style:italic;pointer-events:none;stroke-width:4}.small{display:none}",
        f".c{{font-size:13px;font-weight:600;fill:{COLOURS['ink']};stroke:{COLOURS['paper']};stroke-width:3;"
        "stroke-dasharray:none;paint-order:stroke;text-anchor:middle}",
        f".line{{fill:none;stroke:{COLOURS['muted']};stroke-width:1}}",
        f".lead{{fill:none;stroke:{COLOURS['muted']};stroke-width:.8}}.dot{{fill:{COLOURS['muted']};stroke:none}}",
        f".edge{{fill:none;stroke:{COLOURS['outline']};stroke-width:2.6;stroke-linecap:round}}",
        f".box{{fill:{COLOURS['panel']};stroke:{COLOURS['outline']};stroke-width:1}}",
        f".nobody{{fill:{COLOURS['paper']};stroke:{COLOURS['unknown_sign']};stroke-width:1.4;stroke-dasharray:4 3}}",
    ]
    for group, look in LOOKS.items():
        fill = f"url(#p-{group})" if group in PATTERNS else COLOURS[look.fill]
        dash = ";stroke-dasharray:3 2" if look.dashed else ""
        rules.append(f".{group}{{fill:{fill};stroke:{COLOURS[look.outline]};stroke-width:1{dash}}}")
    rules.append(".depends{fill:url(#p-depends);stroke:none;pointer-events:none}")
    rules.append(f".here{{stroke:{COLOURS['ring_outer']};stroke-width:4;stroke-dasharray:none}}")
    return "".join(rules)


PATTERNS: Final[Mapping[Group, str]] = {
    "only_a": '<path d="M-2 2L2-2M0 8L8 0M6 10L10 6" stroke-width="1"/>',
    "only_b": '<circle cx="2" cy="2" r=".9" stroke="none"/><circle cx="6" cy="6" r=".9" stroke="none"/>',
    "unknown": '<path d="M0 4H8M4 0V8" stroke-width=".7"/>',
    "not_settled": '<path d="M0 4H8" stroke-width=".7"/>',
}
"""The patterns: hatched for only A, dotted for only B, a grid for unknown; on a tile of 8 by 8."""


_DEPENDS: Final = "M-2 6L2 10M0 0L8 8M6-2L10 2"
"""Lines over a group, the other way than those of only A: what depends on uncertain facts."""


def pattern_defs() -> str:
    """The patterns as SVG definitions."""
    sentences = []
    for group, shape in PATTERNS.items():
        look = LOOKS[group]
        sign = COLOURS[look.sign]
        sentences.append(
            f'<pattern id="p-{group}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect width="8" height="8" fill="{COLOURS[look.fill]}"/>'
            f'<g stroke="{sign}" fill="{sign}">{shape}</g></pattern>'
        )
    sentences.append(
        '<pattern id="p-depends" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<path d="{_DEPENDS}" stroke="{COLOURS["paper"]}" stroke-width="3.2"/>'
        f'<path d="{_DEPENDS}" stroke="{COLOURS["ink"]}" stroke-width="1.2"/></pattern>'
    )
    return f"<defs>{''.join(sentences)}</defs>"
