"""Past: what is computed of the area on earlier days too."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import ClassVar

from ..expressions import Expr
from .kind import DerivationKind, ReadsAt, Say, joined


@dataclass(frozen=True, slots=True)
class Since(DerivationKind):
    """How many days, or lists of a series, a condition has held without a break up to the day; 0: it does not hold."""

    name: ClassVar[str] = "since"
    _reads_at: ClassVar[ReadsAt] = "past"
    expr: Expr
    count: str
    series: str = ""

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads, on the day and before it."""
        return (self.expr,)

    def may_stop(self, levels: Container[str]) -> bool:
        """See `DerivationKind`."""
        return False

    def describe(self, say: Say) -> str:
        """See `DerivationKind`."""
        return joined((f"since({say(self.expr)}) in {self.count}", self.series))


@dataclass(frozen=True, slots=True)
class History(DerivationKind):
    """Whether a condition has held on any or all of the last days, years or lists of a series, or on how many."""

    name: ClassVar[str] = "history"
    _reads_at: ClassVar[ReadsAt] = "past"
    expr: Expr
    aggregate: str
    last: Expr
    count: str
    series: str = ""

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads, on the day and before it."""
        return (self.expr, self.last)

    def may_stop(self, levels: Container[str]) -> bool:
        """See `DerivationKind`."""
        return False

    def describe(self, say: Say) -> str:
        """See `DerivationKind`."""
        return joined((f"{self.aggregate}({say(self.expr)}) of the last {say(self.last)} {self.count}", self.series))
