"""Spark: the statement run on a cluster, through Spark Connect.

Enters: an address, tables, statements. Leaves: rows. Promise: tables are temporary views of the session, which ends
with the engine; nothing on the cluster is touched.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql import types as spark

from ...model.expressions import DIGITS, Type
from .world_tables import Columns, NotReached, Row, StatementFailed

_PORT = 15002
"""Where a Spark Connect server listens unless it is told otherwise."""


class Spark:
    """A session on a Spark Connect server."""

    dialect = "spark"

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        try:  # the client itself asks again for ten minutes where nobody answers
            socket.create_connection((address.hostname or "localhost", address.port or _PORT), timeout=10).close()
            self.session = SparkSession.builder.remote(url.replace("spark://", "sc://", 1)).create()
        except (OSError, ValueError, PySparkException) as error:
            raise NotReached(_first_line(error)) from None

    def __enter__(self) -> Spark:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.stop()

    def put(self, name: str, columns: Columns, rows: Iterable[Row]) -> None:
        """See `Engine`."""
        fields = [spark.StructField(column, _type(kind)) for column, kind in columns.items()]
        with _failing():
            self.session.createDataFrame(list(rows), spark.StructType(fields)).createOrReplaceTempView(name)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """See `Engine`."""
        with _failing():
            return [tuple(row) for row in self.session.sql(sql).collect()]


@contextmanager
def _failing() -> Iterator[None]:
    """Spark's errors as this reading's own."""
    try:
        yield
    except PySparkException as error:
        raise StatementFailed(_first_line(error)) from None


def _type(kind: Type) -> spark.DataType:
    words = {"bool": spark.BooleanType(), "enum": spark.StringType(), "date": spark.DateType()}
    return words.get(kind.kind) or spark.DecimalType(DIGITS, kind.decimals)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
