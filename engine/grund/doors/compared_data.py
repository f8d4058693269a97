"""Compared data: a comparison as CSV rows and plain data, and its reasons in one line.

Enters: a comparison. Leaves: rows, a dictionary, text. Promise: the same decisions as in the tables, with their marks.
"""

from __future__ import annotations

from typing import Any

from ..comparison import GROUPS, Comparison, Reached, Residents, Side, residents
from ..explanation import Explainer, explainer
from ..expr import Reference
from ..outcome import Decision, Ground, Verdict
from ..record import cited
from ..words import pick
from .tables import Cell


def why(explain: Explainer, verdict: Verdict, decisions: tuple[Decision, ...]) -> str:
    """The grounds in one line: what the deciding rule read, or what the failing rules read."""
    said: dict[str, None] = {}
    for decision in decisions:
        for ground in decision.rules:
            if verdict == "yes" and not (ground.active and decision.verdict == "yes"):
                continue
            for part in ground.conditions:
                said.update(dict.fromkeys(_reads(explain, part)))
            if ground.rule.citation.assumption:
                said[pick(explain.lang, "[antagande]", "[assumption]")] = None
    missing = sorted({explain.speaker.name(m) for d in decisions for m in d.missing})
    if verdict == "unknown" and missing:
        return pick(explain.lang, "saknas: ", "missing: ") + ", ".join(missing)
    if verdict == "no" and any(d.verdict == "yes" for d in decisions):
        said[pick(explain.lang, "en ärvd regel ger ja", "an inherited rule says yes")] = None
    return "; ".join(said)


def _reads(explain: Explainer, ground: Ground) -> list[str]:
    node = ground.node
    if isinstance(node, Reference):
        if node.name == "day":
            return []
        return [f"{explain.speaker.name(node.name)}: {explain.speaker.value(ground.value, node.type.name)}"]
    return [text for part in ground.parts for text in _reads(explain, part)]


def compare_row(found: Comparison, side: Side, r: Reached, lang: str) -> tuple[Cell, ...]:
    """One area in one reading, as a CSV row."""
    scenario = found.scenario
    people = residents(scenario, [r.area])
    reading = ", ".join(f"{k}={v}" for k, v in side.reading)
    why_a = why(explainer(scenario.book, found.a, lang), r.a, r.a_decisions)
    why_b = why(explainer(scenario.book, found.b, lang), r.b, r.b_decisions)
    district = r.district.name if r.district else None
    count_people: Cell = None if people.unknown else people.people
    return (reading, r.area.id, r.area.name, district, count_people, r.group, r.a, r.b, why_a, why_b, _marks(r, people))


def _marks(r: Reached, people: Residents) -> str:
    """The marks behind a row: of the rules that decide, and of the residents."""
    rules = [d.deciding for d in (*r.a_decisions, *r.b_decisions)]
    flags = {f for rule in rules if rule for f in rule.citation.flags}
    return " ".join(sorted(flags | {f for fact in people.facts for f in fact.citation.flags}))


def compare_data(found: Comparison, lang: str) -> dict[str, Any]:
    """The comparison as plain data."""
    scenario = found.scenario
    people = residents(scenario, scenario.today.by_level.get(scenario.level, ()))
    sides = []
    for side in found.sides:
        groups = {}
        for g in GROUPS:
            members = side.group(g)
            people = residents(scenario, [r.area for r in members])
            groups[g] = {
                "count": len(members),
                "residents": int(people.people),
                "residents_unknown": people.unknown,
                "areas": [r.area.id for r in members],
            }
        insatser = [
            {
                "insats": i.ruling.insats.id,
                "a": i.a,
                "b": i.b,
                **{g: [a.id for a in i.groups[g]] for g in ("both", "only_a", "only_b", "unknown")},
            }
            for i in side.insatser
        ]
        sides.append({"tolkning": dict(side.reading), "groups": groups, "insatser": insatser})
    return {
        "kind": "grund-comparison",
        "scenario": scenario.id,
        "day": scenario.day.isoformat(),
        "known": scenario.known.isoformat() if scenario.known else None,
        "illustration": scenario.illustration,
        "a": found.a.id,
        "b": found.b.id,
        "level": scenario.level,
        "residents": {
            "attribute": scenario.residents,
            "years": sorted({f.start.year for f in people.facts}),
            "marks": sorted({flag for f in people.facts for flag in f.citation.flags}),
        },
        "rules": {
            rule.id: cited(rule.citation)
            for policy in (found.a, found.b)
            for ruling in policy.own
            for rule in ruling.rules
        },
        "tolkningar": {
            name: cited(scenario.book.vocabulary.tolkningar[name].citation)
            for name in sorted({name for side in found.sides for name, _ in side.reading})
        },
        "readings": sides,
    }
