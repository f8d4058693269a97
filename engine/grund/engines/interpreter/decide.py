"""Decide: what a policy says of an area, from the grounds of its rules.

Enters: a frame, an insats, an area. Leaves: a `Decision`. Promise: a decision that cannot be made is never a yes or
a no; two rules that are active together with opposite outcomes decide nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ...model.decisions import Decision, RuleTrace, Trace, Verdict, in_conflict
from ...model.expressions import BOOL, Reference
from ...model.facts import Area
from ...model.policies import Rule, Ruling
from ...problems.problem import GrundError, gathered
from .context import EvalContext
from .evaluate import evaluate
from .missing_facts import missing


def decide(frame: EvalContext, insats: str, area: Area) -> Decision:
    """The decision for one area, with its grounds. Raises `GrundError` where two rules conflict."""
    ruling = frame.policy.rulings[insats]
    grounds: dict[str, Trace] = {}
    for rule in ruling.rules:
        ground = grounds[rule.id] = evaluate(frame, rule.active, area)
        frame.cells[rule.name, area.id] = Trace(Reference(rule.name, BOOL), ground.value, (ground,))
    rules = tuple([_rule_ground(rule, grounds) for rule in ruling.rules])
    _no_conflict(rules, area)
    decision = evaluate(frame, ruling.decision, area)
    verdict: Verdict = "unknown"
    if decision.value is not None:
        verdict = ruling.otherwise if not decision.value else "no" if ruling.otherwise == "yes" else "yes"
    deciding = _deciding(ruling, rules, decision)
    world = frame.world
    return Decision(ruling, area, world.day, world.known, verdict, deciding, missing(decision), rules)


def decide_all(frame: EvalContext, insats: str) -> tuple[Decision, ...]:
    """The decision for every area of the insats's level, in order of id; every conflict where there are some."""
    level = frame.policy.rulings[insats].insats.level
    return gathered(partial(decide, frame, insats, area) for area in frame.world.by_level.get(level, ()))


# ── rules


def _rule_ground(rule: Rule, grounds: Mapping[str, Trace]) -> RuleTrace:
    beaten = tuple([e for e in rule.exceptions if grounds[e].value is not False])
    return RuleTrace(rule, grounds[rule.id], beaten)


def _no_conflict(rules: tuple[RuleTrace, ...], area: Area) -> None:
    """Two rules active together with opposite outcomes: neither defeats the other, so nothing is decided."""
    active = [r.rule for r in rules if r.active]
    if len({rule.then for rule in active}) < 2:
        return
    lowest = (min((r for r in active if r.then == then), key=lambda r: r.id) for then in ("yes", "no"))
    first, second = sorted(lowest, key=lambda r: r.id)
    raise GrundError([in_conflict(first, second, first.place, f"{area.name} ({area.id})")])


def _deciding(ruling: Ruling, rules: tuple[RuleTrace, ...], decision: Trace) -> str | None:
    """The smallest active rule of the winning outcome; for `otherwise`, the exception that made it so."""
    if decision.value is None:
        return None
    if decision.value:
        return min(r.rule.id for r in rules if r.active and r.rule.then != ruling.otherwise)
    active = {r.rule.id for r in rules if r.active}
    beat = [e for r in rules if r.held for e in r.defeated_by if e in active]
    return min(beat, default="otherwise")
