"""Connections: a run in the database at an address.

Enters: an address, a scenario and its policies. Leaves: answers. Promise: what is missing, does not answer or stops
is said in a sentence; a password in an address is shown to nobody. The libraries are imported when they are asked
for.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from ..problems.problem import GrundError, problem
from ..problems.visible_text import public

if TYPE_CHECKING:
    from ..engines.sql import Engine
    from ..model.scenario import Answers, Scenario


def answers_in(target: str, scenario: Scenario, policies: list[str]) -> tuple[Answers, ...]:
    """A run, decided by the database at an address; raises `GrundError`."""
    with installed():
        from ..engines.sql import NotReached, StatementFailed
        from .sql_statements import answers

    try:
        with opened(target) as engine:
            return answers(scenario, policies, engine)
    except NotReached as error:
        raise GrundError([problem("G562", None, target=public(target), why=_why(target, error))]) from None
    except StatementFailed as error:
        raise GrundError([problem("G563", None, target=public(target), why=_why(target, error))]) from None


@contextmanager
def opened(target: str) -> Iterator[Engine]:
    """The database at an address: `duckdb`, `postgresql://…`, `spark://…`."""
    scheme = target.partition("://")[0]
    with installed():
        if target == "duckdb":
            from ..engines.sql.duckdb import DuckDB

            found: Engine = DuckDB()
        elif scheme in ("postgres", "postgresql"):
            from ..engines.sql.postgres import PostgreSQL

            found = PostgreSQL(target)
        elif scheme in ("spark", "sc"):
            warnings.filterwarnings("ignore", message="PySpark does not yet fully support", category=FutureWarning)
            from ..engines.sql.spark import Spark

            found = Spark(target)
        else:
            raise GrundError([problem("G561", None, target=public(target))])
    with found as engine:
        yield engine


def _why(target: str, error: Exception) -> str:
    """What a library said, unless it quotes what stands before the address's @, or a value after its ?."""
    _, _, rest = target.partition("://")
    secrets = [part for part in re.split("[:/@?&;=#]", unquote(rest) + rest) if len(part) > _SHORT]
    known = public(target)
    said = str(error)
    return "–" if any(part in said and part not in known for part in secrets) else said


_SHORT: Final = 2
"""Parts of an address that are no longer stand in any sentence."""


_EXTRAS = {"psycopg": "postgres", "pyspark": "spark"}


@contextmanager
def installed() -> Iterator[None]:
    """Where a library is missing, say which extra brings it."""
    try:
        yield
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        raise GrundError([problem("G524", None, library=library, extra=_EXTRAS.get(library, "sql"))]) from None
