"""Row files: a file of areas (or of pairs of areas), or a folder of such files, read piece by piece, typed and checked.

Memory does not grow with the file, but for eight bytes a row by which ids that stand twice are found; the columns of a
folder's files are told by their names; what is wrong is said in order of rows, with its place, and all of it is
counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..engines.vectorized import CodedColumn
from ..loading.cell_values import Form
from ..problems.problem import GrundError, Place, Problem, nearest, problem
from . import from_arrow
from .from_numpy import SHOWN, Refusals
from .source_file import RowPlace, SourceFile, parts

_BLANK: Final = pa.scalar("", pa.string())


class Wrong(NamedTuple):
    """A row that is no row of an area: its number, a code, its words, and the column and an earlier row it is about."""

    row: int
    code: str
    column: str
    words: Mapping[str, str]
    earlier: int | None = None


@dataclass(slots=True)
class Faults:
    """What is wrong in a file so far: values, and rows; the first of each, and how many."""

    values: Refusals = field(default_factory=Refusals)
    rows: list[Wrong] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    count: int = 0

    @property
    def total(self) -> int:
        """How many there are."""
        return self.values.count + self.count + len(self.torn)

    def add(self, wrongs: Iterable[Wrong]) -> None:
        """Note some rows."""
        for wrong in wrongs:
            self.count += 1
            if len(self.rows) < SHOWN:
                self.rows.append(wrong)


@dataclass(frozen=True)
class Rowed:
    """A file of rows, or a folder of files, which have at least the columns of some names."""

    source: str
    wanted: tuple[str, ...] = ("id",)

    @cached_property
    def parts(self) -> tuple[SourceFile, ...]:
        """Its files."""
        return parts(self.source)

    def names(self) -> tuple[str, ...]:
        """Its columns; raises `GrundError` where one that is wanted is not there, or where its files differ."""
        first, *others = self.parts
        names = first.names()
        problems = [p for part in others if (p := _unlike(first, names, part))]
        lost = [name for name in self.wanted if name not in names]
        for name in lost:
            near = next((other for other in names if other.casefold() == name), None) or nearest(name, names)
            problems.append(problem("G112", Place(first.file), near, column=name))
        if problems:
            raise GrundError(problems)
        return names

    def batches(self, forms: Mapping[str, Form]) -> Iterator[tuple[pa.RecordBatch, dict[str, CodedColumn]]]:
        """Its batches of `wanted`, as text, and the columns of some names; raises `GrundError`, at the end, with
        everything that is wrong."""
        self.names()
        faults, start = Faults(), 0
        hashes: list[Any] = []
        for part in self.parts:
            comma = part.comma
            for batch in part.batches(tuple(dict.fromkeys((*self.wanted, *forms))), faults.torn):
                given = {name: batch.column(name) for name in forms}
                columns = from_arrow.columns(given, forms, faults.values, comma, start)
                ids = [_ids(part, batch.column(name), name) for name in self.wanted]
                if self.wanted == ("id",):
                    rows = np.flatnonzero(np.asarray(pc.equal(ids[0], _BLANK))).tolist()
                    faults.add(Wrong(start + row, "G453", "id", {}) for row in rows)
                    hashes.append(np.fromiter(map(hash, ids[0].to_pylist()), np.int64, len(batch)))
                start += len(batch)
                if not faults.total:
                    yield pa.RecordBatch.from_arrays(ids, list(self.wanted)), columns
        faults.add(self._twice(hashes))
        if faults.total:
            raise self._error(faults)

    def count(self) -> int | None:
        """How many rows it has, or about how many; None: cannot be known."""
        counts = [part.count() for part in self.parts]
        return sum(count or 0 for count in counts) if None not in counts else None

    def rows(self, numbers: Iterable[int]) -> dict[int, RowPlace]:
        """Where some rows stand, numbered from 0."""
        return self._placed(numbers, False)[0]

    def _placed(self, numbers: Iterable[int], torn: bool) -> tuple[dict[int, RowPlace], list[Problem]]:
        """Where some rows stand; and the first rows with more or fewer cells than the header, where there are any."""
        wanted = sorted(set(numbers))
        row_places: dict[int, RowPlace] = {}
        problems: list[Problem] = []
        start = 0
        for part in self.parts:
            here = [row - start for row in wanted if row >= start]
            if not (here or torn):
                break
            rows, wrong, size = part.places(here, torn, SHOWN)
            row_places |= {start + row: place for row, place in rows.items()}
            problems += wrong
            start += size
        return row_places, problems

    def _twice(self, hashes: Sequence[Any]) -> Iterator[Wrong]:
        """Rows whose id an earlier row has: found by numbers of 64 bits, then by the ids that share one."""
        array = np.sort(np.concatenate(hashes)) if hashes else np.zeros(0, np.int64)
        shared = frozenset(array[1:][array[1:] == array[:-1]].tolist()) - {hash("")}
        if not shared:
            return
        seen: dict[str, int] = {}
        row = -1
        for part in self.parts:
            for batch in part.batches(self.wanted, []):
                for name in _ids(part, batch.column("id"), "id").to_pylist():
                    row += 1
                    if hash(name) in shared and (first := seen.setdefault(name, row)) != row:
                        yield Wrong(row, "G304", "id", {"id": name}, first)

    def _error(self, faults: Faults) -> GrundError:
        """Everything that is wrong: the first of it with its places, and how much there is."""
        values, rows = faults.values.first, sorted(faults.rows, key=lambda wrong: wrong.row)
        earlier = [wrong.earlier for wrong in rows if wrong.earlier is not None]
        numbers = [*(value.row for value in values), *(wrong.row for wrong in rows), *earlier]
        at, problems = self._placed(numbers, bool(faults.torn))
        problems += [value.problem(at[value.row].place(value.name)) for value in values]
        for wrong in rows:
            code = "G454" if wrong.code == "G453" and at[wrong.row].empty else wrong.code
            more = {} if wrong.earlier is None else {"first": f"{at[wrong.earlier].file}:{at[wrong.earlier].number}"}
            problems.append(problem(code, at[wrong.row].place(wrong.column), **{**wrong.words, **more}))
        shown = GrundError(problems).problems[:SHOWN]
        if faults.total > len(shown):
            file = self.parts[0].file if len(self.parts) == 1 else self.source
            return GrundError([problem("G452", Place(file), count=faults.total, shown=len(shown)), *shown])
        return GrundError(shown)


def _unlike(first: SourceFile, names: Sequence[str], part: SourceFile) -> Problem | None:
    """A file of a folder that has other columns than the first."""
    own = part.names()
    differ = [*(f"+{name}" for name in own if name not in names), *(f"−{name}" for name in names if name not in own)]
    return problem("G456", Place(part.file), first=first.file, difference=", ".join(differ)) if differ else None


def _ids(part: SourceFile, values: pa.Array, name: str) -> pa.Array:
    """Names of areas as text, without blanks at their ends; "" for none. Raises `GrundError` for another type."""
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if not (from_arrow.is_text(kind) or pa.types.is_integer(kind) or pa.types.is_null(kind)):
        raise GrundError([problem("G455", Place(part.file), column=name, kind=kind)])
    texts = values.cast(pa.string()).fill_null("")
    return pc.utf8_trim_whitespace(pc.utf8_normalize(texts, "NFC"))
