"""PostgreSQL: the statement run in a user's database.

Enters: an address, tables, statements. Leaves: rows. Promise: everything happens in one transaction, which is
rolled back unless decisions are to be kept; a world's tables are temporary, and nothing else of the database is
touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Final

import psycopg
from psycopg import sql as psql
from sqlglot import exp

from .dialects import DIALECTS, Tree, text, type_of
from .storage import Mode, Stored, created, dropped, inserted, renamed
from .world_tables import Columns, NotPermitted, NotReached, Row, StatementFailed

_NOTICES: Final = 140000
"""The first version of the server that asks, while a query runs, whether its client is still there."""


class PostgreSQL:
    """A connection to a database, in a transaction of its own."""

    dialect = "postgres"
    paths: tuple[Mode, ...] = ()
    local = False
    lasting = True

    def __init__(self, url: str) -> None:
        try:
            self.connection = psycopg.connect(url, connect_timeout=10)
            row = self.connection.execute("SELECT current_schemas(false)").fetchone()
            self.schemas: list[str] = row[0] if row else []
            self._alone()
        except psycopg.Error as error:
            raise NotReached(str(error)) from None

    def _alone(self) -> None:
        """Only this transaction's own tables and the system's are seen, whatever the role's search path; a query that
        the client no longer waits for is stopped, where the server can notice (PostgreSQL 14)."""
        self.connection.execute("SET LOCAL search_path TO pg_temp, pg_catalog")
        self.connection.execute("SET LOCAL jit TO off")  # a world is small: to compile a statement takes longer
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

    def source(self, stored: Stored) -> exp.Table:
        """See `Warehouse`; a name without a schema is looked for where the role looks."""
        if "." in stored.name:
            return stored.table
        if not self.schemas:  # it would be a temporary table's, gone with the connection
            raise StatementFailed(f"no schema for {stored.name}: the search_path of the role has none")
        first = next((schema for schema in self.schemas if self._has(f"{schema}.{stored.name}")), self.schemas[0])
        return Stored(f"{first}.{stored.name}").table

    def _has(self, name: str) -> bool:
        return bool(self.ask(f"SELECT 1 WHERE to_regclass({text(_sql(Stored(name).table)).sql()}) IS NOT NULL"))

    def matches(self, pattern: str) -> bool:
        """See `Warehouse`; it has no paths."""
        return False

    def columns(self, stored: Stored) -> list[str]:
        """See `Warehouse`."""
        with _failing(), self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.execute(_sql(exp.select(exp.Star()).from_(self.source(stored)).limit(0)).encode())
            return [head.name for head in cursor.description or ()]

    def there(self, stored: Stored) -> bool:
        """See `Warehouse`."""
        return self._has(".".join(part.name for part in self.source(stored).parts))

    def store(self, query: exp.Query, stored: Stored, mode: Mode) -> exp.Table:
        """See `Warehouse`; in the transaction. A table that is replaced can be read until the new one is whole; one
        with partitions keeps them, and gets the new rows in place of its own."""
        table = self.source(stored)
        self.connection.execute("SET LOCAL jit TO on")  # where the planner expects many rows
        if mode == "replace" and self._parted(table):
            self._do(_sql(exp.Delete(this=table.copy())))
            mode = "append"
        if mode == "append":
            self._do(_sql(inserted(table, query)))
            return table
        new = table.copy()
        new.set("this", exp.to_identifier(f"{table.name[:_KEPT]}~new", quoted=True))
        self._do(_sql(created(new, query)))
        if mode == "replace":
            self._do(dropped(table, self.dialect))
        self._do(_sql(renamed(new.copy(), exp.Table(this=table.this.copy()))))
        return table

    def _parted(self, table: exp.Table) -> bool:
        name = text(_sql(table)).sql()
        return bool(self.ask(f"SELECT 1 FROM pg_partitioned_table WHERE partrelid = to_regclass({name})"))

    def _do(self, sql: str) -> None:
        with _failing(), self.connection.transaction():
            self.connection.execute(sql.encode())

    def keep(self) -> None:
        """See `Warehouse`."""
        with _failing():
            self.connection.commit()


def _sql(tree: Tree) -> str:
    return DIALECTS["postgres"].sql(tree)


_KEPT: Final = 50
"""So much of a table's name stands in that of the one that is to take its place."""


@contextmanager
def _failing() -> Iterator[None]:
    """PostgreSQL's errors as this reading's own."""
    try:
        yield
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction) as error:
        raise NotPermitted(str(error)) from None
    except psycopg.Error as error:
        raise StatementFailed(str(error)) from None
