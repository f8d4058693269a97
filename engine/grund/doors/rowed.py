"""Rowed: a CSV or Parquet file with a row per area (or pair of areas), read piece by piece.

Enters: a path. Leaves: its columns' names, its batches, and where a value stands in it. Promise: memory does not grow
with the file; everything in a CSV file is text, so that nothing is guessed; what is wrong is a problem with its place.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ..expr import Type
from ..problems import GrundError, Place, problem
from ..readings.cells import Column
from ..text import shown
from . import arrays

ROWS: Final = 1 << 16
"""How many areas are decided at a time."""


def suffix_of(path: str) -> str:
    """The file's kind by its suffix; raises `GrundError` where it is neither."""
    suffix = Path(path).suffix
    if suffix not in (".csv", ".parquet"):
        raise GrundError([problem("G506", Place(path), suffix=suffix, known=".csv, .parquet")])
    return suffix


@dataclass(frozen=True, slots=True)
class Rowed:
    """A file of rows, which have at least the columns of some names."""

    source: str
    wanted: tuple[str, ...] = ("id",)

    @property
    def first(self) -> int:
        """The number of its first row: in CSV the header has a line of its own."""
        return 2 if suffix_of(self.source) == ".csv" else 1

    def names(self) -> tuple[str, ...]:
        """Its columns; raises `GrundError` where one that is wanted is not there."""
        try:
            found = self._names()
        except FileNotFoundError:
            raise self._absent() from None
        except (pa.ArrowInvalid, UnicodeDecodeError) as error:
            raise self._unread(error) from None
        lost = next((name for name in self.wanted if name not in found), None)
        if lost is not None:
            raise GrundError([problem("G112", Place(shown(self.source)), column=lost)])
        return found

    def batches(self, names: Sequence[str] | None = None) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Its batches with some columns, each with the number of its first row; raises `GrundError`."""
        number = self.first
        self.names()
        try:
            for batch in self._opened(None if names is None else list(names)):
                yield number, batch
                number += batch.num_rows
        except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
            raise self._unread(error) from None

    def columns(self, number: int, batch: pa.RecordBatch, types: Mapping[str, Type]) -> dict[str, Column]:
        """The columns of some names in a batch; raises `GrundError` with every value that does not fit."""
        given = {name: batch.column(name) for name in types}
        return arrays.columns(given, types, partial(self.place, number))

    def count(self) -> int | None:
        """How many rows it has: as Parquet says, or for CSV estimated from its first lines; None: cannot be known."""
        if not os.path.isfile(self.source):
            return None
        try:
            if suffix_of(self.source) == ".parquet":
                return int(pq.ParquetFile(self.source).metadata.num_rows)
            with open(self.source, "rb") as held:
                head = held.read(1 << 16)
            lines = head.count(b"\n")
            return round(os.path.getsize(self.source) * lines / len(head)) if lines else None
        except (OSError, pa.ArrowInvalid):  # reading the file itself says what is wrong
            return None

    def place(self, first: int, row: int, value: str) -> Place:
        """Where a value stands: its line with a caret, or in Parquet, which has no lines, its row."""
        file, number = shown(self.source), first + row
        if suffix_of(self.source) == ".parquet":
            return Place(f"{file}:{number}")
        with open(self.source, encoding="utf-8-sig") as held:
            line = next(islice(held, number - 1, None), "").rstrip("\r\n")
        return Place(file, number, max(line.find(value), 0) + 1, line, max(len(value), 1))

    def _absent(self) -> GrundError:
        file = shown(self.source)
        return GrundError([problem("G101", Place(file), file=file)])

    def _unread(self, error: Exception) -> GrundError:
        file = shown(self.source)
        return GrundError([problem("G532", Place(file), file=file, why=str(error).splitlines()[0])])

    def _names(self) -> tuple[str, ...]:
        if suffix_of(self.source) == ".parquet":
            return tuple(pq.read_schema(self.source).names)
        with pacsv.open_csv(self.source, parse_options=self._parsing()) as reader:
            return tuple(reader.schema.names)

    def _parsing(self) -> pacsv.ParseOptions:
        return pacsv.ParseOptions(delimiter=";" if ";" in self._header() else ",")

    def _header(self) -> str:
        with open(self.source, encoding="utf-8-sig") as held:
            return held.readline().rstrip("\r\n")

    def _opened(self, names: list[str] | None) -> Iterator[pa.RecordBatch]:
        if suffix_of(self.source) == ".parquet":
            with pq.ParquetFile(self.source) as held:
                yield from held.iter_batches(ROWS, columns=names)
            return
        parsing, header = self._parsing(), self._header()
        as_text = {name.strip().strip('"'): pa.string() for name in header.split(parsing.delimiter)}
        options = pacsv.ConvertOptions(
            column_types=as_text, strings_can_be_null=True, null_values=[""], include_columns=names
        )
        with pacsv.open_csv(self.source, parse_options=parsing, convert_options=options) as reader:
            yield from reader
