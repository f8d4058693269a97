"""Ranking: ranks, percentiles and quotas, as pure functions over values that can be compared.

Takes the sort keys of the members of a base population, and the choices that a ranking has to declare: direction,
ties, divisor, rounding of a share, what a tie at the boundary does. Gives places as exact fractions, and who is within
a quota. Nothing is assumed and nothing is rounded; the order in which members are given is never seen in the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final, NamedTuple

DIRECTIONS: Final = ("ascending", "descending")
"""`ascending`: the lowest value comes first, so that a high value has a high rank and a high percentile."""

TIES: Final = ("average", "min", "max", "dense")
"""What equal values get: the mean, the lowest or the highest of the ranks they take up together; `dense`: the number
of different values up to theirs. As in pandas and SciPy."""

DIVISORS: Final = ("n", "n-1", "n+1", "midpoint")
"""What makes a percentile of a rank: rank / n, (rank − 1) / (n − 1), rank / (n + 1), (rank − ½) / n. n is the
number of members; of `dense` ranks, of different values."""

SHARES: Final = ("up", "down", "half_up")
"""What a share of n makes of a part of a place: one more place, none, or what is nearest."""

AT_THE_BOUNDARY: Final = ("include", "exclude", "unknown")
"""What happens to equal values of which a quota has room for some only: all in, all out, or nobody can tell."""


class Standing(NamedTuple):
    """Where a member stands: how many come before it, how many are equal to it (itself counted), and how many
    different values come before."""

    before: int
    equal: int
    distinct: int


class Spread(NamedTuple):
    """What a base of values comes to: how many there are, their sum, the sum of their squares, the ends."""

    n: int
    total: int
    squares: int
    low: int
    high: int


def spread(values: Iterable[tuple[int, int]]) -> Spread | None:
    """The spread of values, each with how many times it occurs; None of no value."""
    pairs = list(values)
    if not pairs:
        return None
    return Spread(
        sum(times for _, times in pairs),
        sum(value * times for value, times in pairs),
        sum(value * value * times for value, times in pairs),
        min(value for value, _ in pairs),
        max(value for value, _ in pairs),
    )


def standings(keys: Sequence[Sequence[Any]], descending: Sequence[bool]) -> tuple[Standing, ...]:
    """Where every member stands, in the order given. Each has as many keys as there are directions, the first one
    deciding; members with all keys equal are tied. No member: nothing."""
    order = list(range(len(keys)))
    for at in reversed(range(len(descending))):
        order.sort(key=lambda i: keys[i][at], reverse=descending[at])
    positions: list[Standing] = [Standing(0, 0, 0)] * len(keys)
    start = distinct = 0
    while start < len(order):
        end = start
        while end < len(order) and keys[order[end]] == keys[order[start]]:
            end += 1
        for i in order[start:end]:
            positions[i] = Standing(start, end - start, distinct)
        start, distinct = end, distinct + 1
    return tuple(positions)


def rank(standing: Standing, ties: str) -> Fraction:
    """The rank of a member, from 1; halves where `ties` is average. Raises `KeyError` for a rule not in `TIES`."""
    return {
        "average": Fraction(2 * standing.before + standing.equal + 1, 2),
        "min": Fraction(standing.before + 1),
        "max": Fraction(standing.before + standing.equal),
        "dense": Fraction(standing.distinct + 1),
    }[ties]


def size(positions: Sequence[Standing], ties: str) -> int:
    """The n of a percentile: the members, or for `dense` ranks the different values."""
    return len(positions) if ties != "dense" else max((s.distinct + 1 for s in positions), default=0)


def percentile(place: Fraction, n: int, divisor: str) -> Fraction | None:
    """The part of the base, 0 to 1, up to a rank; None where nothing can be divided by (`n-1` of a single member)."""
    top, bottom = {
        "n": (place, n),
        "n-1": (place - 1, n - 1),
        "n+1": (place, n + 1),
        "midpoint": (place - Fraction(1, 2), n),
    }[divisor]
    return top / bottom if bottom > 0 else None


def places(share: Decimal | Fraction, n: int, rounding: str) -> int:
    """How many places a share (0 to 1) of n members is. Raises `KeyError` for a rounding not in `SHARES`."""
    exact = Fraction(share) * n
    return {"up": ceil(exact), "down": floor(exact), "half_up": floor(exact + Fraction(1, 2))}[rounding]


def within(standing: Standing, room: int, boundary: str, unsure: int = 0) -> bool | None:
    """Whether a member is among the first `room`; None where that is unknown.

    `unsure` members may come anywhere, or may not belong to the base at all: they are counted in `room` where that is
    a share. The answer is known where it is the same wherever they come.
    """
    first, last = standing.before, standing.before + standing.equal
    if first >= room or (boundary == "exclude" and last > room):
        return False
    if last + unsure <= room or (boundary == "include" and first + unsure < room):
        return True
    return None
