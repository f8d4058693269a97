"""One policy: whom it reaches, and which of its insatser count.

Counted as `comparison` counts them.
"""

from __future__ import annotations

from ...model.decisions import Verdict
from ...model.policies import Policy, Ruling
from ...model.scenario import Reading, Scenario
from ..quantities import costed_alike
from .comparison import counted_from, reaches
from .verdicts import told, verdicts_of


def reach(scenario: Scenario, policy: Policy, reading: Reading, level: str = "") -> dict[str, Verdict]:
    """Whether a policy reaches each area of a level (the scenario's), by id; the baseline alone, what it gives."""
    base = counted_from(scenario, policy)
    verdicts = verdicts_of(scenario, (policy, base), reading, level or scenario.level)
    settled = verdicts.settled(lambda matrix: reaches(matrix, policy, base))
    return {area.id: told(answer) for area, answer in zip(verdicts.areas, settled, strict=True)}


def counted(scenario: Scenario, policy: Policy, reading: Reading) -> tuple[Ruling, ...]:
    """The rulings of a policy, at every level, whose verdict or amount differs somewhere from the baseline's; without
    a baseline, and of the baseline itself, all that it names."""
    base = counted_from(scenario, policy)
    if base is None:
        return tuple(policy.rulings.values())
    at = {level: verdicts_of(scenario, (policy, base), reading, level) for level in _levels(policy)}
    return tuple(
        ruling
        for ruling in policy.rulings.values()
        if at[ruling.insats.level].differ(ruling.insats.id)
        or not costed_alike(scenario, policy, base, reading, ruling.insats)
    )


def _levels(policy: Policy) -> frozenset[str]:
    return frozenset(ruling.insats.level for ruling in policy.rulings.values())
