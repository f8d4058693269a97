"""Evidence data: what each node of an explanation says, as data that no program needs to parse a sentence for.

Plain data under the same keys in every node that has them: `kind`, the id of what it is about, `value` (null is
unknown) with `type` and `unit`, what was compared and how far it was, days, and `sources`: documents with place, quote
and marks. Numbers are text with their decimals, days ISO, paths as they are shown; what the sentence says of these is
here too.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ...engines import interpreter
from ...model.absences import NO_VALUE
from ...model.decisions import Decision, Derivation, Member, Moment, RuleTrace, Trace, distance
from ...model.expressions import OPERATORS, Operation, Reference, Value
from ...model.facts import Fact, ListInForce
from ...model.policies import ParameterValue, Policy
from ...model.sources import Citation

Data = dict[str, Any]


def decision_about(policy: Policy, decision: Decision) -> Data:
    """The decision: policy, insats, area, verdict, the deciding rule and what is missing."""
    return {
        "kind": "decision", "policy": policy.id, "insats": decision.ruling.insats.id, "area": decision.area.id,
        "verdict": decision.verdict, "rule": decision.rule, "missing": sorted(decision.missing),
        "not_applicable": sorted(interpreter.settled_by_nothing(decision)),
        **cited(decision.ruling.insats.citation),
    }  # fmt: skip


def rule_about(trace: RuleTrace) -> Data:
    """One rule: what it gives, whether it is active, what defeated it, and where it is written."""
    rule = trace.rule
    place = {"file": rule.place.file, "line": rule.place.line} if rule.place else {}
    return {
        "kind": "rule", "rule": rule.id, "then": rule.then, "active": trace.active,
        "defeated_by": list(trace.defeated_by), **place, **cited(rule.citation),
    }  # fmt: skip


def condition_about(trace: Trace, unit: str) -> Data:
    """A condition or a calculation: its operator, what it compared or counted, and how far it was from holding."""
    node = trace.node
    if not isinstance(node, Operation):
        return {"kind": "value", "value": plain(trace.value)}
    kind = "calculation" if OPERATORS[node.op].group == "arithmetic" else "condition"
    data: Data = {"kind": kind, "operator": node.op, "value": plain(trace.value)}
    if trace.parts and not any(isinstance(part.node, Operation) for part in trace.parts):
        data["compared"] = [_side(part) for part in trace.parts]
    gap = distance(trace)
    return {**data, "off": f"{gap:f}", "unit": unit.strip()} if gap is not None else data


def _side(trace: Trace) -> Data:
    """One of the things compared."""
    named = {"name": trace.node.name} if isinstance(trace.node, Reference) else {}
    return {**named, "value": plain(trace.value)}


def read_about(trace: Trace, unit: str) -> Data:
    """A name that was read: its value, type and unit, and the fact, list, parameter or derivation it stands on."""
    node, basis = trace.node, trace.basis
    assert isinstance(node, Reference)
    data: Data = {
        "kind": "attribute", "name": node.name, "value": plain(trace.value), "type": node.type.name or node.type.kind,
    }  # fmt: skip
    if unit.strip():
        data["unit"] = unit.strip()
    if isinstance(basis, Fact):
        days = {"from": basis.start.isoformat(), "to": basis.end.isoformat() if basis.end else None}
        absence = {"absence": basis.absence} if basis.absence else {}
        repair = {"repair": basis.repair} if basis.repair else {}
        return {**data, "kind": "fact", "area": basis.area, **days, **absence, **repair, **cited(basis.citation)}
    if isinstance(basis, ListInForce):
        issue = {"list": basis.id, "series": basis.series, "from": basis.start.isoformat()}
        return {**data, "kind": "list", **issue, **cited(basis.citation)}
    if isinstance(basis, ParameterValue):
        return {**data, "kind": "parameter", "from": basis.start.isoformat(), **cited(basis.citation)}
    if isinstance(basis, Derivation):
        method = basis.derived.how.name
        absence = {"absence": NO_VALUE} if interpreter.not_applicable(trace) else {}
        return {**data, "kind": "derived", "method": method, **absence, **cited(basis.derived.citation)}
    if node.space == "tolkning":
        return {**data, "kind": "interpretation"}
    return {**data, "absence": str(basis)} if basis else data


def member_about(member: Member, share: str) -> Data:
    """An area that an aggregate looked at: whether it counted, its value, and its share of the link."""
    data: Data = {"kind": "member", "area": member.area.id, "counted": member.counted}
    if member.value is not None:
        data["value"] = plain(member.value.value)
    if share and member.link is not None:
        absent = member.link.absences.get(share)
        absence = {"absence": absent} if absent else {}
        share_value = plain(member.link.shares.get(share))
        data = {**data, "share": share_value, **absence, **cited(member.link.citation)}
    return data


def moment_about(moment: Moment) -> Data:
    """What held from a day on."""
    issue = {"list": moment.issue.id, **cited(moment.issue.citation)} if moment.issue is not None else {}
    return {"kind": "moment", "from": moment.day.isoformat(), "value": plain(moment.ground.value), **issue}


def cited(citation: Citation) -> Data:
    """What something stands on; nothing where nothing is said of it."""
    data: Data = {"documents": list(citation.documents)} if citation.documents else {}
    texts = {"place": citation.place, "quote": citation.quote, "mark": citation.mark, "note": citation.note}
    data |= {name: text for name, text in texts.items() if text}
    data |= {name: True for name in ("assumption", "illustration") if getattr(citation, name)}
    return {"source": data} if data else {}


def plain(value: Value | None) -> str | bool | None:
    """A value of the language in JSON; None is unknown."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
