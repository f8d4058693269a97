"""Records: the one table that every export writes, with its columns' kinds.

Enters: a budget. Leaves: columns and rows. Promise: a column means the same in Excel, Parquet and SQL; money is öre in
whole numbers, and kronor with two decimals beside it where people read.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, Literal, NamedTuple, TypeAlias

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


COLUMNS: Final = (
    ExportColumn("run", "text", "körningens hash", "hash of the run"),
    ExportColumn("policy", "text", "policy", "policy"),
    ExportColumn("tolkning", "text", "tolkning", "reading"),
    ExportColumn("year", "whole", "år", "year"),
    ExportColumn("insats", "text", "insats", "insats"),
    ExportColumn("part", "text", "del av kostnaden", "part of the cost"),
    ExportColumn("area", "text", "områdets id; tomt: en gång per aktör", "id of the area; empty: once per body"),
    ExportColumn("area_name", "text", "område", "area"),
    ExportColumn("district", "text", "stadsdelsområde eller motsvarande", "group of areas"),
    ExportColumn("body", "text", "aktör som betalar; tomt: ingen känd", "body that pays; empty: nobody known"),
    ExportColumn("body_name", "text", "aktör", "body"),
    ExportColumn("verdict", "text", "beslut: yes eller unknown", "decision: yes or unknown"),
    ExportColumn("quantity", "decimal", "mängd för hela insatsen", "quantity of the whole insats"),
    ExportColumn("amount_ore", "whole", "belopp i öre, om ja; tomt: okänt", "amount in öre, if yes; empty: unknown"),
    ExportColumn("low_ore", "whole", "minst, öre", "at least, öre"),
    ExportColumn("high_ore", "whole", "högst, öre", "at most, öre"),
    ExportColumn("missing", "text", "vad som saknas", "what is missing"),
    ExportColumn("marks", "text", "märken", "marks"),
)


def records(budget: Budget) -> Iterator[tuple[Value, ...]]:
    """Every line, in the order of the columns; empty text is None."""
    run = budget_hash(budget)
    flag = "illustration" if budget.scenario.illustration else ""
    for row in rows(budget):
        n = row.line
        money = None if n.amount is None else n.money
        marks = " ".join(dict.fromkeys((*n.marks, *filter(None, (flag,)))))
        reading = ", ".join(f"{k}={v}" for k, v in row.reading)
        yield (
            run, row.policy, reading or None, n.year, n.insats, n.part or None, n.area or None, row.name or None,
            row.district or None, n.body or None, row.body_name or None, n.verdict, n.quantity, n.amount,
            money.low if money else None, money.high if money else None, ", ".join(n.missing) or None, marks or None,
        )  # fmt: skip


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
