"""Grid: many rows of plain cells in an Excel sheet, many times faster than cell by cell.

Enters: a workbook, rows of text and numbers. Leaves: a sheet that XlsxWriter goes on with (tables, panes, columns).
Promise: the same cells as XlsxWriter writes one by one: text as shared strings, never a formula or a link; numbers with
all their digits.

The rows are put between those that XlsxWriter has written and the end of the sheet's data: the one place where this
leans on how it works inside, held to openpyxl by the tests. `Grid.written` says that it was so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

MOST_TEXT: Final = 32_767
"""The characters that a cell has room for."""


class Grid(Worksheet):  # type: ignore[misc]
    """A sheet with rows of its own below what is written in the usual way."""

    def __init__(self) -> None:
        super().__init__()
        self.body: list[str] = []
        self.written = False

    def rows(
        self, first: int, rows: Iterable[Sequence[str | int | Decimal | None]], shapes: Sequence[Any],
        places: Mapping[int, Any],
    ) -> int:  # fmt: skip
        """Rows from a row on (from 0), with a format or None for each column; the number of the last. None is empty.

        `places` are the formats of numbers with so many decimals, in columns that have none of their own.
        """
        digits = {n: f' s="{shape._get_xf_index()}"' for n, shape in places.items()}
        letters = [xl_col_to_name(column) for column in range(len(shapes))]
        styles = ["" if shape is None else f' s="{shape._get_xf_index()}"' for shape in shapes]
        heads = [f'<c r="{letter}' for letter in letters]
        index = self.str_table._get_shared_string_index
        number = first
        for number, row in enumerate(rows, first + 1):
            cells = [
                f'{head}{number}"{style} t="s"><v>{index(cell if len(cell) <= MOST_TEXT else cell[:MOST_TEXT])}</v></c>'
                if isinstance(cell, str)
                else f'{head}{number}"{style or _shape(cell, digits)}><v>{cell}</v></c>'
                for head, style, cell in zip(heads, styles, row, strict=True)
                if cell is not None
            ]
            self.body.append(f'<row r="{number}">{"".join(cells)}</row>')
        self._check_dimensions(number - 1, len(shapes) - 1)
        return number - 1

    def _write_rows(self) -> None:
        super()._write_rows()
        self.fh.write("".join(self.body))
        self.written = True


def _shape(cell: int | Decimal, digits: Mapping[int, str]) -> str:
    """The style of a number with decimals."""
    return digits.get(-int(cell.as_tuple().exponent), "") if isinstance(cell, Decimal) else ""
