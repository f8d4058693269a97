"""Conflicting limits: which limits cannot be kept together.

Enters: a model. Leaves: limits, none of which can be left out of those that clash. Promise: what is named does clash,
with steps that are divided or in whole steps, as is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from .linear_program import NODES, impossible, optimal, solver_of
from .model import AllocationModel, LimitRow


def clash(model: AllocationModel, in_steps: bool = False, nodes: int = NODES) -> tuple[LimitRow, ...]:
    """Limits that cannot be kept together, none of which can be left out (an irreducible set, by deletion).

    Empty where they can be, with steps that are divided, or `in_steps`. Commitments are limits like the others. What is
    not settled with so many nodes of search counts as possible, so that what is named does clash.
    """
    free, rows = _uncommitted(model)
    kept, possible = list(rows), partial(feasible, in_steps=in_steps, nodes=nodes)
    if possible(free, kept):
        return ()
    for group in _groups(kept):
        fewer = [row for row in kept if row.key not in group]
        if len(fewer) < len(kept) and not possible(free, fewer):
            kept = fewer
    for row in list(kept):
        fewer = [other for other in kept if other is not row]
        if not possible(free, fewer):
            kept = fewer
    return tuple(kept)


def _uncommitted(model: AllocationModel) -> tuple[AllocationModel, tuple[LimitRow, ...]]:
    """The model without commitments, and its limits with the commitments among them."""
    free = tuple(replace(c, least=0) for c in model.candidates)
    kept = tuple(
        LimitRow("commitment", c.key.year, f"{c.key.area} {c.key.insats}", ((i, c.step),), low=c.step * c.least)
        for i, c in enumerate(model.candidates)
        if c.least
    )
    return AllocationModel(free, model.rows), (*model.rows, *kept)


def _groups(rows: Sequence[LimitRow]) -> list[set[tuple[str, int, str]]]:
    """Limits taken away together first: all of a kind, then halves and halves of halves."""
    kinds: dict[str, list[LimitRow]] = {}
    for row in rows:
        kinds.setdefault(row.kind, []).append(row)
    groups: list[set[tuple[str, int, str]]] = []
    for members in kinds.values():
        size = len(members)
        while size > 8:
            groups += [{r.key for r in members[i : i + size]} for i in range(0, len(members), size)]
            size = -(-size // 2)
    return groups


def feasible(model: AllocationModel, rows: Sequence[LimitRow], in_steps: bool = False, nodes: int = NODES) -> bool:
    """Whether some choice keeps some limits, or it is not settled whether one does."""
    solver, _ = solver_of(model, rows, in_steps, range(len(rows)) if in_steps else ())
    if in_steps:
        solver.setOptionValue("mip_max_nodes", nodes)
    solver.run()
    return not impossible(solver) if in_steps else optimal(solver)
