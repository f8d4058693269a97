"""Linear program: the relaxation of a model, by HiGHS: the bound no choice can pass, and what one more krona is worth.

Enters: a model of a year, or of years that hang together. Leaves: parts of steps, the bound, and shadow prices with
the range in which they hold. Promise: the same model gives the same answer (candidates in order of key, one thread, a
fixed seed).

The relaxation lets steps be divided and counts an insats by the share of it that is granted.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from importlib.metadata import version
from itertools import chain
from math import gcd, lcm
from typing import Any, Final, TypeAlias

import numpy as np

from ...problems.extras import optional, require
from .model import AllocationModel, LimitRow
from .round_solution import NEAR

highspy = optional("highspy")

NODES: Final = 200
"""The work of a search whose answer must be the same on every machine, in nodes."""
INFINITE: Final = float("inf")
_BASE: Final = 10_000
"""The largest coefficient of a limit that is written in digits: a tolerance means less than one there."""
_LARGE: Final = 10**7
"""What worth is scaled to: far from the solver's tolerance, and from the last digit of a float."""
_OPTIONS: Final = (("output_flag", False), ("threads", 1), ("random_seed", 0))
_FAR: Final = 1000
"""How many times larger than another a coefficient may be before a limit is written in digits at once."""
_Line: TypeAlias = tuple[list[int], list[float], float, float, float]
"""A limit for the solver: indexes, coefficients, bounds, and the size it was divided by."""
_EXACT: Final = (
    ("primal_feasibility_tolerance", 1e-9), ("mip_feasibility_tolerance", 1e-9), ("mip_rel_gap", 0.0),
    ("mip_abs_gap", 0.0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shadow:
    """What one more öre of a limit is worth, and from which to which level of the limit (öre) that holds."""

    row: LimitRow
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


def optimal(solver: Any) -> bool:
    """Whether a solver that has run has found the best."""
    return bool(solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def impossible(solver: Any) -> bool:
    """Whether a solver that has run has found that nothing keeps every limit; worth has its bounds."""
    status = highspy.HighsModelStatus
    return solver.getModelStatus() in (status.kInfeasible, status.kUnboundedOrInfeasible)


def need() -> None:
    """Raise `GrundError` where the solver is not installed."""
    require("highspy")


def solver_name() -> str:
    """The solver and its version, which decides between answers that are worth the same."""
    return f"highspy {version('highspy')}" if ready() else ""


def relaxed(model: AllocationModel) -> Relaxed:
    """The relaxation (LP)."""
    if not model.candidates:
        return Relaxed((), 0.0)
    solver, scales = solver_of(model, model.rows)
    solver.run()
    if not optimal(solver):
        return Relaxed(None, 0.0)
    solution = solver.getSolution()
    duals = list(solution.row_dual)  # each look at the solver's own list copies it
    binding = [r for r, row in enumerate(model.rows) if row.high is not None and duals[r] > NEAR * NEAR]
    ranging: Any = solver.getRanging()[1] if binding else None
    starts, ends = (list(ranging.row_bound_dn.value_), list(ranging.row_bound_up.value_)) if binding else ([], [])
    shadows = tuple(
        Shadow(model.rows[r], duals[r] / scales[r], starts[r] * scales[r], ends[r] * scales[r]) for r in binding
    )
    bound = float(solver.getInfo().objective_function_value)
    return Relaxed(tuple(solution.col_value), bound, shadows, solver)


def with_more(model: AllocationModel, relaxation: Relaxed, row: LimitRow, more: int) -> Relaxed:
    """The relaxation with more of one of the limits from above, solved on from its answer; without shadow prices."""
    at, solver = model.rows.index(row), relaxation.solver
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


def solver_of(
    model: AllocationModel, rows: Iterable[LimitRow], whole_steps: bool = False, digits: Container[int] = ()
) -> tuple[Any, list[float]]:
    """The solver with the model; each row divided by its largest coefficient, so that tolerances mean the same.

    In the whole model a candidate of several steps has one more variable, 1 where it is granted at all, and the rows
    at `digits` are written in digits. Gives the solver, and what each row was divided by.
    """
    limits = tuple(rows)
    lines, upper = _lines(model, limits, whole_steps, digits)
    lp = _program(model, lines, upper, whole_steps)
    solver = highspy._core._Highs()  # the class above it prints a banner on stdout as it is made
    for option, value in (*_OPTIONS, *(_EXACT if whole_steps else ())):
        solver.setOptionValue(option, value)
    solver.passModel(lp)
    return solver, [line[4] for line in lines[: len(limits)]]


def _lines(
    model: AllocationModel, limits: Sequence[LimitRow], in_steps: bool, digits: Container[int]
) -> tuple[list[_Line], list[int]]:
    """The rows of the program, those of the limits first, and the most of each of its variables."""
    candidates = model.candidates
    switched = [i for i, c in enumerate(candidates) if c.most > 1] if in_steps and _counted(limits) else []
    at = {i: len(candidates) + k for k, i in enumerate(switched)}
    most = _possible(model, limits) if in_steps else [c.most for c in candidates]
    upper = most + [1] * len(switched)
    lines: list[_Line] = []
    for r, row in enumerate(limits):
        if in_steps and (r in digits or _spread(row) > _FAR):
            lines += in_digits(row, upper)
        else:
            lines.append(_line(model, row, at, most))
    lines += [([i, at[i]], [1.0, -float(candidates[i].most)], -INFINITE, 0.0, 1.0) for i in switched]
    return lines, upper


def _program(model: AllocationModel, lines: Sequence[_Line], upper: Sequence[int], in_steps: bool) -> Any:
    """The program as the solver takes it."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(upper), len(lines)
    lp.sense_ = highspy.ObjSense.kMaximize
    scale = scale_of(model) if in_steps else Fraction(1)
    others = [0.0] * (len(upper) - len(model.candidates))
    lp.col_cost_ = np.array([float(c.worth * scale / c.most) for c in model.candidates] + others, dtype=float)
    lp.col_lower_ = np.array([c.least for c in model.candidates] + others, dtype=float)
    lp.col_upper_ = np.array(upper, dtype=float)
    lp.row_lower_ = np.array([line[2] for line in lines], dtype=float)
    lp.row_upper_ = np.array([line[3] for line in lines], dtype=float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(line[0]) for line in lines)])
    lp.a_matrix_.index_ = np.fromiter(chain.from_iterable(line[0] for line in lines), dtype=np.int32)
    lp.a_matrix_.value_ = np.fromiter(chain.from_iterable(line[1] for line in lines), dtype=float)
    if in_steps:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    return lp


def _spread(row: LimitRow) -> int:
    """How many times larger the largest coefficient of a limit is than its smallest."""
    sizes = [abs(a) for _, a in row.terms if a]
    return max(sizes) // min(sizes) if sizes and row.kind != "insatser" else 0


def in_digits(row: LimitRow, upper: list[int]) -> Iterator[_Line]:
    """A limit as several with coefficients of at most `_BASE`: what a digit passes is carried to the next.

    `upper` are the most of each variable; the carries, whole numbers too, are added to it.
    """
    number = gcd(*(a for _, a in row.terms)) or 1
    for sign, bound in ((1, row.high), (-1, row.low)):
        if bound is None:
            continue
        terms, left = [(i, sign * a // number) for i, a in row.terms], sign * bound // number
        while any(abs(a) >= _BASE for _, a in terms):
            low = [(i, a % _BASE) for i, a in terms if a % _BASE]
            left, rest = divmod(left, _BASE)
            carry = len(upper)
            upper.append(-(-sum(a * upper[i] for i, a in low) // _BASE))
            values = [*(float(a) for _, a in low), -float(_BASE)]
            yield [*(i for i, _ in low), carry], values, -INFINITE, float(rest), 1.0
            terms = [*((i, a // _BASE) for i, a in terms if a // _BASE), (carry, 1)]
        yield [i for i, _ in terms], [float(a) for _, a in terms], -INFINITE, float(left), 1.0


def scale_of(model: AllocationModel) -> Fraction:
    """What worth is multiplied by for the solver: to whole numbers where they are small enough, else to large ones."""
    most, below = max((abs(c.worth) / c.most for c in model.candidates), default=Fraction(0)), 1
    for c in model.candidates:
        below = lcm(below, (c.worth / c.most).denominator)
        if most * below > _LARGE:
            return Fraction(_LARGE) / most
    return Fraction(below)


def _counted(rows: Iterable[LimitRow]) -> bool:
    return any(row.kind == "insatser" for row in rows)


def _possible(model: AllocationModel, rows: Iterable[LimitRow]) -> list[int]:
    """The most whole steps of each candidate that a limit has room for by itself; what never fits only blurs others."""
    ceilings = [c.most for c in model.candidates]
    for row in rows:
        if row.high is not None and row.kind != "insatser":
            for i, coefficient in row.terms:
                if coefficient * ceilings[i] > row.high:
                    ceilings[i] = max(model.candidates[i].least, row.high // coefficient)
    return ceilings


def _line(model: AllocationModel, row: LimitRow, at: Mapping[int, int], most: Sequence[int]) -> _Line:
    """A limit that is divided by its largest coefficient."""
    if row.kind == "insatser":
        index = [at.get(i, i) for i, _ in row.terms]
        values = [1.0 if i in at else 1.0 / model.candidates[i].most for i, _ in row.terms]
        return index, values, -INFINITE, float(row.high or 0), 1.0
    terms = [(i, coefficient) for i, coefficient in row.terms if most[i]]
    scale = float(max((abs(coefficient) for _, coefficient in terms), default=1) or 1)
    low = -INFINITE if row.low is None else float(Fraction(row.low) / Fraction(scale))
    high = INFINITE if row.high is None else float(Fraction(row.high) / Fraction(scale))
    return [i for i, _ in terms], [coefficient / scale for _, coefficient in terms], low, high, scale
