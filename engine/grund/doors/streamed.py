"""Streamed: a file of areas in, a file of decisions out, batch by batch, by the cell reading.

Enters: a scenario's policies, and a CSV or Parquet file with a row per area: `id`, and a column for each attribute or
derived attribute that the rules read. Leaves: a row per area, policy, insats and choice of tolkningar, with decision,
deciding rule and missing names. Promise: memory does not grow with the file; the output is whole or not there; a name
that has no column is unknown everywhere, and the names of those are given back.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ..batch import Sheet, sheets
from ..expr import Type
from ..problems import GrundError, Place, problem
from ..readings import cells
from ..scenario import Scenario
from ..text import shown
from . import arrays
from .delivery import reason
from .progress import watched

ROWS: Final = 1 << 16
"""How many areas are decided at a time."""
_WORD: Final = pa.dictionary(pa.int32(), pa.string())
_WORDS: Final = ("policy", "insats", "tolkning", "decision", "rule", "missing")
SCHEMA: Final = pa.schema([("area", pa.string()), *((name, _WORD) for name in _WORDS)])
"""Columns of few different words are written as numbers of words; in CSV they are spelt out."""
_SPELT: Final = pa.schema([("area", pa.string()), *((name, pa.string()) for name in _WORDS)])


@dataclass(frozen=True, slots=True)
class Streamed:
    """What was done: areas read, decisions written, and the names that no column gave."""

    areas: int
    decisions: int
    absent: tuple[str, ...]


def decide_file(scenario: Scenario, policies: Sequence[str], source: str, target: str) -> Streamed:
    """Decide every row of a file for every insats of the scenario's level; raises `GrundError`."""
    areas = decisions = 0
    absent: tuple[str, ...] = ()
    held: dict[int, cells.Batch] = {}
    with _writer(target) as write:
        rows = partial(_rows, source)
        for first, batch in watched(_batches(source), rows, scenario.level, lambda held: held[1].num_rows):
            every = [sheet for name in policies for sheet in sheets(scenario, name, batch.schema.names)]
            needed = [sheet.needed(batch.schema.names) for sheet in every]
            absent = tuple(sorted(frozenset().union(*(each.absent for each in needed))))
            types = {name: kind for each in needed for name, kind in each.given.items()}
            given = {name: batch.column(name) for name in types}
            columns = arrays.columns(given, types, partial(_place, source, first))
            for i, sheet in enumerate(every):
                held[i] = sheet.plan.decide(columns, batch.num_rows, held.get(i))
                for k in range(len(sheet.insatser)):
                    write(_decided(sheet, k, batch.column("id"), held[i]))
                decisions += batch.num_rows * len(sheet.insatser)
            areas += batch.num_rows
    return Streamed(areas, decisions, absent)


def _rows(source: str) -> int | None:
    """How many rows a file has: as Parquet says, or for CSV estimated from its first lines; None where it cannot be."""
    if not os.path.isfile(source):  # a pipe is read once
        return None
    try:
        if _kind(source) == ".parquet":
            return int(pq.ParquetFile(source).metadata.num_rows)
        with open(source, "rb") as held:
            head = held.read(1 << 16)
        lines = head.count(b"\n")
        return round(os.path.getsize(source) * lines / len(head)) if lines else None
    except (OSError, pa.ArrowInvalid):  # reading the file itself says what is wrong
        return None


def check(source: str, types: Mapping[str, Type]) -> None:
    """Raise `GrundError` with what is wrong in a file of areas, as deciding it would."""
    for first, batch in _batches(source):
        given = {name: batch.column(name) for name in types if name in batch.schema.names}
        arrays.columns(given, {name: types[name] for name in given}, partial(_place, source, first))


def _decided(sheet: Sheet, place: int, ids: pa.Array, batch: cells.Batch) -> pa.RecordBatch:
    """The rows that one question gives for a batch."""
    answers, which = batch.answers(place)
    said = [(verdict, rule or "", ";".join(sorted(missing))) for verdict, rule, missing in answers]
    numbers = pa.array(which, pa.int32())
    parts = [pa.DictionaryArray.from_arrays(numbers, pa.array([s[i] for s in said], pa.string())) for i in range(3)]
    first = pa.repeat(pa.scalar(0, pa.int32()), len(ids))
    same = [sheet.policy, sheet.insatser[place], sheet.tolkning]
    alike = [pa.DictionaryArray.from_arrays(first, pa.array([text])) for text in same]
    return pa.RecordBatch.from_arrays([ids.cast(pa.string()), *alike, *parts], schema=SCHEMA)


def _place(source: str, first: int, row: int, value: str) -> Place:
    """Where a value stands in the file: its line with a caret, or in Parquet, which has no lines, its row."""
    file, number = shown(source), first + row
    if _kind(source) == ".parquet":
        return Place(f"{file}:{number}")
    with open(source, encoding="utf-8-sig") as held:
        line = next(islice(held, number - 1, None), "").rstrip("\r\n")
    return Place(file, number, max(line.find(value), 0) + 1, line, max(len(value), 1))


def _batches(source: str) -> Iterator[tuple[int, pa.RecordBatch]]:
    """The file's batches, each with the number of its first row in the file; raises `GrundError`."""
    file = shown(source)
    try:
        first = 2 if _kind(source) == ".csv" else 1
        for batch in _opened(source):
            if "id" not in batch.schema.names:
                raise GrundError([problem("G112", Place(file), column="id")])
            yield first, batch
            first += batch.num_rows
    except FileNotFoundError:
        raise GrundError([problem("G101", Place(file), file=file)]) from None
    except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
        raise GrundError([problem("G532", Place(file), file=file, why=str(error).splitlines()[0])]) from None


def _opened(source: str) -> Iterator[pa.RecordBatch]:
    if _kind(source) == ".parquet":
        with pq.ParquetFile(source) as held:
            yield from held.iter_batches(ROWS)
        return
    with open(source, encoding="utf-8-sig") as held:
        header = held.readline().rstrip("\r\n")
    separator = ";" if ";" in header else ","
    as_text = {name.strip().strip('"'): pa.string() for name in header.split(separator)}
    with pacsv.open_csv(
        source,
        parse_options=pacsv.ParseOptions(delimiter=separator),
        convert_options=pacsv.ConvertOptions(column_types=as_text, strings_can_be_null=True, null_values=[""]),
    ) as reader:
        yield from reader


def _kind(path: str) -> str:
    """The file's kind by its suffix; raises `GrundError` where it is neither."""
    suffix = Path(path).suffix
    if suffix not in (".csv", ".parquet"):
        raise GrundError([problem("G506", Place(path), suffix=suffix, known=".csv, .parquet")])
    return suffix


class _writer:
    """A file that takes batches, written beside its place and put there when all is well."""

    def __init__(self, target: str) -> None:
        self.target = Path(target)
        self.kind = _kind(target)

    def __enter__(self) -> Any:
        try:
            handle, self.temporary = tempfile.mkstemp(dir=self.target.parent, prefix=f".{self.target.name}.")
        except OSError as error:
            raise self._refused(error) from None
        os.close(handle)
        if self.kind == ".parquet":
            self.sink = pq.ParquetWriter(self.temporary, SCHEMA)
            return self.sink.write_batch
        self.sink = pacsv.CSVWriter(self.temporary, _SPELT)
        return lambda batch: self.sink.write(batch.cast(_SPELT))

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self.sink.close()
            if kind is None:
                os.chmod(self.temporary, 0o644)
                os.replace(self.temporary, self.target)
        except OSError as error:
            raise self._refused(error) from None
        finally:
            Path(self.temporary).unlink(missing_ok=True)

    def _refused(self, error: OSError) -> GrundError:
        return GrundError([problem("G505", Place(str(self.target)), file=str(self.target), why=reason(error))])
