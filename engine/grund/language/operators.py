"""Operators: what each makes of values that are already read.

Enters: values, None for unknown. Leaves: a value, or None. Promise: the one place where the operator table gets its
meaning; strong Kleene logic, exact arithmetic; a strict operator is unknown as soon as one of its arguments is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from ..model.arithmetic import EXACT
from ..model.decisions import kleene_and, kleene_or
from ..model.expressions import Value


def _in(values: list[Value | None]) -> bool | None:
    wanted, *items = values
    if wanted is None:
        return None
    return kleene_or(tuple([None if item is None else wanted == item for item in items]))


def _if(values: list[Value | None]) -> Value | None:
    test, yes, no = values
    return None if test is None else yes if test else no


def _logic(
    kleene: Callable[[tuple[bool | None, ...]], bool | None],
) -> Callable[[list[Value | None]], Value | None]:
    return lambda values: kleene(tuple(values))  # type: ignore[arg-type]


SPECIAL: Final[dict[str, Callable[[list[Value | None]], Value | None]]] = {
    "and": _logic(kleene_and),
    "or": _logic(kleene_or),
    "in": _in,
    "if": _if,
    "missing": lambda values: values[0] is None,
}


def _shift(day: Value, days: Value, sign: int) -> Value:
    """`date ± days`, or the days between two dates, or the sum of two numbers."""
    if isinstance(day, date):
        if isinstance(days, date):
            return Decimal((day - days).days)
        assert isinstance(days, Decimal)
        return day + timedelta(days=sign * int(days))
    assert isinstance(day, Decimal) and isinstance(days, Decimal)
    return EXACT.add(day, days) if sign > 0 else EXACT.subtract(day, days)


STRICT: Final[dict[str, Callable[..., Value]]] = {
    "not": lambda a: not a,
    "eq": lambda a, b: a == b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "add": lambda a, b: _shift(a, b, 1),
    "sub": lambda a, b: _shift(a, b, -1),
    "mul": EXACT.multiply,
    "min": min,
    "max": max,
}


def applied(op: str, values: list[Value | None]) -> Value | None:
    """An operator's value, special or strict."""
    special = SPECIAL.get(op)
    if special is not None:
        return special(values)
    return None if None in values else STRICT[op](*values)
