"""Sweep: what decisions become when a threshold moves.

`breakpoints`: every value of a parameter at which a decision changes, exactly.
"""

from .thresholds import Breakpoints, Course, Move, Stretch, breakpoints

__all__ = ["Breakpoints", "Course", "Move", "Stretch", "breakpoints"]
