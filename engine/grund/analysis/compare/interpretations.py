"""Interpretations: which of them a part of a comparison tells apart.

Enters: a comparison, and what is said of each of its sides. Leaves: the comparison in fewer interpretations. Promise:
where two interpretations say the same, one stands for both, named by the open questions that matter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .comparison import Comparison, Side
from .verdicts import tell_apart, whole_of


def apart(comparison: Comparison, aspect: Callable[[Side], object]) -> Comparison:
    """The comparison in the interpretations that what is said of them tells apart, each named by what matters."""
    sides = {side.reading: side for side in comparison.sides}
    kept = tell_apart(tuple(sides), lambda reading: aspect(sides[reading]))
    return replace(comparison, sides=tuple(replace(whole_of(sides, reading), reading=reading) for reading in kept))


def by_groups(comparison: Comparison) -> Comparison:
    """The comparison in the interpretations that give areas of the scenario's level other groups or changes."""
    return apart(
        comparison, lambda side: [(r.group, r.change, r.a, r.b, r.withdraws_a, r.withdraws_b) for r in side.areas]
    )
