"""Weight breakpoints: every value of one weight in a range at which two areas of a need index change places.

Enters: an index and the range of a weight. Leaves: the values, exact, rising, with the areas that pass each other; all
other weights are as declared. Promise: between two of them the order of the areas is one.
"""

from __future__ import annotations

from bisect import bisect_left
from decimal import Decimal
from fractions import Fraction
from operator import mul
from typing import NamedTuple

from ..model.facts import Area
from .need_index import NeedIndex
from .weight_draws import WeightRange, known_rows, weight_of


class Breakpoint(NamedTuple):
    """A value of a weight at which two areas are equal; as the weight rises, `below` passes `above`."""

    value: Fraction
    above: Area
    below: Area


def breakpoints(index: NeedIndex, varied: WeightRange) -> list[Breakpoint]:
    """The breakpoints of a weight between the ends of its range.

    A value is a line in the weight, so two areas change places once at most, and where they do, their order at one end
    is not that at the other: the areas are taken in their order at the low end, and those found lower at the high end
    than a later one are passed by it.
    """
    ends = sorted(_values(index, varied), key=lambda at: (at[0], at[1]), reverse=True)
    first, span = Fraction(varied.low), Fraction(varied.high) - Fraction(varied.low)
    before: list[tuple[Fraction, int]] = []
    made: list[Breakpoint] = []
    for number, (low, high, below) in enumerate(ends):
        at = bisect_left(before, (high, -1))
        for _, other in before[:at]:
            lead, gain = ends[other][0] - low, high - ends[other][1]
            made.append(Breakpoint(first + span * lead / (lead + gain), ends[other][2], below))
        before.insert(bisect_left(before, (high, number)), (high, number))
    return sorted(made, key=lambda one: (one.value, one.above.id, one.below.id))


def _values(index: NeedIndex, varied: WeightRange) -> list[tuple[Fraction, Fraction, Area]]:
    """The value of each area that has one at the low and at the high end of the range."""
    weights = [[weight_of(index, term, {varied.name: Fraction(end)}) for term in index.terms] for end in varied[1:]]
    rows = [
        ([Fraction(part.amount or Decimal(0)) / (row.per or 1) for part in row.parts], row.area)
        for row in known_rows(index)
    ]
    return [
        (sum(map(mul, weights[0], amounts), Fraction(0)), sum(map(mul, weights[1], amounts), Fraction(0)), area)
        for amounts, area in rows
    ]
