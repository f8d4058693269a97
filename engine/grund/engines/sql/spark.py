"""Spark: the statement run on a cluster, through Spark Connect.

Enters: an address, tables, statements. Leaves: rows. Promise: a world's tables are temporary views of the
session, which ends with the engine; nothing on the cluster is touched but the decisions that are to be kept.
"""

from __future__ import annotations

import re
import secrets
import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql import types as spark
from sqlglot import exp

from ...model.expressions import DIGITS, Type
from .dialects import DIALECTS, Tree
from .storage import Mode, Stored, dropped, inserted, renamed
from .world_tables import Columns, NotReached, Row, StatementFailed

_PORT = 15002
"""Where a Spark Connect server listens unless it is told otherwise."""


_COMPILED = 8_000
"""The bytes of the longest method that a Java machine compiles; of one that is longer Spark would have it read every
instruction anew for each row (the documentation of `spark.sql.codegen.hugeMethodLimit` recommends this number)."""


class Spark:
    """A session on a Spark Connect server."""

    dialect = "spark"
    paths: tuple[Mode, ...] = ("create", "append")
    local = False
    lasting = True

    def __init__(self, url: str) -> None:
        self.spare: list[exp.Table] = []
        self.moves: list[exp.Alter] = []
        address = urlsplit(url)
        try:  # the client itself asks again for ten minutes where nobody answers
            with socket.create_connection((address.hostname or "localhost", address.port or _PORT), timeout=10) as raw:
                if "use_ssl=true" in url.casefold():
                    _shake_hands(raw, address.hostname)
            self.session = SparkSession.builder.remote(url.replace("spark://", "sc://", 1)).create()
        except (OSError, ValueError, PySparkException) as error:
            raise NotReached(_said(error)) from None
        with suppress(PySparkException):  # a server that knows no such setting is not of this kind
            self.session.conf.set("spark.sql.codegen.hugeMethodLimit", _COMPILED)

    def __enter__(self) -> Spark:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(PySparkException):
            if error is not None:
                self.session.interruptAll()  # the cluster would go on with what nobody waits for
                self._put_back()
            for table in self.spare:
                self.session.sql(dropped(table, self.dialect))
        self.session.stop()

    def _put_back(self) -> None:
        """A table that was renamed to make room for one that did not come has its name again."""
        for move in self.moves[:-1]:
            before = move.args["actions"][0].this
            if self._has(before) and not self._has(move.this):
                self.session.sql(_sql(renamed(before, move.this)))

    def put(self, name: str, columns: Columns, rows: Iterable[Row]) -> None:
        """See `Engine`."""
        fields = [spark.StructField(column, _type(kind)) for column, kind in columns.items()]
        with _failing():
            self.session.createDataFrame(list(rows), spark.StructType(fields)).createOrReplaceTempView(name)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """See `Engine`."""
        with _failing():
            return [tuple(row) for row in self.session.sql(sql).collect()]

    def source(self, stored: Stored) -> exp.Table:
        """See `Warehouse`; a path is Parquet."""
        return _files("parquet", stored.name) if stored.is_path else stored.table

    def matches(self, pattern: str) -> bool:
        """See `Warehouse`."""
        with suppress(StatementFailed):  # there is nothing at the path
            return bool(self.ask(_sql(exp.select("1").from_(_files("text", pattern)).limit(1))))
        return False

    def columns(self, stored: Stored) -> list[str]:
        """See `Warehouse`."""
        with _failing():
            return list(self.session.sql(_sql(exp.select(exp.Star()).from_(self.source(stored)).limit(0))).columns)

    def there(self, stored: Stored) -> bool:
        """See `Warehouse`."""
        if not stored.is_path:
            with _failing():
                return self._has(stored.table)
        try:
            return bool(self.columns(stored))
        except StatementFailed:
            return False

    def _has(self, table: exp.Table) -> bool:
        return bool(self.session.catalog.tableExists(_sql(table)))

    def store(self, query: exp.Query, stored: Stored, mode: Mode) -> exp.Table:
        """See `Warehouse`; a new table stands beside its place until it is kept. Rows that are appended, and a path,
        are seen when the cluster has committed them."""
        with _failing():
            rows = self.session.sql(_sql(query))
            if stored.is_path:
                # a run that was stopped has left an empty folder, which is no reason to stop
                filled = mode == "create" and self.matches(stored.name)
                rows.write.mode("error" if filled else "append").parquet(stored.name)
                return self.source(stored)
            if mode == "append":
                self.session.sql(_sql(inserted(stored.table, query)))
                return stored.table
            new, before = (stored.beside(f"__{part}_{secrets.token_hex(4)}").table for part in ("new", "before"))
            self.spare = [new, before] if mode == "replace" else [new]
            rows.write.saveAsTable(_sql(new), partitionBy=self._parts(stored) if mode == "replace" else None)
            moves = [renamed(stored.table, before)] if mode == "replace" and self.there(stored) else []
            self.moves = [*moves, renamed(new, stored.table)]
            return new

    def _parts(self, stored: Stored) -> list[str]:
        """The columns by which a table that is there is parted."""
        if not self.there(stored):
            return []
        return [column.name for column in self.session.catalog.listColumns(_sql(stored.table)) if column.isPartition]

    def keep(self) -> None:
        """See `Warehouse`; each table is renamed whole."""
        with _failing():
            for move in self.moves:
                self.session.sql(_sql(move))


def _sql(tree: Tree) -> str:
    return DIALECTS["spark"].sql(tree)


def _files(kind: str, path: str) -> exp.Table:
    """The rows of files of a kind at a path."""
    return exp.Table(this=exp.to_identifier(path, quoted=True), db=exp.to_identifier(kind, quoted=True))


def _shake_hands(raw: socket.socket, host: str | None) -> None:
    """That a server speaks TLS; whether its certificate is a good one the client itself asks. Raises `OSError`."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    context.wrap_socket(raw, server_hostname=host).close()


@contextmanager
def _failing() -> Iterator[None]:
    """Spark's errors as this reading's own."""
    try:
        yield
    except PySparkException as error:
        raise StatementFailed(_said(error)) from None


def _said(error: Exception) -> str:
    """What Spark said; where that has no class of errors (`[TABLE_OR_VIEW_NOT_FOUND] …`), its cause first."""
    text = str(error).strip()
    causes = re.findall(r"^Caused by: [\w.$]+: (.+)$", text, re.MULTILINE)
    return text if text.startswith("[") or not causes else f"{causes[-1]}\n{text}"


def _type(kind: Type) -> spark.DataType:
    words = {"bool": spark.BooleanType(), "enum": spark.StringType(), "date": spark.DateType()}
    return words.get(kind.kind) or spark.DecimalType(DIGITS, kind.decimals)
