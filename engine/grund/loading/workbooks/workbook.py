"""Workbook: the sheets of an .xlsx file, with what its cells show."""

from __future__ import annotations

import io
import lzma
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from xml.etree import ElementTree

from ...problems.problem import GrundError, Place, problem
from .sheets import MAX_FILE, Merged, Odd, Sheet, SheetCell, column_of, trimmed

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAYS: Final = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_PERCENTS: Final = {9, 10}
_ERRORS: Final = {"#VALUE!": "#VÄRDEFEL!", "#REF!": "#REFERENS!", "#DIV/0!": "#DIVISION/0!", "#N/A": "#SAKNAS!"}
_ROWS, _COLUMNS = 1_048_576, 16_384
UNREADABLE: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, KeyError, ElementTree.ParseError,
    ValueError, ArithmeticError, IndexError,
)  # fmt: skip
"""What a package raises that is spoilt, encrypted, or packed by a method of its own."""


def read(raw: bytes, file: str) -> list[Sheet]:
    """The sheets of a workbook; raises `GrundError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            return list(_sheets(package, file))
    except UNREADABLE as error:
        raise GrundError([problem("G800", Place(file), file=file, why=str(error) or type(error).__name__)]) from None


def part(package: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """A part of a package as a tree; raises `ValueError` where it declares entities or is too large."""
    if package.getinfo(name).file_size > MAX_FILE:
        raise ValueError(f"{name} > {MAX_FILE} B")
    text = package.read(name)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ValueError(f"{name}: DOCTYPE")
    return ElementTree.fromstring(text)


def _sheets(package: zipfile.ZipFile, file: str) -> Iterator[Sheet]:
    book = part(package, "xl/workbook.xml")
    targets = {r.get("Id"): r.get("Target", "") for r in part(package, "xl/_rels/workbook.xml.rels")}
    names = package.namelist()
    shared = _shared(package) if "xl/sharedStrings.xml" in names else []
    kinds = _kinds(package) if "xl/styles.xml" in names else []
    properties = book.find(f"{_MAIN}workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    for element in book.iter(f"{_MAIN}sheet"):
        target = targets.get(element.get(_RELATION), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in names and "worksheets" in path:
            tree = part(package, path)
            rows = _rows(tree, shared, kinds, date(1904, 1, 1) if from_1904 else date(1899, 12, 30))
            odd = list(_odd(tree))
            odd += [(0, 0, "@hidden")] if element.get("state", "visible") != "visible" else []
            odd += [(0, 0, "@macro")] if "xl/vbaProject.bin" in names else []
            yield trimmed(file, element.get("name", ""), rows, list(_merged(tree)), odd)


def _shared(package: zipfile.ZipFile) -> list[str]:
    return [_text(item) for item in part(package, "xl/sharedStrings.xml")]


def _text(element: ElementTree.Element) -> str:
    """The text of a string, runs put together, without phonetic signs."""
    own = [t.text or "" for child in element if child.tag != f"{_MAIN}rPh" for t in child.iter(f"{_MAIN}t")]
    return unicodedata.normalize("NFC", "".join(own)).strip()


def _kinds(package: zipfile.ZipFile) -> list[str]:
    """What numbers under each style are: date, percent or number."""
    styles = part(package, "xl/styles.xml")
    codes = {int(f.get("numFmtId", 0)): f.get("formatCode", "") for f in styles.iter(f"{_MAIN}numFmt")}
    formats = styles.find(f"{_MAIN}cellXfs")
    return [_kind(int(f.get("numFmtId", 0)), codes) for f in (formats if formats is not None else ())]


def _kind(number: int, codes: dict[int, str]) -> str:
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.', "", codes.get(number, "")).lower()
    if number in _DAYS or re.search("[yåd]", bare):
        return "date"
    return "percent" if number in _PERCENTS or "%" in bare else "number"


def _rows(tree: ElementTree.Element, shared: list[str], kinds: list[str], epoch: date) -> list[list[SheetCell]]:
    rows: list[list[SheetCell]] = []
    for element in tree.iter(f"{_MAIN}row"):
        at = int(element.get("r", len(rows) + 1))
        if at > _ROWS:
            raise ValueError(f"row {at}")
        while len(rows) < at:
            rows.append([])
        row = rows[at - 1]
        for c in element.iter(f"{_MAIN}c"):
            name = c.get("r")
            column = column_of(re.sub(r"\d", "", name)) if name else len(row)
            if column >= _COLUMNS:
                raise ValueError(f"column {name}")
            row.extend([SheetCell()] * (column + 1 - len(row)))
            row[column] = _cell(c, shared, kinds, epoch)
    return rows


def _cell(c: ElementTree.Element, shared: list[str], kinds: list[str], epoch: date) -> SheetCell:
    kind, value, formula = c.get("t", "n"), c.find(f"{_MAIN}v"), c.find(f"{_MAIN}f")
    text = value.text or "" if value is not None else ""
    if formula is not None and kind == "n" and not text:  # a program wrote it, and nobody has computed it
        return SheetCell(f"={formula.text or ''}", "error")
    if kind == "inlineStr":
        return SheetCell("".join(_text(i) for i in c.iter(f"{_MAIN}is")))
    if kind == "s":
        return SheetCell(shared[int(text)]) if text else SheetCell()
    if kind == "e":
        return SheetCell(_ERRORS.get(text, text), "error")
    if kind == "b":
        return SheetCell("true" if text == "1" else "false")
    if kind in ("str", "d") or not text:
        return SheetCell(unicodedata.normalize("NFC", text).strip(), "date" if kind == "d" else "text")
    style = int(c.get("s", 0))
    return number_cell(text, kinds[style] if style < len(kinds) else "number", epoch)


def number_cell(text: str, kind: str, epoch: date) -> SheetCell:
    """A number as its format shows it: the shortest decimal of the float, a day, or a per cent."""
    number = Decimal(repr(float(text)))
    if kind == "date" and number == int(number) and 0 < number < 2_958_466:
        return SheetCell((epoch + timedelta(days=int(number))).isoformat(), "date")
    if kind == "percent":
        return SheetCell(plain(number * 100), "percent")
    return SheetCell(plain(number), "number")


def plain(number: Decimal) -> str:
    """A number without exponent and without zeros at its end."""
    return f"{number.normalize() + 0:f}"


def _merged(tree: ElementTree.Element) -> Iterator[Merged]:
    for element in tree.iter(f"{_MAIN}mergeCell"):
        ends = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", element.get("ref", ""))
        if ends:
            yield int(ends[2]) - 1, column_of(ends[1]), int(ends[4]) - 1, column_of(ends[3])


def _odd(tree: ElementTree.Element) -> Iterator[Odd]:
    """The cells that are computed, and the first of each row and column that is hidden."""
    for element in tree.iter(f"{_MAIN}col"):
        if element.get("hidden") in ("1", "true"):
            last = min(int(element.get("max", 0)), _COLUMNS)
            yield from ((0, column - 1, "@hidden") for column in range(int(element.get("min", 1)), last + 1))
    for element in tree.iter(f"{_MAIN}row"):
        if element.get("hidden") in ("1", "true"):
            yield int(element.get("r", 1)) - 1, 0, "@hidden"
    for c in tree.iter(f"{_MAIN}c"):
        if c.find(f"{_MAIN}f") is not None:
            name = c.get("r", "A1")
            yield int(re.sub(r"\D", "", name)) - 1, column_of(re.sub(r"\d", "", name)), "@formula"
