"""Counterfactual: what would change a decision. The smallest change of facts, one parameter, one derived value.

Enters: a frame of the interpreter, an insats and an area. Leaves: `TurningChange` values: levers, their new values, and
the verdict they give. Promise: every turn is a decision of the interpreter on the real world with only that changed;
the cheapest come first, and no cheaper set of facts turns the decision (see below).

A *lever* is a base fact of any area that the decision read, a parameter, or a derived value of the area itself. A fact
costs what its attribute declares (1), a `frozen` one is never changed. A number is cut where some comparison of the
decision changes its sign: in small domains every value is tried; in large ones the cuts are found by halving, which is
exact as long as each comparison grows or falls with each number, as sums, products and quotients of facts do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations, product
from typing import Final

from ...engines import interpreter
from ...model.brief import brief
from ...model.decisions import Decision, Verdict
from ...model.expressions import OPERATORS, Expr, Operation, Reference, Value, ids_in, names
from ...model.facts import Area
from .search import Cell, Enough, Lever, LeverTrial

__all__ = ["MOST", "Cell", "Lever", "TurningChange", "Turns", "distance", "merged", "open_tests", "turns"]

MOST: Final = 3
"""Facts changed together, at most."""


@dataclass(frozen=True, slots=True)
class TurningChange:
    """A change that turns a decision: levers, the nearest values that do it, and the verdict then.

    `cells`, for a single lever, are all its values with the verdict each gives.
    """

    levers: tuple[Lever, ...]
    values: tuple[Value, ...]
    verdict: Verdict
    cost: int
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Turns:
    """What would change a decision: cheapest changes of facts, single parameters, single derived values.

    `settled` is false where the search for facts gave up before it had tried all sets of `MOST` facts. For an unknown
    decision, `tests` are the comparisons that nobody can make yet, and `together` the fewest of the values that they
    read which settle it (empty where one of the above does).
    """

    decision: Decision
    facts: tuple[TurningChange, ...]
    parameters: tuple[TurningChange, ...]
    derived: tuple[TurningChange, ...]
    settled: bool
    tests: tuple[Expr, ...] = ()
    together: tuple[TurningChange, ...] = ()

    __repr__ = brief


def turned_by_one(
    frame: interpreter.EvalContext, insats: str, area: Area
) -> tuple[Decision, tuple[TurningChange, ...]]:
    """The decision for an area, and the changes of one fact that would turn it at the least cost."""
    decision, trial = interpreter.decide(frame, insats, area), LeverTrial(frame, insats, area)
    facts = [lever for lever in trial.levers() if lever.kind == "fact"]
    try:
        return decision, _cheapest(trial, facts, decision.verdict, 1)
    except Enough:
        return decision, ()


def turns(frame: interpreter.EvalContext, insats: str, area: Area) -> Turns:
    """What would change the decision for an area; for an unknown one, what would settle it."""
    decision = interpreter.decide(frame, insats, area)
    trial = LeverTrial(frame, insats, area)
    levers = trial.levers()
    settled = True
    facts: tuple[TurningChange, ...] = ()
    try:
        facts = _cheapest(trial, [lever for lever in levers if lever.kind == "fact"], decision.verdict, MOST)
    except Enough:
        settled, trial.tries = False, 0
    parameters, derived = (_singles(trial, [v for v in levers if v.kind == k], decision.verdict) for k in _ALONE)
    tests = open_tests(decision)
    together: tuple[TurningChange, ...] = ()
    if tests and not (facts or parameters or derived):
        all_names = frozenset[str]().union(*map(names, tests))
        read = all_names | ids_in("param", all_names)
        above = [v for v in levers if v.name in read and v.value is None and v.area in ("", area.id)]
        trial.tries = 0
        try:
            together = _cheapest(trial, above, "unknown", MOST)
        except Enough:
            settled = False
    return Turns(decision, facts, parameters, derived, settled, tests, together)


_ALONE: Final = ("parameter", "derived")


def open_tests(decision: Decision) -> tuple[Expr, ...]:
    """The comparisons, and bools, of an unknown decision that are unknown themselves: it waits for these."""
    nones: dict[Expr, None] = {}
    stack = [rule.ground for rule in reversed(decision.rules)] if decision.verdict == "unknown" else []
    while stack:
        ground = stack.pop()
        node = ground.node
        if ground.value is not None or (isinstance(node, Reference) and node.space == "rule"):
            continue
        if (isinstance(node, Operation) and OPERATORS[node.op].group not in ("logic", "choice")) or (
            isinstance(node, Reference) and not ground.parts
        ):
            nones.setdefault(node)
        else:
            stack += reversed(ground.parts)
    return tuple(nones)


def _singles(trial: LeverTrial, levers: Iterable[Lever], now: Verdict) -> tuple[TurningChange, ...]:
    turning_changes = []
    for lever in levers:
        trial.tries = 0
        cells = merged(trial.cells(lever, {}))
        turning_changes += [_turn((lever,), (value,), verdict, cells) for value, verdict in _ways(lever, cells, now)]
    return tuple(turning_changes)


def _cheapest(trial: LeverTrial, levers: Sequence[Lever], now: Verdict, most: int) -> tuple[TurningChange, ...]:
    """Every way to turn the decision at the least cost: sets of facts by cost, each with its nearest values."""
    sets = [group for size in range(1, most + 1) for group in combinations(levers, size)]
    sets.sort(key=_cost)
    turning_changes: list[TurningChange] = []
    cuts: dict[Lever, tuple[Cell, ...]] = {}
    for group in sets:
        if turning_changes and _cost(group) > turning_changes[0].cost:
            break
        *others, last = group
        for lever in others:
            if lever not in cuts:
                cuts[lever] = trial.cells(lever, {})
        for choice in product(*(_candidates(lever, cuts[lever]) for lever in others)):
            setting = dict(zip(others, choice, strict=True))
            cells = merged(trial.cells(last, setting))
            ways = _ways(last, cells, now)
            turning_changes += [_turn(group, (*choice, value), v, cells if not others else ()) for value, v in ways]
    return tuple(sorted(turning_changes, key=distance))


def _cost(group: Iterable[Lever]) -> int:
    return sum(lever.cost for lever in group)


def _turn(
    levers: tuple[Lever, ...], values: tuple[Value, ...], verdict: Verdict, cells: tuple[Cell, ...]
) -> TurningChange:
    return TurningChange(levers, values, verdict, _cost(levers), cells)


def _ways(lever: Lever, cells: Sequence[Cell], now: Verdict) -> Iterator[tuple[Value, Verdict]]:
    """The other verdicts a lever can give, each with the nearest value that gives it."""
    wanted: tuple[Verdict, ...] = ("yes", "no") if now == "unknown" else ("no",) if now == "yes" else ("yes",)
    for verdict in wanted:
        near = [_nearest(lever, c) for c in cells if c.verdict == verdict]
        near = [value for value in near if value != lever.value]
        if near:
            yield min(near, key=lambda value: _apart(lever, value)), verdict


def _candidates(lever: Lever, cells: Sequence[Cell]) -> list[Value]:
    """The nearest value of each cell, and the ends of the domain."""
    values = [_nearest(lever, c) for c in cells]
    if cells and lever.type.kind in ("number", "date"):
        values += [cells[0].low, cells[-1].high]
    return [v for v in dict.fromkeys(values) if v != lever.value]


def _nearest(lever: Lever, cell: Cell) -> Value:
    if lever.value is None or _apart(lever, cell.low) <= _apart(lever, cell.high):
        return cell.low
    return cell.high


def _apart(lever: Lever, value: Value) -> Decimal:
    """How far a value is from the present one: members of an ordered enum by place, numbers as they are."""
    now = lever.value
    if now is None or value == now:
        return Decimal(0)
    if isinstance(value, bool):
        return Decimal(1)
    if isinstance(value, Decimal) and isinstance(now, Decimal):
        return abs(value - now)
    if isinstance(value, date) and isinstance(now, date):
        return Decimal(abs((value - now).days))
    members = lever.type.members
    return Decimal(abs(members.index(str(value)) - members.index(str(now)))) if lever.type.ordered else Decimal(1)


def distance(turn: TurningChange) -> tuple[int, Decimal, str]:
    """Cheapest first, then the least of the change as a share of the domain, then by name."""
    shares = Decimal(0)
    for lever, value in zip(turn.levers, turn.values, strict=True):
        width = lever.type.high - lever.type.low if lever.type.kind in ("number", "date") else len(lever.type.members)
        shares += _apart(lever, value) / (width or 1)
    return turn.cost, shares, " ".join(f"{lever.name}@{lever.area}" for lever in turn.levers)


def merged(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Neighbouring cells of the same verdict as one; members of an enum are kept apart."""
    merged_cells: list[Cell] = []
    for cell in cells:
        numeric = isinstance(cell.low, Decimal | date)
        if merged_cells and numeric and merged_cells[-1].verdict == cell.verdict:
            merged_cells[-1] = replace(merged_cells[-1], high=cell.high)
        else:
            merged_cells.append(cell)
    return tuple(merged_cells)
