"""Arithmetic: the arithmetic of derived attributes, as pure functions over already read values.

A value, or None for unknown. Exact until the one rounding at the end; strong Kleene for `any` and `all`; nothing
assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from .decisions import kleene_and, kleene_or
from .expressions import Type, Value, domain

EXACT: Final = Context(prec=60)
"""Wide enough that sums and products of 18-digit numbers are exact."""

_ROUNDING: Final = {"half_up": ROUND_HALF_UP, "down": ROUND_DOWN}


def rounded(value: Decimal, decimals: int, how: str = "half_up") -> Decimal:
    """The value with `decimals` decimals; half away from zero, or toward zero for `down`."""
    return value.quantize(Decimal(1).scaleb(-decimals), _ROUNDING[how], EXACT)


def clamped(value: Value | None, kind: Type) -> Value | None:
    """A number cut to the domain of its type; any other value as it is."""
    if not isinstance(value, Decimal) or kind.low <= value <= kind.high:
        return value
    low, high = domain(kind)
    return Decimal(low if value < kind.low else high).scaleb(-kind.decimals, EXACT)


def ratio(top: Decimal, bottom: Decimal, decimals: int, how: str = "half_up") -> Decimal | None:
    """`top / bottom` rounded once, by integer arithmetic; None where `bottom` is 0 (not applicable)."""
    if not bottom:
        return None
    n, d = top.as_integer_ratio(), bottom.as_integer_ratio()
    num, den = n[0] * d[1] * 10**decimals, n[1] * d[0]
    if den < 0:
        num, den = -num, -den
    units, rest = divmod(abs(num), den)
    if how == "half_up" and 2 * rest >= den:
        units += 1
    return Decimal(units if num >= 0 else -units).scaleb(-decimals, EXACT)


def quotient(
    top: Decimal, bottom: Decimal | None, decimals: int, how: str = "half_up", step: Decimal | None = None
) -> Decimal | None:
    """A formula's value: `top / bottom` (or `top`) with `decimals` decimals, or as a whole number of steps."""
    if step is not None:
        steps = ratio(top, step if bottom is None else EXACT.multiply(bottom, step), 0, how)
        return None if steps is None else rounded(EXACT.multiply(steps, step), decimals, how)
    return rounded(top, decimals, how) if bottom is None else ratio(top, bottom, decimals, how)


def mean(terms: Sequence[tuple[Decimal | None, Decimal]], least: int | None, decimals: int, how: str) -> Decimal | None:
    """The weighted mean of the values that are known: of all of them, or where `least` says so of at least so many."""
    known = [(value, weight) for value, weight in terms if value is not None]
    if len(known) < (len(terms) if least is None else least):
        return None
    top, bottom = Decimal(0), Decimal(0)
    for value, weight in known:
        top, bottom = EXACT.add(top, EXACT.multiply(value, weight)), EXACT.add(bottom, weight)
    return ratio(top, bottom, decimals, how)


def fraction(value: Fraction | None, decimals: int, how: str = "half_up") -> Decimal | None:
    """An exact fraction with `decimals` decimals; None stays None."""
    if value is None:
        return None
    return ratio(Decimal(value.numerator), Decimal(value.denominator), decimals, how)


class Observed(NamedTuple):
    """A member of an `over`: does it count (None unknown), its value, and its weight (None unknown).

    Where nothing is read at the members (a plain `count`), the value is True.
    """

    counted: bool | None
    value: Value | None
    weight: Decimal | None = Decimal(1)


def aggregate(
    name: str,
    members: Sequence[Observed],
    kind: Type,
    order: Sequence[str] = (),
    min_observations: int | None = None,
    how: str = "half_up",
) -> Value | None:
    """The aggregate of the members that count; None where it is unknown or there is nothing to take.

    `order` gives the members of an enum, lowest first. Empty: any false, all true, sum and count 0.
    """
    if name == "any":
        return kleene_or(tuple(kleene_and((m.counted, _truth(m.value))) for m in members))
    if name == "all":
        return kleene_and(tuple(kleene_or((_negated(m.counted), _truth(m.value))) for m in members))
    some = [m for m in members if m.counted is not False]
    known = [m for m in some if m.counted and m.value is not None and m.weight is not None]
    if min_observations is None and len(known) < len(some):
        return None
    if len(known) < (min_observations or 0):
        return None
    if name == "count":
        return Decimal(len(known))
    if name in ("min", "max"):
        value = _extreme(name, [m.value for m in known if m.value is not None], order)
        return rounded(value, kind.decimals, how) if isinstance(value, Decimal) else value
    return _total(name, known, kind, how)


def _truth(value: Value | None) -> bool | None:
    return value if isinstance(value, bool) else None


def _negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def _extreme(name: str, values: list[Value], order: Sequence[str]) -> Value | None:
    if not values:
        return None
    pick = max if name == "max" else min
    if order:
        return order[pick(order.index(str(v)) for v in values)]
    return pick(values)


def _total(name: str, known: list[Observed], kind: Type, how: str) -> Decimal | None:
    total, weights = Decimal(0), Decimal(0)
    for m in known:
        assert isinstance(m.value, Decimal) and m.weight is not None
        total = EXACT.add(total, m.value if name == "ratio" else EXACT.multiply(m.value, m.weight))
        weights = EXACT.add(weights, m.weight)
    if name == "sum":
        return rounded(total, kind.decimals, how)
    return ratio(total, weights, kind.decimals, how)
