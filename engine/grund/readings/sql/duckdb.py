"""DuckDB: the statement run in this process.

Enters: tables, statements. Leaves: rows. Promise: bounded memory; nothing is kept when the engine is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import duckdb
import pyarrow as pa
from sqlglot import exp

from ...expr import DIGITS, Type
from ...scratch import folder
from .dialects import DIALECTS, Tree, case, column, is_null, named, relation, text, type_of
from .statement import HEADS, Compiled
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
        with _failing():
            return self.connection.execute(sql).fetchall()


class Files:
    """Files of areas, read in place: CSV as text, Parquet as it is typed. `columns` are those that they have."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, paths: Sequence[Path], parted: bool) -> None:
        self.connection = connection
        self.text = paths[0].suffix == ".csv"
        names = [str(path) for path in paths]
        with _failing():
            if self.text:
                found = connection.read_csv(names, header=True, hive_partitioning=parted, **_spelling(paths[0]))
            else:
                found = connection.read_parquet(names, hive_partitioning=parted)
            found.create_view(_FILES)
        self.columns = tuple(found.columns)

    def show(self, name: str, columns: Columns) -> None:
        """Have the files as the table that a statement reads."""
        query = exp.select(named(exp.cast(column("id"), "TEXT"), "id"), copy=False).from_(relation(_FILES))
        for held, kind in columns.items():
            query.append("expressions", named(spelt(column(held), held, kind) if self.text else column(held), held))
        self.connection.sql(DIALECTS["duckdb"].sql(query)).create_view(name)

    def count(self, name: str) -> int:
        """How many rows there are."""
        query = exp.select(exp.Count(this=exp.Star())).from_(relation(name))
        return self._number(query)

    def write(self, compiled: Mapping[str, Compiled], target: Path, suffix: str) -> int:
        """What statements give, one after another, each named by its policy, as a file; how many rows that is."""
        queries: list[exp.Query] = []
        for policy, held in compiled.items():
            if held.answers:
                rows = exp.select(column("area"), named(text(policy), "policy"), *map(column, HEADS), copy=False)
                queries.append(
                    rows.from_(exp.Subquery(this=held.tree, alias=exp.TableAlias(this=exp.to_identifier("s"))))
                )
        found = queries[0]
        for query in queries[1:]:
            found = exp.Union(this=found, expression=query, distinct=False)
        kind = {".parquet": "PARQUET", ".csv": "CSV"}[suffix]
        format_ = exp.CopyParameter(this=exp.var("FORMAT"), expression=exp.var(kind))
        itself = exp.CopyParameter(this=exp.var("USE_TMP_FILE"), expression=exp.false())
        copy = exp.Copy(this=exp.Subquery(this=found), kind=False, files=[text(str(target))], params=[format_, itself])
        return self._number(copy)

    def _number(self, tree: Tree) -> int:
        """The one number that a statement gives."""
        with _failing():
            found = self.connection.execute(DIALECTS["duckdb"].sql(tree)).fetchone()
        return int(found[0]) if found else 0


@contextmanager
def files(paths: Sequence[Path], parted: bool) -> Iterator[Files]:
    """Files of areas, with what is computed from them spilt to disk where memory does not hold it.

    Rows come in no order: keeping it would keep them in memory, and a row says which area it is about.
    """
    with folder() as scratch:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY,
            "temp_directory": str(scratch),
            "preserve_insertion_order": False,
        }
        with duckdb.connect(config=settings) as connection:
            yield Files(connection, paths, parted)


_FILES: Final = "files"
MEMORY: Final = "500MB"
"""What DuckDB may keep in memory before it spills to disk."""


@contextmanager
def _failing() -> Iterator[None]:
    """DuckDB's errors as this reading's own."""
    try:
        yield
    except duckdb.Error as error:
        raise StatementFailed(str(error)) from None


def _spelling(path: Path) -> dict[str, Any]:
    """How a CSV file is written: its separator, and its columns, every one as text; nothing is guessed."""
    with path.open(encoding="utf-8-sig") as held:
        header = held.readline().rstrip("\r\n")
    separator = ";" if ";" in header else ","
    names = [name.strip().strip('"') for name in header.split(separator)]
    return {"sep": separator, "columns": dict.fromkeys(names, "VARCHAR"), "auto_detect": False, "quotechar": '"'}


def spelt(held: Tree, name: str, kind: Type) -> Tree:
    """A column of text as its kind, where it is written so; other text stops the statement, and is named."""
    patterns = {
        "bool": "true|false",
        "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        "number": r"[+-]?[0-9]{1,18}([.,][0-9]{1,17})?",
    }
    if kind.kind not in patterns:
        return held
    trimmed = exp.Trim(this=held)
    fits = exp.Anonymous(this="regexp_full_match", expressions=[trimmed, text(patterns[kind.kind])])
    value: Tree = trimmed.copy()
    if kind.kind == "number":
        value = exp.Replace(this=value, expression=text(","), replacement=text("."))
    wide = "DECIMAL(38, 17)" if kind.kind == "number" else type_of(kind)
    wrong = exp.cast(exp.DPipe(this=text(f"{name}: "), expression=held.copy()), "INT")
    return case((is_null(held.copy()), exp.cast(exp.Null(), wide)), (fits, exp.cast(value, wide)),
                otherwise=exp.cast(exp.cast(wrong, "TEXT"), wide))  # fmt: skip


def arrow_type(kind: Type) -> pa.DataType:
    """The Arrow type of values of a kind."""
    words = {"bool": pa.bool_(), "enum": pa.string(), "date": pa.date32()}
    return words.get(kind.kind) or pa.decimal128(DIGITS, kind.decimals)
