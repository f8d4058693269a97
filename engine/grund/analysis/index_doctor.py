"""Index doctor: what a weight of a need index really does, and how far its ranking rests on choices.

Enters: a need index. Leaves: for each term its declared and its effective share, and for each area the ranks that it
has under other reasonable choices. Promise: exact, but for standard deviations and geometric means, which have
30 decimals; areas with a term that is unknown are in neither, and are counted.

The effective share of a term is its covariance with the index as a part of the variance of the index. The shares add up
to 1, and each is the term's Shapley value of the variance: what it adds on average, in whatever order terms are added.
A negative one evens the index out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from ..model.facts import Area
from ..model.ranking import rank, standings
from ..model.scaling import root
from ..model.transforms import power_mean
from .need_index import NeedIndex, Placed, Term
from .weight_breakpoints import Breakpoint, breakpoints
from .weight_draws import Drawing, WeightDraws, WeightRange, drawn, known_rows

_DIGITS: Final = 30
"""Decimals of what is irrational: a standard deviation, and a geometric mean."""


class Importance(NamedTuple):
    """A term: its part of the weights, of the variance, and its correlation with the index; None where that does not
    exist, for want of variance."""

    term: Term
    declared: Fraction | None
    effective: Fraction | None
    correlation: Decimal | None


class IndexChoice(NamedTuple):
    """A way to make the index: how terms are scaled, whether weights are declared or equal, and how they are joined."""

    scaling: str
    weights: str
    mean: str


AS_IT_IS: Final = IndexChoice("as_is", "declared", "arithmetic")
CHOICES: Final = (
    AS_IT_IS,
    *(
        IndexChoice(scaling, weights, mean)
        for scaling, mean in (
            ("z_score", "arithmetic"),
            ("min_max", "arithmetic"),
            ("percentile", "arithmetic"),
            ("percentile", "geometric"),
        )
        for weights in ("declared", "equal")
    ),
)
"""The index as it is, and the alternatives to it. Equal weights keep their signs. A geometric mean is of percentiles,
which are above 0, and of weights that are too."""


@dataclass(frozen=True, slots=True)
class RankInterval:
    """An area with its rank by each choice that can be made, the highest index first."""

    area: Area
    ranks: Mapping[IndexChoice, int]

    @property
    def ends(self) -> tuple[int, int]:
        """Its best and its worst rank."""
        return min(self.ranks.values()), max(self.ranks.values())


@dataclass(frozen=True, slots=True)
class Doctor:
    """What was found of an index; `unknown`: how many areas have no value, and are left out; `first`: how many areas
    are selected; `draws`: the ranks where weights are drawn; `breakpoints`: of each weight whose range is given."""

    importances: tuple[Importance, ...]
    intervals: tuple[RankInterval, ...]
    unknown: int
    first: int
    draws: WeightDraws | None = None
    breakpoints: tuple[tuple[WeightRange, Sequence[Breakpoint]], ...] = ()


_PART: Final = 10
"""One in so many areas, rounded up, is the selection that is asked about where nobody says how many."""


def examined(index: NeedIndex, first: int | None = None, drawing: Drawing | None = None) -> Doctor:
    """The shares of the terms and the ranks of the areas; `first`: how many areas are selected."""
    known = known_rows(index)
    amounts = [[Fraction(row.parts[i].amount or 0) / (row.per or 1) for row in known] for i in range(len(index.terms))]
    weights = [Fraction(part.weight or 0) for part in known[0].parts] if known else []
    terms = [[weight * amount for amount in column] for weight, column in zip(weights, amounts, strict=False)]
    nothing = tuple(Importance(term, None, None, None) for term in index.terms)
    importances = tuple(_importances(index.terms, terms, weights)) if known else nothing
    most = -(-len(known) // _PART) if first is None else first
    draws = None if drawing is None else drawn(index, drawing, most)
    ranges = draws.ranges if draws is not None and drawing is not None and drawing.ranges else ()
    turns = tuple((varied, breakpoints(index, varied)) for varied in ranges)
    intervals = tuple(_intervals(known, amounts, weights))
    return Doctor(importances, intervals, len(index.rows) - len(known), most, draws, turns)


def _intervals(
    rows: Sequence[Placed], amounts: Sequence[Sequence[Fraction]], weights: Sequence[Fraction]
) -> Iterator[RankInterval]:
    ranks = {choice: made for choice in CHOICES if (made := _ranks(choice, amounts, weights)) is not None}
    for i, row in enumerate(rows):
        yield RankInterval(row.area, {choice: made[i] for choice, made in ranks.items()})


def _importances(
    names: Sequence[Term], terms: Sequence[Sequence[Fraction]], weights: Sequence[Fraction]
) -> Iterator[Importance]:
    sums = [sum(values, Fraction(0)) for values in zip(*terms, strict=True)]
    spread, size_of_all = _covariance(sums, sums), sum(map(abs, weights), Fraction(0))
    for name, column, weight in zip(names, terms, weights, strict=False):
        shared, own = _covariance(column, sums), _covariance(column, column)
        correlation = root(shared**2 / (own * spread), 2, 4) if own and spread else None
        if correlation is not None and shared < 0:
            correlation = correlation.copy_negate()
        declared = abs(weight) / size_of_all if size_of_all else None
        yield Importance(name, declared, shared / spread if spread else None, correlation)


def _covariance(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    """The covariance of a population, times the square of its size."""
    products = sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))
    return len(a) * products - sum(a, Fraction(0)) * sum(b, Fraction(0))


# ── the ranks


def _ranks(choice: IndexChoice, amounts: Sequence[Sequence[Fraction]], weights: Sequence[Fraction]) -> list[int] | None:
    """The rank of every area; None where the choice cannot be made."""
    if not amounts or not amounts[0]:
        return None
    if choice.weights == "equal":
        weights = [Fraction((weight > 0) - (weight < 0)) for weight in weights]
    scaled = [_SCALINGS[choice.scaling](column) for column in amounts]
    rows = list(zip(*scaled, strict=True))
    if choice.mean == "geometric":
        if any(weight <= 0 for weight in weights):
            return None
        values = [_geometric(row, weights) for row in rows]
    else:
        values = [sum((w * x for w, x in zip(weights, row, strict=True)), Fraction(0)) for row in rows]
    return [int(rank(standing, "min")) for standing in standings([(value,) for value in values], (True,))]


def _geometric(row: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    """The geometric mean of percentiles."""
    terms = [(_decimal(x), _decimal(w)) for x, w in zip(row, weights, strict=True)]
    mean = power_mean(terms, 0, _DIGITS, "half_up")
    return Fraction(mean or 0)


def _decimal(value: Fraction) -> Decimal:
    return root(value, 1, _DIGITS)


def _z_scores(column: Sequence[Fraction]) -> list[Fraction]:
    """Values in standard deviations from their mean; 0 where all are equal, so that they part nobody."""
    mean, variance = sum(column, Fraction(0)) / len(column), _covariance(column, column) / len(column) ** 2
    deviation = Fraction(root(variance, 2, _DIGITS))
    return [(value - mean) / deviation if deviation else Fraction(0) for value in column]


def _min_max(column: Sequence[Fraction]) -> list[Fraction]:
    """Values from the lowest, 0, to the highest, 1; 0 where all are equal."""
    low, width = min(column), max(column) - min(column)
    return [(value - low) / width if width else Fraction(0) for value in column]


def _percentiles(column: Sequence[Fraction]) -> list[Fraction]:
    """The rank of each value, equal ones by its mean, as a part of how many there are."""
    return [rank(standing, "average") / len(column) for standing in standings([(v,) for v in column], (False,))]


_SCALINGS: Final[Mapping[str, Callable[[Sequence[Fraction]], list[Fraction]]]] = {
    "as_is": list,
    "z_score": _z_scores,
    "min_max": _min_max,
    "percentile": _percentiles,
}
