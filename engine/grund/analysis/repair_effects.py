"""Repair effects: what is decided otherwise where missing values are not repaired."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ..engines.run import run
from ..model.decisions import Decision
from ..model.policies import Policy
from ..model.repairs import repaired_counts
from ..model.scenario import Reading, Scenario


def repaired_data(scenario: Scenario) -> list[dict[str, Any]] | None:
    """How many values are repaired, by attribute and method; None where they are left missing (`--no-repair`)."""
    if not scenario.repaired:
        return None
    counts = repaired_counts(scenario.today, scenario.repairs)
    return [{"attribute": name, "method": method, "values": n} for (name, method), n in counts.items()]


class Turned(NamedTuple):
    """A decision that rests on repaired values: what it is with them, and without."""

    policy: Policy
    reading: Reading
    decision: Decision
    without: Decision


def turned(scenario: Scenario, policies: Iterable[str]) -> tuple[Turned, ...]:
    """The decisions of some policies that are others without repairs; none where nothing is repaired."""
    if not scenario.repaired:
        return ()
    names = list(policies)
    pairs = zip(run(scenario, names), run(scenario.as_stated(), names), strict=True)
    return tuple(
        Turned(answers.policy, answers.reading, decision, without)
        for answers, as_stated in pairs
        for decision, without in zip(answers.decisions, as_stated.decisions, strict=True)
        if decision.verdict != without.verdict
    )
