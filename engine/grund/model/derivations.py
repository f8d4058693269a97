"""Derivations: the ways in which a derived attribute is computed, each with every choice that it rests on.

Enters: nothing; these are frozen values built by `loading`. Leaves: the same. Promise: what a kind reads is in its
`exprs`; `local` says whether it reads what is known of the area itself on the day, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Final, TypeAlias

from ..problems.problem import Place
from .expressions import Expr, Value


@dataclass(frozen=True, slots=True)
class Test:
    """A condition, giving a bool."""

    local: ClassVar[bool] = True
    expr: Expr

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads."""
        return (self.expr,)


@dataclass(frozen=True, slots=True)
class Formula:
    """`numerator / denominator`, exact, then rounded to the declared decimals, or to a whole number of `step`s."""

    local: ClassVar[bool] = True
    numerator: Expr
    denominator: Expr | None
    round: str = "half_up"
    step: Decimal | None = None

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads."""
        return tuple(e for e in (self.numerator, self.denominator) if e is not None)


@dataclass(frozen=True, slots=True)
class Over:
    """An aggregate over the areas that stand in a relation to the area.

    `relation`: parts, parent, overlaps, neighbours, or level: every area of the level `to`, and with `by` those that
    are alike in it. `hierarchy`: which tree, for parts and parent. `to`: the level of the members. `of` is read at
    each member, `where` and `weight` too. `share` names the share of an overlap; `bound` (`more_than` or `at_least`,
    exact) is tested per overlap; `weighted` weighs by that share. `weight` is what a sum or a mean weighs by, and of
    the aggregate `ratio` what the sum of `of` is divided by, summed over the same members. `empty` is the value where
    no member counts; it holds only while every list read by the members is in force.
    """

    local: ClassVar[bool] = False
    relation: str
    hierarchy: str
    to: str
    of: Expr | None
    where: Expr | None
    aggregate: str
    share: str = ""
    bound: tuple[str, Value] | None = None
    weighted: bool = False
    min_observations: int | None = None
    empty: Value | None = None
    round: str = "half_up"
    by: Expr | None = None
    weight: Expr | None = None

    @property
    def linked(self) -> bool:
        """Whether it goes along links, and by their shares alone; else it is computed for a whole level."""
        return self.relation != "level" and self.weight is None

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads, at its members."""
        return tuple(e for e in (self.of, self.where, self.by, self.weight) if e is not None)


@dataclass(frozen=True, slots=True)
class Key:
    """What areas are ranked by, and which way."""

    expr: Expr
    descending: bool


@dataclass(frozen=True, slots=True)
class Rank:
    """Where an area stands among the areas of its level.

    `measure`: ordinal, percentile or quota. The base is the areas for which `where` holds, and with `by` those that
    are alike in it. `keys`: the value, then what parts equal values. `excluded`: areas without a value are left out
    of the base (else nothing is known while one has none). For the rest see `model.ranking`: `ties`, `divisor`, and
    of a quota its `room` (a number of places, or a `fraction` of the base, rounded) and `boundary`. `out_of`: what
    the highest percentile is called. `outside`: the value of an area that is not in the base; of a quota, false.
    """

    local: ClassVar[bool] = False
    measure: str
    keys: tuple[Key, ...]
    where: Expr | None
    by: Expr | None
    excluded: bool
    ties: str = ""
    divisor: str = ""
    out_of: int = 1
    room: Expr | None = None
    fraction: str = ""
    boundary: str = ""
    outside: Value | None = None
    round: str = "half_up"

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads, at every area of the base."""
        exprs = (*(key.expr for key in self.keys), self.where, self.by, self.room)
        return tuple(e for e in exprs if e is not None)


@dataclass(frozen=True, slots=True)
class Mean:
    """The weighted mean of some values of the area: of those that are known, where these are enough.

    `least`: how many must be known; None: all of them.
    """

    local: ClassVar[bool] = True
    terms: tuple[tuple[Expr, Decimal], ...]
    least: int | None
    round: str = "half_up"

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads."""
        return tuple(expr for expr, _ in self.terms)


@dataclass(frozen=True, slots=True)
class Cut:
    """The class that a value falls in: the members of an enum, cut at ascending bounds.

    `closed`: a bound belongs to the class above it (`lower`: each class has its lower bound) or below it (`upper`).
    """

    local: ClassVar[bool] = True
    expr: Expr
    bounds: tuple[Decimal, ...]
    closed: str
    members: tuple[str, ...]

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads."""
        return (self.expr,)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a decision table: the how manieth it is, and where it stands."""

    when: Expr
    then: Value
    line: int
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table with one output.

    `hit`: unique, any, first, priority (the highest output, in the order of its type), sum, min, max or count. `gap`:
    what holds where no row does: a value, `error`, or None for unknown. `overlap`, of unique and any: error or
    unknown.
    """

    local: ClassVar[bool] = True
    rows: tuple[Row, ...]
    hit: str
    gap: Value | None
    gap_error: bool
    overlap: str = ""
    place: Place | None = None

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads."""
        return tuple(row.when for row in self.rows)


@dataclass(frozen=True, slots=True)
class Since:
    """How many days, or lists of a series, a condition has held without a break up to the day; 0: it does not hold."""

    local: ClassVar[bool] = False
    expr: Expr
    count: str
    series: str = ""

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads, on the day and before it."""
        return (self.expr,)


@dataclass(frozen=True, slots=True)
class History:
    """Whether a condition has held on any or all of the last days, years or lists of a series, or on how many."""

    local: ClassVar[bool] = False
    expr: Expr
    aggregate: str
    last: Expr
    count: str
    series: str = ""

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads, on the day and before it."""
        return (self.expr, self.last)


@dataclass(frozen=True, slots=True)
class Fired:
    """How many of some rules are active for the area, in the policy that is read.

    `exprs` are what the rules of these ids read, in whatever policy.
    """

    local: ClassVar[bool] = False
    rules: tuple[str, ...]
    exprs: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """What an area gets of an amount that is shared out in proportion to a key, in whole `step`s, to the last one.

    Those share for whom `where` holds, the others get 0. `floor` and `cap`: the least and the most of each; `capped`:
    what a cap keeps back is `shared` among the others, or `kept`. `excluded`: areas without a value are left out (else
    nothing is known while one has none). For `remainder` see `model.apportion`. `infeasible`, of floors that the amount
    does not reach to, or that are above a cap: error or unknown.
    """

    local: ClassVar[bool] = False
    amount: Expr
    key: Expr
    where: Expr | None
    excluded: bool
    floor: Expr | None
    cap: Expr | None
    capped: str
    step: Decimal
    remainder: str
    infeasible: str

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads, at every area of the level."""
        return tuple(e for e in (*self.keys, self.where, self.amount) if e is not None)

    @property
    def keys(self) -> tuple[Expr, ...]:
        """What it reads of one who shares: the key, and the bounds there are."""
        return tuple(e for e in (self.key, self.floor, self.cap) if e is not None)


How: TypeAlias = Test | Formula | Over | Rank | Mean | Cut | DecisionTable | Since | History | Fired | Split
KINDS: Final[Mapping[type, str]] = {
    Test: "test",
    Formula: "formula",
    Over: "over",
    Rank: "rank",
    Mean: "mean",
    Cut: "cut",
    DecisionTable: "table",
    Since: "since",
    History: "history",
    Fired: "fired",
    Split: "split",
}
"""What files and problems call each kind of derived attribute."""
