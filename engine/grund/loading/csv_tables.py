"""Csv tables: CSV files to rows of text that know their line.

Enters: a path, and the columns there must and may be. Leaves: a `CsvTable`. Promise: every cell stays the text that was
written, any place can be shown with its source line, and a row takes no more memory than its text until it is asked
for.
"""

from __future__ import annotations

import csv
import os
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, overload

from ..problems.problem import GrundError, Place, Problem, problem
from .csv_headers import header_problems
from .documents import MAX_PROBLEMS, clean, read, shown

MAX_CSV: Final = 200_000_000


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row of a table: its line (from 1) and its cells by column name."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class CsvRows(Sequence[CsvRow]):
    """The rows of a table, cell after cell; each is made when it is asked for, so that a large file takes little
    memory."""

    header: tuple[str, ...]
    starts: Sequence[int]
    cells: Sequence[str]

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, place: int) -> CsvRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[CsvRow]: ...
    def __getitem__(self, place: int | slice) -> CsvRow | Sequence[CsvRow]:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        width = len(self.header)
        cells = self.cells[place * width : (place + 1) * width]
        return CsvRow(self.starts[place], dict(zip(self.header, cells, strict=True)))


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
    start, quoted = 0, False
    for i, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char == separator and not quoted:
            yield start, i
            start = i + 1
    yield start, len(text)


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
    reader = csv.reader(_with_ends(text), delimiter=separator, strict=True)
    starts, flat = array("L"), list[str]()
    problems: list[Problem] = []
    header: tuple[str, ...] = ()
    begin = 1
    texts: dict[str, str] = {}
    once = texts.setdefault
    try:
        for cells in reader:
            line, begin = begin, reader.line_num + 1
            if not header:
                header = tuple(cell.strip() for cell in cells)
                problems += header_problems(file, first, header, required, optional)
            elif len(cells) == len(header) and any(map(str.strip, cells)):
                stripped = [cell.strip() for cell in cells]
                starts.append(line)
                flat += map(once, stripped, stripped)
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
    return CsvTable(file, header, CsvRows(header, starts, flat), lines, separator)


def _with_ends(text: str) -> Iterator[str]:
    """The lines of a text, each with its end: one at a time, for there may be millions."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start : end + 1]
        start = end + 1
    if start < len(text):
        yield text[start:]
