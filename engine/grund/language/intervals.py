"""Intervals: values as whole numbers, in the order of the values.

Enters: values and types. Leaves: whole numbers of the smallest unit that a type declares, and back. Promise: exact; for
the least and the greatest number of a type see `model.expressions.domain`.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from ..model.arithmetic import EXACT
from ..model.expressions import Type, Value


def scaled(value: Value, kind: Type) -> int:
    """A value as a whole number: a number in its smallest declared unit, a date's ordinal, a member's place."""
    if isinstance(value, Decimal):
        return int(EXACT.scaleb(value, kind.decimals))
    if isinstance(value, str):
        return kind.members.index(value)
    return value.toordinal() if isinstance(value, date) else int(value)


def unscaled(step: int, kind: Type) -> Value:
    """The inverse of `scaled`."""
    if kind.kind == "number":
        return EXACT.scaleb(Decimal(step), -kind.decimals)
    if kind.kind == "date":
        return date.fromordinal(step)
    return kind.members[step] if kind.kind == "enum" else bool(step)


def around(value: Value, kind: Type) -> tuple[int, int]:
    """The least whole number that is at least a value, and the least that is above it."""
    if not isinstance(value, Decimal):
        return scaled(value, kind), scaled(value, kind) + 1
    exact = EXACT.scaleb(value, kind.decimals)
    at, below = (int(exact.to_integral_value(way, EXACT)) for way in (ROUND_CEILING, ROUND_FLOOR))
    return at, below + 1
