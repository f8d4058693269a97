"""Rows: a file of changes as what a session adds and withdraws.

Takes a CSV file with the columns of facts/*.csv (and of lists.csv), or lines of JSON with the same names; a column
`withdraw` marks the rows that name what is withdrawn. The file's form is found right here, all problems at once; what
the rows say is found right by the session (`intake`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..loading.csv_tables import MAX_CSV, CsvRow, CsvTable, parse_csv
from ..loading.documents import MAX_PROBLEMS, clean, read
from ..loading.report import ProblemReport
from ..model.canonical_json import exact_json
from ..problems.file_names import shown
from ..problems.problem import GrundError, Place, problem
from ..problems.reader_limits import BYTES, most
from .accept import COLUMNS, FileLine, line_of

WITHDRAW: Final = "withdraw"
NAMING: Final = ("area", "attribute", "valid_from", "recorded", "id", "series")
"""The columns that name a fact or a list."""


class FileChanges(NamedTuple):
    """What a file adds, and what it withdraws."""

    adds: tuple[FileLine, ...]
    withdraws: tuple[FileLine, ...]


def read_changes(path: str, stdin: Callable[[int], bytes]) -> FileChanges:
    """The changes of a file, or of stdin where the path is `-`. Raises `GrundError` with every problem of its form."""
    if path != "-":
        return changes(read(path, MAX_CSV), shown(path), Path(path).suffix.lower() in (".jsonl", ".ndjson", ".json"))
    limit = most(BYTES, MAX_CSV)
    raw = stdin(limit + 1)
    if len(raw) > limit:
        raise GrundError([problem("G103", Place("stdin"), size=f"> {limit}", limit=limit)])
    try:
        text = clean(raw.decode("utf-8-sig"), "stdin")
    except UnicodeDecodeError as error:
        raise GrundError([problem("G102", Place("stdin", raw.count(b"\n", 0, error.start) + 1, 1))]) from None
    return changes(text, "stdin", text.lstrip().startswith("{"))


def changes(text: str, file: str, lines_of_json: bool = False) -> FileChanges:
    """The changes of a text. Raises `GrundError`."""
    report = ProblemReport()
    if not text.strip():
        raise GrundError([problem("G109", Place(file))])
    if lines_of_json:
        lines = _objects(report, text, file)
    else:
        table = parse_csv(text, file, (), (*COLUMNS, WITHDRAW))
        lines = [FileLine(table, row) for row in table.rows]
    adds: list[FileLine] = []
    withdraws: list[FileLine] = []
    for line in lines:
        (withdraws if _withdraws(report, line) else adds).append(_bare(line))
    report.finish()
    return FileChanges(tuple(adds), tuple(withdraws))


def _bare(line: FileLine) -> FileLine:
    cells = {name: cell for name, cell in line.row.cells.items() if name != WITHDRAW}
    return FileLine(line.table, CsvRow(line.row.line, cells))


def _withdraws(report: ProblemReport, line: FileLine) -> bool:
    """Whether a row withdraws; one that does names a fact or a list, and says nothing of it."""
    sentence = line.row.cells.get(WITHDRAW, "")
    if sentence not in ("", "true", "false"):
        report.add("G303", line.table.place(line.row, WITHDRAW), value=sentence, wanted="@truth")
    if sentence != "true":
        return False
    for column, cell in line.row.cells.items():
        if cell and column not in (*NAMING, WITHDRAW):
            report.add("G609", line.table.place(line.row, column), column=column, known=", ".join(NAMING))
    return True


# ── lines of JSON


def _objects(report: ProblemReport, text: str, file: str) -> list[FileLine]:
    lines = text.split("\n")
    file_lines: list[FileLine] = []
    for number, written in enumerate(lines, 1):
        if not written.strip() or len(report.problems) >= MAX_PROBLEMS:
            continue
        place = Place(file, number, 1, written, max(1, len(written)))
        try:
            content = exact_json(written)
        except GrundError as error:
            report.problems += [replace(p, place=place) for p in error.problems]
            continue
        except (ValueError, RecursionError) as error:
            column = getattr(error, "colno", 1)
            report.add("G616", Place(file, number, column, written), why=getattr(error, "msg", error))
            continue
        if isinstance(content, dict):
            file_lines.append(_line(report, content, CsvTable(file, (), (), lines, ","), number))
        else:
            report.add("G303", place, value=written.strip()[:40], wanted="@mapping")
    return file_lines


def _line(report: ProblemReport, data: dict[str, Any], table: CsvTable, number: int) -> FileLine:
    """An object as a row at its line: what is wrong with its names and values is shown there."""
    withdrawal = data.pop(WITHDRAW, None)
    line = line_of(report, data, table.file, number, table.lines)
    if withdrawal is not None:
        line.row.cells[WITHDRAW] = str(withdrawal).lower() if isinstance(withdrawal, bool) else str(withdrawal)
    return line
