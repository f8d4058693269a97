"""Doubtful rows: those of a sheet that may be no area, and the values that may not be their row's own.

Problems with their places, and rows that are better left out. A sum, a note, a head that comes again, a heading
between rows, a hidden row or column, a merged value and two areas of one name are said before anything is made of
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from ..loading.workbooks.sheets import Sheet
from ..problems.problem import Problem, problem
from .cell_texts import folded, number_of
from .mapping import SheetColumn

_TOTALS: Final = ("summa", "totalt", "total", "samtliga", "alla", "hela staden", "riket", "medel", "medelvärde")
_LEADS: Final = ("summa ", "delsumma", "totalt ", "total ", "samtliga ", "medelvärde ", "subtotal")
"""How the name of a sum may begin, before what it is the sum of."""
_FEWEST: Final = 3
"""A row is the sum of no fewer others than this: two equal areas are no sum of one another."""


def area_rows(sheet: Sheet, body: range) -> list[int]:
    """The rows whose cells are worth asking about, before it is known what the columns are."""
    notes = _notes(sheet, body)
    return [row for row in body if row not in notes and not no_area(sheet, row, body.start - 1, ())]


def doubtful_rows(
    sheet: Sheet, body: range, columns: Sequence[SheetColumn], numeric: Iterable[SheetColumn]
) -> tuple[list[Problem], tuple[int, ...]]:
    """What is doubtful of rows, and those (from 1) that the mapping had better skip; `numeric`: columns of numbers."""
    whys = {row: why for row in body if (why := no_area(sheet, row, body.start - 1, columns))}
    whys |= dict.fromkeys((row for row in _notes(sheet, body) if row not in whys), "@note_row")
    rest = [row for row in body if row not in whys and any(cell.text for cell in sheet.rows[row])]
    whys |= dict.fromkeys(_sums(sheet, rest, list(numeric)), "@sum_of_others")
    doubts = [problem("G805", sheet.place(row), cell=sheet.cell_name(row, 0), why=why) for row, why in whys.items()]
    rest = [row for row in rest if row not in whys]
    doubts += [*_name_alone(sheet, rest), *_same_name(sheet, rest, columns), *_hidden(sheet, rest)]
    doubts += merged_values(sheet, rest, columns)
    return doubts, tuple(row + 1 for row in sorted(whys))


def no_area(sheet: Sheet, row: int, head: int, columns: Iterable[SheetColumn]) -> str:
    """Why a row is certainly no area: it is named as a sum, or says the head again; empty where it may be one."""
    texts = [folded(cell.text) for cell in sheet.rows[row]]
    if any(texts) and texts == [folded(cell.text) for cell in sheet.rows[head]]:
        return "@head_again"
    first = next((text for text in texts if text), "")
    named = [first, *(texts[c.place] for c in columns if c.role in ("id", "name"))]
    plain = [text.rstrip(":") for text in named]
    return "@sum_row" if any(text in _TOTALS or text.startswith(_LEADS) for text in plain) else ""


def _notes(sheet: Sheet, body: range) -> list[int]:
    """The rows at the end of which one cell alone is filled, with something empty above them: notes on the table."""
    filled = {row: sum(bool(cell.text) for cell in sheet.rows[row]) for row in body}
    last = max((row for row in body if filled[row] > 1), default=len(sheet.rows))
    return [row for row in body if row > last and filled[row] == 1 and sheet.width > 2]


def _sums(sheet: Sheet, rows: Sequence[int], columns: Sequence[SheetColumn]) -> list[int]:
    """The rows that have in every column of numbers, where they have one, the sum of all others."""
    numbers = [_numbers(sheet, rows, column) for column in columns]
    totals = [sum(column.values(), Decimal(0)) for column in numbers]
    many = [sum(map(bool, column.values())) > _FEWEST for column in numbers]
    summed = list(zip(numbers, totals, many, strict=True))
    return [row for row in rows if _is_sum(row, summed)]


def _is_sum(row: int, columns: Sequence[tuple[Mapping[int, Decimal], Decimal, bool]]) -> bool:
    """Whether a row has half of the total of each column in which it has a number; each must have many."""
    own = [many and 2 * numbers[row] == total for numbers, total, many in columns if numbers.get(row)]
    return bool(own) and all(own)


def _numbers(sheet: Sheet, rows: Sequence[int], column: SheetColumn) -> dict[int, Decimal]:
    sign = "." if column.decimal == "." else ","
    cells = {row: sheet.rows[row][column.place] for row in rows}
    read = {r: Decimal(c.text) if c.kind == "number" else number_of(c.text, sign) for r, c in cells.items() if c.text}
    return {row: number for row, number in read.items() if number is not None}


def _name_alone(sheet: Sheet, rows: Sequence[int]) -> Iterator[Problem]:
    """Rows of which one cell alone is filled: an area that nothing is known of, or a heading."""
    for row in rows if sheet.width > 2 else ():
        filled = [place for place, cell in enumerate(sheet.rows[row]) if cell.text]
        if len(filled) == 1:
            at = {"cell": sheet.cell_name(row, filled[0])}
            yield problem("G805", sheet.place(row, filled[0]), why="@name_alone", **at)


def _same_name(sheet: Sheet, rows: Sequence[int], columns: Iterable[SheetColumn]) -> Iterator[Problem]:
    """Areas of one name where no column of codes tells them apart."""
    roles = {column.role: column.place for column in columns}
    first: dict[str, int] = {}
    for row in rows if "name" in roles and "id" not in roles else ():
        place = roles["name"]
        name = folded(sheet.rows[row][place].text)
        if name and first.setdefault(name, row) != row:
            why = f"@same_name {sheet.cell_name(first[name], place)}"
            yield problem("G805", sheet.place(row, place), cell=sheet.cell_name(row, place), why=why)


def _hidden(sheet: Sheet, rows: Sequence[int]) -> Iterator[Problem]:
    """What the program hides that the sheet was made with: it is read all the same."""
    hidden = [(row, place) for row, place, why in sheet.odd if why == "@hidden"]
    for row in sorted({row for row, place in hidden if row}.intersection(rows)):
        yield problem("G805", sheet.place(row), cell=sheet.cell_name(row, 0), why="@hidden_row")
    for place in sorted({place for row, place in hidden if not row and place < sheet.width}) if rows else ():
        yield problem("G805", sheet.place(rows[0], place), cell=sheet.cell_name(rows[0], place), why="@hidden_column")


def merged_values(sheet: Sheet, rows: Iterable[int], columns: Iterable[SheetColumn]) -> list[Problem]:
    """Values that are merged over more rows than one: nobody can tell whose they are."""
    covered = sheet.covered()
    places = [column.place for column in columns if column.role in ("id", "name", "value")]
    return [
        problem("G805", sheet.place(row, place), cell=sheet.cell_name(row, place),
                why=f"@merged_value {sheet.cell_name(*covered[row, place])}")
        for row in (rows if covered else ()) for place in places if (row, place) in covered
    ]  # fmt: skip
