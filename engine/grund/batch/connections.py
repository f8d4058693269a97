"""Connections: a run in the database at an address.

What is missing, does not answer or stops is said in a sentence; a password in an address is shown to nobody.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final
from urllib.parse import unquote

from .. import batch, engines
from ..model.scenario import Answers, Scenario
from ..problems.problem import GrundError, problem
from ..problems.visible_text import public, visible


def answers_in(target: str, scenario: Scenario, policies: list[str]) -> tuple[Answers, ...]:
    """A run, decided by the database at an address; raises `GrundError`."""
    try:
        with reported(target), opened(target) as engine:
            return batch.sql_statements.answers(scenario, policies, engine)
    except engines.sql.NotPermitted as error:
        raise GrundError([problem("G565", None, target=public(target), why=why(target, error))]) from None


@contextmanager
def reported(target: str) -> Iterator[None]:
    """What a database says of itself, or of a statement, as problems; but what a role may not do (`NotPermitted`)."""
    sql = engines.sql
    try:
        yield
    except sql.NotReached as error:
        raise GrundError([problem("G562", None, target=public(target), why=why(target, error))]) from None
    except sql.NotPermitted:
        raise
    except sql.StatementFailed as error:
        raise GrundError([problem("G563", None, target=public(target), why=why(target, error))]) from None


@contextmanager
def opened(target: str) -> Iterator[engines.sql.Warehouse]:
    """The database at an address: `duckdb`, `duckdb://FILE`, `postgresql://…`, `spark://…`."""
    scheme, _, rest = target.partition("://")
    database: AbstractContextManager[engines.sql.Warehouse]
    if scheme == "duckdb":
        database = engines.sql.duckdb.database(rest)
    elif scheme in ("postgres", "postgresql"):
        database = engines.sql.postgres.PostgreSQL(target)
    elif scheme in ("spark", "sc"):
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support", category=FutureWarning)
        logging.getLogger("SQLQueryContextLogger").disabled = True  # it writes each error a second time
        database = engines.sql.spark.Spark(target)
    else:
        raise GrundError([problem("G561", None, target=public(target))])
    with database as engine:
        yield engine


def why(target: str, error: engines.sql.EngineError) -> str:
    """The first line of what a library said; all of it is logged."""
    _LOG.info("%s", "\n".join(map(visible, _public(target, str(error)).splitlines())))
    return _public(target, error.line)


@contextmanager
def logged(verbose: bool) -> Iterator[None]:
    """All that databases say when they refuse or stop, on stderr where that is wanted."""
    handler = logging.StreamHandler()
    _LOG.setLevel(logging.INFO if verbose else logging.WARNING)
    _LOG.addHandler(handler)
    try:
        yield
    finally:
        _LOG.removeHandler(handler)


_LOG: Final = logging.getLogger("grund.databases")


def _public(target: str, message: str) -> str:
    """What a library said, unless it quotes what stands before the address's @, or a value after its ?."""
    _, _, rest = target.partition("://")
    secrets = [part for part in re.split("[:/@?&;=#]", unquote(rest) + rest) if len(part) > _SHORT]
    known = public(target)
    return "–" if any(part in message and part not in known for part in secrets) else message


_SHORT: Final = 2
"""Parts of an address that are no longer stand in any sentence."""
