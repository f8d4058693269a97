"""Comparison groups: the group of an area in a comparison, whatever uncertain facts turn out to be."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt

from ...loading.scenario import decided_as
from ...model.decisions import VERDICTS
from ...model.policies import Policy
from ...model.scenario import Reading
from ...model.uncertain import UncertainOutcome
from ..compare.comparison import GROUPS, Comparison, group_of
from ..compare.verdicts import at_level, several
from .level_decider import LevelDecider
from .outcomes import Key, Verdicts, WorldQuestion, outcomes

_YES, _NO, _UNKNOWN = (VERDICTS.index(verdict) for verdict in VERDICTS)
_OF_PAIR = np.array([[GROUPS.index(group_of(a, b)) for b in VERDICTS] for a in VERDICTS], np.int8)
"""The place of the group, by what A and what B says of an area."""


def groups(comparison: Comparison, reading: Reading) -> dict[str, UncertainOutcome]:
    """The group of each area of the scenario's level that uncertain facts reach, by the area's id; kept with the
    scenario."""
    scenario, level = comparison.scenario, comparison.scenario.level
    policies = several(comparison.a, comparison.b, comparison.base)
    key = ("uncertain groups", scenario.uncertain, *map(id, policies), reading)
    if key not in scenario.frames:
        areas = scenario.today.by_level.get(level, ())
        named = [(policy, [ruling.insats.id for ruling in at_level(policy, level)]) for policy in policies]
        deciders = [LevelDecider(scenario, policy, reading, insatser, areas) for policy, insatser in named if insatser]
        question = WorldQuestion(deciders, _Groups(comparison, reading), GROUPS)
        by_key = outcomes(scenario, question) if deciders and areas else {}
        scenario.frames[key] = {area: outcome for (area,), outcome in by_key.items()}, policies
    return cast("dict[str, UncertainOutcome]", scenario.frames[key][0])


class _Groups:
    """The group of each row, from its verdicts."""

    def __init__(self, comparison: Comparison, reading: Reading) -> None:
        self.comparison = comparison
        scenario, level = comparison.scenario, comparison.scenario.level
        self.tokens = {
            (policy.id, ruling.insats.id): decided_as(scenario, policy, ruling, reading)
            for policy in several(comparison.a, comparison.b, comparison.base)
            for ruling in at_level(policy, level)
        }

    def __call__(self, verdicts: Verdicts) -> dict[Key, npt.NDArray[np.int8]]:
        a, b = (self._reached(verdicts, policy) for policy in (self.comparison.a, self.comparison.b))
        return {(): _OF_PAIR[a, b]}

    def _reached(self, verdicts: Verdicts, policy: Policy) -> npt.NDArray[np.int8]:
        """Whether a policy gives something that the baseline does not, as far as the verdicts say."""
        base = self.comparison.base
        rows = len(next(iter(verdicts.values())))
        surely, maybe = np.zeros(rows, np.bool_), np.zeros(rows, np.bool_)
        for (by, insats), column in verdicts.items():
            before = (base.id, insats) if base else ("", insats)
            if by != policy.id or self.tokens.get(before) == self.tokens[by, insats]:
                continue
            usual = verdicts.get(before, np.full(rows, _NO, np.int8))
            surely |= (column == _YES) & (usual == _NO)
            maybe |= (column != _NO) & (usual != _YES)
        return np.select([surely, maybe], [_YES, _UNKNOWN], _NO).astype(np.int8)
