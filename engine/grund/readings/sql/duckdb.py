"""DuckDB: the statement run in this process.

Enters: tables, statements. Leaves: rows. Promise: bounded memory; nothing is kept when the engine is closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa

from ...expr import DIGITS, Type
from .worlds import Columns, Row, StatementFailed


class DuckDB:
    """A database of its own, in memory."""

    dialect = "duckdb"

    def __init__(self) -> None:
        self.connection = duckdb.connect()

    def __enter__(self) -> DuckDB:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def put(self, name: str, columns: Columns, rows: Iterable[Row]) -> None:
        """See `Engine`."""
        by_column = list(zip(*rows, strict=True)) or [()] * len(columns)
        arrays = [pa.array(held, arrow_type(kind)) for held, kind in zip(by_column, columns.values(), strict=True)]
        self.connection.register(name, pa.Table.from_arrays(arrays, list(columns)))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """See `Engine`."""
        try:
            return self.connection.execute(sql).fetchall()
        except duckdb.Error as error:
            raise StatementFailed(str(error)) from None


def arrow_type(kind: Type) -> pa.DataType:
    """The Arrow type of values of a kind."""
    words = {"bool": pa.bool_(), "enum": pa.string(), "date": pa.date32()}
    return words.get(kind.kind) or pa.decimal128(DIGITS, kind.decimals)
