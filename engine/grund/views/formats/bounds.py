"""Bounds: how a measure is written that may be a range.

Rounded here and nowhere before; a share that may be anything is unknown.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from ...analysis.targeting_measures import Bounds
from ...model.arithmetic import ratio
from ...model.numbers import SPACE, number_text, pick
from ..wording.values import MISSING
from .text import Cell, NumericText


def bounds_cell(bounds: Bounds | None, decimals: int | None, lang: str) -> Cell:
    """A share as per cent with `decimals` 1, an index with more, a count with None; a range where it is not certain."""
    if bounds is None:
        return NumericText(pick(lang, *MISSING))
    if decimals == 1 and bounds == Bounds(Fraction(0), Fraction(1)):
        return NumericText(pick(lang, *MISSING))
    low, high = (_text(value, decimals, lang) for value in bounds)
    unit = pick(lang, f"{SPACE}%", "%") if decimals == 1 else ""
    if low == high:
        return NumericText(low + unit)
    between = "–" if bounds.low >= 0 else f"{SPACE}{pick(lang, 'till', 'to')}{SPACE}"
    return NumericText(
        f"{pick(lang, 'minst', 'at least')}{SPACE}{low}" if bounds.high is None else low + between + high + unit
    )


def _text(value: Fraction | None, decimals: int | None, lang: str) -> str:
    if value is None:
        return ""
    scaled = value * 100 if decimals == 1 else value
    return number_text(rounded_ratio(scaled, decimals or 0) + 0, lang)


def rounded_ratio(value: Fraction, decimals: int) -> Decimal:
    """An exact value rounded half away from zero."""
    number = ratio(Decimal(value.numerator), Decimal(value.denominator), decimals)
    assert number is not None
    return number
