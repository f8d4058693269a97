"""Rounding: quotients and rounding by whole numbers, so that every dialect gives the same digit.

Enters: whole numbers of 38 digits. Leaves: a decimal of a declared kind. Promise: exact until one rounding, half away
from zero or toward it; null where an operand is.
"""

from __future__ import annotations

from decimal import Decimal

from sqlglot import exp

from ...model.expressions import Type
from .dialects import Dialect, Tree, both, case, cast, either, inside, negated, number, type_of
from .evaluate import decimal


def whole(dialect: Dialect, tree: Tree, decimals: int) -> Tree:
    """A number as a whole number of its smallest unit."""
    scaled = times(tree, 10**decimals)
    return cast(scaled, dialect.wide)


def quotient(
    dialect: Dialect, top: Tree, bottom: Tree | None, shift: int, kind: Type, how: str, step: int = 1,
    checked: bool = False,
) -> Tree:  # fmt: skip
    """`top * 10^shift / bottom` of whole numbers, rounded to a whole number of `step`s of the kind's smallest unit.

    Half away from zero is `(2n + d) div 2d`; `down` is toward zero. Without `bottom` it is a power of ten.
    `checked`: it may be wider than its kind, and is looked at in the step after.
    """
    above, below = 10 ** max(shift, 0), 10 ** max(-shift, 0) * step
    digits = _cut_off(dialect, times(exp.Abs(this=top.copy()), above), _divisor(bottom, below), how)
    minus: Tree = top < 0
    if bottom is not None:
        less = bottom < 0
        minus = either(both(minus, negated(less)), both(negated(minus.copy()), less.copy()))
    width, room = ("DECIMAL(30, 0)", f"DECIMAL(38, {kind.decimals})") if checked else ("DECIMAL(18, 0)", type_of(kind))
    signed = cast(case((minus, exp.Neg(this=inside(digits.copy()))), otherwise=digits), width)
    unit = decimal(Decimal(step).scaleb(-kind.decimals))
    return cast(signed if unit == number(1) else signed * unit, room)


def times(tree: Tree, factor: int | Tree) -> Tree:
    """A number so many times."""
    return tree if factor == 1 else inside(tree) * factor


def _divisor(bottom: Tree | None, below: int) -> Tree | None:
    """The divisor; None is 1."""
    if bottom is not None:
        return times(exp.Abs(this=bottom.copy()), below)
    return None if below == 1 else number(below)


def _cut_off(dialect: Dialect, top: Tree, bottom: Tree | None, how: str) -> Tree:
    if bottom is None:
        return top
    if how == "half_up":
        top = exp.Add(this=times(top, 2), expression=inside(bottom))
        bottom = times(bottom.copy(), 2)
    return dialect.quotient(cast(top, dialect.wide), cast(bottom, dialect.wide))
