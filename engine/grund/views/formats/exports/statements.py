"""Statements: a table and its rows in SQL, for SQL Server and PostgreSQL.

One transaction that can be run again: the rows of the same run are taken away before they are put in; öre are BIGINT;
names and text are quoted, and in SQL Server text is Unicode.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal, NamedTuple, TypeAlias

from ....budgeting.policy_budgets import Budget
from ....budgeting.records import budget_hash
from ....model.costs import MOST_DECIMALS
from ....model.expressions import DIGITS
from ..tables.shape import Cell, Table
from .records import COLUMNS, about, records

Dialect: TypeAlias = Literal["postgres", "mssql"]
TABLE: Final = "grund_budget"
_AT_ONCE: Final = 500
"""Rows of one INSERT; SQL Server takes at most 1 000."""
_DECIMAL: Final = "DECIMAL"
_TYPES: Final[Mapping[Dialect, Mapping[str, str]]] = {
    "postgres": {"text": "TEXT", "whole": "BIGINT", "decimal": _DECIMAL, "date": "DATE"},
    "mssql": {"text": "NVARCHAR(400)", "whole": "BIGINT", "decimal": _DECIMAL, "date": "DATE"},
}
_KEYS: Final = ("run", "policy", "year", "insats", "verdict")
"""Columns of a budget that are never null."""
_LONG: Final = ("missing", "statement", "command", "areas", "source", "quote")
"""Columns of text that may be longer than 400 characters."""


_PLAIN: Final = re.compile("[a-z_][a-z0-9_]*")
_WORDS: Final = frozenset(("case", "from", "group", "index", "key", "role", "rule", "then", "to", "values"))
"""Words of PostgreSQL or SQL Server that are names of columns here."""


class SqlColumn(NamedTuple):
    """A column of the table: its name, its kind, whether it is never null, and the decimals of its numbers."""

    name: str
    kind: str
    required: bool = False
    decimals: int = 0


def ddl(dialect: Dialect) -> str:
    """The table of budgets, made where it is not there."""
    return _created(TABLE, [SqlColumn(c.name, c.kind, c.name in _KEYS) for c in COLUMNS], dialect)


def as_sql(budget: Budget, dialect: Dialect) -> str:
    """A budget's table and lines, in one transaction that can be run again."""
    columns = [SqlColumn(c.name, c.kind, c.name in _KEYS) for c in COLUMNS]
    return _script(TABLE, columns, records(budget), {"run": budget_hash(budget)}, about(budget), dialect)


def table_as_sql(table: Table, command: str, dialect: Dialect) -> str:
    """The table of an answer in SQL; the rows of the same run and the same command are replaced."""
    own = {"run": table.meta["run"], "command": command}
    columns = [
        *(SqlColumn(name, "text", True) for name in own),
        *(SqlColumn(c.name, c.kind, decimals=c.decimals) for c in table.columns),
    ]
    rows = ((*own.values(), *row) for row in zip(*(c.values for c in table.columns), strict=True))
    return _script(f"{table.meta['kind'].replace('-', '_')}_rows", columns, rows, own, table.meta, dialect)


def _script(
    name: str, columns: Sequence[SqlColumn], cells: Iterable[Sequence[Cell]], key: Mapping[str, str],
    meta: Mapping[str, str], dialect: Dialect,
) -> str:  # fmt: skip
    """The table, made where it is not there, and its rows in place of those with the same key."""
    head = "".join(f"-- {name_}: {_line(value)}\n" for name_, value in meta.items())
    begin, end = ("BEGIN;", "COMMIT;") if dialect == "postgres" else ("BEGIN TRANSACTION;", "COMMIT TRANSACTION;")
    names = ", ".join(_name(c.name) for c in columns)
    rows = [f"({', '.join(_value(cell, dialect) for cell in row)})" for row in cells]
    parts = (rows[i : i + _AT_ONCE] for i in range(0, len(rows), _AT_ONCE))
    inserts = "".join(f"INSERT INTO {name} ({names}) VALUES\n{_listed(part)};\n" for part in parts)
    same = " AND ".join(f"{_name(column)} = {_value(value, dialect)}" for column, value in key.items())
    delete = f"DELETE FROM {name} WHERE {same};\n"
    return f"{head}{begin}\n{_created(name, columns, dialect)}{delete}{inserts}{end}\n"


def _created(name: str, columns: Sequence[SqlColumn], dialect: Dialect) -> str:
    types = _TYPES[dialect]
    listed = ",\n".join(f"  {_name(c.name)} {_type(types, c)}{' NOT NULL' if c.required else ''}" for c in columns)
    if dialect == "postgres":
        return f"CREATE TABLE IF NOT EXISTS {name} (\n{listed}\n);\n"
    return f"IF OBJECT_ID(N'{name}', N'U') IS NULL\nCREATE TABLE {name} (\n{listed}\n);\n"


def _type(types: Mapping[str, str], column: SqlColumn) -> str:
    """The type of a column; lists of what is missing, and what is told at length, may be long in SQL Server."""
    kind = types[column.kind]
    if kind == _DECIMAL:
        decimals = max(MOST_DECIMALS, column.decimals)
        return f"{kind}({DIGITS + decimals}, {decimals})"
    return "NVARCHAR(MAX)" if kind.startswith("NVARCHAR") and column.name in _LONG else kind


def _listed(rows: Sequence[str]) -> str:
    return ",\n".join(rows)


def _line(text: str) -> str:
    return " ".join(text.split())


def _name(name: str) -> str:
    """A column's name; quoted where it is a word of SQL or holds a policy's id."""
    return name if _PLAIN.fullmatch(name) and name not in _WORDS else '"' + name.replace('"', '""') + '"'


def _value(cell: Cell, dialect: Dialect) -> str:
    if cell is None:
        return "NULL"
    if isinstance(cell, int | Decimal):
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    lead = "N" if dialect == "mssql" and isinstance(cell, str) else ""
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    return f"{lead}'" + text.replace("'", "''").replace("\x00", "") + "'"
