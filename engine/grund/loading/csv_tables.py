"""Csv tables: CSV files to rows of text that know their line.

Every cell stays the text that was written, any place can be shown with its source line, and a row takes no more memory
than its text until it is asked for.
"""

from __future__ import annotations

import csv
import os
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import methodcaller
from string import whitespace
from typing import Final, overload

from ..problems.extras import optional
from ..problems.file_names import shown
from ..problems.problem import GrundError, Place, Problem, problem
from .csv_headers import header_problems
from .documents import MAX_PROBLEMS, clean, read

MAX_CSV: Final = 200_000_000
_AT_ONCE: Final = 1_000_000
"""So many characters are read at once."""
_FIELD: Final = csv.field_size_limit()
_LARGE: Final = 5_000_000
"""A longer text is read by Arrow, where it is installed."""


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row of a table: its line (from 1) and its cells by column name."""

    line: int
    cells: dict[str, str]


class CsvColumn:
    """One column: its different texts, each once, and by row which of them it has."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.codes = array("i")
        self._places: dict[str, int] = {}
        self._spelt: dict[str, int] = {}

    @classmethod
    def coded(cls, texts: Sequence[str], codes: bytes) -> CsvColumn:
        """A column whose texts are told apart already; `codes` are whole numbers of four bytes."""
        column = cls()
        column.extend(texts) if texts else None
        coded, column.codes = column.codes, array("i", codes)
        if len(column.texts) < len(texts):  # some differ in their blanks alone
            column.codes = array("i", list(map(coded.__getitem__, column.codes)))
        return column

    def extend(self, cells: Sequence[str]) -> None:
        """Further rows; a text loses the blanks at its ends."""
        spelt, first = self._spelt, cells[0]
        alike = cells.count(first) == len(cells)
        for cell in (first,) if alike else dict.fromkeys(cells):
            if cell not in spelt:
                text = cell.strip()
                place = spelt[cell] = self._places.setdefault(text, len(self.texts))
                if place == len(self.texts):
                    self.texts.append(text)
        self.codes.extend(
            array("i", (spelt[first],)) * len(cells) if alike else array("i", list(map(spelt.__getitem__, cells)))
        )

    def __iter__(self) -> Iterator[str]:
        return map(self.texts.__getitem__, self.codes)


@dataclass(frozen=True, slots=True)
class CsvRows(Sequence[CsvRow]):
    """The rows of a table, column by column; each is made when it is asked for, so that a large file takes little
    memory."""

    header: tuple[str, ...]
    starts: Sequence[int]
    columns: Sequence[CsvColumn]

    @property
    def longest(self) -> int:
        """The characters of the longest cell."""
        return max((len(text) for column in self.columns for text in column.texts), default=0)

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[CsvRow]:
        for line, *cells in zip(self.starts, *self.columns, strict=True):
            yield CsvRow(line, dict(zip(self.header, cells, strict=True)))

    @overload
    def __getitem__(self, place: int) -> CsvRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[CsvRow]: ...
    def __getitem__(self, place: int | slice) -> CsvRow | Sequence[CsvRow]:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        cells = {name: c.texts[c.codes[place]] for name, c in zip(self.header, self.columns, strict=True)}
        return CsvRow(self.starts[place], cells)


class Lines(Sequence[str]):
    """The lines of a text, parted when one is asked for: that is where there is a problem to show."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _lines(self) -> list[str]:
        return self._text.split("\n")

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        return self._lines[place]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV file: header and rows, all text."""

    file: str
    header: tuple[str, ...]
    rows: Sequence[CsvRow]
    lines: Sequence[str]
    separator: str

    def place(self, row: CsvRow, column: str | None = None) -> Place:
        """The place of a cell, or of the row."""
        text = self.lines[row.line - 1] if row.line <= len(self.lines) else ""
        if column is None or column not in self.header:
            return Place(self.file, row.line, 1, text, max(1, len(text)))
        cells = list(cell_spans(text, self.separator))
        index = self.header.index(column)
        start, end = cells[index] if index < len(cells) else (0, len(text))
        return Place(self.file, row.line, start + 1, text, max(1, end - start))


def cell_spans(text: str, separator: str) -> Iterator[tuple[int, int]]:
    """Where the cells of a line begin and end."""
    return (cell.span(1) for cell in _CELLS[separator].finditer(text))


_CELLS: Final = {mark: re.compile(rf'(?:^|{mark})((?:[^{mark}"]+|"[^"]*"?)*)', re.DOTALL) for mark in ",;"}


def read_csv(path: str | os.PathLike[str], required: Sequence[str], optional: Sequence[str] | None) -> CsvTable:
    """A CSV file as a `CsvTable`; `,` or `;` between cells, told by the header.

    `optional` lists the further columns allowed; `None` allows any. Raises `GrundError` with all
    structural problems: missing and unknown columns, rows of another length.
    """
    return parse_csv(read(path, MAX_CSV), shown(path), required, optional)


def parse_csv(text: str, file: str, required: Sequence[str], optional: Sequence[str] | None) -> CsvTable:
    """CSV text as a `CsvTable` (see `read_csv`)."""
    text = clean(text, file)
    lines = Lines(text)
    if not text.strip():
        raise GrundError([problem("G109", Place(file))])
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    rows = (_rows_by_arrow(text, separator) if len(text) > _LARGE else None) or _plain_rows(text, separator)
    if rows and rows.longest <= _FIELD and not [*header_problems(file, first, rows.header, required, optional)]:
        return CsvTable(file, rows.header, rows, lines, separator)
    return _told(text, file, lines, separator, required, optional)


def _rows_by_arrow(text: str, separator: str) -> CsvRows | None:
    """The same by Arrow, where it is installed; None too where cells are quoted or a first cell is empty."""
    arrow, reading = optional("pyarrow"), optional("pyarrow.csv")
    if '"' in text or arrow is None or reading is None:
        return None
    head = text.partition("\n")[0].split(separator)
    names = [str(place) for place in range(len(head))]
    try:
        table = reading.read_csv(
            arrow.BufferReader(text.encode()),
            reading.ReadOptions(column_names=names, skip_rows=1),
            reading.ParseOptions(delimiter=separator, quote_char=False, ignore_empty_lines=False),
            reading.ConvertOptions(column_types=dict.fromkeys(names, arrow.dictionary(arrow.int32(), arrow.string()))),
        )
    except arrow.ArrowInvalid:
        return None
    chunks = [column.combine_chunks() for column in table.unify_dictionaries().columns]
    columns = [CsvColumn.coded(c.dictionary.to_pylist(), c.indices.buffers()[1].to_pybytes()) for c in chunks]
    if len(table) != text.count("\n") - text.endswith("\n") or "" in columns[0].texts:
        return None
    return CsvRows(tuple(map(str.strip, head)), range(2, 2 + len(table)), columns)


def _plain_rows(text: str, separator: str) -> CsvRows | None:
    """The rows of a text in which every line is a row as it should be, many at a time; None where one is not."""
    try:
        head = next(csv.reader([text.partition("\n")[0]], delimiter=separator, strict=True))
        columns, number = [CsvColumn() for _ in head], 0
        for block in _blocks(text, text.find("\n") + 1 or len(text)):
            lines = block.split("\n")
            by_column = _by_column(block, lines, separator, len(head))
            if by_column is None:
                return None
            number += len(lines)
            for column, cells in zip(columns, by_column, strict=True):
                column.extend(cells)
    except csv.Error:
        return None
    return CsvRows(tuple(map(str.strip, head)), range(2, 2 + number), columns)


def _by_column(block: str, lines: Sequence[str], separator: str, width: int) -> Sequence[Sequence[str]] | None:
    """The cells of some lines, column by column; None where a line is not a row of so many cells, or is a blank one."""
    if '"' in block:
        rows = list(csv.reader(lines, delimiter=separator, strict=True))
        as_wide = len(rows) == len(lines) and set(map(len, rows)) == {width}
        blank = any(not any(map(str.strip, row)) for row in rows)
        return list(zip(*rows, strict=True)) if as_wide and not blank else None
    blank = not all(map(methodcaller("strip", separator + whitespace), lines))
    if blank or set(map(methodcaller("count", separator), lines)) != {width - 1}:
        return None
    cells = block.replace("\n", separator).split(separator)
    return [cells[place::width] for place in range(width)]


def _blocks(text: str, start: int) -> Iterator[str]:
    """Whole lines of a text from a character on, many at a time, without the end of the last."""
    while start < len(text):
        end = text.find("\n", start + _AT_ONCE)
        end = len(text) if end < 0 else end
        yield text[start:end].removesuffix("\n") if end == len(text) else text[start:end]
        start = end + 1


def _told(
    text: str, file: str, lines: Lines, separator: str, required: Sequence[str], optional: Sequence[str] | None
) -> CsvTable:
    """The table of a text line by line, with whatever is wrong in it, or merely seldom: cells of several lines."""
    first = text.partition("\n")[0]
    reader = csv.reader(_with_ends(text), delimiter=separator, strict=True)
    starts, columns = array("L"), list[CsvColumn]()
    problems: list[Problem] = []
    header: tuple[str, ...] = ()
    begin = 1
    try:
        for cells in reader:
            line, begin = begin, reader.line_num + 1
            if not header:
                header = tuple(cell.strip() for cell in cells)
                columns = [CsvColumn() for _ in header]
                problems += header_problems(file, first, header, required, optional)
            elif len(cells) == len(header) and any(map(str.strip, cells)):
                starts.append(line)
                for column, cell in zip(columns, cells, strict=True):
                    column.extend((cell,))
            elif cells:
                place = Place(file, line, 1, lines[line - 1], max(1, len(lines[line - 1])))
                code = "G454" if len(cells) == len(header) else "G111"
                problems.append(problem(code, place, found=len(cells), wanted=len(header)))
            if len(problems) >= MAX_PROBLEMS:
                break
    except csv.Error as error:
        place = Place(file, begin, 1, lines[begin - 1] if begin <= len(lines) else "")
        problems.append(problem("G105", place, why=f"CSV: {error}"))
    if problems:
        raise GrundError(problems)
    return CsvTable(file, header, CsvRows(header, starts, columns), lines, separator)


def _with_ends(text: str) -> Iterator[str]:
    """The lines of a text, each with its end: one at a time, for there may be millions."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start : end + 1]
        start = end + 1
    if start < len(text):
        yield text[start:]
