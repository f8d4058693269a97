"""Grids: a decision table in a CSV file or a workbook, as the document that the same table in YAML would be.

A column is called as the field that it fills (`when.klass`, `source.place`), or the rule file says which it is; a cell
that is computed, merged or hidden is refused, and so is a file with macros.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any, Final, NamedTuple

from ...problems.file_names import shown
from ...problems.problem import GrundError, Place, Problem, nearest, problem
from ...problems.reader_limits import whole
from ..csv_tables import cell_spans, read_csv
from ..documents import Document, Mark, Path
from ..schema import TableIn
from ..workbooks import open_document, sheets, workbook
from ..workbooks.sheets import Sheet, SheetCell

PLAIN: Final = {"because": ("because", "sv"), "note": ("note", "sv"), "source": ("source", "document")}
"""Columns that may be called by the field alone, and what of it they then fill."""
FIELDS: Final = (
    "id", "when", "then", "because", "because.sv", "because.en", "source", "source.document", "source.place",
    "source.quote", "mark", "note", "note.sv", "note.en", "assumption", "illustration", "from", "to",
)  # fmt: skip
SETTINGS: Final = ("hit", "gap", "overlap", "label", "label.sv", "label.en")
"""What a sheet says above its rows: the field in the first column, its value in the second; and `inputs.NAME`."""
_READERS: Final[Mapping[str, Callable[[bytes, str], list[Sheet]]]] = {
    ".xlsx": workbook.read, ".ods": open_document.read,
}  # fmt: skip
WORKBOOKS: Final = tuple(_READERS)
"""Workbooks that a table may stand in."""
MOST_ROWS: Final = 100_000
"""A table has no more rows; a list of so many values is facts, and no rules."""
ABOUT: Final = ("table", "rules")
"""What else it says there: which table it is, and of which rulebook."""


class GridCell(NamedTuple):
    """What stands in a cell, and where."""

    text: str
    mark: Mark


class Grid(NamedTuple):
    """A sheet: its lines as they are shown, its settings, heads and rows."""

    file: str
    lines: Sequence[str]
    settings: Sequence[tuple[str, GridCell]]
    heads: Sequence[GridCell]
    rows: Iterable[Sequence[GridCell]]


def read(path: FilePath) -> Document:
    """A workbook or a CSV file on its own, that calls its columns by their fields; raises `GrundError`."""
    if path.suffix.lower() not in (".csv", *WORKBOOKS):
        raise GrundError([problem("G800", Place(shown(path)), file=shown(path), why="@no_sheet_kind")])
    return document(path, TableIn())


def document(path: FilePath, given: TableIn) -> Document:
    """The table of a .csv file or a workbook; raises `GrundError`."""
    return _document(csv_grid(path) if path.suffix.lower() == ".csv" else workbook_grid(path, given), given)


def csv_grid(path: FilePath) -> Grid:
    """A CSV file as a grid."""
    table = read_csv(path, (), None)
    _refuse_many(table.file, len(table.rows))
    spans = cell_spans(table.lines[0], table.separator)
    heads = [
        GridCell(name, (0, start, max(1, end - start))) for name, (start, end) in zip(table.header, spans, strict=True)
    ]
    rows = ([_at(table.place(row, column), row.cells[column]) for column in table.header] for row in table.rows)
    return Grid(table.file, table.lines, (), heads, rows)


def _refuse_many(file: str, rows: int) -> None:
    """Refuse a sheet of more rows than anybody reads as a table."""
    if rows > MOST_ROWS:
        raise GrundError([problem("G816", Place(file), rows=rows, limit=MOST_ROWS)])


def _at(place: Place, text: str) -> GridCell:
    return GridCell(text, (place.line - 1, place.column - 1, place.width))


def workbook_grid(path: FilePath, given: TableIn) -> Grid:
    """The sheet of a workbook as a grid; raises `GrundError` with every cell that cannot be read."""
    page = sheet(path, given.sheet)
    _refuse_many(page.file, len(page.rows))
    _refuse_odd(page)
    head = given.header - 1 if given.header else _head(page, given)
    if not 0 <= head < len(page.rows):
        raise GrundError([problem("G884", Place(page.file), file=page.file)])
    places = [[page.place(i, j) for j in range(page.width)] for i in range(len(page.rows))]
    cells = [
        [_at(place, _text(cell)) for place, cell in zip(line, row, strict=True)]
        for line, row in zip(places, page.rows, strict=True)
    ]
    settings = [(row[0].text, row[1]) for row in cells[:head] if len(row) > 1 and row[1].text]
    lines = [line[0].text if line else "" for line in places]
    return Grid(page.file, lines, settings, cells[head], cells[head + 1 :])


def about(path: FilePath) -> dict[str, str]:
    """What a workbook says of itself above its rows: the `table` and `rules` that it is from; raises `GrundError`."""
    grid = workbook_grid(path, TableIn())
    return {key: cell.text for key, cell in grid.settings if key in ABOUT}


def sheet(path: FilePath, name: str = "") -> Sheet:
    """The sheet of a workbook that holds a table: the one of a name, the only one, or that called Tabell."""
    file = shown(path)
    try:
        raw = whole(path, sheets.MAX_FILE, file)
    except (OSError, ValueError):
        raise GrundError([problem("G101", Place(file), file=file)]) from None
    filled = [
        page
        for page in _READERS.get(path.suffix.lower(), workbook.read)(raw, file)
        if page.rows and name in ("", page.name)
    ]
    named = [page for page in filled if page.name == "Tabell"] if len(filled) > 1 else filled
    if len(named) != 1:
        names = ", ".join(repr(page.name) for page in filled)
        raise GrundError([problem("G801" if filled else "G802", Place(file), file=file, names=names)])
    return named[0]


def _refuse_odd(sheet: Sheet) -> None:
    """Refuse what is not what it seems: formulas, errors, merged and hidden cells, macros."""
    odd = list(sheet.odd)
    odd += [(row, column, "@merged") for row, column, _, _ in sheet.merged]
    odd += [
        (i, j, "@error_cell") for i, row in enumerate(sheet.rows) for j, cell in enumerate(row) if cell.kind == "error"
    ]
    problems = [
        problem("G868", sheet.place(row, column), cell=sheet.cell_name(row, column), what=what)
        for row, column, what in sorted(odd)
        if row < len(sheet.rows) and column < sheet.width
    ]
    if problems:
        raise GrundError(problems)


def _head(sheet: Sheet, given: TableIn) -> int:
    """The row of the heads: the first that calls a column an input or an output; -1 for none."""
    for i, row in enumerate(sheet.rows):
        keys = [given.columns.get(cell.text, cell.text) for cell in row]
        if any(key in ("when", "then") or key.startswith(("when.", "then.")) for key in keys):
            return i
    return -1


def _text(cell: SheetCell) -> str:
    """A cell's text; a per cent is a hundredth of what is shown."""
    return f"{(Decimal(cell.text) / 100).normalize():f}" if cell.kind == "percent" else cell.text


# ── the document


def _document(grid: Grid, given: TableIn) -> Document:
    """The grid as the document of a table: its settings and its rows; raises `GrundError`."""
    columns = list(_columns(grid, given))
    built = Document(grid.file, {"rows": []}, grid.lines, {(): (0, 0, 1), ("rows",): (0, 0, 1)}, {}, True)
    settings = [
        (tuple(key.split(".", 1)), cell) for key, cell in grid.settings if key in SETTINGS or key.startswith("inputs.")
    ]
    problems = list(_fill(built, (), settings))
    heads = [head.text for head in grid.heads]
    for cells in grid.rows:
        if heads == [cell.text for cell in cells]:
            problems.append(problem("G815", _place(grid, cells[0]), row=cells[0].mark[0] + 1))
        elif any(cell.text for cell in cells):
            problems += _row(built, cells, columns, given)
    if problems:
        raise GrundError(problems)
    return built


def _columns(grid: Grid, given: TableIn) -> Iterator[Path]:
    """The field that each column fills; () for one that is let be. Raises `GrundError` with those that fill none."""
    problems = []
    columns: list[Path] = []
    for head in grid.heads:
        key = given.columns.get(head.text, head.text)
        if key not in ("", "-", *FIELDS) and not key.startswith(("when.", "then.")):
            problems.append(problem("G885", _place(grid, head), nearest(key, FIELDS), column=key))
        let_be = key in ("", "-")
        columns.append(() if let_be else PLAIN.get(key) or tuple(key.split(".", 1)))
    if problems:
        raise GrundError(problems)
    return iter(columns)


def _place(lines_of: Grid | Document, cell: GridCell) -> Place:
    """Where a cell stands."""
    line, column, width = cell.mark
    return Place(lines_of.file, line + 1, column + 1, lines_of.lines[line], width)


def _row(built: Document, cells: Sequence[GridCell], columns: Sequence[Path], given: TableIn) -> Iterator[Problem]:
    """A row, put after those that are there; what is wrong with it."""
    at: Path = ("rows", len(built.value["rows"]))
    built.value["rows"].append({})
    built.values[at] = cells[0].mark
    filled = [(path, cell) for path, cell in zip(columns, cells, strict=True) if cell.text and path]
    return _fill(built, at, [(path, _spelt(path, cell, given)) for path, cell in filled])


def _spelt(path: Path, cell: GridCell, given: TableIn) -> GridCell:
    """A cell with its condition or output as grund writes it, where the sheet does so otherwise."""
    return cell._replace(text=given.values.get(cell.text, cell.text)) if path[0] in ("when", "then") else cell


def _fill(built: Document, at: Path, cells: Iterable[tuple[Path, GridCell]]) -> Iterator[Problem]:
    """Put values where their fields stand; a problem for each that another cell says already, whole or in part."""
    there: set[Path] = set()
    for path, cell in cells:
        if path in there or path[:1] in there or (len(path) == 1 and any(path == other[:1] for other in there)):
            yield problem("G106", _place(built, cell), key=".".join(map(str, path)))
        else:
            there.add(path)
            _put(built, at, path, cell)


def _put(built: Document, at: Path, path: Path, cell: GridCell) -> None:
    """A value where its field stands, with the mark of its cell; documents are parted by semicolons."""
    holder: Any = built.value
    for step in at:
        holder = holder[step]
    full = at
    for step in path[:-1]:
        full = (*full, step)
        built.values.setdefault(full, cell.mark)
        built.keys.setdefault(full, cell.mark)
        holder = holder.setdefault(step, {})
    full = (*full, path[-1])
    value: Any = cell.text
    if path == ("source", "document"):
        value = [part.strip() for part in cell.text.split(";") if part.strip()]
        built.values.update({(*full, i): cell.mark for i in range(len(value))})
    holder[path[-1]] = value
    built.values[full] = built.keys[full] = cell.mark
