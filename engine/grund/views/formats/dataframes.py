"""Dataframes: a table as Arrow, pandas or Polars.

An Arrow table, a pandas or a Polars data frame. The three hold the same values, and those of the table; what `meta`
says goes with them where the library has a place for it (Arrow's schema, pandas' `attrs`; Polars has none). A missing
library is said in a sentence.

    kind        Arrow                   pandas                       Polars
    text        string                  string                       String
    category    dictionary (ordered)    category (ordered)           Enum (always ordered)
    truth       bool                    boolean                      Boolean
    whole       int64                   Int64                        Int64
    decimal     decimal128(18, scale)   object, of decimal.Decimal   Decimal(18, scale)
    date        date32                  datetime64[s]                Date
    texts       list<string>            object, of lists             List(String)
    unknown     null                    missing (NA, NaN, NaT, None) null
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...model.expressions import DIGITS
from ...problems.extras import require
from ...problems.problem import wrong_kind
from .tables.shape import Column, Table

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


class AsFrames:
    """What has a table, which the table libraries read; each raises `GrundError` where its library is missing."""

    __slots__ = ()

    @property
    def table(self) -> Table:
        """The table."""
        raise NotImplementedError

    def to_arrow(self) -> pa.Table:
        """The table as an Arrow table."""
        return to_arrow(self)

    def to_pandas(self) -> pd.DataFrame:
        """The table as a pandas data frame."""
        return to_pandas(self)

    def to_polars(self) -> pl.DataFrame:
        """The table as a Polars data frame."""
        return to_polars(self)


def _table(of: Table | AsFrames) -> Table:
    """A table, or that of a result; raises `GrundError` G791 for what has none."""
    if isinstance(of, AsFrames):
        return of.table
    if not isinstance(of, Table):
        raise wrong_kind("table", "Table | Result", of)
    return of


def to_arrow(table: Table | AsFrames) -> pa.Table:
    """The table as an Arrow table, `meta` in the schema's metadata. Raises `GrundError` where pyarrow is missing."""
    pa, table = require("pyarrow"), _table(table)
    arrays = [_arrow(column) for column in table.columns]
    fields = [
        pa.field(c.name, array.type, metadata=_said_of(c)) for c, array in zip(table.columns, arrays, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, dict(table.meta)))


def _said_of(column: Column) -> dict[str, str] | None:
    """What a column is called and counts, for its metadata; None where it has no label."""
    words = {"sv": column.label.sv, "en": column.label.en, **({"unit": column.unit} if column.unit else {})}
    return words if column.label.sv else None


def _arrow(column: Column) -> Any:
    pa = require("pyarrow")
    if column.kind == "category":
        codes = pa.array(_codes(column), pa.int32())
        return pa.DictionaryArray.from_arrays(codes, pa.array(column.categories, pa.string()), ordered=column.ordered)
    kinds = {
        "text": pa.string(), "truth": pa.bool_(), "whole": pa.int64(), "date": pa.date32(),
        "decimal": pa.decimal128(DIGITS, column.decimals), "texts": pa.list_(pa.string()),
    }  # fmt: skip
    return pa.array(column.values, kinds[column.kind])


def to_pandas(table: Table | AsFrames) -> pd.DataFrame:
    """The table as a pandas data frame, `meta` in `attrs`. Raises `GrundError` where pandas is missing."""
    pd, table = require("pandas"), _table(table)
    frame = pd.DataFrame({column.name: _pandas(column) for column in table.columns}, copy=False)
    frame.attrs.update(table.meta)
    return frame


def _pandas(column: Column) -> Any:
    pd = require("pandas")
    if column.kind == "category":
        codes = [-1 if code is None else code for code in _codes(column)]
        return pd.Categorical.from_codes(codes, list(column.categories), ordered=column.ordered)
    values = [list(v) if isinstance(v, tuple) else v for v in column.values]
    kinds = {"text": "string", "truth": "boolean", "whole": "Int64", "date": "datetime64[s]"}
    return pd.Series(values, dtype=kinds.get(column.kind, "object"))


def to_polars(table: Table | AsFrames) -> pl.DataFrame:
    """The table as a Polars data frame. Raises `GrundError` where Polars is missing."""
    frame: pl.DataFrame = require("polars").DataFrame([_polars(column) for column in _table(table).columns])
    return frame


def _polars(column: Column) -> Any:
    pl = require("polars")
    kinds: dict[str, Any] = {
        "text": pl.String, "category": pl.Enum(column.categories), "truth": pl.Boolean, "whole": pl.Int64,
        "date": pl.Date, "decimal": pl.Decimal(DIGITS, column.decimals), "texts": pl.List(pl.String),
    }  # fmt: skip
    values = [list(v) if isinstance(v, tuple) else v for v in column.values]
    return pl.Series(column.name, values, kinds[column.kind])


def _codes(column: Column) -> list[int | None]:
    """The members of a category by number."""
    number: dict[Any, int | None] = {member: i for i, member in enumerate(column.categories)}
    number[None] = None
    return [number[value] for value in column.values]
