"""Interpretations: which of them a part of a comparison tells apart.

Where two interpretations say the same, one stands for both, named by the open questions that matter; no more than four
stand side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from .comparison import Comparison, Side
from .verdicts import tell_apart, whole_of

MOST: Final = 4
"""Interpretations side by side, at most."""


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


def told_apart(comparison: Comparison) -> Comparison:
    """The same, each with all of its choices; first that of the first choices, then those that differ from it least."""
    shown = by_groups(comparison).sides
    sides = [next(s for s in comparison.sides if set(side.reading) <= set(s.reading)) for side in shown]
    return replace(comparison, sides=tuple(sorted(sides, key=lambda s: len(set(s.reading) - set(sides[0].reading)))))


def in_fours(comparison: Comparison) -> tuple[Comparison, ...]:
    """The interpretations that give areas other groups or changes, at most four in each comparison."""
    shown = by_groups(comparison)
    if len(shown.sides) <= MOST:
        return (shown,)
    sides = told_apart(comparison).sides
    return tuple(replace(comparison, sides=sides[i : i + MOST]) for i in range(0, len(sides), MOST))


def first_four(comparison: Comparison) -> Comparison:
    """The comparison itself, or where it has many interpretations four of those that it tells apart."""
    if len(comparison.sides) <= MOST:
        return comparison
    return replace(comparison, sides=told_apart(comparison).sides[:MOST])
