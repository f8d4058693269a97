"""Lines: what a budget is made of. One amount for each area, insats, year and part, split between those who pay.

The amount is rounded half away from zero to whole öre once, for the area, insats, year and part; its parts are those
of largest remainder; every total anywhere is a sum of lines.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeVar

from ..model.apportion import largest_remainder
from ..model.decisions import Verdict
from ..problems.problem import wrong_kind
from .money import Money, money

K = TypeVar("K", bound=Hashable)


class Payer(NamedTuple):
    """A body and its weight in the key; no body if no payer is known, or there is no cost-sharing key."""

    body: str
    weight: int


NOBODY: Final = "nobody"
NO_KEY: Final = "no_key"
KINDS: Final[Mapping[str, tuple[str, str]]] = {
    NOBODY: ("finansiär saknas", "no payer is known"),
    NO_KEY: ("delad kostnad, fördelningsnyckel saknas", "shared cost, no cost-sharing key"),
}
"""Why a line has no body."""


class BudgetLine(NamedTuple):
    """What one body pays for one part of one insats in one area in one year.

    `area` is empty where the insats is counted once for each body. `quantity` and `price` (öre per unit, exact, with
    ramp and index) are those of the whole, not of the body's share. `amount` is the body's share in öre, if the
    decision is yes; None is unknown, and `missing` names what it, or an unknown decision, waits for. `share` is the
    body's part of the whole by the key, before öre are divided.
    """

    year: int
    insats: str
    part: str
    area: str
    body: str
    verdict: Verdict
    quantity: Decimal | None
    price: Fraction | None
    amount: int | None
    missing: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    payer: str = ""
    share: Fraction = Fraction(1)

    @property
    def money(self) -> Money:
        """What the line adds to a total."""
        return money(self.verdict, self.amount)


def amount(quantity: Decimal | None, price: Fraction | None) -> int | None:
    """Quantity x price in whole öre, half away from zero; unknown where either is."""
    if quantity is None or price is None:
        return None
    above, below = quantity.as_integer_ratio()
    above, below = above * price.numerator, below * price.denominator
    number = (2 * abs(above) + below) // (2 * below)
    return number if above >= 0 else -number


def shares(amount: int | None, payers: Sequence[Payer]) -> Iterable[tuple[str, int | None]]:
    """What each who pays carries of an amount; of one that is unknown, that is not known either."""
    if amount is None or len(payers) == 1:
        return [(payer.body, amount) for payer in payers]
    return largest_remainder(amount, dict(payers)).items()


def total_of(lines: Iterable[BudgetLine]) -> Money:
    """What some lines come to."""
    low = high = unknown = 0
    for line in lines:
        amount, verdict = line.amount, line.verdict
        if amount is None:
            unknown += verdict != "no"
        elif verdict != "no":
            high += amount
            low += amount if verdict == "yes" else 0
    return Money(low, high, unknown)


def grouped(lines: Iterable[BudgetLine], by: Callable[[BudgetLine], K]) -> dict[K, list[BudgetLine]]:
    """Lines by something of them, in their order."""
    groups: dict[K, list[BudgetLine]] = {}
    for line in lines:
        groups.setdefault(by(line), []).append(line)
    return groups


_FIELDS: Final = ("year", "insats", "part", "area", "body")


def summed(lines: Iterable[BudgetLine], *fields: str) -> dict[tuple[Any, ...], Money]:
    """The money of some lines by fields (`year`, `insats`, `part`, `area`, `body`), in order of the fields' values.

    Raises `GrundError` G791 for a field that there is not.
    """
    for field in fields:
        if field not in BudgetLine._fields:
            raise wrong_kind("field", " | ".join(_FIELDS), field)
    places = [BudgetLine._fields.index(field) for field in fields]
    if not places:
        return {(): total_of(lines)}
    groups = grouped(lines, itemgetter(*places))
    keys = {key if len(places) > 1 else (key,): key for key in groups}
    return {key: total_of(groups[keys[key]]) for key in sorted(keys)}
