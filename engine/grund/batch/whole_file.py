"""Whole file: what the rules read of a whole file of areas before its rows are decided: ranks, aggregates, neighbours.

Takes the sheets that a file is asked, the file, and who borders on whom: a file of pairs, or the world's own. Only the
columns that ranks and aggregates read are held, as whole numbers; nothing is held where none is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..engines import interpreter, vectorized
from ..engines.vectorized.sheets import DecisionSheet
from ..loading.cell_values import Form
from ..model.scenario import Scenario
from ..problems.problem import GrundError, problem
from .from_numpy import SHOWN
from .row_files import Rowed

Columns: TypeAlias = Mapping[str, vectorized.CodedColumn]


def across(
    scenario: Scenario,
    sheets: Sequence[DecisionSheet],
    file: Rowed,
    forms: Mapping[str, Form],
    neighbours: Rowed | None,
) -> list[Columns]:
    """By sheet, the columns that are worked out from all rows of a file; raises `GrundError`.

    `forms`: of all that is read, so that whatever is wrong is found on this, the first time through the file.
    """
    names = file.names()
    nodes_by_sheet = [sheet.across(names) for sheet in sheets]
    if not any(nodes_by_sheet):
        return [{} for _ in sheets]
    needed = [sheet.needed(names, nodes) for sheet, nodes in zip(sheets, nodes_by_sheet, strict=True)]
    read = {name for needs in needed for name in needs.given}
    words = scenario.book.vocabulary.derived
    reads_borders = any(words[name].how.bordering for need in needed for name in need.worked)
    parts: dict[str, list[vectorized.CodedColumn]] = {name: [] for name in read}
    ids: list[pa.Array] = []
    count = 0
    for batch, given in file.batches(forms):
        for name in read:
            parts[name].append(given[name])
        ids += [batch.column("id")] if reads_borders else []
        count += batch.num_rows
    columns = {name: _joined(chunks) for name, chunks in parts.items()}
    segments = _neighbours(scenario, pa.chunked_array(ids, pa.string()), neighbours) if reads_borders else None
    columns_by_sheet: list[Columns] = []
    for sheet, nodes in zip(sheets, nodes_by_sheet, strict=True):
        worked = sheet.worked(columns, count, segments, nodes)
        columns_by_sheet.append({node.name: worked[node.name] for node in nodes})
    return columns_by_sheet


def borders(scenario: Scenario, policies: Sequence[str]) -> bool:
    """Whether any rule of some policies reads what is counted over neighbours."""
    words = scenario.book.vocabulary
    rulings = (ruling for name in policies for ruling in scenario.policy(name).rulings.values())
    read = interpreter.reached(words, (rule.active for ruling in rulings for rule in ruling.rules))
    return any(words.derived[name].how.bordering for name in read & words.derived.keys())


def bordered(scenario: Scenario) -> bool:
    """Whether the scenario's own world says which areas of its level are neighbours."""
    here = {area.id for area in scenario.today.by_level.get(scenario.level, ())}
    return any(link.relation == "neighbours" and link.area in here for link in scenario.today.links)


def _joined(parts: list[vectorized.CodedColumn]) -> vectorized.CodedColumn:
    """One column of several."""
    if not parts:
        return vectorized.CodedColumn(np.zeros(0, np.int64))
    values = np.concatenate([part.values for part in parts])
    if all(part.known is None for part in parts):
        return vectorized.CodedColumn(values)
    known = [np.ones(len(part), np.bool_) if part.known is None else part.known for part in parts]
    return vectorized.CodedColumn(values, np.concatenate(known))


# ── neighbours


def _neighbours(scenario: Scenario, ids: pa.ChunkedArray, given: Rowed | None) -> vectorized.Segments:
    """The neighbours of every row, by the names of areas."""
    if given is None:
        return _of_world(scenario, ids.to_pylist())
    chunks: list[list[pa.Array]] = [[], []]
    for batch, _ in given.batches({}):
        for side, name in zip(chunks, given.wanted, strict=True):
            side.append(batch.column(name))
    sides = [pa.chunked_array(side, pa.string()) for side in chunks]
    rows = [pc.index_in(side, value_set=ids.combine_chunks()) for side in sides]
    lost = [
        (row, name, side[row].as_py())
        for side, positions, name in zip(sides, rows, given.wanted, strict=True)
        for row in np.flatnonzero(np.asarray(positions.is_null())).tolist()[:SHOWN]
    ]
    if lost:
        places = given.rows(row for row, _, _ in lost)
        problems = [problem("G534", places[row].place(name), area=area) for row, name, area in lost]
        raise GrundError(GrundError(problems).problems[:SHOWN])
    return vectorized.neighbours((np.asarray(rows[0]), np.asarray(rows[1])), len(ids))


def _of_world(scenario: Scenario, ids: list[str]) -> vectorized.Segments:
    """The world's own neighbours, where it has all the areas."""
    at = {name: row for row, name in enumerate(ids)}
    here = {area.id for area in scenario.today.by_level.get(scenario.level, ())}
    lost = next((name for name in ids if name not in here), None)
    if lost is not None:
        raise GrundError([problem("G535", None, area=lost, scenario=scenario.id)])
    links = [link for link in scenario.today.links if link.relation == "neighbours"]
    pairs = [(at[link.area], at[link.other]) for link in links if link.area in at and link.other in at]
    sides = np.array(pairs, np.int64).reshape(-1, 2).T
    return vectorized.neighbours((sides[0], sides[1]), len(ids))
