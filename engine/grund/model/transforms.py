"""Transforms: logarithms, the exponential transform of ranks, the year of a date, and power means, correctly rounded.

A decimal number, or None outside the domain. The last decimal is that of the exact value. What is irrational is
computed with guard digits until both ends of the error round alike (Ziv's strategy); that ends, for what is rational
is told apart beforehand, by algebra and not by looking. No binary float.

The logarithm of a rational number is irrational, but for powers of the base (Lindemann–Weierstrass); so is the
exponential transform, but at 0 and 1. Power means of whole exponents are roots of rational numbers, which whole numbers
give exactly; a geometric mean that lies on a bound of the rounding is recognised by its prime factors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from math import gcd, lcm
from types import MappingProxyType
from typing import Final

from .arithmetic import EXACT, rounded
from .scaling import root

DOMAINS: Final[Mapping[str, str]] = MappingProxyType({"ln": "> 0", "log10": "> 0", "exponential": "0–1"})
"""Of which values a transform has one of its own; every date has its year."""

POWERS: Final[Mapping[str, int]] = MappingProxyType({"harmonic": -1, "geometric": 0})
"""The exponents of the means that have a name; a power mean says its own."""

_FIRST_GUARD: Final = 12
_ROOM: Final = 30
"""Digits more than are asked for: 18 before the decimal point, and 12 that the errors of the steps may reach into."""


def transformed(name: str, value: Decimal | date, constant: Decimal | None, decimals: int, how: str) -> Decimal | None:
    """The transform of a value; None outside its domain.

    `ln`, `log10`, or `exponential`: −c ln(1 − x (1 − e^(−100/c))) of a rank x from 0 to 1, with its constant c; `year`
    of a date.
    """
    if isinstance(value, date):
        return rounded(Decimal(value.year), decimals)
    if name == "exponential":
        assert constant is not None
        return _exponential(value, constant, decimals, how) if 0 <= value <= 1 else None
    if value <= 0:
        return None
    if name == "ln":
        return _settled(lambda wide: wide.ln(value), decimals, how)
    power = value.adjusted()
    if value == Decimal(1).scaleb(power):
        return rounded(Decimal(power), decimals)
    return _settled(lambda wide: wide.log10(value), decimals, how)


def power_mean(terms: Sequence[tuple[Decimal, Decimal]], exponent: int, decimals: int, how: str) -> Decimal | None:
    """The power mean of values with their weights, which are above 0; exponent 0: the geometric mean.

    None of no value, or where one is negative. A mean of an exponent of 0 or less is 0 where a value is.
    """
    if not terms or any(value < 0 for value, _ in terms):
        return None
    if exponent <= 0 and any(value == 0 for value, _ in terms):
        return rounded(Decimal(0), decimals)
    if exponent == 0:
        return _geometric(terms, decimals, how)
    total = sum((Fraction(weight) for _, weight in terms), Fraction(0))
    powers = sum((Fraction(value) ** exponent * Fraction(weight) for value, weight in terms), Fraction(0)) / total
    return root(powers if exponent > 0 else 1 / powers, abs(exponent), decimals, how)


def _exponential(value: Decimal, constant: Decimal, decimals: int, how: str) -> Decimal:
    if value in (0, 1):
        return rounded(100 * value, decimals)

    def compute(wide: Context) -> Decimal:
        least = wide.exp(wide.divide(Decimal(-100), constant))
        inside = wide.add(wide.subtract(Decimal(1), value), wide.multiply(value, least))
        return wide.multiply(constant.copy_negate(), wide.ln(inside))

    return _settled(compute, decimals, how)


def _geometric(terms: Sequence[tuple[Decimal, Decimal]], decimals: int, how: str) -> Decimal:
    """The root of a product, by logarithms; by its factors where it lies on a bound of the rounding."""
    parts = [Fraction(weight) for _, weight in terms]
    scale = lcm(*(part.denominator for part in parts))
    weights = [int(part * scale) for part in parts]
    total = sum(weights)

    def compute(wide: Context) -> Decimal:
        logs = Decimal(0)
        for (value, _), weight in zip(terms, weights, strict=True):
            logs = wide.add(logs, wide.multiply(wide.ln(value), Decimal(weight)))
        return wide.exp(wide.divide(logs, Decimal(total)))

    def exactly(bound: Decimal) -> bool:
        powers = [(bound, -total), *((value, weight) for (value, _), weight in zip(terms, weights, strict=True))]
        ratios = [(*value.as_integer_ratio(), power) for value, power in powers]
        return _is_one([pair for top, bottom, power in ratios for pair in ((top, power), (bottom, -power))])

    return _settled(compute, decimals, how, exactly)


def _settled(
    compute: Callable[[Context], Decimal],
    decimals: int,
    how: str,
    exactly: Callable[[Decimal], bool] | None = None,
) -> Decimal:
    """What is computed, correctly rounded: with more digits until the ends of its error round alike.

    `exactly`: whether the value is a bound of the rounding; None: it is irrational, and so is none.
    """
    guard = _FIRST_GUARD
    while True:
        wide = Context(prec=decimals + guard + _ROOM)
        value, error = compute(wide), Decimal(1).scaleb(-decimals - guard)
        low, high = (rounded(wide.add(value, end), decimals, how) for end in (-error, error))
        if low == high:
            return low if low else abs(low)  # no −0
        if exactly is not None:
            bound = high if how == "down" else EXACT.divide(EXACT.add(low, high), Decimal(2))
            if bound > 0 and exactly(bound):
                return high
        guard *= 2


def _is_one(powers: Sequence[tuple[int, int]]) -> bool:
    """Whether a product of powers of whole numbers is 1: their bases are parted until no two have a factor in common,
    and then each must have the exponent 0."""
    queue = [(base, power) for base, power in powers if base > 1 and power]
    coprime: list[tuple[int, int]] = []
    while queue:
        base, power = queue.pop()
        at = next((i for i, (other, _) in enumerate(coprime) if gcd(base, other) > 1), None)
        if at is None:
            coprime.append((base, power))
            continue
        other, more = coprime.pop(at)
        common = gcd(base, other)
        parts = ((base // common, power), (other // common, more), (common, power + more))
        queue += [(part, exponent) for part, exponent in parts if part > 1 and exponent]
    return not coprime
