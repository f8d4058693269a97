"""Sheets: what an official's file holds, cell by cell, whatever program wrote it.

A cell that shows an error, a date or a per cent says so; nothing is taken for a number that the file does not call
one. Workbooks are read by the standard library, for the readers that there are drop what a cell shows (`#VÄRDEFEL!`,
`%`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ...problems.problem import Place

Kind = Literal["text", "number", "percent", "date", "error"]

MAX_FILE: Final = 200_000_000
"""No sheet, packed or not, is larger than so many bytes."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What stands in a cell: numbers with a decimal point, dates as 2026-02-17, a per cent as the number before %."""

    text: str = ""
    kind: Kind = "text"


EMPTY: Final = SheetCell()
Merged = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""
Odd = tuple[int, int, str]
"""A cell that is not what it seems, row and column from 0: `@formula`, `@hidden`, `@macro`."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet without the empty rows and columns at its ends; every row is as wide as the sheet."""

    file: str
    name: str
    rows: Sequence[Sequence[SheetCell]]
    merged: Sequence[Merged] = ()
    odd: Sequence[Odd] = ()

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def place(self, row: int, column: int = 0) -> Place:
        """The place of a cell; row and column from 0."""
        texts = [cell.text.replace("\n", " ") for cell in self.rows[row]]
        start = sum(len(text) + 3 for text in texts[:column])
        return Place(self.file, row + 1, start + 1, " | ".join(texts), max(1, len(texts[column])))

    def covered(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The places that stand empty because they are merged into another, each with that one's place."""
        places: dict[tuple[int, int], tuple[int, int]] = {}
        for top, left, bottom, right in self.merged:
            rows, columns = range(top, min(bottom + 1, len(self.rows))), range(left, min(right + 1, self.width))
            places |= {(row, column): (top, left) for row in rows for column in columns if (row, column) != (top, left)}
        return places

    def cell_name(self, row: int, column: int) -> str:
        """A cell as a spreadsheet names it, with its sheet: Blad1!B7."""
        return f"{self.name}!{letter(column)}{row + 1}" if self.name else f"{letter(column)}{row + 1}"


def trimmed(
    file: str, name: str, rows: Sequence[Sequence[SheetCell]], merged: Sequence[Merged] = (), odd: Sequence[Odd] = ()
) -> Sheet:
    """A sheet of rows of any width, without what is empty at its ends."""
    height = max((i + 1 for i, row in enumerate(rows) if any(c.text for c in row)), default=0)
    width = max((j + 1 for row in rows for j, c in enumerate(row) if c.text), default=0)
    even = [tuple(row[:width]) + (EMPTY,) * (width - len(row)) for row in rows[:height]]
    return Sheet(file, name, even, tuple(m for m in merged if m[0] < height and m[1] < width), tuple(odd))


def letter(column: int) -> str:
    """A column's letters: A, B … Z, AA; from 0."""
    column, rest = divmod(column, 26)
    return (letter(column - 1) if column else "") + chr(65 + rest)


def column_of(letters: str) -> int:
    """The column that letters name, from 0; -1 for none."""
    place = 0
    for char in letters:
        place = place * 26 + ord(char) - 64
    return place - 1
