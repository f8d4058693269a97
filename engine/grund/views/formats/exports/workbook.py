"""Workbook: any answer as an Excel file: what people read, the rows to sort and filter, and what it is an answer to.

An .xlsx with the sheets Svar, Data (the first table), one for each other, and Om. Numbers and days are numbers and
days, what is unknown is an empty cell or a word and never 0; text never becomes a formula or a link; the same answer
gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter

from ....model.numbers import pick
from ....problems.problem import GrundError, problem
from ....problems.visible_text import visible
from ..tables.shape import Cell, Table
from ..text import Block, NumericText
from ..text import Cell as BlockCell

MOST: Final = 1_048_575
"""The rows a sheet has room for, below its head."""
_CREATED: Final = datetime(2026, 1, 1)
"""A day of its own, so that the same answer gives the same bytes."""
_MOST_TEXT: Final = 32_767
"""The characters that a cell has room for."""


def as_workbook(blocks: Sequence[Block], tables: Mapping[str, Table], lang: str) -> bytes:
    """The workbook. Raises `GrundError` G790 where the rows of a table have no room in a sheet."""
    table, *others = tables.values()
    for rows in map(len, tables.values()):
        if rows > MOST:
            raise GrundError([problem("G790", None, rows=rows, most=MOST)])
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": blocks[0].title if blocks else table.meta["kind"], "created": _CREATED})
    shapes = {
        "title": book.add_format({"bold": True, "font_size": 12}),
        "head": book.add_format({"bold": True, "bg_color": "#E6EAEE", "bottom": 1, "text_wrap": True, "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
        "right": book.add_format({"align": "right", "valign": "top"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
    }
    _answer(book.add_worksheet(pick(lang, "Svar", "Answer")), blocks, shapes)
    _data(book.add_worksheet("Data"), table, "rows", shapes, lang)
    for name, other in zip(list(tables)[1:], others, strict=True):
        _data(book.add_worksheet(name), other, f"rows_{name}", shapes, lang)
    _about(book.add_worksheet(pick(lang, "Om", "About")), table, shapes, lang)
    for sheet in book.worksheets():
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def _answer(sheet: Any, blocks: Sequence[Block], shapes: Mapping[str, Any]) -> None:
    """The blocks as they stand on a page: title, head, rows and notes."""
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 12, 20)
    at = 0
    for block in blocks:
        if block.title:
            sheet.write_string(at, 0, visible(block.title), shapes["title"])
            at += 1
        for column, head in enumerate(block.columns):
            sheet.write_string(at, column, visible(head), shapes["head"])
        at += bool(block.columns)
        for row in block.rows if block.columns else ():
            for column, cell in enumerate(row):
                _write_shown(sheet, at, column, cell, shapes)
            at += 1
        for note in block.notes:
            sheet.write_string(at, 0, visible(note)[:_MOST_TEXT])
            at += 1
        at += 1


def _write_shown(sheet: Any, at: int, column: int, cell: BlockCell, shapes: Mapping[str, Any]) -> None:
    """A cell of a block; a range or a word for what is unknown stands to the right, as numbers do."""
    if cell is None:
        sheet.write_string(at, column, "–", shapes["right"])
    elif isinstance(cell, int | Decimal):
        sheet.write_number(at, column, cell, shapes["number"])
    else:
        shape = shapes["right" if isinstance(cell, NumericText) else "wrap"]
        sheet.write_string(at, column, visible(cell)[:_MOST_TEXT], shape)


def _data(sheet: Any, table: Table, name: str, shapes: Mapping[str, Any], lang: str) -> None:
    """The rows, as a table with filters and a frozen head, its columns called by their labels."""
    if not table.columns:
        return
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(table.columns) - 1, 18)
    sheet.repeat_rows(0)
    for column, values in enumerate(c.values for c in table.columns):
        for row, cell in enumerate(values, 1):
            _write(sheet, row, column, cell, shapes)
    heads = _unique([column.label.get(lang) or column.name for column in table.columns])
    options = {"name": name, "columns": [{"header": head} for head in heads], "style": "Table Style Light 1"}
    sheet.add_table(0, 0, max(1, len(table)), len(heads) - 1, options)


def _write(sheet: Any, row: int, column: int, cell: Cell, shapes: Mapping[str, Any]) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), shapes["date"])
    elif isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, visible(str(cell))[:_MOST_TEXT])


def _unique(heads: Sequence[str]) -> list[str]:
    """Heads that differ, as a table in a sheet must have them: a second one is numbered."""
    counts: dict[str, int] = {}
    unique = []
    for head in heads:
        counts[head.casefold()] = number = counts.get(head.casefold(), 0) + 1
        unique.append(head if number == 1 else f"{head} {number}")
    return unique


def _about(sheet: Any, table: Table, shapes: Mapping[str, Any], lang: str) -> None:
    """What the file is an answer to, and what each column is called in files for programs."""
    sheet.set_column(0, 1, 40)
    at = 0
    for key, value in table.meta.items():
        sheet.write_string(at, 0, key, shapes["head"])
        sheet.write_string(at, 1, value)
        at += 1
    at += 1
    for column, head in enumerate((pick(lang, "Kolumn", "Column"), pick(lang, "I CSV och JSON", "In CSV and JSON"))):
        sheet.write_string(at, column, head, shapes["head"])
    for number, table_column in enumerate(table.columns, at + 1):
        sheet.write_string(number, 0, table_column.label.get(lang) or table_column.name)
        sheet.write_string(number, 1, table_column.name)
