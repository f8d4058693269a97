"""Vectorized: a policy as a finite function, looked up in tables that the interpreter itself has filled.

Enters: a frame, and areas of a world or columns of a nation. Leaves: the verdict, the deciding rule and the missing
names of each. Promise: an answer is the interpreter's own, given for one representative of the cell, so this reading
cannot mean anything else; a cell is filled when the first row falls into it, so that a large partition costs only what
is used of it. What cannot be cut is worked out on the columns, exactly, as a column of its own: true, false or missing.
"""

from typing import TYPE_CHECKING

from ...rooms import lazily
from .amounts import NO_AMOUNT, Cost, amounts_of, sized
from .batch import Batch, DecisionPlan
from .columns import ROW, CodedColumn, FewColumn, Needed, Rows, column, needed
from .derive import able, stepped, steps, worked
from .lookup_table import Answer, LookupTable, answer, code, table
from .segments import Segments, neighbours
from .vectors import Vector

if TYPE_CHECKING:
    from . import sheets
else:
    __getattr__ = lazily(__name__)

__all__ = [
    "NO_AMOUNT",
    "ROW",
    "Answer",
    "Batch",
    "CodedColumn",
    "Cost",
    "DecisionPlan",
    "FewColumn",
    "LookupTable",
    "Needed",
    "Rows",
    "Segments",
    "Vector",
    "able",
    "amounts_of",
    "answer",
    "code",
    "column",
    "needed",
    "neighbours",
    "sized",
    "stepped",
    "steps",
    "table",
    "worked",
]  # fmt: skip
