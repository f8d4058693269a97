"""What would change: the view of `grund explain AREA INSATS --what-would-change`.

Every change shown was decided again by the interpreter with only that changed; where the search gave up, it says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..analysis.counterfactual import MOST, Cell, Lever, TurningChange, Turns
from ..analysis.counterfactual.near import what_would_change
from ..analysis.lookup import undecided
from ..engines import interpreter
from ..model.expressions import Value
from ..model.facts import Area
from ..model.numbers import pick
from ..model.policies import Policy
from ..model.scenario import Reading, Scenario, reading_text
from .explain import area_for
from .formats.text import Block
from .formats.text import Cell as TableCell
from .heading import heading
from .result import Result
from .run import reading_word
from .wording.headlines import headline, listed
from .wording.sentences import Speaker
from .wording.values import and_more, count_text, sentence, value_text, verdict_word

_SHOWN = 12
"""Ways to turn a decision that are shown; the others are counted."""


def turning_view(scenario: Scenario, area: Area, insats: str, policies: Sequence[str], lang: str) -> Result:
    """What would change one decision under some policies, in every reading of the open questions.

    Policies that share the ruling and its parameters share the answer, which then stands once.
    """
    chosen_policies = [scenario.policy(name) for name in policies]
    title = pick(lang, "Ändringar som ger ett annat beslut", "Changes that give another decision")
    blocks: list[Block] = []
    findings: dict[tuple[str, tuple[tuple[str, str], ...]], dict[str, None]] = {}
    rows: list[tuple[TableCell, ...]] = []
    data: list[dict[str, Any]] = []
    for same in _alike(chosen_policies, insats):
        ruling = same[0].rulings[insats]
        where = area_for(scenario, ruling, area)
        for reading, turns in what_would_change(scenario, where, insats, same[0].id):
            tell = Teller(scenario, same[0], lang)
            word = reading_word(scenario, reading, lang)
            names = {p.label.get(lang) + (f" ({word})" if word else ""): None for p in same}
            findings.setdefault(_found(tell, turns), {}).update(names)
            blocks += _blocks(tell, same, reading, turns)
            entries = [_data(policy, reading, turns, turn) for policy in same for turn in _every(turns)]
            data += entries
            rows += [tuple(t[key] for key in _HEADER) for t in entries]
    if not blocks:
        raise undecided(insats, chosen_policies)
    payload = {"kind": "grund-what-would-change", "area": area.id, "insats": insats, "changes": data}
    sentences = (
        headline(
            key, lang, policies=by if len(by) < 3 else count_text(len(by), lang, "policy"), most=MOST, **dict(slots)
        )
        for (key, slots), by in findings.items()
    )
    head = Block(title, (), (), (*sentences, *heading(scenario, lang, chosen_policies)))
    return Result((head, *blocks), _HEADER, tuple(rows), payload)


def _found(tell: Teller, turns: Turns) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The headline of an answer, and its slots: the cheapest change, else what decides it together, else that none."""
    here = turns.decision.area.id
    for turn in (*turns.facts, *turns.parameters, *turns.derived):
        return "what.turns", (("verdict", verdict_word(turn.verdict, tell.lang)), ("change", tell.change(turn, here)))
    for turn in turns.together:
        return "what.together", (("facts", listed((tell.lever(lever, here) for lever in turn.levers), tell.lang)),)
    if not turns.settled:
        return "what.late", ()
    return "what.unknown" if turns.decision.verdict == "unknown" else "what.none", ()


def _alike(policies: Sequence[Policy], insats: str) -> list[list[Policy]]:
    """The policies that decide the insats, those with one ruling and the same values of parameters together."""
    chosen_policies: dict[tuple[int, ...], list[Policy]] = {}
    for policy in policies:
        if insats in policy.rulings:
            key = (id(policy.rulings[insats]), *(id(p.values) for p in policy.parameters.values()))
            chosen_policies.setdefault(key, []).append(policy)
    return list(chosen_policies.values())


_HEADER = ("policy", "tolkning", "area", "verdict", "kind", "change", "then", "cost")


class Teller:
    """Says levers and values in the reader's language."""

    def __init__(self, scenario: Scenario, policy: Policy, lang: str) -> None:
        self.scenario, self.lang = scenario, lang
        self.speak = Speaker(scenario.book.vocabulary, policy.parameters, lang)

    def lever(self, lever: Lever, here: str) -> str:
        """`CNI-tröskel`, `klass (ett annat område)`."""
        label = self.speak.name(f"param.{lever.name}" if lever.kind == "parameter" else lever.name)
        if lever.type.kind == "bool" or self.lang == "en":  # “residents” changes: a name, whatever its number
            label = pick(self.lang, f"”{label}”", f"“{label}”")
        elsewhere = lever.area and lever.area != here
        return f"{label} ({self.scenario.today.areas[lever.area].name})" if elsewhere else label

    def value(self, lever: Lever, value: Value | None) -> str:
        """A value with its unit."""
        if value is None:
            return value_text(None, self.lang)
        unit = self.speak.unit(f"param.{lever.name}" if lever.kind == "parameter" else lever.name, value)
        return f"{self.speak.value(value, lever.type.name)}{unit}"

    def turn(self, turn: TurningChange, here: str) -> str:
        """`ja om befolkning ändras från 900 invånare till minst 1 000 invånare`."""
        limits = self.limits(turn) if len(turn.cells) > 2 else ""
        verdict = verdict_word(turn.verdict, self.lang)
        return f"{verdict} {pick(self.lang, 'om', 'if')} {self.change(turn, here)}{f' ({limits})' if limits else ''}"

    def change(self, turn: TurningChange, here: str) -> str:
        """`befolkning ändras från 900 invånare till minst 1 000 invånare`."""
        pairs = zip(turn.levers, turn.values, strict=True)
        parts = [self._part(lever, value, turn.cells, here) for lever, value in pairs]
        return pick(self.lang, " och ", " and ").join(parts)

    def _part(self, lever: Lever, value: Value, cells: Sequence[Cell], here: str) -> str:
        label, new = self.lever(lever, here), self._bound(lever, value, cells)
        if lever.value is None:
            return pick(self.lang, f"{label} visar sig vara {new}", f"{label} turns out to be {new}")
        now = self.value(lever, lever.value)
        return pick(self.lang, f"{label} ändras från {now} till {new}", f"{label} changes from {now} to {new}")

    def _bound(self, lever: Lever, value: Value, cells: Sequence[Cell]) -> str:
        """A value, or all that do the same: `minst 1 000`, where they reach to the end of the domain."""
        text = self.value(lever, value)
        cell = next((c for c in cells if value in (c.low, c.high)), None)
        if cell is None or cell.low == cell.high or lever.type.kind not in ("number", "date"):
            return text
        if cell is cells[-1] and value == cell.low:
            return pick(self.lang, f"minst {text}", f"at least {text}")
        if cell is cells[0] and value == cell.high:
            return pick(self.lang, f"högst {text}", f"at most {text}")
        return self._stretch(lever, cell)

    def limits(self, turn: TurningChange) -> str:
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


def _every(turns: Turns) -> tuple[TurningChange, ...]:
    return (*turns.facts, *turns.parameters, *turns.derived, *turns.together)


def _blocks(tell: Teller, policies: Sequence[Policy], reading: Reading, turns: Turns) -> list[Block]:
    lang, decision = tell.lang, turns.decision
    sentence = f"{decision.area.name}, {decision.ruling.insats.label.get(lang)}: {verdict_word(decision.verdict, lang)}"
    word = reading_word(tell.scenario, reading, lang)
    full = len(policies) <= 2
    names = ", ".join(f"{p.label.get(lang)} ({p.id})" if full else p.id for p in policies)
    blocks = [Block(f"{names}{f' · {word}' if word else ''}: {sentence}", (), (), _missing(tell, turns))]
    sections = (
        (pick(lang, "Minsta ändring av uppgifter", "Smallest change of facts"), turns.facts),
        (pick(lang, "Ett enda tröskelvärde", "A single threshold"), turns.parameters),
        (pick(lang, "Ett härlett värde", "A derived value"), turns.derived),
    )
    for name, some in sections:
        lines = [f"• {tell.turn(t, decision.area.id)}" for t in some[:_SHOWN]]
        if more := and_more(len(some) - _SHOWN, lang):
            lines.append(f"…{more}")
        if some:
            blocks.append(Block(name, (), (), tuple(lines)))
    if turns.together:
        sets = dict.fromkeys(tuple(tell.lever(lv, decision.area.id) for lv in t.levers) for t in turns.together)
        word = pick(lang, " och ", " and ")
        lines = [f"• {word.join(some)}" for some in sets]
        blocks.append(
            Block(
                pick(lang, "Uppgifter som tillsammans avgör beslutet", "Facts that together decide it"),
                (),
                (),
                tuple(lines),
            )
        )
    if not turns.facts and not interpreter.settled_by_nothing(turns.decision):
        blocks.append(Block("", (), (), (_none(turns, lang),)))
    return blocks


def _missing(tell: Teller, turns: Turns) -> tuple[str, ...]:
    """What an unknown decision lacks, and the comparisons that wait for it."""
    if turns.decision.verdict != "unknown":
        return ()
    none = interpreter.settled_by_nothing(turns.decision)
    if none:
        return (sentence(tell.speak.lacking((), none)) + ".",)
    names = ", ".join(tell.speak.fact(name) for name in sorted(turns.decision.missing))
    tests = "; ".join(tell.speak.say(test) for test in turns.tests)
    lines = [pick(tell.lang, f"Saknas: {names}.", f"Missing: {names}.")]
    if tests:
        lines.append(pick(tell.lang, f"Det avgörande är om: {tests}.", f"What decides it is whether: {tests}."))
    return tuple(lines)


def _none(turns: Turns, lang: str) -> str:
    if not turns.settled:
        return pick(
            lang,
            "Inte avgjort: tiden räckte inte för att pröva alla uppgifter.",
            "Not settled: time ran out before every fact was tried.",
        )
    if turns.decision.verdict == "unknown":
        return pick(
            lang,
            f"Inga uppgifter som saknas, högst {MOST} åt gången, räcker för att avgöra beslutet.",
            f"No missing facts, at most {MOST} at a time, settle the decision.",
        )
    return pick(
        lang,
        f"Ingen ändring av högst {MOST} uppgifter ändrar beslutet.",
        f"No change of at most {MOST} facts changes the decision.",
    )


def _data(policy: Policy, reading: Reading, turns: Turns, turn: TurningChange) -> dict[str, Any]:
    pairs = zip(turn.levers, turn.values, strict=True)
    return {
        "policy": policy.id,
        "tolkning": reading_text(reading),
        "area": turns.decision.area.id,
        "verdict": turns.decision.verdict,
        "kind": turn.levers[0].kind,
        "change": "; ".join(
            f"{lv.area}{'.' if lv.area else ''}{lv.name}: {plain_value(lv.value)} -> {plain_value(v)}"
            for lv, v in pairs
        ),
        "then": turn.verdict,
        "cost": turn.cost,
        "cells": [{"low": plain_data(c.low), "high": plain_data(c.high), "verdict": c.verdict} for c in turn.cells],
    }


def plain_data(value: Value | None) -> str | bool:
    """A value in JSON: true and false are no text."""
    return value if isinstance(value, bool) else plain_value(value)


def plain_value(value: Value | None) -> str:
    """A value as programs read it."""
    if value is None:
        return "unknown"
    return str(value).lower() if isinstance(value, bool) else str(value)
