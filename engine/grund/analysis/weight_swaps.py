"""Weight swaps: the least change of a weight after which two neighbours in an order have changed places.

Takes a parameter, its value, and for each area the line of its value in the parameter, cut where a definition cuts.
Exact, of values before rounding; what a cut makes equal has not changed places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise, product, zip_longest
from math import ceil, floor
from typing import Final, NamedTuple

from ..loading.vocabulary import widest
from ..model.expressions import domain
from ..model.facts import Area
from ..model.policies import Parameter

_NOW: Final = Fraction(0)
"""No change of a weight."""


@dataclass(frozen=True, slots=True)
class Swap:
    """The least change of a weight that swaps two neighbours: they are equal at `equal`, and swapped at `to`."""

    parameter: Parameter
    now: Decimal
    equal: Fraction
    to: Decimal
    above: Area
    below: Area


class Line(NamedTuple):
    """The exact value of an area, how much it rises for each unit of a weight, and what it is cut at, if anything."""

    area: Area
    value: Fraction
    slope: Fraction
    low: Fraction | None = None
    high: Fraction | None = None

    def after(self, change: Fraction) -> Fraction:
        """The value when the weight has changed by so much."""
        return _cut(self.value + self.slope * change, self.low, self.high)

    def ends(self) -> list[Fraction]:
        """The changes at which it meets what it is cut at."""
        return [(end - self.value) / self.slope for end in (self.low, self.high) if self.slope and end is not None]

    def over(self, divisor: Fraction) -> Line:
        """The line divided by what does not depend on the weight."""
        low, high = (None if end is None else end / divisor for end in (self.low, self.high))
        ends = (low, high) if divisor > 0 else (high, low)
        return Line(self.area, self.value / divisor, self.slope / divisor, *ends)

    def within(self, least: Fraction, most: Fraction) -> Line:
        """The line cut to a domain."""
        low = least if self.low is None else _cut(self.low, least, most)
        high = most if self.high is None else _cut(self.high, least, most)
        return self._replace(low=low, high=high)


def _cut(value: Fraction, low: Fraction | None, high: Fraction | None) -> Fraction:
    value = value if low is None else max(value, low)
    return value if high is None else min(value, high)


def nearest(parameter: Parameter, now: Decimal, lines: Sequence[Line]) -> Swap | None:
    """The least change after which the lower of two neighbours stands higher; a weight does not change its sign."""
    unit = Fraction(10) ** parameter.type.decimals
    low, high = domain(widest(parameter))
    low, high = (max(low, 0), high) if now >= 0 else (low, min(high, 0))
    swap: Swap | None = None
    for way in (1, -1):
        for above, below in _neighbours(lines, way):
            for change in _turns(above, below, way):
                equal = Fraction(now) + change
                step = floor(equal * unit) + 1 if way > 0 else ceil(equal * unit) - 1
                to = Fraction(step) / unit - Fraction(now)
                if below.after(to) > above.after(to):
                    nearer = swap is None or abs(change) < abs(swap.equal - Fraction(now))
                    if nearer and low <= step <= high:
                        written = Decimal(step).scaleb(-parameter.type.decimals)
                        swap = Swap(parameter, now, equal, written, above.area, below.area)
                    break
    return swap


def _neighbours(lines: Sequence[Line], way: int) -> Iterator[tuple[Line, Line]]:
    """Areas with one below the other and none between, in the order that they get as the weight rises, or falls.

    Areas that are equal now part at once, and of those the outermost meet first; but not of those that a cut makes
    equal, which may stay so.
    """
    ordered = sorted(lines, key=lambda line: (-line.after(_NOW), -way * line.slope))
    equals = [list(group) for _, group in groupby(ordered, key=lambda line: line.after(_NOW))]
    for upper, lower in pairwise(equals):
        if any(line.low is not None for line in (*upper, *lower)):
            yield from product(reversed(upper), lower)
        else:
            yield upper[-1], lower[0]


def _turns(above: Line, below: Line, way: int) -> Iterator[Fraction]:
    """The changes, nearest first, from which on the lower of two lines stands higher: straight between their ends."""

    def gap(size: Fraction) -> Fraction:
        return below.after(way * size) - above.after(way * size)

    starts = sorted({_NOW, *(way * end for end in (*above.ends(), *below.ends()) if way * end > 0)})
    for start, end in zip_longest(starts, starts[1:]):
        size = Fraction(1) if end is None else end - start
        before, rise = gap(start), gap(start + size) - gap(start)
        if before <= 0 < rise and (end is None or before + rise > 0):
            yield way * (start - size * before / rise)
