"""Sensitivity: what decisions become when a threshold moves.

`breakpoints`: every value of a parameter at which a decision changes, exactly; it needs no numpy of its own. `draws`
(in `sweep.draws`): many values of many names, drawn and counted.
"""

from .breakpoints import BreakpointMove, Breakpoints, VerdictCourse, VerdictStretch, breakpoints

__all__ = ["BreakpointMove", "Breakpoints", "VerdictCourse", "VerdictStretch", "breakpoints"]
