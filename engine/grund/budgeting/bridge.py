"""Bridge: from what A costs to what B costs, step by step.

The certain total of A and the steps add up to the certain total of B; what is undecided or unknown stands beside, and
is in no step but those that say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from .lines import BudgetLine, amount, total_of
from .money import Money
from .policy_budgets import PolicyBudget

STEPS: Final[Mapping[str, tuple[str, str]]] = {
    "gained": ("insatser i tillkommande områden", "interventions in areas gained"),
    "lost": ("insatser i områden som utgår", "interventions in areas lost"),
    "quantity": ("ändrad kvantitet", "changed quantity"),
    "price": ("ändrat pris", "changed price"),
    "settled": ("kan nu avgöras", "can now be decided"),
    "unsettled": ("kan inte längre avgöras, eller uppgift saknas", "can no longer be decided, or no data"),
}


class BridgeStep(NamedTuple):
    """One step: its kind (of `STEPS`), what it adds in öre, and the areas (or bodies) it holds for."""

    kind: str
    amount: int
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From A to B: the certain totals and the steps between; `a_open` and `b_open` are what is not certain."""

    a: int
    b: int
    steps: tuple[BridgeStep, ...]
    a_open: Money
    b_open: Money


def waterfall(a: PolicyBudget, b: PolicyBudget) -> Waterfall:
    """The steps from one policy's cost to another's."""
    before, after = _wholes(a.lines), _wholes(b.lines)
    changes_by_kind: dict[str, list[tuple[int, str]]] = {kind: [] for kind in STEPS}
    for key in sorted({*before, *after}):
        for kind, ore in _steps(before.get(key), after.get(key)):
            changes_by_kind[kind].append((ore, key[3]))
    steps = tuple(
        BridgeStep(kind, sum(ore for ore, _ in changes), tuple(sorted({where for _, where in changes})))
        for kind, changes in changes_by_kind.items()
    )
    return Waterfall(_certain(before.values()), _certain(after.values()), steps, _open(a.lines), _open(b.lines))


def _wholes(lines: Iterable[BudgetLine]) -> dict[tuple[int, str, str, str], BudgetLine]:
    """The line of each area, insats, year and part before it was split between those who pay."""
    entries: dict[tuple[int, str, str, str], BudgetLine] = {}
    for line in lines:
        key = (line.year, line.insats, line.part, line.area or f"@{line.body}")
        entry = entries.get(key)
        if entry is None:
            entries[key] = line
        elif entry.amount is not None and line.amount is not None:
            entries[key] = line._replace(body="", amount=entry.amount + line.amount)
    return entries


def _sure(line: BudgetLine | None) -> int | None:
    """The amount of a line that is certain."""
    return line.amount if line is not None and line.verdict == "yes" else None


def _steps(a: BudgetLine | None, b: BudgetLine | None) -> list[tuple[str, int]]:
    """The steps for one area, insats, year and part."""
    before, after = _sure(a), _sure(b)
    if before is None:
        return [] if after is None else [("gained" if a is None else "settled", after)]
    if after is None:
        return [("lost" if b is None else "unsettled", -before)]
    assert a is not None and b is not None
    between = amount(b.quantity, a.price)
    assert between is not None
    changes = [("quantity", between - before), ("price", after - between)]
    return [(kind, ore) for kind, ore in changes if ore]


def _certain(lines: Iterable[BudgetLine]) -> int:
    return sum(_sure(line) or 0 for line in lines)


def _open(lines: Iterable[BudgetLine]) -> Money:
    return total_of(line for line in lines if _sure(line) is None)
