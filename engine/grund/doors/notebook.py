"""Notebook: a comparison that a notebook shows as numbers and hexagons, and all else takes as it is.

Enters: a scenario and two policies. Leaves: a `Comparison` with `_repr_html_`. Promise: it is the comparison itself;
nothing more is computed until somebody looks.
"""

from __future__ import annotations

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
