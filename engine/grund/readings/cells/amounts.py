"""Amounts: what is given costs, in whole öre.

Enters: verdicts, and rows of the columns that a quantity reads. Leaves: amounts. Promise: exact; one amount is rounded
once; where the verdict is yes and the quantity unknown it is `NO_AMOUNT`, and where it is not yes it is 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ...expr import DIGITS, Expr, Reference
from ...problems import GrundError, problem
from .columns import Rows
from .vectors import Bools

NO_AMOUNT: Final = np.iinfo(np.int64).min
"""The amount of a yes whose quantity is unknown."""
AT_ONCE: Final = 1 << 15
"""Amounts that are worked out at a time: they stay in cache."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What an insats costs where it is given: a quantity, and its price in whole öre. Half an öre is rounded up."""

    quantity: Expr
    price: int


@dataclass(frozen=True, slots=True)
class Run:
    """Insatser next to one another with the same quantity, and their costs."""

    first: int
    costs: tuple[Cost, ...]
    prices: npt.NDArray[np.int64]

    def write(self, rows: Rows, numbers: npt.NDArray[Any], amounts: npt.NDArray[np.int64], part: slice) -> None:
        """Write the amounts of a part of the rows, which are these."""
        quantity = self.costs[0].quantity
        plainly = isinstance(quantity, Reference) and not quantity.type.decimals
        step = max(1, AT_ONCE // max(rows.count, 1)) if plainly else 1
        for k in range(0, len(self.costs), step):
            mine = slice(self.first + k, min(self.first + k + step, self.first + len(self.costs)))
            out, yes = amounts[mine, part], given(numbers[mine, part])
            if plainly:
                held = rows.vector(quantity)
                worth, known = held.values, held.known
                np.copyto(out, yes)
                np.multiply(out, self.prices[k : k + step], out=out)
            else:
                worth, known = amounts_of(self.costs[k], rows)
                np.copyto(out, yes)
            np.multiply(out, worth, out=out)
            if known is not None:
                out[yes & ~known] = NO_AMOUNT


def given(numbers: npt.NDArray[Any]) -> Bools:
    """Where the verdict is yes, which comes first."""
    found: Bools = numbers < 1 << (numbers.dtype.itemsize * 8 - 2)
    return found


def runs(insatser: Sequence[str], costs: Mapping[str, Cost]) -> list[Run]:
    """Insatser with costs, in order; raises `GrundError` where an amount may be too large."""
    for insats, cost in costs.items():
        kind = cost.quantity.type
        largest = max(abs(kind.low), abs(kind.high)).scaleb(kind.decimals)
        if 2 * largest * abs(cost.price) >= 10**DIGITS:
            raise GrundError([problem("G546", None, insats=insats)])
    found = []
    places = [(i, costs[insats]) for i, insats in enumerate(insatser) if insats in costs]
    for _, run in groupby(places, key=lambda pair: (pair[1].quantity, pair[0] - places.index(pair))):
        mine = list(run)
        prices = np.array([[cost.price] for _, cost in mine], np.int64)
        found.append(Run(mine[0][0], tuple(cost for _, cost in mine), prices))
    return found


def amounts_of(cost: Cost, rows: Rows) -> tuple[npt.NDArray[np.int64], Bools | None]:
    """What an insats would cost on every row, in öre, and where that is known (None: everywhere)."""
    quantity = rows.vector(cost.quantity)
    if not quantity.decimals:
        return quantity.values * np.int64(cost.price), quantity.known
    over, by = abs(quantity.values) * cost.price, 10**quantity.decimals
    return np.sign(quantity.values) * ((2 * over + by) // (2 * by)), quantity.known
