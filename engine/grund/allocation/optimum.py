"""Optimum: the choice that is worth most, by HiGHS; what one more krona is worth; which limits clash.

Enters: a model of a year, or of years that hang together. Leaves: steps, the bound that no choice can pass, shadow
prices with the range in which they hold, or the names of limits that cannot be kept together. Promise: a choice is
checked in whole numbers and keeps every limit from above; the same model gives the same answer (candidates in order of
key, one thread, a fixed seed).

The relaxation lets steps be divided and counts an insats by the share of it that is granted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from importlib.metadata import version
from itertools import chain
from typing import Any, Final

import numpy as np

from ..problems import GrundError, problem
from .model import Model, Row
from .rounding import NEAR, fitting

try:
    import highspy
except ImportError:  # the extra is not installed
    highspy = None  # type: ignore[assignment]

SECONDS: Final = 60.0
"""How long the exact search may take before it states its gap instead."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """What one more öre of a limit is worth, and from which to which level of the limit (öre) that holds."""

    row: Row
    price: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The relaxation's answer: parts of steps, the bound, and shadow prices; no steps where the limits clash."""

    steps: tuple[float, ...] | None
    bound: float
    shadows: tuple[Shadow, ...] = ()
    solver: Any = field(default=None, compare=False, repr=False)


def ready() -> bool:
    """Whether the solver is installed."""
    return highspy is not None


def need() -> None:
    """Raise `GrundError` where the solver is not installed."""
    if highspy is None:
        raise GrundError([problem("G524", None, library="highspy", extra="optimum")])


def solver_name() -> str:
    """The solver and its version, which decides between answers that are worth the same."""
    return f"highspy {version('highspy')}" if ready() else ""


def relaxed(model: Model) -> Relaxed:
    """The relaxation (LP)."""
    if not model.candidates:
        return Relaxed((), 0.0)
    solver, scales = _solver(model, model.rows)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return Relaxed(None, 0.0)
    solution = solver.getSolution()
    binding = [r for r, row in enumerate(model.rows) if row.high is not None and solution.row_dual[r] > NEAR * NEAR]
    ranging: Any = solver.getRanging()[1] if binding else None
    shadows = tuple(
        Shadow(
            model.rows[r], float(solution.row_dual[r]) / scales[r],
            float(ranging.row_bound_dn.value_[r]) * scales[r], float(ranging.row_bound_up.value_[r]) * scales[r],
        )
        for r in binding
    )  # fmt: skip
    bound = float(solver.getInfo().objective_function_value)
    return Relaxed(tuple(solution.col_value), bound, shadows, solver)


def with_more(model: Model, found: Relaxed, row: Row, more: int) -> Relaxed:
    """The relaxation with more of one of the limits from above, solved on from its answer; without shadow prices."""
    at, solver = model.rows.index(row), found.solver
    assert row.high is not None
    _, _, low, high, scale = _line(model, row, {}, [c.most for c in model.candidates])
    basis = solver.getBasis()
    solver.changeRowBounds(at, low, float(Fraction(row.high + more) / Fraction(scale)))
    solver.run()
    steps = tuple(solver.getSolution().col_value)
    bound = float(solver.getInfo().objective_function_value)
    solver.changeRowBounds(at, low, high)
    solver.setBasis(basis)
    return Relaxed(steps, bound)


def exact(model: Model, seconds: float = SECONDS) -> tuple[list[int] | None, float]:
    """The best whole choice (MILP) and the bound when the search ended; None where the limits clash in whole steps."""
    if not model.candidates:
        return [], 0.0
    solver, _ = _solver(model, model.rows, whole=True)
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.run()
    info = solver.getInfo()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible or info.primal_solution_status != 2:
        return None, 0.0
    values = list(solver.getSolution().col_value)[: len(model.candidates)]
    return fitting(model, [round(x) for x in values]).steps, float(info.mip_dual_bound)


def clash(model: Model) -> tuple[Row, ...]:
    """Limits that cannot be kept together, none of which can be left out (an irreducible set, by deletion).

    Empty where they can be, with steps that are divided. Commitments are limits like the others.
    """
    free, rows = _uncommitted(model)
    kept = list(rows)
    if _feasible(free, kept):
        return ()
    for group in _groups(kept):
        fewer = [row for row in kept if row.key not in group]
        if len(fewer) < len(kept) and not _feasible(free, fewer):
            kept = fewer
    for row in list(kept):
        fewer = [other for other in kept if other is not row]
        if not _feasible(free, fewer):
            kept = fewer
    return tuple(kept)


def _uncommitted(model: Model) -> tuple[Model, tuple[Row, ...]]:
    """The model without commitments, and its limits with the commitments among them."""
    free = tuple(replace(c, least=0) for c in model.candidates)
    kept = tuple(
        Row("commitment", c.key.year, f"{c.key.area} {c.key.insats}", ((i, c.step),), low=c.step * c.least)
        for i, c in enumerate(model.candidates)
        if c.least
    )
    return Model(free, model.rows), (*model.rows, *kept)


def _groups(rows: Sequence[Row]) -> list[set[tuple[str, int, str]]]:
    """Limits taken away together first: all of a kind, then halves and halves of halves."""
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        kinds.setdefault(row.kind, []).append(row)
    found: list[set[tuple[str, int, str]]] = []
    for members in kinds.values():
        size = len(members)
        while size > 8:
            found += [{r.key for r in members[i : i + size]} for i in range(0, len(members), size)]
            size = -(-size // 2)
    return found


def _feasible(model: Model, rows: Sequence[Row]) -> bool:
    solver, _ = _solver(model, rows)
    solver.run()
    return bool(solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def _solver(model: Model, rows: Iterable[Row], whole: bool = False) -> tuple[Any, list[float]]:
    """The solver with the model; each row divided by its largest coefficient, so that tolerances mean the same.

    In the exact model a candidate of several steps has one more variable, 1 where it is granted at all.
    """
    held, n = tuple(rows), len(model.candidates)
    switched = [i for i, c in enumerate(model.candidates) if c.most > 1] if whole and _counted(held) else []
    at = {i: n + k for k, i in enumerate(switched)}
    most = _possible(model) if whole else [c.most for c in model.candidates]
    lines = [_line(model, row, at, most) for row in held]
    lines += [([i, at[i]], [1.0, -float(model.candidates[i].most)], -highspy.kHighsInf, 0.0, 1.0) for i in switched]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n + len(switched), len(lines)
    lp.sense_ = highspy.ObjSense.kMaximize
    worth = [c.worth.numerator / (c.worth.denominator * c.most) for c in model.candidates]
    lp.col_cost_ = np.array(worth + [0.0] * len(switched), dtype=float)
    lp.col_lower_ = np.array([c.least for c in model.candidates] + [0] * len(switched), dtype=float)
    lp.col_upper_ = np.array(most + [1] * len(switched), dtype=float)
    lp.row_lower_ = np.array([line[2] for line in lines], dtype=float)
    lp.row_upper_ = np.array([line[3] for line in lines], dtype=float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(line[0]) for line in lines)])
    lp.a_matrix_.index_ = np.fromiter(chain.from_iterable(line[0] for line in lines), dtype=np.int32)
    lp.a_matrix_.value_ = np.fromiter(chain.from_iterable(line[1] for line in lines), dtype=float)
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    solver = highspy._core._Highs()  # the class above it prints a banner on stdout as it is made
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
        solver.setOptionValue(option, value)
    solver.passModel(lp)
    return solver, [line[4] for line in lines[: len(held)]]


def _counted(rows: Iterable[Row]) -> bool:
    return any(row.kind == "insatser" for row in rows)


def _possible(model: Model) -> list[int]:
    """The most whole steps of each candidate that a limit has room for by itself; what never fits only blurs others."""
    found = [c.most for c in model.candidates]
    for row in model.rows:
        if row.high is not None and row.kind != "insatser":
            for i, coefficient in row.terms:
                if coefficient * found[i] > row.high:
                    found[i] = max(model.candidates[i].least, row.high // coefficient)
    return found


def _line(
    model: Model, row: Row, at: Mapping[int, int], most: Sequence[int]
) -> tuple[list[int], list[float], float, float, float]:
    """A limit as indexes, coefficients, bounds and the size it was divided by."""
    if row.kind == "insatser":
        index = [at.get(i, i) for i, _ in row.terms]
        values = [1.0 if i in at else 1.0 / model.candidates[i].most for i, _ in row.terms]
        return index, values, -highspy.kHighsInf, float(row.high or 0), 1.0
    terms = [(i, coefficient) for i, coefficient in row.terms if most[i]]
    scale = float(max((abs(coefficient) for _, coefficient in terms), default=1) or 1)
    low = -highspy.kHighsInf if row.low is None else float(Fraction(row.low) / Fraction(scale))
    high = highspy.kHighsInf if row.high is None else float(Fraction(row.high) / Fraction(scale))
    return [i for i, _ in terms], [coefficient / scale for _, coefficient in terms], low, high, scale
