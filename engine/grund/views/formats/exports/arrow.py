"""Arrow: the lines of a budget, or the rows of any answer, as Parquet or an Arrow file, with what they are in the
schema's metadata.

Öre are 64-bit whole numbers, quantities exact decimals; each column says in its own metadata what it holds.
"""

from __future__ import annotations

import io
from typing import Any, Final

from ....budgeting.policy_budgets import Budget
from ....model.costs import MOST_DECIMALS
from ....model.expressions import DIGITS
from ....problems.extras import require
from ..dataframes import to_arrow
from ..tables.shape import Table
from .records import COLUMNS, about, records

FILES: Final = {".parquet": "parquet", ".arrow": "arrow"}


def table(budget: Budget) -> Any:
    """The lines as an Arrow table. Raises `GrundError` where pyarrow is missing."""
    pa = require("pyarrow")
    kinds = {"text": pa.string(), "whole": pa.int64(), "decimal": pa.decimal128(DIGITS + MOST_DECIMALS, MOST_DECIMALS)}
    fields = [pa.field(c.name, kinds[c.kind], metadata={"sv": c.sv, "en": c.en}) for c in COLUMNS]
    rows = list(records(budget))
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(COLUMNS)
    arrays = [pa.array(list(values), field.type) for values, field in zip(columns, fields, strict=True)]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, about(budget)))


def as_arrow(budget: Budget, kind: str) -> bytes:
    """The lines as a file: `parquet` or `arrow`."""
    return _file(table(budget), kind)


def table_as_arrow(answer: Table, kind: str) -> bytes:
    """The table of an answer as a file: `parquet` or `arrow`. Raises `GrundError` G524 where pyarrow is missing."""
    return _file(to_arrow(answer), kind)


def _file(arrow_table: Any, kind: str) -> bytes:
    out = io.BytesIO()
    pa = require("pyarrow")
    if kind == "parquet":
        require("pyarrow.parquet").write_table(arrow_table, out, compression="zstd")
    else:
        with pa.ipc.new_file(out, arrow_table.schema) as writer:
            writer.write_table(arrow_table)
    return out.getvalue()
