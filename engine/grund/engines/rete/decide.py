"""Decide: from which conditions hold to which rules are active, and from these to the decision (LANGUAGE §5).

Enters: a ruling, and the truth of what must hold for each rule before exceptions are asked. Leaves: what each rule's
boolean is, the verdict, the deciding rule. Promise: three-valued; nothing depends on the order of rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from ...model.decisions import Verdict, in_conflict, kleene_and, kleene_or
from ...model.facts import Area
from ...model.policies import Ruling
from ...problems.problem import Problem

Truths: TypeAlias = Mapping[str, bool | None]
"""By rule id; None is unknown."""

_AGAINST: Final[Mapping[str, Verdict]] = {"yes": "no", "no": "yes"}


def activity(ruling: Ruling, conditions: Truths) -> Truths:
    """Which rules decide: their conditions hold, and no exception to them is active."""
    active: dict[str, bool | None] = {}
    for rule in ruling.rules:  # exceptions come before what they are exceptions to
        beaten = kleene_or(tuple([active[exception] for exception in rule.exceptions]))
        active[rule.id] = kleene_and((conditions[rule.id], None if beaten is None else not beaten))
    return active


def conflict(ruling: Ruling, active: Truths, area: Area) -> Problem | None:
    """The problem of two rules that are active together with opposite outcomes; None where there are none."""
    sides = {then: [r for r in ruling.rules if r.then == then and active[r.id]] for then in ("yes", "no")}
    if not all(sides.values()):
        return None
    first, second = sorted((min(rules, key=lambda r: r.id) for rules in sides.values()), key=lambda r: r.id)
    return in_conflict(first, second, first.place, f"{area.name} ({area.id})")


def verdict(ruling: Ruling, conditions: Truths, active: Truths) -> tuple[Verdict, str | None]:
    """The verdict and the deciding rule."""
    against = [rule.id for rule in ruling.rules if rule.then != ruling.otherwise]
    opposition = kleene_or(tuple([active[rule] for rule in against]))
    if opposition is None:
        return "unknown", None
    if opposition:
        return _AGAINST[ruling.otherwise], min(rule for rule in against if active[rule])
    beat = [e for rule in ruling.rules if conditions[rule.id] for e in rule.exceptions if active[e]]
    return ruling.otherwise, min(beat, default="otherwise")
