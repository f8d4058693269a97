"""Notebook: a comparison that a notebook shows as numbers and hexagons, a budget that it shows as tables.

Enters: a scenario and policies. Leaves: a `Comparison` or a `Budget` with `_repr_html_`. Promise: it is the comparison
or the budget itself; nothing more is computed until somebody looks.
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
from ..model.scenario import Scenario

_P = ParamSpec("_P")


class Shown(Comparison):
    """A comparison with a picture of its own."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """The four numbers and the hexagons, in Swedish, as a notebook shows them."""
        return report.summary.glance(self)


def compare(scenario: Scenario, a: str, b: str) -> Comparison:
    """The comparison of two policies, in every interpretation that tells them apart."""
    comparison = compared(scenario, a, b)
    return Shown(comparison.scenario, comparison.a, comparison.b, comparison.base, comparison.sides)


class ShownBudget(Budget):
    """A budget with tables of its own."""

    def _repr_html_(self) -> str:
        """What `grund budget` says, in Swedish and millions of kronor, as a notebook shows it."""
        return views.formats.html.fragment(views.budget.budget_view(self, "sv").blocks, "sv")


def _showing(of: Callable[_P, Budget]) -> Callable[_P, Budget]:
    """The same function, whose budget shows itself."""

    @wraps(of)
    def shown(*args: _P.args, **named: _P.kwargs) -> Budget:
        return ShownBudget(**vars(of(*args, **named)))

    return shown


budget = _showing(budgeted)
