"""grund: every decision shows its grounds.

The public names; nothing is defined here, and nothing is imported before it is asked for, so that
`grund --version` stays instant.

>>> import grund
>>> scenario = grund.load()
>>> found = grund.compare(scenario, *scenario.named[:2])
>>> len(found.sides)
4
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .rooms import lazily
from .version import __version__ as __version__

if TYPE_CHECKING:
    from .analysis.compare.comparison import Comparison
    from .analysis.compare.reach import Reach, reach
    from .analysis.counterfactual.near import Near, near, what_would_change
    from .analysis.diff import Difference, diff
    from .analysis.lookup import find_area
    from .analysis.proofs.claims import Proved, prove
    from .analysis.proofs.difference_regions import Region, regions
    from .analysis.sensitivity.breakpoints import Breakpoints, breakpoints
    from .batch.decide import Decided, decide
    from .budgeting.allocation import Allocation, allocate
    from .budgeting.policy_budgets import Budget
    from .budgeting.row_costs import Price, prices
    from .budgeting.targeting import Measured, targeting
    from .cli.ask import ask
    from .engines.run import run
    from .engines.vectorized import Cost
    from .live.changes import Change, Update
    from .loading.folders import rulebook
    from .loading.scenario import load_scenario as load
    from .model.costs import Limits
    from .model.decisions import VERDICTS, Decision
    from .model.scenario import Answers, Scenario
    from .problems.problem import GrundError, Problem
    from .report.notebook import budget, compare
    from .views.formats.dataframes import to_arrow, to_pandas, to_polars
    from .views.formats.tables.answer_tables import table
    from .views.formats.tables.shape import Table
    from .views.result import Result
    from .views.session import Session
    from .views.wording.explanation import explain
    from .views.wording.statement import Statement

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
    "Limits",
    "Measured",
    "Near",
    "Price",
    "Problem",
    "Proved",
    "Reach",
    "Region",
    "Result",
    "Scenario",
    "Session",
    "Statement",
    "Table",
    "Update",
    "allocate",
    "ask",
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
    "what_if",
    "what_would_change",
]

_HOMES = {
    "what_if": ("analysis.what_if", "what_if"),
    "Limits": ("model.costs", "Limits"),
    "Allocation": ("budgeting.allocation", "Allocation"),
    "allocate": ("budgeting.allocation", "allocate"),
    "Breakpoints": ("analysis.sensitivity", "Breakpoints"),
    "breakpoints": ("analysis.sensitivity", "breakpoints"),
    "Budget": ("budgeting.policy_budgets", "Budget"),
    "budget": ("report.notebook", "budget"),
    "Measured": ("budgeting.targeting", "Measured"),
    "targeting": ("budgeting.targeting", "targeting"),
    "Comparison": ("analysis.compare.comparison", "Comparison"),
    "compare": ("report.notebook", "compare"),
    "Difference": ("analysis.diff", "Difference"),
    "diff": ("analysis.diff", "diff"),
    "Price": ("budgeting.row_costs", "Price"),
    "prices": ("budgeting.row_costs", "prices"),
    "Cost": ("engines.vectorized", "Cost"),
    "Decided": ("batch.decide", "Decided"),
    "decide": ("batch.decide", "decide"),
    "Result": ("views.result", "Result"),
    "ask": ("cli.ask", "ask"),
    "VERDICTS": ("model.decisions", "VERDICTS"),
    "Table": ("views.formats.tables.shape", "Table"),
    "table": ("views.formats.tables.answer_tables", "table"),
    "to_arrow": ("views.formats.dataframes", "to_arrow"),
    "to_pandas": ("views.formats.dataframes", "to_pandas"),
    "to_polars": ("views.formats.dataframes", "to_polars"),
    "rulebook": ("loading.folders", "rulebook"),
    "Statement": ("views.wording.statement", "Statement"),
    "explain": ("views.wording.explanation", "explain"),
    "Change": ("live.changes", "Change"),
    "Decision": ("model.decisions", "Decision"),
    "GrundError": ("problems.problem", "GrundError"),
    "Problem": ("problems.problem", "Problem"),
    "Answers": ("model.scenario", "Answers"),
    "Scenario": ("model.scenario", "Scenario"),
    "find_area": ("analysis.lookup", "find_area"),
    "load": ("loading.scenario", "load_scenario"),
    "Near": ("analysis.counterfactual.near", "Near"),
    "near": ("analysis.counterfactual.near", "near"),
    "what_would_change": ("analysis.counterfactual.near", "what_would_change"),
    "Proved": ("analysis.proofs.claims", "Proved"),
    "prove": ("analysis.proofs.claims", "prove"),
    "Reach": ("analysis.compare.reach", "Reach"),
    "reach": ("analysis.compare.reach", "reach"),
    "Region": ("analysis.proofs.difference_regions", "Region"),
    "regions": ("analysis.proofs.difference_regions", "regions"),
    "run": ("engines.run", "run"),
    "Session": ("views.session", "Session"),
    "Update": ("live.changes", "Update"),
}


__getattr__ = lazily(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
