"""Files: a file of areas in, a file of decisions out, batch by batch, by the cell reading.

Takes a scenario's policies, and a CSV or Parquet file with a row per area: `id`, and a column for each attribute or
derived attribute that the rules read. Gives a row per area, policy, insats and choice of tolkningar, with decision,
deciding rule and missing names; and, where any price is known, the amount in öre. Memory does not grow with the file;
the output is whole or not there; a name that has no column is unknown everywhere, and the names of those are given
back.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ..budgeting.row_costs import Price, prices
from ..engines import vectorized
from ..engines.vectorized.sheets import DecisionSheet, sheets, values
from ..loading.cell_values import Form
from ..model.expressions import Reference
from ..model.scenario import Scenario
from ..problems.problem import GATHERED, GrundError, Problem, gathered, nearest, problem
from ..problems.visible_text import FORMULA, NUMBER
from . import from_arrow
from .atomic_files import beside
from .progress import watched
from .row_files import Rowed
from .source_file import suffix_of
from .whole_file import Columns, across, bordered

_WORD: Final = pa.dictionary(pa.int32(), pa.string())
_WORDS: Final = ("policy", "insats", "tolkning", "decision", "rule", "missing")
SCHEMA: Final = pa.schema([("area", pa.string()), *((name, _WORD) for name in _WORDS)])
"""Columns of few different words are written as numbers of words; in CSV they are spelt out."""
PRICED: Final = pa.schema([*SCHEMA, ("amount_ore", pa.int64()), ("marks", _WORD)])
"""Where any price is known: what is given costs in öre, and the marks of the quantity and the prices."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """What was done: areas read, decisions written, the names that no column gave; of those who have no amount although
    others do, what each waits for (nothing: it is counted by body); how many decisions are unknown; and the columns
    that nothing reads."""

    areas: int
    decisions: int
    absent: tuple[str, ...]
    untold: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: int = 0
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Piece:
    """Rows of a file: ids and columns, and by sheet what is worked out of them and its answers, which hold until the
    next piece is asked for."""

    ids: pa.Array
    columns: Columns
    worked: Sequence[Columns]
    batches: Sequence[vectorized.Batch]


@dataclass(frozen=True)
class Asking:
    """Sheets that a file of areas is asked, and who borders on whom (a file of pairs, or the world).

    `more`: the forms of columns that are wanted besides.
    """

    scenario: Scenario
    file: Rowed
    beside: Rowed | None
    sheets: tuple[DecisionSheet, ...]
    more: Mapping[str, Form] = field(default_factory=dict)

    @cached_property
    def _forms(self) -> dict[str, Form]:
        names = self.file.names()
        return {**self.more, **{name: form for s in self.sheets for name, form in s.forms(names).items()}}

    @cached_property
    def _across(self) -> list[Columns]:
        """By sheet, what is worked out from all rows."""
        return across(self.scenario, self.sheets, self.file, self._forms, self.beside)

    @property
    def unread(self) -> tuple[str, ...]:
        """The columns that nothing asks for."""
        return tuple(name for name in self.file.names() if name != "id" and name not in self._forms)

    @property
    def absent(self) -> tuple[str, ...]:
        """The names that no column gives."""
        names = self.file.names()
        needed = (sheet.needed({*names, *columns}) for sheet, columns in zip(self.sheets, self._across, strict=True))
        return tuple(sorted(frozenset().union(*(needs.absent for needs in needed))))

    def answers(self) -> Iterator[Piece]:
        """The file piece by piece."""
        start, batches, faults = 0, dict[int, vectorized.Batch](), list[Problem]()
        pieces = watched(self.file.batches(self._forms), self.file.count, self.scenario.level, lambda p: p[0].num_rows)
        for batch, columns in pieces:
            rows = batch.num_rows
            here = slice(start, start + rows)
            given = [columns | {name: column.rows(here) for name, column in across.items()} for across in self._across]
            worked = [sheet.worked(own, rows) for sheet, own in zip(self.sheets, given, strict=True)]
            start += rows
            try:
                with _named(batch.column("id")):
                    decided = gathered(
                        partial(sheet.plan.decide, own, rows, batches.get(i))
                        for i, (sheet, own) in enumerate(zip(self.sheets, worked, strict=True))
                    )
            except GrundError as error:  # the rest is read, so that all that cannot be decided is told at once
                faults += error.problems
                if len(faults) >= GATHERED:
                    break
                continue
            batches = dict(enumerate(decided))
            yield Piece(batch.column("id"), columns, worked, decided)
        if faults:
            raise GrundError(faults)


def decide_file(
    scenario: Scenario,
    policies: Sequence[str],
    source: str,
    target: str,
    neighbours: str | None = None,
    force: bool = False,
    lang: str = "en",
    show: Sequence[str] = (),
) -> Streamed:
    """Decide every row of a file for every insats of the scenario's level; raises `GrundError`.

    `neighbours`: a file with a row per pair of areas that border on one another, `area` and `other`; without it the
    world's own are taken, if it has all the areas. `show`: names whose values stand beside the decisions.
    """
    shown = _shown(scenario, show)
    priced = {name: prices(scenario, name) for name in policies}
    has_prices = any(price.told for by_insats in priced.values() for price in by_insats.values())
    file = Rowed(source)
    neighbour_file = None if neighbours is None else Rowed(neighbours, ("area", "other"))
    schema = pa.schema([*(PRICED if has_prices else SCHEMA), *((n.name, from_arrow.arrow_type(n.type)) for n in shown)])
    areas = decisions = unknown = 0
    with _writer(target, schema, lang != "en", force, (source, neighbours)) as write:
        asking = Asking(
            scenario,
            file,
            neighbour_file,
            _sheets(scenario, file, neighbour_file, priced if has_prices else {}, policies, shown),
        )
        absent, unread = asking.absent, asking.unread  # before the file may be replaced
        for piece in asking.answers():
            for sheet, worked, batch in zip(asking.sheets, piece.worked, piece.batches, strict=True):
                extra = _values(sheet, worked, len(piece.ids), shown)
                for place, insats in enumerate(sheet.insatser):
                    price = priced[sheet.policy][insats] if has_prices else None
                    write(
                        pa.RecordBatch.from_arrays(
                            [*_decided(sheet, place, piece.ids, batch, price), *extra], schema=schema
                        )
                    )
                    unknown += batch.counts(place)["unknown"]
                decisions += len(piece.ids) * len(sheet.insatser)
            areas += len(piece.ids)
    untold = {i: p.missing for by_insats in priced.values() for i, p in by_insats.items() if has_prices and not p.told}
    return Streamed(areas, decisions, absent, untold, unknown, unread)


def _sheets(
    scenario: Scenario,
    file: Rowed,
    border_file: Rowed | None,
    priced: Mapping[str, Mapping[str, Price]],
    policies: Sequence[str],
    shown: tuple[Reference, ...],
) -> tuple[DecisionSheet, ...]:
    """What is asked of a file: every insats of some policies, with its cost where amounts are told."""
    names = file.names()
    known = bordered(scenario) if border_file is None else bool(border_file.names())
    costs = {name: {i: price.cost for i, price in by_insats.items()} for name, by_insats in priced.items()}
    by_policy = (
        sheets(scenario, name, names, costs=costs.get(name), neighbours=known, shown=shown) for name in policies
    )
    return tuple(sheet for sheets_of_policy in by_policy for sheet in sheets_of_policy)


def _values(sheet: DecisionSheet, worked: Columns, rows: int, shown: Sequence[Reference]) -> list[pa.Array]:
    """The columns of the names whose values are asked for."""
    return [from_arrow.typed(c, n.type) for c, n in zip(values(sheet, worked, rows), shown, strict=True)]


@contextmanager
def _named(ids: pa.Array) -> Iterator[None]:
    """A row that cannot be decided is told of by its id."""
    try:
        yield
    except GrundError as error:
        raise GrundError([_by_id(p, ids) for p in error.problems]) from None


def _by_id(p: Problem, ids: pa.Array) -> Problem:
    row = re.fullmatch(f"{vectorized.ROW} \\((\\d+)\\)", str(p.words.get("area", "")))
    return p if row is None else replace(p, words={**p.words, "area": ids[int(row[1])].as_py()})


def _shown(scenario: Scenario, names: Sequence[str]) -> tuple[Reference, ...]:
    """Names whose values are asked for, with their types; raises `GrundError` for one that areas of the level lack."""
    types = scenario.book.vocabulary.type_at(scenario.level)
    wrong = [problem("G201", None, nearest(name, types), name=name) for name in names if name not in types]
    if wrong:
        raise GrundError(wrong)
    return tuple(Reference(name, types[name]) for name in dict.fromkeys(names))


def _decided(
    sheet: DecisionSheet, place: int, ids: pa.Array, batch: vectorized.Batch, price: Price | None
) -> list[pa.Array]:
    """The columns that one question gives for a batch."""
    answers, which = batch.answers(place)
    triples = [(verdict, rule or "", ";".join(sorted(missing))) for verdict, rule, missing in answers]
    numbers = pa.array(which, pa.int32())
    parts = [pa.DictionaryArray.from_arrays(numbers, pa.array([s[i] for s in triples], pa.string())) for i in range(3)]
    same = [_same(text, len(ids)) for text in (sheet.policy, sheet.insatser[place], sheet.tolkning)]
    arrays = [ids.cast(pa.string()), *same, *parts]
    if price is None:
        return arrays
    return [*arrays, from_arrow.amounts(batch.amounts_of(place)), _same(";".join(price.marks), len(ids))]


def _same(text: str, rows: int) -> pa.DictionaryArray:
    """The same words on every row."""
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), rows), pa.array([text]))


@contextmanager
def _writer(
    target: str, schema: pa.Schema, swedish: bool, force: bool, inputs: Sequence[str | None]
) -> Iterator[Callable[[pa.RecordBatch], None]]:
    """Writes batches to a file, which is put in its place when all is well; a Swedish CSV as spreadsheets know it."""
    with beside(target, force, inputs) as temporary:
        if suffix_of(target) == ".parquet":
            with pq.ParquetWriter(temporary, schema) as sink:
                yield sink.write_batch
            return
        wordy = [c.type == _WORD or pa.types.is_decimal(c.type) for c in schema]
        spelt = pa.schema([(c.name, pa.string() if w else c.type) for c, w in zip(schema, wordy, strict=True)])
        with temporary.open("wb") as file:
            file.write(codecs.BOM_UTF8 if swedish else b"")
            with pacsv.CSVWriter(
                file, spelt, write_options=pacsv.WriteOptions(delimiter=";" if swedish else ",")
            ) as sink:
                yield lambda batch: sink.write(_guarded(_spelt(batch, spelt, swedish)))


def _guarded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch of text whose areas no spreadsheet reads as formulas; a signed number is none."""
    ids = batch.column("area")
    formula = pc.and_(pc.match_substring_regex(ids, FORMULA), pc.invert(pc.match_substring_regex(ids, NUMBER)))
    safe_ids = pc.if_else(formula, pc.binary_join_element_wise("'", ids, ""), ids)
    return batch.set_column(batch.schema.get_field_index("area"), "area", safe_ids)


def _spelt(batch: pa.RecordBatch, spelt: pa.Schema, swedish: bool) -> pa.RecordBatch:
    """A batch as text: a number with its decimal sign, a day as it is written everywhere."""
    arrays = []
    for column, kind in zip(batch.columns, spelt, strict=True):
        array = column.cast(kind.type)
        arrays.append(pc.replace_substring(array, ".", ",") if swedish and pa.types.is_decimal(column.type) else array)
    return pa.RecordBatch.from_arrays(arrays, schema=spelt)
