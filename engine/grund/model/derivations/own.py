"""Own: what is computed of the area itself on the day, and of the rules of the policy."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ...problems.problem import Place
from ..expressions import Expr, Value, domain
from .kind import DerivationKind, OneWay, ReadsAt, Say, joined, named


@dataclass(frozen=True, slots=True)
class Test(DerivationKind):
    """A condition, giving a bool."""

    name: ClassVar[str] = "test"
    one_way: ClassVar[OneWay] = "any"
    told_by_parts: ClassVar[bool] = True
    expr: Expr

    @property
    def expressed(self) -> bool:
        """See `DerivationKind`."""
        return True

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads."""
        return (self.expr,)

    def may_stop(self, levels: Container[str]) -> bool:
        """See `DerivationKind`."""
        return False

    def describe(self, say: Say) -> str:
        """See `DerivationKind`."""
        return say(self.expr)


@dataclass(frozen=True, slots=True)
class Formula(DerivationKind):
    """`numerator / denominator`, exact, then rounded to the declared decimals, or to a whole number of `step`s."""

    name: ClassVar[str] = "formula"
    one_way: ClassVar[OneWay] = "first"  # a quotient does as long as its divisor stays
    told_by_parts: ClassVar[bool] = True
    numerator: Expr
    denominator: Expr | None
    round: str = "half_up"
    step: Decimal | None = None

    @property
    def expressed(self) -> bool:
        """See `DerivationKind`; not where it is a number of steps."""
        return self.step is None

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads."""
        return tuple(e for e in (self.numerator, self.denominator) if e is not None)

    def may_stop(self, levels: Container[str]) -> bool:
        """See `DerivationKind`: nothing is divided by 0."""
        low, high = domain(self.denominator.type) if self.denominator is not None else (1, 1)
        return low <= 0 <= high

    def describe(self, say: Say) -> str:
        """See `DerivationKind`."""
        step = "" if self.step is None else f", step: {self.step}"
        if self.denominator is None:
            return say(self.numerator) + step
        return f"({say(self.numerator)}) / ({say(self.denominator)}){step}"


@dataclass(frozen=True, slots=True)
class Mean(DerivationKind):
    """The weighted mean of some values of the area: of those that are known, where these are enough.

    `least`: how many must be known; None: all of them.
    """

    name: ClassVar[str] = "mean"
    one_way: ClassVar[OneWay] = "any"
    terms: tuple[tuple[Expr, Decimal], ...]
    least: int | None
    round: str = "half_up"

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads."""
        return tuple(expr for expr, _ in self.terms)

    def may_stop(self, levels: Container[str]) -> bool:
        """See `DerivationKind`."""
        return self.least is not None and self.least > len(self.terms)

    def describe(self, say: Say) -> str:
        """See `DerivationKind`."""
        terms = ", ".join(f"{say(expr)}: {weight}" for expr, weight in self.terms)
        return joined((f"mean({terms})", named("min_observations", self.least)))


@dataclass(frozen=True, slots=True)
class PowerMean(DerivationKind):
    """A weighted mean of another kind than `Mean`: see `model.transforms.power_mean`.

    `exponent`: 0 of a geometric mean, −1 of a harmonic one. `least`: as of `Mean`.
    """

    name: ClassVar[str] = "mean"
    one_way: ClassVar[OneWay] = "one"  # of one that rises and one that falls it may do both
    solvable: ClassVar[bool] = False
    terms: tuple[tuple[Expr, Decimal], ...]
    exponent: int
    least: int | None
    round: str = "half_up"

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads."""
        return tuple(expr for expr, _ in self.terms)

    def may_stop(self, levels: Container[str]) -> bool:
        """See `DerivationKind`: a value below 0 has none."""
        return (self.least or 0) > len(self.terms) or any(expr.type.low < 0 for expr in self.exprs)

    def describe(self, say: Say) -> str:
        """See `DerivationKind`."""
        terms = ", ".join(f"{say(expr)}: {weight}" for expr, weight in self.terms)
        return joined((f"power mean({terms})", f"exponent {self.exponent}", named("min_observations", self.least)))


@dataclass(frozen=True, slots=True)
class Transform(DerivationKind):
    """A function of a value of the area: see `model.transforms`. `constant`: that of the exponential transform."""

    name: ClassVar[str] = "transform"
    one_way: ClassVar[OneWay] = "any"
    solvable: ClassVar[bool] = False
    function: str
    expr: Expr
    constant: Decimal | None = None
    round: str = "half_up"

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads."""
        return (self.expr,)

    def may_stop(self, levels: Container[str]) -> bool:
        """See `DerivationKind`: a value may lie where the function has none; every date has its year."""
        low, high = self.expr.type.low, self.expr.type.high
        return (low < 0 or high > 1) if self.function == "exponential" else low <= 0

    def describe(self, say: Say) -> str:
        """See `DerivationKind`."""
        return joined((f"{self.function}({say(self.expr)})", named("constant", self.constant)))


@dataclass(frozen=True, slots=True)
class Cut(DerivationKind):
    """The class that a value falls in: the members of an enum, cut at ascending bounds.

    `closed`: a bound belongs to the class above it (`lower`: each class has its lower bound) or below it (`upper`).
    """

    name: ClassVar[str] = "cut"
    one_way: ClassVar[OneWay] = "any"
    expr: Expr
    bounds: tuple[Decimal, ...]
    closed: str
    members: tuple[str, ...]

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads."""
        return (self.expr,)

    def may_stop(self, levels: Container[str]) -> bool:
        """See `DerivationKind`."""
        return False

    def describe(self, say: Say) -> str:
        """See `DerivationKind`."""
        return f"cut({say(self.expr)}) at {', '.join(map(str, self.bounds))}, closed: {self.closed}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a decision table: the how manieth it is, where it stands, and its id, if it has one."""

    when: Expr
    then: Value
    line: int
    place: Place | None = None
    id: str = ""

    @property
    def name(self) -> str:
        """What it is called: by its id, or its number."""
        return self.id or str(self.line)


@dataclass(frozen=True, slots=True)
class DecisionTable(DerivationKind):
    """A decision table with one output.

    `hit`: unique, any, first, priority (the highest output, in the order of its type), sum, min or max; a count is
    the sum of rows that each give 1. `gap`: what holds where no row does: a value, `error`, or None for unknown.
    `overlap`, of unique and any: error or unknown.
    """

    name: ClassVar[str] = "table"
    one_way: ClassVar[OneWay] = "any"
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

    def may_stop(self, levels: Container[str]) -> bool:
        """See `DerivationKind`."""
        return self.overlap == "unknown" or (self.gap is None and not self.gap_error)

    def describe(self, say: Say) -> str:
        """See `DerivationKind`."""
        rows = "; ".join(f"{say(row.when)}: {row.then}" for row in self.rows)
        gap = "error" if self.gap_error else "unknown" if self.gap is None else self.gap
        return joined((f"table {self.hit}", f"gap {gap}", named("overlap", self.overlap), f"[{rows}]"))


@dataclass(frozen=True, slots=True)
class Fired(DerivationKind):
    """How many of some rules are active for the area, in the policy that is read.

    `exprs` are what the rules of these ids read, in whatever policy.
    """

    name: ClassVar[str] = "fired"
    one_way: ClassVar[OneWay] = "any"
    _reads_at: ClassVar[ReadsAt] = "rules"
    rules: tuple[str, ...]
    exprs: tuple[Expr, ...] = ()

    @property
    def rules_counted(self) -> tuple[str, ...]:
        """See `DerivationKind`."""
        return self.rules

    def may_stop(self, levels: Container[str]) -> bool:
        """See `DerivationKind`."""
        return False

    def describe(self, say: Say) -> str:
        """See `DerivationKind`."""
        return f"fired({', '.join(self.rules)})"
