"""Decide world: every area of a world, decided by cells.

Enters: a frame and an insats. Leaves: the answer for every area of its level. Promise: as the interpreter gives them;
derived attributes, and conditions that cannot be cut, are read in plain, and a missing one of them is unfolded to the
facts that the area lacks.
"""

from __future__ import annotations

from ..interpreter import EvalContext, evaluate, missing
from .lookup_table import Answer, answer, code, table


def decide_all(frame: EvalContext, insats: str) -> dict[str, Answer]:
    """The answer for every area of the insats's level, by id; raises `GrundError` where two rules conflict."""
    sheet = table(frame, insats)
    axes = [(axis, sheet.cells.expression(axis)) for axis in sheet.cells.axes]
    answers = {}
    for area in frame.world.by_level.get(frame.policy.rulings[insats].insats.level, ()):
        grounds = {axis.name: evaluate(frame, expr, area) for axis, expr in axes}
        codes = {axis.name: code(axis, grounds[axis.name].value) for axis, _ in axes}
        verdict, rule, names = answer(sheet, codes, area)
        lacks = frozenset().union(*(missing(grounds[name]) if name in grounds else {name} for name in names))
        answers[area.id] = (verdict, rule, lacks)
    return answers
