"""Unit prices: what a unit of an insats costs under a policy, on a day and in a year of a plan.

A price in öre for each part of the insats, exact, with ramp and index, or what an unknown one waits for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from .costs import ORE, CostPart
from .policies import Insats, ParameterValue, Policy
from .sources import Citation


@dataclass(frozen=True, slots=True)
class Priced:
    """A price in öre per unit, exact, with ramp and index; None is unknown, for want of `missing`."""

    price: Fraction | None
    missing: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


Prices: TypeAlias = list[tuple[CostPart | None, Priced]]
"""The parts of an insats with their prices; where it has none, its price is not known."""


def prices_of(policy: Policy, insats: Insats, day: date, nth: int) -> Prices:
    """What every part of an insats costs per unit on a day in the plan's nth year, from 0."""
    if not insats.costs.parts:
        return [(None, Priced(None, ("unit_cost",)))]
    return [(part, _price(policy, part, day, nth)) for part in insats.costs.parts]


def _price(policy: Policy, part: CostPart, day: date, nth: int) -> Priced:
    """The price of a part in a year: that of the day, or each that is in force for its days where it is prorated."""
    if not part.prorate:
        return _price_on(policy, part, day, nth)
    first, after = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    starts = sorted({first, *(c.day for c in changes_in(policy, part, first))})
    stretches = list(zip(starts, [*starts[1:], after], strict=True))
    priced = [(_price_on(policy, part, start, nth), (end - start).days) for start, end in stretches]
    missing = tuple(sorted({name for one, _ in priced for name in one.missing}))
    marks = tuple(dict.fromkeys(mark for one, _ in priced for mark in one.marks))
    if missing:
        return Priced(None, missing, marks)
    total = sum((one.price * days for one, days in priced if one.price is not None), Fraction(0))
    return Priced(total / (after - first).days, (), marks)


class Changed(NamedTuple):
    """A price or index that is another from a day on; None is unknown."""

    day: date
    parameter: str
    before: Decimal | None
    after: Decimal | None


def changes_in(policy: Policy, part: CostPart, day: date) -> list[Changed]:
    """What changes of a part's price after a day, before its year ends."""
    changes = []
    for name in filter(None, (part.unit_cost, part.index)):
        parameter = policy.parameters[name]
        for value in parameter.values:
            if day < value.start <= date(day.year, 12, 31):
                before = parameter.on(value.start - timedelta(days=1))
                change = Changed(value.start, name, _number(before), _number(value))
                changes += [change] if change.before != change.after else []
    return sorted(changes, key=lambda change: change[:2])


def _number(value: ParameterValue | None) -> Decimal | None:
    return value.value if value is not None and isinstance(value.value, Decimal) else None


def _price_on(policy: Policy, part: CostPart, day: date, nth: int) -> Priced:
    """The price of a part on a day: the parameter then, times ramp, taken to the prices of then."""
    value = policy.parameters[part.unit_cost].on(day)
    if value is None or not isinstance(value.value, Decimal):
        return Priced(None, (f"param.{part.unit_cost}",), value.citation.flags if value else ())
    price = Fraction(value.value) * ORE * Fraction(part.share(nth))
    marks = flags_of(value.citation, part.citation)
    if not part.index or value.price_level is None:
        return Priced(price, (), marks)
    index = policy.parameters[part.index]
    now, then = index.on(day), index.on(date(value.price_level, 12, 31))
    if now is None or then is None or not isinstance(now.value, Decimal) or not isinstance(then.value, Decimal):
        return Priced(None, (f"param.{part.index}",), marks)
    if not then.value:
        return Priced(None, (f"param.{part.index}",), marks)
    return Priced(
        price * Fraction(now.value) / Fraction(then.value), (), flags_of(value.citation, part.citation, now.citation)
    )


def flags_of(*cited: Citation | None) -> tuple[str, ...]:
    """The marks of what is cited, each once."""
    return tuple(dict.fromkeys(flag for c in cited if c is not None for flag in c.flags))
