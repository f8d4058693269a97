"""Turning: the view of `grund explain AREA INSATS --what-would-change`.

Enters: a scenario, an area, an insats and policies. Leaves: a `View`. Promise: every change shown was decided again by
the plain reading with only that changed; where the search gave up, it says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..counterfactual import MOST, Cell, Lever, Turn, Turns, turns
from ..expr import Value
from ..policy import Policy
from ..problems import GrundError, nearest, problem
from ..render import Speaker
from ..scenario import Reading, Scenario, frame_of
from ..words import pick, value_text, verdict_word
from ..world import Area
from .explained import area_for
from .tables import Block
from .tables import Cell as TableCell
from .views import View, heading, reading_word

_SHOWN = 12
"""Ways to turn a decision that are shown; the others are counted."""


def turning_view(scenario: Scenario, area: Area, insats: str, policies: Sequence[str], lang: str) -> View:
    """What would change one decision under some policies, in every reading of the open questions."""
    held = [scenario.policy(name) for name in policies]
    blocks = [
        Block(
            pick(lang, "Vad skulle ändra beslutet?", "What would change the decision?"),
            (),
            (),
            heading(scenario, lang, held),
        )
    ]
    rows: list[tuple[TableCell, ...]] = []
    data: list[dict[str, Any]] = []
    for policy in held:
        ruling = policy.rulings.get(insats)
        if ruling is None:
            continue
        where = area_for(scenario, ruling, area)
        for reading in scenario.readings([ruling]):
            found = turns(frame_of(scenario, policy, reading), insats, where)
            blocks += _blocks(_Teller(scenario, policy, lang), policy, reading, found)
            told = [_data(policy, reading, found, turn) for turn in _every(found)]
            data += told
            rows += [tuple(t[key] for key in _HEADER) for t in told]
    if len(blocks) == 1:
        known = sorted({name for p in held for name in p.rulings})
        words = {"id": insats, "policy": ", ".join(policies), "known": ", ".join(known)}
        raise GrundError([problem("G503", None, nearest(insats, known), **words)])
    payload = {"kind": "grund-what-would-change", "area": area.id, "insats": insats, "changes": data}
    return View(tuple(blocks), _HEADER, tuple(rows), payload)


_HEADER = ("policy", "tolkning", "area", "verdict", "kind", "change", "then", "cost")


class _Teller:
    """Says levers and values in the reader's language."""

    def __init__(self, scenario: Scenario, policy: Policy, lang: str) -> None:
        self.scenario, self.lang = scenario, lang
        self.speak = Speaker(scenario.book.vocabulary, policy.parameters, lang)

    def lever(self, lever: Lever, here: str) -> str:
        """`CNI-tröskel`, `klass (ett annat område)`."""
        label = self.speak.name(f"param.{lever.name}" if lever.kind == "parameter" else lever.name)
        elsewhere = lever.area and lever.area != here
        return f"{label} ({self.scenario.today.areas[lever.area].name})" if elsewhere else label

    def value(self, lever: Lever, value: Value | None) -> str:
        """A value with its unit."""
        if value is None:
            return value_text(None, self.lang)
        unit = self.speak.unit(f"param.{lever.name}" if lever.kind == "parameter" else lever.name)
        return f"{self.speak.value(value, lever.type.name)}{unit}"

    def change(self, turn: Turn, here: str) -> str:
        """`befolkning: 900 → 1 000 invånare`."""
        word = pick(self.lang, " och ", " and ")
        pairs = zip(turn.levers, turn.values, strict=True)
        return word.join(f"{self.lever(lv, here)}: {self.value(lv, lv.value)} → {self.value(lv, v)}" for lv, v in pairs)

    def limits(self, turn: Turn) -> str:
        """`0–9: nej; 10–100: ja`: every value of a single lever."""
        if not turn.cells or turn.levers[0].type.kind not in ("number", "date"):
            return ""
        return "; ".join(f"{self._stretch(turn.levers[0], c)}: {self._said(c)}" for c in turn.cells)

    def _stretch(self, lever: Lever, cell: Cell) -> str:
        low, high = (self.speak.value(v, lever.type.name) for v in (cell.low, cell.high))
        return low if low == high else f"{low} – {high}"

    def _said(self, cell: Cell) -> str:
        conflict = pick(self.lang, "regler i konflikt", "rules in conflict")
        return conflict if cell.verdict is None else verdict_word(cell.verdict, self.lang)


def _every(found: Turns) -> tuple[Turn, ...]:
    return (*found.facts, *found.parameters, *found.derived)


def _blocks(tell: _Teller, policy: Policy, reading: Reading, found: Turns) -> list[Block]:
    lang, decision = tell.lang, found.decision
    said = f"{decision.area.name}, {decision.ruling.insats.label.get(lang)}: {verdict_word(decision.verdict, lang)}"
    word = reading_word(tell.scenario, reading, lang, short=True)
    title = f"{policy.label.get(lang)} ({policy.id}){f' · {word}' if word else ''}: {said}"
    heads = (pick(lang, "Ändring", "Change"), pick(lang, "Då", "Then"), pick(lang, "Alla värden", "All values"))
    sections = (
        (pick(lang, "Minsta ändring av fakta", "Smallest change of facts"), found.facts),
        (pick(lang, "En enda parameter", "A single parameter"), found.parameters),
        (pick(lang, "Ett härlett värde", "A derived value"), found.derived),
    )
    blocks = [Block(title, (), (), _missing(tell, found))]
    for name, some in sections:
        rows = tuple(
            (tell.change(t, decision.area.id), verdict_word(t.verdict, lang), tell.limits(t)) for t in some[:_SHOWN]
        )
        more = len(some) - len(rows)
        notes = (pick(lang, f"… och {more} till", f"… and {more} more"),) if more else ()
        if rows:
            blocks.append(Block(f"{name}{_costs(some, lang)}", heads, rows, notes))
    if not found.facts:
        blocks.append(Block("", (), (), (_none(found, lang),)))
    return blocks


def _costs(some: tuple[Turn, ...], lang: str) -> str:
    """How many facts, where it is more than one."""
    number = len(some[0].levers) if some else 0
    return pick(lang, f": {number} tillsammans", f": {number} together") if number > 1 else ""


def _missing(tell: _Teller, found: Turns) -> tuple[str, ...]:
    if found.decision.verdict != "unknown":
        return ()
    names = ", ".join(tell.speak.name(name) for name in sorted(found.decision.missing))
    return (pick(tell.lang, f"Saknas: {names}.", f"Missing: {names}."),)


def _none(found: Turns, lang: str) -> str:
    if not found.settled:
        return pick(
            lang, "Ej avgjort: sökningen avbröts innan alla fakta prövats.", "Not settled: the search gave up early."
        )
    if found.decision.verdict == "unknown":
        return pick(
            lang,
            f"Inga {MOST} av de värden som saknas räcker för att avgöra beslutet.",
            f"No set of at most {MOST} of the missing values settles the decision.",
        )
    return pick(
        lang,
        f"Ingen ändring av högst {MOST} fakta ändrar beslutet.",
        f"No change of at most {MOST} facts changes the decision.",
    )


def _data(policy: Policy, reading: Reading, found: Turns, turn: Turn) -> dict[str, Any]:
    pairs = zip(turn.levers, turn.values, strict=True)
    return {
        "policy": policy.id,
        "tolkning": ", ".join(f"{name}={choice}" for name, choice in reading),
        "area": found.decision.area.id,
        "verdict": found.decision.verdict,
        "kind": turn.levers[0].kind,
        "change": "; ".join(
            f"{lv.area}{'.' if lv.area else ''}{lv.name}: {_plain(lv.value)} -> {_plain(v)}" for lv, v in pairs
        ),
        "then": turn.verdict,
        "cost": turn.cost,
        "cells": [{"low": _plain(c.low), "high": _plain(c.high), "verdict": c.verdict} for c in turn.cells],
    }


def _plain(value: Value | None) -> str:
    if value is None:
        return "unknown"
    return str(value).lower() if isinstance(value, bool) else str(value)
