"""Amounts: what is given costs, in whole öre.

Enters: verdicts, and rows of the columns that a quantity reads. Leaves: amounts. Promise: exact, as the budget
has them: quantity times price, rounded half away from zero once for each part. An amount is 0 where the verdict is no;
where it is unknown, or the quantity or the price is, so is the amount: `NO_AMOUNT`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ...model.costs import Quantity
from ...model.expressions import DIGITS, Expr, Reference
from ...problems.problem import GrundError, problem
from .columns import Rows
from .vectors import WIDE, Bools, Vector, most, ratio, times

NO_AMOUNT: Final = np.iinfo(np.int64).min
"""The amount that is unknown."""
AT_ONCE: Final = 1 << 15
"""Amounts that are worked out at a time: they stay in cache."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What an insats costs where it is given: a quantity, and its price in öre per unit, exact: one, or one per part.

    Without a quantity it is unknown, without a price (None) so is it; and where an insats's own quantity is below zero.
    """

    quantity: Expr | Quantity | None
    price: int | Fraction | tuple[Fraction | None, ...] | None

    @property
    def prices(self) -> tuple[int | Fraction | None, ...]:
        """A price per part."""
        return self.price if isinstance(self.price, tuple) else (self.price,)

    @property
    def reads(self) -> tuple[Expr, ...]:
        """The expressions that must be known for it to be."""
        if self.quantity is None or not self.prices or None in self.prices:
            return ()
        if not isinstance(self.quantity, Quantity):
            return (self.quantity,)
        bottom = self.quantity.denominator
        return (self.quantity.numerator,) if bottom is None else (self.quantity.numerator, bottom)

    @property
    def counted(self) -> tuple[Reference, int] | None:
        """Its quantity and price, where these are a name without decimals and whole öre."""
        price, *more = self.prices or (None,)
        named, least = self.quantity, None
        if isinstance(named, Quantity) and named.denominator is None and not named.decimals:
            named, least = named.numerator, 0
        if more or price is None or price != int(price) or not isinstance(named, Reference) or named.type.decimals:
            return None
        return (named, int(price)) if least is None or named.type.low >= least else None


@dataclass(frozen=True, slots=True)
class Run:
    """Insatser next to one another that count the same, with a price each; or one that reckons its amounts."""

    first: int
    insatser: tuple[str, ...]
    cost: Cost
    counted: Reference | None
    prices: npt.NDArray[np.int64]

    def write(self, rows: Rows, numbers: npt.NDArray[Any], amounts: npt.NDArray[np.int64], part: slice) -> None:
        """Write the amounts of a part of the rows, which are these."""
        step = max(1, AT_ONCE // max(rows.count, 1))
        for k in range(0, len(self.insatser), step):
            block = slice(self.first + k, min(self.first + k + step, self.first + len(self.insatser)))
            out, array = amounts[block, part], numbers[block, part]
            low = array.dtype.itemsize * 8 - 2
            yes = array < 1 << low
            if self.counted is not None:
                vector = rows.vector(self.counted)
                worth, known = vector.values.astype(np.int64, copy=False), vector.known
                np.multiply(yes, self.prices[k : k + step], out=out)
                np.multiply(out, worth, out=out)
            else:
                worth, known = amounts_of(self.cost, rows, self.insatser[0])
                np.multiply(yes, worth, out=out)
            if known is not None or array.max() >= 2 << low:
                open_ = array >= 2 << low
                out[open_ if known is None else open_ | (yes & ~known)] = NO_AMOUNT


def runs(insatser: Sequence[str], costs: Mapping[str, Cost]) -> list[Run]:
    """Insatser with costs, in order; raises `GrundError` where an amount may be too large."""
    places = [(i, insats, costs[insats].counted) for i, insats in enumerate(insatser) if insats in costs]
    for _, insats, counted in places:
        if counted is not None:
            kind, price = counted[0].type, counted[1]
            if 2 * int(max(abs(kind.low), abs(kind.high))) * abs(price) >= 10**DIGITS:
                raise GrundError([problem("G546", None, insats=insats)])
    groups = []
    for _, run in groupby(enumerate(places), key=lambda pair: _alike(*pair)):
        members = [place for _, place in run]
        prices = np.array([[counted[1] if counted else 0] for _, _, counted in members], np.int64)
        first, insats, counted = members[0]
        names = tuple(name for _, name, _ in members)
        groups.append(Run(first, names, costs[insats], counted[0] if counted else None, prices))
    return groups


@dataclass(frozen=True, slots=True)
class Prices:
    """The name that all costs count; by insats the price, and whether it has a cost at all (its price is 0 else)."""

    name: str
    of: npt.NDArray[np.int64]
    costs: Bools


def prices(cost_runs: Sequence[Run], insatser: int) -> Prices | None:
    """The prices of some insatser, where all that have a cost count the same."""
    counted = {run.counted for run in cost_runs}
    name = counted.pop() if len(counted) == 1 else None
    if name is None:
        return None
    of, costs = np.zeros(insatser, np.int64), np.zeros(insatser, np.bool_)
    for run in cost_runs:
        part = slice(run.first, run.first + len(run.insatser))
        of[part], costs[part] = run.prices[:, 0], True
    return Prices(name.name, of, costs)


def _alike(nth: int, place: tuple[int, str, tuple[Reference, int] | None]) -> object:
    """What insatser next to one another share."""
    i, insats, counted = place
    return (counted[0], i - nth) if counted else insats


def amounts_of(cost: Cost, rows: Rows, insats: str) -> tuple[npt.NDArray[np.int64], Bools | None]:
    """What an insats would cost on every row, in öre, and where that is known (None: everywhere).

    Raises `GrundError` where an amount is too large for 64 bits.
    """
    total = np.zeros(rows.count, np.int64)
    if not cost.reads:
        return total, np.zeros(rows.count, np.bool_)
    quantity = _sized(cost, rows)
    values, known = quantity.values, quantity.known
    if isinstance(cost.quantity, Quantity) and (values < 0).any():
        there = (values >= 0).astype(np.bool_)
        known = there if known is None else known & there
    array = values if known is None else np.where(known, values, 0)
    for price in cost.prices:
        exact = Fraction(price or 0)
        by = 2 * exact.denominator * 10**quantity.decimals
        dividend = abs(times(array, 2 * exact.numerator)) + by // 2
        if by >= WIDE or most(dividend) >= WIDE:
            dividend = dividend.astype(object)
        total = total + np.sign(array) * np.sign(exact.numerator) * (dividend // by)
        if most(total) >= WIDE:
            raise GrundError([problem("G546", None, insats=insats)])
        total = total.astype(np.int64, copy=False)
    return total, known


def _sized(cost: Cost, rows: Rows) -> Vector:
    """The quantity on every row."""
    how = cost.quantity
    return sized(how, rows) if isinstance(how, Quantity) else rows.vector(cost.reads[0])


def sized(quantity: Quantity, rows: Rows) -> Vector:
    """A declared quantity on every row, below zero too."""
    bottom = None if quantity.denominator is None else rows.vector(quantity.denominator)
    return ratio(rows.vector(quantity.numerator), bottom, quantity.decimals, quantity.round)
