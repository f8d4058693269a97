"""Records: a budget as rows and as plain data, with the hash of the run that made it.

Same inputs, same bytes; amounts are whole öre; `format` is the version of the schema that docs/budget.md describes,
and grows when a field changes its meaning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from ..analysis.recorded_question import question
from ..model.canonical_json import dump
from ..model.facts import Area
from ..model.policies import Policy
from ..model.scenario import Reading, Scenario
from .bridge import waterfall
from .line_columns import COLUMNS, BudgetRow
from .lines import BudgetLine
from .money import Money
from .policy_budgets import Budget, Framed, PolicyBudget

KIND: Final = "grund-budget"
FORMAT: Final = 1
_KEYS: Final = (
    "year", "insats", "part", "area", "body", "payer", "verdict", "quantity", "price_ore", "amount_ore", "missing",
    "marks",
)  # fmt: skip


def asked(budget: Budget) -> dict[str, Any]:
    """What was asked: everything that decides the budget."""
    return {
        **question(budget.scenario),
        "policies": [p.id for p in budget.policies],
        "years": list(budget.years),
        "insatser": list(budget.insatser) if budget.insatser is not None else None,
        "own": budget.own,
    }


def budget_hash(budget: Budget) -> str:
    """The SHA-256 of what was asked: two runs with the same hash have the same lines.

    Where the files lay is not part of it: what they are called in their project and what is in them is.
    """
    document = {name: value for name, value in asked(budget).items() if name not in ("file", "policy_files")}
    return hashlib.sha256(dump(document)).hexdigest()


def rows(budget: Budget) -> Iterator[BudgetRow]:
    """Every line of every side, in order of reading, policy, year, insats, part, area and body."""
    scenario = budget.scenario
    areas = {a.id: a for a in scenario.facts.areas}
    bodies = scenario.book.organisation.bodies
    districts: dict[str, str] = {"": ""}
    units = {i.id: i.costs.quantity.unit.sv if i.costs.quantity else "" for i in scenario.book.insatser.values()}
    written: set[tuple[str, str, Reading]] = set()
    for side in budget.sides:
        own = {insats: budget.read(side, insats) for insats in {line.insats for line in side.lines}}
        once = {insats for insats, reading in own.items() if (side.policy.id, insats, reading) in written}
        written |= {(side.policy.id, insats, reading) for insats, reading in own.items()}
        for line in side.lines:
            if line.insats in once:
                continue
            if line.area not in districts:
                districts[line.area] = district_of(scenario, areas[line.area])
            name = areas[line.area].name if line.area else ""
            body = bodies[line.body].name if line.body else ""
            yield BudgetRow(
                side.policy.id, own[line.insats], line, name, districts[line.area], body, units[line.insats]
            )


def district_of(scenario: Scenario, area: Area) -> str:
    """The name of the area's group (stadsdelsområde), the area's own at that level, empty where it has none."""
    if area.level == scenario.group:
        return area.name
    if not scenario.group or area.id not in scenario.today.areas:
        return ""
    above = scenario.today.related("parent", scenario.hierarchy, area.id, scenario.group)
    return above[0][0].name if above else ""


def data(budget: Budget) -> dict[str, Any]:
    """The budget as plain data."""
    pairs = [s for s in budget.sides if s.policy.id == budget.policies[-1].id] if len(budget.policies) == 2 else []
    return {
        "kind": KIND,
        "format": FORMAT,
        "run": budget_hash(budget),
        "asked": asked(budget),
        "days": {str(year): day.isoformat() for year, day in budget.days.items()},
        "price_changes": [change for policy in budget.policies for change in _price_changes(budget, policy)],
        "sides": [_side(budget, side) for side in budget.sides],
        "waterfalls": [_waterfall(budget, b) for b in pairs],
    }


def _price_changes(budget: Budget, policy: Policy) -> Iterator[dict[str, Any]]:
    """What changes of a policy's prices within the years; `counted_from` is the day whose price the year has."""
    used = sorted({(n.insats, n.part) for s in budget.sides if s.policy.id == policy.id for n in s.lines})
    for insats, name in used:
        for part in (p for p in budget.scenario.book.insatser[insats].costs.parts if p.id == name):
            for day, change in budget.changes(policy, part):
                yield {
                    "policy": policy.id, "insats": insats, "part": name, "parameter": change.parameter,
                    "day": change.day.isoformat(),
                    "before": None if change.before is None else f"{change.before:f}",
                    "after": None if change.after is None else f"{change.after:f}",
                    "prorated": part.prorate,
                    "counted_from": None if part.prorate else day.isoformat(),
                }  # fmt: skip


def money_data(money: Money) -> dict[str, int]:
    """Money in öre."""
    return {"low_ore": money.low, "high_ore": money.high, "unknown": money.unknown}


def _side(budget: Budget, side: PolicyBudget) -> dict[str, Any]:
    return {
        "policy": side.policy.id,
        "tolkning": dict(side.reading),
        "total": money_data(side.money),
        "by_year": _totals(side, "year"),
        "by_body": _totals(side, "body", "year"),
        "by_insats": _totals(side, "insats", "year"),
        "by_area": _totals(side, "area", "year"),
        "ramar": [_framed(f) for f in budget.framed(side) if f.ram is not None],
        "lines": [_line(line) for line in side.lines],
    }


def _totals(side: PolicyBudget, *fields: str) -> list[dict[str, Any]]:
    return [{**dict(zip(fields, key, strict=True)), **money_data(money)} for key, money in side.by(*fields).items()]


def _framed(framed: Framed) -> dict[str, Any]:
    assert framed.ram is not None and framed.left is not None
    return {
        "body": framed.body,
        "year": framed.year,
        "ram_ore": framed.ram.amount,
        "cost": money_data(framed.cost),
        "left": money_data(framed.left),
        "marks": list(framed.ram.citation.flags),
    }


def _line(line: BudgetLine) -> dict[str, Any]:
    """A line as plain data, without the names that other parts of the answer have."""
    row = BudgetRow("", (), line, "", "", "", "")
    return {key: _plain(COLUMNS[key].of(row)) for key in _KEYS}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else f"{value:f}" if isinstance(value, Decimal) else value


def _waterfall(budget: Budget, b: PolicyBudget) -> dict[str, Any]:
    a = budget.side(budget.policies[0].id, b.reading)
    bridge = waterfall(a, b)
    return {
        "a": a.policy.id,
        "b": b.policy.id,
        "tolkning": dict(b.reading),
        "a_ore": bridge.a,
        "b_ore": bridge.b,
        "steps": [{"kind": s.kind, "amount_ore": s.amount, "areas": list(s.areas)} for s in bridge.steps],
        "a_open": money_data(bridge.a_open),
        "b_open": money_data(bridge.b_open),
    }


def marks_of(lines: Iterable[BudgetLine]) -> tuple[str, ...]:
    """Every mark that some lines carry."""
    return tuple(sorted({mark for line in lines for mark in line.marks}))
