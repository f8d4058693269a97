"""Differing: the view of `grund diff`.

Enters: two policies and a scenario. Leaves: a `View`. Promise: every change stands with its file and line, and every
moved area with the change that moved it.
"""

from __future__ import annotations

from ..difference import KINDS, changes, moved
from ..outcome import Decision
from ..policy import Policy
from ..problems import Place
from ..scenario import Scenario
from ..words import pick, verdict_word
from .tables import Block, Cell
from .views import View, heading, question_notes, reading_word


def diff_view(scenario: Scenario, a: Policy, b: Policy, lang: str) -> View:
    """Changed parameters, insatser and rules; then the areas each change moves."""
    found = changes(a, b)
    rows = tuple(
        (pick(lang, *KINDS[c.kind]), c.insats or None, c.subject, c.before, c.after, _where(c.place)) for c in found
    )
    heads = (
        pick(lang, "Slag", "Kind"), "Insats", pick(lang, "Vad", "What"), pick(lang, "Före", "Before"),
        pick(lang, "Efter", "After"), pick(lang, "Var", "Where"),
    )  # fmt: skip
    same = pick(lang, "Policyerna säger samma sak.", "The policies say the same.")
    title = pick(lang, f"Från {a.id} till {b.id}", f"From {a.id} to {b.id}")
    blocks = [Block(title, heads if rows else (), rows, heading(scenario, lang) if rows else (same,))]
    if rows:
        blocks.append(_moved_block(scenario, a, b, lang))
    data = {
        "kind": "grund-diff", "a": a.id, "b": b.id,
        "changes": [
            {"kind": c.kind, "insats": c.insats, "subject": c.subject, "before": c.before, "after": c.after,
             "file": c.place.file if c.place else None, "line": c.place.line if c.place else None}
            for c in found
        ],
        "moved": [
            {"tolkning": dict(m.reading), "area": m.area.id, "insats": _held(m.before, m.after).ruling.insats.id,
             "before": m.before.verdict if m.before else None, "after": m.after.verdict if m.after else None,
             "changes": [c.subject for c in m.changes]}
            for m in moved(scenario, a, b)
        ],
    }  # fmt: skip
    return View(tuple(blocks), ("kind", "insats", "subject", "before", "after", "place"), rows, data)


def _where(place: Place | None) -> Cell:
    return f"{place.file}:{place.line}" if place else None


def _held(before: Decision | None, after: Decision | None) -> Decision:
    held = after or before
    assert held is not None
    return held


def _moved_block(scenario: Scenario, a: Policy, b: Policy, lang: str) -> Block:
    """Areas gathered by insats, move and change."""
    gathered: dict[tuple[str, ...], list[str]] = {}
    readings = []
    for m in moved(scenario, a, b):
        insats = _held(m.before, m.after).ruling.insats.label.get(lang)
        none = pick(lang, "insatsen finns inte", "no such insats")
        said = [verdict_word(d.verdict, lang) if d else none for d in (m.before, m.after)]
        by = ", ".join(dict.fromkeys(c.subject for c in m.changes))
        word = reading_word(scenario, m.reading, lang, short=True)
        readings.append(m.reading)
        gathered.setdefault((insats, word, f"{said[0]} → {said[1]}", by), []).append(m.area.name)
    rows: tuple[tuple[Cell, ...], ...] = tuple((*key, len(areas), ", ".join(areas)) for key, areas in gathered.items())
    heads = (
        "Insats", pick(lang, "Tolkning", "Reading"), pick(lang, "Flytt", "Move"), pick(lang, "Genom", "Through"),
        pick(lang, "Antal", "Count"), pick(lang, "Områden", "Areas"),
    )  # fmt: skip
    title = pick(lang, "Områden som flyttas", "Areas that move")
    none = pick(lang, "Inget område flyttas.", "No area moves.")
    notes = question_notes(scenario, readings, lang) if rows else (none,)
    return Block(title, heads if rows else (), rows, notes)
