"""Gapped: the view of `grund gaps`: what is missing, doubled, or hangs on one body.

Enters: a scenario and policies. Leaves: a `View`. Promise: gaps are shown, not hidden; none is invented.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..accountability import Ledger, gaps, overlaps, sole, summit
from ..graph import build, cycles, hubs
from ..outcome import Decision
from ..plan import decisions_counted, readings_apart
from ..scenario import Scenario
from ..words import pick
from .answering import gap_block, held_by
from .tables import Block, Cell
from .views import View, heading, reading_word


def gaps_view(scenario: Scenario, policies: Sequence[str], lang: str) -> View:
    """Gaps, overlaps and bodies that much hangs on, per policy; and circles of supervision."""
    held = held_by(scenario)
    blocks: list[Block] = [
        Block(scenario.label.get(lang), (), (), heading(scenario, lang, map(scenario.policy, policies)))
    ]
    rows: list[tuple[Cell, ...]] = []
    for policy in map(scenario.policy, policies):
        for reading in readings_apart(scenario, policy):
            decisions = decisions_counted(scenario, policy, reading)
            found = gaps(held, decisions, policy.id)
            word = reading_word(scenario, reading, lang, short=True)
            title = f"{policy.label.get(lang)} ({policy.id}) {word}".strip()
            blocks.append(gap_block(scenario, found, title, lang))
            blocks.append(_hang_block(held, decisions, lang))
            rows += [(policy.id, word, g.kind, g.subject, ", ".join(a.id for a in g.areas)) for g in found]
    blocks.append(_overlap_block(scenario, held, lang))
    blocks.append(_circle_block(scenario, lang))
    data = [dict(zip(("policy", "reading", "kind", "subject", "areas"), row, strict=True)) for row in rows]
    header = ("policy", "reading", "gap", "subject", "areas")
    return View(tuple(blocks), header, tuple(rows), {"kind": "grund-gaps", "gaps": data})


_MOST = 5


def _hang_block(held: Ledger, decisions: Sequence[Decision], lang: str) -> Block:
    """The bodies that most hangs on: alone in answering, or on every way up from a decision to the top."""
    bodies = held.organisation.bodies
    alone = {body.id: n for body, n in sole(held, decisions)}
    passed = dict(hubs(build(held, decisions), summit(held.organisation)))
    names = sorted({*alone, *passed}, key=lambda b: (-max(alone.get(b, 0), passed.get(b, 0)), b))[:_MOST]
    rows = tuple((bodies[b].name, alone.get(b, 0), passed.get(b, 0)) for b in names)
    heads = (
        pick(lang, "Mycket hänger på", "Much hangs on"),
        pick(lang, "ensam om att svara (beslut)", "alone in answering (decisions)"),
        pick(lang, "varje väg uppåt (beslut)", "every way up (decisions)"),
    )
    return Block("", heads, rows)


def _overlap_block(scenario: Scenario, held: Ledger, lang: str) -> Block:
    areas = scenario.today.areas
    rows = tuple(
        (o.field, areas[o.area].name if o.area in areas else o.area, ", ".join(b.name for b in o.bodies))
        for o in overlaps(held)
    )
    heads = (pick(lang, "Vad", "What"), pick(lang, "Var", "Where"), pick(lang, "Leder", "Lead"))
    return Block(pick(lang, "Två eller fler som leder samma sak", "Two or more that lead the same thing"), heads, rows)


def _circle_block(scenario: Scenario, lang: str) -> Block:
    found = cycles(build(held_by(scenario)))
    none = pick(lang, "Inga cirklar: alla kedjor slutar uppåt.", "No circles: every chain ends upwards.")
    notes = tuple(" → ".join(ring) for ring in found) or (none,)
    return Block(pick(lang, "Cirklar i styrkedjan", "Circles of supervision"), (), (), notes)
