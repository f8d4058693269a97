"""Sheets of workbooks: numbers are numbers, folded texts have room, heads stand as their columns, one page broad."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from grund.views.formats.exports.sheet_layout import Looks, data_widths, number_of, on_paper, opened, write_blocks
from grund.views.formats.text import Block, Cell, NumericText

LONG = "Alla metoder utgår från samma insatser, och vid lika behov avgör ordningen på id. " * 3


@pytest.mark.parametrize(
    ("cell", "lang", "value", "shape"),
    [
        (NumericText("1\N{NO-BREAK SPACE}115\N{NO-BREAK SPACE}810"), "sv", 1_115_810, "#,##0"),
        (NumericText("107,8"), "sv", Decimal("107.8"), "#,##0.0"),
        (NumericText("107.8"), "en", Decimal("107.8"), "#,##0.0"),
        (NumericText("\N{MINUS SIGN}1,234.50"), "en", Decimal("-1234.50"), "#,##0.00"),
        (NumericText("+15,5"), "sv", Decimal("15.5"), "+#,##0.0;-#,##0.0;#,##0.0"),
        (NumericText("49,8\N{NO-BREAK SPACE}%"), "sv", Decimal("0.498"), "#,##0.0%"),
        (2027, "sv", 2027, "0"),
        (220_930, "sv", 220_930, "#,##0"),
        (Decimal("0.50"), "sv", Decimal("0.50"), "0.00"),
    ],
)
def test_a_number_is_a_number(cell: Cell, lang: str, value: Decimal, shape: str) -> None:
    """What people read as a number is one, shown with the same decimals, sign and groups."""
    number = number_of(cell, lang)
    assert number is not None and (number.value, number.format) == (value, shape)


@pytest.mark.parametrize(
    "cell", [None, "2027", NumericText("saknas"), NumericText("1,0–2,0"), NumericText("6/9"), NumericText("≥ 12")]
)
def test_what_is_no_number_is_a_text(cell: Cell) -> None:
    """A range, a word and a text of digits are not numbers: nothing becomes 0 or another number."""
    assert number_of(cell, "sv") is None


def test_blocks_on_a_sheet() -> None:
    """A folded text has a row as high as its lines, a note goes over the columns, and the column of no word is gone."""
    out, book = opened("Prov")
    block = Block(
        "Kostnad", ("Aktör", "Tolkning", "Belopp", "Not"),
        (("Nämnd A", "", NumericText("1,5"), LONG), ("Nämnd B", "", NumericText("saknas"), None)), (LONG,),
    )  # fmt: skip
    write_blocks(book.add_worksheet("Svar"), [block], Looks(book), "sv")
    on_paper(book)
    book.close()
    sheet = openpyxl.load_workbook(io.BytesIO(out.getvalue()))["Svar"]
    assert [cell.value for cell in sheet[2]][:3] == ["Aktör", "Belopp", "Not"]
    assert sheet["B2"].alignment.horizontal == sheet["B4"].alignment.horizontal == "right"
    assert (sheet["B3"].value, sheet["B3"].number_format, sheet["B4"].value) == (1.5, "#,##0.0", "saknas")
    assert sheet.row_dimensions[3].height > 60 and sheet.row_dimensions[5].height > 30
    assert sheet["C3"].alignment.wrap_text and sheet.merged_cells.ranges
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0


def test_broad_data_take_several_pages_that_say_what_each_row_is_about() -> None:
    out, book = opened("Prov")
    for name, columns in (("smal", 4), ("bred", 20)):
        data_widths(book.add_worksheet(name), [f"kolumn {i}" for i in range(columns)], [28] * columns)
    on_paper(book)
    book.close()
    narrow, broad = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    assert (narrow.page_setup.fitToWidth or 1, narrow.print_title_cols) == (1, None)
    assert (broad.page_setup.fitToWidth, broad.print_title_cols) == (5, "$A:$C")
