"""Tables: the shape of decision tables, and of their rows.

A column of a sheet is called as the field it fills.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from .fields import SCALAR, Day, Model, ReadAs, Text, Whole, shorter
from .parts import Cited, LabelField

HITS: Final = (
    "unique", "any", "first", "priority", "sum", "min", "max", "count", "collect", "rule_order", "output_order",
)  # fmt: skip
LISTS: Final = ("collect", "rule_order", "output_order")
"""Hit policies whose answer is what all rows that hold give, as a list."""


class RowIn(Cited):
    """A row of a decision table: a condition, or a cell for each input; and what comes out, by output where several."""

    id: Text = ""
    when: Text | dict[str, Text] = {}
    then: Text | dict[str, Text] = {}
    because: LabelField | None = None
    start: Day | None = Field(alias="from", default=None)
    end: Day | None = Field(alias="to", default=None)


class TableIn(Model):
    """A decision table, or the `name` of one under `tables`; `inputs` are names or expressions, by column.

    Its rows stand here, or in a `file` beside (.yaml, .csv, .xlsx, .ods). Of a sheet made by hand: its `sheet`, the
    number of the row that is its `header`, which `columns` are which fields, and `values` that are written otherwise.
    """

    name: Text = ""
    label: LabelField | None = None
    hit: Literal[
        "unique", "any", "first", "priority", "sum", "min", "max", "count", "collect", "rule_order", "output_order"
    ] | None = None  # fmt: skip
    gap: Text | None = None
    overlap: Literal["error", "unknown"] | None = None
    inputs: dict[str, Text] = {}
    rows: list[RowIn] | None = None
    file: Text = ""
    sheet: Text = ""
    header: Whole | None = None
    columns: dict[str, Text] = {}
    values: dict[str, Text] = {}


def named(raw: Any) -> Any:
    """A table given as text is the name of one."""
    return {"name": raw} if isinstance(raw, str) else raw


TableField = Annotated[TableIn, ReadAs(named, shorter(SCALAR))]
