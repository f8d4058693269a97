"""Plain: the meaning. Three-valued evaluation that keeps its tree, so a decision explains itself.

Enters: a policy and a world. Leaves: decisions with their grounds. Promise: the reference that every other
reading is held to; the same answer whatever the order of rules, facts and files.
"""

from __future__ import annotations

from .deciding import decide, decide_all
from .deriving import computed, inside, output, outside
from .evaluating import evaluate, read
from .frames import Frame, frame
from .lacking import missing, reached, tolkningar_read
from .passed import Stretch, lasting, stretches, then
from .placing import aggregated, gathered, listed, member

__all__ = [
    "Frame",
    "Stretch",
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
    "output",
    "outside",
    "reached",
    "read",
    "stretches",
    "then",
    "tolkningar_read",
]
