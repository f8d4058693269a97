"""Line sheets: the lines of a budget as a table of a workbook, whose amounts follow a sheet of unit costs.

An amount is a formula of quantity, unit cost and share where a sheet rounds it as we do, else a constant; without a
quantity or a unit cost it is a word, and never 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from typing import Any, Final, TypeAlias, cast

import xlsxwriter

from ....budgeting.lines import BudgetLine
from ....budgeting.policy_budgets import Budget
from ....budgeting.records import rows
from ....model.decisions import Verdict
from ....model.numbers import pick
from ....model.sources import Label
from ...wording.values import MISSING, verdict_word
from ..money import kronor
from .records import COLUMNS, Value, records
from .sheet_layout import MOST_TEXT, Looks, data_widths, heads, length

KRONOR: Final = {"amount_ore": "amount_kr", "low_ore": "low_kr", "high_ore": "high_kr"}
_PRICE: Final = "price_kr"
_SHARE: Final = "share"
KEY: Final = "sum_number"
"""The last column of the lines: a number for each policy, reading and body, which the summary sums by."""
LINE: Final = (*(column.name for column in COLUMNS), _PRICE, _SHARE, KEY)
"""The columns of the lines, by name."""
_HEADS: Final = {
    "policy": Label("policyns id", "policy id"), "insats": Label("insatsens id", "intervention id"),
    "area": Label("områdets id", "area id"), "body": Label("aktörens id", "body id"),
    "verdict": Label("beslut", "decision"), "amount_ore": Label("belopp, kr", "amount, SEK"),
    "low_ore": Label("minst, kr", "at least, SEK"), "high_ore": Label("högst, kr", "at most, SEK"),
    "quantity": Label("volym", "volume"), _PRICE: Label("styckkostnad, kr", "unit cost, SEK"),
    _SHARE: Label("andel", "share"), KEY: Label("summans nummer", "number of the sum"),
}  # fmt: skip
"""What a column is called above the lines, where its description is too long for that."""
_Price: TypeAlias = tuple[str, str, str, int]
"""What has one price: a policy, an insats, a part and a year."""
SumOf: TypeAlias = tuple[str, str, str]
"""A policy, a reading as it is written, and a body."""
_MOST: Final = 1_048_575
"""The lines a sheet has room for, below its head."""
_ID: Final = 26
"""The characters of a line's cell that are seen in any case."""
_PRICES: Final = (4, 16, 16, 6)
"""The characters of a year, a price, a full price and a share."""
_PRICE_SHOWN: Final = "#,##0.00####"
"""How a price is shown: with as many decimals as it has, and two at least."""
KRONOR_SHOWN: Final = "#,##0.00"
"""How kronor are shown, with their öre."""


def price_cells(
    sheet: Any, name: str, budget: Budget, looks: Looks, lang: str
) -> dict[_Price, tuple[str, Decimal | str]]:
    """The prices, each once; where each stands, and its value. The amounts of the lines follow what is written here."""
    titles = [
        pick(lang, "Policy", "Policy"), pick(lang, "Insats", "Intervention"), pick(lang, "Del av kostnaden", "Part"),
        pick(lang, "År", "Year"), pick(lang, "Styckkostnad, kr", "Unit cost, SEK"),
        pick(lang, "Full styckkostnad, kr", "Full unit cost, SEK"), pick(lang, "Andel av full", "Share of full"),
    ]  # fmt: skip
    cells: dict[_Price, tuple[str, Decimal | str]] = {}
    longest = [0, 0, 0, *_PRICES]
    labels = {policy.id: policy.label.get(lang) for policy in budget.policies}
    for side in budget.sides:
        for line in side.lines:
            key = side.policy.id, line.insats, line.part, line.year
            if key in cells:
                continue
            at = len(cells) + 1
            price = (
                pick(lang, *MISSING) if line.price is None else Decimal(line.price.numerator) / line.price.denominator
            )
            value = price if isinstance(price, str) else price / 100
            insats = budget.scenario.book.insatser[line.insats].label.get(lang)
            for column, text in enumerate((labels[side.policy.id], insats, line.part)):
                sheet.write_string(at, column, text)
                longest[column] = max(longest[column], len(text))
            sheet.write_number(at, 3, line.year)
            if isinstance(value, str):
                sheet.write_string(at, 4, value, looks("right"))
            else:
                _price_cell(sheet, at, value, _step(budget, line), looks)
            cells[key] = f"'{name}'!$E${at + 1}", value
    widths = data_widths(sheet, titles, longest)
    heads(sheet, 0, titles, [False] * 3 + [True] * 4, widths, looks)
    return cells


def _step(budget: Budget, line: BudgetLine) -> Decimal:
    """The share of the full cost in a line's year: a step of its ramp."""
    parts = budget.scenario.book.insatser[line.insats].costs.parts
    return next((part.share(line.year - budget.begins) for part in parts if part.id == line.part), Decimal(1))


def _price_cell(sheet: Any, at: int, price: Decimal, step: Decimal, looks: Looks) -> None:
    """A unit cost; on a ramp the full cost times the year's share, where a sheet computes just that."""
    full = price / step if step else price
    if step == 1 or float(full) * float(step) != float(price):
        sheet.write_number(at, 4, price, looks("plain", _PRICE_SHOWN))
        return
    sheet.write_number(at, 5, full, looks("plain", _PRICE_SHOWN))
    sheet.write_number(at, 6, step)
    sheet.write_formula(at, 4, f"=F{at + 1}*G{at + 1}", looks("plain", _PRICE_SHOWN), float(price))


def line_table(
    sheet: Any, budget: Budget, looks: Looks, lang: str, keys: dict[SumOf, int],
    prices: Mapping[_Price, tuple[str, Decimal | str]],
) -> int:  # fmt: skip
    """Every line, as a table with filters and a frozen head; the number of its last row. `keys` is filled."""
    last, longest = 1, [0] * len(LINE)
    for last, (row, of) in enumerate(islice(zip(_cells(budget, lang, keys), rows(budget), strict=True), _MOST), 1):
        line = of.line
        reference, price = prices[of.policy, line.insats, line.part, line.year]
        formulas = _amounts(line, last + 1, _number(price), pick(lang, *MISSING))
        for name, cell in zip(LINE, [*row[:-1], price, float(line.share), row[-1]], strict=True):
            column = LINE.index(name)
            longest[column] = max(longest[column], min(_ID, length(cell)))
            shape = looks("plain", KRONOR_SHOWN if name in KRONOR else "" if name == _PRICE else _places(cell))
            formula = f"={reference}" if name == _PRICE else formulas.get(name)
            if formula:
                sheet.write_formula(last, column, formula, shape, cell)
            elif isinstance(cell, str):
                sheet.write_string(last, column, cell[:MOST_TEXT])
            elif cell is not None:
                sheet.write_number(last, column, cell, shape)
    data_widths(sheet, line_heads(lang), longest)
    columns = [{"header": head, "header_format": looks("head")} for head in line_heads(lang)]
    sheet.add_table(0, 0, last, len(LINE) - 1, {"name": "lines", "columns": columns, "style": "Table Style Light 1"})
    return last


def line_heads(lang: str) -> list[str]:
    """What the columns of the lines are called."""
    labels = {column.name: Label(column.sv, column.en) for column in COLUMNS} | _HEADS
    return [labels[name].get(lang) for name in LINE]


def _number(cell: Decimal | str) -> float | None:
    return None if isinstance(cell, str) else float(cell)


def _amounts(line: BudgetLine, row: int, price: float | None, unknown: str) -> dict[str, str]:
    """The formulas of a line's money; none for the amount where a sheet would round it otherwise than we do."""
    at = {name: f"{xlsxwriter.utility.xl_col_to_name(LINE.index(name))}{row}" for name in LINE}
    amount = at["amount_ore"]
    follows = {
        "low_ore": f"={amount}" if line.verdict == "yes" else f"=IF(ISNUMBER({amount}),0,{amount})",
        "high_ore": f"={amount}",
    }
    if line.amount is not None and (line.quantity is None or price is None or _computed(line, price) != line.amount):
        return follows
    quantity, cost, share = at["quantity"], at[_PRICE], at[_SHARE]
    formula = f'=IF(COUNT({quantity},{cost})=2,ROUND(ROUND({quantity}*{cost},2)*{share},2),"{unknown}")'
    return {"amount_ore": formula, **follows}


def _computed(line: BudgetLine, price: float) -> int:
    """The amount in öre as a sheet computes it, in floats."""
    cost = _rounded(float(line.quantity or 0) * price)
    return int(_rounded(float(cost) * float(line.share)).scaleb(2))


def _rounded(number: float) -> Decimal:
    """ROUND(number, 2): half away from zero, of the fifteen digits that a sheet shows."""
    return Decimal(f"{number:.15g}").quantize(Decimal("0.01"), ROUND_HALF_UP)


def _places(cell: Any) -> str:
    """The format of a number with decimals."""
    return f"0.{'0' * -int(cell.as_tuple().exponent)}" if isinstance(cell, Decimal) and cell.as_tuple().exponent else ""


def _cells(budget: Budget, lang: str, keys: dict[SumOf, int]) -> Iterator[list[Value]]:
    """The lines with money in kronor, what is unknown said, and the number of the sum that each is in."""
    unknown = pick(lang, *MISSING)
    names = [column.name for column in COLUMNS]
    money = [at for at, name in enumerate(names) if name in KRONOR]
    quantity, of = names.index("quantity"), [names.index(name) for name in ("policy", "tolkning", "body")]
    verdict = names.index("verdict")
    for record in records(budget):
        row = list(record)
        for at in money:
            öre = row[at]
            row[at] = kronor(öre) if isinstance(öre, int) else unknown
        if row[quantity] is None:
            row[quantity] = unknown
        row[verdict] = verdict_word(cast("Verdict", row[verdict]), lang)
        policy, reading, body = (str(row[at] or "") for at in of)
        row.append(keys.setdefault((policy, reading, body), len(keys) + 1))
        yield row
