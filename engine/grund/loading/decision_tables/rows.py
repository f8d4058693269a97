"""Rows: the rows of a decision table as they are written, whatever the table is lowered to.

A `WrittenTable`; problems go to the report. Every row has an id, its own or the table's with its number; cells are of
declared inputs, outputs are those of the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...model.sources import Source
from ...model.tables import WrittenRow, WrittenTable
from ..report import ProblemReport, label
from ..schema import RowIn
from .cells import row_text
from .reading import ReadTable


def written_table(
    report: ProblemReport, table: ReadTable, outputs: Sequence[str], sources: Mapping[str, Source], policy: str = ""
) -> WrittenTable:
    """The table as it is written. `policy`: that whose insatser it decides; its rows then cite their sources."""
    given = table.model
    rows = given.rows or []
    width = len(str(len(rows)))
    written = [_row(report, table, outputs, sources, bool(policy), i, width) for i in range(len(rows))]
    _refuse_twins(report, table, written)
    return WrittenTable(
        table.id, given.hit or "", given.inputs, tuple(outputs), tuple(written), label(given.label),
        given.gap or "", given.overlap or "", policy, table.place(),
    )  # fmt: skip


def _row(
    report: ProblemReport, table: ReadTable, outputs: Sequence[str], sources: Mapping[str, Source], cited: bool,
    number: int, width: int,
) -> WrittenRow:  # fmt: skip
    given: RowIn = (table.model.rows or [])[number]
    path = (*table.path, "rows", number)
    name = given.id or f"{table.id}-{number + 1:0{width}}"
    if given.id:
        report.identifier(table.document, (*path, "id"), given.id)
    if given.start and given.end and given.end <= given.start:
        report.add("G315", table.document.place((*path, "to")), start=given.start, end=given.end)
    if not cited and (given.start or given.end):
        field = "from" if given.start else "to"
        place = table.document.place((*path, field), key=True)
        report.add("G322", place, field=field, owner="insatser", here="derived")
    citation = report.citation(table.document, path, given, sources, f"@rule {name}", cited)
    stated = {} if isinstance(given.when, str) else given.when
    cells = {name: text for name, text in stated.items() if _known(report, table, number, name)}
    when = given.when if isinstance(given.when, str) else row_text(table.model.inputs, cells)
    return WrittenRow(
        name, number + 1, cells, when, _outputs(report, table, outputs, number), label(given.because), citation,
        table.document.place(path), given.start, given.end,
    )  # fmt: skip


def _known(report: ProblemReport, table: ReadTable, number: int, name: str) -> bool:
    """Whether a cell is of a declared input."""
    place = table.document.place((*table.path, "rows", number, "when", name), key=True)
    return report.known(place, "@input", name, table.model.inputs)


def _outputs(report: ProblemReport, table: ReadTable, outputs: Sequence[str], number: int) -> dict[str, str]:
    """What comes out of a row, by output; one that says nothing of an output has `-`, or no cell."""
    given = (table.model.rows or [])[number]
    path = (*table.path, "rows", number, "then")
    if table.model.hit == "count":
        return dict.fromkeys(outputs, "1")
    if isinstance(given.then, str):
        if len(outputs) > 1:
            report.add("G303", table.document.place(path), value=given.then, wanted=", ".join(outputs))
        return dict.fromkeys(outputs[:1], given.then)
    if not given.then:
        report.add("G301", table.document.place((*table.path, "rows", number)), field="then")
    return {name: text for name, text in given.then.items() if text.strip() not in ("", "-")}


def _refuse_twins(report: ProblemReport, table: ReadTable, rows: Sequence[WrittenRow]) -> None:
    """Refuse two rows of one id."""
    seen: dict[str, WrittenRow] = {}
    for row in rows:
        first = seen.setdefault(row.id, row)
        if first is not row:
            where = f"{first.place.file}:{first.place.line}" if first.place else "?"
            report.add("G304", row.place, id=row.id, first=where)
