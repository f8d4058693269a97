"""Notebook: a comparison that a notebook shows as numbers and hexagons, a budget that it shows as tables.

Enters: a scenario and policies. Leaves: a `Comparison` or a `Budget` with `_repr_html_`. Promise: it is the comparison
or the budget itself; nothing more is computed until somebody looks.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..budgeting import Budget
from ..budgeting import budget as budgeted
from ..comparison import Comparison
from ..comparison import compare as compared
from ..scenario import Scenario


class Shown(Comparison):
    """A comparison with a picture of its own."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """The four numbers and the hexagons, in Swedish, as a notebook shows them."""
        from .report.glance import glance

        return glance(self)


def compare(scenario: Scenario, a: str, b: str) -> Comparison:
    """The comparison of two policies, in every reading of the questions that their own rules leave open."""
    found = compared(scenario, a, b)
    return Shown(found.scenario, found.a, found.b, found.sides)


class ShownBudget(Budget):
    """A budget with tables of its own."""

    def _repr_html_(self) -> str:
        """What `grund budget` says, in Swedish and millions of kronor, as a notebook shows it."""
        from .budgeted import budget_view
        from .sheet import fragment

        return fragment(budget_view(self, "sv").blocks, "sv")


def budget(
    scenario: Scenario,
    policies: Iterable[str] | None = None,
    years: Iterable[int] | None = None,
    insatser: Iterable[str] | None = None,
    own: bool = False,
) -> Budget:
    """What policies cost in some years; default: those that the scenario names.

    `insatser` are those to count (default all); `own`: only those that some of the policies' own files write rules
    for. Amounts are whole öre. Raises `GrundError` where a policy or insats is not there, or no year is named anywhere.
    """
    return ShownBudget(**vars(budgeted(scenario, policies, years, insatser, own)))
