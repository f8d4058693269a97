"""Budgets, allocations and exports of a city and of a nation; each method with its gap to the bound.

Enters: candidates drawn with a fixed seed, and towns written by tests/towns.py; all of it is invented. A tenth of the
insatser can be given in steps. Two sets of limits: `money` (half of what everything costs in all, and less of some
bodies'), and `areas` (the same, and a least, a most, a floor and a number of insatser for each area), where the
relaxation is further off because whole insatser seldom fill an area's limit.

The floor of a workbook is XlsxWriter writing the same cells, one by one, and nothing else; that of a budget is the sum
of its products.
"""

from __future__ import annotations

import io
import random
import tempfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import xlsxwriter

import grund
from conftest import Timed
from grund.budgeting.allocation import one_more
from grund.budgeting.allocation.greedy import priority, proportional, waterfill
from grund.budgeting.allocation.integer_program import exact
from grund.budgeting.allocation.linear_program import Relaxed, relaxed
from grund.budgeting.allocation.model import AllocationModel, Candidate, GrantKey, YearLimits, model
from grund.budgeting.allocation.priced_areas import by_area
from grund.budgeting.allocation.round_solution import rounded
from grund.budgeting.line_columns import COLUMNS
from grund.budgeting.policy_budgets import Budget, budget
from grund.budgeting.records import rows
from grund.views.budget import HEADER
from grund.views.formats.exports.arrow import as_arrow
from grund.views.formats.exports.excel import as_excel
from grund.views.formats.exports.ledger_objects import DIMENSIONS, Objects
from grund.views.formats.exports.records import records
from grund.views.formats.exports.sie import Booking, as_sie
from grund.views.formats.exports.statements import as_sql
from grund.views.formats.text import as_csv
from towns import large, town

SIZES: Final = {"city": (117, 14), "nation": (6_160, 20)}
FOLDER: Final = tempfile.TemporaryDirectory()
"""Where the towns lie as long as the benchmarks run: the hash of a budget is that of its files."""
LIMITS: Final = ("money", "areas")
METHODS: Final[dict[str, Callable[[AllocationModel], list[int]]]] = {
    "priority": priority,
    "proportional": proportional,
    "waterfill": waterfill,
    "optimum": lambda held: rounded(held, relaxed(held).steps or ()),
    "area by area": lambda held: _alone(held, relaxed(held)),
}


def _alone(held: AllocationModel, relaxation: Relaxed) -> list[int]:
    """Each area by itself where it has limits of its own, in whole steps; else the relaxation."""
    choice = by_area(held, relaxation)
    return rounded(held, (relaxation.steps if choice is None else choice.steps) or ())


@cache
def drawn(size: str, limits: str = "money") -> AllocationModel:
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
            found.append(Candidate(GrantKey(2027, f"a{a:05d}", f"i{i:02d}"), step, most, need, bodies, 0, i, need))
    costs: dict[tuple[str, int], int] = {}
    for c in found:
        for body, ore in c.bodies:
            costs[body, 2027] = costs.get((body, 2027), 0) + ore * c.most
    total = sum(c.amount for c in found) // 2
    bounds = YearLimits({2027: total}, {k: v * 4 // 10 for k, v in costs.items() if k[0].startswith("b")})
    if limits == "areas":
        bounds = replace(bounds, least=50_000_000, most=1_000_000_000, insatser=12, floor=Fraction(1, 10))
    return model(found, bounds)


@cache
def bound(size: str, limits: str) -> Relaxed:
    """What no choice can pass: by the relaxation, and by each area's best choice where that is less."""
    relaxation = relaxed(drawn(size, limits))
    alone = by_area(drawn(size, limits), relaxation)
    return relaxation if alone is None else replace(relaxation, bound=min(relaxation.bound, alone.bound))


@pytest.mark.parametrize("limits", LIMITS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("method", METHODS)
def test_allocate(timed: Timed, size: str, limits: str, method: str) -> None:
    """One year granted; the gap to the bound stands beside the time."""
    held = drawn(size, limits)
    steps = METHODS[method](held)
    assert not [row for row in held.broken(steps) if row.high is not None]
    gap = 100 * (1 - float(held.worth(steps)) / bound(size, limits).bound)
    timed(
        METHODS[method], setup=lambda: ((AllocationModel(held.candidates, held.rows),), {}), rounds=1,
        group=f"allocation, {size}, limits on {limits}", label=f"{method} (gap {gap:.4f} %)",
    )  # fmt: skip


def test_exact(timed: Timed) -> None:
    """Searched to the end, or for ten seconds; its own gap is to the bound of the search."""
    held = drawn("city", "areas")
    steps, best = exact(held, 10)
    gap = 100 * (1 - float(held.worth(steps or ())) / best)
    timed(
        exact, setup=lambda: ((held, 10), {}), rounds=1, group="allocation, city, limits on areas",
        label=f"exact (gap {gap:.4f} %)",
    )  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_one_more(timed: Timed, size: str) -> None:
    """What one more million of each of the limits that bind buys: solved on, and rounded again."""
    held = drawn(size)
    parts = held.parts()
    found = one_more(parts, [bound(size, "money")])
    timed(
        one_more, setup=lambda: ((parts, [bound(size, "money")]), {}), rounds=1,
        group=f"allocation, {size}, limits on money", label=f"one more million of {len(found)} limits",
    )  # fmt: skip


@cache
def costed(areas: int, insatser: int) -> Budget:
    """A year's budget of a town, every insats in every area."""
    folder = Path(FOLDER.name, f"{areas}x{insatser}")
    folder.mkdir()
    return budget(town(folder, large(areas, insatser)), ["p"], [2027])


@pytest.mark.parametrize("size", SIZES)
def test_budget_floor(timed: Timed, size: str) -> None:
    """The products, and nothing of why."""
    priced = [(n.quantity, n.price) for side in costed(*SIZES[size]).sides for n in side.lines]
    timed(
        lambda: [round(q * p.numerator / p.denominator) for q, p in priced if q is not None and p is not None],
        group=f"budget, {size}", label="quantity x price, of every line", floor=True,
    )  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_budget(timed: Timed, size: str) -> None:
    """One policy, one year: decided, costed, and split between those who pay."""
    found = costed(*SIZES[size])
    lines = sum(len(side.lines) for side in found.sides)
    timed(
        budget, setup=lambda: ((replace(found.scenario, cache={}, frames={}), ["p"], [2027]), {}),
        rounds=1 if size == "nation" else 5, group=f"budget, {size}", label=f"budget ({lines} lines)",
    )  # fmt: skip


def test_budget_of_the_example(timed: Timed) -> None:
    """Two policies, three years, both readings of the shipped city."""
    scenario = grund.load("budget-exempel")
    asked = ["fokusomrade", "stadsdelslyft"]
    timed(
        budget, setup=lambda: ((replace(scenario, cache={}, frames={}), asked), {}), rounds=3,
        group="budget, shipped city", label="2 policies x 3 years x 2 readings",
    )  # fmt: skip


def floor_of(cells: list[tuple[Any, ...]]) -> bytes:
    """XlsxWriter and nothing else."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(cells):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell)
            elif cell is not None:
                sheet.write_number(number, column, cell)
    book.close()
    return out.getvalue()


def _workbook() -> tuple[Budget, list[tuple[Any, ...]]]:
    found = costed(334, 20)
    return found, list(records(found))


def test_excel_floor(timed: Timed) -> None:
    """The same cells, and nothing else."""
    _, cells = _workbook()
    timed(floor_of, cells, group=f"Excel, {len(cells)} lines", label="XlsxWriter, cell by cell", floor=True)


def test_excel(timed: Timed) -> None:
    """20 000 lines: summary, lines as a table, sources."""
    found, cells = _workbook()
    timed(as_excel, found, "sv", group=f"Excel, {len(cells)} lines", label="as_excel")


def _csv(found: Budget) -> str:
    return as_csv(HEADER, [tuple([COLUMNS[key].flat(row) for key in HEADER]) for row in rows(found)], "sv")


def _sie(found: Budget) -> bytes:
    side = found.sides[0]
    objects = Objects({}).with_new((kind, str(getattr(n, kind))) for n in side.lines for kind in DIMENSIONS)
    return as_sie(found, side, Booking(found.years[0], {"": "5500"}, DIMENSIONS, objects, "5999"))


@pytest.mark.parametrize(
    ("kind", "write"),
    [
        ("xlsx", lambda found: as_excel(found, "sv")),
        ("csv", _csv),
        ("parquet", lambda found: as_arrow(found, "parquet")),
        ("arrow", lambda found: as_arrow(found, "arrow")),
        ("sql", lambda found: as_sql(found, "postgres")),
        ("se", _sie),
    ],
)
def test_export(timed: Timed, kind: str, write: Callable[[Budget], Any]) -> None:
    """100 000 lines to each kind of file."""
    found = costed(1_667, 20)
    lines = sum(len(side.lines) for side in found.sides)
    timed(write, setup=lambda: ((found,), {}), rounds=1, group=f"export of {lines} lines", label=kind)
