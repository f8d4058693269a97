"""Table sheet: a decision table as a workbook to edit, and one with what is wrong written in its cells.

The sheet holds all that the table says, so that it can be read again and nothing is lost; numbers and days are numbers
and days; a cell that takes one of few values has them in a list; text never becomes a formula or a link; the same
table gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from ....loading.workbooks.sheets import Sheet, letter
from ....model.expressions import Type
from ....model.numbers import pick
from ....model.policies import Rulebook
from ....model.tables import WrittenRow, WrittenTable
from ....problems.problem import Problem
from .sheet_layout import height, on_paper, opened, width

SHEET: Final = "Tabell"
_LEAST: Final = 12
"""A column is no narrower, in characters."""
_NUMBER: Final = re.compile(r"(?!(?:\D*\d){16})-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?", re.ASCII)
"""A number that a spreadsheet gives back as it was written: 15 digits, and not chapter 3.10."""
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ABOUT: Final[Mapping[str, Callable[[WrittenRow], str]]] = {
    "because.sv": lambda row: row.because.sv,
    "because.en": lambda row: row.because.en,
    "source.document": lambda row: "; ".join(row.citation.documents),
    "source.place": lambda row: row.citation.place,
    "source.quote": lambda row: row.citation.quote,
    "mark": lambda row: row.citation.mark,
    "note.sv": lambda row: row.citation.note,
    "note.en": lambda row: row.citation.note_en,
    "assumption": lambda row: "true" if row.citation.assumption else "",
    "illustration": lambda row: "true" if row.citation.illustration else "",
    "from": lambda row: row.start.isoformat() if row.start else "",
    "to": lambda row: row.end.isoformat() if row.end else "",
}
"""What else a row says, by the column that says it."""
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "id": ("radens id", "row id"),
    "when": ("villkor", "condition"),
    "because.sv": ("motivering", "reason (Swedish)"),
    "because.en": ("motivering på engelska", "reason"),
    "source.document": ("källa (id, skilda av ;)", "source (ids, parted by ;)"),
    "source.place": ("plats i källan", "place in the source"),
    "source.quote": ("citat", "quotation"),
    "mark": ("källstatus", "source status"),
    "note.sv": ("not", "note (Swedish)"),
    "note.en": ("not på engelska", "note"),
    "assumption": ("antagande", "assumption"),
    "illustration": ("påhittat", "illustration"),
    "from": ("från och med", "from"),
    "to": ("till (ej inräknad)", "to (not included)"),
}
_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "mark": ("V", "H", "G"), "assumption": ("true",), "illustration": ("true",), "bool": ("true", "false"),
}  # fmt: skip


def as_sheet(table: WrittenTable, book: Rulebook, lang: str) -> bytes:
    """The table as a workbook: its settings, a head for people and one for the program, its rows."""
    out, workbook = opened(table.id)
    shapes = _shapes(workbook)
    sheet = workbook.add_worksheet(SHEET)
    lists = _value_lists(workbook, table, book, shapes, lang)
    at = _settings(sheet, table, book, shapes)
    columns = list(_columns(table))
    cells = [[_cell(table, row, key) for key in columns] for row in table.rows]
    heads = [_head(key, table, book, lang) for key in columns]
    widths = [max(_LEAST, width(column)) for column in zip(heads, columns, *cells, strict=True)]
    for j, (key, head) in enumerate(zip(columns, heads, strict=True)):
        sheet.write_string(at, j, head, shapes["head"])
        sheet.write_string(at + 1, j, key, shapes["key"])
        sheet.set_column(j, j, widths[j])
    sheet.set_row(at, height(heads, widths))
    sheet.set_row(at + 1, 15)
    for i, texts in enumerate(cells, at + 2):
        sheet.set_row(i, height(texts, widths))
        for j, text in enumerate(texts):
            _write(sheet, i, j, text, shapes)
    last = at + 1 + max(1, len(table.rows))
    for j, key in enumerate(columns):
        _validate(sheet, (at + 2, j, last + 200, j), key, lists)
    sheet.freeze_panes(at + 2, 1)
    on_paper(workbook)
    workbook.close()
    return out.getvalue()


def with_problems(sheet: Sheet, problems: Sequence[Problem], lang: str) -> bytes:
    """A sheet as it was read, with each problem as a comment in a coloured cell; what has no cell stands below."""
    out, workbook = opened(sheet.name)
    shapes = _shapes(workbook)
    page = workbook.add_worksheet(sheet.name or SHEET)
    wrong: dict[tuple[int, int], list[Problem]] = {}
    elsewhere: list[Problem] = []
    for noted in problems:
        at = _cell_of(sheet, noted)
        (wrong.setdefault(at, []) if at else elsewhere).append(noted)
    for i, row in enumerate(sheet.rows):
        for j, cell in enumerate(row):
            shape = "wrong_" if (i, j) in wrong else ""
            if cell.kind == "percent":
                page.write_number(i, j, Decimal(cell.text) / 100, shapes[f"{shape}percent"])
            else:
                _write(page, i, j, cell.text, shapes, shape)
    for (i, j), noted_here in wrong.items():
        text = "\n".join(f"{p.code}: {p.message(lang)}. {p.cure(lang)}." for p in noted_here)
        page.write_comment(i, j, text, {"x_scale": 3, "y_scale": 1.5, "author": "grund"})
    for i, noted in enumerate(elsewhere, len(sheet.rows) + 1):
        page.write_string(i, 0, f"{noted.code}: {noted.message(lang)}. {noted.cure(lang)}.", shapes["wrong_text"])
    page.set_column(0, max(0, sheet.width - 1), 18)
    workbook.close()
    return out.getvalue()


def _cell_of(sheet: Sheet, noted: Problem) -> tuple[int, int] | None:
    """The cell that a problem stands in; None where it stands in none of the sheet."""
    place = noted.place
    if place is None or place.file != sheet.file or not 0 < place.line <= len(sheet.rows):
        return None
    starts = [sheet.place(place.line - 1, j).column for j in range(sheet.width)]
    return place.line - 1, max((j for j, start in enumerate(starts) if start <= place.column), default=0)


def _shapes(workbook: Any) -> dict[str, Any]:
    plain = {"text_wrap": True, "valign": "top"}
    wrong = {"bg_color": "#F6C9C0"}
    return {
        "head": workbook.add_format({"bold": True, "bg_color": "#E6EAEE", "bottom": 1, **plain}),
        "key": workbook.add_format({"font_color": "#5B6670", "font_size": 8, "valign": "top"}),
        "text": workbook.add_format({**plain, "num_format": "@"}),
        "number": workbook.add_format({"num_format": "#,##0.##############", "valign": "top"}),
        "whole": workbook.add_format({"num_format": "#,##0", "valign": "top"}),
        "percent": workbook.add_format({"num_format": "0.##%", "valign": "top"}),
        "date": workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        "wrong_text": workbook.add_format({**plain, **wrong, "num_format": "@"}),
        "wrong_number": workbook.add_format({**wrong, "num_format": "#,##0.##############", "valign": "top"}),
        "wrong_whole": workbook.add_format({**wrong, "num_format": "#,##0", "valign": "top"}),
        "wrong_percent": workbook.add_format({**wrong, "num_format": "0.##%", "valign": "top"}),
        "wrong_date": workbook.add_format({**wrong, "num_format": "yyyy-mm-dd", "valign": "top"}),
    }


def _settings(sheet: Any, table: WrittenTable, book: Rulebook, shapes: Mapping[str, Any]) -> int:
    """What holds of the table whole, in two columns; the row after it and an empty one."""
    settings = {
        "table": table.name, "rules": book.id, "label.sv": table.label.sv, "label.en": table.label.en, "hit": table.hit,
        "gap": table.gap, "overlap": table.overlap,
        **{f"inputs.{name}": text for name, text in table.inputs.items()},
    }  # fmt: skip
    stated = [(key, text) for key, text in settings.items() if text]
    for i, (key, text) in enumerate(stated):
        sheet.write_string(i, 0, key, shapes["key"])
        sheet.write_string(i, 1, text, shapes["text"])
    return len(stated) + 1


def _columns(table: WrittenTable) -> Iterator[str]:
    """The columns of the rows: those that hold anything, and the reason and source of a row in any case."""
    yield "id"
    yield from (f"when.{name}" for name in table.inputs)
    if any(not row.cells and row.when != "true" for row in table.rows):
        yield "when"
    yield from (f"then.{name}" for name in table.outputs if table.hit != "count")
    for key, text in _ABOUT.items():
        if key in ("because.sv", "source.document") or any(text(row) for row in table.rows):
            yield key


def _cell(table: WrittenTable, row: WrittenRow, key: str) -> str:
    """What stands in a cell."""
    field, _, name = key.partition(".")
    if key == "id":
        return row.id
    if key == "when":
        return row.when if not row.cells and row.when != "true" else ""
    if field == "when":
        return row.cells.get(name, "" if not row.cells and row.when != "true" else "-")
    if field == "then":
        return row.outputs.get(name, "-")
    return _ABOUT[key](row)


def _head(key: str, table: WrittenTable, book: Rulebook, lang: str) -> str:
    """What a column is called for people: its label, with the unit."""
    if key in _WORDS:
        return pick(lang, *_WORDS[key])
    field, _, name = key.partition(".")
    words = book.vocabulary
    read = table.inputs.get(name, name) if field == "when" else name
    attribute = words.attributes.get(read) or words.derived.get(read)
    if attribute is not None:
        unit = attribute.unit.get(lang)
        return f"{attribute.label.get(lang)} ({unit})" if unit else attribute.label.get(lang)
    insats = book.insatser.get(read)
    return insats.label.get(lang) if insats is not None else name


def _write(sheet: Any, i: int, j: int, text: str, shapes: Mapping[str, Any], shape: str = "") -> None:
    """A cell: a number as a number, a day as a day, all else as text."""
    if _DAY.fullmatch(text):
        day = date.fromisoformat(text)
        sheet.write_datetime(i, j, datetime(day.year, day.month, day.day), shapes[f"{shape}date"])
    elif _NUMBER.fullmatch(text):
        sheet.write_number(i, j, Decimal(text), shapes[f"{shape}{'number' if '.' in text else 'whole'}"])
    elif text or shape:
        sheet.write_string(i, j, text, shapes[f"{shape}text"])


# ── lists to choose from


def _value_lists(
    workbook: Any, table: WrittenTable, book: Rulebook, shapes: Mapping[str, Any], lang: str
) -> dict[str, str]:
    """The ranges that hold the values of each column that takes one of few, on a sheet of their own."""
    kinds = {key: values for key in _columns(table) if (values := _values(key, table, book))}
    if not kinds:
        return {}
    name = pick(lang, "Värden", "Values")
    sheet = workbook.add_worksheet(name)
    for j, (key, values) in enumerate(kinds.items()):
        sheet.write_string(0, j, key, shapes["head"])
        for i, value in enumerate(values, 1):
            sheet.write_string(i, j, value)
    sheet.set_column(0, len(kinds) - 1, 22)
    return {
        key: f"='{name}'!${letter(j)}$2:${letter(j)}${len(values) + 1}" for j, (key, values) in enumerate(kinds.items())
    }


def _values(key: str, table: WrittenTable, book: Rulebook) -> tuple[str, ...]:
    """The values that a column may hold; empty where they are many."""
    field, _, name = key.partition(".")
    if field == "then" and name in book.insatser:
        return ("yes", "no", "-")
    read = table.inputs.get(name, "") if field == "when" else name if field == "then" else ""
    attribute = book.vocabulary.attributes.get(read) or book.vocabulary.derived.get(read)
    if attribute is None:
        return _LISTS.get(key, ())
    kind: Type = attribute.type
    values = kind.members if kind.kind == "enum" else _LISTS["bool"] if kind.kind == "bool" else ()
    return (*values, "-") if values else ()


def _validate(sheet: Any, span: tuple[int, int, int, int], key: str, lists: Mapping[str, str]) -> None:
    """The list of a column; a condition may also be a list of values or `not(…)`, so nothing else is refused."""
    if key not in lists:
        return
    if key.startswith("when."):
        options = {"validate": "list", "source": lists[key], "show_error": False}
    else:
        options = {"validate": "list", "source": lists[key], "error_type": "stop"}
    sheet.data_validation(*span, options)
