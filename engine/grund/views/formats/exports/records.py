"""Records: the one table that every export writes, with its columns' kinds.

A column means the same in Excel, Parquet and SQL; money is öre in whole numbers, and kronor with two decimals beside
it where people read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, Literal, NamedTuple, TypeAlias, cast

from ....budgeting.line_columns import COLUMNS as LINE
from ....budgeting.policy_budgets import Budget
from ....budgeting.records import FORMAT, KIND, asked, budget_hash, marks_of, rows

Kind: TypeAlias = Literal["text", "whole", "decimal"]
Value: TypeAlias = str | int | Decimal | None


class ExportColumn(NamedTuple):
    """A column of the table: its name, its kind, and what stands in it, in Swedish and English."""

    name: str
    kind: Kind
    sv: str
    en: str


_KEYS: Final = (
    "policy", "tolkning", "year", "insats", "part", "area", "name", "district", "body", "body_name", "verdict",
    "quantity", "amount_ore", "low_ore", "high_ore", "missing", "marks",
)  # fmt: skip
_NAMES: Final = {"name": "area_name"}
_KINDS: Final[Mapping[str, Kind]] = {"texts": "text", "category": "text"}
COLUMNS: Final = (
    ExportColumn("run", "text", "körningens hash", "hash of the run"),
    *(
        ExportColumn(_NAMES.get(key, key), _KINDS.get(c.kind, cast("Kind", c.kind)), c.label.sv, c.label.en)
        for key in _KEYS
        for c in (LINE[key],)
    ),
)


def records(budget: Budget) -> Iterator[tuple[Value, ...]]:
    """Every line, in the order of the columns; empty text is None."""
    run = budget_hash(budget)
    columns = [LINE[key] for key in _KEYS]
    for row in rows(budget):
        line = row.line
        if budget.scenario.illustration and "illustration" not in line.marks:
            row = row._replace(line=line._replace(marks=(*line.marks, "illustration")))
        yield (run, *[column.flat(row) for column in columns])


def about(budget: Budget) -> dict[str, str]:
    """What a file says of itself: kind and version of its schema, the run, the question, the marks."""
    data = asked(budget)
    marks = {mark for side in budget.sides for mark in marks_of(side.lines)}
    return {
        "kind": KIND, "format": str(FORMAT), "run": budget_hash(budget), "engine": str(data["engine"]),
        "scenario": budget.scenario.id, "day": str(data["day"]), "known": str(data["known"] or ""),
        "policies": ", ".join(p.id for p in budget.policies), "years": ", ".join(map(str, budget.years)),
        "illustration": str(budget.scenario.illustration).lower(), "marks": " ".join(sorted(marks)),
    }  # fmt: skip
