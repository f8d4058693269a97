"""Network: who is responsible for what, as a picture with the insatser to the left and the bodies to the right.

Both come from the same answers of the ledger; an insats that nobody is responsible for has a line to nobody, and the
line's style says the role.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ..analysis.accountability.responsibility import Ledger, granted, ledger_of
from ..analysis.compare.comparison import Comparison
from ..analysis.compare.reasons import decisions
from ..model.facts import Area
from ..model.names import sort_key
from ..model.numbers import pick
from ..model.organisation import ROLES
from ..model.policies import Insats
from ..model.sources import Label
from ..views.formats.text import Block, Cell
from ..views.wording.values import marks_text
from .bilingual import Html, Voice, escaped, joined, say
from .drawing import Picture, lines_of, spread

_WIDTH: Final = 1100.0
_ROW: Final = 40.0
_BOX: Final = 330.0
_LINE: Final = 44
"""The characters of a line in a box."""
MOST: Final = 60
"""Bodies drawn, at most; the table has all."""


@dataclass(slots=True)
class Edge:
    """Who is responsible for an insats, in which role, for which areas under A and under B; no body: nobody known."""

    insats: Insats
    body: str
    name: Label
    role: str
    marks: tuple[str, ...]
    a: dict[str, Area] = field(default_factory=dict)
    b: dict[str, Area] = field(default_factory=dict)


def edges(comparison: Comparison) -> list[Edge]:
    """Every body that is responsible for the insatser that count, in some reading; groups stand for members."""
    duty_ledger = ledger_of(comparison.scenario)
    gathered: dict[tuple[str, str, str], Edge] = {}
    for policy in comparison.policies:
        for side in comparison.sides:
            for decision in granted(decisions(comparison, side, policy)):
                for edge in _answering(duty_ledger, decision.ruling.insats, decision.area):
                    entry = gathered.setdefault((edge.insats.id, edge.body, edge.role), edge)
                    (entry.a if policy is comparison.a else entry.b)[decision.area.id] = decision.area
    return sorted(gathered.values(), key=lambda e: (sort_key(e.insats.label.sv), sort_key(e.name.sv), e.role))


def _answering(duty_ledger: Ledger, insats: Insats, area: Area) -> list[Edge]:
    answers = [a for a in duty_ledger.who(insats, area) if a.answers]
    if not answers:
        return [Edge(insats, "", Label(""), "", ())]
    edge_by_body: dict[tuple[str, str], Edge] = {}
    for answer in answers:
        body = answer.through or answer.body
        edge = Edge(insats, body.id, Label(body.name, body.name_en), answer.role, answer.duty.citation.flags)
        edge_by_body.setdefault((body.id, answer.role), edge)
    return list(edge_by_body.values())


def network_block(comparison: Comparison, edge_list: Sequence[Edge], lang: str) -> Block:
    """The picture's table."""
    nobody = pick(lang, "ansvarig aktör saknas", "no responsible body")
    alone = comparison.alone
    rows: list[tuple[Cell, ...]] = []
    for edge in edge_list:
        role = pick(lang, *ROLES[edge.role]) if edge.role else None
        counts: tuple[Cell, ...] = (len(edge.a),) if alone else (len(edge.a), len(edge.b))
        marks = marks_text(edge.marks, lang) or None
        rows.append((edge.insats.label.get(lang), edge.name.get(lang) or nobody, role, marks, *counts))
    areas = pick(lang, "områden", "areas")
    heads = (areas.capitalize(),) if alone else (f"A: {areas}", f"B: {areas}")
    columns = (
        pick(lang, "Insats", "Intervention"), pick(lang, "Ansvarig", "Responsible"), pick(lang, "Roll", "Role"),
        pick(lang, "Källstatus", "Source status"), *heads
    )  # fmt: skip
    note = pick(
        lang,
        "Som ansvarig visas den aktör som har ansvaret; är det inte känt visas den som leder, och i sista hand den "
        "som utför. Antalet är de områden som någon "
        "tolkning ger insatsen.",
        "The responsible body is the one that is responsible, otherwise the one that leads, otherwise the one that "
        "delivers. The figure is the number of areas that receive "
        "the intervention in at least one interpretation.",
    )
    title = pick(lang, "Ansvar i siffror", "Responsibility in figures")
    return Block(title, columns, tuple(rows), (note,))


def network(edge_list: Sequence[Edge], voice: Voice = say) -> Picture | None:
    """The picture; None where nothing is decided, or too many bodies answer to be drawn."""
    insatser = {e.insats.id: e.insats.label for e in edge_list}
    bodies = {e.body: e.name for e in edge_list}
    if not edge_list or len(bodies) > MOST:
        return None
    left = dict.fromkeys(insatser)
    heights = {name: 24 + i * _ROW for i, name in enumerate(left)}
    tall = max(len(insatser), len(bodies)) * _ROW + 16
    stretch = (tall - 40) / max(1.0, (len(insatser) - 1) * _ROW) if len(insatser) > 1 else 1.0
    heights = {name: 24 + (y - 24) * max(1.0, stretch) for name, y in heights.items()}
    wanted = {
        body: sum(heights[e.insats.id] for e in edge_list if e.body == body) / sum(e.body == body for e in edge_list)
        for body in bodies
    }
    right = spread(wanted, _ROW, 24, tall - 16)
    lines = [_line(e, heights[e.insats.id], right[e.body], voice) for e in edge_list]
    boxes = [_box(4, y, insatser[name], voice) for name, y in heights.items()]
    nobody = Label("ansvarig aktör saknas", "no responsible body")
    for body, y in right.items():
        label = bodies[body] if body else nobody
        boxes.append(_box(_WIDTH - _BOX - 4, y, label, voice, "box" if body else "nobody"))
    name = Label(
        "Ansvar: insatser till vänster, aktörer till höger",
        "Responsibility: interventions to the left, bodies to the right",
    )
    return Picture("natverk", name, _WIDTH, tall + 8, joined([*lines, *boxes]))


_DASHES: Final = {"ansvarar": "", "leder": "", "utfor": "7 4", "": "2 4"}


def _line(edge: Edge, y1: float, y2: float, voice: Voice) -> Html:
    x1, x2 = _BOX + 4, _WIDTH - _BOX - 4
    dash = f' stroke-dasharray="{_DASHES[edge.role]}"' if _DASHES.get(edge.role) else ""
    width = 1.2 + min(4, (len(edge.a) + len(edge.b)) / 12)
    middle = (x1 + x2) / 2
    path = f"M{x1:g} {y1:.1f}C{middle:g} {y1:.1f} {middle:g} {y2:.1f} {x2:g} {y2:.1f}"
    return Html(f'<path class="line" d="{path}"{dash} stroke-width="{width:.1f}"/>')


def _box(x: float, y: float, label: Label, voice: Voice, kind: str = "box") -> Html:
    box = f'<rect class="{kind}" x="{x:g}" y="{y - 16:.1f}" width="{_BOX:g}" height="32" rx="4"/>'
    if label.sv == label.get("en"):
        return Html(box + _text(x, y, label.sv, ""))
    langs = (voice.lang,) if voice.lang else ("sv", "en")
    return Html(box + "".join(_text(x, y, label.get(k), "" if voice.lang else k) for k in langs))


def _text(x: float, y: float, text: str, lang: str) -> str:
    lines = lines_of(text, _LINE)[:2]
    top = y + 4 - (len(lines) - 1) * 6.5
    mark = f' lang="{lang}"' if lang else ""
    spans = "".join(
        f'<tspan x="{x + 10:g}" y="{top + 13 * i:.1f}">{escaped(line)}</tspan>' for i, line in enumerate(lines)
    )
    return f'<text class="t" font-size="12"{mark}>{spans}</text>'
