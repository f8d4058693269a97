"""Connections: a run in the database at an address.

Enters: an address, a scenario and its policies. Leaves: answers. Promise: what is missing, does not answer or stops
is said in a sentence; a password in an address is shown to nobody.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import unquote

from .. import batch, engines
from ..model.scenario import Answers, Scenario
from ..problems.problem import GrundError, problem
from ..problems.visible_text import public


def answers_in(target: str, scenario: Scenario, policies: list[str]) -> tuple[Answers, ...]:
    """A run, decided by the database at an address; raises `GrundError`."""
    sql = engines.sql
    try:
        with opened(target) as engine:
            return batch.sql_statements.answers(scenario, policies, engine)
    except sql.NotReached as error:
        raise GrundError([problem("G562", None, target=public(target), why=_why(target, error))]) from None
    except sql.StatementFailed as error:
        code = "G565" if isinstance(error, sql.NotPermitted) else "G563"
        raise GrundError([problem(code, None, target=public(target), why=_why(target, error))]) from None


@contextmanager
def opened(target: str) -> Iterator[engines.sql.Engine]:
    """The database at an address: `duckdb`, `postgresql://…`, `spark://…`."""
    scheme = target.partition("://")[0]
    if target == "duckdb":
        database: engines.sql.Engine = engines.sql.duckdb.DuckDB()
    elif scheme in ("postgres", "postgresql"):
        database = engines.sql.postgres.PostgreSQL(target)
    elif scheme in ("spark", "sc"):
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support", category=FutureWarning)
        database = engines.sql.spark.Spark(target)
    else:
        raise GrundError([problem("G561", None, target=public(target))])
    with database as engine:
        yield engine


def _why(target: str, error: Exception) -> str:
    """What a library said, unless it quotes what stands before the address's @, or a value after its ?."""
    _, _, rest = target.partition("://")
    secrets = [part for part in re.split("[:/@?&;=#]", unquote(rest) + rest) if len(part) > _SHORT]
    known = public(target)
    message = str(error)
    return "–" if any(part in message and part not in known for part in secrets) else message


_SHORT: Final = 2
"""Parts of an address that are no longer stand in any sentence."""
