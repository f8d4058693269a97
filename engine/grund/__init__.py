"""grund: every decision stands on its grounds.

The public names; nothing is defined here, and nothing is imported before it is asked for, so that
`grund --version` stays instant.

>>> import grund
>>> scenario = grund.load()
>>> found = grund.compare(scenario, *scenario.named[1:3])
>>> len(found.sides)
2
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .allocation import Allocation, allocate
    from .budgeting import Budget
    from .budgeting.priced import Price, prices
    from .budgeting.targeting import Measured, targeting
    from .columns import Table, table
    from .comparison import Comparison
    from .difference import Difference, diff
    from .doors.deciding import Decided, decide
    from .doors.frames import to_arrow, to_pandas, to_polars
    from .doors.notebook import budget, compare
    from .explanation import Statement, explain
    from .live.changes import Change, Update
    from .live.session import Session
    from .loading import rulebook
    from .lookup import find_area
    from .nearness import Near, near, what_would_change
    from .outcome import VERDICTS, Decision
    from .problems import GrundError, Problem
    from .reaching import Reach, reach
    from .readings.cells import Cost
    from .regions import Region, regions
    from .scenario import Answers, Scenario, run
    from .scenario import load_scenario as load
    from .statements import Proved, prove
    from .sweep import Breakpoints, breakpoints

__all__ = [
    "VERDICTS",
    "Allocation",
    "Answers",
    "Breakpoints",
    "Budget",
    "Change",
    "Comparison",
    "Cost",
    "Decided",
    "Decision",
    "Difference",
    "GrundError",
    "Measured",
    "Near",
    "Price",
    "Problem",
    "Proved",
    "Reach",
    "Region",
    "Scenario",
    "Session",
    "Statement",
    "Table",
    "Update",
    "allocate",
    "breakpoints",
    "budget",
    "compare",
    "decide",
    "diff",
    "explain",
    "find_area",
    "load",
    "near",
    "prices",
    "prove",
    "reach",
    "regions",
    "rulebook",
    "run",
    "table",
    "targeting",
    "to_arrow",
    "to_pandas",
    "to_polars",
    "what_would_change",
]

_HOMES = {
    "Allocation": ("allocation", "Allocation"),
    "allocate": ("allocation", "allocate"),
    "Breakpoints": ("sweep", "Breakpoints"),
    "breakpoints": ("sweep", "breakpoints"),
    "Budget": ("budgeting", "Budget"),
    "budget": ("doors.notebook", "budget"),
    "Measured": ("budgeting.targeting", "Measured"),
    "targeting": ("budgeting.targeting", "targeting"),
    "Comparison": ("comparison", "Comparison"),
    "compare": ("doors.notebook", "compare"),
    "Difference": ("difference", "Difference"),
    "diff": ("difference", "diff"),
    "Price": ("budgeting.priced", "Price"),
    "prices": ("budgeting.priced", "prices"),
    "Cost": ("readings.cells", "Cost"),
    "Decided": ("doors.deciding", "Decided"),
    "decide": ("doors.deciding", "decide"),
    "VERDICTS": ("outcome", "VERDICTS"),
    "Table": ("columns", "Table"),
    "table": ("columns", "table"),
    "to_arrow": ("doors.frames", "to_arrow"),
    "to_pandas": ("doors.frames", "to_pandas"),
    "to_polars": ("doors.frames", "to_polars"),
    "rulebook": ("loading", "rulebook"),
    "Statement": ("explanation", "Statement"),
    "explain": ("explanation", "explain"),
    "Change": ("live.changes", "Change"),
    "Decision": ("outcome", "Decision"),
    "GrundError": ("problems", "GrundError"),
    "Problem": ("problems", "Problem"),
    "Answers": ("scenario", "Answers"),
    "Scenario": ("scenario", "Scenario"),
    "find_area": ("lookup", "find_area"),
    "load": ("scenario", "load_scenario"),
    "Near": ("nearness", "Near"),
    "near": ("nearness", "near"),
    "what_would_change": ("nearness", "what_would_change"),
    "Proved": ("statements", "Proved"),
    "prove": ("statements", "prove"),
    "Reach": ("reaching", "Reach"),
    "reach": ("reaching", "reach"),
    "Region": ("regions", "Region"),
    "regions": ("regions", "regions"),
    "run": ("scenario", "run"),
    "Session": ("live.session", "Session"),
    "Update": ("live.changes", "Update"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'grund' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(f".{module}", __name__), attribute)
