"""Intervals: values as whole numbers, and the sets of them that a comparison with a constant is true for.

Enters: values, types, comparisons. Leaves: codes (whole numbers) and regions of codes. Promise: exact; the order of
codes is the order of values; *missing* is one more code, outside every domain, so that what is known and what is not
are told apart by the same arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from ...language.intervals import around
from ...model.arithmetic import EXACT
from ...model.expressions import DIGITS, Type, Value

Region: TypeAlias = tuple[tuple[int, int], ...]
"""Closed intervals of codes, lowest first, apart from one another. Empty: nothing."""

BOUND: Final = 10**DIGITS
"""No constant that is compared reaches it; a number beyond it has it as its code, and compares alike."""
MISSING: Final[Region] = ((2 * BOUND, 2 * BOUND),)
"""The region of the unknown value alone."""


def code(value: Value, kind: Type) -> int:
    """The whole number that stands for a value of a type; raises `ValueError` where it is none."""
    if kind.kind == "bool" and isinstance(value, bool):
        return int(value)
    if kind.kind == "enum" and isinstance(value, str):
        return kind.members.index(value)
    if kind.kind == "date" and isinstance(value, date):
        return value.toordinal()
    if kind.kind == "number" and isinstance(value, Decimal) and value.is_finite():
        scaled = EXACT.scaleb(value, kind.decimals)
        if scaled == (number := int(scaled)):
            return max(-BOUND, min(BOUND, number))
    raise ValueError(value)


def domain(kind: Type) -> Region:
    """Every code of a type. The declared `min` and `max` do not bound it: derived values may lie outside."""
    if kind.kind == "bool":
        return ((0, 1),)
    return ((0, len(kind.members) - 1),) if kind.kind == "enum" else ((-BOUND, BOUND),)


def comparable(constant: Value, kind: Type) -> bool:
    """Whether comparing codes with a constant is exact: it lies inside the bound, with decimals to spare or not."""
    return not isinstance(constant, Decimal) or abs(EXACT.scaleb(constant, kind.decimals)) < BOUND


def region(op: str, constant: Value, kind: Type) -> Region:
    """The codes for which `value op constant` holds. A constant may have more decimals than the values."""
    low, high = domain(kind)[0]
    at, above = around(constant, kind)
    first, last = {
        "eq": (at, above - 1),
        "lt": (low, at - 1),
        "le": (low, above - 1),
        "gt": (above, high),
        "ge": (at, high),
    }[op]
    return ((first, last),) if first <= last else ()


def union(regions: Iterable[Region]) -> Region:
    """What lies in any of some regions."""
    intervals: list[tuple[int, int]] = []
    for low, high in sorted(interval for pairs in regions for interval in pairs):
        if intervals and low <= intervals[-1][1] + 1:
            intervals[-1] = (intervals[-1][0], max(intervals[-1][1], high))
        else:
            intervals.append((low, high))
    return tuple(intervals)


def intersection(left: Region, right: Region) -> Region:
    """What lies in both."""
    pairs = [(max(a, c), min(b, d)) for a, b in left for c, d in right]
    return tuple((low, high) for low, high in pairs if low <= high)


def rest(taken: Region, kind: Type) -> Region:
    """What lies in the domain and not in a region."""
    low, high = domain(kind)[0]
    gaps, start = [], low
    for first, last in taken:
        gaps.append((start, first - 1))
        start = last + 1
    gaps.append((start, high))
    return tuple((first, last) for first, last in gaps if first <= last)


def spans(pairs: Region) -> tuple[Region, ...]:
    """The region in as few parts as one test each can say: a lower bound, an upper bound, and single holes."""
    parts: list[Region] = []
    for interval in pairs:
        if parts and interval[0] - parts[-1][-1][1] == 2:
            parts[-1] = (*parts[-1], interval)
        else:
            parts.append((interval,))
    return tuple(parts)
