"""Places: the world's `places.csv`, where its areas lie; for pictures only, no decision reads it.

Takes a world's facts (which know their files), and sources. Every area and source that is named exists; a world
without the file has no places.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..model.facts import FactBook
from ..model.sources import Citation, Source
from .csv_tables import CsvRow, CsvTable
from .report import ProblemReport
from .schema.sheets import PLACES

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Places:
    """Cells (column, row of a grid with odd rows shifted) by area."""

    cells: Mapping[str, Cell] = field(default_factory=dict)
    citations: tuple[Citation, ...] = ()


def world_places(facts: FactBook, sources: Mapping[str, Source]) -> Places:
    """The places of a world; none where it has no `places.csv` (`area, lon, lat, column, row, source, mark`).

    Raises `GrundError`.
    """
    path = next((Path(f).with_name("places.csv") for f in facts.files if Path(f).name == "areas.csv"), None)
    if path is None or not path.is_file():
        return Places()
    report = ProblemReport()
    table = report.csv(path, PLACES)
    cells: dict[str, Cell] = {}
    citations: dict[Citation, None] = {}
    known = {a.id: None for a in facts.areas}
    for sheet, row in report.rows(table):
        area = row.cells["area"]
        if area not in known:
            report.add("G401", sheet.place(row, "area"), report.nearest(area, known), id=area)
        citations[report.row_citation(sheet, row, sources)] = None
        for name in ("lon", "lat"):  # read by the script that makes the cells
            _number(report, sheet, row, name, 180)
        column, line = (_number(report, sheet, row, name, 10_000) for name in ("column", "row"))
        if column is not None and line is not None:
            cells[area] = (int(column), int(line))
    report.finish()
    return Places(cells, tuple(citations))


def _number(report: ProblemReport, table: CsvTable, row: CsvRow, column: str, most: float) -> float | None:
    """A cell as a number within ±most; None where it is empty."""
    text = row.cells.get(column, "")
    if not text:
        return None
    try:
        number = float(text.replace(",", ".") if table.separator == ";" else text)
    except ValueError:
        number = math.nan
    if not -most <= number <= most or (column in ("column", "row") and not (number >= 0 and number.is_integer())):
        report.add("G402", table.place(row, column), value=text, attribute=column, wanted="@number")
        return None
    return number
