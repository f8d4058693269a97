"""`grund allocate`: share a limited budget between areas, by several methods."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from .. import batch, budgeting, loading, views
from ..problems.problem import GrundError, problem
from .options import OUT, WHICH, Out, Unit, Which, load, policies_of, write

_Method = Literal["priority", "proportional", "waterfill", "optimum", "exact"]


def allocate(
    scenario: str | None = None,
    /,
    *,
    years: str | None = None,
    total: str | None = None,
    method: list[_Method] | None = None,
    seconds: float = 60.0,
    own: bool = False,
    unit: Unit = "mnkr",
    which: Which = WHICH,
    out: Out = OUT,
) -> int:
    """Share a limited budget between areas, by several methods."""
    loaded_scenario = load(which, scenario, which.policy)
    (policy, *others) = policies_of(loaded_scenario, which)
    if which.policy and others:
        raise GrundError([problem("G578", None, count=1 + len(others), policies=", ".join((policy, *others)))])
    budget_years = loading.arguments.years_of(years) or list(loaded_scenario.planning.years)
    limits = loaded_scenario.planning.limits
    if total is not None:
        limits = replace(limits, total={}, yearly=loading.arguments.ore_of(total))
    level = loaded_scenario.level
    allocations = budgeting.allocation.allocate(
        loaded_scenario, policy, budget_years, method, limits, own, seconds,
        lambda areas: batch.progress.watched(areas, lambda: len(areas), level),
    )  # fmt: skip
    return write(views.allocate.allocation_view(allocations, out.lang, unit), loaded_scenario, out)
