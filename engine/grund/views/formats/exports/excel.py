"""Excel: a summary with live formulas, the lines as a table that can be filtered, whom the policies reach, and a sheet
about the run.

Every formula has its value cached, so that a reader that computes nothing shows the right sums; the sums are those of
the lines; text never becomes a formula or a link.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

import xlsxwriter

from ....analysis.compare.tally import tallies
from ....budgeting.money import Money, total
from ....budgeting.policy_budgets import Budget, PolicyBudget
from ....model.costs import MOST_DECIMALS
from ....model.names import sort_key
from ....model.numbers import pick
from ....model.scenario import reading_text
from ...heading import heading
from ...tally import tally_block
from ...wording.values import MISSING, marks_legend
from ..columns import headings
from ..money import kronor
from ..text import FICTIONAL
from .budget_tables import tables_of, write_tables
from .line_sheet import KEY, LINE, SumOf, line_heads, line_table, price_cells
from .records import COLUMNS, about

_CREATED: Final = datetime(2026, 1, 1)


def as_excel(budget: Budget, lang: str) -> bytes:
    """The workbook: Sammanfattning, Underlag, Omfattning, a sheet for each table of the terminal, Om."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": f"Budget {budget.scenario.id}", "created": _CREATED})
    names = (
        pick(lang, "Sammanfattning", "Summary"), pick(lang, "Underlag", "Data"), pick(lang, "Omfattning", "Reach"),
        pick(lang, "Om", "About"), pick(lang, "Styckkostnader", "Unit costs"),
    )  # fmt: skip
    sheets = [book.add_worksheet(name) for name in names[:3]]
    price_sheet = book.add_worksheet(names[4])
    tables = {name: book.add_worksheet(name) for name in tables_of(budget, lang)}
    sheets += [book.add_worksheet(names[3]), price_sheet, *tables.values()]
    unknown = pick(lang, *MISSING)
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#E6EAEE", "bottom": 1, "text_wrap": True, "valign": "top"}),
        "kr": book.add_format({"num_format": "#,##0.00"}),
        "total": book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1}),
        "kr+": book.add_format({"num_format": f'#,##0.00" + {unknown}"', "align": "right"}),
        "total+": book.add_format({"num_format": f'#,##0.00" + {unknown}"', "bold": True, "top": 1, "align": "right"}),
        **{f"{n} places": book.add_format({"num_format": f"0.{'0' * n}"}) for n in range(1, MOST_DECIMALS + 1)},
        "whole": book.add_format({"num_format": "0"}),
        "count": book.add_format({"num_format": "0", "bold": True, "top": 1}),
        "bold": book.add_format({"bold": True}),
        "warn": book.add_format({"bold": True, "font_color": "#A3260B"}),
        "right": book.add_format({"align": "right", "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    keys: dict[SumOf, int] = {}
    prices = price_cells(price_sheet, names[4], budget, formats, lang)
    last = line_table(sheets[1], budget, formats, lang, keys, prices)
    where = {name: _column(names[1], at, last) for at, name in enumerate(LINE)}
    _summary(sheets[0], budget, formats, lang, where, keys)
    _reach(sheets[2], budget, formats, lang)
    _about(sheets[3], budget, formats, lang)
    write_tables(tables, budget, lang, formats)
    for sheet in sheets:
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    sheets[1].repeat_rows(0)
    book.close()
    return out.getvalue()


def _summary(
    sheet: Any, budget: Budget, formats: dict[str, Any], lang: str, where: dict[str, str], keys: Mapping[SumOf, int]
) -> None:
    """Per body and year for each policy and reading: `SUMIFS` over the lines, with what it comes to."""
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 2 * len(budget.years) + 3, 18)
    at = 0
    for note in heading(budget.scenario, lang, budget.policies):
        sheet.write_string(at, 0, note, formats["warn"] if note.startswith(FICTIONAL) else None)
        at += 1
    note = pick(
        lang,
        "Belopp i kronor. Minst och högst skiljer sig åt när ett beslut inte kan avgöras. "
        "Belopp som saknas ingår inte i summorna; ”saknas” visar var de finns.",
        "Amounts in SEK. Low and high differ if a decision cannot be made. "
        "Missing amounts are not included in the totals; “missing” shows where they are.",
    )
    sheet.write_string(at, 0, note)
    at += 2
    for side in budget.sides:
        at = (
            _side(
                sheet, budget, side, formats, lang, _Sums(budget, side, lang, where, keys, side.by("body", "year")), at
            )
            + 2
        )


def _side(
    sheet: Any, budget: Budget, side: PolicyBudget, formats: dict[str, Any], lang: str, sums: _Sums, at: int
) -> int:  # fmt: skip
    """One policy in one reading; the row after its last. At most stands apart where something is undecided."""
    reading = reading_text(side.reading)
    sheet.write_string(at, 0, f"{side.policy.label.get(lang)} ({side.policy.id}) {reading}".rstrip(), formats["bold"])
    bodies = budget.scenario.book.organisation.bodies
    nobody = pick(lang, "utan finansiär eller fördelningsnyckel", "no payer or cost-sharing key")
    names = {b: bodies[b].called(lang) if b else nobody for (b,) in side.by("body")}
    columns = sums.columns()
    for column, (head, *_) in enumerate([headings(lang, "body_name"), *columns]):
        sheet.write_string(at + 1, column, head, formats["head"])
    at += 2
    order = sorted(names, key=lambda b: (not b, sort_key(names[b])))
    for body in (*order, None):
        name = pick(lang, "Summa", "Total") if body is None else names[body]
        sheet.write_string(at, 0, name, formats["total"] if body is None else None)
        for column, (_, bound, year) in enumerate(columns, 1):
            cell = sums.cell(body, bound, year, (at - len(order), column) if body is None else None)
            sheet.write_formula(at, column, cell.formula, formats[cell.shape], cell.value)
        at += 1
    return at - 1


class _Cell(NamedTuple):
    """A cell of the summary: a live formula, what it comes to, and how it is shown."""

    formula: str
    value: Decimal | str
    shape: str


class _Sums(NamedTuple):
    """The sums of a side. Lines are found by the number of their sum, which tells `n1` from `N1`."""

    found: Budget
    side: PolicyBudget
    lang: str
    where: Mapping[str, str]
    keys: Mapping[SumOf, int]
    by: Mapping[tuple[Any, ...], Money]

    def columns(self) -> list[tuple[str, str, int | None]]:
        """Head, bound and year of each column; `unknown` counts what is not known."""
        split = self.side.money.low != self.side.money.high
        words = {"low": pick(self.lang, "minst", "at least"), "high": pick(self.lang, "högst", "at most")}
        columns = [
            (f"{year or pick(self.lang, 'Summa', 'Total')} {words[bound] if split else ''}".rstrip(), bound, year)
            for year in (*self.found.years, None)
            for bound in (("low", "high") if split else ("low",))
        ]
        unknown = [(pick(self.lang, "Belopp som saknas", "Missing amounts"), "unknown", None)]
        return columns + (unknown if self.side.money.unknown else [])

    def cell(self, body: str | None, bound: str, year: int | None, below: tuple[int, int] | None) -> _Cell:
        """A body's cell, or the total of those in the rows from `below` on (row, column)."""
        total_ = "total" if below is not None else ""
        money = total(m for (of, when), m in self.by.items() if body in (of, None) and year in (when, None))
        count = self._over(body, year, f"COUNTIFS(KEY{{}},{self.where['amount_ore']},{_quoted(self._word)})")
        if bound == "unknown":
            return _Cell(f"={count}", Decimal(money.unknown), "count" if total_ else "whole")
        amount = self._over(body, year, f"SUMIFS({self.where[f'{bound}_ore']},KEY{{}})")
        if below is not None:
            row, column = below
            letter = xlsxwriter.utility.xl_col_to_name(column)
            last = row + len({of for of, _ in self.by})
            amount = f"SUM({letter}{row + 1}:{letter}{last})"
        value = kronor(getattr(money, bound)) or Decimal(0)
        if not money.unknown:
            return _Cell(f"={amount}", value, total_ or "kr")
        formula = f'=IF(AND({amount}=0,{count}>0),"{self._word}",{amount})'
        return _Cell(formula, value or self._word, f"{total_ or 'kr'}+")

    @property
    def _word(self) -> str:
        return pick(self.lang, *MISSING)

    def _over(self, body: str | None, year: int | None, text: str) -> str:
        """A formula over the lines of a body, or of all: a term for each sum that they are in."""
        dated = f",{self.where['year']},{year}" if year else ""
        choices = set(self.side.reading)
        numbers = [
            number for (policy, reading, of), number in self.keys.items()
            if policy == self.side.policy.id and body in (of, None) and set(_pairs(reading)) <= choices
        ]  # fmt: skip
        terms = [text.format(dated).replace("KEY", f"{self.where[KEY]},{number}") for number in numbers]
        return "+".join(terms) or "0"


def _pairs(reading: str) -> list[tuple[str, str]]:
    """The choices of a reading as it is written: `a=b, c=d`."""
    pairs = (text.partition("=") for text in reading.split(", ") if text)
    return [(name, choice) for name, _, choice in pairs]


def _column(sheet: str, at: int, last: int) -> str:
    """A column of the lines as a range of its sheet."""
    letter = xlsxwriter.utility.xl_col_to_name(at)
    return f"'{sheet}'!${letter}$2:${letter}${last + 1}"


def _quoted(text: str) -> str:
    """A text in a formula."""
    return '"' + text.replace('"', '""') + '"'


def _reach(sheet: Any, budget: Budget, formats: dict[str, Any], lang: str) -> None:
    """Whom each policy reaches each year, and what changes, as a comparison of the day counts them."""
    counted = tallies(budget.scenario, [policy.id for policy in budget.policies], budget.days.values())
    block = tally_block(counted, lang, str)
    sheet.write_string(0, 0, block.title, formats["bold"])
    for column, head in enumerate(block.columns):
        sheet.write_string(2, column, head, formats["head"])
    for at, row in enumerate(block.rows, 3):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(at, column, cell)
            elif cell is not None:
                sheet.write_number(at, column, cell)
    for at, note in enumerate(block.notes, 4 + len(block.rows)):
        sheet.write_string(at, 0, note)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, len(block.columns) - 1, 18)


def _about(sheet: Any, budget: Budget, formats: dict[str, Any], lang: str) -> None:
    """What the file is: the run, marks, columns, what is unknown, and the documents of the prices, frames and rules."""
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 110)
    lines = list(about(budget).items())
    lines.append(("", marks_legend(lang)))
    for side in budget.sides:
        reading = reading_text(side.reading)
        unknown = pick(lang, "belopp där uppgift saknas", "amounts with no data")
        lines.append((f"{side.policy.id} {reading}".rstrip(), f"{unknown}: {side.money.unknown}"))
    word = pick(lang, "kolumn", "column")
    heads = dict(zip(LINE, line_heads(lang), strict=True))
    lines += [
        (f"{word}: {heads[c.name]}", pick(lang, c.sv.replace("öre", "kr"), c.en.replace("öre", "SEK"))) for c in COLUMNS
    ]
    number = pick(
        lang, "nummer för policy, tolkning och aktör, som summorna räknas efter",
        "number of policy, interpretation and body, which the sums go by",
    )  # fmt: skip
    lines.append((f"{word}: {heads[KEY]}", number))
    lines += [(s.id, ", ".join(filter(None, (s.title, s.publisher, s.date, s.url)))) for s in _sources(budget)]
    for at, (key, value) in enumerate(lines):
        sheet.write_string(at, 0, key, formats["bold"])
        sheet.write_string(at, 1, value, formats["wrap"])


def _sources(budget: Budget) -> list[Any]:
    """The documents that what costs and decides is cited from."""
    book = budget.scenario.book
    used: dict[str, None] = {}
    for side in budget.sides:
        for insats in {n.insats for n in side.lines}:
            ruling = side.policy.rulings[insats]
            cited = [book.insatser[insats].citation, *(rule.citation for rule in ruling.rules)]
            for part in book.insatser[insats].costs.parts:
                cited += [v.citation for v in side.policy.parameters[part.unit_cost].values]
            used |= dict.fromkeys(d for c in cited for d in c.documents)
    used |= dict.fromkeys(d for r in budget.scenario.planning.ramar for d in r.citation.documents)
    return [book.sources[d] for d in sorted(used) if d in book.sources]
