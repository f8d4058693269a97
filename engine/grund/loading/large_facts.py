"""Large facts: a large file of facts, read column by column.

The facts that reading row by row would give; None where some cell may be wrong, so that the rows are then read to say
where, and what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ..model.absences import ABSENCES
from ..model.attributes import Attribute
from ..model.expressions import Value
from ..model.fact_columns import Codes, FactColumns, FactFrame, fits
from ..model.facts import Area
from ..model.sources import Citation
from .cell_values import Form, Refused, read
from .csv_tables import CsvColumn, CsvRow, CsvRows, CsvTable

_FEW: Final = 5_000_000
"""So many combinations of codes have a place each."""
_Numbers: TypeAlias = npt.NDArray[np.int64]
FrameOf: TypeAlias = Callable[[CsvTable, CsvRow], tuple[date, date | None, date, Citation] | None]


def columns(
    table: CsvTable,
    areas: Mapping[str, Area],
    attributes: Mapping[str, Attribute],
    framing: Sequence[str],
    frame_of: FrameOf,
) -> FactColumns | None:
    """The facts of a table. `framing`: the columns that say when a fact holds and where it is from, which `frame_of`
    reads of a row; it gives None where something is wrong."""
    assert isinstance(table.rows, CsvRows)
    by_name = dict(zip(table.rows.header, table.rows.columns, strict=True))
    area, attribute = by_name["area"], by_name["attribute"]
    if not (set(area.texts) <= areas.keys() and set(attribute.texts) <= attributes.keys()):
        return None
    if not fits(len(area.texts), len(attribute.texts)):
        return None
    area_of, attribute_of = _codes(area), _codes(attribute)
    levels = list(dict.fromkeys(areas[name].level for name in area.texts))
    level_of = np.array([levels.index(areas[name].level) for name in area.texts], np.int64)
    for level, name in _pairs(level_of[area_of], attribute_of, len(attribute.texts))[0]:
        if levels[level] not in attributes[attribute.texts[name]].levels:
            return None
    valued = _values(by_name, [attributes[name] for name in attribute.texts], attribute_of, table.separator == ";")
    frames = _frames(table, [by_name[name] for name in (*framing, "precision") if name in by_name], frame_of)
    if valued is None or frames is None:
        return None
    return FactColumns(area.texts, attribute.texts, valued[0], frames[0], (area_of, attribute_of, valued[1], frames[1]))


def _codes(column: CsvColumn) -> Codes:
    return np.frombuffer(column.codes, np.int32)


def _pairs(first: npt.NDArray[np.integer], second: Codes, many: int) -> tuple[list[tuple[int, int]], _Numbers]:
    """The different pairs of two codes, of which there are so many second ones; and by row which pair it has."""
    keys = first.astype(np.int64) * many + second
    size = (int(first.max(initial=0)) + 1) * many
    if size > _FEW:
        different, which = np.unique(keys, return_inverse=True)
    else:
        met = np.zeros(size, bool)
        met[keys] = True
        different = np.flatnonzero(met)
        places = np.zeros(size, np.int64)
        places[different] = np.arange(len(different))
        which = places[keys]
    return [divmod(key, many) for key in different.tolist()], which


def _values(
    by_name: Mapping[str, CsvColumn], attributes: Sequence[Attribute], attribute_of: Codes, comma: bool
) -> tuple[list[tuple[Value | None, str]], Codes] | None:
    """The different values and absences, and by row which it has; None where one is refused."""
    column, missing = by_name["value"], by_name.get("missing")
    pairs, which = _pairs(attribute_of, _codes(column), len(column.texts))
    values: list[tuple[Value | None, str]] = []
    try:
        for attribute, text in pairs:
            form = Form(attributes[attribute].type, attributes[attribute].round)
            values.append(
                (read(column.texts[text], form, comma), "") if column.texts[text] else (None, "not_available")
            )
    except Refused:
        return None
    if missing is not None and missing.texts != [""]:
        if not {*missing.texts} <= {"", *ABSENCES}:
            return None
        blank = np.array([text == "" for text in column.texts], bool)[_codes(column)]
        stated = np.array([text != "" for text in missing.texts], bool)[_codes(missing)]
        if bool((stated & ~blank).any()):
            return None
        first = len(values)
        values += [(None, text or "not_available") for text in missing.texts]
        which = np.where(stated, first + _codes(missing), which)
    return values, which.astype(np.int32)


def _frames(table: CsvTable, columns: Sequence[CsvColumn], frame_of: FrameOf) -> tuple[list[FactFrame], Codes] | None:
    """The different frames, and by row which it has; None where something in one is wrong."""
    which = np.zeros(len(table.rows), np.int64)
    for column in columns:
        if len(column.texts) > 1:
            which = _pairs(which, _codes(column), len(column.texts))[1]
    first = np.zeros(int(which.max(initial=-1)) + 1, np.int64)
    first[which[::-1]] = np.arange(len(which))[::-1]
    frames: list[FactFrame] = []
    for place in first.tolist():
        row = table.rows[place]
        frame = frame_of(table, row)
        if frame is None:
            return None
        frames.append(FactFrame(*frame, row.cells.get("precision", "")))
    return frames, which.astype(np.int32)
