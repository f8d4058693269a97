"""Open document: the sheets of an .ods file, with what its cells show."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Final
from xml.etree import ElementTree

from ...problems.problem import GrundError, Place, problem
from .sheets import EMPTY, Merged, Odd, Sheet, SheetCell, trimmed
from .workbook import UNREADABLE, part, plain

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_COLUMNS: Final = 16_384
_MOST: Final = 4_000_000
"""No more cells than this are written out of what is repeated."""


def read(raw: bytes, file: str) -> list[Sheet]:
    """The sheets of an open document; raises `GrundError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            return [_sheet(table, file) for table in part(package, "content.xml").iter(f"{_TABLE}table")]
    except UNREADABLE as error:
        raise GrundError([problem("G800", Place(file), file=file, why=str(error) or type(error).__name__)]) from None


def _sheet(table: ElementTree.Element, file: str) -> Sheet:
    rows: list[list[SheetCell]] = []
    merged: list[Merged] = []
    odd: list[Odd] = []
    waiting, written = 0, 0
    for element in table.iter(f"{_TABLE}table-row"):
        formulas: list[int] = []
        row = list(_row(element, len(rows) + waiting, merged, formulas))
        times = int(element.get(f"{_TABLE}number-rows-repeated", 1))
        if not row:
            waiting += times
            continue
        written += len(row) * times + waiting
        if written > _MOST:
            raise ValueError(f"> {_MOST}")
        rows += [[] for _ in range(waiting)]
        odd += [(len(rows) + n, column, "@formula") for n in range(times) for column in formulas]
        odd += [(len(rows) + n, 0, "@hidden") for n in range(times)] if _is_hidden(element) else []
        rows += [row] * times
        waiting = 0
    return trimmed(file, table.get(f"{_TABLE}name", ""), rows, merged, [*odd, *_hidden_columns(table)])


def _is_hidden(element: ElementTree.Element) -> bool:
    return element.get(f"{_TABLE}visibility") in ("collapse", "filter")


def _hidden_columns(table: ElementTree.Element) -> Iterator[Odd]:
    """The first cell of each column that is hidden."""
    place = 0
    for element in table.iter(f"{_TABLE}table-column"):
        times = min(int(element.get(f"{_TABLE}number-columns-repeated", 1)), _COLUMNS)
        yield from [(0, place + n, "@hidden") for n in range(times)] if _is_hidden(element) else ()
        place += times


def _row(
    element: ElementTree.Element, at: int, merged: list[Merged], formulas: list[int]
) -> Iterator[SheetCell]:  # fmt: skip
    """The cells of a row up to the last that holds something; the columns of those that are computed are noted."""
    waiting, column = 0, 0
    for c in element:
        if c.tag not in _CELLS:
            continue
        times = int(c.get(f"{_TABLE}number-columns-repeated", 1))
        down, right = (int(c.get(f"{_TABLE}number-{what}-spanned", 1)) for what in ("rows", "columns"))
        if (down, right) != (1, 1):
            merged.append((at, column, at + down - 1, column + right - 1))
        cell = _cell(c)
        column += times
        if c.get(f"{_TABLE}formula") and column <= _COLUMNS:
            formulas += range(column - times, column)
        if not cell.text:
            waiting += times
            continue
        if column > _COLUMNS:
            raise ValueError(f"column {column}")
        yield from [EMPTY] * waiting
        yield from [cell] * times
        waiting = 0


def _cell(c: ElementTree.Element) -> SheetCell:
    kind = c.get(f"{_OFFICE}value-type", "")
    shown = "\n".join("".join(p.itertext()) for p in c.iter(f"{_TEXT}p"))
    shown = unicodedata.normalize("NFC", shown).strip()
    if (shown.startswith("#") and shown.endswith(("!", "?", "/A"))) or shown.startswith("Err:"):
        return SheetCell(shown, "error")
    if kind == "date":
        day, _, time = c.get(f"{_OFFICE}date-value", "").partition("T")
        return SheetCell(f"{day}T{time}" if time.strip("0:.") else day, "text" if time.strip("0:.") else "date")
    if kind == "boolean":
        return SheetCell(c.get(f"{_OFFICE}boolean-value", ""))
    if kind in ("float", "percentage", "currency"):
        number = Decimal(c.get(f"{_OFFICE}value", ""))
        percent = kind == "percentage"
        return SheetCell(plain(number * 100 if percent else number), "percent" if percent else "number")
    return SheetCell(shown)
