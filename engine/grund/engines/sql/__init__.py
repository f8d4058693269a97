"""SQL: the same rules as one statement, run where the data are.

Enters: insatser of a policy, a day and tolkningar, a dialect. Leaves: a statement, or the answers of a database that
ran it. Promise: the decision, deciding rule and missing facts of the interpreter; what a dialect cannot say is refused
by rule and name. The rooms, in order: `dialects` (what databases say differently), `evaluate` (the fold), `parameters`,
`sources` (tables that are read), `layers` and `ctes` (steps), `faults` (what stops a statement), `masks` (missing
facts), `rounding`, `rules`; how derived attributes are said: `aggregate`, `tables`, `history`, `rank`, `apportion`, and
the table of their kinds, `derive`; `decide`, `answers`, `statement`; what is made of it: `storage`, `scripts`; then
what runs it: `world_tables`, `duckdb`, `postgres`, `spark`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rooms import lazily
from .sources import HISTORY, Sources
from .statement import Compiled, SqlQuestion, compile
from .storage import Warehouse
from .world_tables import Answer, Engine, EngineError, NotPermitted, NotReached, StatementFailed, decide, read

if TYPE_CHECKING:
    from . import duckdb, postgres, scripts, spark
else:
    __getattr__ = lazily(__name__)

__all__ = [
    "HISTORY",
    "Answer",
    "Compiled",
    "Engine",
    "EngineError",
    "NotPermitted",
    "NotReached",
    "Sources",
    "SqlQuestion",
    "StatementFailed",
    "Warehouse",
    "compile",
    "decide",
    "read",
]  # fmt: skip
