"""Workbook: any answer as an Excel file: what people read, the rows to sort and filter, and what it is an answer to.

An .xlsx with the sheets Svar, Data (the first table), one for each other, and Om. Numbers and days are numbers and
days, what is unknown is an empty cell or a word and never 0; text never becomes a formula or a link; the same answer
gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from ....model.numbers import pick
from ....problems.problem import GrundError, problem
from ....problems.visible_text import visible
from ..tables.shape import Cell, Column, Table
from ..text import Block
from .sheet_layout import MOST_TEXT, Looks, data_widths, length, number_format, on_paper, opened, pairs, write_blocks

MOST: Final = 1_048_575
"""The rows a sheet has room for, below its head."""
_DATE: Final = "yyyy-mm-dd"
_KRONOR: Final = "#,##0.00"


def as_workbook(blocks: Sequence[Block], tables: Mapping[str, Table], lang: str) -> bytes:
    """The workbook. Raises `GrundError` G790 where the rows of a table have no room in a sheet."""
    table, *others = tables.values()
    for rows in map(len, tables.values()):
        if rows > MOST:
            raise GrundError([problem("G790", None, rows=rows, most=MOST)])
    out, book = opened(blocks[0].title if blocks else table.meta["kind"])
    looks = Looks(book)
    write_blocks(book.add_worksheet(pick(lang, "Svar", "Answer")), blocks, looks, lang)
    _data(book.add_worksheet("Data"), table, "rows", looks, lang)
    for name, other in zip(list(tables)[1:], others, strict=True):
        _data(book.add_worksheet(name), other, f"rows_{name}", looks, lang)
    _about(book.add_worksheet(pick(lang, "Om", "About")), table, looks, lang)
    on_paper(book)
    book.close()
    return out.getvalue()


def _data(sheet: Any, table: Table, name: str, looks: Looks, lang: str) -> None:
    """The rows, as a table with filters and a frozen head, its columns called by their labels."""
    if not table.columns:
        return
    heads = _unique([column.label.get(lang) or column.name for column in table.columns])
    longest = [max(map(length, column.values), default=0) for column in table.columns]
    data_widths(sheet, heads, longest)
    for at, column in enumerate(table.columns):
        shape = _shape(column)
        for row, cell in enumerate(column.values, 1):
            _write(sheet, row, at, cell, shape, looks)
    right = [column.kind in ("whole", "decimal") for column in table.columns]
    columns = [
        {"header": head, "header_format": looks("head right" if number else "head")}
        for head, number in zip(heads, right, strict=True)
    ]
    options = {"name": name, "columns": columns, "style": "Table Style Light 1"}
    sheet.add_table(0, 0, max(1, len(table)), len(heads) - 1, options)


def _shape(column: Column) -> str:
    """How the numbers of a column are written: kronor with their öre, others as the longest of them."""
    if column.unit == "kr":
        return _KRONOR
    numbers = [int(cell) for cell in column.values if isinstance(cell, int | Decimal) and not isinstance(cell, bool)]
    shape = number_format(max(map(abs, numbers), default=0))
    return f"{shape}.{'0' * column.decimals}" if column.decimals else shape


def _write(sheet: Any, row: int, column: int, cell: Cell, shape: str, looks: Looks) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), looks("plain", _DATE))
    elif isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell, looks("plain", shape))
    else:
        sheet.write_string(row, column, visible(str(cell))[:MOST_TEXT])


def _unique(heads: Sequence[str]) -> list[str]:
    """Heads that differ, as a table in a sheet must have them: a second one is numbered."""
    counts: dict[str, int] = {}
    unique = []
    for head in heads:
        counts[head.casefold()] = number = counts.get(head.casefold(), 0) + 1
        unique.append(head if number == 1 else f"{head} {number}")
    return unique


def _about(sheet: Any, table: Table, looks: Looks, lang: str) -> None:
    """What the file is an answer to, and what each column is called in files for programs."""
    at = pairs(sheet, list(table.meta.items()), looks) + 1
    for column, head in enumerate((pick(lang, "Kolumn", "Column"), pick(lang, "I CSV och JSON", "In CSV and JSON"))):
        sheet.write_string(at, column, head, looks("head"))
    for number, table_column in enumerate(table.columns, at + 1):
        sheet.write_string(number, 0, table_column.label.get(lang) or table_column.name)
        sheet.write_string(number, 1, table_column.name)
