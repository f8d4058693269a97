"""Reach: which of several policies reach which areas, at every level.

It is what a comparison of any two of them counts as reached and withdrawn (LANGUAGE §7); the baseline's own is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal as OneOf

from ...loading.arguments import typed_arguments
from ...model.brief import brief
from ...model.decisions import Verdict
from ...model.facts import Area
from ...model.policies import Policy
from ...model.scenario import Reading, Scenario
from ..completions.settle import Matrix
from .comparison import baseline, given, reaches
from .verdicts import all_readings, several, tell_apart, told, verdicts_of, whole_of


@dataclass(frozen=True, slots=True)
class PolicyReach:
    """What one policy does at one level, area by area: whether it reaches, and whether it withdraws something."""

    policy: Policy
    reaches: tuple[Verdict, ...]
    withdraws: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class ReachedLevel:
    """The policies side by side at one level; the baseline has no column."""

    level: str
    areas: tuple[Area, ...]
    columns: tuple[PolicyReach, ...]

    def patterns(self) -> Mapping[tuple[Verdict, ...], tuple[Area, ...]]:
        """The areas by what the policies say of them, in their order."""
        gathered: dict[tuple[Verdict, ...], tuple[Area, ...]] = {}
        for area, *verdicts in zip(self.areas, *(c.reaches for c in self.columns), strict=True):
            gathered[tuple(verdicts)] = (*gathered.get(tuple(verdicts), ()), area)
        return gathered

    @typed_arguments
    def of(
        self, column: PolicyReach, what: OneOf["reaches", "withdraws"], verdict: Verdict = "yes"
    ) -> tuple[Area, ...]:
        """The areas that a policy `reaches` or `withdraws` from, or where that is not known."""
        return tuple(a for a, v in zip(self.areas, getattr(column, what), strict=True) if v == verdict)


@dataclass(frozen=True, slots=True)
class ReachSide:
    """One interpretation: the scenario's level first, then every other level that some policy decides at."""

    reading: Reading
    levels: tuple[ReachedLevel, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """Some policies in the order asked for, counted from a baseline or from nothing."""

    scenario: Scenario
    policies: tuple[Policy, ...]
    base: Policy | None
    sides: tuple[ReachSide, ...]

    __repr__ = brief


@typed_arguments
def reach(scenario: Scenario, *names: str) -> Reach:
    """Which of some policies reach which areas. Raises `GrundError` where one is unknown."""
    policies = several(*(scenario.policy(name) for name in names))
    base = baseline(scenario)
    counted = [policy for policy in policies if base is None or policy.id != base.id]
    levels = _levels(scenario, several(*policies, base))
    reach_by_policy = {policy.id: _by_reading(scenario, policy, base, levels) for policy in counted}
    readings = all_readings(scenario, several(*policies, base))
    sides = {reading: _side(scenario, reading, levels, counted, reach_by_policy) for reading in readings}
    apart = tell_apart(readings, lambda reading: sides[reading].levels)
    return Reach(scenario, policies, base, tuple(replace(whole_of(sides, r), reading=r) for r in apart))


def _levels(scenario: Scenario, policies: Sequence[Policy]) -> tuple[str, ...]:
    named = {ruling.insats.level for policy in policies for ruling in policy.rulings.values()} - {scenario.level}
    return (scenario.level, *(level for level in scenario.book.vocabulary.levels if level in named))


def _by_reading(
    scenario: Scenario, policy: Policy, base: Policy | None, levels: Sequence[str]
) -> dict[Reading, dict[str, PolicyReach]]:
    """What a policy does at each level, in each interpretation of it and of the baseline alone."""
    readings = all_readings(scenario, several(policy, base))
    return {r: {level: _column(scenario, policy, base, r, level) for level in levels} for r in readings}


def _column(scenario: Scenario, policy: Policy, base: Policy | None, reading: Reading, level: str) -> PolicyReach:
    verdicts = verdicts_of(scenario, (policy, base), reading, level)
    return PolicyReach(
        policy,
        tuple(map(told, verdicts.settled(lambda matrix: reaches(matrix, policy, base)))),
        tuple(map(told, verdicts.settled(lambda matrix: withdraws(matrix, policy, base)))),
    )


def withdraws(matrix: Matrix, policy: Policy, base: Policy | None) -> Verdict:
    """Whether the baseline gives something that a policy does not."""
    by_base, by_policy = given(matrix, base, policy)
    return "yes" if by_base - by_policy else "no"


def _side(
    scenario: Scenario,
    reading: Reading,
    levels: Sequence[str],
    policies: Sequence[Policy],
    reach_by_policy: Mapping[str, Mapping[Reading, Mapping[str, PolicyReach]]],
) -> ReachSide:
    chosen = {p.id: next(by for r, by in reach_by_policy[p.id].items() if set(r) <= set(reading)) for p in policies}
    return ReachSide(
        reading,
        tuple(
            ReachedLevel(level, scenario.today.by_level.get(level, ()), tuple(chosen[p.id][level] for p in policies))
            for level in levels
        ),
    )
