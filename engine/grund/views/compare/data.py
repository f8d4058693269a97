"""Data: a comparison as CSV rows and plain data, and its reasons in one line.

The same decisions as in the tables, with their marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from ...analysis.compare.comparison import (
    CHANGES,
    GROUPS,
    Comparison,
    Group,
    Layer,
    Reached,
    Residents,
    Side,
    residents,
)
from ...analysis.compare.reasons import counted, explained, reasons
from ...analysis.compare.verdicts import several
from ...analysis.compare.whole_level import is_large
from ...analysis.recorded_question import cited, ruled
from ...engines import interpreter
from ...engines.interpreter import EvalContext, read
from ...engines.run import frame_of, nodes_read
from ...model.decisions import Decision, Trace, Verdict
from ...model.expressions import Reference, Value
from ...model.facts import Area
from ...model.policies import Policy
from ...model.scenario import Reading, Scenario, reading_text
from ...model.sources import Label
from ..formats.text import Cell
from ..wording.explanation import Explainer, explainer
from .change import OPEN

KIND: Final = "grund-comparison"
"""What the answer is, in files for programs."""
HEADER: Final = (
    "tolkning", "area", "name", "district", "residents", "group", "a", "b", "why_a", "why_b", "marks", "change",
    "gained", "lost", "withdraws_a", "withdraws_b", "step", "needs",
)  # fmt: skip
"""The columns of a comparison in CSV."""


_Remark: TypeAlias = tuple[str, str, Value | None, str] | Label
"""What a line says: a name that was read, with its type, its value and this as it is written; or a text."""
_ASSUMED: Final = Label("[antagande]", "[assumption]")
_AS_BASE: Final = Label("som i jämförelsegrunden", "as in the baseline")


class _Grounds(NamedTuple):
    """What decides for an area; of what is unknown the facts that it waits for, or the names that have no value."""

    remarks: tuple[_Remark, ...]
    unknown: bool
    waits: frozenset[str]
    none: frozenset[str]


class WhyLines:
    """Why a policy reaches an area or does not, in one line; it is made once of areas in which the same was read."""

    def __init__(self, comparison: Comparison, policy: Policy) -> None:
        self.comparison, self.policy = comparison, policy
        self._nodes: dict[tuple[str, Reading], list[tuple[EvalContext, tuple[Reference, ...]]]] = {}
        self._grounds: dict[tuple[object, ...], _Grounds] = {}
        self._lines: dict[tuple[str, _Grounds], str] = {}

    def __call__(self, side: Side, reached: Reached, lang: str) -> str:
        """What the deciding rule read, or what the failing rules read."""
        verdict: Verdict = reached.a if self.policy is self.comparison.a else reached.b
        read_values = self._read(side, reached.area)
        if None in read_values:  # what is unknown may wait for other facts, or for none, in each area
            read_values.append(reached.area.id)
        own = (verdict, side.reading, *read_values)
        if own not in self._grounds:
            self._grounds[own] = _grounds(verdict, reasons(self.comparison, side, reached, self.policy))
        line = (lang, self._grounds[own])
        if line not in self._lines:
            self._lines[line] = _line(explainer(self.comparison.scenario.book, self.policy, lang), line[1])
        return self._lines[line]

    def _read(self, side: Side, area: Area) -> list[Value | None]:
        """What is read of an area by the policy, and by the baseline that it is counted from."""
        of_level = area.level, side.reading
        if of_level not in self._nodes:
            policies = several(self.policy, self.comparison.base)
            frames = [frame_of(self.comparison.scenario, policy, side.reading) for policy in policies]
            nodes = [nodes_read(counted(side, area.level, policy)) for policy in policies]
            self._nodes[of_level] = list(zip(frames, nodes, strict=True))
        return [read(frame, node, area).value for frame, nodes in self._nodes[of_level] for node in nodes]


def _grounds(verdict: Verdict, decisions: Sequence[Decision]) -> _Grounds:
    remarks: dict[_Remark, None] = {}
    seen: set[int] = set()
    for decision in decisions:
        for ground in decision.rules:
            if verdict == "yes" and not (ground.active and decision.verdict == "yes"):
                continue
            for part in ground.conditions:
                _add_read(part, seen, remarks)
            if ground.rule.citation.assumption:
                remarks[_ASSUMED] = None
        if decision.proviso.sv:
            remarks[decision.proviso] = None
    settled = [(d, interpreter.settled_by_nothing(d)) for d in decisions if d.verdict == "unknown"]
    waits = frozenset([name for d, none in settled if not none for name in d.missing])
    none = frozenset([name for _, names in settled for name in names])
    if verdict == "no" and any(d.verdict == "yes" for d in decisions):
        remarks[_AS_BASE] = None
    return _Grounds(tuple(remarks), verdict == "unknown", waits, none)


def _add_read(ground: Trace, seen: set[int], remarks: dict[_Remark, None]) -> None:
    """What a condition read; nothing of what was seen before, for rules share what they read."""
    if id(ground) in seen:
        return
    seen.add(id(ground))
    node = ground.node
    if not isinstance(node, Reference):
        for part in ground.parts:
            _add_read(part, seen, remarks)
    elif node.name != "day":
        remarks[node.name, node.type.name, ground.value, str(ground.value)] = None


def _line(explain: Explainer, grounds: _Grounds) -> str:
    speaker, waits = explain.speaker, grounds.waits
    if grounds.unknown and (lacking := speaker.lacking(waits, () if waits else grounds.none)):
        return lacking
    texts: dict[str, None] = {}
    for remark in grounds.remarks:
        if isinstance(remark, Label):
            text = (
                remark.get(explain.lang)
                if remark in (_ASSUMED, _AS_BASE)
                else explain.proviso(remark).removeprefix(", ")
            )
        else:
            name, kind, value, _ = remark
            text = f"{speaker.name(name)}: {speaker.value(value, kind)}"
        texts[text] = None
    return "; ".join(texts)


def compare_row(comparison: Comparison, side: Side, r: Reached, lang: str) -> tuple[Cell, ...]:
    """One area in one reading, as a CSV row."""
    scenario = comparison.scenario
    people = residents(scenario, [r.area])
    reading = reading_text(side.reading)
    why_a, why_b = (
        None if is_large(scenario, scenario.level) else WhyLines(comparison, p)(side, r, lang)
        for p in (comparison.a, comparison.b)
    )
    district = r.district.name if r.district else None
    count_people: Cell = None if people.unknown else people.people
    changed = (r.change, ", ".join(r.gained), ", ".join(r.lost), r.withdraws_a, r.withdraws_b, r.step)
    return (
        reading, r.area.id, r.area.name, district, count_people, r.group, r.a, r.b, why_a, why_b,
        _marks(comparison, side, r, people), *changed, ", ".join(sorted(r.needs)),
    )  # fmt: skip


def _marks(comparison: Comparison, side: Side, r: Reached, people: Residents) -> str:
    """The marks behind a row: of the rules that decide, and of the residents."""
    if is_large(comparison.scenario, r.area.level):  # what may decide, so that no mark is dropped
        flags = _flags_counted(comparison, side)
    else:
        rules = [d.deciding for policy in (comparison.a, comparison.b) for d in explained(comparison, side, r, policy)]
        flags = {f for rule in rules if rule for f in rule.citation.flags}
    return " ".join(sorted(flags | {f for fact in people.facts for f in fact.citation.flags}))


def _flags_counted(comparison: Comparison, side: Side) -> set[str]:
    """The marks of every rule of the insatser that count."""
    rulings = [
        r for policy in (comparison.a, comparison.b) for r in policy.rulings.values() if r.insats.id in side.counted
    ]
    return {flag for ruling in rulings for rule in ruling.rules for flag in rule.citation.flags}


def compare_data(comparison: Comparison, lang: str) -> dict[str, Any]:
    """The comparison as plain data."""
    scenario = comparison.scenario
    people = residents(scenario, scenario.today.by_level.get(scenario.level, ()))
    return {
        "kind": KIND,
        "scenario": scenario.id,
        "day": scenario.day.isoformat(),
        "known": scenario.known.isoformat() if scenario.known else None,
        "illustration": scenario.illustration,
        "a": comparison.a.id,
        "b": comparison.b.id,
        "baseline": comparison.base.id if comparison.base else None,
        "level": scenario.level,
        "residents": {
            "attribute": scenario.residents,
            "years": sorted({f.start.year for f in people.facts}),
            "marks": sorted({flag for f in people.facts for flag in f.citation.flags}),
        },
        "rules": {
            rule.id: ruled(rule)
            for policy in (comparison.a, comparison.b)
            for ruling in policy.rulings.values()
            if any(ruling.insats.id in side.counted for side in comparison.sides)
            for rule in ruling.rules
        },
        "tolkningar": {
            name: cited(scenario.book.vocabulary.tolkningar[name].citation)
            for name in sorted({name for side in comparison.sides for name, _ in side.reading})
        },
        "readings": [_side_data(scenario, side) for side in comparison.sides],
    }


def _side_data(scenario: Scenario, side: Side) -> dict[str, Any]:
    """One interpretation: the groups by reach, the insatser, and what changes, here and at other levels."""
    named: tuple[Group, ...] = ("both", "only_a", "only_b", "unknown")
    return {
        "tolkning": dict(side.reading),
        "groups": {g: counted_data(scenario, [r.area for r in side.group(g)]) for g in GROUPS},
        "insatser": [
            {"insats": i.insats.id, "a": i.a, "b": i.b, **{g: [a.id for a in i.groups[g]] for g in named}}
            for i in side.insatser
        ],
        "changes": _changes(scenario, side.layers[0]),
        "withdraws": {name: _withdrawn(side, name) for name in "ab"},
        "needs": {r.area.id: sorted(r.needs) for r in side.areas if {*OPEN} & {r.group, r.change}},
        "steps": {str(k): n for k, n in sorted(Counter(r.step for r in side.areas).items())},
        "elsewhere": {layer.level: _changes(scenario, layer) for layer in side.layers[1:]},
    }


def counted_data(scenario: Scenario, areas: Sequence[Area]) -> dict[str, Any]:
    """Some areas, how many, and their residents."""
    people = residents(scenario, areas)
    counts = {"count": len(areas), "residents": int(people.people), "residents_unknown": people.unknown}
    return {**counts, "areas": [area.id for area in areas]}


def _changes(scenario: Scenario, layer: Layer) -> dict[str, dict[str, Any]]:
    """The areas of a level by what changes from A to B."""
    return {change: counted_data(scenario, [r.area for r in layer.changed(change)]) for change in CHANGES}


def _withdrawn(side: Side, policy: str) -> list[str]:
    """The areas from which A or B withdraws something that the baseline gives."""
    return [r.area.id for r in side.areas if getattr(r, f"withdraws_{policy}") == "yes"]
