"""Scaling: where a value lies among the values of a base, as a number: z-scores, min–max, the distance to a reference.

Takes whole numbers, all in one unit, and the choices that a method has to declare. Gives a number rounded once to some
decimals, or None where nothing can be divided by. Correctly rounded, for whole numbers are used throughout; a square
root is the whole number below it, which `isqrt` gives exactly. No binary float.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import Final

from .arithmetic import EXACT, fraction
from .ranking import Spread

DEVIATIONS: Final = ("population", "sample")
"""What a standard deviation divides the sum of squares by: n, or n − 1."""

REFERENCES: Final = ("mean", "min", "max")
"""What of the base a distance may be measured from, beside a number."""


def variance(base: Spread, deviation: str) -> Fraction | None:
    """The square of the standard deviation, in the square of the values' unit; None of a sample of one."""
    parts = base.n**2 if deviation == "population" else base.n * (base.n - 1)
    return Fraction(base.n * base.squares - base.total**2, parts) if parts else None


def z_score(value: int, base: Spread, deviation: str, decimals: int, how: str) -> Decimal | None:
    """How many standard deviations a value lies above the mean; None where all values are equal."""
    square, above = variance(base, deviation), base.n * value - base.total
    if not square:
        return None
    number = root(Fraction(above, base.n) ** 2 / square, 2, decimals, how)
    return number.copy_negate() if above < 0 and number else number


def min_max(value: int, base: Spread, descending: bool) -> Fraction | None:
    """How far a value lies from the lowest towards the highest, or back, 0 to 1; None where all values are equal."""
    width = base.high - base.low
    return Fraction(base.high - value if descending else value - base.low, width) if width else None


def distance(value: int, reference: Fraction) -> Fraction | None:
    """How much a value differs from a reference, as a part of its size; None of a reference of 0."""
    return (value - reference) / abs(reference) if reference else None


def reference_of(base: Spread, name: str) -> Fraction:
    """The mean, the least or the greatest of a base. Raises `KeyError` for a name not in `REFERENCES`."""
    return {"mean": Fraction(base.total, base.n), "min": Fraction(base.low), "max": Fraction(base.high)}[name]


def root(value: Fraction, degree: int, decimals: int, how: str = "half_up") -> Decimal:
    """The root of a number that is not negative, correctly rounded: half up, or down."""
    if degree == 1:
        number = fraction(value, decimals, how)
        assert number is not None
        return number
    finer = 2 if how == "half_up" else 1
    below = _whole_root((finer * 10**decimals) ** degree * value.numerator // value.denominator, degree)
    return Decimal((below + finer - 1) // finer).scaleb(-decimals, EXACT)


def _whole_root(number: int, degree: int) -> int:
    """The greatest whole number whose power is not above a number, by Newton's method from above."""
    if degree == 2 or number < 2:
        return isqrt(number)
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        nearer = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if nearer >= guess:
            return guess
        guess = nearer
