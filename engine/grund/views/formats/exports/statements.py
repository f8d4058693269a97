"""Statements: a table and its rows in SQL, for SQL Server and PostgreSQL.

Enters: a budget and a dialect. Leaves: text. Promise: one transaction that can be run again: the rows of the same run
are taken away before they are put in; öre are BIGINT; text is quoted, and in SQL Server it is Unicode.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from ....budgeting.policy_budgets import Budget
from ....budgeting.records import budget_hash
from ....model.costs import MOST_DECIMALS
from ....model.expressions import DIGITS
from .records import COLUMNS, ExportColumn, Value, about, records

Dialect: TypeAlias = Literal["postgres", "mssql"]
TABLE: Final = "grund_budget"
_AT_ONCE: Final = 500
"""Rows of one INSERT; SQL Server takes at most 1 000."""
_DECIMAL: Final = f"DECIMAL({DIGITS + MOST_DECIMALS}, {MOST_DECIMALS})"
_TYPES: Final = {
    "postgres": {"text": "TEXT", "whole": "BIGINT", "decimal": _DECIMAL},
    "mssql": {"text": "NVARCHAR(400)", "whole": "BIGINT", "decimal": _DECIMAL},
}
_KEYS: Final = ("run", "policy", "year", "insats", "verdict")
"""Columns that are never null."""


def ddl(dialect: Dialect) -> str:
    """The table, made where it is not there."""
    types = _TYPES[dialect]
    columns = ",\n".join(f"  {c.name} {_type(types, c)}{' NOT NULL' if c.name in _KEYS else ''}" for c in COLUMNS)
    if dialect == "postgres":
        return f"CREATE TABLE IF NOT EXISTS {TABLE} (\n{columns}\n);\n"
    return f"IF OBJECT_ID(N'{TABLE}', N'U') IS NULL\nCREATE TABLE {TABLE} (\n{columns}\n);\n"


def _type(types: dict[str, str], column: ExportColumn) -> str:
    """The type of a column; lists of what is missing may be long in SQL Server."""
    kind = types[column.kind]
    return "NVARCHAR(MAX)" if kind.startswith("NVARCHAR") and column.name == "missing" else kind


def as_sql(budget: Budget, dialect: Dialect) -> str:
    """The table and the rows, in one transaction that can be run again."""
    head = "".join(f"-- {key}: {_line(value)}\n" for key, value in about(budget).items())
    begin, end = ("BEGIN;", "COMMIT;") if dialect == "postgres" else ("BEGIN TRANSACTION;", "COMMIT TRANSACTION;")
    names = ", ".join(c.name for c in COLUMNS)
    rows = [f"({', '.join(_value(cell, dialect) for cell in row)})" for row in records(budget)]
    inserts = "".join(_insert(names, part) for part in (rows[i : i + _AT_ONCE] for i in range(0, len(rows), _AT_ONCE)))
    delete = f"DELETE FROM {TABLE} WHERE run = {_value(budget_hash(budget), dialect)};\n"
    return f"{head}{begin}\n{ddl(dialect)}{delete}{inserts}{end}\n"


def _insert(names: str, rows: Sequence[str]) -> str:
    listed = ",\n".join(rows)
    return f"INSERT INTO {TABLE} ({names}) VALUES\n{listed};\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def _value(cell: Value, dialect: Dialect) -> str:
    if cell is None:
        return "NULL"
    if isinstance(cell, int | Decimal):
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    lead = "N" if dialect == "mssql" else ""
    return f"{lead}'" + cell.replace("'", "''").replace("\x00", "") + "'"
