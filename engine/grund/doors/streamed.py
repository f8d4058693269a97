"""Streamed: a file of areas in, a file of decisions out, batch by batch, by the cell reading.

Enters: a scenario's policies, and a CSV or Parquet file with a row per area: `id`, and a column for each attribute or
derived attribute that the rules read. Leaves: a row per area, policy, insats and choice of tolkningar, with decision,
deciding rule and missing names; and, where any price is known, the amount in öre. Promise: memory does not grow with
the file; the output is whole or not there; a name that has no column is unknown everywhere, and the names of those are
given back.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ..batch import Sheet, sheets
from ..budgeting.priced import Price, prices
from ..readings import cells
from ..scenario import Scenario
from ..visible import FORMULA, NUMBER
from . import arrays
from .across import across, bordered
from .delivery import beside
from .parts import suffix_of
from .progress import watched
from .rowed import Rowed

_WORD: Final = pa.dictionary(pa.int32(), pa.string())
_WORDS: Final = ("policy", "insats", "tolkning", "decision", "rule", "missing")
SCHEMA: Final = pa.schema([("area", pa.string()), *((name, _WORD) for name in _WORDS)])
"""Columns of few different words are written as numbers of words; in CSV they are spelt out."""
PRICED: Final = pa.schema([*SCHEMA, ("amount_ore", pa.int64()), ("marks", _WORD)])
"""Where any price is known: what is given costs in öre, and the marks of the quantity and the prices."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """What was done: areas read, decisions written, the names that no column gave; and of those who have no amount
    although others do, what each waits for (nothing: it is counted by body)."""

    areas: int
    decisions: int
    absent: tuple[str, ...]
    untold: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def decide_file(
    scenario: Scenario,
    policies: Sequence[str],
    source: str,
    target: str,
    neighbours: str | None = None,
    force: bool = False,
    lang: str = "en",
) -> Streamed:
    """Decide every row of a file for every insats of the scenario's level; raises `GrundError`.

    `neighbours`: a file with a row per pair of areas that border on one another, `area` and `other`; without it the
    world's own are taken, if it has all the areas.
    """
    areas = decisions = 0
    absent: tuple[str, ...] = ()
    held: dict[int, cells.Batch] = {}
    priced = {name: prices(scenario, name) for name in policies}
    told = any(price.told for each in priced.values() for price in each.values())
    costs = {name: {i: price.cost for i, price in each.items()} if told else None for name, each in priced.items()}
    file = Rowed(source)
    beside = None if neighbours is None else Rowed(neighbours, ("area", "other"))
    with _writer(target, PRICED if told else SCHEMA, lang != "en", force, (source, neighbours)) as write:
        names = file.names()
        known = bordered(scenario) if beside is None else bool(beside.names())
        asked = (sheets(scenario, name, names, costs=costs[name], neighbours=known) for name in policies)
        every = [sheet for each in asked for sheet in each]
        forms = {name: form for sheet in every for name, form in sheet.forms(names).items()}
        whole = across(scenario, every, file, forms, beside)
        needed = [sheet.needed({*names, *columns}) for sheet, columns in zip(every, whole, strict=True)]
        absent = tuple(sorted(frozenset().union(*(each.absent for each in needed))))
        for batch, columns in watched(file.batches(forms), file.count, scenario.level, lambda held: held[0].num_rows):
            here = slice(areas, areas + batch.num_rows)
            for i, sheet in enumerate(every):
                mine = columns | {name: column.rows(here) for name, column in whole[i].items()}
                held[i] = sheet.plan.decide(sheet.worked(mine, batch.num_rows), batch.num_rows, held.get(i))
                for k, insats in enumerate(sheet.insatser):
                    price = priced[sheet.policy][insats] if told else None
                    write(_decided(sheet, k, batch.column("id"), held[i], price))
                decisions += batch.num_rows * len(sheet.insatser)
            areas += batch.num_rows
    untold = {i: p.missing for each in priced.values() for i, p in each.items() if told and not p.told}
    return Streamed(areas, decisions, absent, untold)


def _decided(sheet: Sheet, place: int, ids: pa.Array, batch: cells.Batch, price: Price | None) -> pa.RecordBatch:
    """The rows that one question gives for a batch."""
    answers, which = batch.answers(place)
    said = [(verdict, rule or "", ";".join(sorted(missing))) for verdict, rule, missing in answers]
    numbers = pa.array(which, pa.int32())
    parts = [pa.DictionaryArray.from_arrays(numbers, pa.array([s[i] for s in said], pa.string())) for i in range(3)]
    same = [_same(text, len(ids)) for text in (sheet.policy, sheet.insatser[place], sheet.tolkning)]
    found = [ids.cast(pa.string()), *same, *parts]
    if price is None:
        return pa.RecordBatch.from_arrays(found, schema=SCHEMA)
    found += [arrays.amounts(batch.amounts_of(place)), _same(";".join(price.marks), len(ids))]
    return pa.RecordBatch.from_arrays(found, schema=PRICED)


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
        spelt = pa.schema([(c.name, pa.string() if c.type == _WORD else c.type) for c in schema])
        with temporary.open("wb") as held:
            held.write(codecs.BOM_UTF8 if swedish else b"")
            with pacsv.CSVWriter(
                held, spelt, write_options=pacsv.WriteOptions(delimiter=";" if swedish else ",")
            ) as sink:
                yield lambda batch: sink.write(_guarded(batch.cast(spelt)))


def _guarded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch of text whose areas no spreadsheet reads as formulas; a signed number is none."""
    ids = batch.column("area")
    formula = pc.and_(pc.match_substring_regex(ids, FORMULA), pc.invert(pc.match_substring_regex(ids, NUMBER)))
    told = pc.if_else(formula, pc.binary_join_element_wise("'", ids, ""), ids)
    return batch.set_column(batch.schema.get_field_index("area"), "area", told)
