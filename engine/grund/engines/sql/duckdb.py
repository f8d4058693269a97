"""DuckDB: the statement run in this process.

Enters: tables, statements. Leaves: rows. Promise: bounded memory; only decisions that were asked for are kept when
the engine is closed.
"""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import duckdb
import pyarrow as pa
from sqlglot import exp

from ...model.expressions import DIGITS, Type
from ...problems.scratch_files import folder
from ...problems.visible_text import FORMULA, NUMBER
from .answers import HEADS
from .dialects import DIALECTS, Tree, case, column, named, text
from .statement import Compiled
from .storage import Mode, Stored, created, dropped, inserted
from .world_tables import Columns, NotReached, Row, StatementFailed


class DuckDB:
    """A database of its own, in memory, or a connection to one that is there: tables are the connection's alone."""

    dialect = "duckdb"
    paths: tuple[Mode, ...] = ("create", "replace")
    local = True

    def __init__(self, connection: duckdb.DuckDBPyConnection | None = None, lasting: bool = False) -> None:
        self.connection = duckdb.connect() if connection is None else connection
        self.lasting, self.kept = lasting, False

    def __enter__(self) -> DuckDB:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def put(self, name: str, columns: Columns, rows: Iterable[Row]) -> None:
        """See `Engine`."""
        by_column = list(zip(*rows, strict=True)) or [()] * len(columns)
        arrays = [pa.array(cells, arrow_type(kind)) for cells, kind in zip(by_column, columns.values(), strict=True)]
        self.connection.register(name, pa.Table.from_arrays(arrays, list(columns)))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """See `Engine`."""
        return _answered(self.connection, sql)

    def source(self, stored: Stored) -> exp.Table:
        """See `Warehouse`; a path is Parquet, a file or a folder of them."""
        if not stored.is_path:
            return stored.table
        remote = "://" in stored.name and not stored.name.endswith(".parquet")
        below = "/**/*.parquet" if remote or Path(stored.name).is_dir() else ""
        return exp.Table(this=exp.Anonymous(this="read_parquet", expressions=[text(f"{stored.name}{below}")]))

    def matches(self, pattern: str) -> bool:
        """See `Warehouse`."""
        listed = exp.Table(this=exp.Anonymous(this="glob", expressions=[text(pattern)]))
        return bool(self.ask(_sql(exp.select("1").from_(listed).limit(1))))

    def columns(self, stored: Stored) -> list[str]:
        """See `Warehouse`."""
        with _failing():
            rows = exp.select(exp.Star()).from_(self.source(stored)).limit(0)
            return [str(head[0]) for head in self.connection.execute(_sql(rows)).description]

    def there(self, stored: Stored) -> bool:
        """See `Warehouse`."""
        if stored.is_path:
            return any(self.matches(pattern) for pattern in (stored.name, f"{stored.name}/**"))
        try:
            self.columns(stored)
        except StatementFailed:
            return False
        return True

    def store(self, query: exp.Query, stored: Stored, mode: Mode) -> exp.Table:
        """See `Warehouse`; a table in a transaction, a path as one file, by whoever gives its name."""
        if stored.is_path:
            options = [exp.CopyParameter(this=exp.var("FORMAT"), expression=exp.var("PARQUET"))]
            copy = exp.Copy(this=exp.Subquery(this=query), kind=False, files=[text(stored.name)], params=options)
            self.ask(_sql(copy))
            return self.source(stored)
        self.ask("BEGIN TRANSACTION")
        try:
            if mode == "replace":
                self.ask(dropped(stored.table, self.dialect))
            self.ask(_sql(inserted(stored.table, query) if mode == "append" else created(stored.table, query)))
        except StatementFailed:
            self.connection.rollback()  # it can be asked what was wrong
            raise
        return stored.table

    def keep(self) -> None:
        """See `Warehouse`."""
        with suppress(duckdb.TransactionException):  # a file was written, and there is no transaction
            self.connection.commit()
            self.kept = True


def _sql(tree: Tree) -> str:
    return DIALECTS["duckdb"].sql(tree)


@contextmanager
def database(file: str) -> Iterator[DuckDB]:
    """The database in a file, or none but the files that it reads and writes; what does not fit in memory is spilt.

    A file that was not there is not left behind by a run that kept no table in it.
    """
    new = bool(file) and not Path(file).exists()
    with folder() as scratch:
        try:
            connection = duckdb.connect(file or ":memory:", config=_settings(scratch))
        except duckdb.Error as error:
            raise NotReached(str(error)) from None
        try:
            with DuckDB(connection, bool(file)) as engine:
                yield engine
        finally:
            if new and not engine.kept:
                Path(file).unlink(missing_ok=True)


class Files:
    """The rows of a file of areas, exact and typed, as the table that statements read."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, rows: Path, level: str) -> None:
        self.connection = connection
        with _failing():
            connection.read_parquet(glob.escape(str(rows))).create_view(level)

    def write(self, compiled: Mapping[str, Compiled], target: Path, suffix: str, swedish: bool) -> tuple[int, int]:
        """What statements give, one after another, each named by its policy, as a file; how many rows that is, and
        how many of them are unknown.

        A Swedish CSV has `;` and a byte order mark, by which a spreadsheet knows it.
        """
        queries: list[exp.Query] = []
        first = "\ufeffarea" if swedish and suffix == ".csv" else "area"  # the mark stands before the first name
        for policy, statement in compiled.items():
            if statement.answers:
                area = _guarded(column("area")) if suffix == ".csv" else column("area")
                rows = exp.select(named(area, first), named(text(policy), "policy"), *map(column, HEADS), copy=False)
                queries.append(
                    rows.from_(
                        exp.Subquery(this=statement.tree, alias=exp.TableAlias(this=exp.to_identifier("s"))), copy=False
                    )
                )
        union = queries[0]
        for query in queries[1:]:
            union = exp.Union(this=union, expression=query, distinct=False)
        options: dict[str, Tree] = {"FORMAT": exp.var("PARQUET" if suffix == ".parquet" else "CSV")}
        options["USE_TMP_FILE"] = exp.false()
        if suffix == ".csv":
            options |= {"HEADER": exp.true(), "DELIMITER": text(";" if swedish else ",")}
        params = [exp.CopyParameter(this=exp.var(name), expression=value) for name, value in options.items()]
        copy = exp.Copy(this=exp.Subquery(this=union), kind=False, files=[text(str(target))], params=params)
        count, separator = self._number(copy), ";" if swedish else ","
        name = glob.escape(str(target))
        with _failing():
            if suffix == ".csv":
                written = self.connection.read_csv(name, header=True, sep=separator, all_varchar=True)
            else:
                written = self.connection.read_parquet(name)
            return count, len(written.filter("decision = 'unknown'"))

    def _number(self, tree: Tree) -> int:
        """The one number that a statement gives."""
        rows = _answered(self.connection, DIALECTS["duckdb"].sql(tree))
        return int(rows[0][0]) if rows else 0


def _guarded(expression: Tree) -> Tree:
    """Text that no spreadsheet reads as a formula; a signed number is none."""
    formula, number = (
        exp.Anonymous(this="regexp_matches", expressions=[expression.copy(), text(pattern)])
        for pattern in (FORMULA, NUMBER)
    )
    wrong = exp.and_(formula, exp.not_(number))
    return case((wrong, exp.DPipe(this=text("'"), expression=expression.copy())), otherwise=expression.copy())


@contextmanager
def files(rows: Path, level: str, scratch: Path) -> Iterator[Files]:
    """The rows of a file of areas, with what is computed from them spilt to disk where memory does not hold it.

    Rows come in no order: keeping it would keep them in memory, and a row says which area it is about.
    """
    with duckdb.connect(config=_settings(scratch)) as connection:
        yield Files(connection, rows, level)


def _settings(scratch: Path) -> dict[str, str | bool | int | float | list[str]]:
    return {"memory_limit": MEMORY, "temp_directory": str(scratch), "preserve_insertion_order": False}


MEMORY: Final = "500MB"
"""What DuckDB may keep in memory before it spills to disk."""


def _answered(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a statement; it runs in a thread of its own, so that this one can stop it when it is itself ended."""
    with _failing(), ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: connection.execute(sql).fetchall())
        try:
            return answer.result()
        except duckdb.Error:
            raise
        except BaseException:
            connection.interrupt()
            raise


@contextmanager
def _failing() -> Iterator[None]:
    """DuckDB's errors as this reading's own."""
    try:
        yield
    except duckdb.Error as error:
        raise StatementFailed(str(error)) from None


def arrow_type(kind: Type) -> pa.DataType:
    """The Arrow type of values of a kind."""
    words = {"bool": pa.bool_(), "enum": pa.string(), "date": pa.date32()}
    return words.get(kind.kind) or pa.decimal128(DIGITS, kind.decimals)
