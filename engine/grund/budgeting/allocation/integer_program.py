"""Integer program: the best whole choice, by HiGHS (MILP), exact to the öre.

Enters: a model of a year, or of years that hang together. Leaves: steps, and the bound that no choice can pass, which
is what the steps are worth where they are proven best. Promise: every limit is kept in whole numbers, whatever the
solver's tolerance lets through; of choices that are given to begin with, none that keeps every limit is better.

A limit that the solver passes by its tolerance is written again in digits, where the tolerance is less than one öre,
and the search goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import monotonic
from typing import Any, Final, NamedTuple

from .linear_program import impossible, optimal, scale_of, solver_of
from .model import AllocationModel

SECONDS: Final = 60.0
"""How long a search may take before it states its gap instead."""
MOST: Final = 3000
"""The candidates that depend on one another, above which a search that is not asked for is not tried."""

_FEASIBLE: Final = 2
"""What the solver calls a choice that keeps every limit, within its tolerance."""


class Choice(NamedTuple):
    """Steps (None where none are found that keep every limit), and the bound that no choice can pass."""

    steps: list[int] | None
    bound: float


def exact(
    model: AllocationModel, seconds: float = SECONDS, nodes: int | None = None, begin: Iterable[Sequence[int]] = (),
    jump: bool = True,
) -> Choice:  # fmt: skip
    """The best whole choice found in so many seconds or nodes; none that it begins with is better.

    Without `jump` the solver does not begin by guessing, which takes longer than searching a few candidates.
    """
    if not model.candidates:
        return Choice([], 0.0)
    solutions = [list(steps) for steps in begin if not model.broken(steps)]
    passed: set[int] = set()
    ends = monotonic() + seconds
    while True:
        solver = _run(model, passed, ends - monotonic(), nodes, jump)
        steps = _steps(model, solver)
        over = set() if steps is None else {r for r, row in enumerate(model.rows) if not model.keeps(row, steps)}
        if steps is not None and not over:
            solutions.append(steps)
        if over <= passed:
            break
        passed |= over
    best = max(solutions, key=model.worth, default=None)
    worth = 0.0 if best is None else float(model.worth(best))
    if best is not None and not over and optimal(solver):
        return Choice(best, worth)
    return Choice(best, max(worth, float(solver.getInfo().mip_dual_bound) / float(scale_of(model))))


def _run(model: AllocationModel, digits: set[int], seconds: float, nodes: int | None, jump: bool) -> Any:
    """A solver that has searched, with some limits written in digits."""
    solver, _ = solver_of(model, model.rows, True, digits)
    solver.setOptionValue("mip_heuristic_run_feasibility_jump", jump)
    solver.setOptionValue("time_limit", max(0.0, seconds))
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    solver.run()
    return solver


def _steps(model: AllocationModel, solver: Any) -> list[int] | None:
    """What a solver has found, if anything."""
    if impossible(solver) or solver.getInfo().primal_solution_status != _FEASIBLE:
        return None
    return [round(x) for x in list(solver.getSolution().col_value)[: len(model.candidates)]]
