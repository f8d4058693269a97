"""Weight draws: the ranks of a need index when many of its weights vary at once, each within a range.

Enters: an index, a range for each weight that varies, how many draws, and a seed. Leaves: for each area its best and
worst rank, and in how many draws it is among the first. Promise: the same seed gives the same draws on any machine, and
more draws begin with the same ones; sums are exact, of amounts with 30 decimals; what is kept is three numbers for
each area, however many draws.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from operator import mul
from random import Random
from typing import Final, NamedTuple

from ..model.expressions import Literal, Reference
from ..model.names import both, meant
from ..model.policies import Parameter
from ..problems.problem import GrundError, nearest, problem
from .need_index import NeedIndex, Placed, Term
from .sensitivity.breakpoints import bound

_UNIT: Final = 10**30
"""An amount is a whole number of so small parts."""
_FORM: Final = "WEIGHT=LOW..HIGH"
_PARAM: Final = "param."
_FINER: Final = 2
"""So many decimals more than a weight has are drawn."""
MOST: Final = 1_000_000
"""Draws, at most."""


class Drawing(NamedTuple):
    """What is to be drawn: ranges as they are written (none: the declared ones), how many draws, and the seed."""

    ranges: tuple[str, ...]
    number: int
    seed: int


class WeightRange(NamedTuple):
    """A weight that varies, and from what to what; `name` is its parameter (`param.x`), or what it weighs."""

    name: str
    low: Decimal
    high: Decimal


class DrawnRanks(NamedTuple):
    """An area: its best and worst rank, and in how many draws it is among the first."""

    best: int
    worst: int
    first: int


@dataclass(frozen=True, slots=True)
class WeightDraws:
    """What was drawn, and what each area got, by its id; `first`: how many areas are selected."""

    ranges: tuple[WeightRange, ...]
    number: int
    seed: int
    first: int
    areas: Mapping[str, DrawnRanks]


def _ranges(index: NeedIndex, given: Iterable[str]) -> tuple[WeightRange, ...]:
    """The ranges that are given as `WEIGHT=LOW..HIGH`; none: those that the weights declare. Raises `GrundError`.

    A weight that is a parameter varies where it stands once in the sum; one that is a number, by the name that it
    weighs.
    """
    own = {parameter.id: parameter for parameter, _ in index.swaps}
    ranges = {made.name: made for made in (_range(index, own, text) for text in given)}
    declared = [WeightRange(_PARAM + p.id, p.type.low, p.type.high) for p in own.values() if not p.open]
    if not (ranges or declared):
        raise _refused(index.derived.id, _FORM)
    return tuple(ranges.values()) or tuple(declared)


def _range(index: NeedIndex, own: Mapping[str, Parameter], text: str) -> WeightRange:
    name, _, ends = text.partition("=")
    name = name.strip().removeprefix(_PARAM)
    written = re.fullmatch(r"(-?\d+(?:[.,]\d+)?)\.\.(-?\d+(?:[.,]\d+)?)", ends.strip())
    numbers = [weighed for term in index.terms if (weighed := _weighed(term))]
    if name not in numbers:
        identity = meant(name, {parameter.id: both(parameter.label) for parameter in own.values()})
        if identity is None:
            weights = (*own, *numbers)
            words = {"what": "@weight", "id": name, "known": ", ".join(weights)}
            raise GrundError([problem("G312", None, nearest(name, weights), **words)])
        parameter, name = own[identity], _PARAM + identity
    if written is None:
        raise _refused(text, _FORM)
    if name.startswith(_PARAM):
        low, high = (Decimal(bound(parameter, end)).scaleb(-parameter.type.decimals) for end in written.groups())
    else:
        low, high = (Decimal(end.replace(",", ".")) for end in written.groups())
    if low > high:
        raise _refused(text, _FORM)
    return WeightRange(name, low, high)


def _weighed(term: Term) -> str:
    """The name that a number weighs in a term; empty where a weight is a parameter, or weighs no single name."""
    if len(term.counted) != 1 or not all(isinstance(weight, Literal) for weight in term.weights):
        return ""
    return term.counted[0].name if isinstance(term.counted[0], Reference) else ""


def _refused(text: str, wanted: str) -> GrundError:
    return GrundError([problem("G857", None, option="--range", value=text, wanted=wanted)])


def known_rows(index: NeedIndex) -> list[Placed]:
    """The areas that have a value whatever the weights are."""
    return [row for row in index.rows if row.per and None not in [part.contribution for part in row.parts]]


def drawn(index: NeedIndex, drawing: Drawing, first: int) -> WeightDraws:
    """The ranks of the areas that have an index, over draws that are independent and uniform in their ranges."""
    ranges, number, seed = _ranges(index, drawing.ranges), drawing.number, drawing.seed
    if not 1 <= number <= MOST:
        raise GrundError([problem("G857", None, option="--draws", value=number, wanted=f"1–{MOST}")])
    known = known_rows(index)
    amounts = [[round(Fraction(part.amount or 0) / (row.per or 1) * _UNIT) for part in row.parts] for row in known]
    generator = Random(seed)
    best, worst, among = [len(known)] * len(known), [1] * len(known), [0] * len(known)
    for _ in range(number if known else 0):
        weights = _weights(index, {r.name: _draw(generator, r) for r in ranges})
        values = [sum(map(mul, weights, row)) for row in amounts]
        place, above = 0, None
        for nth, at in enumerate(sorted(range(len(values)), key=values.__getitem__, reverse=True), 1):
            place, above = (place, above) if values[at] == above else (nth, values[at])
            best[at], worst[at] = min(best[at], place), max(worst[at], place)
            among[at] += place <= first
    areas = {row.area.id: DrawnRanks(*ends) for row, *ends in zip(known, best, worst, among, strict=True)}
    return WeightDraws(ranges, number, seed, first, areas)


def _draw(generator: Random, weight: WeightRange) -> Fraction:
    """A weight in its range, on a grid."""
    decimals = max(-int(end.as_tuple().exponent) for end in (weight.low, weight.high))
    steps = 10 ** (max(decimals, 0) + _FINER)
    return Fraction(generator.randint(int(weight.low * steps), int(weight.high * steps)), steps)


def _weights(index: NeedIndex, values: Mapping[str, Fraction]) -> list[int]:
    """The weight of each term, as whole numbers of one unit."""
    weights = [weight_of(index, term, values) for term in index.terms]
    unit = lcm(*(weight.denominator for weight in weights))
    return [int(weight * unit) for weight in weights]


def weight_of(index: NeedIndex, term: Term, values: Mapping[str, Fraction]) -> Fraction:
    """The weight of a term with its sign, where some weights have other values than declared."""
    weight = Fraction(term.sign)
    weighed = _weighed(term)
    if weighed in values:
        return weight * values[weighed]
    for factor in term.weights:
        value: object = factor.value if isinstance(factor, Literal) else None
        if isinstance(factor, Reference):
            now = index.policy.parameters[factor.name.removeprefix(_PARAM)].on(index.scenario.day)
            value = values.get(factor.name, now.value if now else None)
        assert isinstance(value, Decimal | Fraction)  # the index has a value
        weight *= Fraction(value)
    return weight
