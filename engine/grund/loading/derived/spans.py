"""Spans: between which values a derived number lies, as far as its declaration tells.

A least and a greatest value, each None where nothing bounds it. No value lies outside, while what it reads lies inside
its own declared domain.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any, Final, TypeAlias

from ...language.typing import WIDE
from ...model.derivations import DecisionTable, Fired, Formula, How, Mean, Over, PowerMean, Scaled, Transform
from ...model.expressions import Type
from ...model.transforms import transformed

Span: TypeAlias = tuple[Decimal | None, Decimal | None]
_OPEN: Final[Span] = (None, None)
_ZERO: Final = Decimal(0)


def rounded(value: Decimal, decimals: int, how: str) -> Decimal:
    """The value with `decimals` decimals, as the values are rounded."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN if how == "down" else ROUND_HALF_UP, WIDE)


def span(how: How, kind: Type) -> Span:
    """The least and the greatest value, rounded as the values are."""
    made = _SPANS.get(type(how))
    return _OPEN if made is None else made(how, kind)


def _formula(how: Formula, kind: Type) -> Span:
    """Corners of the quotient; a divisor that may be near 0 bounds nothing. A step rounds by less than itself."""
    top = how.numerator.type
    ends: tuple[Decimal | None, ...] = (top.low, top.high)
    if how.denominator is not None:
        under = how.denominator.type
        if under.low <= 0 <= under.high:
            return _OPEN
        ends = tuple(WIDE.divide(x, y) for x in ends for y in (under.low, under.high) if x is not None)
    values = [_steps(rounded(end, kind.decimals, how.round), how.step, how.round) for end in ends if end is not None]
    return min(values), max(values)


def _steps(value: Decimal, step: Decimal | None, how: str) -> Decimal:
    """A value as a whole number of steps; a step of nothing makes none, and bounds nothing."""
    steps = None if not step else rounded(WIDE.divide(value, step), 0, how)
    return value if not step or steps is None else WIDE.multiply(steps, step)


def _mean(how: Mean, kind: Type) -> Span:
    """Between the least and the greatest of what it weighs, where no weight is negative."""
    if any(weight < 0 for _, weight in how.terms):
        return _OPEN
    types = [expr.type for expr, _ in how.terms]
    return _round(min(t.low for t in types), max(t.high for t in types), kind, how.round)


def _power_mean(how: PowerMean, kind: Type) -> Span:
    """Between the ends of what it weighs too; it has no value where one is negative."""
    types = [expr.type for expr, _ in how.terms]
    return _round(max(min(t.low for t in types), _ZERO), max(*(t.high for t in types), _ZERO), kind, how.round)


def _transform(how: Transform, kind: Type) -> Span:
    """A rank is put between 0 and 100; a logarithm is of what the expression may be above 0.

    No date says between which years it lies.
    """
    if how.function == "year":
        return _OPEN
    if how.function == "exponential":
        return _ZERO, Decimal(100)
    least = max(how.expr.type.low, Decimal(1).scaleb(-how.expr.type.decimals))
    ends = [transformed(how.function, end, None, kind.decimals, how.round) for end in (least, how.expr.type.high)]
    return ends[0], ends[1]


def _scaled(how: Scaled, _: Type) -> Span:
    """From the one end of the base to the other."""
    if how.method != "min_max":
        return _OPEN
    outside = [how.outside] if isinstance(how.outside, Decimal) else []
    return min([_ZERO, *outside]), max([Decimal(how.out_of), *outside])


def _over(how: Over, kind: Type) -> Span:
    """A least, a greatest or a mean lies where its members do; a sum and a count are bounded below by 0 at most."""
    if how.aggregate == "count":
        return _ZERO, None
    if how.of is None or how.of.type.kind != "number":
        return _OPEN
    low, high = how.of.type.low, how.of.type.high
    even = how.weight is None or how.weight.type.low >= 0
    if how.aggregate in ("min", "max") or (how.aggregate == "mean" and even):
        low, high = (low, high) if not isinstance(how.empty, Decimal) else (min(low, how.empty), max(high, how.empty))
        return _round(low, high, kind, how.round)
    return (_ZERO if how.aggregate == "sum" and even and low >= 0 else None), None


def _round(low: Decimal, high: Decimal, kind: Type, how: str) -> Span:
    return rounded(low, kind.decimals, how), rounded(high, kind.decimals, how)


def _table(how: DecisionTable, _: Type) -> Span:
    """Its outputs; of a sum, those that are negative together, and those that are not."""
    outputs = [row.then for row in how.rows if isinstance(row.then, Decimal)]
    gap = [how.gap] if isinstance(how.gap, Decimal) else []
    if how.hit != "sum":
        return min([*outputs, *gap], default=_ZERO), max([*outputs, *gap], default=_ZERO)
    low, high = (sum((v for v in outputs if (v < 0) is below), _ZERO) for below in (True, False))
    return min([low, *gap]), max([high, *gap])


def _fired(how: Fired, _: Type) -> Span:
    return _ZERO, Decimal(len(how.rules))


_SPANS: Final[dict[type[Any], Callable[[Any, Type], Span]]] = {
    Formula: _formula,
    Mean: _mean,
    PowerMean: _power_mean,
    Transform: _transform,
    Scaled: _scaled,
    Over: _over,
    DecisionTable: _table,
    Fired: _fired,
}
