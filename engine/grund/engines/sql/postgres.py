"""PostgreSQL: the statement run in a user's database.

Enters: an address, tables, statements. Leaves: rows. Promise: tables are temporary, so nothing is left in the
database and nothing of it is touched; everything happens in one transaction that is rolled back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Final

import psycopg
from psycopg import sql as psql

from .dialects import type_of
from .world_tables import Columns, NotPermitted, NotReached, Row, StatementFailed

_NOTICES: Final = 140000
"""The first version of the server that asks, while a query runs, whether its client is still there."""


class PostgreSQL:
    """A connection to a database, in a transaction of its own."""

    dialect = "postgres"

    def __init__(self, url: str) -> None:
        try:
            self.connection = psycopg.connect(url, connect_timeout=10)
            self._alone()
        except psycopg.Error as error:
            raise NotReached(_first_line(error)) from None

    def _alone(self) -> None:
        """Only this transaction's own tables and the system's are seen, whatever the role's search path; a query that
        the client no longer waits for is stopped, where the server can notice (PostgreSQL 14)."""
        self.connection.execute("SET LOCAL search_path TO pg_temp, pg_catalog")
        if self.connection.info.server_version >= _NOTICES:
            self.connection.execute("SET LOCAL client_connection_check_interval TO '2s'")

    def __enter__(self) -> PostgreSQL:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(psycopg.Error):  # a connection that is lost has rolled back already
            self.connection.rollback()
        self.connection.close()

    def put(self, name: str, columns: Columns, rows: Iterable[Row]) -> None:
        """See `Engine`; rows go in by COPY."""
        with _failing(), self.connection.transaction():
            self._put(name, columns, rows)

    def _put(self, name: str, columns: Columns, rows: Iterable[Row]) -> None:
        heads = [psql.SQL("{} {}").format(psql.Identifier(c), psql.SQL(type_of(k))) for c, k in columns.items()]
        table = psql.Identifier(name)
        with self.connection.cursor() as cursor:
            cursor.execute(psql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(table))
            cursor.execute(psql.SQL("CREATE TEMPORARY TABLE {} ({})").format(table, psql.SQL(", ").join(heads)))
            with cursor.copy(psql.SQL("COPY pg_temp.{} FROM STDIN").format(table)) as copy:
                for row in rows:
                    copy.write_row(row)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """See `Engine`."""
        # in a transaction within the one there is: a statement that stops takes nothing else with it
        with _failing(), self.connection.transaction(), self.connection.cursor() as cursor:
            return cursor.execute(sql.encode()).fetchall()


@contextmanager
def _failing() -> Iterator[None]:
    """PostgreSQL's errors as this reading's own."""
    try:
        yield
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction) as error:
        raise NotPermitted(_first_line(error)) from None
    except psycopg.Error as error:
        raise StatementFailed(_first_line(error)) from None


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
