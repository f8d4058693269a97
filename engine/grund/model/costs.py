"""Costs: the nouns of money. What an insats costs, who pays, and what a budget must keep to.

Frozen values built by `loading`. Money is whole öre; a price is a dated parameter with its source and price level;
what nobody has declared (a quantity, a key, a frame) is absent and never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from .expressions import Expr
from .sources import Citation, Label

ORE: Final = 100
"""Öre in a krona."""

YEARS: Final = (1900, 2200)
"""The first and the last year that a budget can be of."""
MOST_YEARS: Final = 30
"""The most years of a plan, from its first to the last that is asked."""

MOST_DECIMALS: Final = 6
"""The most decimals of a quantity."""

Per: TypeAlias = Literal["area", "body"]
PartKind: TypeAlias = Literal["yearly", "once"]
PART_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "yearly": ("årlig", "yearly"),
    "once": ("engångs", "one-off"),
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much of an insats an area takes: `numerator / denominator`, rounded to `decimals`.

    `per` body: once for each body that answers in an area that receives it, and not once for every area.
    """

    numerator: Expr
    denominator: Expr | None
    decimals: int
    round: str
    unit: Label
    per: Per
    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class CostPart:
    """A part of the cost: quantity x the parameter `unit_cost` (kronor per unit) x ramp, taken to the year's prices.

    `yearly` falls in every year, `once` in the first year of the plan in which the area receives the insats. `ramp`
    holds the shares of the plan's first years; the last one holds from then on. `index` names the parameter that takes
    a price from its price level to a year. `prorate`: a price or index that changes within a year counts for the days
    that it is in force; otherwise the year has the price of the day on which it is decided.
    """

    id: str
    label: Label
    kind: PartKind
    unit_cost: str
    index: str
    ramp: tuple[Decimal, ...]
    citation: Citation
    prorate: bool = False

    def share(self, year: int) -> Decimal:
        """The share of the full amount in the plan's nth year, from 0."""
        return self.ramp[min(year, len(self.ramp) - 1)] if self.ramp else Decimal(1)


@dataclass(frozen=True, slots=True)
class CostKey:
    """How bodies share a cost: whole weights by body; a group is its member where the area lies."""

    weights: Mapping[str, int]
    citation: Citation


@dataclass(frozen=True, slots=True)
class Costs:
    """The cost model of an insats; without a quantity it is unknown, without parts so is its price."""

    quantity: Quantity | None = None
    parts: tuple[CostPart, ...] = ()
    key: CostKey | None = None

    @property
    def read(self) -> tuple[Expr, ...]:
        """What the quantity is computed from."""
        quantity = self.quantity
        return () if quantity is None else tuple(e for e in (quantity.numerator, quantity.denominator) if e is not None)

    @property
    def prices(self) -> frozenset[str]:
        """The parameters that the prices are taken from."""
        return frozenset(name for part in self.parts for name in (part.unit_cost, part.index) if name)


@dataclass(frozen=True, slots=True)
class Ram:
    """A body's frame for a year, in öre."""

    body: str
    year: int
    amount: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Commitment:
    """What an area gets of an insats before the plan, in öre a year."""

    area: str
    insats: str
    amount: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Limits:
    """What an allocation must keep to; amounts are öre a year, None and empty are no limit.

    `total` by year, and `yearly` in every year that it does not name; `bodies` by body and year, as far as they are
    declared, and `bodies_yearly` in every year; `least` and `most` per area, `insatser` at
    most so many per area; `floor` is the least share of what the decisions give that every area gets; `cut` the most by
    which a commitment may fall each year; `steps` the insatser that can be given in part, and in which öre;
    `priority` their order, first first. `worth` is how much each insats weighs, 1 where it is not named.
    """

    total: Mapping[int, int] = field(default_factory=dict)
    bodies: Mapping[tuple[str, int], int] = field(default_factory=dict)
    least: int | None = None
    most: int | None = None
    insatser: int | None = None
    floor: Decimal | None = None
    cut: Decimal | None = None
    commitments: tuple[Commitment, ...] = ()
    steps: Mapping[str, int] = field(default_factory=dict)
    priority: tuple[str, ...] = ()
    yearly: int | None = None
    bodies_yearly: Mapping[str, int] = field(default_factory=dict)
    worth: Mapping[str, Decimal] = field(default_factory=dict)

    def totals(self, years: Iterable[int]) -> dict[int, int]:
        """The total of each year that has one."""
        named = {year: self.total.get(year, self.yearly) for year in years}
        return {year: amount for year, amount in named.items() if amount is not None}

    def frames(self, years: Sequence[int]) -> dict[tuple[str, int], int]:
        """The limit of each body and year that has one."""
        declared = {key: amount for key, amount in self.bodies.items() if key[1] in years}
        return declared | {(body, year): amount for body, amount in self.bodies_yearly.items() for year in years}


@dataclass(frozen=True, slots=True)
class Planning:
    """What a scenario says of money: years, frames, keys, need, and limits.

    The plan runs from the first of its years, every year: ramps, one-off parts and commitments count from there,
    whichever years are asked for.

    `need` is the condition that makes an area one in need, `weight` how much each of its residents needs (default 1),
    `children` the attribute that counts children; all at the scenario's level.
    """

    years: tuple[int, ...] = ()
    ramar: tuple[Ram, ...] = ()
    keys: Mapping[str, CostKey] = field(default_factory=dict)
    need: Expr | None = None
    need_text: str = ""
    weight: Expr | None = None
    children: str = ""
    need_citation: Citation = Citation()
    limits: Limits = Limits()

    def begins(self, horizon: Sequence[int]) -> int:
        """The plan's first year: the first it names; where it names none, what is asked is the plan."""
        return min(self.years or horizon)
