"""Source file: one CSV or Parquet file of rows, as it lies on the disk.

Everything in a CSV file is text, so that nothing is guessed; a name is told as in every other file of tables (NFC,
without blanks at its ends) and stands once; what is no text in UTF-8 is refused, with its line.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ..loading.cell_values import cell
from ..loading.csv_tables import cell_spans
from ..loading.documents import clean
from ..problems.file_names import shown
from ..problems.problem import GrundError, Place, Problem, problem
from ..problems.reader_limits import COLUMNS, LINE, Spent, exceeded, most, ordinary
from ..problems.visible_text import HIDDEN

ROWS: Final = 1 << 16
"""How many rows are read at a time."""
KINDS: Final = (".csv", ".parquet")
_HEAD: Final = 1 << 16
"""So many bytes tell how long the lines of a file are."""
_MOST_PIECE: Final = (1 << 31) - 1
"""The most bytes that the reader of CSV takes at a time."""


def suffix_of(path: str) -> str:
    """A file's kind by its suffix; raises `GrundError` where it is neither."""
    suffix = Path(path).suffix
    if suffix.lower() not in KINDS:
        raise GrundError([problem("G810", Place(path), suffix=suffix, known=", ".join(KINDS))])
    return suffix.lower()


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row stands: its line in CSV, its number in Parquet, which has no lines."""

    file: str
    number: int
    text: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    header: tuple[str, ...] = ()

    def place(self, column: str = "") -> Place:
        """The place of a cell, or of the row."""
        if not self.header:
            return Place(f"{self.file}:{self.number}")
        start, end = 0, len(self.text)
        if column in self.header and self.header.index(column) < len(self.spans):
            start, end = self.spans[self.header.index(column)]
        return Place(self.file, self.number, start + 1, self.text, max(1, end - start))

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it but what parts its cells."""
        return bool(self.header) and not any(self.text[start:end].strip(' "\t\u00a0') for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file; `given` are the columns that stand in the names of its folders (`land=se`), the same on every row."""

    path: Path
    given: tuple[tuple[str, str], ...] = ()

    @property
    def file(self) -> str:
        """Its name for people."""
        return shown(self.path)

    @property
    def parquet(self) -> bool:
        """Whether it is Parquet."""
        return suffix_of(str(self.path)) == ".parquet"

    @property
    def comma(self) -> bool:
        """Whether a decimal comma is read in it: its cells are parted by `;`."""
        return not self.parquet and self._head()[1] == ";"

    def names(self) -> tuple[str, ...]:
        """Its columns, those without a name left out; raises `GrundError`."""
        own = [name for name in self._own() if name.strip()]
        hidden = HIDDEN.search(" ".join(own))
        if hidden:
            raise GrundError([problem("G104", Place(self.file), hex=f"{ord(hidden[0]):04X}")])
        twice = next((name for name in own if own.count(name) > 1), None)
        if twice is not None:
            raise GrundError(
                [problem("G106", Place(self.file, 1, 1) if not self.parquet else Place(self.file), key=twice)]
            )
        return (*own, *(name for name, _ in self.given if name not in own))

    def batches(self, names: Sequence[str], torn: list[str]) -> Iterator[pa.RecordBatch]:
        """Its batches with some columns; rows with more or fewer cells than the header go to `torn`."""
        own = self._own()
        included_names = [name for name in names if name in own]
        given, spent = dict(self.given), Spent(self.file)
        try:
            for batch in self._opened(own, included_names, torn):
                spent.add(batch.num_rows)
                data = dict(zip(included_names, batch.columns, strict=True))
                columns = [data[n] if n in data else pa.repeat(pa.scalar(given[n]), batch.num_rows) for n in names]
                yield pa.RecordBatch.from_arrays(columns, list(names))
        except (pa.ArrowInvalid, pa.ArrowKeyError, pa.ArrowNotImplementedError, OSError) as error:
            raise self._unread(error) from None

    def count(self) -> int | None:
        """How many rows it has: as Parquet says, or for CSV estimated from its first lines; None: cannot be known."""
        try:
            if self.parquet:
                return int(pq.ParquetFile(self.path).metadata.num_rows)
            with self.path.open("rb") as stream:
                head = stream.read(_HEAD)
            lines = head.count(b"\n")
            return round(os.path.getsize(self.path) * lines / len(head)) if lines else None
        except (OSError, pa.ArrowInvalid):  # reading the file itself says what is wrong
            return None

    def places(self, rows: Sequence[int], torn: bool, most: int) -> tuple[dict[int, RowPlace], list[Problem], int]:
        """Where some rows stand (numbers from 0, in order); the first torn ones; and how many rows there are."""
        if self.parquet:
            size = self.count() or 0
            return {row: RowPlace(self.file, row + 1) for row in rows if row < size}, [], size
        header, separator, _ = self._head()
        row_places: dict[int, RowPlace] = {}
        problems: list[Problem] = []
        wanted, row = set(rows), 0
        for line, text, size in self._records(separator):
            if size != len(header):
                if torn and len(problems) < most:
                    place = RowPlace(self.file, line, text, (), header).place()
                    problems.append(problem("G111", place, found=size, wanted=len(header)))
                continue
            if row in wanted:
                row_places[row] = RowPlace(self.file, line, text, tuple(cell_spans(text, separator)), header)
            row += 1
        return row_places, problems, row

    def _records(self, separator: str) -> Iterator[tuple[int, str, int]]:
        """The records after the header: line, its text, how many cells; lines without anything are none."""
        seen: list[str] = []
        with self.path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(_noted(stream, seen), delimiter=separator)
            next(reader, None)
            seen.clear()
            begin = reader.line_num + 1
            try:
                for cells in reader:
                    if cells:
                        yield begin, seen[0].rstrip("\r\n"), len(cells)
                    seen.clear()
                    begin = reader.line_num + 1
            except csv.Error:  # a cell longer than anybody reads: no more places are told
                return

    def _own(self) -> tuple[str, ...]:
        """The names that its columns have in the file, in order; one without a name has a blank and a number."""
        ordinary(self.path, self.file)
        names = self._schema() if self.parquet else self._head()[0]
        if len(names) > (limit := most(*COLUMNS)):
            raise exceeded(self.file, len(names), COLUMNS[0], limit)
        return names

    def _schema(self) -> tuple[str, ...]:
        try:
            return tuple(cell(name) for name in pq.read_schema(self.path).names)
        except (pa.ArrowInvalid, OSError) as error:
            raise self._unread(error) from None

    def _head(self) -> tuple[tuple[str, ...], str, int]:
        """The header of a CSV file, its separator, and how many lines it takes."""
        ordinary(self.path, self.file)
        limit = most(*LINE)
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as stream:
                line = stream.readline(limit + 1)
                if len(line) > limit:
                    raise exceeded(self.file, f"> {limit}", LINE[0], limit)
                stream.seek(0)
                separator = ";" if line.count(";") > line.count(",") else ","
                reader = csv.reader(stream, delimiter=separator)
                cells = next(reader, [])
        except UnicodeDecodeError:
            raise self._no_text() from None
        except (OSError, csv.Error) as error:
            raise self._unread(error) from None
        if not any(name.strip() for name in cells):
            raise GrundError([problem("G109", Place(self.file))])
        names = [clean(name, self.file).strip() or f" {i}" for i, name in enumerate(cells)]
        return tuple(names), separator, reader.line_num

    def _opened(self, own: Sequence[str], included_names: list[str], torn: list[str]) -> Iterator[pa.RecordBatch]:
        if self.parquet:
            with pq.ParquetFile(self.path) as parquet_file:
                raw = dict(zip(own, parquet_file.schema_arrow.names, strict=True))
                yield from parquet_file.iter_batches(ROWS, columns=[raw[name] for name in included_names])
            return
        _, separator, lines = self._head()

        def skip(row: pacsv.InvalidRow) -> str:
            torn.append("")
            return "skip"

        piece = min(most(*LINE), _MOST_PIECE)
        reading = pacsv.ReadOptions(column_names=list(own), skip_rows=lines, block_size=piece)
        parsing = pacsv.ParseOptions(delimiter=separator, newlines_in_values=True, invalid_row_handler=skip)
        converting = pacsv.ConvertOptions(
            column_types=dict.fromkeys(own, pa.string()), strings_can_be_null=True, null_values=[""],
            include_columns=included_names,
        )  # fmt: skip
        with pacsv.open_csv(self.path, reading, parsing, converting) as reader:
            yield from reader

    def _unread(self, error: Exception) -> GrundError:
        if isinstance(error, FileNotFoundError):
            return GrundError([problem("G101", Place(self.file), file=self.file)])
        if "UTF8" in str(error):
            return self._no_text()
        if "straddling" in str(error):  # a row that no piece holds the end of
            limit = min(most(*LINE), _MOST_PIECE)
            return exceeded(self.file, f"> {limit}", LINE[0], limit)
        return GrundError([problem("G532", Place(self.file), file=self.file, why=str(error).splitlines()[0])])

    def _no_text(self) -> GrundError:
        """The first line that is no UTF-8."""
        with self.path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                try:
                    line.decode("utf-8-sig")
                except UnicodeDecodeError:
                    return GrundError([problem("G102", Place(self.file, number, 1))])
        return GrundError([problem("G102", Place(self.file))])


def _noted(lines: Iterator[str], seen: list[str]) -> Iterator[str]:
    """Lines, each also put in `seen`."""
    for line in lines:
        seen.append(line)
        yield line


def parts(source: str) -> tuple[SourceFile, ...]:
    """The files of a file or folder, all of one kind; raises `GrundError`."""
    place = Path(source)
    if not place.exists():
        raise GrundError([problem("G101", Place(shown(source)), file=shown(source))])
    if not place.is_dir():
        suffix_of(source)
        return (SourceFile(place),)
    paths = sorted(path for path in place.rglob("*") if path.suffix.lower() in KINDS and path.is_file())
    kinds = sorted({path.suffix.lower() for path in paths})
    if len(kinds) != 1:
        words = {"folder": shown(source), "found": ", ".join(kinds) or "–", "known": ", ".join(KINDS)}
        raise GrundError([problem("G811", Place(shown(source)), **words)])
    return tuple(SourceFile(path, _given(path.relative_to(place).parts[:-1])) for path in paths)


def _given(folders: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The columns that stand in the names of folders."""
    pairs = (folder.partition("=") for folder in folders if "=" in folder)
    return tuple((cell(name), cell(value)) for name, _, value in pairs)
