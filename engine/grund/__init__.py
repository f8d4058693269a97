"""grund: every decision stands on its grounds.

The public names, nothing defined here:

>>> import grund
>>> scenario = grund.load("stockholm-2026")
>>> found = grund.compare(scenario, "fokusomrade", "stadsdelslyft-ersatter")
>>> [len(side.group("only_b")) for side in found.sides]
[1, 1]
"""

from .compare import Comparison, compare
from .explain import explain
from .outcome import Decision
from .problems import GrundError, Problem
from .scenario import Answers, Scenario, find_area, run
from .scenario import load_scenario as load

__all__ = [
    "Answers",
    "Comparison",
    "Decision",
    "GrundError",
    "Problem",
    "Scenario",
    "compare",
    "explain",
    "find_area",
    "load",
    "run",
]
