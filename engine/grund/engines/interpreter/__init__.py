"""Interpreter: the meaning. Three-valued evaluation that keeps its tree, so a decision explains itself.

Enters: a policy and a world. Leaves: decisions with their grounds. Promise: the reference that every other
reading is held to; the same answer whatever the order of rules, facts and files.
"""

from __future__ import annotations

from ...model.dependencies import reached, tolkningar_read
from .aggregate import aggregated, gathered, listed, member, scaled_value
from .context import EvalContext, WorldCells, frame
from .decide import decide, decide_all
from .derive import computed, inside, output, outside
from .evaluate import evaluate, read
from .history import UnchangedDays, lasting, stretches, then
from .missing_facts import missing
from .not_applicable import not_applicable, settled_by_nothing, unsaid, waits_for

__all__ = [
    "EvalContext",
    "UnchangedDays",
    "WorldCells",
    "aggregated",
    "computed",
    "decide",
    "decide_all",
    "evaluate",
    "frame",
    "gathered",
    "inside",
    "lasting",
    "listed",
    "member",
    "missing",
    "not_applicable",
    "output",
    "outside",
    "reached",
    "read",
    "scaled_value",
    "settled_by_nothing",
    "stretches",
    "then",
    "tolkningar_read",
    "unsaid",
    "waits_for",
]
