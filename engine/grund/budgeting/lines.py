"""Lines: what a budget is made of. One amount for each area, insats, year and part, split between those who pay.

Enters: a decision, a quantity, a price, and who pays. Leaves: `BudgetLine` values. Promise: the amount is rounded half
away from zero to whole öre once, for the area, insats, year and part; its parts are those of largest remainder; every
total anywhere is a sum of lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from ..model.apportion import largest_remainder
from ..model.decisions import Verdict
from .money import Money, money, total


class Payer(NamedTuple):
    """A body and its weight in the key; no body where nobody is known to pay, or no key says how several share."""

    body: str
    weight: int


NOBODY: Final = "nobody"
NO_KEY: Final = "no_key"
KINDS: Final[Mapping[str, tuple[str, str]]] = {
    NOBODY: ("finansiär saknas", "no payer is known"),
    NO_KEY: ("delad kostnad, fördelningsnyckel saknas", "shared cost, no cost-sharing key"),
}
"""Why a line has no body."""


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """What one body pays for one part of one insats in one area in one year.

    `area` is empty where the insats is counted once for each body. `quantity` and `price` (öre per unit, exact, with
    ramp and index) are those of the whole, not of the body's share. `amount` is the body's share in öre, if the
    decision is yes; None is unknown, and `missing` names what it, or an unknown decision, waits for.
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


def split(line: BudgetLine, payers: Sequence[Payer]) -> list[BudgetLine]:
    """The line of an area, insats, year and part as one for each who pays."""
    if len(payers) == 1:
        return [_of(line, payers[0].body, line.amount)]
    if line.amount is None:
        return [_of(line, p.body, None) for p in payers]
    parts = largest_remainder(line.amount, {p.body: p.weight for p in payers})
    return [_of(line, p.body, parts[p.body]) for p in payers]


def _of(line: BudgetLine, body: str, share: int | None) -> BudgetLine:
    """The line with another body and its share (`replace` would take most of the time of a large budget)."""
    w = line
    return BudgetLine(
        w.year, w.insats, w.part, w.area, body, w.verdict, w.quantity, w.price, share, w.missing, w.marks, w.payer
    )


def summed(lines: Iterable[BudgetLine], *fields: str) -> dict[tuple[Any, ...], Money]:
    """The money of some lines by fields (`year`, `insats`, `part`, `area`, `body`), in order of the fields' values."""
    amounts: dict[tuple[Any, ...], list[Money]] = {}
    for line in lines:
        amounts.setdefault(tuple([getattr(line, field) for field in fields]), []).append(line.money)
    return {key: total(amounts[key]) for key in sorted(amounts)}
