"""Reasons: why a comparison counts an area as it does, on demand.

Of a large level only the areas that are asked for are explained.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...engines.run import decide
from ...model.decisions import Decision
from ...model.policies import Policy, Ruling
from ...model.scenario import Reading, Scenario
from .comparison import Comparison, Reached, Side
from .verdicts import at_level
from .whole_level import decide_at, is_large, verdicts


def explained(comparison: Comparison, side: Side, reached: Reached, policy: Policy) -> tuple[Decision, ...]:
    """The decisions of a policy for an area, of the insatser that count."""
    rulings = counted(side, reached.area.level, policy)
    return tuple([decide_at(comparison.scenario, policy, r, side.reading, reached.place) for r in rulings])


def counted(side: Side, level: str, policy: Policy) -> list[Ruling]:
    """The insatser that count, as a policy decides them at a level."""
    return [ruling for ruling in at_level(policy, level) if ruling.insats.id in side.counted]


def reasons(comparison: Comparison, side: Side, reached: Reached, policy: Policy) -> tuple[Decision, ...]:
    """Those of them that say why a policy reaches an area, or why it does not: what the baseline gives too says
    neither."""
    decided = explained(comparison, side, reached, policy)
    verdict = reached.a if policy is comparison.a else reached.b
    if verdict != "yes" or comparison.base is None or comparison.base.id == policy.id:
        return decided
    based = {d.ruling.insats.id: d.verdict for d in explained(comparison, side, reached, comparison.base)}
    return tuple(d for d in decided if d.verdict != "yes" or based.get(d.ruling.insats.id, "no") != "yes")


def decisions(comparison: Comparison, side: Side, policy: Policy) -> tuple[Decision, ...]:
    """The decisions of a policy for every area, of the insatser that count, at every level.

    Of a large level, those that say yes, without their grounds.
    """
    counted = side.counted
    rulings = [r for r in policy.rulings.values() if r.insats.id in counted]
    return tuple(d for ruling in rulings for d in _decided(comparison.scenario, policy, ruling, side.reading))


def _decided(scenario: Scenario, policy: Policy, ruling: Ruling, reading: Reading) -> Iterable[Decision]:
    if not is_large(scenario, ruling.insats.level):
        return decide(scenario, policy, ruling, reading)
    areas = scenario.today.by_level[ruling.insats.level]
    column = verdicts(scenario, policy, ruling, reading)
    return [
        Decision(ruling, area, scenario.day, scenario.known, "yes", None, frozenset(), ())
        for area, verdict in zip(areas, column, strict=True)
        if verdict == "yes"
    ]
