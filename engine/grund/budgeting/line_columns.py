"""Line columns: what stands in a line of a budget, said once for every format.

A column means the same in CSV, JSON, tables, Excel, Parquet and SQL; money is öre in whole numbers, and kronor with
two decimals where people read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from ..model.arithmetic import ratio
from ..model.costs import MOST_DECIMALS, ORE
from ..model.decisions import VERDICTS
from ..model.scenario import Reading
from ..model.sources import Label
from .lines import KINDS, BudgetLine

Kind: TypeAlias = Literal["text", "texts", "category", "whole", "decimal"]
Flat: TypeAlias = str | int | Decimal | None


PRICE_DECIMALS: Final = 4


class BudgetRow(NamedTuple):
    """A line with the names people read: policy, reading, area, district, body.

    `reading` is what the line depends on: a line that reads no open question stands once, whatever is asked of them.
    """

    policy: str
    reading: Reading
    line: BudgetLine
    name: str
    district: str
    body_name: str
    unit: str

    @property
    def price(self) -> Decimal | None:
        """The price in kronor per unit, rounded to four decimals for showing; amounts come from the exact one."""
        return None if self.line.price is None else price_kr(self.line.price)


def price_kr(price: Fraction) -> Decimal | None:
    """A price in öre as kronor, rounded to four decimals for showing."""
    return ratio(Decimal(price.numerator), Decimal(price.denominator) * ORE, PRICE_DECIMALS)


class LineColumn(NamedTuple):
    """A column: its key, what it is called, the kind of its values, what a number counts, and what stands in it.

    `members` of a category, `decimals` of a number; `between` stands between texts where they share a cell.
    """

    key: str
    label: Label
    of: Callable[[BudgetRow], Any]
    kind: Kind = "text"
    unit: Literal["", "öre", "kr"] = ""
    members: tuple[str, ...] = ()
    decimals: int = 0
    between: str = ", "

    def flat(self, row: BudgetRow) -> Flat:
        """The value in one cell: texts joined, nothing where there is no text."""
        value = self.of(row)
        flat: Flat = self.between.join(value) if self.kind == "texts" else value
        return None if flat == "" else flat


def _least(row: BudgetRow) -> int | None:
    return None if row.line.amount is None else row.line.money.low


def _most(row: BudgetRow) -> int | None:
    return None if row.line.amount is None else row.line.money.high


def _kronor(öre: Callable[[BudgetRow], int | None], row: BudgetRow) -> Decimal | None:
    amount = öre(row)
    return None if amount is None else Decimal(amount).scaleb(-2)


def _amount(row: BudgetRow) -> int | None:
    return row.line.amount


def _exact(row: BudgetRow) -> str | None:
    price = row.line.price
    return None if price is None else f"{price.numerator}/{price.denominator}"


_COLUMNS: Final = (
    LineColumn("policy", Label("policy", "policy"), lambda row: row.policy),
    LineColumn(
        "tolkning", Label("tolkning", "interpretation"), lambda row: tuple(f"{k}={v}" for k, v in row.reading), "texts"
    ),
    LineColumn("year", Label("år", "year"), lambda row: row.line.year, "whole"),
    LineColumn("insats", Label("insats", "intervention"), lambda row: row.line.insats),
    LineColumn("part", Label("del av kostnaden", "part of the cost"), lambda row: row.line.part),
    LineColumn(
        "area",
        Label("områdets id; tomt: en gång per aktör", "id of the area; empty: once per body"),
        lambda row: row.line.area,
    ),
    LineColumn("name", Label("område", "area"), lambda row: row.name),
    LineColumn("district", Label("stadsdelsområde eller motsvarande", "group of areas"), lambda row: row.district),
    LineColumn(
        "body",
        Label("aktör som betalar; tomt: finansiär saknas", "body that pays; empty: no payer known"),
        lambda row: row.line.body,
    ),
    LineColumn("body_name", Label("aktör", "body"), lambda row: row.body_name),
    LineColumn(
        "payer", Label("varför finansiär saknas", "why there is no payer"), lambda row: row.line.payer, "category",
        members=("", *KINDS),
    ),
    LineColumn(
        "verdict",
        Label("beslut: ”yes” eller ”unknown” (kan inte avgöras)", "decision: “yes” or “unknown” (cannot be decided)"),
        lambda row: row.line.verdict,
        "category", members=VERDICTS,
    ),
    LineColumn(
        "quantity", Label("volym för hela insatsen", "volume of the whole intervention"), lambda row: row.line.quantity,
        "decimal", decimals=MOST_DECIMALS,
    ),
    LineColumn("unit", Label("volymens enhet", "unit of the volume"), lambda row: row.unit),
    LineColumn(
        "price_kr", Label("styckkostnad", "unit cost"), lambda row: row.price, "decimal", "kr",
        decimals=PRICE_DECIMALS,
    ),
    LineColumn("price_ore", Label("styckkostnad, som bråk", "unit cost, as a fraction"), _exact, "text", "öre"),
    LineColumn(
        "amount_ore", Label("belopp i öre, om ja; tomt: uppgift saknas", "amount in öre, if yes; empty: no data"),
        _amount, "whole", "öre",
    ),
    LineColumn("low_ore", Label("minst, öre", "at least, öre"), _least, "whole", "öre"),
    LineColumn("high_ore", Label("högst, öre", "at most, öre"), _most, "whole", "öre"),
    LineColumn(
        "amount_kr", Label("belopp, om ja", "amount, if yes"), partial(_kronor, _amount), "decimal", "kr", decimals=2
    ),
    LineColumn("low_kr", Label("minst", "at least"), partial(_kronor, _least), "decimal", "kr", decimals=2),
    LineColumn("high_kr", Label("högst", "at most"), partial(_kronor, _most), "decimal", "kr", decimals=2),
    LineColumn("missing", Label("vad som saknas", "what is missing"), lambda row: row.line.missing, "texts"),
    LineColumn("marks", Label("källstatus", "source status"), lambda row: row.line.marks, "texts", between=" "),
)  # fmt: skip
COLUMNS: Final[Mapping[str, LineColumn]] = {column.key: column for column in _COLUMNS}
