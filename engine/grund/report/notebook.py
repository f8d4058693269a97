"""Notebook: a comparison that a notebook shows as numbers and hexagons, a budget that it shows as tables.

A `Comparison` or a `Budget` with `_repr_html_` and `result`, also of a scenario in memory. It is the comparison or the
budget itself; nothing more is computed until somebody looks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from .. import report, views
from ..analysis.compare.comparison import Comparison
from ..analysis.compare.comparison import compare as compared
from ..budgeting.policy_budgets import Budget
from ..budgeting.policy_budgets import budget as budgeted
from ..loading.arguments import typed_arguments
from ..model.scenario import Scenario
from ..views.result import Result

_P = ParamSpec("_P")


class Shown(Comparison):
    """A comparison with a picture and a result of its own."""

    __slots__ = ()

    @property
    def result(self) -> Result:
        """What `grund compare` answers, in Swedish, of this comparison."""
        return views.compare.compare_view(self, "sv").of(self.scenario, ("compare", self.a.id, self.b.id), "sv")

    def _repr_html_(self) -> str:
        """The four numbers and the hexagons, in Swedish, as a notebook shows them."""
        return report.summary.glance(self)


@typed_arguments
def compare(scenario: Scenario, a: str, b: str) -> Shown:
    """The comparison of two policies, in every interpretation that tells them apart."""
    comparison = compared(scenario, a, b)
    return Shown(comparison.scenario, comparison.a, comparison.b, comparison.base, comparison.sides)


class ShownBudget(Budget):
    """A budget with a result of its own."""

    @property
    def result(self) -> Result:
        """What `grund budget` answers, in Swedish, of this budget."""
        return views.budget.budget_view(self, "sv").of(self.scenario, ("budget",), "sv")

    def _repr_html_(self) -> str:
        """What it answers, in millions of kronor, as a notebook shows it."""
        return self.result._repr_html_()


def _showing(of: Callable[_P, Budget]) -> Callable[_P, ShownBudget]:
    """The same function, whose budget shows itself."""

    @wraps(of)
    def shown(*args: _P.args, **named: _P.kwargs) -> ShownBudget:
        return ShownBudget(**vars(of(*args, **named)))

    return shown


budget = _showing(budgeted)
