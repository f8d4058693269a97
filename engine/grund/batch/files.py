"""Files: a file of areas in, a file of decisions out, batch by batch, by the cell reading.

Enters: a scenario's policies, and a CSV or Parquet file with a row per area: `id`, and a column for each attribute or
derived attribute that the rules read. Leaves: a row per area, policy, insats and choice of tolkningar, with decision,
deciding rule and missing names; and, where any price is known, the amount in öre. Promise: memory does not grow with
the file; the output is whole or not there; a name that has no column is unknown everywhere, and the names of those are
given back.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ..budgeting.unit_prices import Price, prices
from ..engines import vectorized
from ..engines.vectorized.sheets import DecisionSheet, sheets, values
from ..loading.cell_values import Form
from ..model.expressions import Reference
from ..model.scenario import Scenario
from ..problems.problem import GrundError, Problem, nearest, problem
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
    def absent(self) -> tuple[str, ...]:
        """The names that no column gives."""
        names = self.file.names()
        needed = (sheet.needed({*names, *columns}) for sheet, columns in zip(self.sheets, self._across, strict=True))
        return tuple(sorted(frozenset().union(*(needs.absent for needs in needed))))

    def answers(self) -> Iterator[tuple[pa.Array, Columns, list[vectorized.Batch]]]:
        """Ids, columns and each sheet's answers, piece by piece; the answers hold until the next piece is asked for."""
        start, batches = 0, dict[int, vectorized.Batch]()
        pieces = watched(self.file.batches(self._forms), self.file.count, self.scenario.level, lambda p: p[0].num_rows)
        for batch, columns in pieces:
            rows = batch.num_rows
            here = slice(start, start + rows)
            for i, sheet in enumerate(self.sheets):
                given = columns | {name: column.rows(here) for name, column in self._across[i].items()}
                with _named(batch.column("id")):
                    batches[i] = sheet.plan.decide(sheet.worked(given, rows), rows, batches.get(i))
            yield batch.column("id"), columns, [batches[i] for i in range(len(self.sheets))]
            start += rows


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
    areas = decisions = unknown = 0
    shown = _shown(scenario, show)
    absent: tuple[str, ...] = ()
    batches: dict[int, vectorized.Batch] = {}
    priced = {name: prices(scenario, name) for name in policies}
    told = any(price.told for each in priced.values() for price in each.values())
    costs = {name: {i: price.cost for i, price in each.items()} if told else None for name, each in priced.items()}
    file = Rowed(source)
    beside = None if neighbours is None else Rowed(neighbours, ("area", "other"))
    schema = pa.schema([*(PRICED if told else SCHEMA), *((n.name, from_arrow.arrow_type(n.type)) for n in shown)])
    with _writer(target, schema, lang != "en", force, (source, neighbours)) as write:
        names = file.names()
        known = bordered(scenario) if beside is None else bool(beside.names())
        asked = (sheets(scenario, name, names, costs=costs[name], neighbours=known, shown=shown) for name in policies)
        every = [sheet for each in asked for sheet in each]
        forms = {name: form for sheet in every for name, form in sheet.forms(names).items()}
        whole = across(scenario, every, file, forms, beside)
        needed = [sheet.needed({*names, *columns}) for sheet, columns in zip(every, whole, strict=True)]
        absent = tuple(sorted(frozenset().union(*(needs.absent for needs in needed))))
        for batch, columns in watched(file.batches(forms), file.count, scenario.level, lambda held: held[0].num_rows):
            here = slice(areas, areas + batch.num_rows)
            for i, sheet in enumerate(every):
                mine = columns | {name: column.rows(here) for name, column in whole[i].items()}
                worked = sheet.worked(mine, batch.num_rows)
                with _named(batch.column("id")):
                    batches[i] = sheet.plan.decide(worked, batch.num_rows, batches.get(i))
                more = [
                    from_arrow.typed(c, n.type)
                    for c, n in zip(values(sheet, worked, batch.num_rows), shown, strict=True)
                ]
                for k, insats in enumerate(sheet.insatser):
                    price = priced[sheet.policy][insats] if told else None
                    parts = _decided(sheet, k, batch.column("id"), batches[i], price)
                    write(pa.RecordBatch.from_arrays([*parts, *more], schema=schema))
                    unknown += batches[i].counts(k)["unknown"]
                decisions += batch.num_rows * len(sheet.insatser)
            areas += batch.num_rows
    untold = {i: p.missing for each in priced.values() for i, p in each.items() if told and not p.told}
    unread = tuple(name for name in names if name != "id" and name not in forms)
    return Streamed(areas, decisions, absent, untold, unknown, unread)


@contextmanager
def _named(ids: pa.Array) -> Iterator[None]:
    """A row that cannot be decided is told of by its id."""
    try:
        yield
    except GrundError as error:
        raise GrundError([_by_id(p, ids) for p in error.problems]) from None


def _by_id(p: Problem, ids: pa.Array) -> Problem:
    row = re.fullmatch(f"{vectorized.ROW} \\((\\d+)\\)", p.words.get("area", ""))
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
    said = [(verdict, rule or "", ";".join(sorted(missing))) for verdict, rule, missing in answers]
    numbers = pa.array(which, pa.int32())
    parts = [pa.DictionaryArray.from_arrays(numbers, pa.array([s[i] for s in said], pa.string())) for i in range(3)]
    same = [_same(text, len(ids)) for text in (sheet.policy, sheet.insatser[place], sheet.tolkning)]
    found = [ids.cast(pa.string()), *same, *parts]
    if price is None:
        return found
    return [*found, from_arrow.amounts(batch.amounts_of(place)), _same(";".join(price.marks), len(ids))]


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
        with temporary.open("wb") as held:
            held.write(codecs.BOM_UTF8 if swedish else b"")
            with pacsv.CSVWriter(
                held, spelt, write_options=pacsv.WriteOptions(delimiter=";" if swedish else ",")
            ) as sink:
                yield lambda batch: sink.write(_guarded(_spelt(batch, spelt, swedish)))


def _guarded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch of text whose areas no spreadsheet reads as formulas; a signed number is none."""
    ids = batch.column("area")
    formula = pc.and_(pc.match_substring_regex(ids, FORMULA), pc.invert(pc.match_substring_regex(ids, NUMBER)))
    told = pc.if_else(formula, pc.binary_join_element_wise("'", ids, ""), ids)
    return batch.set_column(batch.schema.get_field_index("area"), "area", told)


def _spelt(batch: pa.RecordBatch, spelt: pa.Schema, swedish: bool) -> pa.RecordBatch:
    """A batch as text: a number with its decimal sign, a day as it is written everywhere."""
    found = []
    for column, kind in zip(batch.columns, spelt, strict=True):
        held = column.cast(kind.type)
        found.append(pc.replace_substring(held, ".", ",") if swedish and pa.types.is_decimal(column.type) else held)
    return pa.RecordBatch.from_arrays(found, schema=spelt)
