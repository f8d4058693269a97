"""Apportion: whole units shared out in proportion, to the last one.

Takes a whole amount (öre, places, posts) and those who share it, each with a weight and, if wanted, a least and a
most. Parts and rest add up to the amount exactly; nobody gets less than the least or more than the most; the answer
does not depend on the order in which the sharers come.

The parts are those of *largest remainder* (Hamilton): everyone gets the whole units of the exact share, and the units
left go one each to the largest fractions. Ties are broken by key, in code-point order. With bounds, the exact share is
`clamp(rate x weight, least, most)` with the one rate at which the shares add up to the amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Final, Literal, TypeAlias, cast

Weight: TypeAlias = int | Decimal | Fraction
Remainder: TypeAlias = Literal["largest", "first", "last", "none"]
REMAINDERS: Final[tuple[Remainder, ...]] = ("largest", "first", "last", "none")
"""Who gets the units left: the largest fractions; the first or last by key among those with a fraction; nobody."""


@dataclass(frozen=True, slots=True)
class Sharer:
    """One who shares: a key that is nobody else's, a weight (not negative), the least and the most it may get.

    A bound that is no whole number of units is rounded inwards. `most` None is no bound.
    """

    key: str
    weight: Weight
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Apportionment:
    """What each gets, by key in code-point order, and what is left: `sum(parts) + rest` is the amount."""

    parts: Mapping[str, int]
    rest: int


def largest_remainder(total: int, weights: Mapping[str, Weight]) -> dict[str, int]:
    """The amount in whole parts, in proportion to the weights; a negative amount is split as its opposite.

    Raises ValueError where a weight is negative, or where there is something to split and no weight above zero.
    """
    keys = sorted(weights)
    scaled = _whole([weights[key] for key in keys])
    below = sum(scaled)
    if scaled and min(scaled) < 0:
        raise ValueError("a weight is negative")
    if total and not below:
        raise ValueError("there is no weight to split by")
    if len(keys) == 2 and total:  # of two the larger fraction, the first of two halves: the first's share rounded
        first = (2 * abs(total) * scaled[0] + below) // (2 * below)
        return {keys[0]: first if total > 0 else -first, keys[1]: total - (first if total > 0 else -first)}
    parts, fractions = [], []
    for i, weight in enumerate(scaled):
        share, fraction = divmod(abs(total) * weight, below or 1)
        parts.append(share)
        if fraction:
            fractions.append((fraction, i))
    for i in _next(fractions, "largest")[: abs(total) - sum(parts)]:
        parts[i] += 1
    return {key: part if total > 0 else -part for key, part in zip(keys, parts, strict=True)}


def pro_rata(total: int, sharers: Iterable[Sharer], unit: int = 1, remainder: Remainder = "largest") -> Apportionment:
    """The amount in parts of whole `unit`s, in proportion to weight between each one's least and most.

    Rest is what is no whole unit, what is above everyone's most, and, with `none`, the units that fractions left.
    Raises ValueError where two keys are equal, a weight is negative, a least is above its most (after rounding
    inwards), or the leasts together are above the amount.
    """
    claimants = sorted(sharers, key=lambda s: s.key)
    _refuse(claimants, total, unit)
    least = [-(-s.least // unit) for s in claimants]
    most = [None if s.most is None else s.most // unit for s in claimants]
    weights = _whole([s.weight for s in claimants])
    units = total // unit
    if sum(least) > units:
        raise ValueError(f"the least of each comes to {sum(least) * unit}, above {total}")
    if any(high is not None and high < low for low, high in zip(least, most, strict=True)):
        raise ValueError("a least is above its most")
    rate = _rate(units, weights, least, most)
    parts, fractions = [], []
    for i, (weight, low, high) in enumerate(zip(weights, least, most, strict=True)):
        share, fraction = divmod(rate.numerator * weight, rate.denominator)
        free = low <= share and (high is None or share < high)
        parts.append(share if free else low if share < low else high if high is not None else share)
        if free and fraction:
            fractions.append((fraction, i))
    left = units - sum(parts)
    for i in _next(fractions, remainder)[:left]:
        parts[i] += 1
    given = {s.key: part * unit for s, part in zip(claimants, parts, strict=True)}
    return Apportionment(given, total - sum(given.values()))


def _refuse(sharers: list[Sharer], total: int, unit: int) -> None:
    if total < 0 or unit < 1:
        raise ValueError("an amount is not negative, and a unit is at least 1")
    if len({s.key for s in sharers}) < len(sharers):
        raise ValueError("two sharers have the same key")
    if any(s.weight < 0 for s in sharers):
        raise ValueError("a weight is negative")


def _whole(weights: list[Weight]) -> list[int]:
    """The weights as whole numbers in the same proportion."""
    if {*map(type, weights)} == {int}:
        return cast("list[int]", weights)
    ratios = [weight.as_integer_ratio() for weight in weights]
    common = lcm(*(below for _, below in ratios))
    return [above * (common // below) for above, below in ratios]


def _rate(units: int, weights: list[int], least: list[int], most: list[int | None]) -> Fraction:
    """The rate at which the clamped shares add up to the units; the highest that matters where they never do.

    The sum of the shares grows with the rate along straight lines that break where someone leaves a bound.
    """
    fixed, slope = sum(least), sum(w for w, low in zip(weights, least, strict=True) if low == 0)
    breaks = []
    for weight, low, high in zip(weights, least, most, strict=True):
        if weight and low > 0:
            breaks.append((Fraction(low, weight), weight, -low))
        if weight and high is not None:
            breaks.append((Fraction(high, weight), -weight, high))
    breaks.sort(key=lambda b: b[0])
    rate = Fraction(0)
    for rate, more, freed in breaks:
        if slope and fixed + slope * rate >= units:
            return Fraction(units - fixed, slope)
        slope, fixed = slope + more, fixed + freed
    return Fraction(units - fixed, slope) if slope else rate


def _next(fractions: list[tuple[int, int]], remainder: Remainder) -> list[int]:
    """Who is in line for the units left, by position; positions are in order of key."""
    match remainder:
        case "largest":
            return [i for _, i in sorted(fractions, key=lambda f: (-f[0], f[1]))]
        case "first":
            return [i for _, i in fractions]
        case "last":
            return [i for _, i in reversed(fractions)]
        case "none":
            return []
