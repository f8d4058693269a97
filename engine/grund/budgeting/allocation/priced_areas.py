"""Priced areas: each area's best whole choice by itself, at the prices of what areas share.

Enters: a model of a year, and its relaxation. Leaves: steps, and the bound that no choice can pass. Promise: the bound
holds for every choice that keeps the limits; the steps keep each area's own limits, and may pass those that are shared.

What areas share, the total and the frames of bodies, is charged at the relaxation's shadow prices (Lagrange). Then no
area depends on another, and each is a small integer program of its own. The relaxation fills every area's limit to the
last öre, which whole insatser seldom do; this bound knows what fits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import inf
from typing import Final, TypeAlias

from . import integer_program
from .integer_program import Choice
from .linear_program import NODES, Relaxed
from .model import AllocationModel, LimitRow

Watch: TypeAlias = Callable[[Collection[str]], Iterable[str]]
_SHARED: Final = ("total", "body")
"""The kinds of limits that areas share."""
_DECIMALS: Final = 10**15
"""Prices are whole numbers of this part of a unit of worth: rounded, for the bound holds whatever they are."""


def by_area(model: AllocationModel, relaxation: Relaxed, watch: Watch = iter) -> Choice | None:
    """The areas' choices together; None where no area has limits of its own, where years are bound together, or where
    an area cannot keep its limits in whole steps. `watch` passes on the ids of the areas, one by one."""
    own: dict[str, list[LimitRow]] = {}
    for row in model.rows:
        if row.kind not in _SHARED:
            own.setdefault(row.name, []).append(row)
    if not own or model.links:
        return None
    worths = {s.row.key: Fraction(round(s.price * _DECIMALS), _DECIMALS) for s in relaxation.shadows}
    prices = {r: worths[row.key] for r, row in enumerate(model.rows) if row.kind in _SHARED and row.key in worths}
    bound = float(sum(price * (model.rows[r].high or 0) for r, price in prices.items()))
    members: dict[str, list[int]] = {}
    for i, candidate in enumerate(model.candidates):
        members.setdefault(candidate.key.area, []).append(i)
    steps = [0] * len(model.candidates)
    for area in watch(members):
        indices = members[area]
        alone = _alone(model, indices, own.get(area, ()), prices)
        choice = integer_program.exact(alone, inf, NODES, jump=False)
        if choice.steps is None:
            return None
        bound += choice.bound
        for i, n in zip(indices, choice.steps, strict=True):
            steps[i] = n
    return Choice(steps, bound)


def _alone(
    model: AllocationModel, indices: Sequence[int], rows: Sequence[LimitRow], prices: Mapping[int, Fraction]
) -> AllocationModel:
    """The model of one area, where a step is worth what it is less the price of what it uses of what is shared."""
    at = {i: n for n, i in enumerate(indices)}
    candidates = []
    for i in indices:
        candidate = model.candidates[i]
        price = sum((prices[r] * used for r, used in model.on[i] if r in prices), Fraction(0))
        candidates.append(replace(candidate, worth=candidate.worth - price * candidate.most))
    return AllocationModel(
        tuple(candidates), tuple(replace(row, terms=tuple((at[i], used) for i, used in row.terms)) for row in rows)
    )
