"""Excel: a summary with live formulas, the lines as a table that can be filtered, and a sheet about the run.

Enters: a budget. Leaves: an .xlsx. Promise: every formula has its value cached, so that a reader that computes nothing
shows the right sums; the sums are those of the lines; text never becomes a formula or a link.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Final

import xlsxwriter

from ...budgeting import Budget, Side
from ...words import marks_legend, pick, sort_key
from ..amounts import kronor
from ..views import heading
from .grid import Grid
from .records import COLUMNS, Value, about, records

_CREATED: Final = datetime(2026, 1, 1)
_KRONOR: Final = {"amount_ore": "amount_kr", "low_ore": "low_kr", "high_ore": "high_kr"}
_MOST: Final = 1_048_575
"""The lines a sheet has room for, below its head."""


def as_excel(found: Budget, lang: str) -> bytes:
    """The workbook: Sammanfattning, Underlag, Om."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": f"Budget {found.scenario.id}", "created": _CREATED})
    names = (pick(lang, "Sammanfattning", "Summary"), pick(lang, "Underlag", "Data"), pick(lang, "Om", "About"))
    sheets = [book.add_worksheet(name, Grid if at == 1 else None) for at, name in enumerate(names)]
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#E6EAEE", "bottom": 1, "text_wrap": True, "valign": "top"}),
        "kr": book.add_format({"num_format": "#,##0.00"}),
        "total": book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1}),
        "whole": book.add_format({"num_format": "0"}),
        "count": book.add_format({"num_format": "0", "bold": True, "top": 1}),
        "bold": book.add_format({"bold": True}),
        "warn": book.add_format({"bold": True, "font_color": "#A3260B"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    last = _data(sheets[1], found, formats)
    _summary(sheets[0], found, formats, lang, names[1], last)
    _about(sheets[2], found, formats, lang)
    for sheet in sheets:
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    sheets[1].repeat_rows(0)
    book.close()
    assert sheets[1].written
    return out.getvalue()


def _data(sheet: Grid, found: Budget, formats: dict[str, Any]) -> int:
    """Every line, as a table with filters and a frozen head; the number of its last row."""
    heads = [_KRONOR.get(column.name, column.name) for column in COLUMNS]
    money = [at for at, column in enumerate(COLUMNS) if column.name in _KRONOR]
    shapes = [formats["kr"] if at in money else None for at in range(len(COLUMNS))]
    last = max(1, sheet.rows(1, islice(_cells(found, money), _MOST), shapes))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, len(heads) - 1, 16)
    columns = [{"header": head} for head in heads]
    sheet.add_table(0, 0, last, len(heads) - 1, {"name": "lines", "columns": columns, "style": "Table Style Light 1"})
    return last


def _cells(found: Budget, money: Sequence[int]) -> Iterator[list[Value]]:
    """The lines with money in kronor."""
    for record in records(found):
        row = list(record)
        for at in money:
            öre = row[at]
            if isinstance(öre, int):
                row[at] = kronor(öre)
        yield row


def _summary(sheet: Any, found: Budget, formats: dict[str, Any], lang: str, data: str, last: int) -> None:
    """Per body and year for each policy and reading: `SUMIFS` over the lines, with what it comes to."""
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 2 * len(found.years) + 3, 18)
    at = 0
    for note in heading(found.scenario, lang, found.policies):
        sheet.write_string(at, 0, note, formats["warn"] if note.startswith("ILLUSTRATION") else None)
        at += 1
    note = pick(
        lang,
        "Kronor. Minst och högst skiljer sig där beslut inte kan avgöras; okända belopp ingår inte i summorna.",
        "Kronor. At least and at most differ where decisions cannot be made; unknown amounts are in no sum.",
    )
    sheet.write_string(at, 0, note)
    at += 2
    where = {column.name: _column(data, i, last) for i, column in enumerate(COLUMNS)}
    for side in found.sides:
        at = _side(sheet, found, side, formats, lang, where, at) + 2


def _side(
    sheet: Any, found: Budget, side: Side, formats: dict[str, Any], lang: str, where: dict[str, str], at: int
) -> int:
    """One policy in one reading; the row after its last. At most stands apart where something is undecided."""
    reading = ", ".join(f"{k}={v}" for k, v in side.reading)
    sheet.write_string(at, 0, f"{side.policy.label.get(lang)} ({side.policy.id}) {reading}".rstrip(), formats["bold"])
    asked = {"policy": side.policy.id, "tolkning": reading}
    grid = _columns(found, side, lang, where, {k: f"{where[k]},{_quoted(v)}" for k, v in asked.items()})
    bodies = found.scenario.book.organisation.bodies
    nobody = pick(lang, "ej fördelat på aktör", "no known body")
    names = {b: bodies[b].name if b else nobody for (b,) in side.by("body")}
    for column, (head, *_) in enumerate([(pick(lang, "Aktör", "Body"),), *grid]):
        sheet.write_string(at + 1, column, head, formats["head"])
    first = at = at + 2
    for body in sorted(names, key=lambda b: (not b, sort_key(names[b]))):
        sheet.write_string(at, 0, names[body])
        for column, (_, formula, values, shape) in enumerate(grid, 1):
            test = f"{where['body']},{_quoted(body)}"
            sheet.write_formula(at, column, formula.replace("BODY", test), formats[shape], values.get(body, 0))
        at += 1
    sheet.write_string(at, 0, pick(lang, "Summa", "Total"), formats["total"])
    for column, (_, _, values, shape) in enumerate(grid, 1):
        letter = xlsxwriter.utility.xl_col_to_name(column)
        of = formats["total" if shape == "kr" else "count"]
        held = sum(values.values(), Decimal(0))
        sheet.write_formula(at, column, f"=SUM({letter}{first + 1}:{letter}{at})", of, held)
    return at


def _columns(
    found: Budget, side: Side, lang: str, where: dict[str, str], tests: dict[str, str]
) -> list[tuple[str, str, dict[str, Decimal], str]]:
    """The columns of a side: head, formula for a body, its values by body, format."""
    sums = side.by("body", "year")
    split = side.money.low != side.money.high
    words = {"low": pick(lang, "minst", "at least"), "high": pick(lang, "högst", "at most")}
    every = ",".join([*tests.values(), "BODY"])
    columns = []
    for year in (*found.years, None):
        for bound in ("low", "high") if split else ("low",):
            values: dict[str, int] = {}
            for (body, of), money in sums.items():
                if year in (of, None):
                    values[body] = values.get(body, 0) + getattr(money, bound)
            head = f"{year or pick(lang, 'Summa', 'Total')} {words[bound] if split else ''}".rstrip()
            dated = f",{where['year']},{year}" if year else ""
            formula = f"=SUMIFS({where[f'{bound}_ore']},{every}{dated})"
            columns.append((head, formula, {b: kronor(öre) or Decimal(0) for b, öre in values.items()}, "kr"))
    if side.money.unknown:
        unknown = {body: Decimal(money.unknown) for (body,), money in side.by("body").items()}
        formula = f"=COUNTIFS({every},{where['amount_ore']},{_quoted('')})"
        columns.append((pick(lang, "Okända belopp", "Unknown amounts"), formula, unknown, "whole"))
    return columns


def _column(sheet: str, at: int, last: int) -> str:
    """A column of the lines as a range of its sheet."""
    letter = xlsxwriter.utility.xl_col_to_name(at)
    return f"'{sheet}'!${letter}$2:${letter}${last + 1}"


def _quoted(text: str) -> str:
    """A test of a text in SUMIFS; an empty cell is matched by `=`."""
    return '"' + (text.replace('"', '""') if text else "=") + '"'


def _about(sheet: Any, found: Budget, formats: dict[str, Any], lang: str) -> None:
    """What the file is: the run, marks, columns, what is unknown, and the documents of the prices, frames and rules."""
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 110)
    rows = list(about(found).items())
    rows.append(("", marks_legend(lang)))
    for side in found.sides:
        reading = ", ".join(f"{k}={v}" for k, v in side.reading)
        unknown = pick(lang, "belopp som är okända", "unknown amounts")
        rows.append((f"{side.policy.id} {reading}".rstrip(), f"{unknown}: {side.money.unknown}"))
    word = pick(lang, "kolumn", "column")
    rows += [(f"{word} {_KRONOR.get(c.name, c.name)}", pick(lang, c.sv, c.en).replace("öre", "kr")) for c in COLUMNS]
    rows += [(s.id, ", ".join(filter(None, (s.title, s.publisher, s.date, s.url)))) for s in _sources(found)]
    for at, (key, value) in enumerate(rows):
        sheet.write_string(at, 0, key, formats["bold"])
        sheet.write_string(at, 1, value, formats["wrap"])


def _sources(found: Budget) -> list[Any]:
    """The documents that what costs and decides is cited from."""
    book = found.scenario.book
    used: dict[str, None] = {}
    for side in found.sides:
        for insats in {n.insats for n in side.lines}:
            ruling = side.policy.rulings[insats]
            cited = [book.insatser[insats].citation, *(rule.citation for rule in ruling.rules)]
            for part in book.insatser[insats].costs.parts:
                cited += [v.citation for v in side.policy.parameters[part.unit_cost].values]
            used |= dict.fromkeys(d for c in cited for d in c.documents)
    used |= dict.fromkeys(d for r in found.scenario.planning.ramar for d in r.citation.documents)
    return [book.sources[d] for d in sorted(used) if d in book.sources]
