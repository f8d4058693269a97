"""Allocation of a city and of a nation, each method with its gap to the bound, and exports of many lines.

The candidates are invented: amounts, needs and payers drawn with a fixed seed; the limits are half of what everything
costs in all, and less of some bodies'. A tenth can be given in steps.
"""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache
from typing import Final

import pytest

import grund
from conftest import Timed
from grund.allocation.filling import priority, proportional, waterfill
from grund.allocation.model import Bounds, Candidate, Key, Model, model
from grund.allocation.optimum import relaxed
from grund.allocation.rounding import rounded
from grund.budgeting import budget
from grund.doors.exports.excel import as_excel

SIZES: Final = {"city": (117, 14), "nation": (6_160, 20)}
METHODS: Final = {
    "priority": priority,
    "proportional": proportional,
    "waterfill": waterfill,
    "optimum": lambda held: rounded(held, relaxed(held).steps or ()),
}


@cache
def drawn(size: str) -> Model:
    """The candidates of a city or a nation, and limits that bind."""
    areas, insatser = SIZES[size]
    rng = random.Random(size)
    found: list[Candidate] = []
    for a in range(areas):
        need = Fraction(rng.randint(0, 4) * rng.randint(200, 12_000))
        for i in range(insatser):
            amount, most = rng.randint(1_000_000, 400_000_000), 1 if i % 10 else 20
            step = amount // most
            shared = rng.randint(0, step)
            bodies = ((f"b{i % 7}", shared), (f"d{a % 11}", step - shared))
            found.append(Candidate(Key(2027, f"a{a:05d}", f"i{i:02d}"), step, most, need, bodies, 0, i, need))
    costs: dict[tuple[str, int], int] = {}
    for c in found:
        for body, ore in c.bodies:
            costs[body, 2027] = costs.get((body, 2027), 0) + ore * c.most
    total = sum(c.amount for c in found) // 2
    bounds = Bounds({2027: total}, {k: v * 4 // 10 for k, v in costs.items() if k[0].startswith("b")})
    return model(found, bounds)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("method", METHODS)
def test_allocate(benchmark: Timed, size: str, method: str) -> None:
    """One year granted; the gap to the bound of the relaxation stands beside the time."""
    held = drawn(size)
    steps = benchmark.pedantic(METHODS[method], (held,), rounds=1 if size == "nation" else 3)
    bound = relaxed(held).bound
    benchmark.extra_info["gap_percent"] = round(100 * (1 - float(held.worth(steps)) / bound), 4)
    assert not held.broken(steps)


def test_budget_of_a_city(benchmark: Timed) -> None:
    """Two policies, three years, both readings: decided, costed and split."""
    scenario = grund.load("budget-exempel")
    found = benchmark.pedantic(budget, (scenario, ["fokusomrade", "stadsdelslyft"]), rounds=3)
    assert len(found.sides) == 4


def test_excel(benchmark: Timed) -> None:
    """Every line of three policies in two readings."""
    found = budget(grund.load("budget-exempel"))
    benchmark.extra_info["lines"] = sum(len(s.lines) for s in found.sides)
    assert benchmark.pedantic(as_excel, (found, "sv"), rounds=2)
