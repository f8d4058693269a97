"""Money: sums of amounts that may be uncertain or unknown.

Nothing unknown is counted as zero: how many amounts are unknown stands beside every sum, and an undecided amount is
the range from nothing to all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..model.decisions import Verdict


class Money(NamedTuple):
    """At least `low` and at most `high` öre, and besides `unknown` amounts of which nothing is known."""

    low: int = 0
    high: int = 0
    unknown: int = 0

    @property
    def exact(self) -> int | None:
        """The amount in öre where it is certain."""
        return self.low if self.low == self.high and not self.unknown else None

    def plus(self, other: Money) -> Money:
        """The sum of two."""
        return Money(self.low + other.low, self.high + other.high, self.unknown + other.unknown)

    def minus(self, other: Money) -> Money:
        """The difference of two that do not depend on one another."""
        return Money(self.low - other.high, self.high - other.low, self.unknown + other.unknown)


def money(verdict: Verdict, amount: int | None) -> Money:
    """One amount: certain for yes, from nothing to all for unknown, nothing for no."""
    if verdict == "no":
        return Money()
    if amount is None:
        return Money(unknown=1)
    return Money(amount if verdict == "yes" else 0, amount)


def total(amounts: Iterable[Money]) -> Money:
    """The sum."""
    low = high = unknown = 0
    for amount in amounts:
        low += amount.low
        high += amount.high
        unknown += amount.unknown
    return Money(low, high, unknown)
